"""The machine of a benchmark: processor, instruction sets, memory bandwidth, and which instructions were disabled.

What belongs here: these facts, and emulating an older processor. What does not: any benchmark, processes (_processes.py).
"""

import os
import platform
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# Make torch, oneDNN, MKL, FBGEMM (int8 products) and NumPy (sorting) compute as on a processor with AVX2 and nothing newer.
AS_AVX2 = {
    "ATEN_CPU_CAPABILITY": "avx2",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "DNNL_MAX_CPU_ISA": "AVX2",
    "MKL_ENABLE_INSTRUCTIONS": "AVX2",
    "FBGEMM_ENABLE_INSTRUCTIONS": "AVX2",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
}
FEATURES = {
    "AVX2": ("avx2",),
    "AVX-512": ("avx512f",),
    "VNNI": ("avx512_vnni", "avx_vnni"),
    "bf16": ("avx512_bf16", "amx_bf16"),
    "AMX": ("amx_tile",),
}


def machine() -> dict[str, Any]:
    """Facts about the machine; `held_back`: the switches that are set to emulate an older processor."""
    import torch

    info = _cpuinfo()
    flags = set(info.get("flags", "").split())
    return {
        "processor": info.get("model name", platform.processor() or platform.machine()),
        "cores": os.cpu_count(),
        "features": [name for name, any_of in FEATURES.items() if flags & set(any_of)],
        "memory_bandwidth_gb_per_second": round(memory_bandwidth() / 1e9, 1),
        "held_back": {name: os.environ[name] for name in AS_AVX2 if name in os.environ},
        "python": platform.python_version(),
        "torch": torch.__version__,
    }


def circumstances() -> dict[str, Any]:
    """When it ran, from which commit, and the machine's load before. With a load above a half, times mean little."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--exclude=*"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": described.stdout.strip() or "unknown",
        "load_before": round(os.getloadavg()[0], 1),
    }


def _cpuinfo() -> dict[str, str]:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:  # not Linux
        return {}
    pairs = (line.partition(":") for line in text.split("\n\n")[0].splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}


def memory_bandwidth() -> float:
    """Bytes per second that all cores together can read from memory."""
    import torch

    block = torch.ones(2**28)
    times = []
    for _ in range(5):
        started = time.perf_counter()
        block.sum()
        times.append(time.perf_counter() - started)
    return block.nbytes / min(times)

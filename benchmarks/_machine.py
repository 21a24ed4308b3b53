"""What a benchmark ran on: processor, its instructions, memory bandwidth, and which instructions were held back.

What belongs here: the facts, and running as an older processor. What does not: any benchmark.
"""

import os
import platform
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# What makes torch, oneDNN, MKL, FBGEMM (the int8 products) and NumPy (sorting) compute as on a processor that has no more than AVX2.
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
    """The machine's facts; `held_back`: switches that were set to compute as an older one does."""
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
    """When it ran, from which commit, and how busy the machine was before: where the load is over a half, times say little."""
    asked = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--exclude=*"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": asked.stdout.strip() or "unknown",
        "load_before": round(os.getloadavg()[0], 1),
    }


def _cpuinfo() -> dict[str, str]:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:  # no Linux
        return {}
    pairs = (line.partition(":") for line in text.split("\n\n")[0].splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}


def memory_bandwidth() -> float:
    """Bytes per second that all cores together read from memory."""
    import torch

    block = torch.ones(2**28)
    times = []
    for _ in range(5):
        started = time.perf_counter()
        block.sum()
        times.append(time.perf_counter() - started)
    return block.nbytes / min(times)


def peak_memory() -> int:
    """The most bytes of memory that this process has held.

    Linux counts what a program's process held before it became that program into getrusage's figure: the parent's memory
    at the fork. A test's 1.4 GiB stood for a step's 0.2 so.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024  # bytes on macOS, kibibytes elsewhere
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])

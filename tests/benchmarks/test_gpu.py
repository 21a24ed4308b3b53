"""`make bench-gpu` at a tiny size without a GPU, and its message if there is none."""

import json
import os
import subprocess
import sys

import pytest

from pipelines.settings import PROJECT_ROOT


def bench(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks._gpu", *arguments], cwd=PROJECT_ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_verses_and_fine_tuning_agree_with_the_cpu_at_a_tiny_size() -> None:
    done = bench("--device", "cpu", "finetune", "verses")
    assert done.returncode == 0, done.stderr
    folder = PROJECT_ROOT / "build" / "bench-gpu"
    losses = json.loads((folder / "finetune.json").read_text(encoding="utf-8"))["detail"]["tiny"]["exactness"]
    assert losses["on_device"] == pytest.approx(losses["on_cpu"], rel=1e-4)
    nats = json.loads((folder / "verses.json").read_text(encoding="utf-8"))["detail"]["exactness"]
    assert nats["nats_on_device"] == pytest.approx(nats["nats_on_cpu"], rel=1e-3)


@pytest.mark.slow
def test_musicgen_agrees_with_the_cpu_at_a_tiny_size() -> None:
    done = bench("--device", "cpu", "musicgen")
    assert done.returncode == 0, done.stderr
    found = json.loads((PROJECT_ROOT / "build" / "bench-gpu" / "musicgen.json").read_text(encoding="utf-8"))
    exactness = found["detail"]["exactness"]
    assert exactness["relative_error_fp32"] < 1e-5
    assert exactness["relative_error_bf16"] < 0.03
    assert len(found["detail"]["ours"]) == 4, "each batch and length"


def test_a_missing_gpu_is_reported() -> None:
    done = bench(CUDA_VISIBLE_DEVICES="")
    assert done.returncode == 1
    assert "--device cpu" in done.stderr

"""The product chosen for each processor; older processors are simulated in a process of its own."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks._machine import AS_AVX2
from resources.linear import best_precision, int8_works, multiplies_bf16, quantise

ASKED = (
    "import json; from resources.linear import best_precision, int8_works, multiplies_bf16;"
    "print(json.dumps([int8_works(8), int8_works(7), best_precision('cpu'), multiplies_bf16()]))"
)
x86 = pytest.mark.skipif(platform.machine() != "x86_64", reason="the switches are those of x86-64's libraries")


@x86
@pytest.mark.slow
def test_without_vnni_weights_have_seven_bits_and_nothing_is_bf16() -> None:
    asked = subprocess.run([sys.executable, "-c", ASKED], env=os.environ | AS_AVX2, capture_output=True, check=True)
    assert json.loads(asked.stdout) == [False, True, "int8_7bit", False]


@x86
@pytest.mark.slow
def test_musicgen_s_engine_is_right_without_vnni() -> None:
    engine = Path(__file__).parent / "renderers" / "test_musicgen_engine.py"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:cov", str(engine)]
    ran = subprocess.run(command, env=os.environ | AS_AVX2, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-3000:]


@pytest.mark.parametrize("conv1d", [False, True])
def test_a_model_is_quantised_in_the_best_precision(conv1d: bool) -> None:
    """GPT-2's layers are Conv1D."""
    import torch
    from transformers.pytorch_utils import Conv1D

    torch.manual_seed(0)
    layer = Conv1D(96, 64) if conv1d else torch.nn.Linear(64, 96)
    torch.nn.init.normal_(layer.weight, std=0.1)
    torch.nn.init.normal_(layer.bias)
    model = torch.nn.Sequential(layer, torch.nn.Tanh(), torch.nn.Linear(96, 8))
    x = torch.randn(5, 64)
    with torch.inference_mode():
        exact = model(x)
        precision = quantise(model)
        found = model(x)
    assert not any(isinstance(layer, torch.nn.Linear | Conv1D) for layer in model)
    assert precision in {best_precision("cpu"), "bf16"}
    assert precision != "int8" or int8_works(8)
    assert precision != "bf16" or multiplies_bf16()
    torch.testing.assert_close(found, exact, atol=0.05, rtol=0.05)

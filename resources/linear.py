"""Linear layers for inference: int8 (with weights of 8 or 7 bits), bf16 or fp32.

What belongs here: a weight matrix and its product, for any model. What does not: what is multiplied
(resources/renderers/musicgen/decoder.py, assets/models/writing).
"""

import logging
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import torch

logger = logging.getLogger(__name__)

Precision = Literal["int8", "int8_7bit", "bf16", "fp32"]
Product = Callable[["torch.Tensor"], "torch.Tensor"]

LARGEST, ZERO = 127, 128  # steps from 0 to the largest activation; the zero point of unsigned bytes
# Steps from 0 to the largest weight. A processor without VNNI adds two products of a byte and a weight in 16 bits:
# 2 × 255 × 127 does not fit, 2 × 255 × 63 does. Seven bits for the weights and not for the activations: where a few inputs
# are twelve times as large as the others, a product is 0.037 off instead of 0.068 (with 8 and 8 bits 0.035).
WEIGHTS = {8: 127, 7: 63}
BITS: dict[Precision, int] = {"int8": 8, "int8_7bit": 7}


class Int8:
    """x → x Wᵀ in 8 bits: a scale per output of W and one per row of x, so that the result of a row does not depend on the
    other rows (torch's dynamic quantisation has one scale for the whole batch). `bits`: of W, 8 or 7.

    FBGEMM's kernel, which quantises what it reads: at 8 rows it takes 20 to 40 % less time than oneDNN's, which does
    not.
    """

    def __init__(self, weight: "torch.Tensor", bits: int = 8) -> None:
        import torch

        self.inputs = weight.shape[1]
        scale = weight.abs().amax(1).clamp_min(1e-12) / WEIGHTS[bits]
        zeros = torch.zeros(len(weight), dtype=torch.long)
        with warnings.catch_warnings():
            # torch plans to remove quantised tensors; `int8_works` reports when they are gone.
            warnings.filterwarnings("ignore", message=".*quantized tensor creation", category=UserWarning)
            whole = torch.quantize_per_channel(weight, scale, zeros, 0, torch.qint8)
        self.packed = torch.ops.quantized.linear_prepack(whole, None)

    def __call__(self, x: "torch.Tensor") -> "torch.Tensor":
        import torch

        rows = x.reshape(-1, self.inputs)
        # Not linalg.vector_norm: at one row per take it is 12 times as slow.
        scale = rows.abs().amax(1, keepdim=True).clamp_min_(1e-12)
        product = torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(
            rows / scale, 1 / LARGEST, ZERO, self.packed
        )
        return product.mul_(scale).view(*x.shape[:-1], -1)


class Cast:
    """x → x Wᵀ in the given type, fp32 in and out."""

    def __init__(self, weight: "torch.Tensor", dtype: "torch.dtype") -> None:
        self.weight = weight.to(dtype).contiguous()

    def __call__(self, x: "torch.Tensor") -> "torch.Tensor":
        from torch.nn import functional

        return functional.linear(x.to(self.weight.dtype), self.weight).float()


def product(weights: Sequence["torch.Tensor"], precision: Precision) -> Product:
    """The product with several weight matrices at once, with concatenated outputs."""
    import torch

    weight = torch.cat([w.detach().float() for w in weights])
    if precision in BITS:
        return Int8(weight, BITS[precision])
    return Cast(weight, torch.bfloat16 if precision == "bf16" else torch.float32)


def best_precision(device: str) -> Precision:
    """The fastest precision in which this machine multiplies correctly: bf16 on CUDA; on a CPU int8 (weights of 8 bits
    with VNNI, of 7 without), else bf16, else fp32.
    """
    if device == "cuda":
        return "bf16"
    for precision, bits in BITS.items():
        if int8_works(bits):
            return precision
    slower: Precision = "bf16" if multiplies_bf16() else "fp32"
    logger.warning("This torch has no int8 product for this processor: models run in %s, more slowly.", slower)
    return slower


def int8_works(bits: int = 8) -> bool:
    """Whether torch has the int8 kernel here and it multiplies correctly, with weights of `bits` bits.

    The largest values first: a processor without VNNI adds two products of them in 16 bits.
    """
    import torch

    generator = torch.Generator().manual_seed(0)
    weight, x = torch.randn(64, 32, generator=generator), torch.randn(3, 32, generator=generator)
    weight[0] = x[0] = 1.0
    try:
        product = Int8(weight, bits)(x)
    except (AttributeError, RuntimeError, NotImplementedError):
        return False
    return bool((product - x @ weight.T).abs().max() < 0.5)


def multiplies_bf16() -> bool:
    """Whether the processor multiplies bf16 itself: twice the speed of fp32 then, less than fp32's without.

    Both are checked: oneDNN also accepts processors with AVX-512 and without bf16, but respects ONEDNN_MAX_CPU_ISA; the
    processor's flags do the opposite.
    """
    import torch

    if not torch.ops.mkldnn._is_mkldnn_bf16_supported():
        return False
    try:
        return "bf16" in Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:  # not Linux
        return torch.cpu._is_avx512_bf16_supported()


def quantise(model: Any) -> Precision:
    """Make a torch model multiply in the fastest precision that works on this CPU, in place. Returns that precision.

    Its linear layers are replaced, everything else stays. Afterwards the model can only be used for inference. Meant
    for many rows at a time: with 384 of them a processor with AMX makes 1.8 TFLOPS in bf16 and 0.6 in int8 (with 8 rows
    int8 is faster).
    """
    import torch
    from transformers.pytorch_utils import Conv1D

    has_amx = torch.cpu._is_amx_tile_supported() and multiplies_bf16()
    precision = "bf16" if has_amx else best_precision("cpu")
    layers = [(name, layer) for name, layer in model.named_modules() if isinstance(layer, torch.nn.Linear | Conv1D)]
    for name, layer in layers:
        parent = model.get_submodule(name.rpartition(".")[0])
        setattr(parent, name.rpartition(".")[2], _layer(layer, precision))
    return precision


def _layer(layer: Any, precision: Precision) -> Any:
    import torch

    # GPT-2's layers, called Conv1D, hold their weights the other way round.
    weight = layer.weight if isinstance(layer, torch.nn.Linear) else layer.weight.T

    class Product(torch.nn.Module):
        """A linear layer for inference. It only keeps its weight if that is shared (tied embeddings)."""

        def __init__(self) -> None:
            super().__init__()
            self._product = product([weight], precision)
            self._bias = layer.bias

        def forward(self, x: "torch.Tensor") -> "torch.Tensor":
            y = self._product(x.float())
            return y if self._bias is None else y + self._bias

    return Product()

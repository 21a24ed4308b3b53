"""The decoder's matrix products: int8, bf16 or fp32.

What belongs here: a weight matrix and how it is multiplied. What does not: what is multiplied (decoder.py).
"""

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import torch

logger = logging.getLogger(__name__)

Precision = Literal["int8", "bf16", "fp32"]
Product = Callable[["torch.Tensor"], "torch.Tensor"]


class Int8:
    """x → x Wᵀ in 8 bits: a scale per output of W and one per row of x, so that a row's result does not depend on the
    rows beside it (torch.ao's dynamic quantisation has one scale for the whole batch, and is deprecated).

    oneDNN's kernel takes unsigned values around a zero point, which is fixed here at 128.
    """

    def __init__(self, weight: "torch.Tensor") -> None:
        import torch

        self.inputs = weight.shape[1]
        self.scale = weight.abs().amax(1).clamp_min(1e-12) / 127
        whole = (weight / self.scale[:, None]).round().to(torch.int8)
        self.zero = torch.zeros(len(weight), dtype=torch.int32)
        self.packed = torch.ops.onednn.qlinear_prepack(whole, None)

    def __call__(self, x: "torch.Tensor") -> "torch.Tensor":
        import torch

        rows = x.reshape(-1, self.inputs)
        # Not linalg.vector_norm: at one row per take it is 12 times as slow.
        scale = rows.abs().amax(1, keepdim=True).clamp_min_(1e-12).div_(127)
        whole = (rows / scale).add_(128.5).to(torch.uint8)
        product = torch.ops.onednn.qlinear_pointwise(
            whole, 1.0, 128, self.packed, self.scale, self.zero, None, 1.0, 0, torch.float32, "none", [], ""
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
    """The product with several weight matrices at once, their outputs side by side."""
    import torch

    weight = torch.cat([w.detach().float() for w in weights])
    if precision == "int8":
        return Int8(weight)
    return Cast(weight, torch.bfloat16 if precision == "bf16" else torch.float32)


def best_precision(device: str) -> Precision:
    """The fastest precision that this machine multiplies in: bf16 on CUDA; on a CPU int8, else bf16, else fp32."""
    import torch

    if device == "cuda":
        return "bf16"
    if int8_works():
        return "int8"
    precision: Precision = "bf16" if torch.cpu._is_avx512_bf16_supported() else "fp32"
    logger.warning("This torch has no int8 product for this processor: MusicGen runs in %s, more slowly.", precision)
    return precision


def int8_works() -> bool:
    """Whether torch has the int8 kernel here and it multiplies rightly."""
    import torch

    generator = torch.Generator().manual_seed(0)
    weight, x = torch.randn(64, 32, generator=generator), torch.randn(3, 32, generator=generator)
    try:
        found = Int8(weight)(x)
    except (AttributeError, RuntimeError, NotImplementedError):
        return False
    return bool((found - x @ weight.T).abs().max() < 0.5)

"""A tiny MusicGen with random weights, for tests."""

from typing import Any

import torch  # noqa: TID253

from benchmarks._random_musicgen import TINY, Size, build

STEREO = Size(**{**{name: getattr(TINY, name) for name in TINY.__slots__}, "channels": 2})
TEXTS = ("calm piano", "epic drums and bass . bpm : slow", "lofi")
HOP = 64
RATE = 3200


def lively(size: Size) -> tuple[Any, Any]:
    """A model whose likeliest tokens differ from step to step: as made, its weights are next to nothing."""
    model, tokenizer = build(size)
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for part in (model.decoder, model.enc_to_dec_proj):
            for weight in part.parameters():
                if weight.ndim == 2:
                    weight.copy_(torch.randn(weight.shape, generator=generator) * 3 * weight.shape[1] ** -0.5)
        model.text_encoder.shared.weight.normal_(generator=generator)
    return model, tokenizer

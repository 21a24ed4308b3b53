"""Joining short pieces into a long one, for models that only play some seconds and cannot continue audio. Each piece
begins on a beat of the one before at the same loudness, and they crossfade.

What belongs here: joining. What does not: the lengths of the parts (planning.py), playing.
"""

import dataclasses
from collections.abc import Sequence

import numpy as np

from resources.audio import levelled
from resources.music.alignment import align
from resources.music.listening import hear_beats
from resources.music.planning import Window
from resources.music.request import TARGET_LUFS, RenderRequest


def join(parts: Sequence[np.ndarray], stretches: Sequence[Window], rate: int, request: RenderRequest) -> np.ndarray:
    """Join parts.

    Args:
        parts: float32 of shape (channels, samples). Each is as long as its stretch; all but the first may be one beat
            longer, so
            that they can begin on a beat of the part before.
        stretches: the position of each part in the whole, in samples; its first `prompt` samples overlap the part before.

    Returns:
        float32 of shape (channels, samples), up to the end of the last stretch.
    """
    if len(parts) == 1:
        return parts[0]
    whole = np.zeros((parts[0].shape[0], stretches[-1].end), np.float32)
    for part, stretch in zip(parts, stretches, strict=True):
        shared = slice(stretch.start, stretch.given)
        length = stretch.length / rate
        beats = hear_beats(whole[:, shared], rate)[1] if stretch.prompt else np.empty(0)
        wished = dataclasses.replace(request, seconds=length, cuts=tuple(float(beat) for beat in beats))
        placed = levelled(align(part, rate, wished).audio, rate, TARGET_LUFS)
        ramp = np.linspace(0, np.pi / 2, stretch.prompt, dtype=np.float32)
        # Uncorrelated sounds add in power, so equal-power ramps keep the loudness.
        whole[:, shared] *= np.cos(ramp)
        whole[:, shared] += placed[:, : stretch.prompt] * np.sin(ramp)
        whole[:, stretch.given : stretch.end] = placed[:, stretch.prompt :]
    return whole

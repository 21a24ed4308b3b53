"""One long piece of several short ones, for a model that plays no more than some seconds and cannot go on from what it has
played: each begins on the beat of the one before, as loud as it, and the two cross over.

What belongs here: joining. What does not: how long the parts are (planning.py), playing.
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
    """Put parts together.

    Args:
        parts: float32 of shape (channels, samples). Each is as long as its stretch; each but the first may be longer, by
            a beat, so that it can begin on a beat of the one before.
        stretches: where in the whole each lies, in samples; the first `prompt` samples of one lie over the one before.

    Returns:
        float32 of shape (channels, samples), as long as the last stretch's end.
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
        # Two different sounds add up in power, not in amplitude: these ramps keep the loudness.
        whole[:, shared] *= np.cos(ramp)
        whole[:, shared] += placed[:, : stretch.prompt] * np.sin(ramp)
        whole[:, stretch.given : stretch.end] = placed[:, stretch.prompt :]
    return whole

"""Ducking: music goes down while someone speaks.

What belongs here: the gain over time, where someone speaks. What does not: detecting speech (media/speech.py), mixing it with the
music (media/mux.py).
"""

from collections.abc import Iterator, Sequence

import numpy as np

from resources.audio import BLOCK, written
from resources.scratch import blocks, space

DUCK_DB, DUCK_ATTACK, DUCK_RELEASE = -11.0, 0.15, 0.5  # decibels; seconds before and after a voice
VOICE_BAND, VOICE_BAND_DB = (
    (900.0, 4500.0),
    -4.0,
)  # the range of consonants in hertz, and the additional ducking there in decibels


def ducked(
    music: np.ndarray,
    rate: int,
    voices: Sequence[tuple[float, float]],
    *,
    down_db: float = DUCK_DB,
    band_db: float = VOICE_BAND_DB,
) -> np.ndarray:
    """Duck music while someone speaks, most in the range of consonants.

    Args:
        music: float32 of shape (channels, samples).
        voices: (start, end) in seconds.
        down_db: the gain while someone speaks, in decibels.
        band_db: the additional gain in the range of consonants, in decibels.
    """
    from scipy.signal import butter, sosfilt

    if not voices:
        return music
    presence = Presence(voices, music.shape[1], rate)
    filters, state = butter(1, VOICE_BAND, "bandpass", fs=rate, output="sos"), np.zeros((1, music.shape[0], 2))
    less = np.float32(1 - 10 ** (band_db / 20))

    def ducking() -> Iterator[tuple[int, np.ndarray]]:
        nonlocal state
        for first, block in blocks(music, BLOCK):
            here = presence(first, block.shape[1])
            band, state = sosfilt(filters, block, axis=1, zi=state)
            down = 10 ** (down_db / 20 * here)
            yield first, ((block - less * here * np.asarray(band, np.float32)) * down).astype(np.float32)

    return written(space(*music.shape), ducking())


class Presence:
    """1 while someone speaks, otherwise 0, with ramps before and after.

    Args:
        voices: (start, end) in seconds.
        samples: the length of the sound.
    """

    def __init__(self, voices: Sequence[tuple[float, float]], samples: int, rate: int) -> None:
        self._rate = rate
        self._steps = np.arange(-(-100 * samples // rate) + 1) / 100
        self._values = np.zeros(len(self._steps), np.float32)
        for start, end in voices:
            edges = (start - DUCK_ATTACK, start, end, end + DUCK_RELEASE)
            near = slice(max(0, int(100 * edges[0])), max(0, int(100 * edges[-1]) + 2))
            ramp = np.interp(self._steps[near], edges, (0.0, 1.0, 1.0, 0.0))
            self._values[near] = np.maximum(self._values[near], ramp)

    def __call__(self, first: int, samples: int) -> np.ndarray:
        """The presence of each of some samples, from the `first` on: float32 of shape (samples,)."""
        seconds = np.arange(first, first + samples) / self._rate
        return np.interp(seconds, self._steps, self._values).astype(np.float32)

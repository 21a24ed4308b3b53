"""Shifting a finished piece so that its beats fall on the picture's cuts, for renderers that cannot place beats.

What belongs here: choosing the start of a piece. What does not: beat tracking (listening.py), playing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from resources.audio import fade
from resources.music.listening import hear_beats
from resources.music.request import RenderRequest

STEP_SECONDS = 0.005
UNKNOWN_TEMPO = 60.0
FADE_SECONDS = 0.02  # a piece that starts in the middle would click


@dataclass(frozen=True, slots=True)
class Aligned:
    """A piece of the requested length, float32 of shape (channels, samples), the seconds that were cut off before it,
    and the distance of the worst cut from its nearest beat in seconds (None without cuts or beats).
    """

    audio: np.ndarray
    moved: float
    error: float | None


def beat_seconds(request: RenderRequest) -> float:
    """The duration of a beat in seconds; without a tempo, of a long one."""
    return 60 / (request.tempo or UNKNOWN_TEMPO)


def spare_seconds(request: RenderRequest) -> float:
    """The extra seconds to play: one beat, so that any phase can be chosen; none without cuts."""
    return beat_seconds(request) if request.cuts else 0.0


def cut_error(beats: Sequence[float] | np.ndarray, cuts: Sequence[float] | np.ndarray) -> float | None:
    """The distance of the worst cut from its nearest beat in seconds; None without cuts or beats."""
    if not len(cuts) or not len(beats):
        return None
    at, places = np.asarray(cuts), np.sort(beats)
    after = np.clip(np.searchsorted(places, at), 1, max(1, len(places) - 1))
    nearest = np.minimum(np.abs(at - places[after - 1]), np.abs(at - places[np.minimum(after, len(places) - 1)]))
    return float(nearest.max())


def align(audio: np.ndarray, rate: int, request: RenderRequest) -> Aligned:
    """Choose the part of a piece whose tracked beats fit the request's cuts best.

    Args:
        audio: float32 of shape (channels, samples), at least as long as requested.
    """
    samples = round(request.seconds * rate)
    spare = audio.shape[1] - samples
    beats = hear_beats(audio, rate)[1] if request.cuts else np.empty(0)
    if not len(beats):
        return Aligned(audio[:, :samples], 0.0, None)
    steps = np.arange(0, spare + 1, max(1, round(STEP_SECONDS * rate)))
    errors = [cut_error(beats - step / rate, request.cuts) or 0.0 for step in steps]
    best = int(np.argmin(errors))
    part = audio[:, steps[best] : steps[best] + samples]
    return Aligned(fade(part, rate, FADE_SECONDS, 0.0) if best else part, float(steps[best] / rate), errors[best])

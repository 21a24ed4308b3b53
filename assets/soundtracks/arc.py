"""The energy arc of a film: how lively it is from second to second.

What belongs here: computing energy from the picture and the sound. What does not: analysing these (resources/media), the form
that is derived from the energy (resources/music/form.py).
"""

from collections.abc import Sequence

import numpy as np

from resources.media.look import PictureFacts
from resources.media.sound import SoundFacts

SMOOTH_SECONDS = 3
CUTS_AROUND = 4.0  # seconds to each side in which cuts are counted, for the density of cuts
MANY_CUTS = 0.8  # cuts per second that give the maximum
MOVEMENT, CUTS, LIGHT, LOUDNESS, SPEECH = 0.6, 0.3, 0.1, 0.15, -0.1  # weights
LOUDER_DB = 20.0  # above the median level: gives the maximum
ARC = 0.12  # a smaller range of energy is not an arc, and the music does not follow it
SPAN = 0.7  # the widest range of the music's energy
WHOLE_ARC = 0.3  # films with this range of energy or more get the whole SPAN; others less, but at least their own range
MIDDLE = (0.35, 0.6)  # the bounds for the middle of the music's energy


def film_energy(picture: PictureFacts, sound: SoundFacts, seconds: float) -> np.ndarray:
    """The energy of each second of a film, 0 to 1: from movement, cuts, light, and the loudness of its own sound."""
    count = max(1, int(np.ceil(seconds)))
    middles = np.arange(count) + 0.5
    cuts = np.sort(picture.cuts)
    near = np.searchsorted(cuts, middles + CUTS_AROUND) - np.searchsorted(cuts, middles - CUTS_AROUND, side="right")
    width = np.minimum(middles, CUTS_AROUND) + np.minimum(seconds - middles, CUTS_AROUND)
    energy = MOVEMENT * _of_length(picture.movement, count)
    energy += CUTS * np.minimum(1.0, near / np.maximum(width, 1.0) / MANY_CUTS)
    energy += LIGHT * _of_length(picture.light, count)
    if sound.levels:
        levels = _of_length(sound.levels, count)
        energy += LOUDNESS * np.clip((levels - np.median(levels)) / LOUDER_DB, -1, 1)
    for start, end in sound.voices:
        energy[int(start) : int(np.ceil(end))] += SPEECH
    return _smooth(np.clip(energy, 0.0, 1.0))


def music_energy(film: np.ndarray, usual: float) -> tuple[float, ...]:
    """The energy of the music for a film: the style's usual energy, which follows the film's if that has an arc.

    Args:
        film: the film's energy, one value per second.
        usual: the style's usual energy.
    """
    low, high = _range(film)
    if high - low < ARC:
        return (round(usual, 3),) * len(film)
    span = SPAN * min(1.0, (high - low - ARC) / (WHOLE_ARC - ARC))
    stretch = max(1.0, span / (high - low))
    middle = float(np.clip(usual, *MIDDLE))
    curve = middle + stretch * (film - (low + high) / 2)
    return tuple(round(float(value), 3) for value in np.clip(curve, 0.05, 1.0))


def in_words(energy: Sequence[float]) -> str:
    """A film's energy in words: at its start, middle and end."""
    low, high = _range(energy)
    if len(energy) < 3 or high - low < ARC:
        return "the film is equally lively throughout"
    thirds = [float(np.mean(part)) for part in np.array_split(np.asarray(energy), 3)]
    named = ["lively" if third > 0.62 else "quiet" if third < 0.42 else "moderate" for third in thirds]
    peak = int(np.argmax(energy))
    course = f"starts {named[0]}, goes on {named[1]} and ends {named[2]}"
    if len(set(named)) == 1:
        course = f"is {named[0]} most of the time"
    return f"the film {course}; it is liveliest at {peak // 60}:{peak % 60:02d}"


def _range(energy: np.ndarray | Sequence[float]) -> tuple[float, float]:
    """The range of energy without outliers, used for both the words and the music."""
    low, high = np.percentile(energy, [5, 95])
    return float(low), float(high)


def _of_length(values: Sequence[float], count: int) -> np.ndarray:
    """The values cut to `count`, or padded with the last one."""
    if not len(values):
        return np.zeros(count)
    found = np.asarray(values[:count], float)
    return np.pad(found, (0, count - len(found)), mode="edge")


def _smooth(values: np.ndarray) -> np.ndarray:
    if len(values) < SMOOTH_SECONDS:
        return values
    padded = np.pad(values, SMOOTH_SECONDS // 2, mode="edge")
    return np.convolve(padded, np.ones(SMOOTH_SECONDS) / SMOOTH_SECONDS, "valid")

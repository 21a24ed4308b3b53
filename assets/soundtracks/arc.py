"""The arc of a film: how lively it is from second to second.

What belongs here: energy from what is seen and heard. What does not: looking and listening (resources/media), the form that
follows from it (resources/music/form.py).
"""

from collections.abc import Sequence

import numpy as np

from resources.media.look import PictureFacts
from resources.media.sound import SoundFacts

SMOOTH_SECONDS = 3
CUTS_AROUND = 4.0  # seconds to each side in which cuts are counted
MANY_CUTS = 0.8  # a second: as lively as it gets
MOVEMENT, CUTS, LIGHT, LOUDNESS, SPEECH = 0.6, 0.3, 0.1, 0.15, -0.1  # what each counts
LOUDER_DB = 20.0  # over the usual level: as lively as it gets
ARC = 0.12  # energy that moves by less is no arc: nothing is invented
SPAN = 0.7  # of the music's energy, between the film's quietest and its liveliest moments
WHOLE_ARC = (
    0.3  # energy from which a film has the whole span; one that moves by less has less, and never less than its own
)
MIDDLE = (0.35, 0.6)  # the music's energy about which it moves


def film_energy(picture: PictureFacts, sound: SoundFacts, seconds: float) -> np.ndarray:
    """How lively each second of a film is, from 0 to 1: movement and cuts, light, the loudness of its own sound."""
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
    """The energy of the music to a film: the style's usual one, up and down with the film where that has an arc.

    Args:
        film: of each second.
        usual: the style's.
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
    """The course of a film's energy for people: its start, middle and end."""
    low, high = _range(energy)
    if len(energy) < 3 or high - low < ARC:
        return "the film is as lively throughout"
    thirds = [float(np.mean(part)) for part in np.array_split(np.asarray(energy), 3)]
    named = ["lively" if third > 0.62 else "quiet" if third < 0.42 else "moderate" for third in thirds]
    peak = int(np.argmax(energy))
    course = f"starts {named[0]}, goes on {named[1]} and ends {named[2]}"
    if len(set(named)) == 1:
        course = f"is {named[0]} most of the time"
    return f"the film {course}; it is liveliest at {peak // 60}:{peak % 60:02d}"


def _range(energy: np.ndarray | Sequence[float]) -> tuple[float, float]:
    """Between what it moves, but for its quietest and liveliest moments: of these, words and music say the same."""
    low, high = np.percentile(energy, [5, 95])
    return float(low), float(high)


def _of_length(values: Sequence[float], count: int) -> np.ndarray:
    """As many values as seconds: cut, or the last one repeated."""
    if not len(values):
        return np.zeros(count)
    found = np.asarray(values[:count], float)
    return np.pad(found, (0, count - len(found)), mode="edge")


def _smooth(values: np.ndarray) -> np.ndarray:
    if len(values) < SMOOTH_SECONDS:
        return values
    padded = np.pad(values, SMOOTH_SECONDS // 2, mode="edge")
    return np.convolve(padded, np.ones(SMOOTH_SECONDS) / SMOOTH_SECONDS, "valid")

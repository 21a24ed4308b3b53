"""Keys: their spelling, and detecting the key of a sound.

What belongs here: pitch classes, scales and keys. What does not: chords and melodies (renderers/sketch).
"""

import re
from typing import get_args

import numpy as np

from resources.music.styles import Mode

TONALITY = re.compile(r"[A-G][#b]? (major|minor|dorian|phrygian|lydian|mixolydian)")
WITH_MINOR_THIRD = ("minor", "dorian", "phrygian")
WHITE_KEYS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
LOWEST_HZ, HIGHEST_HZ = 100.0, 2000.0  # the range for detecting pitches
PITCHES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
# Key profiles, from Krumhansl & Kessler, "Tracing the dynamic changes in perceived tonal
# organization", 1982.
PROFILES = {
    "major": (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
    "minor": (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
}


def pitch_class(tonality: str) -> int:
    """The pitch class (C is 0) of the tonic of a key such as "Bb minor"."""
    tonic = tonality.split()[0]
    return (WHITE_KEYS[tonic[0]] + tonic.count("#") - tonic.count("b")) % 12


def mode_of(tonality: str) -> Mode:
    """The mode of a key such as "Bb minor"."""
    mode = tonality.split()[1]
    return next(known for known in get_args(Mode) if known == mode)


def as_written(tonality: str) -> str:
    """A key in the spelling of `key_fits`: "A# minor" for "Bb minor", and for "Bb dorian", whose third is minor."""
    return f"{PITCHES[pitch_class(tonality)]} {'minor' if tonality.split()[1] in WITH_MINOR_THIRD else 'major'}"


def key_fits(spectrum: np.ndarray, rate: int) -> dict[str, float]:
    """How well each of the 24 keys fits a sound: the correlation, -1 to 1, of the key's profile with the sound's energy
    per pitch class. This is the Krumhansl-Schmuckler algorithm (Krumhansl, "Cognitive Foundations of Musical Pitch",
    1990).

    Args:
        spectrum: magnitudes of shape (frames, frequencies), from 0 to half the rate.
    """
    hertz = np.linspace(0, rate / 2, spectrum.shape[1])
    wanted = (hertz > LOWEST_HZ) & (hertz < HIGHEST_HZ)
    pitch = np.round(12 * np.log2(hertz[wanted] / 440.0)).astype(int) + 9
    chroma = np.bincount(pitch % 12, weights=np.sqrt(spectrum[:, wanted].mean(0)), minlength=12)
    if not chroma.any() or chroma.std() == 0:
        chroma = np.arange(12.0)  # silence has no key; with this, every key fits badly
    return {
        f"{tonic} {mode}": float(np.corrcoef(np.roll(profile, pitch_number), chroma)[0, 1])
        for mode, profile in PROFILES.items()
        for pitch_number, tonic in enumerate(PITCHES)
    }

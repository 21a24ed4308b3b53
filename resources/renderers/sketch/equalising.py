"""A part's equaliser: what each part leaves to the others.

What belongs here: filters by a part's role and range. What does not: the balance of the whole (mixing.py), levels (tracks.py).
"""

from collections.abc import Iterable

import numpy as np

from resources.renderers.sketch.arrangements import Voice

UNDER = 0.75  # of a part's lowest note: nothing that it plays lies under it
CUT = (120.0, 240.0)  # hertz: under this a part always leaves the place to kick and bass, above this nothing is cut
OVER = 2.0  # times the middle of the melody's range: where its overtones are that tell what plays it
WIDTH = 0.8  # of the dip: its quality
# What share of an arrangement's dip a part gives way by where the melody lies.
GIVES_WAY = {"chords": 1.0, "riff": 0.7, "arp": 0.7, "counter": 0.5, "lead": 0.0, "bass": 0.0}


def equaliser(voice: Voice, voices: Iterable[Voice], dip: float, rate: int) -> np.ndarray | None:
    """A part's filter in second-order sections, float32; None for a bass, which has the lows.

    Args:
        voices: all that play, this one too.
        dip: decibels that chords give way by where a melody lies.
    """
    from scipy.signal import butter

    if voice.role == "bass":
        return None
    cut = float(np.clip(UNDER * _hertz(voice.low), *CUT))
    sections = [np.asarray(butter(2, cut, "highpass", fs=rate, output="sos"))]
    melodies = [other for other in voices if other.role == "lead"]
    if melodies and (depth := dip * GIVES_WAY[voice.role]):
        middle = np.mean([(other.low + other.high) / 2 for other in melodies])
        sections.append(_peak(OVER * _hertz(float(middle)), -depth, rate))
    return np.concatenate(sections).astype(np.float32)


def equalised(sound: np.ndarray, sections: np.ndarray | None) -> np.ndarray:
    """A sound, shape (2, samples), that begins and ends in silence."""
    from scipy.signal import sosfilt

    return sound if sections is None else np.asarray(sosfilt(sections, sound, axis=1))


def _hertz(pitch: float) -> float:
    return 440 * 2 ** ((pitch - 69) / 12)


def _peak(hertz: float, decibels: float, rate: int) -> np.ndarray:
    """A bell (R. Bristow-Johnson's), shape (1, 6)."""
    level = 10 ** (decibels / 40)
    angle = 2 * np.pi * hertz / rate
    alpha, cosine = np.sin(angle) / (2 * WIDTH), np.cos(angle)
    up = [1 + alpha * level, -2 * cosine, 1 - alpha * level]
    down = [1 + alpha / level, -2 * cosine, 1 - alpha / level]
    return np.array([[*up, *down]]) / down[0]

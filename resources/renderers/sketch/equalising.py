"""Equalising each part so that it leaves room for the others.

What belongs here: filters by a part's role and range. What does not: the balance of the mix (mixing.py), levels (tracks.py).
"""

from collections.abc import Iterable

import numpy as np

from resources.renderers.sketch.arrangements import Voice

UNDER = 0.75  # of a part's lowest fundamental: it has nothing below that
CUT = (120.0, 240.0)  # hertz: bounds of the high-pass frequency, which leaves room for kick and bass
OVER = 2.0  # times the middle of the melody's range: the overtones that identify its instrument
BLOCK = 12_000  # samples: the lowest cut has died away after them
WIDTH = 0.8  # Q of the dip
# By role, the share of an arrangement's dip that is applied at the melody's frequencies.
GIVES_WAY = {"chords": 1.0, "riff": 0.7, "arp": 0.7, "counter": 0.5, "lead": 0.0, "bass": 0.0}


def equaliser(voice: Voice, voices: Iterable[Voice], dip: float, rate: int) -> np.ndarray | None:
    """A part's filter as second-order sections, float32; None for a bass, which keeps the low end.

    Args:
        voices: all playing parts, including this one.
        dip: decibels by which chords are lowered at a melody's frequencies.
    """
    from scipy.signal import butter

    if voice.role == "bass":
        return None
    cut = float(np.clip(UNDER * _hertz(voice.low), *CUT))
    sections = [np.asarray(butter(2, cut, "highpass", fs=rate, output="sos"))]
    melodies = [other for other in voices if other.role == "lead"]
    if melodies and (depth := dip * GIVES_WAY[voice.role]):
        middle = np.mean([(other.low + other.high) / 2 for other in melodies])
        sections.append(peak(OVER * _hertz(float(middle)), -depth, rate))
    return np.concatenate(sections).astype(np.float32)


def equalised(sound: np.ndarray, sections: np.ndarray | None) -> np.ndarray:
    """Filter a sound of shape (channels, samples) that begins and ends in silence, in place. Silence is not filtered: most parts do
    not play all the time.
    """
    from scipy.signal import sosfilt

    if sections is None:
        return sound
    for first, last in spans(sound):
        sound[:, first:last] = sosfilt(sections, sound[:, first:last], axis=1)
    return sound


def spans(sound: np.ndarray) -> list[tuple[int, int]]:
    """(first, end) of the passages between silences of a block or more, each with a block of silence at its end."""
    heard = np.array([*(sound[:, at : at + BLOCK].any() for at in range(0, sound.shape[1], BLOCK)), False])
    edges = np.flatnonzero(np.diff((heard | np.roll(heard, 1)).astype(int), prepend=0, append=0))
    return [(int(first), int(last)) for first, last in BLOCK * edges.reshape(-1, 2)]


def _hertz(pitch: float) -> float:
    return 440 * 2 ** ((pitch - 69) / 12)


def peak(hertz: float, decibels: float, rate: int) -> np.ndarray:
    """A peaking filter (Robert Bristow-Johnson's Audio EQ Cookbook), shape (1, 6)."""
    level = 10 ** (decibels / 40)
    angle = 2 * np.pi * hertz / rate
    alpha, cosine = np.sin(angle) / (2 * WIDTH), np.cos(angle)
    up = [1 + alpha * level, -2 * cosine, 1 - alpha * level]
    down = [1 + alpha / level, -2 * cosine, 1 - alpha / level]
    return np.array([[*up, *down]]) / down[0]

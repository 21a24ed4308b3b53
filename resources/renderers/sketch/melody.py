"""Melody: choosing the next note of a line.

What belongs here: a single line of notes. What does not: its rhythm and phrases (figures.py, parts.py), chords (harmony.py).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

FAR = 3  # semitones from the phrase's goal beyond which a line turns towards it
LEAP = 5  # a leap of this many semitones is followed by a step back
# Parallel periods of eight bars: which bars share a rhythm ("3" closes a phrase), and the goal of each bar in steps above the
# middle of the range. The second half repeats the first up to its third bar, where it goes further before it returns.
SCHEMES = ((0, 1, 0, 3, 0, 1, 2, 3), (0, 0, 1, 3, 0, 0, 2, 3), (0, 1, 2, 3, 0, 1, 2, 3), (0, 1, 0, 3, 0, 1, 0, 3))
CLOSES = 3
ARCHES = (
    (0, 1, 0, -1, 0, 1, 3, 0), (1, 0, 2, 1, 1, 0, 4, 0), (3, 2, 1, 0, 3, 2, 4, 0), (0, 2, 3, 1, 0, 2, 4, 0), (-1, 0, 1, 2, -1, 0, 3, 0),
)  # fmt: skip
# In scale steps. In real songs, a fourth to a fifth of the intervals are repetitions, and nearly half are steps.
STEPS, LEAPS = (0, 1, 1, 1, 1, 1, 1), (2, 2, 3, 4)


def next_note(
    before: Sequence[int],
    goal: float,
    ladder: Sequence[int],
    welcome: Collection[int],
    leaps: float,
    chance: np.random.Generator,
) -> int:
    """The next note of a line: steps and some leaps towards a goal, a step back after a leap, and no note three times
    in a row.

    Args:
        before: the previous notes, the latest last.
        ladder: the allowed notes, ascending.
        welcome: preferred pitch classes.
        leaps: the probability of moving by more than a step.
    """
    at = _nearest_place(before[-1], ladder)
    leapt = before[-1] - before[-2] if len(before) > 1 else 0
    away = goal - ladder[at]
    direction = int(np.sign(away)) if abs(away) > FAR else int(chance.choice([-1, 1]))
    size = int(chance.choice(LEAPS if chance.random() < leaps / 2 else STEPS))
    if abs(leapt) >= LEAP:
        direction, size = -int(np.sign(leapt)), 1
    to = int(np.clip(at + direction * size, 0, len(ladder) - 1))
    held = len(before) > 1 and not leapt
    allowed = [i for i, pitch in enumerate(ladder) if pitch % 12 in welcome and not (held and pitch == before[-1])]
    return (
        ladder[min(allowed, key=lambda i: (abs(i - to) - (abs(i - at) == 1), abs(i - at)))] if allowed else ladder[to]
    )


@dataclass(frozen=True, slots=True)
class Phrase:
    """Eight bars: for each its rhythm (lengths in sixteenths; rests are negative), its goal in steps, and the first bar
    with the same rhythm, whose contour it repeats.
    """

    rhythms: tuple[tuple[int, ...], ...]
    aims: tuple[int, ...]
    motifs: tuple[int, ...]


def phrase(rhythms: Sequence[tuple[int, ...]], take: int, rng: np.random.Generator, *, climbs: bool) -> Phrase:
    """A question, an answer, a development and a close, made of a few rhythms.

    Args:
        take: consecutive takes use different schemes.
        climbs: whether the answer goes further than the question; otherwise only its last bar differs.
    """
    drawn = [rhythms[i] for i in rng.choice(len(rhythms), CLOSES, replace=len(rhythms) < CLOSES)]
    drawn.append(max(rhythms, key=lambda bar: max(bar) + rng.random()))
    scheme = SCHEMES[take % len(SCHEMES)]
    arch = ARCHES[(take + int(rng.integers(2))) % len(ARCHES)]
    if not climbs:
        scheme, arch = (*scheme[:4], *scheme[:4]), (*arch[:4], *arch[:3], arch[-1])
    motifs = tuple(scheme.index(bar) if bar != CLOSES else at for at, bar in enumerate(scheme))
    return Phrase(tuple(drawn[bar] for bar in scheme), arch, motifs)


def _nearest_place(pitch: int, ladder: Sequence[int]) -> int:
    return min(range(len(ladder)), key=lambda i: abs(ladder[i] - pitch))


def nearest(pitch: int, classes: Iterable[int]) -> int:
    """The nearest pitch in some pitch classes, the lower of equals."""
    wanted = set(classes)
    for distance in range(12):
        for candidate in (pitch - distance, pitch + distance):
            if candidate % 12 in wanted:
                return candidate
    return pitch

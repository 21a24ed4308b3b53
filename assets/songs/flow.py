"""Flow: placing every syllable of a line on the grid of beats.

The slots of a line are chosen by dynamic programming (as in `Grid` of resources/music, and as singing synthesis aligns
syllables with notes). Its costs: stresses belong on beats, syllables want their natural duration, the rhyme has a fixed beat.

What belongs here: slots for one line, and metrics of a flow. What does not: a song's form and tempo (plan.py), sound.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assets.songs.words import SongLine, Syllable
from resources.music.feel import EVEN, Feel
from resources.voices.base import Span

Flow = Literal["straight", "triplet", "syncopated"]
FLOWS: tuple[Flow, ...] = ("straight", "triplet", "syncopated")
BEATS = 4
SLOTS = {"straight": 16, "syncopated": 16, "triplet": 12}  # slots per bar
RHYME_BEAT = 3  # counted from 0: the fourth beat, with the snare
PICKUP_BEATS = 1.0  # how far before its bar a line may begin
OVER_BEATS = 1.0  # how far the syllables after the rhyme may extend past the last bar
BREATH = 0.16  # seconds of silence before a line
# Costs of: a stress off the beat, a beat without a stress, a place that is too short or too long for its syllable,
# each slot of a late or an early start, each slot past the last bar.
OFF_BEAT, IDLE_BEAT, TIGHT, LOOSE, LATE, EARLY, OVER = 1.2, 0.5, 5.0, 0.8, 0.12, 0.12, 2.0
LEAST_SHARE = 0.62  # of a syllable's natural duration, unless its consonants need more
IMPOSSIBLE = 1e6
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Placed:
    """A line on the grid. `slots`: one per syllable, counted from the start of its first bar. `bars`: its length.
    `cost`: lower is better; from IMPOSSIBLE on the line does not fit.
    """

    slots: tuple[int, ...]
    bars: int
    cost: float


def weight_of(slot: np.ndarray | int, flow: Flow) -> np.ndarray:
    """How much a slot attracts a stress, 0 to 1: beats most, or off-beats in a syncopated flow."""
    per_beat = SLOTS[flow] // BEATS
    within = np.asarray(slot) % per_beat
    if flow == "syncopated":
        return np.select([within == per_beat // 2, within == 0], [1.0, 0.75], 0.35)
    if flow == "triplet":
        return np.where(within == 0, 1.0, 0.25)
    return np.select([within == 0, within == per_beat // 2], [1.0, 0.5], 0.0)


def times_of(slots: np.ndarray | Sequence[int], tempo: float, flow: Flow, feel: Feel = EVEN) -> np.ndarray:
    """The times of slots in seconds, swung as the beat is. Triplets stay even, as they swing already."""
    beats = np.asarray(slots) / (SLOTS[flow] // BEATS)
    return (EVEN if flow == "triplet" else feel).seconds(beats, 60 / tempo)


def onsets_of(placed: Placed, spans: Sequence[Span], tempo: float, flow: Flow, feel: Feel = EVEN) -> list[float]:
    """The onsets of a line's syllables in seconds from its bar: where the beat plays these slots. A syllable that would have
    too little time left until the next one is less late than the beat.
    """
    times = times_of(placed.slots, tempo, flow, feel)
    late = (EVEN if flow == "triplet" else feel).delays(np.asarray(placed.slots) / (SLOTS[flow] // BEATS))
    onsets = (times + late).tolist()
    for number in reversed(range(len(onsets) - 1)):
        onsets[number] = min(onsets[number], max(float(times[number]), onsets[number + 1] - spans[number].least))
    return onsets


def least(span: Span) -> float:
    """The minimum duration of a syllable in seconds."""
    return max(span.least, LEAST_SHARE * span.natural)


def place(
    syllables: Sequence[Syllable],
    rhyme: int,
    spans: Sequence[Span],
    *,
    tempo: float,
    bars: int,
    flow: Flow = "straight",
    feel: Feel = EVEN,
    earliest: float = -np.inf,
) -> Placed:
    """The best slots of a line of a given number of bars. Syllables after the rhyme may extend into the next bar;
    adding a bar would not give them more room, since the rhyme keeps its beat.

    Args:
        syllables: the syllables of the line.
        rhyme: the index of the syllable on the rhyme's beat in the last bar.
        spans: the natural duration of each syllable in seconds, up to the next one.
        tempo: beats per minute.
        feel: of the beat; see `times_of`.
        earliest: the earliest start in seconds, relative to the line's first bar.
    """
    per_bar = SLOTS[flow]
    second = 60 / tempo * BEATS / per_bar  # of an even slot
    pickup, over = (round(beats * per_bar / BEATS) for beats in (PICKUP_BEATS, OVER_BEATS))
    slots = np.arange(-pickup, bars * per_bar + over)
    target = (bars - 1) * per_bar + RHYME_BEAT * per_bar // BEATS
    weight = weight_of(slots, flow)
    times = times_of(slots, tempo, flow, feel)
    seconds = times[None, :] - times[:, None]  # [from slot, to slot]
    even = (slots[None, :] - slots[:, None]) * second  # swing is no haste: with swung seconds, stresses left the beat
    onward = even > 0
    cost = np.where(slots < 0, EARLY * -slots, LATE * slots).astype(float)
    cost[times < earliest] = IMPOSSIBLE
    back: list[np.ndarray] = []
    for number, syllable in enumerate(syllables):
        if number:
            before = spans[number - 1]
            share = np.where(onward, even, second) / before.natural
            between = np.where(share < 1, TIGHT, LOOSE) * np.log(share) ** 2
            between += np.where((even < least(before) - ROUNDING) | (seconds < before.least - ROUNDING), IMPOSSIBLE, 0)
            table = np.where(onward, between, np.inf)
            total = cost[:, None] + table
            back.append(total.argmin(0))
            cost = total.min(0)
        cost = cost + (OFF_BEAT * (1 - weight) * (syllable.stress / 2) if syllable.stress else IDLE_BEAT * weight)
        if number == rhyme:
            cost = np.where(slots == target, cost, np.inf)
    past = (times + least(spans[-1])) / second - bars * per_bar  # slots
    cost = cost + OVER * np.maximum(past, 0) + np.where(past > over + ROUNDING, IMPOSSIBLE, 0)
    chosen = [int(cost.argmin())]
    best = float(cost.min())
    if not np.isfinite(best):
        return Placed((), bars, np.inf)
    for step in reversed(back):
        chosen.append(int(step[chosen[-1]]))
    return Placed(tuple(int(slots[place]) for place in reversed(chosen)), bars, best)


def evenly(syllables: int, bars: int, flow: Flow = "straight") -> tuple[int, ...]:
    """A baseline: the same syllables spread evenly over their bars, without regard to stress."""
    return tuple(int(slot) for slot in np.floor(np.arange(syllables) * bars * SLOTS[flow] / syllables))


def at_random(syllables: int, bars: int, rng: np.random.Generator, flow: Flow = "straight") -> tuple[int, ...]:
    """A baseline: the same syllables in random slots of their bars, in order."""
    room = max(bars * SLOTS[flow], syllables)
    return tuple(int(slot) for slot in np.sort(rng.choice(room, syllables, replace=False)))


@dataclass(frozen=True, slots=True)
class FlowMetrics:
    """How words sit on beats. `stress_on_beat`: the share of stresses on a beat. `beat_lift`: that share minus the
    share of all syllables on a beat, because placing every syllable on a beat is no merit. `rhyme_on_beat`: the share
    of rhymes on the song's most frequent rhyme beat. `syllables_per_beat`.
    """

    stress_on_beat: float
    beat_lift: float
    rhyme_on_beat: float
    syllables_per_beat: float


def measure(lines: Sequence[tuple[SongLine, Sequence[int], int]], flow: Flow) -> FlowMetrics:
    """The metrics of lines, given with their slots and bars."""
    per_bar, per_beat = SLOTS[flow], SLOTS[flow] // BEATS
    stresses, everything, rhymes = [], [], []
    beats = 0
    for line, slots, bars in lines:
        on_beat = [slot % per_beat == 0 for slot in slots]
        everything += on_beat
        stresses += [on for on, syllable in zip(on_beat, line.syllables, strict=True) if syllable.stress == 2]
        rhymes.append(slots[line.rhyme] % per_bar)
        beats += bars * BEATS
    usual = max(set(rhymes), key=rhymes.count)
    stressed = float(np.mean(stresses)) if stresses else float("nan")
    return FlowMetrics(
        stressed,
        stressed - float(np.mean(everything)),
        rhymes.count(usual) / len(rhymes) if usual % per_beat == 0 else 0.0,
        len(everything) / beats,
    )

"""The grid: which tempo, where the beats fall, and which of them begin a bar.

What belongs here: beats in time, before anything is played. What does not: which note when (renderers/sketch), moving
what is played already (alignment.py).
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BEATS = 4  # in a bar
TEMPO_STEP = 0.25
RUBATO = 0.05
NEAR_ENOUGH = 0.038  # seconds by which a beat may miss a cut: a frame, which no eye notices
PLACES = np.array([0.0, -0.5, 0.5, -1.0, 1.0]) * NEAR_ENOUGH  # of a beat beside its cut
SKIPPED_AT_MOST = 5  # cuts in a row without a beat of their own
# What is paid for: a cut without a beat, one on an eighth between two beats, a beat beside its cut (at most), a tempo that
# gives way (at most), and being a tenth away from the usual tempo.
SKIPPED, OFF_BEAT, BESIDE, GIVES_WAY, UNUSUAL = 1.0, 0.4, 0.06, 0.04, 0.05
TURN = 8.0  # as many cuts may go without a beat before a turn does


@dataclass(frozen=True, slots=True)
class Grid:
    """Tempo and phase: the piece ends on a bar line; its first bar may already be under way at 0.

    Notes are written in strict time, where all beats are equally long, and heard in real time, where the tempo gives
    way a little from cut to cut. `anchors`: (strict, real) seconds of the beats, and eighths between two, that are held
    to a place, ascending; the last one is the end. `bars`: the beats of each; most have `meter`, and where an
    important cut is to begin a bar, the one before it is shorter or longer.
    """

    tempo: float
    seconds: float
    anchors: tuple[tuple[float, float], ...]
    bars: tuple[int, ...]
    meter: int = BEATS

    @property
    def beat(self) -> float:
        """Seconds of a beat, in strict time."""
        return 60 / self.tempo

    def bar_start(self, bar: int) -> float:
        """Seconds at which a bar starts, in strict time; of the number after the last one, the end."""
        return self.seconds - sum(self.bars[bar:]) * self.beat

    def real(self, strict: np.ndarray | Sequence[float]) -> np.ndarray:
        """When what stands at these strict seconds is heard; before the first anchor both go on alike."""
        times = np.asarray(strict, float)
        places, heard = np.transpose(self.anchors)
        return np.where(times < places[0], times - places[0] + heard[0], np.interp(times, places, heard))

    @property
    def beats(self) -> np.ndarray:
        """When the beats are heard, the end included, those before 0 too."""
        return self.real(self.seconds - np.arange(sum(self.bars), -1, -1) * self.beat)

    @property
    def downbeats(self) -> np.ndarray:
        """When the bars begin, the end included."""
        return self.real([self.bar_start(bar) for bar in range(len(self.bars) + 1)])

    def cut_errors(self, cuts: Sequence[float] | np.ndarray) -> np.ndarray:
        """How far each cut is from its nearest beat, or from the eighth that is held to it, in seconds."""
        places = np.unique([*self.beats, *(heard for _, heard in self.anchors)])
        return _distances(cuts, places)

    @property
    def rubato(self) -> float:
        """By what share the tempo gives way at most."""
        if len(self.anchors) < 2:
            return 0.0
        strict, heard = np.diff(np.transpose(self.anchors))
        return float(np.abs(heard / strict - 1).max())


def _distances(times: Sequence[float] | np.ndarray, places: np.ndarray) -> np.ndarray:
    """How far each time is from the nearest of the ascending places."""
    at = np.asarray(times, float)
    after = np.clip(np.searchsorted(places, at), 1, max(1, len(places) - 1))
    return np.minimum(np.abs(at - places[after - 1]), np.abs(places[np.minimum(after, len(places) - 1)] - at))


def choose_grid(
    seconds: float,
    tempo: tuple[float, float, float],
    cuts: Sequence[float] | np.ndarray = (),
    rubato: float = RUBATO,
    meter: int = BEATS,
    turns: Sequence[float] = (),
) -> Grid:
    """The grid of the tempo that lets most cuts have a beat; without cuts, of one that is near the usual tempo and begins
    with a whole bar.

    Args:
        tempo: slowest, usual and fastest.
        rubato: the share by which the tempo may give way between two cuts.
        turns: times that begin a bar, before any cut.
    """
    low, usual, high = tempo
    tempi = np.unique([*np.round(np.arange(low, high + 1e-9, TEMPO_STEP), 3), round(usual, 3)])
    drift = np.abs(tempi - usual) / usual
    if len(cuts) or len(turns):
        costs = _Placing(seconds, tempi, cuts, rubato, turns).costs + 10 * UNUSUAL * drift
        best = int(np.argmin(costs))
    else:
        # A first bar that is (nearly) whole sounds more settled than a fragment.
        in_bars = seconds * tempi / 60 / meter
        best = int(np.argmin(drift + np.ceil(in_bars - 1e-6) - in_bars))
    return lay_grid(seconds, float(tempi[best]), cuts, rubato, meter, turns)


def lay_grid(
    seconds: float,
    tempo: float,
    cuts: Sequence[float] | np.ndarray = (),
    rubato: float = RUBATO,
    meter: int = BEATS,
    turns: Sequence[float] = (),
) -> Grid:
    """The grid of one tempo: from a bar line at the end back, as many cuts as can be have a beat, or an eighth between
    two; the turns, and then the cuts between the longest shots, the first beat of a bar.
    """
    beat = 60 / tempo
    anchors, halves = [(seconds, seconds)], 0
    for number, heard in _placed(seconds, tempo, cuts, rubato, turns):
        halves += number
        anchors.insert(0, (seconds - halves * beat / 2, heard))
    before = seconds - anchors[0][0] + anchors[0][1]  # strict seconds from 0 on
    beats = max(1, int(np.ceil(before / beat - 1e-6)))
    return Grid(float(tempo), seconds, tuple(anchors), _bars(beats, anchors, seconds, beat, meter, turns), meter)


def _placed(
    seconds: float, tempo: float, cuts: Sequence[float] | np.ndarray, rubato: float, turns: Sequence[float]
) -> list[tuple[int, float]]:
    return _Placing(seconds, np.array([float(tempo)]), cuts, rubato, turns).placed() if len(cuts) or turns else []


def _bars(
    beats: int,
    anchors: Sequence[tuple[float, float]],
    seconds: float,
    beat: float,
    meter: int,
    turns: Sequence[float],
) -> tuple[int, ...]:
    """The beats of each bar: the turns and the cuts between the longest shots begin one, as far as whole bars lie
    between them.
    """
    held = [round((seconds - strict) / beat, 3) for strict, _ in anchors[:-1]]  # beats before the end, descending
    edges = [float(beats), *held, 0.0]
    shots = {at: min(edges[i] - at, at - edges[i + 2]) for i, at in enumerate(held) if at == int(at)}
    turning = {
        round((seconds - strict) / beat, 3)
        for strict, heard in anchors[:-1]
        if any(abs(heard - turn) <= 2 * NEAR_ENOUGH for turn in turns)
    }
    downbeats = [0]
    for at in sorted(shots, key=lambda at: (at not in turning, -shots[at], -at)):
        if all(abs(at - other) >= meter for other in downbeats):
            downbeats.append(int(at))
    first = max(downbeats)
    downbeats.append(first + -(-(beats - first) // meter) * meter)  # the first bar may be under way at 0
    downbeats = sorted(set(downbeats), reverse=True)
    bars: list[int] = []
    for start, end in itertools.pairwise(downbeats):
        whole, rest = divmod(start - end, meter)
        if rest == 1:  # a bar of one beat is none: one of five
            bars += [meter] * (whole - 1) + [meter + 1]
        else:
            bars += [meter] * whole + ([rest] if rest else [])
    return tuple(bars)


class _Placing:
    """Which cuts have a beat, for several tempi at once: from the end back, the cheapest way from cut to cut (dynamic
    programming over the cut, whether the beat lies on the cut or how far beside it, and whether it is a whole beat).

    `costs`: of each tempo.
    """

    def __init__(
        self,
        seconds: float,
        tempi: np.ndarray,
        cuts: Sequence[float] | np.ndarray,
        rubato: float,
        turns: Sequence[float] = (),
    ) -> None:
        within = {float(time) for time in (*cuts, *turns) if 0 < time < seconds}
        self._times = np.array([seconds, *sorted(within, reverse=True)])
        self._skips = np.where(np.isin(self._times, np.asarray(turns, float)), TURN, SKIPPED)
        half = 30 / tempi[:, None, None, None, None]
        count, places = len(self._times), len(PLACES)
        # [cut, tempo, place, off]: the least cost of all up to a cut that has a beat; `off`: 1 on an eighth between two.
        cost = np.full((count, len(tempi), places, 2), np.inf)
        self._from = np.zeros((*cost.shape, 4), np.int32)  # of that way: the cut before, its place, its off, eighths
        cost[0, :, 0, 0] = 0
        for cut in range(1, count):
            befores = np.arange(max(0, cut - SKIPPED_AT_MOST - 1), cut)
            # [tempo, place, cut before, nearest number of eighths or of the other parity, place before]
            gap = (self._times[befores] - self._times[cut])[:, None, None] + PLACES - PLACES[:, None, None, None]
            nearest = np.round(gap / half)
            eighths = np.concatenate([nearest, nearest + np.where(gap / half >= nearest, 1, -1)], axis=3)
            strict = eighths * half
            way = np.abs(gap / np.maximum(strict, 1e-9) - 1) / rubato
            paid = GIVES_WAY * way + BESIDE * np.abs(PLACES)[:, None, None, None] / NEAR_ENOUGH
            paid = np.where((eighths >= 1) & (way <= 1) & (gap > 0), paid, np.inf)
            # … and, before the last, whether the beat before is off.
            off = (eighths.astype(int)[..., None, :] + np.array([0, 1])[:, None]) % 2
            so_far = cost[befores].transpose(1, 0, 3, 2)[:, None, :, None]
            skipped = np.stack([self._skipped(before, cut) for before in befores.tolist()], 1)[:, :, None, None]
            total = so_far + paid[..., None, :] + OFF_BEAT * self._skips[cut] * off + skipped
            for parity in (0, 1):
                ways = np.where(off == parity, total, np.inf).reshape(len(tempi), places, -1)
                best = ways.argmin(2)
                cost[cut, :, :, parity] = np.take_along_axis(ways, best[..., None], 2)[..., 0]
                before, other, off_before, place = np.unravel_index(best, total.shape[2:])
                steps = eighths[np.arange(len(tempi))[:, None], np.arange(places), before, other, place]
                self._from[cut, :, :, parity] = np.stack([befores[before], place, off_before, steps], -1)
        left = (self._skips.sum() - np.cumsum(self._skips))[:, None, None, None]
        self._cost = cost + left
        self.costs = self._cost.min(axis=(0, 2, 3))

    def _skipped(self, before: int, cut: int) -> np.ndarray:
        """What is paid for the cuts between two that have a beat, by those two's places: (place, place before)."""
        between = self._times[before + 1 : cut, None]
        near_before = np.abs(self._times[before] + PLACES - between) <= NEAR_ENOUGH
        near = np.abs(self._times[cut] + PLACES - between) <= NEAR_ENOUGH
        missed = ~(near[:, :, None] | near_before[:, None, :])
        return (self._skips[before + 1 : cut, None, None] * missed).sum(0)

    def placed(self) -> list[tuple[int, float]]:
        """For the first tempo: (eighths up to the one after it, seconds) of each cut that has a beat, from the end back."""
        cut, place, off = np.unravel_index(int(np.argmin(self._cost[:, 0])), self._cost[:, 0].shape)
        found: list[tuple[int, float]] = []
        while cut:
            before, place_before, off_before, eighths = (int(value) for value in self._from[cut, 0, place, off])
            found.append((eighths, float(self._times[cut] + PLACES[place])))
            cut, place, off = before, place_before, off_before
        return found[::-1]

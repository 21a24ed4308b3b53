"""The beat grid: the tempo, the times of beats, and which of them begin a bar.

What belongs here: placing beats before anything is played. What does not: notes (renderers/sketch), shifting finished audio
(alignment.py).
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BEATS = 4  # per bar
TEMPO_STEP = 0.25
RUBATO = 0.05
NEAR_ENOUGH = 0.038  # seconds by which a beat may miss a cut: about a frame, which nobody notices
PLACES = np.array([0.0, -0.5, 0.5, -1.0, 1.0]) * NEAR_ENOUGH  # possible offsets of a beat from its cut
SKIPPED_AT_MOST = 5  # the most consecutive cuts without a beat
# Costs: a cut without a beat, a cut on an eighth between two beats, a beat beside its cut (maximum), a change of tempo
# (maximum), a tempo that is 10 % from the usual one.
SKIPPED, OFF_BEAT, BESIDE, GIVES_WAY, UNUSUAL = 1.0, 0.4, 0.06, 0.04, 0.05
TURN = 8.0  # a turning point without a beat costs as much as this many cuts without one


@dataclass(frozen=True, slots=True)
class Grid:
    """Tempo and phase. The piece ends on a bar line, and its first bar may already be under way at 0.

    Notes are written in strict time, in which all beats are equally long, and heard in real time, in which the tempo
    varies slightly from cut to cut. `anchors`: ascending (strict, real) seconds of the beats or eighths that are tied
    to a time; the last one is the end. `bars`: the beats of each bar. Most have `meter`; the bar before an important
    cut may be shorter or longer, so that the cut begins a bar. `bends`: if the tempo changes, ascending (even, real)
    seconds: the anchors' real seconds are even ones then (tempo_changes.py).
    """

    tempo: float
    seconds: float
    anchors: tuple[tuple[float, float], ...]
    bars: tuple[int, ...]
    meter: int = BEATS
    bends: tuple[tuple[float, float], ...] = ()

    @property
    def end(self) -> float:
        """The end in real seconds."""
        return float(self.real([self.seconds])[0])

    @property
    def beat(self) -> float:
        """The duration of a beat in strict seconds."""
        return 60 / self.tempo

    def bar_start(self, bar: int) -> float:
        """The start of a bar in strict seconds; for the number after the last bar, the end."""
        return self.seconds - sum(self.bars[bar:]) * self.beat

    def real(self, strict: np.ndarray | Sequence[float]) -> np.ndarray:
        """Convert strict to real seconds; before the first anchor both run alike."""
        times = np.asarray(strict, float)
        places, heard = np.transpose(self.anchors)
        return self._bent(np.where(times < places[0], times - places[0] + heard[0], np.interp(times, places, heard)))

    def _bent(self, even: np.ndarray) -> np.ndarray:
        if not self.bends:
            return even
        places, real = np.transpose(self.bends)
        return np.where(even < places[0], even, np.interp(even, places, real))

    @property
    def beats(self) -> np.ndarray:
        """The real times of the beats, including those before 0 and the end."""
        return self.real(self.seconds - np.arange(sum(self.bars), -1, -1) * self.beat)

    @property
    def downbeats(self) -> np.ndarray:
        """The real times at which bars begin, including the end."""
        return self.real([self.bar_start(bar) for bar in range(len(self.bars) + 1)])

    def cut_errors(self, cuts: Sequence[float] | np.ndarray) -> np.ndarray:
        """The distance of each cut from its nearest beat, or from the eighth that is tied to it, in seconds."""
        places = np.unique([*self.beats, *self._bent(np.array([heard for _, heard in self.anchors]))])
        return _distances(cuts, places)

    @property
    def rubato(self) -> float:
        """The largest relative deviation of the tempo."""
        if len(self.anchors) < 2:
            return 0.0
        strict, heard = np.diff(np.transpose(self.anchors))
        return float(np.abs(heard / strict - 1).max())


def _distances(times: Sequence[float] | np.ndarray, places: np.ndarray) -> np.ndarray:
    """The distance of each time from the nearest of the ascending places."""
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
    *,
    begins: bool = False,
) -> Grid:
    """The grid with the tempo at which most cuts get a beat. Without cuts, the tempo is near the usual one and the
    piece begins with a whole bar.

    Args:
        tempo: slowest, usual and fastest, in beats per minute.
        rubato: the relative deviation of the tempo that is allowed between two cuts.
        turns: times that should begin a bar, with priority over cuts.
        begins: whether a bar begins at 0, too, because it follows on other music.
    """
    low, usual, high = tempo
    if begins and not (len(cuts) or len(turns)):  # whole bars, at a tempo as near as possible to the usual one
        bars = seconds * usual / 60 / meter
        found = [count * meter * 60 / seconds for count in (max(1, math.floor(bars)), math.ceil(bars))]
        best_tempo = min(found, key=lambda tempo: (not low <= tempo <= high, abs(math.log(tempo / usual))))
        return lay_grid(seconds, best_tempo, (), rubato, meter, begins=True)
    tempi = np.unique([*np.round(np.arange(low, high + 1e-9, TEMPO_STEP), 3), round(usual, 3)])
    drift = np.abs(tempi - usual) / usual
    if len(cuts) or len(turns):
        costs = _Placing(seconds, tempi, cuts, rubato, turns, begins=begins).costs + 10 * UNUSUAL * drift
        best = int(np.argmin(costs))
    else:
        # A (nearly) whole first bar sounds better than a fragment.
        in_bars = seconds * tempi / 60 / meter
        best = int(np.argmin(drift + np.ceil(in_bars - 1e-6) - in_bars))
    return lay_grid(seconds, float(tempi[best]), cuts, rubato, meter, turns, begins=begins)


def lay_grid(
    seconds: float,
    tempo: float,
    cuts: Sequence[float] | np.ndarray = (),
    rubato: float = RUBATO,
    meter: int = BEATS,
    turns: Sequence[float] = (),
    *,
    begins: bool = False,
) -> Grid:
    """The grid for one tempo. Going back from a bar line at the end, as many cuts as possible get a beat, or an eighth
    between two; the turning points, and then the cuts between the longest shots, begin a bar.

    Args:
        begins: whether a bar begins at 0, too. If necessary the tempo gives way for that.
    """
    beat = 60 / tempo
    anchors, halves = [(seconds, seconds)], 0
    for number, heard in _placed(seconds, tempo, cuts, rubato, turns, begins=begins):
        halves += number
        anchors.insert(0, (seconds - halves * beat / 2, heard))
    before = seconds - anchors[0][0] + anchors[0][1]  # strict seconds from the start of the piece to its end
    beats = max(1, int(np.ceil(before / beat - 1e-6)))
    bars = _bars(beats, anchors, seconds, beat, meter, turns, begins=begins)
    return Grid(float(tempo), seconds, tuple(anchors), bars, meter)


def _placed(
    seconds: float,
    tempo: float,
    cuts: Sequence[float] | np.ndarray,
    rubato: float,
    turns: Sequence[float],
    *,
    begins: bool,
) -> list[tuple[int, float]]:
    if not begins:
        return _Placing(seconds, np.array([float(tempo)]), cuts, rubato, turns).placed() if len(cuts) or turns else []
    ways = [(cuts, turns, rubato * 2**doubled) for doubled in range(4)] + [((), (), 1.0)]
    placings = (
        _Placing(seconds, np.array([float(tempo)]), cuts, rubato, turns, begins=True) for cuts, turns, rubato in ways
    )
    return next((placing.placed() for placing in placings if np.isfinite(placing.costs[0])), [])


def _bars(
    beats: int,
    anchors: Sequence[tuple[float, float]],
    seconds: float,
    beat: float,
    meter: int,
    turns: Sequence[float],
    *,
    begins: bool,
) -> tuple[int, ...]:
    """The beats of each bar: turning points and the cuts between the longest shots begin one, if whole bars fit between them."""
    held = [round((seconds - strict) / beat, 3) for strict, _ in anchors[:-1]]  # in beats before the end, descending
    edges = [float(beats), *held, 0.0]
    shots = {at: min(edges[i] - at, at - edges[i + 2]) for i, at in enumerate(held) if at == int(at)}
    turning = {
        round((seconds - strict) / beat, 3)
        for strict, heard in anchors[:-1]
        if any(abs(heard - turn) <= 2 * NEAR_ENOUGH for turn in turns)
    }
    downbeats = [0, beats] if begins else [0]
    for at in sorted(shots, key=lambda at: (at not in turning, -shots[at], -at)):
        if all(abs(at - other) >= meter for other in downbeats):
            downbeats.append(int(at))
    first = max(downbeats)
    downbeats.append(first + -(-(beats - first) // meter) * meter)  # the first bar may already be under way at 0
    downbeats = sorted(set(downbeats), reverse=True)
    bars: list[int] = []
    for start, end in itertools.pairwise(downbeats):
        whole, rest = divmod(start - end, meter)
        if rest == 1:  # make a bar of five beats instead of one with a single beat
            bars += [meter] * (whole - 1) + [meter + 1]
        else:
            bars += [meter] * whole + ([rest] if rest else [])
    return tuple(bars)


class _Placing:
    """Chooses which cuts get a beat, for several tempi at once: going back from the end, the cheapest path from cut to
    cut. This is dynamic programming over the cut, the offset of the beat from it, and whether it is on a whole beat.

    `costs`: one per tempo; infinite if `begins` is asked for and no beat can be at 0.
    """

    def __init__(
        self,
        seconds: float,
        tempi: np.ndarray,
        cuts: Sequence[float] | np.ndarray,
        rubato: float,
        turns: Sequence[float] = (),
        *,
        begins: bool = False,
    ) -> None:
        within = {float(time) for time in (*cuts, *turns) if 0 < time < seconds} | ({0.0} if begins else set())
        self._times = np.array([seconds, *sorted(within, reverse=True)])
        self._skips = np.where(np.isin(self._times, np.asarray(turns, float)), TURN, SKIPPED)
        half = 30 / tempi[:, None, None, None, None]
        count, places = len(self._times), len(PLACES)
        # [cut, tempo, place, off]: the minimum cost up to a cut with a beat; `off`: 1 on an eighth between two beats.
        cost = np.full((count, len(tempi), places, 2), np.inf)
        self._from = np.zeros(
            (*cost.shape, 4), np.int32
        )  # backpointers: the previous cut, its place, its off, eighths in between
        cost[0, :, 0, 0] = 0
        for cut in range(1, count):
            befores = np.arange(max(0, cut - SKIPPED_AT_MOST - 1), cut)
            # [tempo, place, previous cut, nearest number of eighths or of the other parity, previous place]
            gap = (self._times[befores] - self._times[cut])[:, None, None] + PLACES - PLACES[:, None, None, None]
            nearest = np.round(gap / half)
            eighths = np.concatenate([nearest, nearest + np.where(gap / half >= nearest, 1, -1)], axis=3)
            strict = eighths * half
            way = np.abs(gap / np.maximum(strict, 1e-9) - 1) / rubato
            paid = GIVES_WAY * way + BESIDE * np.abs(PLACES)[:, None, None, None] / NEAR_ENOUGH
            paid = np.where((eighths >= 1) & (way <= 1) & (gap > 0), paid, np.inf)
            # … and, before the last axis, whether the previous beat is off.
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
        if begins:  # exactly, on a whole beat
            at_start = self._cost[-1, :, 0, 0].copy()
            self._cost[:] = np.inf
            self._cost[-1, :, 0, 0] = at_start
        self.costs = self._cost.min(axis=(0, 2, 3))

    def _skipped(self, before: int, cut: int) -> np.ndarray:
        """The cost of the cuts between two with a beat, by their places: (place, previous place)."""
        between = self._times[before + 1 : cut, None]
        near_before = np.abs(self._times[before] + PLACES - between) <= NEAR_ENOUGH
        near = np.abs(self._times[cut] + PLACES - between) <= NEAR_ENOUGH
        skips = self._skips[before + 1 : cut, None, None]
        # A turning point near a cut's beat is missed all the same: that beat may be an eighth, which begins no bar.
        missed = ~(near[:, :, None] | near_before[:, None, :]) | (skips == TURN)
        return (skips * missed).sum(0)

    def placed(self) -> list[tuple[int, float]]:
        """For the first tempo: (eighths to the next one, seconds) of each cut with a beat, from the end back."""
        cut, place, off = np.unravel_index(int(np.argmin(self._cost[:, 0])), self._cost[:, 0].shape)
        found: list[tuple[int, float]] = []
        while cut:
            before, place_before, off_before, eighths = (int(value) for value in self._from[cut, 0, place, off])
            found.append((eighths, float(self._times[cut] + PLACES[place])))
            cut, place, off = before, place_before, off_before
        return found[::-1]

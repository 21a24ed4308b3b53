"""The grid: which tempo, and where the beats fall.

What belongs here: beats in time, before anything is played. What does not: which note when (renderers/sketch), moving
what is played already (alignment.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BEATS = 4  # in a bar
TEMPO_STEP = 0.25
RUBATO = 0.05


@dataclass(frozen=True, slots=True)
class Grid:
    """Tempo and phase: the piece ends on a bar line; its first bar may already be under way at 0.

    Notes are written in strict time, where all beats are equally long, and heard in real time, where the tempo gives
    way a little from cut to cut. `anchors`: (strict, real) seconds of the beats that are held to a place, ascending;
    the last one is the end.
    """

    tempo: float
    bars: int
    seconds: float
    anchors: tuple[tuple[float, float], ...]

    @property
    def beat(self) -> float:
        """Seconds of a beat, in strict time."""
        return 60 / self.tempo

    def bar_start(self, bar: int) -> float:
        """Seconds at which a bar starts, in strict time."""
        return self.seconds - (self.bars - bar) * BEATS * self.beat

    def real(self, strict: np.ndarray | Sequence[float]) -> np.ndarray:
        """When what stands at these strict seconds is heard; before the first anchor both go on alike."""
        times = np.asarray(strict, float)
        places, heard = np.transpose(self.anchors)
        return np.where(times < places[0], times - places[0] + heard[0], np.interp(times, places, heard))

    @property
    def beats(self) -> np.ndarray:
        """When the beats are heard, the end included, those before 0 too."""
        return self.real(self.seconds - np.arange(self.bars * BEATS, -1, -1) * self.beat)

    def cut_errors(self, cuts: Sequence[float] | np.ndarray) -> np.ndarray:
        """How far each cut is from its nearest beat, in seconds."""
        times, beats = np.asarray(cuts, float), self.beats
        after = np.clip(np.searchsorted(beats, times), 1, len(beats) - 1)
        return np.minimum(np.abs(times - beats[after - 1]), np.abs(beats[after] - times))

    @property
    def rubato(self) -> float:
        """By what share the tempo gives way at most."""
        if len(self.anchors) < 2:
            return 0.0
        strict, heard = np.diff(np.transpose(self.anchors))
        return float(np.abs(heard / strict - 1).max())


def choose_grid(
    seconds: float, tempo: tuple[float, float, float], cuts: Sequence[float] | np.ndarray = (), rubato: float = RUBATO
) -> Grid:
    """The grid whose tempo's beats fall best on the cuts; without cuts, one that is near the usual tempo and begins with
    a whole bar.

    Args:
        tempo: slowest, usual and fastest.
        rubato: the share by which the tempo may give way between two cuts.
    """
    low, usual, high = tempo
    grids = [lay_grid(seconds, t, cuts, rubato) for t in np.unique([*np.arange(low, high + 1e-9, TEMPO_STEP), usual])]

    def cost(grid: Grid) -> float:
        drift = abs(grid.tempo - usual) / usual
        if len(cuts):
            return float(grid.cut_errors(cuts).max()) + 0.5 * grid.rubato + 0.02 * drift
        # A first bar that is (nearly) whole sounds more settled than a fragment.
        return 0.02 * drift - 0.02 * grid.bar_start(0) / (BEATS * grid.beat)

    return min(grids, key=cost)


def lay_grid(seconds: float, tempo: float, cuts: Sequence[float] | np.ndarray = (), rubato: float = RUBATO) -> Grid:
    """The grid of one tempo: from a bar line at the end back, each cut gets a whole number of beats to what follows, as
    near as the tempo may give way.
    """
    beat = 60 / tempo
    anchors = [(seconds, seconds)]
    for cut in sorted(cuts, reverse=True):
        strict, heard = anchors[0]
        beats = round((heard - cut) / beat)
        if beats > 0:  # else the cuts are too near to each other for a beat each
            length = float(np.clip(heard - cut, beats * beat * (1 - rubato), beats * beat * (1 + rubato)))
            anchors.insert(0, (strict - beats * beat, heard - length))
    before = seconds - anchors[0][0] + anchors[0][1]  # strict seconds from 0 on
    return Grid(float(tempo), max(1, int(np.ceil(before / beat / BEATS - 1e-6))), seconds, tuple(anchors))

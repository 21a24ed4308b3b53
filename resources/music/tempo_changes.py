"""Changes of tempo within a piece: "faster at 0:30", "slow down at the end".

What belongs here: the even time of a piece, in which its tempo is constant, and its conversion. What does not: placing beats
in even time (grid.py), the words (moment_words.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from resources.music.grid import Grid

# A clear change that is still the same piece.
FASTER, SLOWER = 1.16, 0.86
SLOWS_TO, SLOWS, RITARDANDO = 0.72, 15.0, 8  # the last seconds of a piece slow down gradually: to this tempo, in steps


@dataclass(frozen=True, slots=True)
class TempoChange:
    """From `start` to `end`, in seconds, the tempo is `factor` times the usual one."""

    start: float
    end: float
    factor: float


def ritardando(start: float, end: float) -> tuple[TempoChange, ...]:
    """A gradual change to the slowest tempo."""
    edges = np.linspace(start, end, RITARDANDO + 1).tolist()
    factors = np.linspace(1.0, SLOWS_TO, RITARDANDO + 1).tolist()[1:]
    return tuple(map(TempoChange, edges[:-1], edges[1:], factors))


class EvenTime:
    """Converts the seconds of a piece to even ones, in which its tempo is constant."""

    def __init__(self, seconds: float, changes: Sequence[TempoChange]) -> None:
        self._real = np.unique(np.clip([0.0, seconds, *(at for c in changes for at in (c.start, c.end))], 0.0, seconds))
        middles = (self._real[:-1] + self._real[1:]) / 2
        factors = [next((c.factor for c in changes if c.start <= at < c.end), 1.0) for at in middles.tolist()]
        self._even = np.concatenate([[0.0], np.cumsum(np.diff(self._real) * factors)])

    def of(self, times: Sequence[float]) -> list[float]:
        """Even seconds of real ones."""
        if len(self._real) == 2 and self._even[1] == self._real[1]:
            return list(times)  # exactly
        return np.interp(times, self._real, self._even).tolist()

    def unbent(self, grid: Grid) -> Grid:
        """A grid that was laid in even time, heard in real time."""
        return replace(grid, bends=tuple(zip(self._even.tolist(), self._real.tolist(), strict=True)))

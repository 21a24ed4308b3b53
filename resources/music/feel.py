"""Feel: where the sixteenths of a beat are played, ahead of or behind an even grid.

What belongs here: the arithmetic. What does not: which style has which feel (renderers/sketch/feel.py), the starts of bars
(grid.py).
"""

from dataclasses import dataclass

import numpy as np

STEPS = 4  # sixteenths per beat


def swung(step: float | np.ndarray, swing: float) -> np.ndarray:
    """A sixteenth with swing: the second eighth of the beat is `swing` beats late, and its neighbours are shifted too, because
    otherwise the next sixteenth would be a flam.
    """
    beat, within = step // STEPS * STEPS, step % STEPS
    half = STEPS / 2 * (1 + 2 * swing)
    return beat + np.where(
        within <= STEPS / 2,
        within / (STEPS / 2) * half,
        STEPS - (STEPS - within) / (STEPS / 2) * (STEPS - half),
    )


@dataclass(frozen=True, slots=True)
class Feel:
    """`swing`: the delay of the second of two eighths, in beats. `late`: milliseconds by which each sixteenth of a beat is
    late besides.
    """

    swing: float = 0.0
    late: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)

    def seconds(self, beats: np.ndarray, beat: float) -> np.ndarray:
        """The times of places in beats with swing alone, for a beat of so many seconds."""
        return swung(beats * STEPS, self.swing) / STEPS * beat

    def delays(self, beats: np.ndarray) -> np.ndarray:
        """The seconds by which places in beats are late besides; between two sixteenths they are interpolated."""
        return np.interp(beats % 1 * STEPS, range(STEPS + 1), [*self.late, self.late[0]]) / 1000


EVEN = Feel()

"""Black bars around a picture: a film in letterbox, or an upright one in a wide frame.

What belongs here: finding them. What does not: measuring the picture between them (look.py, cuts.py).
"""

import numpy as np

BLACK = 24  # of 255
NOISE = 0.02  # share of a row's or column's pixels: where fewer are lit, it is coding noise
LEAST = 0.25  # of the height and the width: a smaller part is a light in a dark film
AT_ALL = 0.04  # of the height or the width: thinner bars make no difference


class Bars:
    """The rows and columns at the edges that stay black through a whole film."""

    def __init__(self) -> None:
        self._rows = self._columns = np.zeros(0, bool)

    def add(self, picture: np.ndarray) -> None:
        """Take a picture into account: uint8 of shape (height, width, 3), the same for all."""
        lit = picture.max(2) >= BLACK
        rows, columns = lit.mean(1) > NOISE, lit.mean(0) > NOISE
        if not len(self._rows):
            self._rows, self._columns = rows, columns
        self._rows, self._columns = self._rows | rows, self._columns | columns

    def between(self) -> tuple[slice, slice] | None:
        """The rows and columns between the bars; None if there are none, or if hardly anything is lit."""
        found = [_lit(self._rows), _lit(self._columns)]
        sides = [len(self._rows), len(self._columns)]
        shares = [(part.stop - part.start) / side if side else 0.0 for part, side in zip(found, sides, strict=True)]
        if min(shares) < LEAST or min(shares) > 1 - AT_ALL:
            return None
        return found[0], found[1]


def _lit(lines: np.ndarray) -> slice:
    at = np.flatnonzero(lines)
    return slice(int(at[0]), int(at[-1]) + 1) if len(at) else slice(0, 0)

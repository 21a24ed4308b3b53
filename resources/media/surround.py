"""What surrounds a film inside its picture: black bars (letterbox, an upright film in a wide frame), or a still frame, such as a
white page with a title.

What belongs here: finding it. What does not: measuring the picture inside (look.py, cuts.py).
"""

from collections.abc import Iterable

import numpy as np

BLACK, STILL = 24, 12  # of 255: a pixel is black below, and still if it changes by no more
NOISE = 0.02  # share of a row's or column's pixels: if fewer are neither, it is coding noise
LEAST = 0.25  # of the height and the width: if less is inside, it is something that moves in a still scene
AT_ALL = 0.04  # of the height or the width: thinner bars make no difference
MUCH = 0.25  # of the picture: smaller still frames make no difference
SIDES_LIT = (
    0.25  # of how often the middle is lit; those of a round film (0.36) are lit more often, those of a logo less (0.18)
)
CHANGES = 0.035  # of a place at the border of the picture, at a cut
AROUND = 6  # thumbnails before and after a cut
BORDER = 0.5  # the share of the places at the border that change at most cuts, if what is inside is a film

Inside = tuple[slice, slice]


class Surround:
    """The rows and columns at the edges that stay the same through a whole film."""

    def __init__(self) -> None:
        self._least = self._most = np.zeros((0, 0, 3), np.uint8)

    def add(self, picture: np.ndarray) -> None:
        """Take a picture into account: uint8 of shape (height, width, 3), the same for all."""
        if not self._least.size:
            self._least, self._most = picture.copy(), picture.copy()
        np.minimum(self._least, picture, out=self._least)
        np.maximum(self._most, picture, out=self._most)

    def within_bars(self) -> Inside | None:
        """The rows and columns between black bars; None if there are none, or if hardly anything is lit."""
        return _inside(self._lit())

    def within_still(self) -> Inside | None:
        """The rows and columns within what never changes, black or not; None if that is less than a quarter of the picture,
        or if hardly anything changes.
        """
        inside = _inside(self._lit() & np.any(self._most - self._least > STILL, axis=2))
        if inside is None or (1 - self._least[inside].size / self._least.size) < MUCH:
            return None
        return inside

    def _lit(self) -> np.ndarray:
        return np.any(self._most >= BLACK, axis=2)


def _inside(alive: np.ndarray) -> Inside | None:
    """The rows and columns from the first to the last alive ones, of pixels: shape (height, width)."""
    if not alive.size:
        return None
    found = []
    for axis in (1, 0):
        at = np.flatnonzero(alive.mean(axis) > NOISE)
        found.append(slice(int(at[0]), int(at[-1]) + 1) if len(at) else slice(0, 0))
    shares = [(part.stop - part.start) / side for part, side in zip(found, alive.shape, strict=True)]
    return (found[0], found[1]) if LEAST <= min(shares) <= 1 - AT_ALL else None


def lit_to_the_edges(grids: np.ndarray) -> bool:
    """Whether all sides of pictures between bars are lit nearly as often as their middle, as those of a film are. A logo that grows on
    black has black around it, too, but reaches its full size now and then only.

    Args:
        grids: thumbnails, uint8 of shape (pictures, high, wide, 3).
    """
    lit = (grids.max(-1) >= BLACK).mean(0)
    sides = (lit[0], lit[-1], lit[:, 0], lit[:, -1])
    return bool(min(side.mean() for side in sides) > SIDES_LIT * lit.max())


def cut_to_the_edges(grids: np.ndarray, cuts: Iterable[int]) -> bool:
    """Whether most cuts change the border of pictures within a still frame, as those of a film do. What moves or appears on a still
    ground reaches it now and then only.

    Args:
        grids: thumbnails, uint8 of shape (pictures, high, wide, 3).
        cuts: the thumbnails where shots begin.
    """
    border = np.ones(grids.shape[1:3], bool)
    border[1:-1, 1:-1] = False
    shares = []
    for cut in cuts:  # which may be the steepest part of a gradual transition
        before, after = (grids[min(max(at, 0), len(grids) - 1)][border] for at in (cut - 1 - AROUND, cut + AROUND))
        shares.append((np.abs(after.astype(np.int16) - before).mean(1) > CHANGES * 255).mean())
    return not shares or bool(np.median(shares) > BORDER)

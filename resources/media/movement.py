"""Testing whether camera movement explains the difference between two thumbnails.

What belongs here: shifts and zooms. What does not: deciding what is a cut (cuts.py).
"""

import numpy as np

HIGH, WIDE = 16, 24  # blocks of a thumbnail
CHUNK = 1024  # thumbnails processed at once
SHIFTS, MOVED = 3, 0.6  # the largest shift in places, and the share of the change that may remain after it
# Shifts by halves of a place, and zooms: slow ones over high-contrast pictures looked like 18 dissolves in 224 films.
ZOOMS, HALVES = (0.94, 0.97, 1.0, 1.03, 1.06), (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5)


def moved(start: np.ndarray, end: np.ndarray) -> bool:
    """Whether camera movement explains the change: the shifted start resembles the end."""
    return bool(left_by_movement(start[None], end[None])[0] < MOVED)


def left_by_movement(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """The share of each change of light that remains after the best shift: shape (pictures,)."""
    one, other = (pictures.mean(2).reshape(-1, HIGH, WIDE) for pictures in (starts, ends))
    change = np.abs(one - other).mean((1, 2))
    padded = np.pad(one, ((0, 0), (SHIFTS, SHIFTS), (SHIFTS, SHIFTS)))
    shifted = np.lib.stride_tricks.sliding_window_view(padded, (HIGH, WIDE), axis=(1, 2))
    left = np.einsum("nyxhw,yxhw->nyx", np.abs(shifted - other[:, None, None]), _INSIDE) / _INSIDE.sum((2, 3))
    return np.divide(left.min((1, 2)), change, out=np.full(len(left), np.inf, left.dtype), where=change > 0)


# For each shift down and right: 1 for places that both pictures have, 0 for the others.
_INSIDE = np.lib.stride_tricks.sliding_window_view(
    np.pad(np.ones((HIGH, WIDE), np.float32), SHIFTS), (HIGH, WIDE)
).copy()


def moved_a_little(start: np.ndarray, end: np.ndarray) -> bool:
    """Whether a shift by parts of a place, or a zoom, explains the change. Slow, so only called for candidate dissolves."""
    from scipy.ndimage import affine_transform

    one, other = (picture.mean(1).reshape(HIGH, WIDE) for picture in (start, end))
    change, middle = np.abs(one - other).mean(), np.array([HIGH - 1, WIDE - 1]) / 2
    for zoom in ZOOMS:
        for down, right in np.ndindex(len(HALVES), len(HALVES)):
            offset = middle - (middle + np.array([HALVES[down], HALVES[right]])) / zoom
            shifted = affine_transform(one, np.eye(2) / zoom, offset, order=1, cval=np.nan)  # pyright: ignore[reportArgumentType]
            inside = ~np.isnan(shifted)
            if np.abs(shifted - other)[inside].mean() < MOVED * change:
                return True
    return False

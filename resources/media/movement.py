"""Whether a movement of the camera explains how two small pictures differ.

What belongs here: shifts and zooms. What does not: what is a cut (cuts.py).
"""

import numpy as np

HIGH, WIDE = 16, 24  # blocks of a small picture
CHUNK = 4096  # small pictures that are looked at together
SHIFTS, MOVED = 3, 0.6  # places by which a camera may have moved; what is then left of the change
# By halves of a place, and for zooms: over contrasty pictures slow ones looked like 18 dissolves in 224 films.
ZOOMS, HALVES = (0.94, 0.97, 1.0, 1.03, 1.06), (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5)


def moved(start: np.ndarray, end: np.ndarray) -> bool:
    """Whether a movement of the camera explains the change: shifted, the start is like the end."""
    return bool(left_by_movement(start[None], end[None])[0] < MOVED)


def left_by_movement(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """What is left of each change of light, as a share, where the camera is taken to have moved: shape (pictures,)."""
    one, other = (pictures.mean(2).reshape(-1, HIGH, WIDE) for pictures in (starts, ends))
    change = np.abs(one - other).mean((1, 2))
    padded = np.pad(one, ((0, 0), (SHIFTS, SHIFTS), (SHIFTS, SHIFTS)))
    shifted = np.lib.stride_tricks.sliding_window_view(padded, (HIGH, WIDE), axis=(1, 2))
    left = np.einsum("nyxhw,yxhw->nyx", np.abs(shifted - other[:, None, None]), _INSIDE) / _INSIDE.sum((2, 3))
    return np.divide(left.min((1, 2)), change, out=np.full(len(left), np.inf, left.dtype), where=change > 0)


# Of each shift down and right, the places that both pictures have: 1, the others 0.
_INSIDE = np.lib.stride_tricks.sliding_window_view(
    np.pad(np.ones((HIGH, WIDE), np.float32), SHIFTS), (HIGH, WIDE)
).copy()


def moved_a_little(start: np.ndarray, end: np.ndarray) -> bool:
    """Whether a movement by parts of a place, or a zoom, explains the change. Dear: for what is else a dissolve."""
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

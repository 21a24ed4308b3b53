"""Similarity of two thumbnails, and the progress of a third one between them.

What belongs here: comparing thumbnails place by place. What does not: deciding on cuts (cuts.py, gradual.py), camera movement
(movement.py).
"""

import numpy as np

from resources.media.movement import HIGH, WIDE

FLAT = 0.03  # standard deviation of light below which a picture is a plain colour
OFF_THE_WAY = 0.3  # share of the change by which places may deviate from a straight path
BRIGHTER = 0.04
BLACK = 24  # of 255: it has no colour to tell
DIM = 2.0  # standard deviation of a plane, of 255, below which it is mostly rounding error
LIT = 0.7  # correlation above which only the light may have changed
# A camera that adapts to the light: the factors between two exposures, the share of the change by which places may deviate from
# it, and the share of the places that must not deviate more. While cars pass over a plain road it is 0.64 or more of them, in
# dissolves 0.39 or less.
EXPOSED, EXPOSED_OFF, EXPOSED_PLACES = (0.4, 0.98), 0.3, 0.6


def alike(one: np.ndarray, other: np.ndarray) -> float:
    """The correlation of the light of two pictures over their places; 0 if one is a plain colour."""
    a, b = one.mean(-1).ravel(), other.mean(-1).ravel()
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / scale if scale > len(a) else 0.0


def lit(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether both show the same in different light, possibly coloured: all colour planes together, or each separately."""
    return _relit(before.mean(1, keepdims=True), after.mean(1, keepdims=True)) or _relit(before, after)


def _relit(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether each plane of a picture is the other one scaled in brightness. The residual counts, because a white page
    with different words is equally bright. Planes that are too dark to tell are ignored.

    Args:
        before: float of shape (places, planes).
    """
    if np.abs(after.mean(0) - before.mean(0)).max() < BRIGHTER * 255:
        return False
    told = np.minimum(before.std(0), after.std(0)) > DIM
    if not told.any() or any(alike(before[:, [n]], after[:, [n]]) < LIT for n in np.flatnonzero(told)):
        return False
    lighter = before.mean(0) > after.mean(0)
    bright, dark = np.where(lighter, before, after), np.where(lighter, after, before)
    bright, dark = bright - bright.mean(0), dark - dark.mean(0)
    slope = (bright * dark).sum(0) / np.maximum((bright * bright).sum(0), 1.0)
    return float(np.abs(dark - slope * bright).mean()) < 0.3 * float(np.abs(after - before).mean())


def exposed(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether most places show the same, lighter or darker by one factor: the camera adapts to the light of something that passes.
    Unlike `lit` it can tell that of a plain ground.
    """
    bright, dark = (before, after) if before.mean() > after.mean() else (after, before)
    told = bright > BLACK
    factor = float(np.median(dark[told] / bright[told])) if told.any() else 0.0
    off = np.abs(dark - factor * bright).mean(1) < EXPOSED_OFF * np.abs(bright - dark).mean()
    return EXPOSED[0] < factor < EXPOSED[1] and float(off.mean()) > EXPOSED_PLACES


def progress(picture: np.ndarray, start: np.ndarray, end: np.ndarray) -> tuple[float, float]:
    """How far a picture has moved from one to another (0 to 1), and how far its places deviate from that, as a share of
    the change.
    """
    way, gone = end - start, picture - start
    squared = (way * way).sum(1)
    along = np.clip((gone * way).sum(1) / np.maximum(squared, 1.0), 0, 1)
    beside = np.abs(gone - along[:, None] * way).mean()
    return float((along * squared).sum() / max(squared.sum(), 1.0)), float(beside / max(np.abs(way).mean(), 0.1))


def way_between(picture: np.ndarray, start: np.ndarray, end: np.ndarray) -> tuple[float, float]:
    """`progress` or, if its deviation is large, that of `mixtures`."""
    share, beside = progress(picture, start, end)
    if beside > OFF_THE_WAY:
        (share,), (beside,) = mixtures(picture[None], start[None], end[None])
    return float(share), float(beside)


def mixtures(pictures: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Like `progress`, for pictures that are a weighted sum of both plus a uniform light: additive dissolves, and
    dissolves through a flash or a light leak.
    """
    count = len(pictures)
    one, other, mixed = (values.reshape(count, 3 * HIGH * WIDE) for values in (starts, ends, pictures))
    parts = np.stack([one, other, np.ones_like(one)], 1)
    products = parts @ parts.transpose(0, 2, 1) + np.eye(3, dtype=np.float32)
    some = np.linalg.solve(products, parts @ mixed[..., None])
    beside = np.abs((some * parts).sum(1) - mixed).mean(1) / np.maximum(np.abs(other - one).mean(1), 0.1)
    first, second = np.maximum(some[:, 0, 0], 0), np.maximum(some[:, 1, 0], 0)
    return second / np.maximum(first + second, 1e-6), beside

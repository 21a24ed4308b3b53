"""How two small pictures are alike, and how far a third is on its way from one to the other.

What belongs here: comparing pictures by their places. What does not: what follows for cuts (cuts.py, gradual.py), whether a
camera moved (movement.py).
"""

import numpy as np

from resources.media.movement import HIGH, WIDE

FLAT = 0.03  # deviation of light under which a picture is a plain colour
OFF_THE_WAY = 0.3  # of the change: how far places may lie beside their way
BRIGHTER = 0.04
DIM = 2.0  # deviation of a plane's light, in whole numbers, up to which rounding is most of it
LIT = 0.7  # correlation from which a change of light may be all that changed


def alike(one: np.ndarray, other: np.ndarray) -> float:
    """The correlation of two pictures' light over their places; 0 where one is of one colour."""
    a, b = one.mean(-1).ravel(), other.mean(-1).ravel()
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / scale if scale > len(a) else 0.0


def lit(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether both show the same in another light, which may have a colour: all colours together or each of its own."""
    return _relit(before.mean(1, keepdims=True), after.mean(1, keepdims=True)) or _relit(before, after)


def _relit(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether each plane of a picture is brighter or darker than before and else the same: a white page with other words is as
    bright as before. What is too dark to tell counts by what is left alone.

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


def progress(picture: np.ndarray, start: np.ndarray, end: np.ndarray) -> tuple[float, float]:
    """How far a picture has come from one to another, and how far its places lie beside their way, as a share of the
    change.
    """
    way, gone = end - start, picture - start
    squared = (way * way).sum(1)
    along = np.clip((gone * way).sum(1) / np.maximum(squared, 1.0), 0, 1)
    beside = np.abs(gone - along[:, None] * way).mean()
    return float((along * squared).sum() / max(squared.sum(), 1.0)), float(beside / max(np.abs(way).mean(), 0.1))


def way_between(picture: np.ndarray, start: np.ndarray, end: np.ndarray) -> tuple[float, float]:
    """`progress`, or where that is far off, that of a mixture."""
    share, beside = progress(picture, start, end)
    if beside > OFF_THE_WAY:
        (share,), (beside,) = mixtures(picture[None], start[None], end[None])
    return float(share), float(beside)


def mixtures(pictures: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """As `progress`, of pictures that are some of one, some of the other and some light over all: dissolves by adding, through a
    flash or a light leak.
    """
    count = len(pictures)
    one, other, mixed = (values.reshape(count, 3 * HIGH * WIDE) for values in (starts, ends, pictures))
    parts = np.stack([one, other, np.ones_like(one)], 1)
    products = parts @ parts.transpose(0, 2, 1) + np.eye(3, dtype=np.float32)
    some = np.linalg.solve(products, parts @ mixed[..., None])
    beside = np.abs((some * parts).sum(1) - mixed).mean(1) / np.maximum(np.abs(other - one).mean(1), 0.1)
    first, second = np.maximum(some[:, 0, 0], 0), np.maximum(some[:, 1, 0], 0)
    return second / np.maximum(first + second, 1e-6), beside

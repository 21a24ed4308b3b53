"""Shapes that generated scenes are drawn with.

What belongs here: drawing on a picture (float32, height × width × 3, values from 0 to 1). What does not: what is drawn (_titles.py,
_events.py).
"""

from collections.abc import Callable, Iterable

import numpy as np

from benchmarks._films import HEIGHT, WIDTH

SECONDS = 6.0  # of a scene
Draw = Callable[[np.ndarray, float], None]
"""Draws on a picture what is seen after a share of the scene, from 0 to 1."""

Y, X = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)


def fill(picture: np.ndarray, mask: np.ndarray, colour: np.ndarray | float) -> None:
    cover = np.clip(mask, 0, 1)[..., None]
    picture *= 1 - cover
    picture += cover * colour


def fill_all(picture: np.ndarray, masks: Iterable[np.ndarray], colour: np.ndarray | float) -> None:
    for mask in masks:
        fill(picture, mask, colour)


def disc_at(x: float, y: float, radius: float) -> np.ndarray:
    return radius + 0.5 - np.hypot(X - x, Y - y)


def box_at(x: float, y: float, wide: float, high: float) -> np.ndarray:
    """A box around a point."""
    return np.minimum(wide / 2 + 0.5 - np.abs(X - x), high / 2 + 0.5 - np.abs(Y - y))


def some_colour(rng: np.random.Generator) -> np.ndarray:
    colour = rng.uniform(0.1, 1, 3)
    colour[rng.integers(3)] = 1.0
    return colour.astype(np.float32)


def line_of_words(
    rng: np.random.Generator, y: float, high: float, left: float = 20, right: float = WIDTH - 20
) -> list[np.ndarray]:
    """The masks of the words of a line of text."""
    words, at = [], left
    while at < right - 8:
        wide = min(float(rng.uniform(8, 28)), right - at)
        words.append(box_at(at + wide / 2, y, wide, high))
        at += wide + 5
    return words


def ease(share: float, start: float, end: float) -> float:
    """From 0 to 1 between two times, slowly at both ends."""
    at = min(1.0, max(0.0, (share - start) / (end - start)))
    return at * at * (3 - 2 * at)

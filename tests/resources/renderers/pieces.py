"""Pieces for the tests of the embedded composer, composed once where several tests look at them."""

import functools
from collections.abc import Iterator

import numpy as np

from resources.music.request import RenderRequest
from resources.renderers.sketch import write
from resources.renderers.sketch.rhythm import STEPS
from resources.renderers.sketch.score import Bar, Note, Score


@functools.lru_cache(maxsize=16)
def piece(style: str, seed: int = 1, seconds: float = 90.0, **more: object) -> Score:
    return write(RenderRequest("k", "", seconds, seed, style=style, **more))  # pyright: ignore[reportArgumentType]


def of_role(score: Score, role: str) -> list[Note]:
    return [note for note in score.notes if note.part in score.voices and score.voices[note.part].role == role]


def placed(score: Score, notes: list[Note]) -> Iterator[tuple[Note, Bar, int]]:
    """Each note with its bar and sixteenth."""
    starts = score.grid.real([bar.start for bar in score.bars])
    sixteenth = score.grid.beat / STEPS
    for note in notes:
        number = int(np.clip(np.searchsorted(starts, note.start + 0.05, side="right") - 1, 0, len(starts) - 1))
        bar = score.bars[number]
        yield note, bar, min(bar.steps - 1, max(0, round((note.start - starts[number]) / sixteenth)))

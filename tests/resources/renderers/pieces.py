"""Pieces for the tests of the embedded composer, composed once where several tests look at them."""

import functools

from resources.music.request import RenderRequest
from resources.renderers.sketch import write
from resources.renderers.sketch.score import Note, Score


@functools.lru_cache(maxsize=16)
def piece(style: str, seed: int = 1, seconds: float = 90.0, **more: object) -> Score:
    return write(RenderRequest("k", "", seconds, seed, style=style, **more))  # pyright: ignore[reportArgumentType]


def of_role(score: Score, role: str) -> list[Note]:
    return [note for note in score.notes if note.part in score.voices and score.voices[note.part].role == role]

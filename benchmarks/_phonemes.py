"""Shared by both phoneme benchmarks: the songbook's lines, a corpus a hundred times as large, and plain g2p-en.

What belongs here: the texts, the alternative, and the best of several runs. What does not: the measurements (phonemes_cold.py, phonemes_warm.py).
"""

import os
import random
from collections.abc import Callable, Iterator
from typing import Any

from assets.lyrics.cleaning import clean_text
from benchmarks._processes import run_module
from resources.errors import TenthSymphonyError
from resources.lyrics_sources.songbook import load_songbook

BLOCK = 10_000  # lines at a time
COPIES = 100
NEW_WORDS = 0.002  # share of each copy's words that are in no dictionary


class MissingTaggerError(TenthSymphonyError):
    """Plain g2p-en cannot run here."""


def songbook_songs() -> list[list[str]]:
    """The lines of verse of each song of the songbook."""
    texts = (clean_text(song.text).text for artist in load_songbook() for song in artist.songs)
    return [[line for line in text.split("\n") if line] for text in texts]


def songbook_lines() -> list[str]:
    """Every line of verse of the songbook."""
    return [line for lines in songbook_songs() for line in lines]


def hundredfold(lines: list[str]) -> Iterator[list[str]]:
    """Blocks of lines: the songbook a hundred times, each copy in another order and with some invented words."""
    rng = random.Random(0)
    for _ in range(COPIES):
        copy = []
        for line in rng.sample(lines, len(lines)):
            words = line.split(" ")
            if rng.random() < NEW_WORDS * len(words):
                words[rng.randrange(len(words))] = "".join(rng.choices("bcdfglmnprst", k=3)) + rng.choice(words) + "eko"
            copy.append(" ".join(words))
        yield from (copy[first : first + BLOCK] for first in range(0, len(copy), BLOCK))


def plain_g2p() -> Callable[[str], list[str]]:
    """`g2p_en.G2p()`, which has read NLTK's data once.

    Raises:
        MissingTaggerError: NLTK's data, which it needs, is not installed.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from g2p_en import G2p

        g2p = G2p()
        g2p("a record")
    except LookupError:
        raise MissingTaggerError(
            "Plain g2p-en needs NLTK's data, which is not installed.",
            remedy="Run .venv/bin/python -m nltk.downloader cmudict averaged_perceptron_tagger_eng, or name a folder that "
            "has it in NLTK_DATA.",
        ) from None
    return g2p


def fastest(module: str, way: str) -> dict[str, Any]:
    """The result of the fastest of three runs of `python -m <module> <way>`."""
    return min((run_module(module, way) for _ in range(3)), key=lambda result: result["seconds"])

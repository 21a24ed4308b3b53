"""The blind comparison: two verses without names, a person says which they like better; the votes are kept.

Both are shown in one orthography, without capitals and punctuation: the n-gram writes none, which would name it.

What belongs here: pairs and what is said of them. What does not: keeping and counting votes (votes.py), writing verses
(assets/evaluation).
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import BaseModel

from assets.evaluation.writers import WRITER, Writer
from assets.evaluation.writing import held_out_songs
from assets.models.recipes import prepare_text
from assets.models.writing.slurs import mask_slurs
from resources.errors import TenthSymphonyError
from resources.records import Pointer
from resources.storage import Folders, digest
from resources.tables import read_table
from studio.votes import Tally, keep, tallies

LINES = 8
Choice = Literal["a", "b", "neither"]


class BlindError(TenthSymphonyError):
    """There is nothing to compare, or no such pair."""


class Pair(BaseModel):
    """Two verses. `id` tells which they are only to the server: it is a digest."""

    id: str
    a: list[str]
    b: list[str]


def votes_path(folders: Folders) -> Path:
    """Where the votes are kept, one JSON object a line."""
    return folders.data / "votes" / "verses.jsonl"


def _verses(folders: Folders) -> pd.DataFrame:
    path = folders.tables / "evaluation" / "verses.parquet"
    if not path.exists():
        raise BlindError("There are no verses to compare yet.", remedy="Run make demo first.")
    verses = read_table(path)
    rhyming = verses[(verses["protocol"] == "bars") & (verses["decoding"] == "rhyming")]
    return pd.concat([rhyming, _people_s(folders, set(rhyming["song_id"]))], ignore_index=True)


def _people_s(folders: Folders, songs: set[str]) -> pd.DataFrame:
    """How the held-out songs themselves go on after the line that the models were given; none without the examples."""
    pointer = Pointer.read_if_valid(folders.tables / "corpus" / "training_examples.json")
    if pointer is None or not folders.find(pointer.path).exists():
        return pd.DataFrame(columns=[*WRITER, "song_id", "text"])
    texts = {song: text for song, text in held_out_songs(folders.find(pointer.path)) if song in songs}
    lines = {song: [line for line in text.split("\n") if line.strip()][1:] for song, text in texts.items()}
    human = {"model": "human", "kind": "human", "decoding": "original"}
    return pd.DataFrame([{**human, "song_id": song, "text": "\n".join(rest)} for song, rest in lines.items()])


def _pairs(verses: pd.DataFrame) -> Iterator[tuple[str, str, pd.Series, pd.Series]]:
    """Every pair of two writers' verses after the same first lines: (id, song, first, second)."""
    for song, rows in verses.groupby("song_id", sort=True):
        every = [row for _, row in rows.iterrows()]
        for number, first in enumerate(every):
            for second in every[number + 1 :]:
                yield digest(str(song), _writer(first), _writer(second))[:24], str(song), first, second


def _writer(row: pd.Series) -> str:
    return Writer(*(str(row[name]) for name in WRITER)).label  # type: ignore[arg-type]  # as they were stored


def draw(folders: Folders, rng: random.Random) -> Pair:
    """A pair at random, its sides too.

    Raises:
        BlindError: there are none.
    """
    pairs = list(_pairs(_verses(folders)))
    if not pairs:
        raise BlindError("There are no verses to compare yet.", remedy="Run make demo first.")
    number, _, first, second = rng.choice(pairs)
    sides = [first, second]
    swapped = rng.random() < 0.5
    if swapped:
        sides.reverse()
    shown = [
        [mask_slurs(line) for line in prepare_text(str(row["text"]), "lowercase_unpunctuated").split("\n")[:LINES]]
        for row in sides
    ]
    return Pair(id=f"{number}{'1' if swapped else '0'}", a=shown[0], b=shown[1])


def vote(folders: Folders, pair: str, choice: Choice) -> tuple[str, str]:
    """Keep a vote; who wrote a and b.

    Raises:
        BlindError: there is no such pair.
    """
    found = next((p for p in _pairs(_verses(folders)) if p[0] == pair[:-1]), None)
    if found is None or pair[-1:] not in ("0", "1"):
        raise BlindError("There is no such pair any more.", remedy="Take another one.")
    _, song, first, second = found
    writers = [_writer(first), _writer(second)]
    if pair[-1] == "1":
        writers.reverse()
    keep(votes_path(folders), {"song": song, "a": writers[0], "b": writers[1], "choice": choice})
    return writers[0], writers[1]


def counted(folders: Folders) -> list[Tally]:
    """What the votes say, the most preferred first."""
    return tallies(votes_path(folders), ("a", "b"))

"""Blind comparison of verses: a person chooses between two verses without names; the votes are stored.

Both verses are shown in lower case without punctuation: the n-gram model writes none, which would give it away.

What belongs here: drawing pairs, and votes on them. What does not: storing and counting votes (votes.py), writing verses
(assets/evaluation).
"""

import random
import secrets
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
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
from resources.storage import Folders
from resources.tables import read_table
from studio.votes import Tally, keep, tallies

LINES = 8
MOST_DRAWN = 10_000  # the most pairs that are remembered without a vote
Choice = Literal["a", "b", "neither"]


class BlindError(TenthSymphonyError):
    """There is nothing to compare, or no such pair."""


class Pair(BaseModel):
    """Two verses. The `id` does not reveal who wrote them, and is good for one vote."""

    id: str
    a: list[str]
    b: list[str]


def votes_path(folders: Folders) -> Path:
    """The file of votes, with one JSON object per line."""
    return folders.data / "votes" / "verses.jsonl"


def _verses(folders: Folders) -> pd.DataFrame:
    path = folders.tables / "evaluation" / "verses.parquet"
    if not path.exists():
        raise BlindError("There are no verses to compare yet.", remedy="Run make demo first.")
    verses = read_table(path)
    rhyming = verses[(verses["protocol"] == "bars") & (verses["decoding"] == "rhyming")]
    return pd.concat([rhyming, _human_verses(folders, set(rhyming["song_id"]))], ignore_index=True)


def _human_verses(folders: Folders, songs: set[str]) -> pd.DataFrame:
    """How the held-out songs continue after the line that the models were given; empty without example songs."""
    pointer = Pointer.read_if_valid(folders.tables / "corpus" / "training_examples.json")
    if pointer is None or not folders.find(pointer.path).exists():
        return pd.DataFrame(columns=[*WRITER, "song_id", "text"])
    texts = {song: text for song, text in held_out_songs(folders.find(pointer.path)) if song in songs}
    lines = {song: [line for line in text.split("\n") if line.strip()][1:] for song, text in texts.items()}
    human = {"model": "human", "kind": "human", "decoding": "original"}
    return pd.DataFrame([{**human, "song_id": song, "text": "\n".join(rest)} for song, rest in lines.items()])


def _pairs(verses: pd.DataFrame) -> Iterator[tuple[str, pd.Series, pd.Series]]:
    """Every pair of two writers' verses after the same first lines: (song, first, second)."""
    for song, rows in verses.groupby("song_id", sort=True):
        every = [row for _, row in rows.iterrows()]
        for number, first in enumerate(every):
            for second in every[number + 1 :]:
                yield str(song), first, second


def _writer(row: pd.Series) -> str:
    return Writer(*(str(row[name]) for name in WRITER)).label  # type: ignore[arg-type]  # the types in which they were stored


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pairs that were drawn but not voted on, while the studio runs: who wrote a and b, and the song that their first
    line is from.
    """

    pairs: OrderedDict[str, tuple[str, str, str]] = field(default_factory=OrderedDict)

    def keep(self, song: str, a: str, b: str) -> str:
        """Remember a pair and return its id. Beyond `MOST_DRAWN` pairs the oldest is forgotten."""
        number = secrets.token_hex(12)
        self.pairs[number] = song, a, b
        while len(self.pairs) > MOST_DRAWN:
            self.pairs.popitem(last=False)
        return number


def draw(folders: Folders, drawn: Drawn, rng: random.Random) -> Pair:
    """Draw a random pair with random sides.

    Raises:
        BlindError: there are none.
    """
    pairs = list(_pairs(_verses(folders)))
    if not pairs:
        raise BlindError("There are no verses to compare yet.", remedy="Run make demo first.")
    song, *sides = rng.choice(pairs)
    rng.shuffle(sides)
    shown = [
        [mask_slurs(line) for line in prepare_text(str(row["text"]), "lowercase_unpunctuated").split("\n")[:LINES]]
        for row in sides
    ]
    return Pair(id=drawn.keep(song, _writer(sides[0]), _writer(sides[1])), a=shown[0], b=shown[1])


def vote(folders: Folders, drawn: Drawn, pair: str, choice: Choice) -> tuple[str, str]:
    """Store a vote. Returns who wrote a and b.

    Raises:
        BlindError: there is no such pair, or there is already a vote on it.
    """
    found = drawn.pairs.pop(pair, None)
    if found is None:
        raise BlindError("This pair no longer exists, or there is already a vote on it.", remedy="Take another one.")
    song, a, b = found
    keep(votes_path(folders), {"song": song, "a": a, "b": b, "choice": choice})
    return a, b


def counted(folders: Folders) -> list[Tally]:
    """The results of the votes, the most preferred first."""
    return tallies(votes_path(folders), ("a", "b"))

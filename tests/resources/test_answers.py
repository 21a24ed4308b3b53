"""Stored answers: damaged ones are never used."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from resources.lyrics_sources.answers import AnswerStore
from tests.pipelines.test_one_database import answer

WORDS = "the night is young and so are we"


def change(path: Path, value: str | bytes) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE responses SET value = CAST(? AS TEXT)", (value,))


def value_of(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as file:
        return file.execute("SELECT CAST(value AS BLOB) FROM responses").fetchone()[0]


@pytest.mark.fault("corrupt input", "one bit of a stored answer", "counts as absent: it is requested again")
def test_a_stored_answer_with_a_flipped_bit_counts_as_absent(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    store = AnswerStore(path)
    store.put("key", answer(WORDS))
    whole, rng = value_of(path), np.random.default_rng(1)
    absent = 0
    for _ in range(200):
        damaged = bytearray(whole)
        damaged[int(rng.integers(len(damaged)))] ^= 1 << int(rng.integers(8))
        change(path, bytes(damaged))
        read = store.get("key", None)
        absent += read is None
        assert read is None or (read.text, read.status_code) == (WORDS, 200)
    assert absent > 150
    store.put("key", answer(WORDS))
    assert store.get("key", None) is not None


def test_answers_from_before_digests_are_read(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    store = AnswerStore(path)
    store.put("key", answer(WORDS))
    fields = json.loads(value_of(path))
    assert fields.pop("sha256")
    change(path, json.dumps(fields, indent=2))
    read = store.get("key", None)
    assert read is not None
    assert read.text == WORDS

"""Variety and copying, checked by hand and against slow definitions."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.evaluation.originality import copied_share, distinct_ngrams, longest_copies, self_bleu
from assets.text import word_runs, words


def test_distinct_ngrams_by_hand() -> None:
    text = "one two one two\nthree one two"
    assert distinct_ngrams(text, 1, 4) == 2 / 4
    assert distinct_ngrams(text, 1, 7) == 3 / 7
    assert distinct_ngrams(text, 2, 7) == 4 / 6, "one two (three times), two one, two three, three one"
    assert math.isnan(distinct_ngrams(text, 2, 8)), "too short to compare"
    assert math.isnan(distinct_ngrams(text, 3, 2))


def test_copying_is_detected() -> None:
    song = " ".join(f"word{i}" for i in range(30))
    memory = word_runs(song, 8)
    assert copied_share(song, memory, 8) == 1
    assert math.isnan(copied_share("x " * 3, memory, 8)), "too short: not a number"
    half = " ".join([*song.split()[:15], *(f"new{i}" for i in range(15))])
    assert copied_share(half, memory, 8) == 8 / 23


def test_longest_copies_by_hand() -> None:
    songs = ["the cat sat on the mat", "a dog ran to the park"]
    texts = [
        "where the cat sat on a dog",  # the cat sat on
        "The cat sat\non the, mat",  # all of it: lines and signs do not part runs
        "park a dog",  # no run crosses from one song's end to the next one's start
        "zebra",
        "",
        "mat the",
    ]
    assert longest_copies(texts, songs).tolist() == [4, 6, 2, 0, 0, 1]
    assert longest_copies(["the mat", "the cat"], ["the", "mat the cat"]).tolist() == [1, 2]
    assert longest_copies([], songs).tolist() == []
    assert longest_copies(["a"], []).tolist() == [0]


TEXTS = st.lists(st.text("ab \n", max_size=14), max_size=4)


@given(TEXTS, TEXTS)
def test_longest_copies_agree_with_the_definition(texts: list[str], songs: list[str]) -> None:
    def spaced(text: str) -> str:
        return " ".join(words(" ".join(text)))

    texts, songs = [spaced(text) for text in texts], [spaced(song) for song in songs]

    def runs(text: str) -> set[tuple[str, ...]]:
        tokens = text.split()
        return {tuple(tokens[i:j]) for i in range(len(tokens)) for j in range(i + 1, len(tokens) + 1)}

    known = set().union(*map(runs, songs)) if songs else set()
    expected = [max((len(run) for run in runs(text) & known), default=0) for text in texts]
    assert longest_copies(texts, songs).tolist() == expected


def test_self_bleu_by_hand() -> None:
    assert self_bleu(["a b c d e"] * 3, seed=1) == pytest.approx([1, 1, 1])
    assert self_bleu(["a b c d e", "f g h i j"], seed=1).max() < 0.2
    # Of a b c d e f, a b c d x y has 4 of 6 words, 3 of 5 pairs, 2 of 4 threes, 1 of 3 fours; the lengths agree.
    expected = (4 / 6 * 3 / 5 * 2 / 4 * 1 / 3) ** (1 / 4)
    assert self_bleu(["a b c d e f", "a b c d x y"], seed=1) == pytest.approx([expected] * 2)
    assert np.isnan(self_bleu(["alone"], seed=1)).all()


def test_self_bleu_of_many_texts_samples_with_its_seed() -> None:
    rng = np.random.default_rng(0)
    texts = [" ".join(rng.choice(list("abcdef"), 12)) for _ in range(60)]
    assert self_bleu(texts, seed=1).tolist() == self_bleu(texts, seed=1).tolist()
    assert self_bleu(texts, seed=1).tolist() != self_bleu(texts, seed=2).tolist()

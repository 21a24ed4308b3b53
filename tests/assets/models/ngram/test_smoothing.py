"""Smoothed n-grams, compared with their definitions: our slow implementation with dictionaries, and NLTK's."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.models.ngram import smoothing
from assets.models.ngram.counting import ascending_with_places, count_piece, put_together
from assets.models.ngram.sequences import END, START, Sequences
from assets.models.ngram.smoothing import SmoothedNgrams

SIZE = 7  # a start, an end, 2 (which nothing holds) and four ids
SEQUENCES = st.lists(st.lists(st.integers(3, 6), max_size=9), min_size=1, max_size=5)
HISTORY = st.lists(st.integers(2, 6), max_size=7)
ORDER = st.integers(1, 6)


SMOOTHINGS = st.sampled_from(["kneser_ney", "lidstone", "kneser_ney, scaled", "lidstone, interpolated"])
SCALE = 1.7


def fit(sequences: list[list[int]], order: int, smoothing: str = "kneser_ney", size: int = SIZE) -> SmoothedNgrams:
    counted = Sequences.of(sequences)
    name, _, changed = smoothing.partition(", ")
    if name == "lidstone":
        return SmoothedNgrams.lidstone(counted, order, size, 0.3, interpolated=bool(changed))
    return SmoothedNgrams.kneser_ney(counted, order, size, scale=SCALE if changed else 1.0)


def grams(sequences: list[list[int]], order: int) -> Counter[tuple[int, ...]]:
    padded = [[START] * (order - 1) + s + [END] for s in sequences]
    return Counter(tuple(s[i : i + order]) for s in padded for i in range(len(s) - order + 1))


class ModifiedKneserNey:
    """Chen & Goodman 1999, recursive and slow."""

    def __init__(self, sequences: list[list[int]], order: int, scale: float) -> None:
        self.scale = scale
        levels = [grams(sequences, order)]
        while len(next(iter(levels[-1]))) > 1:
            levels.append(Counter(gram[1:] for gram in levels[-1]))
        self.counts = {order - i: {g: c for g, c in level.items() if g[-1] != START} for i, level in enumerate(levels)}

    def discount(self, n: int, count: int) -> float:
        values = list(self.counts[n].values())
        n1, n2, n3, n4 = (values.count(k) for k in (1, 2, 3, 4))
        y = n1 / (n1 + 2 * n2) if n1 and n2 else 0.5
        of = {
            1: 1 - 2 * y * n2 / n1 if n1 else 0.5,
            2: 2 - 3 * y * n3 / n2 if n2 else 0.5,
            3: 3 - 4 * y * n4 / n3 if n3 else 0.5,
        }
        k = min(count, 3)
        return min(k, self.scale * (of[k] if 0 < of[k] < k else 0.5))

    def probability(self, gram: tuple[int, ...]) -> float:
        n = len(gram)
        if n == 0:
            return 1 / (SIZE - 1)
        same = {g: c for g, c in self.counts[n].items() if g[:-1] == gram[:-1]}
        if not same:
            return self.probability(gram[1:])
        total = sum(same.values())
        left_over = sum(self.discount(n, c) for c in same.values()) / total
        count = same.get(gram, 0)
        own = (count - self.discount(n, count)) / total if count else 0.0
        return own + left_over * self.probability(gram[1:])


@settings(max_examples=60)
@given(SEQUENCES, ORDER, st.integers(1, 9))
def test_counts_of_pieces_add_up_to_the_counts_of_all(sequences: list[list[int]], order: int, at_once: int) -> None:
    whole = Sequences.of(sequences)
    pieces = [count_piece(piece, order, SIZE) for piece in whole.parts(at_once)]
    for together, expected in zip(put_together(pieces, SIZE), count_piece(whole, order, SIZE), strict=True):
        for name in ("key", "count", "suffix"):
            assert getattr(together, name).tolist() == getattr(expected, name).tolist()


@settings(max_examples=60)
@given(SEQUENCES, ORDER, HISTORY, st.sampled_from(["kneser_ney", "kneser_ney, scaled"]))
def test_kneser_ney_agrees_with_the_definition(
    sequences: list[list[int]], order: int, history: list[int], how: str
) -> None:
    reference = ModifiedKneserNey(sequences, order, SCALE if "scaled" in how else 1.0)
    model = fit(sequences, order, how)
    before = tuple([START] * (order - 1) + history)[len(history) :]
    expected = [reference.probability((*before, id_)) for id_ in range(1, SIZE)]
    assert model.distribution(model.context_of(history))[1:] == pytest.approx(expected, abs=1e-12)


def additive(sequences: list[list[int]], gram: tuple[int, ...]) -> float:
    """Interpolated additive smoothing by its definition, with 0.3 added for each id that can come."""
    if not gram:
        return 1 / (SIZE - 1)
    counts = {g: c for g, c in grams(sequences, len(gram)).items() if g[-1] != START and g[:-1] == gram[:-1]}
    added = 0.3 * (SIZE - 1)
    shorter = additive(sequences, gram[1:])
    return (counts.get(gram, 0) + added * shorter) / (sum(counts.values()) + added)


def test_interpolated_additive_smoothing_agrees_with_the_definition() -> None:
    sequences = [[3, 4, 3, 4, 5], [4, 4, 3], [6]]
    model = fit(sequences, 2, "lidstone, interpolated")
    for before in ([], [3], [4], [6], [2]):
        expected = [additive(sequences, ((before or [START])[-1], id_)) for id_ in range(1, SIZE)]
        assert model.distribution(model.context_of(before))[1:] == pytest.approx(expected, abs=1e-12)


@settings(max_examples=100)
@given(SEQUENCES, ORDER, HISTORY, SMOOTHINGS)
def test_every_distribution_sums_to_one(sequences: list[list[int]], order: int, history: list[int], how: str) -> None:
    model = fit(sequences, order, how)
    distribution = model.distribution(model.context_of(history))
    assert distribution.sum() == pytest.approx(1, abs=1e-12)
    assert distribution[START] == 0
    assert (distribution[1:] > 0).all()


@settings(max_examples=60)
@given(SEQUENCES, ORDER, st.lists(HISTORY, min_size=1, max_size=4), SMOOTHINGS)
def test_texts_have_the_same_scores_as_word_by_word(
    sequences: list[list[int]], order: int, texts: list[list[int]], how: str
) -> None:
    model = fit(sequences, order, how)
    one_by_one = [
        model.distribution(model.context_of(text[:i]))[id_] for text in texts for i, id_ in enumerate([*text, END])
    ]
    assert model.probabilities(Sequences.of(texts)) == pytest.approx(one_by_one, abs=1e-12)


@settings(max_examples=60)
@given(SEQUENCES, ORDER, HISTORY, st.integers(1, 8), SMOOTHINGS)
def test_the_likeliest_agree_with_the_distribution(
    sequences: list[list[int]], order: int, history: list[int], k: int, how: str
) -> None:
    model = fit(sequences, order, how)
    context = model.context_of(history)
    ids, probabilities = model.likeliest(context, k, but=2)
    distribution = model.distribution(context)
    assert probabilities[ids != 2] == pytest.approx(distribution[ids[ids != 2]], abs=1e-12)
    assert len(set(ids.tolist())) == len(ids) == min(k, SIZE)
    distribution[2] = 0.0
    assert np.sort(probabilities)[::-1] == pytest.approx(np.sort(distribution)[::-1][:k], abs=1e-12)


class TestNltk:
    """Over the same n-grams: those that predict a start are left out, since nothing does."""

    @staticmethod
    def text(sequences: list[list[int]], order: int) -> list[list[tuple[str, ...]]]:
        from nltk.util import everygrams

        padded = [["<s>"] * (order - 1) + [str(id_) for id_ in s] + ["</s>"] for s in sequences]
        every: list[list[tuple[str, ...]]] = [list(everygrams(s, max_len=order)) for s in padded]  # pyright: ignore[reportAssignmentType]
        return [[gram for gram in grams if gram[-1] != "<s>"] for grams in every]

    @settings(max_examples=30)
    @given(SEQUENCES, ORDER, HISTORY)
    def test_lidstone_agrees_with_nltk(self, sequences: list[list[int]], order: int, history: list[int]) -> None:
        from nltk.lm import Lidstone, Vocabulary

        # Its vocabulary counts the start, and <UNK>, which nothing here is: ours is given as many ids that can come.
        words = ["<s>", "</s>", *map(str, range(3, SIZE))]
        theirs = Lidstone(0.3, order, vocabulary=Vocabulary(words, unk_cutoff=1))
        theirs.fit(self.text(sequences, order))
        assert len(theirs.vocab) == SIZE
        model = fit(sequences, order, "lidstone", size=SIZE + 1)
        self.agree(model, theirs, order, [id_ for id_ in history if id_ != 2])

    @settings(max_examples=30)
    @given(SEQUENCES, ORDER.filter(lambda order: order > 1), HISTORY)
    def test_interpolated_kneser_ney_agrees_with_nltk(
        self, sequences: list[list[int]], order: int, history: list[int]
    ) -> None:
        from nltk.lm import KneserNeyInterpolated, Vocabulary

        words = ["<s>", "</s>", *map(str, range(3, SIZE))]
        theirs = KneserNeyInterpolated(order, discount=0.1, vocabulary=Vocabulary(words, unk_cutoff=1))
        theirs.fit(self.text(sequences, order))
        # One discount for all, and single words as they are.
        discounts = [0.0, *[0.1] * (order - 1)]
        model = SmoothedNgrams.kneser_ney(Sequences.of(sequences), order, SIZE, discounts)
        self.agree(model, theirs, order, [id_ for id_ in history if id_ != 2])

    @staticmethod
    def agree(model: SmoothedNgrams, theirs: Any, order: int, history: list[int]) -> None:
        names = {END: "</s>", **{id_: str(id_) for id_ in range(3, SIZE)}}
        before = ["<s>"] * (order - 1) + [str(id_) for id_ in history]
        expected = [theirs.score(name, before[len(before) - order + 1 :]) for name in names.values()]
        found = model.distribution(model.context_of(history))[list(names)]
        assert found == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.integers(0, 2**64 - 1)), st.integers(0, 63))
def test_numbers_of_every_size_are_sorted_with_their_positions(numbers: list[int], shift: int) -> None:
    array = np.array(numbers, np.uint64) >> np.uint64(shift)
    ascending, places = ascending_with_places(array)
    assert ascending.tolist() == sorted(array.tolist()) == array[places].tolist()


def test_an_empty_corpus_is_refused() -> None:
    with pytest.raises(ValueError, match="no sequence"):
        fit([], 3)


def test_counts_are_exact_for_a_large_vocabulary() -> None:
    # 200,000 ids at order 6 would need 106 bits as digits: rows of rows need 37.
    sequences = np.random.default_rng(0).integers(3, 200_000, (30, 40)).tolist()
    model = SmoothedNgrams.kneser_ney(Sequences.of(sequences), 6, 200_000)
    history = sequences[3][:9]
    distribution = model.distribution(model.context_of(history))
    assert distribution.sum() == pytest.approx(1, abs=1e-12)
    assert int(distribution.argmax()) == sequences[3][9]


@given(SEQUENCES, SEQUENCES, st.integers(2, 6), st.integers(1, 12), st.none() | st.integers(1, 6))
def test_a_hash_table_gives_the_same_scores_as_searches_for_a_long_text(
    training: list[list[int]], text: list[list[int]], order: int, part: int, of: int | None
) -> None:
    model, again, sequences = fit(training, order), fit(training, order), Sequences.of(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(smoothing, "MOST_HASHED", 0)
        searched = model.probabilities(sequences, of=of)
        patched.setattr(smoothing, "MOST_HASHED", 10**6)
        patched.setattr(smoothing, "PART", part)
        hashed = again.probabilities(sequences, of=of)
    assert not model._hashed
    assert again._hashed or not len(sequences.ids)
    np.testing.assert_array_equal(hashed, searched)

"""The n-gram model against its definition, written out with dictionaries."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.models.checkpoints import CheckpointError
from assets.models.ngram import END, START, KneserNey, NgramModel, train_ngram, validation_loss
from assets.models.recipes import NgramRecipe

RECIPE = NgramRecipe.model_validate({"order": 3})


class Reference:
    """Interpolated modified Kneser-Ney (Chen & Goodman 1999), recursive and slow."""

    def __init__(self, sequences: list[list[int]], order: int, size: int) -> None:
        self.size = size
        padded = [[START] * (order - 1) + s + [END] for s in sequences]
        top = Counter(tuple(s[i : i + order]) for s in padded for i in range(len(s) - order + 1))
        levels = [top]
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
        return of[k] if 0 < of[k] < k else 0.5

    def probability(self, gram: tuple[int, ...]) -> float:
        n = len(gram)
        if n == 0:
            return 1 / (self.size - 1)
        same = {g: c for g, c in self.counts[n].items() if g[:-1] == gram[:-1]}
        if not same:
            return self.probability(gram[1:])
        total = sum(same.values())
        left_over = sum(self.discount(n, c) for c in same.values()) / total
        count = same.get(gram, 0)
        own = (count - self.discount(n, count)) / total if count else 0.0
        return own + left_over * self.probability(gram[1:])


SEQUENCES = st.lists(st.lists(st.integers(3, 6), max_size=9), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(SEQUENCES, st.integers(1, 6), st.lists(st.integers(3, 6), max_size=6))
def test_it_is_the_definition_and_sums_to_one(sequences: list[list[int]], order: int, context: list[int]) -> None:
    model, reference = KneserNey.fit(sequences, order, 7), Reference(sequences, order, 7)
    distribution = model.distribution(context[-(order - 1) :] if order > 1 else [])
    assert distribution.sum() == pytest.approx(1, abs=1e-9)
    history = tuple(([START] * (order - 1) + context)[len(context) :]) if order > 1 else ()
    expected = [reference.probability((*history, word)) for word in range(1, 7)]
    assert distribution[1:] == pytest.approx(expected, abs=1e-9)


def test_hashed_keys_find_the_same_as_exact_ones() -> None:
    sequences = np.random.default_rng(0).integers(3, 50, (30, 40)).tolist()
    small, large = KneserNey.fit(sequences, 4, 60), KneserNey.fit(sequences, 4, 60_000)
    # A larger vocabulary only lowers the uniform part: what was seen keeps its order.
    a, b = (model.log_probabilities(sequences[0]) for model in (small, large))
    assert np.corrcoef(a, b)[0, 1] > 0.999


def test_unknown_words_are_possible_and_cost_their_letters() -> None:
    model = NgramModel.fit(["the cat sat\nthe cat ran", "the dog sat\na bird sang"], RECIPE)
    known, _ = model.log_likelihood("the cat sat")
    unknown, _ = model.log_likelihood("the zyx sat")
    other_script, count = model.log_likelihood("the ☃ sat")
    assert max(unknown, other_script) < known < 0
    assert count == 4, "three words and the end"


def test_generation_is_reproducible_and_uses_known_words() -> None:
    model = NgramModel.fit(["the cat sat\nthe cat ran"] * 2, RECIPE)
    texts = [model.generate("the cat", tokens=30, top_k=3, rng=np.random.default_rng(7)) for _ in range(2)]
    assert texts[0] == texts[1]
    assert set(texts[0].split()) <= {"the", "cat", "sat", "ran"}


def test_a_checkpoint_is_reused_and_reproduces_its_loss(examples: Path, tmp_path: Path) -> None:
    first = train_ngram(RECIPE, examples, tmp_path)
    assert validation_loss(first.path, examples) == pytest.approx(first.manifest["validation_loss"], abs=1e-9)
    again = train_ngram(RECIPE, examples, tmp_path)
    assert (first.reused, again.reused, again.path) == (False, True, first.path)
    other = train_ngram(RECIPE.model_copy(update={"order": 2}), examples, tmp_path)
    assert other.path != first.path


def test_a_table_cut_short_is_refused(examples: Path, tmp_path: Path) -> None:
    checkpoint = train_ngram(RECIPE, examples, tmp_path)
    table = checkpoint.path / "words" / "3-key.npy"
    table.write_bytes(table.read_bytes()[:-8])
    with pytest.raises(CheckpointError, match=r"3-key\.npy is missing, cut short or changed"):
        validation_loss(checkpoint.path, examples)

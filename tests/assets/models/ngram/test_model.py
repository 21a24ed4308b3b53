"""The n-gram model on texts: unknown words, generation, checkpoints."""

import pickle
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.models.checkpoints import CheckpointError
from assets.models.ngram.model import ARRAYS, LINE_END, NgramModel, tokens_of
from assets.models.ngram.training import train_ngram, validation_loss
from assets.models.recipes import NgramRecipe

P = TypeVar("P")
R = TypeVar("R")
RECIPE = NgramRecipe.model_validate({"order": 3})


@given(st.text(alphabet="ab \n\t\u2003"))
def test_tokens_are_words_and_line_ends(text: str) -> None:
    tokens = tokens_of(text)
    assert [word for word in tokens if word != LINE_END] == text.split()
    before = [tokens[:i] for i, word in enumerate(tokens) if word == LINE_END]
    lines = text.split("\n")
    assert [len(part) for part in before] == [len(" ".join(lines[: n + 1]).split()) + n for n in range(len(lines) - 1)]


@given(st.lists(st.text(alphabet="ab \n\t\x1c\x1f\x85\u00a0\u2003é</s>"), min_size=1, max_size=3))
def test_every_token_and_the_end_of_a_song_are_scored(texts: list[str]) -> None:
    # Together, as an accent in one must not change where another is split.
    found = [size for _, size in NgramModel.fit(["a b", "b a"], RECIPE).log_likelihoods(texts)]
    assert found == [len(tokens_of(text)) + 1 for text in texts]


def test_lidstone_by_hand() -> None:
    recipe = NgramRecipe.model_validate({"order": 2, "smoothing": "lidstone", "gamma": 0.5, "line_ends": False})
    model = NgramModel.fit(["a a", "a a"], recipe)
    # Four symbols can come: a, the end, <unk> and a line's end. From the start twice a; from a twice a, twice the end.
    expected = np.log([(2 + 0.5) / (2 + 0.5 * 4), (2 + 0.5) / (4 + 0.5 * 4)]).sum()
    assert model.log_likelihood("a") == (pytest.approx(expected, abs=1e-12), 2)


def test_words_rarer_than_the_recipe_s_minimum_are_unknown() -> None:
    songs = ["a a a a\nb b b", "c c\nd"]
    for rare, known in ((0, "abcd"), (1, "abc"), (2, "ab"), (3, "a"), (5, "")):
        model = NgramModel.fit(songs, RECIPE.model_copy(update={"rare": rare}))
        assert model.words[4:] == list(known)
        assert np.isfinite(model.log_likelihood("a d\nnew")[0])


@pytest.mark.parametrize("songs", [[], ["", " \n"]])
def test_an_empty_corpus_is_refused(songs: list[str]) -> None:
    with pytest.raises(ValueError, match="no song has a word"):
        NgramModel.fit(songs, RECIPE)


def test_songs_are_counted_by_the_given_spread() -> None:
    counted: list[int] = []

    def spread(work: Callable[[P], R], pieces: Iterable[P]) -> Iterator[R]:
        for number, piece in enumerate(pieces):
            counted.append(number)
            yield pickle.loads(pickle.dumps(work))(piece)

    songs = ["the cat sat\nthe cat ran", "the dog sat\na bird sang"]
    model, expected = NgramModel.fit(songs, RECIPE, spread), NgramModel.fit(songs, RECIPE)
    assert counted
    for name, array in expected.by_word.arrays().items():
        np.testing.assert_array_equal(model.by_word.arrays()[name], array, err_msg=name)


def test_songs_have_the_same_scores_together_and_alone() -> None:
    model = NgramModel.fit(["the cat sat\nthe cat ran", "the dog sat\na bird sang"], RECIPE)
    songs = ["the cat", "", "a zyx\nsat"]
    assert model.log_likelihoods(songs) == [pytest.approx(model.log_likelihood(song)) for song in songs]
    assert model.log_likelihoods([]) == []


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
    assert validation_loss(first.path, examples) == pytest.approx(first.manifest.validation_loss, abs=1e-9)
    again = train_ngram(RECIPE, examples, tmp_path)
    assert (first.reused, again.reused, again.path) == (False, True, first.path)
    other = train_ngram(RECIPE.model_copy(update={"order": 2}), examples, tmp_path)
    assert other.path != first.path


def test_a_stored_model_is_memory_mapped_and_unchanged(tmp_path: Path) -> None:
    model = NgramModel.fit(["the cat sat\nthe cat ran", "the dog sat\na bird sang"], RECIPE)
    model.save(tmp_path)
    stored = NgramModel.load(tmp_path)
    assert stored.log_likelihood("the zyx sat\nthe dog") == model.log_likelihood("the zyx sat\nthe dog")
    written = [m.generate("the", tokens=20, top_k=9, rng=np.random.default_rng(1)) for m in (model, stored)]
    assert written[0] == written[1]
    for name, array in stored.by_word.arrays().items():
        assert not array.flags.writeable, f"{name} is a copy and not the file"
        assert not array.flags.owndata


def test_a_table_cut_short_is_refused(examples: Path, tmp_path: Path) -> None:
    checkpoint = train_ngram(RECIPE, examples, tmp_path)
    table = checkpoint.path / ARRAYS / "words.2.key.npy"
    table.write_bytes(table.read_bytes()[:-8])
    with pytest.raises(CheckpointError, match=r"words\.2\.key\.npy is missing, cut short or changed"):
        validation_loss(checkpoint.path, examples)

"""Models as writers and judges: the lines that they propose, and the likelihoods of given lines."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assets.corpus.examples import songs_of
from assets.models.writing.language_model import LanguageModel
from assets.models.writing.loading import load_language_model, load_untuned
from resources.base_models import BaseModels


def proposed(model: LanguageModel, verse: Sequence[str], n: int = 12, *, most_words: int = 7, seed: int) -> list[str]:
    return model.propose_lines([verse], n, top_k=20, most_words=most_words, seeds=[seed])[0]


def scored(model: LanguageModel, verse: Sequence[str], lines: Sequence[str]) -> np.ndarray:
    return model.score_lines([verse], [lines])[0]


def proposals_hold(model: LanguageModel) -> None:
    verse = ["Shall I compare thee to a summer's day?", "Thou art more lovely"]
    lines = proposed(model, verse, seed=5)
    assert 0 < len(lines) <= 12
    assert all(0 < len(line.split()) <= 7 and "\n" not in line for line in lines)
    assert lines == proposed(model, verse, seed=5)
    assert lines != proposed(model, verse, seed=6)
    assert proposed(model, [], 2, seed=5), "a verse may begin with nothing"
    several = model.propose_lines([verse, [], verse[:1]], 12, top_k=20, most_words=7, seeds=[5, 5, 6])
    assert several[0] == lines, "what is sampled for one verse does not hang on the others"
    for of_verse, nats in zip(several, model.score_lines([verse, [], verse[:1]], several), strict=True):
        assert 0 < len(of_verse) <= 12
        assert nats.shape == (len(of_verse),)
        assert (nats < 0).all()
        assert len(set(of_verse)) > 1


def scores_hold(model: LanguageModel, tolerance: float) -> None:
    """Line by line the same as the whole: P(a b) = P(a) P(b | a)."""
    lines = ["the moon is over the hill", "and I am still", "a"]
    alone = scored(model, [], lines)
    assert (alone < 0).all()
    np.testing.assert_allclose([scored(model, [], [line])[0] for line in lines], alone, atol=tolerance)
    so_far = float(scored(model, [], lines[:1])[0]) + float(scored(model, lines[:1], lines[1:2])[0])
    third = float(scored(model, lines[:2], lines[2:])[0])
    whole = model.log_likelihood("\n".join(lines)).nats
    # The whole has the song's end in place of the last line's.
    assert so_far + third == pytest.approx(whole, abs=abs(whole) * 0.25)
    assert so_far > whole


def test_an_n_gram_model_proposes_and_scores(ngram: Path) -> None:
    model = load_language_model(ngram)
    proposals_hold(model)
    scores_hold(model, 1e-9)


def test_a_causal_model_proposes_and_scores(gpt2: Path) -> None:
    model = load_language_model(gpt2)
    proposals_hold(model)
    scores_hold(model, 1e-4)
    long = ["so long a verse that no window holds all of it"] * 30
    assert proposed(model, long, 3, most_words=4, seed=1)
    assert scored(model, long, ["a line"])[0] < 0


def test_likelihoods_from_sampling_agree_with_scoring(gpt2: Path) -> None:
    verses = [["the city sleeps", "beneath the rain tonight"], [], ["one"]]
    model = load_language_model(gpt2)
    lines = model.propose_lines(verses, 40, top_k=50, most_words=7, seeds=[1, 2, 3])
    # Those that were sampled and some that were not, in another order, of one verse none.
    asked = [[*reversed(lines[0]), "no such line"], [], [lines[0][0], *lines[2]]]
    found = model.score_lines(verses, asked)
    expected = load_language_model(gpt2).score_lines(verses, asked)
    assert [len(of) for of in found] == [len(of) for of in asked]
    for ours, anew in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours, anew, atol=1e-3)


def test_a_line_s_score_does_not_depend_on_other_lines_lengths(gpt2: Path) -> None:
    lines = ["a", "the moon is over the hill", "and " * 40 + "still", "so " * 12 + "it goes", "b"]
    model = load_language_model(gpt2)
    together = scored(model, ["one line before"], lines)
    np.testing.assert_allclose(together, [scored(model, ["one line before"], [line])[0] for line in lines], atol=1e-3)


@pytest.mark.parametrize(
    "stems", [["the moon is over the", "so", "and all that i have ever seen of it is"], ["a", "i"]]
)
def test_lines_that_differ_only_in_last_words_are_scored_as_if_alone(gpt2: Path, stems: list[str]) -> None:
    lines = [f"{stem} {last}" for last in ("night", "unbelievable", "old moon", "it's") for stem in stems]
    verses = [["one line before"], [], ["two lines", "before"]]
    model = load_language_model(gpt2, for_writing=True)
    together = model.score_lines(verses, [lines, lines[:1], lines[3:]])
    for verse, of_verse, found in zip(verses, [lines, lines[:1], lines[3:]], together, strict=True):
        np.testing.assert_allclose(found, [scored(model, verse, [line])[0] for line in of_verse], atol=1e-3)


def test_the_number_of_threads_does_not_change_the_lines(gpt2: Path) -> None:
    import torch

    before, found = torch.get_num_threads(), []
    try:
        for threads in (1, 2, 3):
            torch.set_num_threads(threads)
            model = load_language_model(gpt2, for_writing=True)
            lines = model.propose_lines([["a line"], []], 24, top_k=50, most_words=7, seeds=[1, 2])
            found.append((lines, [nats.tolist() for nats in model.score_lines([["a line"], []], lines)]))
    finally:
        torch.set_num_threads(before)
    assert found[0] == found[1] == found[2]


def test_scores_agree_with_the_logits_of_transformers(gpt2: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model, tokenizer = AutoModelForCausalLM.from_pretrained(gpt2), AutoTokenizer.from_pretrained(gpt2)
    before, line = tokenizer("One\nTwo\n")["input_ids"], tokenizer("three four\n")["input_ids"]
    ids = torch.tensor([[tokenizer.eos_token_id, *before, *line]])
    with torch.inference_mode():
        scores = model(input_ids=ids).logits[0, :-1].log_softmax(-1)
    expected = sum(float(scores[len(before) + i, token]) for i, token in enumerate(line))
    found = scored(load_language_model(gpt2), ["One", "Two"], ["three four", "something longer than that"])
    assert found[0] == pytest.approx(expected, abs=1e-3)


def test_the_untuned_base_is_another_model(examples: Path, gpt2: Path, tiny_base: BaseModels) -> None:
    untuned = load_untuned(gpt2, tiny_base, songs_of(examples, "train"))
    song = songs_of(examples, "validation")[0]
    assert untuned.log_likelihood(song).nats < load_language_model(gpt2).log_likelihood(song).nats

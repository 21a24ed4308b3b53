"""Lines written towards last words, by a model of planned lines."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assets.models.checkpoints import load_causal_model
from assets.models.writing.aimed import About, Aim, AimedWriter, _partners
from assets.models.writing.in_progress import Task
from assets.models.writing.known_words import TrainingWords
from assets.models.writing.recipe import VerseRecipe
from assets.models.writing.verses import write_together, write_verse
from assets.phonetics.g2p import Pronouncer
from assets.text import words
from resources.base_models import EmbeddedBases

PRONOUNCER = Pronouncer()
SONGS = ["the cat sat there\nupon the mat\nthe moon was bright\nall through the night\nI saw the light"]
KNOWN = TrainingWords(SONGS, PRONOUNCER, longest_copy=3)


@pytest.fixture
def aimed(gpt2: Path) -> AimedWriter:
    """A small model as one of planned lines; it was not trained on them, so that most of its lines miss their word."""
    model, tokenizer = load_causal_model(gpt2)
    return AimedWriter("aimed", model, tokenizer, PRONOUNCER)


def test_aimed_lines_end_in_a_wanted_word_and_do_not_depend_on_other_verses(aimed: AimedWriter) -> None:
    ends = sorted({word for song in SONGS for word in song.split()})
    aims = [Aim(["the moon was bright"], ends, 4, About(("moon",)), seed) for seed in (1, 2)]
    ways = {"n": 200, "ends_tried": 20, "top_k": 50, "temperature": 1.0, "most_words": 8}
    together = aimed.aim(aims, **ways)
    assert together == aimed.aim(aims, **ways), "reproducible"
    assert all(words(line)[-1] in ends for lines in together for line in lines)
    assert together[0] == aimed.aim(aims[:1], **ways)[0]


def test_a_preferred_word_is_tried_before_others(gpt2: Path) -> None:
    """Of words that are about as likely; the model's own likelihoods still count."""
    import torch

    model, tokenizer = load_causal_model(gpt2)
    writer = AimedWriter("aimed", model, tokenizer, PRONOUNCER)
    ends = sorted({word for song in SONGS for word in song.split()})
    aim = Aim(["the moon was bright"], ends, 4, About(), 1)
    level = torch.zeros(model.config.vocab_size)
    sources = [torch.Generator().manual_seed(seed) for seed in range(40)]
    plain, welcome = (
        sum("night" in dict(writer._likely_ends(level, replace(aim, wanted=wanted), 3, source)) for source in sources)
        for wanted in ({}, {"night": 1.0})
    )
    assert welcome > 2 * plain


def test_lines_are_judged_with_and_without_their_verse_and_by_their_last_word(aimed: AimedWriter) -> None:
    verses, lines = (
        [["the moon was bright"], ["hold on tight", "we fly a kite"]],
        [["a cat", "the night"], ["sat on the mat"]],
    )
    for verse, of_verse, judged in zip(verses, lines, aimed.judge(verses, lines), strict=True):
        np.testing.assert_allclose(judged.nats, aimed.score_lines([verse], [of_verse])[0], atol=1e-3)
        np.testing.assert_allclose(judged.alone, aimed.score_lines([[]], [of_verse])[0], atol=1e-3)
        assert (judged.last_word < 0).all()
        assert (judged.last_word > judged.nats).all(), "a part of the line"


def test_related_words_are_near_the_theme_but_not_near_everything() -> None:
    import torch

    rng = np.random.default_rng(0)
    others = [f"word{'abcdefghijklmnopqrst'[n]}" for n in range(20)]
    base = EmbeddedBases(vocabulary=500, width=32, layers=1, heads=2, window=64).load(
        "smollm2", [" rain snow the kettle " + " ".join(others)] * 3, 1
    )
    ids = {word: base.tokenizer(f" {word}")["input_ids"] for word in ["rain", "snow", "the", "kettle", *others]}
    assert all(len(of_word) == 1 for of_word in ids.values())
    weights: Any = base.model.get_input_embeddings().weight
    with torch.no_grad():
        weights.zero_()
        directions = np.linalg.qr(rng.normal(size=(32, 32)))[0]
        for of_word, direction in zip(ids.values(), directions, strict=False):
            weights[of_word[0]] = torch.tensor(direction)
        rain, the = weights[ids["rain"][0]].clone(), weights[ids["the"][0]].clone()
        weights[ids["snow"][0]] = 0.7 * rain + 0.7 * weights[ids["snow"][0]]
        for word in ["rain", *others]:  # "the" is as near to rain as to everything else
            weights[ids[word][0]] += 0.9 * the
    found = AimedWriter("aimed", base.model, base.tokenizer, PRONOUNCER).related(
        ["rain"], ["the", *others, "rain", "kettle", "snow", "not one token"]
    )
    assert found["rain"] == 1
    assert max((word for word in found if word != "rain"), key=lambda word: found[word]) == "snow"
    assert "not one token" not in found
    writer = AimedWriter("aimed", base.model, base.tokenizer, PRONOUNCER)
    assert writer.related(["rain"], []) == {"rain": 1.0}
    assert writer.related(["rain"], ["snow"]).keys() == {"rain", "snow"}


def test_likelihoods_of_last_words_agree_with_transformers(gpt2: Path) -> None:
    """The same by transformers alone."""
    import torch

    model, tokenizer = load_causal_model(gpt2)
    before = tokenizer("the moon was bright\n").input_ids
    line = tokenizer("the night\n").input_ids
    with torch.inference_mode():
        logits = model(input_ids=torch.tensor([[tokenizer.eos_token_id, *before, *line]])).logits[0].log_softmax(-1)
    nats = [float(logits[len(before) + at, token]) for at, token in enumerate(line)]
    starts = [at for at, token in enumerate(line) if str(tokenizer.decode([token])).startswith(" ")]
    (judged,) = AimedWriter("aimed", model, tokenizer, PRONOUNCER).judge([["the moon was bright"]], [["the night"]])
    assert judged.last_word[0] == pytest.approx(sum(nats[starts[-1] : -1]), abs=1e-3)


def test_a_first_rhyme_word_has_likely_partners(gpt2: Path) -> None:
    """Of words that are as likely: "month" rhymes with nothing here, "night" and "light" with each other."""
    import torch

    ends, families = ["month", "night", "light"], ["month", "ight", "ight"]
    worth = _partners(torch.zeros(3), families)
    assert worth[1] == worth[2] > worth[0]
    model, tokenizer = load_causal_model(gpt2)
    writer = AimedWriter("aimed", model, tokenizer, PRONOUNCER)
    level = torch.zeros(model.config.vocab_size)
    sources = [torch.Generator().manual_seed(seed) for seed in range(40)]
    aim = Aim(["a cat"], ends, 4, About(), 1)
    alone, planned = (
        sum(writer._likely_ends(level, replace(aim, families=of), 1, source)[0][0] == "month" for source in sources)
        for of in ((), families)
    )
    assert alone > 0
    assert planned < alone


def test_rhymes_are_planned_before_a_stanza(aimed: AimedWriter) -> None:
    recipe = VerseRecipe.model_validate({"bars": 8, "candidates": 4, "aimed": 4, "rhymes": 2})
    task = Task([], recipe, wanted={"day": 1.0, "say": 0.5}, about=About(("day",)), near=["say"])
    known = TrainingWords(
        ["bright\nnight\nlight\nkite\nday\nway\nsay\nclay\ngold\nold\ncold\nhold\ntree\nsea\nbee\nfree"], PRONOUNCER, 3
    )
    (bars,) = write_together(aimed, [task], known, PRONOUNCER)
    planned = [bar.planned for bar in bars]
    assert planned[7] == "day", "it closes on its theme"
    assert planned[6] is None, "whatever answers it"
    families = [known.family(word) for word in planned if word]
    assert families[0] == families[1] != families[2] == families[3]
    assert families[4] == families[5] != families[6], "no rhyme of a stanza twice"
    without = recipe.model_copy(update={"planned": 0.0})
    (bars,) = write_together(aimed, [replace(task, recipe=without)], known, PRONOUNCER)
    assert [bar.planned for bar in bars] == [None] * 8
    (bars,) = write_together(aimed, [replace(task, recipe=recipe.model_copy(update={"scheme": ""}))], known, PRONOUNCER)
    assert [bar.planned for bar in bars] == [None] * 8, "without a scheme nothing is to rhyme with anything"


def test_a_rewritten_line_has_no_plan(aimed: AimedWriter) -> None:
    recipe = VerseRecipe.model_validate({"bars": 1, "candidates": 4, "aimed": 4, "rhymes": 2})
    (bar,) = write_verse(
        aimed, Task(["all the night"], recipe, wanted={"day": 1.0}, about=About(("day",))), KNOWN, PRONOUNCER
    )
    assert bar.planned is None


def test_a_verse_is_written_even_if_no_line_ends_in_its_word(aimed: AimedWriter) -> None:
    recipe = VerseRecipe.model_validate({"bars": 2, "candidates": 4, "rhymes": 2})
    tasks = [Task(["hold on tight"], recipe), Task([], recipe.model_copy(update={"bars": 1}))]
    verses = write_together(aimed, tasks, KNOWN, PRONOUNCER)
    assert [len(bars) for bars in verses] == [2, 1]

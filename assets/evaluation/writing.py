"""The writing tasks of the comparison: every model continues the same held-out first lines.

What belongs here: the two protocols. What does not: decoding (assets/models), measuring what was written (metrics.py).
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np

from assets.corpus.examples import load_examples, songs_of
from assets.evaluation.writers import WRITER_SCHEMA, Writer
from assets.models.checkpoints import checkpoint_manifest
from assets.models.writing.in_progress import Task
from assets.models.writing.known_words import TrainingWords
from assets.models.writing.language_model import LanguageModel
from assets.models.writing.loading import load_language_model, load_untuned
from assets.models.writing.recipe import VerseRecipe
from assets.models.writing.verse_sound import Bar
from assets.models.writing.verses import write_plainly, write_together
from assets.phonetics.g2p import Pronouncer
from assets.schemas import Column, as_table
from resources.base_models import BaseModels
from resources.tables import Table

logger = logging.getLogger(__name__)

ModelLoaders = Mapping[Writer, Callable[[], LanguageModel]]
"""Models and bases; each is loaded by calling its function when it is needed."""

PUBLISHED, BARS = "published", "bars"
PROTOCOLS = {
    PUBLISHED: "the published protocol: given a song's first line, 100 tokens are sampled, each from the 50 likeliest",
    BARS: "16 bars: given a song's first line, as many lines are written as the song has after it, at most 16",
}
NEW_TOKENS = 100
TOP_K = 50
LEAST_BARS = 4  # songs with fewer lines after the first show little about rhyme

VERSES_SCHEMA = {
    **WRITER_SCHEMA,
    "protocol": Column("; ".join(f"{name}: {meaning}" for name, meaning in PROTOCOLS.items())),
    "song_id": Column("the held-out song whose first line was given"),
    "prompt": Column("that line"),
    "text": Column("what was written after that line"),
    "nats": Column(
        "the text's log-likelihood (nats) under the model that wrote it, line ends included (bars only)", "float64"
    ),
}


def held_out_songs(examples: Path, split: Literal["test", "validation"] = "test") -> list[tuple[str, str]]:
    """The test songs or the validation songs: (song_id, text)."""
    rows = load_examples(examples)[split]
    columns = zip(rows["song_id"], rows["kind"], rows["text"], strict=True)
    return [(song_id, text) for song_id, kind, text in columns if kind == "song"]


def lines_of(text: str) -> list[str]:
    """A song's lines, without the blank ones."""
    return [line for line in text.split("\n") if line.strip()]


def writers(
    checkpoints: Mapping[str, Path],
    base_models: BaseModels,
    examples: Path,
    pronouncer: Pronouncer | None = None,
    *,
    for_writing: bool = False,
) -> ModelLoaders:
    """The checkpoints' models, and each base model that was fine-tuned; see `load_language_model`."""
    models: dict[Writer, Callable[[], LanguageModel]] = {}
    bases: set[str] = set()
    for name, folder in checkpoints.items():
        models[Writer(name)] = partial(load_language_model, folder, pronouncer, for_writing=for_writing)
        base = checkpoint_manifest(folder).base
        if base.parameters and base.name not in bases:  # an n-gram model has no base
            bases.add(base.name)
            untuned = partial(load_untuned, folder, base_models, songs_of(examples, "train"))
            models[Writer(name, "base")] = untuned
    return models


def write_verses(
    models: ModelLoaders,
    examples: Path,
    pronouncer: Pronouncer,
    recipe: VerseRecipe,
    *,
    songs: int,
    seed: int,
    new_tokens: int = NEW_TOKENS,
) -> Table:
    """What each model writes under each protocol (`VERSES_SCHEMA`); untuned bases write only under the published one.

    Args:
        recipe: how rhyming verses are written; `bars` is the maximum length.
        songs: for how many test songs bars are written, spread evenly over them.
    """
    tests = held_out_songs(examples)
    known = TrainingWords(songs_of(examples, "train"), pronouncer, recipe.longest_copy)
    rows: list[tuple[str | float, ...]] = []
    for writer, load in models.items():
        model = load()
        firsts = [text.split("\n", 1)[0] for _, text in tests]
        texts = model.continue_texts(firsts, new_tokens=new_tokens, top_k=TOP_K, seed=seed)
        rows += [
            (*writer, PUBLISHED, song_id, first, text, float("nan"))
            for (song_id, _), first, text in zip(tests, firsts, texts, strict=True)
        ]
        logger.info("%s continued %d first lines", writer.label, len(texts))
        if writer.kind == "base":
            continue
        chosen = tasks_of(tests, recipe, songs=songs, seed=seed)
        tasks = list(chosen.values())
        plain = write_plainly(model, [task.opening for task in tasks], [task.recipe for task in tasks])
        rhyming = write_together(model, tasks, known, pronouncer)
        rows += bars_written(writer, chosen, plain)
        rows += bars_written(writer._replace(decoding="rhyming"), chosen, rhyming)
        logger.info("%s wrote bars", writer.label)
    return as_table(rows, VERSES_SCHEMA)


def tasks_of(held_out: Sequence[tuple[str, str]], recipe: VerseRecipe, *, songs: int, seed: int) -> dict[str, Task]:
    """The tasks in bars, by song_id: after a song's first line as many lines as it has, at most `recipe.bars`.

    Args:
        held_out: (song_id, text).
        songs: how many songs are used, spread evenly over them.
    """
    tasks = {}
    for number, (song_id, text) in enumerate(_evenly_spread(held_out, songs)):
        first, *rest = lines_of(text)
        own = recipe.model_copy(update={"bars": min(recipe.bars, len(rest)), "seed": seed + number})
        tasks[song_id] = Task([first], own)
    return tasks


def bars_written(
    writer: Writer, tasks: Mapping[str, Task], bars: Sequence[Sequence[Bar]]
) -> list[tuple[str | float, ...]]:
    """The bars that a writer wrote for the tasks, as rows of `VERSES_SCHEMA`."""
    return [
        (*writer, BARS, song_id, task.opening[0], "\n".join(bar.text for bar in own), sum(bar.nats for bar in own))
        for (song_id, task), own in zip(tasks.items(), bars, strict=True)
    ]


def _evenly_spread(tests: Sequence[tuple[str, str]], songs: int) -> list[tuple[str, str]]:
    long = [(song_id, text) for song_id, text in tests if len(lines_of(text)) > LEAST_BARS]
    indices = np.unique(np.linspace(0, len(long) - 1, min(songs, len(long))).round().astype(int)) if long else []
    return [long[i] for i in indices]

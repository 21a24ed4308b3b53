"""`goals`: the goals for verses, and whether the models reach them: rhyme, meter, copying and sense against human verses.

What belongs here: the goals, and writing and measuring for them. What does not: decoding (assets/models/writing), the measures
(assets/evaluation), the page (docs/verses_measured.py).

The last run's n-gram and SmolLM2 continue the first lines of 12 test and 12 validation songs, as in the comparison of models. The
human reference is the songs' own lines there. A goal is reached if the mean reaches it. The 95 % interval (bootstrap over songs,
all writers' values of a song together) shows whether that is beyond noise.
"""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from assets.corpus.examples import songs_of
from assets.evaluation.metrics import OF_TEXTS, bootstrap_interval, draws, measure_verses
from assets.evaluation.sense_rule import BELONGING, BESIDE_SHUFFLED, FLOORS, LEAST_SENSE
from assets.evaluation.writers import HUMAN, HUMAN_WORDS, Writer, by_writer
from assets.evaluation.writing import VERSES_SCHEMA, bars_written, held_out_songs, tasks_of
from assets.models.writing.known_words import TrainingWords
from assets.models.writing.loading import load_language_model
from assets.models.writing.recipe import VerseRecipe
from assets.models.writing.verses import write_together
from assets.phonetics.g2p import Pronouncer
from assets.schemas import as_table
from assets.songs.writing import checkpoint_of, pointed, pronunciations
from pipelines.crossvalidate import DECODING, SEED
from pipelines.settings import load_settings
from resources.meaning import find_sentence_model

MODELS = ("ngram", "smollm2")
SPLITS = ("test", "validation")
SONGS = 12
AT_LEAST_HUMAN = ("end_rhyme_rate",)
AT_MOST_HUMAN = ("syllable_count_difference", "copied_8grams")
SENSE_METRICS = (*BESIDE_SHUFFLED, BELONGING)

Values = Mapping[Writer, Mapping[str, np.ndarray]]
"""Of each writer and metric the songs' values, (n_songs,), the songs in one order."""


def values_of(song_metrics: pd.DataFrame) -> Values:
    """Per-song values from `assets.evaluation.metrics.SONG_METRICS_SCHEMA`, for the protocol of bars."""
    found: dict[Writer, dict[str, np.ndarray]] = {}
    for writer, rows in by_writer(song_metrics):
        table = rows.pivot_table(index="song_id", columns="metric", values="value", dropna=False)
        found[writer] = {str(name): table[name].to_numpy(float) for name in table.columns}
    return found


def means(values: Values) -> dict[str, dict[str, dict[str, float]]]:
    """Each writer's mean of each metric with its 95 % interval."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for writer, metrics in values.items():
        of_writer = found.setdefault(writer.label, {})
        for name in (name for name in OF_TEXTS if name in metrics):
            known = metrics[name][~np.isnan(metrics[name])]
            if len(known):
                low, high = bootstrap_interval(known, np.ones(len(known)), seed=SEED)
                of_writer[name] = {"mean": float(known.mean()), "low": low, "high": high}
    return found


def share_of_the_way(values: Values, model: Writer, metric: str) -> dict[str, float]:
    """Where a model's verses are between nonsense (0) and human verses (1) by a measure, with the 95 % interval. Nonsense is human
    words shuffled; for coherence it is 0, as for lines of different texts.
    """
    verses, people = (values[writer][metric] for writer in (model, HUMAN))
    nonsense = values[HUMAN_WORDS][metric] if metric in BESIDE_SHUFFLED else np.zeros(len(people))
    above_nonsense = np.stack([verses - nonsense, people - nonsense])
    ours, human = above_nonsense[:, ~np.isnan(above_nonsense).any(axis=0)]
    drawn = draws(len(human), SEED)
    low, high = np.quantile((drawn @ ours) / (drawn @ human), [0.025, 0.975]).tolist()
    return {"found": float(ours.mean() / human.mean()), "low": low, "high": high}


def difference(values: Values, model: Writer, metric: str) -> dict[str, float]:
    """The difference of a metric between a model's verses and human ones, with its 95 % interval."""
    differences = values[model][metric] - values[HUMAN][metric]
    differences = differences[~np.isnan(differences)]
    low, high = bootstrap_interval(differences, np.ones(len(differences)), seed=SEED)
    return {"found": float(differences.mean()), "low": low, "high": high}


def goals_of(values: Values, model: Writer) -> list[dict[str, Any]]:
    """Each goal with the value found, and whether the mean (`reached`) and the whole interval (`surely`) reach it."""
    found: list[dict[str, Any]] = []

    def add(metric: str, wanted: str, of: Mapping[str, float], least: float, *, more_is_better: bool) -> None:
        sign = 1 if more_is_better else -1
        worst = of["low"] if more_is_better else of["high"]
        found.append({
            "metric": metric, "wanted": wanted, **of,
            "reached": bool(sign * of["found"] >= sign * least), "surely": bool(sign * worst >= sign * least),
        })  # fmt: skip

    for metric in AT_LEAST_HUMAN:
        add(metric, "at least people's", difference(values, model, metric), 0.0, more_is_better=True)
    for metric in AT_MOST_HUMAN:
        add(metric, "at most people's", difference(values, model, metric), 0.0, more_is_better=False)
    for metric in SENSE_METRICS:
        if np.isnan(values[HUMAN][metric]).all():  # coherence, if there is no sentence model
            continue
        wanted = f"{LEAST_SENSE:g} of the way from nonsense to people"
        add(metric, wanted, share_of_the_way(values, model, metric), LEAST_SENSE, more_is_better=True)
    for metric, floor in FLOORS.items():
        add(metric, f"{floor:g} of people's", share_of_the_way(values, model, metric), floor, more_is_better=True)
    return found


def write_and_measure(
    models: Mapping[str, Path], examples: Path, split: Any, pronouncer: Pronouncer, recipe: VerseRecipe, *, songs: int
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Every metric of every song for each model and for the human verses, and each model's writing time in seconds."""
    held_out, training = held_out_songs(examples, split), songs_of(examples, "train")
    known = TrainingWords(training, pronouncer, recipe.longest_copy)
    rows, seconds = [], {}
    for name, checkpoint in models.items():
        model = load_language_model(checkpoint, pronouncer, for_writing=True)
        tasks = tasks_of(held_out, recipe, songs=songs, seed=SEED)
        started = time.perf_counter()
        rows += bars_written(
            Writer(name, "model", "rhyming"), tasks, write_together(model, list(tasks.values()), known, pronouncer)
        )
        seconds[name] = round(time.perf_counter() - started, 1)
    verses = as_table(rows, VERSES_SCHEMA)
    measured = measure_verses(verses, dict(held_out), training, pronouncer, seed=SEED, meaning=find_sentence_model())
    return measured, seconds


def run(*, models: Sequence[str] = MODELS, songs: int = SONGS, bars: int = 16) -> dict[str, Any]:
    """The number of goals that SmolLM2's verses reach on the test and validation songs; the alternative is the n-gram's number.

    Args:
        songs, bars: number of songs per split, and of lines; use fewer to try it out.

    Raises:
        VerseError: a model was not trained yet (make demo).
    """
    folders = load_settings().folders
    examples = pointed(folders, "corpus", "training_examples")
    checkpoints = {name: checkpoint_of(folders, name) for name in models}
    pronouncer = Pronouncer(pronunciations(folders))
    recipe = VerseRecipe.model_validate({**DECODING, "bars": bars})
    detail: dict[str, Any] = {}
    for split in SPLITS:
        measured, seconds = write_and_measure(checkpoints, examples, split, pronouncer, recipe, songs=songs)
        values = values_of(measured)
        detail[split] = {
            "songs": int(measured["song_id"].nunique()),
            "bars": bars,
            "seconds": seconds,
            "means": means(values),
            "goals": {name: goals_of(values, Writer(name, "model", "rhyming")) for name in models},
        }
    reached = {
        name: sum(goal["reached"] for of_split in detail.values() for goal in of_split["goals"][name])
        for name in models
    }
    alternative, ours = reached[models[0]], reached[models[-1]]
    total = sum(len(of_split["goals"][models[-1]]) for of_split in detail.values())
    return {
        "name": "goals",
        "ours": ours,
        "alternative": alternative,
        "ratio": ours / max(1, alternative),
        "unit": f"of {total} goals (rhyme, meter, copying and sense beside people's, on test and validation songs), those that "
        f"{models[-1]}'s verses reach; alternative: {models[0]}'s",
        "detail": detail,
    }

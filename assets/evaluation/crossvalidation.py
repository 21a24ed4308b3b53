"""Cross-validation by artist: how models do on artists that they have never seen, over every song of the corpus.

What belongs here: training and measuring fold by fold, and the table of results. What does not: the folds themselves
(assets/corpus/splits.py), metrics (metrics.py), tests of differences (comparisons.py), the command
(pipelines/crossvalidate.py).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict

from assets.corpus.examples import build_examples, write_examples
from assets.corpus.splits import folds_by_artist
from assets.evaluation.comparisons import compare_writers
from assets.evaluation.metrics import measure_songs, summarise
from assets.evaluation.writers import WRITER, Writer, writers_of
from assets.evaluation.writing import write_verses
from assets.models.checkpoints import Checkpoint
from assets.models.writing.loading import load_language_model
from assets.models.writing.recipe import VerseRecipe
from assets.phonetics.g2p import Pronouncer
from resources.meaning import find_sentence_model
from resources.records import Record
from resources.storage import Folders


class FoldRow(BaseModel):
    """A writer's metric: its mean over all held-out songs with the 95 % bootstrap interval (see `CrossValidation.drawn`), the
    standard deviation of the folds' means (`over_folds`), and that over songs (`over_songs`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    protocol: str
    writer: str
    metric: str
    mean: float
    over_folds: float | None
    over_songs: float | None
    low: float
    high: float
    songs: int


class CrossValidation(Record):
    """A model's results on artists that it has never seen.

    `trained`: the number of training songs of each measured fold; `comparisons`: rows of
    `assets.evaluation.comparisons.COMPARISONS_SCHEMA`; `drawn`: the unit that intervals and tests resample (songs in
    results older than this field).
    """

    model: str
    recipe: dict[str, Any]
    folds: int
    artists: int
    trained: tuple[int, ...]
    seconds: float
    rows: tuple[FoldRow, ...]
    comparisons: tuple[dict[str, Any], ...]
    drawn: Literal["songs", "artists"] = "songs"


@dataclass(frozen=True, slots=True)
class Study:
    """A model to cross-validate.

    Attributes:
        train: trains on stored examples (first argument) and stores a checkpoint below a folder (second argument).
        songs: the number of held-out songs per fold for which bars are written; the published protocol uses all of them.
        training_songs: the most songs that a fold trains on, for models that train slowly; 0 for all.
        only: train and measure only this many folds, from the first; 0 for all.
    """

    model: str
    train: Callable[[Path, Path], Checkpoint]
    songs: int
    training_songs: int = 0
    only: int = 0


def measure_folds(
    study: Study,
    lyrics: pd.DataFrame,
    couplets: pd.DataFrame,
    folders: Folders,
    pronouncer: Pronouncer,
    recipe: VerseRecipe,
    *,
    folds: int,
    seed: int,
    say: Callable[[str], Any] = lambda _: None,
) -> pd.DataFrame:
    """Every metric of every song, each held out in one fold.

    Examples and checkpoints are stored among the others and reused, so an interrupted cross-validation resumes.

    Returns:
        `SONG_METRICS_SCHEMA` with the columns `artist`, `fold` (in which the song is held out) and `trained` (the fold's number
        of training songs).

    Raises:
        SplitError: see `folds_by_artist`.
    """
    pieces = []
    artists = lyrics.set_index("song_id")["artist"]
    for fold, splits in enumerate(folds_by_artist(lyrics, folds)[: study.only or None]):
        kept = splits[~splits["song_id"].isin(_surplus_training_songs(splits, study.training_songs))]
        examples = write_examples(build_examples(lyrics, kept, couplets), folders.examples)
        say(f"fold {fold + 1} of {folds}: {_counts(kept)}")
        checkpoint = study.train(examples, folders.checkpoints).path
        writer = Writer(study.model)
        fast = {writer: partial(load_language_model, checkpoint, pronouncer, for_writing=True)}
        verses = write_verses(fast, examples, pronouncer, recipe, songs=study.songs, seed=seed)
        exact = {writer: partial(load_language_model, checkpoint, pronouncer)}
        measured = measure_songs(verses, exact, examples, pronouncer, seed=seed, meaning=find_sentence_model())
        trained = int((kept["split"] == "train").sum())
        pieces.append(measured.assign(artist=measured["song_id"].map(artists), fold=fold, trained=trained))
    return pd.concat(pieces, ignore_index=True)


def _surplus_training_songs(splits: pd.DataFrame, most: int) -> list[str]:
    """The training songs to leave out so that at most `most` remain, evenly spread over the artists."""
    train = splits[splits["split"] == "train"]
    if not most or len(train) <= most:
        return []
    turn = train.groupby("artist").cumcount()
    return train.loc[turn.sort_values(kind="stable").index[most:], "song_id"].tolist()


def _counts(splits: pd.DataFrame) -> str:
    counts = splits["split"].value_counts()
    artists = splits.loc[splits["split"] == "test", "artist"].unique()
    return f"{counts['train']} training songs; held out {counts['test']} songs by {', '.join(sorted(artists))}"


def fold_rows(measured: pd.DataFrame, *, seed: int) -> tuple[FoldRow, ...]:
    """The results of `measure_folds` summarised, with intervals over artists."""
    summary = summarise(measured, seed=seed, artists=_artists(measured)).dropna(subset=["mean"])
    by_fold = pd.concat([summarise(of_fold, seed=seed).assign(fold=fold) for fold, of_fold in measured.groupby("fold")])
    keys = [*WRITER, "protocol", "metric"]
    spread = by_fold.groupby(keys)["mean"].std(ddof=1)
    rows = []
    for row, writer in zip(summary.to_dict("records"), writers_of(summary), strict=True):
        over_folds = spread[tuple(row[key] for key in keys)]
        rows.append(
            FoldRow(
                protocol=row["protocol"], writer=writer.label, metric=row["metric"], mean=row["mean"], over_folds=_known(over_folds),
                over_songs=_known(row["sd"]), low=row["ci_low"], high=row["ci_high"], songs=row["n"],
            )
        )  # fmt: skip
    return tuple(rows)


def _artists(measured: pd.DataFrame) -> dict[str, str]:
    return dict(zip(measured["song_id"], measured["artist"], strict=True))


def _known(value: float) -> float | None:
    """The value, or None for NaN: the spread over a single fold, or of perplexity, which is computed over all songs
    together.
    """
    return None if math.isnan(value) else float(value)


def cross_validation(
    study: Study, recipe: BaseModel, measured: pd.DataFrame, *, folds: int, seconds: float, artists: int, seed: int
) -> CrossValidation:
    """The results of `measure_folds` as a record to store."""
    compared = compare_writers(measured, seed=seed, artists=_artists(measured))
    return CrossValidation(
        model=study.model,
        recipe=recipe.model_dump(),
        folds=folds,
        artists=artists,
        trained=tuple(measured.groupby("fold")["trained"].first().tolist()),
        seconds=round(seconds, 1),
        rows=fold_rows(measured, seed=seed),
        comparisons=tuple(
            {str(name): value if isinstance(value, str | int) else _known(value) for name, value in row.items()}
            for row in compared.to_dict("records")
        ),
        drawn="artists",
    )

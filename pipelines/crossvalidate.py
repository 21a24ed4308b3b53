"""`make crossvalidate`: measures a model on artists that it has never seen, over every song of the corpus.

What belongs here: the command, and the recipe of each model. What does not: folds and measuring
(assets/evaluation/crossvalidation.py).

The n-gram model is trained in full. A fine-tuned model starts from its base, never from the adapter that ships with the
project, which was tuned on songs that folds hold out. Recipes are the defaults in the code, because the results of the job tune
depend on held-out songs too. Decoding is the same as in the model comparison.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from assets.evaluation.crossvalidation import CrossValidation, Study, cross_validation, measure_folds
from assets.models.assets import model_names
from assets.models.checkpoints import Checkpoint
from assets.models.finetuning.finetune import finetune
from assets.models.ngram.training import train_ngram
from assets.models.recipes import NGRAM, FinetuneRecipe, NgramRecipe, finetune_recipe, with_changes
from assets.models.writing.recipe import VerseRecipe
from assets.pages import markdown_table
from assets.phonetics.g2p import Pronouncer
from assets.phonetics.verse import COUPLETS_SCHEMA
from assets.schemas import as_table
from assets.songs.writing import pronunciations
from pipelines.command_line import arguments_given, exit_status
from pipelines.resources import build_base_models
from pipelines.settings import Settings, load_settings
from resources.errors import TenthSymphonyError
from resources.tables import read_table

ALL = 1_000_000
SEED = 20
DECODING = {"candidates": 48, "aimed": 16, "rhymes": 8}  # as models are compared (assets/evaluation)
SHOWN = ("bits_per_character", "order_lift", "ending_lift", "grammar_faults", "end_rhyme_rate", "syllable_count_difference",
         "vocabulary", "longest_copy")  # fmt: skip


class CrossValidationError(TenthSymphonyError):
    """Cross-validation cannot be run as requested."""


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command's options."""
    parser = argparse.ArgumentParser(
        prog=".venv/bin/python -m pipelines.crossvalidate",
        description="Train and measure a model fold by fold, each fold's artists held out.",
    )
    parser.add_argument("--model", default="ngram", help="ngram (default) or what BASE_MODELS fine-tunes")
    parser.add_argument("--folds", type=int, default=5, help="number of folds into which the artists are divided (5)")
    parser.add_argument(
        "--only", type=int, default=0, help="train and measure only this many folds, from the first (all)"
    )
    parser.add_argument("--songs", type=int, default=0, help="held-out songs per fold for which bars are written (all)")
    parser.add_argument("--training-songs", type=int, default=0, help="maximum number of training songs per fold (all)")
    parser.add_argument(
        "--set",
        nargs="*",
        default=[],
        metavar="NAME=VALUE",
        help="numbers of the recipe to change, for example --set epochs=1",
    )
    parser.add_argument("--out", type=Path, help="where the result is written (data/reports)")
    return parser.parse_args(arguments)


def recipe_of(model: str, settings: Settings, changes: Sequence[str]) -> NgramRecipe | FinetuneRecipe:
    """The recipe for training on the folds. `changes`: numbers of the recipe to change, each as name=value.

    Raises:
        CrossValidationError: there is no such model, or a change does not have that form.
        RecipeError: a number is out of its range, or the recipe has no such number.
    """
    malformed = [change for change in changes if "=" not in change]
    if malformed:
        raise CrossValidationError(
            f"{malformed[0]} is not of the form name=value.", remedy="For example: --set epochs=1."
        )
    numbers = dict(change.split("=", 1) for change in changes)
    known = model_names(settings.base_kind)
    if model not in known:
        raise CrossValidationError(f"There is no model {model}.", remedy=f"Choose one of: {', '.join(known)}.")
    if model == "ngram":
        return with_changes(NGRAM, numbers)
    return with_changes(finetune_recipe(model, settings.base_kind), {**numbers, "start": "base"})


def cross_validate(options: argparse.Namespace, settings: Settings) -> CrossValidation:
    """Cross-validate, and report each fold.

    Raises:
        TenthSymphonyError: there is no corpus yet, no such model, or it cannot be trained.
    """
    folders = settings.folders
    recipe = recipe_of(options.model, settings, options.set)
    lyrics = _table(folders.tables / "lyrics" / "lyrics.parquet")
    # Couplets only for a recipe that uses them, because they change the examples' digest.
    with_couplets = isinstance(recipe, FinetuneRecipe) and recipe.couplets
    couplets = (
        _table(folders.tables / "phonetics" / "couplets.parquet") if with_couplets else as_table([], COUPLETS_SCHEMA)
    )

    def train(examples: Path, root: Path) -> Checkpoint:
        if isinstance(recipe, NgramRecipe):
            return train_ngram(recipe, examples, root, on_progress=_say)
        return finetune(recipe, build_base_models(settings), examples, root, on_progress=_say)

    started = time.perf_counter()
    study = Study(options.model, train, options.songs or ALL, options.training_songs, options.only)
    measured = measure_folds(
        study, lyrics, couplets, folders, Pronouncer(pronunciations(folders)), VerseRecipe.model_validate(DECODING),
        folds=options.folds, seed=SEED, say=_say,
    )  # fmt: skip
    seconds = time.perf_counter() - started
    return cross_validation(
        study, recipe, measured, folds=options.folds, seconds=seconds, artists=lyrics["artist"].nunique(), seed=SEED
    )


def _table(path: Path) -> pd.DataFrame:
    if not path.exists():
        asset = f"{path.parent.name}/{path.stem}"
        raise CrossValidationError(f"There is no {asset} yet.", remedy=f"Run make demo, or materialise {asset}.")
    return read_table(path)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def table_of(result: CrossValidation) -> str:
    """The most important metrics as a table in Markdown."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for row in result.rows:
        if row.metric in SHOWN:
            spread = "" if row.over_folds is None else f" ± {row.over_folds:.2f}"
            cell = f"{row.mean:.2f}{spread} ({row.low:.2f} to {row.high:.2f})"
            rows.setdefault((row.protocol, row.writer), {})[row.metric] = cell
    cells = [(*key, *(row.get(metric, "–") for metric in SHOWN)) for key, row in rows.items()]
    return markdown_table(["protocol", "", *(metric.replace("_", " ") for metric in SHOWN)], cells)


def run(arguments: Sequence[str]) -> None:
    """Cross-validate, print the table and write the result.

    Raises:
        TenthSymphonyError: see `cross_validate`.
    """
    options = parse(arguments_given(arguments))
    settings = load_settings()
    settings.folders.pull()
    result = cross_validate(options, settings)
    path = options.out or settings.folders.reports / f"crossvalidation-{options.model}.json"
    result.write(path)
    print(table_of(result))
    print(
        f"\nMean ± standard deviation over {len(result.trained)} folds (95 % interval over {result.drawn}). All of it: {path}"
    )


def main(arguments: Sequence[str]) -> int:
    """Run the command. Returns the exit status."""
    return exit_status(partial(run, arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

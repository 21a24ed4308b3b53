"""Hyperparameter search for the n-gram model: the numbers that are searched, and trials, which count the model again.

What belongs here: the search space and a trial's counting. What does not: the search (assets/models/tuning.py), training into a
checkpoint (training.py).
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assets.corpus.examples import examples_manifest
from assets.models.checkpoints import CODE_VERSION
from assets.models.ngram.model import NgramModel
from assets.models.ngram.training import songs_loss
from assets.models.recipes import NgramRecipe, prepared_songs, with_changes
from assets.models.tuning import ReportLoss, search
from resources.storage import digest

if TYPE_CHECKING:
    from optuna.study import Study
    from optuna.trial import Trial

PLOTTED = ("order", "discount_scale", "rare", "spelling_order")


def propose(trial: "Trial", recipe: NgramRecipe) -> NgramRecipe:
    """A recipe with another smoothing and its numbers (for Kneser-Ney the scale of the discounts; for additive smoothing the
    amount and whether it is interpolated), other n-gram lengths, and another threshold for rare words.
    """
    smoothing = trial.suggest_categorical("smoothing", ["kneser_ney", "lidstone"])
    of_smoothing = (
        {"discount_scale": trial.suggest_float("discount_scale", 0.5, 1.5)}
        if smoothing == "kneser_ney"
        else {
            "gamma": trial.suggest_float("gamma", 1e-4, 1.0, log=True),
            "interpolated": trial.suggest_categorical("interpolated", [False, True]),
        }
    )
    changes: dict[str, Any] = {
        "smoothing": smoothing,
        **of_smoothing,
        "order": trial.suggest_int("order", 1, 6),
        "rare": trial.suggest_int("rare", 0, 5),
        "spelling_order": trial.suggest_int("spelling_order", 2, 8),
    }
    return with_changes(recipe, changes)


def best_trial_path(folder: Path) -> Path:
    """The file of the best trial."""
    return folder / "ngram.json"


def tune(
    recipe: NgramRecipe,
    examples: Path,
    folder: Path,
    *,
    trials: int,
    on_progress: Callable[[str], Any] = lambda _: None,
) -> "Study":
    """Search for a better n-gram recipe on these examples with `search`.

    Raises:
        TuningError: see `search`.
    """
    train, validation = prepared_songs(examples, recipe)
    name = f"ngram-{digest(CODE_VERSION, recipe.model_dump(), examples_manifest(examples).digest)[:16]}"

    def loss(proposal: NgramRecipe, _: ReportLoss) -> float:
        return songs_loss(NgramModel.fit(train, proposal), validation)

    return search(recipe, name, propose, loss, best_trial_path(folder), trials=trials, on_progress=on_progress)

"""What is searched of the n-gram model's recipe, and its trials: the model counted anew.

What belongs here: the numbers and a trial's counting. What does not: the search (assets/models/tuning.py), training into a
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
from assets.models.tuning import Look, search
from resources.storage import digest

if TYPE_CHECKING:
    from optuna.study import Study
    from optuna.trial import Trial

PLOTTED = ("order", "discount_scale", "rare", "spelling_order")


def propose(trial: "Trial", recipe: NgramRecipe) -> NgramRecipe:
    """Another smoothing with its own numbers (of Kneser-Ney the discounts' scale; of additive smoothing what is added and
    whether it follows a shorter context), other lengths of n-grams, and from when on a word is known.
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
    """Where the best trial lies."""
    return folder / "ngram.json"


def tune(
    recipe: NgramRecipe,
    examples: Path,
    folder: Path,
    *,
    trials: int,
    on_progress: Callable[[str], Any] = lambda _: None,
) -> "Study":
    """`search` the n-gram model's recipe on these examples.

    Raises:
        TuningError: see `search`.
    """
    train, validation = prepared_songs(examples, recipe)
    name = f"ngram-{digest(CODE_VERSION, recipe.model_dump(), examples_manifest(examples).digest)[:16]}"

    def loss(proposal: NgramRecipe, _: Look) -> float:
        return songs_loss(NgramModel.fit(train, proposal), validation)

    return search(recipe, name, propose, loss, best_trial_path(folder), trials=trials, on_progress=on_progress)

"""Searching a recipe: short trainings with other numbers, the best by validation loss.

What belongs here: what is searched, trials, and what they found. What does not: training (finetune.py), recipes
themselves (recipes.py).

Optuna's tree-structured Parzen estimator proposes (Bergstra et al. 2011), its median rule prunes a trial that is worse
than half of those before it at the same step. Trials are kept in a database of their own: an interrupted search goes on,
and a finished one costs nothing.
"""

import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assets.corpus.examples import examples_manifest
from assets.models.checkpoints import CODE_VERSION, identity
from assets.models.finetuning.finetune import Training, TrainingError
from assets.models.recipes import FinetuneRecipe, prepared_songs, with_changes
from resources.base_models import BaseModels
from resources.errors import TenthSymphonyError
from resources.records import Record
from resources.storage import digest

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from optuna.study import Study
    from optuna.trial import Trial

DATABASE = "trials.sqlite"
# The recipe's numbers that a search proposes anew.
SEARCHED = ("learning_rate", "weight_decay", "warmup_share", "batch_size")


class TuningError(TenthSymphonyError):
    """A recipe cannot be searched."""


class BestTrial(Record):
    """The best trial of a search: the recipe's numbers that it changed, and its validation loss in nats per token."""

    study: str
    changes: dict[str, int | float]
    validation_loss: float
    trial: int

    @classmethod
    def migrate(cls, version: int, fields: dict[str, Any]) -> dict[str, Any] | None:
        """Version 0 had the same fields and did not name its version."""
        return fields if version == 0 else None


def propose(trial: "Trial", recipe: FinetuneRecipe) -> FinetuneRecipe:
    """Other numbers around the recipe's own: rates within a factor of five, batches of half to double."""
    changes: dict[str, Any] = {
        "learning_rate": trial.suggest_float(
            "learning_rate", recipe.learning_rate / 5, min(0.1, recipe.learning_rate * 5), log=True
        ),
        "weight_decay": trial.suggest_float("weight_decay", 0.0, 0.2),
        "warmup_share": trial.suggest_float("warmup_share", 0.0, 0.2),
        "batch_size": trial.suggest_categorical(
            "batch_size", sorted({max(1, recipe.batch_size // 2), recipe.batch_size, recipe.batch_size * 2})
        ),
    }
    if recipe.method == "lora":
        changes["lora_rank"] = trial.suggest_categorical("lora_rank", [8, 16, 32])
    return with_changes(recipe, changes)


def tune(
    recipe: FinetuneRecipe,
    base_models: BaseModels,
    examples: Path,
    folder: Path,
    *,
    trials: int,
    epochs: int,
    on_progress: Callable[[str], Any] = lambda _: None,
) -> "Study":
    """Search the recipe on these examples until `trials` trials are done, earlier sessions' among them; the study.

    The first trial is the recipe as it is, so that the best is never worse. The best numbers are kept in
    `folder` for `tuned_recipe`.

    Args:
        epochs: of each trial, fewer than a real training's.

    Raises:
        BaseModelError: the base model cannot be had.
        TrainingError: no trial ended with a loss that is a number.
        TuningError: the trials' database is damaged.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    content = examples_manifest(examples).digest
    base_identity = identity(base_models.card(recipe.slot))
    name = f"{recipe.slot}-{digest(CODE_VERSION, recipe.model_dump(), base_identity, content, epochs)[:16]}"
    train, validation = prepared_songs(examples, recipe.text_style)
    study = _study(folder / DATABASE, name)
    for left in study.get_trials(states=(optuna.trial.TrialState.RUNNING,)):  # by a session that was killed
        study.tell(left.number, state=optuna.trial.TrialState.FAIL)
    if not study.trials:
        study.enqueue_trial({key: getattr(recipe, key) for key in SEARCHED}, skip_if_exists=True)

    def objective(trial: "Trial") -> float:
        proposal = propose(trial, recipe).model_copy(update={"epochs": epochs})
        work = folder / f"{name}.trial"
        shutil.rmtree(work, ignore_errors=True)
        base = base_models.load(recipe.slot, train, recipe.seed)

        def look(step: int, loss: float) -> None:
            trial.report(loss, step)
            if trial.should_prune():
                raise optuna.TrialPruned

        try:
            curve = Training(proposal, base, train, validation, work, lambda _: None, look).run()
        except TrainingError as error:
            raise optuna.TrialPruned(str(error)) from error
        finally:
            shutil.rmtree(work, ignore_errors=True)
        loss = min(point.validation_loss for point in curve if point.validation_loss is not None)
        on_progress(f"trial {trial.number}: {loss:.4f} nats per token with {trial.params}")
        return loss

    finished = len(study.get_trials(states=_done()))
    # A seed of its own for each session, so that a resumed search does not repeat itself.
    study.sampler = optuna.samplers.TPESampler(seed=recipe.seed + finished)
    study.optimize(objective, n_trials=max(0, trials - finished))
    if not study.get_trials(states=(optuna.trial.TrialState.COMPLETE,)):
        raise TrainingError(
            "No trial ended with a loss that is a number.", remedy="Lower the recipe's learning rate, or see its log."
        )
    best = BestTrial(
        study=name, changes=study.best_params, validation_loss=study.best_value, trial=study.best_trial.number
    )
    best.write(best_trial_path(folder, recipe.slot, base_models.kind))
    return study


def _study(database: Path, name: str) -> "Study":
    import optuna

    try:
        with contextlib.closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA schema_version")  # reads the file's header; SQLAlchemy's error would say less
    except sqlite3.DatabaseError as error:
        raise TuningError(
            f"{database} cannot be used ({error}).", remedy="Delete it if it is damaged: the search then starts anew."
        ) from error
    return optuna.create_study(
        storage=f"sqlite:///{database}",
        study_name=name,
        load_if_exists=True,
        direction="minimize",
        pruner=optuna.pruners.MedianPruner(n_startup_trials=3),
    )


def _done() -> Any:
    from optuna.trial import TrialState

    return TrialState.COMPLETE, TrialState.PRUNED


def best_trial_path(folder: Path, slot: str, base_kind: str) -> Path:
    """Where a slot's `BestTrial` lies. Each kind of base has its own: a learning rate that is best from random weights
    ruins a pretrained model.
    """
    return folder / f"{slot}-{base_kind}.json"


def tuned_recipe(recipe: FinetuneRecipe, base_kind: str, folder: Path) -> FinetuneRecipe:
    """The recipe with the numbers that `tune` found best for its slot and base; as it is where nothing was searched.

    Raises:
        RecipeError: what is kept there does not fit the recipe any more.
        RecordError: it is damaged.
    """
    path = best_trial_path(folder, recipe.slot, base_kind)
    if not path.exists():
        return recipe
    best = BestTrial.read(path, remedy="Delete it to train by the recipe as it is, or run the job tune again.")
    return with_changes(recipe, best.changes)


def plot_trials(study: "Study") -> "Figure":
    """Each trial's loss in its order and over its learning rate, pruned ones hollow."""
    from matplotlib.figure import Figure
    from optuna.trial import TrialState

    figure = Figure(figsize=(8, 2.8), layout="constrained")
    over_order, over_rate = figure.subplots(1, 2, sharey=True)
    for trial in study.get_trials(states=_done()):
        value = (
            trial.value if trial.state == TrialState.COMPLETE else min(trial.intermediate_values.values(), default=None)
        )
        if value is None:
            continue
        face = "#5b5bd6" if trial.state == TrialState.COMPLETE else "none"
        for axis, x in ((over_order, trial.number), (over_rate, trial.params["learning_rate"])):
            axis.scatter(x, value, facecolors=face, edgecolors="#5b5bd6", s=28)
    over_order.set_xlabel("trial (hollow: pruned)")
    over_order.set_ylabel("validation loss, nats per token")
    over_rate.set_xlabel("learning rate")
    over_rate.set_xscale("log")
    return figure

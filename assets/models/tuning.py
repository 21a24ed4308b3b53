"""Hyperparameter search: train a model with other numbers and keep the best by validation loss.

What belongs here: trials, their results, and using the best. What does not: which numbers of a recipe are searched and how a
trial is trained (ngram/tuning.py, finetuning/tuning.py), recipes themselves (recipes.py).

Optuna's tree-structured Parzen estimator proposes trials (Bergstra et al. 2011); its median rule prunes a trial that is worse
than half of the earlier ones at the same step. Trials are stored in a database of their own: an interrupted search resumes,
and a finished one costs nothing.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assets.models.recipes import Recipe, with_changes
from resources.errors import TenthSymphonyError
from resources.records import Record

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from optuna.study import Study
    from optuna.trial import Trial

DATABASE = "trials.sqlite"
ReportLoss = Callable[[int, float], None]
"""Called with a step of a trial and its validation loss; raises `optuna.TrialPruned` if the trial is hopeless."""


class TuningError(TenthSymphonyError):
    """A recipe cannot be searched."""


class BestTrial(Record):
    """The best trial of a search: the recipe's numbers that it changed, and its validation loss in nats per token."""

    study: str
    changes: dict[str, bool | int | float | str]
    validation_loss: float
    trial: int

    @classmethod
    def migrate(cls, version: int, fields: dict[str, Any]) -> dict[str, Any] | None:
        """Version 0 had the same fields without the version number."""
        return fields if version == 0 else None


def search(
    recipe: Recipe,
    name: str,
    propose: Callable[["Trial", Recipe], Recipe],
    loss: Callable[[Recipe, ReportLoss], float],
    best: Path,
    *,
    trials: int,
    on_progress: Callable[[str], Any] = lambda _: None,
) -> "Study":
    """Search for a better recipe until `trials` trials are done, including those of earlier sessions.

    The first trial is the unchanged recipe, so that the best is never worse.

    Args:
        name: the study's name, unique for each recipe, base and corpus.
        propose: gives a recipe with other numbers.
        loss: trains by a recipe and gives the validation loss; raises `optuna.TrialPruned` if there is none.
        best: the file in which the best numbers are stored for `tuned_recipe`; the trials' database is beside it.

    Returns:
        The study.

    Raises:
        TuningError: no trial ended with a loss, or the trials' database is damaged.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    best.parent.mkdir(parents=True, exist_ok=True)
    study = _study(best.with_name(DATABASE), name, recipe)

    def objective(trial: "Trial") -> float:
        def report_loss(step: int, value: float) -> None:
            trial.report(value, step)
            if trial.should_prune():
                raise optuna.TrialPruned

        value = loss(propose(trial, recipe), report_loss)
        on_progress(f"trial {trial.number}: {value:.4f} nats per token with {trial.params}")
        return value

    finished = len(study.get_trials(states=_done()))
    # A seed of its own for each session, so that a resumed search does not repeat itself.
    study.sampler = optuna.samplers.TPESampler(seed=recipe.seed + finished)
    study.optimize(objective, n_trials=max(0, trials - finished))
    if not study.get_trials(states=(optuna.trial.TrialState.COMPLETE,)):
        raise TuningError(
            "No trial ended with a finite loss.", remedy="Lower the recipe's learning rate, or see the run's log."
        )
    BestTrial(
        study=name, changes=study.best_params, validation_loss=study.best_value, trial=study.best_trial.number
    ).write(best)
    return study


def _study(database: Path, name: str, first: Recipe) -> "Study":
    """The stored study, or a new one whose first trial is the recipe `first`.

    Raises:
        TuningError: the trials' database is damaged.
    """
    import optuna

    try:
        with contextlib.closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA schema_version")  # reads the file's header; SQLAlchemy's error is less clear
    except sqlite3.DatabaseError as error:
        raise TuningError(
            f"{database} cannot be used ({error}).", remedy="If it is damaged, delete it: the search then starts again."
        ) from error
    study = optuna.create_study(
        storage=f"sqlite:///{database}",
        study_name=name,
        load_if_exists=True,
        direction="minimize",
        pruner=optuna.pruners.MedianPruner(n_startup_trials=3),
    )
    for left in study.get_trials(states=(optuna.trial.TrialState.RUNNING,)):  # left by a killed session
        study.tell(left.number, state=optuna.trial.TrialState.FAIL)
    if not study.trials:
        study.enqueue_trial(first.model_dump())  # numbers that are not searched are ignored
    return study


def _done() -> Any:
    from optuna.trial import TrialState

    return TrialState.COMPLETE, TrialState.PRUNED


def tuned_recipe(recipe: Recipe, best: Path) -> Recipe:
    """The recipe with the best numbers that `search` found; unchanged if there was no search.

    Raises:
        RecipeError: the stored numbers no longer fit the recipe.
        RecordError: the stored numbers are damaged.
    """
    if not best.exists():
        return recipe
    found = BestTrial.read(best, remedy="Delete it to train by the default recipe, or run the job tune again.")
    return with_changes(recipe, found.changes)


def plot_trials(study: "Study", over: Sequence[str]) -> "Figure":
    """Each trial's loss by trial number and over the numbers `over`; pruned trials are hollow."""
    from matplotlib.figure import Figure
    from optuna.distributions import FloatDistribution
    from optuna.trial import TrialState

    figure = Figure(figsize=(2.8 * (1 + len(over)) + 2, 2.8), layout="constrained")
    axes = dict(zip(("trial (hollow: pruned)", *over), figure.subplots(1, 1 + len(over), sharey=True), strict=True))
    for trial in study.get_trials(states=_done()):
        value = (
            trial.value if trial.state == TrialState.COMPLETE else min(trial.intermediate_values.values(), default=None)
        )
        if value is None:
            continue
        face = "#5b5bd6" if trial.state == TrialState.COMPLETE else "none"
        for name, axis in axes.items():
            x = trial.params.get(name) if name in over else trial.number
            if x is not None:  # not every trial has every number
                axis.scatter(x, value, facecolors=face, edgecolors="#5b5bd6", s=28)
    for name, axis in axes.items():
        axis.set_xlabel(name.replace("_", " "))
        searched = study.best_trial.distributions.get(name)
        if isinstance(searched, FloatDistribution) and searched.log:
            axis.set_xscale("log")
    next(iter(axes.values())).set_ylabel("validation loss, nats per token")
    return figure

"""Hyperparameter search for fine-tuning: the numbers that are searched, and trials, which are short trainings.

What belongs here: the search space and a trial's training. What does not: the search (assets/models/tuning.py), training
(finetune.py).
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assets.corpus.examples import examples_manifest
from assets.models.checkpoints import CODE_VERSION, identity
from assets.models.finetuning.finetune import Training, TrainingError
from assets.models.recipes import FinetuneRecipe, prepared_songs, with_changes
from assets.models.tuning import ReportLoss, search
from resources.base_models import BaseModels
from resources.storage import digest

if TYPE_CHECKING:
    from optuna.study import Study
    from optuna.trial import Trial

PLOTTED = ("learning_rate",)


def propose(trial: "Trial", recipe: FinetuneRecipe) -> FinetuneRecipe:
    """A recipe with other numbers around its own: learning rates within a factor of five, batches of half to double the
    size.
    """
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
        changes["lora_rank"] = trial.suggest_categorical("lora_rank", sorted({8, 16, 32, recipe.lora_rank}))
    return with_changes(recipe, changes)


def best_trial_path(folder: Path, slot: str, base_kind: str) -> Path:
    """The file of a slot's best trial. Each kind of base has its own: a learning rate that is best from random weights ruins a
    pretrained model.
    """
    return folder / f"{slot}-{base_kind}.json"


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
    """Search for a better fine-tuning recipe on these examples with `search`.

    Args:
        epochs: epochs per trial, fewer than in a full training.

    Raises:
        BaseModelError: the base model cannot be fetched or loaded.
        TuningError: see `search`.
    """
    import optuna

    content = examples_manifest(examples).digest
    base_identity = identity(base_models.card(recipe.slot))
    name = f"{recipe.slot}-{digest(CODE_VERSION, recipe.model_dump(), base_identity, content, epochs)[:16]}"
    train, validation = prepared_songs(examples, recipe)

    def loss(proposal: FinetuneRecipe, report_loss: ReportLoss) -> float:
        work = folder / f"{name}.trial"
        shutil.rmtree(work, ignore_errors=True)
        base = base_models.load(recipe.slot, train, recipe.seed)
        short = proposal.model_copy(update={"epochs": epochs})
        try:
            curve = Training(short, base, train, validation, work, lambda _: None, report_loss).run()
        except TrainingError as error:
            raise optuna.TrialPruned(str(error)) from error
        finally:
            shutil.rmtree(work, ignore_errors=True)
        return min(point.validation_loss for point in curve if point.validation_loss is not None)

    best = best_trial_path(folder, recipe.slot, base_models.kind)
    return search(recipe, name, propose, loss, best, trials=trials, on_progress=on_progress)

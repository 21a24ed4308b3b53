"""The search for a recipe: it resumes, its best result is used, and its trials are plotted."""

import json
from pathlib import Path

import pytest

from assets.models.checkpoints import LossPoint
from assets.models.finetuning import tuning
from assets.models.finetuning.finetune import Training, TrainingError, finetune
from assets.models.finetuning.tuning import PLOTTED, best_trial_path, tune
from assets.models.recipes import FinetuneRecipe, with_changes
from assets.models.tuning import DATABASE, TuningError, plot_trials, tuned_recipe
from resources.base_models import BaseModels
from resources.records import RecordError


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[FinetuneRecipe]:
    """The recipes of the trainings that were started."""
    seen: list[FinetuneRecipe] = []
    run = Training.run

    def noted(self: Training) -> list[LossPoint]:
        seen.append(self._recipe)
        return run(self)

    monkeypatch.setattr(tuning.Training, "run", noted)
    return seen


def test_a_search_resumes_and_its_best_result_is_used(
    examples: Path, tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe, started: list[FinetuneRecipe],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert tuned_recipe(recipe, best_trial_path(tmp_path, recipe.slot, "embedded")) == recipe, "nothing was searched"
    with monkeypatch.context() as killed:
        run = Training.run

        def die_in_the_second(self: Training) -> list[LossPoint]:
            if len(started) == 1:
                raise KeyboardInterrupt
            return run(self)

        killed.setattr(tuning.Training, "run", die_in_the_second)
        with pytest.raises(KeyboardInterrupt):
            tune(recipe, tiny_base, examples, tmp_path, trials=3, epochs=1)
    assert len(started) == 1

    study = tune(recipe, tiny_base, examples, tmp_path, trials=3, epochs=1)
    assert len(started) == 3, "the first trial is not repeated"
    assert started[0].learning_rate == recipe.learning_rate, "the recipe as it is comes first"
    assert len({own.learning_rate for own in started}) == 3
    again = tune(recipe, tiny_base, examples, tmp_path, trials=3, epochs=1)
    assert (len(started), again.best_value) == (3, study.best_value)
    assert not list(tmp_path.glob("*.trial")), "no trial leaves its weights"

    best = tuned_recipe(recipe, best_trial_path(tmp_path, recipe.slot, "embedded"))
    assert best == with_changes(recipe, study.best_params)
    assert tuned_recipe(recipe, best_trial_path(tmp_path, recipe.slot, "hub")) == recipe, "another base has its own"
    done = finetune(best, tiny_base, examples, tmp_path / "checkpoints")
    assert done.manifest.recipe == best
    assert len(plot_trials(study, PLOTTED).axes) == 2


def test_the_first_trial_is_the_unchanged_recipe_even_with_lora(
    examples: Path, tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe, started: list[FinetuneRecipe],
) -> None:  # fmt: skip
    own = with_changes(recipe, {"method": "lora", "lora_rank": 4, "lora_alpha": 8})
    tune(own, tiny_base, examples, tmp_path, trials=1, epochs=1)
    assert started == [own.model_copy(update={"epochs": 1})]


def test_a_search_without_a_finite_loss_is_an_error(
    examples: Path, tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def diverge(self: Training) -> list[LossPoint]:
        raise TrainingError("The loss is nan at step 1.")

    monkeypatch.setattr(tuning.Training, "run", diverge)
    with pytest.raises(TuningError, match="No trial ended"):
        tune(recipe, tiny_base, examples, tmp_path, trials=2, epochs=1)
    assert tuned_recipe(recipe, best_trial_path(tmp_path, recipe.slot, "embedded")) == recipe


def test_damaged_files_are_named(examples: Path, tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe) -> None:
    (tmp_path / DATABASE).write_bytes(b"x" * 5000)
    with pytest.raises(TuningError, match=r"trials\.sqlite cannot be used .*delete it"):
        tune(recipe, tiny_base, examples, tmp_path, trials=1, epochs=1)
    best_trial_path(tmp_path, recipe.slot, "embedded").write_text('{"changes": {"learning_rate": ')
    with pytest.raises(RecordError, match=r"damaged .*Delete it to train by the default recipe"):
        tuned_recipe(recipe, best_trial_path(tmp_path, recipe.slot, "embedded"))


def test_a_best_trial_of_the_first_version_is_used(tmp_path: Path, recipe: FinetuneRecipe) -> None:
    first = {"study": "s", "changes": {"learning_rate": 0.001, "batch_size": 8}, "validation_loss": 4.5, "trial": 3}
    best_trial_path(tmp_path, recipe.slot, "embedded").write_text(json.dumps(first))
    followed = tuned_recipe(recipe, best_trial_path(tmp_path, recipe.slot, "embedded"))
    assert followed == with_changes(recipe, {"learning_rate": 0.001, "batch_size": 8})


def test_a_trial_worse_than_the_median_is_pruned(
    examples: Path, tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[int] = []

    def ever_worse(self: Training) -> list[LossPoint]:
        ran.append(0)
        losses = [LossPoint(step=step, validation_loss=float(len(ran))) for step in (1, 2)]
        for point in losses:
            self.on_loss(point.step, float(len(ran)))
            ran[-1] += 1
        return losses

    monkeypatch.setattr(tuning.Training, "run", ever_worse)
    study = tune(recipe, tiny_base, examples, tmp_path, trials=5, epochs=1)
    assert [trial.state.name for trial in study.trials] == ["COMPLETE"] * 3 + ["PRUNED"] * 2
    assert ran == [2, 2, 2, 0, 0], "a pruned one ends at its first measured loss"
    assert study.best_trial.number == 0

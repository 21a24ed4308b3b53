"""The search for the n-gram model's recipe: trials, storage, and use of the best result."""

from pathlib import Path

import pytest

from assets.models.ngram.model import NgramModel
from assets.models.ngram.training import songs_loss, train_ngram
from assets.models.ngram.tuning import PLOTTED, best_trial_path, tune
from assets.models.recipes import NGRAM, prepared_songs, with_changes
from assets.models.tuning import plot_trials, tuned_recipe


def test_the_best_is_no_worse_than_the_recipe_and_is_used(examples: Path, tmp_path: Path) -> None:
    best = best_trial_path(tmp_path)
    assert tuned_recipe(NGRAM, best) == NGRAM, "nothing was searched"
    study = tune(NGRAM, examples, tmp_path, trials=6)
    train, validation = prepared_songs(examples, NGRAM)
    assert study.trials[0].value == songs_loss(NgramModel.fit(train, NGRAM), validation), (
        "the recipe as it is comes first"
    )
    assert study.trials[0].params == {name: getattr(NGRAM, name) for name in study.trials[0].params}
    assert {trial.params["smoothing"] for trial in study.trials} == {"kneser_ney", "lidstone"}

    followed = tuned_recipe(NGRAM, best)
    assert followed == with_changes(NGRAM, study.best_params)
    done = train_ngram(followed, examples, tmp_path / "checkpoints")
    assert done.manifest.validation_loss == pytest.approx(study.best_value)
    assert study.best_value <= (study.trials[0].value or 0)
    assert len(plot_trials(study, PLOTTED).axes) == 1 + len(PLOTTED)


def test_a_search_resumes_and_a_finished_one_costs_nothing(examples: Path, tmp_path: Path) -> None:
    told: list[str] = []
    tune(NGRAM, examples, tmp_path, trials=2, on_progress=told.append)
    tune(NGRAM, examples, tmp_path, trials=3, on_progress=told.append)
    tune(NGRAM, examples, tmp_path, trials=3, on_progress=told.append)
    assert [line.partition(":")[0] for line in told] == ["trial 0", "trial 1", "trial 2"]


def test_a_new_field_with_its_default_does_not_change_a_checkpoint_s_name(examples: Path, tmp_path: Path) -> None:
    """The name that a checkpoint of the recipe's default had before it could be searched."""
    before = {
        "order": 4, "smoothing": "kneser_ney", "gamma": 1e-4, "line_ends": True, "spelling_order": 6,
        "text_style": "lowercase_unpunctuated", "seed": 11,
    }  # fmt: skip
    assert NGRAM.identity() == before
    changed = with_changes(NGRAM, {"discount_scale": 1.1})
    assert changed.identity() == {**before, "discount_scale": 1.1}
    assert train_ngram(changed, examples, tmp_path).path != train_ngram(NGRAM, examples, tmp_path).path

"""The command for cross-validation: its recipes and its errors."""

from pathlib import Path

import pytest

from assets.evaluation.crossvalidation import CrossValidation, FoldRow
from assets.models.recipes import NGRAM, FinetuneRecipe, RecipeError, finetune_recipe, with_changes
from pipelines.crossvalidate import CrossValidationError, main, recipe_of, table_of
from pipelines.settings import Settings, load_settings


def settings(tmp_path: Path) -> Settings:
    return load_settings(data_dir=str(tmp_path), base_models="smollm2")


def test_folds_never_start_from_the_shipped_adapter(tmp_path: Path) -> None:
    recipe = recipe_of("smollm2", settings(tmp_path), ["epochs=1", "start=shipped"])
    assert isinstance(recipe, FinetuneRecipe)
    assert (recipe.start, recipe.epochs) == ("base", 1)
    assert recipe_of("smollm2", settings(tmp_path), []).model_dump() == {
        **finetune_recipe("smollm2", "smollm2").model_dump(), "start": "base",
    }  # fmt: skip
    assert recipe_of("ngram", settings(tmp_path), []) == NGRAM
    published = recipe_of("ngram", settings(tmp_path), ["order=3", "smoothing=lidstone", "line_ends=false"])
    assert published == with_changes(NGRAM, {"order": 3, "smoothing": "lidstone", "line_ends": False})
    with pytest.raises(RecipeError, match="order: Input should be less than or equal to 6"):
        recipe_of("ngram", settings(tmp_path), ["order=9"])
    with pytest.raises(CrossValidationError, match="order 3 is not of the form name=value"):
        recipe_of("ngram", settings(tmp_path), ["order 3"])
    with pytest.raises(CrossValidationError, match=r"no model gpt9.*ngram, smollm2"):
        recipe_of("gpt9", settings(tmp_path), [])


def test_missing_songs_are_reported_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert main(["--model", "ngram"]) == 1
    assert "✗ There is no lyrics/lyrics yet. Run make demo" in capsys.readouterr().err


def test_the_table_shows_folds_and_interval() -> None:
    row = FoldRow(
        protocol="bars", writer="ngram, rhyming", metric="end_rhyme_rate", mean=0.86, over_folds=0.031, over_songs=0.1,
        low=0.83, high=0.89, songs=200,
    )  # fmt: skip
    result = CrossValidation(
        model="ngram", recipe={}, folds=5, artists=30, trained=(150,), seconds=1.0, rows=(row,), comparisons=()
    )
    assert "0.86 ± 0.03 (0.83 to 0.89)" in table_of(result)

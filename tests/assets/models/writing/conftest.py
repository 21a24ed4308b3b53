"""Small trained models for the tests of writing."""

from pathlib import Path

import pytest

from assets.models.finetuning.finetune import finetune
from assets.models.ngram.training import train_ngram
from assets.models.recipes import FinetuneRecipe, NgramRecipe
from resources.base_models import BaseModels


@pytest.fixture(scope="module")
def ngram(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train_ngram(NgramRecipe.model_validate({}), examples, tmp_path_factory.mktemp("ngram")).path


@pytest.fixture
def gpt2(examples: Path, tiny_base: BaseModels, recipe: FinetuneRecipe, tmp_path: Path) -> Path:
    return finetune(recipe.model_copy(update={"epochs": 1}), tiny_base, examples, tmp_path).path

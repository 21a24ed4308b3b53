"""Checkpoint manifests: reading, migration from older versions, and damage."""

import json
import shutil
from pathlib import Path

import pytest

from assets.models.assets import _code_version
from assets.models.checkpoints import MANIFEST, CheckpointError, checkpoint_manifest, find_checkpoint, verify
from assets.models.ngram.model import ARRAYS
from assets.models.ngram.training import train_ngram
from assets.models.recipes import FinetuneRecipe, NgramRecipe, finetune_recipe
from assets.models.writing.loading import load_language_model


@pytest.fixture
def checkpoint(examples: Path, tmp_path: Path) -> Path:
    return train_ngram(NgramRecipe.model_validate({"order": 2}), examples, tmp_path).path


def test_a_manifest_is_read_back_with_its_types(checkpoint: Path) -> None:
    manifest = checkpoint_manifest(checkpoint)
    assert manifest.recipe == NgramRecipe.model_validate({"order": 2})
    assert manifest.losses[0].validation_loss == manifest.validation_loss
    recipe = finetune_recipe("gpt2_lyrics", "hub")
    manifest.model_copy(update={"recipe": recipe}).write(checkpoint / MANIFEST)
    assert isinstance(checkpoint_manifest(checkpoint).recipe, FinetuneRecipe)
    assert checkpoint_manifest(checkpoint).recipe == recipe


def test_a_manifest_of_the_first_version_has_no_version_number(checkpoint: Path) -> None:
    manifest = checkpoint_manifest(checkpoint)
    old = manifest.model_dump_json(exclude_none=True, exclude={"reload_loss", "shipped"})
    (checkpoint / MANIFEST).write_text(old)
    assert checkpoint_manifest(checkpoint) == manifest.model_copy(update={"reload_loss": None})


def test_a_manifest_of_the_second_version_reloads_a_thousand_tokens(checkpoint: Path) -> None:
    manifest = checkpoint_manifest(checkpoint)
    stored = {**json.loads(manifest.model_dump_json(exclude={"reload_tokens"})), "schema_version": 2}
    (checkpoint / MANIFEST).write_text(json.dumps(stored))
    assert checkpoint_manifest(checkpoint) == manifest.model_copy(update={"reload_tokens": 1000})


@pytest.mark.parametrize("stored", ["", "[]", '{"model": "ngram"}', '{"schema_version": 99, "model": "ngram"}'])
def test_a_damaged_manifest_says_what_to_do(checkpoint: Path, stored: str) -> None:
    (checkpoint / MANIFEST).write_text(stored)
    for read in (checkpoint_manifest, verify):
        with pytest.raises(CheckpointError, match=r"manifest\.json .* Materialise the model again"):
            read(checkpoint)
    assert find_checkpoint(checkpoint) is None
    assert not checkpoint.exists(), "set aside, where the next training does not find it"
    (aside,) = checkpoint.parent.glob(".*.damaged.partial")
    assert (aside / MANIFEST).read_text() == stored


def test_a_changed_byte_is_detected_by_the_digest_and_a_missing_one_by_the_size(checkpoint: Path) -> None:
    file = next(path for path in sorted(checkpoint.rglob("*")) if path.name != MANIFEST and path.is_file())
    whole = bytearray(file.read_bytes())
    whole[-1] ^= 1
    file.write_bytes(whole)
    with pytest.raises(CheckpointError, match="changed"):
        verify(checkpoint)
    verify(checkpoint, contents=False)
    file.write_bytes(whole[:-1])
    with pytest.raises(CheckpointError, match="cut short"):
        verify(checkpoint, contents=False)
    file.unlink()
    with pytest.raises(CheckpointError, match="missing"):
        verify(checkpoint, contents=False)
    (checkpoint / MANIFEST).unlink()
    assert find_checkpoint(checkpoint) is None


def test_an_n_gram_checkpoint_of_another_layout_is_refused(checkpoint: Path) -> None:
    shutil.rmtree(checkpoint / ARRAYS)
    (checkpoint / "ngrams.safetensors").write_bytes(b"the arrays as they were kept before")
    manifest = checkpoint_manifest(checkpoint)
    kept = {name: file for name, file in manifest.files.items() if not name.startswith(ARRAYS)}
    manifest.model_copy(update={"files": kept}).write(checkpoint / MANIFEST)
    with pytest.raises(CheckpointError, match=r"cannot be loaded .*Materialise the model again"):
        load_language_model(checkpoint)


def test_a_changed_default_makes_stored_models_stale() -> None:
    recipe = finetune_recipe("smollm2", "smollm2")
    changed = recipe.model_copy(update={"batch_size": recipe.batch_size + 1})
    assert _code_version(recipe, "smollm2") == _code_version(recipe.model_copy(), "smollm2")
    assert len({_code_version(recipe, "smollm2"), _code_version(changed, "smollm2"), _code_version(recipe, "hub")}) == 3

"""From a checkpoint to the model that writes and judges.

What belongs here: which class reads which checkpoint. What does not: the classes (ngram_writer.py, causal_writer.py, aimed.py).
"""

from collections.abc import Sequence
from pathlib import Path

from assets.models.checkpoints import checkpoint_manifest, load_causal_model, verify
from assets.models.recipes import FinetuneRecipe, NgramRecipe, prepare_text
from assets.models.writing.aimed import AimedWriter
from assets.models.writing.causal_writer import CausalWriter
from assets.models.writing.language_model import LanguageModel
from assets.models.writing.ngram_writer import NgramWriter
from assets.phonetics.g2p import Pronouncer
from resources.base_models import BaseModels
from resources.linear import quantise


def load_language_model(
    folder: Path, pronouncer: Pronouncer | None = None, *, check_contents: bool = True, for_writing: bool = False
) -> LanguageModel:
    """The model of a checkpoint, by what its manifest says it is.

    Args:
        pronouncer: by which a model of planned lines counts syllables; one with the dictionary alone by default.
        for_writing: multiply in the fastest precision that this machine's CPU has (int8 where it can). What is measured is
            measured without.
        check_contents: as `contents` of `assets.models.checkpoints.verify`.

    Raises:
        CheckpointError: there is no checkpoint, or it is damaged.
    """
    manifest = verify(folder, contents=check_contents)
    if isinstance(manifest.recipe, NgramRecipe):
        return NgramWriter.stored(folder, manifest)
    model, tokenizer = load_causal_model(folder)
    if for_writing and not _on_cuda():
        quantise(model)
    if manifest.recipe.text_style == "planned":
        return AimedWriter(manifest.model, model, tokenizer, pronouncer or Pronouncer())
    return CausalWriter(manifest.model, manifest.recipe.text_style, model, tokenizer)


def _on_cuda() -> bool:
    import torch

    return torch.cuda.is_available()


def load_untuned(folder: Path, base_models: BaseModels, training_songs: Sequence[str]) -> LanguageModel:
    """The base of a fine-tuned checkpoint as it was before, to see what fine-tuning did.

    Args:
        training_songs: what an embedded base's tokenizer is made from.

    Raises:
        BaseModelError: the base cannot be had any more.
    """
    manifest = checkpoint_manifest(folder)
    recipe = manifest.recipe
    assert isinstance(recipe, FinetuneRecipe), "an n-gram model has no base"
    songs = [prepare_text(song, recipe.text_style) for song in training_songs]
    base = base_models.load(manifest.model, songs, recipe.seed)
    return CausalWriter(manifest.model, recipe.text_style, base.model, base.tokenizer)

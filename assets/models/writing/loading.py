"""Loading the model of a checkpoint, for writing and scoring.

What belongs here: which class loads which checkpoint. What does not: the classes (ngram_writer.py, causal_writer.py, aimed.py).
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
    """The model of a checkpoint, of the class that its manifest calls for.

    Args:
        pronouncer: counts syllables for a model of planned lines; by default one with only the dictionary.
        for_writing: use the fastest precision of this machine's CPU (int8 if possible). Measurements do not use it.
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
    """The base model of a fine-tuned checkpoint before fine-tuning, for comparison.

    Args:
        training_songs: an embedded base's tokenizer is made from them.

    Raises:
        BaseModelError: the base can no longer be fetched or loaded.
    """
    manifest = checkpoint_manifest(folder)
    recipe = manifest.recipe
    assert isinstance(recipe, FinetuneRecipe), "an n-gram model has no base"
    songs = [prepare_text(song, recipe.text_style) for song in training_songs]
    base = base_models.load(manifest.model, songs, recipe.seed)
    return CausalWriter(manifest.model, recipe.text_style, base.model, base.tokenizer)

"""Pretrained models in transformers' format: a folder per slot, or a repository per slot on the model hub.

What belongs here: finding and reading them. What does not: pinning a commit (resources/hub.py), SmolLM2 (smollm2.py).
"""

from collections.abc import Sequence
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING, Literal

from resources.base_models.base import BaseCard, BaseModelError, BaseModels, for_training
from resources.hub import Weights, WeightsError, find_weights, unreachable

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

HUB_REPOSITORIES = {
    "distilgpt2_rap": ("dzionek/distilgpt2-rap", "not stated"),
    "gpt2_lyrics": ("SpartanCinder/GPT2-finetuned-lyric-generation", "cc"),
}
_HUB_REMEDY = "Check the connection and the revision, or set BASE_MODELS=local with BASE_MODELS_DIR, or =embedded."


class LocalBases(BaseModels, frozen=True):
    """One folder per slot in `folder`, in the format of `save_pretrained`."""

    kind: Literal["local"] = "local"
    folder: Path

    def card(self, slot: str) -> BaseCard:
        """See `BaseModels`; the revision is a digest of the folder's files."""
        revision = _revision(
            find_weights(str(self.folder / slot)),
            f"Put the model's files there, or set BASE_MODELS_DIR to the folder that contains {slot}/.",
        )
        return BaseCard(f"local folder {slot}", "local", revision, "as the folder's files say", 0)

    def read(
        self, slot: str, training_texts: Sequence[str], seed: int
    ) -> tuple["PreTrainedModel", "PreTrainedTokenizerBase"]:
        """See `BaseModels`."""
        return read_folder(self.folder / slot)


class HubBases(BaseModels, frozen=True):
    """The two models that the original project fine-tuned, from the model hub.

    Args:
        pins: a JSON file with the commit of each repository. A repository that is not in it is pinned to the hub's present
            commit at its first use, so that new upstream commits change nothing. Edit or delete the file to update.
    """

    kind: Literal["hub"] = "hub"
    pins: Path | None = None

    def card(self, slot: str) -> BaseCard:
        """See `BaseModels`; the revision is a commit."""
        repository, licence = HUB_REPOSITORIES[slot]
        return BaseCard(repository, "hub", _revision(Weights(repository, pins=self.pins), _HUB_REMEDY), licence, 0)

    def read(
        self, slot: str, training_texts: Sequence[str], seed: int
    ) -> tuple["PreTrainedModel", "PreTrainedTokenizerBase"]:
        """See `BaseModels`."""
        card = self.card(slot)
        try:
            return _read(card.name, revision=card.revision)
        except _read_errors() as error:
            repository = f"{card.name} at revision {card.revision}"
            raise BaseModelError(str(unreachable(repository, error)), remedy=_HUB_REMEDY) from None


def _revision(weights: Weights, remedy: str) -> str:
    try:
        return weights.revision
    except WeightsError as error:
        raise BaseModelError(str(error), remedy=remedy) from None


def read_folder(folder: Path, **options: str) -> tuple["PreTrainedModel", "PreTrainedTokenizerBase"]:
    """The model and tokenizer in a folder, configured for training.

    Raises:
        BaseModelError: they cannot be read as a causal language model.
    """
    try:
        return _read(str(folder), **options)
    except _read_errors() as error:
        raise BaseModelError(
            f"{folder} cannot be read as a causal language model ({type(error).__name__}: {str(error)[:200]}).",
            remedy="Put a complete model there: config.json, weights and tokenizer files.",
        ) from error


def _read(source: str, **options: str) -> tuple["PreTrainedModel", "PreTrainedTokenizerBase"]:
    from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

    # Code in a model's folder is never run. By default, transformers would ask on the terminal whether to run it.
    config = for_training(AutoConfig.from_pretrained(source, trust_remote_code=False, **options))
    # Always read as fp32: training in half precision is unstable, and slow on a CPU.
    model = AutoModelForCausalLM.from_pretrained(
        source, config=config, dtype="float32", trust_remote_code=False, **options
    )
    return model, AutoTokenizer.from_pretrained(source, trust_remote_code=False, **options)


def _read_errors() -> tuple[type[Exception], ...]:
    from safetensors import SafetensorError

    return OSError, ValueError, RuntimeError, LookupError, SafetensorError, UnpicklingError

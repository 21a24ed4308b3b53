"""MusicGen's weights, from the hub or from a folder.

What belongs here: locating, identifying and loading them. What does not: running them (engine.py).
"""

from dataclasses import dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING

from resources.errors import TenthSymphonyError
from resources.hub import Weights, WeightsError, find_weights, unreachable
from resources.memory import free_memory
from resources.renderers.musicgen_usage import licence_of

if TYPE_CHECKING:
    from transformers import MusicgenConfig, MusicgenForConditionalGeneration, PreTrainedTokenizerBase

REMEDY = (
    "Check the connection, or download the model on another machine and set MUSICGEN_MODEL to its folder, "
    "or set RENDERER=sketch."
)
FOLDER_REMEDY = "Set MUSICGEN_MODEL to a model's folder or to a name of the hub, or set RENDERER=sketch."


class MusicgenUnavailableError(TenthSymphonyError):
    """The weights are not available or do not fit into memory; there is no fallback."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """MusicGen's weights; `revision` is a commit or a digest."""

    weights: Weights
    revision: str

    @property
    def name(self) -> str:
        """The name for records."""
        return f"local folder {self.weights.name}" if self.weights.folder else self.weights.name

    @property
    def licence(self) -> str:
        """The licence of the weights."""
        return licence_of(self.weights)

    def load(self) -> "tuple[MusicgenForConditionalGeneration, PreTrainedTokenizerBase]":
        """The model in fp32 and the tokenizer of its text encoder.

        Raises:
            MusicgenUnavailableError: they are not available, are no MusicGen model, or do not fit into memory.
        """
        from transformers import AutoConfig, AutoTokenizer, MusicgenConfig, MusicgenForConditionalGeneration

        source, commit = self.weights.source, self.revision
        try:
            config = AutoConfig.from_pretrained(source, revision=commit, trust_remote_code=False)
            if not isinstance(config, MusicgenConfig):
                raise MusicgenUnavailableError(
                    f"{self.name} is a {config.model_type} model.",
                    remedy="Take one of facebook/musicgen-small, -medium, -large or their stereo variants.",
                )
            self._check_memory(config)
            model = MusicgenForConditionalGeneration.from_pretrained(source, revision=commit)
            tokenizer = AutoTokenizer.from_pretrained(source, revision=commit, trust_remote_code=False)
        except (OSError, ValueError, RuntimeError, UnpicklingError) as error:
            if self.weights.folder is None:
                raise MusicgenUnavailableError(str(unreachable(self.name, error)), remedy=REMEDY) from None
            raise MusicgenUnavailableError(
                f"{source} cannot be read as a MusicGen model ({type(error).__name__}: {str(error)[:200]}).",
                remedy="Put a whole model there: config.json, weights and tokenizer files.",
            ) from error
        return model.eval(), tokenizer

    def _check_memory(self, config: "MusicgenConfig") -> None:
        import torch
        from transformers import MusicgenForConditionalGeneration

        with torch.device("meta"):
            parameters = MusicgenForConditionalGeneration(config).num_parameters()
        # The weights in fp32, and a quarter more for what is derived from them before they are released.
        needed, free = parameters * 4 * 5 // 4, free_memory("cpu")
        if needed > free:
            raise MusicgenUnavailableError(
                f"{self.name} needs {needed / 2**30:.1f} GiB to load and {free / 2**30:.1f} GiB are free.",
                remedy="Free some memory or choose a smaller model (MUSICGEN_MODEL=facebook/musicgen-small).",
            )


def locate(model: str, pins: Path | None) -> Checkpoint:
    """Locate the weights that a setting names; see `find_weights`.

    Raises:
        MusicgenUnavailableError: the folder contains no model, or the hub cannot be asked which commit it has.
    """
    weights = find_weights(model, pins)
    try:
        return Checkpoint(weights, weights.revision)
    except WeightsError as error:
        raise MusicgenUnavailableError(str(error), remedy=REMEDY if weights.folder is None else FOLDER_REMEDY) from None

"""What all sources of base models share: the card, the loaded model, and checks that it can be trained.

What belongs here: the interface, and checks that hold for any causal language model. What does not: where a model comes
from (embedded.py, pretrained.py, smollm2.py), training (assets/models).
"""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from resources.errors import TenthSymphonyError

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedModel, PreTrainedTokenizerBase

Kind = Literal["embedded", "hub", "local", "smollm2"]
Config = TypeVar("Config", bound="PreTrainedConfig")


class BaseModelError(TenthSymphonyError):
    """A base model is not available, or cannot be trained."""


@dataclass(frozen=True, slots=True)
class BaseCard:
    """A base model's identity. `revision` is a commit, a digest of the folder's files, or the recipe's version."""

    name: str
    source: Kind
    revision: str
    licence: str
    parameters: int

    def to_dict(self) -> dict[str, Any]:
        """The card as a JSON object."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class LoadedBase:
    """A model with its tokenizer, ready for training; the tokenizer has an end-of-text and a padding token."""

    model: "PreTrainedModel"
    tokenizer: "PreTrainedTokenizerBase"
    card: BaseCard


class BaseModels(BaseModel, frozen=True):
    """The base models of one kind, one for each slot. Another process can rebuild it from its fields."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind

    @abstractmethod
    def card(self, slot: str) -> BaseCard:
        """The card of the slot's model, without loading it (`parameters` is 0 until it is loaded).

        Raises:
            BaseModelError: the slot's model is not available.
        """

    @abstractmethod
    def read(
        self, slot: str, training_texts: Sequence[str], seed: int
    ) -> tuple["PreTrainedModel", "PreTrainedTokenizerBase"]:
        """The slot's model and tokenizer as stored, unchecked; see `load`."""

    def load(self, slot: str, training_texts: Sequence[str], seed: int) -> LoadedBase:
        """The slot's model and tokenizer, ready for training.

        Args:
            slot: distilgpt2_rap, gpt2_lyrics or smollm2.
            training_texts: texts to train the embedded model's tokenizer on; other models have a tokenizer.
            seed: of the embedded model's weights.

        Raises:
            BaseModelError: the slot's model is not available, or cannot be trained on songs.
        """
        silence_libraries()
        card = self.card(slot)
        model, tokenizer = self.read(slot, training_texts, seed)
        make_ready(model, tokenizer, card.name)
        return LoadedBase(model, tokenizer, replace(card, parameters=sum(p.numel() for p in model.parameters())))


def make_ready(model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerBase", name: str) -> None:
    """Check that a tokenizer fits its model; set its padding token and its maximum length.

    Raises:
        BaseModelError: it has no end-of-text token, an empty vocabulary, or ids without an embedding in the model.
    """
    if tokenizer.eos_token_id is None:
        raise BaseModelError(
            f"{name} has no end-of-text token, so songs cannot be separated.",
            remedy="Choose a base model whose tokenizer has an eos_token.",
        )
    if set(tokenizer("the night is young")["input_ids"]) <= set(tokenizer.all_special_ids):
        # For a folder without tokenizer files, transformers creates an empty tokenizer.
        raise BaseModelError(
            f"The tokenizer of {name} has an empty vocabulary.",
            remedy="Save the tokenizer in the same folder (tokenizer.json, or vocab.json and merges.txt).",
        )
    embeddings = model.get_input_embeddings().weight.shape[0]  # pyright: ignore[reportIndexIssue]
    highest = max(tokenizer.get_vocab().values(), default=-1)
    if highest >= embeddings:
        # Tokens were added without resizing the model: torch would fail at the first of them with "index out of range".
        raise BaseModelError(
            f"{name} has {embeddings:,} embeddings, but its tokenizer has ids up to {highest:,}.",
            remedy="Call model.resize_token_embeddings(len(tokenizer)) and save the model again.",
        )
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    tokenizer.model_max_length = context_length(model)


def context_length(model: "PreTrainedModel") -> int:
    """The length of a model's context in tokens.

    Raises:
        BaseModelError: its configuration does not say.
    """
    for name in ("n_positions", "max_position_embeddings"):
        if isinstance(length := getattr(model.config, name, None), int):
            return length
    raise BaseModelError(
        f"{type(model).__name__} does not say how long its context is.",
        remedy="Choose a causal language model whose config.json has n_positions or max_position_embeddings.",
    )


def for_training(config: Config) -> Config:
    """The configuration with settings that speed up training. They are saved with the model.

    GPT-2's GELU (the tanh approximation) uses torch's kernel: the same function with one pass over memory instead of eight,
    forward and backward. Attention has no dropout (the dropout of layer outputs stays): with it, torch materialises the
    attention matrix and draws a random number for each weight, which takes a third of a training step with rows of 512 tokens
    (277 instead of 425 tokens/s).
    """
    if getattr(config, "activation_function", None) == "gelu_new":
        config.activation_function = "gelu_pytorch_tanh"
    for name in ("attn_pdrop", "attention_dropout"):
        if hasattr(config, name):
            setattr(config, name, 0.0)
    return config


def silence_libraries() -> None:
    """Disable the progress bars and warnings of transformers and datasets; errors are still logged."""
    import datasets
    import transformers

    datasets.disable_progress_bars()
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()

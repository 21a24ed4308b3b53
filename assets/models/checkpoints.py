"""Checkpoints: content-addressed folders with a manifest, which are either complete or not there.

What belongs here: a checkpoint's path, its manifest, and detecting damage. What does not: its contents (ngram/, finetuning/).
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from assets.models.recipes import FinetuneRecipe, NgramRecipe
from resources.base_models import BaseCard, silence_libraries
from resources.errors import TenthSymphonyError
from resources.records import Record, RecordError, StoredFile, changed_file, stored_files
from resources.storage import digest, set_aside

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

logger = logging.getLogger(__name__)
# Raise it when a change of the code makes training give another result for the same recipe, base and corpus.
CODE_VERSION = "5"
MANIFEST = "manifest.json"
RETRAIN = "Materialise the model again: the damaged checkpoint is set aside and the model is trained again."


class CheckpointError(TenthSymphonyError):
    """A checkpoint is missing or damaged."""


class LossPoint(BaseModel):
    """One point of a loss curve, in nats per token (for the n-gram model, per word or line end)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: int
    train_loss: float | None = None
    validation_loss: float | None = None


class CheckpointManifest(Record):
    """What a checkpoint is, what it was made from, and which files it has.

    `validation_loss`: over all validation songs, in nats per token. `reload_loss`: the loss that a reload must reproduce, over
    a sample of `reload_tokens` tokens of these songs, or over all of them (None). `seconds`: training time of all sessions
    together. `shipped`: the training ships with the project.
    """

    SCHEMA_VERSION = 3

    model: str
    base: BaseCard
    recipe: FinetuneRecipe | NgramRecipe
    examples_digest: str
    code_version: str
    validation_loss: float
    reload_loss: float | None
    reload_tokens: int | None
    losses: tuple[LossPoint, ...]
    seconds: float
    shipped: bool
    tokens_per_second: float | None
    files: dict[str, StoredFile]
    created_at: str

    @classmethod
    def migrate(cls, version: int, fields: dict[str, Any]) -> dict[str, Any] | None:
        """Version 0 had the fields of version 1 without the version number; neither measured a sample. Version 2 measured a
        sample of a thousand tokens, for the n-gram model all of them.
        """
        if version in (0, 1):
            return {**fields, "reload_loss": None, "reload_tokens": None, "shipped": False}
        return {**fields, "reload_tokens": 1000} if version == 2 else None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A complete checkpoint. `reused`: it existed before."""

    path: Path
    manifest: CheckpointManifest
    reused: bool


def checkpoint_folder(
    root: Path, model: str, recipe: FinetuneRecipe | NgramRecipe, base: BaseCard, examples_digest: str
) -> Path:
    """The folder of the checkpoint of exactly these inputs: `<root>/<model>/<digest of the inputs>`."""
    return root / model / digest(CODE_VERSION, model, recipe.identity(), identity(base), examples_digest)[:16]


def identity(base: BaseCard) -> dict[str, Any]:
    """The facts that identify a base model. Its number of parameters is left out: it is known only after loading."""
    return {**base.to_dict(), "parameters": 0}


def find_checkpoint(folder: Path) -> Checkpoint | None:
    """The complete and undamaged checkpoint in a folder, or None.

    A damaged one is set aside, and housekeeping removes it later. Otherwise an unattended retraining would fail every week.
    """
    if not (folder / MANIFEST).exists():
        return None
    try:
        return Checkpoint(folder, verify(folder), reused=True)
    except CheckpointError as error:
        aside = set_aside(folder)
        logger.warning(
            "%s It was moved to %s, and the model is trained again.",
            str(error).removesuffix(error.remedy).strip(),
            aside.name,
        )
        return None


def checkpoint_manifest(folder: Path) -> CheckpointManifest:
    """A checkpoint's manifest.

    Raises:
        CheckpointError: there is none, or it cannot be read.
    """
    if not (folder / MANIFEST).exists():
        raise CheckpointError(f"{folder} contains no checkpoint.", remedy="Materialise the model again.")
    try:
        return CheckpointManifest.read(folder / MANIFEST)
    except RecordError as error:
        raise CheckpointError(str(error), remedy=RETRAIN) from error


def complete(
    folder: Path,
    *,
    model: str,
    recipe: FinetuneRecipe | NgramRecipe,
    base: BaseCard,
    examples_digest: str,
    losses: Sequence[LossPoint],
    validation_loss: float,
    reload_loss: float,
    reload_tokens: int | None = None,
    seconds: float,
    tokens: int,
    shipped: bool = False,
) -> CheckpointManifest:
    """Write the manifest of the folder's files. It is written last: from then on the checkpoint is complete.

    Args:
        validation_loss: over all validation songs, in nats per token.
        reload_loss: the loss that a reload must reproduce, in nats per token.
        reload_tokens: the number of tokens it was measured on; by default all validation songs.
        seconds: training time of all sessions together.
        tokens: number of tokens read in training, repetitions included.
    """
    manifest = CheckpointManifest(
        model=model,
        base=base,
        recipe=recipe,
        examples_digest=examples_digest,
        code_version=CODE_VERSION,
        validation_loss=validation_loss,
        reload_loss=reload_loss,
        reload_tokens=reload_tokens,
        shipped=shipped,
        losses=tuple(losses),
        seconds=round(seconds, 3),
        tokens_per_second=round(tokens / seconds, 1) if seconds else None,
        files=stored_files(folder),
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    manifest.write(folder / MANIFEST)
    return manifest


def verify(folder: Path, *, contents: bool = True) -> CheckpointManifest:
    """The manifest, after comparing every file with it.

    Args:
        contents: compare the files' hashes and not only their sizes. Hashing reads every byte, which takes 0.3 s for a model of
            500 MB; a command that only writes a verse skips it.

    Raises:
        CheckpointError: a file is missing, cut short or changed.
    """
    manifest = checkpoint_manifest(folder)
    if name := changed_file(folder, manifest.files, contents=contents):
        raise CheckpointError(f"{folder.name}/{name} is missing, cut short or changed.", remedy=RETRAIN)
    return manifest


def load_causal_model(folder: Path) -> tuple["PreTrainedModel", "PreTrainedTokenizerBase"]:
    """The model and the tokenizer of a fine-tuned checkpoint.

    Raises:
        CheckpointError: they cannot be loaded.
    """
    from safetensors import SafetensorError
    from transformers import AutoModelForCausalLM, AutoTokenizer

    silence_libraries()
    try:
        model = AutoModelForCausalLM.from_pretrained(folder, trust_remote_code=False)
        return model, AutoTokenizer.from_pretrained(folder, trust_remote_code=False)
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise CheckpointError(f"{folder} cannot be loaded ({error}).", remedy=RETRAIN) from error

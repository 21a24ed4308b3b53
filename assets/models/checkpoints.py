"""Checkpoints: content-addressed folders with a manifest, whole or not there.

What belongs here: where a checkpoint lies, what its manifest says, whether it is undamaged. What does not: what is
in it (ngram/, finetuning/).
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from assets.models.recipes import FinetuneRecipe, NgramRecipe
from resources.base_models import BaseCard, quieten
from resources.errors import TenthSymphonyError
from resources.records import Record, RecordError, StoredFile, changed_file, stored_files
from resources.storage import digest, set_aside

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

logger = logging.getLogger(__name__)
# Raise it when training changes what comes out for the same recipe, base and corpus.
CODE_VERSION = "5"
MANIFEST = "manifest.json"
AGAIN = "Materialise the model again: a damaged checkpoint is set aside and trained anew."


class CheckpointError(TenthSymphonyError):
    """A checkpoint is missing or damaged."""


class LossPoint(BaseModel):
    """One point of a loss curve, in nats per token (per word or line end, of the n-gram model)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: int
    train_loss: float | None = None
    validation_loss: float | None = None


class CheckpointManifest(Record):
    """What a checkpoint is, what it was made from, and which files it has.

    `validation_loss` is that of all validation songs, `reload_loss` what a reload has to reproduce: that of `reload_tokens`
    of them, or of all (None). `seconds` were spent training, all sessions together. `shipped`: the training came with the project.
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
        """Version 0 had the fields of version 1 and did not name its version; in neither was a sample measured. In version 2
        it was of a thousand tokens, for the n-gram model of all.
        """
        if version in (0, 1):
            return {**fields, "reload_loss": None, "reload_tokens": None, "shipped": False}
        return {**fields, "reload_tokens": 1000} if version == 2 else None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A complete checkpoint; `reused` says that it was there before."""

    path: Path
    manifest: CheckpointManifest
    reused: bool


def checkpoint_folder(
    root: Path, model: str, recipe: FinetuneRecipe | NgramRecipe, base: BaseCard, examples_digest: str
) -> Path:
    """Where the checkpoint of exactly these inputs lies: `<root>/<model>/<content>`."""
    return root / model / digest(CODE_VERSION, model, recipe.identity(), identity(base), examples_digest)[:16]


def identity(base: BaseCard) -> dict[str, Any]:
    """What tells one base from another; its size is known only once it is loaded."""
    return {**base.to_dict(), "parameters": 0}


def find_checkpoint(folder: Path) -> Checkpoint | None:
    """The complete and undamaged checkpoint in a folder; None where training has not completed one.

    A damaged one is set aside, where housekeeping finds it: a retraining that nobody watches would else fail every week.
    """
    if not (folder / MANIFEST).exists():
        return None
    try:
        return Checkpoint(folder, verify(folder), reused=True)
    except CheckpointError as error:
        aside = set_aside(folder)
        logger.warning(
            "%s It is in %s now, and trained anew.", str(error).removesuffix(error.remedy).strip(), aside.name
        )
        return None


def checkpoint_manifest(folder: Path) -> CheckpointManifest:
    """A checkpoint's manifest.

    Raises:
        CheckpointError: there is none, or it cannot be read.
    """
    if not (folder / MANIFEST).exists():
        raise CheckpointError(f"{folder} holds no checkpoint.", remedy="Materialise the model again.")
    try:
        return CheckpointManifest.read(folder / MANIFEST)
    except RecordError as error:
        raise CheckpointError(str(error), remedy=AGAIN) from error


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
    """Write the manifest over the folder's files, last of all: from then on the checkpoint counts.

    Args:
        validation_loss: of all validation songs, in nats per token.
        reload_loss: what a reload has to reproduce.
        reload_tokens: of so many tokens, of all validation songs by default.
        seconds: spent training, all sessions together.
        tokens: read in training, repeats counted.
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
        contents: compare the files' hashes and not only their sizes. Hashing reads every byte: 0.3 s for a model of
            500 MB; a command that only writes a verse leaves it out.

    Raises:
        CheckpointError: a file is missing, cut short or changed.
    """
    manifest = checkpoint_manifest(folder)
    if name := changed_file(folder, manifest.files, contents=contents):
        raise CheckpointError(f"{folder.name}/{name} is missing, cut short or changed.", remedy=AGAIN)
    return manifest


def load_causal_model(folder: Path) -> tuple["PreTrainedModel", "PreTrainedTokenizerBase"]:
    """The model and the tokenizer of a fine-tuned checkpoint.

    Raises:
        CheckpointError: they cannot be loaded.
    """
    from safetensors import SafetensorError
    from transformers import AutoModelForCausalLM, AutoTokenizer

    quieten()
    try:
        model = AutoModelForCausalLM.from_pretrained(folder, trust_remote_code=False)
        return model, AutoTokenizer.from_pretrained(folder, trust_remote_code=False)
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise CheckpointError(f"{folder} cannot be loaded ({error}).", remedy=AGAIN) from error

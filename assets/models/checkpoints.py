"""Checkpoints: content-addressed folders with a manifest, whole or not there.

What belongs here: where a checkpoint lies, what its manifest says, whether it is undamaged. What does not: what is
in it (ngram/, finetuning/).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from resources.base_models import BaseCard
from resources.errors import TenthSymphonyError
from resources.storage import digest, file_digest, write_json

# Raise it when training changes what comes out for the same recipe, base and corpus.
CODE_VERSION = "3"
MANIFEST = "manifest.json"
AGAIN = "Delete the folder and materialise the model again."


class CheckpointError(TenthSymphonyError):
    """A checkpoint is missing or damaged."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A complete checkpoint; `reused` says that it was there before."""

    path: Path
    manifest: dict[str, Any]
    reused: bool


def checkpoint_folder(root: Path, model: str, recipe: BaseModel, base: BaseCard, examples_digest: str) -> Path:
    """Where the checkpoint of exactly these inputs lies: `<root>/<model>/<content>`."""
    identity = {**base.to_dict(), "parameters": 0}
    return root / model / digest(CODE_VERSION, model, recipe.model_dump(), identity, examples_digest)[:16]


def find_checkpoint(folder: Path) -> Checkpoint | None:
    """The complete checkpoint in a folder, if there is one."""
    if not (folder / MANIFEST).exists():
        return None
    return Checkpoint(folder, read_manifest(folder), reused=True)


def read_manifest(folder: Path) -> dict[str, Any]:
    """A checkpoint's manifest.

    Raises:
        CheckpointError: there is none, or it cannot be read.
    """
    try:
        return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{folder} holds no checkpoint.", remedy="Materialise the model again.") from error


def complete(
    folder: Path,
    *,
    model: str,
    recipe: BaseModel,
    base: BaseCard,
    examples_digest: str,
    losses: Sequence[Mapping[str, float]],
    validation_loss: float,
    seconds: float,
    tokens: int,
) -> Checkpoint:
    """Write the manifest over the folder's files, last of all: from then on the checkpoint counts.

    Args:
        losses: the loss curve, dicts with `step` and `train_loss` or `validation_loss` (nats per token or word).
        validation_loss: what a reload has to reproduce, in the same unit.
        seconds: spent training, all sessions together.
        tokens: read in training, repeats counted.
    """
    files = {
        str(path.relative_to(folder)): {"bytes": path.stat().st_size, "sha256": file_digest(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }
    manifest = {
        "model": model,
        "base": base.to_dict(),
        "recipe": recipe.model_dump(),
        "examples_digest": examples_digest,
        "code_version": CODE_VERSION,
        "validation_loss": validation_loss,
        "losses": [dict(point) for point in losses],
        "seconds": round(seconds, 3),
        "tokens_per_second": round(tokens / seconds, 1) if seconds else None,
        "files": files,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    write_json(folder / MANIFEST, manifest)
    return Checkpoint(folder, manifest, reused=False)


def verify(folder: Path) -> dict[str, Any]:
    """The manifest, after comparing every file with it.

    Raises:
        CheckpointError: a file is missing, cut short or changed.
    """
    manifest = read_manifest(folder)
    for name, expected in manifest["files"].items():
        path = folder / name
        if not path.exists() or path.stat().st_size != expected["bytes"] or file_digest(path) != expected["sha256"]:
            raise CheckpointError(
                f"{folder.name}/{name} is missing, cut short or changed.",
                remedy=AGAIN,
            )
    return manifest

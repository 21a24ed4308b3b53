"""Finding the weights named by a setting: in a folder, or in a repository of the model hub at a pinned commit.

What belongs here: that choice, pinning, and identifying a folder's contents. What does not: loading a model (base_models/,
renderers/).
"""

import functools
import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from resources.errors import TenthSymphonyError
from resources.storage import digest, file_digest, write_json

logger = logging.getLogger(__name__)


class WeightsError(TenthSymphonyError):
    """Weights are not available; the caller knows the remedy."""


@dataclass(frozen=True)
class Weights:
    """A model's weights.

    Attributes:
        name: the repository, or the folder's own name.
        folder: their folder, if they are not on the hub.
        pins: the file of pinned commits; see `pinned_commit`.
        needed: the files that the folder must contain.
    """

    name: str
    folder: Path | None = None
    pins: Path | None = None
    needed: tuple[str, ...] = ("config.json",)

    @property
    def source(self) -> str:
        """The first argument of `from_pretrained`."""
        return str(self.folder or self.name)

    @functools.cached_property
    def revision(self) -> str:
        """The hub's commit, or a digest of the folder's files; `from_pretrained` only uses it for the hub.

        Raises:
            WeightsError: the folder contains no such model, or the hub cannot be reached.
        """
        if self.folder is None:
            return pinned_commit(self.name, self.pins)
        missing = [name for name in self.needed if not (self.folder / name).exists()]
        if missing:
            raise WeightsError(
                f"{self.folder} contains no model ({' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing)."
            )
        return folder_revision(self.folder)

    def said_on_card(self, field: str) -> str:
        """A field such as `license` or `license_name` of the model card in the folder; empty without a card."""
        card = (self.folder / "README.md") if self.folder else None
        said = (
            re.search(rf"^{field}:\s*(\S+)", card.read_text(encoding="utf-8"), re.M) if card and card.exists() else None
        )
        return said[1] if said else ""

    def says(self, file: str, *names: str) -> Any:
        """A nested value in a JSON file of the folder; None if it is missing, or for the hub."""
        path = (self.folder / file) if self.folder else None
        if path is None or not path.exists():
            return None
        said: Any = json.loads(path.read_text(encoding="utf-8"))
        for name in names:
            said = said.get(name) if isinstance(said, dict) else None
        return said


def find_weights(model: str, pins: Path | None = None, needed: Sequence[str] = ("config.json",)) -> Weights:
    """The weights named by a setting: a folder if it exists or is written as a path, otherwise the hub repository
    `owner/name`.
    """
    folder = Path(model).expanduser()
    if folder.is_dir() or folder.is_absolute() or model.startswith((".", "~")) or model.count("/") != 1:
        return Weights(folder.name, folder, needed=tuple(needed))
    return Weights(model, pins=pins)


def folder_revision(folder: Path) -> str:
    """A digest (16 hexadecimal digits) of the names and contents of a folder's files, without hidden ones."""
    names = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    shown = [name for name in names if not any(part.startswith(".") for part in name.parts)]
    return digest([[str(name), file_digest(folder / name)] for name in shown])[:16]


def unreachable(repository: str, error: Exception) -> WeightsError:
    """The error for a repository that could not be downloaded."""
    status = _refusal(error)
    if status is None:
        return WeightsError(f"{repository} cannot be fetched from the model hub ({type(error).__name__}).")
    return WeightsError(
        f"{repository} cannot be fetched: the model hub refuses it to this account (status {status}).",
        remedy=f"If it is gated, accept its terms on https://huggingface.co/{repository} and set HF_TOKEN to that "
        "account's token. Otherwise check the name.",
    )


def _refusal(error: BaseException | None) -> int | None:
    """The HTTP status (401 or 403) if an error was caused by missing access rights."""
    while error is not None:
        status = getattr(getattr(error, "response", None), "status_code", None)
        if status in (401, 403):
            return int(status)
        error = error.__cause__ or error.__context__
    return None


def pinned_commit(repository: str, pins: Path | None) -> str:
    """The commit of a repository: from `pins` (JSON, repository → commit), or the latest one, which is then pinned. If the hub
    cannot be reached, the one in the local cache.

    Raises:
        WeightsError: it is not pinned, the hub cannot be reached, and the cache is empty; or `pins` is damaged.
    """
    pinned = _read_pins(pins) if pins and pins.exists() else {}
    if repository in pinned:
        return pinned[repository]
    from huggingface_hub import HfApi

    try:
        commit = str(HfApi().model_info(repository, timeout=20).sha)
    except Exception as error:  # noqa: BLE001  # the hub's client raises exceptions of its HTTP library
        cached = _cached_commit(repository)
        if cached is None:
            raise unreachable(repository, error) from None
        logger.warning("%s: the model hub cannot be reached; using the cached commit %s", repository, cached[:12])
        commit = cached
    if pins:
        write_json(pins, {**pinned, repository: commit})
    return commit


def _read_pins(pins: Path) -> dict[str, str]:
    remedy = "Restore it, or delete it: the hub's present commits are pinned then."
    try:
        pinned = json.loads(pins.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsError(f"{pins} cannot be read ({error}).", remedy=remedy) from error
    commits = list(pinned.values()) if isinstance(pinned, dict) else [None]
    if not all(isinstance(commit, str) and commit for commit in commits):
        raise WeightsError(f"{pins} is damaged: it must map each repository to its commit.", remedy=remedy)
    return pinned


def _cached_commit(repository: str) -> str | None:
    """The commit of a repository in the hub's local cache: of the branch downloaded last, or the only one."""
    from huggingface_hub.constants import HF_HUB_CACHE
    from huggingface_hub.file_download import repo_folder_name

    folder = Path(HF_HUB_CACHE) / repo_folder_name(repo_id=repository, repo_type="model")
    branch, snapshots = folder / "refs" / "main", folder / "snapshots"
    if branch.exists():
        return branch.read_text(encoding="utf-8").strip()
    commits = [path.name for path in snapshots.iterdir()] if snapshots.exists() else []
    return commits[0] if len(commits) == 1 else None

"""The model hub: which commit of a repository is used.

What belongs here: pinning. What does not: loading a model (base_models/, renderers/musicgen).
"""

import json
from pathlib import Path

from resources.errors import TenthSymphonyError
from resources.storage import write_json


class HubError(TenthSymphonyError):
    """The model hub cannot be asked; who asked knows the remedy."""


def unreachable(repository: str, error: Exception) -> HubError:
    """What to say of a repository that could not be fetched."""
    return HubError(f"{repository} cannot be fetched from the model hub ({type(error).__name__}).")


def pinned_commit(repository: str, pins: Path | None) -> str:
    """The commit of a repository, from `pins` (JSON, repository → commit), or the present one, which is then pinned.

    Raises:
        HubError: it is not pinned and the hub cannot be asked.
    """
    pinned = json.loads(pins.read_text(encoding="utf-8")) if pins and pins.exists() else {}
    if repository in pinned:
        return str(pinned[repository])
    from huggingface_hub import HfApi

    try:
        commit = str(HfApi().model_info(repository, timeout=20).sha)
    except Exception as error:  # noqa: BLE001  # whatever HTTP library the hub's client stands on raises its own
        raise unreachable(repository, error) from None
    if pins:
        write_json(pins, {**pinned, repository: commit})
    return commit

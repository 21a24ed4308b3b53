"""The states that a training saves on disk, from which it resumes after a kill.

What belongs here: finding a complete state, and detecting a full disk. What does not: writing states, which the
Trainer does (finetune.py).
"""

import errno
import json
import logging
import shutil
from pathlib import Path
from pickle import UnpicklingError

logger = logging.getLogger(__name__)

LEAST_FREE_BYTES = 2**20


def last_state(work: Path) -> str | None:
    """The path of the last complete state, or None. Incomplete states, left by a kill, are removed."""
    from transformers.trainer_utils import get_last_checkpoint

    work.mkdir(parents=True, exist_ok=True)
    while (last := get_last_checkpoint(str(work))) is not None and not _can_resume(Path(last)):
        logger.warning("%s is incomplete and is removed", Path(last).name)
        shutil.rmtree(last)
    return last


def _can_resume(state: Path) -> bool:
    from safetensors import SafetensorError, safe_open

    # In the order in which the Trainer writes them: trainer_state.json is late, rng_state.pth last.
    weights = "adapter_model.safetensors" if (state / "adapter_config.json").exists() else "model.safetensors"
    needed = (weights, "optimizer.pt", "scheduler.pt", "trainer_state.json", "rng_state.pth")
    if not all((state / name).exists() and (state / name).stat().st_size for name in needed):
        return False
    try:
        import torch

        json.loads((state / "trainer_state.json").read_text(encoding="utf-8"))
        with safe_open(state / weights, "pt"):
            pass
        torch.load(state / "optimizer.pt", map_location="cpu", weights_only=True, mmap=True)
    except (ValueError, OSError, RuntimeError, SafetensorError, UnpicklingError, EOFError):
        return False
    return True


def disk_is_full(error: Exception, folder: Path) -> bool:
    """Whether a write failed because the disk is full; torch's writer reports only that it failed."""
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    return full or shutil.disk_usage(folder).free < LEAST_FREE_BYTES

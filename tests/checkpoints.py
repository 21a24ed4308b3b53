"""A checkpoint's folder for tests, without a usable model."""

import os
import time
from pathlib import Path

from assets.models.checkpoints import MANIFEST
from resources.storage import Folders, write_bytes


def checkpoint(folders: Folders, name: str, age: float) -> Path:
    folder = folders.checkpoints / "ngram" / name
    write_bytes(folder / MANIFEST, b"{}")
    write_bytes(folder / "counts.npy", bytes(1000))
    stamp = time.time() - age * 86_400
    os.utime(folder / MANIFEST, (stamp, stamp))
    return folder

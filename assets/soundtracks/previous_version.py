"""The previous version of a video: kept while a new one is made, and restored if that is cancelled or fails.

It is stored in a hidden subfolder of the video's folder, as hard links if the disk supports them. These take no space, because
new results replace files and never modify them.

What belongs here: keeping, finding and restoring it. What does not: when this is done (library.py, steps.py).
"""

import contextlib
import shutil
from pathlib import Path

from assets.soundtracks.records import BriefRecord, ScoredRecord, SoundtrackRecord
from resources.storage import atomic_folder

BEFORE = ".before"
# The files that a new version replaces, and its settings. The facts of the picture and the original stay as they are.
MADE = (
    *("manifest.json", BriefRecord.FILE, SoundtrackRecord.FILE, ScoredRecord.FILE, "waveform.png"),
    *("soundtrack*.flac", "scored.*", "candidate-*"),
)


def keep(folder: Path) -> None:
    """Keep the present version of a finished video. For an unfinished one, the version kept earlier stays."""
    if ScoredRecord.read_if_valid(folder / ScoredRecord.FILE) is None:
        return
    with atomic_folder(folder / BEFORE) as kept:
        for path in {path for pattern in MADE for path in folder.glob(pattern)}:
            link_or_copy(path, kept / path.name)


def place_of(folder: Path) -> Path:
    """The folder of the finished version: the video's own, or the hidden one while a new version is made."""
    kept = folder / BEFORE
    return kept if is_kept(folder) else folder


def is_kept(folder: Path) -> bool:
    """Whether a new version is being made and the old one can be restored."""
    return not (folder / ScoredRecord.FILE).exists() and (folder / BEFORE / ScoredRecord.FILE).exists()


def put_back(folder: Path) -> None:
    """Restore the previous version. Unneeded files of the new one are removed when the video is next made."""
    kept = folder / BEFORE
    # The record comes last, so that an interrupted restoration can be repeated.
    for path in sorted(kept.iterdir(), key=lambda path: path.name == ScoredRecord.FILE):
        path.replace(folder / path.name)
    forget(folder)


def forget(folder: Path) -> None:
    """Delete the previous version."""
    shutil.rmtree(folder / BEFORE, ignore_errors=True)


def link_or_copy(source: Path, target: Path) -> None:
    """Hard-link or copy a file, with its times."""
    with contextlib.suppress(OSError):  # another disk, or a disk without links
        target.hardlink_to(source)
        return
    shutil.copy2(source, target)

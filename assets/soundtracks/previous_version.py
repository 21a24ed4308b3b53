"""What a finished video was before something else was asked of it: kept until the new one is finished, and given back.

What belongs here: keeping it, finding it and putting it back. What does not: when that is done (library.py, steps.py).

It lies in a hidden folder of the video's folder, as hard links where the disk has them: it costs no room, and whatever is
made anew replaces files and never changes one.
"""

import contextlib
import shutil
from pathlib import Path

from assets.soundtracks.records import BriefRecord, ScoredRecord, SoundtrackRecord
from resources.storage import atomic_folder

BEFORE = ".before"
# What is made anew, and what was said for it. The picture's facts and the original stay as they are.
MADE = (
    *("manifest.json", BriefRecord.FILE, SoundtrackRecord.FILE, ScoredRecord.FILE, "waveform.png"),
    *("soundtrack*.flac", "scored.*", "candidate-*"),
)


def keep(folder: Path) -> None:
    """Keep what a finished video is. Of one that is not finished, what was kept before stays."""
    if ScoredRecord.read_if_valid(folder / ScoredRecord.FILE) is None:
        return
    with atomic_folder(folder / BEFORE) as kept:
        for path in {path for pattern in MADE for path in folder.glob(pattern)}:
            link_or_copy(path, kept / path.name)


def place_of(folder: Path) -> Path:
    """Where the finished video lies: in its folder, or aside while another one is made."""
    kept = folder / BEFORE
    return kept if is_kept(folder) else folder


def is_kept(folder: Path) -> bool:
    """Whether a video is made anew and can be what it was."""
    return not (folder / ScoredRecord.FILE).exists() and (folder / BEFORE / ScoredRecord.FILE).exists()


def put_back(folder: Path) -> None:
    """Let a video be what it was. What was made since and is of no use is removed when it is next made."""
    kept = folder / BEFORE
    # Its record comes last: whoever is cut off meanwhile can begin again.
    for path in sorted(kept.iterdir(), key=lambda path: path.name == ScoredRecord.FILE):
        path.replace(folder / path.name)
    forget(folder)


def forget(folder: Path) -> None:
    """Remove what was kept."""
    shutil.rmtree(folder / BEFORE, ignore_errors=True)


def link_or_copy(source: Path, target: Path) -> None:
    """The same bytes and times under another name."""
    with contextlib.suppress(OSError):  # another disk, or a disk without links
        target.hardlink_to(source)
        return
    shutil.copy2(source, target)

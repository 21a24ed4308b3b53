"""The inbox: files that people drop, until they are in the library or moved aside.

What belongs here: which files have settled, which are accepted, and moving them. What does not: the settings of a video
(sidecar.py), the library itself (library.py), when to check (pipelines/sensors.py).
"""

import contextlib
import logging
import os
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from assets.soundtracks.library import REASON, Admitted, Rejected, admit, free_folder, move, video_key
from assets.soundtracks.sidecar import SIDECARS, read_sidecar, readable
from resources.errors import TenthSymphonyError
from resources.media.files import SUFFIXES
from resources.storage import write_text

logger = logging.getLogger(__name__)

UNFINISHED = (".part", ".partial", ".crdownload", ".tmp", ".download")
SETTLE_SECONDS = 2.0

Seen = dict[str, tuple[int, int]]


class UnsuitableFileError(TenthSymphonyError):
    """A file that the queue does not accept."""


def settled(inbox: Path, seen: Mapping[str, tuple[int, int]]) -> tuple[list[Path], Seen]:
    """Find the files that have stopped growing since the last check.

    Args:
        seen: path within the inbox → (size, modification time in ns) at the last check.

    Returns:
        The settled files, oldest first, and the new `seen`. Sidecars wait for their video and are not listed; unfinished
        downloads are ignored.
    """
    inbox.mkdir(parents=True, exist_ok=True)
    now: Seen = {}
    ready = []
    for path in dropped(inbox):
        if path.suffix.lower() in (*SIDECARS, *UNFINISHED):
            continue
        facts = path.lstat()
        state, name = (facts.st_size, facts.st_mtime_ns), str(path.relative_to(inbox))
        now[name] = state
        quiet = time.time_ns() - _last_written(path, facts.st_mtime_ns) > SETTLE_SECONDS * 1e9
        if quiet and seen.get(name) in (state, list(state)):
            ready.append((facts.st_mtime_ns, name, path))
    return [path for *_, path in sorted(ready)], now


def dropped(folder: Path) -> Iterator[Path]:
    """The files in the inbox and its subfolders (people drop whole folders of videos). Hidden files are ignored, and
    links are not followed.
    """
    for entry in os.scandir(folder):
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from dropped(Path(entry.path))
        else:
            yield Path(entry.path)


def _last_written(path: Path, own: int) -> int:
    sidecar = sidecar_of(path)
    with contextlib.suppress(FileNotFoundError):
        return max(own, sidecar.lstat().st_mtime_ns) if sidecar else own
    return own


def take_in(path: Path, library: Path, rejected: Path) -> Admitted | Rejected:
    """Move one settled file with its sidecar out of the inbox: into the library, or aside with a reason.

    The same video again is the same library entry; a new sidecar with it replaces the old one and queues it again.

    Raises:
        OSError: it cannot be read or moved, and stays in the inbox.
    """
    sidecar = sidecar_of(path)
    try:
        check_suitable(path)
        wishes = read_sidecar(sidecar) if sidecar else None
    except TenthSymphonyError as error:
        return set_aside(path, rejected, str(error))
    admitted = admit(path, library, wishes, may_link=True)
    # Only now, so that the inbox keeps the video until the library has all of it.
    path.unlink()
    if sidecar and not any(sidecar_of(other) == sidecar for other in path.parent.glob(f"{_escaped(path.stem)}.*")):
        sidecar.unlink()
    return admitted


def check_suitable(path: Path) -> None:
    """Check that a path is a regular file with a video's suffix, and not a link.

    Raises:
        UnsuitableFileError: it is not.
    """
    if path.is_symlink() or not path.is_file():
        raise UnsuitableFileError(
            "It is a link, or not a regular file.", remedy="Copy the video itself into the inbox."
        )
    if path.suffix.lower() not in SUFFIXES:
        raise UnsuitableFileError(
            f"{path.suffix or 'A file without suffix'} is not a supported video format.",
            remedy=f"Export it as one of {', '.join(SUFFIXES)}.",
        )


def _escaped(name: str) -> str:
    return re.sub(r"([\[\]*?])", r"[\1]", name)


def sidecar_of(path: Path) -> Path | None:
    """The sidecar next to a video, if there is one."""
    endings = [case(suffix) for suffix in SIDECARS for case in (str.lower, str.upper)]
    names = [path.with_name(path.name + ending) for ending in endings] + [path.with_suffix(e) for e in endings]
    return next((name for name in names if name != path and _is_file(name)), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # the video's name has the maximum length, so adding a suffix makes it too long
        return False


def set_aside(path: Path, rejected: Path, reason: str) -> Rejected:
    """Move a file and its sidecar into a new folder in `rejected`, with a reason.txt; nothing is overwritten."""
    folder = free_folder(rejected, video_key(path.name, "")[:-1])
    sidecar = sidecar_of(path)
    for file in filter(None, (path, sidecar)):
        move(file, folder / (file.name if file.name != REASON else "reason.original.txt"))
    write_text(folder / REASON, reason + "\n")
    logger.warning("%s was set aside: %s", readable(path.name), reason)
    return Rejected(readable(path.name), reason)

"""The inbox: files that people drop, from the first look at them until the library has them or they are set aside.

What belongs here: which files have settled, which are taken, and moving them on. What does not: what a person may say
(sidecar.py), the library itself (library.py), when to look (pipelines/sensors.py).
"""

import contextlib
import logging
import os
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from assets.soundtracks.library import Admitted, Rejected, admit, free_folder, move, video_key
from assets.soundtracks.sidecar import SIDECARS, read_sidecar, readable
from resources.errors import TenthSymphonyError
from resources.media.files import SUFFIXES
from resources.storage import write_text

logger = logging.getLogger(__name__)

UNFINISHED = (".part", ".partial", ".crdownload", ".tmp", ".download")
SETTLE_SECONDS = 2.0

Seen = dict[str, tuple[int, int]]


class UnsuitableFileError(TenthSymphonyError):
    """A file that the queue does not take."""


def settled(inbox: Path, seen: Mapping[str, tuple[int, int]]) -> tuple[list[Path], Seen]:
    """Which files have stopped growing since the last look.

    Args:
        seen: path within the inbox → (size, modification time in ns) at the last look.

    Returns:
        The settled files, oldest first, and what to remember. Sidecars wait for their video and are not listed;
        unfinished downloads are not looked at.
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
    """What lies in the inbox, in folders within it too (a folder of videos is dropped as easily as one); nothing
    hidden, and no link is followed.
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

    The same video again is one library entry; a new sidecar with it replaces the old one and queues it again.

    Raises:
        OSError: it cannot be read or moved; it is still in the inbox.
    """
    sidecar = sidecar_of(path)
    try:
        check_suitable(path)
        said = read_sidecar(sidecar) if sidecar else None
    except TenthSymphonyError as error:
        return set_aside(path, rejected, str(error))
    admitted = admit(path, library, said, may_link=True)
    # Only now: until the library has the video whole, the inbox keeps it.
    path.unlink()
    if sidecar and not any(sidecar_of(other) == sidecar for other in path.parent.glob(f"{_escaped(path.stem)}.*")):
        sidecar.unlink()
    return admitted


def check_suitable(path: Path) -> None:
    """Raises UnsuitableFileError for a link, for what is no regular file, and for a suffix that is no video's."""
    if path.is_symlink() or not path.is_file():
        raise UnsuitableFileError("It is a link or no regular file.", remedy="Copy the video itself into the inbox.")
    if path.suffix.lower() not in SUFFIXES:
        raise UnsuitableFileError(
            f"{path.suffix or 'A file without suffix'} is not a video format this takes.",
            remedy=f"Export it as one of {', '.join(SUFFIXES)}.",
        )


def _escaped(name: str) -> str:
    return re.sub(r"([\[\]*?])", r"[\1]", name)


def sidecar_of(path: Path) -> Path | None:
    """The sidecar that lies beside a video; None where there is none."""
    endings = [case(suffix) for suffix in SIDECARS for case in (str.lower, str.upper)]
    names = [path.with_name(path.name + ending) for ending in endings] + [path.with_suffix(e) for e in endings]
    return next((name for name in names if name != path and _is_file(name)), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is as long as names may be, with a suffix more
        return False


def set_aside(path: Path, rejected: Path, reason: str) -> Rejected:
    """Move a file and its sidecar into a folder of its own in `rejected`, with reason.txt; nothing is overwritten."""
    folder = free_folder(rejected, video_key(path.name, "")[:-1])
    sidecar = sidecar_of(path)
    for file in filter(None, (path, sidecar)):
        move(file, folder / (file.name if file.name != "reason.txt" else "reason.original.txt"))
    write_text(folder / "reason.txt", reason + "\n")
    logger.warning("%s was set aside: %s", readable(path.name), reason)
    return Rejected(readable(path.name), reason)

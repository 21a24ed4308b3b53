"""The queue: from an inbox folder to a library with one folder per video. The folders are the truth.

What belongs here: taking files in, setting them aside, putting them away, and saying what is to be done. What does not:
what a person may say (sidecar.py), what is done with a video (brief.py, score.py), when (pipelines/sensors.py).

A library folder holds original.<suffix> and manifest.json, and later video.json, contact_sheet.jpg, brief.json,
soundtrack.flac and scored.<suffix>, with a JSON record beside each. A video whose scored.json is there is done; one that
failed counts its failures.
"""

import contextlib
import errno
import json
import logging
import os
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from assets.soundtracks.sidecar import SIDECARS, Sidecar, read_sidecar, readable
from resources.errors import TenthSymphonyError
from resources.media.files import SUFFIXES
from resources.records import Record, RecordError
from resources.storage import atomic_folder, file_digest, write_json, write_text

logger = logging.getLogger(__name__)

UNFINISHED = (".part", ".partial", ".crdownload", ".tmp", ".download")
SETTLE_SECONDS = 2.0
MAX_ATTEMPTS = 3
SLUG_LENGTH = 40
MANIFEST = "manifest.json"
DAMAGED_REMEDY = "Delete {} and drop the video into the inbox again; its original lies there."
INTERRUPTED = "Its process ended while it was worked on (killed, or out of memory)."

Seen = dict[str, tuple[int, int]]
State = Literal["queued", "rendered", "scored", "given up", "refused"]


class UnsuitableFileError(TenthSymphonyError):
    """A file that the queue does not take."""


class Manifest(Record):
    """What is known of a library video: as what it was dropped, its size, hash (hex), time and sidecar."""

    key: str
    original_name: str
    bytes: int
    sha256: str
    received_at: str
    sidecar: dict[str, Any]

    @classmethod
    def migrate(cls, version: int, fields: dict[str, Any]) -> dict[str, Any] | None:
        """Before schema versions, the fields were the same."""
        return fields if version == 0 else None


@dataclass(frozen=True, slots=True)
class Admitted:
    """A video that is in the library now; `new` is False when it was already."""

    key: str
    new: bool


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file that was set aside, and why."""

    name: str
    reason: str


def video_key(name: str, sha256: str) -> str:
    """A partition key: the name in [a-z0-9-], at most 40 characters, and ten of the content's hash."""
    slug = re.sub(r"[^a-z0-9]+", "-", Path(name).stem.lower().encode("ascii", "ignore").decode()).strip("-")
    return f"{slug[:SLUG_LENGTH].strip('-') or 'video'}-{sha256[:10]}"


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
    admitted = admit(path, library, said, move=True)
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


def admit(path: Path, library: Path, said: Sidecar | None, *, move: bool = False) -> Admitted:
    """Put a video into the library; `path` stays where it is.

    Args:
        said: what was said about it; for a video that is there already, None keeps what was said before.
        move: the file is about to be deleted, so that on the same disk the library may share its bytes.
    """
    sha256 = file_digest(path)
    known = next((p for p in library.glob(f"*-{sha256[:10]}") if _holds(p, sha256)), None)
    wishes = said.said() if said else {}
    if known is not None:
        if said is not None and read_manifest(known).sidecar != wishes:
            say_anew(known, said)
        return Admitted(known.name, new=False)
    folder = library / video_key(path.name, sha256)
    with atomic_folder(folder) as temporary:
        # A link and not a copy: a tick has seconds, and videos have gigabytes.
        _link_or_copy(path, temporary / f"original{path.suffix.lower()}", link=move)
        Manifest(
            key=folder.name,
            original_name=readable(path.name),
            bytes=path.stat().st_size,
            sha256=sha256,
            received_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            sidecar=wishes,
        ).write(temporary / MANIFEST)
    return Admitted(folder.name, new=True)


def say_anew(folder: Path, said: Sidecar) -> None:
    """Replace what was said about a library video, and queue it again."""
    read_manifest(folder).model_copy(update={"sidecar": said.said()}).write(folder / MANIFEST)
    reset(folder)


def reset(folder: Path) -> None:
    """Queue a library video again; what was made from the same words is used again."""
    for name in ("scored.json", "failures.json", "attempt"):
        (folder / name).unlink(missing_ok=True)


def _holds(folder: Path, sha256: str) -> bool:
    manifest = Manifest.read_if_valid(folder / MANIFEST)
    return manifest is not None and manifest.sha256 == sha256


def _link_or_copy(source: Path, target: Path, *, link: bool) -> None:
    if link:
        with contextlib.suppress(OSError):  # another disk, or a disk without links
            target.hardlink_to(source)
            return
    shutil.copyfile(source, target)


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
    folder = _free_folder(rejected, video_key(path.name, "")[:-1])
    sidecar = sidecar_of(path)
    for file in filter(None, (path, sidecar)):
        _move(file, folder / (file.name if file.name != "reason.txt" else "reason.original.txt"))
    write_text(folder / "reason.txt", reason + "\n")
    logger.warning("%s was set aside: %s", readable(path.name), reason)
    return Rejected(readable(path.name), reason)


def refuse(folder: Path, rejected: Path, reason: str) -> Rejected:
    """Take a video out of the library again: its original under its own name, with the reason."""
    manifest = read_manifest(folder)
    aside = _free_folder(rejected, folder.name)
    _move(original(folder), aside / manifest.original_name)
    manifest.write(aside / MANIFEST)
    write_text(aside / "reason.txt", reason + "\n")
    shutil.rmtree(folder)
    logger.warning("%s was set aside: %s", folder.name, reason)
    return Rejected(manifest.original_name, reason)


def _free_folder(parent: Path, name: str) -> Path:
    parent.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        folder = parent / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder


def _move(source: Path, target: Path) -> None:
    try:
        source.replace(target)
    except OSError:  # another disk
        shutil.move(source, target)


def read_manifest(folder: Path) -> Manifest:
    """What is known of a library video.

    Raises:
        RecordError: its manifest is missing, damaged or of another version.
    """
    return Manifest.read(folder / MANIFEST, remedy=DAMAGED_REMEDY.format(folder))


def original(folder: Path) -> Path:
    """The video as it was dropped."""
    return next(folder.glob("original.*"))


def videos(library: Path) -> Iterator[Path]:
    """The library's folders whose manifest can be read, in the order in which the videos came."""
    manifests = {path.parent: Manifest.read_if_valid(path) for path in library.glob(f"*/{MANIFEST}")}
    arrived = [(manifest.received_at, folder.name, folder) for folder, manifest in manifests.items() if manifest]
    yield from (folder for *_, folder in sorted(arrived))


def damaged(library: Path) -> Iterator[tuple[str, str]]:
    """The library's folders whose manifest cannot be read: (folder's name, reason). The others are not held up."""
    for path in sorted(library.glob(f"*/{MANIFEST}")):
        try:
            read_manifest(path.parent)
        except RecordError as error:
            yield path.parent.name, str(error)


def is_scored(folder: Path) -> bool:
    """Whether a video has its music; with a damaged record of it, it is scored again."""
    return isinstance(_read_json(folder / "scored.json"), dict)


def failures(folder: Path) -> list[str]:
    """The reasons of the tries that failed; of a damaged record none, so that they are counted anew."""
    reasons = _read_json(folder / "failures.json")
    return [str(reason) for reason in reasons] if isinstance(reasons, list) else []


def _read_json(path: Path) -> Any:
    """A file's JSON; None where there is none or it is damaged."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def record_failure(folder: Path, reason: str) -> None:
    """Count a failed try; after three the video waits for a person."""
    try:
        write_json(folder / "failures.json", [*failures(folder), reason])
    except OSError as error:  # a full disk: then it is not counted, and tried again when there is room
        logger.warning("%s: its failure cannot be written down: %s", folder.name, error)


@contextlib.contextmanager
def attempt(folder: Path) -> Iterator[None]:
    """Mark a video as being worked on. A mark that is found later tells that the process was killed meanwhile, and by
    which video that may have been.
    """
    mark = folder / "attempt"
    if mark.exists():
        record_failure(folder, INTERRUPTED)
    with contextlib.suppress(OSError):
        mark.touch()
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)


def is_suspect(folder: Path) -> bool:
    """Whether a try of this video failed or was cut off: it is better tried alone."""
    return (folder / "failures.json").exists() or (folder / "attempt").exists()


def state(folder: Path) -> State:
    """Where a library video stands."""
    if is_scored(folder):
        return "scored"
    if len(failures(folder)) >= MAX_ATTEMPTS:
        return "given up"
    with contextlib.suppress(FileNotFoundError):
        if (folder / "soundtrack.json").stat().st_mtime_ns > (folder / MANIFEST).stat().st_mtime_ns:
            return "rendered"
    return "queued"


def waiting(library: Path) -> list[str]:
    """The keys that are neither scored nor given up, in the order in which they came."""
    return [folder.name for folder in videos(library) if state(folder) in ("queued", "rendered")]


def refusals(rejected: Path) -> list[tuple[str, str]]:
    """What was set aside: (folder's name, reason)."""
    found = sorted(rejected.glob("*/reason.txt"))
    return [(path.parent.name, path.read_text(encoding="utf-8").strip()) for path in found]


def archive(folder: Path, archived: Path) -> Path:
    """Put a library video away with all that was made of it; its new folder."""
    place = _free_folder(archived, folder.name)
    _move(folder, place)
    return place


def explain(error: OSError) -> str:
    """What a person can do about a file that cannot be written or read."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return (
            f"There is no room to write it ({error.strerror}). Free some space on the disk of DATA_DIR, then retry it."
        )
    return (
        f"A file cannot be read or written ({error.strerror or error}). See to its folder's permissions, then retry it."
    )

"""The library: one folder per video. The folders are the truth of what is queued, scored and given up.

What belongs here: admitting a video, its state, its failures, refusing it and putting it away. What does not: the inbox
(inbox.py), what the records hold (records.py), what is done with a video (brief.py, steps.py).

A folder holds original.<suffix> and manifest.json, and later video.json, contact_sheet.jpg, brief.json, soundtrack.flac
and scored.<suffix>, with a JSON record beside each. A video whose scored.json is there is done; one that failed counts
its failures.
"""

import contextlib
import json
import logging
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from assets.soundtracks import previous_version
from assets.soundtracks.records import Manifest, ScoredRecord, SoundtrackRecord
from assets.soundtracks.sidecar import Sidecar, readable
from resources.errors import TenthSymphonyError
from resources.records import RecordError
from resources.storage import NO_ROOM, atomic_folder, digest, file_digest, writable_folder, write_json, write_text

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
SLUG_LENGTH = 40
MANIFEST = "manifest.json"
FAILURES, ATTEMPT = "failures.json", "attempt"
DAMAGED_REMEDY = "Delete {} and drop the video into the inbox again; its original lies there."
INTERRUPTED = "Its process ended while it was worked on (killed, or out of memory)."

State = Literal["queued", "rendered", "scored", "given up", "refused"]


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


def video_key(name: str, content: str) -> str:
    """A partition key: the name in [a-z0-9-], at most 40 characters, and ten of the content's hash (hex)."""
    slug = re.sub(r"[^a-z0-9]+", "-", Path(name).stem.lower().encode("ascii", "ignore").decode()).strip("-")
    return f"{slug[:SLUG_LENGTH].strip('-') or 'video'}-{content[:10]}"


def admit(path: Path, library: Path, said: Sidecar | None, *, may_link: bool = False, apart: str = "") -> Admitted:
    """Put a video into the library; `path` stays where it is.

    Args:
        said: what was said about it; for a video that is there already, None keeps what was said before.
        may_link: the file is about to be deleted, so that on the same disk the library may share its bytes.
        apart: tells it from others of the same content, such as the id of an upload: two people's are two entries.
    """
    sha256 = file_digest(path)
    content = digest(sha256, apart) if apart else sha256
    known = next((p for p in library.glob(f"*-{content[:10]}") if _holds(p, sha256)), None)
    wishes = said.said() if said else {}
    if known is not None:
        if said is not None and read_manifest(known).sidecar != wishes:
            say_anew(known, said)
        return Admitted(known.name, new=False)
    folder = library / video_key(path.name, content)
    with atomic_folder(folder) as temporary:
        # A link and not a copy: a tick has seconds, and videos have gigabytes.
        (previous_version.link_or_copy if may_link else shutil.copyfile)(
            path, temporary / f"original{path.suffix.lower()}"
        )
        Manifest(
            key=folder.name,
            original_name=readable(path.name),
            bytes=path.stat().st_size,
            sha256=sha256,
            received_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            sidecar=wishes,
        ).write(temporary / MANIFEST)
    return Admitted(folder.name, new=True)


class TakeError(TenthSymphonyError):
    """A take that a video does not have."""


class OtherMusicError(TenthSymphonyError):
    """A take cannot be chosen while other music is asked for."""


def say_anew(folder: Path, said: Sidecar) -> None:
    """Replace what was said about a library video, and queue it again. What there was is kept until it is done."""
    previous_version.keep(folder)
    read_manifest(folder).model_copy(update={"sidecar": said.said()}).write(folder / MANIFEST)
    reset(folder)


def reset(folder: Path) -> None:
    """Queue a library video again; what was made from the same words is used again."""
    for name in (ScoredRecord.FILE, FAILURES, ATTEMPT):
        (folder / name).unlink(missing_ok=True)


def return_to_before(folder: Path) -> None:
    """Let a video that is made again be what it was, and leave the queue."""
    for name in (FAILURES, ATTEMPT):
        (folder / name).unlink(missing_ok=True)
    previous_version.put_back(folder)


def choose_take(folder: Path, number: int) -> None:
    """Let another of a video's takes be the one that is played, and queue it again: no music is made for that, whatever
    version or renderer made the takes.

    Raises:
        RecordError: it has no music yet.
        TakeError: there is no take of that number, or its music is gone.
        OtherMusicError: other words were said since the takes were made.
    """
    path = folder / SoundtrackRecord.FILE
    music = SoundtrackRecord.read(path, remedy="Score the video first.")
    if not 1 <= number <= len(music.candidates):
        raise TakeError(f"There is no take {number}.", remedy=f"There are takes 1 to {len(music.candidates)}.")
    if not (is_scored(folder) or _is_newer_than_words(path)):
        raise OtherMusicError("Other music is asked for.", remedy="Wait until it is made, or cancel it.")
    if not has_its_takes(folder, music):
        raise TakeError("A take's music is no longer there.", remedy="Make it again with other words or another seed.")
    previous_version.keep(folder)
    music.model_copy(update={"chosen": number, "chosen_for": words_for_music(read_manifest(folder))}).write(path)
    reset(folder)


def words_for_music(manifest: Manifest) -> str:
    """A digest of what was said of the music itself, and not of how loud it is under the film's own sound."""
    return digest({name: value for name, value in manifest.sidecar.items() if name not in ("mix", "volume")})


def chosen_music(folder: Path) -> SoundtrackRecord | None:
    """The music of a video as a person chose it for the words that hold; None where nobody did, or where it is gone."""
    music = SoundtrackRecord.read_if_valid(folder / SoundtrackRecord.FILE)
    if music is None or music.chosen_for != words_for_music(read_manifest(folder)):
        return None
    return music if has_its_takes(folder, music) else None


def has_its_takes(folder: Path, music: SoundtrackRecord) -> bool:
    """Whether the sound of every take is there."""
    return all((folder / candidate.file).exists() for candidate in music.candidates)


def _holds(folder: Path, sha256: str) -> bool:
    manifest = Manifest.read_if_valid(folder / MANIFEST)
    return manifest is not None and manifest.sha256 == sha256


def refuse(folder: Path, rejected: Path, reason: str) -> Rejected:
    """Take a video out of the library again: its original under its own name, with the reason."""
    manifest = read_manifest(folder)
    aside = free_folder(rejected, folder.name)
    move(original(folder), aside / manifest.original_name)
    manifest.write(aside / MANIFEST)
    write_text(aside / "reason.txt", reason + "\n")
    shutil.rmtree(folder)
    return Rejected(manifest.original_name, reason)


def free_folder(parent: Path, name: str) -> Path:
    """Make a new folder of this name in `parent`, with a number where there is one already."""
    writable_folder(parent)
    number = 1
    while True:
        folder = parent / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder


def move(source: Path, target: Path) -> None:
    """Move a file or folder, to another disk too."""
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
    return ScoredRecord.read_if_valid(folder / ScoredRecord.FILE) is not None


def failures(folder: Path) -> list[str]:
    """The reasons of the tries that failed; of a damaged record none, so that they are counted anew."""
    try:
        reasons = json.loads((folder / FAILURES).read_bytes())
    except (OSError, ValueError):
        return []
    return [str(reason) for reason in reasons] if isinstance(reasons, list) else []


def record_failure(folder: Path, reason: str) -> None:
    """Count a failed try; after three the video waits for a person."""
    try:
        write_json(folder / FAILURES, [*failures(folder), reason])
    except OSError as error:  # a full disk: then it is not counted, and tried again when there is room
        logger.warning("%s: its failure cannot be written down: %s", folder.name, error)


def give_up(folder: Path, reason: str) -> None:
    """Try a video no more until a person says so."""
    write_json(folder / FAILURES, [reason] * MAX_ATTEMPTS)


@contextlib.contextmanager
def attempt(folder: Path) -> Iterator[None]:
    """Mark a video as being worked on. A mark that is found later tells that the process was killed meanwhile, and by
    which video that may have been.
    """
    mark = folder / ATTEMPT
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
    return (folder / FAILURES).exists() or (folder / ATTEMPT).exists()


def state(folder: Path) -> State:
    """Where a library video stands."""
    if is_scored(folder):
        return "scored"
    if len(failures(folder)) >= MAX_ATTEMPTS:
        return "given up"
    return "rendered" if _is_newer_than_words(folder / SoundtrackRecord.FILE) else "queued"


def _is_newer_than_words(path: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_mtime_ns > path.with_name(MANIFEST).stat().st_mtime_ns
    return False


def waiting(library: Path) -> list[str]:
    """The keys that are neither scored nor given up, in the order in which they came."""
    return [folder.name for folder in videos(library) if state(folder) in ("queued", "rendered")]


def refusals(rejected: Path) -> list[tuple[str, str]]:
    """What was set aside: (folder's name, reason)."""
    found = sorted(rejected.glob("*/reason.txt"))
    return [(path.parent.name, path.read_text(encoding="utf-8").strip()) for path in found]


def archive(folder: Path, archived: Path) -> Path:
    """Put a library video away with all that was made of it; its new folder, whose time says since when it lies there."""
    place = free_folder(archived, folder.name)
    move(folder, place)
    os.utime(place)
    return place


def explain(error: OSError) -> str:
    """What a person can do about a file that cannot be written or read."""
    if error.errno in NO_ROOM:
        return (
            f"There is no room to write it ({error.strerror}). Free some space on the disk of DATA_DIR, then retry it."
        )
    return (
        f"A file cannot be read or written ({error.strerror or error}). See to its folder's permissions, then retry it."
    )

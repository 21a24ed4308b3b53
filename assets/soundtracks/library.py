"""The library: one folder per video. The folders are the source of truth for what is queued, scored and given up.

A folder contains original.<suffix> and manifest.json, and later video.json, contact_sheet.jpg, brief.json, soundtrack.flac
and scored.<suffix>, each with a JSON record. A video with a scored.json is finished; failures are counted in its folder.

What belongs here: admitting a video, its state, its failures, refusing and archiving it. What does not: the inbox (inbox.py),
the contents of records (records.py), processing a video (brief.py, steps.py).
"""

import contextlib
import errno
import json
import logging
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from assets.soundtracks import previous_version
from assets.soundtracks.records import Manifest, ScoredRecord, SoundtrackRecord
from assets.soundtracks.sidecar import SIDECARS, Sidecar, readable
from resources.errors import TenthSymphonyError
from resources.records import RecordError
from resources.storage import NO_ROOM, atomic_folder, digest, file_digest, writable_folder, write_json, write_text

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
SLUG_LENGTH = 40
MANIFEST = "manifest.json"
REASON = "reason.txt"
AS_VIDEO = "as_video.mp4"  # what an animated GIF becomes
FAILURES, ATTEMPT = "failures.json", "attempt"
DAMAGED_REMEDY = "Delete {} and drop the video into the inbox again; its original lies there."
INTERRUPTED = "Its process ended while it was worked on (killed, or out of memory)."

State = Literal["queued", "rendered", "scored", "given up", "refused"]


@dataclass(frozen=True, slots=True)
class Admitted:
    """A video in the library. `new`: whether it was not there before."""

    key: str
    new: bool


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file that was refused and moved aside, and why."""

    name: str
    reason: str


def video_key(name: str, content: str) -> str:
    """A partition key: the name in [a-z0-9-], at most 40 characters, and ten hexadecimal digits of the content's hash."""
    plain = unicodedata.normalize("NFKD", Path(name).stem.lower()).encode("ascii", "ignore").decode()  # ä: a
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return f"{slug[:SLUG_LENGTH].strip('-') or 'video'}-{content[:10]}"


def admit(path: Path, library: Path, wishes: Sidecar | None, *, may_link: bool = False, apart: str = "") -> Admitted:
    """Put a video into the library; `path` stays where it is.

    Args:
        wishes: the settings; None keeps the settings of a video that is already there.
        may_link: whether the library may hard-link the file on the same disk, because `path` is about to be deleted.
        apart: distinguishes videos with the same content, such as the id of an upload: two users' uploads are two entries.
    """
    sha256 = file_digest(path)
    content = digest(sha256, apart) if apart else sha256
    known = next((p for p in library.glob(f"*-{content[:10]}") if _holds(p, sha256)), None)
    given = wishes.given() if wishes else {}
    if known is not None:
        if wishes is not None and read_manifest(known).sidecar != given:
            change_settings(known, wishes)
        return Admitted(known.name, new=False)
    folder = library / video_key(path.name, content)
    with atomic_folder(folder) as temporary:
        # A link instead of a copy: a sensor's tick has seconds, and videos have gigabytes.
        (previous_version.link_or_copy if may_link else shutil.copyfile)(
            path, temporary / f"original{path.suffix.lower()}"
        )
        Manifest(
            key=folder.name,
            original_name=readable(path.name),
            bytes=path.stat().st_size,
            sha256=sha256,
            received_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            sidecar=given,
        ).write(temporary / MANIFEST)
    return Admitted(folder.name, new=True)


class TakeError(TenthSymphonyError):
    """A video has no such take."""


class OtherMusicError(TenthSymphonyError):
    """A take cannot be chosen while a new version of the music is requested."""


def change_settings(folder: Path, wishes: Sidecar) -> None:
    """Replace the settings of a library video and queue it again. The old version is kept until the new one is finished."""
    previous_version.keep(folder)
    read_manifest(folder).model_copy(update={"sidecar": wishes.given()}).write(folder / MANIFEST)
    reset(folder)


def reset(folder: Path) -> None:
    """Queue a library video again; results whose inputs have not changed are reused."""
    for name in (ScoredRecord.FILE, FAILURES, ATTEMPT):
        (folder / name).unlink(missing_ok=True)


def return_to_before(folder: Path) -> None:
    """Restore the old version of a video that is being made again, and take it out of the queue."""
    for name in (FAILURES, ATTEMPT):
        (folder / name).unlink(missing_ok=True)
    previous_version.put_back(folder)


def choose_take(folder: Path, number: int) -> None:
    """Choose another take of a video and queue it again. No music is made for that, whatever version or renderer made
    the takes.

    Raises:
        RecordError: the record of its music is damaged.
        TakeError: the video has no music yet, there is no take with that number, or its music is gone.
        OtherMusicError: the settings have changed since the takes were made.
    """
    path = folder / SoundtrackRecord.FILE
    if not path.exists():
        raise TakeError("The video has no music yet.", remedy="Wait until it is scored.")
    music = SoundtrackRecord.read(path, remedy="Make its music again, with another seed.")
    if not 1 <= number <= len(music.candidates):
        raise TakeError(f"There is no take {number}.", remedy=f"The takes are 1 to {len(music.candidates)}.")
    if not (is_scored(folder) or _is_newer_than_words(path)):
        raise OtherMusicError(
            "A new version of the music is in the queue.", remedy="Wait until it is finished, or cancel it."
        )
    if not has_its_takes(folder, music):
        raise TakeError("The music of a take no longer exists.", remedy="Make new music with another prompt or seed.")
    previous_version.keep(folder)
    music.model_copy(update={"chosen": number, "chosen_for": _settings_of_music(read_manifest(folder))}).write(path)
    reset(folder)


def _settings_of_music(manifest: Manifest) -> str:
    """A digest of the settings of the music itself, without those of its level under the film's own sound."""
    return digest({name: value for name, value in manifest.sidecar.items() if name not in ("mix", "volume")})


def chosen_music(folder: Path) -> SoundtrackRecord | None:
    """The music that the user chose for the present settings; None if there was no choice, or the music is gone."""
    music = SoundtrackRecord.read_if_valid(folder / SoundtrackRecord.FILE)
    if music is None or music.chosen_for != _settings_of_music(read_manifest(folder)):
        return None
    return music if has_its_takes(folder, music) else None


def has_its_takes(folder: Path, music: SoundtrackRecord) -> bool:
    """Whether the sound file of every take exists."""
    return all((folder / candidate.file).exists() for candidate in music.candidates)


def _holds(folder: Path, sha256: str) -> bool:
    manifest = Manifest.read_if_valid(folder / MANIFEST)
    return manifest is not None and manifest.sha256 == sha256


def refuse(folder: Path, rejected: Path, reason: str) -> Rejected:
    """Move a video out of the library to the refused ones: its original under its own name, with the reason."""
    manifest = read_manifest(folder)
    aside = free_folder(rejected, folder.name)
    move(original(folder), aside / manifest.original_name)
    manifest.write(aside / MANIFEST)
    write_text(aside / REASON, reason + "\n")
    shutil.rmtree(folder)
    return Rejected(manifest.original_name, reason)


def free_folder(parent: Path, name: str) -> Path:
    """Make a new folder in `parent`, with a number added to its name if that is taken."""
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
    """Move a file or folder, even to another disk."""
    try:
        source.replace(target)
    except OSError:  # another disk
        shutil.move(source, target)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a library video.

    Raises:
        RecordError: its manifest is missing, damaged or of another version.
    """
    return Manifest.read(folder / MANIFEST, remedy=DAMAGED_REMEDY.format(folder))


def original(folder: Path) -> Path:
    """The video as it was dropped.

    Raises:
        FileNotFoundError: it is gone, for example because its folder is being deleted.
    """
    for path in folder.glob("original.*"):
        return path
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder / "original"))


def playable(folder: Path) -> Path:
    """The video as it was dropped or, for an animated GIF, the video made from it, which browsers can play."""
    return folder / AS_VIDEO if (folder / AS_VIDEO).exists() else original(folder)


def videos(library: Path) -> Iterator[Path]:
    """The library's folders with a readable manifest, in order of arrival."""
    manifests = {path.parent: Manifest.read_if_valid(path) for path in library.glob(f"*/{MANIFEST}")}
    arrived = [(manifest.received_at, folder.name, folder) for folder, manifest in manifests.items() if manifest]
    yield from (folder for *_, folder in sorted(arrived))


def damaged(library: Path) -> Iterator[tuple[str, str]]:
    """The library's folders with an unreadable manifest: (folder's name, reason). They do not hold up the others."""
    for path in sorted(library.glob(f"*/{MANIFEST}")):
        try:
            read_manifest(path.parent)
        except RecordError as error:
            yield path.parent.name, str(error)


def is_scored(folder: Path) -> bool:
    """Whether a video is scored. One with a damaged record is not, and is scored again."""
    return ScoredRecord.read_if_valid(folder / ScoredRecord.FILE) is not None


def failures(folder: Path) -> list[str]:
    """The reasons of the failed attempts. A damaged record counts as none."""
    try:
        reasons = json.loads((folder / FAILURES).read_bytes())
    except (OSError, ValueError):
        return []
    return [str(reason) for reason in reasons] if isinstance(reasons, list) else []


def record_failure(folder: Path, reason: str) -> None:
    """Record a failed attempt. After three, the video is no longer tried automatically."""
    try:
        write_json(folder / FAILURES, [*failures(folder), reason])
    except OSError as error:  # a full disk: the failure is not counted, and the video is retried later
        logger.warning("%s: its failure could not be recorded: %s", folder.name, error)


def give_up(folder: Path, reason: str) -> None:
    """Stop retrying a video until a person requests it."""
    write_json(folder / FAILURES, [reason] * MAX_ATTEMPTS)


@contextlib.contextmanager
def attempt(folder: Path) -> Iterator[None]:
    """Mark a video as being worked on. If a later run finds the mark, the process was killed, possibly because of this video."""
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
    """Whether an attempt at this video failed or was killed, so that it is better retried in a run of its own."""
    return (folder / FAILURES).exists() or (folder / ATTEMPT).exists()


def state(folder: Path) -> State:
    """The state of a library video."""
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
    """The keys of the videos that are neither scored nor given up, in order of arrival."""
    return [folder.name for folder in videos(library) if state(folder) in ("queued", "rendered")]


def refused_file(folder: Path) -> Path | None:
    """The file that was refused, in its folder; None if it is not there, or not the only one."""
    others = (REASON, MANIFEST)
    files = [f for f in folder.iterdir() if f.name not in others and f.suffix.lower() not in SIDECARS]
    return files[0] if len(files) == 1 else None


def refused_name(folder: Path) -> str:
    """The name under which a refused file was dropped; the folder's if that is unknown."""
    file = refused_file(folder)
    return readable(file.name) if file else folder.name


def refusals(rejected: Path) -> list[tuple[str, str]]:
    """The refused files: (folder's name, reason)."""
    found = sorted(rejected.glob(f"*/{REASON}"))
    return [(path.parent.name, path.read_text(encoding="utf-8").strip()) for path in found]


def archive(folder: Path, archived: Path) -> Path:
    """Move a library video to the archive with everything made from it. Returns its new folder, whose mtime is set to now."""
    place = free_folder(archived, folder.name)
    move(folder, place)
    os.utime(place)
    return place


def explain(error: OSError) -> str:
    """The remedy for a file that cannot be written or read. It names the file without its folder, since pages show it."""
    if error.errno in NO_ROOM:
        return (
            f"There is no room to write it ({error.strerror}). Free some space on the disk of DATA_DIR, then retry it."
        )
    file = "A file" if error.filename is None else repr(Path(os.fsdecode(error.filename)).name)
    return (
        f"{file} cannot be read or written ({error.strerror or error}). Check its folder's permissions, then retry it."
    )

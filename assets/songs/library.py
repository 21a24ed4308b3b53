"""The songs' folders, one per song. The folders are the source of truth for what is requested, made and given up.

What belongs here: requesting a song, its state, its failures. What does not: the contents of records (records.py), making a
song (steps.py).
"""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from assets.songs.pasted import HEADER, read_pasted
from assets.songs.plan import SongPlan
from assets.songs.records import LyricVideoRecord, SongRequest
from resources.errors import TenthSymphonyError
from resources.records import Record
from resources.storage import atomic_folder, digest, file_digest, is_key, write_json

SLUG_LENGTH = 40
MAX_ATTEMPTS = 2
FAILURES = "failures.json"
State = Literal["queued", "written", "made", "given up"]


class NoSongError(TenthSymphonyError):
    """There is no song with that key."""


class Failures(Record):
    """Why a song could not be made: one reason per attempt."""

    reasons: tuple[str, ...] = ()


def name_of(request: SongRequest) -> str:
    """What a song is called before it has a title: what was asked for, or its first line."""
    lines = (line for line in read_pasted(request.text).text.split("\n") if line and not HEADER.match(line))
    return request.title or request.theme or request.first or next(lines, "song")


def song_key(request: SongRequest) -> str:
    """A partition key: its name in [a-z0-9-], and ten characters of the request's hash."""
    named = name_of(request)
    slug = re.sub(r"[^a-z0-9]+", "-", named.lower().encode("ascii", "ignore").decode()).strip("-")
    return f"{slug[:SLUG_LENGTH].strip('-') or 'song'}-{digest(request.stored())[:10]}"


def ask(songs: Path, request: SongRequest, background: Path | None = None) -> str:
    """Request a song. Returns its key. The same request gives the same song, and retries it if it failed.

    Args:
        background: a picture or video; it is copied into the song's folder.
    """
    if background is not None:
        # Part of the request's hash: a different picture is a different song.
        name = f"background-{file_digest(background)[:10]}{background.suffix.lower()}"
        request = request.model_copy(update={"background": name})
    key = song_key(request)
    folder = songs / key
    if not (folder / SongRequest.FILE).exists():
        with atomic_folder(folder) as temporary:
            request.write(temporary / SongRequest.FILE)
            write_json(temporary / "asked.json", {"at": datetime.now(UTC).isoformat(timespec="seconds")})
            if background is not None:
                shutil.copyfile(background, temporary / request.background)
    (folder / FAILURES).unlink(missing_ok=True)
    return key


def song_folder(songs: Path, key: str) -> Path:
    """A song's folder.

    Raises:
        NoSongError: there is no song with that key.
    """
    folder = songs / key
    if not is_key(key) or not (folder / SongRequest.FILE).exists():
        raise NoSongError(f"There is no song {key!r}.", remedy="See make song DO=list.")
    return folder


def all_songs(songs: Path) -> Iterator[Path]:
    """Every song's folder, in the order of the requests."""
    if songs.exists():
        folders = [path for path in songs.iterdir() if (path / SongRequest.FILE).exists()]
        yield from sorted(folders, key=lambda path: (path / SongRequest.FILE).stat().st_mtime_ns)


def failures(folder: Path) -> tuple[str, ...]:
    """Why the attempts so far failed."""
    record = Failures.read_if_valid(folder / FAILURES)
    return record.reasons if record else ()


def record_failure(folder: Path, reason: str) -> None:
    """Record a failed attempt."""
    Failures(reasons=(*failures(folder), reason)).write(folder / FAILURES)


def give_up(folder: Path, reason: str) -> None:
    """Take a song out of the queue until it is requested again."""
    Failures(reasons=(reason,) * MAX_ATTEMPTS).write(folder / FAILURES)


def state(folder: Path) -> State:
    """The state of a song."""
    if (folder / LyricVideoRecord.FILE).exists():
        return "made"
    if is_draft(folder) and (folder / SongPlan.FILE).exists():
        return "written"
    return "given up" if len(failures(folder)) >= MAX_ATTEMPTS else "queued"


def is_draft(folder: Path) -> bool:
    """Whether only the words are requested."""
    request = SongRequest.read_if_valid(folder / SongRequest.FILE)
    return request is not None and request.draft


def waiting(songs: Path) -> list[str]:
    """The folders of songs that are waiting to be made."""
    return [folder.name for folder in all_songs(songs) if state(folder) == "queued"]

"""The queue: from an inbox folder to a library with one folder per video. The folders are the truth.

What belongs here: taking files in, setting them aside, and saying what is to be done. What does not: what is done
with a video (brief.py, score.py), when (pipelines/sensors.py).

A library folder holds original.<suffix> and manifest.json, and later brief.json, soundtrack.flac, scored.<suffix>
with a JSON record beside each. A video whose scored.json is there is done; one that failed counts its failures.
"""

import json
import logging
import os
import re
import shutil
import stat
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from resources.errors import TenthSymphonyError
from resources.media import SUFFIXES
from resources.storage import atomic_folder, file_digest, write_json, write_text

logger = logging.getLogger(__name__)

SIDECARS = (".yaml", ".yml", ".json")
UNFINISHED = (".part", ".partial", ".crdownload", ".tmp", ".download")
SETTLE_SECONDS = 2.0
MAX_ATTEMPTS = 3
SLUG_LENGTH = 40

Seen = dict[str, tuple[int, int]]


class SidecarError(TenthSymphonyError):
    """A sidecar cannot be used; the message names the field."""


class Sidecar(BaseModel):
    """What a person may say about a video, in <name>.yaml or <name>.json beside it."""

    model_config = ConfigDict(extra="forbid")

    prompt: str | None = Field(None, min_length=1, max_length=2000)
    seconds: float | None = Field(None, gt=0, le=3 * 3600, description="how long the music plays; silence after it")
    tempo: float | None = Field(None, ge=30, le=300)
    mood: str | None = None
    mix: Literal["replace", "duck", "mix"] | None = None
    volume: float = Field(0.0, ge=-40, le=20, description="decibels of the music against the video's own sound")
    seed: int | None = Field(None, ge=0, lt=2**32)


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
        seen: name → (size, modification time in ns) at the last look.

    Returns:
        The settled files, oldest first, and what to remember. Sidecars wait for their video and are not listed;
        hidden files and unfinished downloads are not looked at.
    """
    inbox.mkdir(parents=True, exist_ok=True)
    now: Seen = {}
    ready = []
    for entry in os.scandir(inbox):
        path = Path(entry.path)
        if entry.name.startswith(".") or path.suffix.lower() in (*SIDECARS, *UNFINISHED):
            continue
        facts = entry.stat(follow_symlinks=False)
        if stat.S_ISDIR(facts.st_mode):
            continue
        state = (facts.st_size, facts.st_mtime_ns)
        now[entry.name] = state
        quiet = time.time_ns() - facts.st_mtime_ns > SETTLE_SECONDS * 1e9
        if quiet and seen.get(entry.name) in (state, list(state)):
            ready.append((facts.st_mtime_ns, entry.name, path))
    return [path for *_, path in sorted(ready)], now


def take_in(path: Path, library: Path, rejected: Path) -> Admitted | Rejected:
    """Move one settled file with its sidecar out of the inbox: into the library, or aside with a reason.

    The same video again is one library entry; a new sidecar with it replaces the old one and queues it again.
    """
    sidecar = _sidecar_of(path)
    try:
        if path.is_symlink() or not path.is_file():
            raise SidecarError("It is a link or no regular file.", remedy="Copy the video itself into the inbox.")
        if path.suffix.lower() not in SUFFIXES:
            raise SidecarError(
                f"{path.suffix or 'A file without suffix'} is not a video format this takes.",
                remedy=f"Export it as one of {', '.join(SUFFIXES)}.",
            )
        wishes = read_sidecar(sidecar) if sidecar else Sidecar.model_validate({})
    except SidecarError as error:
        return set_aside(path, rejected, str(error))
    sha256 = file_digest(path)
    key = video_key(path.name, sha256)
    known = next((p.name for p in library.glob(f"*-{sha256[:10]}") if (p / "manifest.json").exists()), None)
    folder = library / (known or key)
    manifest = {
        "key": folder.name,
        "original_name": path.name,
        "bytes": path.stat().st_size,
        "sha256": sha256,
        "received_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "sidecar": wishes.model_dump(exclude_none=True, exclude_defaults=True),
    }
    if known is None:
        with atomic_folder(folder) as temporary:
            shutil.copyfile(path, temporary / f"original{path.suffix.lower()}")
            write_json(temporary / "manifest.json", manifest)
    elif sidecar and read_manifest(folder)["sidecar"] != manifest["sidecar"]:
        write_json(folder / "manifest.json", {**read_manifest(folder), "sidecar": manifest["sidecar"]})
        for name in ("scored.json", "failures.json"):
            (folder / name).unlink(missing_ok=True)
    # Only now: until the library has the video whole, the inbox keeps it.
    path.unlink()
    if sidecar:
        sidecar.unlink()
    return Admitted(folder.name, new=known is None)


def _sidecar_of(path: Path) -> Path | None:
    names = [path.with_name(path.name + suffix) for suffix in SIDECARS] + [path.with_suffix(s) for s in SIDECARS]
    return next((name for name in names if name.is_file() and not name.is_symlink()), None)


def read_sidecar(path: Path) -> Sidecar:
    """A sidecar's wishes.

    Raises:
        SidecarError: it is no YAML or JSON mapping, or a field is unknown or wrong.
    """
    import yaml

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))  # JSON is YAML
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SidecarError(
            f"Its sidecar {path.name} cannot be read ({type(error).__name__}).",
            remedy="Write lines like: prompt: calm piano",
        ) from None
    if content is None:
        return Sidecar.model_validate({})
    if not isinstance(content, dict):
        raise SidecarError(f"Its sidecar {path.name} is not a mapping.", remedy="Write lines like: prompt: calm piano")
    try:
        return Sidecar.model_validate(content)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise SidecarError(
            f"Its sidecar {path.name} is wrong: {faults}.", remedy=f"Fields: {', '.join(Sidecar.model_fields)}."
        ) from None


def set_aside(path: Path, rejected: Path, reason: str) -> Rejected:
    """Move a file and its sidecar into a folder of its own in `rejected`, with reason.txt; nothing is overwritten."""
    folder = _free_folder(rejected, video_key(path.name, "")[:-1])
    sidecar = _sidecar_of(path)
    for file in filter(None, (path, sidecar)):
        _move(file, folder / file.name)
    write_text(folder / "reason.txt", reason + "\n")
    logger.warning("%s was set aside: %s", path.name, reason)
    return Rejected(path.name, reason)


def refuse(folder: Path, rejected: Path, reason: str) -> Rejected:
    """Take a video out of the library again: its original under its own name, with the reason."""
    manifest = read_manifest(folder)
    aside = _free_folder(rejected, folder.name)
    _move(original(folder), aside / manifest["original_name"])
    write_json(aside / "manifest.json", manifest)
    write_text(aside / "reason.txt", reason + "\n")
    shutil.rmtree(folder)
    logger.warning("%s was set aside: %s", folder.name, reason)
    return Rejected(manifest["original_name"], reason)


def _free_folder(rejected: Path, name: str) -> Path:
    rejected.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        folder = rejected / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder


def _move(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError:  # another disk
        shutil.move(source, target)


def read_manifest(folder: Path) -> dict[str, Any]:
    """What is known of a library video: its original name, size, hash, time and sidecar."""
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def original(folder: Path) -> Path:
    """The video as it was dropped."""
    return next(folder.glob("original.*"))


def videos(library: Path) -> Iterator[Path]:
    """The library's folders, in the order in which the videos came."""
    folders = [path for path in library.glob("*") if (path / "manifest.json").exists()]
    yield from sorted(folders, key=lambda folder: (read_manifest(folder)["received_at"], folder.name))


def is_scored(folder: Path) -> bool:
    """Whether a video has its music."""
    return (folder / "scored.json").exists()


def failures(folder: Path) -> list[str]:
    """The reasons of the tries that failed."""
    path = folder / "failures.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def record_failure(folder: Path, reason: str) -> None:
    """Count a failed try; after three the video waits for a person."""
    write_json(folder / "failures.json", [*failures(folder), reason])


def waiting(library: Path) -> list[str]:
    """The keys that are queued and neither scored nor tried too often, in the order in which they came."""
    return [f.name for f in videos(library) if not is_scored(f) and len(failures(f)) < MAX_ATTEMPTS]

"""Storage on disk: the data root's folders, atomic writes and content addresses.

What belongs here: paths, and writing files. What does not: formats (Parquet is in io_managers.py, the layout of checkpoints in
assets/models).
"""

import contextlib
import errno
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from resources.errors import TenthSymphonyError

NOT_ALLOWED = (errno.EROFS, errno.EACCES, errno.EPERM)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class UnwritableError(TenthSymphonyError, OSError):
    """A folder is read-only or belongs to another user, but must be written to."""


def writable_folder(folder: Path) -> None:
    """Create a folder and its parents if needed.

    Raises:
        UnwritableError: it cannot be created or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        allowed = os.access(folder, os.W_OK)
    except (FileExistsError, NotADirectoryError) as error:
        raise UnwritableError(
            f"{folder} cannot be a folder: there is a file of that name, or of a folder above it.",
            remedy="Set DATA_DIR to another folder.",
        ) from error
    except OSError as error:
        if error.errno not in NOT_ALLOWED:
            raise
        allowed = False
    if not allowed:
        raise UnwritableError(
            f"{folder} cannot be written to: it is read-only or belongs to another user. Nothing was changed.",
            remedy="Give this user write access, or set DATA_DIR to a writable folder.",
        )


def digest(*parts: object) -> str:
    """A stable SHA-256 (hex, 64 characters) of JSON-able values, bytes or text, in their order."""
    sha = hashlib.sha256()
    for part in parts:
        is_bytes = isinstance(part, bytes)
        raw = part if is_bytes else json.dumps(part, sort_keys=True, ensure_ascii=False).encode()
        sha.update(bytes([is_bytes]) + len(raw).to_bytes(8, "big"))
        sha.update(raw)
    return sha.hexdigest()


def file_digest(path: Path) -> str:
    """The SHA-256 (hex) of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_KEY = 80  # characters: the longest key made here has 51, and file systems refuse 256


def is_key(text: str) -> bool:
    """Whether a text can be the key of a video or a song; excludes paths."""
    return len(text) <= LONGEST_KEY and KEY.fullmatch(text) is not None


@contextlib.contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Yield a temporary path next to `path` with the same suffix; fsync and rename it into place when the block succeeds.

    A block that raises leaves `path` as it was and removes the temporary file.

    Raises:
        UnwritableError: its folder is read-only.
    """
    writable_folder(path.parent)
    temporary = path.with_name(f".{secrets.token_hex(6)}.partial{path.suffix}")
    try:
        yield temporary
        with temporary.open("rb+") as handle:
            os.fsync(handle.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file completely or not at all."""
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 text file completely or not at all."""
    write_bytes(path, text.encode())


def write_json(path: Path, value: Any) -> None:
    """Write a JSON file (UTF-8, indented, keys in order) completely or not at all."""
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n")


@contextlib.contextmanager
def atomic_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty temporary folder next to `folder`; fsync its files and rename it into place on success.

    An existing `folder` is replaced; a block that raises leaves it as it was.

    Raises:
        UnwritableError: the folder above it is read-only.
    """
    writable_folder(folder.parent)
    temporary = folder.with_name(f".{folder.name}.{secrets.token_hex(6)}.partial")
    temporary.mkdir()
    try:
        yield temporary
        for file in temporary.rglob("*"):
            if file.is_file():
                with file.open("rb+") as handle:
                    os.fsync(handle.fileno())
        if folder.exists():
            shutil.rmtree(folder)
        temporary.replace(folder)
        _sync_folder(folder.parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def set_aside(folder: Path) -> Path:
    """Rename a damaged folder, so that it can be made again; housekeeping later deletes it by its new name.

    Does nothing if another process was faster.
    """
    aside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.damaged.partial")
    with contextlib.suppress(FileNotFoundError):
        folder.rename(aside)
    return aside


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders below the data root for assets that write their own files.

    `address`: of the object store that `data` mirrors; empty if `data` is the data root itself.
    """

    data: Path
    inbox: Path
    address: str = ""

    def pull(self) -> None:
        """Download what is newer in the store, if there is one.

        Raises:
            StoreError: it cannot be read.
        """
        if self.address:
            from resources.store import Store  # imported here, because it imports this module

            Store(self.address, self.data).pull()

    def push(self, *, emptied: bool = False) -> None:
        """Upload what is newer here, if there is a store.

        Args:
            emptied: whether an empty data root is intended; see `Store.push`.

        Raises:
            StoreError: it cannot be written to.
        """
        if self.address:
            from resources.store import Store

            Store(self.address, self.data).push(emptied=emptied)

    @contextlib.contextmanager
    def in_step(self) -> Iterator["Folders"]:
        """Download from the store before the block and upload after it, even if it raises."""
        self.pull()
        try:
            yield self
        finally:
            self.push()

    def pointer(self, path: Path) -> str:
        """A path as stored in records: relative to the data root, so that the root can be moved."""
        return str(path.relative_to(self.data))

    def find(self, pointer: str) -> Path:
        """The path for a pointer."""
        return self.data / pointer

    @property
    def tables(self) -> Path:
        """The tables and pointers that are passed between assets, `<stage>/<noun>`."""
        return self.data / "tables"

    @property
    def hub_pins(self) -> Path:
        """The pinned commit of each model hub repository."""
        return self.data / "base_model_pins.json"

    @property
    def smollm2(self) -> Path:
        """The model downloaded by `make smollm2`."""
        return self.data / "base_models" / "smollm2"

    @property
    def fonts(self) -> Path:
        """The fonts downloaded by `make fonts`."""
        return self.data / "fonts"

    @property
    def soundfont(self) -> Path:
        """The recorded instruments downloaded by `make soundfont`."""
        return self.data / "soundfont"

    @property
    def voice(self) -> Path:
        """The voice downloaded by `make voice`."""
        return self.data / "voice"

    @property
    def songs(self) -> Path:
        """Songs, one folder per song."""
        return self.data / "songs"

    @property
    def harvest(self) -> Path:
        """The cached answers of lyrics services, and the log of calls."""
        return self.data / "harvest"

    @property
    def examples(self) -> Path:
        """Training examples, one folder per content digest."""
        return self.data / "training_examples"

    @property
    def checkpoints(self) -> Path:
        """Model checkpoints, `<model>/<content>/`."""
        return self.data / "checkpoints"

    @property
    def tuning(self) -> Path:
        """The trials of training recipes, and the best ones found."""
        return self.data / "tuning"

    @property
    def reports(self) -> Path:
        """The comparison's HTML pages."""
        return self.data / "reports"

    @property
    def library(self) -> Path:
        """Admitted videos, one folder per video."""
        return self.data / "videos"

    @property
    def rejected(self) -> Path:
        """Refused files from the inbox, each with the reason."""
        return self.data / "rejected"

    @property
    def archived(self) -> Path:
        """Archived videos, which are no longer in the queue."""
        return self.data / "archived_videos"

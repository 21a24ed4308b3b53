"""Records: small facts stored as validated, versioned JSON.

What belongs here: the base class of every stored record, reading and writing, the digests of a folder's files, and the
pointer that stages pass on. What does not: the fields of other records, which are defined where they are made.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from resources.errors import TenthSymphonyError
from resources.storage import file_digest, write_json

VERSION_FIELD = "schema_version"
# Records are frozen and replaced by renaming, so they can be cached by their file's identity: with 3,000 videos a tick of the
# queue took 0.9 s, most of it for reading records again.
MOST_KEPT = 50_000
_READ: dict[tuple[type, Path], tuple[tuple[int, int, int], Any]] = {}


class RecordError(TenthSymphonyError):
    """A stored record is missing, damaged or of another version."""


class Record(BaseModel):
    """A frozen, typed record with a schema version.

    A subclass sets `SCHEMA_VERSION` and raises it whenever its fields change their names or meanings. A stored record
    of another version is not read, unless `migrate` knows how to bring it up to date. Infinities and NaN are stored as
    null; a field that may hold them is therefore `float | None`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")

    SCHEMA_VERSION: ClassVar[int] = 1

    @classmethod
    def migrate(cls, version: int, fields: dict[str, Any]) -> dict[str, Any] | None:
        """Convert the fields of an older version to this one; None if that is impossible."""
        return None

    def write(self, path: Path) -> None:
        """Store it as JSON, completely or not at all."""
        write_json(path, self.stored())

    def stored(self) -> dict[str, Any]:
        """The fields that are stored."""
        return {VERSION_FIELD: self.SCHEMA_VERSION, **self.model_dump(mode="json")}

    @classmethod
    def parse(cls, text: str | bytes, *, where: str, remedy: str = "") -> Self:
        """Parse a record from JSON.

        Args:
            where: its origin, for messages.
            remedy: what a user can do if it cannot be read.

        Raises:
            RecordError: it is damaged, or of a version that cannot be read.
        """
        try:
            fields = json.loads(text)
        except ValueError as error:
            raise RecordError(f"{where} is damaged ({error}).", remedy=remedy) from error
        if not isinstance(fields, dict):
            raise RecordError(f"{where} is damaged (a JSON object was expected).", remedy=remedy)
        version = fields.pop(VERSION_FIELD, 0)
        if version != cls.SCHEMA_VERSION:
            migrated = cls.migrate(version, fields) if isinstance(version, int) else None
            if migrated is None:
                raise RecordError(
                    f"{where} has schema version {version}; this code reads version {cls.SCHEMA_VERSION}.",
                    remedy=remedy,
                )
            fields = migrated
        try:
            return cls.model_validate(fields)
        except ValidationError as error:
            wrong = error.errors()[0]
            field = ".".join(map(str, wrong["loc"]))
            raise RecordError(f"{where} is damaged ({field}: {wrong['msg']}).", remedy=remedy) from error

    @classmethod
    def read(cls, path: Path, *, remedy: str = "") -> Self:
        """The record stored at `path`.

        Raises:
            RecordError: there is none, it is damaged, or of a version that cannot be read.
        """
        try:
            facts = path.stat()
            state = (facts.st_ino, facts.st_mtime_ns, facts.st_size)
            kept = _READ.get((cls, path))
            if kept is not None and kept[0] == state:
                return kept[1]
            text = path.read_bytes()
        except OSError as error:
            raise RecordError(f"{path} cannot be read ({error.strerror}).", remedy=remedy) from error
        record = cls.parse(text, where=str(path), remedy=remedy)
        if len(_READ) >= MOST_KEPT:
            _READ.clear()
        _READ[cls, path] = (state, record)
        return record

    @classmethod
    def read_if_valid(cls, path: Path) -> Self | None:
        """The record stored at `path`; None if it cannot be read, so that it is made again."""
        try:
            return cls.read(path)
        except RecordError:
            return None


class Pointer(Record):
    """The value of an asset that writes its own files. `path`: their location relative to the data root (see
    `Folders.pointer`, `Folders.find`). `digest`: of their content, if it has one.
    """

    path: str
    digest: str | None = None

    @classmethod
    def migrate(cls, version: int, fields: dict[str, Any]) -> dict[str, Any] | None:
        """Before schema versions, the fields were the same."""
        return fields if version == 0 else None


class StoredFile(BaseModel):
    """One file of a stored folder, as it was written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bytes: int
    sha256: str


def stored_files(folder: Path) -> dict[str, StoredFile]:
    """Every file below a folder, by its relative path."""
    return {
        str(path.relative_to(folder)): StoredFile(bytes=path.stat().st_size, sha256=file_digest(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def changed_file(folder: Path, files: Mapping[str, StoredFile], *, contents: bool = True) -> str | None:
    """The first file that is missing, cut short or changed since it was stored; None if all are intact.

    Args:
        contents: whether to compare hashes, not only sizes.
    """
    for name, expected in files.items():
        path = folder / name
        if not path.exists() or path.stat().st_size != expected.bytes:
            return name
        if contents and file_digest(path) != expected.sha256:
            return name
    return None

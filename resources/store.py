"""A data root on an object store: a local folder that is synchronised with it.

All code reads and writes local files. Before a step, files that are newer in the store are downloaded; after it, files that
are newer here are uploaded. Copies are compared by the store's own content tag, so they are never stale.

What belongs here: deciding which files to download and upload, through fsspec. What does not: the files (storage.py defines
their paths), when to synchronise (io_managers.py, pipelines/resources.py, the commands).
"""

import contextlib
import fcntl
import json
import logging
import os
import re
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from resources.errors import TenthSymphonyError
from resources.storage import atomic_path, write_json

logger = logging.getLogger(__name__)
T = TypeVar("T")
# Scheme: (the module that fsspec needs, the extra of this project that installs it).
SCHEMES = {"s3": ("s3fs", "s3"), "gs": ("gcsfs", "gs"), "az": ("adlfs", "az")}
STATE, LOCK = ".store.json", ".store.lock"
NOT_SENT = (".lease", "-wal", "-shm", "-journal")  # belongs to processes of one machine
NOT_FETCHED = ("archived_videos/",)  # archives, which would fill every machine's disk
AT_ONCE = 8  # simultaneous transfers
TRIES, PAUSE_SECONDS = 4, 0.5
_MEANINGFUL = re.compile(r"[\x00-\x1f\x7f%?#*\[\]{}\\]")


class StoreError(TenthSymphonyError):
    """The object store cannot be used."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A file that is the same in both places: the store's content tag, and the local file's size and time."""

    tag: str
    size: int
    time_ns: int


class Store:
    """A data root at an fsspec URL, and its local mirror.

    Args:
        address: for example s3://bucket/folder. Its library reads credentials and endpoints from the environment.
        mirror: a local folder for this store only.
    """

    def __init__(self, address: str, mirror: Path) -> None:
        self.address = address.rstrip("/")
        self.mirror = mirror
        self._opened: tuple[Any, str] | None = None

    def pull(self) -> int:
        """Download what is newer in the store, and delete what was deleted there. Returns the number of changed local files.

        A file that was changed here and has not been uploaded yet stays.

        Raises:
            StoreError: the store cannot be read.
        """
        with self._state() as known:
            there = self._listing()
            wanted = [
                path for path, tag in there.items()
                if not path.startswith(NOT_FETCHED) and self._is_newer_there(path, tag, known.get(path))
            ]  # fmt: skip
            gone = [path for path in known if path not in there and self._is_same(path, known[path])]

            def fetch(path: str) -> None:
                self._fetch(path)
                size, changed = _stamp(self.mirror / path)
                known[path] = _Known(there[path], size, changed)

            for path in gone:
                (self.mirror / path).unlink()
                self._remove_empty((self.mirror / path).parent)
            for path in [path for path in known if path not in there]:
                del known[path]
            # Records last, because they refer to other files.
            for part in _records_last(wanted):
                self._all(fetch, part)
            return len(wanted) + len(gone)

    def push(self, *, emptied: bool = False) -> int:
        """Upload what is newer here, and delete there what was deleted here. Returns the number of changed files in the store.

        Args:
            emptied: whether an empty mirror is intended. By default the store then keeps its data, because someone may have
                emptied the mirror to free space.

        Raises:
            StoreError: the store cannot be written to.
        """
        with self._state() as known:
            here = {path: _stamp(self.mirror / path) for path in self._files()}
            if not here and known and not emptied:
                known.clear()
                return 0
            changed = [path for path, stamp in here.items() if path not in known or stamp != _of(known[path])]

            def send(path: str) -> None:
                try:
                    tag = self._send(path)
                except FileNotFoundError:
                    return  # another process has just deleted it
                known[path] = _Known(tag, *here[path])

            for part in _records_last(changed):
                self._all(send, part)
            gone = [path for path in known if path not in here]
            self._all(self._remove, gone)
            for path in gone:
                del known[path]
            return len(changed) + len(gone)

    def _all(self, do: Callable[[str], None], paths: Collection[str]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(do, paths))

    def _is_same(self, path: str, known: _Known) -> bool:
        try:
            return _stamp(self.mirror / path) == _of(known)
        except FileNotFoundError:
            return False

    def _is_newer_there(self, path: str, tag: str, known: _Known | None) -> bool:
        if known is None:
            return not (self.mirror / path).exists()
        if not (self.mirror / path).exists():
            return known.tag != tag  # deleted here but not there yet, unless it was written again
        return known.tag != tag and self._is_same(path, known)

    def _files(self) -> Iterator[str]:
        for folder, folders, names in os.walk(self.mirror):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                if not name.startswith(".") and not name.endswith(NOT_SENT):
                    yield (Path(folder) / name).relative_to(self.mirror).as_posix()

    def _remove_empty(self, folder: Path) -> None:
        while folder != self.mirror and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent

    @contextlib.contextmanager
    def _state(self) -> Iterator[dict[str, _Known]]:
        """The files known to be the same in both places, by path, locked against other processes of this machine. The progress
        is saved even if the block raises.
        """
        self.mirror.mkdir(parents=True, exist_ok=True)
        path = self.mirror / STATE
        with (self.mirror / LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                known = {name: _Known(*values) for name, values in json.loads(path.read_text("utf-8")).items()}
            except (FileNotFoundError, ValueError, TypeError):
                known = {}  # compare everything again
            before = dict(known)
            try:
                yield known
            finally:
                if known != before:
                    write_json(path, {name: (each.tag, each.size, each.time_ns) for name, each in known.items()})

    # The methods below access the store.

    def _open(self) -> tuple[Any, str]:
        if self._opened is None:
            import fsspec

            scheme = self.address.partition("://")[0]
            # Its retries and those of botocore multiply with ours: an unreachable store was retried for minutes.
            once = {"config_kwargs": {"retries": {"max_attempts": 0}, "connect_timeout": 10}} if scheme == "s3" else {}
            filesystem, root = fsspec.core.url_to_fs(self.address, use_listings_cache=False, **once)
            if scheme == "s3":
                filesystem.retries = 1
            self._opened = filesystem, root.rstrip("/")
        return self._opened

    def _try(self, do: Callable[[Any, str], T]) -> T:
        """Call `do` with the file system and its root; retry if the connection breaks."""
        for number in range(TRIES):
            try:
                return do(*self._open())
            except Exception as error:  # each library raises its own: botocore, aiohttp, google, OSError
                if number == TRIES - 1 or isinstance(error, (PermissionError, ImportError)):
                    raise StoreError(
                        f"The store {self.address} cannot be used ({type(error).__name__}: {error}).",
                        remedy="Check DATA_DIR, the network and the credentials. What was made here is kept in "
                        f"{self.mirror} and sent with the next step.",
                    ) from error
                time.sleep(PAUSE_SECONDS * 2**number)
        raise AssertionError("the last try returns or raises")

    def _listing(self) -> dict[str, str]:
        """Every file in the store with its tag."""

        def find(filesystem: Any, root: str) -> dict[str, str]:
            filesystem.invalidate_cache()
            found = filesystem.find(root, detail=True)
            return {key[len(root) :].lstrip("/"): _tag(facts) for key, facts in found.items()}

        tags = {(unquote(key), key): tag for key, tag in self._try(find).items()}
        return {path: tag for (path, key), tag in tags.items() if _is_inside(path) and _key(path) == key}

    def _fetch(self, path: str) -> None:
        with atomic_path(self.mirror / path) as temporary:
            self._try(lambda filesystem, root: filesystem.get_file(f"{root}/{_key(path)}", str(temporary)))

    def _send(self, path: str) -> str:
        source = self.mirror / path
        if source.suffix != ".sqlite":
            return self._put(source, path)
        with tempfile.TemporaryDirectory() as folder:  # a consistent copy, even while another process writes
            copy = Path(folder) / source.name
            with contextlib.closing(sqlite3.connect(source)) as of, contextlib.closing(sqlite3.connect(copy)) as to:
                of.backup(to)
            return self._put(copy, path)

    def _put(self, source: Path, path: str) -> str:
        if not source.exists():
            raise FileNotFoundError(source)

        def put(filesystem: Any, root: str) -> str:
            filesystem.put_file(str(source), f"{root}/{_key(path)}")
            filesystem.invalidate_cache()
            return _tag(filesystem.info(f"{root}/{_key(path)}"))

        return self._try(put)

    def _remove(self, path: str) -> None:
        def remove(filesystem: Any, root: str) -> None:
            with contextlib.suppress(FileNotFoundError):
                filesystem.rm_file(f"{root}/{_key(path)}")

        self._try(remove)


class KeptInStep:
    """A thread that keeps a mirror synchronised while a service runs."""

    def __init__(self, store: Store, seconds: float) -> None:
        self._store, self._seconds = store, seconds
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, name="store", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        last = False
        while not last:
            last = self._ends.wait(self._seconds)
            try:
                self._store.push()
                self._store.pull()
            except StoreError as error:
                logger.warning("%s", error)
            except Exception:  # a file deleted in the meantime, a full disk: try again next time
                logger.exception("%s cannot be kept in step; it is tried again.", self._store.address)

    def stop(self) -> None:
        """Upload what is left, and stop."""
        self._ends.set()
        self._thread.join()


def _tag(facts: dict[str, Any]) -> str:
    """A content tag: that of S3, Azure or Google, otherwise size and time."""
    own = facts.get("ETag") or facts.get("etag") or facts.get("md5Hash")
    return str(own).strip('"') if own else f"{facts.get('size')} {facts.get('LastModified') or facts.get('mtime')}"


def _key(path: str) -> str:
    """The name of a path in the store: characters with a special meaning are percent-encoded.

    s3fs puts a file called "a?versionId=3" under the name "a".
    """
    return _MEANINGFUL.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign.group().encode()), path)


def _is_inside(path: str) -> bool:
    """Whether a name in the store is a file in the data root: not a folder marker, nor a path out of it."""
    parts = path.split("/")
    return bool(path) and not any(part in ("", "..") or part.startswith(".") for part in parts)


def _stamp(path: Path) -> tuple[int, int]:
    facts = path.stat()
    return facts.st_size, facts.st_mtime_ns


def _of(known: _Known) -> tuple[int, int]:
    return known.size, known.time_ns


def _records_last(paths: Collection[str]) -> tuple[list[str], list[str]]:
    return [p for p in paths if not p.endswith(".json")], [p for p in paths if p.endswith(".json")]

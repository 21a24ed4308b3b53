"""Leases: one process at a time works in a folder.

What belongs here: acquiring, keeping and releasing the right to work in a folder. What does not: the work itself.

On one machine, and on a shared file system, a lease is a file beside the folder. With DATABASE_URL it is also a row of that
database, which applies to machines that share no file system.
"""

import _thread
import contextlib
import fcntl
import functools
import logging
import os
import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from resources.database import Database, DatabaseError, shared_database
from resources.errors import TenthSymphonyError
from resources.processes import ProcessIdentity
from resources.storage import writable_folder

logger = logging.getLogger(__name__)

SUFFIX = ".lease"
BEAT_SECONDS = 10.0
# A holder on another machine whose last beat is older than this has lost its lease.
STALE_SECONDS = 60.0
TABLES = {
    "leases": {
        "name": "TEXT PRIMARY KEY", "token": "TEXT NOT NULL", "holder": "TEXT NOT NULL", "beat": "TIMESTAMPTZ NOT NULL",
    }
}  # fmt: skip
TAKE = """
    INSERT INTO leases (name, token, holder, beat) VALUES (:name, :token, :holder, clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET token = excluded.token, holder = excluded.holder, beat = excluded.beat
        WHERE leases.token = :token OR leases.token = :dead OR leases.beat < clock_timestamp() - make_interval(secs => :stale)
    RETURNING token
"""
READ = "SELECT name, holder, beat >= clock_timestamp() - make_interval(secs => :stale) FROM leases"
BEAT = "UPDATE leases SET beat = clock_timestamp() WHERE name = :name AND token = :token RETURNING name"


class LeaseError(TenthSymphonyError):
    """Another process works in the folder."""


@contextlib.contextmanager
def lease(folder: Path, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the exclusive right to work in `folder` until the block ends.

    Args:
        folder: has the same path below the data root on all machines; its last two names identify it.
        wait_seconds: how long to wait for another holder to finish.

    Raises:
        LeaseError: another process holds it; or this process lost it, because it could send no heartbeat for a minute (the
            machine slept, or the database was unreachable). In that case the block is interrupted if it runs in the main
            thread.
        DatabaseError: the database of DATABASE_URL cannot be used.
    """
    deadline = time.monotonic() + wait_seconds
    with local_lease(folder, wait_seconds=wait_seconds), shared_lease(folder, wait_seconds=deadline - time.monotonic()):
        yield


@contextlib.contextmanager
def shared_lease(folder: Path, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """`lease` by a database row only; without DATABASE_URL it does nothing.

    Raises:
        LeaseError: as `lease`.
        DatabaseError: the database of DATABASE_URL cannot be used.
    """
    database = shared_database("leases", TABLES)
    if database is None:
        yield
        return
    with _row_lease(database, _name_of(folder), time.monotonic() + wait_seconds):
        yield


@contextlib.contextmanager
def local_lease(folder: Path, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """`lease` by a file next to the folder only.

    The file is locked: the kernel releases the lock when the holder dies, however it dies. On a file system that is shared
    between machines without sharing locks, the file's modification time is the holder's heartbeat.

    Raises:
        LeaseError: another process holds it.
        UnwritableError: the folder above it is read-only.
    """
    writable_folder(folder.parent)
    path = folder.with_name(folder.name + SUFFIX)
    deadline = time.monotonic() + wait_seconds
    while (handle := _try(path)) is None:
        if time.monotonic() >= deadline:
            raise _taken(folder.name, _holder(path))
        time.sleep(0.2)
    try:
        with _beating(lambda: os.utime(handle)):
            yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def is_held(folder: Path) -> bool:
    """Whether a process works in a folder, according to this machine's files and the database (read at most once per second).
    A killed process of this machine is recognised immediately, one of another machine or container after a minute.

    Raises:
        DatabaseError: the database of DATABASE_URL cannot be used.
    """
    return True in _signs(folder)


def is_abandoned(folder: Path) -> bool:
    """Whether a process worked in a folder and ended without releasing its lease; see `is_held`.

    Raises:
        DatabaseError: the database of DATABASE_URL cannot be used.
    """
    signs = _signs(folder)
    return False in signs and True not in signs


def _signs(folder: Path) -> list[bool]:
    """For each existing sign of a holder, a file or a row, whether the holder is alive."""
    signs = []
    # Without locking the file: a process that takes the lease at that moment would be refused.
    with contextlib.suppress(FileNotFoundError):
        path = folder.with_name(folder.name + SUFFIX)
        age = abs(time.time() - path.stat().st_mtime)
        signs.append(_lives(_read(path), beats=age < STALE_SECONDS))
    if database := shared_database("leases", TABLES):
        # A page with thousands of videos checks each of them; they share one query.
        lives = _rows(database, int(time.monotonic())).get(_name_of(folder))
        signs += [] if lives is None else [lives]
    return signs


@functools.lru_cache(maxsize=1)
def _rows(database: Database, _second: int) -> Mapping[str, bool]:
    """For each row, whether its holder is alive."""
    return {
        name: beats and _lives(_parse(holder), beats=beats)
        for name, holder, beats in database.run(READ, stale=STALE_SECONDS)
    }


def _lives(holder: ProcessIdentity | None, *, beats: bool) -> bool:
    """Whether a holder is alive; decided by its heartbeat if its process cannot be seen or is not recorded yet."""
    lives = holder.lives if holder else None
    return beats if lives is None else lives


def _name_of(folder: Path) -> str:
    return "/".join(folder.parts[-2:])


def _taken(name: str, holder: str) -> LeaseError:
    return LeaseError(
        f"Another process works in {name} ({holder}).",
        remedy="Wait until it has finished, or stop it; nothing was changed.",
    )


@contextlib.contextmanager
def _beating(beat: Callable[[], None]) -> Iterator[None]:
    """Call `beat` periodically while the block runs."""
    done = threading.Event()

    def go_on() -> None:
        while not done.wait(BEAT_SECONDS):
            beat()

    thread = threading.Thread(target=go_on, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@contextlib.contextmanager
def _row_lease(database: Database, name: str, deadline: float) -> Iterator[None]:
    row = _Row(database, name)
    while (holder := row.take()) is not None:
        if time.monotonic() >= deadline:
            raise _taken(name, holder)
        time.sleep(0.5)
    try:
        with _interruptible(row), _beating(row.beat), row.inside:
            yield
    except BaseException as error:
        if row.lost:
            raise _lost(name) from error
        raise
    else:
        if row.lost:
            raise _lost(name)
    finally:
        row.give_back()


@contextlib.contextmanager
def _interruptible(row: "_Row") -> Iterator[None]:
    """Let the loss of a lease interrupt a process that ignores Ctrl-C, such as a background process of a script. Otherwise the
    signal of `interrupt_main` would be ignored too. Ctrl-C itself stays ignored.
    """
    ignores = row.is_main and signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    if not ignores:
        yield
        return

    def stop(_signal: int, _frame: object) -> None:
        if row.lost:
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _lost(name: str) -> LeaseError:
    return LeaseError(
        f"The lease of {name} was lost: this process could send no heartbeat to the database for a minute.",
        remedy="Run it again; finished work is reused.",
    )


class _Row:
    """A lease as a row, from one holder's side.

    Attributes:
        is_main: whether its block runs in the main thread.
        inside: locked while the block may be interrupted.
        lost: whether another process may have the lease.
    """

    def __init__(self, database: Database, name: str) -> None:
        self._database, self._name = database, name
        self._token = secrets.token_hex(8)
        self._last_beat = time.monotonic()
        self.is_main = threading.current_thread() is threading.main_thread()  # no other thread can be interrupted
        self.inside = threading.Lock()
        self.lost = False

    def take(self) -> str | None:
        """Take the lease if it is free, stale, or held by a dead process of this machine; otherwise return its holder."""
        rows = self._database.run("SELECT token, holder FROM leases WHERE name = :name", name=self._name)
        held, written = rows[0] if rows else ("", "")
        holder = _parse(written)
        dead = held if holder is not None and holder.lives is False else ""
        own = ProcessIdentity.own().model_dump_json()
        taken = self._database.run(
            TAKE, name=self._name, token=self._token, holder=own, dead=dead, stale=STALE_SECONDS
        )  # fmt: skip
        self._last_beat = time.monotonic()
        return None if taken else _in_words(holder)

    def beat(self) -> None:
        """Send a heartbeat; stop the work if that has failed for too long, or another process has the lease."""
        if self.lost:
            return
        try:
            if self._database.run(BEAT, name=self._name, token=self._token):
                self._last_beat = time.monotonic()
                return
        except DatabaseError as error:
            logger.warning("%s: no heartbeat: %s", self._name, error)
            # Stop before another process may take the lease.
            if time.monotonic() - self._last_beat < STALE_SECONDS - 2 * BEAT_SECONDS:
                return
        self.lost = True
        if self.is_main and self.inside.locked():
            _thread.interrupt_main()

    def give_back(self) -> None:
        """Remove the row if it still belongs to this holder. If that fails, it becomes stale within a minute."""
        with contextlib.suppress(DatabaseError):
            self._database.run(
                "DELETE FROM leases WHERE name = :name AND token = :token", name=self._name, token=self._token
            )


def _try(path: Path) -> int | None:
    # The file may be new, or left by a dead holder; in both cases it is not locked.
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not _is_still(handle, path) or _beats_elsewhere(path):
            os.close(handle)
            return None
    except OSError:
        os.close(handle)
        return None
    os.ftruncate(handle, 0)
    os.pwrite(handle, ProcessIdentity.own().model_dump_json().encode(), 0)
    return handle


def _is_still(handle: int, path: Path) -> bool:
    # The last holder may have removed the file between our opening and locking it.
    with contextlib.suppress(FileNotFoundError):
        return os.fstat(handle).st_ino == path.stat().st_ino
    return False


def _beats_elsewhere(path: Path) -> bool:
    holder = _read(path)
    return holder is not None and not holder.is_here and abs(time.time() - path.stat().st_mtime) < STALE_SECONDS


def _read(path: Path) -> ProcessIdentity | None:
    try:
        return _parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _parse(written: str) -> ProcessIdentity | None:
    try:
        return ProcessIdentity.model_validate_json(written)
    except ValueError:
        return None


def _holder(path: Path) -> str:
    return _in_words(_read(path))


def _in_words(holder: ProcessIdentity | None) -> str:
    return f"process {holder.pid} on {holder.host}" if holder else "just started"

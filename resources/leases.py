"""Leases: one process at a time works in a folder.

What belongs here: taking, keeping and giving back the right to work in a folder. What does not: what is done in it.
"""

import contextlib
import fcntl
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from resources.errors import TenthSymphonyError
from resources.processes import ProcessIdentity

SUFFIX = ".lease"
BEAT_SECONDS = 10.0
# A holder on another machine whose last beat is older than this has lost its lease.
STALE_SECONDS = 60.0


class LeaseError(TenthSymphonyError):
    """Another process works in the folder."""


@contextlib.contextmanager
def lease(folder: Path, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the right to work in `folder`, by a file beside it, until the block ends.

    The file is locked: the kernel gives the lock back when its holder dies, however it dies. Where machines share a file
    system that does not share locks, the holder's heartbeat, its file's time, says that it lives.

    Args:
        wait_seconds: how long to wait for another holder to finish.

    Raises:
        LeaseError: another process holds it.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    path = folder.with_name(folder.name + SUFFIX)
    deadline = time.monotonic() + wait_seconds
    while (handle := _try(path)) is None:
        if time.monotonic() >= deadline:
            raise LeaseError(
                f"Another process works in {folder.name} ({_holder(path)}).",
                remedy="Wait until it has finished, or end it; nothing was changed.",
            )
        time.sleep(0.2)
    done = threading.Event()

    def beat() -> None:
        while not done.wait(BEAT_SECONDS):
            os.utime(handle)

    beating = threading.Thread(target=beat, name="lease", daemon=True)
    beating.start()
    try:
        yield
    finally:
        done.set()
        beating.join()
        path.unlink(missing_ok=True)
        os.close(handle)


def _try(path: Path) -> int | None:
    # A new file, or that of a dead holder; its lock tells which.
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
    # Its last holder may have removed the file between our opening and our locking it.
    with contextlib.suppress(FileNotFoundError):
        return os.fstat(handle).st_ino == path.stat().st_ino
    return False


def _beats_elsewhere(path: Path) -> bool:
    holder = _read(path)
    return holder is not None and not holder.is_here and time.time() - path.stat().st_mtime < STALE_SECONDS


def _read(path: Path) -> ProcessIdentity | None:
    try:
        return ProcessIdentity.model_validate_json(path.read_bytes())
    except (OSError, ValueError):
        return None


def _holder(path: Path) -> str:
    holder = _read(path)
    return f"process {holder.pid} on {holder.host}" if holder else "just started"

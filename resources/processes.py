"""Processes: identifying this one, checking whether a recorded one is alive, and ending with the parent process.

What belongs here: identity and life of processes on this machine. What does not: Dagster's runs (pipelines/dead_runs.py),
or who may work in a folder (leases.py).
"""

import contextlib
import os
import socket
import threading
from functools import cache
from pathlib import Path
from typing import Self

from resources.records import Record

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
PID_NAMESPACE = Path("/proc/self/ns/pid")


class ProcessIdentity(Record):
    """The identity of a process, unique even across restarts of the machine.

    Neither `boot` nor `started` depends on the clock, so setting the clock does not make a living process look dead.

    Attributes:
        boot: the scope in which its PID is unique (`boot_id`).
        started: clock ticks between boot and the process's start; 0 if the system does not provide it.
    """

    host: str
    boot: str
    pid: int
    started: int

    @classmethod
    def of(cls, pid: int) -> Self | None:
        """A living process of this machine; None if there is none with that PID."""
        ticks = start_ticks(pid)
        return None if ticks is None else cls(host=socket.gethostname(), boot=boot_id(), pid=pid, started=ticks)

    @classmethod
    def own(cls) -> Self:
        """This process."""
        own = cls.of(os.getpid())
        assert own is not None, "a process finds itself"
        return own

    @property
    def is_here(self) -> bool:
        """Whether it runs, or ran, on a machine with this one's name."""
        return self.host == socket.gethostname()

    @property
    def lives(self) -> bool | None:
        """Whether it is alive; None if that is unknown, because it belongs to another machine, boot or container."""
        if not self.is_here or self.boot != boot_id():
            return None
        return start_ticks(self.pid) == self.started


@cache
def boot_id() -> str:
    """The identity of the machine's present boot and of the PID namespace, since each container numbers its own processes;
    empty if the system has none.
    """
    parts = []
    with contextlib.suppress(OSError):
        parts.append(BOOT_ID.read_text().strip())
    with contextlib.suppress(OSError):
        parts.append(str(PID_NAMESPACE.readlink()))
    return " ".join(parts)


def start_ticks(pid: int) -> int | None:
    """The start of a process in clock ticks since boot; None if it is gone or a zombie."""
    stat = Path(f"/proc/{pid}/stat")
    if not Path("/proc/self/stat").exists():  # not Linux: only existence can be checked
        import psutil

        return 0 if psutil.pid_exists(pid) else None
    try:
        # The second field is the name in parentheses, which may itself contain spaces and parentheses.
        fields = stat.read_text().rpartition(")")[2].split()
    except (OSError, UnicodeDecodeError):
        return None
    return None if fields[0] in "ZX" else int(fields[19])


@cache
def end_with_parent() -> None:
    """End this process as soon as its parent is gone. Does nothing in a process that was not started by multiprocessing.

    Dagster's step processes outlive a killed run: a training would continue next to its own retry, in the same folder. The
    parent's sentinel works for spawned and for forked servers' children, where the parent's pid would not.
    """
    import multiprocessing
    import multiprocessing.connection

    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()

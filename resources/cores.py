"""Adapting torch's threads to the CPU cores that other processes leave free.

What belongs here: that measurement (Linux). What does not: the maximum number of threads of a step (OMP_NUM_THREADS, which a
cluster sets).

Threads synchronise after every small operation. Beside one busy process on two cores, a verse takes five times as long
with two threads as with one (56 s and 10 s); alone it takes a third less (11.6 s and 17 s). Inference gives the same
result, to the bit, with any number of threads. Training does not: to resume to the same weights it needs as many
threads as before, so it uses all of them.
"""

import os
import time
from pathlib import Path

STAT = Path("/proc/stat")
SHORTEST = 0.1  # seconds: the kernel counts in hundredths
SPARE = 0.25  # share of a core that may be busy for it to count as free
IDLE, WAITING = 3, 4  # the fields of idle and I/O wait time in a line of `STAT`


class FreeCores:
    """Limits torch's threads to the cores that were free since the last call."""

    def __init__(self, stat: Path = STAT) -> None:
        self._stat = stat
        self._asked = False
        self._last = self._times()

    def use(self) -> int:
        """Give torch as many threads as cores are free, at most its original number. Returns the number.

        Without `/proc/stat`, torch keeps its threads.
        """
        import torch

        first, self._asked = not self._asked, True
        most, now = _most(), self._times()
        if self._last is None or now is None or most == 1:
            return most
        if (short := SHORTEST - (now[0] - self._last[0])) > 0:
            if not first:
                return torch.get_num_threads()
            time.sleep(short)
            now = self._times() or now
        seconds, idle, own = (after - before for after, before in zip(now, self._last, strict=True))
        self._last = now
        threads = min(most, max(1, int((idle + own) / seconds + SPARE)))
        _give(threads, most)
        return threads

    def _times(self) -> tuple[float, float, float] | None:
        """The time, the idle seconds of all cores, and the CPU seconds of this process; None if unavailable."""
        try:
            counted = self._stat.read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
            idle = (int(counted[IDLE]) + int(counted[WAITING])) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError, IndexError):
            return None
        return time.monotonic(), idle, time.process_time()


def use_all() -> None:
    """Give torch back the threads that it had before it was limited."""
    _give(_most(), _most())


# (number of threads set last, original number): the next `FreeCores` must not take a reduced number for the maximum.
_given: tuple[int, int] | None = None


def _most() -> int:
    import torch

    threads = torch.get_num_threads()
    return _given[1] if _given and _given[0] == threads else threads


def _give(threads: int, most: int) -> None:
    import torch

    global _given
    _given = threads, most
    if threads != torch.get_num_threads():
        torch.set_num_threads(threads)

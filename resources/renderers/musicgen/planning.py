"""What is decoded with what: windows, batches, memory.

What belongs here: whole numbers. What does not: anything that is decoded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

SHARE_OF_MEMORY = 0.8


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a piece, in frames of the whole piece: `start` to `end`, of which up to `given` is there already."""

    start: int
    given: int
    end: int

    @property
    def prompt(self) -> int:
        """Frames that it starts from."""
        return self.given - self.start

    @property
    def length(self) -> int:
        """Frames that it has in the end."""
        return self.end - self.start

    @property
    def new(self) -> int:
        """Frames to decode."""
        return self.end - self.given


def next_window(done: int, total: int, longest: int, kept: int) -> Window:
    """The next stretch of a piece of `total` frames that has `done`: all of it where the model can see all of it,
    else from `kept` frames before the end so far.
    """
    start = 0 if total <= longest else max(0, done - kept)
    return Window(start, done, min(total, start + longest))


def windows(done: int, total: int, longest: int, kept: int) -> list[Window]:
    """All stretches that are still to be decoded."""
    stretches = []
    while done < total:
        stretches.append(next_window(done, total, longest, kept))
        done = stretches[-1].end
    return stretches


def next_batch(
    waiting: Sequence[Window], at_most: int, memory: int, needs: Callable[[int, Window], int]
) -> tuple[list[int], list[int]]:
    """Which windows to decode together: as many as fit, with prompts of one length, longest first.

    Those with the shortest prompt go first, so that pieces catch up with each other and go on together. The rows of
    a batch end at their own lengths, so none computes what is thrown away.

    Args:
        waiting: a window per piece.
        at_most: rows.
        memory: bytes that may be used.
        needs: bytes for a number of rows, of which the given window is the longest.

    Returns:
        Indices into `waiting`: the batch in descending order of length, and those that do not fit even alone.
    """
    alone = [i for i, window in enumerate(waiting) if needs(1, window) > memory]
    fitting = [i for i in range(len(waiting)) if i not in set(alone)]
    if not fitting:
        return [], alone
    shortest = min(waiting[i].prompt for i in fitting)
    row = sorted((i for i in fitting if waiting[i].prompt == shortest), key=lambda i: -waiting[i].length)
    rows = 1
    while rows < min(len(row), at_most) and needs(rows + 1, waiting[row[0]]) <= memory:
        rows += 1
    return row[:rows], alone


def free_memory(device: str) -> int:
    """Bytes that can be had: the device's on CUDA, else the machine's, or the container's where that is less."""
    if device == "cuda":
        import torch

        # What torch keeps for itself but does not use is free, too.
        return torch.cuda.mem_get_info()[0] + torch.cuda.memory_reserved() - torch.cuda.memory_allocated()
    import psutil

    free = psutil.virtual_memory().available
    group = Path("/sys/fs/cgroup")
    try:
        limit = int((group / "memory.max").read_text())
        cached = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
        used = int((group / "memory.current").read_text()) - int(cached.get("inactive_file", 0))
    except (OSError, ValueError):  # no limit ("max"), or no such system
        return free
    return min(free, limit - used)

"""What a model plays at once: the windows of a piece that is longer than it can see, and batches that fit into memory.

What belongs here: whole numbers. What does not: playing (resources/renderers), joining what was played (joining.py), how
much memory there is (resources/memory.py).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a piece, in frames or samples of the whole piece: `start` to `end`, of which up to `given` is there already."""

    start: int
    given: int
    end: int

    @property
    def prompt(self) -> int:
        """How much it starts from."""
        return self.given - self.start

    @property
    def length(self) -> int:
        """How much it has in the end."""
        return self.end - self.start

    @property
    def new(self) -> int:
        """How much there is to play."""
        return self.end - self.given


def next_window(done: int, total: int, longest: int, kept: int) -> Window:
    """The next stretch of a piece `total` long of which `done` is there: all of it where the model can see all of it,
    else from `kept` before the end so far.
    """
    start = 0 if total <= longest else max(0, done - kept)
    return Window(start, done, min(total, start + longest))


def windows(done: int, total: int, longest: int, kept: int) -> list[Window]:
    """All stretches that are still to be played."""
    stretches = []
    while done < total:
        stretches.append(next_window(done, total, longest, kept))
        done = stretches[-1].end
    return stretches


def next_batch(
    waiting: Sequence[Window], at_most: int, memory: int, needs: Callable[[int, Window], int]
) -> tuple[list[int], list[int]]:
    """Which windows to play together: as many as fit, with prompts of one length, longest first.

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

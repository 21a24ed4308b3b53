"""Planning windows and batches: how a model with a limited context plays a long piece, and which windows fit into
memory together.

What belongs here: integer arithmetic. What does not: playing (resources/renderers), joining (joining.py), the available memory
(resources/memory.py).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a piece, in frames or samples of the whole: `start` to `end`, of which everything up to `given`
    exists already.
    """

    start: int
    given: int
    end: int

    @property
    def prompt(self) -> int:
        """The length of the existing part that it continues."""
        return self.given - self.start

    @property
    def length(self) -> int:
        """Its total length."""
        return self.end - self.start

    @property
    def new(self) -> int:
        """The length that is to be played."""
        return self.end - self.given


def next_window(done: int, total: int, longest: int, kept: int) -> Window:
    """The next stretch of a piece of length `total` of which `done` exists: the whole piece if the model's context allows it,
    otherwise starting `kept` before the end so far.
    """
    start = 0 if total <= longest else max(0, done - kept)
    return Window(start, done, min(total, start + longest))


def windows(done: int, total: int, longest: int, kept: int) -> list[Window]:
    """All stretches that have yet to be played."""
    stretches = []
    while done < total:
        stretches.append(next_window(done, total, longest, kept))
        done = stretches[-1].end
    return stretches


def next_batch(
    waiting: Sequence[Window], at_most: int, memory: int, needs: Callable[[int, Window], int]
) -> tuple[list[int], list[int]]:
    """Choose the windows to play together: as many as fit, with prompts of equal length, longest first.

    Windows with the shortest prompt come first, so that pieces catch up with each other and continue together. The rows
    of a batch end at their own lengths, so that nothing is computed in vain.

    Args:
        waiting: one window per piece.
        at_most: the maximum number of rows.
        memory: available bytes.
        needs: the bytes for a number of rows, given the longest window.

    Returns:
        Indices into `waiting`: the batch in descending order of length, and those that do not even fit alone.
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

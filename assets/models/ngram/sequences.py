"""Sequences of ids in one array.

What belongs here: putting them together and taking them apart. What does not: words (model.py), counting (smoothing.py).
"""

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Self

import numpy as np

START, END = 0, 1  # the ids that open and close every sequence


class Sequences(NamedTuple):
    """Sequences of ids, one after another in one array, and each one's length."""

    ids: np.ndarray
    lengths: np.ndarray

    @classmethod
    def of(cls, sequences: Sequence[Sequence[int]]) -> Self:
        """Put lists of ids one after another."""
        lengths = np.fromiter(map(len, sequences), np.int64, len(sequences))
        ids = np.fromiter(itertools.chain.from_iterable(sequences), np.int32, int(lengths.sum()))
        return cls(ids, lengths)

    @classmethod
    def ended(cls, ids: np.ndarray) -> Self:
        """Take ids in which an end follows each sequence."""
        lengths = np.diff(np.flatnonzero(ids == END), prepend=-1) - 1
        return cls(ids[ids != END], lengths)

    def parts(self, size: int) -> Iterator["Sequences"]:
        """Neighbouring sequences together, about `size` ids each time."""
        ends = np.cumsum(self.lengths)
        bounds = [0, *(np.flatnonzero(np.diff(ends // size)) + 1).tolist(), len(ends)]
        for first, last in itertools.pairwise(bounds):
            start = int(ends[first - 1]) if first else 0
            end = int(ends[last - 1]) if last else 0
            yield Sequences(self.ids[start:end], self.lengths[first:last])

    def apart(self) -> list[np.ndarray]:
        """Each sequence by itself."""
        return np.split(self.ids, np.cumsum(self.lengths)[:-1])

    def where(self, chosen: np.ndarray) -> "Sequences":
        """The chosen sequences: a truth value for each."""
        return Sequences(self.ids[np.repeat(chosen, self.lengths)], self.lengths[chosen])

    def first(self, n: int) -> "Sequences":
        """At most the first n."""
        lengths = self.lengths[:n]
        return Sequences(self.ids[: int(lengths.sum())], lengths)

    def closed(self) -> np.ndarray:
        """All ids with an end after each sequence."""
        return np.insert(self.ids, np.cumsum(self.lengths), END)

    def padded(self, order: int) -> tuple[np.ndarray, np.ndarray]:
        """The sequences, each opened by order − 1 starts and closed by an end, and each id's position in its sequence."""
        body, lengths = self
        ids = np.full(len(body) + order * len(lengths), START, np.int32)
        ids[np.arange(len(body)) + np.repeat(np.arange(len(lengths)) * order + order - 1, lengths)] = body
        ends = np.cumsum(lengths + order)
        ids[ends - 1] = END
        return ids, np.arange(len(ids)) - np.repeat(ends - lengths - order, lengths + order)

"""Sequences of ids in one array.

What belongs here: joining and splitting them. What does not: words (model.py), counting (counting.py).
"""

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Self

import numpy as np

START, END = 0, 1  # the ids that open and close every sequence


class Sequences(NamedTuple):
    """Sequences of ids concatenated in one array (n_ids,), and their lengths (n_sequences,)."""

    ids: np.ndarray
    lengths: np.ndarray

    @classmethod
    def of(cls, sequences: Sequence[Sequence[int]]) -> Self:
        """From lists of ids."""
        lengths = np.fromiter(map(len, sequences), np.int64, len(sequences))
        ids = np.fromiter(itertools.chain.from_iterable(sequences), np.int32, int(lengths.sum()))
        return cls(ids, lengths)

    @classmethod
    def ended(cls, ids: np.ndarray) -> Self:
        """From an array of ids in which END follows each sequence."""
        lengths = np.diff(np.flatnonzero(ids == END), prepend=-1) - 1
        return cls(ids[ids != END], lengths)

    def parts(self, size: int) -> Iterator["Sequences"]:
        """Split into groups of neighbouring sequences with about `size` ids each."""
        ends = np.cumsum(self.lengths)
        bounds = [0, *(np.flatnonzero(np.diff(ends // size)) + 1).tolist(), len(ends)]
        for first, last in itertools.pairwise(bounds):
            start = int(ends[first - 1]) if first else 0
            end = int(ends[last - 1]) if last else 0
            yield Sequences(self.ids[start:end], self.lengths[first:last])

    def apart(self) -> list[np.ndarray]:
        """Each sequence as an array."""
        return np.split(self.ids, np.cumsum(self.lengths)[:-1])

    def where(self, chosen: np.ndarray) -> "Sequences":
        """The sequences that the mask `chosen` (n_sequences,) selects."""
        return Sequences(self.ids[np.repeat(chosen, self.lengths)], self.lengths[chosen])

    def first(self, n: int) -> "Sequences":
        """The first n sequences, or all if there are fewer."""
        lengths = self.lengths[:n]
        return Sequences(self.ids[: int(lengths.sum())], lengths)

    def closed(self) -> np.ndarray:
        """All ids with END after each sequence."""
        return np.insert(self.ids, np.cumsum(self.lengths), END)

    def padded(self, order: int) -> tuple[np.ndarray, np.ndarray]:
        """The sequences, each with order − 1 START ids before it and END after it, and each id's position in its padded
        sequence.
        """
        body, lengths = self
        ids = np.full(len(body) + order * len(lengths), START, np.int32)
        ids[np.arange(len(body)) + np.repeat(np.arange(len(lengths)) * order + order - 1, lengths)] = body
        ends = np.cumsum(lengths + order)
        ids[ends - 1] = END
        return ids, np.arange(len(ids)) - np.repeat(ends - lengths - order, lengths + order)

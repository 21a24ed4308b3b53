"""Counting all n-grams of sequences of ids, in arrays.

What belongs here: counting, all at once or in pieces. What does not: smoothing the counts (smoothing.py, whose docstring also
describes how n-grams are numbered).
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from assets.models.ngram.sequences import START, Sequences
from resources.spread import Spread

COUNTED = 2**22  # ids counted at a time: 13,000 songs


@dataclass(frozen=True, slots=True)
class Counted:
    """The n-grams of one length n, each in a row of its own; all arrays are (n_ngrams,).

    `key`: their numbers, ascending (empty for n = 1, where the id is the row). `count`: their counts in the text. `suffix`: for
    each n-gram without its first id, its row among the (n − 1)-grams.
    """

    key: np.ndarray
    count: np.ndarray
    suffix: np.ndarray


def count_ngrams(sequences: Sequences, order: int, size: int, spread: Spread, at_once: int = COUNTED) -> list[Counted]:
    """All n-grams of the sequences up to the order. A start id is never predicted: n-grams that end in one have count 0.

    Args:
        size: number of ids in the vocabulary.
        at_once: ids counted in one piece.

    Raises:
        ValueError: there is no sequence.
    """
    if not len(sequences.lengths):
        raise ValueError("there is nothing to count: no sequence was given")
    count = functools.partial(count_piece, order=order, size=size)
    return put_together(spread(count, sequences.parts(at_once)), size)


def count_piece(sequences: Sequences, order: int, size: int) -> list[Counted]:
    """The n-grams of some sequences, numbered by the shorter n-grams of the same sequences."""
    ids, position = sequences.padded(order)
    nothing = np.empty(0, np.uint8)
    levels = [Counted(nothing, np.bincount(ids, minlength=size), nothing)]
    levels[0].count[START] = 0
    rows = ids
    for n in range(2, order + 1):
        ends = np.flatnonzero(position >= n - 1)
        kind = _key_type(levels[-1], size)
        keys = rows[ends - 1].astype(kind) * kind.type(size) + ids[ends].astype(kind)
        keys, order_of = ascending_with_places(keys)
        is_new = np.append(True, keys[1:] != keys[:-1])
        first = np.flatnonzero(is_new)
        count = np.diff(first, append=len(keys)).astype(np.int32)
        count[keys[first] % size == START] = 0
        levels.append(Counted(keys[first], count, rows[ends[order_of[first]]]))
        if n < order:
            rows = np.full(len(ids), -1, np.int32)
            rows[ends[order_of]] = np.cumsum(is_new, dtype=np.int32) - 1
    return levels


def put_together(pieces: Iterable[list[Counted]], size: int) -> list[Counted]:
    """Merge the n-grams of all pieces and renumber them, as if they had been counted at once."""
    longest_first = [piece[::-1] for piece in pieces]
    if len(longest_first) == 1:
        return longest_first[0][::-1]
    single = [piece.pop() for piece in longest_first]  # popped, so that each level is freed after use
    levels = [Counted(single[0].key, np.sum([piece.count for piece in single], axis=0), single[0].suffix)]
    # For each piece: its shorter n-grams' rows in the merged table. For n = 1 an id is its own row.
    rows = [np.arange(size, dtype=np.int32)] * len(longest_first)
    while longest_first[0]:
        of_pieces = [piece.pop() for piece in longest_first]
        kind = _key_type(levels[-1], size)
        keys, places = ascending_with_places(np.concatenate([
            row[piece.key // size].astype(kind) * kind.type(size) + (piece.key % size).astype(kind)
            for piece, row in zip(of_pieces, rows, strict=True)
        ]))  # fmt: skip
        is_new = np.append(True, keys[1:] != keys[:-1])
        first = np.flatnonzero(is_new)
        count = np.add.reduceat(np.concatenate([piece.count for piece in of_pieces])[places], first)
        suffix = np.concatenate([row[piece.suffix] for piece, row in zip(of_pieces, rows, strict=True)])
        levels.append(Counted(keys[first], count, suffix[places[first]]))
        if longest_first[0]:
            anew = np.empty(len(keys), np.int32)
            anew[places] = np.cumsum(is_new, dtype=np.int32) - 1
            rows = np.split(anew, np.cumsum([len(piece.key) for piece in of_pieces])[:-1])
    return levels


def _key_type(shorter: Counted, size: int) -> np.dtype:
    """The smallest dtype for the numbers of n-grams that are one longer, and for the number after the last, which ends the last
    context's range.
    """
    return np.min_scalar_type(len(shorter.count) * size)


def ascending_with_places(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Unsigned numbers in ascending order, and the original position of each.

    Radix sort by digits of 16 bits, the lowest first (NumPy's stable sort of 16-bit numbers is a counting sort): 280,000
    numbers of 32 bits take 6 ms instead of 16.
    """
    places = numbers.astype(np.uint16).argsort(kind="stable")
    for shift in range(16, int(numbers.max(initial=0)).bit_length(), 16):
        digit = (numbers[places] >> numbers.dtype.type(shift)).astype(np.uint16)
        places = places[digit.argsort(kind="stable")]
    return numbers[places], places

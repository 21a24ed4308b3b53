"""Songs that are nearly the same: remixes, live versions, clean edits, truncated bodies.

What belongs here: comparing texts and grouping them. What does not: what a group means for the splits (assets/corpus).

The result is exact at every size. A shingle is a 64-bit number (among 45 million, the probability of any collision is
5e-5). Pairs are found by prefix filtering (Chaudhuri, Ganti & Kaushik 2006), not by MinHash-LSH: that estimates
Jaccard similarity, which says little about a song and its opening. Among 5,200 songs with 200 near-duplicates, half of them cut
to 30 %, this finds all in 0.7 s; datasketch's LSH finds 54 % in 1.9 s at its threshold 0.5, 93 % at 0.2.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import NamedTuple

import numpy as np

from assets.arrays import distinct
from assets.text import words
from resources.spread import Spread, here, in_pieces

SHINGLE_WORDS = 5
LEAST_JACCARD = 0.5
LEAST_CONTAINMENT = 0.7
LEAST_OVERLAP = 0.5  # containment
TEXTS_AT_ONCE = 1_000
CHUNK = 4_000_000  # elements processed at a time: 32 MB an array

# Odd multipliers of a polynomial hash over 64 bits; any will do, but they are fixed so that runs agree.
_MULTIPLIERS = np.random.default_rng(20260301).integers(1, 2**63, 64, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


@dataclass(frozen=True, slots=True)
class Shingles:
    """The distinct shingles of several texts.

    `numbers` (n_shingles,) uint64; `owners` (n_shingles,) int32, the index of each shingle's text, ascending; `sizes`
    (n_texts,) int64, the number of shingles of each text.
    """

    numbers: np.ndarray
    owners: np.ndarray
    sizes: np.ndarray

    def of(self, texts: np.ndarray) -> np.ndarray:
        """The distinct shingles of the texts that the mask `texts` (n_texts,) selects, ascending."""
        return distinct(self.numbers[texts[self.owners]])

    def holds(self, wanted: np.ndarray, texts: np.ndarray) -> np.ndarray:
        """Which of the shingles `wanted` (ascending, distinct) occur in the texts that the mask `texts` (n_texts,) selects.

        Works in chunks, so that no array as long as all shingles is made.

        Returns:
            bool (n_wanted,).
        """
        held = np.zeros(len(wanted), dtype=bool)
        for start in range(0, len(self.numbers) if len(wanted) else 0, CHUNK):
            part = slice(start, start + CHUNK)
            numbers = np.sort(self.numbers[part][texts[self.owners[part]]])
            at = np.minimum(np.searchsorted(wanted, numbers), len(wanted) - 1)
            held[at[wanted[at] == numbers]] = True
        return held


def shingles(texts: Sequence[str], size: int = SHINGLE_WORDS, spread: Spread = here) -> Shingles:
    """The distinct runs of `size` words of each text; a shorter text is one shingle, an empty one none."""
    pieces = in_pieces(texts, TEXTS_AT_ONCE)
    found = [(np.empty(0, np.uint64), np.empty(0, np.int64)), *spread(partial(_shingles_of, size=size), pieces)]
    sizes = np.concatenate([sizes for _, sizes in found])
    owners = np.repeat(np.arange(len(texts), dtype=np.int32), sizes)
    return Shingles(np.concatenate([numbers for numbers, _ in found]), owners, sizes)


def _shingles_of(texts: Sequence[str], size: int) -> tuple[np.ndarray, np.ndarray]:
    """The shingles of a few texts, text by text: their numbers, and how many each text has."""
    import pandas as pd

    # Each text's words are freed before the next text is read. When the words of a thousand songs at a time were kept, memory
    # fragmented, and the last of 150,000 songs took 1.4 times as long as the first.
    place: defaultdict[str, int] = defaultdict(count().__next__)
    places, ends = array("q"), []
    for text in texts:
        places.extend(map(place.__getitem__, words(text)))
        ends.append(len(places))
    # A word's number depends only on its letters, so that pieces agree wherever they are computed.
    ids = pd.util.hash_array(np.array([*place], dtype=object))[np.frombuffer(places, np.int64)]
    numbers = [np.empty(0, np.uint64)]
    for own in np.split(ids, ends[:-1]):
        if len(own) < size:
            # With its length, so that it differs from a run in a longer text.
            runs = np.append(own, np.uint64(2**40 + len(own)))[None, :] if len(own) else np.empty((0, 1), np.uint64)
        else:
            runs = np.lib.stride_tricks.sliding_window_view(own, size)
        numbers.append(distinct(_mix((runs * _MULTIPLIERS[: runs.shape[1]]).sum(axis=1, dtype=np.uint64))))
    return np.concatenate(numbers), np.array([len(text) for text in numbers[1:]], dtype=np.int64)


def _mix(numbers: np.ndarray) -> np.ndarray:
    """Spread a number's bits over all of its 64 (the finaliser of MurmurHash3)."""
    for multiplier in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        numbers = (numbers ^ (numbers >> np.uint64(33))) * np.uint64(multiplier)
    return numbers ^ (numbers >> np.uint64(33))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of texts with the number of shingles they share; int64 (n_pairs,). `first` < `second`, in ascending order."""

    first: np.ndarray
    second: np.ndarray
    shared: np.ndarray
    sizes: np.ndarray  # of all texts

    @property
    def containment(self) -> np.ndarray:
        """The share of the smaller text's shingles that are also in the other, 0 to 1 (Broder 1997)."""
        return self.shared / np.minimum(self.sizes[self.first], self.sizes[self.second])

    @property
    def jaccard(self) -> np.ndarray:
        """The share of both texts' shingles that are in both, 0 to 1."""
        return self.shared / (self.sizes[self.first] + self.sizes[self.second] - self.shared)


def overlapping(sets: Shingles, least_containment: float = 0.5) -> Pairs:
    """All pairs of texts whose containment is at least `least_containment`; none is missed.

    Prefix filtering (Chaudhuri, Ganti & Kaushik 2006): a text that shares `c` of its `n` shingles with a larger one shares at
    least one of its rarest `n - ceil(c n) + 1`. So only those are looked up, and texts are not compared because of a common
    phrase.
    """
    n_texts = len(sets.sizes)
    owner, token, holders = _held_by_several(sets)
    alone = sets.sizes - np.bincount(owner, minlength=n_texts)
    # Each text's shingles, the rarest first, packed into one key each: NumPy's sort is much faster than its argsort.
    owned = np.sort(owner * len(holders) + token)
    token = owned % max(1, len(holders))
    starts = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=n_texts))])
    place = np.arange(len(owner)) - starts[owner] + alone[owner]  # owner is ascending, also after the sort
    prefix = sets.sizes - np.ceil(least_containment * sets.sizes - 1e-9).astype(np.int64) + 1
    probing = np.flatnonzero(place < prefix[owner])

    by_token = np.sort(token * len(token) + np.arange(len(token))) % max(1, len(token))
    token_starts = np.cumsum(holders) - holders
    keys = np.empty(0, np.int64)
    for chunk in _chunks(holders[token[probing]]):
        asking = probing[chunk]
        repeats, members = _expand(token_starts[token[asking]], holders[token[asking]])
        a, b = owner[asking][repeats], owner[by_token[members]]
        larger = (sets.sizes[b] >= sets.sizes[a]) & (a != b)
        a, b = a[larger], b[larger]
        keys = distinct(np.concatenate([keys, np.minimum(a, b) * n_texts + np.maximum(a, b)]))
    first, second = keys // max(1, n_texts), keys % max(1, n_texts)

    # How much the candidates share: the smaller text's shingles are looked up among the ascending (text, shingle) keys.
    small = np.where(sets.sizes[first] <= sets.sizes[second], first, second)
    large = first + second - small
    counts = starts[small + 1] - starts[small]
    shared = np.zeros(len(keys), np.int64)
    for chunk in _chunks(counts):
        repeats, members = _expand(starts[small[chunk]], counts[chunk])
        wanted = large[chunk][repeats] * len(holders) + owned[members] % max(1, len(holders))
        at = np.minimum(np.searchsorted(owned, wanted), max(0, len(owned) - 1))
        shared[chunk] = np.bincount(repeats, weights=owned[at] == wanted, minlength=len(chunk))
    enough = shared >= least_containment * np.minimum(sets.sizes[first], sets.sizes[second]) - 1e-9
    return Pairs(first[enough], second[enough], shared[enough], sets.sizes)


def _held_by_several(sets: Shingles) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The shingles that occur in more than one text.

    Returns:
        For each occurrence the text's index, and the shingle's rank by the number of texts that have it, the rarest first; for
        each rank, that number.
    """
    ordered = np.sort(sets.numbers)
    again = np.flatnonzero(ordered[1:] == ordered[:-1])
    common, holders = np.unique(ordered[again], return_counts=True)
    del ordered
    rarest_first = np.argsort(holders, kind="stable")
    rank = np.empty_like(rarest_first)
    rank[rarest_first] = np.arange(len(rank))
    owners, tokens = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for start in range(0, len(sets.numbers) if len(common) else 0, CHUNK):
        numbers = sets.numbers[start : start + CHUNK]
        # Looked up in groups with equal leading bits: the part of `common` that a group needs stays in the cache.
        order = np.argsort((numbers >> np.uint64(56)).astype(np.uint8), kind="stable")
        token = np.empty(len(numbers), np.int64)
        token[order] = np.minimum(np.searchsorted(common, numbers[order]), len(common) - 1)
        held = common[token] == numbers
        tokens.append(rank[token[held]])
        owners.append(sets.owners[start : start + CHUNK][held].astype(np.int64))
    return np.concatenate(owners), np.concatenate(tokens), holders[rarest_first] + 1


def _chunks(counts: np.ndarray) -> Iterator[np.ndarray]:
    """Indices of `counts`, in runs whose counts sum to about `CHUNK`."""
    cuts = np.flatnonzero(np.diff(np.cumsum(counts) // CHUNK)) + 1
    for chunk in np.split(np.arange(len(counts)), cuts):
        if len(chunk):
            yield chunk


def _expand(starts: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The numbers in ranges of `counts` numbers from `starts`: for each number the index of its range, and the number."""
    repeats = np.repeat(np.arange(len(starts)), counts)
    within = np.arange(len(repeats)) - np.repeat(np.cumsum(counts) - counts, counts)
    return repeats, starts[repeats] + within


class Groups(NamedTuple):
    """Groups of texts, as int arrays (n_texts,): for each text the index of the first text of its group."""

    clusters: np.ndarray
    overlaps: np.ndarray


def group_alike(texts: Sequence[str], spread: Spread = here) -> Groups:
    """Group texts that are linked as near-duplicates (`clusters`), and texts that share half of a text (`overlaps`).

    Two texts are near-duplicates when their 5-word shingles have Jaccard similarity >= 0.5 or containment >= 0.7; they
    overlap when they have containment >= 0.5. A cluster lies within one group of overlaps.
    """
    # A Jaccard similarity of 0.5 implies a containment of at least 0.5.
    pairs = overlapping(shingles(texts, spread=spread), LEAST_OVERLAP)
    alike = (pairs.jaccard >= LEAST_JACCARD) | (pairs.containment >= LEAST_CONTAINMENT)
    clusters = linked(len(texts), pairs.first[alike], pairs.second[alike])
    return Groups(clusters, linked(len(texts), pairs.first, pairs.second))


def linked(n: int, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The connected components of `n` items: for each item (n,) the index of its component's first item."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(first), np.int8), (first, second)), shape=(n, n))
    _, label = connected_components(links, directed=False)
    _, starts = np.unique(label, return_index=True)
    return starts[label].astype(np.int64)

"""Songs that are nearly the same: remixes, live versions, clean edits, truncated bodies.

What belongs here: comparing texts and grouping them. What does not: what a group means for the splits (assets/corpus).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

import numpy as np

SHINGLE_WORDS = 5
LEAST_JACCARD = 0.5
LEAST_CONTAINMENT = 0.7

Shingle = tuple[str, ...]

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


def words(text: str) -> list[str]:
    """The words of a text, case folded, without punctuation."""
    return _WORD.findall(text.casefold())


def shingles(text: str, size: int = SHINGLE_WORDS) -> frozenset[Shingle]:
    """The distinct runs of `size` words; a shorter text is one shingle, an empty one none."""
    tokens = words(text)
    if len(tokens) < size:
        return frozenset([tuple(tokens)] if tokens else [])
    return frozenset(tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1))


def containment(a: frozenset[Shingle], b: frozenset[Shingle]) -> float:
    """The share of the smaller set that is also in the other, 0 to 1 (Broder 1997)."""
    smaller = min(len(a), len(b))
    return len(a & b) / smaller if smaller else 0.0


def overlaps(sets: Sequence[frozenset[Shingle]]) -> Counter[tuple[int, int]]:
    """How many shingles each pair (i < j) shares; pairs that share none are absent."""
    holders: dict[Shingle, list[int]] = defaultdict(list)
    for index, members in enumerate(sets):
        for shingle in members:
            holders[shingle].append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for indices in holders.values():
        if len(indices) > 1:
            shared.update(combinations(indices, 2))
    return shared


def cluster_near_duplicates(texts: Sequence[str]) -> np.ndarray:
    """Group texts that are linked by near-duplicates.

    Two texts are near-duplicates when their 5-word shingles have Jaccard similarity >= 0.5 or containment >= 0.7.
    Exact: all pairs that share a shingle are compared.

    Returns:
        An int array of shape (len(texts),): the index of each text's cluster's first text.
    """
    sets = [shingles(text) for text in texts]
    first = list(range(len(texts)))

    def root(i: int) -> int:
        while first[i] != i:
            first[i] = first[first[i]]
            i = first[i]
        return i

    for (i, j), shared in overlaps(sets).items():
        union = len(sets[i]) + len(sets[j]) - shared
        smaller = min(len(sets[i]), len(sets[j]))
        if shared >= LEAST_JACCARD * union or shared >= LEAST_CONTAINMENT * smaller:
            a, b = sorted((root(i), root(j)))
            first[b] = a
    return np.array([root(i) for i in range(len(texts))], dtype=np.int64)

"""Smoothed n-gram models over ids, in arrays.

What belongs here: smoothing, and probabilities of ids. What does not: counts (counting.py), words and their spelling
(model.py).

An n-gram of length n is one number: the row of its first n − 1 ids among the (n − 1)-grams, times the vocabulary's size,
plus its last id. The numbers of each length are in one ascending array. So they are exact at every order (no hashing), take
four bytes while they fit, and can be memory-mapped. Finding an n-gram is one binary search, finding the followers of a context
two. A whole text is scored with one search per order, because each order's rows are the next order's contexts. If the text is
long compared with the model, a hash table made from the array is used instead.
"""

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Self

import numpy as np

from assets.models.ngram.counting import ascending_with_places, count_ngrams
from assets.models.ngram.sequences import START, Sequences
from resources.spread import Spread, here

if TYPE_CHECKING:
    import pandas as pd

PART = 2**16  # ids scored at a time: more would not fit into the cache
MOST_HASHED = 2  # up to this many n-grams per id to score, building a hash table costs less than binary searches

Context = tuple[int, ...]
"""The rows of a history's last 0, 1 … order − 1 ids; −1 for contexts that were not in training."""


class SmoothedNgrams:
    """An n-gram model over ids 0 … size − 1, of which 0 opens and 1 closes a sequence.

    P(w | context) = share(context w) + weight(context) · P(w | context without its first id), down to the uniform
    distribution over all ids but the opening one. Contexts that were not in training have weight 1. For every context
    the shares and the weight sum to one, and therefore so do the probabilities.
    """

    def __init__(
        self, size: int, keys: Sequence[np.ndarray], shares: Sequence[np.ndarray], weights: Sequence[np.ndarray]
    ) -> None:
        """From the arrays that `arrays` gives, per length 1 … order; the keys of length 1 are empty."""
        self.order, self.size = len(shares), size
        self._keys, self._shares, self._weights = keys, shares, weights
        self._single = np.asarray(shares[0]) + float(weights[0][0]) / (size - 1)
        self._single[START] = 0.0
        self._by_frequency = np.argsort(-self._single, kind="stable")
        self._likeliest_after_one = functools.lru_cache(4096)(self._rank_after_one)
        self._is_in = np.zeros(size, bool)
        self._hashed: list[pd.Index] = []

    @classmethod
    def kneser_ney(
        cls,
        sequences: Sequences,
        order: int,
        size: int,
        discounts: Sequence[float] | None = None,
        *,
        scale: float = 1.0,
        spread: Spread = here,
    ) -> Self:
        """Interpolated modified Kneser-Ney (Chen & Goodman 1999, "An empirical study of smoothing techniques for
        language modeling"): three discounts per order, estimated from the counts of counts, and below the highest order
        counts of distinct predecessors (Kneser & Ney 1995) instead of occurrences.

        Args:
            sequences: ids from 1; each is opened by order − 1 starts and closed by an end.
            discounts: one fixed discount per order, from length 1 up, instead: plain interpolated Kneser-Ney.
            scale: factor for every discount. The discounted mass is the weight of the shorter context, so a factor above 1
                gives shorter contexts more weight. No discount exceeds its count.
            spread: distributes the counting of pieces of the sequences.

        Raises:
            ValueError: there is no sequence.
        """
        levels = count_ngrams(sequences, order, size, spread)
        counts = [level.count for level in levels]
        for n in range(order - 1, 0, -1):
            counts[n - 1] = np.bincount(levels[n].suffix[counts[n] > 0], minlength=len(counts[n - 1]))
        shares, weights = [], []
        for n, (level, count) in enumerate(zip(levels, counts, strict=True), start=1):
            each = _discounts(count) if discounts is None else np.array([0.0] + [discounts[n - 1]] * 3)
            discount = np.minimum(scale * each, range(4))[np.minimum(count, 3)]
            contexts = len(counts[n - 2]) if n > 1 else 1
            context = level.key // size if n > 1 else np.zeros(size, np.int64)
            total = np.bincount(context, count, contexts)
            left = np.bincount(context, discount, contexts)
            total[total == 0] = np.nan  # never followed by anything
            shares.append(np.nan_to_num((count - discount) / total[context]))
            weights.append(np.nan_to_num(left / total, nan=1.0))
        return cls(size, [level.key for level in levels], shares, weights)

    @classmethod
    def lidstone(
        cls,
        sequences: Sequences,
        order: int,
        size: int,
        gamma: float,
        *,
        interpolated: bool = False,
        spread: Spread = here,
    ) -> Self:
        """Additive smoothing, (count + γ) / (count of the context + γ · (size − 1)), without any shorter context.

        The smoothing of the published 3-gram (γ = 1e-4). Arguments and errors as in `kneser_ney`.

        Args:
            interpolated: distribute what is added like the words after the shorter context instead of evenly (MacKay & Peto
                1995, "A hierarchical Dirichlet language model").
        """
        levels = count_ngrams(sequences, order, size, spread)
        added = gamma * (size - 1)
        shares, weights = [], []
        for n, level in enumerate(levels, start=1):
            contexts = len(levels[n - 2].count) if n > 1 else 1
            if n < order and not interpolated:
                shares.append(np.zeros(len(level.count)))
                weights.append(np.ones(contexts))
                continue
            context = level.key // size if n > 1 else np.zeros(size, np.int64)
            total = np.bincount(context, level.count, contexts) + added
            shares.append(level.count / total[context])
            weights.append(added / total)
        return cls(size, [level.key for level in levels], shares, weights)

    def probabilities(self, sequences: Sequences, *, of: int | None = None) -> np.ndarray:
        """Each id's probability, one sequence after another, each with its closing end: shape (sum of the lengths +
        number of sequences,). With `of`, that id's probability in each position instead.
        """
        import pandas as pd

        if not self._hashed and sum(map(len, self._keys)) <= MOST_HASHED * len(sequences.ids):
            self._hashed = [pd.Index(keys) for keys in self._keys]
        return np.concatenate([self._probabilities(part, of) for part in sequences.parts(PART)])

    def _probabilities(self, sequences: Sequences, of: int | None) -> np.ndarray:
        ids, position = sequences.padded(self.order)
        rows, targets = ids, ids if of is None else np.full(len(ids), of)
        result = self._single.take(targets)
        for n in range(2, self.order + 1):
            context = np.roll(
                rows, 1
            )  # for opening ids it belongs to another sequence; those results are dropped below
            rows = matches = self._find(n, context, ids)
            if of is not None:
                matches = self._find(n, context, targets)
            # −1 wraps around to the last row; these values are corrected below.
            weight, share = (
                self._weights[n - 1].take(context, mode="wrap"),
                self._shares[n - 1].take(matches, mode="wrap"),
            )
            weight[context < 0] = 1.0
            share[matches < 0] = 0.0
            result *= weight
            result += share
        return result[position >= self.order - 1]

    def opening(self) -> Context:
        """The context of a sequence's first id."""
        context: Context = (0,) + (-1,) * (self.order - 1)
        for _ in range(self.order - 1):
            context = self.advance(context, START)
        return context

    def advance(self, context: Context, id_: int) -> Context:
        """The context after one more id."""
        if self.order == 1:
            return context
        return (0, id_, *(self._row(n, context[n - 1], id_) for n in range(2, self.order)))

    def context_of(self, ids: Sequence[int]) -> Context:
        """The context after the first ids of a sequence; only the last order − 1 count."""
        context = self.opening()
        for id_ in ids[max(0, len(ids) - self.order + 1) :]:
            context = self.advance(context, id_)
        return context

    def distribution(self, context: Context) -> np.ndarray:
        """P(id | context) for every id: shape (size,), sums to one; 0 for the opening id."""
        result = self._single.copy()
        for n, row in enumerate(context[1:], start=2):
            if row >= 0:
                followers, shares = self._followers(n, row)
                result *= self._weights[n - 1][row]
                result[followers] += shares
        return result

    def contexts_after(self, contexts: np.ndarray, ids: np.ndarray) -> np.ndarray:
        """`advance` for many contexts (n, order) and one id for each (n,)."""
        rows = [np.zeros(len(ids), np.int64), ids.astype(np.int64)][: self.order]
        for n in range(2, self.order):
            rows.append(self._find(n, contexts[:, n - 1], ids).astype(np.int64))
        return np.stack(rows, axis=1)

    def distributions(self, contexts: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """`distribution` for many contexts (n, order): shape (n, size), written to `out` if it is given.

        Contexts may have fewer columns: the model is then used at a lower order.
        """
        result = np.empty((len(contexts), self.size)) if out is None else out
        result[:] = self._single
        for n in range(2, contexts.shape[1] + 1):
            result *= self.weights(n, contexts[:, n - 1])[:, None]
            # No id follows a context twice, so no place is written twice.
            place, ids, shares = self.followers(n, contexts[:, n - 1])
            result[place, ids] += shares
        return result

    def weights(self, n: int, contexts: np.ndarray) -> np.ndarray:
        """The weights of many contexts of n − 1 ids: shape (n_contexts,)."""
        return np.where(contexts >= 0, self._weights[n - 1].take(contexts, mode="wrap"), 1.0)

    def followers(self, n: int, contexts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The ids that follow many contexts of n − 1 ids.

        Returns:
            For each follower the index of its context, its id and its share: shape (n_followers,); the ids of a context ascend.
        """
        known, keys = np.flatnonzero(contexts >= 0), self._keys[n - 1]
        first = contexts[known] * self.size
        low = keys.searchsorted(first.astype(keys.dtype))
        length = keys.searchsorted((first + self.size).astype(keys.dtype)) - low
        rows = np.arange(length.sum()) + np.repeat(low - np.cumsum(length) + length, length)
        return (
            np.repeat(known, length), keys[rows].astype(np.int64) - np.repeat(first, length), self._shares[n - 1][rows],
        )  # fmt: skip

    def likeliest(self, context: Context, k: int, *, but: int | None = None) -> tuple[np.ndarray, np.ndarray]:
        """The `k` likeliest ids except `but`, in no order, and their probabilities.

        An id among the k likeliest is among the k likeliest after the last id alone, which are cached, or follows the last two
        ids. An id that follows a longer context also follows those two.
        """
        candidates, probabilities = self._likeliest_after_one(context[1] if self.order > 1 else -1, k + 1)
        known = [(n, row, *self._followers(n, row)) for n, row in enumerate(context[2:], start=3) if row >= 0]
        if known:
            followers = known[0][2]
            of_followers = self._after_one(context[1], followers)
            for n, row, ids, shares in known:
                weight = self._weights[n - 1][row]
                of_followers *= weight
                of_followers[slice(None) if n == 3 else followers.searchsorted(ids)] += shares
                probabilities = weight * probabilities
            candidates, probabilities = self._joined(followers, of_followers, candidates, probabilities)
        if but is not None:
            probabilities = np.where(candidates == but, 0.0, probabilities)
        return _largest(candidates, probabilities, k)

    def _after_one(self, row: int, followers: np.ndarray) -> np.ndarray:
        """P(id | previous id) for ids that follow it."""
        keys = self._keys[1]
        shares = self._shares[1][keys.searchsorted((row * self.size + followers).astype(keys.dtype))]
        return shares + self._weights[1][row] * self._single[followers]

    def _rank_after_one(self, row: int, k: int) -> tuple[np.ndarray, np.ndarray]:
        """The k likeliest ids after one id, and their probabilities."""
        candidates = self._by_frequency[:k]
        if row < 0:
            return candidates, self._single[candidates]
        followers, shares = self._followers(2, row)
        weight = self._weights[1][row]
        of_followers, others = shares + weight * self._single[followers], weight * self._single[candidates]
        return _largest(*self._joined(followers, of_followers, candidates, others), k)

    def _joined(
        self, ids: np.ndarray, probabilities: np.ndarray, more: np.ndarray, their_probabilities: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Two lists of ids joined, without those of the second that are already in the first; and their probabilities."""
        self._is_in[ids] = True
        new = ~self._is_in[more]
        self._is_in[ids] = False
        return np.concatenate([ids, more[new]]), np.concatenate([probabilities, their_probabilities[new]])

    def arrays(self) -> dict[str, np.ndarray]:
        """Every array by name."""
        return {
            f"{n}.{name}": array
            for n in range(1, self.order + 1)
            for name, array in (
                ("key", self._keys[n - 1]),
                ("share", self._shares[n - 1]),
                ("weight", self._weights[n - 1]),
            )
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Self:
        """The model from its `arrays`; if they are memory-mapped, only the parts in use are read."""
        order = len(arrays) // len(_NAMES)
        keys, shares, weights = ([arrays[f"{n}.{name}"] for n in range(1, order + 1)] for name in _NAMES)
        return cls(len(shares[0]), keys, shares, weights)

    def _find(self, n: int, context: np.ndarray, ids: np.ndarray) -> np.ndarray:
        """The rows of n-grams given as (row of the context, last id); −1 for n-grams that were not in training."""
        keys = self._keys[n - 1]
        wanted = context.astype(keys.dtype) * keys.dtype.type(self.size) + ids.astype(keys.dtype)
        if self._hashed:
            rows = self._hashed[n - 1].get_indexer(wanted)  # pyright: ignore[reportArgumentType]
            rows[context < 0] = -1
            return rows
        # Searching in ascending order accesses memory sequentially: 8 ms instead of 28 for 280,000, sorting included.
        ascending, order = ascending_with_places(wanted)
        rows = np.minimum(keys.searchsorted(ascending), len(keys) - 1)
        result = np.empty(len(wanted), np.int32)
        result[order] = np.where(keys[rows] == ascending, rows, -1)
        return np.where(context >= 0, result, -1)

    def _row(self, n: int, context: int, id_: int) -> int:
        """`_find` for one n-gram."""
        if context < 0:
            return -1
        keys, wanted = self._keys[n - 1], context * self.size + id_
        row = int(keys.searchsorted(keys.dtype.type(wanted)))
        return row if row < len(keys) and keys[row] == wanted else -1

    def _followers(self, n: int, row: int) -> tuple[np.ndarray, np.ndarray]:
        """The ids that follow a context of n − 1 ids, and their shares."""
        keys, first = self._keys[n - 1], row * self.size
        low, high = keys.searchsorted(np.array([first, first + self.size], keys.dtype)).tolist()
        return keys[low:high].astype(np.int64) - first, self._shares[n - 1][low:high]


def _largest(ids: np.ndarray, probabilities: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    if len(ids) <= k:
        return ids, probabilities
    best = np.argpartition(probabilities, -k)[-k:]
    return ids[best], probabilities[best]


_NAMES = ("key", "share", "weight")


def _discounts(counts: np.ndarray) -> np.ndarray:
    """D(0), D(1), D(2), D(3+) at their index, from the counts of counts (Chen & Goodman 1999, equation 17).

    Small or odd samples can leave an estimate undefined or outside (0, count); then it is 0.5.
    """
    n1, n2, n3, n4 = np.bincount(np.minimum(counts, 5), minlength=6)[1:5].tolist()
    y = n1 / (n1 + 2 * n2) if n1 and n2 else 0.5
    estimates = (1 - 2 * y * n2 / n1 if n1 else 0.5, 2 - 3 * y * n3 / n2 if n2 else 0.5)
    estimates += (3 - 4 * y * n4 / n3 if n3 else 0.5,)
    return np.array([0.0, *(d if 0 < d < k else 0.5 for k, d in enumerate(estimates, start=1))])

"""Sampling one of the likeliest ids."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assets.models.ngram.model import drawn

WEIGHTS = st.lists(st.integers(0, 20), min_size=3, max_size=12).filter(any)


@given(st.lists(WEIGHTS, min_size=1, max_size=4), st.integers(1, 12))
def test_ids_are_sampled_by_their_share_of_the_likeliest(rows: list[list[int]], k: int) -> None:
    width = max(map(len, rows)) + 2
    p = np.array([row + [0] * (width - len(row)) for row in rows], float)
    ids = np.array([np.random.default_rng(n).permutation(100)[:width] for n in range(len(rows))])
    for number, row in enumerate(p / p.sum(1, keepdims=True)):
        likeliest = np.argsort(-row + 1e-16 * ids[number])[:k]
        share = row[likeliest] / row[likeliest].sum()
        draws = (np.arange(1000) + 0.5) / 1000
        found = drawn(ids, p / p.sum(1, keepdims=True), k, np.full(1000, number), draws)
        often = [(found == ids[number][place]).mean() for place in likeliest]
        np.testing.assert_allclose(often, share, atol=2e-3)


def test_padding_does_not_change_what_is_drawn() -> None:
    p, ids, draws = np.array([[0.5, 0.2, 0.3]]), np.array([[7, 5, 9]]), np.linspace(0, 0.999, 50)
    wide_p, wide_ids = np.array([[0.2, 0.0, 0.5, 0.0, 0.3], [0.1] * 5]), np.array([[5, 0, 7, 0, 9], [1, 2, 3, 4, 6]])
    alone = drawn(ids, p, 3, np.zeros(50, int), draws)
    np.testing.assert_array_equal(drawn(wide_ids, wide_p, 3, np.zeros(50, int), draws), alone)

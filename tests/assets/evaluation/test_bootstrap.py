"""The bootstrap's intervals, by hand and by what the standard error says."""

import numpy as np
import pytest

from assets.evaluation.metrics import bootstrap_interval


def test_bootstrap_by_hand() -> None:
    # Of two songs, two draws give means 0, 1/2 and 1 in one, two and one case of four: 95 % need all three.
    assert bootstrap_interval(np.array([0.0, 1.0]), np.ones(2), seed=1) == (0, 1)
    # A third of the cases lies in the middle.
    assert bootstrap_interval(np.array([0.0, 1.0]), np.ones(2), seed=1, confidence=1 / 3) == (0.5, 0.5)
    # 1 / 10 and 9 / 10 of words: songs' numbers are drawn together, so the ratio is not the mean of ratios.
    assert bootstrap_interval(np.array([1.0, 9.0]), np.array([10.0, 10.0]), seed=1, confidence=1 / 3) == (0.5, 0.5)
    assert bootstrap_interval(np.array([1.0, 9.0]), np.array([10.0, 30.0]), seed=1, confidence=1 / 3) == (0.25, 0.25)


def test_a_bootstrap_interval_is_as_wide_as_the_standard_error_says() -> None:
    values = np.random.default_rng(0).normal(size=400)
    low, high = bootstrap_interval(values, np.ones(400), seed=2)
    assert high - low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.1)
    assert bootstrap_interval(values, np.ones(400), seed=2) == (low, high)
    assert bootstrap_interval(values, np.ones(400), seed=3) != (low, high)

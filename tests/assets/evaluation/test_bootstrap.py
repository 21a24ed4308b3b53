"""Bootstrap intervals, checked by hand and against the standard error."""

import numpy as np
import pytest

from assets.evaluation.metrics import bootstrap_interval, clusters_of


def test_bootstrap_by_hand() -> None:
    # Of two songs, two draws give means 0, 1/2 and 1 in one, two and one case of four: 95 % need all three.
    assert bootstrap_interval(np.array([0.0, 1.0]), np.ones(2), seed=1) == (0, 1)
    # A third of the cases lies in the middle.
    assert bootstrap_interval(np.array([0.0, 1.0]), np.ones(2), seed=1, confidence=1 / 3) == (0.5, 0.5)
    # 1 / 10 and 9 / 10 of words: songs' numbers are drawn together, so the ratio is not the mean of ratios.
    assert bootstrap_interval(np.array([1.0, 9.0]), np.array([10.0, 10.0]), seed=1, confidence=1 / 3) == (0.5, 0.5)
    assert bootstrap_interval(np.array([1.0, 9.0]), np.array([10.0, 30.0]), seed=1, confidence=1 / 3) == (0.25, 0.25)


def test_a_bootstrap_interval_agrees_with_the_standard_error() -> None:
    values = np.random.default_rng(0).normal(size=400)
    low, high = bootstrap_interval(values, np.ones(400), seed=2)
    assert high - low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.1)
    assert bootstrap_interval(values, np.ones(400), seed=2) == (low, high)
    assert bootstrap_interval(values, np.ones(400), seed=3) != (low, high)


def test_songs_by_one_artist_are_drawn_together() -> None:
    songs = clusters_of(["a", "b", "c", "d"], {"a": "Ann", "b": "Bob", "c": "Ann", "d": "Ann"})
    assert songs is not None
    assert songs.tolist() == [0, 1, 0, 0]
    # Ann twice, Bob twice, or each once: means 1, 0 and 3/4 in one, one and two cases of four.
    values = np.array([1.0, 0.0, 1.0, 1.0])
    assert bootstrap_interval(values, np.ones(4), seed=1, clusters=songs) == (0, 1)
    assert bootstrap_interval(values, np.ones(4), seed=1, confidence=1 / 3, clusters=songs) == (0.75, 0.75)
    assert clusters_of(["a"], None) is None
    each = np.arange(4)
    assert bootstrap_interval(values, np.ones(4), seed=1, clusters=each) == bootstrap_interval(
        values, np.ones(4), seed=1
    )


def test_an_interval_over_artists_is_wider_if_their_songs_are_similar() -> None:
    rng = np.random.default_rng(0)
    artists = np.repeat(np.arange(20), 10)
    values = rng.normal(size=20)[artists] + rng.normal(size=200) / 10
    narrow, wide = (bootstrap_interval(values, np.ones(200), seed=1, clusters=of) for of in (None, artists))
    assert wide[1] - wide[0] == pytest.approx(2 * 1.96 * values.std() / np.sqrt(20), rel=0.15)
    assert wide[1] - wide[0] > 2.5 * (narrow[1] - narrow[0])

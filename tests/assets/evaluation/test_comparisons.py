"""Paired comparisons, checked by hand and on values with known differences."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.evaluation.comparisons import (
    COMPARED,
    COMPARISONS_SCHEMA,
    LEAST_P,
    LEVEL,
    ComparisonError,
    cliffs_delta,
    compare_writers,
    held_out_artists,
    holm,
    in_words,
    permutation_p,
)
from assets.evaluation.metrics import SONG_METRICS_SCHEMA
from assets.evaluation.writers import HUMAN, HUMAN_WORDS, Writer
from assets.evaluation.writing import BARS, PUBLISHED

NAN = float("nan")


def test_holm_by_hand() -> None:
    # The smallest of four counts four times, the next three times, and none is below one that was smaller.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.02, NAN, 0.5]) == pytest.approx([0.04, NAN, 0.5], nan_ok=True)
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_corrects_upwards_and_keeps_the_order(p_values: list[float]) -> None:
    corrected = holm(p_values)
    assert all(p <= by <= 1 for p, by in zip(p_values, corrected, strict=True))
    assert min(corrected) == pytest.approx(min(1, min(p_values) * len(p_values)))
    together = sorted(zip(p_values, corrected, strict=True))
    assert [by for _, by in together] == sorted(corrected)


def test_a_permutation_test_by_hand() -> None:
    # Of eight signs one makes the mean as high, one as low.
    assert permutation_p(np.array([1.0, 2.0, 3.0]), seed=1) == 2 / 8
    assert permutation_p(np.array([0.0, 0.0]), seed=1) == 1
    assert np.isnan(permutation_p(np.array([1.0]), seed=1))


def test_a_permutation_test_of_artists_by_hand() -> None:
    differences, artists = np.array([1.0, 2.0, 3.0, 4.0]), np.array([0, 0, 1, 1])
    # Of sixteen signs of songs two are as far; of four signs of artists (sums 3 and 7) two are.
    assert permutation_p(differences, seed=1) == 2 / 16
    assert permutation_p(differences, seed=1, clusters=artists) == 2 / 4
    # Sums 3 and 3: of four signs two are as far, and the two others cancel each other out.
    assert permutation_p(np.array([1.0, 2.0, 4.0, -1.0]), seed=1, clusters=artists) == 2 / 4
    assert np.isnan(permutation_p(differences, seed=1, clusters=np.zeros(4, int))), "one artist says nothing"


def test_p_is_not_below_the_resolution_of_the_permutations() -> None:
    differences = np.random.default_rng(0).normal(10, size=40)
    assert permutation_p(differences, seed=1) == pytest.approx(LEAST_P)
    assert min(holm([LEAST_P] * len(COMPARED))) == pytest.approx(0.004, abs=0.0005), "some twenty metrics"


def test_cliffs_delta_by_hand() -> None:
    # Of nine pairs the first has more in two, as much in one, less in six.
    delta, low, high = cliffs_delta(np.array([1.0, 2.0, 5.0]), np.array([2.0, 3.0, 6.0]), seed=1)
    assert delta == pytest.approx((2 - 6) / 9)
    assert -1 <= low <= delta <= high <= 1
    assert cliffs_delta(np.array([4.0, 5.0]), np.array([1.0, 2.0]), seed=1) == (1, 1, 1)
    # Ann's two songs have more than all others, Bob's one less: both, Ann alone, or Bob alone.
    of_artists = np.array([4.0, 5.0, 0.0]), np.array([1.0, 2.0, 3.0])
    assert cliffs_delta(*of_artists, seed=1, clusters=np.array([0, 0, 1])) == (pytest.approx(1 / 3), -1, 1)


def of(writer: Writer, metric: str, values: np.ndarray, protocol: str = BARS) -> pd.DataFrame:
    rows = [(*writer, protocol, str(i), metric, value, 1.0) for i, value in enumerate(values)]
    return pd.DataFrame(rows, columns=list(SONG_METRICS_SCHEMA))


@pytest.fixture
def songs() -> pd.DataFrame:
    """Twenty songs of people, and of two models: one with more rhymes on every song, one that differs by chance alone."""
    rng = np.random.default_rng(0)
    people = {name: rng.normal(size=20) for name in ("end_rhyme_rate", "vocabulary")}
    more = people["end_rhyme_rate"] + rng.uniform(0.5, 1.5, 20)
    return pd.concat([
        of(HUMAN, "end_rhyme_rate", people["end_rhyme_rate"]), of(HUMAN, "vocabulary", people["vocabulary"]),
        of(HUMAN_WORDS, "end_rhyme_rate", people["end_rhyme_rate"][::-1]),
        of(Writer("a"), "end_rhyme_rate", more), of(Writer("a"), "vocabulary", people["vocabulary"][:15] + NAN),
        of(Writer("a"), "word_perplexity", more),
        of(Writer("b", decoding="rhyming"), "end_rhyme_rate", people["end_rhyme_rate"] + rng.normal(size=20)),
        of(Writer("b", decoding="rhyming"), "vocabulary", people["vocabulary"][:15] + rng.normal(size=15)),
        of(Writer("b", "base"), "bits_per_character", more, PUBLISHED),
    ])  # fmt: skip


def test_each_writer_is_compared_with_humans_and_each_pair_of_models(songs: pd.DataFrame) -> None:
    compared = compare_writers(songs, seed=3)
    assert list(compared.columns) == list(COMPARISONS_SCHEMA)
    pairs = dict.fromkeys(zip(compared["first"], compared["second"], strict=True))
    assert list(pairs) == [
        ("human, words shuffled", "human (held out)"), ("a", "human (held out)"), ("b, rhyming", "human (held out)"),
        ("a", "b, rhyming"),
    ]  # fmt: skip
    assert set(compared["metric"]) == {"end_rhyme_rate", "vocabulary"}, "what is no mean over songs is left out"
    rows = {(row["first"], row["second"], row["metric"]): row for row in compared.to_dict("records")}
    sure = rows["a", "human (held out)", "end_rhyme_rate"]
    assert sure["songs"] == 20
    assert 0.5 < sure["low"] < sure["difference"] < sure["high"] < 1.5
    assert sure["p_holm"] < LEVEL
    assert ("a", "human (held out)", "vocabulary") not in rows, "no song has both"
    assert rows["b, rhyming", "human (held out)", "vocabulary"]["songs"] == 15
    chance = compared[compared["first"] == "b, rhyming"]
    assert (chance["p_holm"] >= LEVEL).all()
    assert (chance["p_holm"] >= chance["p"]).all()
    assert compare_writers(songs, seed=3).equals(compared)


def test_tests_over_artists_have_fewer_units_than_songs(songs: pd.DataFrame) -> None:
    by_few = {str(i): f"artist {i % 4}" for i in range(20)}
    compared = compare_writers(songs, seed=3, artists=by_few)
    alone = compare_writers(songs, seed=3, artists={str(i): f"artist {i}" for i in range(20)})
    assert alone.equals(compare_writers(songs, seed=3)), "each by another artist"
    (row,) = compared[(compared["first"] == "a") & (compared["second"] == "human (held out)")].to_dict("records")
    assert (row["songs"], row["units"]) == (20, 4)
    assert row["p"] == 2 / 16
    assert in_words(compared[compared["first"] == "a"].head(1)) == (
        "20 songs by 4 artists are too few for a test to show any difference"
    )


def test_the_held_out_units_are_resampled() -> None:
    rows = [("a", "Ann", "train"), ("b", "Bob", "test"), ("c", "Cy", "test"), ("d", "Ann", "validation")]
    by_artist = pd.DataFrame(rows, columns=["song_id", "artist", "split"])
    assert held_out_artists(by_artist, ["b", "b", "c"]) == {"b": "Bob", "c": "Cy"}
    by_song = by_artist.assign(artist=["Ann", "Ann", "Cy", "Ann"])
    assert held_out_artists(by_song, ["b", "c"]) is None, "Ann was heard"
    assert held_out_artists(by_song, ["c"]) == {"c": "Cy"}
    with pytest.raises(ComparisonError, match=r"1 of the measured songs .*Materialise evaluation/verses"):
        held_out_artists(by_artist, ["b", "gone"])


def test_a_comparison_in_words(songs: pd.DataFrame) -> None:
    compared = compare_writers(songs, seed=3)
    sure = compared[(compared["first"] == "a") & (compared["second"] == "human (held out)")]
    words = in_words(sure)
    assert words.startswith("more: end rhyme rate (+")
    assert "no difference shown" not in words
    assert in_words(sure.assign(difference=-1.0)).startswith("less: end rhyme rate (-1.00; ")
    few = in_words(sure.assign(songs=5, units=5))
    assert few == "5 songs are too few for a test to show any difference", "1/16 is above the level"
    assert in_words(compared[compared["first"] == "b, rhyming"]) == "no difference shown: end rhyme rate, vocabulary"


def test_random_differences_are_found_no_more_often_than_the_level() -> None:
    rng = np.random.default_rng(5)
    found = sum(min(holm([permutation_p(rng.normal(size=10), seed=i) for _ in range(5)])) < LEVEL for i in range(60))
    assert found / 60 < 2 * LEVEL

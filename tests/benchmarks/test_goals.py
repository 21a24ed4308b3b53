"""The goals for verses: what counts as reached, by hand, and how the page shows it."""

import numpy as np
import pandas as pd
import pytest

from assets.evaluation.metrics import SONG_METRICS_SCHEMA
from assets.evaluation.writers import HUMAN, HUMAN_WORDS, Writer
from assets.evaluation.writing import BARS
from benchmarks.goals import Values, difference, goals_of, means, share_of_the_way, values_of
from docs.verses_measured import goals_section

MODEL = Writer("m", "model", "rhyming")
PEOPLE = {
    "order_lift": [1.0, 2.0], "ending_lift": [1.0, 1.0], "grammar_faults": [0.0, 0.4], "coherence": [0.1, 0.1],
    "content_words": [0.6, 0.6], "vocabulary": [0.7, 0.7], "end_rhyme_rate": [0.5, 0.7], "copied_8grams": [0.0, 0.0],
    "syllable_count_difference": [1.0, 0.8], "longest_copy": [3.0, 2.0],
}  # fmt: skip
SHUFFLED = {**PEOPLE, "order_lift": [0.0, 0.0], "ending_lift": [-1.0, -1.0], "grammar_faults": [2.0, 4.4]}


def values(**changes: list[float]) -> Values:
    """Two songs of people, of their words shuffled, and of a model that writes as people do but for some metrics."""
    rows = [
        (*writer, BARS, f"song {number}", metric, value, 1.0)
        for writer, metrics in ((MODEL, {**PEOPLE, **changes}), (HUMAN, PEOPLE), (HUMAN_WORDS, SHUFFLED))
        for metric, of_songs in metrics.items()
        for number, value in enumerate(of_songs)
    ]
    return values_of(pd.DataFrame(rows, columns=list(SONG_METRICS_SCHEMA)))


def test_the_share_of_the_way_from_nonsense_to_people() -> None:
    found = share_of_the_way(values(order_lift=[0.5, 1.0]), MODEL, "order_lift")
    assert found == {"found": 0.5, "low": 0.5, "high": 0.5}, "half of it, whichever songs are drawn"
    assert share_of_the_way(values(), MODEL, "ending_lift")["found"] == 1
    faults = share_of_the_way(values(grammar_faults=[1.0, 2.4]), MODEL, "grammar_faults")
    # Of 2 and 4 faults fewer: 1 and 2; each song alone or both together gives half.
    assert faults == {"found": pytest.approx(0.5), "low": pytest.approx(0.5), "high": pytest.approx(0.5)}
    uneven = share_of_the_way(values(coherence=[0.05, 0.1]), MODEL, "coherence")
    assert (uneven["low"], uneven["found"], uneven["high"]) == (0.5, pytest.approx(0.75), 1)
    missing = share_of_the_way(values(order_lift=[0.5, float("nan")]), MODEL, "order_lift")
    assert missing["found"] == 0.5, "of the songs that have it"


def test_the_difference_from_people() -> None:
    found = difference(values(end_rhyme_rate=[0.9, 0.7]), MODEL, "end_rhyme_rate")
    assert found["found"] == pytest.approx(0.2)
    assert (found["low"], found["high"]) == (pytest.approx(0), pytest.approx(0.4))


def test_a_goal_is_reached_by_the_mean_and_surely_reached_by_the_whole_interval() -> None:
    changes = {
        "end_rhyme_rate": [0.4, 0.9], "syllable_count_difference": [0.5, 0.5], "copied_8grams": [0.0, 0.1],
        "order_lift": [0.5, 1.0], "coherence": [0.05, 0.1], "vocabulary": [0.3, 0.3],
    }  # fmt: skip
    goals = {goal["metric"]: (goal["reached"], goal["surely"]) for goal in goals_of(values(**changes), MODEL)}
    assert goals == {
        "end_rhyme_rate": (True, False), "syllable_count_difference": (True, True), "copied_8grams": (False, False),
        "order_lift": (False, False), "ending_lift": (True, True), "grammar_faults": (True, True),
        "coherence": (True, False), "content_words": (True, True), "vocabulary": (False, False),
    }  # fmt: skip
    unknown = {writer: {**of, "coherence": np.full(2, np.nan)} for writer, of in values().items()}
    assert "coherence" not in [goal["metric"] for goal in goals_of(unknown, MODEL)], "no sentence model"


def test_the_page_shows_which_goals_are_reached() -> None:
    found = values(order_lift=[0.5, 1.0])
    of_set = {
        "songs": 2, "bars": 16, "seconds": {"m": 61.2}, "means": means(found), "goals": {"m": goals_of(found, MODEL)},
    }  # fmt: skip
    page = goals_section({"test": of_set, "validation": of_set})
    assert "2 test songs × 16 bars and 2 validation songs × 16 bars" in page
    assert "| order lift | 0.75 of the way from nonsense to people | \\+0.50 (\\+0.50 to \\+0.50) |" in page
    assert "| ending lift | 0.75 of the way from nonsense to people | **\\+1.00 (\\+1.00 to \\+1.00)** |" in page
    assert "| m, rhyming | 0.75 (0.50 to 1.00) |" in page
    assert "m 61 s to write" in page

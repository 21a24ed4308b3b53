"""The grid: beats on cuts, a tempo that gives way a little, an end on a bar line."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.music.grid import choose_grid, lay_grid
from resources.music.moods import MOODS, Mood


@settings(max_examples=60, deadline=None)
@given(st.floats(0.5, 300), st.floats(40, 200))
def test_a_wanted_tempo_is_kept_and_the_end_is_a_bar_line(seconds: float, tempo: float) -> None:
    grid = lay_grid(seconds, tempo)
    assert grid.tempo == pytest.approx(tempo, rel=0.0101)
    assert grid.bar_start(grid.bars) == pytest.approx(seconds)
    assert grid.bar_start(0) <= 1e-6 < grid.bar_start(1) + 1e-6


def test_cuts_fall_on_beats() -> None:
    rng = np.random.default_rng(2)
    mood = MOODS["lofi"].tempo
    worst, careless = [], []
    for _ in range(40):
        seconds = rng.uniform(10, 40)
        cuts = np.sort(rng.uniform(1, seconds - 1, 4))
        worst.append(choose_grid(seconds, mood, cuts).cut_errors(cuts).max())
        careless.append(choose_grid(seconds, mood).cut_errors(cuts).max())
    assert np.median(worst) <= 0.04 < 0.1 < np.median(careless)


@settings(max_examples=60, deadline=None)
@given(st.floats(2, 200), st.lists(st.floats(0.01, 199), max_size=12), st.sampled_from(list(MOODS.values())))
def test_the_tempo_gives_way_a_little_and_never_turns_back(seconds: float, cuts: list[float], mood: Mood) -> None:
    cuts = sorted(cut for cut in cuts if cut < seconds)
    grid = choose_grid(seconds, mood.tempo, cuts)
    assert grid.rubato <= 0.05 + 1e-9
    assert grid.beats[-1] == pytest.approx(seconds)
    assert grid.beats[0] <= 1e-6
    between = np.diff(grid.beats) / grid.beat
    assert np.all((between > 0.949) & (between < 1.051))
    asked = lay_grid(seconds, 100.0, cuts, 0.01)
    assert np.all(np.abs(np.diff(asked.beats) / 0.6 - 1) < 0.0101), "a tempo that was asked for"


@settings(max_examples=30, deadline=None)
@given(st.floats(2, 200), st.lists(st.floats(0.01, 199), max_size=12), st.sampled_from(list(MOODS.values())))
def test_a_chosen_grid_is_laid_again_from_its_tempo_alone(seconds: float, cuts: list[float], mood: Mood) -> None:
    cuts = sorted(cut for cut in cuts if cut < seconds)
    chosen = choose_grid(seconds, mood.tempo, cuts)
    assert lay_grid(seconds, round(chosen.tempo, 3), cuts) == chosen, "the brief chooses, the renderer only lays"

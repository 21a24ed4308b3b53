"""The grid: beats on cuts, a tempo that gives way a little, an end on a bar line."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from resources.music.grid import choose_grid, lay_grid
from resources.music.styles import STYLES, Style


@settings(max_examples=60)
@given(st.floats(0.5, 300), st.floats(40, 200))
def test_a_wanted_tempo_is_kept_and_the_end_is_a_bar_line(seconds: float, tempo: float) -> None:
    grid = lay_grid(seconds, tempo)
    assert grid.tempo == pytest.approx(tempo, rel=0.0101)
    assert grid.bar_start(len(grid.bars)) == pytest.approx(seconds)
    assert grid.bar_start(0) <= 1e-6 < grid.bar_start(1) + 1e-6


def test_cuts_fall_on_beats() -> None:
    rng = np.random.default_rng(2)
    mood = STYLES["lofi"].tempo
    worst, careless = [], []
    for _ in range(40):
        seconds = rng.uniform(10, 40)
        cuts = np.sort(rng.uniform(1, seconds - 1, 4))
        worst.append(choose_grid(seconds, mood, cuts).cut_errors(cuts).max())
        careless.append(choose_grid(seconds, mood).cut_errors(cuts).max())
    assert np.median(worst) <= 0.04 < 0.1 < np.median(careless)


@pytest.mark.parametrize(
    ("count", "seconds", "share"), [(4, 30.0, 0.95), (16, 60.0, 0.9), (64, 180.0, 0.85), (166, 300.0, 0.8)]
)
def test_most_of_many_cuts_have_a_beat(count: int, seconds: float, share: float) -> None:
    rng = np.random.default_rng(0)
    found = []
    for _ in range(6):
        cuts = np.sort(rng.uniform(0.5, seconds - 0.5, count))
        grid = choose_grid(seconds, STYLES["lofi"].tempo, cuts)
        found.append((grid.cut_errors(cuts) <= 0.04).mean())
    assert np.mean(found) >= share


def test_cuts_between_long_shots_begin_bars() -> None:
    cuts = (8.1, 16.4, 25.0, 33.3)
    grid = choose_grid(40.0, STYLES["rock"].tempo, cuts)
    assert np.abs(np.array(cuts)[:, None] - grid.downbeats[None]).min(1).max() < 0.04
    assert set(grid.bars) <= {2, 3, 4, 5}
    assert max(grid.bars.count(n) for n in (4,)) > 0.6 * len(grid.bars), "most bars are whole"


@pytest.mark.parametrize("seconds", [3.0, 20.0, 61.7])
def test_bars_of_three_beats(seconds: float) -> None:
    grid = choose_grid(seconds, STYLES["waltz"].tempo, meter=3)
    assert set(grid.bars) == {3}
    assert grid.downbeats[-1] == pytest.approx(seconds)


@settings(max_examples=60)
@given(st.floats(2, 200), st.lists(st.floats(0.01, 199), max_size=12), st.sampled_from(list(STYLES.values())))
def test_the_tempo_gives_way_a_little_and_never_turns_back(seconds: float, cuts: list[float], mood: Style) -> None:
    cuts = sorted(cut for cut in cuts if cut < seconds)
    grid = choose_grid(seconds, mood.tempo, cuts)
    assert grid.rubato <= 0.05 + 1e-9
    assert grid.beats[-1] == pytest.approx(seconds)
    assert grid.beats[0] <= 1e-6
    between = np.diff(grid.beats) / grid.beat
    assert np.all((between > 0.949) & (between < 1.051))
    asked = lay_grid(seconds, 100.0, cuts, 0.01)
    assert np.all(np.abs(np.diff(asked.beats) / 0.6 - 1) < 0.0101), "a tempo that was asked for"


@settings(max_examples=30)
@given(st.floats(2, 200), st.lists(st.floats(0.01, 199), max_size=12), st.sampled_from(list(STYLES.values())))
def test_a_chosen_grid_is_laid_again_from_its_tempo_alone(seconds: float, cuts: list[float], mood: Style) -> None:
    cuts = sorted(cut for cut in cuts if cut < seconds)
    chosen = choose_grid(seconds, mood.tempo, cuts)
    assert lay_grid(seconds, round(chosen.tempo, 3), cuts) == chosen, "the brief chooses, the renderer only lays"


@settings(max_examples=25)
@example(30.0, 0.5, [0.4921875, 0.498046875, 0.0546875])  # two cuts just before it
@given(st.floats(30, 90), st.floats(0.2, 0.8), st.lists(st.floats(0.05, 0.95), max_size=12))
def test_a_turn_begins_a_bar_whatever_cuts_there_are(seconds: float, place: float, cuts: list[float]) -> None:
    turn = place * seconds
    grid = choose_grid(seconds, STYLES["house"].tempo, [seconds * cut for cut in cuts], turns=(turn,))
    assert np.abs(grid.downbeats - turn).min() <= 0.08


def test_turns_change_nothing_where_there_are_none() -> None:
    cuts = (3.1, 7.7, 12.4)
    assert lay_grid(30.0, 120.0, cuts) == lay_grid(30.0, 120.0, cuts, turns=())


@settings(max_examples=60, deadline=None)
@given(
    st.floats(2, 90),
    st.floats(60, 180),
    st.sampled_from((3, 4)),
    st.lists(st.floats(0.1, 90), max_size=8),
    st.sampled_from((0.01, 0.05)),
)
def test_a_piece_that_follows_on_another_begins_with_a_bar(
    seconds: float, tempo: float, meter: int, cuts: list[float], rubato: float
) -> None:
    inside = [cut for cut in cuts if cut < seconds]
    grid = lay_grid(seconds, tempo, inside, rubato, meter, begins=True)
    assert grid.downbeats[0] == pytest.approx(0.0, abs=1e-6)
    assert grid.end == pytest.approx(seconds)
    assert np.all(np.diff(grid.beats) > 0)


@given(st.floats(2, 90), st.sampled_from(sorted(STYLES)))
def test_without_cuts_it_has_whole_bars_at_a_tempo_near_the_usual_one(seconds: float, name: str) -> None:
    style = STYLES[name]
    grid = choose_grid(seconds, style.tempo, (), meter=style.beats, begins=True)
    assert set(grid.bars) == {style.beats}
    assert grid.downbeats[0] == pytest.approx(0.0, abs=1e-6)
    bars = seconds * style.tempo[1] / 60 / style.beats
    assert abs(grid.tempo / style.tempo[1] - 1) <= max(1.0 / bars, 0.01) or bars < 1

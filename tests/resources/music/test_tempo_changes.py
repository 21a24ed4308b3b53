"""Changes of tempo: beats come faster or slower, and times are kept."""

import numpy as np
import pytest

from resources.music.grid import lay_grid
from resources.music.tempo_changes import SLOWS_TO, EvenTime, TempoChange, ritardando


def test_without_changes_time_is_even() -> None:
    assert EvenTime(60.0, ()).of([0.1, 12.3, 60.0]) == [0.1, 12.3, 60.0]


def test_beats_come_faster_and_the_turn_has_one() -> None:
    even = EvenTime(60.0, (TempoChange(30.0, 60.0, 1.2),))
    turns = even.of([30.0])
    grid = even.unbent(lay_grid(even.of([60.0])[0], 100.0, turns=turns))
    lengths = np.diff(grid.beats)
    assert lengths[:10] == pytest.approx(0.6, rel=0.06)
    assert lengths[-10:] == pytest.approx(0.5, rel=0.01)
    assert grid.end == pytest.approx(60.0)
    assert np.abs(grid.downbeats - 30.0).min() < 0.05
    assert grid.cut_errors([30.0])[0] < 0.05


def test_a_ritardando_slows_down_step_by_step() -> None:
    steps = ritardando(50.0, 60.0)
    assert [step.factor for step in steps] == sorted((step.factor for step in steps), reverse=True)
    assert (steps[0].start, steps[-1].end, steps[-1].factor) == (50.0, 60.0, SLOWS_TO)

"""Parts that cross over: exact lengths, no hole and no bump where they meet, beats that go on."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.music.joining import join
from resources.music.planning import windows
from resources.music.request import RenderRequest

RATE = 8000


def noise(samples: int, seed: int, level: float = 0.1) -> np.ndarray:
    return (np.random.default_rng(seed).standard_normal((2, samples)) * level).astype(np.float32)


@settings(max_examples=20)
@given(st.integers(1, 60 * RATE), st.integers(6 * RATE, 12 * RATE), st.integers(0, 3 * RATE))
def test_the_whole_is_as_long_as_its_stretches(total: int, longest: int, overlap: int) -> None:
    stretches = windows(0, total, longest, overlap)
    parts = [noise(stretch.length + (RATE if n else 0), n) for n, stretch in enumerate(stretches)]
    whole = join(parts, stretches, RATE, RenderRequest("k", "calm", max(0.1, total / RATE), 0))
    assert whole.shape == (2, total)
    assert whole.dtype == np.float32
    assert np.isfinite(whole).all()


def test_a_single_part_stays_as_it_is() -> None:
    part = noise(2 * RATE, 0)
    assert join([part], windows(0, 2 * RATE, 3 * RATE, 0), RATE, RenderRequest("k", "", 2.0, 0)) is part


def test_parts_of_any_level_go_on_at_one() -> None:
    stretches = windows(0, 30 * RATE, 12 * RATE, 4 * RATE)
    parts = [noise(s.length, n, level) for (n, s), level in zip(enumerate(stretches), itertools.cycle([0.3, 0.01]))]
    whole = join(parts, stretches, RATE, RenderRequest("k", "calm", 30.0, 0))
    seconds = 20 * np.log10(np.sqrt((whole.reshape(2, -1, RATE).astype(float) ** 2).mean((0, 2))))
    assert np.ptp(seconds) < 1.0, "not a decibel between the loudest and the softest second of steady noise"


@pytest.mark.parametrize("late", [0.1, 0.25, 0.4])
def test_the_next_part_begins_on_the_beat_of_the_one_before(late: float) -> None:
    tempo, beat = 120.0, 0.5
    stretches = windows(0, 20 * RATE, 12 * RATE, 4 * RATE)

    def clicks(samples: int, first: float) -> np.ndarray:
        sound = noise(samples, 3, 0.001)
        for at in np.arange(first, samples / RATE - 0.05, beat):
            start = round(at * RATE)
            sound[:, start : start + 200] += 0.5 * np.exp(-np.arange(200) / 40).astype(np.float32)
        return sound

    spare = round(beat * RATE)
    parts = [clicks(stretches[0].length, 0.0), clicks(stretches[1].length + spare, late)]
    whole = join(parts, stretches, RATE, RenderRequest("k", "beat", 20.0, 0, tempo))
    heard = np.flatnonzero(np.abs(whole[0]) > 0.3 * np.abs(whole).max()) / RATE
    first, later = (heard[chosen] for chosen in (heard < 8, heard > 12))
    between = np.median(later % beat) - np.median(first % beat)
    assert abs((between + beat / 2) % beat - beat / 2) < 0.02, "one grid before and after the place where they meet"

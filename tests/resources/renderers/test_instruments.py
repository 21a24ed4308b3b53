"""Synthesised notes: their pitch, and that a table without interpolation is exact enough."""

import numpy as np
import pytest

from resources.renderers.sketch.instruments import RATE, TIMBRES, play


@pytest.mark.parametrize("pitch", [33, 57, 69, 88])
def test_a_note_is_the_sum_of_its_harmonics(pitch: int) -> None:
    sound = play("triangle", pitch, 40)[0].astype(np.float64)[RATE // 10 :][
        :RATE
    ]  # after its attack, before its release
    hertz = 440 * 2 ** ((pitch - 69) / 12)
    time = np.arange(len(sound)) / RATE
    heard = [k for k, level in enumerate(TIMBRES["triangle"].harmonics, start=1) if level and k * hertz < RATE / 2]
    waves = np.stack([f(2 * np.pi * k * hertz * time) for k in heard for f in (np.cos, np.sin)], axis=1)
    fitted = waves @ np.linalg.lstsq(waves, sound, rcond=None)[0]
    assert 10 * np.log10(np.mean((sound - fitted) ** 2) / np.mean(sound**2)) < -70


def test_detuned_voices_are_heard_on_both_sides() -> None:
    left, right = play("pad", 60, 40)
    assert np.mean(left**2) == pytest.approx(np.mean(right**2), rel=0.2)
    assert not np.array_equal(left, right)
    assert np.array_equal(*play("sub", 40, 20)), "one voice is in the middle"

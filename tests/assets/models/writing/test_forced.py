"""Forced last words of lines."""

import numpy as np

from assets.models.writing.forced import EXPECTED_GAIN, forced_nats, last_words_gain


def test_a_last_word_that_its_line_makes_less_likely_is_forced() -> None:
    lines = ["and only a tiny not", "I bend it in the heat", "I bend it in the plaque"]
    not_, heat, plaque = forced_nats(lines, np.array([-9.2, -5.0, -9.2]))
    assert heat == 0
    assert 0 < plaque < not_, "as unlikely, but a rare word gains by standing there"


def test_a_repeated_last_word_gains_nothing() -> None:
    lines = ["the north of the hill was the bark", "the south was the bark, the north was the bark"]
    once, twice = last_words_gain(lines, np.array([-1.0, -1.0]))
    assert once > EXPECTED_GAIN
    assert twice == 0


def test_a_line_without_words_is_not_forced() -> None:
    assert last_words_gain([], np.array([])).shape == (0,)
    assert np.isfinite(forced_nats(["...", "zzyzxqua"], np.array([-3.0, -9.0]))).all()

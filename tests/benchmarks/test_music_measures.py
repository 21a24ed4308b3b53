"""Measures of finished music, on sounds whose values are known."""

import numpy as np

from benchmarks._music_measures import measures

RATE = 48_000


def test_an_ending_does_not_hide_that_a_piece_repeats_itself() -> None:
    chance = np.random.default_rng(1)
    notes = [np.sin(2 * np.pi * hertz * np.arange(RATE // 4) / RATE) for hertz in chance.uniform(200, 3000, 16)]
    loop = np.concatenate([note * np.linspace(1, 0.2, len(note)) for note in notes])
    endless = np.tile(loop, 8)
    ends = endless * np.interp(np.arange(len(endless)), [len(endless) - 2 * RATE, len(endless) - RATE], [1, 0])
    found = [measures(np.stack([piece, piece]), RATE)["repetition"] for piece in (endless, ends)]
    assert min(found) > 0.9
    assert abs(found[0] - found[1]) < 0.05

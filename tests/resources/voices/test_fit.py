"""Places that a plan gives: vowels and pauses fill them within limits, consonants stay whole while there is room."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.voices.base import SQUEEZE_LEAST
from resources.voices.piper import CONSONANT_LEAST, LEAST_FRAMES, LONGEST_VOWEL, VOWEL_LEAST, VOWEL_MOST, Parts, fit
from resources.voices.symbols import BLANK, Symbol

FRAME = 256 / 22_050
VOWEL, CONSONANT, PAUSE = Symbol("a", 0), Symbol("t"), Symbol(BLANK)
lengths = st.lists(st.floats(3, 20), min_size=1, max_size=3)


@st.composite
def places(draw: st.DrawFn) -> tuple[np.ndarray, list[Symbol]]:
    """A vowel, and what may follow it."""
    vowels = draw(lengths)
    consonants, pauses = draw(st.one_of(st.just([]), lengths)), draw(st.one_of(st.just([]), lengths))
    symbols = [VOWEL] * len(vowels) + [CONSONANT] * len(consonants) + [PAUSE] * len(pauses)
    return np.array([*vowels, *consonants, *pauses]), symbols


@given(places=places(), wanted=st.floats(0, 400))
def test_the_sum_is_what_was_wanted(places: tuple[np.ndarray, list[Symbol]], wanted: float) -> None:
    frames, squeeze = fit(*places, 0, wanted, FRAME)
    assert frames.sum() == pytest.approx(max(wanted, LEAST_FRAMES))
    assert (frames >= 0).all()
    assert 0 < squeeze <= 1


@given(places=places(), room=st.floats(0, 1))
def test_consonants_are_whole_while_there_is_room(places: tuple[np.ndarray, list[Symbol]], room: float) -> None:
    natural, symbols = places
    parts = Parts.of(natural, symbols, 0)
    least = parts.held + VOWEL_LEAST * parts.free
    wanted = least + room * (3 * natural.sum() - least)
    frames, squeeze = fit(natural, symbols, 0, wanted, FRAME)
    consonants = ~parts.vowel & ~parts.pause
    assert frames[consonants] == pytest.approx(natural[consonants])
    assert squeeze >= SQUEEZE_LEAST - 1e-9
    share = frames[parts.vowel].sum() / parts.free
    assert share >= VOWEL_LEAST - 1e-9
    if parts.rest:  # without a pause a vowel is held as long as its place lasts
        assert share <= VOWEL_MOST + 1e-9
        assert frames[parts.vowel].sum() <= max(parts.free, LONGEST_VOWEL / FRAME) + 1e-6


@given(places=places(), shortage=st.floats(0.001, 0.999))
def test_what_cannot_be_fitted_is_said(places: tuple[np.ndarray, list[Symbol]], shortage: float) -> None:
    natural, symbols = places
    parts = Parts.of(natural, symbols, 0)
    frames, squeeze = fit(natural, symbols, 0, (1 - shortage) * (parts.held + VOWEL_LEAST * parts.free), FRAME)
    assert squeeze < SQUEEZE_LEAST
    assert frames[parts.pause].sum() == pytest.approx(0, abs=1e-9)


def test_pauses_give_way_before_vowels_and_vowels_before_consonants() -> None:
    natural, symbols = np.array([10.0, 6.0, 4.0]), [VOWEL, CONSONANT, PAUSE]
    cases = [
        (30, [20, 6, 4], 1.0),
        (40, [20, 6, 14], 1.0),
        (20, [10, 6, 4], 1.0),
        (17, [10, 6, 1], 1.0),
        (13, [7, 6, 0], 0.7),
        (11, [5, 6, 0], 0.5),
        (9.5, [5, 4.5, 0], 0.375),
    ]
    for wanted, frames, squeeze in cases:
        found, told = fit(natural, symbols, 0, wanted, FRAME)
        assert found == pytest.approx(frames), wanted
        assert told == pytest.approx(squeeze), wanted
    found, told = fit(natural, symbols, 0, 4.0, FRAME)
    assert found.sum() == pytest.approx(4.0)
    assert told < VOWEL_LEAST * CONSONANT_LEAST


def test_a_growing_vowel_keeps_its_start() -> None:
    """The pad and the stress mark, where the consonant before still sounds."""
    symbols = [Symbol("ˈ", 0, begins=True), Symbol("ˈ", 0), VOWEL, VOWEL, CONSONANT, PAUSE]
    natural = np.array([2.0, 2.0, 3.0, 3.0, 6.0, 4.0])
    assert fit(natural, symbols, 0, 28.0, FRAME)[0] == pytest.approx([2, 2, 7, 7, 6, 4])
    assert fit(natural, symbols, 0, 15.0, FRAME)[0] == pytest.approx([1.8, 1.8, 2.7, 2.7, 6, 0])

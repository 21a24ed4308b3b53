"""A voice that listens to itself moves its vowels to where they should be heard."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.voices.aligned import FURTHEST, KEPT, SILENCE, Aligned, moves
from resources.voices.base import Spoken, Utterance
from resources.voices.onsets import HOP, Detectors
from tests.assets.songs.words_to_sing import Beeps

WORDS = ("R EY1 N", "AH0 G EH1 N")


class Late(Beeps):
    """Every vowel after the first is heard 20 ms late."""

    def say(self, utterance: Utterance) -> Spoken:
        """Beeps, of which all but the first are late."""
        self.asked.append(utterance)
        first, *others = utterance.onsets
        spoken = super().say(replace(utterance, onsets=(first, *(onset + 0.02 for onset in others))))
        self.asked.pop()
        return spoken


class Ears(Detectors):
    """Hears where it becomes loud."""

    def __init__(self) -> None:
        super().__init__({})

    def find(self, bands: np.ndarray, near: Sequence[float], classes: Sequence[str]) -> np.ndarray:
        """The first loud frame near each place."""
        loud = bands.max(1) > bands.max() - 12
        return np.array([(loud[(first := round(place / HOP) - 24) :].argmax() + first) * HOP for place in near])


def beats(spoken: Spoken, rate: int) -> list[float]:
    """When each beep begins."""
    loud = np.flatnonzero(np.abs(spoken.audio) > 0.3) / rate + spoken.starts
    return [loud[0], *(after for before, after in itertools.pairwise(loud) if after - before > 0.03)]


def test_vowels_that_are_heard_late_are_moved() -> None:
    voice = Late()
    utterance = Utterance(WORDS, (0.0, 0.3, 0.6), 0.9)
    assert beats(voice.say(utterance), voice.rate) == pytest.approx([0.0, 0.32, 0.62], abs=0.002)
    assert beats(Aligned(voice, Ears()).say(utterance), voice.rate) == pytest.approx(utterance.onsets, abs=0.004)
    assert voice.asked.count(utterance) == 2, "it speaks once"


def test_what_cannot_be_heard_for_sure_is_not_moved() -> None:
    voice = Late()
    spoken = Aligned(voice, Ears()).say(Utterance(("HH EY1 N", "HH IY1 IY1"), (0.0, 0.3, 0.6), 0.9))
    assert beats(spoken, voice.rate) == pytest.approx([0.0, 0.32, 0.62], abs=0.002)


def test_it_is_another_voice_for_what_was_made_before_but_has_the_same_words_and_licence() -> None:
    voice = Beeps()
    aligned = Aligned(voice, Ears())
    assert aligned.revision != voice.revision
    assert (aligned.name, aligned.rate, aligned.licence) == (voice.name, voice.rate, voice.licence)
    assert aligned.spans(WORDS) == voice.spans(WORDS)


@given(st.lists(st.tuples(st.floats(0.03, 0.5), st.floats(-0.2, 0.2)), min_size=1, max_size=12))
def test_vowels_keep_their_order_and_enough_of_their_length(vowels: list[tuple[float, float]]) -> None:
    at = np.cumsum([gap for gap, _ in vowels])
    places, shifts = moves(at, np.array([late for _, late in vowels]))
    before, after = places.ravel(), (places + shifts[:, None]).ravel()
    assert (np.diff(before) > 0).all()
    assert (np.diff(after) >= KEPT * np.diff(before) - 1e-9).all()
    assert np.abs(shifts).max() <= FURTHEST + 1e-9
    assert SILENCE > FURTHEST


def test_where_there_is_room_a_vowel_is_moved_by_what_was_heard() -> None:
    places, shifts = moves(np.array([0.0, 0.5, 1.0]), np.array([0.01, -0.015, 0.5]))
    assert shifts == pytest.approx([-0.01, 0.015, -FURTHEST])
    assert places[1] == pytest.approx([0.5 - 0.015 - 0.06, 0.5 - 0.015 + 0.02])

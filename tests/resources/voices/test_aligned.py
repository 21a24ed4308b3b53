"""A voice that listens to itself moves its vowels to where they should be heard."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.voices.aligned import FURTHEST, SILENCE, Aligned, moved
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


def test_vowels_that_are_heard_late_are_asked_for_earlier() -> None:
    voice = Late()
    aligned = Aligned(voice, Ears())
    utterance = Utterance(WORDS, (0.0, 0.3, 0.6), 0.9)
    spoken = aligned.say(utterance)
    asked = voice.asked[-1]
    assert asked.onsets == pytest.approx((0.0, 0.3 - FURTHEST, 0.6 - FURTHEST), abs=0.006)
    assert asked.take == utterance.take
    level = np.abs(spoken.audio)
    for onset in utterance.onsets:
        at = round((onset - spoken.starts) * voice.rate)
        assert level[at + 150 : at + 600].max() > 0.5 > 0.1 > level[at - 500 : at - 150].max()


def test_what_cannot_be_heard_for_sure_is_not_moved() -> None:
    voice = Late()
    Aligned(voice, Ears()).say(Utterance(("HH EY1 N", "HH IY1 IY1"), (0.0, 0.3, 0.6), 0.9))
    assert voice.asked[-1].onsets == (0.0, 0.3, 0.6)


def test_it_is_another_voice_for_what_was_made_before_but_has_the_same_words_and_licence() -> None:
    voice = Beeps()
    aligned = Aligned(voice, Ears())
    assert aligned.revision != voice.revision
    assert (aligned.name, aligned.rate, aligned.licence) == (voice.name, voice.rate, voice.licence)
    assert aligned.spans(WORDS) == voice.spans(WORDS)


@given(st.lists(st.tuples(st.floats(0.03, 0.5), st.floats(-0.2, 0.2), st.floats(0.03, 0.4)), min_size=1, max_size=12))
def test_no_vowel_is_left_less_time_than_it_needs_unless_it_had_less(vowels: list[tuple[float, float, float]]) -> None:
    edges = np.cumsum([0.0, *(gap for gap, _, _ in vowels)])
    utterance = Utterance(("AA1",) * len(vowels), tuple(edges[:-1].tolist()), float(edges[-1]))
    least = [needed for _, _, needed in vowels]
    onsets = moved(utterance, np.array([late for _, late, _ in vowels]), least)
    gaps = np.diff([*onsets, utterance.end])
    assert (gaps >= np.minimum(np.diff(edges), least) - 1e-9).all()
    assert SILENCE > FURTHEST


def test_where_there_is_room_a_vowel_is_moved_by_what_was_heard() -> None:
    utterance = Utterance(("AA1",) * 3, (0.0, 0.5, 1.0), 1.5)
    assert moved(utterance, np.array([0.01, -0.015, 0.5]), [0.1] * 3) == pytest.approx((-0.01, 0.515, 1.0 - FURTHEST))

"""The voice's track: on its places, doubled and answered on the hook, treated."""

from collections.abc import Sequence

import numpy as np
import pytest

from assets.songs.plan import SongPlan
from assets.songs.vocals import RATE, put, sing, treated
from resources.voices.base import Span
from tests.assets.songs.words_to_sing import PITCHES, SHORT, Beeps, plan_of


@pytest.fixture(scope="module")
def plan() -> SongPlan:
    return plan_of(SHORT)


@pytest.fixture(scope="module")
def sung(plan: SongPlan) -> tuple[np.ndarray, Beeps]:
    voice = Beeps()
    return sing(plan, voice)[0], voice


def test_vowels_are_heard_where_the_plan_wants_them(plan: SongPlan, sung: tuple[np.ndarray, Beeps]) -> None:
    level = np.abs(sung[0][0])
    for onset in plan.lines[0].onsets:
        at = round(onset * RATE)
        assert level[at + 200 : at + 1500].max() > 4 * level[max(0, at - 600) : at - 100].max() + 1e-4


def level(track: np.ndarray, start: float, end: float, pitch: float) -> np.ndarray:
    """How much of a pitch is heard between two seconds, left and right."""
    part = track[:, round(start * RATE) : round(end * RATE)]
    turns = np.exp(-2j * np.pi * pitch * np.arange(part.shape[1]) / RATE)
    return np.abs(part @ turns) / part.shape[1]


def test_hooks_are_doubled_to_both_sides_and_verses_are_not(plan: SongPlan, sung: tuple[np.ndarray, Beeps]) -> None:
    track, voice = sung
    takes = {utterance.words: {u.take for u in voice.asked if u.words == utterance.words} for utterance in voice.asked}
    for section in plan.sections:
        for line in section.lines:
            assert takes[line.sounds] - {3} == ({0, 1, 2} if section.kind == "hook" else {0})
            beeps = [(onset, onset + 0.07) for onset in line.onsets]
            lead, first, second = (
                np.sum([level(track, *beep, pitch) for beep in beeps], axis=0) for pitch in PITCHES[:3]
            )
            assert lead[0] == pytest.approx(lead[1], rel=0.2), "in the middle"
            if section.kind == "hook":
                assert first[0] > 2 * first[1], "to the left"
                assert second[1] > 2 * second[0], "to the right"
                assert max(first[0], second[1]) < lead[0], "softer than the lead"


def test_the_last_word_of_a_hooks_line_is_answered_on_the_next_beat_where_there_is_room() -> None:
    plan = plan_of("[Hook]\nthe rain\nthe sea\n\n[Verse]\nand I go home\nalone now", tempo=70)
    voice = Beeps()
    track, _ = sing(plan, voice)
    beat = 60 / plan.tempo
    hook = next(section for section in plan.sections if section.kind == "hook")
    answers = [utterance for utterance in voice.asked if utterance.take == 3]
    assert {answer.words for answer in answers} == {(line.sounds[-1],) for line in hook.lines}
    for line in hook.lines:
        at = (np.floor(line.onsets[-1] / beat) + 1) * beat
        left, right = level(track, at, at + 0.06, PITCHES[3])
        assert right > 2 * left > 0


def test_an_ad_lib_is_said_by_another_voice_to_the_side_and_the_line_rhymes_without_it() -> None:
    plan = plan_of(
        "(woo) the road was long and I was out of time (yeah, yeah)\nand every word I wrote began to rhyme (uh)"
    )
    voice = Beeps()
    track, _ = sing(plan, voice)
    first, second = plan.lines
    assert [[line.sounds[place] for place in line.asides] for line in plan.lines] == [
        ["W UW1", "Y AE1", "Y AE1"],
        ["AH1"],
    ]
    assert {u.words for u in voice.asked if u.take == 3} == {("W UW1",), ("Y AE1", "Y AE1"), ("AH1",)}
    assert first.words[-3].group == second.words[-2].group is not None, "time rhymes with rhyme"
    assert first.end <= second.onsets[0], "the second line waits for the ad-lib, but nobody has to breathe after it"
    beat = 60 / plan.tempo
    for line, rhyme in ((first, first.words[-3]), (second, second.words[-2])):
        assert rhyme.start == pytest.approx(line.onsets[line.rhyme], abs=1e-4)
        assert round(rhyme.start / beat) % 4 == 3, "on the fourth beat"
        left, right = level(track, line.onsets[-1], line.onsets[-1] + 0.06, PITCHES[3])
        assert right > 2 * left > 0
    for heard in (u for u in voice.asked if u.take == 0):
        assert heard.end > heard.onsets[-1]


@pytest.mark.parametrize(
    "line", ["(let it go)", "I was gone (and nobody ever asked me where)", "a smile :) and a wink ;)"]
)
def test_parentheses_around_whole_lines_and_long_ends_hold_words_like_others(line: str) -> None:
    plan = plan_of(f"{line}\nand then")
    assert plan.lines[0].asides == ()
    assert plan.lines[0].rhyme >= len(plan.lines[0].onsets) - 2


def test_where_the_next_line_comes_at_once_nobody_answers() -> None:
    voice = Beeps()
    sing(plan_of("[Hook]\nI was a river and now I am the sea\nso let it rain and rain again on me", tempo=110), voice)
    assert {utterance.take for utterance in voice.asked if "S IY1" in utterance.words} == {0, 1, 2}


def test_an_answer_gets_the_time_that_its_word_takes() -> None:
    class Slow(Beeps):
        def spans(self, words: Sequence[str]) -> list[Span]:
            return [Span(0.5, 0.4) for _ in super().spans(words)]

    voice = Slow()
    sing(plan_of("[Hook]\nthe rain\nthe sea\n\n[Verse]\nand I go home\nalone now", tempo=60), voice)
    answers = [utterance for utterance in voice.asked if utterance.take == 3]
    assert answers
    assert all(answer.end >= 0.5 for answer in answers)


def test_the_tightest_place_is_told(plan: SongPlan) -> None:
    assert sing(plan, Beeps(squeeze=0.41))[1] == 0.41


def test_sibilants_are_softened_and_the_level_is_even() -> None:
    time = np.arange(2 * RATE) / RATE
    loud = np.where(time < 1, 0.5, 0.05) * np.sin(2 * np.pi * 220 * time)
    even = treated(np.stack([loud, loud]).astype(np.float32), RATE)
    before = np.abs(loud[:RATE]).max() / np.abs(loud[RATE + 9600 :]).max()
    assert np.abs(even[0, 9600:RATE]).max() / np.abs(even[0, RATE + 19_200 :]).max() < before / 2
    hiss = (np.sin(2 * np.pi * 7000 * time) * 0.3 + np.sin(2 * np.pi * 220 * time) * 0.1).astype(np.float32)
    spectrum = np.abs(np.fft.rfft(treated(np.stack([hiss, hiss]), RATE)[0]))
    assert spectrum[2 * 7000] / spectrum[2 * 220] < 3.0 * 0.7


def test_what_begins_before_the_track_or_ends_after_it_is_cut() -> None:
    track = np.zeros((2, 100), np.float32)
    put(track, np.ones(50, np.float32), -25 / RATE)
    put(track, np.ones(50, np.float32), 75 / RATE)
    assert track[0].tolist() == pytest.approx([1.0] * 25 + [0.0] * 50 + [1.0] * 25)

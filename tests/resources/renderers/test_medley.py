"""A piece whose parts have styles of their own: where one becomes another, what is heard there, and in which key."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.audio import loudness
from resources.music.cues import Cue
from resources.music.listening import onset_strength
from resources.music.request import Capabilities, RenderedClip, RenderRequest, RenderRequestError
from resources.music.style_parts import StylePart
from resources.music.styles import STYLES
from resources.renderers.sketch import SketchParameters, SketchRenderer, write, written
from resources.renderers.sketch.instruments import RATE
from resources.renderers.sketch.medley import RINGS_ON, joined, related, requests_of

PARTS = (StylePart(0.0, 12.0, "ambient", 70.0), StylePart(12.0, 24.0, "drum-and-bass", 175.0))
FRAME = RATE // 50


def asked(*parts: StylePart, seed: int = 3, **more: object) -> RenderRequest:
    seconds = parts[-1].end
    return RenderRequest("k", "", seconds, seed, style=parts[0].style, parts=parts, **more)  # pyright: ignore[reportArgumentType]


@pytest.fixture(scope="module")
def music() -> RenderedClip:
    (clip,) = SketchRenderer().render([asked(*PARTS)])
    assert isinstance(clip, RenderedClip)
    return clip


def test_drum_and_bass_after_ambient_is_heard_as_such(music: RenderedClip) -> None:
    border = 12 * RATE
    before, after = music.audio[:, :border], music.audio[:, border:]
    onsets = [onset_strength(sound[:, RATE : 10 * RATE], RATE) for sound in (before, after)]
    strong = np.percentile(np.concatenate(onsets), 90)
    assert (onsets[1] > strong).sum() > 1.5 * (onsets[0] > strong).sum(), "many more strokes"
    highs = [np.abs(np.fft.rfft(sound.mean(0)))[int(0.25 * sound.shape[1]) :] for sound in (before, after)]
    assert np.square(highs[1]).sum() > 10 * np.square(highs[0]).sum(), "cymbals"
    assert 2 < loudness(after, RATE) - loudness(before, RATE) < 9, "louder, but nobody turned a knob"


def test_there_is_neither_a_hole_nor_a_click_where_a_style_ends(music: RenderedClip) -> None:
    mono, border = music.audio.mean(0), 12 * RATE
    frames = mono[border - RATE : border + RATE].reshape(-1, FRAME)
    level = 10 * np.log10(np.square(frames).mean(1) + 1e-12)
    assert level.min() > np.median(level) - 25, "no frame of 20 ms is as good as silent"
    usual = np.percentile(np.abs(np.diff(mono)), 99)
    assert np.abs(np.diff(mono[border - 8 : border + 8])).max() < max(usual, 0.05), "the new part rises from nothing"


def test_the_first_beat_of_a_style_is_heard_at_its_time(music: RenderedClip) -> None:
    onsets = onset_strength(music.audio[:, 11 * RATE : 13 * RATE], RATE)
    assert onsets[96:105].max() > 0.6 * onsets.max(), "as strong as the snare after it, or nearly"


def test_it_is_reproducible_and_names_its_parts(music: RenderedClip) -> None:
    (again,) = SketchRenderer().render([asked(*PARTS)])
    assert isinstance(again, RenderedClip)
    assert np.array_equal(music.audio, again.audio)
    made = music.provenance.parameters
    assert isinstance(made, SketchParameters)
    assert made.styles == ("ambient from 0 s, 70 bpm", "drum-and-bass from 12 s, 175 bpm")
    assert music.audio.shape[1] == 24 * RATE


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(STYLES)), st.floats(2, 25)), min_size=2, max_size=4),
    st.integers(0, 2**32 - 1),
    st.lists(st.floats(0, 90), max_size=5),
)
def test_every_part_begins_with_a_bar_where_the_last_one_ends(
    asked_for: list[tuple[str, float]], seed: int, cuts: list[float]
) -> None:
    edges = [0.0, *np.cumsum([seconds for _, seconds in asked_for]).round(2).tolist()]
    parts = tuple(
        StylePart(start, end, style) for (start, end), (style, _) in zip(pairwise(edges), asked_for, strict=True)
    )
    scores = written(requests_of(asked(*parts, seed=seed, cuts=tuple(sorted(cuts)))))
    for part, score in zip(parts, scores, strict=True):
        assert score.grid.end == pytest.approx(part.seconds)
        assert part is parts[0] or score.grid.downbeats[0] == pytest.approx(0.0, abs=0.04)
        assert any(bar.last for bar in score.bars) == (part is parts[-1]), "the piece ends once"
        assert all(0 <= note.start <= part.seconds for note in score.notes)


def test_all_parts_are_in_one_key_or_its_relative() -> None:
    parts = (
        StylePart(0.0, 10.0, "happy", 110.0),
        StylePart(10.0, 20.0, "rock", 110.0),
        StylePart(20.0, 30.0, "pop", 110.0),
    )
    happy, rock, pop = written(requests_of(asked(*parts)))
    assert rock.tonic == related(happy.tonic, "major", "minor") == (happy.tonic - 3) % 12
    assert pop.tonic == happy.tonic
    in_one = written(requests_of(asked(*parts, tonality="A minor")))
    assert [score.tonic for score in in_one] == [9, 9, 9]
    assert related(9, "minor", "major") == 0
    assert related(9, "minor", "dorian") == 9


def test_a_part_plays_what_is_asked_for_in_its_time() -> None:
    cues = (Cue(2.0, 8.0, "only", ("piano",)), Cue(14.0, 18.0, "solo", ("guitar",)))
    request = asked(*PARTS, cues=cues, instruments=("piano", "guitar"), cuts=(5.0, 15.0), turns=(8.0, 12.0, 18.0))
    first, second = requests_of(request)
    assert (first.cues, second.cues) == ((cues[0],), (Cue(2.0, 6.0, "solo", ("guitar",)),))
    assert (first.instruments, second.instruments) == (("piano",), ("guitar",))
    assert (first.cuts, second.cuts) == ((5.0,), (3.0,))
    assert (first.turns, second.turns) == ((8.0,), (6.0,)), "where a part begins there is a bar anyway"


def test_a_piece_of_one_style_is_composed_as_before() -> None:
    request = RenderRequest("k", "", 20.0, 1, style="rock")
    assert requests_of(request) == [request]
    assert written([request])[0].notes == write(request).notes


def test_the_end_of_a_part_rings_on_under_the_next() -> None:
    first, second = requests_of(asked(*PARTS))
    ones = np.ones((2, round((12 + RINGS_ON) * RATE)), np.float32)
    ones *= np.sin(np.arange(ones.shape[1]) / 20).astype(np.float32)
    silence = np.zeros((2, 12 * RATE), np.float32)
    whole = joined([(first, ones), (second, silence)], 24 * RATE, 1.0)
    assert np.abs(whole[:, 12 * RATE : 13 * RATE]).max() > 0.5 * np.abs(whole[:, : 12 * RATE]).max()
    assert not whole[:, round((12 + RINGS_ON) * RATE) :].any()


def test_a_renderer_that_cannot_change_the_style_says_so() -> None:
    told = Capabilities().unmet(asked(*PARTS))
    assert told == ("a style or a key for a part: this renderer is told the words, and plays them from start to end",)
    assert SketchRenderer.capabilities.unmet(asked(*PARTS)) == ()


def test_parts_with_a_gap_are_refused() -> None:
    with pytest.raises(RenderRequestError, match="gaps"):
        asked(PARTS[0], StylePart(13.0, 24.0, "punk")).validate()
    with pytest.raises(RenderRequestError, match="no style"):
        asked(StylePart(0.0, 9.0, "jazz"), StylePart(9.0, 24.0, "gregorian")).validate()
    asked(*PARTS).validate()

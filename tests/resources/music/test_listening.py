"""Hearing beats and speech, on sound whose beats and syllables are known."""

from collections.abc import Callable

import numpy as np
import pytest

from resources.music.listening import as_counted, hear_beats, speech_share
from resources.music.request import RenderedClip, RenderRequest
from resources.renderers.sketch import SketchParameters, SketchRenderer

RATE = 48_000


def play(mood: str, seconds: float = 12.0) -> RenderedClip:
    clip = next(SketchRenderer().render([RenderRequest("a", mood, seconds, 3, style=mood)]))
    assert isinstance(clip, RenderedClip)
    return clip


@pytest.mark.parametrize("tempo", [70, 96, 128, 150])
def test_clicks_are_heard_as_beats(tempo: int) -> None:
    beat = 60 / tempo
    rng = np.random.default_rng(0)
    clicks = np.zeros((1, 12 * RATE), np.float32)
    times = np.arange(0.3, 11.8, beat)
    for time in times:
        clicks[0, int(time * RATE) :][:2000] += rng.standard_normal(2000) * np.exp(-np.arange(2000) / 400) * 0.3
    found, beats = hear_beats(clicks, RATE)
    assert found == pytest.approx(tempo, rel=0.01)
    nearest = np.abs(times[:, None] - beats[None, :]).min(1)
    assert np.median(nearest) < 0.006, "as exact as the steps of 10 ms allow"


@pytest.mark.parametrize(
    ("heard", "counted"), [(167.0, 83.5), (41.0, 82.0), (84.0, 84.0), (100.0, 100.0), (None, None)]
)
def test_a_heard_tempo_is_counted_as_the_wanted_one(heard: float | None, counted: float | None) -> None:
    assert as_counted(heard, 84.0) == counted


@pytest.mark.parametrize("mood", ["lofi", "boom-bap", "happy", "electronic", "disco", "house", "synthwave"])
def test_a_composed_pieces_tempo_is_heard(mood: str) -> None:
    # Not of "epic", whose drums play groups of three eighths: a tempo of two thirds is as right.
    clip = play(mood)
    tempo, _ = hear_beats(clip.audio, clip.rate)
    assert tempo is not None
    assert isinstance(clip.provenance.parameters, SketchParameters)
    wanted = clip.provenance.parameters.tempo
    assert min(abs(tempo / wanted - ratio) for ratio in (0.5, 1, 2)) < 0.03


@pytest.mark.parametrize("sound", [np.zeros((2, 5 * RATE), np.float32), np.ones((2, 1000), np.float32)])
def test_no_beat_in_silence_or_in_a_moment(sound: np.ndarray) -> None:
    tempo, beats = hear_beats(sound, RATE)
    assert tempo is None
    assert len(beats) == 0


def test_speech_is_told_from_what_is_none(make_speech: Callable[..., np.ndarray]) -> None:
    rng = np.random.default_rng(0)
    for seed in range(3):
        assert speech_share(make_speech(8, seed)[None], RATE) > 0.35
    assert speech_share((rng.standard_normal((2, 8 * RATE)) * 0.1).astype(np.float32), RATE) == 0
    assert speech_share(np.zeros((2, 8 * RATE), np.float32), RATE) == 0
    assert speech_share(make_speech(0.5)[None], RATE) in (0, 1), "shorter than a window"
    for mood in ("ambient", "happy", "sad", "electronic"):
        assert speech_share(play(mood).audio, RATE) < 0.2


def test_speech_over_music_is_heard(make_speech: Callable[..., np.ndarray]) -> None:
    music = play("lofi").audio
    assert speech_share(make_speech(12)[None] + music * 0.1, RATE) > 0.35

"""Speech detection: voices are found; footsteps, birds and music are not taken for speech."""

from collections.abc import Callable

import numpy as np
import pytest

from resources.ducking import ducked
from resources.media import speech
from resources.media.speech import find_voices, with_breath
from resources.music.request import RenderedClip, RenderRequest
from resources.renderers.sketch import SketchRenderer

RATE = 48_000


def test_speech_is_found_where_it_is(make_speech: Callable[..., np.ndarray]) -> None:
    sound = np.random.default_rng(0).standard_normal((2, 20 * RATE)).astype(np.float32) * 0.002
    sound[:, 8 * RATE : 12 * RATE] += make_speech(4)
    found = find_voices(sound, RATE)
    assert found.by == "silero-vad"
    assert found.stretches
    assert all(7.7 < start < end < 12.6 for start, end in found.stretches)
    assert found.share(20) == pytest.approx(0.2, abs=0.12)


def test_in_a_street_the_music_comes_back_after_the_voice(make_speech: Callable[..., np.ndarray]) -> None:
    street = np.cumsum(np.random.default_rng(2).standard_normal((1, 20 * RATE)), axis=1)
    street -= np.convolve(street[0], np.ones(2000) / 2000, "same")
    street *= 0.03 / street.std()
    street[:, 8 * RATE : 12 * RATE] += make_speech(4)
    found = find_voices(street.astype(np.float32), RATE)
    music = np.full((2, 20 * RATE), 0.3, np.float32)
    levels = 20 * np.log10(np.abs(ducked(music, RATE, found.stretches)[0, RATE // 2 :: RATE]) / 0.3)
    assert levels[9:11].max() < -6, "down while somebody speaks"
    assert np.abs(levels[[*range(7), *range(14, 20)]]).max() < 0.5, "up before and after, for all the street's noise"


def test_footsteps_birds_and_music_are_no_speech() -> None:
    t = np.arange(10 * RATE) / RATE
    rng = np.random.default_rng(1)
    steps = rng.standard_normal(len(t)) * np.exp(-(t % 0.55) * 30) * 0.3
    birds = 0.2 * np.sin(2 * np.pi * (3500 + 900 * np.sin(2 * np.pi * 7 * t)) * t) * (np.sin(2 * np.pi * 1.3 * t) > 0.4)
    (clip,) = SketchRenderer().render([RenderRequest("k", "", 10.0, 1, style="synthwave")])
    assert isinstance(clip, RenderedClip)
    for sound in (steps, birds, clip.audio):
        assert find_voices(np.atleast_2d(sound).astype(np.float32), RATE).share(10) < 0.1


def test_missing_weights_are_reported(make_speech: Callable[..., np.ndarray], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "PACKAGE", "no_such_package")
    speech._detector.cache_clear()
    try:
        found = find_voices(make_speech(10)[None], RATE)
    finally:
        speech._detector.cache_clear()
    assert "silero-vad is not installed" in found.by
    assert found.share(10) > 0.35


def test_silence_and_very_short_sounds_have_no_voices() -> None:
    assert find_voices(np.zeros((2, 3 * RATE), np.float32), RATE).stretches == ()
    assert find_voices(np.zeros((1, 100), np.float32), RATE).stretches == ()


def test_music_stays_ducked_while_a_narrator_breathes() -> None:
    music = np.full((2, 20 * RATE), 0.3, np.float32)
    phrases = [(2.0, 4.0), (5.2, 7.0), (8.5, 10.0)]
    levels = 20 * np.log10(np.abs(ducked(music, RATE, with_breath(phrases))[0, :: RATE // 10]) / 0.3)
    assert levels[20:100].max() < -6
    assert np.abs(levels[[*range(18), *range(110, 200)]]).max() < 0.5
    apart = 20 * np.log10(np.abs(ducked(music, RATE, with_breath([(2.0, 4.0), (7.0, 9.0)]))[0, :: RATE // 10]) / 0.3)
    assert apart[55] == pytest.approx(0, abs=0.5), "after three seconds without a word it is back"

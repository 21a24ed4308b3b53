"""Judging takes: what is heard in them, what speaks against them, and which is kept."""

import numpy as np
import pytest

from resources.music.request import RenderedClip, RenderRequest
from resources.music.takes import best_of, choice_of, judge, listen
from resources.music.tonality import PITCHES, as_written
from resources.renderers.sketch import SketchParameters, SketchRenderer

RATE = 32_000
REQUEST = RenderRequest("a", "calm piano", 2.0, 0)


def tone(seconds: float) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * 100 * np.arange(round(seconds * RATE)) / RATE))[None].astype(np.float32)


@pytest.mark.parametrize(("mood", "tempo"), [("electronic", 120), ("synthwave", 100), ("happy", 112)])
def test_tempo_and_key_are_heard(mood: str, tempo: float) -> None:
    (clip,) = SketchRenderer().render([RenderRequest("k", "", 24.0, 4, tempo=tempo, style=mood)])
    assert isinstance(clip, RenderedClip)
    take = listen(clip.audio, clip.rate)
    assert take.faults(tempo, None)["tempo"] < 0.5
    wanted = clip.provenance.parameters
    assert isinstance(wanted, SketchParameters)
    home = as_written(f"{PITCHES[wanted.tonic]} {'major' if wanted.scale[2] == 4 else 'minor'}")
    assert take.fits[home] > max(take.fits.values()) - 0.25, "its key is among those that fit"


def test_noise_silence_and_clipping_are_faults() -> None:
    rng = np.random.default_rng(0)
    (clip,) = SketchRenderer().render([RenderRequest("k", "", 6.0, 3, style="lofi")])
    assert isinstance(clip, RenderedClip)
    music = listen(clip.audio, clip.rate).faults(None, None)
    assert max(music.values()) < 0.2
    noise = rng.normal(0, 0.1, (1, 6 * 32000)).astype(np.float32)
    assert listen(noise, 32000).faults(None, None)["noise"] > 0.9
    assert listen(np.zeros((1, 32000), np.float32), 32000).faults(90, "A minor")["silence"] == 1
    assert listen(np.clip(8 * clip.audio, -1, 1), clip.rate).faults(None, None)["clipping"] > 0.9


def test_a_constant_offset_is_taken_out() -> None:
    offset = judge(tone(2.0) - 0.6, RATE, RenderRequest("a", "calm piano", 2.0, 0), None)
    assert abs(offset.audio.mean()) < 1e-3
    assert np.abs(offset.audio[0, 3200:]).max() == pytest.approx(0.3, abs=0.02)


@pytest.mark.parametrize("no_number", [np.nan, np.inf, -np.inf, 1e38])
def test_a_broken_take_is_kept_only_if_all_are(no_number: float) -> None:
    sound = tone(2.0)
    sound[0, 7] = no_number
    noise = np.random.default_rng(0).normal(0, 0.1, sound.shape).astype(np.float32)
    broken, noisy = judge(sound, RATE, REQUEST, None), judge(noise, RATE, REQUEST, None)
    assert broken.badness < noisy.badness
    assert best_of([broken, noisy]) == 1
    assert np.isfinite(broken.audio).all()
    assert choice_of([broken, broken], None).take == 0

"""The embedded composer: exact, reproducible, in its tempo and key, and on the cuts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.audio import loudness, silence_share, true_peak
from resources.music.grid import choose_grid
from resources.music.listening import hear_beats
from resources.music.moods import MOODS
from resources.music.request import RenderedClip, RenderFailure, RenderRequest
from resources.renderers.sketch import SketchParameters, SketchRenderer
from resources.renderers.sketch.composition import compose, sections
from resources.renderers.sketch.instruments import RATE
from resources.renderers.sketch.styles import STYLES


def clip(**values: object) -> RenderedClip:
    fields = {"key": "k", "prompt": "", "seconds": 6.0, "seed": 1} | values
    (result,) = SketchRenderer().render([RenderRequest(**fields)])  # pyright: ignore[reportArgumentType]
    assert isinstance(result, RenderedClip), result
    return result


def made_of(music: RenderedClip) -> SketchParameters:
    assert isinstance(music.provenance.parameters, SketchParameters)
    return music.provenance.parameters


@pytest.mark.parametrize("mood", MOODS)
def test_every_mood_is_exact_audible_and_unclipped(mood: str) -> None:
    music = clip(mood=mood, seconds=7.77)
    assert music.audio.shape == (2, round(7.77 * RATE))
    assert music.audio.dtype == np.float32
    assert loudness(music.audio, RATE) == pytest.approx(-14, abs=0.5)
    assert true_peak(music.audio) <= -1.4
    assert silence_share(music.audio, RATE) < 0.1
    assert 0.3 < np.corrcoef(music.audio)[0, 1] < 0.999, "stereo, and not out of phase"
    assert made_of(music).mood == mood
    assert music.provenance.licence.startswith("CC0")


def in_key_share(music: RenderedClip) -> float:
    """The share of the energy between 110 and 2,000 Hz that is at the scale's pitches; 7/12 is chance."""
    made = made_of(music)
    frames = np.lib.stride_tricks.sliding_window_view(music.audio.mean(0), 8192)[::4096]
    power = (np.abs(np.fft.rfft(frames * np.hanning(8192), axis=1)) ** 2).mean(0)
    hertz = np.arange(len(power)) * RATE / 8192
    heard = (hertz > 110) & (hertz < 2000)
    pitches = np.round(12 * np.log2(hertz[heard] / 440)).astype(int) + 9
    chroma = np.bincount(pitches % 12, weights=power[heard], minlength=12)
    return float(chroma[[(made.tonic + step) % 12 for step in made.scale]].sum() / chroma.sum())


@pytest.mark.parametrize("mood", MOODS)
def test_every_mood_by_the_numbers(mood: str) -> None:
    music = clip(mood=mood, seconds=24.0, seed=3)
    wanted, (tempo, _) = made_of(music).tempo, hear_beats(music.audio, RATE)
    if mood != "ambient":  # it has no beat to hear
        assert tempo is not None
        assert min(abs(tempo * ratio / wanted - 1) for ratio in (0.5, 1, 2)) < 0.01
    assert in_key_share(music) > 0.75
    assert 0.6 < np.corrcoef(music.audio)[0, 1] < 0.95, "wide, and not out of phase"
    assert silence_share(music.audio, RATE) < 0.02
    parts = [loudness(part, RATE) for part in np.array_split(music.audio, 8, axis=1)]
    assert 2 < max(parts) - parts[0] < 14, "it builds up, from a beginning that can be heard"
    power = np.abs(np.fft.rfft(music.audio.mean(0))) ** 2
    hertz = np.fft.rfftfreq(music.audio.shape[1], 1 / RATE)
    assert power[hertz < 120].sum() / power.sum() < 0.7, "not all bass"
    assert power[hertz > 6000].sum() / power.sum() < 0.05, "not harsh"


@pytest.mark.parametrize(("tonality", "tonic", "third"), [("A minor", 9, 3), ("Bb major", 10, 4), ("F# minor", 6, 3)])
@pytest.mark.parametrize("mood", ["lofi", "happy"])
def test_a_wanted_key_is_played(tonality: str, tonic: int, third: int, mood: str) -> None:
    music = clip(mood=mood, tonality=tonality)
    made = made_of(music)
    assert (made.tonic, made.scale[2]) == (tonic, third)
    assert in_key_share(music) > 0.75
    assert not np.array_equal(music.audio, clip(mood=mood).audio)


@pytest.mark.parametrize("seconds", [0.1, 0.5, 1.0, 33.333])
def test_any_length(seconds: float) -> None:
    assert clip(seconds=seconds).audio.shape[1] == round(seconds * RATE)


def test_the_seed_decides() -> None:
    assert np.array_equal(clip(seed=5).audio, clip(seed=5).audio)
    assert not np.array_equal(clip(seed=5).audio, clip(seed=6).audio)


def test_a_bad_request_does_not_end_the_batch() -> None:
    requests = [
        RenderRequest("good", "calm", 1.0, 1),
        RenderRequest("endless", "calm", 1e9, 1),
        RenderRequest("frantic", "calm", 1.0, 1, tempo=9000),
        RenderRequest("unheard", "calm", 1.0, 1, mood="polka"),
        RenderRequest("also good", "epic", 1.0, 1),
    ]
    results = {result.key: result for result in SketchRenderer().render(requests)}
    assert [isinstance(results[r.key], RenderedClip) for r in requests] == [True, False, False, False, True]
    failure = results["unheard"]
    assert isinstance(failure, RenderFailure)
    assert "Moods: ambient" in failure.reason


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 200))
def test_the_form_fills_all_bars_and_ends(bars: int) -> None:
    form = sections(bars)
    assert len(form) == bars
    assert form[-1] == "ending"


@pytest.mark.parametrize("mood", MOODS)
def test_notes_are_in_key_and_in_time(mood: str) -> None:
    grid, style = choose_grid(20.0, MOODS[mood].tempo), STYLES[mood]
    score = compose(style, grid, np.random.default_rng(4))
    scale = {(score.tonic + step) % 12 for step in style.scale}
    pitched = [note for note in score.notes if note.part not in ("drums", "bass")]
    assert all(note.pitch % 12 in scale for note in pitched)
    assert all(note.start >= 0 and note.start + note.length <= 20.0 + 1e-9 for note in score.notes)
    assert {"pad", "bass", "lead"} <= {note.part for note in score.notes}


def test_drums_are_heard_at_the_tempo() -> None:
    music = clip(mood="electronic", seconds=16.0, tempo=120)
    mono = music.audio.mean(0)
    energy = np.sqrt((mono[: len(mono) // 480 * 480].reshape(-1, 480) ** 2).mean(1))
    onsets = np.maximum(0, np.diff(energy))
    strength = np.correlate(onsets, onsets, "full")[len(onsets) :]
    lags = np.arange(1, len(strength) + 1)
    period = lags[(lags > 30) & (lags < 75)][np.argmax(strength[(lags > 30) & (lags < 75)])] / 100
    assert 60 / period == pytest.approx(120, rel=0.02)

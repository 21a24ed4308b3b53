"""The embedded composer: exact, reproducible, in its tempo and key, and on the cuts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.audio import loudness, silence_share, true_peak
from resources.renderers.base import RenderedClip, RenderFailure, RenderRequest
from resources.renderers.sketch import SketchRenderer
from resources.renderers.sketch.composition import choose_grid, compose, sections
from resources.renderers.sketch.instruments import RATE
from resources.renderers.sketch.moods import MOODS, mood_of


def clip(**values: object) -> RenderedClip:
    fields = {"key": "k", "prompt": "", "seconds": 6.0, "seed": 1} | values
    (result,) = SketchRenderer().render([RenderRequest(**fields)])  # pyright: ignore[reportArgumentType]
    assert isinstance(result, RenderedClip), result
    return result


@pytest.mark.parametrize("mood", MOODS)
def test_every_mood_is_exact_audible_and_unclipped(mood: str) -> None:
    music = clip(mood=mood, seconds=7.77)
    assert music.audio.shape == (2, round(7.77 * RATE))
    assert music.audio.dtype == np.float32
    assert loudness(music.audio, RATE) == pytest.approx(-14, abs=0.5)
    assert true_peak(music.audio) <= -1.4
    assert silence_share(music.audio, RATE) < 0.1
    assert 0.3 < np.corrcoef(music.audio)[0, 1] < 0.999, "stereo, and not out of phase"
    assert music.provenance["parameters"]["mood"] == mood
    assert music.provenance["licence"].startswith("CC0")


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


@pytest.mark.parametrize(
    ("prompt", "mood"),
    [
        ("Lofi with mellow electric background music", "lofi"),
        ("an EPIC cinematic trailer", "epic"),
        ("boom-bap beat for the street", "boom-bap"),
        ("sad piano", "sad"),
        ("something with no mood", None),
        ("", None),
    ],
)
def test_moods_are_read_from_words(prompt: str, mood: str | None) -> None:
    found = mood_of(prompt)
    assert (found.name if found else None) == mood


@settings(max_examples=60, deadline=None)
@given(st.floats(0.5, 300), st.floats(40, 200))
def test_a_wanted_tempo_is_kept_and_the_end_is_a_bar_line(seconds: float, tempo: float) -> None:
    grid = choose_grid(seconds, (60, 70, 80), (), tempo)
    assert grid.tempo == pytest.approx(tempo, rel=0.0101)
    assert grid.bar_start(grid.bars) == pytest.approx(seconds)
    assert grid.bar_start(0) <= 1e-6 < grid.bar_start(1) + 1e-6


def test_cuts_fall_on_beats() -> None:
    rng = np.random.default_rng(2)
    mood = MOODS["lofi"].tempo
    worst, careless = [], []
    for _ in range(40):
        seconds = rng.uniform(10, 40)
        cuts = np.sort(rng.uniform(1, seconds - 1, 4))
        worst.append(choose_grid(seconds, mood, cuts).cut_errors(cuts).max())
        careless.append(choose_grid(seconds, mood).cut_errors(cuts).max())
    assert np.median(worst) < 0.6 * np.median(careless)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 200))
def test_the_form_fills_all_bars_and_ends(bars: int) -> None:
    form = sections(bars)
    assert len(form) == bars
    assert form[-1] == "ending"


@pytest.mark.parametrize("mood", MOODS.values(), ids=list(MOODS))
def test_notes_are_in_key_and_in_time(mood) -> None:
    grid = choose_grid(20.0, mood.tempo)
    score = compose(mood, grid, np.random.default_rng(4))
    scale = {(score.tonic + step) % 12 for step in mood.scale}
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

"""The mix: what the backing track is asked for, how it gives way to a voice, where it stops."""

import numpy as np
import pytest

from assets.songs.mixdown import backing_request, key_of, mix, voices_of, with_stops
from assets.songs.plan import SongPlan
from assets.songs.vocals import RATE, sing
from pipelines.settings import PROJECT_ROOT
from resources.audio import loudness, true_peak
from resources.music.request import RenderedClip
from resources.music.styles import STYLES
from resources.renderers.sketch import SketchRenderer
from resources.voices.base import SQUEEZE_LEAST
from resources.voices.package import LICENCE, own_voice
from resources.voices.piper import PiperVoice
from tests.assets.songs.words_to_sing import SHORT, Beeps, plan_of


@pytest.fixture(scope="module")
def plan() -> SongPlan:
    return plan_of(SHORT)


@pytest.fixture(scope="module")
def hiss(plan: SongPlan) -> np.ndarray:
    """A backing track that is as loud everywhere."""
    return 0.1 * np.random.default_rng(1).standard_normal((2, round(plan.seconds * RATE))).astype(np.float32)


def level(audio: np.ndarray, start: float, end: float) -> float:
    """Decibels between two seconds."""
    part = audio[:, round(start * RATE) : round(end * RATE)]
    return 10 * float(np.log10(np.mean(part.astype(float) ** 2) + 1e-12))


def test_the_backing_track_goes_down_under_the_voice_and_comes_back(plan: SongPlan, hiss: np.ndarray) -> None:
    silent = mix(plan, hiss, np.zeros_like(hiss))  # a voice that says nothing: the beat alone is heard
    alone = mix(plan, hiss, None)
    first, last = plan.lines[0], plan.lines[-1]
    before, after = (1.0, first.onsets[0] - 0.3), (last.end + 0.7, plan.seconds - 2.0)
    for line in plan.lines:
        inside = (line.onsets[0] + 0.1, line.onsets[-1])
        if any(start < inside[1] and inside[0] < end for start, end in plan.stops):
            continue
        assert -9.0 < level(silent, *inside) - level(silent, *before) < -3.0
        assert level(alone, *inside) - level(alone, *before) == pytest.approx(0, abs=0.3)
    assert level(silent, *after) - level(silent, *before) == pytest.approx(0, abs=0.5)


def test_the_voice_is_on_top_of_the_beat(plan: SongPlan, hiss: np.ndarray) -> None:
    voice, _ = sing(plan, Beeps())
    together, alone = mix(plan, hiss, voice), mix(plan, hiss, None)
    start, end = voices_of(plan)[0]
    part = slice(round(start * RATE), round(end * RATE))
    assert loudness(together[:, part], RATE) > loudness(alone[:, part], RATE)


def test_the_beat_stops_and_comes_back() -> None:
    beat = with_stops(np.ones((2, 4 * RATE), np.float32), RATE, [(1.0, 2.0)])
    assert beat[0, round(1.5 * RATE)] == 0.0
    assert beat[0, round(0.9 * RATE)] == beat[0, round(2.1 * RATE)] == 1.0


def test_where_the_renderer_sings_nothing_stops(plan: SongPlan, hiss: np.ndarray) -> None:
    [(start, end)] = plan.stops
    inside = (start + 0.1, end - 0.1)
    assert level(mix(plan, hiss, None), *inside) < -60
    assert level(mix(plan, hiss, None, sung=True), *inside) > -30


def test_hooks_are_louder_and_the_bar_before_the_last_verse_drops_in_what_is_played() -> None:
    plan = plan_of()
    [clip] = SketchRenderer("off").render([backing_request(plan, "song", "", 1)])
    assert isinstance(clip, RenderedClip)
    heard: dict[str, list[float]] = {}
    for section in plan.sections:
        edges = (section.first_bar, section.first_bar + section.bars)
        first, last = (round(bar * plan.bar * clip.rate) for bar in edges)
        heard.setdefault(section.kind, []).append(loudness(clip.audio[:, first:last], clip.rate))
    assert min(heard["hook"]) > max(heard["verse"]) + 2.0
    assert max(heard["drop"]) < min(heard["verse"]) - 3.0


@pytest.mark.slow
@pytest.mark.voice
def test_a_song_with_the_real_voice_has_its_loudness_and_no_word_is_hurried() -> None:
    path = own_voice(PROJECT_ROOT / "data" / "voice")
    assert path
    real = PiperVoice(path, LICENCE)
    plan = plan_of(SHORT, real.spans)
    [clip] = SketchRenderer("off").render([backing_request(plan, "song", "", 1)])
    assert isinstance(clip, RenderedClip)
    voice, squeeze = sing(plan, real)
    song = mix(plan, clip.audio, voice)
    assert loudness(song, RATE) == pytest.approx(-14.0, abs=0.5)
    assert true_peak(song) <= -0.9
    assert squeeze >= SQUEEZE_LEAST - 0.005


def test_the_key_is_the_prompts_or_one_by_the_seed(plan: SongPlan) -> None:
    assert key_of("boom-bap", "a slow beat in F# major", 1) == "F# major"
    assert key_of("boom-bap", "happy and bright", 1).endswith("major")
    keys = {key_of("boom-bap", "", seed) for seed in range(40)}
    assert len(keys) > 8
    assert all(key.endswith(STYLES["boom-bap"].mode) for key in keys)
    request = backing_request(plan, "song", "", 31)
    assert request.tonality == key_of("boom-bap", "", 31) == key_of("boom-bap", "", 31)
    request.validate()

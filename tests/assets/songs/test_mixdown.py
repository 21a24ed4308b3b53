"""The mix: how the backing track gives way to a voice, where it stops."""

from collections.abc import Mapping

import numpy as np
import pytest

from assets.songs.beat import backing_request
from assets.songs.mixdown import (
    HOOK_LEAD,
    MOST_BELOW,
    mix,
    voices_of,
    with_hooks_in_front,
    with_quiet_sections_raised,
    with_stops,
)
from assets.songs.plan import PlannedSection, SongPlan
from assets.songs.vocals import RATE, sing
from pipelines.settings import PROJECT_ROOT
from resources.audio import loudness, true_peak
from resources.music.request import RenderedClip
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
        assert level(alone, *inside) - level(alone, *before) == pytest.approx(0, abs=HOOK_LEAD + 0.1)
    assert level(silent, *after) - level(silent, *before) == pytest.approx(0, abs=0.5)


def bars(plan: SongPlan, section: PlannedSection) -> tuple[float, float]:
    return section.first_bar * plan.bar, (section.first_bar + section.bars) * plan.bar


def shaped(plan: SongPlan, hiss: np.ndarray, decibels: Mapping[str, float]) -> np.ndarray:
    """The hiss with a level of its own for each kind of section."""
    track = hiss.copy()
    for section in plan.sections:
        first, last = (round(edge * RATE) for edge in bars(plan, section))
        track[:, first:last] *= 10 ** (decibels[section.kind] / 20)
    return track


def heard(plan: SongPlan, track: np.ndarray) -> dict[str, list[float]]:
    """The loudness of each section, by its kind."""
    found: dict[str, list[float]] = {}
    for section in plan.sections:
        first, last = (round(edge * RATE) for edge in bars(plan, section))
        found.setdefault(section.kind, []).append(loudness(track[:, first:last], RATE))
    return found


def test_intros_are_not_lost_and_a_drop_is_still_one() -> None:
    plan = plan_of()
    hiss = 0.1 * np.random.default_rng(1).standard_normal((2, round(plan.seconds * RATE))).astype(np.float32)
    sparse = shaped(plan, hiss, {"intro": -8, "verse": -7, "hook": 0, "drop": -16, "outro": -1})
    raised = heard(plan, with_quiet_sections_raised(sparse, plan))
    loudest = max(raised["hook"])
    for kind in ("intro", "drop"):
        assert min(raised[kind]) == pytest.approx(loudest - MOST_BELOW[kind], abs=0.6), kind
    assert raised["verse"] == pytest.approx(heard(plan, sparse)["verse"], abs=0.3), "words stay as clear as they were"
    assert raised["outro"] == pytest.approx(heard(plan, sparse)["outro"], abs=0.1), "it was loud enough"
    assert not with_quiet_sections_raised(np.zeros_like(hiss), plan).any()


def test_a_hook_of_few_words_is_not_quieter_than_its_verse() -> None:
    plan = plan_of()
    hiss = 0.1 * np.random.default_rng(1).standard_normal((2, round(plan.seconds * RATE))).astype(np.float32)
    song = shaped(plan, hiss, {"intro": -5, "verse": 0, "hook": -2, "drop": -9, "outro": -5})
    before, after = heard(plan, song), heard(plan, with_hooks_in_front(song, plan))
    assert min(after["hook"]) > max(after["verse"])
    for kind in ("intro", "drop", "outro"):
        assert after[kind] == pytest.approx(before[kind], abs=0.2)
    assert min(heard(plan, mix(plan, song, None))["hook"]) > max(heard(plan, mix(plan, song, None))["verse"])
    loud = shaped(plan, hiss, {"intro": -5, "verse": -3, "hook": 0, "drop": -9, "outro": -5})
    assert (with_hooks_in_front(loud, plan) == loud).all(), "a hook that is louder is left alone"


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
    assert clip.rate == RATE
    found = heard(plan, clip.audio)
    assert min(found["hook"]) > max(found["verse"]) + 2.0
    assert max(found["drop"]) < min(found["verse"]) - 3.0


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

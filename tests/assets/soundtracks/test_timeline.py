"""Moments of a prompt in a film: when the music starts and stops, what fades, and what lies beyond the end."""

from itertools import pairwise

import numpy as np
import pytest

from assets.soundtracks.timeline import faded, lay_timeline, turns_of
from resources.music.moments import Moment
from resources.music.words import understand
from tests.assets.soundtracks.test_brief import brief

RATE = 1000


def moments(prompt: str, seconds: float) -> list[tuple[str, float, float | None]]:
    timeline = lay_timeline(understand(prompt).moments, seconds)
    return [(m.what, m.start, m.end) for m in timeline.of_music(timeline.start, timeline.stop - timeline.start)]


def test_a_moment_goes_on_to_the_next_one() -> None:
    assert moments("drop at 0:12, calm from 0:30", 60.0) == [("drop", 12.0, 30.0), ("quiet", 30.0, 60.0)]
    assert moments("fade from 0:40, drop at 0:50", 60.0) == [("fade", 40.0, 60.0), ("drop", 50.0, 60.0)]


@pytest.mark.parametrize(
    ("prompt", "first"),
    [
        ("calm from 0:10, faster at 0:20", ("quiet", 10.0, 60.0)),
        ("calm from 0:10, faster at 0:20, loud from 0:40", ("quiet", 10.0, 40.0)),
        ("faster at 0:20, calm from 0:30, slower at 0:40", ("faster", 20.0, 40.0)),
        ("only piano from 0:10, slower from 0:20", ("only", 10.0, 60.0)),
        ("only piano from 0:10, fade out in the last 5 seconds", ("only", 10.0, 60.0)),
        ("only piano from 0:10, only strings from 0:30", ("only", 10.0, 30.0)),
        ("calm from 0:10, strings from 0:20", ("quiet", 10.0, 60.0)),
        ("calm from 0:10, drums from 0:20", ("quiet", 10.0, 20.0)),
        ("silence from 0:10, fade in from 0:20 to 0:24", ("silence", 10.0, 20.0)),
        ("no drums from 0:10, fade out from 0:55", ("no-drums", 10.0, 60.0)),
        ("no drums from 0:10, strings from 0:20, drop at 0:40", ("no-drums", 10.0, 40.0)),
        ("calm from 0:10, guitar solo from 0:20 to 0:30", ("quiet", 10.0, 60.0)),
        ("guitar solo from 0:20, louder from 0:30, only piano from 0:40", ("solo", 20.0, 40.0)),
    ],
)
def test_a_moment_ends_only_at_one_of_its_kind(prompt: str, first: tuple[str, float, float]) -> None:
    assert first in moments(prompt, 60.0)


def test_the_music_starts_and_stops_when_that_is_said() -> None:
    made = brief({"prompt": "jazz, music starts at 0:05, drop at 0:15, music stops at 0:25"}, seconds=40.0)
    assert (made.start, made.seconds) == (5.0, 20.0)
    assert made.reasons["start"] == made.reasons["seconds"] == "the prompt says so"
    assert [(m.what, m.start) for m in made.moments] == [("drop", 10.0)], "in seconds of the music"
    assert made.requests()[0].turns == (10.0,)
    assert brief({"prompt": "music starts at 0:05", "start": 2.0}, seconds=40.0).start == 2.0, "a field wins"


def test_what_lies_beyond_the_film_is_told() -> None:
    made = brief({"prompt": "house, drop at 1:30"}, seconds=42.0)
    assert made.moments == ()
    assert "Cannot be done: drop from 1:30 on: the film ends at 0:42." in made.unfulfilled()
    made = brief({"prompt": "music starts at 0:30, music stops at 0:20"}, seconds=42.0)
    assert (made.start, made.seconds) == (0.0, 42.0)
    assert any("nothing is left" in told for told in made.unfulfilled())


def test_the_energy_follows_the_moments() -> None:
    usual = brief({"prompt": "house"}, seconds=40.0).energy
    energy = brief({"prompt": "house, quiet until 0:10, drop at 0:20"}, seconds=40.0).energy
    assert max(energy[:10]) < 0.2 < min(energy[10:15])
    assert energy[10:15] == usual[10:15], "between them it is as ever"
    assert min(energy[20:]) >= 0.85


def test_a_brief_without_moments_is_stored_as_before() -> None:
    stored = brief({"prompt": "house"}).model_dump(mode="json")
    assert "moments" not in stored
    assert "moments" not in stored["words"]


def test_the_volume_fades_and_falls_silent() -> None:
    audio = np.ones((2, 10 * RATE), np.float32)
    assert not faded(audio, RATE, (Moment(what="drop", start=2, end=10),))
    assert audio.min() == 1
    assert faded(audio, RATE, (Moment(what="fade-in", start=0, end=2), Moment(what="silence", start=4, end=5)))
    assert faded(audio, RATE, (Moment(what="fade", start=8, end=10),))
    level = np.abs(audio).reshape(2, 10, RATE).mean((0, 2))
    assert level[0] < level[1] < level[2] == pytest.approx(1.0)
    assert level[4] == 0 < level[5]
    assert level[7] == pytest.approx(1.0)
    assert level[7] > level[8] > level[9]


def test_shares_are_resolved_and_instruments_stay() -> None:
    made = brief({"prompt": "house, strings from the middle on, drop at 0:35"}, seconds=40.0)
    assert [(m.what, m.start, m.end) for m in made.moments] == [("with", 20.0, 40.0), ("drop", 35.0, 40.0)]
    cues = made.requests()[0].cues
    assert [(cue.start, cue.end, cue.how) for cue in cues] == [(20.0, 40.0, "with"), (0.0, 20.0, "without")]


def test_tempo_changes_are_asked_for() -> None:
    request = brief({"prompt": "rock, faster at 0:20"}, seconds=40.0).requests()[0]
    assert [(change.start, change.end) for change in request.tempo_changes] == [(20.0, 40.0)]
    slows = brief({"prompt": "waltz, slow down at the end"}, seconds=40.0).requests()[0].tempo_changes
    assert len(slows) > 1
    assert slows[-1].end == 40.0


def test_a_tempo_is_changed_to_exactly() -> None:
    made = brief({"prompt": "rock, 100 bpm, 140 bpm from 0:20"}, seconds=40.0)
    assert made.tempo == pytest.approx(100, rel=0.01)
    (change,) = made.requests()[0].tempo_changes
    assert (change.start, made.tempo * change.factor) == (20.0, pytest.approx(140))
    made = brief({"prompt": "rock, 140 bpm from 0:20"}, seconds=40.0)
    assert made.tempo * made.requests()[0].tempo_changes[0].factor == pytest.approx(140)
    assert made.tempo == pytest.approx(122, rel=0.02), "before it is the style's"


def test_nothing_until_a_time_is_a_silence() -> None:
    made = brief({"prompt": "nothing until 0:04, then straight into punk"}, seconds=40.0)
    assert (made.start, made.seconds, made.style) == (4.0, 36.0, "punk")
    assert made.unfulfilled() == []


def test_turns_are_apart_and_within() -> None:
    asked = [Moment(what="quiet", start=0, end=20), Moment(what="drums", start=20.4, end=60)]
    turns = turns_of(asked, 60.0)
    assert turns == (20.0,)
    assert all(other - one >= 1 for one, other in pairwise(turns))

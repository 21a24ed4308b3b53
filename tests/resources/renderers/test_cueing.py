"""Who plays when, and how fast: what a score does with the cues and the changes of tempo of a request."""

import numpy as np
import pytest

from resources.music.cues import Cue
from resources.music.tempo_changes import TempoChange
from resources.renderers.sketch.casting import family
from resources.renderers.sketch.score import DRUMS, SWEEPS
from tests.resources.renderers.pieces import piece


def test_an_instrument_plays_when_it_is_wanted() -> None:
    cues = (Cue(30.0, 60.0, "with", ("strings",)), Cue(0.0, 30.0, "without", ("strings",)))
    score = piece("acoustic", seconds=60.0, turns=(30.0,), instruments=("strings",), cues=cues)
    strings = {part for part, voice in score.voices.items() if family(voice) == "strings"}
    starts = np.array([note.start for note in score.notes if note.part in strings])
    assert len(starts) > 5
    assert starts.min() > 29.9


@pytest.mark.parametrize("style", ["acoustic", "house", "epic", "sad", "chiptune"])
def test_an_instrument_plays_alone(style: str) -> None:
    score = piece(
        style, seconds=60.0, turns=(20.0,), instruments=("piano",), cues=(Cue(0.0, 20.0, "only", ("piano",)),)
    )
    early = {note.part for note in score.notes if note.start < 19.9 and note.part != SWEEPS}
    assert {family(score.voices[part]) for part in early} == {"piano"}
    roles = {score.voices[part].role for part in early}
    assert "lead" in roles, "a melody"
    assert roles & {"chords", "arp"}, "and what it stands on"
    late = {note.part for note in score.notes if note.start > 20.1}
    assert len({family(score.voices[part]) for part in late - {DRUMS, SWEEPS}}) > 1
    assert not any(score.voices[part].enters > 1 for part in late - {DRUMS, SWEEPS}), "then the melody is as ever"


@pytest.mark.parametrize(
    ("style", "soloist", "backing"),
    [
        ("rock", "guitar", {"bass", "chords"}),
        ("jazz", "sax", {"bass", "chords"}),
        ("latin", "brass", {"bass", "chords"}),
        ("ambient", "harp", {"chords"}),
        ("funk", "bass", {"chords"}),
    ],
)
def test_a_soloist_carries_the_melody_over_a_rhythm_section(style: str, soloist: str, backing: set[str]) -> None:
    cues = (Cue(20.0, 40.0, "solo", (soloist,)),)
    score = piece(style, seconds=60.0, turns=(20.0, 40.0), instruments=(soloist,), cues=cues)
    within = [note for note in score.notes if 20.1 < note.start < 39.9]
    roles = {score.voices[note.part].role for note in within if note.part in score.voices}
    assert backing <= roles <= {*backing, "lead", "chords", "bass", "arp"}
    assert {
        family(score.voices[n.part]) for n in within if n.part in score.voices and score.voices[n.part].role == "lead"
    } <= {
        soloist,
        f"electric-{soloist}",
    }
    melody = [note for note in within if note.part in score.voices and score.voices[note.part].role == "lead"]
    assert len(melody) > 20
    if style != "ambient":
        assert any(note.part == DRUMS for note in within), "drums play on"
    solo = {note.part for note in melody}
    assert not any(note.part in solo for note in score.notes if not 19.9 < note.start < 40.1), (
        "nobody has a solo elsewhere"
    )


def test_a_guitar_that_is_not_wanted_may_be_electric() -> None:
    score = piece("rock", seconds=60.0, turns=(20.0, 40.0), cues=(Cue(20.0, 40.0, "without", ("guitar",)),))
    guitars = {part for part, voice in score.voices.items() if "guitar" in family(voice)}
    starts = np.array([note.start for note in score.notes if note.part in guitars])
    assert not ((starts > 20.1) & (starts < 39.9)).any()
    assert ((starts > 40) & (starts < 58)).sum() > 20
    assert [note for note in score.notes if 20.5 < note.start < 39], "the others play on"


def test_the_tempo_changes_where_it_is_requested() -> None:
    grid = piece("rock", seconds=60.0, tempo=120.0, turns=(30.0,), tempo_changes=(TempoChange(30.0, 60.0, 1.16),)).grid
    lengths = np.diff(grid.beats)
    assert lengths[4:20] == pytest.approx(0.5, rel=0.03)
    assert lengths[-8:] == pytest.approx(0.5 / 1.16, rel=0.01)

"""Casting: who plays what was asked for, and who does not."""

import numpy as np
import pytest

from resources.music.request import RenderedClip, RenderRequest
from resources.music.styles import STYLES
from resources.renderers.sketch import SketchRenderer, understood, write
from resources.renderers.sketch.arrangements import ARRANGEMENTS
from resources.renderers.sketch.casting import LATE, cast, family
from resources.renderers.sketch.sounds import INSTRUMENTS


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("instrument", ["piano", "strings", "flute", "electric-guitar", "bass", "synth"])
def test_what_is_wanted_plays_and_what_is_not_does_not(style: str, instrument: str) -> None:
    arrangement = ARRANGEMENTS[style]
    wanted = cast(arrangement, [instrument], [], solo=False)
    assert any(family(voice) == instrument and voice.enters == 0.0 for voice in wanted.voices)
    unwanted = cast(arrangement, [], [instrument], solo=False)
    others = [voice for voice in arrangement.voices if family(voice) != instrument]
    assert not others or all(family(voice) != instrument for voice in unwanted.voices)


@pytest.mark.parametrize("style", STYLES)
def test_without_drums_there_are_none(style: str) -> None:
    score = write(RenderRequest("k", "", 12.0, 1, style=style, without=("drums",)))
    assert all(not note.drum or note.part == "sweeps" for note in score.notes)
    assert score.notes


def test_one_instrument_alone_has_a_bass_a_melody_and_chords() -> None:
    alone = cast(ARRANGEMENTS["pop"], ["guitar"], [], solo=True)
    assert {family(voice) for voice in alone.voices} == {"guitar"}
    assert {"lead", "arp"} <= {voice.role for voice in alone.voices} | {"arp"}
    assert alone.groove == ""


def test_drums_alone() -> None:
    request = understood(RenderRequest("k", "fast paced action chase, drums only", 8.0, 1))
    assert request.solo
    assert {note.part for note in write(request).notes} <= {"drums", "sweeps"}
    (clip,) = SketchRenderer().render([request])
    assert isinstance(clip, RenderedClip)
    assert np.abs(clip.audio).max() > 0.1


@pytest.mark.parametrize("style", sorted(STYLES))
def test_what_is_unwanted_never_plays_also_where_a_style_has_nothing_else(style: str) -> None:
    arrangement = ARRANGEMENTS[style]
    unwanted = sorted({family(voice) for voice in arrangement.voices} | {"drums"})
    made = cast(arrangement, (), unwanted, solo=False)
    assert made.voices
    assert not {family(voice) for voice in made.voices} & set(unwanted)
    assert made.groove == ""
    alone = cast(arrangement, (), [*INSTRUMENTS, "drums", "melody"], solo=False)
    assert alone.groove, "something has to sound"
    assert alone.from_energy == 0.0, "and at once"


@pytest.mark.parametrize("style", ARRANGEMENTS)
def test_drums_that_are_asked_for_play_at_once(style: str) -> None:
    made = cast(ARRANGEMENTS[style], ["drums"], [], solo=False)
    assert made.groove
    assert made.from_energy == 0.0
    if ARRANGEMENTS[style].from_energy >= LATE:
        assert (made.groove, made.kit) == ("pop", "standard"), "no timpani of the liveliest moments"

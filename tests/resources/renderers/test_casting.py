"""Casting: who plays what was asked for, and who does not."""

import numpy as np
import pytest

from resources.music.request import RenderedClip, RenderRequest
from resources.music.styles import STYLES
from resources.renderers.sketch import SketchRenderer, understood, write
from resources.renderers.sketch.arrangements import ARRANGEMENTS
from resources.renderers.sketch.casting import LATE, cast, family
from resources.renderers.sketch.sounds import INSTRUMENTS


@pytest.mark.parametrize("instrument", ["piano", "strings", "flute", "electric-guitar", "bass", "synth"])
def test_wanted_instruments_play_and_unwanted_ones_do_not(instrument: str) -> None:
    for style, arrangement in ARRANGEMENTS.items():
        wanted = cast(arrangement, [instrument], [], solo=False)
        assert any(family(voice) == instrument and voice.enters == 0.0 for voice in wanted.voices), style
        unwanted = cast(arrangement, [], [instrument], solo=False)
        others = [voice for voice in arrangement.voices if family(voice) != instrument]
        assert not others or all(family(voice) != instrument for voice in unwanted.voices), style


def test_a_piece_without_drums_has_none() -> None:
    for style in STYLES:
        score = write(RenderRequest("k", "", 12.0, 1, style=style, without=("drums",)))
        assert all(not note.drum or note.part == "sweeps" for note in score.notes), style
        assert score.notes, style


def test_one_instrument_alone_has_a_bass_a_melody_and_chords() -> None:
    alone = cast(ARRANGEMENTS["pop"], ["guitar"], [], solo=True)
    assert {family(voice) for voice in alone.voices} == {"guitar"}
    assert {"lead", "arp"} <= {voice.role for voice in alone.voices} | {"arp"}
    assert alone.groove == ""


def test_a_piece_of_drums_alone_has_no_other_part() -> None:
    request = understood(RenderRequest("k", "fast paced action chase, drums only", 8.0, 1))
    assert request.solo
    assert {note.part for note in write(request).notes} <= {"drums", "sweeps"}
    (clip,) = SketchRenderer().render([request])
    assert isinstance(clip, RenderedClip)
    assert np.abs(clip.audio).max() > 0.1


def test_an_unwanted_instrument_is_left_out_even_if_the_style_has_no_other() -> None:
    for style, arrangement in ARRANGEMENTS.items():
        unwanted = sorted({family(voice) for voice in arrangement.voices} | {"drums"})
        made = cast(arrangement, (), unwanted, solo=False)
        assert made.voices, style
        assert not {family(voice) for voice in made.voices} & set(unwanted), style
        assert made.groove == "", style
        alone = cast(arrangement, (), [*INSTRUMENTS, "drums", "melody"], solo=False)
        assert alone.groove, f"something has to sound in {style}"
        assert alone.from_energy == 0.0, f"and at once in {style}"


def test_requested_drums_play_from_the_start() -> None:
    for style, arrangement in ARRANGEMENTS.items():
        made = cast(arrangement, ["drums"], [], solo=False)
        assert made.groove, style
        assert made.from_energy == 0.0, style
        if arrangement.from_energy >= LATE:
            assert (made.groove, made.kit) == ("pop", "standard"), "no timpani of the liveliest moments"

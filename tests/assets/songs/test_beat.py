"""The beat of a song: what a prompt asks of it, and that the embedded composer plays it."""

import pytest

from assets.songs.beat import SONG_STYLES, backing_request, key_of, moments_of, understood, unfulfilled
from assets.songs.plan import SongPlan, choose_tempo, spans_without_voice
from assets.songs.records import SongRequest
from assets.songs.words import sections_of_text
from resources.music.request import RenderRequest
from resources.music.styles import STYLES
from resources.renderers.sketch import write
from tests.assets.songs.words_to_sing import PRONOUNCER, TEXT, plan_of


@pytest.fixture(scope="module")
def plan() -> SongPlan:
    return plan_of()


def parts_of(request: RenderRequest) -> set[str]:
    return {voice.sound for voice in write(request).voices.values()}


def test_the_key_is_the_prompts_or_one_by_the_seed(plan: SongPlan) -> None:
    assert key_of("boom-bap", "a slow beat in F# major", 1) == "F# major"
    assert key_of("boom-bap", "happy and bright", 1).endswith("major")
    keys = {key_of("boom-bap", "", seed) for seed in range(40)}
    assert len(keys) > 8
    assert all(key.endswith(STYLES["boom-bap"].mode) for key in keys)
    request = backing_request(plan, "song", "", 31)
    assert request.tonality == key_of("boom-bap", "", 31) == key_of("boom-bap", "", 31)
    request.validate()


def test_a_prompt_decides_who_plays(plan: SongPlan) -> None:
    usual = backing_request(plan, "song", "", 1)
    assert usual.energy == plan.energy()
    asked = backing_request(plan, "song", "dark, with a trumpet, no drums", 1)
    assert (asked.style, asked.tempo, asked.without) == (usual.style, usual.tempo, ("drums",))
    assert "trumpet" in " ".join(parts_of(asked))
    assert "trumpet" not in " ".join(parts_of(usual))
    assert any(note.drum for note in write(usual).notes)
    assert not any(note.drum for note in write(asked).notes)


def test_a_prompt_decides_how_loud_it_is_and_what_happens_when(plan: SongPlan) -> None:
    usual = backing_request(plan, "song", "", 1).energy
    calm, rising = (backing_request(plan, "song", words, 1).energy for words in ("calm", "starts quietly"))
    assert sum(calm) < sum(usual)
    assert rising[0] < usual[0]
    assert rising[len(usual) // 2] == usual[len(usual) // 2]
    [cue] = backing_request(plan, "song", "guitar solo from 0:10 to 0:15", 1).cues
    assert (cue.start, cue.end, cue.how, cue.instruments) == (10.0, 15.0, "solo", ("guitar",))
    [silence] = moments_of(plan, "silence from 0:05 to 0:07")
    assert (silence.what, silence.start, silence.end) == ("silence", 5.0, 7.0)


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("faster at 0:10", "in a song the words decide how fast it is"),
        ("trap, then techno from 0:10", "a song has one style"),
        ("no vocals", "make an instrumental instead"),
        ("waltz", "its bars have 3 beats"),
        ("240 bpm", "a song has 50 to 180"),
        ("like flurbish", "Not understood: flurbish"),
        ("piano only at 59:00", "the song ends at"),
    ],
)
def test_what_a_song_cannot_do_is_said(plan: SongPlan, prompt: str, said: str) -> None:
    assert said in " ".join(unfulfilled(plan, prompt, voice=True))
    assert not {*understood(prompt).meanings.values()} & {
        "no vocals",
        "waltz",
        "240 beats per minute",
        "faster from 0:10 on",
    }


@pytest.mark.parametrize(
    "prompt", ["", "boom bap, dark, no drums", "jazz with a choir and a female voice, 90 bpm", "dusty kingston"]
)
def test_what_can_be_done_is_not_excused(plan: SongPlan, prompt: str) -> None:
    assert not [said for said in unfulfilled(plan, prompt, voice=True) if said.startswith("Cannot")]


def test_an_instrumental_has_no_vocals(plan: SongPlan) -> None:
    assert unfulfilled(plan, "no vocals", voice=False) == ()
    assert understood("no vocals", voice=False).meanings == {"vocals": "no vocals"}


@pytest.mark.parametrize(
    ("fields", "style", "tempo"),
    [
        ({}, "boom-bap", None),
        ({"prompt": "trap, 90 bpm"}, "trap", 90),
        ({"prompt": "trap, 90 bpm", "style": "jazz", "tempo": 100}, "jazz", 100),
        ({"prompt": "trap, 90 bpm", "style": None, "tempo": None}, "trap", 90),
        ({"prompt": "dark and calm, 300 bpm"}, "boom-bap", None),
        ({"prompt": "waltz"}, "boom-bap", None),
    ],
)
def test_a_prompt_names_the_style_and_the_tempo_that_are_not_set(
    fields: dict[str, object], style: str, tempo: float | None
) -> None:
    request = SongRequest.model_validate(fields)
    assert (request.style, request.tempo) == (style, tempo)
    assert SongRequest.model_validate(request.model_dump()) == request


def test_words_lie_on_four_beats() -> None:
    assert set(STYLES) - set(SONG_STYLES) == {"waltz"}
    with pytest.raises(ValueError, match="no style 'waltz' for songs"):
        SongRequest(style="waltz")


def test_a_slow_song_is_slower_than_a_fast_one() -> None:
    sections = sections_of_text(TEXT, PRONOUNCER)
    spans = [spans_without_voice(line.words) for section in sections for line in section.lines]
    slow, usual, fast = (choose_tempo(sections, spans, "boom-bap", "straight", pace) for pace in (-0.7, 0.0, 0.7))
    assert slow < fast
    assert slow <= usual <= fast

"""A style for a part of the film, as people write it; and styles beside a time that are meant for the whole film."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.music.words import understand


def told(prompt: str) -> list[str]:
    return [moment.in_words() for moment in understand(prompt).moments]


@pytest.mark.parametrize(
    ("prompt", "style", "moments"),
    [
        ("ambient until 0:30, then drum and bass", None, ["ambient from 0:00 to 0:30", "drum-and-bass from 0:30 on"]),
        ("jazz, metal from 0:20", "jazz", ["metal from 0:20 on"]),
        ("lofi, then house at 0:20", "lofi", ["house from 0:20 on"]),
        ("starts as a waltz and becomes techno halfway", None, ["waltz from 0:00 to 50 %", "techno from 50 % on"]),
        ("ambient that becomes drum and bass", None, ["ambient from 0:00 to 50 %", "drum-and-bass from 50 % on"]),
        ("from ambient to techno at 0:20", None, ["ambient from 0:00 to 0:20", "techno from 0:20 on"]),
        ("jazz for the first half, metal for the second", None, ["jazz from 0:00 to 50 %", "metal from 50 % on"]),
        ("0:10 techno 0:20 house", None, ["techno from 0:10 on", "house from 0:20 on"]),
        ("jazz (0-15), funk (15-end)", None, ["jazz from 0:00 to 0:15", "funk from 0:15 on"]),
        (
            "first 10s: lofi; next 20s: house; rest: dnb",
            None,
            ["lofi from 0:00 to 0:10", "house from 0:10 to 0:30", "drum-and-bass from 0:30 on"],
        ),
        ("kompa from 0:20, before that house", None, ["latin from 0:20 on", "house from 0:00 to 0:20"]),
        ("rock until the kiss at 0:20, then a waltz", None, ["rock from 0:00 to 0:20", "waltz from 0:20 on"]),
        ("erst Walzer, ab 0:20 Techno", None, ["waltz from 0:00 to 25 %", "techno from 0:20 on"]),
        ("walzer der bei 0:15 zu techno wird", None, ["waltz from 0:00 to 0:15", "techno from 0:15 on"]),
        ("reggae en la primera mitad, luego rock", None, ["reggae from 0:00 to 50 %", "rock from 50 % on"]),
        ("lo-fi hip hop, from 0:30 on epic orchestral", "lofi", ["loud from 0:30 on", "epic from 0:30 on"]),
        (
            "jazz then rock then techno",
            None,
            ["jazz from 0:00 to 33 %", "rock from 33 % to 67 %", "techno from 67 % on"],
        ),
        (
            "drum and bass, except the first 10 seconds which are ambient",
            "drum-and-bass",
            ["ambient from 0:00 to 0:10"],
        ),
        ("a 10 second ambient intro, then techno", None, ["ambient from 0:00 to 0:10", "techno from 0:10 on"]),
        ("rock with a jazz part at 0:20", None, ["rock from 0:00 to 0:20", "jazz from 0:20 on"]),
        ("trap beat but from 0:30 to 0:40 reggae", "trap", ["reggae from 0:30 to 0:40"]),
        (
            "piano until 0:20, then punk",
            None,
            ["only piano from 0:00 to 0:20", "piano from 0:00 to 0:20", "punk from 0:20 on"],
        ),
        ("vals olarak baslasin, 0:20'de techno olsun", None, ["waltz from 0:00 to 25 %", "techno from 0:20 on"]),
        ("switch to techno at 0:15", None, ["techno from 0:15 on"]),
        ("wedding film, techno from 0:40", "acoustic", ["techno from 0:40 on"]),
    ],
)
def test_a_style_with_a_time_is_for_a_part(prompt: str, style: str | None, moments: list[str]) -> None:
    found = understand(prompt)
    assert list(dict.fromkeys(moment.in_words() for moment in found.moments)) == moments
    assert found.style == style
    assert found.not_understood in ((), ("kiss",))
    assert not any("of two styles" in wish or "start to end" in wish for wish in found.unmet)


@pytest.mark.parametrize(
    ("prompt", "style", "moments"),
    [
        ("techno, drop at 0:20", "techno", ["drop from 0:20 on"]),
        ("jazz with a drop at 0:20", "jazz", ["drop from 0:20 on"]),
        ("ambient and after a minute something more driving", "ambient", ["loud from 1:00 on"]),
        ("rock from the 70s, loud from 0:10", "rock", ["loud from 0:10 on"]),
        ("house 0:34", "house", []),
        ("a halfway house, sad", "house", []),
        ("our company logo appears at 0:12, upbeat funk", "funk", []),
        ("piano, the whole orchestra at 0:45", "piano", ["loud from 0:45 on"]),
        ("no music for the first 5 seconds, then house", "house", ["silence from 0:00 to 0:05"]),
        ("music starts at 0:05 with jazz", "jazz", ["silence from 0:00 to 0:05"]),
        ("calm for the first 20 s then upbeat house", "house", ["quiet from 0:00 to 0:20", "loud from 0:20 on"]),
        ("jazz, then more jazz", "jazz", []),
        ("jazz, then drums", "jazz", ["drums from 33 % on"]),
        ("a 10 second intro for my channel, techno", "techno", []),
        ("house for the first 20 seconds, drop at 0:10", "house", ["drop from 0:10 on"]),
    ],
)
def test_a_style_beside_a_time_may_be_for_the_whole_film(prompt: str, style: str, moments: list[str]) -> None:
    assert (understand(prompt).style, told(prompt)) == (style, moments)


def test_an_instrument_alone_has_its_style_beside_other_styles() -> None:
    found = told("calm piano at the beginning, then punk from 0:12, back to piano for the last 10 seconds")
    assert found == [
        "quiet from 0:00 to 0:12",
        "only piano from 0:00 to 0:12",
        "piano from 0:00 to 0:12",
        "punk from 0:12 on",
        "piano in the last 10 s",
    ]
    assert told("techno, only piano until 0:20") == ["only piano from 0:00 to 0:20"], "techno is for the whole film"


def test_each_part_has_its_own_mood() -> None:
    found = understand("sad waltz until 0:20, then happy ska")
    assert [(moment.style, moment.mode) for moment in found.moments if moment.style] == [
        ("waltz", "minor"),
        ("reggae", "major"),
    ]
    assert found.mode is None


def test_the_nearest_style_of_a_part_is_told() -> None:
    assert understand("house until 0:20, then kompa").unmet == ("kompa: latin is played, the nearest that there is",)


@given(st.text(alphabet="techno becomes a waltz at 0:12-59 until, then jazz. first last half rest of/", max_size=70))
def test_any_text_is_read(text: str) -> None:
    found = understand(text)
    assert all(bool(moment.style) == (moment.what == "style") for moment in found.moments)


@pytest.mark.parametrize(
    ("prompt", "styles", "told"),
    [
        ("slow waltz then a tango when the lights go out", ["waltz", "latin"], "when the lights go out"),
        ("waltz, then punk when the power goes out", ["waltz", "punk"], "when the power goes out"),
        ("waltz then punk when the door opens", ["waltz", "punk"], "when the door opens"),
        ("jazz first, then techno at 0:20 when the lights go out", ["jazz", "techno"], ""),
    ],
)
def test_lights_that_go_out_silence_nothing(prompt: str, styles: list[str], told: str) -> None:
    found = understand(prompt)
    assert [moment.style for moment in found.moments] == styles
    assert {moment.what for moment in found.moments} == {"style"}
    assert told in " ".join(found.unmet)

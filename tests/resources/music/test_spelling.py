"""Where words of a prompt end, and which known word another form is."""

import pytest

from resources.music.spelling import stem, tokens_of
from resources.music.words import understand


def test_tokens() -> None:
    assert tokens_of("film d'horreur") == ["film", "horreur"]
    assert tokens_of("dell'amore, l'ete") == ["amore", ",", "ete"]
    assert tokens_of("rock'n'roll") == ["rock", "n", "roll"]
    assert tokens_of("80's") == ["80s"]
    assert tokens_of("don't") == ["don't"]
    assert tokens_of("旅行vlog") == ["旅", "行", "vlog"]


def test_russian_words_are_known_in_each_case() -> None:
    assert {stem(word) for word in ("гитара", "гитару", "гитарои", "гитары")} == {"гитар"}
    assert understand("с гитарой, хором и барабанами").instruments == ("guitar", "choir", "drums")


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("80's", "synthwave"),
        ("80er Jahre", "synthwave"),
        ("anni '80", "synthwave"),
        ("années 80", "synthwave"),
        ("80-е", "synthwave"),
        ("90年代", "boom-bap"),
        ("film d'horreur", "horror"),
        ("rock'n'roll", "rock"),
        ("R'n'B", "soul"),
        ("Rockmusik", "rock"),
        ("jazzmuziek", "jazz"),
        ("Hochzeitsvideo", "acoustic"),
        ("jaz", "jazz"),
        ("tehcno", "techno"),
        ("rock pesado", "rock"),
        ("carnavalsmuziek", "latin"),
        ("happpy", "happy"),
    ],
)
def test_a_form_of_a_known_word(prompt: str, style: str) -> None:
    found = understand(prompt)
    assert (found.style, found.not_understood) == (style, ())


@pytest.mark.parametrize(
    "prompt",
    [
        *("a caring hand", "house numbers", "metal detecting", "heavy luggage", "soul mates", "who cares"),
        *("show hosts", "brain train", "my new house", "a warning", "pass"),
        *(
            "table",
            "the bus stops here",
            "according to them",
            "batteries",
            "base rate",
            "July 4th",
            "trash",
            "caves",
            "fade",
        ),
        *(
            "French class",
            "selling progress",
            "survivors of rape",
            "gegen Abend",
            "letzter Tag",
            "le coeur",
            "voilà",
            "ventes",
        ),
        *("cuarto de hotel", "cores", "recorde", "preto", "oude foto's", "preso", "piccola"),
    ],
)
def test_another_word_is_no_form_of_a_known_one(prompt: str) -> None:
    found = understand(prompt)
    assert (found.style, found.instruments, found.pace, found.course) == (None, (), None, ())
    assert found.not_understood


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("marketing video", "corporate"),
        ("Rocky Mountains hike", "acoustic"),
        ("heavy rain", "sad"),
        ("una canción que sea rápida", None),
        ("in March", None),
        ("a 30s clip", None),
        ("es war ein schöner Tag", None),
        ("rock climbing", "electronic"),
        ("house party", "happy"),
        ("a house banger", "house"),
        ("deep house", "house"),
        ("house beat", "house"),
        ("country wedding", "country"),
    ],
)
def test_an_everyday_word_is_not_taken_for_music(prompt: str, style: str | None) -> None:
    assert understand(prompt).style == style


@pytest.mark.parametrize(
    ("prompt", "instruments"),
    [
        ("gutars", ("guitar",)),
        ("vilolin and pinao", ("strings", "piano")),
        ("a drummer", ("drums",)),
        ("melodic", ("melody",)),
    ],
)
def test_a_misspelling_is_still_read(prompt: str, instruments: tuple[str, ...]) -> None:
    found = understand(prompt)
    assert (found.instruments, found.not_understood) == (instruments, ())


@pytest.mark.parametrize(
    ("prompt", "style", "instruments"),
    [
        ("smooth jazz with sacksophone", "jazz", ("sax",)),
        ("akoustic gitar", "acoustic", ("guitar",)),
        ("raggay for the beach", "reggae", ()),
        ("teckno for my rave", "techno", ()),
        ("simphonic with violen and trumpit", "epic", ("strings", "brass")),
        ("blooz with harmonika", "blues", ("accordion",)),
        ("klasikal, for my documentary", "classical", ()),
        ("una bossinha com violão", "bossa-nova", ("guitar",)),
        ("rock, con guitarrita", "rock", ("guitar",)),
        ("jazz, cajita de música", "jazz", ("bells",)),
    ],
)
def test_a_word_spelt_as_it_sounds_and_a_diminutive(prompt: str, style: str, instruments: tuple[str, ...]) -> None:
    found = understand(prompt)
    assert (found.style, found.instruments) == (style, instruments)


@pytest.mark.parametrize(
    "prompt",
    [
        "il cuore in mano, il cielo",
        "el cielo de mi tierra",
        "senti questo",
        "vielen Dank fürs Gewissen",
        "a galinha da minha tia",
    ],
)
def test_words_of_other_languages_are_not_heard_as_english(prompt: str) -> None:
    found = understand(prompt)
    assert not found.instruments
    assert found.style is None

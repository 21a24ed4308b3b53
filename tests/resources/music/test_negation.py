"""What a prompt denies, lessens, prefers, and who is to play alone."""

import pytest

from resources.music.words import understand

DENIED = [
    ("ドラムなしのピアノ", ("piano",), ("drums",)),
    ("nothing with drums, just a music box", ("bells",), ("drums",)),
    ("nichts mit Schlagzeug, bitte", (), ("drums",)),
    ("rien avec de la batterie", (), ("drums",)),
    ("nada con guitarras", (), ("guitar",)),
    ("niente con la batteria", (), ("drums",)),
    ("niets met drums", (), ("drums",)),
    ("ничего с барабанами", (), ("drums",)),
    ("I don't want anything with guitars, a piano", ("piano",), ("guitar",)),
    ("something with guitars", ("guitar",), ()),
    ("nothing fancy, with drums", ("drums",), ()),
    ("ロック、ギターなし", (), ("guitar",)),
    ("ギターは使わないで", (), ("guitar",)),
    ("ピアノの代わりにギター", ("guitar",), ("piano",)),
    ("sin batería ni guitarra", (), ("drums", "guitar")),
    ("ni batería ni bajo, solo piano", ("piano",), ("drums", "bass")),
    ("sans batterie ni guitare", (), ("drums", "guitar")),
    ("pas de guitare ni de piano", (), ("guitar", "piano")),
    ("senza batteria né chitarra", (), ("drums", "guitar")),
    ("zonder drums en gitaar", (), ("drums", "guitar")),
    ("geen piano of gitaar", (), ("piano", "guitar")),
    ("без гитары и барабанов", (), ("guitar", "drums")),
    ("sem bateria nem baixo", (), ("drums", "bass")),
    ("weder Geige noch Klavier", (), ("strings", "piano")),
    ("不要吉他和鼓", (), ("guitar", "drums")),
    ("Schlagzeug bitte nicht", (), ("drums",)),
    ("Klavier ja, Geige nicht", ("piano",), ("strings",)),
    ("drums are not needed", (), ("drums",)),
    ("piano instead of guitar", ("piano",), ("guitar",)),
    ("strings rather than piano", ("strings",), ("piano",)),
    ("rather strings than piano", ("strings",), ("piano",)),
    ("Klavier statt Gitarre", ("piano",), ("guitar",)),
    ("piano en vez de guitarra", ("piano",), ("guitar",)),
    ("everything but the drums", (), ("drums",)),
    ("no overpowering drums", (), ("drums",)),
    ("no blaring trumpets", (), ("brass",)),
    ("no vocals, lots of piano", ("piano",), ("vocals",)),
    ("no drums but a bass", ("bass",), ("drums",)),
    ("drumless jazz", (), ("drums",)),
    ("schlagzeugfrei", (), ("drums",)),
    ("Streicher ja, Bläser nein", ("strings",), ("brass",)),
    ("in plaats van piano gitaar", ("guitar",), ("piano",)),
    ("au lieu du piano, une guitare", ("guitar",), ("piano",)),
    ("plutôt guitare que piano", ("guitar",), ("piano",)),
    ("ни пианино, ни скрипки", (), ("piano", "strings")),
    ("guitar-free", (), ("guitar",)),
    ("leave the piano out", (), ("piano",)),
    ("lose the guitar", (), ("guitar",)),
    ("не надо барабанов", (), ("drums",)),
    ("别用鼓", (), ("drums",)),
    ("特别欢快的钢琴", ("piano",), ()),
    ("sans paroles", (), ("vocals",)),
    ("歌なし", (), ("vocals",)),
]


@pytest.mark.parametrize(("prompt", "wanted", "without"), DENIED)
def test_an_instrument_is_denied(prompt: str, wanted: tuple[str, ...], without: tuple[str, ...]) -> None:
    found = understand(prompt)
    assert (found.instruments, found.without) == (wanted, without)


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("calma no estilo bossa nova", "bossa-nova"),
        ("samba no carnaval", "bossa-nova"),
        ("natal no brasil", "christmas"),
        ("no copyright lofi", "lofi"),
        ("no worries reggae", "reggae"),
        ("no frills punk", "punk"),
        ("no pain no gain workout", "electronic"),
        ("无人机航拍史诗音乐", "epic"),
        ("epic trailer, no huge drums", "epic"),
        ("no vocals dark techno", "techno"),
        ("not only jazz", "jazz"),
        ("I hate country, give me blues", "blues"),
        ("more jazz than rock", "jazz"),
    ],
)
def test_what_only_looks_like_a_denial_refuses_no_style(prompt: str, style: str) -> None:
    assert understand(prompt).style == style


def test_characters_are_denied() -> None:
    assert understand("non-stop action").energy > 0
    assert understand("激しくないロック").energy < 0
    assert understand("it shouldnt be sad").mode == "major"
    assert understand("less sad").mode == "major"


def test_less_of_an_instrument_is_none_and_that_is_said() -> None:
    for prompt in ("less drums", "weniger Schlagzeug", "moins de batterie", "menos batería"):
        found = understand(prompt)
        assert found.without == ("drums",)
        assert "left out altogether" in found.unmet[0]


@pytest.mark.parametrize(
    ("prompt", "solo", "instruments"),
    [
        ("only piano", True, ("piano",)),
        ("nur Klavier und Geige", True, ("piano", "strings")),
        ("ピアノだけ", True, ("piano",)),
        ("acoustic guitar only", True, ("guitar",)),
        ("just a calm piano", True, ("piano",)),
        ("a solo violin", True, ("strings",)),
        ("unaccompanied cello", True, ("strings",)),
        ("guitar and nothing else", True, ("guitar",)),
        ("drums only from the second verse", False, ("drums",)),
        ("I just want rock with electric guitar", False, ("electric-guitar",)),
        ("I only have a minute, piano please", False, ("piano",)),
        ("jazz with a drum solo", False, ("drums",)),
        ("starts with only piano, then drums", False, ("piano", "drums")),
    ],
)
def test_who_plays_alone(prompt: str, solo: bool, instruments: tuple[str, ...]) -> None:
    found = understand(prompt)
    assert (found.solo, found.instruments) == (solo, instruments)


def test_of_a_family_no_one_is_left_out_and_that_is_said() -> None:
    found = understand("brass, but no tuba")
    assert (found.instruments, found.without) == (("brass",), ())
    assert found.unmet == ("no tuba: of brass no single one can be left out",)
    assert understand("no drums, just bongos").instruments == ("drums",)
    assert understand("lofi beat, no drums").without == ("drums",)


def test_who_wants_no_rap_wants_no_voice() -> None:
    found = understand("hip hop, no rap")
    assert (found.style, found.without) == ("boom-bap", ("vocals",))


def test_where_an_instrument_is_wanted_is_not_done_and_said() -> None:
    found = understand("starts with only piano, then drums")
    assert found.course == ("quiet-start",)
    assert [wish.split(":")[0] for wish in found.unmet] == ["piano at the start", "drums later"]
    assert "a solo (drum)" in understand("jazz with a drum solo").unmet[0]

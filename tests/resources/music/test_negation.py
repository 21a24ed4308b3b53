"""What a prompt denies, lessens, prefers, and who is to play alone."""

import pytest

from resources.music.words import understand

DENIED = [
    ("ドラムなしのピアノ", ("piano",), ("drums",)),
    ("nothing with drums, just a music box", ("bells",), ("drums",)),
    ("nichts mit Schlagzeug, bitte", (), ("drums",)),
    ("rien avec de la batterie", (), ("drums",)),
    ("nada con guitarras", (), ("guitar", "electric-guitar")),
    ("niente con la batteria", (), ("drums",)),
    ("niets met drums", (), ("drums",)),
    ("ничего с барабанами", (), ("drums",)),
    ("I don't want anything with guitars, a piano", ("piano",), ("guitar", "electric-guitar")),
    ("something with guitars", ("guitar",), ()),
    ("nothing fancy, with drums", ("drums",), ()),
    ("ロック、ギターなし", (), ("guitar", "electric-guitar")),
    ("ギターは使わないで", (), ("guitar", "electric-guitar")),
    ("ピアノの代わりにギター", ("guitar",), ("piano",)),
    ("sin batería ni guitarra", (), ("drums", "guitar", "electric-guitar")),
    ("ni batería ni bajo, solo piano", ("piano",), ("drums", "bass")),
    ("sans batterie ni guitare", (), ("drums", "guitar", "electric-guitar")),
    ("pas de guitare ni de piano", (), ("guitar", "piano", "electric-guitar")),
    ("senza batteria né chitarra", (), ("drums", "guitar", "electric-guitar")),
    ("zonder drums en gitaar", (), ("drums", "guitar", "electric-guitar")),
    ("geen piano of gitaar", (), ("piano", "guitar", "electric-guitar")),
    ("без гитары и барабанов", (), ("guitar", "drums", "electric-guitar")),
    ("sem bateria nem baixo", (), ("drums", "bass")),
    ("weder Geige noch Klavier", (), ("strings", "piano")),
    ("不要吉他和鼓", (), ("guitar", "drums", "electric-guitar")),
    ("Schlagzeug bitte nicht", (), ("drums",)),
    ("Klavier ja, Geige nicht", ("piano",), ("strings",)),
    ("drums are not needed", (), ("drums",)),
    ("piano instead of guitar", ("piano",), ("guitar", "electric-guitar")),
    ("strings rather than piano", ("strings",), ("piano",)),
    ("rather strings than piano", ("strings",), ("piano",)),
    ("Klavier statt Gitarre", ("piano",), ("guitar", "electric-guitar")),
    ("piano en vez de guitarra", ("piano",), ("guitar", "electric-guitar")),
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
    ("guitar-free", (), ("guitar", "electric-guitar")),
    ("leave the piano out", (), ("piano",)),
    ("lose the guitar", (), ("guitar", "electric-guitar")),
    ("не надо барабанов", (), ("drums",)),
    ("别用鼓", (), ("drums",)),
    ("特别欢快的钢琴", ("piano",), ()),
    ("sans paroles", (), ("vocals",)),
    ("歌なし", (), ("vocals",)),
    # Other words that deny, and other punctuation.
    ("nix mit Klavier bitte", (), ("piano",)),
    ("w/out drums", (), ("drums",)),
    ("drums off, piano on", ("piano",), ("drums",)),
    ("the drums can go", (), ("drums",)),
    ("no need for a piano", (), ("piano",)),
    ("drums aren't necessary", (), ("drums",)),
    ("can do without trumpets", (), ("brass",)),
    ("drums we can live without", (), ("drums",)),
    ("kei Schlagzeug", (), ("drums",)),
    ("auf Schlagzeug verzichten", (), ("drums",)),
    ("Gitarren sind unnötig", (), ("guitar", "electric-guitar")),
    ("les guitares ne sont pas nécessaires", (), ("guitar", "electric-guitar")),
    ("évitez la batterie", (), ("drums",)),
    ("batterie à éviter", (), ("drums",)),
    ("evita la batería", (), ("drums",)),
    ("la batteria non serve", (), ("drums",)),
    ("vermijd drums", (), ("drums",)),
    ("барабаны не нужны", (), ("drums",)),
    ("избегайте барабанов", (), ("drums",)),
    ("ドラム以外", (), ("drums",)),
    ("吉他就不用了", (), ("guitar", "electric-guitar")),
    ("🚫 drums", (), ("drums",)),
    ("drums ❌ piano ✅", ("piano",), ("drums",)),
    ("don´t use drums", (), ("drums",)),
    ("no–drums", (), ("drums",)),
    ("#nodrums", (), ("drums",)),
    # What is excepted, and what is denied twice.
    ("no instruments except piano", ("piano",), ()),
    ("keine Instrumente außer Klavier", ("piano",), ()),
    ("aucun instrument sauf le piano", ("piano",), ()),
    ("ничего кроме пианино", ("piano",), ()),
    ("everything except drums", (), ("drums",)),
    ("without any guitars except acoustic ones", ("guitar",), ()),
    ("no drums except bongos", ("drums",), ()),
    ("don't forget the drums", ("drums",), ()),
    ("don't leave out the drums", ("drums",), ()),
    ("not without drums", ("drums",), ()),
    ("nicht ohne Klavier", ("piano",), ()),
    ("can't do without strings", ("strings",), ()),
    ("I don't mind drums", ("drums",), ()),
    ("nothing beats a good piano", ("piano",), ()),
    # A list goes on over what is thought of its things.
    ("no drums or annoying bells", (), ("drums", "bells")),
    ("without guitar or loud trumpets", (), ("guitar", "brass", "electric-guitar")),
    ("don't use piano or those strings", (), ("piano", "strings", "pizzicato")),
    ("no drums, bass or that kind of brass", (), ("drums", "bass", "brass")),
    ("keine Trommeln oder nervige Trompeten", (), ("drums", "brass")),
    ("sans batterie ni ces violons", (), ("drums", "strings")),
    ("no drums so I can hear the piano", ("piano",), ("drums",)),
    # Complaints.
    ("the last one had too many drums", (), ("drums",)),
    ("the drums were too loud", (), ("drums",)),
    ("trop de batterie", (), ("drums",)),
    ("not enough drums", ("drums",), ()),
    ("piano too", ("piano",), ()),
]


@pytest.mark.parametrize(("prompt", "wanted", "without"), DENIED)
def test_an_instrument_is_denied(prompt: str, wanted: tuple[str, ...], without: tuple[str, ...]) -> None:
    found = understand(prompt)
    assert (found.instruments, found.without) == (wanted, without)


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("calma no estilo bossa nova", "bossa-nova"),
        ("samba no carnaval", "samba"),
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


@pytest.mark.parametrize(
    "prompt",
    [
        *("too sad", "zu traurig, bitte anders", "trop triste", "demasiado triste", "troppo triste", "слишком грустно"),
        *("悲しすぎる", "悲しすぎます", "너무 슬퍼요", "너무 슬픈", "cok fazla huzunlu"),
    ],
)
def test_too_much_of_a_character_is_a_complaint(prompt: str) -> None:
    found = understand(prompt)
    assert (found.style, found.mode) == (None, "major")


def test_a_tempo_that_is_too_slow_is_to_be_faster() -> None:
    assert (understand("too slow").pace or 0) > 0
    assert (understand("zu schnell").pace or 0) < 0
    assert understand("Musik zu romantischen Bildern").style == "piano"


def test_characters_are_denied() -> None:
    assert understand("non-stop action").energy > 0
    assert understand("激しくないロック").energy < 0
    assert understand("it shouldnt be sad").mode == "major"
    assert understand("less sad").mode == "major"


def test_less_of_an_instrument_is_none_and_that_is_said() -> None:
    for prompt in (
        "less drums",
        "weniger Schlagzeug",
        "moins de batterie",
        "turn down the drums",
        "zu viel Schlagzeug",
        "the drums are way too much",
        "ドラムがうるさすぎる",
    ):
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
        ("guitarra española sola", True, ("guitar",)),
        ("guitare classique seule", True, ("guitar",)),
        ("Klavier ganz allein", True, ("piano",)),
        ("piano doux seul", True, ("piano",)),
        ("jazz, no sax solo", False, ()),
        ("no instruments other than piano", True, ("piano",)),
        ("no drums except bongos", False, ("drums",)),
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


@pytest.mark.parametrize(
    "prompt",
    [
        "the piano is annoying, drop it",
        "das Klavier nervt",
        "das Klavier bitte weg",
        "le piano est agaçant",
        "kein Klavier, kein Gesang",
        "ピアノが邪魔",
        "ピアノがうるさい",
    ],
)
def test_what_is_complained_about_is_left_out(prompt: str) -> None:
    found = understand(prompt)
    assert "piano" in found.without
    assert found.course == ()


def test_no_singing_in_german_is_no_voice() -> None:
    found = understand("Rock, kein Gesang")
    assert (found.without, found.unmet) == (("vocals",), ())

"""Keys, tempi and meters in prompts, and words that only look like them."""

import pytest

from resources.music.words import understand


@pytest.mark.parametrize(
    ("prompt", "tonality", "mode"),
    [
        ("Am Strand, ruhig", None, None),
        ("Am 14. Juli", None, None),
        ("Em um restaurante", None, None),
        ("I Am Legend trailer", None, None),
        ("Here I Am", None, None),
        ("tutorial in C++", None, None),
        ("coding in C#", None, None),
        ("in D&B style", None, None),
        ("trap with a major drop", None, None),
        ("minor league baseball", None, None),
        ("mi hermano mayor", None, None),
        ("trap, minor", None, "minor"),
        ("Walzer in Moll", None, "minor"),
        ("in einer Moll-Tonart", None, "minor"),
        ("happy, in a minor key", None, "minor"),
        ("ambient, Am", "A minor", None),
        ("Em 140 bpm", "E minor", None),
        ("lofi Dm", "D minor", None),
        ("in Am with piano", "A minor", "major"),
        ("in G, 120 bpm", "G major", None),
        ("in C# please", "C# major", None),
        ("Key: F#m", "F# minor", None),
        ("in the key of E flat", "Eb major", None),
        ("Moll-Walzer", None, "minor"),
        ("ре минор", "D minor", None),
        ("си-бемоль мажор", "Bb major", None),
        ("C小调", "C minor", None),
        ("降B大调", "Bb major", None),
        ("イ短調", "A minor", None),
        ("F#m house", "F# minor", None),
        ("Bbm lofi", "Bb minor", None),
        ("Gm techno", "G minor", None),
        ("C♯m", "C# minor", None),
        ("dó sustenido menor", "C# minor", None),
        ("in A klein", "A minor", None),
        ("C groot", "C major", None),
        ("in een klein huis", None, None),
        ("not in C minor", None, None),
        ("not C minor but D major", "D major", None),
        ("nicht in a-Moll", None, None),
        ("C major then A minor", "C major", None),
        ("kein Moll", None, "major"),
        ("no minor keys", None, "major"),
        ("anything but minor", None, "major"),
        ("pas en mineur", None, "major"),
        ("not minor but major", None, "major"),
        ("без минора", None, "major"),
        ("不要小调", None, "major"),
    ],
)
def test_a_key(prompt: str, tonality: str | None, mode: str | None) -> None:
    found = understand(prompt)
    assert found.tonality == tonality
    assert tonality or found.mode == mode


@pytest.mark.parametrize(
    ("prompt", "tempo"),
    [
        ("between 100 and 110 bpm", 105),
        ("entre 100 y 110 bpm", 105),
        ("100 bis 110 bpm", 105),
        ("80 e 90 bpm", 85),
        ("tempo 100-110", 105),
        ("120–126", 123),
        ("85-ish bpm", 85),
        ("174er drum and bass", 174),
        ("tempo 60%", None),
        ("not 160 bpm", None),
        ("take 2, 120 bpm", 120),
        ("something at 120, please", 120),
        ("the tempo should be 110", 110),
        ("starts at 12", None),
        ("pop,120bpm", 120),
        ("旅行，120bpm", 120),
        ("テンポ120", 120),
        ("uptempo 80's pop", None),
        ("tempo: 80s", None),
        ("tempo 3/4", None),
        ("♩=120", 120),
        ("around 120ish", 120),
        ("120 beats/min", 120),
        ("140 BPMs", 140),
        ("bpm's: 140", 140),
        ("one hundred twenty bpm", 120),
        ("one-twenty bpm", 120),
        ("hardstyle 155", 155),
        ("gabber 190", 190),
        ("rock, urgent, 120, brass", 120),
        ("house around 124", 124),
        ("starts at 80 bpm, then 120 bpm", 80),
        ("100% jazz", None),
        ("pop, 110 %", None),
        ("rock for our 125 employees", None),
        ("techno, 130 km/h", None),
        ("速度 100km/h の車", None),
        ("my 100 days travel vlog, rock", None),
        ("iPhone 120 rock", None),
        ("portrait of my dad at 70", None),
        ("grandma turns 90!", None),
        ("we are about 100.", None),
        ("waltz no. 141", None),
    ],
)
def test_a_tempo(prompt: str, tempo: float | None) -> None:
    found = understand(prompt)
    assert found.tempo == tempo
    assert not any("beats per minute" in wish for wish in found.unmet), (
        "nothing is taken for a tempo that cannot be played"
    )


def test_what_a_key_is_cut_from_stays_whole() -> None:
    assert understand("ambient, Am").style == "ambient"
    found = understand("emotional trap, Em 140 bpm")
    assert (found.style, found.not_understood) == ("trap", ())


def test_a_meter_that_the_style_lacks_is_said() -> None:
    assert understand("tempo 3/4").style == "waltz"
    assert understand("waltz in 3/4").unmet == ()
    assert understand("folk ballad in 6/8").unmet == ("6/8: acoustic has bars of 4 beats",)


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("not in C minor", "not C minor: only the key that is wanted can be said"),
        ("C major then A minor", "A minor: one key is played from start to end"),
        ("starts at 80 bpm, then 120 bpm", "120 bpm: one tempo is played from start to end"),
    ],
)
def test_a_key_or_a_tempo_that_is_not_played_is_said(prompt: str, told: str) -> None:
    assert told in understand(prompt).unmet


@pytest.mark.parametrize(
    ("prompt", "tonality", "mode"),
    [
        ("in D dorian", "D dorian", None),
        ("D-dorisch, ruhig", "D dorian", None),
        ("D minor, dorian feel", "D dorian", None),
        ("lydian feel", None, "lydian"),
        ("blues in G mixolydian", "G mixolydian", None),
        ("re dórico", "D dorian", None),
        ("E aeolian", "E minor", None),
        ("not phrygian", None, None),
        ("not minor", None, "major"),
    ],
)
def test_a_church_mode(prompt: str, tonality: str | None, mode: str | None) -> None:
    found = understand(prompt)
    assert (found.tonality, found.mode if tonality is None else None, found.unmet) == (tonality, mode, ())


@pytest.mark.parametrize(
    ("prompt", "tonality", "told"),
    [
        ("A harmonic minor", "A minor", "A harmonic minor: played as A minor"),
        ("B locrian", "B phrygian", "B locrian: played as B phrygian"),
    ],
)
def test_a_scale_that_is_played_only_nearly_is_told(prompt: str, tonality: str, told: str) -> None:
    found = understand(prompt)
    assert (found.tonality, found.unmet) == (tonality, (told,))

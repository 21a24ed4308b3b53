"""What may be wanted at a time, by kind: choruses, levels of energy, replaced instruments, tempi that are reached, ellipses."""

import pytest

from resources.music.words import understand


@pytest.mark.parametrize(
    ("prompt", "moments"),
    [
        ("pop, chorus at 0:40", ["loud from 0:40 on"]),
        ("pop, quiet until the chorus at 0:40", ["quiet from 0:00 to 0:40", "loud from 0:40 on"]),
        ("techno, energy 80% at 0:20", ["energy 80 % from 0:20 on"]),
        ("rock, medium energy until 0:30, then energy 90%", ["energy 50 % from 0:00 to 0:30", "energy 90 % from 0:30 on"]),
        ("piano; energy goes from 20% to 80% between 0:10 and 0:40", ["rise from 0:10 to 0:40"]),
        ("rock, slow to 90 bpm at 0:30", ["90 bpm from 0:30 on"]),
        ("rock, slow to 90 bpm at the end", ["90 bpm from 75 % on"]),
        ("rock, 90 bpm for the first 20 seconds", ["90 bpm from 0:00 to 0:20"]),
        ("lofi, mute drums at 0:30", ["no drums from 0:30 on"]),
        ("guitar replaces the piano at 0:30, lofi", ["no piano from 0:30 on", "guitar from 0:30 on"]),
        ("jazz, bei 0:20 ersetzt die Trompete das Saxofon", ["no sax from 0:20 on", "brass from 0:20 on"]),
        ("funk, at 75% drop to bass and drums", ["only bass and drums from 75 % on"]),
        ("dubstep, big drop when it gets to 1:05", ["drop from 1:05 on"]),
        ("trap with a drop at 20 seconds and another one at 50 seconds", ["drop from 0:20 on", "drop from 0:50 on"]),
        ("house, kick out the drums between 0:30 and 0:38, then back in", ["no drums from 0:30 to 0:38"]),
        ("pop, build from 0:20, then drop", ["rise from 0:20 to 0:28", "drop from 0:28 on"]),
        ("rock, a partir de 0:30 sin batería y más tranquilo", ["no drums from 0:30 on", "quiet from 0:30 on"]),
        ("drums come in slowly between 0:10 and 0:20, rock", ["no drums from 0:00 to 0:10", "drums from 0:10 on"]),
        ("lofi, more energy at 0:20, less at 0:40", ["loud from 0:20 on", "quiet from 0:40 on"]),
        ("house, 124 bpm with a drop at the end", ["drop from 75 % on"]),
        ("ambient with a flute halfway through till the end", ["flute from 50 % on"]),
        (
            "folk: guitar 0:00-0:10, banjo 0:10-0:20, both after that",
            ["guitar from 0:00 to 0:10", "banjo from 0:10 to 0:20", "guitar and banjo from 0:20 on"],
        ),
        ("funky like a 70s detective show", []),
    ],
)  # fmt: skip
def test_what_happens_when(prompt: str, moments: list[str]) -> None:
    found = understand(prompt)
    assert [moment.in_words() for moment in found.moments] == moments
    assert (found.unmet, found.not_understood) == ((), ())


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("jazz, verse until 0:30", "verse: verses and choruses are not told apart"),
        ("waltz in 3/4, change to 4/4 at 0:30", "4/4: one meter is played from start to end"),
        ("rap beat, beat switch at 0:45", "beat switch: only another style changes the beat"),
        ("rock, fewer instruments", "fewer instruments: how many play follows from the style and the energy"),
        ("rock with high notes", "high notes: the register is the composer's choice"),
        ("lofi, sounds like it's underwater from 0:20 to 0:30", "from 0:20 to 0:30: what is asked for then is not understood"),
        (
            "synthwave, when the car door slams it should switch to metal",
            "when the car door slams: what is seen in the picture is not known; a time, such as 0:12, is",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_played_is_reported(prompt: str, told: str) -> None:
    assert told in understand(prompt).unmet


def test_two_thirds_of_the_way_are_two_thirds() -> None:
    (moment,) = understand("epic music, two thirds in switch to ambient").moments
    assert moment.within(60.0).start == pytest.approx(40.0, abs=0.01)

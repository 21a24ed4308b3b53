"""Changes of key at a time."""

import pytest

from resources.music.words import understand


@pytest.mark.parametrize(
    ("prompt", "tonality", "moments"),
    [
        ("rock, turn to minor at 0:30", None, ["minor from 0:30 on"]),
        ("pop, switch to a minor key halfway", None, ["minor from 50 % on"]),
        ("piano in C major, D minor from 0:30", "C major", ["D minor from 0:30 on"]),
        ("pop, C minor until 0:30, then E major", None, ["C minor from 0:00 to 0:30", "E major from 0:30 on"]),
        ("key change at 0:40, pop ballad", None, ["key up from 0:40 on"]),
        ("epic, modulate down at 0:45", None, ["key down from 0:45 on"]),
        ("techno, ab 0:30 Moll", None, ["minor from 0:30 on"]),
        ("lofi, ab 0:20 wechselt es nach Dur", None, ["major from 0:20 on"]),
        ("jazz, a 0:30 pasa a menor", None, ["minor from 0:30 on"]),
        # The key of the whole piece, in a clause with a time for something else.
        ("rock in D minor with a drop at 0:30", "D minor", ["drop from 0:30 on"]),
        ("major drop at 0:30, house", None, ["drop from 0:30 on"]),
    ],
)
def test_a_key_at_a_time(prompt: str, tonality: str | None, moments: list[str]) -> None:
    found = understand(prompt)
    assert (found.tonality, [m.in_words() for m in found.moments]) == (tonality, moments)
    assert (found.unmet, found.not_understood) == ((), ())


def test_what_turns_to_minor_begins_in_major() -> None:
    assert understand("rock, turn to minor at 0:30").mode == "major"
    assert understand("rock, turn to major at 0:30").mode == "minor"


def test_a_key_change_without_a_time_is_reported() -> None:
    assert understand("pop with a key change").unmet

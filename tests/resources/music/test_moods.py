"""Moods: which one a prompt asks for."""

import pytest

from resources.music.moods import mood_of


@pytest.mark.parametrize(
    ("prompt", "mood"),
    [
        ("Lofi with mellow electric background music", "lofi"),
        ("an EPIC cinematic trailer", "epic"),
        ("boom-bap beat for the street", "boom-bap"),
        ("sad piano", "sad"),
        ("something with no mood", None),
        ("", None),
    ],
)
def test_moods_are_read_from_words(prompt: str, mood: str | None) -> None:
    read = mood_of(prompt)
    assert (read.name if read else None) == mood

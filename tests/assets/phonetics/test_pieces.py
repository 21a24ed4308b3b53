"""Pieces of a line sound as the line does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.phonetics.g2p import Pronouncer
from assets.phonetics.pieces import APART, phonemes_of_pieces
from assets.phonetics.spoken_form import SPELLED

PRONOUNCER = Pronouncer()


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("the FBI, a DJ", "the|f. b. i.|a|d. j."),
        ("$5 million more", "five|million dollars|more"),
        ("$ 500 or $3 grand", "|five hundred dollars|or|three|grand dollars"),
        ("3 1/2 men", "three|and a half|men"),
        ("No. 1 at 10 p.m.", "number|one|at|ten|p. m."),
        ("my AK-47 !", "my|a. k. forty seven|"),
        ("fbi and djs", "fbi|and|djs"),
        ("", ""),
    ],
)
def test_a_piece_says_what_the_line_says_there(line: str, parts: str) -> None:
    [pieces] = phonemes_of_pieces([line.split()], PRONOUNCER)
    wanted = [part.split() for part in parts.split("|")] if line else []
    assert [" ".join(sounds) for sounds in pieces] == [" ".join(map(sound, words)) for words in wanted]


def sound(word: str) -> str:
    """Of a word, or of a letter by its name: "f."."""
    return PRONOUNCER.pronounce([word.replace(".", SPELLED)])[word.replace(".", SPELLED)].phonemes


@given(st.text(max_size=40))
def test_nothing_that_a_line_says_is_lost(line: str) -> None:
    [pieces] = phonemes_of_pieces([line.split()], PRONOUNCER)
    [whole] = PRONOUNCER.phonemes_of_lines([" ".join(line.replace(APART, "").split())])
    assert [sound for piece in pieces for sound in piece] == whole

"""Pronunciations of parts of a line agree with those of the line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.phonetics.g2p import Pronouncer
from assets.phonetics.marks import SPELLED
from assets.phonetics.pieces import APART, phonemes_of_pieces

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
def test_a_part_sounds_like_in_its_line(line: str, parts: str) -> None:
    [pieces] = phonemes_of_pieces([line.split()], PRONOUNCER)
    wanted = [part.split() for part in parts.split("|")] if line else []
    assert [" ".join(sounds) for sounds in pieces] == [" ".join(map(sound, words)) for words in wanted]


def sound(word: str) -> str:
    """Of a word, or of a letter by its name: "f."."""
    return PRONOUNCER.pronounce([word.replace(".", SPELLED)])[word.replace(".", SPELLED)].phonemes


@pytest.mark.parametrize(
    ("word", "vowels", "lines"),
    [
        ("use", "UW1 Z", ["I use it", "use your head", "people use"]),
        ("use", "UW1 S", ["no use in crying", "what's the use"]),
        ("close", "OW1 Z", ["close the door", "don't close your eyes"]),
        ("close", "OW1 S", ["so close to you", "we stay close", "I'm close"]),
        ("excuse", "UW1 Z", ["excuse me"]),
        ("excuse", "UW1 S", ["no excuse for me"]),
        ("refuse", "UW1 Z", ["I refuse to lose"]),
        ("read", "IY1 D", ["I read every day", "you can read my mind", "read it"]),
        ("read", "EH1 D", ["I read the book yesterday", "she read my letter", "I've read it all"]),
        ("record", "AO1 R D", ["we record it"]),
        ("record", "EH1 K ER0 D", ["a broken record"]),
        ("tear", "EH1 R", ["tear it down", "I tear the page"]),
        ("tear", "IH1 R", ["a tear in my eye"]),
        ("live", "IH1 V", ["people that live here", "we live once"]),
        ("live", "AY1 V", ["a live show"]),
        ("abuse", "UW1 Z", ["don't abuse me"]),
        ("house", "AW1 S", ["in the house tonight"]),
        ("lead", "EH1 D", ["a heart of lead", "a lead pipe"]),
        ("lead", "IY1 D", ["lead me home", "in the lead again"]),
        ("live", "AY1 V", ["we are going live now", "a shock from a live wire"]),
        ("bow", "OW1", ["a bow and arrow", "my bow tie"]),
        ("bow", "AW1", ["take a bow", "bow down to me"]),
        ("content", "EH1 N T", ["I am content with you", "never content"]),
        ("content", "AA1 N T", ["my content goes around"]),
        ("used", "Y UW1 S T", ["I used to know"]),
        ("used", "Y UW1 Z D", ["he used me", "a used car"]),
        ("learned", "L ER1 N D", ["I learned a lot"]),
        ("learned", "IH0 D", ["a learned man"]),
        ("blessed", "B L EH1 S T", ["I'm blessed", "he blessed me"]),
        ("blessed", "IH0 D", ["blessed are the meek"]),
        ("rebel", "R EH1 B", ["a rebel heart", "rebel yell"]),
        ("rebel", "B EH1 L", ["we rebel tonight"]),
        ("separate", "IH0 T", ["our separate ways"]),
        ("separate", "EY2 T", ["they separate us"]),
        ("minute", "M AY0", ["in minute detail"]),
        ("minute", "M IH1", ["wait a minute"]),
        ("dove", "OW1", ["she dove in"]),
        ("dove", "AH1", ["a white dove in flight"]),
        ("wind", "AY1", ["wind up the clock"]),
        ("wind", "IH1", ["the wind up there"]),
        ("record", "AO1 R D", ["record a song"]),
    ],
)
def test_a_homograph_is_read_by_its_neighbours(word: str, vowels: str, lines: list[str]) -> None:
    for line, pieces in zip(lines, phonemes_of_pieces([line.split() for line in lines], PRONOUNCER), strict=True):
        assert vowels in pieces[line.split().index(word)][0], line


@given(st.text(max_size=40))
def test_the_parts_contain_the_whole_line(line: str) -> None:
    [pieces] = phonemes_of_pieces([line.split()], PRONOUNCER)
    [whole] = PRONOUNCER.phonemes_of_lines([" ".join(line.replace(APART, "").split())])
    assert [sound for piece in pieces for sound in piece] == whole

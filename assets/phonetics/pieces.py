"""A line's sounds, given to the pieces of it that are shown.

What belongs here: which piece says what. What does not: how a word sounds (g2p.py), how signs are read (spoken_form.py).

A line is read as a whole, since a piece alone tells too little: of FBI whether it is shouted, of "$5" that "million" follows.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher

from assets.phonetics.g2p import WORD, Pronouncer
from assets.phonetics.spoken_form import spoken_form
from resources.pronunciation.neighbours import by_neighbours

APART = "\u2063"  # an invisible separator: nothing is read across it


def phonemes_of_pieces(lines: Sequence[Sequence[str]], pronouncer: Pronouncer) -> list[list[list[str]]]:
    """The phonemes of each word of each piece of each line."""
    cleaned = [[piece.replace(APART, "") for piece in pieces] for pieces in lines]
    texts = [" ".join(pieces) for pieces in cleaned]
    given = []
    for pieces, text, phonemes in zip(cleaned, texts, pronouncer.phonemes_of_lines(texts, by_neighbours), strict=True):
        said: list[list[str]] = [[] for _ in pieces]
        for piece, sound in zip(_pieces_of(pieces, WORD.findall(spoken_form(text))), phonemes, strict=True):
            said[piece].append(sound)
        given.append(said)
    return given


def _pieces_of(pieces: Sequence[str], tokens: Sequence[str]) -> list[int]:
    """Which piece says each token of the line: the one that says it when nothing is read across pieces; where none does, its
    neighbour ("dollars", which "$5 million" has at its end).
    """
    parts = enumerate(spoken_form(f" {APART} ".join(pieces)).split(APART))
    owned = [(token, number) for number, part in parts for token in WORD.findall(part)]
    alone, owners = [token for token, _ in owned], [number for _, number in owned]
    if alone == tokens:
        return owners
    # From the end, so that "million" is found in its own piece and not "dollars" in that of the sign.
    found: list[int] = []
    last_first = owners[::-1]
    for _, first, last, start, end in SequenceMatcher(None, alone[::-1], tokens[::-1], autojunk=False).get_opcodes():
        own = last_first[first:last] or last_first[first : first + 1] or found[-1:] or [0]
        found += [own[at * len(own) // (end - start)] for at in range(end - start)]
    return found[::-1]

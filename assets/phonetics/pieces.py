"""The phonemes of a line, assigned to the pieces in which it is shown.

What belongs here: which phonemes belong to which piece. What does not: how a word sounds (g2p.py), how signs are read
(spoken_form.py).

A line is read as a whole because a piece alone is ambiguous: FBI may be shouted, and "million" may follow "$5".
"""

from collections.abc import Sequence
from difflib import SequenceMatcher

from assets.phonetics.g2p import WORD, Pronouncer
from assets.phonetics.spoken_form import spoken_form
from resources.pronunciation.neighbours import by_neighbours

APART = "\u2063"  # an invisible separator: nothing is read across it


def phonemes_of_pieces(lines: Sequence[Sequence[str]], pronouncer: Pronouncer) -> list[list[list[str]]]:
    """For each line, the phonemes of each word of each piece."""
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
    """The piece to which each token of the line belongs: the one that gives the token when pieces are read alone, otherwise a
    neighbour of that piece ("dollars", which comes at the end of "$5 million").
    """
    parts = enumerate(spoken_form(f" {APART} ".join(pieces)).split(APART))
    owned = [(token, number) for number, part in parts for token in WORD.findall(part)]
    alone, owners = [token for token, _ in owned], [number for _, number in owned]
    if alone == tokens:
        return owners
    # From the end, so that "million" is found in its own piece rather than "dollars" in that of the sign.
    found: list[int] = []
    last_first = owners[::-1]
    for _, first, last, start, end in SequenceMatcher(None, alone[::-1], tokens[::-1], autojunk=False).get_opcodes():
        own = last_first[first:last] or last_first[first : first + 1] or found[-1:] or [0]
        found += [own[at * len(own) // (end - start)] for at in range(end - start)]
    return found[::-1]

"""Positions in a piece: whether something is wanted at its start, its end or later, and the resulting course of energy.

What belongs here: words near a phrase that give its position. What does not: finding phrases (phrases.py), the words
themselves (grammar.py).
"""

import itertools
from collections.abc import Sequence

from resources.music import grammar
from resources.music.negation import COMMAS, Item
from resources.music.spelling import is_ideographic, joined

QUIET, LOUD = {"calm", "sad", "dreamy", "romantic", "warm"}, {"energetic", "epic", "aggressive", "happy"}
NEAR = 4  # the most words between a character and the word for a part of the piece


def place_of(item: Item, tokens: Sequence[str]) -> str:
    """The part of the piece to which something is restricted: for a character a course ("starts calm" is "quiet-
    start"), for an instrument "start", "end" or "later"; "" for the whole piece.
    """
    before, after = tokens[: item.first][::-1], tokens[item.first + item.length :]
    if item.kind == "instrument":
        return _entry(before, after)
    if item.kind == "character":
        level = "quiet" if item.value in QUIET else "loud" if item.value in LOUD else ""
    else:
        level = "" if item.kind != "pace" or not float(item.value) else "quiet" if float(item.value) < 0 else "loud"
    if item.kind == "energy" and item.value == "fall":
        level = "quiet"
    end = _end(tokens, [*_clause(before, NEAR), *_clause(after, NEAR)], before) if level else ""
    if level and not end and (_only_first(after) or _goes_elsewhere(before, after)):
        end = "start"
    return f"{level}-{end}" if end else ""


def _end(tokens: Sequence[str], near: Sequence[str], before: Sequence[str]) -> str:
    """Which end of the piece, "start" or "end", is named near something; "" for neither."""
    named = {"start": grammar.STARTS, "end": grammar.ENDS}
    for end, words in named.items():
        if _among(words, near):
            return end
    # An intro is part of the piece if other parts are mentioned, or the piece "has" one; otherwise it is a kind of film.
    others = grammar.LATER | grammar.PARTS["start"] | grammar.PARTS["end"] | grammar.ENDS
    for end, words in grammar.PARTS.items():
        of_the_piece = _among(others - words, tokens) or (
            {"a", "an", "with"} & set(before[:1]) and "with" in before[:2]
        )
        if _among(words, near) and (end == "end" or of_the_piece):
            return end
    return ""


def _only_first(after: Sequence[str]) -> bool:
    """Whether something else follows: in "calm, then energetic", the rest of the piece is energetic."""
    sentence = itertools.takewhile(lambda token: token[0].isalnum() or token in COMMAS, after[: NEAR + 1])
    return _among(grammar.THENS, list(sentence))


def _goes_elsewhere(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether the energy starts from it: "from calm to epic", "calm → epic"."""
    to = "".join(after[:1])
    return to in grammar.TO and (not to[0].isalnum() or bool(grammar.FROM & set(before[:1])))


def refused_for(item: Item, tokens: Sequence[str]) -> str:
    """The only part for which an instrument is refused, in the prompt's words; "" for the whole piece."""
    before, after = tokens[: item.first][::-1], tokens[item.first + item.length :]
    ahead, back = ([*itertools.takewhile(_goes_on, side[: NEAR + 2])] for side in (after, before))
    if _among(grammar.PLACES, ahead):
        return joined(ahead)
    return joined(back[:0:-1]) if _among(grammar.PLACES, back) else ""  # without the "no"


def _goes_on(token: str) -> bool:
    return token[0].isalnum() and token not in grammar.APART


def _entry(before: Sequence[str], after: Sequence[str]) -> str:
    """The position of an instrument that is not wanted throughout."""
    back = list(
        itertools.takewhile(lambda token: token[0].isalnum() and token not in ("and", "but"), before[: NEAR + 1])
    )
    ahead = _clause(after, NEAR + 1)
    comes = any(word in ("come", "comes", "coming") and then == "in" for word, then in itertools.pairwise(ahead))
    if (
        (ahead[:1] == ["only"] and set(ahead[1:2]) & set(grammar.ONLY_THEN))
        or comes
        or _among(grammar.LATER, back[:3])
        or _among(grammar.ENTERS, ahead)
    ):
        return "later"
    near = [*back, *_clause(after, NEAR)]
    return next((end for end, words in (("start", grammar.STARTS), ("end", grammar.ENDS)) if _among(words, near)), "")


def _among(words: frozenset[str], tokens: Sequence[str]) -> bool:
    """Whether one of the words is among the tokens, which are single characters in some scripts."""
    if words & set(tokens):
        return True
    written = "".join(tokens)
    return any(is_ideographic(word[0]) and (word in written or word in written[::-1]) for word in words)


def _clause(tokens: Sequence[str], most: int) -> list[str]:
    """The words up to the next punctuation mark or joining word, at most `most`."""
    clause = itertools.takewhile(lambda token: token[0].isalnum() and token not in grammar.CLAUSE_ENDS, tokens)
    return list(clause)[:most]

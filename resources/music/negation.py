"""What a prompt denies, and who is to play alone.

What belongs here: how far a "no", a "less" or an "only" reaches. What does not: finding phrases (phrases.py), which words
deny (grammar.py).
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from resources.music import grammar

Kind = Literal[
    "style", "scene", "era", "character", "instrument", "vocals", "instrumental", "pace", "energy", "unmet",
    "solo", "not", "", "unknown", "mark",
]  # fmt: skip
# Values of a "not": it denies what stands before it; an instrument or nothing; a little. Any other denies what follows.
AFTER, PLAYED, LESS = "after", "played", "less"
COMMAS = ",、，"
ASKED = ("?", "？", ":", "：")  # "drums: none", "sad? no thanks"
SHORT_LIST = 5  # words of a list's next part
_PLAYED = ("instrument", "vocals")
_SAYS_NOTHING = ("", "not", "solo", "unknown", "mark")


@dataclass(frozen=True, slots=True)
class Item:
    """A phrase, an unknown word or a punctuation mark ("mark"); `first`: the number of its first token."""

    kind: Kind
    value: str
    words: str
    first: int
    length: int = 1

    @property
    def is_mention(self) -> bool:
        """Whether it says something about the music."""
        return self.kind not in _SAYS_NOTHING


def denied(items: Sequence[Item]) -> dict[int, str]:
    """The numbers of the items that are not wanted, and the value of the "not" that denies each."""
    found: dict[int, str] = {}
    for at, item in enumerate(items):
        if item.kind != "not":
            continue
        if item.value == AFTER:
            reach = _before(items, at)
        else:
            reach = list(_after(items, at))
            if not reach and item.words in grammar.AT_THE_END and _ends_its_clause(items, at):
                reach = _before(items, at)
        found |= dict.fromkeys(reach, item.value)
    return found


def _after(items: Sequence[Item], at: int) -> Iterator[int]:
    """What a denial reaches that stands before it: the next thing, and what is joined to it."""
    sort = ""  # of what is denied so far
    strange = False  # an unknown word came
    joined = True  # to what is denied so far
    for number in range(at + 1, len(items)):
        item = items[number]
        if item.kind == "mark":
            if not (item.words in COMMAS and sort and _list_goes_on(items, number + 1)):
                return
            joined = True
            continue
        if item.kind in ("not", "solo") or item.words in grammar.TURNS:
            return
        if item.kind == "unknown":
            if sort:
                return
            strange = strange or item.words not in grammar.ADVERBS
        elif item.kind == "":
            if sort and item.words not in grammar.JOINS:
                return
            joined = True
        elif item.kind == "instrumental":
            return
        else:
            played = item.kind in _PLAYED
            if (strange or sort == "played" or items[at].value == PLAYED) and not played:
                return
            if sort == "played" and not joined:
                return  # "instead of a piano guitar"
            sort, joined = "played" if played else "said", False
            yield number


def _before(items: Sequence[Item], at: int) -> list[int]:
    """What a denial reaches that stands after it: the thing before, and those of its sort that are joined to it."""
    reach: list[int] = []
    for number in range(at - 1, -1, -1):
        item = items[number]
        if item.words in ASKED and number == at - 1:
            continue
        if item.kind in ("mark", "not", "solo") or item.words in grammar.TURNS:
            break
        if item.is_mention and (not reach or (item.kind in _PLAYED) == (items[reach[0]].kind in _PLAYED)):
            reach.append(number)
        elif reach and item.words not in grammar.JOINS:
            break
    return reach


def _ends_its_clause(items: Sequence[Item], at: int) -> bool:
    for item in items[at + 1 :]:
        if item.kind == "mark" or item.words in grammar.TURNS:
            return True
        if item.kind != "":
            return False
    return True


def _list_goes_on(items: Sequence[Item], at: int) -> bool:
    """Whether what follows a comma still belongs to a list such as "drums, bass or vocals"."""
    clause = []
    for item in items[at:]:
        if item.kind == "mark" or item.words in grammar.TURNS:
            break
        clause.append(item.words)
    return bool(grammar.LIST_JOINS & set(clause)) and len(clause) <= SHORT_LIST


def alone(items: Sequence[Item], unwanted: Sequence[int]) -> list[int]:
    """The instruments that are to play alone: those next to an "only"."""
    found = []
    for at, item in enumerate(items):
        if item.words in grammar.SOLO_AFTER and at and items[at - 1].kind == "instrument":
            found.append(at - 1)
        elif item.kind == "solo" and not (item.words == "solo" and at and items[at - 1].kind == "instrument"):
            found += list(_next_instrument(items, at + 1))
    return [at for at in found if at not in unwanted]


def _next_instrument(items: Sequence[Item], at: int) -> Iterator[int]:
    for number in range(at, len(items)):
        item = items[number]
        if item.kind == "instrument":
            yield number
            return
        if item.kind not in ("character", "pace") and item.words not in grammar.SMALL:
            return


def solos(items: Sequence[Item]) -> list[str]:
    """Instruments that are to have a solo among the others ("a drum solo"), as they are called."""
    after = itertools.pairwise(items)
    return [item.words for item, word in after if item.kind == "instrument" and word.words == "solo"]

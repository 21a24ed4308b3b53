"""What a prompt denies, and which instruments are to play alone.

What belongs here: the scope of a "no", a "less" or an "only". What does not: finding phrases (phrases.py), the denying words
(grammar.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from resources.music import grammar

Kind = Literal[
    "style", "scene", "era", "character", "instrument", "vocals", "instrumental", "pace", "energy", "unmet",
    "solo", "not", "", "unknown", "mark",
]  # fmt: skip
# Values of a "not": it denies what stands before it; an instrument or nothing; a little; what stands before, a little; what its
# clause ends with; it excepts; it complains. Any other denies what follows.
AFTER, PLAYED, LESS, LESS_AFTER, CLOSING, EXCEPT, TOO = (
    "after",
    "played",
    "less",
    "less after",
    "closing",
    "except",
    "too",
)
COMMAS = ",、，"
ASKED = ("?", "？", ":", "：")  # "drums: none", "sad? no thanks"
SHORT_LIST = 5  # the most words in the next part of a list
_PLAYED = ("instrument", "vocals")
_SAYS_NOTHING = ("", "not", "solo", "unknown", "mark")


@dataclass(frozen=True, slots=True)
class Item:
    """A phrase, an unknown word or a punctuation mark ("mark"). `first`: the index of its first token."""

    kind: Kind
    value: str
    words: str
    first: int
    length: int = 1

    @property
    def is_mention(self) -> bool:
        """Whether it is a phrase about the music."""
        return self.kind not in _SAYS_NOTHING


def settled(items: Sequence[Item]) -> list[Item]:
    """Resolve words that only deny in context: exceptions, double denials, complaints, closing words."""
    found = list(items)
    for at, item in enumerate(items):
        if item.words in grammar.TOO_IF_LAST and item.kind in ("", "unknown"):
            found[at] = replace(item, kind="not", value=TOO) if _ends_with_next(items, at) else item
        elif item.kind != "not":
            continue
        elif item.value == EXCEPT:
            found[at] = _exception(items, at)
        elif item.value == CLOSING and not _closes(items, at):
            crossed = item.words in grammar.CROSSES
            if crossed and at and items[at - 1].is_mention:
                found[at] = replace(item, value=AFTER)
            elif crossed or item.words.split()[-1] in grammar.AT_THE_START:
                found[at] = replace(item, value="")
            else:
                found[at] = replace(item, kind="")
        elif item.value == TOO and not _too(items, at):
            found[at] = replace(item, kind="")
        elif (second := _second_denial(items, at)) is not None:
            found[at], found[second] = replace(item, kind=""), replace(items[second], kind="")
    return found


def _exception(items: Sequence[Item], at: int) -> Item:
    """The meaning of an "except": "only" after "no instruments", "but" after "no drums", otherwise "no"."""
    of_all = False
    for number in range(at - 1, -1, -1):
        item = items[number]
        if item.kind == "mark" and (of_all or item.words not in COMMAS):
            break
        of_all = of_all or item.words in grammar.ALL
        if item.kind == "" and item.words in grammar.NOTHING:
            return replace(items[at], kind="solo")
        if item.kind == "not":
            reach = _after(items, number)
            return replace(items[at], kind="", words="but") if any(reach) else replace(items[at], kind="solo")
    return replace(items[at], value="")


def _second_denial(items: Sequence[Item], at: int) -> int | None:
    """The index of a denial that the one before it cancels, as in "can't live without"."""
    if items[at].words not in grammar.PLAIN_NOTS:
        return None
    for number in range(at + 1, min(len(items), at + 4)):
        item = items[number]
        if item.kind == "not":
            return number if item.value == PLAYED or item.words in grammar.LOSSES else None
        if item.kind not in ("", "unknown"):
            return None
    return None


def _closes(items: Sequence[Item], at: int) -> bool:
    return _ends_its_clause(items, at) and bool(_before(items, at))


def _ends_with_next(items: Sequence[Item], at: int) -> bool:
    """Whether the next item is a character or a tempo that ends its clause: "zu traurig", not "zu romantischen Bildern"."""
    after = items[at + 1 : at + 2]
    if any(item.words in grammar.FROM for item in items[max(0, at - 2) : at]):
        return False  # "von ruhig zu episch"
    return bool(after) and after[0].kind in ("character", "pace") and _ends_its_clause(items, at + 1)


def _too(items: Sequence[Item], at: int) -> list[int]:
    """What there is too much of: the next thing, or the instrument that is too loud."""
    number = next((n for n in range(at + 1, len(items)) if not _says_how(items[n])), at)
    item = items[number]
    if number == at or item.kind not in ("character", "pace", *_PLAYED):
        return []
    before = _before(items, at) if _is_loud(item) else []
    joined = [
        other.kind in ("character", "pace") and items[number + 1].words in grammar.JOINS
        for other in items[number + 2 : number + 3]
    ]
    also = [number + 2] if any(joined) and item.kind in ("character", "pace") else []  # "too slow and sleepy"
    return [number, *also, *(n for n in before if items[n].kind == "instrument")]


def _says_how(item: Item) -> bool:
    return item.kind in ("", "unknown") and item.words in grammar.ADVERBS | grammar.JOINS


def denied(items: Sequence[Item]) -> dict[int, str]:
    """The indices of the denied items, with the value of the "not" that denies each."""
    found: dict[int, str] = {}
    for at, item in enumerate(items):
        if item.kind != "not":
            continue
        if item.value == TOO:
            found |= dict.fromkeys(_too(items, at), LESS)
            continue
        if item.value == LESS_AFTER:
            reach = _before(items, at)
            if reach and _is_loud(items[reach[0]]):  # "ドラムがうるさすぎる"
                reach += [number for number in _before(items, reach[-1]) if items[number].kind == "instrument"]
            found |= dict.fromkeys(reach, LESS)
            continue
        if item.value in (AFTER, CLOSING):
            reach = _before(items, at)
        else:
            reach = list(_after(items, at))
            if not reach and item.words in grammar.AT_THE_END and _ends_its_clause(items, at):
                reach = _before(items, at)
        found |= dict.fromkeys(reach, item.value)
    return found


def _is_loud(item: Item) -> bool:
    return item.kind == "character" and item.value in ("energetic", "aggressive")


def _after(items: Sequence[Item], at: int) -> Iterator[int]:
    """The indices that a denial reaches to its right: the next thing, and what is joined to it."""
    sort = ""  # kind of what is denied so far
    strange = False  # an unknown word was passed
    joined = listed = True  # joined by "and"; in a list that certainly continues
    for number in range(at + 1, len(items)):
        item = items[number]
        if item.kind == "mark":
            if not (item.words in COMMAS and sort and _list_goes_on(items, number + 1)):
                return
            joined = listed = True
            continue
        if item.kind in ("not", "solo", "instrumental") or item.words in grammar.TURNS:
            return
        if item.kind == "unknown":
            if sort and not (listed or (joined and item.words in grammar.ADVERBS)):
                return
            strange = strange or item.words not in grammar.ADVERBS
        elif item.kind == "":
            if sort and item.words not in grammar.JOINS and not (joined and item.words in grammar.DETERMINERS):
                return
            listed = (listed and joined) or item.words in grammar.LIST_JOINS
            joined = True
        elif sort == "played" and listed and _describes(items, number):
            yield number  # "no guitar or loud trumpets"
        else:
            played = item.kind in _PLAYED
            if (strange or sort == "played" or items[at].value == PLAYED) and not played:
                return
            if sort == "played" and not joined:
                return  # "instead of a piano guitar"
            sort, joined, listed = "played" if played else "said", False, False
            yield number


def _describes(items: Sequence[Item], at: int) -> bool:
    """Whether it describes the instrument after it."""
    return items[at].kind in ("character", "pace") and any(item.kind in _PLAYED for item in items[at + 1 : at + 2])


def _before(items: Sequence[Item], at: int) -> list[int]:
    """The indices that a denial reaches to its left: the thing before, and things of its kind that are joined to it."""
    reach: list[int] = []
    for number in range(at - 1, -1, -1):
        item = items[number]
        if (item.words in ASKED or item.kind == "not") and number == at - 1:
            continue  # "ne sont pas"
        if item.kind == "not" and item.words in grammar.HALF:
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
    """Whether the item after a comma still belongs to a list such as "drums, bass or vocals"."""
    clause = []
    for item in items[at:]:
        if item.kind == "mark" or item.words in grammar.TURNS:
            break
        if item.words not in grammar.DETERMINERS | grammar.ADVERBS:
            clause.append(item.words)
    return bool(grammar.LIST_JOINS & set(clause)) and len(clause) <= SHORT_LIST


def alone(items: Sequence[Item], unwanted: Sequence[int], english: bool) -> list[int]:
    """The instruments that are to play alone: those next to an "only" or "alone". In Romance languages "violín solo" is one too."""
    found = []
    for at, item in enumerate(items):
        if item.words in grammar.SOLO_AFTER and (instrument := _described(items, at)) is not None:
            found.append(instrument)
        elif not english and item.words == "solo" and at and items[at - 1].kind == "instrument":
            found.append(at - 1)
        elif item.kind == "solo" and not (item.words in grammar.SOLOS and _soloist(items, at) is not None):
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


def _described(items: Sequence[Item], at: int) -> int | None:
    """The instrument to the left, across its description: "guitarra española sola", "Klavier ganz allein"."""
    for number in range(at - 1, max(-1, at - 4), -1):
        if items[number].kind == "instrument":
            return number
        how = items[number].kind in ("unknown", "character", "pace", "style", "scene", "era")
        how = how or (items[number].kind == "mark" and " " in items[at].words)  # "Acoustic guitar. Nothing else."
        if not how and items[number].words not in grammar.WHOLLY:
            return None
    return None


def solos(items: Sequence[Item], unwanted: Sequence[int], english: bool) -> list[str]:
    """The instruments with a solo among the others ("a drum solo"), in the words of the prompt."""
    players = (
        _soloist(items, at)
        for at, word in enumerate(items)
        if word.words in grammar.SOLOS and (english or not at or items[at - 1].kind != "instrument")
    )
    return [items[at].words for at in players if at is not None and at not in unwanted]


def _soloist(items: Sequence[Item], at: int) -> int | None:
    """The instrument of a solo: right before it, after an "of" ("un solo de guitarra"), or in the same clause before a solo of
    nobody else ("guitar with a long solo").
    """
    if at and items[at - 1].kind == "instrument":
        return at - 1
    of = items[at + 1 : at + 2]
    if of and of[0].words in grammar.SOLO_OF and (player := list(_next_instrument(items, at + 2))):
        return player[0]
    behind = list(_next_instrument(items, at + 1))
    for number in range(at - 1, -1, -1):
        if items[number].kind == "instrument":
            return None if behind else number
        if items[number].kind in ("mark", "not"):
            break
    return None


def lone_solo(items: Sequence[Item], at: int) -> bool:
    """Whether it is a solo, but not said whose."""
    if items[at].kind != "solo" or items[at].words not in grammar.SOLOS:
        return False
    follows = items[at + 1 : at + 2]
    if follows and follows[0].kind not in ("", "mark", "not"):
        return False  # "solo piano", "solo hike"
    return _soloist(items, at) is None and not list(_next_instrument(items, at + 1))


def turned(items: Sequence[Item], at: int) -> bool:
    """Whether a "but" turns to it: "jazz but make it metal", not "jazz but with metal drums"."""
    for item in items[:at][::-1]:
        if item.words in grammar.BUTS:
            return True
        if item.kind not in ("", "unknown") or item.words in grammar.TURNS:
            return False
    return False

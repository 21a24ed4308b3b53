"""Finding the phrases of a prompt that are known, and the words that are not.

What belongs here: tokens, spelling, negation, where in a piece something is asked for. What does not: what is made of it
(words.py), what the phrases are (lexicon.py), keys, tempi and meters (notation.py).
"""

import difflib
import functools
import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from resources.music import lexicon
from resources.music.notation import plain_text

Kind = Literal[
    "style", "scene", "era", "character", "instrument", "vocals", "instrumental", "pace", "energy", "solo", "not", ""
]
CLOSE = 0.88  # how alike two spellings are taken to be one word: "agressive" is, "hippo" and "hip hop" are not
SHORTEST_MISSPELT = 5
# Endings that a known word may have, and what stands there instead: English, German, Romance.
ENDINGS = (
    *(
        ("'s", ""),
        ("ies", "y"),
        ("es", ""),
        ("s", ""),
        ("ly", ""),
        ("y", ""),
        ("ish", ""),
        ("ing", ""),
        ("ed", ""),
        ("er", ""),
    ),
    *(("e", ""), ("en", ""), ("em", ""), ("as", "o"), ("os", "o"), ("a", "o"), ("i", "o"), ("e", "o"), ("e", "a")),
)
# A character next to one of these is asked for there only, not everywhere ("starts calm").
ENDS_OF_A_PIECE = {
    "start": {
        "start",
        "starts",
        "starting",
        "begin",
        "begins",
        "beginning",
        "opens",
        "opening",
        "intro",
        "beginnt",
        "anfang",
        "debut",
        "inicio",
    },
    "end": {
        "end",
        "ends",
        "ending",
        "finish",
        "finishes",
        "finishing",
        "outro",
        "closes",
        "closing",
        "endet",
        "ende",
        "fin",
        "final",
        "finale",
    },
}
QUIET, LOUD = {"calm", "sad", "dreamy", "romantic", "warm"}, {"energetic", "epic", "aggressive", "happy"}
COMMAS = ",、，"
NEAR = 3  # words between the two
# What a list of unwanted things goes on over; another word without meaning ends it ("no drums for my beach video").
JOINS = {"or", "nor", "and", "any", "a", "the", "oder", "und", "ou", "et", "o", "y", "e", "ni"}
TURNS = {
    "but",
    "instead",
    "with",
    "aber",
    "sondern",
    "mit",
    "mais",
    "avec",
    "pero",
    "con",
    "mas",
    "com",
    "ma",
    "maar",
    "met",
    "но",
}

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s'’\"“”„*_#&/+-]")
_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_HIRAGANA = re.compile(r"[぀-ゟ]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of the prompt that is known; `first`: the number of its first token."""

    kind: Kind
    value: str
    words: str
    first: int
    negated: bool
    place: str  # "quiet-start" and the like: a character that is asked for there only; "" for everywhere


def tokens_of(plain: str) -> list[str]:
    """Words and punctuation marks; of writing without spaces, each character."""
    return [part for token in _TOKEN.findall(plain) for part in (list(token) if _CJK.search(token) else [token])]


@functools.cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], Kind, str]]]:
    """The known phrases by their first word, the longest first; of the same phrase in two lists, the first list's."""
    lists: list[tuple[Kind, str, str]] = [
        *(("energy", name, phrases) for name, phrases in lexicon.ENERGY_PHRASES.items()),
        ("vocals", "vocals", lexicon.VOCAL_PHRASES),
        ("instrumental", "instrumental", lexicon.INSTRUMENTAL_PHRASES),
        *(("style", name, phrases) for name, phrases in lexicon.STYLE_PHRASES.items()),
        *(("pace", str(pace), phrases) for pace, phrases in lexicon.PACE_PHRASES.items()),
        *(("instrument", name, phrases) for name, (_, phrases) in lexicon.INSTRUMENT_PHRASES.items()),
        *(("character", name, character.phrases) for name, character in lexicon.CHARACTERS.items()),
        *(("era", name, phrases) for name, phrases in lexicon.ERA_PHRASES.items()),
        *(("scene", name, phrases) for name, phrases in lexicon.SCENE_PHRASES.items()),
        ("not", "", lexicon.NEGATIONS),
        ("solo", "", lexicon.SOLO_PHRASES),
        ("", "", lexicon.FILLERS),
    ]
    known: dict[tuple[str, ...], tuple[Kind, str]] = {}
    for kind, value, phrases in lists:
        for phrase in phrases.split(","):
            if tokens := tuple(tokens_of(plain_text(phrase))):
                known.setdefault(tokens, (kind, value))
    by_first: dict[str, list[tuple[tuple[str, ...], Kind, str]]] = defaultdict(list)
    for tokens, (kind, value) in known.items():
        by_first[tokens[0]].append((tokens, kind, value))
    for entries in by_first.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return by_first


def _find(tokens: list[str], at: int) -> tuple[int, Kind, str] | None:
    """The longest known phrase that starts here: how many tokens it has, and what it is."""
    for phrase, kind, value in _phrases().get(tokens[at], ()):
        if tuple(tokens[at : at + len(phrase)]) == phrase:
            return len(phrase), kind, value
    return None


def _variants(word: str) -> Iterator[str]:
    """A word without an ending, then the known words that it may be a misspelling of."""
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2:
            yield word[: -len(ending)] + instead
    if len(word) >= SHORTEST_MISSPELT:
        yield from difflib.get_close_matches(word, _phrases(), n=1, cutoff=CLOSE)


def find_mentions(tokens: list[str]) -> tuple[list[Mention], list[str]]:
    """The known phrases in order, those after a negation marked, without grammar; and the unknown words."""
    found: list[Mention] = []
    unknown: list[str] = []
    at, negated, denied = 0, False, False  # denied: something was, since the negation
    while at < len(tokens):
        token = tokens[at]
        if unicodedata.category(token[0]) == "So":  # an emoji
            unknown.append(token)
            at += 1
            continue
        if not token[0].isalnum():
            negated = negated and token in COMMAS and _list_goes_on(tokens, at + 1)
            at += 1
            continue
        hit, words = _find(tokens, at), None
        if hit is None:
            for variant in _variants(token):
                if hit := _find([variant, *tokens[at + 1 :]], 0):
                    words = " ".join([token, *tokens[at + 1 : at + hit[0]]])
                    break
        if hit is None:
            unknown.append(token)
            at, negated = at + 1, negated and not denied
            continue
        length, kind, value = hit
        if kind == "not":
            negated, denied = True, False
        elif kind == "solo" or token in TURNS or (kind == "" and denied and token not in JOINS):
            negated = False
        if kind not in ("not", ""):
            words = words or _joined(tokens[at : at + length])
            denied = negated and kind != "instrumental"
            place = _place(kind, value, tokens, at, at + length - 1)
            found.append(Mention(kind, value, words, at, denied, place))
        at += length
    return found, _whole(unknown)


def _list_goes_on(tokens: list[str], at: int) -> bool:
    """Whether what follows a comma still belongs to a list such as "drums, bass or vocals"."""
    clause = _clause(tokens[at:])
    return bool({"or", "nor", "oder", "ou", "ni"} & set(clause)) and len(clause) <= 5


def _joined(tokens: list[str]) -> str:
    return ("" if _CJK.match(tokens[0]) else " ").join(tokens)


def _whole(unknown: list[str]) -> list[str]:
    """Characters of writing without spaces joined again; its grammar, and numbers, left out."""
    words: list[str] = []
    for token in unknown:
        if words and _CJK.fullmatch(token) and _CJK.fullmatch(words[-1][-1]):
            words[-1] += token
        else:
            words.append(token)
    return [word for word in words if not _HIRAGANA.fullmatch(word)]


def _place(kind: Kind, value: str, tokens: list[str], first: int, last: int) -> str:
    """The course that a character asks for at the start or the end only ("starts calm"); "" for everywhere."""
    if kind == "character":
        level = "quiet" if value in QUIET else "loud" if value in LOUD else ""
    else:
        level = "" if kind != "pace" or not float(value) else "quiet" if float(value) < 0 else "loud"
    if level:
        near = [*_clause(tokens[:first][::-1])[:NEAR], *_clause(tokens[last + 1 :])[:NEAR]]
        for end, words in ENDS_OF_A_PIECE.items():
            if words & set(near):
                return f"{level}-{end}"
    return ""


def _clause(tokens: Sequence[str]) -> list[str]:
    """The words up to the next punctuation mark or joining word."""
    return list(itertools.takewhile(lambda token: token[0].isalnum() and token not in (*TURNS, "and", "then"), tokens))

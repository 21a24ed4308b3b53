"""The part of speech of a word by its neighbours, if no tagger is used.

What belongs here: deciding it from tables of neighbours, for any word (neighbours.tsv) and for single words (senses.tsv). What
does not: the pronunciation for a tag (assets/phonetics/g2p.py), NLTK's tagger (tagger.py).
"""

import functools
import re
from pathlib import Path

_WORD = re.compile(r"'?[a-z]+(?:'[a-z]+)*'?")
_PERSONS = frozenset(["he", "she", "it", "who", "that", "which", "everybody", "nobody", "somebody", "everyone"])
# The sound of "read" depends on its tense.
_PAST_AFTER = frozenset(["yesterday", "ago", "once", "last", "before", "said", "was", "were"])
_PRESENT_AFTER = frozenset(["every", "now", "always", "tonight", "today"])


@functools.cache
def _senses() -> dict[tuple[str, str, str], str]:
    """Tags by (word, position of the neighbour, neighbour)."""
    lines = (Path(__file__).parent / "senses.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {(word, where, other): tag for word, where, tag, others in rows for other in others.split()}


@functools.cache
def _table() -> dict[tuple[str, str], str]:
    lines = (Path(__file__).parent / "neighbours.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {(where, word): tag for where, tag, words in rows for word in words.split()}


def by_neighbours(line: str, wanted: frozenset[str]) -> list[tuple[str, str]]:
    """A `Tagger`: each wanted word of a line with its tag; "" if its neighbours do not decide."""
    words = [word if word in wanted else word.removesuffix("'") for word in _WORD.findall(line.lower())]
    return [(word, _tag(words, place)) for place, word in enumerate(words) if word in wanted]


def _tag(words: list[str], place: int) -> str:
    word, before, after = words[place], (words[:place] or [""])[-1], (words[place + 1 :] or [""])[0]
    told = _sense(words, place)
    if told and told != "VB":  # in "the wind up there", the word before is a better clue than the one after
        return told
    if word in {"read", "wound"} and (past := _tense(words, place, before, after)):
        return past
    if word.endswith("s") and before in _PERSONS:
        return "VBZ"
    found = _table().get(("before", before), "")
    if found == "JJ" and word not in {"close", "content"}:
        found = ""  # "it's used" is not a clue
    return found or told or _table().get(("after", after), "")


def _sense(words: list[str], place: int) -> str:
    """The tag of this particular word by the word before or after; "" if they do not decide."""
    word, before, after = words[place], words[max(0, place - 2) : place], words[place + 1 : place + 3]
    beside = [("before", other) for other in ("_".join(before), *before[-1:])]
    beside += [("after", other) for other in ("_".join(after), *after[:1])]
    return next((tag for where, other in beside if (tag := _senses().get((word, where, other)))), "")


def _tense(words: list[str], place: int, before: str, after: str) -> str:
    if words[place] == "wound":
        return "VBD" if after in {"up", "round", "around", "tight"} else ""
    if _table().get(("before", before)) == "VB" and before not in {"i", "you", "we", "they", "ya", "y'all"}:
        return "VB"
    rest = set(words[place + 1 :])
    told = ("past", before) in _table() or (rest & _PAST_AFTER and not rest & _PRESENT_AFTER) or "yesterday" in words
    return "VBD" if told else ""

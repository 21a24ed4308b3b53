"""The known phrases: those of the lexicon, the grammar and the tables of words, by their first word.

What belongs here: putting them together. What does not: the phrases themselves (lexicon.py, grammar.py, *.tsv), finding them in a
prompt (phrases.py).
"""

import functools
import itertools
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from resources.music import grammar, lexicon
from resources.music.negation import AFTER, CLOSING, EXCEPT, LESS, LESS_AFTER, PLAYED, TOO, Kind
from resources.music.notation import plain_text
from resources.music.spelling import is_ideographic, tokens_of

# For a phrase in two of them the first counts.
_TABLES = ("further_words.tsv", "everyday_words.tsv", "words_abroad.tsv")


@functools.cache
def known_phrases() -> dict[str, list[tuple[tuple[str, ...], Kind, str]]]:
    """The known phrases by their first word, the longest first; for a phrase in two lists, the first list counts."""
    decades = ((name, form.format(decade)) for decade, name in lexicon.DECADES.items() for form in lexicon.OF_A_DECADE)
    lists: list[tuple[Kind, str, str]] = [
        *(("unmet", why, phrases) for why, phrases in lexicon.UNMET_PHRASES.items()),
        *(("energy", name, phrases) for name, phrases in lexicon.ENERGY_PHRASES.items()),
        *(("energy", course, phrase) for course, phrase in _becoming()),
        ("vocals", "vocals", lexicon.VOCAL_PHRASES),
        ("instrumental", "instrumental", lexicon.INSTRUMENTAL_PHRASES),
        *(("style", name, phrases) for name, phrases in lexicon.STYLE_PHRASES.items()),
        *(("pace", str(pace), phrases) for pace, phrases in lexicon.PACE_PHRASES.items()),
        *(("instrument", name, phrases) for name, (_, phrases) in lexicon.INSTRUMENT_PHRASES.items()),
        *(("character", name, character.phrases) for name, character in lexicon.CHARACTERS.items()),
        *(("era", name, phrases) for name, phrases in lexicon.ERA_PHRASES.items()),
        *(("era", name, phrase) for name, phrase in decades),
        *(("scene", name, phrases) for name, phrases in lexicon.SCENE_PHRASES.items()),
        ("not", AFTER, grammar.AFTERWARDS),
        ("not", AFTER, grammar.SMALL_WORDS["not after"]),
        ("not", LESS_AFTER, grammar.LESS_AFTERWARDS),
        ("not", LESS_AFTER, grammar.SMALL_WORDS["less after"]),
        ("not", CLOSING, grammar.CLOSINGS),
        ("not", EXCEPT, grammar.EXCEPT),
        ("not", EXCEPT, grammar.SMALL_WORDS["except"]),
        ("not", TOO, grammar.TOO),
        ("not", TOO, grammar.SMALL_WORDS["too"]),
        ("not", PLAYED, grammar.REFUSALS),
        ("not", LESS, grammar.LESS),
        ("not", LESS, grammar.SMALL_WORDS["less"]),
        ("not", "", grammar.NEGATIONS),
        ("not", "", grammar.SMALL_WORDS["not"]),
        ("solo", "", grammar.SOLO_BEFORE),
        ("solo", "", grammar.SMALL_WORDS["solo"]),
        ("", "", grammar.FILLERS),
        ("", "", grammar.SMALL_WORDS["filler"]),
        ("", "", ",".join((*grammar.STARTS, *grammar.ENDS, *grammar.LATER, *grammar.ENTERS))),
        (
            "",
            "",
            ",".join((*grammar.DETERMINERS, *grammar.NOTHING)),
        ),
        ("", "", ",".join((*grammar.TURNS, *grammar.JOINS, *grammar.SOLO_AFTER, *grammar.PREFERS))),
        *_further(),
    ]
    known: dict[tuple[str, ...], tuple[Kind, str]] = {}
    for kind, value, phrases in lists:
        for phrase in phrases.split(","):
            if tokens := tuple(tokens_of(plain_text(phrase.strip()))):
                known.setdefault(tokens, (kind, value))
                if kind != "not" and is_ideographic(tokens[0]) and tokens[-1] == "い":  # "悲しくない"
                    known.setdefault((*tokens[:-1], "く"), (kind, value))
                    known.setdefault((*tokens[:-1], "さ"), (kind, value))
                    known.setdefault(tokens[:-1], (kind, value))  # "暗すぎ"
    by_first: dict[str, list[tuple[tuple[str, ...], Kind, str]]] = defaultdict(list)
    for tokens, (kind, value) in known.items():
        by_first[tokens[0]].append((tokens, kind, value))
    for entries in by_first.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return by_first


def _becoming() -> Iterator[tuple[str, str]]:
    """Each verb before each adjective of lexicon.BECOMES, with the course that follows."""
    for verbs, louder, quieter in lexicon.BECOMES:
        for course, adjectives in (("rise", louder), ("fall", quieter)):
            yield course, ",".join(f"{v} {a}" for v, a in itertools.product(verbs.split(", "), adjectives.split(", ")))


def _further() -> Iterator[tuple[Kind, str, str]]:
    """The kind, value and phrases of each line of the tables of words."""
    lines = ((Path(__file__).parent / name).read_text(encoding="utf-8").splitlines() for name in _TABLES)
    for line in itertools.chain.from_iterable(lines):
        if not line.startswith("#"):
            kind, value, phrases = line.split("\t")[:3]
            yield cast(Kind, kind), value, phrases

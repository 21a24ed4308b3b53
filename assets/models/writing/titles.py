"""A song's title: a few of its own words, as songs are usually titled.

What belongs here: choosing them. What does not: writing a song (songs.py), the title of a pasted text (assets/songs/pasted.py).
"""

import re
from collections.abc import Iterator, Sequence

from assets.models.writing.songs import Section
from assets.models.writing.styles import theme_words
from assets.phonetics.meter import FUNCTION_WORDS
from assets.text import words

_CLAUSE_END = re.compile(r"[,.;:!?—–\"“”()]+")
_DETERMINERS = frozenset(
    [
        "a",
        "an",
        "the",
        "no",
        "every",
        "some",
        "one",
        "two",
        "this",
        "these",
        "those",
        "my",
        "your",
        "his",
        "her",
        "our",
        "their",
    ]
)
_PREPOSITIONS = frozenset(
    ["of", "in", "on", "under", "over", "by", "at", "from", "to", "without", "with", "like", "for", "behind", "beyond"]
)
_OTHERS = frozenset(FUNCTION_WORDS.split()) - _DETERMINERS - _PREPOSITIONS | frozenset(
    [
        "not",
        "so",
        "out",
        "up",
        "down",
        "off",
        "back",
        "away",
        "again",
        "just",
        "who",
        "what",
        "when",
        "where",
        "how",
        "why",
        "there",
        "here",
        "then",
        "too",
        "all",
        "both",
    ]
)
# A noun phrase by kinds of words (D: determiner, P: preposition, W: other words), with another behind a preposition.
_PHRASE = re.compile(r"(?:DW{1,2}(?:PD?W{1,2})?|PDW{1,2}|WPD?W{1,2})$")
MOST_WORDS = 5


def title_of(sections: Sequence[Section], theme: str = "") -> str:
    """A song's title: the phrase at the end of a line that fits best, such as "A bottle of rain".

    A word of the theme counts most, then a noun with another behind a preposition, then the hook. Lines end in their
    rhymes, which is where listeners remember them. If no line ends in such a phrase, it is the shortest line of the hook,
    or else of the first section.
    """
    about = set(theme_words(theme))
    best, highest = "", 0
    for section in dict.fromkeys(sections):
        for line in section.lines:
            for phrase in _phrases(line):
                said = words(phrase)
                nouns = any(word in _PREPOSITIONS for word in said[1:])
                score = 1 + 4 * bool(about.intersection(said)) + 2 * nouns + (section.name == "Hook")
                if score > highest:
                    best, highest = phrase, score
    title = best or _shortest_line(sections)
    return title[:1].upper() + title[1:]


def _phrases(line: str) -> Iterator[str]:
    """The noun phrases at the ends of a line's clauses, the longest of each, up to five words."""
    for clause in _CLAUSE_END.split(line):
        spoken = [word.strip("'’-…") for word in clause.split()]
        kinds = "".join(map(_kind, spoken))
        for first in range(max(0, len(spoken) - MOST_WORDS), len(spoken)):
            if _PHRASE.fullmatch(kinds[first:]):
                yield " ".join(spoken[first:])
                break


def _kind(word: str) -> str:
    word = word.casefold()
    return (
        "D" if word in _DETERMINERS else "P" if word in _PREPOSITIONS else "x" if word in _OTHERS or not word else "W"
    )


def _shortest_line(sections: Sequence[Section]) -> str:
    named = next((section for section in sections if section.name == "Hook"), sections[0])
    return re.sub(r"[^\w\s'’-]", "", min(named.lines, key=len)).strip()

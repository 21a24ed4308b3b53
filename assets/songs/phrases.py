"""Lines of a length that can be rapped: long ones are broken where one would breathe, runs of short ones are put together.

A bar holds 8 to 14 syllables. A line of 35 took three bars without a breath, and a line of two had a bar of its own.

What belongs here: where lines end. What does not: sections (pasted.py), the time of words (plan.py).
"""

import itertools
import math
import re
from collections.abc import Iterator, Sequence

LONG, USUAL = 90, 50  # characters: a longer line is broken, into parts of about this length
SHORT_WORDS, SHORT = 3, 4  # the most words and syllables of a short line
FEWEST_SHORT = 4  # lines of a run that are put together
MOST_LINES, MOST_SYLLABLES = 4, 8  # of a line made of others: four single words, otherwise two lines
SINGLE = 1.5  # words of a line on average, in a run of single words
CALL, ANSWER = 2, 6  # syllables of a word that stands alone before a line ("Yeah"), and the least of that line
_SENTENCE_ENDS = re.compile(r"(?<=\w[.!?])\s+(?=[^\W\d_a-z])|(?<=\w[.!?;][\"”])\s+(?=[^\W\d_a-z])|(?<=\w;)\s+")
WRAPPED, FEWEST_WRAPPED = (50, 100), 3  # characters of the lines of wrapped prose, and how many they are
_VOWELS = re.compile(r"[aeiouy]+", re.I)
_SILENT = re.compile(r"(?<=[^aeiouyl\W])e$|(?<=[aeiouy]l)e$", re.I)
_PAUSE = re.compile(r"[.,;:!?…—–)][\"'”’]?$")
# An ad-lib, or a line under whose end the beat stops.
_STANDS_ALONE = re.compile(r"(?:\.\.\.|[…\-–—)）])$")
_ENDED = re.compile(r"[.!?…\-–—)）:;]$")
# Words before which one breathes, and words that lean on the next one. The costs of a break at a pause, before a clause, before
# a phrase and elsewhere, and of one after a word that leans: as much as parts that are so many characters longer or shorter.
_CLAUSES = frozenset([
    "and", "but", "or", "so", "because", "cause", "when", "that", "while", "where", "who", "which", "what", "how",
    "why", "if", "though", "although", "until", "since", "as", "than", "then", "like",
])  # fmt: skip
_PHRASES = frozenset([
    "in", "on", "at", "to", "for", "with", "without", "from", "into", "of", "by", "over", "under", "through",
    "about", "after", "before", "between",
])  # fmt: skip
_LEANING = _CLAUSES | _PHRASES | frozenset([
    "the", "a", "an", "my", "your", "his", "her", "its", "our", "their", "this", "i", "i'm", "i'd", "we", "they",
    "he", "she", "is", "are", "was", "were", "be", "no", "not", "any", "every",
])  # fmt: skip
_AT_PAUSE, _AT_CLAUSE, _AT_PHRASE, _ANYWHERE, _AFTER_LEANING = 0, 6, 14, 30, 20


def broken(line: str) -> list[str]:
    """A line, or its parts if it is longer than LONG: its sentences, and the phrases of those that are still longer."""
    if len(line) <= LONG:
        return [line]
    return [part for sentence in _SENTENCE_ENDS.split(line) for part in _phrases(sentence)]


def _phrases(sentence: str) -> list[str]:
    """The parts of a sentence, as even as its clauses allow."""
    words = sentence.split()
    if len(sentence) <= LONG:
        return [sentence]
    usual = len(sentence) / round(len(sentence) / USUAL)
    best: list[tuple[float, list[str]]] = [(0.0, [])]  # of the first words: the cost of their parts, and these
    for end in range(1, len(words) + 1):
        ways = []
        for start in range(end):
            part = " ".join(words[start:end])
            if len(part) <= LONG or end - start == 1:
                cost = best[start][0] + abs(len(part) - usual) + _cost_of_a_break(words, end)
                ways.append((cost, [*best[start][1], part]))
        best.append(min(ways, key=lambda way: way[0]))
    return best[-1][1]


def _cost_of_a_break(words: Sequence[str], end: int) -> int:
    if end == len(words) or _PAUSE.search(words[end - 1]):
        return _AT_PAUSE
    before, after = (word.lower().strip("\"'“‘(").replace("’", "'") for word in words[end - 1 : end + 1])
    leaning = _AFTER_LEANING if before in _LEANING else 0
    return leaning + (_AT_CLAUSE if after in _CLAUSES else _AT_PHRASE if after in _PHRASES else _ANYWHERE)


def unwrapped(lines: Sequence[str]) -> list[str]:
    """The lines, with prose that was wrapped at a width put together again: long lines that begin within a sentence, and
    sentences that begin within a line.
    """
    made: list[str] = []
    for filled, run in itertools.groupby(lines, lambda line: bool(line.strip())):
        own = [" ".join(line.split()) for line in run]
        within = sum(line[:1].islower() for line in own[1:])
        wrapped = (
            filled
            and len(own) >= FEWEST_WRAPPED
            and all(WRAPPED[0] <= len(line) <= WRAPPED[1] for line in own[:-1])
            and own[0][:1].isupper()
            and 2 * within > len(own[1:])
            and any(_SENTENCE_ENDS.search(line) for line in own)
        )
        made += [" ".join(own)] if wrapped else own
    return made


def together(lines: Sequence[str]) -> list[str]:
    """The lines of a section, with runs of short ones put together, and a word that stands alone with the line after it."""
    made = list(_runs_joined(lines))
    if len(made) < len(lines):
        return together(made)
    for number in reversed(range(len(made) - 1)):
        word, follows = made[number : number + 2]
        alone = len(word.split()) == 1 and syllables(word) <= CALL and not _ENDED.search(word)
        if alone and syllables(follows) >= ANSWER and len(word) + len(follows) < LONG:
            made[number : number + 2] = [f"{word} {follows}"]
    return made


def _runs_joined(lines: Sequence[str]) -> Iterator[str]:
    for short, run in itertools.groupby(lines, _is_short):
        own = list(run)
        each = 1
        if short and len(own) >= FEWEST_SHORT:
            single = sum(len(line.split()) for line in own) <= SINGLE * len(own)
            fit = int(MOST_SYLLABLES * len(own) / max(1, sum(map(syllables, own))))
            each = max(2, min(MOST_LINES, fit)) if single else 2
            each = math.ceil(len(own) / math.ceil(len(own) / each))
        yield from (" ".join(own[first : first + each]) for first in range(0, len(own), each))


def _is_short(line: str) -> bool:
    return len(line.split()) <= SHORT_WORDS and syllables(line) <= SHORT and not _STANDS_ALONE.search(line)


def syllables(line: str) -> int:
    """Roughly how many syllables a line has: groups of vowels, without a silent e, one for each word at least."""
    return sum(
        max(1, len(_VOWELS.findall(_SILENT.sub("", word)))) for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", line)
    )

"""Rhyme: between two lines, at the ends of nearby lines, within lines, and a stanza's scheme.

What belongs here: what rhymes with what. What does not: a word's ending (meter.py), rhyme density (density.py), the
tables (verse.py).

Whole corpora are processed at once, as arrays with one number per line or word; `NO_SOUND` rhymes with nothing.
"""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assets.phonetics.density import SpokenTexts
from assets.phonetics.meter import VOWEL_NUMBER, is_vowel, rhyme_part, slant_part

RhymeType = Literal["assonance", "slant", "perfect", "multisyllabic"]
RHYME_TYPES: tuple[RhymeType | None, ...] = (None, "assonance", "slant", "perfect", "multisyllabic")  # best last

RHYME_DISTANCE_LINES = 3
SCHEME_REACH_LINES = 4  # ABBA needs 3; most pairs further apart rhyme by accident
UNRHYMED = "x"  # the notation of prosody
NO_SOUND = -1
SHUFFLES = 8
MOST_SYLLABLES = 16  # longer rhymes are cut; the songbook's longest is 5


@dataclass(frozen=True, slots=True)
class Endings:
    """The endings of n lines, as numbers that are equal for equal sounds.

    `parts`, `slants` and `vowels` are the last word's rhyme part, its slant part and the vowels of its rhyme part; `words` is
    the word itself. `last_vowels` and `last_words` are the line's vowels from its end, and their words (n, 16).
    """

    parts: np.ndarray
    slants: np.ndarray
    vowels: np.ndarray
    words: np.ndarray
    last_vowels: np.ndarray
    last_words: np.ndarray


@functools.cache  # most words of a corpus recur
def _vowel_numbers(phonemes: str) -> bytes:
    return bytes(VOWEL_NUMBER[symbol.rstrip("012")] for symbol in phonemes.split() if is_vowel(symbol))


def endings(lines: Sequence[Sequence[str]]) -> Endings:
    """The endings of lines, given as their words' phonemes; each line has at least one word."""
    return endings_of(SpokenTexts.of(lines))


def endings_of(lines: SpokenTexts) -> Endings:
    """The endings of lines; each has at least one word."""
    coded = list(map(_vowel_numbers, lines.kinds))
    counts = np.fromiter(map(len, coded), dtype=np.int64, count=len(coded))
    flat = np.frombuffer(b"".join(coded), dtype=np.int8)
    # The vowels of all lines, concatenated, followed by one that equals no other.
    length = counts[lines.words]
    stop = np.cumsum(length)
    within = np.arange(length.sum()) - np.repeat(stop - length, length)
    vowels = np.append(flat[np.repeat((np.cumsum(counts) - counts)[lines.words], length) + within], np.int8(NO_SOUND))
    owners = np.append(np.repeat(lines.words, length), np.int32(NO_SOUND))
    last = np.searchsorted(lines.text_of, np.arange(lines.n_texts), side="right") - 1  # each line's last word
    end = stop[last]
    vowel_index = end[:, None] - 1 - np.arange(MOST_SYLLABLES)
    vowel_index[vowel_index < np.append(0, end[:-1])[:, None]] = -1
    words = lines.words[last]
    return Endings(
        parts=numbered(map(rhyme_part, lines.kinds))[words],
        slants=numbered(map(slant_part, lines.kinds))[words],
        vowels=numbered(_vowels_of_rhyme_part(kind) or "-" for kind in lines.kinds)[words],
        words=numbered(lines.kinds)[words],
        last_vowels=vowels[vowel_index],
        last_words=owners[vowel_index],
    )


@functools.cache
def _vowels_of_rhyme_part(phonemes: str) -> str:
    return " ".join(symbol for symbol in rhyme_part(phonemes).split() if is_vowel(symbol))


def rhyme_types(ends: Endings, first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How pairs of lines rhyme at their ends: indices into `RHYME_TYPES`, and the number of syllables; both (n_pairs,).

    multisyllabic: the vowels of the last words' rhyme parts agree, and the lines' vowels agree over two or more syllables.
    perfect: the rhyme parts agree. slant: the slant parts agree. assonance: only the vowels of the rhyme parts agree. The same
    word in the same position is no rhyme: two lines that end in the same word do not rhyme, and a run of equal vowels stops
    before it. Runs are followed for 16 syllables.
    """
    alike = ends.last_vowels[first] == ends.last_vowels[second]
    alike &= (ends.last_words[first] != ends.last_words[second]) & (ends.last_vowels[first] != NO_SOUND)
    runs = np.cumprod(alike, axis=1).sum(axis=1)
    differ = ends.words[first] != ends.words[second]
    vowels = differ & (ends.vowels[first] == ends.vowels[second]) & (runs > 0)
    slant = differ & (ends.slants[first] == ends.slants[second]) & (ends.last_vowels[first, 0] != NO_SOUND)
    perfect = vowels & (ends.parts[first] == ends.parts[second])
    # Later kinds overwrite earlier ones.
    kinds = np.zeros(len(first), dtype=np.int8)
    for kind, pairs in enumerate((vowels, slant, perfect, vowels & (runs >= 2)), start=1):
        kinds[pairs] = kind
    return kinds, np.where(vowels, runs, (kinds > 0).astype(runs.dtype))


def rhymes(first: Sequence[str], second: Sequence[str]) -> tuple[RhymeType | None, int]:
    """How two lines, given as their words' phonemes, rhyme: `rhyme_types` for one pair."""
    if not first or not second:
        return None, 0
    kinds, syllables = rhyme_types(endings([first, second]), np.array([0]), np.array([1]))
    return RHYME_TYPES[kinds[0]], int(syllables[0])


def nearest_types(ends: Endings, text_of: np.ndarray) -> np.ndarray:
    """The best type of end rhyme of each line with one of the three lines before it, as indices into `RHYME_TYPES`."""
    best = np.zeros(len(text_of), dtype=np.int8)
    for distance in range(1, RHYME_DISTANCE_LINES + 1):
        at = np.flatnonzero(text_of[distance:] == text_of[:-distance])
        best[at + distance] = np.maximum(best[at + distance], rhyme_types(ends, at, at + distance)[0])
    return best


def numbered(values: Iterable[str]) -> np.ndarray:
    """A number for each value, equal for equal values; `NO_SOUND` for an empty one, (n,) int32."""
    values = list(values)
    number = {value: i for i, value in enumerate(dict.fromkeys(values))} | {"": NO_SOUND}
    return np.fromiter(map(number.__getitem__, values), np.int32, len(values))


def rhyming_ends(parts: np.ndarray, words: np.ndarray, text_of: np.ndarray) -> np.ndarray:
    """Which lines rhyme with a line of the same text that is at most three away and ends in another word, (n_lines,) bool.

    Args:
        parts: each line's end as a number, by `rhyme_part` or `slant_part`, (n_lines,).
        words: each line's last word as a number, (n_lines,).
        text_of: the text of each line, (n_lines,); the lines of a text are consecutive.
    """
    rhymes = np.zeros(len(parts), dtype=bool)
    for distance in range(1, RHYME_DISTANCE_LINES + 1):
        alike = (parts[distance:] == parts[:-distance]) & (words[distance:] != words[:-distance])
        alike &= (text_of[distance:] == text_of[:-distance]) & (parts[distance:] != NO_SOUND)
        rhymes[distance:] |= alike
        rhymes[:-distance] |= alike
    return rhymes


def rhyming_by_chance(parts: np.ndarray, words: np.ndarray, text_of: np.ndarray, seed: int) -> np.ndarray:
    """How often each position rhymes when the text's lines are shuffled: the mean of eight shuffles, (n_lines,)."""
    rng = np.random.default_rng(seed)
    rates = np.zeros(len(parts))
    for _ in range(SHUFFLES):
        order = np.argsort(text_of + rng.random(len(parts)))
        rates += rhyming_ends(parts[order], words[order], text_of[order])
    return rates / SHUFFLES


def internal_rhymes(parts: np.ndarray, words: np.ndarray, line_of: np.ndarray, n_lines: int) -> np.ndarray:
    """How many words of each line, without the last, rhyme perfectly with another word of the line, (n_lines,).

    Args:
        parts: each word's rhyme part as a number, (n_words,); `NO_SOUND` for unstressed words, whose rhymes are not heard.
        words: each word as a number, (n_words,).
        line_of: the line of each word, ascending, (n_words,).
        n_lines: the number of lines.
    """
    counts = np.zeros(n_lines, dtype=np.int64)
    sounding = np.flatnonzero(parts != NO_SOUND)
    if not len(sounding):
        return counts
    order = sounding[np.lexsort((words[sounding], parts[sounding], line_of[sounding]))]
    line, part, word = line_of[order], parts[order], words[order]
    begins = np.r_[True, (line[1:] != line[:-1]) | (part[1:] != part[:-1])]
    group = np.cumsum(begins) - 1
    other = np.r_[False, ~begins[1:] & (word[1:] != word[:-1])]  # another word of the same sound
    rhymed = np.bincount(group, other) > 0
    is_last = np.r_[line_of[1:] != line_of[:-1], True][order]
    np.add.at(counts, line[rhymed[group] & ~is_last], 1)
    return counts


def schemes(parts: np.ndarray, stanza_of: np.ndarray) -> np.ndarray:
    """Each line's letter in the rhyme scheme of its stanza, (n_lines,) of str: A, B, … Z, A2, …; x where none rhymes.

    Lines share a letter if they end alike and each is at most four lines from the next such line. A line that repeats an end
    word shares its letter, as is usual for refrains.

    Args:
        parts: each line's end as a number, by `slant_part` (or `rhyme_part`, for perfect rhymes only), (n_lines,).
        stanza_of: the stanza of each line, ascending over all texts, (n_lines,).
    """
    n = len(parts)
    if n == 0:
        return np.zeros(0, dtype=object)
    position = np.arange(n)
    order = np.lexsort((position, parts, stanza_of))
    stanza, part, line = stanza_of[order], parts[order], position[order]
    apart = (stanza[1:] != stanza[:-1]) | (part[1:] != part[:-1]) | (np.diff(line) > SCHEME_REACH_LINES)
    group = np.empty(n, dtype=np.int64)
    group[order] = np.cumsum(np.r_[True, apart | (part[1:] == NO_SOUND)]) - 1
    shared = np.bincount(group)[group] > 1
    # Letters are given in the order in which a stanza's groups begin.
    groups, begins = np.unique(group[shared], return_index=True)
    first = np.flatnonzero(shared)[begins]
    by_place = np.argsort(first)
    where = stanza_of[first[by_place]]
    rank = np.arange(len(where)) - np.searchsorted(where, where)
    ranks = np.empty(len(groups), dtype=np.int64)
    ranks[by_place] = rank
    most = int(ranks.max(initial=-1)) + 1
    letters = np.array([chr(65 + r % 26) + (str(r // 26 + 1) if r >= 26 else "") for r in range(most)], dtype=object)
    letters_of_lines = np.full(n, UNRHYMED, dtype=object)
    if len(groups):
        letters_of_lines[shared] = letters[ranks[np.searchsorted(groups, group[shared])]]
    return letters_of_lines

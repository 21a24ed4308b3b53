"""Meter and word endings: syllables, stress and rhyme part, as far as a pronunciation alone determines them.

What belongs here: the vowels, stress and ending of one word, and the rhythm of lines. What does not: which lines rhyme
(rhyme.py).
"""

import functools
from collections.abc import Sequence

import numpy as np

from resources.pronunciation import load_cmudict

VOWELS = ("AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW")
VOWEL_NUMBER = {vowel: number for number, vowel in enumerate(VOWELS)}

# Vowels that poets rhyme before the same consonants: the back vowels ("love", "prove"), "feast" with "guest", "have" with
# "grave". Chosen on the sonnets, see `slant_part`.
_NEAR = dict.fromkeys(["AA", "AO", "AH", "OW", "UW", "UH"], "AO") | {"IY": "EH"} | {"EY": "AE"}


# In CMUdict these words have the stress of a word said alone. In a line they have none, and pairs such as "I … my" are no
# rhymes. They are recognised by sound, so "eye" and "two" count as function words too.
FUNCTION_WORDS = (
    "a an the and or but nor as if than that i me my you your he him his she her we us our they them their it its this "
    "to of in on at by for from with into upon am is are was were be been has had have do does did can could would "
    "should will shall may might must"
)


BEATS = 4  # per bar
PER_BEAT = 4  # syllables at most: sixteenths
CLASH = 0.5


def is_vowel(symbol: str) -> bool:
    """Whether an ARPAbet symbol, with or without stress digit, is a vowel."""
    return symbol.rstrip("012") in VOWEL_NUMBER


@functools.cache  # here and below: most words of a corpus recur
def count_syllables(phonemes: str) -> int:
    """The syllables of a pronunciation: one per vowel."""
    return sum(map(is_vowel, phonemes.split()))


@functools.cache
def stress_pattern(phonemes: str) -> str:
    """One digit per syllable; a vowel to which the model gave no digit counts as unstressed."""
    return "".join(s[-1] if s[-1] in "012" else "0" for s in phonemes.split() if is_vowel(s))


@functools.cache
def is_stressed(phonemes: str) -> bool:
    """Whether a word is stressed in its line: it has a primary stress and is no function word."""
    return "1" in stress_pattern(phonemes) and phonemes not in _function_words()


def line_stresses(phonemes: Sequence[str]) -> str:
    """A line's syllables as digits: 1 primary stress, 2 secondary, 0 none. Function words have none."""
    return "".join(
        "0" * count_syllables(word) if word in _function_words() else stress_pattern(word) for word in phonemes
    )


@functools.cache  # rhythms recur
def beat_faults(stresses: str) -> float:
    """`beat_faults_of_lines` of one line."""
    return float(beat_faults_of_lines([stresses])[0])


def beat_faults_of_lines(lines: Sequence[str]) -> np.ndarray:
    """How far each line is from bars of four beats, as in accentual verse and rap: the cost of the cheapest assignment of beats
    to its syllables. A bar has room for sixteen syllables.

    Each of these costs one: a beat on an unstressed syllable, a stressed syllable without a beat, a beat without a syllable,
    and a syllable for which the beat before it has no room. Two beats on neighbouring syllables cost a half.

    Args:
        lines: as `line_stresses` returns them. Memory grows with their number and with the square of the longest line.
    """
    length = np.array([len(line) for line in lines])
    n = int(length.max(initial=1))
    beats = BEATS * np.maximum(1, -(-length // (BEATS * PER_BEAT)))
    digits = np.frombuffer("".join(line.ljust(n) for line in lines).encode(), np.uint8).reshape(-1, n)
    place = np.arange(n)
    weak = (digits == ord("0")).astype(float)
    strong = np.zeros((len(lines), n + 1))  # primary stresses before each syllable
    (digits == ord("1")).cumsum(1, out=strong[:, 1:])
    behind = strong[:, n:] - strong[:, 1:] + np.maximum(0, length[:, None] - place - PER_BEAT)
    behind[place >= length[:, None]] = np.inf
    between = _between(n) + strong[:, None, :-1] - strong[:, 1:, None]
    cost = weak + strong[:, :-1]  # if the first beat is on that syllable
    best = np.where(length > 0, np.inf, beats)
    for number in range(1, int(beats.max(initial=0)) + 1):
        last = (cost + behind).min(1)
        best = np.minimum(best, np.where(number <= beats, beats - number + last, np.inf))
        cost = weak + (cost[:, :, None] + between).min(1)
    return best


@functools.cache
def _between(n: int) -> np.ndarray:
    """The cost of consecutive beats on two syllables (row, then column): shape (n, n)."""
    gap = np.arange(n) - np.arange(n)[:, None]
    cost = np.where(gap == 1, CLASH, np.maximum(0.0, gap - PER_BEAT))
    return np.where(gap > 0, cost, np.inf)


@functools.cache
def _function_words() -> frozenset[str]:
    return frozenset(load_cmudict()[word] for word in FUNCTION_WORDS.split())


@functools.cache
def rhyme_part(phonemes: str) -> str:
    """From a word's last stressed vowel to its end, without stress digits ("L AH1 V IH0 NG" → "AH V IH NG").

    For a word without stress it starts at the last vowel; a word without a vowel is its own rhyme part.
    """
    symbols = phonemes.split()
    vowels = [i for i, symbol in enumerate(symbols) if is_vowel(symbol)]
    stressed = [i for i in vowels if symbols[i][-1] in "12"]
    start = stressed[-1] if stressed else vowels[-1] if vowels else 0
    return " ".join(symbol.rstrip("012") for symbol in symbols[start:])


@functools.cache
def slant_part(phonemes: str) -> str:
    """What must agree for a slant rhyme: from the last vowel to the word's end, with similar vowels merged before a consonant.

    Words that rhyme perfectly agree in it too. On the rhyming pairs of Shakespeare's sonnets recall is 0.88 and precision 0.82;
    `rhyme_part` has 0.76 and 0.93, and the last syllable without merged vowels 0.81 and 0.82. The merged vowels are the best
    of six groupings that were tried there.
    """
    symbols = [symbol.rstrip("012") for symbol in phonemes.split()]
    last = max((i for i, symbol in enumerate(symbols) if is_vowel(symbol)), default=0)
    vowel, coda = symbols[last : last + 1], symbols[last + 1 :]
    return " ".join([_NEAR.get(symbol, symbol) for symbol in vowel] + coda if coda else vowel)

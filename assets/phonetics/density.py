"""Rhyme density: how long the vowel runs are that words share with the words just before them, of whole corpora at once.

What belongs here: the published measure in its two variants, and its lift over shuffled text. What does not: what
rhymes at a line's end (rhyme.py).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import Literal, Self

import numpy as np

from assets.phonetics.meter import is_vowel

Variant = Literal["plain", "split"]

WINDOW_WORDS = 15  # Malmi et al. 2016
SHUFFLES = 8

# An eSpeak-like inventory: a diphthong counts as its two vowels, schwa not at all, open o and lax i are merged.
_SPLIT = {
    "AA": "a", "AE": "A", "AH": "V", "AO": "a", "AW": "aU", "AY": "ai", "EH": "e", "ER": "3",
    "EY": "ei", "IH": "i", "IY": "i", "OW": "oU", "OY": "oi", "UH": "U", "UW": "u",
}  # fmt: skip


def vowels_of(phonemes: str, variant: Variant = "plain") -> list[str]:
    """The vowels of a pronunciation as the variant counts them."""
    found = [symbol for symbol in phonemes.split() if is_vowel(symbol)]
    if variant == "plain":
        return [symbol.rstrip("012") for symbol in found]
    return [part for symbol in found if symbol != "AH0" for part in _SPLIT[symbol.rstrip("012")]]


_CODES: dict[Variant, dict[str, int]] = {
    "plain": {vowel: code for code, vowel in enumerate(_SPLIT)},
    "split": {vowel: ord(vowel) for vowels in _SPLIT.values() for vowel in vowels},
}


class _Coded(dict[str, bytes]):
    """Each pronunciation's vowels as numbers, remembered: of a corpus's words, most come again."""

    def __init__(self, variant: Variant) -> None:
        self.variant: Variant = variant

    def __missing__(self, phonemes: str) -> bytes:
        codes = _CODES[self.variant]
        self[phonemes] = bytes(codes[vowel] for vowel in vowels_of(phonemes, self.variant))
        return self[phonemes]


_CODED = {variant: _Coded(variant) for variant in _CODES}
GAP = b"\xff\xff"  # the vowels of what stands between texts: like none of any word


@dataclass(frozen=True, slots=True)
class SpokenTexts:
    """Texts as numbers: `kinds` are the distinct words' phonemes, `words` (n_words,) all words as places among them,
    `text_of` (n_words,) the text of each, ascending, and `n_texts` how many texts there are.
    """

    kinds: tuple[str, ...]
    words: np.ndarray
    text_of: np.ndarray
    n_texts: int

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]]) -> Self:
        """From each text's words, given by their phonemes ("HH AH0 L OW1")."""
        kinds: defaultdict[str, int] = defaultdict(count().__next__)
        words = np.fromiter(map(kinds.__getitem__, chain.from_iterable(texts)), dtype=np.int32)
        sizes = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        return cls(tuple(kinds), words, np.repeat(np.arange(len(texts), dtype=np.int32), sizes), len(texts))

    def shuffled(self, rng: np.random.Generator) -> Self:
        """Each text's words in another order."""
        order = np.argsort(self.text_of + rng.random(len(self.words)))
        return replace(self, words=self.words[order])


def corpus_rhyme_lengths(texts: SpokenTexts, variant: Variant = "plain") -> list[np.ndarray]:
    """For each word with a vowel, the longest vowel run that it shares with one of the 15 words before it.

    After Malmi et al. 2016, "DopeLearning": vowels are compared backwards from the ends of both words and across word
    borders, until they differ, the two places lie in the same word (repetition is no rhyme), or the runs would
    overlap. `plain` takes ARPAbet vowels as they are, as Dzionek et al. 2023 take IPA's, and counts runs of one;
    `split` is near the original's eSpeak inventory (diphthongs are two vowels, schwa none) and does not.

    Returns:
        For each text an int array, one length per word that has a vowel in the variant.
    """
    lengths, sizes = _lengths(texts, variant)
    return np.split(lengths, np.cumsum(sizes)[:-1])[: texts.n_texts]


def _lengths(texts: SpokenTexts, variant: Variant) -> tuple[np.ndarray, np.ndarray]:
    """The lengths of all texts in a row (n_lengths,), and how many are each text's (n_texts,).

    All pairs of words at one distance are compared at once, by their last two vowels: of a hundred pairs about seven
    agree in the last and one in both, and only that one is followed further back, a vowel in each round.
    """
    known = _CODED[variant]
    coded = list(map(known.__getitem__, texts.kinds))
    counts = np.fromiter(map(len, coded), dtype=np.int32, count=len(coded))
    spoken = counts[texts.words] > 0
    words, text_of = texts.words[spoken], texts.text_of[spoken]
    sizes = np.bincount(text_of, minlength=texts.n_texts)
    if not len(words):
        return np.zeros(0, dtype=np.int64), sizes
    # Each text after a gap as wide as the window, of words that are one and the same: they rhyme with nothing.
    gap = len(coded)
    place = np.arange(len(words)) + WINDOW_WORDS * (text_of + 1)
    word = np.full(place[-1] + 1, gap, dtype=np.min_scalar_type(gap))
    word[place] = words
    flat = np.frombuffer(b"".join([*coded, GAP]), dtype=np.uint8)
    counts = np.append(counts, np.int32(len(GAP)))
    ends = np.cumsum(counts, dtype=np.int32)
    last = flat[ends - 1][word]
    # The vowel before the last may be that of the word before.
    long = (counts > 1)[word]
    second = np.where(long, flat[ends - 2][word], np.roll(last, 1))
    holder = np.where(long, word, np.roll(word, 1))
    rhymed = np.zeros(len(word), dtype=bool)
    found = []
    for distance in range(1, WINDOW_WORDS + 1):
        alike = last[distance:] == last[:-distance]
        alike &= word[distance:] != word[:-distance]
        rhymed[distance:] |= alike
        alike &= second[distance:] == second[:-distance]
        alike &= holder[distance:] != holder[:-distance]
        if distance == 1:
            alike &= long[1:]  # else the runs would overlap; further apart there is room for two
        found.append(np.flatnonzero(alike))
    best = rhymed.astype(np.int64) if variant == "plain" else np.zeros(len(word), dtype=np.int64)
    there = np.concatenate(found)
    later = there + np.repeat(np.arange(1, WINDOW_WORDS + 1), list(map(len, found)))

    # Those that agree in two vowels, further back in the vowels of all words in a row.
    length = counts[word]
    end = np.cumsum(length, dtype=np.int32)
    sound = flat[np.arange(end[-1], dtype=np.int32) + np.repeat((ends - counts)[word] - (end - length), length)]
    owner = np.repeat(word, length)
    here, there = end[later] - 2, end[there] - 2
    room, run = here - there, 2
    while len(later):
        best[later] = run  # no shorter than what any round before found
        here, there = here - 1, there - 1
        longer = np.flatnonzero((sound[here] == sound[there]) & (owner[here] != owner[there]) & (room > run))
        later, here, there, room = later[longer], here[longer], there[longer], room[longer]
        run += 1
    return best[place], sizes


def rhyme_density(texts: SpokenTexts, variant: Variant = "plain") -> np.ndarray:
    """The mean of each text's rhyme lengths, (n_texts,); NaN for one without a vowel."""
    lengths, sizes = _lengths(texts, variant)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.bincount(np.repeat(np.arange(len(sizes)), sizes), lengths, len(sizes)) / sizes


def rhyme_density_lift(texts: SpokenTexts, seed: int, variant: Variant = "plain") -> np.ndarray:
    """Each text's density over the mean of its words shuffled eight times, (n_texts,); 1 is what chance rhymes.

    Density alone tells little: of blank verse it is not less than of sonnets. NaN where chance gives none.
    """
    rng = np.random.default_rng(seed)
    chance = np.mean([rhyme_density(texts.shuffled(rng), variant) for _ in range(SHUFFLES)], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(chance > 0, rhyme_density(texts, variant) / chance, np.nan)

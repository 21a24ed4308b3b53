"""Rhyme density: the length of the vowel sequences that words share with the words just before them, for whole corpora at once.

What belongs here: the published measure in two variants, and its lift over shuffled text. What does not: end rhymes
(rhyme.py).
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

# An inventory like eSpeak's: a diphthong counts as two vowels, schwa is ignored, open o counts as a and lax i as i.
_SPLIT = {
    "AA": "a", "AE": "A", "AH": "V", "AO": "a", "AW": "aU", "AY": "ai", "EH": "e", "ER": "3",
    "EY": "ei", "IH": "i", "IY": "i", "OW": "oU", "OY": "oi", "UH": "U", "UW": "u",
}  # fmt: skip


def vowels_of(phonemes: str, variant: Variant) -> list[str]:
    """The vowels that the variant counts in a pronunciation."""
    found = [symbol for symbol in phonemes.split() if is_vowel(symbol)]
    if variant == "plain":
        return [symbol.rstrip("012") for symbol in found]
    return [part for symbol in found if symbol != "AH0" for part in _SPLIT[symbol.rstrip("012")]]


_CODES: dict[Variant, dict[str, int]] = {
    "plain": {vowel: code for code, vowel in enumerate(_SPLIT)},
    "split": {vowel: ord(vowel) for vowels in _SPLIT.values() for vowel in vowels},
}


class _Coded(dict[str, bytes]):
    """Each pronunciation's vowels as numbers, cached, since most words of a corpus recur."""

    def __init__(self, variant: Variant) -> None:
        self.variant: Variant = variant

    def __missing__(self, phonemes: str) -> bytes:
        codes = _CODES[self.variant]
        self[phonemes] = bytes(codes[vowel] for vowel in vowels_of(phonemes, self.variant))
        return self[phonemes]


_CODED = {variant: _Coded(variant) for variant in _CODES}
GAP = b"\xff\xff"  # separates texts: equal to no word's vowels


@dataclass(frozen=True, slots=True)
class SpokenTexts:
    """Texts as numbers: `kinds` are the phonemes of the distinct words, `words` (n_words,) all words as indices into them,
    `text_of` (n_words,) the text of each word, ascending, and `n_texts` the number of texts.
    """

    kinds: tuple[str, ...]
    words: np.ndarray
    text_of: np.ndarray
    n_texts: int

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]]) -> Self:
        """From each text's words, given as phonemes ("HH AH0 L OW1")."""
        kinds: defaultdict[str, int] = defaultdict(count().__next__)
        words = np.fromiter(map(kinds.__getitem__, chain.from_iterable(texts)), dtype=np.int32)
        sizes = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        return cls(tuple(kinds), words, np.repeat(np.arange(len(texts), dtype=np.int32), sizes), len(texts))

    def shuffled(self, rng: np.random.Generator) -> Self:
        """Each text's words in random order."""
        order = np.argsort(self.text_of + rng.random(len(self.words)))
        return replace(self, words=self.words[order])


def corpus_rhyme_lengths(texts: SpokenTexts, variant: Variant = "plain") -> list[np.ndarray]:
    """For each word with a vowel, the length of the longest vowel sequence that it shares with one of the 15 words before it.

    After Malmi et al. 2016, "DopeLearning": vowels are compared backwards from the ends of both words and across word
    boundaries, until they differ, both belong to the same word (repetition is no rhyme), or the sequences would overlap.
    `plain` uses ARPAbet vowels as they are, as Dzionek et al. 2023 use IPA's, and counts sequences of one vowel. `split` is
    close to the eSpeak inventory of Malmi et al. (diphthongs are two vowels, schwa is none) and does not count them.

    Returns:
        An int array per text, with a length for each word that has a vowel in the variant.
    """
    lengths, sizes = _lengths(texts, variant)
    return np.split(lengths, np.cumsum(sizes)[:-1])[: texts.n_texts]


def _lengths(texts: SpokenTexts, variant: Variant) -> tuple[np.ndarray, np.ndarray]:
    """The lengths of all texts, concatenated (n_lengths,), and the number of lengths of each text (n_texts,).

    All pairs of words at one distance are compared at once by their last two vowels. Of a hundred pairs about seven agree in
    the last vowel and one in both; only that one is followed further back, one vowel per round.
    """
    known = _CODED[variant]
    coded = list(map(known.__getitem__, texts.kinds))
    counts = np.fromiter(map(len, coded), dtype=np.int32, count=len(coded))
    spoken = counts[texts.words] > 0
    words, text_of = texts.words[spoken], texts.text_of[spoken]
    sizes = np.bincount(text_of, minlength=texts.n_texts)
    if not len(words):
        return np.zeros(0, dtype=np.int64), sizes
    # Before each text there is a gap as wide as the window. Its words are all the same, so they rhyme with nothing.
    gap = len(coded)
    place = np.arange(len(words)) + WINDOW_WORDS * (text_of + 1)
    word = np.full(place[-1] + 1, gap, dtype=np.min_scalar_type(gap))
    word[place] = words
    flat = np.frombuffer(b"".join([*coded, GAP]), dtype=np.uint8)
    counts = np.append(counts, np.int32(len(GAP)))
    ends = np.cumsum(counts, dtype=np.int32)
    last = flat[ends - 1][word]
    # The second last vowel may belong to the word before.
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
            alike &= long[1:]  # otherwise the sequences would overlap; at greater distances there is room for two
        found.append(np.flatnonzero(alike))
    best = rhymed.astype(np.int64) if variant == "plain" else np.zeros(len(word), dtype=np.int64)
    there = np.concatenate(found)
    later = there + np.repeat(np.arange(1, WINDOW_WORDS + 1), list(map(len, found)))

    # Follow the pairs that agree in two vowels further back, in the concatenated vowels of all words.
    length = counts[word]
    end = np.cumsum(length, dtype=np.int32)
    sound = flat[np.arange(end[-1], dtype=np.int32) + np.repeat((ends - counts)[word] - (end - length), length)]
    owner = np.repeat(word, length)
    here, there = end[later] - 2, end[there] - 2
    room, run = here - there, 2
    while len(later):
        best[later] = run  # never shorter than in an earlier round
        here, there = here - 1, there - 1
        longer = np.flatnonzero((sound[here] == sound[there]) & (owner[here] != owner[there]) & (room > run))
        later, here, there, room = later[longer], here[longer], there[longer], room[longer]
        run += 1
    return best[place], sizes


def rhyme_density(texts: SpokenTexts, variant: Variant = "plain") -> np.ndarray:
    """The mean of each text's rhyme lengths, (n_texts,); NaN for a text without a vowel."""
    lengths, sizes = _lengths(texts, variant)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.bincount(np.repeat(np.arange(len(sizes)), sizes), lengths, len(sizes)) / sizes


def rhyme_density_lift(texts: SpokenTexts, seed: int) -> np.ndarray:
    """Each text's density divided by the mean density of its words shuffled eight times, (n_texts,); 1 is the chance level.

    Density alone says little: it is as high in blank verse as in sonnets. NaN if the shuffled words have no density.
    """
    rng = np.random.default_rng(seed)
    chance = np.mean([rhyme_density(texts.shuffled(rng)) for _ in range(SHUFFLES)], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(chance > 0, rhyme_density(texts) / chance, np.nan)

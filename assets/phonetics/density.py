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
        order = np.lexsort((rng.random(len(self.words)), self.text_of))
        return replace(self, words=self.words[order])


def corpus_rhyme_lengths(texts: SpokenTexts, variant: Variant = "plain") -> list[np.ndarray]:
    """For each word with a vowel, the longest vowel run that it shares with one of the 15 words before it.

    After Malmi et al. 2016, "DopeLearning": vowels are compared backwards from the ends of both words and across word
    borders, until they differ, the two places lie in the same word (repetition is no rhyme), or the runs would
    overlap. `plain` takes ARPAbet vowels as they are, as Dzionek et al. 2023 take IPA's, and counts runs of one;
    `split` is near the original's eSpeak inventory (diphthongs are two vowels, schwa none) and does not.

    All pairs of words are compared at once, a vowel further back in each round, and a pair that differs drops out:
    about one in ten is left after each.

    Returns:
        For each text an int array, one length per word that has a vowel in the variant.
    """
    known = _CODED[variant]
    coded = [known[word] for word in texts.kinds]
    counts = np.fromiter(map(len, coded), dtype=np.int64, count=len(coded))
    flat = np.frombuffer(b"".join(coded), dtype=np.uint8)
    starts = np.cumsum(counts) - counts
    spoken = counts[texts.words] > 0
    words, text_of = texts.words[spoken], texts.text_of[spoken]
    sizes = np.bincount(text_of, minlength=texts.n_texts)
    if not len(words):
        return [np.zeros(0, dtype=np.int64) for _ in sizes]
    # The vowels of all texts in a row, each text after a gap that is like nothing, not even another gap.
    length = counts[words]
    end = np.cumsum(length)
    vowel = np.arange(end[-1])
    place = vowel + np.repeat(text_of + 1, length)
    sound = -1 - np.arange(place[-1] + 1, dtype=np.int32)
    sound[place] = flat[vowel + np.repeat(starts[words] - (end - length), length)]
    owner = np.full(len(sound), -1, dtype=np.int32)
    owner[place] = np.repeat(words, length)
    last = end + text_of  # the place of each word's last vowel

    # The last vowels first, of all words in a row: nine of ten pairs need no look-up at all.
    ending, last = sound[last], last.astype(np.int32)
    found: list[tuple[np.ndarray, np.ndarray]] = []
    for distance in range(1, min(WINDOW_WORDS + 1, len(words))):
        alike = ending[distance:] == ending[:-distance]
        alike &= words[distance:] != words[:-distance]
        alike &= text_of[distance:] == text_of[:-distance]
        earlier = np.flatnonzero(alike)
        found.append((earlier + distance, last[earlier]))
    best = np.zeros(len(words), dtype=np.int64)
    if not found:
        return np.split(best, np.cumsum(sizes)[:-1])
    later, there = (np.concatenate(column) for column in zip(*found, strict=True))
    here = last[later]
    room, run = here - there, 0
    while len(later):
        run += 1
        best[later] = run  # no shorter than what any round before found
        here, there = here - 1, there - 1
        alike = np.flatnonzero(sound[here] == sound[there])
        later, here, there, room = later[alike], here[alike], there[alike], room[alike]
        longer = np.flatnonzero((owner[here] != owner[there]) & (room > run))
        later, here, there, room = later[longer], here[longer], there[longer], room[longer]
    if variant == "split":
        best[best == 1] = 0
    return np.split(best, np.cumsum(sizes)[:-1])


def rhyme_density(texts: SpokenTexts, variant: Variant = "plain") -> np.ndarray:
    """The mean of each text's rhyme lengths, (n_texts,); NaN for one without a vowel."""
    return np.array([found.mean() if len(found) else np.nan for found in corpus_rhyme_lengths(texts, variant)])


def rhyme_density_lift(texts: SpokenTexts, seed: int, variant: Variant = "plain") -> np.ndarray:
    """Each text's density over the mean of its words shuffled eight times, (n_texts,); 1 is what chance rhymes.

    Density alone tells little: of blank verse it is not less than of sonnets. NaN where chance gives none.
    """
    rng = np.random.default_rng(seed)
    chance = np.mean([rhyme_density(texts.shuffled(rng), variant) for _ in range(SHUFFLES)], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(chance > 0, rhyme_density(texts, variant) / chance, np.nan)

"""Rhyme density: how long the vowel runs are that words share with the words just before them, of whole corpora at once.

What belongs here: the published measure in its two variants, and its lift over shuffled text. What does not: what
rhymes at a line's end (rhyme.py).
"""

import functools
from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, count
from typing import Literal

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


@functools.cache  # of a corpus's words, most come again
def _coded(phonemes: str, variant: Variant) -> bytes:
    return bytes(_CODES[variant][vowel] for vowel in vowels_of(phonemes, variant))


def corpus_rhyme_lengths(texts: Sequence[Sequence[str]], variant: Variant = "plain") -> list[np.ndarray]:
    """For each word with a vowel, the longest vowel run that it shares with one of the 15 words before it.

    After Malmi et al. 2016, "DopeLearning": vowels are compared backwards from the ends of both words and across word
    borders, until they differ, the two places lie in the same word (repetition is no rhyme), or the runs would
    overlap. `plain` takes ARPAbet vowels as they are, as Dzionek et al. 2023 take IPA's, and counts runs of one;
    `split` is near the original's eSpeak inventory (diphthongs are two vowels, schwa none) and does not.

    All pairs of words are compared at once, a vowel further back in each round, and a pair that differs drops out:
    about one in ten is left after each.

    Args:
        texts: each a sequence of its words' phonemes ("HH AH0 L OW1").

    Returns:
        For each text an int array, one length per word that has a vowel in the variant.
    """
    kinds: defaultdict[str, int] = defaultdict(count().__next__)
    words = np.fromiter(map(kinds.__getitem__, chain.from_iterable(texts)), dtype=np.int32)
    coded = [_coded(word, variant) for word in kinds]
    counts = np.fromiter(map(len, coded), dtype=np.int64, count=len(coded))
    flat = np.frombuffer(b"".join(coded), dtype=np.uint8)
    starts = np.cumsum(counts) - counts

    text_of = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    spoken = counts[words] > 0 if len(words) else np.zeros(0, bool)
    words, text_of = words[spoken], text_of[spoken]
    sizes = np.bincount(text_of, minlength=len(texts))
    if not len(words):
        return [np.zeros(0, dtype=np.int64) for _ in texts]
    # The vowels of all texts in a row, each text after a gap that is like nothing, not even another gap.
    length = counts[words]
    last = np.cumsum(length) + text_of  # the place of each word's last vowel
    sound = -1 - np.arange(last[-1] + 1, dtype=np.int32)
    owner = np.full(len(sound), -1, dtype=np.int32)
    whose = np.repeat(np.arange(len(words)), length)
    back = np.repeat(np.cumsum(length), length) - np.arange(len(whose)) - 1
    places = last[whose] - back
    sound[places] = flat[np.repeat(starts[words] + length, length) - back - 1]
    owner[places] = words[whose]

    best = np.zeros(len(words), dtype=np.int64)
    ending = sound[last]
    text_of = text_of.astype(np.int32)
    for distance in range(1, WINDOW_WORDS + 1):
        # The last vowels first, of all words in a row: nine of ten pairs need no look-up at all.
        alike = ending[distance:] == ending[:-distance]
        alike &= words[distance:] != words[:-distance]
        alike &= text_of[distance:] == text_of[:-distance]
        later, run = np.flatnonzero(alike) + distance, 0
        here, there = last[later], last[later - distance]
        room = here - there
        while len(later):
            run += 1
            best[later] = np.maximum(best[later], run)
            here, there = here - 1, there - 1
            longer = (sound[here] == sound[there]) & (owner[here] != owner[there]) & (room > run)
            later, here, there, room = later[longer], here[longer], there[longer], room[longer]
    if variant == "split":
        best[best == 1] = 0
    return np.split(best, np.cumsum(sizes)[:-1])


def rhyme_density(texts: Sequence[Sequence[str]], variant: Variant = "plain") -> np.ndarray:
    """The mean of each text's rhyme lengths, (n_texts,); NaN for one without a vowel."""
    lengths = corpus_rhyme_lengths(texts, variant)
    return np.array([found.mean() if len(found) else np.nan for found in lengths])


def rhyme_density_lift(texts: Sequence[Sequence[str]], seed: int, variant: Variant = "plain") -> np.ndarray:
    """Each text's density over the mean of its words shuffled eight times, (n_texts,); 1 is what chance rhymes.

    Density alone tells little: of blank verse it is not less than of sonnets. NaN where chance gives none.
    """
    rng = np.random.default_rng(seed)
    shuffled = [list(rng.permutation(np.array(text, dtype=object))) for text in texts for _ in range(SHUFFLES)]
    chance = rhyme_density(shuffled, variant).reshape(len(texts), SHUFFLES).mean(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = rhyme_density(texts, variant) / chance
    return np.where(chance > 0, lift, np.nan)

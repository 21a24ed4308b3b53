"""`rhyme_density`: the songbook's rhyme density, both variants, against the published algorithm in plain Python.

What belongs here: the plain implementation and the comparison. What does not: ours (assets/phonetics/density.py).

The algorithm is that of Malmi, Takala, Toivonen, Raiko & Gionis 2016, "DopeLearning: A Computational Approach to Rap
Lyrics Generation", section 3, as their repository ekQ/raplysaattori runs it: word by word, candidate by candidate.
"""

import time
from typing import Any

import numpy as np

from assets.phonetics.density import WINDOW_WORDS, SpokenTexts, Variant, corpus_rhyme_lengths, vowels_of
from assets.phonetics.g2p import Pronouncer
from benchmarks._phonemes import songbook_songs


def plain_lengths(words: list[str], variant: Variant) -> list[int]:
    """The longest rhyme of each word, straight from the definition."""
    spoken = [(word, vowels_of(word, variant)) for word in words]
    spoken = [(word, vowels) for word, vowels in spoken if vowels]
    flat = [(vowel, word) for word, vowels in spoken for vowel in vowels]
    ends: list[int] = []
    for _, vowels in spoken:
        ends.append((ends[-1] if ends else 0) + len(vowels))
    lengths = []
    for j in range(len(spoken)):
        best = 0
        for i in range(max(0, j - WINDOW_WORDS), j):
            run = 0
            while run < ends[j] - ends[i] and ends[i] - 1 - run >= 0:
                earlier, later = flat[ends[i] - 1 - run], flat[ends[j] - 1 - run]
                if earlier[0] != later[0] or earlier[1] == later[1]:
                    break
                run += 1
            best = max(best, run)
        lengths.append(0 if variant == "split" and best == 1 else best)
    return lengths


def run() -> dict[str, Any]:
    """Words per second of both, from phonemes to rhyme lengths, in both variants; ours is the best of seven."""
    pronouncer = Pronouncer()
    texts = [[word for line in pronouncer.phonemes_of_lines(lines) for word in line] for lines in songbook_songs()]
    words = sum(map(len, texts))
    variants: tuple[Variant, ...] = ("plain", "split")
    ours = float("inf")
    found: dict[Variant, list[np.ndarray]] = {}
    for _ in range(7):
        started = time.perf_counter()
        indexed = SpokenTexts.of(texts)
        found = {variant: corpus_rhyme_lengths(indexed, variant) for variant in variants}
        ours = min(ours, time.perf_counter() - started)
    started = time.perf_counter()
    expected = {variant: [plain_lengths(text, variant) for text in texts] for variant in variants}
    plain = time.perf_counter() - started
    same = all([a.tolist() for a in found[variant]] == expected[variant] for variant in variants)
    assert same, "both must give the same numbers"
    return {
        "name": "rhyme_density",
        "ours": words / ours,
        "alternative": words / plain,
        "ratio": plain / ours,
        "unit": "words of the songbook per second, both variants of each",
        "detail": {
            "words": words,
            "songs": len(texts),
            "same_numbers": same,
            "density": {
                variant: float(np.mean([lengths.mean() for lengths in found[variant] if len(lengths)]))
                for variant in variants
            },
        },
    }

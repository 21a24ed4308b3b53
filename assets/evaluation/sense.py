"""Whether lines make sense, as far as that can be counted.

What belongs here: the measures. What does not: the data behind them (resources/english.py), rhyme and meter
(assets/phonetics), variety and copying (originality.py).

A likelihood per word is no such measure: bland function words are likelier than what people write. Three are, together:

* order lift: how much likelier a line is than its own words in another order, so that its choice of words does not count;
* grammar faults: what a grammar checker finds, of the kinds that concern words and not how they are written;
* content words: what function words alone, which have a high order lift, lack.
"""

from collections.abc import Sequence

import numpy as np

from assets.phonetics.meter import FUNCTION_WORDS
from assets.text import words
from resources.english import load_grammar_checker, load_trigrams

SHUFFLES = 8
FEWEST_WORDS = 3  # of a line whose order says anything
# What Harper calls its findings. Left out: capitals, spelling and punctuation, which models write differently by design.
GRAMMAR = frozenset(["Agreement", "BoundaryError", "Eggcorn", "Grammar", "Malapropism", "Miscellaneous", "Nonstandard", "Repetition", "Usage", "WordChoice"])  # fmt: skip
_FUNCTION_WORDS = frozenset(FUNCTION_WORDS.split())


def order_lift(text: str, seed: int) -> float:
    """Nats per word by which a text's lines are likelier than their own words shuffled, the mean over lines; NaN for a text
    without a line of three known words.
    """
    trigrams, rng = load_trigrams(), np.random.default_rng(seed)
    lifts = []
    for line in text.split("\n"):
        known = [word for word in words(line) if trigrams.knows(word)]
        if len(known) < FEWEST_WORDS:
            continue
        shuffled = [trigrams.nats(tuple(known[i] for i in rng.permutation(len(known)))) for _ in range(SHUFFLES)]
        lifts.append((trigrams.nats(tuple(known)) - np.mean(shuffled)) / len(known))
    return float(np.mean(lifts)) if lifts else float("nan")


def grammar_faults(text: str) -> float:
    """Faults per 100 words, each line taken as a sentence; NaN for a text without words."""
    lines = [line_words for line_words in map(words, text.split("\n")) if line_words]
    if not lines:
        return float("nan")
    sentences = "\n\n".join(f"{' '.join(line)[0].upper()}{' '.join(line)[1:]}." for line in lines)
    found = sum(fault.lint_kind in GRAMMAR for fault in load_grammar_checker().lint(sentences))
    return 100 * found / sum(map(len, lines))


def content_words(text: str) -> float:
    """The share of a text's words that are no function words; NaN for a text without words."""
    text_words = words(text)
    return sum(word not in _FUNCTION_WORDS for word in text_words) / len(text_words) if text_words else float("nan")


def sense_of(texts: Sequence[str], seed: int) -> dict[str, list[float]]:
    """Each measure of each text."""
    return {
        "order_lift": [order_lift(text, seed + i) for i, text in enumerate(texts)],
        "grammar_faults": [grammar_faults(text) for text in texts],
        "content_words": [content_words(text) for text in texts],
    }

"""How forced the rhymes of lines are, by the likelihoods of their last words.

What belongs here: the penalty for a last word that does not follow from its line. What does not: the likelihoods (aimed.py),
which line is best (verses.py), what rhymes (assets/phonetics).
"""

from collections.abc import Sequence

import numpy as np

from assets.text import words
from resources.english import load_trigrams

EXPECTED = -6.0  # log-likelihood (nats) from which a last word reads naturally
# Nats by which a last word should be likelier after its line than in English in general. Of human lines 3 in 100 end in a word
# that the line makes *less* likely ("her old face new"), and 12 in 100 gain less than one nat. Of lines written towards a rhyme
# and judged by likelihood alone, 21 in 100 were of the first kind: "a tiny not", "I've been looking at care".
EXPECTED_GAIN = 2.0
RAREST = -14.0  # lower bound for the log-likelihood (nats) of a word alone


def forced_nats(lines: Sequence[str], nats: np.ndarray) -> np.ndarray:
    """The penalty in nats for each line's last word: how far its likelihood is below `EXPECTED`, and its gain below
    `EXPECTED_GAIN`: shape (lines,).

    Args:
        nats: log-likelihood of each line's last word given the words before it: shape (lines,).
    """
    return np.maximum(0.0, EXPECTED - nats) + np.maximum(0.0, EXPECTED_GAIN - last_words_gain(lines, nats))


def last_words_gain(lines: Sequence[str], nats: np.ndarray) -> np.ndarray:
    """By how many nats the lines make their last words likelier than they are in English in general (pointwise mutual
    information, Church & Hanks 1990): shape (lines,). Below 0 the word does not fit its line.

    A word that already occurs in its line gains nothing, because the repetition makes it likely ("the south was the bark, the
    north was the bark").
    """
    english = load_trigrams()
    line_words = [words(line) for line in lines]
    anywhere = np.array([max(RAREST, english.word_nats(line[-1])) if line else 0.0 for line in line_words])
    comes_again = np.array([bool(line) and line[-1] in line[:-1] for line in line_words], dtype=bool)
    gained = nats - anywhere
    return np.where(comes_again, np.minimum(gained, 0.0), gained)

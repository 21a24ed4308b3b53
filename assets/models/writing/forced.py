"""How forced the rhymes of lines are, by their last words' likelihoods.

What belongs here: what a last word that does not follow from its line costs. What does not: the likelihoods (aimed.py), which
line is best (verses.py), what rhymes (assets/phonetics).
"""

from collections.abc import Sequence

import numpy as np

from assets.text import words
from resources.english import load_trigrams

EXPECTED = -6.0  # nats of a last word that nobody stumbles over
# Nats by which a last word is likelier after its line than anywhere. Of people's lines 3 in 100 end in a word that the line makes
# *less* likely ("her old face new"), 12 in 100 gain less than one nat. Of lines that were written towards a rhyme and judged by
# likelihood alone, 21 in 100 were of the first kind: "a tiny not", "I've been looking at care".
EXPECTED_GAIN = 2.0
RAREST = -14.0  # nats of a word that English hardly knows


def forced_nats(lines: Sequence[str], nats: np.ndarray) -> np.ndarray:
    """By how many nats each line's last word is less likely than expected words are, and gains less: shape (lines,).

    Args:
        nats: of each line's last word after the words before it.
    """
    return np.maximum(0.0, EXPECTED - nats) + np.maximum(0.0, EXPECTED_GAIN - last_words_gain(lines, nats))


def last_words_gain(lines: Sequence[str], nats: np.ndarray) -> np.ndarray:
    """By how many nats the lines make their last words likelier than they are in English at large (pointwise mutual
    information, Church and Hanks 1990): shape (lines,). Below 0, the line would rather have ended in another word.

    A word that the line has had gains nothing: that it stood there makes it likely ("the south was the bark, the north was
    the bark").
    """
    english = load_trigrams()
    told = [words(line) for line in lines]
    anywhere = np.array([max(RAREST, english.word_nats(line[-1])) if line else 0.0 for line in told])
    comes_again = np.array([bool(line) and line[-1] in line[:-1] for line in told], dtype=bool)
    gained = nats - anywhere
    return np.where(comes_again, np.minimum(gained, 0.0), gained)

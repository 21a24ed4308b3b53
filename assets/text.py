"""Dividing a text into words, in the same way in every stage.

What belongs here: how a text is divided into words. What does not: pronouncing them (assets/phonetics), cleaning the
text (assets/lyrics/cleaning.py).
"""

import re

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


def words(text: str) -> list[str]:
    """The words of a text, case folded, without punctuation."""
    return _WORD.findall(text.casefold())


def word_runs(text: str, size: int) -> frozenset[tuple[str, ...]]:
    """The distinct runs of `size` words of a text; a shorter text is one run, an empty one has none."""
    tokens = words(text)
    if len(tokens) < size:
        return frozenset([tuple(tokens)] if tokens else [])
    return frozenset(tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1))

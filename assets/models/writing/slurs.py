"""Slurs: words that insult groups of people, which samples do not show.

What belongs here: finding and masking them; the list is data (slurs.txt). What does not: swear words, which are part of rap.
"""

import functools
import re
from pathlib import Path

LIST = Path(__file__).with_name("slurs.txt")


@functools.cache
def _pattern() -> re.Pattern[str]:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    slurs = sorted((line.strip().lower() for line in lines if line.strip() and not line.startswith("#")), key=len)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, reversed(slurs)))})(?:s|es|'s|z)?\b", re.IGNORECASE)


def has_slur(text: str) -> bool:
    """Whether a text has a slur as a word, in any case, singular or plural."""
    return _pattern().search(text) is not None


def mask_slurs(text: str) -> str:
    """The text with every letter of a slur but its first as an asterisk."""
    return _pattern().sub(lambda match: match[0][0] + "*" * (len(match[0]) - 1), text)

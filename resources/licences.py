"""Whether a licence allows commercial use, judged by its name.

What belongs here: that judgement. What does not: which licence something has; that is recorded where it is made.
"""

import re

# Names as model cards have them ("cc-by-nc-4.0") and as people write them ("CC-BY-NC 4.0").
FORBIDS = re.compile(r"\bnc\b|non-?commercial|not for commercial", re.I)
ALLOWS = re.compile(r"(cc0|mit|apache|bsd|isc|unlicense|cc-by(-sa)?|cc by(-sa)?)\b", re.I)
ELSEWHERE = re.compile(r"^as the|that font's licence", re.I)  # what counts stands in other files


def commercial_use(licence: str) -> bool | None:
    """Whether a licence allows commercial use; None where its name, with which the text begins, does not tell: read it."""
    if ELSEWHERE.search(licence):
        return None
    if FORBIDS.search(licence):
        return False
    return True if ALLOWS.match(licence) else None


def in_words(allowed: bool | None) -> str:
    """The same for people."""
    return {True: "allowed", False: "not allowed", None: "unknown: read the licence"}[allowed]

"""Whether a licence allows commercial use, judged by its name.

What belongs here: that judgement. What does not: which licence something has; that is recorded where it is made.
"""

import re

# Names as model cards have them ("cc-by-nc-4.0") and as people write them ("CC-BY-NC 4.0").
FORBIDS = re.compile(r"\bnc\b|non-?commercial|not for commercial", re.I)
ALLOWS = re.compile(r"(cc0|mit|apache|bsd|isc|unlicense|cc-by(-sa)?|cc by(-sa)?)\b", re.I)
ELSEWHERE = re.compile(r"^as the|that font's licence", re.I)  # the licence is stated in other files


def commercial_use(licence: str) -> bool | None:
    """Whether a licence allows commercial use; None if its name, at the start of the text, does not decide: read it."""
    if ELSEWHERE.search(licence):
        return None
    if FORBIDS.search(licence):
        return False
    return True if ALLOWS.match(licence) else None


def in_words(allowed: bool | None) -> str:
    """The result in words."""
    return {True: "allowed", False: "not allowed", None: "unknown: read the licence"}[allowed]

"""Words in unusual spelling: masked ("sh*t"), with signs for letters ("P!nk") or stammered ("l-l-look"); and emoticons.

What belongs here: what such words mean. What does not: numbers (spoken_numbers.py), abbreviations (spoken_form.py).

A masked word is left out: whoever masks it does not want it heard.
"""

import re

from assets.phonetics.marks import STAMMERED
from resources.pronunciation import load_cmudict, load_lexicon

_EMOTICON = re.compile(r"(?<!\S)(?:<3+|[:;=8]'?-?[3DPpOoSsXx)(/|\\*]+|[xX]D+)(?!\S)")
_CONSONANT = "[bcdfghjklmnpqrstvwxz]"
# f***, sh*t, f@ck
_MASKED = re.compile(
    r"(?<!\w)(?:[A-Za-z]+(?:\*+[A-Za-z]+\**|\*{2,})(?:'s)?"
    rf"|{_CONSONANT}[@#$%]+{_CONSONANT}{{2,3}}|{_CONSONANT}{{2}}[@#$%]+{_CONSONANT}{{1,3}})(?!\w)",
    re.I,
)
_DISGUISED = re.compile(r"(?<!\w)[A-Za-z]*(?:[A-Za-z][!@$]|[!@$][A-Za-z])[A-Za-z!@$]*(?!\w)")  # P!nk, ca$h
SIGNED = re.compile(r"![A-Za-z]|(?:^|\s):'?-?[3DPpOoSsXx)(/|\\*]")
_EYES = frozenset("<:;=8xX")
_DISGUISES = str.maketrans("!@$", "ias")
_FEWEST_LETTERS = 3  # of a disguised word
# Consonants only: a repeated beginning with a vowel ("I-I-I", "to-to-tonight") is said as it is written.
STAMMER = re.compile(r"(?<![\w'-])(([bcdfghjklmnpqrstvwxz]{1,3})-(?:\2-){0,5})(\2[a-z']+)(?![\w-])", re.I)
_NO_STAMMER = "b-boy b-boys b-boying b-ball d-day h-hour"


def _undisguised(match: re.Match[str]) -> str:
    """ "P!nk" → "pink", if that is a word."""
    meant = match[0].translate(_DISGUISES).lower()
    known = len(meant) >= _FEWEST_LETTERS and (meant in load_cmudict() or meant in load_lexicon())
    return meant if known and not match[0].startswith("@") and not match[0].endswith("!") else match[0]


def _stammered(match: re.Match[str]) -> str:
    """ "l-l-look": the beginning of the word, as often as it is written."""
    if match[0].lower() in _NO_STAMMER.split():
        return match[0]
    return f"{match[3]}{STAMMERED} " * match[1].count("-") + match[3]


def without_disguise(line: str) -> str:
    """A line with such words in the spelling in which they are said."""
    line = _MASKED.sub(" ", line)
    if not _EYES.isdisjoint(line):
        line = _EMOTICON.sub(" ", line)
    if "!" in line or "@" in line or "$" in line:
        line = _DISGUISED.sub(_undisguised, line)
    return STAMMER.sub(_stammered, line) if "-" in line else line

"""Letters that a slash or an ampersand joins: A/C, AC/DC, R&B, M&Ms; and "per" written as a slash: $5/day.

What belongs here: which of the joined parts are spelled, and how "/" before a unit of time is said. What does not: letters that
stand alone or have points (spoken_form.py), numbers (spoken_numbers.py).
"""

import re

from assets.phonetics.marks import SPELLED

_PART = r"[A-Za-z]{1,3}(?:'?s)?"
_JOINED = re.compile(rf"(?<![\w'/&-])(?:{_PART}\s?&\s?{_PART}|{_PART}(?:[/&]{_PART})+)(?![\w/&-])")
_SPACED = re.compile(r"\s")
_LETTERS = re.compile(r"([A-Za-z]{1,3}?)('?s)?$")
_PEOPLE = frozenset(["u", "i", "n"])  # letters that stand for words: "me & u", "you & I"
_SYMBOLS = re.compile(r"([/&])")
_PERIODS = {
    "s": "second", "sec": "second", "min": "minute", "h": "hour", "hr": "hour", "hour": "hour", "day": "day", "night": "night",
    "wk": "week", "week": "week", "mo": "month", "month": "month", "yr": "year", "year": "year", "mile": "mile", "person": "person",
}  # fmt: skip
_PER = re.compile(rf"(?<=\w)/({'|'.join(_PERIODS)})\b(?!/)")
_COUNTED = re.compile(r"\d[\d.,]*[kKmM]?(?:\s?[A-Za-z]+)?$")


def with_joined_letters(line: str) -> str:
    """A line with joined letters spelled, and "a day" for "/day" after a number."""
    if "/" not in line and "&" not in line:
        return line
    return _JOINED.sub(_spelled, _PER.sub(_per, line))


def _per(match: re.Match[str]) -> str:
    if not _COUNTED.search(match.string[: match.start()]):
        return match[0]
    period = _PERIODS[match[1]]
    return f" {'an' if period == 'hour' else 'a'} {period}"


def _spelled(match: re.Match[str]) -> str:
    """All parts spelled: single letters ("a/c", "q & a"), or capitals of which at least one has to be ("AC/DC", "AT&T")."""
    parts = _SYMBOLS.split(_SPACED.sub("", match[0]))
    read = [_LETTERS.match(part) for part in parts[::2]]
    letters = [found[1] for found in read if found]
    single = [one.lower() for one in letters if len(one) == 1]
    spaced = match[0] != "".join(parts)
    if spaced and (len(single) < len(letters) or not match[0].replace("s", "").isupper()):
        return match[0]  # "R & B" is letters, "me & u" and "a & b" may be words
    if set(single) & _PEOPLE and len(single) < len(letters):
        return match[0]
    capitals = all(one.isupper() for one in letters)
    told = len(single) == len(letters) or (capitals and (single or not all(map(_can_be_said, letters))))
    if not told:
        return match[0]
    said = [
        " ".join(f"{letter.lower()}{SPELLED}" for letter in found[1]) + ("'s" if found[2] else "")
        for found in read
        if found
    ]
    joins = [" and " if sign == "&" else " " for sign in parts[1::2]]
    return f" {''.join(a + b for a, b in zip(said, [*joins, ''], strict=True))} "


def _can_be_said(letters: str) -> bool:
    """Whether letters have a vowel: "HE" and "LA" do, "DC" and "NYC" do not."""
    return any(letter in "AEIOU" for letter in letters)

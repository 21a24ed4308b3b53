"""Roman numerals as they are said: "Rocky IV", "Henry VIII", "Part II".

What belongs here: telling them from abbreviations and words, and reading them. What does not: digits (spoken_numbers.py).
"""

import re

from assets.phonetics.spoken_numbers import in_words

_NUMERAL = re.compile(r"[IVX]{2}|\s[VX]\b|\sI\W*$")  # a line that may contain one
_ROMAN = re.compile(r"(?<=\w\s)(?!X{2,3}\b)([IVX]{2,6})(?!['\w-])")
_OF_A_SERIES = "part|parts|act|acts|chapter|chapters|volume|vol|book|episode|season|scene|war|level|phase|round|stage|type|bowl|mark|class|grade"
_IN_A_SERIES = re.compile(rf"\b((?i:{_OF_A_SERIES}))(\.?\s)([VX]|I(?=\s*$|[,.;:!?)]))(?!['\w-])")
_NAME_BEFORE = re.compile(rf"(?:[A-Z][\w.'-]*|\b(?i:{_OF_A_SERIES})\.?)\s$")
# Names of rulers and popes, after which a numeral is an ordinal: "the eighth", not "eight".
_KINGS = (
    "henry louis elizabeth george edward richard charles james william philip john paul pius benedict gregory alexander "
    "catherine frederick ferdinand francis napoleon leo innocent clement nicholas mary carl"
)


def _arabic(roman: str) -> int:
    """The number of a Roman numeral; 0 if it is none."""
    values = [{"I": 1, "V": 5, "X": 10}[sign] for sign in roman]
    number = sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
    tens, ones = divmod(number, 10)
    written = "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
    return number if written == roman else 0


def _in_words(match: re.Match[str]) -> str:
    """ "Rocky IV" as "Rocky four", "Henry VIII" as "Henry the eighth"; only after a name or a counted noun."""
    before = _NAME_BEFORE.search(match.string[: match.start()])
    number = _arabic(match[1])
    if (
        not number
        or not before
        or (match.string.isupper() and before[0].strip(" .").lower() not in _OF_A_SERIES.split("|"))
    ):
        return match[0]
    if before[0].strip().lower() in _KINGS.split():
        return f"the {in_words(str(number), 'ordinal')}"
    return in_words(str(number))


def read_roman_numerals(line: str) -> str:
    """A line with its Roman numerals in words."""
    if not _NUMERAL.search(line):
        return line
    line = _ROMAN.sub(_in_words, line)
    return _IN_A_SERIES.sub(lambda match: f"{match[1]} {in_words(str(_arabic(match[3])))} ", line)

"""Levels of energy: "energy 80 %", "intensity 7/10 from 0:30", "medium energy".

Each is replaced by one word, so that its number is no time and no tempo.

What belongs here: finding levels, and that word. What does not: when they are wanted (moment_parsing.py), other words about energy
(lexicon.py, moment_words.py).
"""

import re
from collections.abc import Iterator

from resources.music.time_words import PERCENT

_ENERGY = r"(?:energy(?: level)?|intensity(?: level)?|energie|energia|intensitat|intensite|intensidad|intensidade|intensita|intensiteit|энергия|энергии)"
_MEDIUM = r"(?:medium|mid|moderate|middling|mittlere[rsn]?|moyenne|moderee|media|mediana|moderada|moderata|gemiddelde|средняя|среднеи)"
_HUNDREDTHS = rf"(\d{{1,3}})\s*{PERCENT}"
_TENTHS = r"(\d{1,2})\s*(?:/|out of|von|sur|de|su|van|из)\s*10(?!\d)"
_REACHES = r"(?:\s*(?::|=|is|at|to|up to|down to|of|around|about|goes|rises|drops|falls|auf|bei|a|al|op|на))*\s*"
_LEVELS = re.compile(
    rf"(?<!\w)(?:{_ENERGY}(?!\w){_REACHES}(?:{_HUNDREDTHS}|{_TENTHS})|(?:{_HUNDREDTHS}|{_TENTHS})\s+(?:of |de |di |der )?{_ENERGY}(?!\w)"
    rf"|{_MEDIUM}[\s-]+{_ENERGY}(?!\w)|{_ENERGY}\s+{_MEDIUM}(?!\w))"
)
# A change from one level to another is a rise or a fall.
_CHANGE = re.compile(
    rf"(?<!\w){_ENERGY}(?!\w)(?:\s+[^\W\d]+){{0,3}}?\s*(?:{_HUNDREDTHS}|{_TENTHS})\s*(?:-|–|->|→|to|up to|down to|bis|auf|a|à|al|naar)\s*(?:{_HUNDREDTHS}|{_TENTHS})"
)
_WORD = re.compile(r"(?<!\w)energylevel(\d{1,3})(?!\w)")
_FURTHER = re.compile(rf"(?<=(?:then|dann|nach|puis|uego) )(?:{_HUNDREDTHS}|{_TENTHS})()()")  # "30 % energy, then 80 %"
HALF = 50


def marked_levels(text: str) -> str:
    """The plain text with one word for each level."""

    def marked(match: re.Match[str]) -> str:
        hundredths, tenths = match[1] or match[3], match[2] or match[4]
        level = int(hundredths) if hundredths else 10 * int(tenths) if tenths else HALF
        return f"energylevel{min(100, level)}"

    def changed(match: re.Match[str]) -> str:
        first, last = (int(number) for number in match.groups() if number)
        return "crescendo" if first < last else "decrescendo"

    text = _LEVELS.sub(marked, _CHANGE.sub(changed, text))
    return _FURTHER.sub(marked, text) if _WORD.search(text) else text


def levels_in(clause: str) -> Iterator[tuple[int, int, float]]:
    """The letters of each such word, and its level from 0 to 1."""
    for match in _WORD.finditer(clause):
        yield match.start(), match.end(), int(match[1]) / 100


def take_level(text: str, meanings: dict[str, str]) -> tuple[float | None, str]:
    """Extract the level of the whole piece. Returns it and the text without such words."""
    levels = list(levels_in(text))
    if not levels:
        return None, text
    meanings["energy"] = f"{levels[0][2]:.0%}"
    return levels[0][2], _WORD.sub(" ", text)


def readable_levels(text: str) -> str:
    """The text as people would write it."""
    return _WORD.sub(r"energy \1 %", text)

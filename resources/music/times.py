"""Times in a prompt: "at 0:12", "until halfway", "in the last 10 seconds", "in the second half".

What belongs here: finding them, and the points in time that they mean. What does not: the words (time_words.py), other
ways of writing a time (time_forms.py), what is wanted then (moments.py).
"""

import functools
import re
from dataclasses import dataclass
from typing import NamedTuple

from resources.music.languages import ROMANCE, tongues
from resources.music.notation import plain_text
from resources.music.spelling import is_ideographic, tokens_of
from resources.music.time_words import (
    BEFORE_SHARES,
    CLOSING,
    ENDING,
    IN_THE_MIDDLE,
    LENGTHS,
    MIDDLE,
    MINUTES,
    NOT_OF_THE_FILM,
    OF_ANOTHER,
    OF_THE_FILM,
    OPENING,
    ORDINAL,
    PERCENT,
    RELATIONS,
    SECONDS,
    SHARES,
    SILENT,
    UNTIL,
    UNTIL_SHARES,
)

NUMBER = r"\d{1,4}(?:[.,]\d{1,2})?"
CLOCK = r"(?<![\d:.])(?!(?:9:16|16:9)\b)(?:\d{1,2}:)?\d{1,3}:[0-5]\d(?:[.,]\d{1,2}(?![\d:]))?(?!\d|:\d)(?!\s*(?:am|pm|uhr|h|o'clock)\b)"
SHORT = r"\d{1,3}\s*m(?:in)?\s*\d{1,2}\s*s?(?![a-z0-9])"  # "1m30s"
UNIT = rf"(?:{SECONDS}|{MINUTES})(?![a-zа-я])"
_PERCENT = rf"(?:(?:%|yuzde\s*)\d{{1,3}}|\d{{1,3}}(?:\.\d\d)?\s*{PERCENT}(?![a-zа-я]))(?!\s*{NOT_OF_THE_FILM})"
_MIDDLE = rf"{MIDDLE}(?![a-zа-я]){OF_THE_FILM}{OF_ANOTHER}"
_TIME = (
    rf"(?:{CLOCK}|{SHORT}|{NUMBER}\s*-?{MINUTES}(?:\s*(?:and|und|et|y|e|и)?\s*{NUMBER}\s*{SECONDS}(?![a-zа-я]))?"
    rf"(?![a-zа-я])|{NUMBER}\.?\s*-?{SECONDS}(?![a-zа-я])|{ORDINAL}\s*{NUMBER}|第\s*{NUMBER}\s*(?:秒|分)|{_PERCENT}|{_MIDDLE})"
)
_WITHOUT_UNIT = rf"(?:{_TIME}|{NUMBER})"
_LENGTH = re.compile(rf"\s*-?{LENGTHS}(?![a-zа-я])")
_NO_LENGTH = re.compile(  # "at 0:20 cut the music"
    r"^(?:at|from|until|till|by|after|before|starting|@|ab|bis|bei|um|nach|vanaf|tot|op)(?![a-z])|\s(?:in|on)$"
)
_DECADE = re.compile(r"(?:the|los|i|den|as)\s*[2-9]0s$|^a \d+[\s-]*(?:second|minute|min|sec)$")  # nor "a 2 minute walk"
_A_DECADE = re.compile(r"a [5-9]0s")  # "like a 70s detective show", but "a 70s entra la batería"
_SILENT = re.compile(rf"(?<!\w)(?:{SILENT})\s*$")
_UNTIL_SEEN = re.compile(rf"\s*(?:on\s+)?{UNTIL}(?:\s+[^\W\d]+){{1,4}}\s*")
_EACH = re.compile(rf"{_TIME}|{NUMBER}")
# The relations of "in the middle", "starts with", "at the end" and "ends with".
CENTRE, OPENING_PART, CLOSING_PART, ENDING_PART = "centre", "opening", "closing", "ending"
_EDGES = re.compile(
    rf"(?<![a-z0-9а-я#])(?:(?P<{OPENING_PART}>{OPENING})|(?P<{CLOSING_PART}>{CLOSING})|(?P<{ENDING_PART}>{ENDING}))(?![a-zа-я]){OF_THE_FILM}{OF_ANOTHER}"
)


class At(NamedTuple):
    """A point in time: a share of the film's length, and seconds after it. Which of two is later is a guess if one is a share."""

    share: float
    seconds: float


START, END = At(0.0, 0.0), At(1.0, 0.0)


@dataclass(frozen=True, slots=True)
class Time:
    """A time in the text: its relation ("at", "until", …), its points, and the letters that it takes."""

    relation: str
    points: tuple[At, ...]
    first: int
    last: int


def times_in(clause: str) -> list[Time]:
    """The times of a clause, in its order."""
    found = []
    for match in _relations().finditer(clause):
        relation = match.lastgroup or ""
        if relation in ("share", "middle"):
            points = _shares()[match["shared"] or match["centred"]]
            relation = CENTRE if relation == "middle" else "until" if match["till"] else "between"
            found.append(Time(relation, points, match.start(), match.end()))
            continue
        points = _points_of(match[0])
        if relation == "between" and (len(points) != 2 or points[0] >= points[1]):
            continue
        is_length = _LENGTH.match(clause, match.end()) and not _NO_LENGTH.search(match[0])
        spoken = tongues(tuple(tokens_of(clause))) if _A_DECADE.fullmatch(match[0]) else ROMANCE
        if not spoken or not spoken <= ROMANCE:
            continue
        if points and not is_length and (not _DECADE.search(match[0]) or clause[match.end() :].startswith(" mark")):
            found.append(Time(relation, points, match.start(), match.end()))
    return _lasting(found, clause)


def _lasting(times: list[Time], clause: str) -> list[Time]:
    """The times, with one and how long it lasts as a span: "at 0:28 for 2 seconds"."""
    found: list[Time] = []
    for time in times:
        before = found[-1] if found else time
        kinds = {before.relation, time.relation}
        near = not clause[before.last : time.first].strip()
        if before is not time and before.relation == "from" and _reaches(clause[before.last : time.first], time):
            found[-1] = Time("between", (before.points[0], time.points[0]), before.first, time.last)
            continue
        words = clause[before.last : time.first]  # "at 0:20 a pause for 2 seconds"
        after = time.relation == "for" and (len(words.split()) <= 4 or bool(_SILENT.search(words)))
        if (near or after) and kinds in ({"for", "at"}, {"for", "alone"}) and before is not time:
            at, length = (before, time) if time.relation == "for" else (time, before)
            start, lasts = at.points[0], length.points[0]
            end = At(start.share, start.seconds + lasts.seconds)
            found[-1] = Time(
                "between", (start, end), *((before.first, time.last) if near else (before.first, before.last))
            )
            gone = [] if near else [Time("between", (start, end), time.first, time.last)]
            found += gone
        else:
            found.append(time)
    return found


def _reaches(words: str, time: Time) -> bool:
    """Whether a time is the end of the one before: "from 0:20 on until the reveal at 0:45"."""
    until = time.relation == "until" and not words.strip()
    return until or (time.relation == "at" and bool(_UNTIL_SEEN.fullmatch(words)))


def edges_in(clause: str) -> list[Time]:
    """Where a clause names the start or the end of the piece."""
    return [Time(match.lastgroup or "", (), match.start(), match.end()) for match in _EDGES.finditer(clause)]


@functools.cache
def _relations() -> re.Pattern[str]:
    parts = [
        rf"(?P<share>(?P<till>{UNTIL_SHARES}\s+)?{BEFORE_SHARES}(?P<shared>{of_phrases(*SHARES.values())}){OF_THE_FILM}{OF_ANOTHER})",
        rf"(?P<middle>(?P<centred>{of_phrases(IN_THE_MIDDLE)}){OF_THE_FILM}{OF_ANOTHER})",
    ]
    for name, form in RELATIONS.items():
        if name == "between":
            form = form.replace("@?\\s*", f"(?<![\\d:.,]){_WITHOUT_UNIT}\\s*")
        # "@" itself means "at" before a time.
        form = form.replace("|at|@|", "|at|\x00|").replace("@", _TIME).replace("\x00", "@")
        parts.append(rf"(?P<{name}>{form})")
    parts.append(
        rf"(?P<alone>{CLOCK}|{ORDINAL}\s*{NUMBER}|第\s*{NUMBER}\s*(?:秒|分)"
        rf"|(?:half ?way|mid ?way|halverwege)(?: (?:through|point|in))*(?![a-z]){OF_THE_FILM}(?!\s+(?:of|house|up|to|down|across|around|there|between)))"
    )
    return re.compile(r"(?<![a-z0-9а-я#])(?:" + "|".join(parts) + ")")


def of_phrases(*lists: str) -> str:
    """A pattern of any of the phrases of lists with commas, the longest first."""
    phrases = sorted({plain_text(word.strip()) for words in lists for word in words.split(",")}, key=len, reverse=True)
    return "|".join(
        re.escape(phrase) + ("" if is_ideographic(phrase[-1]) else r"(?![a-zа-яıء-ي])") for phrase in phrases if phrase
    )


@functools.cache
def _shares() -> dict[str, tuple[At, At]]:
    shares = {
        plain_text(word.strip()): (At(first, 0.0), At(last, 0.0))
        for (first, last), words in SHARES.items()
        for word in words.split(",")
    }
    return shares | {plain_text(word.strip()): (At(1 / 3, 0.0), At(2 / 3, 0.0)) for word in IN_THE_MIDDLE.split(",")}


def _points_of(words: str) -> tuple[At, ...]:
    """The points in some words; a number without a unit takes that of the next one."""
    found: list[At] = []
    for match in _EACH.finditer(words):
        text = match[0].replace(",", ".")
        numbers = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]
        if not numbers:
            found.append(At(0.5, 0.0))
        elif re.search(PERCENT + "|yuzde", text):
            found.append(At(min(1.0, numbers[0] / 100), 0.0))
        elif ":" in text:
            found.append(At(0.0, sum(number * 60**place for place, number in enumerate(reversed(numbers)))))
        elif re.search(MINUTES + r"|\dm|\d m|分", text) and not re.search(rf"^\W*{NUMBER}\W*{SECONDS}", text):
            found.append(At(0.0, 60 * numbers[0] + (numbers[1] if len(numbers) > 1 else 0)))
        else:
            found.append(At(0.0, numbers[0]))
    return tuple(found)

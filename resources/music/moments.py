"""Moments: what a prompt wants at a time of the film ("drop at 0:12", "quiet for the first 20 seconds").

What belongs here: finding times and their events, and removing both from the text. What does not: the words (moment_words.py),
shaping the energy (form.py), when the music starts and stops (assets/soundtracks/timeline.py).
"""

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from resources.music.moment_words import (
    ALL_MUSIC,
    ALSO_STYLES,
    EVENTS,
    LENGTHS,
    MINUTES,
    MUSIC,
    ORDERS,
    ORDINAL,
    RELATIONS,
    SECONDS,
    SPELT,
    THEN,
    UNTIL,
    Event,
    What,
)
from resources.music.notation import plain_text
from resources.music.phrases import find_mentions
from resources.music.places import LOUD, QUIET
from resources.music.spelling import is_ideographic, tokens_of

_NUMBER = r"\d{1,4}(?:[.,]\d{1,2})?"
_CLOCK = r"(?<![\d:.])(?!(?:9:16|16:9)\b)(?:\d{1,2}:)?\d{1,3}:[0-5]\d(?:[.,]\d{1,2}(?![\d:]))?(?![\d:])(?!\s*(?:am|pm|uhr|h|o'clock)\b)"
_SHORT = r"\d{1,3}\s*m(?:in)?\s*\d{1,2}\s*s?(?![a-z0-9])"  # "1m30s"
_UNIT = rf"(?:{SECONDS}|{MINUTES})(?![a-zа-я])"
_TIME = (
    rf"(?:{_CLOCK}|{_SHORT}|{_NUMBER}\s*-?{MINUTES}(?:\s*(?:and|und|et|y|e|и)?\s*{_NUMBER}\s*{SECONDS}(?![a-zа-я]))?"
    rf"(?![a-zа-я])|{_NUMBER}\.?\s*-?{SECONDS}(?![a-zа-я])|{ORDINAL}\s*{_NUMBER}|第\s*{_NUMBER}\s*(?:秒|分))"
)
_WITHOUT_UNIT = rf"(?:{_TIME}|{_NUMBER})"
_CLAUSE = re.compile(rf"((?<!\d)[,.]|,(?!\d)|\.(?!\d|\s*{_UNIT})|[;!?\n。、，；！？]|(?<![\w-])(?={THEN}(?![a-zа-я])))")
_REORDERED = re.compile(rf"(\d{{1,3}})\s+({ORDERS})\s+(?={_UNIT})")
_CASES = re.compile(r"(saniye|dakika)(de|da|den|dan|ye|ya)\b")  # Turkish
_LENGTH = re.compile(rf"\s*-?{LENGTHS}(?![a-zа-я])")
_DECADE = re.compile(r"(?:the|los|i|den|as)\s*[2-9]0s$|^a \d+[\s-]*(?:second|minute|min|sec)$")  # nor "a 2 minute walk"
_THEN = re.compile(rf"\s*{THEN}(?![a-zа-я])")
_UNTIL = re.compile(rf"(?<![\w']){UNTIL}(?![\w])")
_SPELT = {word: number for words, number in SPELT.items() for word in words.split()}
_SPELT_TIME = re.compile(rf"(?<!\w)({'|'.join(sorted(_SPELT, key=len, reverse=True))})(?=[\s-]+{_UNIT})")
_BLANKS = re.compile(r"[^\S\n]+")
# Between the times of a list.
_LISTED = {"", "and", "und", "et", "y", "e", "en", "и", "と", "和", "&"}
_POINTS = ("at", "from", "alone")
_SURE = ("at", "from", "until", "first", "last")  # relations that only occur with times
_EACH = re.compile(rf"{_TIME}|{_NUMBER}")
_KEPT = {plain_text(word) for word in ALSO_STYLES}


class Moment(BaseModel):
    """An event from `start` to `end`, in seconds of the film. Negative values count from its end; None is its end or
    the start of the next moment.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: What
    start: float
    end: float | None

    def within(self, seconds: float) -> "Moment":
        """The moment in a film of a given length, with negative times resolved."""
        start, end = (at if at is None or at >= 0 else max(0.0, seconds + at) for at in (self.start, self.end))
        return self.model_copy(update={"start": start, "end": end})

    def in_words(self) -> str:
        """In words: "quiet from 0:00 to 0:20"."""
        what = "fade out" if self.what == "fade" else self.what.replace("-", " ")
        if self.start < 0:
            return f"{what} in the last {-self.start:g} s"
        return f"{what} from {as_clock(self.start)} {'on' if self.end is None else f'to {as_clock(self.end)}'}"


@dataclass(frozen=True, slots=True)
class _Time:
    """A time in the text: its relation ("at", "until", …) and its seconds."""

    relation: str
    seconds: tuple[float, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Event:
    """A phrase that names an event."""

    what: Event
    first: int
    last: int


@functools.cache
def _relations() -> re.Pattern[str]:
    parts = []
    for name, form in RELATIONS.items():
        if name == "between":
            form = form.replace("@?\\s*", f"(?<![\\d:.,]){_WITHOUT_UNIT}\\s*")
        # "@" itself means "at" before a time.
        form = form.replace("|at|@|", "|at|\x00|").replace("@", _TIME).replace("\x00", "@")
        parts.append(rf"(?P<{name}>{form})")
    parts.append(rf"(?P<alone>{_CLOCK}|{ORDINAL}\s*{_NUMBER}|第\s*{_NUMBER}\s*(?:秒|分))")
    return re.compile(r"(?<![a-z0-9а-я#])(?:" + "|".join(parts) + ")")


@functools.cache
def _events() -> re.Pattern[str]:
    phrases = {plain_text(phrase.strip()): what for what, words in EVENTS.items() for phrase in words.split(",")}
    ordered = sorted(filter(None, phrases), key=len, reverse=True)
    parts = [
        re.escape(phrase) if is_ideographic(phrase[0]) else rf"(?<![\w]){re.escape(phrase)}(?![a-zа-я])"
        for phrase in ordered
    ]
    return re.compile("|".join(parts))


@functools.cache
def _what() -> dict[str, Event]:
    found: dict[str, Event] = {}
    for what, words in EVENTS.items():
        for phrase in words.split(","):
            found.setdefault(plain_text(phrase.strip()), what)
    return found


def take_moments(text: str, meanings: dict[str, str], unmet: list[str]) -> tuple[tuple[Moment, ...], str]:
    """Extract the moments. Returns them and the plain text without them. Times without an event that is possible then
    are reported in `unmet`.
    """
    if not any(letter.isdigit() for letter in text) and not _SPELT_TIME.search(text):
        return (), text
    text = _SPELT_TIME.sub(lambda match: str(_SPELT[match[1]]), _CASES.sub(r"\1 \2", _BLANKS.sub(" ", text)))
    moments: list[Moment] = []
    kept: list[str] = []
    reached = 0.0  # a moment that follows the previous one begins here
    clauses = _clauses(_REORDERED.sub(r"\2 \1 ", text))
    for clause, after in itertools.zip_longest(clauses, clauses[1:], fillvalue=""):
        goes_on = bool(moments or _THEN.match(after))  # otherwise "for 30 seconds" is the length of the film
        times = [time for time in _times_in(clause) if goes_on or time.relation != "for"]
        events, since = _events_in(clause), reached
        if not times and events and moments and moments[-1].end is not None and _THEN.match(clause):
            times, since = [_Time("at", (reached,), 0, 0)], moments[-1].start
        words, left = _tidy(clause), set(re.findall(r"\w+", _cut(clause, [*times, *events])))
        asked = _asked(clause, times, events)
        made: list[Moment] = []
        for time, found in asked:
            made += _moments(time, found, clause, _reached(made, since), left <= ALL_MUSIC)
        if len(times) == 1 and not events and left & MUSIC and left <= ALL_MUSIC:
            made = _all_music(times[0])
        gone = [event for _, found in asked for event in found if clause[event.first : event.last] not in _KEPT]
        if not made and len(times) == 1 and times[0].relation in _SURE and (what := _by_character(clause)):
            start, end = _span(times[0], since)
            made, gone = [Moment(what=what, start=start, end=end)], []
        if made:
            reached = _reached(made, reached)
            meanings[words] = ", ".join(moment.in_words() for moment in made)
        sure = [time for time, found in asked if time.relation in _SURE and time.last and not (made and found)]
        if sure and not (made and len(times) == 1):
            at = ", ".join(_tidy(clause[time.first : time.last]) for time in sure)
            unmet.append(f"{at}: what is asked for then is there from start to end")
        kept.append(_cut(clause, [*times, *gone] if made else sure))
        moments += made
    return tuple(moments), "".join(kept)


def _clauses(text: str) -> list[str]:
    """The clauses with their punctuation. A clause of nothing but a time belongs to the one before if that ends with a
    time too ("hits at 0:04, 0:08"), otherwise to the next one ("at 0:12, drop").
    """
    parts = _CLAUSE.split(text)
    clauses: list[str] = []
    waiting = ""
    for clause, mark in zip(parts[::2], [*parts[1::2], ""], strict=True):
        times = _times_in(f"{waiting}{clause}")
        only_times = bool(times) and set(re.findall(r"[^\W\d]+", _cut(f"{waiting}{clause}", times))) <= _LISTED
        if only_times and not waiting and clauses and _ends_with_time(clauses[-1]):
            clauses[-1] += f"{clause}{mark}"
        elif only_times:
            waiting = f"{waiting}{clause} "
        else:
            clauses.append(f"{waiting}{clause}{mark}")
            waiting = ""
    if waiting:
        clauses[-1:] = [f"{''.join(clauses[-1:])} {waiting}"]
    return clauses


def _ends_with_time(clause: str) -> bool:
    times = _times_in(clause)
    return bool(times) and not _tidy(clause[times[-1].last :])


def _times_in(clause: str) -> list[_Time]:
    found = []
    for match in _relations().finditer(clause):
        relation = match.lastgroup or ""
        seconds = _seconds_of(match[0])
        if relation == "between" and (len(seconds) != 2 or seconds[0] >= seconds[1]):
            continue
        if seconds and not _LENGTH.match(clause, match.end()) and not _DECADE.search(match[0]):
            found.append(_Time(relation, seconds, match.start(), match.end()))
    return found


def _seconds_of(words: str) -> tuple[float, ...]:
    """The times in some words; a number without a unit takes that of the next one."""
    times: list[float] = []
    for match in _EACH.finditer(words):
        text = match[0].replace(",", ".")
        numbers = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]
        if ":" in text:
            times.append(sum(number * 60**place for place, number in enumerate(reversed(numbers))))
        elif re.search(MINUTES + r"|\dm|\d m|分", text) and not re.search(rf"^\W*{_NUMBER}\W*{SECONDS}", text):
            times.append(60 * numbers[0] + (numbers[1] if len(numbers) > 1 else 0))
        else:
            times.append(numbers[0])
    return tuple(times)


def _events_in(clause: str) -> list[_Event]:
    return [_Event(_what()[match[0]], match.start(), match.end()) for match in _events().finditer(clause)]


def _reached(made: Sequence[Moment], before: float) -> float:
    """The end of the last moment, where the next one may begin."""
    return before if not made else made[-1].start if made[-1].end is None else made[-1].end


def _all_music(time: _Time) -> list[Moment]:
    """The moments of "music from 0:08 on", "music until 0:45" and "music only between 0:10 and 0:30"."""
    start, end = _span(time, 0.0)
    begins = (
        [Moment(what="silence", start=0.0, end=start)] if start and time.relation in ("from", "between", "last") else []
    )
    ends = time.relation in ("until", "between", "first") and end is not None
    return [*begins, Moment(what="silence", start=end or 0.0, end=None)] if ends else begins


def _by_character(clause: str) -> What | None:
    """Loud or quiet, from a character: "livelier from 0:25 on"."""
    for mention in find_mentions(tokens_of(clause)).mentions:
        if mention.kind == "character" and mention.value in LOUD | QUIET:
            return "loud" if (mention.value in LOUD) != mention.negated else "quiet"
    return None


def _asked(clause: str, times: Sequence[_Time], events: Sequence[_Event]) -> list[tuple[_Time, list[_Event]]]:
    """Each time with the nearest events of its clause or, in a list of times ("hits at 0:04 and 0:09"), those of the
    time before.
    """
    asked: list[tuple[_Time, list[_Event]]] = [(time, []) for time in times]
    for event in events:
        if not times or any(time.first < event.last and event.first < time.last for time in times):
            continue
        asked[min(range(len(times)), key=lambda at: _apart(event, times[at]))][1].append(event)
    for (before, known), (time, found) in itertools.pairwise(asked):
        if known and not found and _tidy(clause[before.last : time.first]) in _LISTED:
            found += known
    return asked


def _apart(event: _Event, time: _Time) -> int:
    return max(time.first - event.last, event.first - time.last)


def _moments(time: _Time, events: Sequence[_Event], clause: str, reached: float, of_all: bool) -> list[Moment]:
    """The moments of one time in a clause.

    Args:
        of_all: whether the music starts or stops, not an instrument.
    """
    until = [match.end() for match in _UNTIL.finditer(clause) if match.end() <= time.first]
    before = [event for event in events if time.relation in _POINTS and until and event.last <= until[-1]]
    if 0 < len(before) < len(events):  # "quiet until the drop at 0:30"
        earlier = _moment(_Time("until", time.seconds, time.first, time.last), before, reached, of_all)
        return earlier + _moment(time, [event for event in events if event not in before], reached, of_all)
    return _moment(time, events, reached, of_all)


def _moment(time: _Time, events: Sequence[_Event], reached: float, of_all: bool) -> list[Moment]:
    start, end = _span(time, reached)
    point = time.relation in _POINTS
    if not events:
        return []
    order = list(EVENTS)
    match min(events, key=lambda event: order.index(event.what)).what:
        case "start":
            return [Moment(what="silence", start=0.0, end=start)] if of_all and point else []
        case "stop":
            stops = time.seconds[0]
            return (
                [Moment(what="silence", start=stops, end=None)]
                if of_all and (point or time.relation == "until")
                else []
            )
        case "drums":
            before = [Moment(what="no-drums", start=reached, end=start)] if point and reached < start else []
            out = (
                [Moment(what="no-drums", start=start, end=end)] if any(event.what == "stop" for event in events) else []
            )
            return out or [*before, Moment(what="drums", start=start, end=end)]
        case what:
            return [Moment(what=what, start=start, end=end)]


def _span(time: _Time, reached: float) -> tuple[float, float | None]:
    at = time.seconds[0]
    match time.relation:
        case "between":
            return at, time.seconds[1]
        case "first":
            return 0.0, at
        case "last":
            return -at, None
        case "until":
            return min(reached, at), at
        case "for":
            return reached, reached + at
        case _:
            return at, None


def _cut(clause: str, gone: Sequence[_Time | _Event]) -> str:
    """The clause without the given parts."""
    return "".join(letter for at, letter in enumerate(clause) if not any(part.first <= at < part.last for part in gone))


def _tidy(words: str) -> str:
    return " ".join(words.split()).strip(",.;:!?。、， ")


def as_clock(seconds: float) -> str:
    """Seconds as minutes and seconds: "0:12", "1:05.5"."""
    minutes, rest = divmod(round(seconds, 1), 60)
    return f"{minutes:.0f}:{rest:04.1f}" if rest % 1 else f"{minutes:.0f}:{rest:02.0f}"

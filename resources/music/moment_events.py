"""The events of a clause: what happens at its times, and the instruments that are named there.

What belongs here: finding them, and matching them with times. What does not: times (times.py), the words (moment_words.py), the
moments that follow from them (moment_parsing.py).
"""

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from resources.music.energy_levels import levels_in
from resources.music.ensembles import players
from resources.music.key_changes import changes_in
from resources.music.moment_words import (
    EVENTS,
    HEARD,
    LESS_OF,
    NO_CUE,
    NO_EVENTS,
    ONLY_THEN,
    OPPOSITES,
    PAUSES,
    SOLO,
    SOLO_OF,
    THE_MUSIC,
    WHEN,
    WHEN_BEHIND,
    Event,
)
from resources.music.notation import FASTEST, SLOWEST, TEMPO_UNIT, plain_text
from resources.music.phrases import find_mentions
from resources.music.spelling import is_ideographic, tokens_of
from resources.music.styles import Mode
from resources.music.times import CLOSING_PART, ENDING_PART, OPENING_PART, START, Time, edges_in

OPENS = ("until", "first", "for", OPENING_PART)  # what is named for these is there at first
# Words between the times of a list.
_LISTED = {
    *("and", "und", "et", "y", "e", "en", "и", "と", "和", "&", "or", "oder", "ou", "o", "of", "или", "または", "或"),
    *(
        "again",
        "nochmal",
        "nochmals",
        "noch",
        "einmal",
        "wieder",
        "encore",
        "otra",
        "vez",
        "de",
        "nuevo",
        "novo",
        "di",
        "ancora",
    ),
    *(
        "another",
        "one",
        "more",
        "weiterer",
        "weitere",
        "weiteres",
        "ein",
        "eine",
        "einen",
        "zweiter",
        "zweite",
        "autre",
        "un",
        "une",
        "una",
        "otro",
        "otra",
        "outro",
        "outra",
        "um",
        "uma",
        "altro",
        "altra",
        "een",
    ),
    *("also", "auch", "aussi", "tambien", "tambem", "anche", "снова", "еще", "раз", "もう一度", "再次", "又", "다시"),
}
SUDDEN = {"silence", "fade", "fade-in", "drop", "peak", "rise", "fall"}
_GOES_ON = {"rise", "drop", "peak"}  # from then on the instruments are there: "strings swell from 0:30"
_ONLY_THEN = re.compile(rf"(?:{ONLY_THEN})\s*$")
_ENTERS = {"kick in", "kicks in", "kicking in"}  # "the drums kick in at 0:20" is a drop, and they enter
_LESS_OF = re.compile(rf"(?<![\w']){LESS_OF}\s*$")
_HEARD = re.compile(HEARD)
# What is only seen.
SEEN = re.compile(
    rf"(?<![\w-])(?<!for )(?<!like )(?<!perfect ){WHEN}\s+(?!{NO_CUE})(?:(?!{THE_MUSIC})[^,.;:!?()])*"
    rf"|[^\s,.;、，。]{{2,16}}{WHEN_BEHIND}(?=[にはで]|\s|$)"
)
_SOLO = re.compile(rf"\s*(?:{SOLO})(?!\w)")
_SOLO_OF = re.compile(rf"(?<!\w)(?:{SOLO_OF})\s*$")
_SOLO_BEFORE = re.compile(r"(?<!\w)solo\s+$")
_TEMPO = re.compile(rf"(?<![\d.,/])(\d{{2,3}}(?:\.\d+)?)\s*-?{TEMPO_UNIT}")
ALONE = {"solo piano": "piano", "piano solo": "piano"}  # styles that are an instrument alone


@dataclass(frozen=True, slots=True)
class Happening:
    """A phrase that names an event or, for "with", "without", "only" and "solo", an instrument; for "style" a style,
    its mode and its pace. `brief`: whether it is a pause. `within`: whether it is part of a style's name.
    """

    what: Event
    first: int
    last: int
    instrument: str = ""
    tempo: float | None = None
    key: str = ""
    level: float | None = None
    style: str = ""
    mode: Mode | None = None
    pace: float | None = None
    brief: bool = False
    within: bool = False


def is_opening(time: Time) -> bool:
    """Whether what is named for a time is there at first: "until 0:20", "for the first half"."""
    return time.relation in OPENS or (time.relation == "between" and time.points[0] == START)


@functools.cache
def _what() -> dict[str, Event]:
    found: dict[str, Event] = {}
    for what, words in EVENTS.items():
        for phrase in filter(None, (plain_text(word.strip()) for word in words.split(","))):
            found.setdefault(phrase, what)
    return found


@functools.cache
def _phrases() -> re.Pattern[str]:
    parts = []
    seen = (plain_text(phrase.strip()) for phrase in NO_EVENTS.split(","))
    for phrase in sorted([*_what(), *seen], key=len, reverse=True):
        after = (
            r"(?![a-zа-я])(?!\s+out\b)" if _what().get(phrase) == "drop" else r"(?![a-zа-я])"
        )  # "the bass drops out"
        parts.append(re.escape(phrase) if is_ideographic(phrase[0]) else rf"(?<!\w){re.escape(phrase)}{after}")
    return re.compile("|".join(parts))


def events_in(clause: str) -> list[Happening]:
    """The events of a clause, with "less energy" as quiet, and without those that are refused ("no drop")."""
    found: list[Happening] = []
    for match in _phrases().finditer(clause):
        what = _what().get(match[0])
        if what and (less := _LESS_OF.search(clause[: match.start()])):
            if what in OPPOSITES:
                found.append(Happening(OPPOSITES[what], less.start(), match.end()))
            elif what not in SUDDEN:
                found.append(Happening(what, match.start(), match.end()))
        elif what:
            found.append(Happening(what, match.start(), match.end(), brief=match[0] in PAUSES))
    levels = [Happening("level", first, last, level=level) for first, last, level in levels_in(clause)]
    keys = [Happening("key", first, last, key=key) for first, last, key in changes_in(clause)]
    return [*found, *keys, *levels]


def named_in(clause: str) -> list[Happening]:
    """The events of a clause, without those that only name its start or its end ("at the end") or belong to the picture ("when he
    drops the glass").
    """
    edges = [(edge.first, edge.last) for edge in edges_in(clause) if edge.relation != ENDING_PART]
    found = [
        event
        for event in events_in(clause)
        if event.what not in ("start", "stop") or not any(a <= event.first and event.last <= b for a, b in edges)
    ]
    seen = [match.span() for match in SEEN.finditer(clause) if not _HEARD.search(match[0])]
    return [event for event in found if not any(a <= event.first and event.last <= b for a, b in seen)]


def seen_in(clause: str) -> list[tuple[int, int]]:
    """The letters of phrases that only seem to name an event: "metal breakdown"."""
    return [match.span() for match in _phrases().finditer(clause) if match[0] not in _what()]


def tempo_in(clause: str) -> list[Happening]:
    """The tempo to which a clause changes at its time: "140 bpm from 0:25"."""
    found = [match for match in _TEMPO.finditer(clause) if SLOWEST <= float(match[1]) <= FASTEST]
    return [Happening("tempo", match.start(), match.end(), tempo=float(match[1])) for match in found[-1:]]


def parts_in(clause: str, times: Sequence[Time], *, ensembles: bool = True) -> list[Happening]:
    """The instruments of a clause that has times: with, without or only.

    Args:
        ensembles: whether the name of an ensemble means its players.
    """
    bare = _blanked(clause, times)
    tokens = tokens_of(bare)
    found = find_mentions(tokens)
    parts: list[Happening] = []
    for mention in found.mentions:
        within = False
        if mention.kind == "instrument":
            names = (mention.value,)
        elif mention.words in ALONE:
            names = (ALONE[mention.words],)
        else:
            names = players(mention.words) if ensembles and mention.kind == "style" else ()
            if mention.kind == "style" and not mention.negated and "piano" in mention.words.split():
                names, within = ("piano",), True  # "melancholic piano"
        if not names:
            continue
        first, last = letters_of(bare, tokens, mention.first, len(tokens_of(mention.words)))
        what = "without" if mention.negated else "only" if mention.alone or mention.words in ALONE else "with"
        before, after = _SOLO_OF.search(bare[:first]), _SOLO.match(bare, last)
        if what != "without" and (before or after or mention.words == "piano solo"):
            first, last = before.start() if before else first, after.end() if after else last
            what = "only" if any(is_opening(time) for time in times) else "solo"
        if what == "only" and (before := _SOLO_BEFORE.search(bare[:first])):
            first = before.start()  # "solo violin"
        parts += [Happening(what, first, last, name, within=within) for name in names]
    return parts


def _blanked(clause: str, times: Sequence[Time]) -> str:
    """The clause with spaces for its times, for what starts or stops ("the bass drops out") and for an "only" that belongs
    to a time: "drums only from 0:20".
    """
    bare = cut(clause, [*times, *(event for event in events_in(clause) if event.what in ("start", "stop"))], " ")
    for time in times:
        if not is_opening(time) and (only := _ONLY_THEN.search(bare[: time.first])):
            bare = f"{bare[: only.start()]}{' ' * (time.first - only.start())}{bare[time.first :]}"
    return bare


def letters_of(text: str, tokens: Sequence[str], first: int, count: int) -> tuple[int, int]:
    """The letters that some tokens take."""
    at, start = 0, 0
    for number, token in enumerate(tokens[: first + count]):
        at = max(at, text.find(token, at))
        start = at if number == first else start
        at += len(token)
    return start, at


def relevant(found: Sequence[Happening], time: Time, clause: str, *, opens: bool) -> list[Happening]:
    """The events of a time, without instruments that are only described: "a big brass hit at 0:12". Drums are an event, or
    an instrument as any other where they enter with a bang or are there first.

    Args:
        opens: whether something else follows.
    """
    events, parts = [e for e in found if not e.instrument], [e for e in found if e.instrument]
    parts = [
        part
        for part in parts
        if not any(
            not event.style
            and event.what not in ("start", "stop")
            and event.first < part.last
            and part.first < event.last
            and (part.instrument != "drums" or event.what in ("loud", "quiet", "rise"))  # "kick it up a notch"
            for event in events
        )
    ]
    if any(event.what == "no-drums" for event in events) or any(p.what == "without" for p in parts):
        events = [event for event in events if event.what != "silence"]  # "a break with no drums"
    kinds = {event.what for event in events}
    if kinds & {"faster", "slower"} and time.relation in (CLOSING_PART, ENDING_PART):
        return events  # "a piano waltz that slows down at the end"
    enters = time.relation == "from" or any(clause[event.first : event.last] in _ENTERS for event in events)
    bang = enters and bool(kinds & _GOES_ON)
    if kinds & SUDDEN and "start" not in kinds and not bang:
        return events
    first = time.relation == OPENING_PART or (opens and is_opening(time))
    first = first and not kinds & {"no-drums", "stop"} and all(part.what != "without" for part in parts)
    if bang or (first and (parts or "drums" in kinds)):
        parts += [replace(event, what="with", instrument="drums") for event in events if event.what == "drums"]
        return [*(event for event in events if event.what != "drums"), *parts]
    if any(part.what in ("only", "solo") for part in parts):
        return [*(e for e in events if e.what not in ("drums", "no-drums")), *parts]
    drums = [part for part in parts if part.instrument == "drums"]
    if any(part.what == "without" for part in drums) or not kinds & {"drums", "no-drums"}:
        events = [event for event in events if event.what != "drums"]
        events += [replace(p, what="no-drums" if p.what == "without" else "drums", instrument="") for p in drums]
    return [*events, *(part for part in parts if part.instrument != "drums")]


def asked_at(clause: str, times: Sequence[Time], events: Sequence[Happening]) -> list[tuple[Time, list[Happening]]]:
    """Each time with the nearest events of its clause or, in a list of times ("hits at 0:04 and 0:09"), those of the
    time before.
    """
    asked: list[tuple[Time, list[Happening]]] = [(time, []) for time in times]
    styles = [[*run] for _, run in itertools.groupby((e for e in events if e.style), key=lambda event: event.style)]
    in_order = len(styles) == len(times)  # "at 0:18 techno and at 0:42 house"
    for (_, found), run in zip(asked, styles if in_order else [], strict=False):
        found += run
    for event in events:
        if (
            (in_order and event.style)
            or not times
            or any(time.first < event.last and event.first < time.last for time in times)
        ):
            continue
        asked[_nearest(event, times, clause, events)][1].append(event)
    for (before, known), (time, found) in itertools.pairwise(asked[::-1]):  # "at 1:00, 2:00 and 3:00 a break"
        if known and not found and before.relation in ("at", "alone") and is_listing(clause[time.last : before.first]):
            found += known
    for (before, known), (time, found) in itertools.pairwise(asked):
        if known and not found and is_listing(clause[before.last : time.first]):
            found += known
        elif any(event.what == "start" for event in found) and not any(event.instrument for event in found):
            # "and comes back at 0:24"
            found += [replace(event, what="with") for event in known if event.instrument]
            found += [event for event in known if event.what == "drums"]
        elif {event.what for event in found} == {"stop"}:  # "the sax comes in at 0:20 and leaves at 0:50"
            found += [event for event in known if event.what == "with" or event.what == "drums"]
    for (before, known), (time, found) in itertools.pairwise(asked):  # "at 0:30 cut the drums for ten seconds"
        if before.points == time.points and before.relation == time.relation:
            known += found
            found.clear()
    return asked


def _nearest(event: Happening, times: Sequence[Time], clause: str, events: Sequence[Happening]) -> int:
    """The number of the time to which an event belongs: the nearest, unless both times have their event behind them: "the first half
    quiet and the second half loud".
    """
    nearest = min(range(len(times)), key=lambda at: _apart(event, times[at]))
    time = times[nearest]
    behind = nearest and times[nearest - 1].last <= event.first and event.last <= time.first
    joined = behind and is_listing(clause[event.last : time.first]) and clause[event.last : time.first].strip()
    if (
        joined
        and not any(e.last <= times[nearest - 1].first for e in events)
        and any(e.first >= time.last for e in events)
    ):
        return nearest - 1
    return nearest


def is_listing(words: str) -> bool:
    """Whether words only join two times: "and", "or", "and again"."""
    return set(tidy_words(words).split()) <= _LISTED


def _apart(event: Happening, time: Time) -> int:
    return max(time.first - event.last, event.first - time.last)


class Letters(Protocol):
    """What takes some letters of a clause."""

    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...


def cut(clause: str, gone: Sequence[Letters], instead: str = "") -> str:
    """The clause without the given parts, or with something else for each of their letters."""
    return "".join(
        instead if any(part.first <= at < part.last for part in gone) else letter for at, letter in enumerate(clause)
    )


def tidy_words(words: str) -> str:
    """Words without the blanks and marks around them."""
    return " ".join(words.split()).strip(",.;:!?。、， ")

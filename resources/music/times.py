"""Times in a prompt: "at 0:12", "until halfway", "in the last 10 seconds", "in the second half".

What belongs here: finding them, and the points in time that they mean. What does not: the words (time_words.py), what is wanted
then (moments.py).
"""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from resources.music.notation import plain_text
from resources.music.spelling import is_ideographic
from resources.music.time_words import (
    AFTER_OR_UNTIL,
    BEFORE_BARE,
    BEFORE_SHARES,
    BEFORE_WRITTEN,
    BEHIND_BARE,
    BEHIND_WRITTEN,
    CLOSING,
    COUNTED,
    ENDING,
    FADE,
    FADED_IN,
    FOR_SO_LONG,
    HALVES,
    IN_THE_MIDDLE,
    LENGTHS,
    MIDDLE,
    MINUTES,
    NO_HALF,
    NOT_OF_THE_FILM,
    OF_ANOTHER,
    OF_THE_FILM,
    OPENING,
    ORDERS,
    ORDINAL,
    ORDINALS,
    OTHER_HALF,
    OUTER,
    OUTER_ONE,
    PERCENT,
    RELATIONS,
    SECONDS,
    SHARES,
    SILENT,
    SWAPS,
    SPELT,
    SPELT_ADJACENT,
    THEN,
    UNTIL,
    UNTIL_SHARES,
    WRITTEN,
)

_NUMBER = r"\d{1,4}(?:[.,]\d{1,2})?"
_CLOCK = r"(?<![\d:.])(?!(?:9:16|16:9)\b)(?:\d{1,2}:)?\d{1,3}:[0-5]\d(?:[.,]\d{1,2}(?![\d:]))?(?!\d|:\d)(?!\s*(?:am|pm|uhr|h|o'clock)\b)"
_SHORT = r"\d{1,3}\s*m(?:in)?\s*\d{1,2}\s*s?(?![a-z0-9])"  # "1m30s"
UNIT = rf"(?:{SECONDS}|{MINUTES})(?![a-zа-я])"
_PERCENT = rf"(?:(?:%|yuzde\s*)\d{{1,3}}|\d{{1,3}}\s*{PERCENT}(?![a-zа-я]))(?!\s*{NOT_OF_THE_FILM})"
_MIDDLE = rf"{MIDDLE}(?![a-zа-я]){OF_THE_FILM}{OF_ANOTHER}"
_TIME = (
    rf"(?:{_CLOCK}|{_SHORT}|{_NUMBER}\s*-?{MINUTES}(?:\s*(?:and|und|et|y|e|и)?\s*{_NUMBER}\s*{SECONDS}(?![a-zа-я]))?"
    rf"(?![a-zа-я])|{_NUMBER}\.?\s*-?{SECONDS}(?![a-zа-я])|{ORDINAL}\s*{_NUMBER}|第\s*{_NUMBER}\s*(?:秒|分)|{_PERCENT}|{_MIDDLE})"
)
_WITHOUT_UNIT = rf"(?:{_TIME}|{_NUMBER})"
_REORDERED = re.compile(rf"(\d{{1,3}})\s+({ORDERS})\s+(?={UNIT})")
_CASES = re.compile(r"(saniye|dakika)(de|da|den|dan|ye|ya)\b|(?<=[\d%])'(?=[a-zı])")  # Turkish
_LENGTH = re.compile(rf"\s*-?{LENGTHS}(?![a-zа-я])")
_NO_LENGTH = re.compile(  # "at 0:20 cut the music"
    r"^(?:at|from|until|till|by|after|before|starting|@|ab|bis|bei|um|nach|vanaf|tot|op)(?![a-z])|\s(?:in|on)$"
)
_NO_SPAN = re.compile(  # "after 20 seconds pause", "the last 10 seconds fade out"
    rf"(?:{OUTER}|after|at|nach|bei|apres|dopo|despues de|depois de|na|bij|после|через|po|a la|al|aux|ai|aos|a los)\s+$|(?:最后的?|最後の|마지막)\s*$"
)
_DECADE = re.compile(r"(?:the|los|i|den|as)\s*[2-9]0s$|^a \d+[\s-]*(?:second|minute|min|sec)$")  # nor "a 2 minute walk"
_SPELT = {word: number for words, number in SPELT.items() for word in words.split()}
_SPELT_TIME = re.compile(
    rf"(?<!\w)({'|'.join(sorted(_SPELT, key=len, reverse=True))})(?=[\s-]+{UNIT})"
    rf"|({'|'.join(sorted(SPELT_ADJACENT, key=len, reverse=True))})(?=\s*(?:秒|分钟|分半))"
)
# Numbers without a unit: "0-15 calm, 15-30 build", "quiet until 10 s, drop at 20", "fade the last 5".
_SOME_TIME = re.compile(rf"{_CLOCK}|{_SHORT}|{_NUMBER}\s*-?{UNIT}|{ORDINAL}\s*{_NUMBER}|第\s*{_NUMBER}")
_BARE_RANGE = re.compile(
    r"(?<![\w:.,/-])(?:(?:from|von|de|da|dal|van|od|с|от) (?=\d+ (?:to|bis|a|à|tot|do|до) ))?(\d{1,3})\s*(?:[-–—]|(?<= )(?:to|bis|a|à|tot|do|до)(?= ))\s*(\d{1,3})(?![\w:/%-]|[.,]\d|\s*(?:bpm|b\.p\.m|beats|%|[a-z]*\s*bpm))"
)
_BARE = re.compile(rf"(?<!\w)((?:{BEFORE_BARE})\s+[0-5]?\d)(?=\s*(?:$|[;!?)，。、]|[.,](?!\d)|{BEHIND_BARE}))")
_BARE_OUTER = re.compile(rf"(?<!\w)({OUTER}\s+[0-5]?\d)(?=\s*(?:$|[;!?)]|[.,](?!\d)))")
# "Silence for the last second": one second. A "last minute holiday" is none.
_ONE = re.compile(
    rf"(?<!\w)({OUTER_ONE})\s+(?=(?:second|sec|sekunde|seconde|segundo|secondo|секунд[ау])(?!\w| (?:half|part|third|verse|hook|drop))"
    r"|(?:minute|minuto|minuut|минут[ау])\s*(?:$|[,.;!?)]))"
)
# The same of a minute behind a preposition or at the start of a clause ("in der ersten Minute nur Klavier").
_ONE_MINUTE = re.compile(
    rf"(?:^|(?<=[,.;] )|(?<=\n)|(?<!\w)(?:in|during|for|within|over|wahrend|pendant|durant|dans|en|durante|nella?|per|n[ao]|tijdens|в|за|w|przez)\s+)"
    rf"((?:(?:the|la|el|il|o|a|het)\s+)?{OUTER_ONE})\s+(?=(?:minute|minuto|minuut|минут[аеуы]|minute|minucie)(?!\w))"
)
_FROM_TEMPO = re.compile(
    r"(?<!\w)(?:(?:from|von|de|du|da|dal|van|от|с) )?(\d{2,3})(?: ?bpm)? ?(?:->|→|to|auf|bis|nach|a|naar|до) ?(\d{2,3}) ?bpm"
    r"(?=\s*(?:from|at|after|by|ab|bei|des|en|a|da|с|в|@)\s)"
)
_SPAN_OF_FADE = rf"(?P<time>{_NUMBER}\s*-?{SECONDS})(?![a-zа-я])"
_FADES = (
    re.compile(
        rf"(?<!\w)(?P<fade>{FADE})\s*(?:of |over |for |in |von |uber |de |en |sur |di |in |за |на )?(?:about )?{_SPAN_OF_FADE}(?!\s*(?:in|before|mark)\b)"
    ),
    re.compile(rf"(?<![\d:.,]){_SPAN_OF_FADE}[\s-]*(?:de |di |of |の)?(?P<fade>{FADE})(?![a-z])"),
)
_LASTING = re.compile(
    rf"(?<![\d:.,])({_NUMBER}[\s-]*{SECONDS})(?:\s+(?:of|de|di|lang)|(?=\s+(?:pause|break|silence)))\s+({SILENT})(?![a-z])"
)
_OF_LENGTH = re.compile(rf"(?<!\w)({SILENT})\s+(?:of|von|de|di|van)\s+({_NUMBER}[\s-]*{SECONDS})(?![a-zа-я])")  # "a pause of 2 seconds"
_SILENT_EDGE = re.compile(
    rf"(?<!\w)({SILENT})\s+(?:{FOR_SO_LONG})\s+({_NUMBER}[\s-]*{SECONDS})\s+(?:(?P<end>{CLOSING})|(?P<start>{OPENING}))(?![a-zа-я])"
)
# "At 1:00 everything stops for 1 second": how long it stops, to be read right behind the time.
_STOPS = re.compile(
    rf"({_CLOCK})\s+([^\d,.;:!?]{{0,30}}?(?:stops?|pauses?|silence|stoppt|s'arrete|para|si ferma|stopt|останавливается))"
    rf"\s+((?:for|fur|pendant|durante|por|per|voor|на)\s+{_NUMBER}\s*-?{SECONDS})(?![a-zа-я])"
)
_FADED_IN = re.compile(FADED_IN)
_BEFORE_CLOCK = re.compile(r"(?<!\w)(?:minute|minuto|minuut|минут[аеуы]) (?=\d{1,2}:\d\d)")  # "al minuto 0:30"
_NTH = re.compile(
    rf"(?<![\d:.,])(\d{{1,3}})(?:st|nd|rd|th|e|eme|ieme|ste|de|[aoªº]|-?[йяюи])\s+({ORDINAL})(?!\w)"
)  # "the 25th second"
_ORDINAL_RANGE = re.compile(
    r"(?<!\w)(?:seconds?|secs?|sekunden?|secondes?|segundos?|second[oi]|seconden|секунд[аыу]) (\d{1,3}) ?(?:-|–|to|till|until|through|thru|and|bis|a|al|tot|до|e|y|et|und) ?(\d{1,3})(?![\w:])"
)
COUNTED_TIMES = re.compile(rf"(?<!\w)(?:(?:only|just|nur)\s+)?(?:{COUNTED.replace('{UNIT}', UNIT)})(?:\s+only(?!\w))?")
_TO_TEMPO = re.compile(  # "tempo up to 140"
    r"((?:tempo|speed|pace|bpm|geschwindigkeit|velocidad|velocidade|velocita|vitesse|темп)(?:\s+\w+){0,2}\s+(?:to|auf|a|à|op|до|at)\s+\d{2,3})(?!\s*bpm|[\d:.,%])"
)
_ON_THE_BEAT = re.compile(r"\s(?:right )?on the (?:last |next |first |down)?beat(?=\s+(?:at|@)\s)")
_HALVES = re.compile(rf"(?<![\w-]){HALVES}{NO_HALF} ([^\d,.;:]+?),?(?: (?:and|und|et|y|e|en|и|i))? {HALVES}{NO_HALF} (?=[^\d,.;:]+)")
_IN_TURN = re.compile(rf"(?:^|(?<=[,;.] )|(?<=then ))({_NUMBER}[\s-]*{SECONDS})(?:\s+of)?\s+(?=[^\W\d])(?!(?:in|long|later|before|into|of the|mark|after|clip|video|intro|fade)(?![a-z]))")
_UNTIL_SEEN = re.compile(rf"\s*(?:on\s+)?{UNTIL}(?:\s+[^\W\d]+){{1,4}}\s*")
_SWAPS = re.compile(rf"(?<!\w){SWAPS}")
_NAMED_POINT = re.compile(  # "from the crash (0:14) on", "until the goal (0:33)"
    rf"(?<!\w)(from|until|till?|after|before|at|since|ab|bis|nach|vor|bei|des|jusqu'a|apres|avant|desde|hasta|antes de|fino a|dopo|dal|ate|depois de|vanaf|tot|na|до|после|с)"
    rf"\s+(?:[^\W\d]+\s+){{1,4}}\(({_CLOCK}|{_NUMBER}\s*{SECONDS})\)"
)
_SO_LONG = re.compile(rf"\((?:for )?({_NUMBER}[\s-]*{SECONDS})\)")  # "a drum break at 0:40 (4 seconds)"
_LISTED = re.compile(r"\(([\d:., ]+)\)")  # "(0:05, 0:11)"
_THEN_TEMPO = re.compile(r"(\d ?bpm[^;\n]*?[,;] (?:and )?(?:then|dann|puis|luego|poi|depois|dan) \d{2,3})(?=\s*(?:$|[,.;]))")
_NTH_MINUTE = re.compile(
    rf"(?<!\w)(?:(?P<till>{AFTER_OR_UNTIL}\s+)|(?:in|during|throughout|en|no|na|nel|dans|wahrend|в)\s+)(?:(?:the|der|la|le|el|il|de|o|a)\s+)?"
    rf"(?P<nth>{'|'.join(ORDINALS).replace(' ', '|')})\s+{MINUTES}(?!\w)"
)
_INTRO = re.compile(  # "10 seconds of ambient intro, then techno"
    rf"(?<![\d:.,])(?:({_NUMBER}[\s-]*{SECONDS})\s+(?:of |de |di |long )?((?:(?!intro)[\w-]+\s+){{0,3}})intro((?:\s+[^\s,.;:]+){{0,5}}?)|((?:[\w-]+\s+){{0,2}})intro((?:\s+(?!of |for |von |de |di )[\w-]+){{0,2}}?)\s+(?:of |for |von |de |di )?({_NUMBER}[\s-]*{SECONDS}))"
    rf"(?=\s*,?\s*{THEN}(?![a-zа-я]))"
)
_TO_END = re.compile(
    rf"(?<![\w:.,])(?:(?:from|von|de|du|dal?|van|от|с)\s+)?({_CLOCK}|{_NUMBER}\s*{SECONDS}|\d{{1,2}})\s*"
    r"(?:-|–|—|to|till?|until|bis(?: zum)?|jusqu'a|a|al?|hasta|fino al?|ate|tot|до)\s*(?:the |la |el |il |het |o )?(?:very )?(?:end|ende|schluss|fin|fine|final|einde|fim|конца)(?!\w)"
)
_OTHER_HALF = re.compile(rf"(?<!\w){OTHER_HALF}(?=\s*(?:$|[,.;!?)]))")
LATEST_BARE = 90  # a larger number is rather a tempo
_BLANKS = re.compile(r"[^\S\n]+")
_EACH = re.compile(rf"{_TIME}|{_NUMBER}")
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


def tidied(text: str) -> str:
    """The text with every time in the order and the form that `times_in` knows."""
    text = _CASES.sub(lambda match: f"{match[1] or ''} {match[2] or ''}", _BLANKS.sub(" ", text))
    text = _written().sub(lambda match: f"{match['before'] or ''}{_numbers()[match['time'] or match['alone']]}", text)
    text = _SPELT_TIME.sub(lambda match: str(_SPELT[match[1]] if match[1] else SPELT_ADJACENT[match[2]]), text)
    text = _TO_TEMPO.sub(r"\1 bpm", _ON_THE_BEAT.sub("", text))
    text = _THEN_TEMPO.sub(r"\1 bpm", _LISTED.sub(lambda match: f"({match[1].replace(',', ' and')})", text))
    text = _SO_LONG.sub(r"for \1", _NAMED_POINT.sub(r"\1 \2", text))
    text = _SWAPS.sub(lambda match: f"no {next(filter(None, match.groups()))} but ", text)
    text = _HALVES.sub(r"first half \1, second half ", text)
    if len(_IN_TURN.findall(text)) > 1:  # "20 s lofi, 20 s house"
        text = _IN_TURN.sub(r"next \1 ", _IN_TURN.sub(r"first \1 ", text, count=1))
    text = _minutes_counted(_ONE.sub(r"\1 1 ", _ONE_MINUTE.sub(lambda m: f"{m[0].rstrip()} 1 ", text)))
    text = _NTH.sub(r"\1 \2", _BEFORE_CLOCK.sub("", text))
    text = _ORDINAL_RANGE.sub(r"\1s-\2s", text)
    text = _INTRO.sub(lambda match: f"first {match[1] or match[6]} {match[2] or match[4] or ''}{match[3] or match[5] or ''}", text)
    text = _TO_END.sub(lambda match: f"from {match[1]}" + ("" if re.search(r"[^\d]", match[1]) else " sec"), text)
    if (first := _first_half().search(text)) is not None:  # "jazz for the first half, metal for the second"
        text = text[: first.end()] + _OTHER_HALF.sub("second half", text[first.end() :])
    text = _OF_LENGTH.sub(r"\1 for \2", text)
    text = _STOPS.sub(r"\1 \3 \2", _LASTING.sub(_unless_reached(r"\2 for \1"), text))
    text = _SILENT_EDGE.sub(lambda match: f"{match[1]} in the {'last' if match['end'] else 'first'} {match[2]}", text)
    text = _faded(_FROM_TEMPO.sub(r"\1 bpm, \2 bpm", text))
    return _with_units(_REORDERED.sub(r"\2 \1 ", text))


def _faded(text: str) -> str:
    """The text with the time of a fade whose length is given: "3 s fade in", "fade out over 5 seconds"."""
    for pattern in _FADES:
        text = pattern.sub(
            lambda m: _unless_reached(f"{'first' if _FADED_IN.search(m['fade']) else 'last'} {m['time']} {m['fade']}")(m),
            text,
        )
    return text


def _minutes_counted(text: str) -> str:
    """The text with numbers for "after the second minute" and "in the second minute"."""

    def counted(match: re.Match[str]) -> str:
        number = next(at for at, words in enumerate(ORDINALS, 1) if match["nth"] in words.split())
        within = not match["till"]
        return f"from {number - 1} min to {number} min" if within and number > 1 else f"{match['till'] or ''}{number} min"

    return _NTH_MINUTE.sub(counted, text)


def _unless_reached(form: str) -> Callable[[re.Match[str]], str]:
    """A replacement for how long something lasts, unless these seconds are a time: "after 20 seconds pause"."""
    return lambda match: match[0] if _NO_SPAN.search(match.string[: match.start()]) else match.expand(form)


def _with_units(text: str) -> str:
    """The text with seconds where a number without a unit is a time."""

    def ranged(match: re.Match[str]) -> str:
        first, last = int(match[1]), int(match[2])
        return f"{first}s-{last}s" if first < last <= LATEST_BARE and (first == 0 or timed) else match[0]

    timed = bool(_SOME_TIME.search(text) or re.search(r"(?<![\w:.,/-])0\s*(?:[-–—]|(?:to|bis|a|à|tot|do|до)(?= ))\s*\d", text))
    text = _BARE_OUTER.sub(r"\1 sec", _BARE_RANGE.sub(ranged, text))
    return _BARE.sub(r"\1 sec", text) if timed else text


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
        if points and not is_length and (
                not _DECADE.search(match[0]) or clause[match.end() :].startswith(" mark")
            ):
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
        after = time.relation == "for" and len(clause[before.last : time.first].split()) <= 4  # "at 0:20 a pause for 2 seconds"
        if (near or after) and kinds in ({"for", "at"}, {"for", "alone"}) and before is not time:
            at, length = (before, time) if time.relation == "for" else (time, before)
            start, lasts = at.points[0], length.points[0]
            end = At(start.share, start.seconds + lasts.seconds)
            found[-1] = Time("between", (start, end), *((before.first, time.last) if near else (before.first, before.last)))
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
        rf"(?P<share>(?P<till>{UNTIL_SHARES}\s+)?{BEFORE_SHARES}(?P<shared>{_of_phrases(*SHARES.values())}){OF_THE_FILM}{OF_ANOTHER})",
        rf"(?P<middle>(?P<centred>{_of_phrases(IN_THE_MIDDLE)}){OF_THE_FILM}{OF_ANOTHER})",
    ]
    for name, form in RELATIONS.items():
        if name == "between":
            form = form.replace("@?\\s*", f"(?<![\\d:.,]){_WITHOUT_UNIT}\\s*")
        # "@" itself means "at" before a time.
        form = form.replace("|at|@|", "|at|\x00|").replace("@", _TIME).replace("\x00", "@")
        parts.append(rf"(?P<{name}>{form})")
    parts.append(
        rf"(?P<alone>{_CLOCK}|{ORDINAL}\s*{_NUMBER}|第\s*{_NUMBER}\s*(?:秒|分)"
        rf"|(?:half ?way|mid ?way|halverwege)(?: (?:through|point|in))*(?![a-z]){OF_THE_FILM}(?!\s+(?:of|house|up|to|down|across|around|there|between)))"
    )
    return re.compile(r"(?<![a-z0-9а-я#])(?:" + "|".join(parts) + ")")


def _of_phrases(*lists: str) -> str:
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


@functools.cache
def _first_half() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_of_phrases(SHARES[0.0, 1 / 2])})")


@functools.cache
def _numbers() -> dict[str, str]:
    return {plain_text(word.strip()): time for time, words in WRITTEN.items() for word in words.split(",")}


@functools.cache
def _written() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(_numbers(), key=len, reverse=True)))
    return re.compile(
        rf"(?<![^\W\d])(?P<before>(?:{BEFORE_WRITTEN})\s*(?:the |der |den )?)(?P<time>{words})(?![a-zа-я])"
        rf"|(?<![a-zа-я])(?P<alone>{words})(?=\s*(?:{BEHIND_WRITTEN}))"
    )


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
        elif re.search(MINUTES + r"|\dm|\d m|分", text) and not re.search(rf"^\W*{_NUMBER}\W*{SECONDS}", text):
            found.append(At(0.0, 60 * numbers[0] + (numbers[1] if len(numbers) > 1 else 0)))
        else:
            found.append(At(0.0, numbers[0]))
    return tuple(found)

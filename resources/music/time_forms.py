"""The many ways of writing a time, brought into the form that times.py reads: "half a minute in" is "30 seconds in".

What belongs here: rewriting the text of a prompt. What does not: the words (time_words.py), reading times (times.py).
"""

import functools
import re
from collections.abc import Callable

from resources.music.moment_words import EVERYTHING, MUSIC
from resources.music.notation import TEMPO_UNIT, plain_text
from resources.music.phrases import phrases_of
from resources.music.time_words import (
    AFTER_OR_UNTIL,
    BEFORE_BARE,
    BEFORE_WRITTEN,
    BEHIND_BARE,
    BEHIND_WRITTEN,
    CHANGES_TO,
    CLOSING,
    COUNTED,
    FADE,
    FADED_IN,
    FOR_SO_LONG,
    HALVES,
    MINUTES,
    NO_HALF,
    OPENING,
    ORDERS,
    ORDINAL,
    ORDINALS,
    OTHER_HALF,
    OUTER,
    OUTER_ONE,
    REACHES,
    REACHES_ELSEWHERE,
    REDUCED_TO,
    REPLACES,
    REPLACES_FIRST,
    SECONDS,
    SHARES,
    SILENT,
    SPELT,
    SPELT_ADJACENT,
    SWAPS,
    THEN,
    WRITTEN,
)
from resources.music.times import CLOCK, NUMBER, SHORT, UNIT, of_phrases

_REORDERED = re.compile(rf"(\d{{1,3}})\s+({ORDERS})\s+(?={UNIT})")
_CASES = re.compile(r"(saniye|dakika)(de|da|den|dan|ye|ya)\b|(?<=[\d%])'(?=[a-zı])")  # Turkish
_NO_SPAN = re.compile(  # "after 20 seconds pause", "the last 10 seconds fade out"
    rf"(?:{OUTER}|after|at|nach|bei|apres|dopo|despues de|depois de|na|bij|после|через|po|a la|al|aux|ai|aos|a los)\s+$|(?:最后的?|最後の|마지막)\s*$"
)
_SPELT = {word: number for words, number in SPELT.items() for word in words.split()}
_SPELT_TIME = re.compile(
    rf"(?<!\w)({'|'.join(sorted(_SPELT, key=len, reverse=True))})(?=[\s-]+{UNIT})"
    rf"|({'|'.join(sorted(SPELT_ADJACENT, key=len, reverse=True))})(?=\s*(?:秒|分钟|分半))"
)
# Numbers without a unit: "0-15 calm, 15-30 build", "quiet until 10 s, drop at 20", "fade the last 5".
_SOME_TIME = re.compile(rf"{CLOCK}|{SHORT}|{NUMBER}\s*-?{UNIT}|{ORDINAL}\s*{NUMBER}|第\s*{NUMBER}")
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
_SPAN_OF_FADE = rf"(?P<time>{NUMBER}\s*-?{SECONDS})(?![a-zа-я])"
_FADES = (
    re.compile(
        rf"(?<!\w)(?P<fade>{FADE})\s*(?:of |over |for |in |von |uber |de |en |sur |di |in |за |на )?(?:about )?{_SPAN_OF_FADE}(?!\s*(?:in|before|mark)\b)"
    ),
    re.compile(rf"(?<![\d:.,]){_SPAN_OF_FADE}[\s-]*(?:de |di |of |の)?(?P<fade>{FADE})(?![a-z])"),
)
_LASTING = re.compile(
    rf"(?<![\d:.,])({NUMBER}[\s-]*{SECONDS})(?:\s+(?:of|de|di|lang)|(?=\s+(?:pause|break|silence|gap)))\s+({SILENT})(?![a-z])"
)
_OF_LENGTH = re.compile(
    rf"(?<!\w)({SILENT})\s+(?:of|von|de|di|van)\s+({NUMBER}[\s-]*{SECONDS})(?![a-zа-я])"
)  # "a pause of 2 seconds"
_SILENT_EDGE = re.compile(
    rf"(?<!\w)({SILENT})\s+(?:{FOR_SO_LONG})\s+({NUMBER}[\s-]*{SECONDS})\s+(?:(?P<end>{CLOSING})|(?P<start>{OPENING}))(?![a-zа-я])"
)
# "At 1:00 everything stops for 1 second": how long it stops, to be read right behind the time.
_STOPS = re.compile(
    rf"({CLOCK})\s+([^\d,.;:!?]{{0,30}}?(?:stops?|pauses?|silence|stoppt|s'arrete|para|si ferma|stopt|останавливается))"
    rf"\s+((?:for|fur|pendant|durante|por|per|voor|на)\s+{NUMBER}\s*-?{SECONDS})(?![a-zа-я])"
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
_HALVES = re.compile(
    rf"(?:^|(?<=[,.;:] )|(?<=\n)){HALVES}{NO_HALF} ([^\d,.;:]+?),?(?: (?:and|und|et|y|e|en|и|i))? {HALVES}{NO_HALF} (?=[^\d,.;:]+)"
)
_IN_TURN = re.compile(
    rf"(?:^|(?<=[,;.] )|(?<=then ))({NUMBER}[\s-]*{SECONDS})(?:\s+of)?\s+(?=[^\W\d])(?!(?:in|long|later|before|into|of the|mark|after|clip|video|intro|fade)(?![a-z]))"
)
_OPENING_SPAN = re.compile(  # "30 seconds of lofi, then metal"
    rf"^\s*(?:about )?({NUMBER}[\s-]*{UNIT})\s+(?:of|de|di|von|van)\s+(?=[^\W\d][^;]*?[,.]?\s*{THEN}(?![a-zа-я]))"
)
_FIRST_SECOND = re.compile(
    r"(?:^|(?<=[:,.] ))first(?:ly)? ([^\d,.;:]+),? (?:and )?second(?:ly)? (?!half|third|part|quarter)(?=[^\d,.;:]+)"
)
_FADED_PART = re.compile(
    r"(?<!\w)(fad(?:e|es|ing)) (?:the )?(?!in |out |it |the |to )([^\W\d]+(?: [^\W\d]+)?) (in|out)(?= (?:at|from|over|between|after|until|in|for|by)\s|\s*(?:$|[,.;]))"
)
_SWAPS = re.compile(rf"(?<!\w){SWAPS}")
_REPLACES = re.compile(rf"(?<!\w){REPLACES}(?!\w)")
_REPLACES_FIRST = re.compile(rf"(?<!\w){REPLACES_FIRST}(?!\w)")
_REACHED = re.compile(
    rf"(?<!\w)(?:{REACHES}|{REACHES_ELSEWHERE})({CLOCK}|{NUMBER}\s*-?{UNIT})(?: (?:erreicht|ist|bereikt|is)(?!\w))?"
)
_REDUCED_TO = re.compile(rf"(?<!\w){REDUCED_TO}")
_GRADUAL = re.compile(  # "drums come in gradually between 0:10 and 0:20": they stay
    rf"(?<!\w)((?:come|comes|fade|fades|enter|enters|bring|brings|creep|creeps|join|joins)(?!\w)[^,.;:\d]*?(?:gradually|slowly|one by one|bit by bit)[^,.;:\d]*?)"
    rf"(?:between|from)\s+({CLOCK}|{NUMBER}\s*{UNIT})\s*(?:and|to|-|until|till)\s*(?:{CLOCK}|{NUMBER}\s*{UNIT})"
)
_COUNTED = re.compile(  # "3 hits at 0:10, 0:20 and 0:30"
    r"(?<![\w:.,/])(?:\d|two|three|four|five|six|zwei|drei|vier|deux|trois|quatre|dos|tres|cuatro|due|tre|quattro)\s+"
    r"(?=(?:(?:big|loud|short|hard|massive|grosse|harte)\s+)?(?:hits|drops|stops|breaks|pauses|accents|stabs|bangs|schlage|pausen|coups|golpes|colpi)(?!\w))"
)
_CHANGES_TO = re.compile(rf"(?<!\w){CHANGES_TO}(?=\d{{2,3}}(?:\.\d)?\s?-?{TEMPO_UNIT})")
_NAMED_POINT = re.compile(  # "from the crash (0:14) on", "until the goal (0:33)"
    rf"(?<!\w)(from|until|till?|after|before|at|since|ab|bis|nach|vor|bei|des|jusqu'a|apres|avant|desde|hasta|antes de|fino a|dopo|dal|ate|depois de|vanaf|tot|na|до|после|с)"
    rf"\s+(?:[^\W\d]+\s+){{1,4}}\(({CLOCK}|{NUMBER}\s*{SECONDS})\)"
)
_SO_LONG = re.compile(rf"\((?:for )?({NUMBER}[\s-]*{SECONDS})\)")  # "a drum break at 0:40 (4 seconds)"
_LISTED = re.compile(r"\(([\d:., ]+)\)")  # "(0:05, 0:11)"
_THEN_TEMPO = re.compile(
    r"(\d ?bpm[^;\n]*?[,;] (?:and )?(?:then|dann|puis|luego|poi|depois|dan) \d{2,3})(?=\s*(?:$|[,.;]))"
)
_NTH_MINUTE = re.compile(
    rf"(?<!\w)(?:(?P<till>{AFTER_OR_UNTIL}\s+)|(?:in|during|throughout|en|no|na|nel|dans|wahrend|в)\s+)(?:(?:the|der|la|le|el|il|de|o|a)\s+)?"
    rf"(?P<nth>{'|'.join(ORDINALS).replace(' ', '|')})\s+{MINUTES}(?!\w)"
)
_INTRO = re.compile(  # "10 seconds of ambient intro, then techno"
    rf"(?<![\d:.,])(?:({NUMBER}[\s-]*{SECONDS})\s+(?:of |de |di |long )?((?:(?!intro)[\w-]+\s+){{0,3}})intro((?:\s+[^\s,.;:]+){{0,5}}?)|((?:[\w-]+\s+){{0,2}})intro((?:\s+(?!of |for |von |de |di )[\w-]+){{0,2}}?)\s+(?:of |for |von |de |di )?({NUMBER}[\s-]*{SECONDS}))"
    rf"(?=\s*,?\s*{THEN}(?![a-zа-я]))"
)
_TO_END = re.compile(
    rf"(?<![\w:.,])(?:(?:from|von|de|du|dal?|van|от|с)\s+)?({CLOCK}|{NUMBER}\s*{SECONDS}|\d{{1,2}})\s*"
    r"(?:-|–|—|to|till?|until|bis(?: zum)?|jusqu'a|a|al?|hasta|fino al?|ate|tot|до)\s*(?:the |la |el |il |het |o )?(?:very )?(?:end|ende|schluss|fin|fine|final|einde|fim|конца)(?!\w)"
)
_TILL_END = re.compile(  # "a flute from halfway till the end": what has no other end goes on until then
    r"\s(?:till?|until|through(?: to)?|right to|up to|all the way to|bis(?: zum)?|jusqu'a|hasta|fino al?|ate|tot|до)\s*"
    r"(?:the |la |el |il |het |o )?(?:very )?(?:end|ende|schluss|fin|fine|final|einde|конца)(?!\w)(?! of)"
)
_OTHER_HALF = re.compile(rf"(?<!\w){OTHER_HALF}(?=\s*(?:$|[,.;!?)]))")
LATEST_BARE = 90  # a larger number is rather a tempo
_BLANKS = re.compile(r"[^\S\n]+")


def tidied(text: str) -> str:
    """The text with every time in the order and the form that `times_in` knows."""
    text = _CASES.sub(lambda match: f"{match[1] or ''} {match[2] or ''}", _BLANKS.sub(" ", text))
    text = _written().sub(lambda match: f"{match['before'] or ''}{_numbers()[match['time'] or match['alone']]}", text)
    text = _SPELT_TIME.sub(lambda match: str(_SPELT[match[1]] if match[1] else SPELT_ADJACENT[match[2]]), text)
    text = _TO_TEMPO.sub(r"\1 bpm", _ON_THE_BEAT.sub("", text))
    text = _THEN_TEMPO.sub(r"\1 bpm", _LISTED.sub(lambda match: f"({match[1].replace(',', ' and')})", text))
    text = _SO_LONG.sub(r"for \1", _NAMED_POINT.sub(r"\1 \2", text))
    text = _REDUCED_TO.sub(lambda match: "only " if _is_player(match["player"]) else match[0], text)
    text = _COUNTED.sub("", _GRADUAL.sub(r"\1from \2", text))
    text = _REACHED.sub(r"at \1", text)
    text = _REPLACES_FIRST.sub(r"no \g<old> but \g<new>", text)
    text = _CHANGES_TO.sub("", _REPLACES.sub(r"no \g<old> but \g<new>", text))
    text = _SWAPS.sub(lambda match: f"no {next(filter(None, match.groups()))} but ", text)
    text = _FADED_PART.sub(_part_faded, _FIRST_SECOND.sub(r"\1, then ", text))
    text = _HALVES.sub(r"first half \1, second half ", text)
    if len(_IN_TURN.findall(text)) > 1:  # "20 s lofi, 20 s house"
        text = _IN_TURN.sub(r"next \1 ", _IN_TURN.sub(r"first \1 ", text, count=1))
    text = _OPENING_SPAN.sub(r"first \1 ", text)
    text = _minutes_counted(_ONE.sub(r"\1 1 ", _ONE_MINUTE.sub(lambda m: f"{m[0].rstrip()} 1 ", text)))
    text = _NTH.sub(r"\1 \2", _BEFORE_CLOCK.sub("", text))
    text = _ORDINAL_RANGE.sub(r"\1s-\2s", text)
    text = _INTRO.sub(
        lambda match: f"first {match[1] or match[6]} {match[2] or match[4] or ''}{match[3] or match[5] or ''}", text
    )
    text = _TO_END.sub(lambda match: f"from {match[1]}" + ("" if re.search(r"[^\d]", match[1]) else " sec"), text)
    text = _TILL_END.sub("", text)
    if (first := _first_half().search(text)) is not None:  # "jazz for the first half, metal for the second"
        text = text[: first.end()] + _OTHER_HALF.sub("second half", text[first.end() :])
    text = _OF_LENGTH.sub(r"\1 for \2", text)
    text = _STOPS.sub(r"\1 \3 \2", _LASTING.sub(_unless_reached(r"\2 for \1"), text))
    text = _SILENT_EDGE.sub(lambda match: f"{match[1]} in the {'last' if match['end'] else 'first'} {match[2]}", text)
    text = _faded(_FROM_TEMPO.sub(r"\1 bpm, \2 bpm", text))
    return _with_units(_REORDERED.sub(r"\2 \1 ", text))


def _is_player(word: str) -> bool:
    """Whether a word names an instrument."""
    return any(item.kind == "instrument" for item in phrases_of([word]))


def _faded(text: str) -> str:
    """The text with the time of a fade whose length is given: "3 s fade in", "fade out over 5 seconds"."""
    for pattern in _FADES:
        text = pattern.sub(_faded_at, text)
    return text


def _part_faded(match: re.Match[str]) -> str:
    """ "Fade the strings in" brings them in; "fade the music in" is a fade."""
    if match[2] in MUSIC | EVERYTHING:
        return f"{match[1]} {match[3]}"
    return f"{'bring in' if match[3] == 'in' else 'take out'} the {match[2]}"


def _faded_at(match: re.Match[str]) -> str:
    if _NO_SPAN.search(match.string[: match.start()]):
        return match[0]
    return f"{'first' if _FADED_IN.search(match['fade']) else 'last'} {match['time']} {match['fade']}"


def _minutes_counted(text: str) -> str:
    """The text with numbers for "after the second minute" and "in the second minute"."""

    def counted(match: re.Match[str]) -> str:
        number = next(at for at, words in enumerate(ORDINALS, 1) if match["nth"] in words.split())
        within = not match["till"]
        return (
            f"from {number - 1} min to {number} min" if within and number > 1 else f"{match['till'] or ''}{number} min"
        )

    return _NTH_MINUTE.sub(counted, text)


def _unless_reached(form: str) -> Callable[[re.Match[str]], str]:
    """A replacement for how long something lasts, unless these seconds are a time: "after 20 seconds pause"."""
    return lambda match: match[0] if _NO_SPAN.search(match.string[: match.start()]) else match.expand(form)


def _with_units(text: str) -> str:
    """The text with seconds where a number without a unit is a time."""

    def ranged(match: re.Match[str]) -> str:
        first, last = int(match[1]), int(match[2])
        return f"{first}s-{last}s" if first < last <= LATEST_BARE and (first == 0 or timed) else match[0]

    timed = bool(
        _SOME_TIME.search(text) or re.search(r"(?<![\w:.,/-])0\s*(?:[-–—]|(?:to|bis|a|à|tot|do|до)(?= ))\s*\d", text)
    )
    text = _BARE_OUTER.sub(r"\1 sec", _BARE_RANGE.sub(ranged, text))
    return _BARE.sub(r"\1 sec", text) if timed else text


@functools.cache
def _first_half() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{of_phrases(SHARES[0.0, 1 / 2])})")


@functools.cache
def _numbers() -> dict[str, str]:
    return {plain_text(word.strip()): time for time, words in WRITTEN.items() for word in words.split(",")}


@functools.cache
def _written() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(_numbers(), key=len, reverse=True)))
    return re.compile(
        rf"(?<![^\W\d])(?P<before>(?:{BEFORE_WRITTEN})\s*(?:exactly |precisely |genau |about |around )?(?:the |der |den )?)(?P<time>{words})(?![a-zа-я])"
        rf"|(?<![a-zа-я])(?P<alone>{words})(?=\s*(?:{BEHIND_WRITTEN}))"
    )

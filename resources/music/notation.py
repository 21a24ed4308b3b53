"""Tempi and meters in a prompt.

What belongs here: finding them, and removing them from the text. What does not: keys (keys.py), all other words (words.py).
"""

import re
import unicodedata
from collections.abc import Sequence

from resources.music import grammar
from resources.music.negation import Item

SLOWEST, FASTEST = 30.0, 300.0  # beats per minute
# Not a decade (80's, 80s), nor a time signature (3/4).
_NUMBER = r"(?<![\d/'])(?<!\d[.,])(\d{1,4}(?:[.,]\d+)?)(?![\d/'’%]|s\b|er\b|\s*(?:%|°|km|mph|kg|gb|mb|fps|hz|khz|px|mm|cm)(?![a-z]))"
_TO = r"(?:-|–|—|~|〜|to|and|und|bis|et|a|y|e|en|tot|до|и|到|至|から)"
_RANGE = rf"(?:{_NUMBER}\s*{_TO}\s*)?{_NUMBER}"
TEMPO_UNIT = (
    r"(?:bpm(?:'?s)?|b\.p\.m\.?|b/m(?:in)?|beats?/min\w*|(?:beats?|schlagen?|battements|battiti|pulsaciones|batidas|slagen|ударов) "
    r"(?:per|a|pro|par|al|por|в) ?(?:minut\w*|мин\w*)|拍)"
)
_BEFORE = r"(?:\bbpm(?:'?s)?|♩|\btempo|темп|テンポ|速度|每分钟)"
_ABOUT = r"(?:\s*(?:of|at|is|should be|around|about|between|from|von|um|de|di|zwischen|entre|ca\.?|:|=|~))*"
# A range in a part of its own; a single number is decided by its context (bare_tempo).
_ALONE = r"(?:@|^|[,;.!(]|(?<=[a-z]))\s*([6-9]\d|1\d\d)\s*(?:-|–)\s*([6-9]\d|1\d\d)(?=\s*(?:$|[,;.!)](?!\d)))"
_NOT_BEFORE = re.compile(r"\b(?:no|not|never|nicht|kein\w*|pas|sin|non|nao|niet|geen|не)\s+(?:at\s+)?$")
_TEMPO = re.compile(rf"{_RANGE}\s*-?(?:ish)?\s*{TEMPO_UNIT}|{_BEFORE}{_ABOUT}\s*{_RANGE}|{_ALONE}")
# A bound: with "faster" a bare number is a tempo, with "over" only if it has a unit ("over 100 people").
_FASTER = r"(?:faster than|quicker than|schneller als|plus (?:rapide|vite) que|mas rapid[oa] que|mais rapid[oa] (?:do )?que|piu veloce di|sneller dan|быстрее)"
_SLOWER = r"(?:slower than|langsamer als|plus lent(?:e|ement)? que|mas lent[oa] que|mais lent[oa] (?:do )?que|piu lent[oa] di|langzamer dan|медленнее)"
_OVER = r"(?:over|above|more than|at least|minimum|mindestens|uber|plus de|au moins|mas de|al menos|mais de|piu di|almeno|meer dan|minstens|больше)"
_UNDER = r"(?:under|below|less than|at most|maximum|max|hochstens|unter|moins de|menos de|meno di|minder dan|hoogstens|меньше)"
_BOUND = re.compile(
    rf"(?:\b(no|not|nicht|pas|niet|не)\s+)?\b(?:(?P<up>{_FASTER}|{_OVER}(?=\s+[\d.,]+\s*{TEMPO_UNIT}))|(?P<down>{_SLOWER}|{_UNDER}(?=\s+[\d.,]+\s*{TEMPO_UNIT})))"
    rf"\s+{_NUMBER}\s*(?:{TEMPO_UNIT})?"
)
_INCLUDED = (
    "at least",
    "minimum",
    "mindestens",
    "au moins",
    "al menos",
    "almeno",
    "minstens",
    "at most",
    "max",
    "hochstens",
    "hoogstens",
)
BEYOND = 1.08  # factor for a bound that is not included: 120 becomes 130
BARE = (60.0, 220.0)  # the range in which a number without a unit can be a tempo
COURSES = {"101"}  # "jazz 101" is a course
_BARE_NUMBER = re.compile(r"\d{2,3}(?:er|ish)?")
# Numbers in words, before a unit.
_SPELT_NUMBERS = {
    **dict.fromkeys(("hundred", "hundert", "cent", "cien", "cem", "cento", "honderd", "сто"), 100),
    **{
        name: 10 * at
        for at, name in enumerate(
            ["ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 1
        )
    },
    **{name: at for at, name in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], 1)},
}
_SPELT = re.compile(rf"(?<![\w-])(?:(?:{'|'.join(_SPELT_NUMBERS)}|an?|and)[\s-]+)+(?={TEMPO_UNIT})")
_METER = re.compile(r"\b(\d{1,2})/(4|8)\b")


# Characters typed instead of an apostrophe, and the French oe ligature.
_TYPED = str.maketrans({**dict.fromkeys("’´`ʼ′ʹ＇", "'"), "œ": "oe", "Œ": "oe"})
_SO = re.compile(r"(?<!\w)s(?:ó|o\u0301)(?!\w)")  # Portuguese for "only": without the accent it is an English word
_SOLO = re.compile(r"(?<=[^\W\d_]{4})(?<!\bas)solo\b|(?<=[ァ-ヴー])ソロ|솔로")  # "Gitarrensolo", "ギターソロ"
_HYPHEN = re.compile(r"(?<=\w)[‐‑‒–](?=\w)")


def plain_text(text: str) -> str:
    """Lower case without accents; Japanese keeps its marks, which change the sound of its letters."""
    spelt = _SO.sub("somente", _HYPHEN.sub("-", text.translate(_TYPED)).casefold())
    decomposed = unicodedata.normalize("NFKD", spelt)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter) or letter in "\u3099\u309a")
    return _SOLO.sub(" solo", unicodedata.normalize("NFC", plain))


def _without(text: str, match: re.Match[str]) -> str:
    """The text without a match."""
    return f"{text[: match.start()]} {text[match.end() :]}"


def take_tempo(text: str, meanings: dict[str, str], unmet: list[str]) -> tuple[float | None, str]:
    """Extract the tempo in beats per minute (the middle of a range). Returns it and the text without it."""
    text = _SPELT.sub(_in_digits, text)
    if (match := _BOUND.search(text)) and SLOWEST <= (bound := float(match[4].replace(",", "."))) <= FASTEST:
        included = match[1] or (match["up"] or match["down"]).startswith(_INCLUDED)
        tempo = round(bound * (1.0 if included else BEYOND if match["up"] else 1 / BEYOND))
        meanings[match[0].strip()] = f"{tempo:g} beats per minute"
        return float(tempo), _without(text, match)
    tempo = None
    while match := _TEMPO.search(text):
        words = match[0].strip(" ,;.!(")
        found, rest = _tempo_of(match, text)
        if _NOT_BEFORE.search(text[: match.start()]):
            unmet.append(f"not {words}: only the tempo that is wanted can be said")
        elif not SLOWEST <= found <= FASTEST:
            unmet.append(f"{words}: {SLOWEST:.0f} to {FASTEST:.0f} beats per minute can be played")
        elif tempo is not None:
            unmet.append(f"{words}: one tempo is played from start to end")
        else:
            tempo = found
            meanings[words] = f"{tempo:g} beats per minute"
        text = rest
    return tempo, text


def _tempo_of(match: re.Match[str], text: str) -> tuple[float, str]:
    """The tempo of a match in beats per minute, and the text without it."""
    low, high = next(pair for pair in (match.group(1, 2), match.group(3, 4), match.group(5, 6)) if pair[1])
    numbers = [float(number.replace(",", ".")) for number in (low, high) if number]
    rest = _without(text, match)
    if len(numbers) == 2 and not SLOWEST <= numbers[0] <= numbers[1]:
        return numbers[1], f"{low} {rest}"  # "take 2 and 120 bpm"
    return sum(numbers) / len(numbers), rest


def _in_digits(match: re.Match[str]) -> str:
    """A spelt-out number in digits: "one hundred and twenty", "one-twenty", "ninety-five"."""
    total = 0
    for number in (_SPELT_NUMBERS.get(word, 0) for word in re.split(r"[\s-]+", match[0])):
        hundreds = total in (1, 2) and number >= 10
        total = total * 100 + number * (number < 100) if hundreds else total + number
    return f"{total} " if total >= SLOWEST else match[0]


def bare_numbers(items: Sequence[Item]) -> dict[str, bool]:
    """Unknown numbers that may be a tempo by their context; True if certain: next to a style or a pace, or alone."""
    found: dict[str, bool] = {}
    for at, item in enumerate(items):
        if item.kind != "unknown" or not _BARE_NUMBER.fullmatch(item.words) or item.words in COURSES:
            continue
        number = at - 1
        while number >= 0 and items[number].words in grammar.ABOUT:
            number -= 1
        before = items[number] if number >= 0 else None
        after = items[at + 1] if at + 1 < len(items) else None
        denies = after is not None and (after.kind in ("not", "solo") or after.words in grammar.AFTER_A_TEMPO)
        if not (_is_edge(after) or _is_music(after) or denies):
            continue
        named = before is not None and before.kind in ("style", "pace")
        alone = _is_edge(before) and (_is_edge(after) or (after and after.kind in ("style", "pace")))
        something = before is not None and before.words in grammar.MUSICAL | grammar.SOMETHING and _is_edge(after)
        if named or alone or something:
            found[item.words] = True
        elif _is_music(before):
            found[item.words] = False
    return found


def _is_edge(item: Item | None) -> bool:
    return item is None or (item.kind == "mark" and item.words not in "%°$€£")


def _is_music(item: Item | None) -> bool:
    return item is not None and item.kind in (
        "style",
        "pace",
        "character",
        "instrument",
        "energy",
        "era",
        "not",
        "solo",
    )


def bare_tempo(
    numbers: dict[str, bool], unknown: list[str], usual: tuple[float, float, float] | None, meanings: dict[str, str]
) -> float | None:
    """A number without a unit that is a tempo ("drum and bass 174"), taken from the unknown words.

    Args:
        usual: the style's slowest, usual and fastest tempo.
    """
    for word, sure in numbers.items():
        number = float(word.removesuffix("er").removesuffix("ish"))  # German: "174er"
        low, high = BARE if sure else (0.8 * usual[0], 1.25 * usual[2]) if usual else (0, 0)
        if low <= number <= high:
            unknown.remove(word)
            meanings[word] = f"{number:g} beats per minute"
            return number
    return None


def take_meter(text: str, meanings: dict[str, str], unmet: list[str]) -> tuple[str, int | None, str]:
    """Extract the time signature ("" for none). Returns it, its beats per bar, and the text without it."""
    match = _METER.search(text)
    if match is None:
        return "", None, text
    rest = _without(text, match)
    while other := _METER.search(rest):  # "3/4, later 4/4"
        rest = _without(rest, other)
        if other[0] != match[0]:
            unmet.append(f"{other[0]}: one meter is played from start to end")
    beats = {"4/4": 4, "2/4": 4, "2/2": 4, "12/8": 4, "3/4": 3, "6/8": 3, "3/8": 3}.get(match[0])
    if beats is None:
        unmet.append(f"{match[0]}: bars of 4 or of 3 beats can be played")
    else:
        meanings[match[0]] = f"bars of {beats} beats"
    return match[0], beats, rest

"""Numbers as they are said: money, times, dates, units, fractions, telephone numbers, years.

What belongs here: how digits are read. What does not: other signs and abbreviations (spoken_form.py), Roman numerals
(roman_numerals.py).

This follows g2p-en's reading of numbers where that is correct (1999 as a year, $1.50 as dollars and cents). num2words
converts numbers to words.
"""

import functools
import re

from assets.phonetics.marks import SPELLED

# Idioms that the rules would read differently.
_IDIOMS = {
    "24/7": "twenty four seven", "9-5": "nine to five", "9/11": "nine eleven", "911": "nine one one",
    "411": "four one one", "808": "eight oh eight", "909": "nine oh nine", "187": "one eight seven",
    "420": "four twenty", "101": "one oh one", "4/20": "four twenty", "24/7/365": "twenty four seven three sixty five",
    "7-11": "seven eleven", "360": "three sixty", "180": "one eighty", "747": "seven forty seven",
}  # fmt: skip
_IDIOM = re.compile(
    r"(?<![\w/.,:$£€-])(?:"
    + "|".join(re.escape(word) for word in sorted(_IDIOMS, key=len, reverse=True))
    + r")(?=s?(?![\w/%]|[.,:-]\d))"
)
# After a number: singular, plural.
_UNITS = {
    "kg": ("kilo", "kilos"), "km": ("kilometer", "kilometers"), "cm": ("centimeter", "centimeters"),
    "mm": ("millimeter", "millimeters"), "lb": ("pound", "pounds"), "lbs": ("pound", "pounds"), "oz": ("ounce", "ounces"),
    "ft": ("foot", "feet"), "mi": ("mile", "miles"), "hr": ("hour", "hours"), "hrs": ("hour", "hours"),
    "min": ("minute", "minutes"), "mins": ("minute", "minutes"), "sec": ("second", "seconds"), "secs": ("second", "seconds"),
    "yr": ("year", "years"), "yrs": ("year", "years"), "mph": ("mile an hour", "miles an hour"),
    "kph": ("kilometer an hour", "kilometers an hour"), "gb": ("gig", "gigs"), "mb": ("meg", "megs"), "ml": ("mil", "mils"),
    "yd": ("yard", "yards"), "yds": ("yard", "yards"), "hz": ("hertz", "hertz"), "mg": ("milligram", "milligrams"),
    "km/h": ("kilometer an hour", "kilometers an hour"),
}  # fmt: skip
_CURRENCIES = {
    "$": ("dollar", "cent"), "£": ("pound", "p"), "€": ("euro", "cent"), "¥": ("yen", "sen"), "₹": ("rupee", "paisa"), "₩": ("won", "jeon"),
}  # fmt: skip
_OF_ONE_FORM = frozenset(["p", "yen", "sen", "won", "jeon"])
_MAGNITUDES = {
    "k": "thousand", "m": "million", "mil": "million", "mill": "million", "b": "billion", "bn": "billion",
    "thousand": "thousand", "grand": "grand", "million": "million", "billion": "billion", "trillion": "trillion",
}  # fmt: skip
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = re.compile(rf"({_NUMBER})\s?({'|'.join(sorted(_UNITS, key=len, reverse=True))})\b(?![\w'])", re.I)
_HEIGHT = re.compile(r"(?<![\w'.])(\d)'\s?(\d{1,2})(?:\"|''|”|″)?(?![\w'])")
_FEET = re.compile(r"(?<![\w'.])(\d+)'(?=\s)")
_MONEY = re.compile(
    rf"([$£€¥₹₩])\s?({_NUMBER})(?:\s?(k|mil|mill|m|bn|b)\b|\s(thousand|grand|million|billion|trillion)\b)?(?!\w)", re.I
)
_MONEY_AFTER = re.compile(rf"(?<![\w.,])({_NUMBER})\s?([$€£¢¥₹₩])(?!\w)")
_MONEY_RANGE = re.compile(r"([$£€¥₹₩])(\d+)\s?-\s?\1?(\d+)(?!\w)")
_TIME = re.compile(r"(?<![\d:])(\d{1,2}):([0-5]\d)(?![\d:])")
_CLOCK_HOUR = re.compile(r"(?<![\w:.,$£€])(\d{1,2}(?::[0-5]\d)?)\s?([ap])(\.?)m\b\.?", re.I)
_FRACTION = re.compile(r"(?<![\w/.,])(?:(\d+)\s+)?([1-9])/(2|3|4|5|8|10)(?:ths?|rds?)?(?![\w/])")
_PHONE = re.compile(
    r"(?<![\w-])(?:1-)?(?:\d{3}-)?\d{3}-\d{4}(?![\w-])"
    r"|(?<![\w.-])(?:(\+)?1[-. ])?(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\w-])"
)
_RANGE = re.compile(r"(?<![\w.,:/-])(\d{2,4})-(\d{2,4})(?![\w/-]|[.,:]\d)")
_TIMES = re.compile(r"(?<=\d)\s?[x×]\s?(?=\d)")
# "the 305": a city named by its area code.
_AREA = re.compile(
    r"(?<=\bthe )([2-9][01][1-9]|[2-9]10)(?=\s*$|[,.;!?)]|\s(?:and|to|till?|is|in|on|with|we|baby|boys?|all|now)\b)",
    re.I,
)
_MODEL = re.compile(r"(?<![\w.])([A-Z])-?([1-9])(\d\d)(?!\w|[.,:/-]\d)")  # F-150, S550
_DECADE = re.compile(r"'?\b(\d{1,4})'?s\b", re.I)
_ORDINAL = re.compile(r"(?<![\w.])(\d{1,3}(?:,\d{3})+|\d+)(st|nd|rd|th)\b", re.I)
# Not after a spelled letter: AK-47.
_MINUS = re.compile(rf"(?<![\w)-])(?<!{SPELLED}\s)-(?=\.?\d)")
_CALIBRE = re.compile(r"(?<![\w.])\.(?=\d\d(?!\d))")
_POINT = re.compile(r"(?<![\w.])\.(?=\d)")
_LONE_MAGNITUDE = re.compile(rf"(?<![\w.,])({_NUMBER})\s?(M|mil|mill|bn)\b")
_ANY_NUMBER = re.compile(rf"(?<![\d.,])(?:{_NUMBER})|\d+")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join(
    [*(rf"{month}|{month[:3]}\b\.?" for month in _MONTHS if month not in {"march", "may"}), "sept\\b\\.?"]
)
_CAPITAL_MONTH = r"March|May|Mar\.?"  # in lower case they are also verbs
_DATE = re.compile(rf"(?<!\w)(?:((?i:{_MONTH}))|({_CAPITAL_MONTH}))\s(\d{{1,2}})(?!\w|[.,:/-]\d|\s?%)")
_DATE_FIRST = re.compile(rf"(?<![\w.,:/$-])(the\s)?(\d{{1,2}})\s((?i:{_MONTH})|{_CAPITAL_MONTH})(?!\w)", re.I)
_DAYS = 31
LONGEST_NUMBER = 20  # digits; a longer one is read digit by digit
_DIGIT_NAMES = ("oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DENOMINATORS = {"2": "half", "3": "third", "4": "quarter", "5": "fifth", "8": "eighth", "10": "tenth"}
_PLURALS = {"half": "halves"}


def _month(written: str) -> str:
    return next(month for month in _MONTHS if month.startswith(written.rstrip(".").lower()[:3]))


def _day(number: str) -> str:
    return in_words(number, "ordinal") if 0 < int(number) <= _DAYS else number


def _day_first(match: re.Match[str]) -> str:
    if not 0 < int(match[2]) <= _DAYS or match[3] in {"march", "may"}:
        return match[0]
    return f"the {_day(match[2])} of {_month(match[3])}"


def _model_number(match: re.Match[str]) -> str:
    tail = (
        f"{match[2]} hundred"
        if match[3] == "00"
        else f"{match[2]} {'oh ' if match[3][0] == '0' else ''}{int(match[3])}"
    )
    return f"{match[1]}{SPELLED} {tail} "


def _unit(match: re.Match[str]) -> str:
    one, more = _UNITS[match[2].lower()]
    return f"{match[1]} {one if match[1] == '1' else more} "


def read_numbers(line: str) -> str:
    """A line with its numbers in words."""
    for pattern, read in (
        (_HEIGHT, lambda match: f" {match[1]} foot {match[2]} "),
        (_FEET, lambda match: f" {match[1]} feet "),
        (_UNIT, _unit),
        (_CALIBRE, lambda _: " "),
        (_IDIOM, lambda match: f" {_IDIOMS[match[0]]}"),
        (_MONEY_RANGE, lambda match: f"{match[2]} to {match[1]}{match[3]}"),
        (_MONEY, _money),
        (_MONEY_AFTER, _money_after),
        (_CLOCK_HOUR, lambda match: f"{match[1]} {match[2].lower()}{SPELLED} m{SPELLED} "),
        (_TIME, _time),
        (re.compile(r"(?<!\w)(?:#|No\.\s?|(?<=[a-z]\s)No\s)(?=\d)"), lambda _: " number "),
        (_PHONE, lambda match: (" plus" if match[1] else "") + _digits(match[0])),
        (_AREA, lambda match: _digits(match[0])),
        (_MODEL, _model_number),
        (_RANGE, lambda match: f"{match[1]} to {match[2]}" if int(match[1]) < int(match[2]) else match[0]),
        (_TIMES, lambda _: " by "),
        (_DATE, lambda match: f"{_month(match[1] or match[2])} {_day(match[3])} "),
        (_DATE_FIRST, _day_first),
        (_FRACTION, _fraction),
        (_ORDINAL, lambda match: f" {in_words(match[1].replace(',', ''), 'ordinal')} "),
        (_DECADE, lambda match: f" {_plural(_year_or_number(match[1]))} "),
        (_MINUS, lambda _: " minus "),
        (_POINT, lambda _: " point "),
        (_LONE_MAGNITUDE, lambda match: f"{match[1]} {_MAGNITUDES[match[2].lower()]} "),
        (_ANY_NUMBER, lambda match: f" {_year_or_number(match[0])} "),
    ):
        line = pattern.sub(read, line)
    return line


def _money(match: re.Match[str]) -> str:
    unit, cent = _CURRENCIES[match[1]]
    amount = match[2].replace(",", "")
    magnitude = match[3] or match[4]
    if magnitude:
        return f" {_year_or_number(amount, year=False)} {_MAGNITUDES[magnitude.lower()]} {unit}{'' if unit in _OF_ONE_FORM else 's'} "
    whole, _, rest = amount.partition(".")
    if len(rest) == 2:  # dollars and cents
        parts = [_amount(whole, unit)] if int(whole) else []
        parts += [_amount(rest, cent)] if int(rest) else []
        return f" {' '.join(parts) or _amount(whole, unit)} "
    return f" {_amount(amount, unit)} "


def _money_after(match: re.Match[str]) -> str:
    unit = "cent" if match[2] == "¢" else _CURRENCIES[match[2]][0]
    return f" {_amount(match[1].replace(',', ''), unit)} "


def _amount(number: str, unit: str) -> str:
    plural = "" if unit in _OF_ONE_FORM or float(number) == 1 else "s"
    return f"{_year_or_number(number, year=False)} {unit}{plural}"


def _time(match: re.Match[str]) -> str:
    hour, minute = in_words(match[1]), match[2]
    if minute == "00":
        return f" {hour} o'clock "
    return f" {hour} {'oh ' if minute[0] == '0' else ''}{in_words(str(int(minute)))} "


def _fraction(match: re.Match[str]) -> str:
    whole, above, below = match.groups()
    if int(above) >= int(below):
        return match[0].replace("/", " ")
    name = _DENOMINATORS[below]
    if above != "1":
        name = _PLURALS.get(name, f"{name}s")
    if whole:
        return f" {in_words(whole)} and {'a' if above == '1' else in_words(above)} {name} "
    return f" {in_words(above)} {name} "


def _digits(text: str, zero: str = "oh") -> str:
    names = (_DIGIT_NAMES[int(char)] for char in text if char.isdecimal())
    return f" {' '.join(name if name != 'oh' else zero for name in names)} "


@functools.lru_cache(maxsize=10_000)
def _year_or_number(text: str, *, year: bool = True) -> str:
    """A number with digits, commas and a point; from 1001 to 2999 without these it is read as a year."""
    number = text.replace(",", "")
    if len(number) > LONGEST_NUMBER:
        return _digits(number, "zero").strip()
    if re.match(r"0\d", number):
        return _digits(number).strip()
    if year and "," not in text and "." not in text and 1000 < int(number) < 3000:
        return in_words(number, "year")
    whole, _, rest = number.partition(".")
    if rest:
        return f"{in_words(whole)} point {_digits(rest, 'zero').strip()}"
    return in_words(whole)


def in_words(number: str, kind: str = "cardinal") -> str:
    """A whole number in words, without hyphens, commas or "and". `kind`: cardinal, ordinal or year."""
    from num2words import num2words

    words = num2words(int(number), to=kind)
    return re.sub(r"[-,]|\band\b", " ", words)


def _plural(words: str) -> str:
    """ "nineteen eighty" → "nineteen eighties"; "five" → "fives"."""
    if words.endswith("y"):
        return f"{words[:-1]}ies"
    return f"{words}es" if words.endswith("x") else f"{words}s"

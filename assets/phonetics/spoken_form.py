"""A written line as it is said: numbers, signs and abbreviations in words.

What belongs here: what is read out for digits, money, times, fractions, signs, spelled letters. What does not: how a
word is pronounced (g2p.py).

Where it is right, this follows g2p-en's own reading of numbers (1999 as a year, $1.50 as dollars and cents); numbers in
words come from num2words.
"""

import functools
import re
import unicodedata

# After a letter that is said by its name: CMUdict's "a" is the article, its "a." the letter.
SPELLED = "·"

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʻ′´`＇ʹ", "'"))
_LETTERS = str.maketrans({
    "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
    "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "⁄": "/", "–": "-", "‐": "-", "‑": "-", "−": "-",
    "½": " 1/2", "⅓": " 1/3", "⅔": " 2/3", "¼": " 1/4", "¾": " 3/4", "⅕": " 1/5", "⅛": " 1/8", "⅜": " 3/8", "⅝": " 5/8", "⅞": " 7/8",
})  # fmt: skip
_SIGNS = re.compile(r"[&%@#+=°<>™®©]")
# Three searches for one class of characters each: as one pattern with alternatives they take five times as long.
_SIGN_OR_DIGIT = re.compile(r"[0-9&%@#+=$/°€£¢™®©]")
_TWO_CAPITALS = re.compile(r"[A-Z][A-Z.]")
_POINT_INSIDE = re.compile(r"\.[A-Za-z]")

# Said in one way, whatever the rules would make of them.
_IDIOMS = {
    "24/7": "twenty four seven", "9-5": "nine to five", "9/11": "nine eleven", "911": "nine one one",
    "411": "four one one", "808": "eight oh eight", "909": "nine oh nine", "187": "one eight seven",
    "420": "four twenty", "101": "one oh one", "4/20": "four twenty",
}  # fmt: skip
_RESPELLED = {
    "4ever": "forever", "2nite": "tonight", "2day": "today", "2morrow": "tomorrow", "b4": "before", "gr8": "great",
    "l8r": "later", "l8": "late", "m8": "mate", "h8": "hate", "w8": "wait", "str8": "straight", "sk8": "skate",
    "w/o": "without", "w/": "with", "b/c": "because",
}  # fmt: skip
_RESPELLED_WORD = re.compile(
    r"(?<![\w/])(?:" + "|".join(re.escape(word) for word in sorted(_RESPELLED, key=len, reverse=True)) + r")(?!\w)",
    re.I,
)
_IDIOM = re.compile(
    r"(?<![\w/.,:$£€-])(?:"
    + "|".join(re.escape(word) for word in sorted(_IDIOMS, key=len, reverse=True))
    + r")(?=s?(?![\w/%]|[.,:-]\d))"
)

# Behind a number: of one, of several.
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
_TITLES = {
    "dr": "doctor", "mr": "mister", "mrs": "missus", "ms": "miss", "prof": "professor", "sgt": "sergeant", "capt": "captain",
    "lt": "lieutenant", "rev": "reverend", "gen": "general", "sen": "senator", "gov": "governor",
}  # fmt: skip
_WAYS = {
    "dr": "drive", "st": "street", "ave": "avenue", "blvd": "boulevard", "rd": "road", "ln": "lane", "hwy": "highway",
}  # fmt: skip
_CURRENCIES = {"$": ("dollar", "cent"), "£": ("pound", "p"), "€": ("euro", "cent")}
_MAGNITUDES = {
    "k": "thousand", "m": "million", "mil": "million", "mill": "million", "b": "billion", "bn": "billion",
    "thousand": "thousand", "grand": "grand", "million": "million", "billion": "billion", "trillion": "trillion",
}  # fmt: skip
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = re.compile(rf"({_NUMBER})\s?({'|'.join(sorted(_UNITS, key=len, reverse=True))})\b(?![\w'])", re.I)
_HEIGHT = re.compile(r"(?<![\w'.])(\d)'\s?(\d{1,2})(?:\"|''|”|″)?(?![\w'])")
_FEET = re.compile(r"(?<![\w'.])(\d+)'(?=\s)")
_TITLE = re.compile(rf"(?<![\w'])((?i:{'|'.join(_TITLES)}))(\.\s?(?=\w)|\s(?=[A-Z][a-z]))")
_SAINT = re.compile(r"(?<![\w'])St(?:\.\s?|\s)(?=[A-Z])")
_WAY = re.compile(rf"(?<=[a-z\d]\s)((?i:{'|'.join(_WAYS)}))\b\.?(?=$|[\s,;:!?)])(?!\s[A-Z][a-z])")
# Where one of them may be, in small letters: a third of the time of asking each.
_ABBREVIATED = re.compile(rf"\b(?:{'|'.join(sorted({*_TITLES, *_WAYS}))}|st)\b")
_ADDRESS = re.compile(r"\bhttps?://|\bwww\.|(?<=[\w-])\.(?=(?:com|net|org|edu|gov|info|app|biz|co|io|fm|tv)\b)", re.I)
_HASHTAG = re.compile(r"#(\w*[a-z][A-Z]\w*)")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_CAMEL = re.compile(r"[a-z][A-Z]")
_TWO_WORDS = re.compile(r"(?<!\w)([A-Z]?[a-z]{2,}|[ei])([A-Z][a-z]{2,})(?=s?\b)")
_MONEY = re.compile(
    rf"([$£€])\s?({_NUMBER})(?:\s?(k|mil|mill|m|bn|b)\b|\s(thousand|grand|million|billion|trillion)\b)?(?!\w)", re.I
)
_MONEY_AFTER = re.compile(rf"(?<![\w.,])({_NUMBER})\s?([€£¢])(?!\w)")
_TIME = re.compile(r"(?<![\d:])(\d{1,2}):([0-5]\d)(?![\d:])")
_HALF_OF_DAY = re.compile(r"(?<=[\da-z])\s?([ap])\.?m\b\.?(?!\w)", re.I)
_CLOCK_HOUR = re.compile(r"(?<![\w:.,$£€])(\d{1,2}(?::[0-5]\d)?)\s?([ap])(\.?)m\b\.?", re.I)
_FRACTION = re.compile(r"(?<![\w/.,])(?:(\d+)\s+)?([1-9])/(2|3|4|5|8|10)(?:ths?|rds?)?(?![\w/])")
_PHONE = re.compile(r"(?<![\w-])(?:1-)?(?:\d{3}-)?\d{3}-\d{4}(?![\w-])")
_DECADE = re.compile(r"'?\b(\d{1,4})'?s\b", re.I)
_ORDINAL = re.compile(r"(?<![\w.])(\d{1,3}(?:,\d{3})+|\d+)(st|nd|rd|th)\b", re.I)
# Not behind a letter that is spelled: AK-47.
_MINUS = re.compile(rf"(?<![\w)-])(?<!{SPELLED}\s)-(?=\.?\d)")
_CALIBRE = re.compile(r"(?<![\w.])\.(?=\d\d(?!\d))")
_POINT = re.compile(r"(?<![\w.])\.(?=\d)")
_LONE_MAGNITUDE = re.compile(rf"(?<![\w.,])({_NUMBER})\s?(M|mil|mill|bn)\b")
_ANY_NUMBER = re.compile(rf"(?<![\d.,])(?:{_NUMBER})|\d+")
_DOTTED = re.compile(r"(?<![A-Za-z.'])((?:[A-Za-z]\.){2,}|(?:[A-Za-z]\.)+[A-Za-z])(?![A-Za-z])('s\b|s\b)?")
_CAPITALS = re.compile(r"(?<![\w'&])([A-Z]{2,5})('?s\b)?(?![\w&])")
_DOUBLED = re.compile(r"(.)\1")
LONGEST_NUMBER = 20  # digits; a longer one is read digit by digit
_DIGIT_NAMES = ("oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DENOMINATORS = {"2": "half", "3": "third", "4": "quarter", "5": "fifth", "8": "eighth", "10": "tenth"}
_PLURALS = {"half": "halves"}


def spoken_form(line: str) -> str:
    """The line in lower case as it is said, without accents; letters that are spelled have `SPELLED` behind them."""
    if not line.isascii():
        line = line.translate(_APOSTROPHES).translate(_LETTERS)
        decomposed = unicodedata.normalize("NFD", line)
        line = "".join(char for char in decomposed if unicodedata.category(char) != "Mn")
    lower = line.lower()
    if (
        _SIGN_OR_DIGIT.search(line)
        or _TWO_CAPITALS.search(line)
        or ("." in line and _POINT_INSIDE.search(line))
        or "'n'" in line
        or _CAMEL.search(line)
        or _ABBREVIATED.search(lower)
    ):
        return _read_out(line).lower()
    return lower


def _read_out(line: str) -> str:
    line = re.sub(r"(?<=[A-Za-z])'[nN]'(?=[A-Za-z])", " n ", line)
    line = re.sub(r"(?<=[A-Za-z])\$(?=[A-Za-z])", "S", line)  # A$AP
    line = _HASHTAG.sub(lambda match: _HUMP.sub(" ", match[1]), line)
    line = _TWO_WORDS.sub(_parted, line)
    line = _ADDRESS.sub(_address, line)
    line = _WAY.sub(lambda match: _WAYS[match[1].lower()], _SAINT.sub("saint ", line))
    line = _TITLE.sub(lambda match: f"{_TITLES[match[1].lower()]} ", line)
    line = _RESPELLED_WORD.sub(lambda match: _RESPELLED[match[0].lower()], line)
    line = _letters(line)
    if re.search(r"\d", line):
        line = _numbers(line)
    line = line.replace("&", " and ").replace("%", " percent ").replace("@", " at ").replace("°", " degrees ")
    return _SIGNS.sub(lambda match: {"+": " plus ", "=": " equals "}.get(match[0], " "), line)


def _parted(match: re.Match[str]) -> str:
    """ "OnlyFans" as two words, where it is none itself; "eBay" and "iCloud" with a letter before it."""
    from resources.pronunciation import load_cmudict, load_lexicon

    first, second = match[1].lower(), match[2].lower()
    if first + second in load_lexicon() or first + second in load_cmudict():
        return match[0]
    if len(first) == 1:
        return f"{first}{SPELLED} {match[2]}"
    return f"{match[1]} {match[2]}" if len(first) > 2 and {first, second} <= load_cmudict().keys() else match[0]


def _address(match: re.Match[str]) -> str:
    found = match[0].lower()
    if found.startswith("http"):
        return " "
    return f" {f'w{SPELLED} ' * 3}dot " if found == "www." else " dot "


def _unit(match: re.Match[str]) -> str:
    one, more = _UNITS[match[2].lower()]
    return f"{match[1]} {one if match[1] == '1' else more} "


def _numbers(line: str) -> str:
    for pattern, read in (
        (_HEIGHT, lambda match: f" {match[1]} foot {match[2]} "),
        (_FEET, lambda match: f" {match[1]} feet "),
        (_UNIT, _unit),
        (_CALIBRE, lambda _: " "),
        (_IDIOM, lambda match: f" {_IDIOMS[match[0]]}"),
        (_MONEY, _money),
        (_MONEY_AFTER, _money_after),
        (_CLOCK_HOUR, lambda match: f"{match[1]} {match[2].lower()}{SPELLED} m{SPELLED} "),
        (_TIME, _time),
        (re.compile(r"(?<!\w)(?:#|No\.\s?|(?<=[a-z]\s)No\s)(?=\d)"), lambda _: " number "),
        (_PHONE, lambda match: _digits(match[0])),
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
        return f" {_year_or_number(amount, year=False)} {_MAGNITUDES[magnitude.lower()]} {unit}s "
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
    plural = "" if unit == "p" or float(number) == 1 else "s"
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
    """A number of digits, commas and a point; one from 1001 to 2999 without them is read as a year."""
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
    """A whole number in words, without hyphens, commas and "and". `kind`: cardinal, ordinal or year."""
    from num2words import num2words

    words = num2words(int(number), to=kind)
    return re.sub(r"[-,]|\band\b", " ", words)


def _plural(words: str) -> str:
    """ "nineteen eighty" → "nineteen eighties"; "five" → "fives"."""
    if words.endswith("y"):
        return f"{words[:-1]}ies"
    return f"{words}es" if words.endswith("x") else f"{words}s"


def _letters(line: str) -> str:
    """Abbreviations that are spelled: L.A., U.S.A., and capitals that are no word: NBA, DJs."""
    shouted = not re.search(r"[a-z]", line)
    line = _DOTTED.sub(lambda match: _spelled(match[1].replace(".", ""), match[2]), line)
    return _CAPITALS.sub(lambda match: _spelled_if_no_word(match, shouted=shouted), line)


def _spelled_if_no_word(match: re.Match[str], *, shouted: bool) -> str:
    """Capitals as they are said. `shouted`: all of the line is in capitals, so that LA may be sung as "la"."""
    from resources.pronunciation import load_cmudict, load_initials, load_lexicon

    word = match[1].lower()
    if word in load_initials() or (match[1] in load_initials() and not shouted and not _is_sung(match)):
        return _spelled(match[1], match[2])
    known = load_cmudict()
    if word in known or word in load_lexicon():
        return f"{match[1]}'s" if match[2] else match[0]  # DJs is said as DJ's is
    if len(word) > 3 and re.search(r"[aeiou][^aeiou]|[^aeiou][aeiouy]", word) and re.search(r"[aeiouy]", word[1:]):
        return match[0]  # it can be said as a word
    if shouted and (_DOUBLED.search(word) or any(f"{word[:n]}'{word[n:]}" in known for n in range(1, len(word)))):
        return match[0]  # a sound, or a word without its apostrophe: "GRRR", "HES"
    return _spelled(match[1], match[2])


def _is_sung(match: re.Match[str]) -> bool:
    """Whether it stands beside itself: "LA LA"."""
    line, word = match.string, match[1]
    return bool(re.search(rf"\b{word}\W+$", line[: match.start()]) or re.match(rf"\W+{word}\b", line[match.end() :]))


def _spelled(letters: str, ending: str | None) -> str:
    named = " ".join(f"{letter.lower()}{SPELLED}" for letter in letters)
    return f" {named}{chr(39) + 's' if ending else ''} "

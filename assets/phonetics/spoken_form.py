"""Text normalisation: a written line as it is said, with numbers, signs and abbreviations as words.

What belongs here: how signs, addresses, abbreviations and spelled letters are read. What does not: numbers
(spoken_numbers.py, roman_numerals.py), disguised words (disguised_words.py), how a word is pronounced (g2p.py).
"""

import re
import unicodedata

from assets.phonetics.disguised_words import SIGNED, STAMMER, without_disguise
from assets.phonetics.joined_letters import with_joined_letters
from assets.phonetics.marks import SPELLED
from assets.phonetics.roman_numerals import read_roman_numerals
from assets.phonetics.spoken_numbers import read_numbers
from resources.pronunciation import load_cmudict, load_initials, load_lexicon

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʻ′´`＇ʹ", "'"))
_LETTERS = str.maketrans({
    "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
    "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "⁄": "/", "–": "-", "‐": "-", "‑": "-", "−": "-",
    "½": " 1/2", "⅓": " 1/3", "⅔": " 2/3", "¼": " 1/4", "¾": " 3/4", "⅕": " 1/5", "⅛": " 1/8", "⅜": " 3/8", "⅝": " 5/8", "⅞": " 7/8",
})  # fmt: skip
_SIGNS = re.compile(r"[&%@#+=°<>™®©]")
# Separate searches, each beginning with a small character class: one pattern with alternatives takes five times as long.
_SIGN_OR_DIGIT = re.compile(r"[0-9&%@#+=$/°€£¢™®©*]")
_CAPITAL = re.compile(
    r"[A-Z](?:\.|(?<=[A-Za-z].))"
)  # before a point or after a letter: an abbreviation, or several words written as one
_POINT_INSIDE = re.compile(r"\.[A-Za-z]")
_RESPELLED = {
    "4ever": "forever", "2nite": "tonight", "2day": "today", "2morrow": "tomorrow", "b4": "before", "gr8": "great",
    "l8r": "later", "l8": "late", "m8": "mate", "h8": "hate", "w8": "wait", "str8": "straight", "sk8": "skate",
    "w/o": "without", "w/out": "without", "w/in": "within", "w/e": "whatever", "w/": "with", "b/c": "because", "c/o": "care of",
    "s/o": "shout out", "s/he": "she or he", "rnb": "r&b",
}  # fmt: skip
_RESPELLED_WORD = re.compile(
    r"(?<![\w/])(?:" + "|".join(re.escape(word) for word in sorted(_RESPELLED, key=len, reverse=True)) + r")(?!\w)",
    re.I,
)
_WITH = re.compile(r"(?<![\w/])w/(?=[a-z]{2})", re.I)  # "w/you"
_TITLES = {
    "dr": "doctor", "mr": "mister", "mrs": "missus", "ms": "miss", "prof": "professor", "sgt": "sergeant", "capt": "captain",
    "lt": "lieutenant", "rev": "reverend", "gen": "general", "sen": "senator", "gov": "governor",
}  # fmt: skip
_WAYS = {
    "dr": "drive", "st": "street", "ave": "avenue", "blvd": "boulevard", "rd": "road", "ln": "lane", "hwy": "highway",
}  # fmt: skip
_TITLE = re.compile(rf"(?<![\w'])((?i:{'|'.join(_TITLES)}))(\.\s?(?=\w)|\s(?=[A-Z][a-z]))")
_SAINT = re.compile(r"(?<![\w'])St(?:\.\s?|\s)(?=[A-Z])")
_WAY = re.compile(rf"(?<=[a-z\d]\s)((?i:{'|'.join(_WAYS)}))\b\.?(?=$|[\s,;:!?)])(?!\s[A-Z][a-z])")
# A quick test for any of them, in lower case: a third of the time of trying each.
_ABBREVIATED = re.compile(rf"[^a-z'](?:{'|'.join(sorted({*_TITLES, *_WAYS}))})\b")
_ADDRESS = re.compile(r"\bhttps?://|\bwww\.|(?<=[\w-])\.(?=(?:com|net|org|edu|gov|info|app|biz|co|io|fm|tv)\b)", re.I)
_HASHTAG = re.compile(r"#(\w*(?:[a-z][A-Z]|[A-Z]{2}[a-z])\w*)")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_TWO_WORDS = re.compile(r"(?<!\w)([A-Z]?[a-z]{2,}|[ei])([A-Z][a-z]{2,})(?=s?\b)")
_DEGREES = re.compile(r"°(?:\s?([CcFf])\b)?")
_DOTTED = re.compile(r"(?<![A-Za-z.'])((?:[A-Za-z]\.){2,}|(?:[A-Za-z]\.)+[A-Za-z])(?![A-Za-z])('s\b|s\b)?")
_CAPITALS = re.compile(r"(?<![\w'&])([A-Z]{2,5})('?s\b)?(?![\w&])")
_DOUBLED = re.compile(r"(.)\1")
_LATIN = ((re.compile(r"(?<!\w)e\.\s?g\.", re.I), "for example "), (re.compile(r"(?<!\w)i\.\s?e\.", re.I), "that is "))
_SHORT_WORDS = "no go so up me we us be to my in on at by or of if is it he do oh ok yo ma pa hi ha la"  # that may precede a number
_CAPITALS_AND_NUMBER = re.compile(r"(?<![\w'&])([A-Z]{2})(?=-?\d)")


def spoken_form(line: str) -> str:
    """The line as it is said, in lower case and without accents; spelled letters are followed by `SPELLED`."""
    if not line.isascii():
        line = line.translate(_APOSTROPHES).translate(_LETTERS)
        decomposed = unicodedata.normalize("NFD", line)
        line = "".join(char for char in decomposed if unicodedata.category(char) != "Mn")
    lower = line.lower()
    if (
        _SIGN_OR_DIGIT.search(line)
        or _CAPITAL.search(line)
        or ("." in line and _POINT_INSIDE.search(line))
        or "'n'" in line
        or _ABBREVIATED.search(f" {lower}")
        or ("-" in line and STAMMER.search(line))
        or ((":" in line or "!" in line) and SIGNED.search(line))
    ):
        return _read_out(line).lower()
    return lower


def _read_out(line: str) -> str:
    line = re.sub(r"(?<=[A-Za-z])'[nN]'(?=[A-Za-z])", " n ", line)
    line = re.sub(r"(?<=[A-Za-z])\$(?=[A-Za-z])", "S", line)  # A$AP
    if "." in line:
        for abbreviation, meant in _LATIN:
            line = abbreviation.sub(meant, line)
    line = read_roman_numerals(without_disguise(line))
    line = _HASHTAG.sub(lambda match: _HUMP.sub(" ", match[1]), line)
    line = _TWO_WORDS.sub(_parted, line)
    line = _ADDRESS.sub(_address, line)
    line = _WAY.sub(lambda match: _WAYS[match[1].lower()], _SAINT.sub("saint ", line))
    line = _TITLE.sub(lambda match: f"{_TITLES[match[1].lower()]} ", line)
    line = _WITH.sub("with ", _RESPELLED_WORD.sub(lambda match: _RESPELLED[match[0].lower()], line))
    line = with_joined_letters(line)
    line = _letters(line)
    if re.search(r"\d", line):
        line = read_numbers(line)
    line = line.replace("&", " and ").replace("%", " percent ").replace("@", " at ")
    if "°" in line:
        line = _DEGREES.sub(_degrees, line)
    return _SIGNS.sub(lambda match: {"+": " plus ", "=": " equals "}.get(match[0], " "), line)


def _degrees(match: re.Match[str]) -> str:
    return f" degrees {({'c': 'celsius', 'f': 'fahrenheit'}).get((match[1] or '').lower(), '')} "


def _parted(match: re.Match[str]) -> str:
    """ "OnlyFans" as two words, if it is not a word itself; "eBay" and "iCloud" as a letter and a word."""
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


def _letters(line: str) -> str:
    """Spell abbreviations (L.A., U.S.A.) and capitals that are no word (NBA, DJs)."""
    shouted = not re.search(r"[a-z]", line)
    line = _DOTTED.sub(lambda match: _spelled(match[1].replace(".", ""), match[2]), line)
    if not shouted:
        line = _CAPITALS_AND_NUMBER.sub(_spelled_before_a_number, line)
    return _CAPITALS.sub(lambda match: _spelled_if_no_word(match, shouted=shouted), line)


def _spelled_before_a_number(match: re.Match[str]) -> str:
    return match[0] if match[1].lower() in _SHORT_WORDS.split() else _spelled(match[1], None)


def _spelled_if_no_word(match: re.Match[str], *, shouted: bool) -> str:
    """Capitals as they are said. `shouted`: the whole line is in capitals, so LA may be the sung "la"."""
    word = match[1].lower()
    if word in load_initials() or (match[1] in load_initials() and not shouted and not _is_sung(match)):
        return _spelled(match[1], match[2])
    known = load_cmudict()
    if word in known or word in load_lexicon():
        return f"{match[1]}'s" if match[2] else match[0]  # DJs sounds like DJ's
    if len(word) > 3 and re.search(r"[aeiou][^aeiou]|[^aeiou][aeiouy]", word) and re.search(r"[aeiouy]", word[1:]):
        return match[0]  # it can be said as a word
    if shouted and (_DOUBLED.search(word) or any(f"{word[:n]}'{word[n:]}" in known for n in range(1, len(word)))):
        return match[0]  # a sound, or a word without its apostrophe: "GRRR", "HES"
    return _spelled(match[1], match[2])


def _is_sung(match: re.Match[str]) -> bool:
    """Whether the word is repeated: "LA LA"."""
    line, word = match.string, match[1]
    return bool(re.search(rf"\b{word}\W+$", line[: match.start()]) or re.match(rf"\W+{word}\b", line[match.end() :]))


def _spelled(letters: str, ending: str | None) -> str:
    named = " ".join(f"{letter.lower()}{SPELLED}" for letter in letters)
    return f" {named}{chr(39) + 's' if ending else ''} "

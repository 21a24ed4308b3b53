"""Keys, tempi and meters as people write them in a prompt.

What belongs here: finding them, and giving back the text without them. What does not: all other words (words.py).
"""

import re
import unicodedata

from resources.music.styles import Mode

SLOWEST, FASTEST = 30.0, 300.0  # beats per minute
_TONE = r"([A-Ha-h])[\s-]?(#|♯|sharp|is|b|♭|flat|es|s)?"
_KEY = re.compile(rf"(?<![\w#]){_TONE}[\s-]*(major|minor|maj|min|dur|moll)\b", re.IGNORECASE)
_SHORT_KEY = re.compile(r"\b(?:(?:in|[Kk]ey(?: of)?|[Kk]ey:)\s+([A-G])(#|b)?(m)?|([A-G])(#|b)?(m))(?![\w#])")
_SUNG_KEY = re.compile(
    r"\b(do|ut|re|mi|fa|sol|la|si)\s*(#|diese|sostenido|diesis|bemol|bemolle|b)?\s*"
    r"(majeur|mineur|mayor|menor|maior|maggiore|minore)\b"
)
_SUNG = {"do": "C", "ut": "C", "re": "D", "mi": "E", "fa": "F", "sol": "G", "la": "A", "si": "B"}
_MODES: dict[str, Mode] = {
    **dict.fromkeys(("major", "maj", "dur", "majeur", "mayor", "maior", "maggiore"), "major"),
    **dict.fromkeys(("minor", "min", "moll", "mineur", "menor", "minore"), "minor"),
}
_NUMBER = r"(\d{1,4}(?:[.,]\d+)?)"
_TEMPO = re.compile(
    rf"(?:{_NUMBER}\s*(?:-|–|to|bis|a)\s*)?{_NUMBER}\s*-?\s*(?:bpm|b\.p\.m\.?|beats? (?:per|a) minute|bats? par minute)"
    rf"|(?:bpm|tempo)\s*(?:of|at|is|:|=|~)?\s*{_NUMBER}\b"
)
_MODE = re.compile(r"\b(major|minor|moll|dur|majeur|mineur|mayor|menor|maior|maggiore|minore)(?: key| mode| scale)?\b")
_METER = re.compile(r"\b(\d{1,2})/(4|8)\b")


def plain_text(text: str) -> str:
    """Small letters without accents; Japanese keeps its marks, which make other sounds of its letters."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter) or letter in "\u3099\u309a")
    return unicodedata.normalize("NFC", plain)


def _spelt(tone: str, accidental: str | None) -> str:
    """A tonic as keys are written here."""
    sign = {
        "#": "#",
        "♯": "#",
        "sharp": "#",
        "is": "#",
        "diese": "#",
        "sostenido": "#",
        "diesis": "#",
        None: "",
        "": "",
    }
    return tone.upper() + sign.get(accidental, "b")


def take_key(prompt: str, text: str, meanings: dict[str, str]) -> tuple[str | None, Mode | None, str]:
    """The key, or its mode alone, and the text without it."""
    original = unicodedata.normalize("NFC", prompt)
    for match in _KEY.finditer(original):
        tone, accidental, mode = match[1], (match[2] or "").lower(), _MODES[match[3].lower()]
        after = original[match.end() :].lstrip()
        an_article = tone == "a" and not accidental and re.match(r"(?!at\b|with\b|and\b|for\b|in\b|on\b)[a-z]", after)
        if an_article:
            continue  # "in a minor key"
        german = match[3].lower() in ("dur", "moll")
        if tone.upper() == "H" or (accidental in ("is", "es", "s") and not german):
            if not german:
                continue
            tone = "B"
        elif german and tone.upper() == "B" and not accidental:
            tone, accidental = "B", "b"
        tonality = f"{_spelt(tone, accidental)} {mode}"
        meanings[match[0]] = f"key {tonality}"
        return tonality, None, text.replace(plain_text(match[0]), " ", 1)
    if match := _SHORT_KEY.search(original):
        tonality = (
            f"{_spelt(match[1] or match[4], match[2] or match[5])} {'minor' if match[3] or match[6] else 'major'}"
        )
        meanings[match[0]] = f"key {tonality}"
        return tonality, None, text.replace(plain_text(match[0]), " ", 1)
    if match := _SUNG_KEY.search(text):
        tonality = f"{_spelt(_SUNG[match[1]], match[2])} {_MODES[match[3]]}"
        meanings[match[0]] = f"key {tonality}"
        return tonality, None, text.replace(match[0], " ", 1)
    if match := _MODE.search(text):
        meanings[match[0]] = f"a {_MODES[match[1]]} key"
        return None, _MODES[match[1]], text.replace(match[0], " ", 1)
    return None, None, text


def take_tempo(text: str, meanings: dict[str, str], unmet: list[str]) -> tuple[float | None, str]:
    """The tempo in beats per minute, of a range its middle, and the text without it."""
    match = _TEMPO.search(text)
    if match is None:
        return None, text
    numbers = [float(number.replace(",", ".")) for number in match.groups() if number]
    tempo = sum(numbers) / len(numbers)
    rest = text.replace(match[0], " ", 1)
    if not SLOWEST <= tempo <= FASTEST:
        unmet.append(f"{match[0].strip()}: {SLOWEST:.0f} to {FASTEST:.0f} beats per minute can be played")
        return None, rest
    meanings[match[0].strip()] = f"{tempo:g} beats per minute"
    return tempo, rest


def bare_tempo(unknown: list[str], usual: tuple[float, float, float], meanings: dict[str, str]) -> float | None:
    """A number that stands alone and is a tempo of the style ("drum and bass 174"), taken from the unknown words."""
    for word in unknown:
        if word.isdecimal() and 0.9 * usual[0] <= float(word) <= 1.1 * usual[2]:
            unknown.remove(word)
            meanings[word] = f"{word} beats per minute"
            return float(word)
    return None


def take_meter(text: str, meanings: dict[str, str], unmet: list[str]) -> tuple[int | None, str]:
    """Beats in a bar, and the text without the time signature."""
    match = _METER.search(text)
    if match is None:
        return None, text
    beats = {"4/4": 4, "2/4": 4, "2/2": 4, "12/8": 4, "3/4": 3, "6/8": 3, "3/8": 3}.get(match[0])
    if beats is None:
        unmet.append(f"{match[0]}: bars of 4 or of 3 beats can be played")
    else:
        meanings[match[0]] = f"bars of {beats} beats"
    return beats, text.replace(match[0], " ", 1)

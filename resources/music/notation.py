"""Keys, tempi and meters as people write them in a prompt.

What belongs here: finding them, and giving back the text without them. What does not: all other words (words.py).
"""

import re
import unicodedata

from resources.music.styles import Mode

SLOWEST, FASTEST = 30.0, 300.0  # beats per minute
_TONE = r"([A-Ha-h])[\s-]?(#|♯|sharp|is|b|♭|flat|es|s)?"
# The church modes are played as the major or minor that their third is of.
_CHURCH: dict[str, Mode] = {
    **dict.fromkeys(
        ("dorian", "dorisch", "phrygian", "phrygisch", "aeolian", "aolisch", "locrian", "lokrisch"), "minor"
    ),
    **dict.fromkeys(("lydian", "lydisch", "mixolydian", "mixolydisch", "ionian", "ionisch"), "major"),
}
_KEY = re.compile(
    rf"(?<![\w#]){_TONE}[\s-]*(major|minor|maj|min|dur|moll|äolisch|{'|'.join(_CHURCH)})\b", re.IGNORECASE
)
# A bare letter is a key after "in" or "key", unless it names something else (C++, C#, R&B, a language in a tutorial); "Am"
# and "Em", which are words too, only where nothing but a number follows.
_AFTER_IN = re.compile(
    r"\b(?:in|[Kk]ey(?: of)?|[Kk]ey:)\s+([A-G])\s?(#|b|flat|sharp)?(m)?(?![\w#+&/])(?!\s*[+&]|\s+[A-Z])"
)
_BARE = re.compile(
    r"(?<![\w#'’])(?<!\bI )([A-G])(#|b)?(m)(?=\s*(?:$|[,;.:!)/|\n–-]|\d{2,3}\b(?!\.\s|\.$|st|nd|rd|th|\s*[a-z]*uhr)|at\b|tempo\b|bpm\b))"
)
_CODE = re.compile(r"\b(?:programming|coding|code|programmier\w+|software|developer)\b", re.IGNORECASE)
_SUNG_KEY = re.compile(
    r"\b(do|ut|re|mi|fa|sol|la|si)\s*(#|diese|sostenido|diesis|bemol|bemolle|b)?\s*"
    r"(majeur|mineur|mayor|menor|maior|maggiore|minore)\b"
)
_RUSSIAN_KEY = re.compile(r"\b(до|ре|ми|фа|соль|ля|си)[\s-]*(диез|бемоль)?[\s-]*(мажор|минор)\w*")
_CHINESE_KEY = re.compile(
    r"([升降嬰変])?\s*([a-gハニホヘトイロ])\s*(#|♯|b|♭)?\s*(大调|小调|大調|小調|長調|短調|メジャー|マイナー)"
)
_SHARP = {"#", "♯", "sharp", "is", "diese", "sostenido", "diesis", "диез", "升", "嬰"}
_SUNG = {"do": "C", "ut": "C", "re": "D", "mi": "E", "fa": "F", "sol": "G", "la": "A", "si": "B"}
_SUNG |= {"до": "C", "ре": "D", "ми": "E", "фа": "F", "соль": "G", "ля": "A", "си": "B"}
_SUNG |= dict(zip("ハニホヘトイロabcdefg", "CDEFGABABCDEFG", strict=True))
_MODES: dict[str, Mode] = {
    **dict.fromkeys(("major", "maj", "dur", "majeur", "mayor", "maior", "maggiore"), "major"),
    **dict.fromkeys(("minor", "min", "moll", "mineur", "menor", "minore", "äolisch"), "minor"),
    **_CHURCH,
}
# Not of a decade (80's, 80s), nor of a time signature (3/4).
_NUMBER = r"(?<![\d/'])(?<!\d[.,])(\d{1,4}(?:[.,]\d+)?)(?![\d/'’%]|s\b|er\b)"
_TO = r"(?:-|–|—|~|〜|to|and|und|bis|et|a|y|e|en|tot|до|и|到|至|から)"
_RANGE = rf"(?:{_NUMBER}\s*{_TO}\s*)?{_NUMBER}"
_UNIT = (
    r"(?:bpm|b\.p\.m\.?|(?:beats?|schlage|battements|battiti|pulsaciones|batidas|slagen|ударов) "
    r"(?:per|a|pro|par|al|por|в) ?(?:minut\w*|мин\w*)|拍)"
)
_BEFORE = r"(?:\bbpm|\btempo|темп|テンポ|速度|每分钟)"
_ABOUT = r"(?:\s*(?:of|at|is|should be|around|about|between|from|von|um|de|di|zwischen|entre|ca\.?|:|=|~))*"
_ALONE = r"(?:\bat|\baround|\babout|\broughly|@|^|[,;.!(])\s*(?:([6-9]\d|1\d\d)\s*(?:-|–)\s*)?([6-9]\d|1\d\d)(?=\s*(?:$|[,;.!)](?!\d)))"
_NOT_BEFORE = re.compile(r"\b(?:no|not|never|nicht|kein\w*|pas|sin|non|nao|niet|geen|не)\s+(?:at\s+)?$")
_TEMPO = re.compile(rf"{_RANGE}\s*-?(?:ish)?\s*{_UNIT}|{_BEFORE}{_ABOUT}\s*{_RANGE}|{_ALONE}")
# A bound: beside "faster" a bare number is a tempo, beside "over" only with its unit ("over 100 people").
_FASTER = r"(?:faster than|quicker than|schneller als|plus (?:rapide|vite) que|mas rapid[oa] que|mais rapid[oa] (?:do )?que|piu veloce di|sneller dan|быстрее)"
_SLOWER = r"(?:slower than|langsamer als|plus lent(?:e|ement)? que|mas lent[oa] que|mais lent[oa] (?:do )?que|piu lent[oa] di|langzamer dan|медленнее)"
_OVER = r"(?:over|above|more than|at least|minimum|mindestens|uber|plus de|au moins|mas de|al menos|mais de|piu di|almeno|meer dan|minstens|больше)"
_UNDER = r"(?:under|below|less than|at most|maximum|max|hochstens|unter|moins de|menos de|meno di|minder dan|hoogstens|меньше)"
_BOUND = re.compile(
    rf"(?:\b(no|not|nicht|pas|niet|не)\s+)?\b(?:(?P<up>{_FASTER}|{_OVER}(?=\s+[\d.,]+\s*{_UNIT}))|(?P<down>{_SLOWER}|{_UNDER}(?=\s+[\d.,]+\s*{_UNIT})))"
    rf"\s+{_NUMBER}\s*(?:{_UNIT})?"
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
BEYOND = 1.08  # how far past a bound that is not included: 120 becomes 130
# A mode alone: "major" and "minor" are words too ("a major drop", "my minor problem", "hermano mayor").
_MODE = re.compile(
    r"\b(major|minor)(?:[\s-]+(?:key|mode|scale|tonality|chords?)\b|(?=\s*(?:$|[,;.!)]|and\b|but\b|with\b)))"
    r"|\b(?:in|en|em|modo|modo de|tono|tonalidad|tonalidade|tonalita|mode|ton)\s+"
    r"(major|minor|moll|dur|majeur|mineur|mayor|menor|maior|maggiore|minore)\b"
    rf"|\b(moll\b|(?:moll|dur)(?=[\s-]?tonart)|(?:{'|'.join(_CHURCH)})\b)"
)
_METER = re.compile(r"\b(\d{1,2})/(4|8)\b")


# What people type for an apostrophe, and the French o-e.
_TYPED = str.maketrans({**dict.fromkeys("’´`ʼ′ʹ＇", "'"), "œ": "oe", "Œ": "oe"})
_HYPHEN = re.compile(r"(?<=\w)[‐‑‒–](?=\w)")


def plain_text(text: str) -> str:
    """Small letters without accents; Japanese keeps its marks, which make other sounds of its letters."""
    decomposed = unicodedata.normalize("NFKD", _HYPHEN.sub("-", text.translate(_TYPED)).casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter) or letter in "\u3099\u309a")
    return unicodedata.normalize("NFC", plain)


def _spelt(tone: str, accidental: str | None) -> str:
    """A tonic as keys are written here."""
    if not accidental:
        return tone.upper()
    return tone.upper() + ("#" if accidental in _SHARP else "b")


def take_key(prompt: str, meanings: dict[str, str]) -> tuple[str | None, Mode | None, str]:
    """The key, or its mode alone, and the rest of the prompt as plain text."""
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
        return tonality, None, plain_text(_without(original, match))
    match = None if _CODE.search(original) else _AFTER_IN.search(original)
    if match := match or _BARE.search(original):
        tonality = f"{_spelt(match[1], match[2])} {'minor' if match[3] else 'major'}"
        meanings[match[0]] = f"key {tonality}"
        return tonality, None, plain_text(_without(original, match))
    text = plain_text(original)
    if match := _SUNG_KEY.search(text):
        tonality = f"{_spelt(_SUNG[match[1]], match[2])} {_MODES[match[3]]}"
        meanings[match[0]] = f"key {tonality}"
        return tonality, None, _without(text, match)
    if match := _RUSSIAN_KEY.search(text):
        tonality = f"{_spelt(_SUNG[match[1]], match[2])} {'major' if match[3] == 'мажор' else 'minor'}"
        meanings[match[0]] = f"key {tonality}"
        return tonality, None, _without(text, match)
    if match := _CHINESE_KEY.search(text):
        mode = "major" if match[4] in ("大调", "大調", "長調", "メジャー") else "minor"
        tonality = f"{_spelt(_SUNG[match[2]], match[1] or match[3])} {mode}"
        meanings[match[0]] = f"key {tonality}"
        return tonality, None, _without(text, match)
    if match := _MODE.search(text):
        mode = _MODES[match[1] or match[2] or match[3]]
        meanings[match[0]] = f"a {mode} key"
        return None, mode, _without(text, match)
    return None, None, text


def _without(text: str, match: re.Match[str]) -> str:
    """What stands before and after a find."""
    return f"{text[: match.start()]} {text[match.end() :]}"


def take_tempo(text: str, meanings: dict[str, str], unmet: list[str]) -> tuple[float | None, str]:
    """The tempo in beats per minute, of a range its middle, and the text without it."""
    if (match := _BOUND.search(text)) and SLOWEST <= (bound := float(match[4].replace(",", "."))) <= FASTEST:
        included = match[1] or (match["up"] or match["down"]).startswith(_INCLUDED)
        tempo = round(bound * (1.0 if included else BEYOND if match["up"] else 1 / BEYOND))
        meanings[match[0].strip()] = f"{tempo:g} beats per minute"
        return float(tempo), _without(text, match)
    match = _TEMPO.search(text)
    if match is None:
        return None, text
    low, high = next(pair for pair in (match.group(1, 2), match.group(3, 4), match.group(5, 6)) if pair[1])
    if _NOT_BEFORE.search(text[: match.start()]):
        unmet.append(f"not {match[0].strip()}: only the tempo that is wanted can be said")
        return None, _without(text, match)
    numbers = [float(number.replace(",", ".")) for number in (low, high) if number]
    rest = _without(text, match)
    if len(numbers) == 2 and not SLOWEST <= numbers[0] <= numbers[1]:
        rest = f"{low} {rest}"  # "take 2 and 120 bpm"
        numbers = numbers[1:]
    tempo = sum(numbers) / len(numbers)
    if not SLOWEST <= tempo <= FASTEST:
        unmet.append(f"{match[0].strip()}: {SLOWEST:.0f} to {FASTEST:.0f} beats per minute can be played")
        return None, rest
    meanings[match[0].strip()] = f"{tempo:g} beats per minute"
    return tempo, rest


def bare_tempo(unknown: list[str], usual: tuple[float, float, float], meanings: dict[str, str]) -> float | None:
    """A number that stands alone and is a tempo of the style ("drum and bass 174"), taken from the unknown words."""
    for word in unknown:
        number = word.removesuffix("er")  # German: "174er"
        if number.isdecimal() and 0.9 * usual[0] <= float(number) <= 1.1 * usual[2]:
            unknown.remove(word)
            meanings[word] = f"{number} beats per minute"
            return float(number)
    return None


def take_meter(text: str, meanings: dict[str, str], unmet: list[str]) -> tuple[str, int | None, str]:
    """The time signature ("" for none), its beats in a bar, and the text without it."""
    match = _METER.search(text)
    if match is None:
        return "", None, text
    beats = {"4/4": 4, "2/4": 4, "2/2": 4, "12/8": 4, "3/4": 3, "6/8": 3, "3/8": 3}.get(match[0])
    if beats is None:
        unmet.append(f"{match[0]}: bars of 4 or of 3 beats can be played")
    else:
        meanings[match[0]] = f"bars of {beats} beats"
    return match[0], beats, _without(text, match)

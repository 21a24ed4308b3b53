"""Keys and modes in a prompt.

What belongs here: finding them, whether they are denied, and removing them from the text. What does not: tempi and meters
(notation.py), all other words (words.py).
"""

import functools
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from resources.music import grammar
from resources.music.notation import plain_text
from resources.music.spelling import is_ideographic
from resources.music.styles import Mode

_TONE = r"([A-Ha-h])[\s-]?(#|♯|sharp|is|b|♭|flat|es|s)?"
# Church modes and kinds of minor by name, with the mode that is played; some are approximations, which is reported.
_CHURCH: dict[str, Mode] = {
    **dict.fromkeys(
        ("dorian", "dorischen", "dorische", "dorisch", "dorico", "dorica", "dorien", "dorienne", "дориискии", "дорииская", "ドリアン", "ドリア旋法", "多利亚"),
        "dorian",
    ),
    **dict.fromkeys(
        ("phrygian", "phrygischen", "phrygische", "phrygisch", "frigio", "frigia", "phrygien", "phrygienne", "фригиискии", "フリジアン", "弗里几亚"),
        "phrygian",
    ),
    **dict.fromkeys(("locrian", "lokrischen", "lokrische", "lokrisch", "locrio", "locrien", "локриискии", "ロクリアン"), "phrygian"),
    **dict.fromkeys(("lydian", "lydischen", "lydische", "lydisch", "lidio", "lidia", "lydien", "lydienne", "лидиискии", "リディアン", "利底亚"), "lydian"),
    **dict.fromkeys(
        ("mixolydian", "mixolydischen", "mixolydische", "mixolydisch", "mixolidio", "misolidio", "mixolydien", "миксолидиискии", "ミクソリディアン", "混合利底亚"),
        "mixolydian",
    ),
    **dict.fromkeys(("harmonic minor", "harmonisch moll", "mineur harmonique", "menor armonica", "minore armonica"), "minor"),
    **dict.fromkeys(("aeolian", "aolisch", "eolio", "eolien", "natural minor"), "minor"),
    **dict.fromkeys(("ionian", "ionisch", "jonico", "ionien"), "major"),
}  # fmt: skip
_NEARLY = re.compile(r"\b(?:locri|lokri|локри)\w*|ロクリアン|\bharmoni\w*(?=.{0,3}(?:minor|moll))|harmonique|armonica")
_MODAL = "|".join(sorted(_CHURCH, key=len, reverse=True))  # "mixolydian" before "lydian"
_KEY = re.compile(
    rf"(?<![\w#]){_TONE}[\s-]*(major|minor|maj|min|dur|moll|äolisch|kleine terts|klein|grote terts|groot|{_MODAL})\b",
    re.IGNORECASE,
)
# A bare letter is a key after "in" or "key", unless it is something else (C++, C#, R&B, a language in a tutorial).
_AFTER_IN = re.compile(
    r"\b(?:in|[Kk]ey(?: of)?|[Kk]ey:)\s+([A-G])\s?(#|♯|b|♭|flat|sharp)?(m)?(?![\w#♯♭+&/])(?!\s*[+&]|\s+[A-Z])"
)
_BARE = re.compile(r"(?<![\w#'’])(?<!\bI )(?<!\d )([A-G])(#|♯|b|♭)?(m)(?![\w#'’])")
# "Am" and "Em" are words too, so they are keys only before a number, a word about music, or nothing.
_ALSO_WORDS = ("Am", "Em")
_NOTHING_FOLLOWS = re.compile(
    r"\s*(?:$|[,;.:!)/|\n–-]|\d{2,3}\b(?!\.\s|\.$|st|nd|rd|th|\s*[a-z]*uhr)|at\b|tempo\b|bpm\b|"
    rf"(?:{'|'.join(word for word in sorted(grammar.MUSICAL) if word.isascii())})\b)"
)
_CODE = re.compile(r"\b(?:programming|coding|code|programmier\w+|software|developer)\b", re.IGNORECASE)
_SUNG_KEY = re.compile(
    r"\b(do|ut|re|mi|fa|sol|la|si)\s*(#|diese|sostenido|sustenido|diesis|bemol|bemolle|b)?\s*"
    rf"(majeur|mineur|mayor|menor|maior|maggiore|minore|{_MODAL})\b"
)
_RUSSIAN_KEY = re.compile(r"\b(до|ре|ми|фа|соль|ля|си)[\s-]*(диез|бемоль)?[\s-]*(мажор|минор)\w*")
_CHINESE_KEY = re.compile(
    r"([升降嬰変])?\s*([a-gハニホヘトイロ])\s*(#|♯|b|♭)?\s*(大调|小调|大調|小調|長調|短調|メジャー|マイナー)"
)
_SHARP = {"#", "♯", "sharp", "is", "diese", "sostenido", "sustenido", "diesis", "диез", "升", "嬰"}
_SUNG = {"do": "C", "ut": "C", "re": "D", "mi": "E", "fa": "F", "sol": "G", "la": "A", "si": "B"}
_SUNG |= {"до": "C", "ре": "D", "ми": "E", "фа": "F", "соль": "G", "ля": "A", "си": "B"}
_SUNG |= dict(zip("ハニホヘトイロabcdefg", "CDEFGABABCDEFG", strict=True))
_MODES: dict[str, Mode] = {
    **dict.fromkeys(("major", "maj", "dur", "majeur", "mayor", "maior", "maggiore", "groot", "grote terts"), "major"),
    **dict.fromkeys(("大调", "大調", "長調", "メジャー", "мажор"), "major"),
    **dict.fromkeys(("小调", "小調", "短調", "マイナー", "минор"), "minor"),
    **dict.fromkeys(("minor", "min", "moll", "mineur", "menor", "minore", "äolisch", "klein", "kleine terts"), "minor"),
    **_CHURCH,
}
# The modes by the names that can stand alone, without accents.
MODE_NAMES: dict[str, Mode] = {
    plain_text(name): mode
    for name, mode in _MODES.items()
    if name not in ("maj", "min", "klein", "groot", "kleine terts", "grote terts")
}
# A mode alone: "major" and "minor" are words too ("a major drop", "my minor problem", "hermano mayor").
_MODE = re.compile(
    r"\b(?P<en>major|minor)(?:[\s-]+(?:keys?|modes?|scales?|tonality|chords?|feel|feeling|mood|vibes?|sound|progressions?|harmon(?:y|ies)|melod(?:y|ies))\b|(?=\s*(?:$|[,;.!)]|and\b|but\b|with\b)))"
    r"|\b(?:in|en|em|modo|modo de|tono|tonalidad|tonalidade|tonalita|mode|ton)\s+"
    r"(?P<after>major|minor|moll|dur|majeur|mineur|mayor|menor|maior|maggiore|minore)\b"
    rf"|\b(?P<alone>moll\b|(?:moll|dur)(?=[\s-]?tonart)|(?:{_MODAL})\b)"
    r"|\b(?P<ru>мажор|минор)\w*|(?P<cjk>大调|小调|大調|小調|長調|短調)"
)
BEFORE = 80  # characters before a key in which a denial is searched for
# Denials before a key, with the words that may come in between, and denials after it.
_DENIALS = [
    phrase.strip()
    for phrases in (grammar.NEGATIONS, grammar.REFUSALS, grammar.EXCEPT, ",".join(grammar.NOTHING))
    for phrase in phrases.split(",")
]
_BETWEEN = (
    "in|en|em|a|an|the|any|of|or|nor|oder|noch|ou|ni|of|use|using|be|it|to|too|key|keys|so|bitte|please|de|do|di|du|im|il|le|la|das|der|die|"
    "einer|einem|eine|ein|une|un|una|uma|een|в|play|played|write|written|something|anything"
)
_DENIED_AFTER = re.compile(
    r"^[\s?:]*(?:(?:bitte |please )?(?:nicht|not|no)\s*(?:$|[,;.!])|no thanks|nein danke|で?はな|じゃな|以外|なし|は不要)"
)


@dataclass(frozen=True, slots=True)
class _Named:
    """A key or a mode in the prompt."""

    words: str
    key: str
    denied: bool


def take_key(prompt: str, meanings: dict[str, str], unmet: list[str]) -> tuple[str | None, Mode | None, str]:
    """Extract the key, or only its mode. Returns it and the rest of the prompt as plain text."""
    named, original = _taken(unicodedata.normalize("NFC", prompt), _with_its_mode)
    if all(key.denied for key in named):
        more, original = _taken(original, _without_its_mode)
        named += more
    more, text = _taken(plain_text(original), _in_words)
    named += more
    unmet += [f"not {key.words}: only the key that is wanted can be said" for key in named if key.denied]
    wanted = [key for key in named if not key.denied]
    unmet += [f"{key.words}: one key is played from start to end" for key in wanted[1:] if key.key != wanted[0].key]
    modes, text = _taken(text, _mode_alone)
    unmet += [
        f"{key.words}: played as {key.key}" for key in (*wanted[:1], *modes) if _NEARLY.search(plain_text(key.words))
    ]
    church = next((mode.key for mode in modes if not mode.denied and mode.words in _CHURCH), "")
    if wanted:
        tonality = f"{wanted[0].key.split()[0]} {church}" if church else wanted[0].key  # "D minor, dorian"
        meanings[wanted[0].words] = f"key {tonality}"
        return tonality, None, text
    for named_mode in modes:
        meanings[named_mode.words] = f"{'not ' if named_mode.denied else ''}a {named_mode.key} key"
    refused = {each.key for each in modes if each.denied}
    mode: Mode | None = "major" if refused == {"minor"} else "minor" if refused == {"major"} else None
    for each in modes:
        if not each.denied:
            return None, _MODES[each.key], text
    return None, mode, text


@functools.cache
def _denied_before() -> re.Pattern[str]:
    """Compiled when the first key is found, since that takes 15 ms."""
    return re.compile(
        rf"(?<![\w'])(?<!why )(?<!warum )(?:{'|'.join(re.escape(phrase) for phrase in _DENIALS if not is_ideographic(phrase[0]))})"
        rf"\s+(?:(?:{_BETWEEN})\s+)*$|(?:{'|'.join(phrase for phrase in _DENIALS if is_ideographic(phrase[0]))})\s*$"
    )


def _taken(text: str, find: Callable[[str], tuple[re.Match[str], str] | None]) -> tuple[list[_Named], str]:
    """All matches, and the text without them."""
    named: list[_Named] = []
    while found := find(text):
        match, key = found
        denied = _denied_before().search(
            plain_text(text[max(0, match.start() - BEFORE) : match.start()])
        ) or _DENIED_AFTER.search(text[match.end() :])
        named.append(_Named(match[0].strip(), key, bool(denied)))
        text = f"{text[: match.start()]} {text[match.end() :]}"
    return named, text


def key_in(text: str) -> tuple[re.Match[str], str] | None:
    """The first key of a text whose mode is named."""
    return _with_its_mode(text) or _in_words(text)


def _with_its_mode(text: str) -> tuple[re.Match[str], str] | None:
    """The first key such as "C minor", "fis-Moll" or "A klein"."""
    for match in _KEY.finditer(text):
        tone, accidental, mode = match[1], (match[2] or "").lower(), match[3].lower()
        after = text[match.end() :].lstrip()
        if tone == "a" and not accidental and re.match(r"(?!at\b|with\b|and\b|for\b|in\b|on\b)[a-z]", after):
            continue  # "in a minor key"
        german = mode in ("dur", "moll")
        if tone.upper() == "H" or (accidental in ("is", "es", "s") and not german and "terts" not in mode):
            if not german and mode not in ("klein", "groot"):
                continue
            tone = "B" if tone.upper() == "H" else tone
        elif german and tone.upper() == "B" and not accidental:
            tone, accidental = "B", "b"
        return match, f"{_spelt(tone, accidental)} {_MODES[mode]}"
    return None


def _without_its_mode(text: str) -> tuple[re.Match[str], str] | None:
    """The first key such as "in C" or "Dm"."""
    match = None if _CODE.search(text) else _AFTER_IN.search(text)
    match = match or next((bare for bare in _BARE.finditer(text) if _is_key(bare, text)), None)
    return match and (match, f"{_spelt(match[1], match[2])} {'minor' if match[3] else 'major'}")


def _is_key(bare: re.Match[str], text: str) -> bool:
    return bare[0] not in _ALSO_WORDS or bool(_NOTHING_FOLLOWS.match(text[bare.end() :]))


def _in_words(text: str) -> tuple[re.Match[str], str] | None:
    """The first key such as "do majeur", "ре минор" or "イ短調"."""
    if match := _SUNG_KEY.search(text):
        return match, f"{_spelt(_SUNG[match[1]], match[2])} {_MODES[match[3]]}"
    if match := _RUSSIAN_KEY.search(text):
        return match, f"{_spelt(_SUNG[match[1]], match[2])} {_MODES[match[3]]}"
    if match := _CHINESE_KEY.search(text):
        return match, f"{_spelt(_SUNG[match[2]], match[1] or match[3])} {_MODES[match[4]]}"
    return None


def _mode_alone(text: str) -> tuple[re.Match[str], str] | None:
    match = _MODE.search(text)
    return match and (match, _MODES[match["en"] or match["after"] or match["alone"] or match["ru"] or match["cjk"]])


def _spelt(tone: str, accidental: str | None) -> str:
    """A tonic in the spelling of this project."""
    if not accidental:
        return tone.upper()
    return tone.upper() + ("#" if accidental in _SHARP else "b")

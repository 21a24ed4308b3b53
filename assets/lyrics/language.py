"""The language of a song.

What belongs here: distinguishing English from the other languages in a catalogue. What does not: what becomes of a song
(cleaning.py).

A detector that looks only at letters takes lists of brands for Italian, "na na hey" for Danish, and Hindi in Latin letters for
English. So vocables are removed before it is asked, and its answer counts for a language in Latin letters only if the text
contains function words of that language.
"""

import functools
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assets.text import words
from resources.pronunciation import load_cmudict

if TYPE_CHECKING:
    from lingua import Language, LanguageDetector

# The detector takes none of the songbook's 329 English songs for another language, but 0.5 % of their single lines, 0.04 % of
# pairs of lines, and none of four lines (of 4,742, 2,288 and 1,138 pieces). It takes a few words of slang for Swedish or
# German, with a confidence in English of 0.1 or more; for Spanish, French and German lines that confidence is lower. So a short
# text counts as English from 0.1 on: the errors on single lines fall from 25 to 2.
FEW_WORDS = 16
LEAST_CONFIDENCE = 0.1
CHARACTERS_JUDGED = 10_000  # no song has more; on one word as long as a book the detector takes hours

# Enough to distinguish English from the rest of a rap catalogue; each further language costs memory.
LANGUAGES = (
    "ENGLISH", "SPANISH", "FRENCH", "GERMAN", "ITALIAN", "PORTUGUESE", "DUTCH", "SWEDISH", "POLISH", "TURKISH",
    "RUSSIAN", "JAPANESE", "KOREAN",
)  # fmt: skip

_VOCABLE = re.compile(
    r"\b(?:(?:la|na|da|di|doo?|ba|sha|ra|ta|pa|bom|dum|hey|ho|oh|ooh|o+h+|a+h+|uh|huh|hm+|mm+|ye+a+h*|ay+e*|whoa+|wo+ah+|yo|"
    r"skrt|brr+|grr+|pow|bang|woo+|eh|ha|he|hee|doot|oi|hoo|wop|ooo+)(?:[-\s']+|\b))+",
    re.IGNORECASE,
)
# Each language's most frequent function words.
_LITTLE_WORDS = {
    "es": "el la los las que de y en un una por con para mi tu se lo no es como pero más yo te le del al su si cuando",
    "fr": "le la les des et est que un une je tu il dans pour pas ne ce qui sur mon ma mes avec au du se sont mais vous on",
    "de": "der die das und ist ich du nicht ein eine den dem mit auf für von zu im wir sie es dass mein wie nur auch so",
    "it": "il la che di e un una per non mi ti si lo con sono è come ma più nel del della io tu se gli le ho",
    "pt": "o os as que de e um uma por com para meu tu não se eu é como mas mais do da no na em você te foi só",
    "nl": "de het een en ik je niet van dat is op te zijn met voor maar ook er aan wat wij mijn als dan nog",
    "sv": "och det att i en jag du inte är på som med för den av till har vi ett om men så min din",
    "pl": "i w nie na się to jest że z do jak ja ty mi mnie ale tak co za po dla już tylko od przez",
    "tr": "bir ve bu ben sen de da için ne var yok gibi ama çok mi mı değil beni seni o bana sana",
}
_LITTLE = {code: frozenset(text.split()) for code, text in _LITTLE_WORDS.items()}
_ENGLISH_WORDS = (
    "the and you i to a my of in it me that is on your with for be we this but all so they what when no not was are "
    "at if from don't can do just like up out get got how his her she he them there who by one have had were am "
    "been will would could ain't i'm it's you're that's can't won't never now know then than their our or as back "
    "down time see let go"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
LEAST_LITTLE = 0.04  # minimum share of function words in a foreign text; Spanish to Turkish lyrics have 0.15 and more
FOREIGN_LITTLE = 0.3  # of a text so short that the detector guesses, this share of function words decides the language
# Minimum share of English function words in a longer English text; the lowest of the songbook's songs is 0.22.
LEAST_ENGLISH = 0.12
# Or this share of words that CMUdict has, names included: Hindi and Tamil in Latin letters have 0.3 to 0.5, slang 0.8.
LEAST_KNOWN = 0.7


@functools.cache
def _detector() -> "LanguageDetector":
    from lingua import Language, LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_languages(*(getattr(Language, name) for name in LANGUAGES)).build()


def detect_language(text: str) -> str:
    """The language of one song: `detect_languages` of it alone."""
    return detect_languages([text])[0]


def foreign_language(text: str) -> str:
    """The name of a text's language ("Spanish", or "another language"); empty if it is English. Unlike `detect_language` it
    does not load the detector, which takes seconds, for texts with enough function words of English.
    """
    from lingua import Language

    spoken = words(_VOCABLE.sub(" ", text[:CHARACTERS_JUDGED]))
    english = sum(word in _ENGLISH for word in spoken)
    # Other languages share words with English: a sixth of some Spanish verses is "me", "no" and "a".
    others = max(sum(word in little for word in spoken) for little in _LITTLE.values())
    if not spoken or (_has_little_words(spoken) and english > others):
        return ""
    code = detect_language(text)
    names = {getattr(Language, name).iso_code_639_1.name.lower(): name.title() for name in LANGUAGES}
    return "" if code == "en" else names.get(code, "another language")


def detect_languages(texts: Sequence[str]) -> list[str]:
    """The language of each song (ISO 639-1, lower case), or "unknown" if there is no evidence; uses all cores.

    A text of vocables alone is English. A text too short to be judged is English unless the detector all but rules that out.
    """
    lines = [text[:CHARACTERS_JUDGED].replace("\n", " ") for text in texts]
    spoken = [_VOCABLE.sub(" ", line).strip() for line in lines]
    found = _detector().detect_languages_in_parallel_of(spoken)
    return [_code(language, line, rest) for language, line, rest in zip(found, lines, spoken, strict=True)]


def _code(language: "Language | None", line: str, spoken: str) -> str:
    from lingua import Language

    spoken_words = words(spoken)
    if not spoken_words:
        return "en" if words(line) and line.isascii() and any(map(str.isalpha, line)) else "unknown"
    if language is None:
        return "unknown"
    code = language.iso_code_639_1.name.lower()
    if language == Language.ENGLISH:
        return "unknown" if len(spoken_words) >= FEW_WORDS and not _looks_english(spoken_words) else "en"
    little = _LITTLE.get(code)
    foreign = bool(little) and sum(word in little for word in spoken_words) >= FOREIGN_LITTLE * len(spoken_words)
    confidence = (
        _detector().compute_language_confidence(spoken, Language.ENGLISH) if len(spoken_words) < FEW_WORDS else 0.0
    )
    if confidence >= LEAST_CONFIDENCE and not (foreign and not _ENGLISH.intersection(spoken_words)):
        return "en"
    if little and sum(word in little for word in spoken_words) < LEAST_LITTLE * len(spoken_words):
        return "en" if _looks_english(spoken_words) or len(spoken_words) < FEW_WORDS else "unknown"
    return code


def _looks_english(spoken_words: Sequence[str]) -> bool:
    """Whether a text is English by its function words or by the dictionary."""
    if _has_little_words(spoken_words):
        return True
    dictionary = load_cmudict()
    return sum(word in dictionary for word in spoken_words) >= LEAST_KNOWN * len(spoken_words)


def _has_little_words(spoken_words: Sequence[str]) -> bool:
    return sum(word in _ENGLISH for word in spoken_words) >= LEAST_ENGLISH * len(spoken_words)

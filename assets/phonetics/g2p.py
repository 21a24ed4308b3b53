"""Words to phonemes: dictionary, homographs, rules, then g2p-en's spelling model.

What belongs here: which pronunciation a word gets, and from where. What does not: the data (resources/pronunciation),
the model (spelling_model.py), what is done with phonemes (meter.py, rhyme.py).
"""

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

import pandas as pd

from assets.phonetics.spelling_model import PHONEMES, SpellingModel
from resources.pronunciation import g2p_checkpoint, load_cmudict, load_homographs, load_slang

Source = Literal["dictionary", "homograph", "rule", "model"]

ARPABET = frozenset(PHONEMES[4:])
PRONUNCIATIONS_SCHEMA = {
    "word": "the word, lower case",
    "phonemes": "ARPAbet with stress, apart by blanks",
    "source": "dictionary, homograph, rule or model",
    "count": "how often it occurs",
}

_DIGITS = re.compile(r"[$£]?\d[\d,]*(?:\.\d+)?(?:st|nd|rd|th)?")
_WORD = re.compile(r"'?[a-z]+(?:'[a-z]+)*'?")
_VOICELESS, _SIBILANT = {"P", "T", "K", "F", "TH"}, {"S", "Z", "SH", "ZH", "CH", "JH"}


class Pronunciation(NamedTuple):
    """Phonemes ("HH AH0 L OW1") and where they came from."""

    phonemes: str
    source: Source


def tokenize(line: str) -> list[str]:
    """The words of one line as they are pronounced: lower case, without accents, numbers spelled out.

    Apostrophes stay inside a word ("don't"), before one that is known so ("'cause") and after a dropped g ("ridin'");
    elsewhere they are quotation marks. Hyphens part words.
    """
    if not line.isascii():
        decomposed = unicodedata.normalize("NFD", line.replace("’", "'"))
        line = "".join(char for char in decomposed if unicodedata.category(char) != "Mn")
    if any(char.isdigit() for char in line):
        line = _DIGITS.sub(_spell_number, line)
    slang = load_slang()
    words = []
    for word in _WORD.findall(line.lower()):
        if word in slang:
            words.append(word)
            continue
        if word.startswith("'"):
            word = word[1:]
        if word.endswith("'") and not word.endswith("in'") and word not in slang:
            word = word[:-1]
        words.append(word)
    return words


@functools.cache
def _spell_number(match: re.Match[str] | str) -> str:
    import inflect

    text = match if isinstance(match, str) else match[0]
    engine = inflect.engine()
    unit = {"$": " dollars", "£": " pounds"}.get(text[0], "")
    spelled = engine.number_to_words(text.lstrip("$£").replace(",", "").rstrip("."), andword="")
    return f" {spelled}{unit} "


class Pronouncer:
    """Pronounces words and remembers them."""

    def __init__(self, known: Mapping[str, Pronunciation] | None = None) -> None:
        self._known = dict(known or {})

    def pronounce(self, words: Iterable[str]) -> dict[str, Pronunciation]:
        """The pronunciation of each distinct word; those that only the model can say go through it in one batch."""
        wanted = dict.fromkeys(words)
        unknown = []
        for word in wanted:
            if word not in self._known:
                spoken = look_up(word)
                if spoken:
                    self._known[word] = spoken
                else:
                    unknown.append(word)
        if unknown:
            spelled = [word.replace("'", "") for word in unknown]
            for word, phonemes in zip(unknown, _model().predict(spelled), strict=True):
                self._known[word] = Pronunciation(phonemes, "model") if phonemes else _letter_by_letter(word)
        return {word: self._known[word] for word in wanted}

    def phonemes_of_line(self, line: str) -> list[str]:
        """The phonemes of each word of a line."""
        words = tokenize(line)
        spoken = self.pronounce(words)
        return [spoken[word].phonemes for word in words]


@functools.cache
def _model() -> SpellingModel:
    return SpellingModel(g2p_checkpoint())


def look_up(word: str) -> Pronunciation | None:
    """What dictionary, homographs and rules say of a word; None leaves it to the model."""
    slang = load_slang().get(word)
    if slang:
        return Pronunciation(slang, "dictionary")
    homograph = load_homographs().get(word)
    dictionary = load_cmudict()
    if homograph:
        # Without its sentence: CMUdict's first reading where it is one of the two (a fixed reading agrees with a
        # tagger on 86 % of homographs, which are 0.3 % of the words of lyrics), else the second.
        readings = homograph[:2]
        return Pronunciation(dictionary.get(word) if dictionary.get(word) in readings else readings[1], "homograph")  # pyright: ignore[reportArgumentType]
    if word in dictionary:
        return Pronunciation(dictionary[word], "dictionary")
    by_rule = _by_rule(word, dictionary)
    return Pronunciation(by_rule, "rule") if by_rule else None


def _by_rule(word: str, dictionary: Mapping[str, str]) -> str | None:
    """Dropped g ("ridin'", "smokin"), poets' 'd ("form'd"), possessives ("Vela's"): from the dictionary's full word."""
    bare = word.removesuffix("'")
    if bare.endswith("in") and (full := dictionary.get(bare + "g")) and full.endswith("NG"):
        return full.removesuffix("NG") + "N"
    if word.endswith("'d"):
        stem = word.removesuffix("'d")
        for full in (stem + "ed", stem + "d"):
            if full in dictionary:
                return dictionary[full]
    if word.endswith("'s") and (stem := dictionary.get(word.removesuffix("'s"))):
        last = stem.rsplit(" ", 1)[-1]
        return stem + (" IH0 Z" if last in _SIBILANT else " S" if last in _VOICELESS else " Z")
    return dictionary.get(bare)


def _letter_by_letter(word: str) -> Pronunciation:
    names = (load_cmudict()[f"{letter}."] for letter in word if letter.isalpha())
    return Pronunciation(" ".join(names), "rule")


def pronounce_corpus(texts: Iterable[str], known: Mapping[str, Pronunciation] | None = None) -> pd.DataFrame:
    """Every distinct word of the texts, once (`PRONUNCIATIONS_SCHEMA`), in alphabetical order."""
    counts: Counter[str] = Counter()
    for text in texts:
        for line in text.split("\n"):
            counts.update(tokenize(line))
    spoken = Pronouncer(known).pronounce(sorted(counts))
    rows = [(word, said.phonemes, said.source, counts[word]) for word, said in spoken.items()]
    return pd.DataFrame(rows, columns=list(PRONUNCIATIONS_SCHEMA)).astype(
        {"word": "str", "phonemes": "str", "source": "str", "count": "int64"}
    )


def lexicon_of(pronunciations: pd.DataFrame) -> dict[str, Pronunciation]:
    """A pronunciations table as what `Pronouncer` takes."""
    columns = (pronunciations[name] for name in ("word", "phonemes", "source"))
    return {word: Pronunciation(phonemes, source) for word, phonemes, source in zip(*columns, strict=True)}

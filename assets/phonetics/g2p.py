"""Words to phonemes: dictionary, homographs, rules, then g2p-en's spelling model.

What belongs here: which pronunciation a word gets, and from which source. What does not: the data
(resources/pronunciation), the model (spelling_model.py), the use of phonemes (meter.py, rhyme.py).
"""

import functools
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from assets.phonetics.marks import SPELLED, STAMMERED
from assets.phonetics.spelling_model import PHONEMES, SpellingModel
from assets.phonetics.spoken_form import spoken_form
from assets.schemas import Column, as_table
from resources.pronunciation import g2p_checkpoint, load_cmudict, load_homographs, load_initials, load_lexicon
from resources.pronunciation.tagger import Tagger
from resources.spread import Spread, here, in_pieces
from resources.tables import Table

Source = Literal["dictionary", "homograph", "rule", "model"]


ARPABET = frozenset(PHONEMES[4:])
PRONUNCIATIONS_SCHEMA = {
    "word": Column("the word, lower case"),
    "phonemes": Column("ARPAbet with stress, apart by blanks"),
    "source": Column("dictionary, homograph, rule or model"),
    "count": Column("how often it occurs", "int64"),
}

# In a spoken form: a spelled letter, or a word, possibly a stammered one.
WORD = re.compile(rf"[a-z]{SPELLED}(?:'s)?|'?[a-z]+(?:'[a-z]+)*['{STAMMERED}]?")
SHORTEST_STEM = 3  # letters at least, of a word whose ending is read as an s or as "er"
STRETCHED = 3  # the same letter three times in a row occurs in no English word
TEXTS_AT_ONCE = 2_000
MOST_READINGS = 64  # that are tried for a stretched word
# For these the doubled letter would give a rare name of CMUdict: "soo", "noo", "mee".
_OFTEN_STRETCHED = frozenset(
    [
        "so",
        "no",
        "go",
        "yo",
        "he",
        "me",
        "we",
        "be",
        "she",
        "by",
        "my",
        "why",
        "hey",
        "hi",
        "ha",
        "ho",
        "ah",
        "uh",
        "nah",
        "yes",
        "love",
        "baby",
    ]
)
MOST_INITIALS = 5  # letters of an abbreviation without a vowel
# Contracted verbs: their sound after a consonant, and after a vowel.
_ENDINGS = {"ve": ("AH0 V", "V"), "ll": ("AH0 L", "L"), "re": ("ER0", "R"), "d": ("AH0 D", "D"), "m": ("AH0 M", "M")}
_REPEATED = re.compile(r"([a-z]{2,4}?)\1{2,}")
_VOICELESS, _SIBILANT = {"P", "T", "K", "F", "TH"}, {"S", "Z", "SH", "ZH", "CH", "JH"}


class Pronunciation(NamedTuple):
    """Phonemes ("HH AH0 L OW1") and their source."""

    phonemes: str
    source: Source


def tokenize(line: str) -> list[str]:
    """The words of one line as they are said: in lower case, without accents, with numbers and signs as words.

    Apostrophes are kept inside a word ("don't"), before a word that is listed with one ("'cause") and after a dropped g
    ("ridin'"); elsewhere they are quotation marks. Hyphens separate words.
    """
    return [
        _without_quotes(token).replace(SPELLED, "").replace(STAMMERED, "") for token in WORD.findall(spoken_form(line))
    ]


@functools.lru_cache(maxsize=200_000)  # most words of a corpus recur
def _without_quotes(token: str) -> str:
    lexicon = load_lexicon()
    if token in lexicon:
        return token
    word = token.removeprefix("'")
    return word if word.endswith("in'") or word in lexicon else word.removesuffix("'")


class Pronouncer:
    """Pronounces words and caches the results.

    Args:
        known: pronunciations that are already known.
        tagger: gives the parts of speech in a line, which decide how homographs are read ("a record", "to record");
            without it each homograph has one reading.
    """

    def __init__(self, known: Mapping[str, Pronunciation] | None = None, tagger: Tagger | None = None) -> None:
        self._known = dict(known or {})
        self._tagger = tagger
        self._ambiguous: set[str] = set()  # tokens that are homographs
        self._said: dict[str, str] = {}  # by token, quotation marks included, so that each word takes one look-up

    def pronounce(self, words: Iterable[str]) -> dict[str, Pronunciation]:
        """The pronunciation of each distinct word. Words that only the model can pronounce go through it in one batch."""
        wanted = dict.fromkeys(words)
        unknown = []
        for word in wanted:
            if word not in self._known:
                if word.endswith(STAMMERED):
                    whole = word.removesuffix(STAMMERED)
                    self._known[word] = _stammered(self.pronounce([whole])[whole].phonemes)
                elif spoken := look_up(word):
                    self._known[word] = spoken
                else:
                    unknown.append(word)
        if unknown:
            spelled = [word.replace("'", "") for word in unknown]
            for word, phonemes in zip(unknown, _model().predict(spelled), strict=True):
                self._known[word] = Pronunciation(phonemes, "model") if phonemes else _letter_by_letter(word)
        return {word: self._known[word] for word in wanted}

    def phonemes_of_lines(self, lines: Sequence[str], otherwise: Tagger | None = None) -> list[list[str]]:
        """The phonemes of each word of each line; new words go through the model in one batch.

        Args:
            otherwise: the tagger to use if the pronouncer has none.
        """
        tagger = self._tagger or otherwise
        spelled = [spoken_form(line) for line in lines]
        tokens = [WORD.findall(line) for line in spelled]
        new = set().union(*tokens) - self._said.keys()
        if new:
            words = {token: _without_quotes(token) for token in sorted(new)}
            spoken = self.pronounce(words.values())
            self._said |= {token: spoken[word].phonemes for token, word in words.items()}
            self._ambiguous |= {token for token, word in words.items() if word in load_homographs()}
        said = self._said
        phonemes = [[said[token] for token in line] for line in tokens]
        if tagger:
            for number, line in enumerate(tokens):
                if not self._ambiguous.isdisjoint(line):
                    self._read_homographs(spelled[number], line, phonemes[number], tagger)
        return phonemes

    def _read_homographs(self, line: str, tokens: list[str], phonemes: list[str], tagger: Tagger) -> None:
        """Replace the phonemes of each homograph in this line by those of its reading in context."""
        homographs = load_homographs()
        places = [(place, _without_quotes(token)) for place, token in enumerate(tokens) if token in self._ambiguous]
        tags: dict[str, list[str]] = {}
        for word, tag in tagger(line, frozenset(word for _, word in places)):
            tags.setdefault(word, []).append(tag)
        for place, word in places:
            if tags.get(word):  # no tag if the tagger tokenises the line differently, as in "record-player"
                as_tagged, otherwise, tag = homographs[word]
                if found := tags[word].pop(0):  # "" if the context does not decide
                    phonemes[place] = as_tagged if found.startswith(tag) else otherwise


def _stammered(phonemes: str) -> Pronunciation:
    """The beginning of a word that is broken off: "l-" of "look", "p-" of "please"."""
    first = phonemes.split()[0]
    return Pronunciation("AH0" if first[-1].isdigit() else f"{first} AH0", "rule")


@functools.cache
def _model() -> SpellingModel:
    return SpellingModel(g2p_checkpoint())


def look_up(word: str) -> Pronunciation | None:
    """A word's pronunciation by dictionary, homographs and rules; None leaves it to the model."""
    if own := load_lexicon().get(word):
        return Pronunciation(own, "dictionary")
    if letters := _initials(word):
        return letters
    homograph = load_homographs().get(word)
    dictionary = load_cmudict()
    if homograph:
        # Without context: CMUdict's first reading if it is one of the two, otherwise the second. (A fixed reading agrees with
        # a tagger on 86 % of homographs, which are 0.3 % of the words of lyrics.)
        readings = homograph[:2]
        return Pronunciation(dictionary.get(word) if dictionary.get(word) in readings else readings[1], "homograph")  # pyright: ignore[reportArgumentType]
    if word in dictionary:
        return Pronunciation(dictionary[word], "dictionary")
    if SPELLED in word:
        letter = dictionary[f"{word[0]}."]
        return Pronunciation(_with_s(letter) if word.endswith("'s") else letter, "dictionary")
    by_rule = _by_rule(word, dictionary)
    return Pronunciation(by_rule, "rule") if by_rule else None


def _by_rule(word: str, dictionary: Mapping[str, str]) -> str | None:
    """Derived from a word of the dictionary: dropped g ("ridin'", "smokin"), 'd and 't ("form'd", "plac't"), "Vela's"."""
    bare = word.removesuffix("'")
    if (
        bare.endswith("in")
        and (full := load_lexicon().get(bare + "g") or dictionary.get(bare + "g"))
        and full.endswith("NG")
    ):
        return full.removesuffix("NG") + "N"
    if word.endswith(("'d", "'t")):
        stem = word[:-2]
        for full in (stem + "ed", stem + "d"):
            if full in dictionary:
                return dictionary[full]
    if said := _of_its_stem(word, dictionary):
        return said
    if bare in dictionary:
        return dictionary[bare]
    return (
        _with_its_apostrophe(bare, dictionary)
        or _unstretched(bare, dictionary)
        or _as_in_er(bare, dictionary)
        or _contracted(word)
        or _again_and_again(word)
        or _without_a_vowel(word)
    )


def _contracted(word: str) -> str | None:
    """ "I'd've" from "I'd", "y'all'd" from "y'all"."""
    stem, _, ending = word.rpartition("'")
    spoken = look_up(stem) if stem and ending in _ENDINGS else None
    if spoken is None:
        return None
    alone, after_vowel = _ENDINGS[ending]
    last = spoken.phonemes.rsplit(" ", 1)[-1]
    if ending == "d" and last not in {"T", "D"}:
        return f"{spoken.phonemes} {'T' if last in _VOICELESS | {'S', 'SH', 'CH'} else 'D'}"
    return f"{spoken.phonemes} {after_vowel if last[-1].isdigit() else alone}"


def _again_and_again(word: str) -> str | None:
    """ "hahaha" from "ha"; two repetitions only are a word of their own ("mama")."""
    found = _REPEATED.fullmatch(word)
    spoken = look_up(found[1]) if found else None
    return " ".join([spoken.phonemes] * (len(word) // len(found[1]))) if found and spoken else None


def _without_a_vowel(word: str) -> str | None:
    """ "txt" letter by letter; the model would pronounce it as a word."""
    said = 1 < len(word) <= MOST_INITIALS and word.isascii() and not set(word) & set("aeiouy'")
    return _letters_of(word) if said else None


def _of_its_stem(word: str, dictionary: Mapping[str, str]) -> str | None:
    """ "Vela's"; and "opps" if the lexicon has the word without its s."""
    lexicon = load_lexicon()
    if word.endswith("'s"):
        stem = word.removesuffix("'s")
        said = lexicon.get(stem) or dictionary.get(stem)
    else:
        stem = word.removesuffix("s")
        said = (lexicon.get(stem) if len(stem) >= SHORTEST_STEM else None) or (
            stem != word and _as_in_er(stem, dictionary)
        )
    return _with_s(said) if said else None


def _as_in_er(word: str, dictionary: Mapping[str, str]) -> str | None:
    """ "brotha" as "brother" without its r; None if no such word is known."""
    full = dictionary.get(f"{word.removesuffix('a')}er") if word.endswith("a") and len(word) > SHORTEST_STEM else None
    return f"{full.removesuffix('ER0')}AH0" if full and full.endswith("ER0") else None


def _with_s(phonemes: str) -> str:
    """A word's phonemes with the s of a genitive or plural."""
    last = phonemes.rsplit(" ", 1)[-1]
    return phonemes + (" IH0 Z" if last in _SIBILANT else " S" if last in _VOICELESS else " Z")


def _with_its_apostrophe(word: str, dictionary: Mapping[str, str]) -> str | None:
    """ "dont" as "don't", "youre" as "you're"; None if no such word is known."""
    for ending in ("nt", "re", "ve", "ll", "d", "m", "s"):
        if word.endswith(ending):
            written = f"{word[:-2]}n't" if ending == "nt" else f"{word.removesuffix(ending)}'{ending}"
            if written in dictionary:
                return dictionary[written]
    return None


def _unstretched(word: str, dictionary: Mapping[str, str]) -> str | None:
    """ "sooooo" as "so", "gooood" as "good": a run of three or more letters becomes one or two; None if that is no word."""
    runs = [list(run) for _, run in itertools.groupby(word)]
    if max(map(len, runs)) < STRETCHED and len(runs[-1]) < 2:
        return None
    # At the end of a word one extra letter is enough: "yeahh".
    stretched = [len(run) >= STRETCHED for run in runs[:-1]] + [len(runs[-1]) > 1]
    choices = [(2, 1) if long else (len(run),) for run, long in zip(runs, stretched, strict=True)]
    if math.prod(map(len, choices)) > MOST_READINGS:
        return None
    readings = ["".join(run[0] * n for run, n in zip(runs, ns, strict=True)) for ns in itertools.product(*choices)]
    lexicon = load_lexicon()
    known = [reading for reading in readings if reading in lexicon or reading in dictionary]
    if not known:
        return None
    meant = next((reading for reading in known if reading in _OFTEN_STRETCHED), known[0])
    return lexicon.get(meant) or dictionary[meant]


def _initials(word: str) -> Pronunciation | None:
    """ "fbi" and "djs" letter by letter; None for other words."""
    known = load_initials()
    if word in known:
        return Pronunciation(_letters_of(word), "dictionary")
    stem = word.removesuffix("s").removesuffix("'")
    return Pronunciation(_with_s(_letters_of(stem)), "rule") if stem in known and word.endswith("s") else None


def _letter_by_letter(word: str) -> Pronunciation:
    return Pronunciation(_letters_of(word), "rule")


def _letters_of(word: str) -> str:
    return " ".join(load_cmudict()[f"{letter}."] for letter in word if letter.isalpha())


def pronounce_corpus(texts: Iterable[str], spread: Spread = here, texts_at_once: int = TEXTS_AT_ONCE) -> Table:
    """Each distinct word of the texts (`PRONUNCIATIONS_SCHEMA`), in alphabetical order. `spread` distributes the counting."""
    counts: Counter[str] = Counter()
    for found in spread(_counted, in_pieces(texts, texts_at_once)):
        counts.update(found)
    spoken = Pronouncer().pronounce(sorted(counts))
    rows = [(word, said.phonemes, said.source, counts[word]) for word, said in spoken.items()]
    return as_table(rows, PRONUNCIATIONS_SCHEMA)


def _counted(texts: Sequence[str]) -> Counter[str]:
    return Counter(word for text in texts for line in text.split("\n") for word in tokenize(line))


def lexicon_of(pronunciations: Table) -> dict[str, Pronunciation]:
    """A pronunciations table in the form that `Pronouncer` takes."""
    columns = (pronunciations[name] for name in ("word", "phonemes", "source"))
    return {word: Pronunciation(phonemes, source) for word, phonemes, source in zip(*columns, strict=True)}

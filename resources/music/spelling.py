"""The words of a prompt: splitting it into tokens, and matching inflected or misspelt words with known ones.

What belongs here: tokens, endings, compounds, typing errors. What does not: the meanings of words (lexicon.py), phrases of
several words (phrases.py).
"""

import difflib
import functools
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from resources.pronunciation import load_cmudict

# Minimum similarity of a misspelling: "agressive" is one, "hippo" and "hip hop" are different words.
CLOSE, CLOSE_IF_SHORT = 0.88, 0.9
SHORTEST_MISSPELT, SHORT = 5, 7  # letters
# Endings and their replacements: of nouns, then of adjectives in German and Romance languages, then English derivations,
# which may mean something else ("caring", "marketing", "rocky").
PLURAL = (("'s", ""), ("ies", "y"), ("es", ""), ("s", ""), ("en", ""), ("n", ""))
INFLECTED = (
    *(("e", ""), ("er", ""), ("es", ""), ("em", ""), ("as", "o"), ("os", "o"), ("a", "o"), ("i", "o"), ("e", "o")),
    *(("e", "a"), ("as", "a"), ("i", "e")),
    *(
        ("ita", "a"),
        ("ito", "o"),
        ("cita", ""),
        ("cito", ""),
        ("inha", "a"),
        ("inho", "o"),
        ("zinha", ""),
        ("zinho", ""),
    ),
)
DERIVED = (
    ("ig", ""), ("ige", ""), ("iger", ""), ("iges", ""), ("igen", ""), ("ly", ""),
    ("y", ""), ("ier", "y"), ("iest", "y"), ("ish", ""), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"),
)  # fmt: skip
# Polish adjectives, to the form in which they are listed: "spokojną", "spokojnego", "spokojnie".
POLISH = tuple(
    (f"{last}{ending}", f"{last}y" if last not in "kg" else f"{last}i")
    for last in ("n", "w", "t", "l", "r", "k", "g", "z", "m")
    for ending in ("a", "e", "ego", "ej", "ym", "im", "ych", "ich", "o", "ie", "ymi", "imi", "emu")
)
# Second parts of German and Dutch compounds for music or film: "Rockmusik", "trouwvideo".
COMPOUNDS = (
    "musik",
    "muziek",
    "music",
    "video",
    "videos",
    "film",
    "filme",
    "beat",
    "beats",
    "song",
    "songs",
    "klange",
    "vlog",
    "vlogs",
    "clip",
    "clips",
    "trailer",
    "teaser",
    "reel",
    "reels",
)
# How letters are heard, for words that are spelt as they sound: in this order, then doubled letters are one.
SOUNDS_AS = (
    ("^kn", "n"), ("^ps", "s"), ("^wr", "r"), ("ph", "f"), ("s?ch(?=[^a-z]|[rlnm]|n)", "k"), ("tsch|tch|sch|sh", "x"), ("ch", "k"), ("ght", "t"),
    ("stm", "sm"), ("ck|q|c(?![eiy])", "k"), ("cc|c", "s"), ("x", "ks"), ("z", "s"), ("dg|dj", "j"), ("(?<!^)h", ""), ("[aeiouyw]+", "a"),
)  # fmt: skip
SOUNDS_ALIKE = 0.4  # minimum similarity of the letters
# The words that people spell as they sound. With all known words, common ones of other languages were taken for them.
SPELT_BY_SOUND = (
    "accordion acoustic aggressive ambient bagpipes banjo baroque blues boogie bossa cello chiptune choir choral cinematic clarinet classical corporate country "
    "disco dramatic dreamy drums dubstep eerie electric electronic energetic epic flamenco flute folk funk funky glockenspiel gospel groovy guitar harmonica "
    "harpsichord heavy hypnotic jazz jazzy keyboard lullaby mandolin marimba mellow melancholic melancholy melody metal mysterious nostalgic orchestra orchestral organ "
    "percussion philharmonic playful psychedelic punk quirky ragtime reggae rhythmic romantic salsa samba sax saxophone serious soothing soul suspense suspenseful "
    "symphonic symphony synth synthesizer techno tense trombone trumpet ukulele upbeat violin waltz whimsical xylophone"
)
# Russian endings, the longest first.
_ENDINGS = (
    "ами ями ого его ому ему ыми ими "
    "ая яя ое ее ые ие ыи ии ои ую юю ым им ом ем ых их ах ях ам ям ов ев еи а я о е ы и у ю ь"
)
# Letters, with the vowel signs of Indian scripts and Thai.
_LETTER = r"(?:[^\W_]|[\u0900-\u0963\u0971-\u0dff\u0e31-\u0e4e])"
_TOKEN = re.compile(rf"{_LETTER}+(?:['’]{_LETTER}+)*|[^\w\s'’\"“”„*_#&/+-]")
_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_RUN = re.compile(rf"{_CJK.pattern}|(?:(?!{_CJK.pattern}).)+")
_LATIN = re.compile(r"[a-z]{4,}")
_CYRILLIC = re.compile(r"[а-я]+")
_ARABIC = re.compile(r"[\u0620-\u064a]+")
_ARTICLES = (
    "وال",
    "بال",
    "كال",
    "ال",
    "لل",
    "و",
    "ب",
    "ل",
)  # and other prefixes that are written together with the next word
# The article or preposition before an apostrophe: French, Italian, Portuguese.
_ELISION = re.compile(r"(?<![\w'])(?:[dljmnstc]|(?:jus|lors|puis)?qu|un|(?:d|n|s)?(?:all|ell|ull)|quest)'(?=\w{2})")
_DECADE = re.compile(r"(\d0)'s\b")
_AND = re.compile(r"(?<=\w)\s*'n(?:'\s*|\s+)(?=\w)")


def tokens_of(plain: str) -> list[str]:
    """Words and punctuation marks; in scripts without spaces, single characters."""
    tidy = _ELISION.sub(" ", _AND.sub(" n ", _DECADE.sub(r"\1s", plain))) if "'" in plain else plain
    return [part for token in _TOKEN.findall(tidy) for part in (_RUN.findall(token) if _CJK.search(token) else [token])]


def is_ideographic(token: str) -> bool:
    """Whether a token is a Chinese, Japanese or Korean character."""
    return bool(_CJK.match(token))


def joined(tokens: Iterable[str]) -> str:
    """Join tokens as they are written: without spaces between characters of scripts that have none."""
    text = ""
    for token in tokens:
        text += token if not text or (is_ideographic(token) and is_ideographic(text[-1])) else f" {token}"
    return text


def stem(word: str) -> str:
    """A Russian word without its ending."""
    ending = next((end for end in _ENDINGS.split() if word.endswith(end) and len(word) - len(end) > 2), "")
    return word[: len(word) - len(ending)]


def squeezed(word: str) -> str:
    """A word with repeated letters reduced to one, to match "jaz" and "happpy"."""
    return "".join(letter for letter, _ in itertools.groupby(word))


def sound(word: str) -> str:
    """Roughly how a word sounds: its consonants by sound, and where vowels stand. The same for "saxophone" and "sacksofone"."""
    for letters, heard in SOUNDS_AS:
        word = re.sub(letters, heard, word)
    return squeezed(word).rstrip("a")


def is_english(text: str) -> bool:
    """Whether more than half of the words are in an English dictionary, which is loaded on first use."""
    words = [word for word in tokens_of(text) if word[0].isalpha()]
    return 2 * sum(word in load_cmudict() for word in words) > len(words)


class Vocabulary:
    """The known words, with matching of forms and misspellings."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = list(words)
        self._known = set(self._words)

    @functools.cached_property
    def _by_letter(self) -> dict[str, list[str]]:
        """Words by their first letter, which is seldom mistyped and distinguishes words ("brain", "rain")."""
        by_letter: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            by_letter[word[0]].append(word)
        return by_letter

    @functools.cached_property
    def _stems(self) -> dict[str, str]:
        return {stem(word): word for word in reversed(self._words) if _CYRILLIC.fullmatch(word)}

    @functools.cached_property
    def _squeezed(self) -> dict[str, str]:
        return {squeezed(word): word for word in reversed(self._words) if len(word) > 2 and word.isalpha()}

    @functools.cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        by_sound: dict[str, list[str]] = defaultdict(list)
        for word in self._known.intersection(SPELT_BY_SOUND.split()):
            by_sound[sound(word)].append(word)
        return by_sound

    def variants(self, word: str) -> Iterator[tuple[str, str]]:
        """The known words that a word may be a form of, and how: plural, inflected, compound, derived, misspelt or sounding
        the same.
        """
        for how, endings in (("plural", PLURAL), ("inflected", INFLECTED), ("derived", DERIVED)):
            for ending, instead in endings:
                if word.endswith(ending) and len(word) - len(ending) > 2:
                    yield word[: -len(ending)] + instead, how
            if how == "inflected":
                yield from self._compounds(word)
        if _LATIN.fullmatch(word):
            yield from ((word.removesuffix(end) + instead, "polish") for end, instead in POLISH if word.endswith(end))
        if _ARABIC.fullmatch(word):
            yield from ((word.removeprefix(each), "inflected") for each in _ARTICLES if word.startswith(each))
        if _CYRILLIC.fullmatch(word) and (known := self._stems.get(stem(word))):
            yield known, "inflected"
        if known := self._squeezed.get(squeezed(word)) if len(word) > 2 else None:
            yield known, "misspelt"
        if len(word) >= SHORTEST_MISSPELT:
            swapped = (f"{word[:i]}{word[i + 1]}{word[i]}{word[i + 2 :]}" for i in range(len(word) - 1))
            yield from ((known, "misspelt") for known in swapped if known in self._known)
            close = CLOSE_IF_SHORT if len(word) < SHORT else CLOSE
            alike = difflib.get_close_matches(word, self._by_letter.get(word[0], ()), n=3, cutoff=close)
            yield from ((known, "misspelt") for known in alike)
        if _LATIN.fullmatch(word):
            yield from (
                (known, "sounding")
                for known in self._by_sound.get(sound(word), ())
                if known != word and difflib.SequenceMatcher(None, word, known).ratio() >= SOUNDS_ALIKE
            )

    def _compounds(self, word: str) -> Iterator[tuple[str, str]]:
        for last in COMPOUNDS:
            if word.endswith(last) and len(first := word.removesuffix(last)) > 2:
                yield first, "compound"
                yield from ((first[:-1] + instead, "compound") for instead in ("", "e") if first[-1] in "sne")

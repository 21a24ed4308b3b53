"""Detecting the language of a prompt, for words that mean different things in different languages: "dans" is French for
"in" and Dutch for "dance".

What belongs here: frequent small words of each language, and words that are known in some languages only. What does not: the
meanings of words (lexicon.py, words_abroad.tsv).
"""

import functools
from collections.abc import Sequence
from pathlib import Path

from resources.music.notation import plain_text
from resources.pronunciation import load_cmudict

SMALL_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the a an of and for with my is are was this that to in on at from by it we our your has have but not his her their",
        "de": "der die das am und mit fur ein eine an einen einem einer meine meinen meiner unser unsere ist im von zu zum auf nicht ohne bitte den dem wir ich war aus aber",
        "fr": "le la les un une des du et pour avec dans est sur je mon ma mes de en au aux sans notre nos qui il elle nous pas mais",
        "es": "el la los las un una y para con en de del por mi que es sobre sin nuestro su muy pero no se",
        "it": "niente dell della dello degli delle nella nello dalla anche piu il lo la gli al alla un una e per con di del della in che mio mia sul nel senza sono molto ma non",
        "pt": "o a os as um uma e para com em de do da no na que meu minha voce sem sobre nao muito mas seu sua",
        "nl": "de het een en van met voor in op is niet mijn onze zonder bij naar ons wij ik maar te heel meer",
        "tr": "ve bir icin ile bu cok olsun gibi daha muzik lutfen benim",
        "sv": "och med for till utan inte ett som var vart vara den det pa av ar ingen inga og uden uten ikke til jeg jag",
        "id": "yang untuk dan dengan tanpa saya ini itu buat kami kita tidak dari agak sangat musik",
        "pl": "i w z ze na do dla nie bez jest sie od po ale jak cos troche bardzo muzyka muzyki moj moja film filmu filmik",
    }.items()
}
ROMANCE = frozenset({"fr", "es", "it", "pt"})  # here what describes a thing stands behind it
ENOUGH = 3  # from this many words on, all being English is no coincidence
# Known words, and the languages in which they have the known meaning.
ONLY_IN = {
    word: frozenset(languages.split())
    for languages, words in {
        "fr": "chat chats ete mer vite lire sobre roi exit",
        "de": "meer leise",
        "de nl": "brief held text still",
        "de fr nl": "mode",
        "nl": "dans bas spoken boos eng",
        "it": "cane estate stelle re mare voce fine mai",
        "de pl": "nie",
        "hi": "tez",
        "es it": "cena",
        "es pt it": "mar dura",
        "es pt": "leve",
        "en": "island lit outro oud war tender elf engagement haute reunion seance revision salon pub gains lava",
        "en es it": "chef",
        "en de": "latte",
        "en fr es it pt nl": "fast",
        "en de fr es it pt nl": "arp arps",
    }.items()
    for word in words.split()
} | {"e piano": frozenset(("en", "de", "nl"))}  # "cordas e piano"


def means_that(word: str, tokens: Sequence[str]) -> bool:
    """Whether a known word has its known meaning in the prompt's language; if none is detected, unless it is English."""
    spoken = tongues(tuple(tokens))
    if word in ONLY_IN:
        return not spoken or bool(spoken & ONLY_IN[word])
    if word not in _homes():
        return True
    languages, elsewhere = _homes()[word]
    if spoken & languages:
        return True
    english = word in load_cmudict() and (not spoken or "en" in spoken)
    return not english and not (spoken and elsewhere)


def is_form_of(word: str, known: str, how: str, tokens: Sequence[str]) -> bool:
    """Whether a word may be a form of a known one in the prompt's language: "asked" is no form of the Turkish "aşk". Words
    abroad are so many that others look like a misspelling of them ("consejo", "conejo").
    """
    if known not in _homes():
        return how != "polish"
    if how in ("misspelt", "sounding"):
        return False
    if how == "polish" and "pl" not in _homes()[known][0]:
        return False
    spoken = tongues(tuple(tokens))
    return bool(spoken & _homes()[known][0]) or (not spoken and word not in load_cmudict())


@functools.cache
def _homes() -> dict[str, tuple[frozenset[str], bool]]:
    """The languages of the single words of words_abroad.tsv, and whether others have the word with another meaning ("!")."""
    homes: dict[str, tuple[frozenset[str], bool]] = {}
    for line in (Path(__file__).parent / "words_abroad.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#") and len(columns := line.split("\t")) > 3:
            languages = frozenset(columns[3].rstrip("!").split())
            for word in map(plain_text, columns[2].split(", ")):
                known, elsewhere = homes.get(word, (frozenset[str](), False))
                homes[word] = (known | languages, elsewhere or columns[3].endswith("!"))
    return homes


def is_small(word: str) -> bool:
    """Whether it is a function word in one of the languages."""
    return any(word in words for words in SMALL_WORDS.values())


@functools.lru_cache(maxsize=16)
def tongues(tokens: tuple[str, ...]) -> frozenset[str]:
    """The languages of most of the small words, and English if all words are English and there are enough."""
    words = [token for token in tokens if token.isascii() and token[0].isalpha()]
    counts = {language: sum(word in small for word in words) for language, small in SMALL_WORDS.items()}
    most = max(counts.values())
    if most:
        return frozenset(language for language, count in counts.items() if count == most)
    return frozenset({"en"} if len(words) >= ENOUGH and all(word in load_cmudict() for word in words) else ())


def is_in_english(word: str, tokens: Sequence[str]) -> bool:
    """Whether the other words of a prompt are English, or there are none."""
    if spoken := tongues(tuple(tokens)):
        return "en" in spoken
    return all(token in load_cmudict() for token in tokens if token[0].isalpha() and token != word)

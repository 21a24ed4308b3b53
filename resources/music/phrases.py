"""Finding the known phrases of a prompt, and the unknown words.

What belongs here: matching words with known phrases. What does not: forms and misspellings (spelling.py), denials
(negation.py), positions in a piece (places.py), interpreting the phrases (words.py), the phrases themselves
(known_phrases.py), keys, tempi and meters (keys.py, notation.py).
"""

import difflib
import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from resources.music import grammar, lexicon
from resources.music.boundaries import is_within_a_word, katakana
from resources.music.common_words import EVERYDAY
from resources.music.known_phrases import known_phrases
from resources.music.languages import ROMANCE, is_form_of, is_in_english, is_small, means_that, tongues
from resources.music.negation import (
    AFTER,
    LESS,
    Item,
    Kind,
    alone,
    denied,
    lone_solo,
    settled,
    solos,
    turned,
)
from resources.music.notation import bare_numbers
from resources.music.places import NEAR, place_of, refused_for
from resources.music.spelling import Vocabulary, is_ideographic, joined, sound
from resources.pronunciation import load_cmudict

LONG_ENOUGH = 4  # letters of a scene's name from which forms other than the plural are matched
MISSPELT_SCENE, CLOSER = 7, 0.9  # minimum letters of a misspelt scene, and the minimum similarity
DISTINCT = 6  # letters of a sound that no word of another language has: "akoustic", not "cielo" for "cello"
# The kinds of phrases that each way of deriving a word may match.
_BY_FORM = {
    "plural": {"style", "scene", "era", "character", "instrument", "vocals", "energy", "pace", ""},
    "inflected": {"style", "scene", "era", "character", "instrument", "vocals", "energy", "pace", ""},
    "compound": {"style", "scene", "character", "instrument", "pace", "energy"},
    "polish": {"style", "character", "instrument", "pace"},
    "derived": {"style", "character", "pace", "energy"},
    "misspelt": {"style", "scene", "character", "instrument", "pace", "energy"},
    "sounding": {"style", "character", "instrument", "pace"},
}
_HIRAGANA = re.compile(r"[぀-ゟ]+")
_NO_MUSIC = re.compile(
    r"\d+(?:st|nd|rd|th)|(?:19|20)\d\d|[48]k|(?:720|1080|2160)p|\d+fps"
)  # "my 60th", "summer 2024", "4k drone"
_NUMBER = re.compile(r"\d+(?:secs?|mins?)?")
_SECONDS = re.compile(r"\d0s")


@dataclass(frozen=True, slots=True)
class Mention:
    """A known phrase in the prompt. `first`: the index of its first token."""

    kind: Kind
    value: str
    words: str
    first: int
    negated: bool
    lessened: bool  # whether "less" of it is wanted
    alone: bool  # whether no other instrument is wanted
    place: str  # "quiet-start" and the like, of an instrument "start", "end" or "later", of a refused one words; "" for everywhere
    turned: bool = False  # whether it comes after a "but"


@dataclass(frozen=True, slots=True)
class Found:
    """The result of matching a prompt. `solos`: the instruments with a solo, in the prompt's words. `tones`:
    instruments with a requested kind of sound. `wanted`: the prompt without what it denies. `numbers`: the unknown
    words that may be a tempo, and whether that is certain.
    """

    mentions: list[Mention]
    unknown: list[str]
    solos: list[str]
    tones: list[str]
    wanted: str
    numbers: dict[str, bool]


@functools.cache
def _vocabulary() -> Vocabulary:
    return Vocabulary(known_phrases())


def _find(tokens: Sequence[str]) -> tuple[int, Kind, str] | None:
    """The longest known phrase at the start of the tokens: its number of tokens, and its meaning."""
    for phrase, kind, value in known_phrases().get(tokens[0], ()):
        if tuple(tokens[: len(phrase)]) == phrase:
            return len(phrase), kind, value
    return None


def _find_form(tokens: Sequence[str], prompt: Sequence[str] = ()) -> tuple[int, Kind, str] | None:
    """The same for a phrase whose first word is in another form or misspelt, in an English `prompt` also by its sound."""
    word = tokens[0]
    if word in EVERYDAY:
        return None
    for variant, how in _vocabulary().variants(word):
        hit = _find([variant, *tokens[1:]])
        if hit is None or hit[1] not in _BY_FORM[how]:
            continue
        if not is_form_of(word, variant, how, prompt or tokens):
            continue
        if how in ("misspelt", "sounding") and word in load_cmudict():
            continue  # not a misspelling, but another word
        if how == "sounding" and not (len(sound(word)) >= DISTINCT or is_in_english(word, prompt or tokens)):
            continue
        length, kind, _ = hit
        if length == 1 and variant in grammar.HOMONYMS and how != "compound":
            continue  # "rocky", "houses"
        if kind == "scene" and not _is_that_scene(word, variant, how):
            continue
        return hit
    return None


def _is_that_scene(word: str, known: str, how: str) -> bool:
    """Whether a word is close enough to a scene's name: "hosts" are not ghosts, and "cares" are not cars."""
    if how == "misspelt":
        return len(word) >= MISSPELT_SCENE and difflib.SequenceMatcher(None, word, known).ratio() >= CLOSER
    return how == "compound" or len(known) >= LONG_ENOUGH or word in (f"{known}s", f"{known}'s")


def _items(tokens: Sequence[str]) -> Iterator[Item]:
    """All phrases, unknown words and punctuation marks, in order."""
    portuguese = bool(grammar.PORTUGUESE & set(tokens))
    at = 0
    before: Item | None = None
    while at < len(tokens):
        token, after = tokens[at], set(tokens[at + 1 : at + 2])
        if not token[0].isalnum() and not _find([token]):
            emoji = unicodedata.category(token[0]) == "So"
            items = [Item("unknown" if emoji else "mark", "", token, at)]
        elif tokens[at] == "no" and tokens[at + 1 : at + 2] == ["."] and "".join(tokens[at + 2 : at + 3]).isdecimal():
            items = [Item("", "", joined(tokens[at : at + 3]), at, 3)]  # "waltz no. 141"
        elif tokens[at] == "no" and (portuguese or after & grammar.AFTER_NO):
            items = [Item("", "", token, at)]
        elif (run := katakana(tokens, at, _find))[0] and not run[1]:
            items = [Item("unknown", "", joined(tokens[at : at + run[0]]), at, run[0])]
        else:
            items = _denying(tokens, at) or [_known(tokens, at, before)]
        yield from items
        before = items[-1]
        at += items[0].length


def _known(tokens: Sequence[str], at: int, before: Item | None) -> Item:
    """The longest phrase at a position, or an unknown word."""
    hit = _find(tokens[at:]) or _find_form(tokens[at:], tokens)
    parted = _find([tokens[at] + "".join(tokens[at + 1 : at + 2])])
    if (
        parted
        and parted[1] == "style"
        and len(tokens[at]) > 2
        and (hit is None or hit[0] == 1)
        and tokens[at].isascii()
    ):
        hit = (2, parted[1], parted[2])  # "metal core"
    if hit is None:
        return Item("" if _NO_MUSIC.fullmatch(tokens[at]) else "unknown", "", tokens[at], at)
    length, kind, value = hit
    words = joined(tokens[at : at + length])
    if (
        value == lexicon.NO_MUSIC
        and (after := _find(tokens[at + length :] or ["."]))
        and after[1] in ("style", "character")
    ):
        return Item("not", "", words, at, length)  # "sans musique classique"
    if before is not None and before.kind in grammar.MUCH_OF.get(words, ()):
        return Item("", "", words, at, length)
    if length == 1 and is_within_a_word(tokens, at, kind, before, _find):
        return Item("" if kind == "vocals" else "unknown", "", words, at)
    if not means_that(words, tokens):
        return Item("" if is_small(tokens[at]) else "unknown", "", tokens[at], at)
    if kind == "era" and _SECONDS.fullmatch(words) and set(tokens[at + 1 : at + 2]) & grammar.CLIPS:
        return Item("", "", words, at)  # "a 30s clip"
    if words in grammar.QUALIFIERS and (after := _find(tokens[at + length :] or ["."])) and after[1] == "style":
        return Item("", "", words, at, length)
    if words in grammar.HOMONYMS and not _means_music(tokens, at):
        return Item("unknown", "", words, at)
    return Item(kind, value, words, at, length)


def _denying(tokens: Sequence[str], at: int) -> list[Item]:
    """A word that denies because of its context: "rather X than", "leave X out", "X-free", "Xless"."""
    token, before = tokens[at], tokens[:at][::-1]
    clause = set(itertools.takewhile(lambda token: token[0].isalnum(), before[: NEAR + 2]))
    if token in grammar.THAN and grammar.PREFERS & clause and before[0] not in grammar.MORE:
        return [Item("not", "", token, at)]
    thing = next(iter(itertools.dropwhile(grammar.POLITE.__contains__, before)), "")
    played = bool(thing) and _is_played(thing)
    if (token in grammar.OUT and grammar.LEAVES & clause) or (token in grammar.FREE and played):
        return [Item("not", AFTER, token, at)]
    if token in grammar.OFF and played and _ends_clause(tokens, at):
        return [Item("not", AFTER, token, at)]
    for bare in (token.removeprefix("no"), *(token.removesuffix(suffix) for suffix in grammar.LACKING)):
        if bare and bare != token and _is_played(bare) and (hit := _find([bare])):
            return [Item("not", "", "no", at), Item(hit[1], hit[2], token, at)]
    return []


def _ends_clause(tokens: Sequence[str], at: int) -> bool:
    after = "".join(tokens[at + 1 : at + 2])
    return not after or not after[0].isalnum() or after in grammar.CLAUSE_ENDS | grammar.JOINS


def _is_played(word: str) -> bool:
    """Whether it is an instrument or a voice."""
    hit = _find([word])
    return hit is not None and hit[0] == 1 and hit[1] in ("instrument", "vocals")


def _means_music(tokens: Sequence[str], at: int) -> bool:
    """Whether an ambiguous word means the style: not in "house renovation" or "my country"."""
    before = tokens[at - 1] if at else ""
    possessed = before in grammar.POSSESSED or (before == "a" and tokens[at] in grammar.THINGS)
    if at + 1 == len(tokens) or not tokens[at + 1][0].isalnum():
        return not possessed
    after = tokens[at + 1 :]
    if after[0] == "of":
        return False  # "house of horrors"
    hit = _find(after) or _find_form(after)
    if hit is None:
        romance = bool(grammar.ROMANCE & set(tokens)) or after[0].endswith(grammar.ROMANCE_ENDINGS)
        return romance or bool(_NUMBER.fullmatch(after[0])) or after[0] in grammar.MUSICAL
    if hit[1] in ("scene", "") and after[0] not in grammar.MUSICAL:
        domestic = tokens[at] in grammar.BUILT and hit[2] in ("corporate", "acoustic", "lofi")  # "house renovation"
        return not possessed and not domestic and not (tokens[at] == "heavy" and hit[1] == "scene")  # "heavy rain"
    return True


def phrases_of(tokens: Sequence[str]) -> list[Item]:
    """All phrases, unknown words and punctuation marks, in order."""
    return settled(list(_items(tokens)))


def find_mentions(tokens: Sequence[str]) -> Found:
    """The known phrases in order, with denied ones marked and without grammar words; and the unknown words."""
    items = _without_adverbs(phrases_of(tokens))
    unwanted = denied(items)
    # "no huge drums" refuses the drums, not the character.
    adjectives = {
        at
        for at in unwanted
        if items[at].kind == "character" and at + 1 in unwanted and items[at + 1].kind == "instrument"
    }
    if tongues(tuple(tokens)) <= ROMANCE:  # "sem bateria pesada"
        adjectives |= {
            at
            for at, (played, how) in enumerate(itertools.pairwise(items), 1)
            if at - 1 in unwanted and played.kind == "instrument" and how.kind == "character" and at not in unwanted
        }
    english = not tongues(tuple(tokens)) & ROMANCE  # there "solo" is "only" or "alone"
    only = set(alone(items, list(unwanted), english))
    mentions = []
    meant = [token if means_that(token, tokens) else "x" for token in tokens]  # Italian "fine" means the end
    for at, item in enumerate(items):
        if not item.is_mention or at in adjectives:
            continue
        refused = item.kind == "instrument" and at in unwanted
        place = refused_for(item, meant) if refused else place_of(item, meant)
        less = unwanted.get(at) == LESS
        if at in unwanted and item.words in lexicon.RAPPED:
            item = replace(item, kind="vocals", value="vocals")
        mentions.append(
            Mention(
                item.kind,
                item.value,
                item.words,
                item.first,
                at in unwanted,
                less,
                at in only,
                place,
                turned(items, at),
            )
        )
    # An intro in which something is wanted is part of the piece, not a kind of film.
    for end, words in grammar.PARTS.items():
        if any(mention.place.endswith(end) for mention in mentions):
            mentions = [mention for mention in mentions if mention.kind != "scene" or mention.words not in words]
    unknown = [i.words for at, i in enumerate(items) if i.kind == "unknown" or (english and lone_solo(items, at))]
    wanted = joined(item.words for at, item in enumerate(items) if at not in unwanted and item.kind != "not")
    tones = _tones(mentions, tokens)
    unknown = [word for word in unknown if not any(word in tone.split() for tone in tones)]
    return Found(mentions, _whole(unknown), solos(items, list(unwanted), english), tones, wanted, bare_numbers(items))


def _tones(mentions: Sequence[Mention], tokens: Sequence[str]) -> list[str]:
    """Instruments with a kind of sound that is not available: "low strings", "archi gravi"."""
    found = []
    for mention in mentions:
        if mention.kind == "instrument" and mention.value != "bass" and not mention.negated:  # a bass is deep
            after = mention.first + len(mention.words.split())
            found += [
                f"{how} {mention.words}"
                for how in tokens[max(0, mention.first - 1) : mention.first]
                if how in grammar.TONES
            ]
            found += [f"{mention.words} {how}" for how in tokens[after : after + 1] if how in grammar.TONES]
    return found


def _without_adverbs(items: list[Item]) -> list[Item]:
    """Remove unknown words such as "cheesy" after a "no", which only say that the next thing is disliked. A tempo word
    next to a rise describes the rise ("slowly building").
    """
    found: list[Item] = []
    for at, item in enumerate(items):
        if item.kind == "unknown" and item.words in grammar.ADVERBS and found and _goes_on(found[-1]):
            continue
        beside = {other.value for other in (*items[max(0, at - 1) : at], *items[at + 1 : at + 2])}
        if item.kind == "pace" and beside & {"rise", "fall", lexicon.FASTER, lexicon.SLOWER}:
            continue
        found.append(item)
    return found


def _goes_on(item: Item) -> bool:
    """Whether a denial may continue past it."""
    return item.kind == "not" or item.words in grammar.LIST_JOINS | grammar.DETERMINERS


def _whole(unknown: list[str]) -> list[str]:
    """Join single characters of scripts without spaces into words again, without grammar."""
    words: list[str] = []
    for token in unknown:
        if words and is_ideographic(token) and is_ideographic(words[-1][-1]):
            words[-1] += token
        else:
            words.append(token)
    return [word for word in words if not _HIRAGANA.fullmatch(word)]

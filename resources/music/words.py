"""Understanding a prompt: which music its words ask for, and which of its words say nothing that is known here.

What belongs here: finding the words. What does not: what they mean (lexicon.py), keys, tempi and meters
(notation.py), what is done about it
(assets/soundtracks/brief.py).
"""

import difflib
import functools
import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from resources.music import lexicon
from resources.music.notation import bare_tempo, plain_text, take_key, take_meter, take_tempo
from resources.music.styles import STYLES, Mode

Kind = Literal[
    "style", "scene", "era", "character", "instrument", "vocals", "instrumental", "pace", "energy", "solo", "not", ""
]
# How much a mention counts for a style. A kind of music that others come in (orchestral, electronic, acoustic) counts
# less than one that is meant as such ("acoustic blues" is blues).
STYLE_WEIGHT, GENERAL_WEIGHT = 3.0, 2.0
GENERAL = {"epic", "electronic", "acoustic", "happy", "pop", "sad"}
WEIGHTS = {"era": 1.5, "scene": 1.0, "instrument": 1.3, "character": 1.2}
CLOSE = 0.88  # how alike two spellings are taken to be one word: "agressive" is, "hippo" and "hip hop" are not
SHORTEST_MISSPELT = 5
BY_MEANING = 0.33  # cosine similarity from which a sentence model's nearest style is taken
# Endings that a known word may have, and what stands there instead: English, German, Romance.
ENDINGS = (
    *(
        ("'s", ""),
        ("ies", "y"),
        ("es", ""),
        ("s", ""),
        ("ly", ""),
        ("y", ""),
        ("ish", ""),
        ("ing", ""),
        ("ed", ""),
        ("er", ""),
    ),
    *(("e", ""), ("en", ""), ("em", ""), ("as", "o"), ("os", "o"), ("a", "o"), ("i", "o"), ("e", "o"), ("e", "a")),
)
# A character next to one of these is asked for there only, not everywhere ("starts calm").
ENDS_OF_A_PIECE = {
    "start": {
        "start",
        "starts",
        "starting",
        "begin",
        "begins",
        "beginning",
        "opens",
        "opening",
        "intro",
        "beginnt",
        "anfang",
        "debut",
        "inicio",
    },
    "end": {
        "end",
        "ends",
        "ending",
        "finish",
        "finishes",
        "finishing",
        "outro",
        "closes",
        "closing",
        "endet",
        "ende",
        "fin",
        "final",
        "finale",
    },
}
QUIET, LOUD = {"calm", "sad", "dreamy", "romantic", "warm"}, {"energetic", "epic", "aggressive", "happy"}
COMMAS = ",、，"
NEAR = 3  # words between the two
# What a list of unwanted things goes on over; another word without meaning ends it ("no drums for my beach video").
JOINS = {"or", "nor", "and", "any", "a", "the", "oder", "und", "ou", "et", "o", "y", "e", "ni"}
TURNS = {
    "but",
    "instead",
    "with",
    "aber",
    "sondern",
    "mit",
    "mais",
    "avec",
    "pero",
    "con",
    "mas",
    "com",
    "ma",
    "maar",
    "met",
    "но",
}

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s'’\"“”„*_#&/+-]")
_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_HIRAGANA = re.compile(r"[぀-ゟ]+")


class StyleJudge(Protocol):
    """What can tell which of several descriptions is nearest in meaning to a text."""

    @property
    def name(self) -> str:
        """As it is recorded."""
        ...

    def nearest(self, text: str, descriptions: Mapping[str, str]) -> tuple[str, float]:
        """The name of the nearest description, and how near it is (cosine similarity, -1 to 1)."""
        ...


class Understood(BaseModel):
    """What a prompt asks for.

    `style`: of STYLES, None where no word speaks for one; `why`: the words that do. `mode`: of the key, where no key is
    named. `tempo` in beats per minute; `pace`: from the style's slowest (-1) to its fastest (1). `instruments` and
    `without`: wanted and unwanted, of lexicon.INSTRUMENT_PHRASES; `solo`: no others than those wanted. `course`: what the
    energy does, of lexicon.ENERGY_PHRASES; `energy`: -1 to 1, against the style's usual one. `meanings`: what each word was
    taken for; `not_understood`: the words that nothing is known about; `unmet`: wishes that nothing here can fulfil.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    style: str | None = None
    why: str = ""
    mode: Mode | None = None
    tempo: float | None = None
    pace: float | None = None
    tonality: str | None = None
    instruments: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    solo: bool = False
    course: tuple[str, ...] = ()
    energy: float = 0.0
    meanings: dict[str, str] = {}
    not_understood: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mention:
    """A phrase of the prompt that is known; `first`: the number of its first token."""

    kind: Kind
    value: str
    words: str
    first: int
    negated: bool
    place: str  # "quiet-start" and the like: a character that is asked for there only; "" for everywhere


def understand(prompt: str, judge: StyleJudge | None = None) -> Understood:
    """Read a prompt.

    Args:
        judge: finds the style that is nearest in meaning where no word of the prompt is known to name one.
    """
    meanings: dict[str, str] = {}
    unmet: list[str] = []
    text = plain_text(prompt)
    tonality, mode, text = take_key(prompt, text, meanings)
    tempo, text = take_tempo(text, meanings, unmet)
    meter, text = take_meter(text, meanings, unmet)
    mentions, unknown = _mentions(_tokens(text))
    course = [m.place or m.value for m in mentions if (m.kind == "energy" or m.place) and not m.negated]
    overall = [mention for mention in mentions if not mention.place]
    style, why = _style(overall, meter)
    characters = [(lexicon.CHARACTERS[m.value], m.negated) for m in overall if m.kind == "character"]
    energy = sum((-0.7 if negated else 1.0) * character.energy for character, negated in characters)
    paces = [(-0.5 if m.negated else 1.0) * float(m.value) for m in overall if m.kind == "pace"]
    paces += [0.6 * character.pace for character, negated in characters if character.pace and not negated]
    asked: list[Mode] = [c.mode for c, negated in characters if c.mode and not negated]
    mode = mode or next(iter(asked), None)
    if mode is None and any(c.mode == "minor" and negated for c, negated in characters):
        mode = "major"
    if style and tempo is None:
        tempo = bare_tempo(unknown, STYLES[style].tempo, meanings)
    wanted, unwanted = _instruments(overall)
    if any(m.kind == "vocals" and not m.negated for m in overall):
        unmet.append("a voice: no renderer here sings")
    meanings |= {mention.words: _in_words(mention) for mention in mentions}
    if style is None and judge is not None and unknown:  # what is known, and not wanted, tells it nothing
        name, similarity = judge.nearest(prompt, {style.name: style.sounds for style in STYLES.values()})
        if similarity >= BY_MEANING:
            style, why = name, f"nearest in meaning to the prompt ({judge.name}, {similarity:.2f})"
    return Understood(
        style=style,
        why=why,
        mode=mode,
        tempo=tempo,
        pace=max(-1.0, min(1.0, sum(paces) / len(paces))) if paces else None,
        tonality=tonality,
        instruments=tuple(wanted),
        without=tuple(unwanted),
        solo=bool(wanted) and any(mention.kind == "solo" for mention in overall),
        course=tuple(dict.fromkeys(course)),
        energy=max(-1.0, min(1.0, energy)),
        meanings=meanings,
        not_understood=tuple(dict.fromkeys(unknown)),
        unmet=tuple(unmet),
    )


def _tokens(plain: str) -> list[str]:
    """Words and punctuation marks; of writing without spaces, each character."""
    return [part for token in _TOKEN.findall(plain) for part in (list(token) if _CJK.search(token) else [token])]


@functools.cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], Kind, str]]]:
    """The known phrases by their first word, the longest first; of the same phrase in two lists, the first list's."""
    lists: list[tuple[Kind, str, str]] = [
        *(("energy", name, phrases) for name, phrases in lexicon.ENERGY_PHRASES.items()),
        ("vocals", "vocals", lexicon.VOCAL_PHRASES),
        ("instrumental", "instrumental", lexicon.INSTRUMENTAL_PHRASES),
        *(("style", name, phrases) for name, phrases in lexicon.STYLE_PHRASES.items()),
        *(("pace", str(pace), phrases) for pace, phrases in lexicon.PACE_PHRASES.items()),
        *(("instrument", name, phrases) for name, (_, phrases) in lexicon.INSTRUMENT_PHRASES.items()),
        *(("character", name, character.phrases) for name, character in lexicon.CHARACTERS.items()),
        *(("era", name, phrases) for name, phrases in lexicon.ERA_PHRASES.items()),
        *(("scene", name, phrases) for name, phrases in lexicon.SCENE_PHRASES.items()),
        ("not", "", lexicon.NEGATIONS),
        ("solo", "", lexicon.SOLO_PHRASES),
        ("", "", lexicon.FILLERS),
    ]
    known: dict[tuple[str, ...], tuple[Kind, str]] = {}
    for kind, value, phrases in lists:
        for phrase in phrases.split(","):
            if tokens := tuple(_tokens(plain_text(phrase))):
                known.setdefault(tokens, (kind, value))
    by_first: dict[str, list[tuple[tuple[str, ...], Kind, str]]] = defaultdict(list)
    for tokens, (kind, value) in known.items():
        by_first[tokens[0]].append((tokens, kind, value))
    for entries in by_first.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return by_first


def _find(tokens: list[str], at: int) -> tuple[int, Kind, str] | None:
    """The longest known phrase that starts here: how many tokens it has, and what it is."""
    for phrase, kind, value in _phrases().get(tokens[at], ()):
        if tuple(tokens[at : at + len(phrase)]) == phrase:
            return len(phrase), kind, value
    return None


def _variants(word: str) -> Iterator[str]:
    """A word without an ending, then the known words that it may be a misspelling of."""
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2:
            yield word[: -len(ending)] + instead
    if len(word) >= SHORTEST_MISSPELT:
        yield from difflib.get_close_matches(word, _phrases(), n=1, cutoff=CLOSE)


def _mentions(tokens: list[str]) -> tuple[list[_Mention], list[str]]:
    """The known phrases in order, those after a negation marked, without grammar; and the unknown words."""
    found: list[_Mention] = []
    unknown: list[str] = []
    at, negated, denied = 0, False, False  # denied: something was, since the negation
    while at < len(tokens):
        token = tokens[at]
        if unicodedata.category(token[0]) == "So":  # an emoji
            unknown.append(token)
            at += 1
            continue
        if not token[0].isalnum():
            negated = negated and token in COMMAS and _list_goes_on(tokens, at + 1)
            at += 1
            continue
        hit, words = _find(tokens, at), None
        if hit is None:
            for variant in _variants(token):
                if hit := _find([variant, *tokens[at + 1 :]], 0):
                    words = " ".join([token, *tokens[at + 1 : at + hit[0]]])
                    break
        if hit is None:
            unknown.append(token)
            at, negated = at + 1, negated and not denied
            continue
        length, kind, value = hit
        if kind == "not":
            negated, denied = True, False
        elif kind == "solo" or token in TURNS or (kind == "" and denied and token not in JOINS):
            negated = False
        if kind not in ("not", ""):
            words = words or _joined(tokens[at : at + length])
            denied = negated and kind != "instrumental"
            place = _place(kind, value, tokens, at, at + length - 1)
            found.append(_Mention(kind, value, words, at, denied, place))
        at += length
    return found, _whole(unknown)


def _list_goes_on(tokens: list[str], at: int) -> bool:
    """Whether what follows a comma still belongs to a list such as "drums, bass or vocals"."""
    clause = _clause(tokens[at:])
    return bool({"or", "nor", "oder", "ou", "ni"} & set(clause)) and len(clause) <= 5


def _joined(tokens: list[str]) -> str:
    return ("" if _CJK.match(tokens[0]) else " ").join(tokens)


def _whole(unknown: list[str]) -> list[str]:
    """Characters of writing without spaces joined again; its grammar, and numbers, left out."""
    words: list[str] = []
    for token in unknown:
        if words and _CJK.fullmatch(token) and _CJK.fullmatch(words[-1][-1]):
            words[-1] += token
        else:
            words.append(token)
    return [word for word in words if not _HIRAGANA.fullmatch(word)]


def _place(kind: Kind, value: str, tokens: list[str], first: int, last: int) -> str:
    """The course that a character asks for at the start or the end only ("starts calm"); "" for everywhere."""
    if kind == "character":
        level = "quiet" if value in QUIET else "loud" if value in LOUD else ""
    else:
        level = "" if kind != "pace" or not float(value) else "quiet" if float(value) < 0 else "loud"
    if level:
        near = [*_clause(tokens[:first][::-1])[:NEAR], *_clause(tokens[last + 1 :])[:NEAR]]
        for end, words in ENDS_OF_A_PIECE.items():
            if words & set(near):
                return f"{level}-{end}"
    return ""


def _clause(tokens: Sequence[str]) -> list[str]:
    """The words up to the next punctuation mark or joining word."""
    return list(itertools.takewhile(lambda token: token[0].isalnum() and token not in (*TURNS, "and", "then"), tokens))


def _style(mentions: list[_Mention], meter: int | None) -> tuple[str | None, str]:
    """The style that most speaks for, the earliest of equals, and the words that do."""
    score: dict[str, float] = defaultdict(float)
    words: dict[str, list[str]] = defaultdict(list)
    first: dict[str, int] = {}
    refused: set[str] = set()
    if meter == 3:
        score["waltz"] += GENERAL_WEIGHT
        words["waltz"].append("3/4")
        first["waltz"] = -1
    for mention in mentions:
        name = _suggested(mention)
        if not name:
            continue
        if mention.negated:
            refused |= {name} if mention.kind in ("style", "character", "scene", "era") else set()
            continue
        score[name] += WEIGHTS.get(mention.kind, GENERAL_WEIGHT if name in GENERAL else STYLE_WEIGHT)
        words[name].append(mention.words)
        first.setdefault(name, mention.first)
    left = [name for name in score if name not in refused]
    # Where music is named, places and characters do not outvote it: "upbeat summer pop for my beach vlog" is pop.
    named = {mention.value for mention in mentions if mention.kind == "style" and not mention.negated}
    left = [name for name in left if name in named] or left
    if not left:
        return None, ""
    best = max(left, key=lambda name: (score[name], -first[name]))
    return best, "“" + "”, “".join(words[best]) + "”"


def _suggested(mention: _Mention) -> str:
    """The style that a phrase speaks for; "" for none."""
    match mention.kind:
        case "style" | "scene" | "era":
            return mention.value
        case "character":
            return lexicon.CHARACTERS[mention.value].style
        case "instrument":
            return lexicon.INSTRUMENT_PHRASES[mention.value][0]
        case _:
            return ""


def _instruments(mentions: list[_Mention]) -> tuple[list[str], list[str]]:
    """Those wanted and those not, in the order of the prompt."""
    named = [m for m in mentions if m.kind == "instrument"]
    unwanted = dict.fromkeys(m.value for m in named if m.negated)
    wanted = dict.fromkeys(m.value for m in named if not m.negated and m.value not in unwanted)
    if any(m.kind == "vocals" and m.negated for m in mentions):
        unwanted["vocals"] = None
    return list(wanted), list(unwanted)


def _in_words(mention: _Mention) -> str:
    no = "not " if mention.negated else ""
    match mention.kind:
        case "style" | "scene" | "era":
            return f"{no}{mention.value}"
        case "pace" if not mention.place:
            return (
                f"{no}{'slow' if float(mention.value) < 0 else 'fast' if float(mention.value) > 0 else 'medium tempo'}"
            )
        case "energy":
            return f"{no}{mention.value.replace('-', ' ')}"
        case "instrument":
            return f"{'no ' if mention.negated else ''}{mention.value}"
        case "vocals":
            return "no vocals" if mention.negated else "vocals"
        case _:
            return mention.place.replace("-", " ") or f"{no}{mention.value or mention.kind}"

"""Understanding a prompt: which music its words ask for, and which of its words say nothing that is known here.

What belongs here: what the phrases ask for together. What does not: finding them (phrases.py), what they mean (lexicon.py), keys,
tempi and meters (notation.py), what is done about it (assets/soundtracks/brief.py).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from resources.music import lexicon
from resources.music.notation import bare_tempo, take_key, take_meter, take_tempo
from resources.music.phrases import Mention, find_mentions
from resources.music.spelling import tokens_of
from resources.music.styles import STYLES, Mode

READING = 3  # changed when the same prompt is read otherwise than before: briefs are then decided again
# How much a mention counts for a style. A kind of music that others come in (orchestral, electronic, acoustic) counts
# less than one that is meant as such ("acoustic blues" is blues).
STYLE_WEIGHT, GENERAL_WEIGHT = 3.0, 2.0
GENERAL = {"epic", "electronic", "acoustic", "happy", "pop", "sad"}
WEIGHTS = {"era": 1.5, "scene": 1.0, "instrument": 1.3, "character": 1.2}
TELLING = {"electric-guitar", "banjo"}  # instruments that nearly name a style
# Characters that more than an instrument say what is played: a sad piano is sad.
DECIDING = {"sad", "scary", "epic", "tense", "aggressive"}
FAINT = {"brass", "flute", "choir", "harp"}  # instruments that many styles have
NEUTRAL = "corporate"  # of kinds of films, not of what they are about
UNDERTONES = {"happy", "sad", NEUTRAL}  # styles that others may be meant with: a "feel good funk"
BY_MEANING = 0.33  # cosine similarity from which a sentence model's nearest style is taken
NOBODY_SINGS = "a voice: nobody sings without lyrics, and a renderer that sings them"


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


def understand(prompt: str, judge: StyleJudge | None = None) -> Understood:
    """Read a prompt.

    Args:
        judge: finds the style that is nearest in meaning where no word of the prompt is known to name one.
    """
    meanings: dict[str, str] = {}
    unmet: list[str] = []
    tonality, mode, text = take_key(prompt, meanings)
    tempo, text = take_tempo(text, meanings, unmet)
    signature, meter, text = take_meter(text, meanings, unmet)
    found = find_mentions(tokens_of(text))
    mentions, unknown = found.mentions, found.unknown
    overall = [mention for mention in mentions if not mention.place or mention.kind == "instrument"]
    style, why = _style(overall, signature if meter == 3 else "")
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
    meanings |= {mention.words: _in_words(mention) for mention in mentions}
    if style is None and unknown:  # what is known, and not wanted, tells a judge nothing
        if judge is None:
            unmet.append("a style by the meaning of unknown words, without a sentence model")
        else:
            name, similarity = judge.nearest(prompt, {style.name: style.sounds for style in STYLES.values()})
            if similarity >= BY_MEANING:
                style, why = name, f"nearest in meaning to the prompt ({judge.name}, {similarity:.2f})"
    unmet += _unmet(mentions, style)
    unmet += [f"a solo ({words}): the instruments play together" for words in found.solos]
    if style and meter and meter != STYLES[style].beats:
        unmet.append(f"{signature}: {style} has bars of {STYLES[style].beats} beats")
    return Understood(
        style=style,
        why=why,
        mode=mode,
        tempo=tempo,
        pace=max(-1.0, min(1.0, sum(paces) / len(paces))) if paces else None,
        tonality=tonality,
        instruments=tuple(wanted),
        without=tuple(unwanted),
        solo=any(mention.alone and not mention.place for mention in mentions),
        course=tuple(dict.fromkeys(_course(mentions))),
        energy=max(-1.0, min(1.0, energy)),
        meanings=meanings,
        not_understood=tuple(dict.fromkeys(unknown)),
        unmet=tuple(dict.fromkeys(unmet)),
    )


def _course(mentions: list[Mention]) -> Iterator[str]:
    """What the energy is asked to do."""
    for mention in mentions:
        if mention.negated:
            continue
        if mention.kind == "energy":
            yield mention.place if mention.place == "quiet-end" else mention.value
        elif mention.kind == "unmet" and mention.value in lexicon.AS_ENERGY:
            yield lexicon.AS_ENERGY[mention.value]
        elif mention.place and mention.kind != "instrument":
            yield mention.place
        elif mention.place == "start" and mention.alone:
            yield "quiet-start"


def _unmet(mentions: list[Mention], style: str | None) -> Iterator[str]:
    """What nothing here can do, of what is understood."""
    for mention in mentions:
        words = mention.words
        if mention.kind == "instrument" and mention.lessened:
            yield f"less {words}: left out altogether, since an instrument plays or does not"
        elif mention.kind == "instrument" and mention.negated:
            if _of_a_family(mention, [m for m in mentions if m.kind == "instrument"]):
                yield f"no {words}: of {mention.value} no single one can be left out"
        elif mention.kind == "unmet" and mention.value == lexicon.ROOM:
            yield f"{'no ' if mention.negated else ''}{words}: {mention.value}"
        elif mention.negated:
            continue
        elif mention.kind == "vocals":
            yield NOBODY_SINGS
        elif mention.kind == "unmet":
            yield f"{words}: {mention.value}"
        elif mention.kind == "instrument" and mention.place:
            where = "later" if mention.place == "later" else f"at the {mention.place}"
            yield f"{words} {where}: an instrument is there from start to end"
        elif mention.kind == "era" and style not in (None, mention.value, *lexicon.AT_HOME.get(mention.value, ())):
            yield f"{words}: {style} is played as ever"
        elif mention.kind == "style" and style not in (None, mention.value) and mention.value not in UNDERTONES:
            yield f"{words}: of two styles one is played, {style}"


def _style(mentions: list[Mention], waltz_time: str) -> tuple[str | None, str]:
    """The style that most speaks for, the earliest of equals, and the words that do.

    Args:
        waltz_time: the time signature, if it is of three beats.
    """
    score: dict[str, float] = defaultdict(float)
    words: dict[str, list[str]] = defaultdict(list)
    first: dict[str, int] = {}
    refused: set[str] = set()
    if waltz_time:
        score["waltz"] += GENERAL_WEIGHT
        words["waltz"].append(waltz_time)
        first["waltz"] = -1
    for mention in mentions:
        name = _suggested(mention)
        if not name:
            continue
        if mention.negated:
            refused |= {name} if mention.kind in ("style", "character", "scene", "era") else set()
            continue
        score[name] += _weight(mention, name)
        words[name].append(mention.words)
        first.setdefault(name, mention.first)
    left = [name for name in score if name not in refused]
    # Where music is named, places and characters do not outvote it: "upbeat summer pop for my beach vlog" is pop.
    named = {mention.value for mention in mentions if mention.kind == "style" and not mention.negated}
    named = named - UNDERTONES or named
    left = [name for name in left if name in named] or left
    if not left:
        return None, ""
    best = max(left, key=lambda name: (score[name], -first[name]))
    return best, "“" + "”, “".join(words[best]) + "”"


def _weight(mention: Mention, name: str) -> float:
    """How much a mention counts for the style that it speaks for."""
    match mention.kind:
        case "style":
            return GENERAL_WEIGHT if name in GENERAL else STYLE_WEIGHT
        case "instrument" if mention.value in TELLING:
            return 2.5
        case "instrument" if mention.value in FAINT:
            return 0.9
        case "character" if mention.value in DECIDING:
            return 1.4
        case "scene" if name == NEUTRAL:
            return 0.7
        case _:
            return WEIGHTS[mention.kind]


def _suggested(mention: Mention) -> str:
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


def _instruments(mentions: list[Mention]) -> tuple[list[str], list[str]]:
    """Those wanted and those not, in the order of the prompt."""
    named = [m for m in mentions if m.kind == "instrument"]
    asked = dict.fromkeys(m.value for m in named if not m.negated)
    # "Brass, but no tuba": one of a family cannot be left out.
    unwanted = dict.fromkeys(m.value for m in named if m.negated and not _of_a_family(m, named))
    wanted = {name: None for name in asked if name not in unwanted}
    wanted |= dict.fromkeys(name for m in mentions if m.kind == "style" and not m.negated for name in _named_within(m))
    if any((m.kind == "vocals" and m.negated) or m.kind == "instrumental" for m in mentions):
        unwanted["vocals"] = None
    return list(wanted), list(unwanted)


def _of_a_family(unwanted: Mention, named: list[Mention]) -> bool:
    """Whether the rest of its family stays: it is a part of one instrument ("no claps"), or the others are wanted ("brass, but
    no tuba"; "no drums, just bongos").
    """
    if unwanted.words in lexicon.PARTS and not any(
        m.negated and m.words not in lexicon.PARTS for m in named if m.value == unwanted.value
    ):
        return True
    same = [m for m in named if m.value == unwanted.value and not m.negated and m.words != unwanted.words]
    return any(m.alone or m.words in lexicon.FAMILIES for m in same)


def _named_within(mention: Mention) -> Iterator[str]:
    """Instruments that a style's name has in it: "melancholic piano"."""
    yield from (name for name in ("piano", "strings") if name == mention.value or name in mention.words.split())


def _in_words(mention: Mention) -> str:
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
        case "instrument" if mention.negated and mention.words in lexicon.PARTS:
            return f"a part of {mention.value}"
        case "instrument":
            return f"{'no ' if mention.negated else ''}{mention.value}"
        case "unmet":
            return f"{no}{mention.words}"
        case "vocals":
            return "no vocals" if mention.negated else "vocals"
        case _:
            return mention.place.replace("-", " ") or f"{no}{mention.value or mention.kind}"

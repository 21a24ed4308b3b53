"""Understanding a prompt: which music its words ask for, and which of its words say nothing that is known here.

What belongs here: what the phrases ask for together. What does not: finding them (phrases.py), what they mean (lexicon.py), keys,
tempi and meters (notation.py), what is done about it (assets/soundtracks/brief.py).
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from resources.music import lexicon
from resources.music.notation import bare_tempo, plain_text, take_key, take_meter, take_tempo
from resources.music.phrases import Mention, find_mentions, tokens_of
from resources.music.styles import STYLES, Mode

# How much a mention counts for a style. A kind of music that others come in (orchestral, electronic, acoustic) counts
# less than one that is meant as such ("acoustic blues" is blues).
STYLE_WEIGHT, GENERAL_WEIGHT = 3.0, 2.0
GENERAL = {"epic", "electronic", "acoustic", "happy", "pop", "sad"}
WEIGHTS = {"era": 1.5, "scene": 1.0, "instrument": 1.3, "character": 1.2}
BY_MEANING = 0.33  # cosine similarity from which a sentence model's nearest style is taken


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
    text = plain_text(prompt)
    tonality, mode, text = take_key(prompt, text, meanings)
    tempo, text = take_tempo(text, meanings, unmet)
    meter, text = take_meter(text, meanings, unmet)
    mentions, unknown = find_mentions(tokens_of(text))
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


def _style(mentions: list[Mention], meter: int | None) -> tuple[str | None, str]:
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
    unwanted = dict.fromkeys(m.value for m in named if m.negated)
    wanted = dict.fromkeys(m.value for m in named if not m.negated and m.value not in unwanted)
    if any(m.kind == "vocals" and m.negated for m in mentions):
        unwanted["vocals"] = None
    return list(wanted), list(unwanted)


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
        case "instrument":
            return f"{'no ' if mention.negated else ''}{mention.value}"
        case "vocals":
            return "no vocals" if mention.negated else "vocals"
        case _:
            return mention.place.replace("-", " ") or f"{no}{mention.value or mention.kind}"

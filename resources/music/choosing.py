"""Choosing the style of a prompt from its phrases, or with a sentence model if they indicate none.

What belongs here: weighting phrases. What does not: finding them (phrases.py), the rest of the prompt (words.py), their
meanings (lexicon.py).
"""

import functools
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from resources.music import lexicon
from resources.music.notation import plain_text
from resources.music.phrases import Found, Mention, find_mentions
from resources.music.spelling import is_english, tokens_of
from resources.music.styles import STYLES

# Weights of mentions. Generic kinds of music (orchestral, electronic, acoustic) count less than specific ones ("acoustic
# blues" is blues).
STYLE_WEIGHT, GENERAL_WEIGHT = 3.0, 2.0
GENERAL = {"epic", "electronic", "acoustic", "happy", "pop", "sad"}
WEIGHTS = {"era": 1.5, "scene": 1.0, "instrument": 1.3, "character": 1.2}
DRIVING = {"energetic", "aggressive"}  # with these a guitar is a rock guitar, if only "guitar" is said
TELLING = {"electric-guitar", "banjo"}  # instruments that almost imply a style
# Characters that count more than an instrument: a sad piano is sad.
DECIDING = {"sad", "scary", "epic", "tense", "dark", "aggressive"}
FAINT = {"brass", "flute", "choir", "harp", "mallets", "organ"}  # instruments that many styles have
# Characters that any style may have: "cool" and "elegant" count less than the film's subject.
ANYWHERE, ANYWHERE_WEIGHT = {"smooth", "serious"}, 0.3
TURNED = 2 * STYLE_WEIGHT  # how much more a style counts after a "but"
NEUTRAL = "corporate"  # the style of kinds of films rather than of subjects
UNDERTONES = {"happy", "sad", NEUTRAL}  # styles that may only qualify another one: a "feel good funk"
# The minimum cosine similarity for a sentence model's nearest style to be used; the model knows English.
BY_MEANING, BY_MEANING_ELSEWHERE = 0.33, 0.5


class StyleJudge(Protocol):
    """An interface: finds which of several descriptions is nearest in meaning to a text."""

    @property
    def name(self) -> str:
        """The name that is recorded."""
        ...

    def nearest(self, text: str, descriptions: Mapping[str, str]) -> tuple[str, float]:
        """The name of the nearest description, and how near it is (cosine similarity, -1 to 1)."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """The style with the highest weight, and its words. `refused`: styles that are not wanted."""

    style: str | None = None
    why: str = ""
    refused: frozenset[str] = field(default_factory=frozenset)


def choose_style(mentions: Sequence[Mention], waltz_time: str) -> Choice:
    """The style with the highest total weight, the first of equals.

    Args:
        waltz_time: the time signature, if it has three beats.
    """
    score: dict[str, float] = defaultdict(float)
    words: dict[str, list[str]] = defaultdict(list)
    first: dict[str, int] = {}
    if waltz_time:
        score["waltz"] += GENERAL_WEIGHT
        words["waltz"].append(waltz_time)
        first["waltz"] = -1
    drives = any(m.kind == "character" and m.value in DRIVING and not m.negated for m in mentions)
    wanted = [(name, mention) for mention in mentions if not mention.negated and (name := suggested(mention))]
    if drives:
        wanted = [("rock" if _is_plain_guitar(mention) else name, mention) for name, mention in wanted]
        if any(mention.value == "electric-guitar" and mention.kind == "instrument" for _, mention in wanted):
            # With electric guitars a sport or "energetic" is rock rather than electronic.
            wanted = [("rock" if name == "electronic" and m.kind != "style" else name, m) for name, m in wanted]
    if any(mention.kind == "era" and name == "synthwave" for name, mention in wanted):  # "80s synth"
        wanted = [("synthwave" if m.value == "synth" and m.kind == "instrument" else name, m) for name, m in wanted]
    if any(mention.kind == "era" and name == "disco" for name, mention in wanted):  # "70s club music"
        wanted = [("disco" if m.kind == "style" and m.words in lexicon.DANCED else name, m) for name, m in wanted]
    for name, mention in wanted:
        score[name] += _weight(mention, name) + (TURNED if mention.turned and mention.kind == "style" else 0)
        words[name].append(mention.words)
        first.setdefault(name, mention.first)
    # "Electronic, not too energetic", "driving, but not too loud".
    asked = {name for name, mention in wanted if mention.kind in ("style", "character")}
    refused = frozenset(
        suggested(mention)
        for mention in mentions
        if refuses_style(mention, mentions) and (mention.kind == "style" or suggested(mention) not in asked)
    )
    left = [name for name in score if name not in refused]
    # Places and characters never outvote a named kind of music: "upbeat summer pop for my beach vlog" is pop.
    named = {mention.value for _, mention in wanted if mention.kind == "style"}
    named -= {NEUTRAL}
    named = named - UNDERTONES or named
    left = [name for name in left if name in named] or left
    if not left:
        return Choice(refused=refused)
    best = max(left, key=lambda name: (score[name], -first[name]))
    return Choice(best, "“" + "”, “".join(words[best]) + "”", refused)


def refuses_style(mention: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether a denied mention refuses its whole style, not only a part or a kind of it."""
    if not mention.negated or mention.kind not in ("style", "character", "scene", "era") or not suggested(mention):
        return False
    return not is_part_of_style(mention, mentions)


def is_part_of_style(mention: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether a refused thing is a part or a kind of a wanted style: "jazz, but no big band"."""
    if mention.kind != "style" or mention.words.replace(" ", "-") == mention.value:
        return False
    sure = ("style", "character") if mention.words not in lexicon.PLAYED_IN_STYLE else ("style", "character", "scene")
    return any(
        other.kind in sure and not other.negated and suggested(other) == mention.value and other.words != mention.words
        for other in mentions
    )


def judged(found: Found, choice: Choice, without: Collection[str], judge: StyleJudge) -> Choice:
    """The choice, with the style nearest in meaning to the wanted text if one is near enough."""
    text = found.wanted
    choices = {
        style.name: style.sounds
        for style in STYLES.values()
        if style.name not in choice.refused and not _heard_in(style.name) & set(without)
    }
    name, similarity = judge.nearest(text, choices)
    if similarity < (BY_MEANING if is_english(text) else BY_MEANING_ELSEWHERE):
        return choice
    return Choice(name, f"nearest in meaning to the prompt ({judge.name}, {similarity:.2f})", choice.refused)


@functools.cache
def _heard_in(style: str) -> frozenset[str]:
    """The instruments in a style's name or description."""
    words = tokens_of(f"{style.replace('-', ' ')} {STYLES[style].sounds.replace('-', ' ')}")
    mentions = (mention for word in words for mention in find_mentions([word]).mentions)
    return frozenset(mention.value for mention in mentions if mention.kind == "instrument")


def _weight(mention: Mention, name: str) -> float:
    """The weight of a mention for its style."""
    match mention.kind:
        case "style":
            return GENERAL_WEIGHT if name in GENERAL else STYLE_WEIGHT
        case "instrument" if mention.value in TELLING or name == "rock":
            return 2.5
        case "instrument" if mention.value in FAINT:
            return 0.9
        case "character" if mention.value in DECIDING:
            return 1.4
        case "character" if mention.value in ANYWHERE:
            return ANYWHERE_WEIGHT
        case "scene" if name == NEUTRAL:
            return 0.7
        case _:
            return WEIGHTS[mention.kind]


def _is_plain_guitar(mention: Mention) -> bool:
    return mention.kind == "instrument" and mention.value == "guitar" and mention.words in lexicon.FAMILIES


def suggested(mention: Mention) -> str:
    """The style that a phrase suggests; "" for none."""
    match mention.kind:
        case "style" | "scene" | "era":
            return mention.value
        case "character":
            return lexicon.CHARACTERS[mention.value].style
        case "instrument" if mention.words in lexicon.PADS:
            return "ambient"
        case "instrument":
            return lexicon.INSTRUMENT_PHRASES[mention.value][0]
        case _:
            return ""


def style_named(text: str) -> str | None:
    """The style that a name means ("drum & bass", "Lo-Fi", "ballad"); None if it is no style's name."""
    if text in STYLES:
        return text
    mentions = find_mentions(tokens_of(plain_text(text))).mentions
    named = [mention for mention in mentions if mention.kind == "style" and not mention.negated]
    return choose_style(named, "").style

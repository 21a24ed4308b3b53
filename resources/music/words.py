"""Understanding a prompt: the music that it asks for, and which of its words are not understood.

What belongs here: combining the meanings of phrases. What does not: finding phrases (phrases.py), choosing the style
(choosing.py), meanings (lexicon.py), keys, tempi and meters (keys.py, notation.py), acting on the result
(assets/soundtracks/brief.py).
"""

import itertools
from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict, Field

from resources.music import lexicon
from resources.music.accounting import without_effect
from resources.music.choosing import UNDERTONES, StyleJudge, choose_style, is_part_of_style, judged
from resources.music.energy_levels import marked_levels, readable_levels, take_level
from resources.music.key_changes import marked, readable, without_changes
from resources.music.keys import take_key
from resources.music.lengths import take_length
from resources.music.moment_events import ALONE, tidy_words
from resources.music.moment_parsing import take_moments
from resources.music.moment_styles import of_the_whole, styled_alone
from resources.music.moments import Moment
from resources.music.notation import bare_tempo, take_meter, take_tempo
from resources.music.phrases import Mention, find_mentions
from resources.music.spelling import tokens_of
from resources.music.styles import STYLES, Mode

# Version of the interpretation: raise it when a prompt's interpretation changes, so that briefs are made again.
READING = 10
MOST_PARTS = 2  # "calm, then energetic"
LATER = 1 / 3  # the share of the film after which something comes that is only said to come later
SOLO_PART = (1 / 2, 2 / 3)  # the share of the film where a solo is played that has no time
NOBODY_SINGS = "a voice: nobody sings without lyrics, and a renderer that sings them"


class Understood(BaseModel):
    """The interpretation of a prompt.

    `style`: of STYLES, None if no word suggests one; `why`: the words that do; `refused`: styles that are not wanted. `mode`: of the key, if no key is named.
    `tempo` in beats per minute. `pace`: from the style's slowest (-1) to its fastest (1). `instruments` and `without`:
    wanted and unwanted, of lexicon.INSTRUMENT_PHRASES; `solo`: only the wanted ones. `course`: of the energy, of
    lexicon.ENERGY_PHRASES. `moments`: in seconds of the film. `seconds`: how long the film is said to be. `energy`: -1 to 1, relative to the style's usual one.
    `meanings`: of each word. `not_understood`: unknown words. `unmet`: wishes that cannot be fulfilled here.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    style: str | None = None
    refused: tuple[str, ...] = Field((), exclude_if=lambda styles: not styles)
    why: str = ""
    mode: Mode | None = None
    tempo: float | None = None
    pace: float | None = None
    tonality: str | None = None
    instruments: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    solo: bool = False
    course: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = Field((), exclude_if=lambda moments: not moments)
    seconds: float | None = Field(default=None, exclude_if=lambda seconds: seconds is None)
    energy: float = 0.0
    meanings: dict[str, str] = {}
    not_understood: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()


def understand(prompt: str, judge: StyleJudge | None = None) -> Understood:
    """Interpret a prompt.

    Args:
        judge: finds the style that is nearest in meaning if no known word of the prompt names one.
    """
    meanings: dict[str, str] = {}
    unmet: list[str] = []
    tonality, mode, text = take_key(marked(prompt), meanings, unmet)
    seconds, text = take_length(marked_levels(text), meanings)
    found = _interpret(text, judge, tonality, mode)
    by_words = found if judge is None else _interpret(text, None, tonality, mode)
    unmet += found.unmet
    unmet += (
        f"{tidy_words(words)}: it changes nothing beside the other wishes"
        for words in without_effect(text, by_words, lambda rest: _interpret(rest, None, tonality, mode))
    )
    meanings |= {_as_written(words): meaning for words, meaning in found.meanings.items()}
    told = tuple(dict.fromkeys(map(_as_written, unmet)))
    return found.model_copy(update={"meanings": meanings, "unmet": told, "seconds": seconds})


def _as_written(words: str) -> str:
    return readable_levels(readable(words))


def _interpret(text: str, judge: StyleJudge | None, tonality: str | None, mode: Mode | None) -> Understood:
    """Interpret a prompt, as plain text, whose key was taken from it."""
    meanings: dict[str, str] = {}
    unmet: list[str] = []
    timed, text, throughout = take_moments(text, meanings, unmet)
    level, text = take_level(text, meanings)
    text, untimed = without_changes(text)
    unmet += [f"{change}: when it happens is not known" for change in untimed]
    tempo, text = take_tempo(text, meanings, unmet)
    if tempo is None and timed and _is_first_of_tempi(timed):
        tempo, timed = timed[0].tempo, timed[1:]  # "100 bpm until 0:20, then 140 bpm"
    signature, meter, text = take_meter(text, meanings, unmet)
    found = find_mentions(tokens_of(text))
    mentions, unknown = found.mentions, found.unknown
    overall = _overall(mentions)
    has_parts = any(moment.what == "style" for moment in timed)
    others = _overall(find_mentions(tokens_of(throughout)).mentions) if has_parts else overall
    choice = choose_style(others, signature if meter == 3 else "")
    named = any(m.kind == "style" and not m.negated for m in others)
    told = named or any(m.kind in ("scene", "era") for m in others)
    style, moments = of_the_whole(choice.style, timed if named else styled_alone(timed), only_felt=not told)
    paced = [moment.pace for moment in timed if moment.pace is not None and moment not in moments]
    timed = moments
    characters = [(lexicon.CHARACTERS[m.value], m.negated) for m in overall if m.kind == "character"]
    energy = sum((-0.7 if negated else 1.0) * character.energy for character, negated in characters)
    energy += sum(_within(mention) for mention in overall)
    energy = energy if level is None else 2 * level - 1
    paces = paced + [(-0.5 if m.negated else 1.0) * float(m.value) for m in overall if m.kind == "pace"]
    paces += [
        -0.7 for m in overall if m.kind == "style" and m.words.startswith("slow ") and not m.negated
    ]  # "slow jam"
    paces += [0.6 * character.pace for character, negated in characters if character.pace and not negated]
    tells = [m for m in others if m.kind == "character" and not m.negated]
    tells.sort(key=lambda m: m.value in lexicon.EITHER_MODE)  # "touching but hopeful" is major
    modes: list[Mode] = [told for m in tells if (told := lexicon.CHARACTERS[m.value].mode)]
    mode = mode or _before_change(timed) or next(iter(modes), None)
    if mode is None and any(c.mode == "minor" and negated for c, negated in characters):
        mode = "major"
    if tempo is None:
        tempo = bare_tempo(found.numbers, unknown, STYLES[style].tempo if style else None, meanings)
    wanted, unwanted = _instruments(overall)
    moments = (*timed, *_placed(mentions), *_solos(mentions, found.solos))
    for moment in moments:  # what plays at some time is in the arrangement, and so is what is only silent at first
        at_first = moment.what == "no-drums" and moment.end is not None and not (moment.start or moment.start_share)
        drums = moment.what == "drums" or at_first
        named = ("drums",) if drums else moment.instruments if moment.what in ("with", "only", "solo") else ()
        wanted += [name for name in named if name not in (*wanted, *unwanted)]
    if style in lexicon.ELECTRIC and not any(m.value == "guitar" and m.words not in lexicon.FAMILIES for m in mentions):
        wanted = list(dict.fromkeys("electric-guitar" if name == "guitar" else name for name in wanted))
    meanings |= {mention.words: _in_words(mention, mentions) for mention in mentions}
    # Known words, denied ones and numbers do not help the judge.
    if style is None and not has_parts and any(not word.isdecimal() for word in unknown):
        if judge is None:
            unmet.append("a style by the meaning of unknown words, without a sentence model")
        else:
            choice = judged(found, choice, unwanted, judge)
            style = choice.style
    unmet += _unmet(mentions, style)
    unmet += _changes(mentions)
    unmet += [f"{words}: there is one sound of each instrument" for words in found.tones]
    if style and meter and meter != STYLES[style].beats:
        unmet.append(f"{signature}: {style} has bars of {STYLES[style].beats} beats")
    return Understood(
        style=style,
        refused=tuple(sorted(choice.refused)),
        why=choice.why,
        mode=mode,
        tempo=tempo,
        pace=max(-1.0, min(1.0, sum(paces) / len(paces))) if paces else None,
        tonality=tonality,
        instruments=tuple(wanted),
        without=tuple(unwanted),
        solo=any(mention.alone and not mention.place for mention in mentions) or _is_alone(mentions, wanted),
        course=tuple(dict.fromkeys(_course(mentions))),
        moments=moments,
        energy=max(-1.0, min(1.0, energy)),
        meanings=meanings,
        not_understood=tuple(dict.fromkeys(unknown)),
        unmet=tuple(dict.fromkeys(unmet)),
    )


def _is_first_of_tempi(moments: Sequence[Moment]) -> bool:
    """Whether a tempo at the start is that of the piece, since it lasts or another follows."""
    first, *others = moments
    lasts = first.end is None or any(other.tempo for other in others)
    return first.tempo is not None and not (first.start or first.start_share) and lasts


def _before_change(moments: Sequence[Moment]) -> Mode | None:
    """The mode of a piece that turns to the other one: "turn to minor at 0:30" begins in major."""
    turn = next((moment for moment in moments if moment.what == "key"), None)
    if turn is None or not (turn.start or turn.start_share):
        return None
    opposite: dict[str, Mode] = {"minor": "major", "major": "minor"}
    return opposite.get(turn.key)


def _overall(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions that are not only for the start or the end."""
    return [mention for mention in mentions if not mention.place or mention.kind == "instrument"]


def _within(mention: Mention) -> float:
    """The energy within the name of an instrument or a style: "loud guitars", "chill beats"."""
    told = mention.words.split()[0] if mention.kind in ("instrument", "style") and not mention.negated else ""
    character = "energetic" if told in lexicon.LOUD_PLAYED else "calm" if told in lexicon.SOFTLY_PLAYED else ""
    return lexicon.CHARACTERS[character].energy / 2 if character else 0.0


def _course(mentions: list[Mention]) -> Iterator[str]:
    """The requested course of the energy."""
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


def _changes(mentions: Sequence[Mention]) -> Iterator[str]:
    """A note if there are more changes between calm and energetic than a piece can have ("soft, loud, soft")."""
    told = [m for m in mentions if m.kind == "character" and m.value in ("calm", "energetic") and not m.negated]
    parts = [next(same) for _, same in itertools.groupby(told, key=lambda mention: mention.value)]
    if len(parts) > MOST_PARTS:
        yield f"{', '.join(part.words for part in parts)}: the energy has no more than {MOST_PARTS} parts"


def _unmet(mentions: Sequence[Mention], style: str | None) -> Iterator[str]:
    """The wishes that are understood but impossible here."""
    later = any(mention.kind == "instrument" and mention.place == "later" for mention in mentions)
    for mention in mentions:
        words = mention.words
        if mention.negated:
            yield from _still_there(mention, mentions)
        elif mention.kind == "vocals":
            yield NOBODY_SINGS
        elif mention.kind == "unmet":
            yield f"{words}: {mention.value}"
        elif mention.kind == "instrument" and (mention.place == "end" or (mention.place == "start" and not later)):
            yield f"{words} at the {mention.place}: an instrument is there from start to end"
        elif mention.kind == "style" and style == mention.value and words in lexicon.NEAREST:
            yield f"{words}: {style} is played, the nearest that there is"
        elif mention.kind == "era" and style not in (None, mention.value, *lexicon.AT_HOME.get(mention.value, ())):
            yield f"{words}: {style} is played as ever"
        elif mention.kind == "style" and (
            lexicon.PLAYED_IN_STYLE.get(words) or (style == "disco" and words in lexicon.DANCED)
        ):
            continue  # "a waltz with orchestra" has strings
        elif mention.kind == "style" and style not in (None, mention.value) and mention.value not in UNDERTONES:
            yield f"{words}: of two styles one is played, {style}"


def _still_there(refused: Mention, mentions: Sequence[Mention]) -> Iterator[str]:
    """Notes on what is heard although refused, and on what is left out although only less of it was wanted."""
    words = refused.words
    if refused.kind == "instrument" and refused.place:
        yield f"no {words} {refused.place}: an instrument is there from start to end"
    elif refused.kind == "instrument" and refused.lessened:
        yield f"less {words}: left out altogether, since an instrument plays or does not"
    elif refused.kind == "instrument" and _of_a_family(refused, [m for m in mentions if m.kind == "instrument"]):
        yield f"no {words}: of {refused.value} no single one can be left out"
    elif refused.kind == "unmet" and refused.value == lexicon.ROOM:
        yield f"no {words}: {refused.value}"
    elif is_part_of_style(refused, mentions) and not _named_within(refused):
        yield f"no {words}: {refused.value} is played as ever"


def _placed(mentions: Sequence[Mention]) -> list[Moment]:
    """The moments of instruments that come first or later, without a time: "piano first, violins later"."""
    heard = [mention for mention in mentions if mention.kind == "instrument" and not mention.negated]
    joined = {b.first for a, b in itertools.pairwise(heard) if a.place == "later" and b.first - a.first == 2}
    first = tuple(dict.fromkeys(m.value for m in heard if m.place == "start"))
    later = tuple(dict.fromkeys(m.value for m in heard if m.place == "later" or m.first in joined))
    moments = []
    if later and first and not set(first) & set(later):
        moments.append(Moment(what="only", start=0, end=0, end_share=LATER, instruments=first))
    if later:
        moments.append(Moment(what="with", start=0, start_share=LATER, end=None, instruments=later))
    return moments


def _solos(mentions: Sequence[Mention], solos: Sequence[str]) -> list[Moment]:
    """The solos without a time, after the middle; drums have one alone."""
    names = dict.fromkeys(m.value for m in mentions if m.kind == "instrument" and m.words in solos and not m.negated)
    start, end = SOLO_PART
    return [
        Moment(
            what="only" if name == "drums" else "solo",
            start=0,
            start_share=start,
            end=0,
            end_share=end,
            instruments=(name,),
        )
        for name in names
    ]


def _instruments(mentions: list[Mention]) -> tuple[list[str], list[str]]:
    """The wanted and unwanted instruments, in the order of the prompt."""
    named = [m for m in mentions if m.kind == "instrument"]
    asked = dict.fromkeys(m.value for m in named if not m.negated)
    # "Brass, but no tuba": a single member of a family cannot be left out.
    unwanted = dict.fromkeys(m.value for m in named if m.negated and not m.place and not _of_a_family(m, named))
    families = [m.value for m in named if m.value in unwanted and m.negated and m.words in lexicon.FAMILIES]
    included = [lexicon.INCLUDED[name] for name in families if name in lexicon.INCLUDED]
    unwanted |= dict.fromkeys(name for name in included if name not in asked)
    wanted = {name: None for name in asked if name not in unwanted}
    within = [(name, m.negated) for m in mentions if m.kind == "style" for name in _named_within(m)]
    unwanted |= dict.fromkeys(name for name, negated in within if negated and name not in asked)
    wanted |= dict.fromkeys(name for name, negated in within if not negated and name not in unwanted)
    if any((m.kind == "vocals" and m.negated) or m.kind == "instrumental" for m in mentions):
        unwanted["vocals"] = None
    return list(wanted), list(unwanted)


def _of_a_family(unwanted: Mention, named: list[Mention]) -> bool:
    """Whether the rest of its family stays: it is part of one instrument ("no claps"), or the others are wanted
    ("brass, but no tuba"; "no drums, just bongos").
    """
    if unwanted.words in lexicon.PARTS and not any(
        m.negated and m.words not in lexicon.PARTS for m in named if m.value == unwanted.value
    ):
        return True
    same = [m for m in named if m.value == unwanted.value and not m.negated and m.words != unwanted.words]
    return any(m.alone or m.first > unwanted.first or m.words in lexicon.FAMILIES for m in same)


def _named_within(mention: Mention) -> list[str]:
    """Instruments within a style's name: "melancholic piano", "sleigh bells"."""
    if mention.negated and mention.words in lexicon.PARTS:
        return []
    named = [name for name in ("piano", "strings") if name == mention.value or name in mention.words.split()]
    return [*named, *filter(None, [lexicon.PLAYED_IN_STYLE.get(mention.words)])]


def _is_alone(mentions: Sequence[Mention], wanted: Sequence[str]) -> bool:
    """Whether the style is an instrument alone, and no other is wanted: "solo piano"."""
    named = {ALONE[m.words] for m in mentions if m.kind == "style" and m.words in ALONE and not m.negated}
    return bool(named) and set(wanted) <= named


def _in_words(mention: Mention, mentions: Sequence[Mention]) -> str:
    no = "not " if mention.negated else ""
    match mention.kind:
        case "style" if mention.negated and is_part_of_style(mention, mentions):
            return f"a part of {mention.value}"
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
        case "instrument" if mention.negated and mention.place:
            return f"no {mention.value} in one place"
        case "instrument":
            return f"{'no ' if mention.negated else ''}{mention.value}"
        case "unmet":
            return f"{no}{mention.words}"
        case "vocals":
            return "no vocals" if mention.negated else "vocals"
        case _:
            return mention.place.replace("-", " ") or f"{no}{mention.value or mention.kind}"

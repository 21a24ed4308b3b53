"""Accounting for the words of a prompt: one that means music either has an effect or is reported.

What belongs here: finding the words without an effect, by reading the prompt again without each of them. What does not: the
reading itself (words.py), words that are not understood (phrases.py).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

from resources.music import lexicon
from resources.music.choosing import UNDERTONES
from resources.music.moment_events import SEEN, letters_of, named_in
from resources.music.moments import Moment
from resources.music.phrases import Mention, find_mentions, phrases_of
from resources.music.spelling import tokens_of
from resources.music.styles import Mode
from resources.music.time_forms import tidied
from resources.music.times import CENTRE, Time, edges_in, times_in

# Not "scene": what the film is about gives way to a style that is named. Of two eras and two styles words.py reports one.
_WISHES = {"style", "character", "instrument", "energy", "pace", "vocals", "unmet"}
# "Finishes loud" says how, not when.
_ENDS = re.compile(
    r"(?:end|finish|endet?|finit|termina|finisce|acaba|eindigt)(?:s|es|ing|en)?\s+(?!(?:at|on|in|when|by|before|after|um|bei|a|en)\s)\w"
)
_CENTRE = {CENTRE: ((1 / 2, 0.0),)}  # where "in the middle it becomes punk" happens
EDGE = "edge"  # the start or the end of the piece
_MARK = re.compile(r"[,.;!?\n](?=\s|$)|[。、，；！？،؛।]")
# Events that another one includes: "a big drop", "louder and louder", "no drums in the breakdown".
_INCLUDED = {
    "loud": ("drop", "peak", "rise", "drums"),
    "quiet": ("fall", "fade", "silence"),
    "rise": ("peak",),
    "drums": ("no-drums",),
    "no-drums": ("drums",),
    "peak": ("drop", "loud"),
    "faster": ("tempo",),
    "slower": ("tempo",),
    "stop": ("silence", "without", "no-drums"),
}


class Reading(Protocol):
    """What is compared of an interpretation; words.Understood says what it means."""

    @property
    def style(self) -> str | None: ...
    @property
    def refused(self) -> tuple[str, ...]: ...
    @property
    def mode(self) -> Mode | None: ...
    @property
    def tempo(self) -> float | None: ...
    @property
    def pace(self) -> float | None: ...
    @property
    def instruments(self) -> tuple[str, ...]: ...
    @property
    def without(self) -> tuple[str, ...]: ...
    @property
    def solo(self) -> bool: ...
    @property
    def course(self) -> tuple[str, ...]: ...
    @property
    def moments(self) -> tuple[Moment, ...]: ...
    @property
    def energy(self) -> float: ...
    @property
    def unmet(self) -> tuple[str, ...]: ...
    @property
    def not_understood(self) -> tuple[str, ...]: ...


class _Span(NamedTuple):
    """Letters of a prompt that mean music. `event`: what they ask for at a time, `points`: the time that they name; `is_wish`: whether
    they mean something without a time, too.
    """

    first: int
    last: int
    event: str = ""
    points: tuple[tuple[float, float], ...] = ()
    is_wish: bool = False


def without_effect(text: str, found: Reading, read: Callable[[str], Reading]) -> Iterator[str]:
    """The phrases of a prompt that mean music, whose absence changes nothing, and that are neither reported nor fulfilled by
    the rest ("sad, melancholy").

    Args:
        text: the prompt as plain text.
        found: its interpretation.
        read: interprets a text in the same way.
    """
    text = tidied(text)
    effects = _effects(found)
    told = " ".join((*found.not_understood, *found.unmet))
    for span in _spans(text):
        words = text[span.first : span.last]
        if words in told:
            continue
        # Reading a phrase is ten times as fast as reading the prompt without it, so it comes first.
        there = _at_its_time(span, found) or (span.is_wish and _is_fulfilled(read(words), found))
        if not there and _effects(read(f"{text[: span.first]} {text[span.last :]}")) == effects:
            yield words


def _spans(text: str) -> list[_Span]:
    """The phrases that mean music or a time, without those that are part of a longer one, are refused, or are only seen."""
    tokens = tokens_of(text)
    times = times_in(text)
    spans = [_Span(time.first, time.last, points=(*time.points, *_CENTRE.get(time.relation, ()))) for time in times]
    spans += [_Span(edge.first, edge.last, EDGE) for edge in edges_in(text)]
    spans += [
        _Span(event.first, event.last, event.what)
        for event in named_in(text)
        if event.what != "start"
        and not _ENDS.match(text, event.first)
        and any(_is_near(text, event.first, event.last, time) for time in times)
    ]
    events = {(event.first, event.last): event.what for event in named_in(text)}
    for mention in find_mentions(tokens).mentions:
        if mention.kind in _WISHES and not mention.negated and not _is_undertone(mention):
            letters = letters_of(text, tokens, mention.first, len(tokens_of(mention.words)))
            spans.append(_Span(*letters, events.get(letters, ""), is_wish=True))
    known = [item for item in phrases_of(tokens) if item.kind not in ("unknown", "mark")]
    longer = [letters_of(text, tokens, item.first, item.length) for item in known]
    longer += [*((span.first, span.last) for span in spans), *(match.span() for match in SEEN.finditer(text))]
    by_letters: dict[tuple[int, int], _Span] = {}
    for span in spans:
        if not _is_hidden(span, longer):
            by_letters[span.first, span.last] = span
    return sorted(by_letters.values())


def _is_undertone(mention: Mention) -> bool:
    return mention.kind == "style" and (mention.value in UNDERTONES or mention.words in lexicon.DANCED)


def _is_near(text: str, first: int, last: int, time: Time) -> bool:
    """Whether an event is in the clause of a time."""
    between = text[last : time.first] if last <= time.first else text[time.last : first]
    return not _MARK.search(between)


def _is_hidden(span: _Span, others: Sequence[tuple[int, int]]) -> bool:
    """Whether it is part of something longer."""
    return any(
        first <= span.first and span.last <= last and (first, last) != (span.first, span.last) for first, last in others
    )


def _effects(found: Reading) -> tuple[object, ...]:
    """What an interpretation does, and what it reports."""
    return (
        *(
            found.style,
            found.refused,
            found.mode,
            found.tempo,
            found.pace,
            found.instruments,
            found.without,
            found.solo,
        ),
        *(found.course, found.moments, found.energy, found.unmet, found.not_understood),
    )


def _at_its_time(span: _Span, found: Reading) -> bool:
    """Whether an event takes place at some time, or something does at a time."""
    if span.event == EDGE:
        return bool(found.course)
    if span.event:
        kinds = {moment.what for moment in found.moments} | {
            name for moment in found.moments for name in moment.instruments if name == span.event
        }
        return bool({span.event, *_INCLUDED.get(span.event, ())} & kinds)
    ends = {(moment.end_share, moment.end) for moment in found.moments}
    starts = {(moment.start_share, moment.start) for moment in found.moments}
    return bool((starts | ends) & set(span.points))


def _is_fulfilled(part: Reading, whole: Reading) -> bool:
    """Whether what a phrase means by itself is in the interpretation of the whole prompt."""
    names = {name for moment in whole.moments for name in moment.instruments}
    names |= {"drums" for moment in whole.moments if "drums" in moment.what}
    styles = {whole.style, *(moment.style for moment in whole.moments)}
    says_more = bool(part.instruments or part.energy or part.pace or part.course or part.mode)
    return (
        (part.style is None or part.style in styles or says_more)
        and set(part.instruments) <= {*whole.instruments, *whole.without, *names}
        and set(part.course) <= set(whole.course)
        and _same_way(part.energy, whole.energy)
        and _same_way(part.pace or 0.0, whole.pace or 0.0)
        and part.mode in (None, whole.mode)
        and not part.unmet
    )


def _same_way(part: float, whole: float) -> bool:
    return part * whole > 0 or not part

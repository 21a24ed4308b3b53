"""Moments from times and what is wanted then: "drop" and "at 0:12", "only piano" and "until 0:20".

What belongs here: one time and the events of its clause. What does not: finding both in a prompt (moment_parsing.py), the record of
a moment (moments.py).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from resources.music.moment_events import Happening, is_opening
from resources.music.moment_styles import POINTS
from resources.music.moment_words import ALL_MUSIC, EVENTS, EVERYTHING, MUSIC, NOTHING, What
from resources.music.moments import Moment
from resources.music.time_words import UNTIL
from resources.music.times import CLOSING_PART, END, ENDING_PART, OPENING_PART, START, At, Time

PAUSE_SECONDS = 2.0  # of a pause whose end is not said
BUILD_SECONDS = 8.0  # of a build-up whose end is not said, before what follows on it
SOLO_SECONDS = 15.0  # of a solo whose end is not said
OF_TEMPO = ("faster", "slower", "tempo")
_UNTIL = re.compile(rf"(?<![\w'])(?:{UNTIL}|(?:leading |building )?(?:up )?(?:into|towards?))(?![\w])")
_FROM = re.compile(r"(?<!\w)(?:from|von|de|du|da|dal|van|от|с|из|z)\s+$")
_TO = re.compile(r"(?<!\w)(?:(?:in)?to|zum?|nach|auf|bis|a|au|al|alla|hasta|para|naar|tot|до|в|к|do)\s|->|→")
_OPENING, _CLOSING, _LAST_BARS = (
    At(1 / 4, 0.0),
    At(3 / 4, 0.0),
    At(0.85, 0.0),
)  # shares of the piece at its start and end
_MIDDLE, _MIDDLE_PART = At(0.5, 0.0), (At(1 / 3, 0.0), At(2 / 3, 0.0))
_SOONER = re.compile(
    r"(?<!\w)(?:before|vor (?:dem|der)|kurz vor|avant|antes (?:de|del|do|da)|prima (?:di|del|della)|voor (?:de|het)|перед|przed)\s"
)
_BREAKS = ("quiet", "no-drums", "without")  # at the middle these are there for its middle part


def moments_at(
    time: Time, found: Sequence[Happening], clause: str, reached: At, of_all: bool, *, opens: bool
) -> list[Moment]:
    """The moments of one time in a clause.

    Args:
        of_all: whether the music starts or stops, not an instrument.
        opens: whether something else follows.
    """
    until = [match.end() for match in _UNTIL.finditer(clause) if match.end() <= time.first]
    becomes = [event.style for event in found if event.style][-1:]  # "a waltz becomes techno at 0:30"
    before = [
        event
        for event in found
        if time.relation in POINTS
        and (
            (until and event.last <= until[-1])
            or (_FROM.search(clause[: event.first]) and _TO.search(clause[event.last :]))
            or (event.style and event.style not in becomes)
        )
    ]
    seen = [
        e
        for e in found
        if until and e.instrument and e.instrument != "drums" and e.first >= until[-1] and e.last <= time.first
    ]
    if seen and not any(event.what == "start" for event in found):  # "until the whistle at 0:22"
        found = [event for event in found if event not in seen]
        if not found:
            return []
    if until and before and len(before) == len(found):  # "rock until the kiss at 0:30"
        return moments_of_time(replace(time, relation="until"), found, reached, of_all, opens=opens)
    sooner = [e for e in found if _SOONER.search(clause[e.last : time.first]) and e not in before]
    if time.relation in POINTS and 0 < len(sooner) < len(found):  # "a pause right before the drop at 0:32"
        at = time.points[0]
        short = At(at.share, at.seconds - PAUSE_SECONDS)
        brief = all(event.brief for event in sooner) and (short.seconds >= 0 or short.share)
        earlier = replace(time, relation="between", points=(short, at)) if brief else replace(time, relation="until")
        made = moments_of_time(earlier, sooner, reached, of_all, opens=True)
        return made + moments_of_time(time, [e for e in found if e not in sooner], reached, of_all, opens=opens)
    if 0 < len(before) < len(found):  # "quiet until the drop at 0:30", "from calm to wild at 0:30"
        earlier = moments_of_time(replace(time, relation="until"), before, reached, of_all, opens=True)
        return earlier + moments_of_time(time, [e for e in found if e not in before], reached, of_all, opens=opens)
    return moments_of_time(time, found, reached, of_all, opens=opens)


def moments_of_time(time: Time, found: Sequence[Happening], reached: At, of_all: bool, *, opens: bool) -> list[Moment]:
    """`moments_at`, for events that all are at this time."""
    parts, styles = [e for e in found if e.instrument], [e for e in found if e.style]
    events = [event for event in found if event not in (*parts, *styles)]
    stops = any(event.what == "stop" for event in events)
    of_tempo = [event for event in events if event.what in OF_TEMPO]  # "louder and faster"
    of_key = [event for event in events if event.key]
    changes = [*of_tempo, *of_key]
    others = [event for event in events if event not in changes and not (changes and event.what in ("start", "stop"))]
    of_drums = [event for event in others if event.what == "no-drums"]
    calm = [event for event in others if event.what == "quiet"]
    if of_drums and calm and len(of_drums) + len(calm) == len(others):  # "no drums and calmer"
        others = of_drums
    else:
        calm = []
    made = [
        moment for each in (others, calm, of_tempo, of_key) if each for moment in _of_event(time, each, reached, of_all)
    ]
    for named in styles[-1:]:
        style = {"style": named.style, "mode": named.mode, "pace": named.pace}
        made.append(_as_moment("style", *_span(time, reached)).model_copy(update=style))
    alone = any(part.what == "only" for part in parts)
    if opens and is_opening(time) and not stops and not styles:  # "piano until 0:20, then the drums": piano alone
        alone = alone or any(part.what == "with" for part in parts)
    alone = alone or (time.relation == OPENING_PART and not styles)
    if [part.instrument for part in parts if part.what == "solo"] == ["drums"]:
        return [*made, _as_moment("only", *_span(time, reached, "solo"), ("drums",))]  # nobody plays to a drum solo
    groups: tuple[tuple[What, ...], ...] = (("without",), ("with", "only"), ("solo",))
    for group in groups:
        if names := tuple(dict.fromkeys(part.instrument for part in parts if part.what in group)):
            kind = "without" if stops else "only" if alone and group[0] == "with" else group[0]
            start, end = _span(time, reached, "" if stops else kind)
            if kind == "without" and start == START and end is not None:
                kind, start, end = "with", end, None  # "no strings until 0:30" wants them then
            made.append(_as_moment(kind, start, end, names))
    return made


def _of_event(time: Time, events: Sequence[Happening], reached: At, of_all: bool) -> list[Moment]:
    if changed := next((event.tempo for event in events if event.tempo), None):
        return [_as_moment("tempo", *_span(time, reached)).model_copy(update={"tempo": changed})]
    if key := next((event.key for event in events if event.key), ""):
        return [_as_moment("key", *_span(time, reached)).model_copy(update={"key": key})]
    if (level := next((event.level for event in events if event.level is not None), None)) is not None:
        return [_as_moment("level", *_span(time, reached)).model_copy(update={"level": level})]
    order = list(EVENTS)
    what = min(events, key=lambda event: order.index(event.what)).what
    start, end = _span(time, reached, what)
    point = time.relation in POINTS
    if point and end is None and all(event.brief for event in events if event.what == what == "silence"):
        end = At(start.share, start.seconds + PAUSE_SECONDS) if what == "silence" else None
    match what:
        case "start":
            return [_as_moment("silence", START, start)] if of_all and point else []
        case "stop" if of_all and time.relation in ("between", "first", "last"):
            return [_as_moment("silence", start, end)]
        case "stop":
            return (
                [_as_moment("silence", time.points[0], None)] if of_all and (point or time.relation == "until") else []
            )
        case "drums":
            if any(event.what == "stop" for event in events):
                return [_as_moment("no-drums", start, end)]
            spans = time.relation in ("between", "until", "first")
            late = (point or spans or time.relation in (CLOSING_PART, "last")) and reached < start
            before = [_as_moment("no-drums", reached, start)] if late else []
            after = [_as_moment("no-drums", end, None)] if spans and end not in (None, END) else []
            return [*before, _as_moment("drums", start, end), *after]
        case _:
            return [_as_moment(what, start, end)]


def moments_of_all_music(time: Time, left: set[str], reached: At) -> list[Moment]:
    """The moments of "music from 0:08 on", "music only between 0:10 and 0:30", and "nothing until 0:04"."""
    start, end = _span(time, reached)
    if left & NOTHING and left <= ALL_MUSIC | NOTHING:
        return [_as_moment("silence", start, end)]
    if left & EVERYTHING and left <= ALL_MUSIC | EVERYTHING and time.relation in POINTS:
        return [_as_moment("loud", start, end)]  # "strings from 0:15, everything from 0:30"
    if not left & MUSIC or not left <= ALL_MUSIC:
        return []
    start = START if time.relation in ("until", "first") else start
    late = start != START and time.relation in ("from", "between", "last")
    begins = [_as_moment("silence", START, start)] if late else []
    ends = time.relation in ("until", "between", "first") and end not in (None, END)
    return [*begins, _as_moment("silence", end or START, None)] if ends else begins


def _span(time: Time, reached: At, what: str = "") -> tuple[At, At | None]:
    if time.relation == OPENING_PART:
        return START, _OPENING
    if time.relation in (CLOSING_PART, ENDING_PART):
        return (_LAST_BARS if what in ("faster", "slower") else _CLOSING), None
    at = time.points[0]
    if at == _MIDDLE and time.relation == "at" and what in _BREAKS:
        return _MIDDLE_PART
    match time.relation:
        case "between":
            return at, time.points[1]
        case "centre":
            return (_MIDDLE, None) if what in ("drop", "peak", "start", "stop") else _MIDDLE_PART
        case "first":
            return START, at
        case "last":
            return (At(1 - at.share, 0.0) if at.share else At(0.0, -at.seconds)), None
        case "until":
            return (reached if START < reached < at else START), at
        case "later":
            since = START if reached == _OPENING else reached
            return At(since.share + at.share, since.seconds + at.seconds), None
        case "for":
            return reached, At(reached.share + at.share, reached.seconds + at.seconds)
        case "at" | "alone" if what == "solo":
            return at, At(at.share, at.seconds + SOLO_SECONDS)
        case _:
            return at, None


def _as_moment(what: What, start: At, end: At | None, instruments: tuple[str, ...] = ()) -> Moment:
    share, seconds = (0.0, None) if end is None or end == END else end
    return Moment(
        what=what, start=start.seconds, start_share=start.share, end=seconds, end_share=share, instruments=instruments
    )


def opened(moments: list[Moment]) -> list[Moment]:
    """The moments, with what is alone at the start going on to the first thing that has a time."""
    first = [moment for moment in moments if span_of(moment) == (START, _OPENING)]
    later = (start_of(moment) for moment in moments if moment not in first)
    after = min((at for at in later if at.seconds >= 0), default=_OPENING)  # not "in the last 10 s"
    if after == START or after.share > _MIDDLE.share or not any(moment.what == "only" for moment in first):
        return moments
    end = {"end": after.seconds, "end_share": after.share}
    return [moment.model_copy(update=end) if moment in first else moment for moment in moments]


def resumed(moments: list[Moment]) -> list[Moment]:
    """The moments, with a silence in between where the music stops and comes back: "stops at 0:14, comes back at 0:18". Who was
    only silent for a while comes back without being told: "no drums from 0:30 to 0:38, then back in".
    """
    found: list[Moment] = []
    over = {span_of(moment)[1] for moment in moments if moment.what in _BREAKS}
    for moment in moments:
        if moment.what == "silence" and start_of(moment) == START and span_of(moment)[1] in over - {None}:
            continue
        start, end = span_of(moment)
        before = found[-1] if found else None
        if before is None or not moment.what == before.what == "silence":
            found.append(moment)
            continue
        brief = before.end is None or before.end - before.start == PAUSE_SECONDS
        if (start == START and brief and end and end > start_of(before)) or start == span_of(before)[1]:
            found[-1] = before.model_copy(update={"end": moment.end, "end_share": moment.end_share})
        elif not (start == START and end == span_of(before)[1]):  # "silent at 0:42 for two seconds, then back in"
            found.append(moment)
    return found


def without_ends(moments: Sequence[Moment]) -> list[Moment]:
    """The moments, without the silence of drums from where all are to play: "drums from 0:20 to 0:45, then everything"."""
    full = {start_of(moment) for moment in moments if moment.what in ("loud", "drop", "drums", "peak")}
    return [m for m in moments if not (m.what == "no-drums" and m.end is None and start_of(m) in full)]


def is_needless(moment: Moment, before: Sequence[Moment]) -> bool:
    """Whether it says that drums are silent where nothing or another instrument alone plays already, or they do not."""
    if moment.what == "no-drums" and any(m == moment or (m.what == "no-drums" and m.end is None) for m in before):
        return True
    alone = {
        (m.end_share, m.end)
        for m in before
        if m.what == "silence" or (m.what == "only" and "drums" not in m.instruments)
    }
    return moment.what == "no-drums" and (moment.end_share, moment.end) in alone


def from_the_start(made: Sequence[Moment], before: Sequence[Moment]) -> list[Moment]:
    """The moments of a clause; where drums come in for the first time, they are silent before."""
    if any("drums" in other.what for other in before):
        return list(made)
    enter = {start_of(moment) for moment in made if moment.what == "drums"}
    start = {"start": 0.0, "start_share": 0.0}
    return [m.model_copy(update=start) if m.what == "no-drums" and span_of(m)[1] in enter else m for m in made]


def start_of(moment: Moment) -> At:
    """When it starts."""
    return At(moment.start_share, moment.start)


def span_of(moment: Moment) -> tuple[At, At | None]:
    """When it starts and ends; None if no end is said."""
    return start_of(moment), None if moment.end is None else At(moment.end_share, moment.end)


def end_of_last(made: Sequence[Moment], before: At) -> At:
    """The end of the last moment, where the next one may begin."""
    if not made:
        return before
    last = made[-1]
    return start_of(last) if last.end is None else At(last.end_share, last.end)

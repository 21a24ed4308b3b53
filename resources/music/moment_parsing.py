"""Finding the moments of a prompt: "drop at 0:12", "quiet for the first 20 seconds", "strings from the middle on".

What belongs here: matching times with what is wanted then, and removing both from the text. What does not: times (times.py),
the words (moment_words.py), moments themselves (moments.py).
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from resources.music.moment_clauses import BEFORE, SEEN, clauses_of, without_cues
from resources.music.moment_events import (
    Happening,
    asked_at,
    cut,
    events_in,
    is_opening,
    letters_of,
    parts_in,
    relevant,
    tempo_in,
    tidy_words,
)
from resources.music.moment_styles import POINTS, changes_style, in_turn, several_styles, styles_in
from resources.music.moment_words import ALL_MUSIC, ALSO_STYLES, EVENTS, EVERYTHING, MUSIC, NOTHING, What
from resources.music.moments import Moment
from resources.music.notation import plain_text
from resources.music.phrases import find_mentions
from resources.music.places import LOUD, QUIET
from resources.music.spelling import tokens_of
from resources.music.time_words import THEN, THERE, UNTIL
from resources.music.times import (
    CENTRE,
    CLOSING_PART,
    END,
    ENDING_PART,
    OPENING_PART,
    START,
    At,
    Time,
    edges_in,
    tidied,
    times_in,
)

_THEN = re.compile(rf"\s*{THEN}(?![a-zа-я])")
_THERE = re.compile(rf"(?<!\w){THERE}(?![a-zа-я])")
_SAME = ("there", "そこで", "거기서")  # of these, those that may mean a whole span
_UNTIL = re.compile(rf"(?<![\w']){UNTIL}(?![\w])")
_FROM = re.compile(r"(?<!\w)(?:from|von|de|du|da|dal|van|от|с|из)\s+$")
_OPENING, _CLOSING, _LAST_BARS = (
    At(1 / 4, 0.0),
    At(3 / 4, 0.0),
    At(0.85, 0.0),
)  # shares of the piece at its start and end
_SURE = ("at", "from", "until", "first", "last", "between", CENTRE)  # relations that only occur with times
PAUSE_SECONDS = 2.0  # of a pause whose end is not said
SOLO_SECONDS = 15.0  # of a solo whose end is not said
_TEMPO = ("faster", "slower", "tempo")
_KEPT = {plain_text(word) for word in ALSO_STYLES}
_MIDDLE, _MIDDLE_PART = At(0.5, 0.0), (At(1 / 3, 0.0), At(2 / 3, 0.0))
_BREAKS = ("quiet", "no-drums", "without")  # at the middle these are there for its middle part


def take_moments(text: str, meanings: dict[str, str], unmet: list[str]) -> tuple[tuple[Moment, ...], str, str]:
    """Extract the moments. Returns them, the plain text without them, and the same without the clauses of styles that have a
    time. Times without an event that is possible then are reported in `unmet`.
    """
    tidy = tidied(text)
    if not (times_in(tidy) or edges_in(tidy) or SEEN.search(tidy) or changes_style(tidy)):
        return (), text, text
    moments: list[Moment] = []
    kept: list[str] = []
    throughout: list[str] = []  # the clauses without a style that has a time
    reached = START  # a moment that follows the previous one begins here
    clauses = clauses_of(tidy)
    several, turns = several_styles(clauses), in_turn(clauses)
    for number, (clause, after) in enumerate(itertools.zip_longest(clauses, clauses[1:], fillvalue="")):
        follows = bool(_THEN.match(clause) or _THERE.search(clause))
        opens = bool(_THEN.match(after) or _THERE.search(after)) or any(
            time.relation in POINTS for time in times_in(after)
        )
        events = list(events_in(clause))
        # If nothing precedes or follows, "for 30 seconds" is the length of the film; "silence for 3 seconds" is at its start.
        lasts = bool(moments) or bool(_THEN.match(after)) or any(event.what == "silence" for event in events)
        times = [time for time in times_in(clause) if lasts or time.relation != "for"]
        styles = styles_in(clause, times)
        since, known = reached, bool(moments) and (follows or bool(styles.says("rest") or styles.says("turn")))
        times = times or ([turns[number]] if number in turns else [])
        times = times or (styles.opening() if several and not known else [])
        times = times or _edges(clause, several and bool(styles.found))
        events += parts_in(clause, times) if times or known else ()
        alone = known and moments[-1].what == "only"  # "piano until 0:20, then punk"
        styles = styles.timed(clause, times, events, several=several or alone, opens=opens)
        events = styles.without_overlaps(events)
        if moments and not times and styles.says("before"):
            times, since = [Time("until", (_start_of(moments[-1]),), 0, 0)], START
        elif known and not times and (continued := _continued(clause, events, moments, reached)):
            times, since = [continued], _start_of(moments[-1])
        if not times and moments and not follows and (earlier := BEFORE.search(clause)) and _moods(clause):
            times = [Time("until", (_start_of(moments[-1]),), earlier.start(), earlier.end())]
        if not times:
            kept.append(without_cues(clause, after, unmet))
            throughout.append(kept[-1])
            continue
        if {event.what for event in events} <= {*_TEMPO, "start", "style"} and (changed := tempo_in(clause)):
            events += changed  # not "house, 124 bpm, drop at 0:30"
        words = tidy_words(clause)
        rest = cut(clause, [*times, *(event for event in events if not event.instrument)])
        left = set(re.findall(r"\w+", SEEN.sub("", rest)))
        of_all = left <= ALL_MUSIC or bool(
            left & (MUSIC | EVERYTHING) and not any(event.instrument for event in events)
        )
        asked = [(time, relevant(found, time, clause, opens=opens)) for time, found in asked_at(clause, times, events)]
        made: list[Moment] = []
        for time, found in asked:
            made += _moments(time, found, clause, _reached(made, since), of_all, opens=opens)
        needed = [moment for at, moment in enumerate(made) if not _is_needless(moment, [*moments, *made[:at]])]
        made = _from_the_start(needed, moments)
        if len(times) == 1 and not events:
            made = _of_all_music(times[0], left, since)
        gone = [e for _, found in asked for e in found if e.style or clause[e.first : e.last] not in _KEPT]
        if all(event.style for event in gone):
            made += _by_character(clause, [time for time in times if _is_named(time, clause)], since)
        if made:
            reached = _reached(made, reached)
            meanings[words] = ", ".join(moment.in_words() for moment in made)
        undone = [time for time, found in asked if time.last and not (made and found) and _is_sure(time, clause)]
        if undone and not (made and len(times) == 1):
            at = ", ".join(tidy_words(clause[time.first : time.last]) for time in undone)
            unmet.append(f"{at}: what is asked for then is there from start to end")
        kept.append(cut(clause, [*times, *gone, *(styles.around if styles.found else ())] if made else undone))
        throughout += [f" {clause[s.first : s.last]}" for s in styles.left] if made and styles.found else kept[-1:]
        moments += made
        unmet += styles.told(clause)
    return tuple(_resumed(_opened(moments))), "".join(kept), "".join(throughout)


def _continued(clause: str, events: Sequence[Happening], moments: list[Moment], reached: At) -> Time | None:
    """The time of a clause that goes on after the last moment, which ends there: "a pause at 0:40, then the drums"."""
    last = moments[-1]
    if not events and (last.what == "silence" or not _moods(clause)):
        return None
    if last.what == "silence" and last.end is None:
        end = {"end": last.start + PAUSE_SECONDS, "end_share": last.start_share}
        moments[-1] = last = last.model_copy(update=end)
        reached = _reached(moments, reached)
    return _time_before(clause, last, reached) if last.end is not None or last.what == "with" else None


def _time_before(clause: str, last: Moment, reached: At) -> Time:
    """The time of a clause that continues the one before: "and there the drums come in"."""
    start, end = _span_of(last)
    there = _THERE.search(clause)
    if there and there[0] in _SAME and start != START and end is not None:
        return Time("between", (start, end), 0, 0)
    return Time("at", (reached,), 0, 0)


def _edges(clause: str, is_styled: bool) -> list[Time]:
    """The start or the end of the piece, if a clause wants an instrument or another tempo there; words.py knows what else may be."""
    edges = edges_in(clause)
    if is_styled:
        return edges
    if not edges or any(event.what in ("faster", "slower") for event in events_in(clause)):
        return [edge for edge in edges if edge.relation == CLOSING_PART]
    parts = parts_in(clause, edges)
    alone = any(part.what == "only" for part in parts)
    return [edge for edge in edges if alone or (parts and edge.relation != ENDING_PART)]


def _opened(moments: list[Moment]) -> list[Moment]:
    """The moments, with what is alone at the start going on to the first thing that has a time."""
    first = [moment for moment in moments if _span_of(moment) == (START, _OPENING)]
    later = (_start_of(moment) for moment in moments if moment not in first)
    after = min((at for at in later if at.seconds >= 0), default=_OPENING)  # not "in the last 10 s"
    if after == START or after.share > _MIDDLE.share or not any(moment.what == "only" for moment in first):
        return moments
    end = {"end": after.seconds, "end_share": after.share}
    return [moment.model_copy(update=end) if moment in first else moment for moment in moments]


def _resumed(moments: list[Moment]) -> list[Moment]:
    """The moments, with a silence in between where the music stops and comes back: "stops at 0:14, comes back at 0:18"."""
    found: list[Moment] = []
    for moment in moments:
        start, end = _span_of(moment)
        before = found[-1] if found else moment
        if (
            moment.what == before.what == "silence"
            and start == START
            and before.end is None
            and end
            and end > _start_of(before)
        ):
            found[-1] = before.model_copy(update={"end": moment.end, "end_share": moment.end_share})
        else:
            found.append(moment)
    return found


def _moments(
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
            or _FROM.search(clause[: event.first])
            or (event.style and event.style not in becomes)
        )
    ]
    if until and before and len(before) == len(found):  # "rock until the kiss at 0:30"
        return _moment(replace(time, relation="until"), found, reached, of_all, opens=opens)
    if 0 < len(before) < len(found):  # "quiet until the drop at 0:30", "from calm to wild at 0:30"
        earlier = _moment(replace(time, relation="until"), before, reached, of_all, opens=True)
        return earlier + _moment(time, [e for e in found if e not in before], reached, of_all, opens=opens)
    return _moment(time, found, reached, of_all, opens=opens)


def _moment(time: Time, found: Sequence[Happening], reached: At, of_all: bool, *, opens: bool) -> list[Moment]:
    parts, styles = [e for e in found if e.instrument], [e for e in found if e.style]
    events = [event for event in found if event not in (*parts, *styles)]
    stops = any(event.what == "stop" for event in events)
    of_tempo = [event for event in events if event.what in _TEMPO]  # "louder and faster"
    others = [event for event in events if event not in of_tempo and not (of_tempo and event.what in ("start", "stop"))]
    made = [moment for each in (others, of_tempo) if each for moment in _of_event(time, each, reached, of_all)]
    for named in styles[-1:]:
        style = {"style": named.style, "mode": named.mode}
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
    order = list(EVENTS)
    what = min(events, key=lambda event: order.index(event.what)).what
    start, end = _span(time, reached, what)
    point = time.relation in POINTS
    match what:
        case "start":
            return [_as_moment("silence", START, start)] if of_all and point else []
        case "stop" if of_all and time.relation == "between":
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


def _of_all_music(time: Time, left: set[str], reached: At) -> list[Moment]:
    """The moments of "music from 0:08 on", "music only between 0:10 and 0:30", and "nothing until 0:04"."""
    start, end = _span(time, reached)
    if left & NOTHING and left <= ALL_MUSIC | NOTHING:
        return [_as_moment("silence", start, end)]
    if not left & MUSIC or not left <= ALL_MUSIC:
        return []
    start = START if time.relation in ("until", "first") else start
    late = start != START and time.relation in ("from", "between", "last")
    begins = [_as_moment("silence", START, start)] if late else []
    ends = time.relation in ("until", "between", "first") and end is not None
    return [*begins, _as_moment("silence", end or START, None)] if ends else begins


def _by_character(clause: str, times: Sequence[Time], reached: At) -> list[Moment]:
    """Loud or quiet, from characters: "livelier from 0:25 on"."""
    asked = asked_at(clause, times, _moods(cut(clause, times, " ")))
    return [moment for time, found in asked for moment in _moment(time, found[:1], reached, False, opens=False)]


def _moods(bare: str) -> list[Happening]:
    """The characters that are louder or quieter, as events."""
    tokens = tokens_of(bare)
    events = []
    for mention in find_mentions(tokens).mentions:
        if mention.kind == "character" and mention.value in LOUD | QUIET:
            what = "loud" if (mention.value in LOUD) != mention.negated else "quiet"
            events.append(Happening(what, *letters_of(bare, tokens, mention.first, len(tokens_of(mention.words)))))
    return events


def _is_named(time: Time, clause: str) -> bool:
    """Whether it cannot be the length of the film: "at 0:34", "(0:34)", not "0:34"."""
    return time.relation in _SURE or clause[: time.first].endswith("(")


def _is_sure(time: Time, clause: str) -> bool:
    """Whether it is a time for certain: "the second half" may be that of a match, if nothing is wanted then."""
    if not _is_named(time, clause):
        return False
    return not any(point.share for point in time.points) or bool(
        find_mentions(tokens_of(cut(clause, [time], " "))).mentions
    )


def _is_needless(moment: Moment, before: Sequence[Moment]) -> bool:
    """Whether it says that drums are silent where nothing or another instrument alone plays already, or they do not."""
    if moment.what == "no-drums" and any(m == moment or (m.what == "no-drums" and m.end is None) for m in before):
        return True
    alone = {
        (m.end_share, m.end)
        for m in before
        if m.what == "silence" or (m.what == "only" and "drums" not in m.instruments)
    }
    return moment.what == "no-drums" and (moment.end_share, moment.end) in alone


def _from_the_start(made: Sequence[Moment], before: Sequence[Moment]) -> list[Moment]:
    """The moments of a clause; where drums come in for the first time, they are silent before."""
    if any("drums" in other.what for other in before):
        return list(made)
    enter = {_start_of(moment) for moment in made if moment.what == "drums"}
    start = {"start": 0.0, "start_share": 0.0}
    return [m.model_copy(update=start) if m.what == "no-drums" and _span_of(m)[1] in enter else m for m in made]


def _as_moment(what: What, start: At, end: At | None, instruments: tuple[str, ...] = ()) -> Moment:
    share, seconds = (0.0, None) if end is None or end == END else end
    return Moment(
        what=what, start=start.seconds, start_share=start.share, end=seconds, end_share=share, instruments=instruments
    )


def _start_of(moment: Moment) -> At:
    return At(moment.start_share, moment.start)


def _span_of(moment: Moment) -> tuple[At, At | None]:
    return _start_of(moment), None if moment.end is None else At(moment.end_share, moment.end)


def _reached(made: Sequence[Moment], before: At) -> At:
    """The end of the last moment, where the next one may begin."""
    if not made:
        return before
    last = made[-1]
    return _start_of(last) if last.end is None else At(last.end_share, last.end)


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
        case "for":
            return reached, At(reached.share + at.share, reached.seconds + at.seconds)
        case "at" | "alone" if what == "solo":
            return at, At(at.share, at.seconds + SOLO_SECONDS)
        case _:
            return at, None

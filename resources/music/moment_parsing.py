"""Finding the moments of a prompt: "drop at 0:12", "quiet for the first 20 seconds", "strings from the middle on".

What belongs here: matching times with what is wanted then, clause by clause, and removing both from the text. What does not: times
(times.py), the words (moment_words.py), the moments that follow from them (moment_making.py).
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from resources.music import lexicon
from resources.music.moment_clauses import BEFORE, clauses_of, without_cues
from resources.music.moment_events import (
    SEEN,
    SUDDEN,
    Happening,
    asked_at,
    cut,
    events_in,
    letters_of,
    named_in,
    parts_in,
    relevant,
    tempo_in,
    tidy_words,
)
from resources.music.moment_making import (
    BUILD_SECONDS,
    OF_TEMPO,
    PAUSE_SECONDS,
    end_of_last,
    from_the_start,
    is_needless,
    moments_at,
    moments_of_all_music,
    moments_of_time,
    opened,
    resumed,
    span_of,
    start_of,
    without_ends,
)
from resources.music.moment_styles import (
    POINTS,
    Around,
    Styles,
    before_in,
    changes_style,
    ensembles_play,
    excepted,
    in_turn,
    moods_are_styles,
    rest_in,
    several_styles,
    styles_in,
)
from resources.music.moment_words import (
    ALL_MUSIC,
    ALSO_STYLES,
    BOTH,
    EVERYTHING,
    GOES_ON,
    LESS_ALONE,
    MORE_ALONE,
    MUSIC,
    OPPOSITES,
)
from resources.music.moments import Moment
from resources.music.notation import plain_text
from resources.music.phrases import find_mentions
from resources.music.places import LOUD, QUIET
from resources.music.spelling import is_ideographic, tokens_of
from resources.music.style_words import EXCEPT
from resources.music.time_forms import COUNTED_TIMES, tidied
from resources.music.time_words import THEN, THERE
from resources.music.times import (
    CENTRE,
    CLOSING_PART,
    ENDING_PART,
    START,
    At,
    Time,
    edges_in,
    times_in,
)

_THEN = re.compile(rf"\s*{THEN}(?![a-zа-я])")
_THERE = re.compile(rf"(?<!\w){THERE}(?![a-zа-я])")
_SAME = ("there", "そこで", "거기서")  # of these, those that may mean a whole span
_BUT = re.compile(
    rf"(?<!\w)(?:{'|'.join(EVERYTHING)}|all|every instrument|everyone|everybody)(?!\w)[^,.;]*?\s(?:{EXCEPT}|but)(?!\w)"
)
_GOES_ON = re.compile(GOES_ON)
_BOTH = re.compile(rf"(?<!\w)(?:{BOTH})(?!\w)")
_WITH = re.compile(r"(?<!\w)(?:with|plus|add|mit|avec|con|com|met|с|со|z|ze|ile|\+|&)\s")
_SURE = ("at", "from", "until", "first", "last", "between", CENTRE)  # relations that only occur with times
FELT = {"scary", "tense", "dark", "funny", "groovy"}  # moods that are another kind of music
_KEPT = {plain_text(word) for word in ALSO_STYLES}


def take_moments(text: str, meanings: dict[str, str], unmet: list[str]) -> tuple[tuple[Moment, ...], str, str]:
    """Extract the moments. Returns them, the plain text without them, and the same without the clauses of styles that have a
    time. Times without an event that is possible then are reported in `unmet`.
    """
    tidy = tidied(text)
    counted = (match[0].strip() for match in COUNTED_TIMES.finditer(tidy))
    unmet += [f"{time}: only times in minutes and seconds are known, such as 0:12" for time in counted]
    tidy = COUNTED_TIMES.sub(" ", tidy)
    text = text if tidy == tidied(text) else tidy
    if not (times_in(tidy) or edges_in(tidy) or SEEN.search(tidy) or changes_style(tidy)):
        return (), text, text
    clauses = clauses_of(tidy)
    reader = _Reader(clauses, meanings, unmet)
    for number, (clause, after) in enumerate(itertools.zip_longest(clauses, clauses[1:], fillvalue="")):
        reader.read(number, clause, after)
    return tuple(without_ends(resumed(opened(reader.moments)))), "".join(reader.kept), "".join(reader.throughout)


@dataclass(slots=True)
class _Wanted:
    """What a clause wants and when. `since`: where a moment begins that only has an end. `opens`: whether something follows."""

    times: list[Time]
    events: list[Happening]
    styles: Styles
    since: At
    opens: bool


class _Reader:
    """Reads the clauses of a prompt one after another; each may go on from the one before.

    Attributes:
        kept: the text without the moments.
        throughout: the same without the clauses of styles that have a time.
    """

    def __init__(self, clauses: Sequence[str], meanings: dict[str, str], unmet: list[str]) -> None:
        self.moments: list[Moment] = []
        self.kept: list[str] = []
        self.throughout: list[str] = []
        self._meanings, self._unmet = meanings, unmet
        self._ensembles = ensembles_play(clauses)
        self._moods = moods_are_styles(clauses)
        self._several, self._turns = several_styles(clauses, moods=self._moods), in_turn(clauses)
        self._unknown_until: At | None = None  # where something ends that was not understood
        self._ended = False  # whether the last clause was about what is there at first
        self._reached = START  # a moment that follows the previous one begins here

    def read(self, number: int, clause: str, after: str) -> None:
        """Read a clause. `after`: the next one."""
        if number in self._turns and not times_in(clause):
            clause = without_cues(clause, after, self._unmet)  # "waltz, then punk when the lights go out" is no silence
        wanted = self._wanted(number, clause, after)
        if not wanted.times:
            self._ended, self._unknown_until = False, None
            self.kept.append(without_cues(clause, after, self._unmet))
            self.throughout.append(self.kept[-1])
            return
        events, times, styles = wanted.events, wanted.times, wanted.styles
        if {event.what for event in events} <= {*OF_TEMPO, "start", "style"} and (changed := tempo_in(clause)):
            events += changed  # not "house, 124 bpm, drop at 0:30"
        asked = [
            (time, relevant(found, time, clause, opens=wanted.opens)) for time, found in asked_at(clause, times, events)
        ]
        made, gone = self._made(clause, wanted, asked)
        self._ended = bool(made) and made[-1].end is not None
        unknown = not made and len(times) == 1 and times[0].relation in ("until", "first", "between")
        self._unknown_until = times[0].points[-1] if unknown else None
        if made:
            self._reached = end_of_last(made, self._reached)
            self._meanings[tidy_words(clause)] = ", ".join(moment.in_words() for moment in made)
        done = {time.points for time, found in asked if made and found}
        undone = [time for time, _ in asked if time.last and time.points not in done and _is_sure(time, clause)]
        if undone and not (made and len(times) == 1):
            at = ", ".join(tidy_words(clause[time.first : time.last]) for time in undone)
            known = find_mentions(tokens_of(cut(clause, times, " "))).mentions
            why = "is there from start to end" if any(m.kind != "scene" for m in known) else "is not understood"
            self._unmet.append(f"{at}: what is asked for then {why}")
        seen = [Around("seen", *match.span()) for match in SEEN.finditer(clause)]
        gone_too = [*seen, *(styles.around if styles.found else rest_in(clause))]
        self.kept.append(cut(clause, [*times, *gone, *gone_too] if made else undone))
        alone = made and styles.found
        self.throughout += [f" {clause[s.first : s.last]}" for s in styles.left] if alone else self.kept[-1:]
        self.moments += made
        self._unmet += styles.told(clause)

    def _wanted(self, number: int, clause: str, after: str) -> _Wanted:
        opens = bool(_THEN.match(after) or _THERE.search(after)) or any(
            time.relation in POINTS for time in times_in(after)
        )
        events = named_in(clause)
        between = (
            self._ended and opens and any(event.what in SUDDEN for event in events)
        )  # "… until 0:22, silence, then …"
        follows = bool(_THEN.match(clause) or _THERE.search(clause) or rest_in(clause) or between)
        # If nothing precedes or follows, "for 30 seconds" is the length of the film; "silence for 3 seconds" is at its start.
        lasts = bool(self.moments) or bool(_THEN.match(after)) or any(event.what == "silence" for event in events)
        times = [time for time in times_in(clause) if lasts or time.relation != "for"]
        lasting = self._ensembles and (bool(times) or any(event.what == "start" for event in events))
        styles = styles_in(clause, times, ensembles=lasting, moods=self._moods)
        times = styles.turning(times)
        known = bool(self.moments) and (follows or bool(styles.says("rest") or styles.says("turn")))
        sooner = bool(self.moments) and self.moments[-1].start >= 0 and bool(before_in(clause))
        if follows and not times and self._unknown_until:  # "a drone until 0:40, then the beat"
            times = [Time("from", (self._unknown_until,), 0, 0)]
        times = times or ([self._turns[number]] if number in self._turns else [])
        times = times or (styles.opening() if self._several and not known else [])
        times = times or _edges(clause, self._several and bool(styles.found))
        events += parts_in(clause, times, ensembles=lasting) if times or known or sooner else ()
        events = events or self._elliptic(clause, times, follows=follows)
        if back := self._coming_back(clause, events):
            events = [event for event in events if event.what != "start"] + back
        kinds = {event.what for event in events}
        if (
            _BUT.search(clause) and "without" in kinds and kinds & {"stop", "silence"}
        ):  # "everything except the piano stops"
            gone = ("stop", "silence", "no-drums", "drums")
            events = [replace(e, what="only") if e.what == "without" else e for e in events if e.what not in gone]
        alone = known and self.moments[-1].what == "only"  # "piano until 0:20, then punk"
        styles = styles.timed(clause, times, events, several=self._several or alone, opens=opens)
        if (times or known) and not styles.found:
            styles = replace(styles, found=_felt(clause, times, events))
        if known and not times and not styles.found and not self._ensembles:
            events, styles = _instead(clause, events, styles)
        events = styles.without_overlaps(events)
        since = self._reached
        if self.moments and not times:
            start = start_of(self.moments[-1])
            if styles.says("before") or (events and sooner):
                times, since = [Time("until", (start,), 0, 0)], START
            elif known and (continued := _continued(clause, events, self.moments, self._reached)):
                times, since = [continued], start_of(self.moments[-1])
            if not times and not follows and (earlier := BEFORE.search(clause)) and _moods(clause):
                times = [Time("until", (start,), earlier.start(), earlier.end())]
        return _Wanted(times, events, styles, since, opens)

    def _elliptic(self, clause: str, times: Sequence[Time], *, follows: bool) -> list[Happening]:
        """What refers to earlier clauses: "both after that", "less at 0:40"."""
        names = dict.fromkeys(name for moment in self.moments if moment.what == "with" for name in moment.instruments)
        both = _BOTH.search(clause)
        if both and len(names) > 1 and (times or follows):
            return [Happening("with", *both.span(), instrument=name) for name in names]
        words = tidy_words(cut(clause, times, " ")) if times else ""
        what = "quiet" if words in LESS_ALONE else "loud" if words in MORE_ALONE else None
        at = clause.find(words) if what else 0
        return [Happening(what, at, at + len(words))] if what and self.moments else []

    def _coming_back(self, clause: str, events: Sequence[Happening]) -> list[Happening]:
        """Who was silent before and comes back, if a clause does not say: "the drums drop out at 1:10, then come back at 1:20"."""
        last = self.moments[-1] if self.moments else None
        stop = next((event for event in events if event.what == "stop"), None)
        if last and stop and last.what in ("with", "only", "drums") and _GOES_ON.search(clause) and len(events) <= 2:
            names = last.instruments or ("drums",)  # "the guitar comes in at 0:10, goes out at 0:30"
            return [Happening("with", stop.first, stop.last, instrument=name) for name in names]
        start = next((event for event in events if event.what == "start"), None)
        if start is None or last is None or any(e.instrument or e.style for e in events) or last.end is not None:
            return []
        if last.what not in ("without", "no-drums") or set(re.findall(r"\w+", clause)) & (MUSIC | EVERYTHING):
            return []
        names = last.instruments or ("drums",)
        return [Happening("with", start.first, start.last, instrument=name) for name in names]

    def _made(
        self, clause: str, wanted: _Wanted, asked: Sequence[tuple[Time, Sequence[Happening]]]
    ) -> tuple[list[Moment], list[Happening]]:
        """The moments of a clause, and the events that are no longer wanted throughout."""
        times, events = wanted.times, wanted.events
        rest = _THEN.sub("", cut(clause, [*times, *(event for event in events if not event.instrument)]))
        left = set(re.findall(r"\w+", SEEN.sub("", rest)))
        left |= {word for word in MUSIC | EVERYTHING if is_ideographic(word[0]) and word in rest}
        instruments = any(event.instrument for event in events)
        of_all = bool(left & (MUSIC | EVERYTHING)) or not instruments
        of_all = of_all and (left <= ALL_MUSIC or bool(left & (MUSIC | EVERYTHING) and not instruments))
        made: list[Moment] = []
        asked = [(time, [_turned(e) if excepted(clause, time) else e for e in found]) for time, found in asked]
        for time, found in asked:
            made += moments_at(time, found, clause, end_of_last(made, wanted.since), of_all, opens=wanted.opens)
        needed = [moment for at, moment in enumerate(made) if not is_needless(moment, [*self.moments, *made[:at]])]
        made = from_the_start(needed, self.moments)
        if len(times) == 1 and not events:
            made = moments_of_all_music(times[0], left, wanted.since)
        gone = [
            event
            for time, found in asked
            for event in found
            if event.style or not (clause[event.first : event.last] in _KEPT or excepted(clause, time))
        ]
        if all(event.style for _, found in asked for event in found):
            moods = _moods(cut(clause, times, " "))
            named = [time for time in times if _is_named(time, clause)]
            felt = _by_character(clause, named, moods, wanted.since)
            gone += moods if felt and not made else []
            made += [moment for moment in felt if moment not in made]
        return made, gone


def _turned(event: Happening) -> Happening:
    """The opposite of what is wanted elsewhere: "calm except for 0:20 to 0:30"."""
    return replace(event, what=OPPOSITES.get(event.what, event.what))


def _continued(clause: str, events: Sequence[Happening], moments: list[Moment], reached: At) -> Time | None:
    """The time of a clause that goes on after the last moment, which ends there: "a pause at 0:40, then the drums"."""
    last = moments[-1]
    if last.what == "rise" and last.end is None and any(event.what in SUDDEN for event in events):
        end = {"end": last.start + BUILD_SECONDS, "end_share": last.start_share}
        moments[-1] = last = last.model_copy(update=end)
        reached = end_of_last(moments, reached)
    if not events and (last.what == "silence" or not _moods(clause)):
        return None
    if last.what == "silence" and last.end is None:
        end = {"end": last.start + PAUSE_SECONDS, "end_share": last.start_share}
        moments[-1] = last = last.model_copy(update=end)
        reached = end_of_last(moments, reached)
    return _time_before(clause, last, reached) if last.end is not None or last.what == "with" else None


def _time_before(clause: str, last: Moment, reached: At) -> Time:
    """The time of a clause that continues the one before: "and there the drums come in"."""
    start, end = span_of(last)
    there = _THERE.search(clause)
    if there and there[0] in _SAME and start != START and end is not None:
        return Time("between", (start, end), 0, 0)
    return Time("from", (reached,), 0, 0)


def _edges(clause: str, is_styled: bool) -> list[Time]:
    """The start or the end of the piece, if a clause wants something there that words.py does not know."""
    edges = edges_in(clause)
    events = [event for event in events_in(clause) if event.what not in ("start", "stop")]
    changed = all(event.what in OF_TEMPO for event in events) and tempo_in(clause)
    if is_styled or changed or any(event.what in ("key", "level") for event in events):
        return edges
    closing = [edge for edge in edges if edge.relation == CLOSING_PART]
    if _felt(clause, edges, events) or any("drop" in clause[event.first : event.last] for event in events):
        return closing
    if not edges or any(event.what in ("faster", "slower") for event in events_in(clause)):
        return closing
    parts = parts_in(clause, edges)
    alone = any(part.what == "only" for part in parts)
    return [edge for edge in edges if alone or (parts and edge.relation != ENDING_PART)]


def _by_character(clause: str, times: Sequence[Time], moods: Sequence[Happening], reached: At) -> list[Moment]:
    """Loud or quiet, from characters: "livelier from 0:25 on"."""
    asked = asked_at(clause, times, moods)
    return [moment for time, found in asked for moment in moments_of_time(time, found[:1], reached, False, opens=False)]


def _moods(bare: str) -> list[Happening]:
    """The characters that are louder or quieter, as events."""
    tokens = tokens_of(bare)
    events = []
    for mention in find_mentions(tokens).mentions:
        if mention.kind == "character" and mention.value in LOUD | QUIET:
            what = "loud" if (mention.value in LOUD) != mention.negated else "quiet"
            events.append(Happening(what, *letters_of(bare, tokens, mention.first, len(tokens_of(mention.words)))))
    return events


def _instead(clause: str, events: Sequence[Happening], styles: Styles) -> tuple[list[Happening], Styles]:
    """The events and the style of the instrument that follows on a style that ends: "rock until 0:30, then calm piano"."""
    parts = [event for event in events if event.what == "with"]
    style = lexicon.INSTRUMENT_PHRASES[parts[0].instrument][0] if parts else ""
    joins = bool(parts) and bool(_WITH.search(clause[: parts[0].first]))
    if not style or joins or any(event.what == "start" for event in events):
        return list(events), styles
    named = Happening("style", parts[0].first, parts[0].last, style=style)
    return [replace(e, within=True) if e in parts else e for e in events], replace(styles, found=(named,))


def _felt(clause: str, times: Sequence[Time], events: Sequence[Happening]) -> tuple[Happening, ...]:
    """The style of a mood that is neither louder nor quieter, if a clause wants nothing else: "scary from 0:40 on"."""
    bare = cut(clause, times, " ")
    if any(event.what != "start" for event in events) or _moods(bare):
        return ()
    tokens = tokens_of(bare)
    for mention in find_mentions(tokens).mentions:
        mood = lexicon.CHARACTERS.get(mention.value) if mention.kind == "character" and not mention.negated else None
        if mood and mood.style and mention.value in FELT:
            at = letters_of(bare, tokens, mention.first, len(tokens_of(mention.words)))
            return (Happening("style", *at, style=mood.style, mode=mood.mode),)
    return ()


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

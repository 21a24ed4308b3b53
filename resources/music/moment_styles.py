"""Styles at times of the film: "techno from 0:20", "starts as a waltz and becomes techno", "the rest is punk".

What belongs here: the styles of a clause, and the words around them that give a time. What does not: the words (style_words.py),
times with a number (times.py), the moments that follow (moment_parsing.py), the parts of a piece (style_parts.py).
"""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from resources.music import lexicon
from resources.music.choosing import choose_style, suggested
from resources.music.ensembles import players
from resources.music.moment_events import ALONE, SEEN, Happening, cut, is_opening, letters_of, seen_in
from resources.music.moments import Moment
from resources.music.notation import plain_text
from resources.music.phrases import Mention, find_mentions
from resources.music.spelling import tokens_of
from resources.music.style_words import BEFORE, EXCEPT, PICTURED, REST, STARTS, TURNS
from resources.music.styles import Mode
from resources.music.time_words import THEN, UNTIL
from resources.music.times import CENTRE, OPENING_PART, At, Time, edges_in, times_in

UNDERTONES = ("epic", "happy", "sad")  # moods that also name a style: "jazz until 0:20, then epic"
OPPOSED = {"tension", "horror", "sad", "happy", "comedy"}  # styles that are themselves moods
POINTS = ("at", "from", "alone", "later")  # relations of a time at which something begins
HALF = At(1 / 2, 0.0)  # of a change of style whose time is not said


def _whole(words: str) -> re.Pattern[str]:
    words = words.replace(" ", r"\s+")  # a time may have stood there
    return re.compile(rf"(?<![\w'])(?:{words})(?![a-zа-яıء-ي])")


_IDEOGRAPHIC = r"に変わ|へ変わ|になって|になる|切り替|変わ|移行|転換|变成|变为|变到|转为|转成|转到|切换|切到|換成|换成|回到|變成|轉為|으로 ?바뀌|로 ?바뀌|으로 ?변|으로 ?전환|로 ?전환"
_TURN = re.compile(rf"{_whole(TURNS).pattern}|{_IDEOGRAPHIC}\w*")
_TO = re.compile(
    r"\s*(?:(?:in)?to|zum?|nach|bis|auf|a|au|vers|al|hasta|ate|para|naar|tot|до|в|к|から|到)\s+(?:an? |the |einem? )?"
)
_BESIDE = ("start", "loud", "quiet")  # these may stand between a style and its time: "from 0:30 on loud metal"
_JOINS = re.compile(r"(?<!\w)(?:and|und|et|y|e|en|и|with|mit|avec|con|com|met|с)(?!\w)|[,+&]")
_THEN = re.compile(rf"\s*{THEN}(?![a-zа-я])")
_THEN_ANYWHERE = re.compile(rf"(?<![\w-]){THEN}(?![a-zа-я])")
_SECTION = re.compile(  # "rock with a jazz break"
    r"\s+(?:break|breakdown|part|section|interlude|bit|passage|teil|zwischenspiel|intermezzo|intermede|partie|parte|interludio)(?!\w)"
)
_EXCEPT = _whole(EXCEPT)
_RELATIVE = re.compile(r"(?<!\w)(?:that|which|qui|welche[rs]?)\s")
_UNTIL = re.compile(rf"(?<!\w){UNTIL}(?!\w)")
_AROUND: dict[Literal["opening", "rest", "before"], re.Pattern[str]] = {
    "opening": _whole(STARTS),
    "rest": _whole(REST),
    "before": _whole(BEFORE),
}


@functools.cache
def _pictured() -> frozenset[str]:
    return frozenset(plain_text(word.strip()) for word in PICTURED.split(","))


class Around(NamedTuple):
    """Words that say when something is there, or what is seen then, and their letters."""

    kind: Literal["turn", "opening", "rest", "before", "seen"]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a clause, in order, with the letters of their names. `around`: the words that only say when
    it is there. `turns`: whether one becomes another. `left`: those that have no time.
    """

    found: tuple[Happening, ...] = ()
    around: tuple[Around, ...] = ()
    turns: bool = False
    left: tuple[Happening, ...] = ()

    def says(self, kind: Literal["turn", "opening", "rest", "before"]) -> list[Around]:
        """The words of a kind that are around it."""
        return [word for word in self.around if word.kind == kind]

    def timed(
        self, clause: str, times: Sequence[Time], events: Sequence[Happening], *, several: bool, opens: bool
    ) -> "Styles":
        """Those that belong to a time: in "jazz with a drop at 0:20" only the drop does.

        Args:
            several: whether the prompt names several styles: one alone needs a time of its own.
            opens: whether something else follows.
        """
        if self.says("turn"):
            return self
        found: list[Happening] = []
        inner: list[Happening] = []
        events = [e for e in events if not self.is_break(e)]
        phrases = [*((event.first, event.last) for event in events), *seen_in(clause)]
        for style in self.found:
            name = (style.first, style.last)
            if any(first <= name[0] and name[1] <= last and (first, last) != name for first, last in phrases):
                inner.append(style)  # "the whole orchestra", "metal breakdown"
                continue
            time = min(times, key=lambda time: max(time.first - style.last, style.first - time.last), default=None)
            if time and style.last <= time.first and excepted(clause, time):
                continue  # "punk all the way except 0:20-0:25"
            if time and _RELATIVE.search(clause[style.last : time.first]):
                continue  # "tension that resolves at 0:50"
            first, last = sorted((style, time or style), key=lambda part: part.first)
            between = any(first.last <= e.first and e.last <= last.first and e.what not in _BESIDE for e in events)
            between = between and not _UNTIL.search(clause[first.last : last.first])  # "trap until the whistle at 0:22"
            if several:
                found += [style] if not between or opens or (time and is_opening(time)) else []
            elif time and not between and (time.relation != "alone" or (style is first and time.points[0].share)):
                found += [] if _JOINS.search(clause[first.last : last.first]) else [style]
        if (
            found and len(times) == 1 and times[0].relation not in POINTS
        ):  # of "trap, but from 0:10 to 0:20 jazz" only jazz
            apart = min(max(times[0].first - style.last, style.first - times[0].last) for style in found)
            near = {s.style for s in found if max(times[0].first - s.last, s.first - times[0].last) == apart}
            found = [style for style in found if style.style in near]
        left = tuple(style for style in self.found if style not in (*found, *inner))
        return replace(self, found=tuple(found), left=left) if found else Styles(left=left)

    def is_break(self, event: Happening) -> bool:
        """Whether it is not a pause but a part in a style: "a jazz break"."""
        return event.what == "silence" and any(event.first - 1 == style.last for style in self.found)

    def turning(self, times: Sequence[Time]) -> list[Time]:
        """The times, with half of the piece for "in the middle it becomes punk"."""
        turns = bool(self.says("turn"))
        return [replace(t, relation="at", points=(HALF,)) if turns and t.relation == CENTRE else t for t in times]

    def opening(self) -> list[Time]:
        """The time of a clause without one: the start of the piece if its style is there at first, or half of the piece if
        one style becomes another.
        """
        if self.turns:
            turn = next(word for word in self.says("turn") if word.first >= self.found[0].last)
            return [Time("at", (HALF,), turn.first, turn.last)]
        return [Time(OPENING_PART, (), word.first, word.last) for word in self.says("opening")[:1]]

    def told(self, clause: str) -> list[str]:
        """The names of which the nearest style is played."""
        names = [(clause[style.first : style.last], style.style) for style in self.found]
        return [
            f"{name}: {style} is played, the nearest that there is" for name, style in names if name in lexicon.NEAREST
        ]

    def without_overlaps(self, events: Sequence[Happening]) -> list[Happening]:
        """Events that are not part of a style's name ("drum and bass"), and the styles. "Epic" is also loud."""
        names = [(style.first, style.last) for style in (*self.found, *self.left)]
        own = [
            e
            for e in events
            if not self.is_break(e)
            and (
                e.within  # "melancholic piano"
                or not any(e.first < last and first < e.last for first, last in names)
            )
        ]
        own = [
            e for e in own if e.what != "silence" or e.first - 1 not in {last for _, last in names}
        ]  # "a jazz break"
        return [*own, *(e for e in events if e not in own and e.what == "loud"), *self.found]


def in_turn(clauses: Sequence[str]) -> dict[int, Time]:
    """The times of styles in a prompt that names none: "jazz, then rock, then techno" has three equal parts."""
    styled = [at for at, clause in enumerate(clauses) if styles_in(clause, ()).found]
    parts = [at for at in styled if at == styled[0] or _THEN.match(clauses[at])]
    names = {style.style for at in parts for style in styles_in(clauses[at], ()).found}
    if len(names) < 2 or any(times_in(clause) or edges_in(clause) for clause in clauses):
        return {}
    shares = [At(number / len(parts), 0.0) for number in range(len(parts) + 1)]
    return {at: Time("between", (shares[n], shares[n + 1]), 0, 0) for n, at in enumerate(parts) if len(parts) > 1}


def several_styles(clauses: Sequence[str], *, moods: bool) -> bool:
    """Whether a prompt names several styles (`moods` as in `styles_in`)."""
    found = (styles_in(clause, times_in(clause), moods=moods).found for clause in clauses)
    return len({style.style for styles in found for style in styles}) > 1


def changes_style(text: str) -> bool:
    """Whether in a prompt without times one style may follow on another."""
    return bool(_THEN_ANYWHERE.search(text)) or styles_in(text, ()).turns


def ensembles_play(clauses: Sequence[str]) -> bool:
    """Whether the name of an ensemble at a time means its players, as in "lofi, string quartet at 0:20"; not if the style before it
    ends there ("lofi until 0:20, then a string quartet").
    """
    for clause in clauses:
        times = times_in(clause)
        opening = any(is_opening(time) for time in times) or any(e.relation == OPENING_PART for e in edges_in(clause))
        styles = styles_in(clause, times)
        if styles.found and (opening or any(styles.says(kind) for kind in ("turn", "opening", "before"))):
            return False
    return True


def moods_are_styles(clauses: Sequence[str]) -> bool:
    """Whether "epic", "happy" and "sad" are styles: behind a style that ends, or if they are the opposite of the piece's."""
    whole = {style.style for clause in clauses if not times_in(clause) for style in styles_in(clause, ()).found}
    return not ensembles_play(clauses) or bool(whole & OPPOSED) or (not whole and _opens_with_mood(clauses))


def _opens_with_mood(clauses: Sequence[str]) -> bool:
    """Whether a mood that names a style is there at first: "epic until 1:20, then calm"."""
    for clause in clauses:
        times = times_in(clause)
        if any(is_opening(time) for time in times) and styles_in(clause, times, moods=True).found:
            return True
    return False


def styles_in(clause: str, times: Sequence[Time], *, ensembles: bool = False, moods: bool = False) -> Styles:
    """The styles of a clause that are wanted, and the words around them. Names next to each other are of one style ("epic
    orchestral"), unless a time or a turn stands between them.

    Args:
        ensembles: whether the name of an ensemble means its players, and so is no style.
        moods: whether "epic", "happy" and "sad" are styles.
    """
    bare = cut(clause, times, " ")
    if times:  # "techno, except the first 10 seconds, which are ambient" refuses nothing
        bare = _EXCEPT.sub(lambda match: " " * len(match[0]), bare)
    turns = [Around("turn", match.start(), match.end()) for match in _TURN.finditer(bare)]
    tokens = tokens_of(bare)
    named = [
        (mention, *letters_of(bare, tokens, mention.first, len(tokens_of(mention.words))))
        for mention in find_mentions(tokens).mentions
        if not mention.negated
    ]
    named = [each for each in named if not any(turn.first < each[2] and each[1] < turn.last for turn in turns)]
    behind = [each for each in named if _is_behind(bare, each[1], turns)]
    music = [
        each
        for each in named
        if _is_music(each[0], moods=moods) and (each in behind or each[0].words not in _pictured())
    ]
    music = [each for each in music if not (ensembles and players(each[0].words))]
    music = music or [
        each for each in behind if each[0].kind == "instrument" and suggested(each[0]) and not each[0].alone
    ]  # "back to piano"
    groups: list[list[tuple[Mention, int, int]]] = []
    for each in music:
        since = groups[-1][-1][2] if groups else 0
        if groups and _TO.fullmatch(bare[since : each[1]]) and groups[-1][-1][0].value != each[0].value:
            turns.append(Around("turn", since, each[1]))  # "from ambient to techno"
        apart = any(since <= at.first < each[1] for at in (*times, *turns))
        apart = apart or (
            bool(_SECTION.match(bare, each[2])) and groups[-1:] and groups[-1][-1][0].value != each[0].value
        )
        groups = [*groups[:-1], [*groups[-1], each]] if groups and not apart else [*groups, [each]]
    found: list[Happening] = []
    for group in groups:
        since = found[-1].last if found else 0
        felt = [m.value for m, first, _ in named if m.kind == "character" and since <= first < group[-1][2]]
        modes: list[Mode] = [mode for mood in felt if (mode := lexicon.CHARACTERS[mood].mode)]  # "sad piano"
        mode = next(iter(modes), None)
        if style := choose_style([mention for mention, _, _ in group], "").style:
            pace, first, last = _paced(bare, group, named)
            spans = [(at, end) for _, at, end in group]
            spans[0] = (first, spans[0][1])
            spans[-1] = (spans[-1][0], last)
            found += [Happening("style", at, end, style=style, mode=mode, pace=pace) for at, end in spans]
    if not found:
        return Styles()
    between = any(found[0].last <= turn.first and turn.last <= found[-1].first for turn in turns)
    return Styles(tuple(found), tuple(_around(bare, turns, found)), between and len(groups) > 1)


def _paced(
    bare: str, group: Sequence[tuple[Mention, int, int]], named: Sequence[tuple[Mention, int, int]]
) -> tuple[float | None, int, int]:
    """The pace of a style ("fast drum and bass", "walzer, langsam"), and the letters of both."""
    first, last = group[0][1], group[-1][2]
    within = [-0.7 for mention, _, _ in group if mention.words.startswith("slow ")]  # "slow jam"
    for mention, at, end in named:
        before = end <= first and not bare[end:first].strip(" -")
        near = before or (last <= at and not bare[last:at].strip(" ,-"))
        if mention.kind == "pace" and near:
            return float(mention.value), min(first, at), max(last, end)
    return next(iter(within), None), first, last


def rest_in(clause: str) -> list[Around]:
    """The words of a clause that say that it is about the rest of the film: "the rest louder"."""
    return [Around("rest", match.start(), match.end()) for match in _AROUND["rest"].finditer(clause)]


def before_in(clause: str) -> list[Around]:
    """The words of a clause that say that it is about what came before: "before that silence"."""
    return [Around("before", match.start(), match.end()) for match in _AROUND["before"].finditer(clause)]


def excepted(clause: str, time: Time) -> bool:
    """Whether a time is an exception: "calm except for 0:20 to 0:30"."""
    return any(not clause[match.end() : time.first].strip() for match in _EXCEPT.finditer(clause[: time.first]))


def _is_music(mention: Mention, *, moods: bool) -> bool:
    if moods and mention.kind == "character" and mention.value in UNDERTONES:
        return True
    return mention.kind == "style" and mention.words not in ALONE


def _is_behind(bare: str, first: int, turns: Sequence[Around]) -> bool:
    """Whether at most two words, such as "a calm", stand between a turn and what begins here."""
    return any(turn.last <= first and len(bare[turn.last : first].split()) <= 2 for turn in turns)


def _around(bare: str, turns: Sequence[Around], found: Sequence[Happening]) -> list[Around]:
    around = list(turns)
    for kind, words in _AROUND.items():
        around += [Around(kind, match.start(), match.end()) for match in words.finditer(bare)]
    hidden = [*((style.first, style.last) for style in found), *(match.span() for match in SEEN.finditer(bare))]
    return [word for word in around if not any(word.first < last and first < word.last for first, last in hidden)]


def styled_alone(moments: Sequence[Moment]) -> list[Moment]:
    """The moments, with the style of an instrument that plays alone before or after a style: "only piano until 0:20, then techno"."""
    styles = [moment for moment in moments if moment.what == "style"]
    found: list[Moment] = []
    for moment in moments:
        found.append(moment)
        style = lexicon.INSTRUMENT_PHRASES[moment.instruments[0]][0] if moment.what == "only" else ""
        start = (moment.start_share, moment.start)
        if style and styles and all(start != (other.start_share, other.start) for other in styles):
            found.append(moment.model_copy(update={"what": "style", "style": style, "instruments": ()}))
    return found


def of_the_whole(
    style: str | None, moments: Sequence[Moment], *, only_felt: bool = False
) -> tuple[str | None, list[Moment]]:
    """The style of a whole piece and its moments, without those that name the only style there is: "music from 0:05 on, jazz".

    Args:
        only_felt: whether the style follows from moods or instruments alone, which give way to a named one that comes first.
    """
    styles = [moment for moment in moments if moment.what == "style"]
    if only_felt and any(_at_start(moment) for moment in styles):
        style = None
    names = {moment.style for moment in styles} | ({style} if style else set())
    silent = {(moment.end_share, moment.end) for moment in moments if moment.what == "silence" and _at_start(moment)}
    if len(names) != 1 or not (
        style or any(_at_start(moment) or (moment.start_share, moment.start) in silent for moment in styles)
    ):
        return style, list(moments)
    return names.pop(), [moment for moment in moments if moment.what != "style"]


def _at_start(moment: Moment) -> bool:
    return not (moment.start or moment.start_share)

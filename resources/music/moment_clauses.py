"""The clauses of a prompt that has times, and what they say of the picture.

What belongs here: where a clause ends, and what is only seen ("when she falls"). What does not: the events of a clause
(moment_events.py), the moments that follow from them (moment_parsing.py).
"""

import itertools
import re

from resources.music.choosing import suggested
from resources.music.moment_events import SEEN, SUDDEN, cut, events_in, is_listing, is_opening, parts_in, tidy_words
from resources.music.moment_styles import styles_in
from resources.music.moment_words import MUSIC, NOTHING
from resources.music.negation import COMMAS
from resources.music.phrases import find_mentions
from resources.music.places import LOUD, QUIET
from resources.music.spelling import tokens_of
from resources.music.time_words import BEFORE_BEHIND, THEN, THEN_BEHIND, THERE
from resources.music.times import OPENING_PART, UNIT, edges_in, times_in

_CLAUSE = re.compile(
    rf"((?<!\d)[,.]|,(?!\d)|\.(?!\d|\s*{UNIT})|[;!?\n。、，；！？،؛।]|(?<=\s)[-–—](?=\s+[^\W\d])(?!\s+end)|(?<![\w-])(?={THEN}(?![a-zа-я])))"
)
_MARKS = ",.;!?\n。、，；！？،؛।"
_THEN = re.compile(rf"\s*{THEN}(?![a-zа-я])")
_THERE = re.compile(rf"(?<!\w){THERE}(?![a-zа-я])")
_JOINS_TIME = re.compile(r"\s(?:and|und|et|y|e|en|и)\s+$")
# "…, full band after" is "…, then full band"; "…, calm before" is what came before.
_AFTER = re.compile(rf",\s*([^\d,.;:!?]+?)\s+{THEN_BEHIND}(?=\s*(?:$|[,.;!?]))")
BEFORE = re.compile(rf"\s{BEFORE_BEHIND}\s*[,.;!?]*\s*$")
_THEN_BEHIND = re.compile(rf"\s*{THEN_BEHIND}\s*")
_CUED = {*SUDDEN, "faster", "slower", "start", "stop"}  # what may be wanted when something is seen


def clauses_of(text: str) -> list[str]:
    """The clauses with their punctuation. A clause of nothing but a time belongs to the one before if that ends with a
    time too ("hits at 0:04, 0:08"), otherwise to the next one ("at 0:12, drop").
    """
    parts = _CLAUSE.split(_AFTER.sub(r", then \1", text))
    clauses: list[str] = []
    waiting = ""
    for clause, mark in zip(parts[::2], [*parts[1::2], ""], strict=True):
        times = times_in(f"{waiting}{clause}")
        only_times = bool(times) and is_listing(" ".join(re.findall(r"[^\W\d]+", cut(f"{waiting}{clause}", times))))
        before = clauses[-1] if clauses else ""
        if before and ((only_times and not waiting and _ends_with_time(before)) or not clause.strip()):
            clauses[-1] += f"{clause}{mark}"
        elif before and not before.endswith(tuple(_MARKS)) and _THEN_BEHIND.fullmatch(clause):
            clauses[-1] = f"{clause.strip()} {before}{mark}"  # "full band after that"
        elif only_times:
            waiting = f"{waiting}{clause} "
        else:
            clauses.append(f"{waiting}{clause}{mark}")
            waiting = ""
    if waiting:
        clauses[-1:] = [f"{''.join(clauses[-1:])} {waiting}"]
    return _continued(clauses)


def _continued(clauses: list[str]) -> list[str]:
    """The clauses, with those joined that have one time: "the door opens at 0:12, then a drop", "from 0:30 drums, bass, strings"."""
    found: list[str] = []
    for clause in itertools.chain.from_iterable(map(_parted, clauses)):
        before = found[-1] if found and not (times_in(clause) or edges_in(clause)) else ""
        follows = _THEN.match(clause) or _THERE.search(clause)
        more = _lists_more(before, clause) or _names_it_again(before, clause) if before else False
        if before and (_wants_nothing(before) if follows else more):
            found[-1] += clause
        else:
            found.append(clause)
    return found


def _parted(clause: str) -> list[str]:
    """A clause that follows and then has a time of its own, in two: "then the bass, and at 0:20 the trumpet"."""
    times = times_in(clause)
    opens = _THEN.match(clause) or any(edge.relation == OPENING_PART for edge in edges_in(clause))
    joins = _JOINS_TIME.search(clause[: times[0].first]) if len(times) == 1 and opens else None
    first = clause[: joins.start()] if joins else ""
    return [f"{first} ", clause[times[0].first :]] if events_in(first) or parts_in(first, ()) else [clause]


def _wants_nothing(clause: str) -> bool:
    """Whether a clause has a time, but nothing that can be wanted then."""
    times = times_in(clause)
    if set(re.findall(r"\w+", clause)) & (MUSIC | NOTHING):
        return False
    wants = any(event.what != "start" for event in events_in(clause)) or parts_in(clause, times)
    if not times or wants or any(is_opening(time) for time in times):
        return False
    mentions = find_mentions(tokens_of(clause)).mentions
    moods = any(mention.kind == "character" and mention.value in LOUD | QUIET for mention in mentions)
    return not moods and not styles_in(clause, times).found


def _ends_with_time(clause: str) -> bool:
    times = times_in(clause)
    return bool(times) and not tidy_words(clause[times[-1].last :])


def without_cues(clause: str, after: str, unmet: list[str]) -> str:
    """A clause without times, and without what it wants when something is seen, which is reported: "a drop when the title appears"."""
    cue = SEEN.search(clause)
    if cue is None:
        return clause
    rest = f"{clause[: cue.start()]} {clause[cue.end() :]}"
    wish = rest if tidy_words(rest) else after
    styles = styles_in(wish, ())
    if not any(event.what in _CUED for event in events_in(wish)) and not styles.found:
        return clause
    unmet.append(f"{tidy_words(cue[0])}: what is seen in the picture is not known; a time, such as 0:12, is")
    return rest


def _lists_more(before: str, clause: str) -> bool:
    """Whether a clause lists further instruments of one that begins with its time: "from 0:30 no drums, only piano"."""
    times = times_in(before)
    if len(times) != 1 or before[: times[0].first].strip() or not before.rstrip().endswith(tuple(COMMAS)):
        return False
    found = find_mentions(tokens_of(clause))
    if found.unknown or not found.mentions or any(mention.kind != "instrument" for mention in found.mentions):
        return False
    who = [event for event in events_in(before) if event.what in ("drums", "no-drums")] or parts_in(before, times)
    return bool(who) or any(mention.alone for mention in found.mentions)


def _names_it_again(before: str, clause: str) -> bool:
    """Whether a clause only names the style of the one before, which has a time: "a full orchestra at the end, epic"."""
    found = find_mentions(tokens_of(clause))
    named = {mention.value for mention in find_mentions(tokens_of(before)).mentions if mention.kind == "style"}
    again = [each for each in found.mentions if each.kind in ("style", "character") and suggested(each) in named]
    return bool(again) and len(again) == len(found.mentions) and not found.unknown and bool(times_in(before))

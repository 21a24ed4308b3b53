"""Form: the course of a piece's energy, and the sections that are derived from it.

What belongs here: energy over time, and sections in bars. What does not: the energy of a film (assets/soundtracks/arc.py), the
notes of a section (renderers).
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from resources.music.moment_words import What
from resources.music.moments import Moment

Kind = Literal["intro", "verse", "chorus", "bridge", "ending"]
SHORTEST_OF_A_FORM = 20  # bars: a shorter piece has one to three sections and its ending
# A piece of this many bars or more has further themes in its middle, and the first ones again at its end.
ACTS = 120
TURN = 0.08  # the minimum change of mean energy between two sections
PHRASE = 4  # bars
OFFSETS: dict[Kind, float] = {"intro": -0.12, "verse": -0.07, "chorus": 0.07, "bridge": -0.13, "ending": 0.0}
LONG = 4  # of this many parts of a long stretch, one has the other theme
OTHER: dict[Kind, Kind] = {"verse": "chorus", "chorus": "verse", "bridge": "verse"}
# Energy at the moments in a prompt; in most styles, quiet moments have no drums.
LOUD, QUIET, RISES_FROM, FALLS_FROM = 0.85, 0.14, 0.3, 0.6
AT_LEAST: dict[What, float] = {"loud": LOUD, "drop": LOUD, "drums": 0.5}
AT_MOST: dict[What, float] = {"quiet": QUIET, "silence": QUIET, "no-drums": 0.4}
LEADS_IN: dict[What, int] = {"drop": 4, "peak": 8}  # seconds of build-up before it
PEAK = 4  # seconds
LED_IN = 0.25  # an intro with less energy than that below the next section follows the film, and stays a section
STILL = 0.12  # a smaller total range of energy counts as constant


Order = tuple[tuple[Kind, int], ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The structure of a piece with constant energy.

    `orders`: kinds of sections with their bars, repeated; each take uses another order, and a short piece halves or
    quarters of the sections. `ends`: the kind of the last section before the ending. `contrast`: the difference in
    energy between kinds, 1 is usual. `rises`: the growth of energy over the piece. `loops`: a chorus keeps the verse's
    chords and figures and adds to them.
    """

    orders: tuple[Order, ...]
    ends: Kind = "chorus"
    contrast: float = 1.0
    rises: float = 0.0
    loops: bool = False


_KINDS: dict[str, Kind] = {"V": "verse", "C": "chorus", "B": "bridge"}


def _orders(*orders: str) -> tuple[Order, ...]:
    """ "V8 C8 B4": a verse of eight bars, a chorus of eight and a bridge of four."""
    return tuple(tuple((_KINDS[part[0]], int(part[1:])) for part in order.split()) for order in orders)


FORMS = {
    "song": Form(_orders("V8 C8 V8 C8 B8 C8", "C8 V8 V8 C8 B8 C8", "V8 V8 C8 V8 V8 C8"), contrast=1.2),
    "club": Form(_orders("V16 C16 B8 V8 C16", "V8 C16 B16 C16", "C8 V16 B8 C16"), contrast=1.2, loops=True),
    "loop": Form(_orders("V16 C8 V16 C8 B4", "C8 V16 B4 C8 V16", "V8 B4 C8 V16 C8"), contrast=0.8, loops=True),
    "vamp": Form(_orders("V16 C8 V8 B4 C8", "C8 V16 B8 C8", "V8 C8 B4 V16 C8"), contrast=1.0, loops=True),
    # At a fast tempo, a section of eight bars is over before it is known.
    "long": Form(_orders("V16 C16 B8 V16 C16", "C16 V16 B8 C16 V16 C16", "V16 C16 V16 B8 C16"), contrast=1.2),
    # Theme, solos, theme.
    "head": Form(_orders("V8 V8 B8 V8 C8 C8 B8 V8", "V8 B8 V8 C8 C8 V8", "V8 C8 B8 C8 V8 V8"), "verse", 1.0),
    "twelve": Form(_orders("V12 C12", "V12 V12 C12", "C12 V12"), loops=True),
    "build": Form(
        _orders("V8 C8 V8 B8 C16", "V8 V8 C8 B8 C16", "V8 B8 C8 V8 C16"), contrast=0.8, rises=0.1, loops=True
    ),
    "rondo": Form(_orders("V8 C8 V8 B8", "V8 B8 V8 C8", "V8 V8 C8 B8"), "verse"),
    "strains": Form(_orders("V16 C16 V16 B16", "V16 B16 V16 C16", "C16 V16 B16 V16"), "verse"),
    "drift": Form(_orders("V8 V8 C8 B8", "V8 C8 V8 B8", "V8 B8 C8 V8"), "verse", 0.9, loops=True),
}


@dataclass(frozen=True, slots=True)
class Section:
    """Consecutive bars: `first`, their number, their `energy` from 0 to 1. `turn`: how many sections of its kind come
    before it. `act`: which set of themes it has; 0 for the first.
    """

    kind: Kind
    first: int
    bars: int
    energy: float
    turn: int
    act: int = 0


def shaped(energy: Sequence[float], course: Sequence[str]) -> tuple[float, ...]:
    """Energy over time, shaped by the prompt's words: "rise", "fall", "quiet-start", "loud-end" and so on (see the lexicon)."""
    curve = np.array(energy, float)
    if not len(curve):
        return ()
    at = (np.arange(len(curve)) + 0.5) / len(curve)
    if "steady" in course:
        curve[:] = curve.mean()
    if "background" in course:  # under speech: less movement, but some
        curve += (curve.mean() - curve) / 2
    if "rise" in course:
        curve += 0.5 * (at - 0.5)
    if "fall" in course:
        curve -= 0.5 * (at - 0.5)
    if "drop" in course:
        curve += np.where((at > 0.38) & (at < 0.5), -0.3, np.where(at >= 0.5, 0.25, 0.0))
    start, end = np.clip(1 - at / 0.25, 0, 1), np.clip((at - 0.75) / 0.25, 0, 1)
    for word, where, change in (
        ("quiet-start", start, -0.5), ("loud-start", start, 0.4), ("quiet-end", end, -0.5), ("loud-end", end, 0.4),
    ):  # fmt: skip
        if word in course:
            curve += change * np.sqrt(where)
    return tuple(float(value) for value in np.clip(curve, 0.03, 1.0))


def at_moments(energy: Sequence[float], moments: Sequence[Moment]) -> tuple[float, ...]:
    """Energy over time, with the requests at moments applied. A second in which a quiet moment begins or ends is quiet.

    Args:
        moments: in seconds from the first value, with their ends, in order.
    """
    curve = np.array(energy, float)
    reached = 0  # a build-up takes at most half of the moment before it
    for moment in moments:
        what, start, end = moment.what, math.ceil(moment.start), len(curve) if moment.end is None else moment.end
        if what in AT_MOST:
            start, end = math.floor(moment.start), math.ceil(end)
        leads_in = min(LEADS_IN.get(what, 0), (start - reached + 1) // 2 if reached else start)
        span, before = curve[start : math.floor(end)], curve[start - leads_in : start]
        reached = max(reached, start)
        if not len(span):
            continue
        ramp = (np.arange(len(span)) + 0.5) / len(span)
        np.clip(span, AT_LEAST.get(what, 0.0), AT_MOST.get(what, 1.0), out=span)
        if moment.level is not None:
            span[:] = moment.level
        elif what == "rise":
            span[:] = min(span[0], RISES_FROM) * (1 - ramp) + LOUD * ramp
        elif what == "fall":
            span[:] = max(span[0], FALLS_FROM) * (1 - ramp) + QUIET * ramp
        elif what == "drop":
            np.minimum(before, QUIET, out=before)
        elif what == "peak":
            before += (LOUD - before) * np.linspace(0, 1, len(before))
            span[:PEAK] = 1.0
    return tuple(float(value) for value in np.clip(curve, 0.03, 1.0))


def of_bars(energy: Sequence[float], edges: Sequence[float] | np.ndarray) -> np.ndarray:
    """The mean energy of each bar.

    Args:
        energy: a value per second.
        edges: the starts of the bars, and the end, in seconds.
    """
    total = np.concatenate([[0.0], np.cumsum(energy)])
    within = np.clip(np.asarray(edges, float), 0, len(energy))
    area = np.interp(within, np.arange(len(total)), total)
    width = np.diff(within)
    middle = np.clip(((within[:-1] + within[1:]) / 2).astype(int), 0, len(energy) - 1)
    return np.where(width > 1e-6, np.diff(area) / np.maximum(width, 1e-6), np.asarray(energy)[middle])


def lay_form(energy: Sequence[float] | np.ndarray, form: Form = FORMS["song"], take: int = 0) -> list[Section]:
    """The sections of a piece: divided where its energy changes or, if that is constant, those of a form.

    Args:
        energy: of each bar, 0 to 1.
        take: consecutive takes get different structures.
    """
    levels = np.asarray(energy, float)
    smooth = levels if len(levels) < 5 else np.convolve(np.pad(levels, 1, mode="edge"), np.ones(3) / 3, "valid")
    still = len(levels) < 6 or smooth.max() - smooth.min() < STILL
    sections = _of_a_form(levels, form, take) if still else _of_an_arc(levels, _turns(levels), take)
    return _with_acts(sections, len(levels))


def _with_acts(sections: list[Section], bars: int) -> list[Section]:
    """The sections of a long piece in acts: the first themes alternate with others, and end it."""
    count = 1 + 2 * (bars // ACTS)
    numbers = [min(count - 1, section.first * count // bars) for section in sections]
    acts = [number // 2 % 2 + 1 if number % 2 else 0 for number in numbers]
    return [replace(section, act=act) for section, act in zip(sections, acts, strict=True)]


def _turns(levels: np.ndarray) -> list[int]:
    """The bars at which the mean energy changes: binary segmentation by the reduction of squared error."""
    shortest = 2 if len(levels) < 24 else 4
    edges = [0, len(levels)]

    def split(first: int, last: int) -> None:
        part = levels[first:last]
        best, at = 0.0, 0
        for middle in range(shortest, len(part) - shortest + 1):
            left, right = part[:middle], part[middle:]
            saved = len(left) * len(right) / len(part) * (left.mean() - right.mean()) ** 2
            # Equal halves sound right, so sections of an even length get a small bonus.
            saved *= 1.1 if middle % 4 == 0 else 1.04 if middle % 2 == 0 else 1.0
            if saved > best and abs(left.mean() - right.mean()) > TURN:
                best, at = saved, first + middle
        if at:
            edges.append(at)
            split(first, at)
            split(at, last)

    split(0, len(levels))
    return sorted(edges)


def _of_an_arc(levels: np.ndarray, edges: list[int], take: int) -> list[Section]:
    means = [float(levels[first:last].mean()) for first, last in itertools.pairwise(edges)]
    low, high = min(means), max(means)
    sections: list[Section] = []
    for number, (first, last) in enumerate(itertools.pairwise(edges)):
        height = (means[number] - low) / max(high - low, 1e-6)
        if number == 0 and height < 0.4:
            kind: Kind = "intro"
        elif height > 0.66:
            kind = "chorus"
        elif height < 0.25 and last < len(levels):
            kind = "bridge"
        else:
            kind = "verse"
        parts = _parts(first, last)
        for at, (start, bars) in enumerate(parts):
            # A long stretch of constant energy would repeat one theme over and over.
            other = len(parts) > 2 and at % LONG == 1 + take % (LONG - 1)
            of_part = OTHER.get(kind, kind) if other else kind
            sections.append(_section(sections, of_part, start, bars, float(levels[start : start + bars].mean())))
    return _with_ending(sections, levels)


def _parts(first: int, last: int) -> list[tuple[int, int]]:
    """Divide a long stretch into (first bar, bars): eight bars each, with the remainder in the last one."""
    bars = last - first
    count = max(1, bars // 8)
    lengths = [8] * (count - 1) + [bars - 8 * (count - 1)]
    return [(first + sum(lengths[:number]), length) for number, length in enumerate(lengths)]


def _of_a_form(levels: np.ndarray, form: Form, take: int) -> list[Section]:
    """An intro, the form's sections and an ending, without those that do not fit into a short piece."""
    bars, level = len(levels), float(levels.mean())
    if bars <= 3:
        return [Section("ending", 0, bars, level, 0)]
    if bars < SHORTEST_OF_A_FORM:
        return _of_a_clip(bars, level, form, take)
    ending, intro = 2, 2 if bars < 40 else 4
    sections = [_section([], "intro", 0, intro, level + OFFSETS["intro"])]
    first = intro
    for kind, length in _filled(bars - ending - intro, form, form.orders[take % len(form.orders)]):
        offset = form.contrast * OFFSETS[kind] + form.rises * (first / bars - 0.5)
        sections.append(_section(sections, kind, first, length, level + offset))
        first += length
    return [*sections, _section([], "ending", first, ending, level + OFFSETS["ending"])]


def _of_a_clip(bars: int, level: float, form: Form, take: int) -> list[Section]:
    """A few bars: three takes begin with the main theme, with another one, and with the accompaniment."""
    ending = 1 if bars < 3 * PHRASE else 2
    body = bars - ending
    other: Kind = next(kind for kind, _ in form.orders[0] if kind != form.ends)
    lead_in = 1 if bars < 2 * PHRASE else 2
    main: tuple[Kind, ...] = (form.ends,)
    with_other: tuple[Kind, ...] = (other, *main)
    openings: tuple[tuple[Kind, ...], ...] = (
        (*main, *with_other) if body > 2 * PHRASE else main,
        with_other,
        ("intro", *(with_other if body > 2 * PHRASE + lead_in else main)),
    )
    kinds = openings[take % len(openings)]
    length = max(2, body // len(kinds) // 2 * 2)
    found: list[Section] = []
    for number, kind in enumerate(kinds):
        start = sum(section.bars for section in found)
        own = body - start if number == len(kinds) - 1 else lead_in if kind == "intro" else length
        found.append(_section(found, kind, start, own, level + form.contrast * OFFSETS[kind]))
    return [*found, _section([], "ending", body, ending, level + OFFSETS["ending"])]


def _filled(bars: int, form: Form, order: Order) -> list[tuple[Kind, int]]:
    """Fill a number of bars with sections in a form's order; the last one takes the rest."""
    usual = sum(length for _, length in order[:3])
    part = next((part for part in (1, 2) if part * bars >= usual), 4)
    found: list[tuple[Kind, int]] = []
    for kind, length in itertools.cycle(order):
        length = max(PHRASE, length // part)
        if bars < length:
            break
        found.append((kind, length))
        bars -= length
    if bars >= PHRASE or not found:
        found.append((form.ends if found else order[0][0], bars))
    else:
        found[-1] = found[-1][0], found[-1][1] + bars
    if len(found) > 1:  # a piece ends with the section kind that its form prescribes
        found[-1] = form.ends, found[-1][1]
    if len(found) > 2 and {kind for kind, _ in found} == {form.ends}:  # put another kind between the last ones
        found[-2] = next(kind for kind, _ in order if kind != form.ends), found[-2][1]
    if len(found) > 1 and found[-2][0] == form.ends and found[-1][1] < 2 * PHRASE:
        found[-2:] = [(form.ends, found[-2][1] + found[-1][1])]
    return found


def _section(before: Sequence[Section], kind: Kind, first: int, bars: int, energy: float) -> Section:
    return Section(kind, first, bars, float(np.clip(energy, 0, 1)), sum(section.kind == kind for section in before))


def as_part(sections: Sequence[Section], *, first: bool, last: bool) -> list[Section]:
    """The sections of a part of a piece: only the `last` one has an ending, and only the `first` one an intro."""
    found = list(sections)
    if found[0].kind == "intro" and not first:
        intro, *others = found
        if others and others[0].kind != "ending" and others[0].energy - intro.energy < LED_IN:
            found = [replace(others[0], first=0, bars=intro.bars + others[0].bars), *others[1:]]
        else:
            found = [replace(intro, kind="verse"), *others]
    if last or found[-1].kind != "ending":
        return found
    *others, ending = found
    if not others:
        return [replace(ending, kind="verse")]
    return [*others[:-1], replace(others[-1], bars=others[-1].bars + ending.bars)]


def _with_ending(sections: list[Section], levels: np.ndarray) -> list[Section]:
    """Turn the last bar or two into an ending."""
    last = sections[-1]
    bars = min(2 if last.bars > 4 else 1, last.bars)
    first = last.first + last.bars - bars
    kept = [] if last.bars == bars else [Section(last.kind, last.first, last.bars - bars, last.energy, last.turn)]
    return [*sections[:-1], *kept, Section("ending", first, bars, float(levels[first:].mean()), 0)]

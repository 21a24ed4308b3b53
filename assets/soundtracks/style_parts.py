"""The parts of a soundtrack that have a style of their own: their tempi, their energy, and what is left out.

What belongs here: deciding for each part what the brief decides for a whole piece. What does not: dividing a piece
(resources/music/style_parts.py), playing the parts (resources/renderers/sketch/medley.py).
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assets.soundtracks.arc import music_energy
from assets.soundtracks.timeline import tempo_changes_of, turns_of
from resources.music.grid import RUBATO, Grid, choose_grid, lay_grid
from resources.music.moments import Moment
from resources.music.style_parts import SHORTEST_PART, StylePart, part_of
from resources.music.styles import STYLES, Style
from resources.music.tempo_changes import EvenTime, TempoChange

NEAR = 0.08  # by how much a style may be slower or faster than it ever is, to keep the tempo of the part before
KEEPS = 0.04  # by how much a kept tempo may change, so that whole bars fit
PACE_RANGE = 0.04  # to both sides of the tempo that a word such as "slow" means
AT_START = 0.5  # seconds: a tempo asked for at this time of a part is that of the part


def moments_of(moments: Sequence[Moment], part: StylePart) -> list[Moment]:
    """The moments within a part, in its own seconds."""
    found = []
    for moment in moments:
        start, end = max(moment.start, part.start), min(moment.end or 0.0, part.end)
        if start < end and moment.what not in ("style", "key"):
            found.append(moment.model_copy(update={"start": start - part.start, "end": end - part.start}))
    return found


def asked_tempo(moments: Sequence[Moment], part: StylePart) -> float | None:
    """The tempo that is asked for where a part starts: "techno at 140 bpm from 0:20"."""
    return next((m.tempo for m in moments if m.tempo and abs(m.start - part.start) <= AT_START and part.start), None)


def changes_of(moments: Sequence[Moment], part: StylePart, tempo: float) -> tuple[TempoChange, ...]:
    """The changes of tempo within a part, in its own seconds, without the one that gives it its tempo."""
    own = asked_tempo(moments, part)
    inner = [m for m in moments_of(moments, part) if not (m.tempo and m.tempo == own and m.start <= AT_START)]
    return tempo_changes_of(inner, part.seconds, tempo)


def changes_of_all(
    moments: Sequence[Moment], seconds: float, tempo: float, parts: Sequence[StylePart]
) -> tuple[TempoChange, ...]:
    """The changes of tempo of a whole piece."""
    if not parts:
        return tempo_changes_of(moments, seconds, tempo)
    return tuple(
        replace(change, start=change.start + part.start, end=change.end + part.start)
        for part in parts
        for change in changes_of(moments, part, part.tempo or tempo)
    )


def with_tempi(
    parts: Sequence[StylePart],
    first: float,
    moments: Sequence[Moment],
    cuts: Sequence[float],
    *,
    asked: bool,
    rubato: float,
) -> tuple[StylePart, ...]:
    """The parts with their tempi.

    Args:
        first: the tempo of the first part.
        asked: whether that is asked for, and so for all parts that are not asked to have another.
        rubato: the deviation that is allowed from a tempo that is asked for.
    """
    found = [replace(part, tempo=first) for part in parts[:1]]
    for part in parts[1:]:
        goes_on = found[-1].tempo if part.style == found[-1].style else None  # only the key changes
        tempo = asked_tempo(moments, part) or (first if asked else goes_on)
        grid = _grid(part, found[-1].tempo or first, tempo, moments, cuts, rubato)
        found.append(replace(part, tempo=round(grid.tempo, 3)))
    return tuple(found)


def _grid(
    part: StylePart, before: float, asked: float | None, moments: Sequence[Moment], cuts: Sequence[float], rubato: float
) -> Grid:
    style = STYLES[part.style]
    tempi = _tempi(part, before)
    even = EvenTime(part.seconds, changes_of(moments, part, asked or tempi[1]))
    cuts_then = even.of([at - part.start for at in cuts if part.start < at < part.end])
    turns_then = even.of(turns_of(moments_of(moments, part), part.seconds))
    (seconds,) = even.of([part.seconds])
    if asked or any(moment.tempo for moment in moments_of(moments, part)):
        return lay_grid(seconds, asked or tempi[1], cuts_then, rubato, style.beats, turns_then, begins=True)
    return choose_grid(seconds, tempi, cuts_then, RUBATO, style.beats, turns_then, begins=True)


def at_pace(style: Style, pace: float) -> tuple[float, float, float]:
    """The slowest, usual and fastest tempo that a word such as "slow" means in a style."""
    slowest, usual, fastest = style.tempo
    wanted = usual + pace * (fastest - usual if pace > 0 else usual - slowest)
    return wanted * (1 - PACE_RANGE), wanted, wanted * (1 + PACE_RANGE)


def _tempi(part: StylePart, before: float) -> tuple[float, float, float]:
    """The slowest, usual and fastest tempo of a part: near that of the part before, or half or twice that, if the style allows it
    and whole bars fit.
    """
    style = STYLES[part.style]
    slowest, usual, fastest = style.tempo
    if part.pace is not None:
        return at_pace(style, part.pace)
    for kept in (before, 2 * before, before / 2):
        bars = part.seconds * kept / 60 / style.beats
        fits = abs(max(1, round(bars)) / bars - 1) <= KEEPS
        if fits and slowest * (1 - NEAR) <= kept <= fastest * (1 + NEAR):
            return kept * (1 - KEEPS), kept, kept * (1 + KEEPS)
    return slowest, usual, fastest


def energy_of(film: np.ndarray, parts: Sequence[StylePart], more: float) -> tuple[float, ...]:
    """The energy of each second: that of the part's style, which follows the film's.

    Args:
        film: the film's energy.
        more: what the prompt's words add to each style's usual energy.
    """
    styles = [part.style for part in parts]
    curves = {style: music_energy(film, min(1.0, max(0.05, STYLES[style].energy + more))) for style in styles}
    ends = [part.end for part in parts]
    here = np.minimum(np.searchsorted(ends, np.arange(len(film)) + 0.5), len(parts) - 1)
    return tuple(curves[styles[number]][second] for second, number in enumerate(here.tolist()))


def unheard(moments: Sequence[Moment], start: float, parts: Sequence[StylePart]) -> list[str]:
    """The styles and keys at times for which there is no part, in words.

    Args:
        moments: in seconds of the film, with their ends.
        start: of the music in the film.
    """
    found = []
    for moment in (moment for moment in moments if moment.what in ("style", "key")):
        of_music = moment.model_copy(update={"start": moment.start - start, "end": (moment.end or 0.0) - start})
        if part_of(of_music, parts) is None:
            found.append(f"{moment.in_words()}: less than {SHORTEST_PART:g} s of music are left for it")
    return found

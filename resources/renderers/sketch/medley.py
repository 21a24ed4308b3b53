"""Medleys: a piece whose parts have styles of their own.

Each part is composed as a piece that begins with a downbeat where it starts and, unless it is the last one, leads on to the next:
with a fill, a rise and the chord that leads home, not with an ending. All are in the same key or its relative, unless a change of
key is asked for.

What belongs here: the request of a part, its key, and joining the sound of the parts. What does not: composing (composition.py), the
mix of a part (mixing.py), when a style is played (resources/music/style_parts.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar, get_args

import numpy as np

from resources.audio import BLOCK, fade_ends, gain_between, loud_passages
from resources.music.cues import Cue
from resources.music.request import TARGET_LUFS, RenderRequest
from resources.music.style_parts import StylePart
from resources.music.styles import STYLES, Mode
from resources.music.tempo_changes import TempoChange
from resources.music.tonality import PITCHES, TONALITY, WITH_MINOR_THIRD, mode_of, pitch_class
from resources.renderers.sketch.arrangements import ARRANGEMENTS
from resources.renderers.sketch.composition import Onward
from resources.renderers.sketch.instruments import RATE
from resources.scratch import blocks, let_go, space

APART = 0.999  # seconds from a turning point to the next part, which is one itself
RELATIVE = 3  # semitones from a minor tonic up to that of its relative major
# How much louder a part with the most energy is than one with none. Within a part it is 13 dB (mixing.py); between two styles, of
# which one has a band and one a piano, that sounded as if somebody had turned a knob.
LOUDER_DB = 8.0
LOUD = 75.0  # the percentile of a part's loudness, and of its energy, that is compared with other parts
NEXT_SECONDS = 4  # of a part are what the one before leads to
RINGS_ON, STARTS = 3.0, 0.003  # seconds: of a part's tail under the next part, and of that one's rise, against clicks
Timed = TypeVar("Timed", Cue, TempoChange)


def requests_of(request: RenderRequest) -> list[RenderRequest]:
    """The request of each part, in its own seconds; the request itself if it has one style."""
    return [_narrowed(request, part) for part in request.parts] or [request]


def _narrowed(request: RenderRequest, part: StylePart) -> RenderRequest:
    cues = _within(request.cues, part)
    heard = {name for cue in cues if cue.how != "without" for name in cue.instruments}
    elsewhere = {name for cue in request.cues if cue.how != "without" for name in cue.instruments} - heard
    return replace(
        request,
        seconds=part.seconds,
        style=part.style,
        tempo=part.tempo,
        mode=_mode_of(part, request),
        tonality=_tonality_of(part, request),
        cuts=_times_within(request.cuts, part),
        turns=_times_within(request.turns, part, APART),
        cues=cues,
        tempo_changes=_within(request.tempo_changes, part),
        energy=_energy_within(request.energy, part),
        instruments=tuple(name for name in request.instruments if name not in elsewhere),
        parts=(),
    )


def _mode_of(part: StylePart, request: RenderRequest) -> Mode | None:
    if part.key in get_args(Mode):
        return next(mode for mode in get_args(Mode) if mode == part.key)
    lifted = part.key and request.tonality and TONALITY.fullmatch(part.key) is None
    return mode_of(request.tonality) if lifted and request.tonality else part.mode or request.mode


def _tonality_of(part: StylePart, request: RenderRequest) -> str | None:
    """The key of a part; None for one that follows from the first part's tonic."""
    if not part.key:
        return request.tonality
    if TONALITY.fullmatch(part.key):
        return part.key
    if not request.tonality:
        return None
    tonic = (pitch_class(request.tonality) + steps_of(part.key)) % 12
    return f"{PITCHES[tonic]} {part.key if part.key in get_args(Mode) else request.tonality.split()[1]}"


def steps_of(key: str) -> int:
    """By how many semitones a change of key raises the tonic: "up 2", or "minor" on the same tonic."""
    way, _, steps = key.partition(" ")
    return {"up": 1, "down": -1}.get(way, 0) * int(steps) if way in ("up", "down") else 0


def tonic_of(number: int, parts: Sequence[StylePart], first: int, modes: Sequence[Mode]) -> int:
    """The tonic of a part in which no key is named.

    Args:
        first: the tonic of the first part.
        modes: of all parts.
    """
    if parts and parts[number].key:
        return (first + steps_of(parts[number].key)) % 12
    return related(first, modes[0], modes[number])


def _times_within(times: Sequence[float], part: StylePart, apart: float = 1e-3) -> tuple[float, ...]:
    return tuple(round(at - part.start, 4) for at in times if part.start + apart < at < part.end - apart)


def _within(spans: Sequence[Timed], part: StylePart) -> tuple[Timed, ...]:
    return tuple(
        replace(span, start=max(0.0, span.start - part.start), end=min(span.end, part.end) - part.start)
        for span in spans
        if span.start < part.end and span.end > part.start
    )


def _energy_within(energy: Sequence[float], part: StylePart) -> tuple[float, ...]:
    """The energy of each second of a part, from that of the film's second in its middle."""
    seconds = range(max(1, int(np.ceil(part.seconds))))
    return tuple(energy[min(len(energy) - 1, int(part.start + second + 0.5))] for second in seconds) if energy else ()


def onward_of(parts: Sequence[RenderRequest], number: int) -> Onward | None:
    """What follows on a part."""
    if number + 1 == len(parts):
        return None
    after = parts[number + 1]
    return Onward(float(np.mean(_energy(after)[:NEXT_SECONDS])), ARRANGEMENTS[after.style or ""].sweeps)


def liveliness(part: RenderRequest) -> float:
    """The energy of a part's lively passages."""
    return float(np.percentile(_energy(part), LOUD))


def _energy(part: RenderRequest) -> tuple[float, ...]:
    return part.energy or (STYLES[part.style or ""].energy,)


def related(tonic: int, mode: Mode, other: Mode) -> int:
    """The tonic of another mode that has the same notes, or nearly: that of the relative major or minor."""
    was_minor, is_minor = (each in WITH_MINOR_THIRD for each in (mode, other))
    return (tonic + RELATIVE * (was_minor - is_minor)) % 12


def joined(parts: Iterable[tuple[RenderRequest, np.ndarray]], samples: int, most: float) -> np.ndarray:
    """The parts one after another, each under the tail of the one before: float32 of shape (2, samples).

    Args:
        parts: each with its mix, which may be longer than the part by its tail.
        most: the `liveliness` of the liveliest part, which is the loudest.
    """
    whole = space(2, samples)
    start = 0.0
    for part, sound in parts:
        first = round(start * RATE)
        start += part.seconds
        length = min(round(start * RATE), samples) - first
        fade_ends(sound, RATE, STARTS if first else 0.0, 0.0)
        fade_ends(sound[:, length:], RATE, 0.0, RINGS_ON)
        wanted = TARGET_LUFS - LOUDER_DB * (most - liveliness(part))
        gain = gain_between(loud_passages(sound[:, :length], RATE, LOUD), wanted, float("inf"))
        for at, block in blocks(sound[:, : samples - first], BLOCK):
            whole[:, first + at : first + at + block.shape[1]] += gain * block
            let_go(whole)
    return whole

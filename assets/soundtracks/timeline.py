"""The timeline: converts what a prompt wants at times of the film to times of the music.

What belongs here: when the music starts and stops, its moments, fades and silences, who plays when and how fast, and what the
film is too short for. What does not: reading the prompt (resources/music/moment_parsing.py), shaping the energy
(resources/music/form.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from resources.audio import fade_ends
from resources.music.cues import DRUMS, Cue, entrances
from resources.music.moments import Moment, as_clock
from resources.music.request import SHORTEST_SECONDS
from resources.music.tempo_changes import FASTER, SLOWER, SLOWS, TempoChange, ritardando

APART = 1.0  # minimum seconds between two turning points
TEMPO = ("faster", "slower", "tempo")
FADES = ("fade", "fade-in")
ENERGY = ("level", "quiet", "loud", "drop", "drums", "rise", "fall")
CLICK = 0.05  # seconds of fade at both ends of a silence, against clicks


@dataclass(frozen=True, slots=True)
class Timeline:
    """When the music starts and stops in the film; the moments in between, each with its end, in seconds of the film;
    and what is impossible, in words.
    """

    start: float
    stop: float
    moments: tuple[Moment, ...]
    unmet: tuple[str, ...]

    def of_music(self, start: float, seconds: float) -> tuple[Moment, ...]:
        """The moments in seconds of the music, which starts at `start` in the film."""
        found = []
        for moment in self.moments:
            begins, ends = max(0.0, moment.start - start), min(seconds, _end(moment) - start)
            if begins < ends:
                found.append(moment.model_copy(update={"start": round(begins, 3), "end": round(ends, 3)}))
        return tuple(found)


def lay_timeline(asked: Sequence[Moment], seconds: float, of: str = "film") -> Timeline:
    """The timeline for a film of a given length. A moment lasts until its end or the next moment. A silence at the
    start or the end shortens the music.

    Args:
        of: what has this length, in words.
    """
    within = [moment.within(seconds) for moment in asked]
    unmet = [
        f"{moment.in_words()}: the {of} ends at {as_clock(seconds)}" for moment in within if moment.start >= seconds
    ]
    moments = sorted((moment for moment in within if moment.start < seconds), key=lambda moment: moment.start)
    moments = [_with_end(moment, moments, seconds) for moment in moments]
    silent = [moment for moment in moments if moment.what == "silence"]
    start = max((_end(moment) for moment in silent if moment.start == 0 and _end(moment) < seconds), default=0.0)
    stop = min((moment.start for moment in silent if _end(moment) >= seconds), default=seconds)
    if stop - start < SHORTEST_SECONDS:
        unmet.append(f"no music up to {as_clock(start)} and from {as_clock(stop)} on: nothing is left")
        start, stop = 0.0, seconds
    return Timeline(start, stop, tuple(moments), tuple(unmet))


def _with_end(moment: Moment, moments: Sequence[Moment], seconds: float) -> Moment:
    after = min((m.start for m in moments if m.start > moment.start and _ends(m, moment)), default=seconds)
    return moment.model_copy(update={"end": min(seconds, after if moment.end is None else moment.end)})


def _ends(after: Moment, moment: Moment) -> bool:
    """Whether a moment ends when a later one begins, if no end was named: one that concerns the same thing."""
    if "key" in (moment.what, after.what):
        return moment.what == after.what
    if "style" in (moment.what, after.what):  # another style is another part, with an energy and a tempo of its own
        return after.what == "style" and moment.what not in ("with", "without")
    if moment.what in ("with", "without"):
        return bool({*moment.instruments} & {*after.instruments})
    if moment.what in TEMPO or after.what in TEMPO:  # "calm from 0:10, faster at 0:20": it stays calm
        return moment.what in TEMPO and after.what in TEMPO
    if moment.what in FADES or after.what in FADES:  # "only piano from 0:10, fade out from 0:50"
        return moment.what in ("fade", "silence") and after.what == "fade-in"
    if moment.what == "no-drums":
        return after.what in ("drums", "drop", "peak", "loud", "only") or DRUMS in after.instruments
    if moment.what in ENERGY:  # "calm from 0:10, strings from 0:20"
        return after.what not in ("with", "without", "solo")
    return moment.what != "solo" or after.what in ("solo", "only", "silence")


def _end(moment: Moment) -> float:
    assert moment.end is not None, "a timeline's moments have ends"
    return moment.end


def turns_of(moments: Sequence[Moment], seconds: float) -> tuple[float, ...]:
    """The turning points: times at which a moment begins, in seconds of the music."""
    times = {at for moment in moments if moment.what not in ("fade", "fade-in") for at in (moment.start, _end(moment))}
    found: list[float] = []
    for at in sorted(times):
        if APART <= at <= seconds - APART and (not found or at - found[-1] >= APART):
            found.append(at)
    return tuple(found)


def cues_of(moments: Sequence[Moment], seconds: float) -> tuple[Cue, ...]:
    """Who plays when."""
    cues = []
    for moment in moments:
        match moment.what:
            case "with" | "without" | "only" | "solo" as how:
                cues.append(Cue(moment.start, _end(moment), how, moment.instruments))
            case "no-drums":
                cues.append(Cue(moment.start, _end(moment), "without", (DRUMS,)))
    return entrances(cues, seconds)


def tempo_changes_of(moments: Sequence[Moment], seconds: float, tempo: float) -> tuple[TempoChange, ...]:
    """Where the music is faster or slower; at the end of a piece it slows down gradually.

    Args:
        tempo: the usual one, in beats per minute.
    """
    changes: list[TempoChange] = []
    for moment in moments:
        start, end = moment.start, _end(moment)
        if moment.what == "slower" and end >= seconds - APART and end - start <= max(SLOWS, seconds / 5):
            changes += ritardando(start, end)
        elif moment.tempo:
            changes.append(TempoChange(start, end, moment.tempo / tempo))
        elif moment.what in ("faster", "slower"):
            changes.append(TempoChange(start, end, FASTER if moment.what == "faster" else SLOWER))
    return tuple(changes)


def faded(audio: np.ndarray, rate: int, moments: Sequence[Moment]) -> bool:
    """Apply the requested fades and silences in place. Returns whether there were any."""
    changed = False
    for moment in moments:
        first, last = (min(audio.shape[1], round(at * rate)) for at in (moment.start, _end(moment)))
        span = audio[:, first:last]
        match moment.what:
            case "fade" | "fade-in":
                rise = (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, last - first))).astype(audio.dtype)
                span *= rise[::-1] if moment.what == "fade" else rise
            case "silence":
                fade_ends(audio[:, :first], rate, 0.0, CLICK)
                fade_ends(audio[:, last:], rate, CLICK, 0.0)
                span[:] = 0.0
            case _:
                continue
        changed = True
    return changed

"""The score: bars and notes, and when each note sounds.

What belongs here: the timing of notes. What does not: choosing notes (composition.py, parts.py, drumming.py).
"""

import functools
import itertools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from resources.music.feel import swung
from resources.music.form import Section
from resources.music.grid import Grid
from resources.renderers.sketch.arrangements import Voice
from resources.renderers.sketch.harmony import Chord
from resources.renderers.sketch.rhythm import STEPS, Groove

TAKES = 3  # that are offered together
MANY = 1 << 16  # more than there are choices
PHRASE = 4  # bars after which something changes
LONGEST_NOTE = 3  # bars, approximately
MOMENT = 0.3  # sixteenths of the shortest note
DRIFTS = 0.8  # the share of a stroke's random timing error that persists
DRUMS, SWEEPS = "drums", "sweeps"
THEMES = ("verse", "chorus", "bridge")
Step = TypeVar("Step", bound=float)


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its part, start and length in seconds, MIDI pitch (0 for drums without one), and velocity 0 to 1. `drum`: its name."""

    part: str
    start: float
    length: float
    pitch: int
    velocity: float
    drum: str = ""


@dataclass(slots=True)
class Score:
    """The notes and the material of a piece. `tonic`: a pitch class (C is 0). `scale`: semitones above it. `voices`: by
    the names of their parts. `chords`: the number of different ones. `levels`: the energy of each bar, 0 to 1.
    `builds`: (start, end) in seconds of build-ups, in which a filter opens towards a section. `bars`: all bars.
    """

    notes: list[Note]
    grid: Grid
    sections: Sequence[Section]
    tonic: int
    scale: tuple[int, ...]
    voices: dict[str, Voice]
    chords: int
    levels: list[float]
    builds: Sequence[tuple[float, float]] = ()
    lifted: bool = False
    bars: "Sequence[Bar]" = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar. `number`: in its section. `steps`: its sixteenths. `chords`: including those of the next bar. `apart`:
    accompanying parts only play the first of this many sixteenths. `loops`: see Form. `place`: the bar's position in
    its theme. `lift`: semitones by which a last chorus is raised. `held`: the share of the bar for which its longest
    notes are held. `below`: the energy by which it is below the liveliest bar. `opened`: the energy that decides which parts play.
    """

    start: float
    steps: int
    number: int
    section: Section
    chords: tuple[Chord, ...]
    next: Chord
    level: float
    last: bool
    turns: bool  # whether it is the last bar of its section
    rises: bool  # whether the next section has more energy
    tonic: int
    apart: int = 1
    loops: bool = False
    place: int = 0
    lift: int = 0
    held: float = 1.0
    below: float = 0.0
    opened: float = 0.0

    @property
    def sounding(self) -> float:
        """The length in sixteenths of a note for the whole bar."""
        return self.steps * self.held

    def chord_at(self, step: int) -> Chord:
        """The chord at a sixteenth."""
        return self.chords[min(len(self.chords) - 1, step * len(self.chords) // self.steps)]

    @property
    def chord_starts(self) -> list[int]:
        """The sixteenths at which its chords begin."""
        return [number * self.steps // len(self.chords) for number in range(len(self.chords))]

    def chord_lasts(self, step: int) -> float:
        """The sixteenths from one to the next chord, which may come after this bar."""
        following = (at - step for at in self.chord_starts if at > step)
        return next(following, np.inf if self.next == self.chords[-1] else self.steps - step)

    def thinned(self, steps: Iterable[Step]) -> list[Step]:
        """Thin out ascending sixteenths: only the first of each group of `apart` stays."""
        if self.apart == 1:
            return list(steps)
        return [next(group) for _, group in itertools.groupby(steps, lambda step: step // self.apart)]


class Sheet:
    """Collects notes in the strict time of the grid; `notes` returns them in real time."""

    def __init__(
        self, grid: Grid, swing: float, groove: Groove, rng: np.random.Generator, tight: Collection[str] = ()
    ) -> None:
        self._grid = grid
        self._groove = groove
        self._drift: dict[str, float] = {}  # timing error of each part in seconds
        self._swing = swing
        self._tight = tight
        self._rng = rng
        # (part, strict start, strict length, pitch, velocity, drum, seconds late)
        self._written: list[tuple[str, float, float, int, float, str, float]] = []
        self._bars: list[tuple[float, int]] = []  # (strict start, number of notes written before it)

    def add(
        self,
        part: str,
        bar: Bar,
        step: float,
        length: float,
        pitch: int,
        velocity: float,
        drum: str = "",
        late: float = 0.0,
    ) -> None:
        """Write a note. `step`, `length`: in sixteenths of the bar. `late`: in seconds."""
        sixteenth = self._grid.beat / STEPS
        if not self._bars or self._bars[-1][0] != bar.start:
            self._bars.append((bar.start, len(self._written)))
        start = bar.start + self._swung(step) * sixteenth
        # A swung note ends where the next one may begin; otherwise a saxophone would play two at once.
        length = max(self._swung(step + length) - self._swung(step), MOMENT)
        self._written.append((part, start, length * sixteenth, pitch, float(np.clip(velocity, 0.05, 1.0)), drum, late))

    @property
    def step(self) -> float:
        """The duration of a sixteenth in strict seconds."""
        return self._grid.beat / STEPS

    def _swung(self, step: float) -> float:
        return float(swung(step, self._swing))

    def add_at(self, part: str, start: float, length: float, pitch: int, velocity: float, drum: str = "") -> None:
        """Write a note at a time. `start`, `length`: in strict seconds."""
        self._written.append((part, start, length, pitch, velocity, drum, 0.0))

    def late(self, part: str, step: int) -> float:
        """The delay in seconds of a part's sixteenth: from the groove, and from a slow random drift of human players;
        sequenced sounds have no drift.
        """
        strays = 0.0 if part in self._tight else self._groove.strays
        drift = DRIFTS * self._drift.get(part, 0.0) + float(self._rng.normal(0, 1)) * strays
        self._drift[part] = drift
        lean = self._groove.leans.get(part.partition("-")[0], 0.0)
        return (self._groove.feel[step % STEPS] + lean) / 1000 + drift

    def stop(self, bar: Bar) -> None:
        """Silence the last beat of a bar: remove its notes, and shorten earlier ones that last into it."""
        end = bar.start + (bar.steps - STEPS) * self._grid.beat / STEPS
        since = self._bars[-LONGEST_NOTE:][0][1] if self._bars else 0
        self._written[since:] = [
            (part, start, min(length, max(0.05, end - start)), pitch, velocity, drum, late)
            for part, start, length, pitch, velocity, drum, late in self._written[since:]
            if part == SWEEPS or start < end - 1e-6
        ]

    def notes(self, held: set[str]) -> list[Note]:
        """The notes in real time and in order. A note that began before the picture is left out, unless its part is in
        `held` and it lasts into the picture; then it starts with it.
        """
        grid = self._grid
        strict = np.array(
            [(start, min(start + length, grid.seconds)) for _, start, length, *_ in self._written]
        ).reshape(-1, 2)
        real = grid.real(strict.ravel()).reshape(-1, 2) if len(strict) else strict
        notes, last = [], grid.end
        for (part, _, _, pitch, velocity, drum, late), (start, end) in zip(self._written, real.tolist(), strict=True):
            start, end = start + late, min(end + late, last)
            start = max(0.0, start) if part in held or start > -0.03 else start
            if start >= 0 and end - start > 0.02:
                notes.append(Note(part, start, end - start, pitch, velocity, drum))
        return sorted(notes, key=lambda note: note.start)


@functools.cache
def varied(take: int, number: int) -> int:
    """A take's choice for the part or theme of a number: an index that wraps around. The takes that are offered together choose
    differently. Others combine the choices in other ways: when all themes and parts counted alike, ten seeds of a style had two
    pairs of verse and chorus.
    """
    return take + int(np.random.default_rng([take // TAKES, number]).integers(MANY))


def theme_of(section: Section) -> str:
    """The theme of a section."""
    kind = {"bridge": "bridge", "chorus": "chorus", "ending": "chorus"}.get(section.kind, "verse")
    return named(kind, section.act)


def named(kind: str, act: int) -> str:
    """The name of a theme; those of each act are of another length, which tells them apart where it is a seed."""
    return kind + act * (len(THEMES) * "'")


def turn_of(bar: Bar) -> int:
    """The index of the figure that a part plays: the same for two sections of a kind, another in choruses that do not loop."""
    return bar.section.turn // 2 + bar.section.act + (bar.section.kind == "chorus" and not bar.loops)


def place_of(bar: Bar) -> int:
    """The class of corresponding bars: the odd and the even ones of a section, and every fourth one."""
    return 2 + bar.number // PHRASE if bar.number % PHRASE == PHRASE - 1 else bar.number % 2

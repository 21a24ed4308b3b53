"""The sheet that notes are written on: bars, notes, and the score that comes of them.

What belongs here: when a written note sounds. What does not: which note it is (composition.py, parts.py, drumming.py).
"""

import itertools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from resources.music.form import Section
from resources.music.grid import Grid
from resources.renderers.sketch.arrangements import Voice
from resources.renderers.sketch.harmony import Chord
from resources.renderers.sketch.rhythm import STEPS, Groove

PHRASE = 4  # bars after which something is different
LONGEST_NOTE = 3  # bars, about
MOMENT = 0.3  # sixteenths that the shortest note has
DRIFT, DRIFTS = 0.002, 0.8  # seconds that a stroke is off by itself, and the share of the last one's that stays
DRUMS, SWEEPS = "drums", "sweeps"
Step = TypeVar("Step", bound=float)


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its part, start and length in seconds, MIDI pitch (0 for drums), velocity 0 to 1; `drum`: its name."""

    part: str
    start: float
    length: float
    pitch: int
    velocity: float
    drum: str = ""


@dataclass(slots=True)
class Score:
    """The notes with what they were made from. `tonic`: a pitch class (C is 0); `scale`: semitones over it; `voices`: by
    the names of their parts; `chords`: how many different ones there are; `levels`: the energy of each bar, 0 to 1;
    `builds`: from which second to which a filter opens towards a section; `bars`: as they were written.
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
    """A bar as it is written: `number` in its section, `steps` sixteenths, `chords` with those of the next bar; `apart`:
    sixteenths of which a part that accompanies plays only the first stroke; `loops`: see Form; `place`: which bar of its theme
    it is; `lift`: semitones of the tonic by which a last chorus goes up; `held`: for what share of the bar its longest notes are;
    `opened`: the energy that decides which parts play.
    """

    start: float
    steps: int
    number: int
    section: Section
    chords: tuple[Chord, ...]
    next: Chord
    level: float
    last: bool
    turns: bool  # the section ends with it
    rises: bool  # what comes then is stronger
    tonic: int
    apart: int = 1
    loops: bool = False
    place: int = 0
    lift: int = 0
    held: float = 1.0
    opened: float = 0.0

    @property
    def sounding(self) -> float:
        """For how many sixteenths a note of the whole bar is held."""
        return self.steps * self.held

    def chord_at(self, step: int) -> Chord:
        """The chord that sounds at a sixteenth."""
        return self.chords[min(len(self.chords) - 1, step * len(self.chords) // self.steps)]

    def thinned(self, steps: Iterable[Step]) -> list[Step]:
        """Of some ascending sixteenths those that are played: the first of each group of `apart`."""
        if self.apart == 1:
            return list(steps)
        return [next(group) for _, group in itertools.groupby(steps, lambda step: step // self.apart)]


class Sheet:
    """Notes as they are written, in the strict time of the grid; `notes` gives them in real time."""

    def __init__(
        self, grid: Grid, swing: float, groove: Groove, rng: np.random.Generator, tight: Collection[str] = ()
    ) -> None:
        self._grid = grid
        self._groove = groove
        self._drift: dict[str, float] = {}  # of each part, in seconds
        self._swing = swing
        self._tight = tight
        self._rng = rng
        # (part, strict start, strict length, pitch, velocity, drum, seconds late)
        self._written: list[tuple[str, float, float, int, float, str, float]] = []
        self._bars: list[tuple[float, int]] = []  # (strict start, how much was written before it)

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
        """Write a note; `step` and `length` in sixteenths of the bar, `late` in seconds."""
        sixteenth = self._grid.beat / STEPS
        if not self._bars or self._bars[-1][0] != bar.start:
            self._bars.append((bar.start, len(self._written)))
        start = bar.start + self._swung(step) * sixteenth
        # A swung note ends where the next one may begin: else a saxophone played two at once.
        length = max(self._swung(step + length) - self._swung(step), MOMENT)
        self._written.append((part, start, length * sixteenth, pitch, float(np.clip(velocity, 0.05, 1.0)), drum, late))

    @property
    def step(self) -> float:
        """Strict seconds of a sixteenth."""
        return self._grid.beat / STEPS

    def _swung(self, step: float) -> float:
        """A sixteenth where the beat's second eighth comes late: what stands before and behind it moves along, or the next
        sixteenth would be a flam.
        """
        beat, within = step // STEPS * STEPS, step % STEPS
        half = STEPS / 2 * (1 + 2 * self._swing)
        return beat + (
            within / (STEPS / 2) * half
            if within <= STEPS / 2
            else STEPS - (STEPS - within) / (STEPS / 2) * (STEPS - half)
        )

    def add_at(self, part: str, start: float, length: float, pitch: int, velocity: float, drum: str = "") -> None:
        """Write a note at a time; `start` and `length` in strict seconds."""
        self._written.append((part, start, length, pitch, velocity, drum, 0.0))

    def late(self, part: str, step: int) -> float:
        """By how many seconds a part's sixteenth comes late: after the groove, and a hand's own drift, which is slow; a machine
        has none.
        """
        strays = 0.0 if part in self._tight else DRIFT
        drift = DRIFTS * self._drift.get(part, 0.0) + float(self._rng.normal(0, 1)) * strays
        self._drift[part] = drift
        lean = self._groove.leans.get(part.partition("-")[0], 0.0)
        return (self._groove.feel[step % STEPS] + lean) / 1000 + drift

    def stop(self, bar: Bar) -> None:
        """All fall silent for the bar's last beat: what is written of it, and what lasts into it from the bars before."""
        end = bar.start + (bar.steps - STEPS) * self._grid.beat / STEPS
        since = self._bars[-LONGEST_NOTE:][0][1] if self._bars else 0
        self._written[since:] = [
            (part, start, min(length, max(0.05, end - start)), pitch, velocity, drum, late)
            for part, start, length, pitch, velocity, drum, late in self._written[since:]
            if part == SWEEPS or start < end - 1e-6
        ]

    def notes(self, held: set[str]) -> list[Note]:
        """What was written, in real time and order: a note that began before the picture is left out, one of a part
        that is `held` and lasts into it starts with it.
        """
        grid = self._grid
        strict = np.array(
            [(start, min(start + length, grid.seconds)) for _, start, length, *_ in self._written]
        ).reshape(-1, 2)
        real = grid.real(strict.ravel()).reshape(-1, 2) if len(strict) else strict
        notes = []
        for (part, _, _, pitch, velocity, drum, late), (start, end) in zip(self._written, real.tolist(), strict=True):
            start, end = start + late, min(end + late, grid.seconds)
            start = max(0.0, start) if part in held or start > -0.03 else start
            if start >= 0 and end - start > 0.02:
                notes.append(Note(part, start, end - start, pitch, velocity, drum))
        return sorted(notes, key=lambda note: note.start)


def theme_of(section: Section) -> str:
    """Which theme a section plays."""
    match section.kind:
        case "chorus" | "bridge":
            return section.kind
        case "ending":
            return "chorus"
        case _:
            return "verse"


def turn_of(bar: Bar) -> int:
    """Which of its figures a part plays: one for two sections of a kind, another one in choruses that do not loop."""
    return bar.section.turn // 2 + (bar.section.kind == "chorus" and not bar.loops)


def place_of(bar: Bar) -> int:
    """Which bars correspond: the odd and the even ones of a section, and each fourth by itself."""
    return 2 + bar.number // PHRASE if bar.number % PHRASE == PHRASE - 1 else bar.number % 2

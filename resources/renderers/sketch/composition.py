"""Composing: form, harmony, melody and drums, as a list of notes.

What belongs here: which note when. What does not: tempo and phase (resources/music/grid.py), how it sounds
(instruments.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from resources.music.grid import BEATS, Grid
from resources.renderers.sketch.styles import Steps, Style

Part = Literal["pad", "arp", "bass", "lead", "drums"]
Section = Literal["intro", "build", "peak", "ending"]


@dataclass(frozen=True, slots=True)
class Note:
    """A note: start and length in seconds, MIDI pitch (drums: a name), velocity 0 to 1."""

    part: Part
    start: float
    length: float
    pitch: int
    velocity: float
    drum: str = ""


def sections(bars: int) -> list[Section]:
    """The form: intro, build, peak, ending; what a short piece has no room for is left out."""
    if bars == 1:
        return ["ending"]
    if bars <= 3:
        return [*_times("peak", bars - 1), "ending"]
    intro = max(1, round(bars * 0.15))
    build = max(1, round(bars * 0.25)) if bars > 4 else 0
    ending = max(1, round(bars * 0.1))
    peak = bars - intro - build - ending
    return [*_times("intro", intro), *_times("build", build), *_times("peak", peak), *_times("ending", ending)]


def _times(section: Section, bars: int) -> list[Section]:
    return [section] * bars


ENERGY = {"intro": 0.72, "build": 0.84, "peak": 1.0, "ending": 0.75}


@dataclass(frozen=True, slots=True)
class Score:
    """The notes with what they were made from."""

    notes: list[Note]
    grid: Grid
    tonic: int
    progression: Steps


def compose(style: Style, grid: Grid, rng: np.random.Generator, tonic: int | None = None) -> Score:
    """Write the piece: reproducible from the generator's state.

    Args:
        tonic: a pitch class (C is 0); None leaves it to the generator.
    """
    writer = _Writer(style, grid, rng, tonic)
    form = sections(grid.bars)
    for bar, section in enumerate(form):
        writer.write_bar(
            bar, section, last=bar == grid.bars - 1, turns=bar + 1 < len(form) and form[bar + 1] != section
        )
    writer.accent_cuts()
    return Score(writer.notes, grid, writer.tonic, writer.progression)


class _Writer:
    def __init__(self, style: Style, grid: Grid, rng: np.random.Generator, tonic: int | None) -> None:
        self.notes: list[Note] = []
        drawn = int(rng.integers(0, 12))  # always drawn: with the same seed, another key is the same piece
        self.tonic = drawn if tonic is None else tonic
        self.progression = style.progressions[rng.integers(len(style.progressions))]
        self._style = style
        self._grid = grid
        self._rng = rng
        self._voicing: list[int] = []
        self._motifs = [self._make_motif(), self._make_motif()]
        self._wave = (0, 2, 1, 3, 2, 3, 1, 2) if rng.random() < 0.5 else (0, 1, 2, 3, 2, 1, 2, 3)

    def write_bar(self, bar: int, section: Section, *, last: bool, turns: bool) -> None:
        """All parts of one bar."""
        degree = 0 if last else self.progression[bar % len(self.progression)]
        energy = ENERGY[section]
        chord = self._voice(degree)
        start = self._grid.bar_start(bar)
        length = BEATS * self._grid.beat
        for pitch in chord:
            self._add("pad", start, length * (1.0 if last else 1.03), pitch, 0.55 * energy + 0.1)
        if section != "intro" or not self._style.drums:
            self._bass(start, degree, energy, last)
        if last:
            self._final_chord(start, chord)
            return
        if self._style.arpeggio:
            self._arpeggio(start, chord, energy)
        else:
            self._stabs(start, chord, energy)
        if section in ("peak", "ending") or (section == "build" and bar % 2):
            self._melody(bar, start, degree, energy)
        if self._style.drums and section != "intro":
            self._drums(start, energy, section, fill=turns)

    def accent_cuts(self) -> None:
        """Something happens at each cut that has a beat: a low note and a high one, and a drum where there are drums."""
        bar_length = BEATS * self._grid.beat
        for strict, _ in self._grid.anchors[:-1]:
            bar = int(np.floor((strict - self._grid.bar_start(0)) / bar_length + 1e-6))
            degree = self.progression[bar % len(self.progression)]
            length = self._grid.bar_start(bar + 1) - strict
            self._add("bass", strict, length, self._bass_pitch(degree), 0.7)
            self._add("arp", strict, length, self._pitch(degree, 4), 0.75)
            if self._style.drums:
                self._add("drums", strict, 0.5, 0, 0.85, "tom" if self._style.drums == "epic" else "kick")
                self._add("drums", strict, 1.5, 0, 0.3, "crash")

    def _bass_pitch(self, degree: int) -> int:
        root = self._pitch(degree, 1)
        return root + 12 if root < 31 else root

    def _pitch(self, degree: int, octave: int) -> int:
        scale = self._style.scale
        return 12 * (octave + 1) + self.tonic + scale[degree % 7] + 12 * (degree // 7)

    def _add(self, part: Part, start: float, length: float, pitch: int, velocity: float, drum: str = "") -> None:
        start, end = self._grid.real([start, min(start + length, self._grid.seconds)]).tolist()
        start = max(0.0, start) if part == "pad" or start > -0.03 else start
        # A note that began before the picture is left out; a chord that lasts into it starts with it.
        if start >= 0 and end > start:
            self.notes.append(Note(part, start, end - start, pitch, float(np.clip(velocity, 0.05, 1.0)), drum))

    def _voice(self, degree: int) -> list[int]:
        """The chord in the inversion that moves least from the chord before (voice leading)."""
        degrees = [degree, degree + 2, degree + 4] + ([degree + 6] if self._style.sevenths else [])
        tones = [self._pitch(d, 3) for d in degrees]
        if not self._voicing:
            self._voicing = sorted(48 + (tone - 48) % 12 + (12 if (tone - 48) % 12 < 5 else 0) for tone in tones)
            return self._voicing
        previous = self._voicing
        options = []
        for turn in range(len(tones)):
            stacked: list[int] = []
            for tone in tones[turn:] + tones[:turn]:
                while stacked and tone <= stacked[-1]:
                    tone += 12
                stacked.append(tone)
            for shift in (-24, -12, 0, 12, 24):
                moved = [tone + shift for tone in stacked]
                if moved[0] >= 46 and moved[-1] <= 76:
                    options.append(moved)
        self._voicing = min(
            options, key=lambda v: sum(abs(a - b) for a, b in zip(v, previous, strict=False)) + abs(np.mean(v) - 60)
        )
        return self._voicing

    def _bass(self, start: float, degree: int, energy: float, last: bool) -> None:
        root, beat = self._bass_pitch(degree), self._grid.beat
        if last or not self._style.drums:
            self._add("bass", start, BEATS * beat, root, 0.7 * energy)
            return
        patterns = {
            "house": [(s + 0.5, 0.4) for s in range(4)],
            "epic": [(0, 1.4), (1.5, 1.4), (3, 0.9)],
            "pop": [(0, 0.9), (1.5, 0.45), (2, 0.9), (3.5, 0.45)],
        }
        default = [(0, 1.7), (2.5, 0.9), (3.5, 0.4)]
        for at, length in patterns.get(self._style.drums, default):
            jump = 7 if at == 3.5 and self._rng.random() < 0.35 else 0
            self._add("bass", start + at * beat, length * beat, root + jump, 0.75 * energy + self._rng.normal(0, 0.02))

    def _arpeggio(self, start: float, chord: Sequence[int], energy: float) -> None:
        step = BEATS / self._style.arpeggio
        for i in range(self._style.arpeggio):
            if self._style.arpeggio <= 4 and self._rng.random() < 0.2:
                continue
            pitch = [*chord, chord[0] + 12][self._wave[i % 8] % (len(chord) + 1)] + 12
            late = self._style.swing if i % 2 else 0.0
            at = start + (i * step + late) * self._grid.beat + self._rng.normal(0, 0.004)
            accent = 0.12 if i % 4 == 0 else 0.0
            self._add(
                "arp", at, step * self._grid.beat * 1.5, pitch, 0.42 * energy + accent + self._rng.normal(0, 0.04)
            )

    def _stabs(self, start: float, chord: Sequence[int], energy: float) -> None:
        for at in (0.5, 2.0 + self._style.swing, 3.5):
            for pitch in chord[1:]:
                self._add("arp", start + at * self._grid.beat, 0.5 * self._grid.beat, pitch + 12, 0.4 * energy)

    def _make_motif(self) -> list[tuple[float, float, int]]:
        """Two bars of (beat, beats long, scale steps from the chord's root): an idea to come back to."""
        motif = []
        at = 0.0 if self._rng.random() < 0.6 else 0.5
        step = int(self._rng.choice([0, 2, 4]))
        while at < 2 * BEATS - 0.5:
            length = float(self._rng.choice([0.5, 1.0, 1.5, 2.0], p=[0.34, 0.38, 0.16, 0.12]))
            if self._rng.random() < 0.45 + self._style.melody:
                motif.append((at, min(length, 2 * BEATS - at), step))
            step = int(np.clip(step + self._rng.choice([-2, -1, 1, 2], p=[0.2, 0.34, 0.31, 0.15]), -2, 7))
            at += length
        return motif

    def _melody(self, bar: int, start: float, degree: int, energy: float) -> None:
        """A A B A over groups of two bars; on strong beats a note of the chord."""
        motif = self._motifs[1 if (bar // 2) % 4 == 2 else 0]
        half = bar % 2
        for at, length, step in motif:
            if not half * BEATS <= at < (half + 1) * BEATS:
                continue
            if at % 2 == 0 and step % 2:
                step -= 1  # 0, 2, 4, 6 above the root are the chord's own notes
            local = at - half * BEATS + (self._style.swing if at % 1 else 0.0)
            pitch = self._pitch(degree + step, 4)
            pitch -= 12 if pitch > 84 else 0
            time = start + local * self._grid.beat + abs(self._rng.normal(0, 0.006))
            self._add("lead", time, length * self._grid.beat * 0.95, pitch, 0.62 * energy + self._rng.normal(0, 0.04))

    def _drums(self, start: float, energy: float, section: Section, *, fill: bool) -> None:
        for drum, at, velocity in DRUMS[self._style.drums]:
            if fill and at >= 3 and drum in ("snare", "clap", "rim", "hat", "brush"):
                continue
            late = self._style.swing if at % 1 == 0.5 else 0.0
            time = start + (at + late) * self._grid.beat + self._rng.normal(0, 0.003)
            self._add("drums", time, 0.5, 0, velocity * energy + self._rng.normal(0, 0.03), drum)
        if fill:
            body = "tom" if self._style.drums == "epic" else "rim" if self._style.drums == "lofi" else "snare"
            for i in range(4):
                self._add("drums", start + (3 + i / 4) * self._grid.beat, 0.5, 0, 0.35 + 0.13 * i, body)
        if section == "peak" and fill:
            self._add("drums", start, 1.5, 0, 0.3, "crash")

    def _final_chord(self, start: float, chord: Sequence[int]) -> None:
        length = BEATS * self._grid.beat
        for i, pitch in enumerate(chord):
            self._add("arp", start + 0.03 * i, length, pitch + 12, 0.5)
        self._add("lead", start, length, self._pitch(0, 4), 0.5)
        if self._style.drums:
            self._add("drums", start, 1.5, 0, 0.7, "kick")
            self._add("drums", start, 2.0, 0, 0.35, "crash")


# Per bar: (drum, beat, velocity).
DRUMS: dict[str, Sequence[tuple[str, float, float]]] = {
    "lofi": [("kick", 0, 0.8), ("kick", 2.25, 0.6), ("rim", 1, 0.6), ("rim", 3, 0.62)]
    + [("hat", i / 2, 0.26 + 0.08 * (i % 2 == 0)) for i in range(8)],
    "boom-bap": [("kick", 0, 0.95), ("kick", 0.75, 0.55), ("kick", 2.5, 0.85), ("snare", 1, 0.85), ("snare", 3, 0.88)]
    + [("hat", i / 2, 0.32 + 0.12 * (i % 2 == 0)) for i in range(8)],
    "pop": [("kick", 0, 0.9), ("kick", 2, 0.8), ("kick", 2.5, 0.6), ("clap", 1, 0.7), ("clap", 3, 0.72)]
    + [("hat", i / 2, 0.3 + 0.12 * (i % 2)) for i in range(8)],
    "epic": [("tom", 0, 1.0), ("tom", 0.75, 0.5), ("tom", 1, 0.7), ("tom", 2, 0.9), ("tom", 2.75, 0.5), ("tom", 3, 0.75), ("tom", 3.5, 0.6)],
    "house": [("kick", i, 0.95) for i in range(4)] + [("open", i + 0.5, 0.26) for i in range(4)]
    + [("clap", 1, 0.6), ("clap", 3, 0.62)] + [("hat", i / 4, 0.16) for i in range(16) if i % 4],
    "brushes": [("kick", 0, 0.5), ("kick", 2, 0.4)] + [("brush", i / 2, 0.3 + 0.16 * (i % 4 == 2)) for i in range(8)],
}  # fmt: skip

"""Composing: the form of a piece, its themes, and which parts play in which bar.

What belongs here: decisions for all parts. What does not: the notes of a part (parts.py, drumming.py), chords (harmony.py),
tempo and phase (resources/music/grid.py), sections (resources/music/form.py), sounds (sounds.py, mixing.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from resources.music.cues import Cue
from resources.music.form import FORMS, Section
from resources.music.grid import Grid
from resources.music.styles import Mode
from resources.renderers.sketch.arrangements import SCALES, Arrangement
from resources.renderers.sketch.cueing import RESERVED, Cues
from resources.renderers.sketch.drumming import Drummer
from resources.renderers.sketch.harmony import Chord, bars_of, cadence, in_mode
from resources.renderers.sketch.parts import HELD, Parts, Theme
from resources.renderers.sketch.progressions import PROGRESSIONS
from resources.renderers.sketch.rhythm import GROOVES, STEPS, STRAIGHT
from resources.renderers.sketch.score import DRUMS, PHRASE, SWEEPS, THEMES, Bar, Score, Sheet, named, theme_of, varied
from resources.renderers.sketch.sounds import KITS, is_sequenced

LIFT = 2  # semitones by which a last chorus may be raised
KEYS = (0, 5, -2)  # semitones by which each act of a long piece is transposed: to the subdominant and the one below
LAST_CHORD = 1.8  # minimum seconds of the last chord: with 1.3, waltzes and punk sounded cut off
# How long the notes of the last bars are held: all but a share of the hall's reverberation, and at least this share. With half a
# second for every hall, the last chord of an epic piece was faded out while it was 4 dB louder than the piece.
RINGS_OUT, LAST_HELD = 0.4, 0.6
LEAST_TAIL = 0.5  # seconds
SHORT_PIECE = 3  # a piece of this many bars or fewer is only a cadence
AT_ONCE = 0.15  # seconds
FEW = 2  # chords that are too few to go round
# Bars of the first half of an eight-bar theme that return in its second half: a song has a loop of four with a turnaround, a
# dance or a rondo a question and its answer.
LOOP, PERIOD = 3, 2
STOP = 0.2  # probability that all parts stop before a chorus: with 0.45, rock and metal were torn more often than human pieces are
# How far below its threshold a part may enter at the climax, so that a calm piece has one too, and the span of energy that
# counts as a climax.
OPENS, SPAN = 0.25, 0.1
# By how far a bar's energy is below the liveliest bar's: the number of sixteenths of which only the first stroke is played. A bar of
# three beats has no halves, and is taken as a whole.
APART = ((0.5, 2 * STEPS), (0.3, STEPS))


@dataclass(frozen=True, slots=True)
class Onward:
    """What follows on a part that does not end the piece: its energy, and whether noise sweeps lead into it."""

    energy: float
    sweeps: bool


def compose(
    arrangement: Arrangement,
    grid: Grid,
    sections: Sequence[Section],
    rng: np.random.Generator,
    *,
    mode: Mode,
    tonic: int | None = None,
    energy: Sequence[float] = (),
    take: int = 0,
    cues: Sequence[Cue] = (),
    onward: Onward | None = None,
    usual: float = 1.0,
) -> Score:
    """Compose a piece; reproducible from the generator's state.

    Args:
        mode: of the key.
        tonic: a pitch class (C is 0); None leaves it to the generator, and allows a raised last chorus.
        energy: of each bar, 0 to 1; by default that of its section.
        take: consecutive takes differ systematically, not only by chance.
        cues: who plays when, in real seconds.
        onward: what follows, if the piece does not end here.
        usual: the energy at which the style is usually played.
    """
    writer = _Writer(arrangement, grid, sections, rng, mode, tonic, take, cues, onward, usual)
    writer.write(energy or [section.energy for section in sections for _ in range(section.bars)])
    return writer.score()


class _Writer:
    def __init__(
        self,
        arrangement: Arrangement,
        grid: Grid,
        sections: Sequence[Section],
        rng: np.random.Generator,
        mode: Mode,
        tonic: int | None,
        take: int,
        cues: Sequence[Cue],
        onward: Onward | None,
        usual: float,
    ) -> None:
        self._arrangement = arrangement
        self._grid = grid
        self._sections = sections
        self._onward = onward
        self._rng = rng
        self._seed = int(rng.integers(0, 2**31))
        drawn = int(rng.integers(0, 12))  # always drawn, so that the same seed in another key gives the same piece
        self._tonic = drawn if tonic is None else tonic
        kind = in_mode(arrangement.harmony, mode)
        self._mode: Mode = mode
        self._scale = _scale(arrangement, mode)
        self._harmonic = self._scale if len(self._scale) == len(SCALES[mode]) else SCALES[mode]
        self._voices = {f"{voice.role}-{number}": voice for number, voice in enumerate(arrangement.voices)}
        tight = {part for part, voice in self._voices.items() if is_sequenced(voice.sound)}
        tight |= {DRUMS} if KITS[arrangement.kit].program is None else set()
        self._sheet = Sheet(grid, arrangement.swing, GROOVES.get(arrangement.groove, STRAIGHT), rng, tight)
        self._parts = Parts(self._voices, self._scale, self._sheet, rng, self._seed, take)
        self._themes: dict[str, Theme] = {}
        self._form = FORMS[arrangement.form]
        for act in sorted({section.act for section in sections}):
            for kind_of_section in THEMES:
                options = PROGRESSIONS[kind][kind_of_section]
                chosen = options[(varied(take, THEMES.index(kind_of_section)) + act) % len(options)]
                chords = bars_of(chosen, self._harmonic)
                if len(chords) == 2 * PHRASE and len(set(chords[:PHRASE])) > FEW:
                    returns = LOOP if self._form.loops or self._form.ends == "chorus" else PERIOD
                    chords[PHRASE : PHRASE + returns] = chords[:returns]
                looped = kind_of_section == "chorus" and self._form.loops
                chords = self._themes[named("verse", act)].chords if looped else chords
                self._themes[named(kind_of_section, act)] = self._parts.theme(kind_of_section, chords)
        self._keys = KEYS if tonic is None else (0, 0, 0)
        self._lifted = (
            tonic is None
            and arrangement.lifts
            and sum(s.kind == "chorus" for s in sections) >= 3
            and rng.random() < 0.6
        )
        self._drummer = Drummer(arrangement, self._sheet, rng, self._seed, take, usual)
        self._chords: set[tuple[int, tuple[int, ...]]] = set()
        self.levels: list[float] = []
        self._builds: list[tuple[float, float]] = []
        self._cues = Cues(cues, self._voices, grid.downbeats)
        self._bars: list[Bar] = []

    def write(self, energy: Sequence[float]) -> None:
        """Compose all bars."""
        self.levels = _levels(energy, self._sections)
        opened = self._opened()
        rings = 0 if self._onward else self._last_bars()
        chords = self._chords_of_bars(rings)
        number = 0
        lifts_from = max((s.first for s in self._sections if s.kind == "chorus"), default=0) if self._lifted else None
        for at, section in enumerate(self._sections):
            theme = self._themes[theme_of(section)]
            after = self._sections[at + 1] if at + 1 < len(self._sections) else self._onward
            lifted = lifts_from is not None and section.first >= lifts_from
            for bar in range(section.bars):
                to_end = len(self._grid.bars) - 1 - number
                if to_end < rings - 1:
                    break  # the last chord is already playing
                turns = bar == section.bars - 1 and after is not None
                self._write_bar(Bar(
                    start=self._grid.bar_start(number),
                    steps=sum(self._grid.bars[number : number + (rings if to_end == rings - 1 else 1)]) * STEPS,
                    number=bar,
                    place=_place(bar, section.bars, theme.chords),
                    section=section,
                    chords=chords[number],
                    next=chords[min(number + 1, len(chords) - 1)][0],
                    level=self.levels[number],
                    opened=opened[number],
                    last=to_end == rings - 1,
                    turns=turns,
                    rises=turns and after is not None and _rises(section, after),
                    tonic=self._tonic + self._keys[section.act] + (LIFT if lifted else 0),
                    lift=LIFT if lifted else 0,
                    held=self._last_held(rings) if to_end == rings - 1 else 1.0,
                    below=max(self.levels) - self.levels[number],
                    apart=_apart(max(self.levels) - self.levels[number], self._grid.bars[number] * STEPS),
                    loops=self._form.loops,
                ))  # fmt: skip
                number += 1
        self._begin_at_once()
        self._accent_cuts()

    def _opened(self) -> list[float]:
        """The energy that decides which parts play in each bar, raised at the climax of a calm piece."""
        least, most = min(self.levels), max(self.levels)
        missing = max((v.enters for v in self._voices.values() if v.enters < RESERVED), default=0.0) - most
        more = min(max(0.0, missing), OPENS) / max(SPAN, most - least)
        return [level + more * (level - least) for level in self.levels]

    def _last_bars(self) -> int:
        """The number of bars of the last chord: two if the ending's bars are too short for it."""
        ending = self._sections[-1]
        beat = self._grid.beat * self._grid.bars[-1]
        return 2 if ending.kind == "ending" and ending.bars == 2 and beat < LAST_CHORD else 1

    def _last_held(self, bars: int) -> float:
        """The share of the last bars for which their notes are held; the rest is left for the reverb's tail. In a clip of a
        second they begin before the picture does, and only what is heard of them counts.
        """
        seconds = self._grid.beat * sum(self._grid.bars[-bars:])
        before = min(max(0.0, -self._grid.bar_start(len(self._grid.bars) - bars)), seconds)
        heard = max(seconds - before, 1e-6)
        share = max(LAST_HELD, 1 - max(LEAST_TAIL, RINGS_OUT * self._arrangement.size) / heard)
        return (before + share * heard) / seconds

    def _chords_of_bars(self, rings: int) -> list[tuple[Chord, ...]]:
        """The chords of each bar: those of its theme, and a cadence at the end."""
        chords = []
        for section in self._sections:
            of_theme = self._themes[theme_of(section)].chords
            chords += [of_theme[_place(bar, section.bars, of_theme) % len(of_theme)] for bar in range(section.bars)]
        before, home = cadence(self._themes[theme_of(self._sections[-1])].chords, self._mode)
        if self._onward:  # the tonic follows
            return [*chords[:-1], before]
        chords[-rings - 1 :] = [before, *[home] * rings][-len(chords) :]
        if len(chords) == SHORT_PIECE:
            chords[0] = home
        return chords

    def _write_bar(self, bar: Bar) -> None:
        self._bars.append(bar)
        self._chords |= {(chord.root, chord.tones) for chord in bar.chords}
        leads = self._onward is not None and len(self._bars) == len(self._grid.bars)
        stops = bar.rises and not leads and self._rng.random() < STOP and bar.steps > 2 * STEPS
        # Chords first, because melodies depend on them.
        number = bar.section.first + bar.number
        for part in sorted(
            self._cues.playing(number, self._playing(bar)), key=lambda part: self._voices[part].role != "chords"
        ):
            self._parts.play(part, bar, self._themes[theme_of(bar.section)])
        if stops:
            self._sheet.stop(bar)
        if self._cues.drums(number):
            self._drummer.play(bar, stops=stops)
        if bar.rises and (self._arrangement.sweeps or (leads and self._onward and self._onward.sweeps)):
            self._build(bar)

    def _build(self, bar: Bar) -> None:
        """Lead into the next section in the last two bars: a riser, and an opening filter."""
        number = bar.section.first + bar.number
        start, end = (self._grid.bar_start(at) for at in (number - min(1, bar.number), number + 1))
        self._sheet.add_at(SWEEPS, start, end - start, 0, 0.5 + 0.5 * bar.level, "rise")
        if self._arrangement.sweeps:  # nobody filters an orchestra
            self._builds.append(tuple(self._grid.real([start, end]).tolist()))

    def _playing(self, bar: Bar) -> list[str]:
        """The parts that play in a bar: by its energy, fewer at the start, and varying between sections of a kind."""
        section = bar.section
        parts = [part for part, voice_ in self._voices.items() if voice_.enters <= bar.opened + 1e-9]
        if section.kind == "intro":
            parts = [
                part for part in parts if self._voices[part].role != "lead" or bar.number >= max(1, section.bars // 2)
            ]
        leads = [part for part in parts if self._voices[part].role == "lead"]
        if len(leads) > 1:  # one plays the verse, the other the chorus
            leading = (
                leads[-1]
                if section.kind == "chorus"
                else leads[(section.turn + (section.kind == "bridge")) % len(leads)]
            )
            parts = [part for part in parts if part not in leads or part == leading]
        if section.kind == "bridge" and len(parts) > 3:
            parts = [part for part in parts if self._voices[part].role != "riff"]
        colours = [part for part in parts if self._voices[part].role in ("counter", "arp") and part != parts[0]]
        if section.kind == "verse" and len(colours) > 1 and bar.level < 0.7:
            # Not all colours at once: a different one plays in each half of a section.
            silent = colours[(section.turn + bar.number // (2 * PHRASE)) % len(colours)]
            parts = [part for part in parts if part != silent]
        return parts or sorted(self._voices, key=lambda part: self._voices[part].enters)[:1]

    def _begin_at_once(self) -> None:
        """Make sure that something sounds at the first frame: with a one-drop groove, a clip began with 0.4 s of silence."""
        strict, heard = self._grid.anchors[0]
        start, notes = max(self._grid.bar_start(0), strict - heard), self._sheet.notes(set())
        if notes and notes[0].start > AT_ONCE:
            root = self._tonic + self._themes[theme_of(self._sections[0])].chords[0][0].root
            self._parts.accent(start, self._grid.bar_start(1) - start, root, self.levels[0], self._cues.allowed(0))
            if self._cues.drums(0):
                self._drummer.accent(start, self.levels[0])

    def _accent_cuts(self) -> None:
        """Accent each cut on a beat: a low and a high note, and a drum if there are drums."""
        starts = np.array([self._grid.bar_start(bar) for bar in range(len(self._grid.bars))])
        bounds = np.cumsum([section.bars for section in self._sections])
        for strict, _ in self._grid.anchors[:-1]:
            number = int(np.clip(np.searchsorted(starts, strict + 1e-6) - 1, 0, len(starts) - 1))
            section = self._sections[int(np.searchsorted(bounds, number, side="right"))]
            theme = self._themes[theme_of(section)]
            chord = theme.chords[(number - section.first) % len(theme.chords)][0]
            level = self.levels[number]
            length, parts = self._grid.bar_start(number + 1) - strict, self._cues.allowed(number)
            root = self._tonic + self._keys[section.act] + chord.root
            self._parts.accent(strict, length, root, level, parts)
            if self._cues.drums(number):
                self._drummer.accent(strict, level)

    def score(self) -> Score:
        """The finished score."""
        held = {part for part, voice in self._voices.items() if voice.role in HELD}
        return Score(
            self._sheet.notes(held), self._grid, self._sections, self._tonic, self._scale, self._voices,
            len(self._chords), self.levels, self._builds, self._lifted, self._bars,
        )  # fmt: skip


def _rises(section: Section, after: Section | Onward) -> bool:
    """Whether more energy follows on a section."""
    is_chorus = isinstance(after, Section) and after.kind == "chorus"
    return is_chorus or after.energy > section.energy + 0.1


def _place(bar: int, bars: int, theme: Sequence[object]) -> int:
    """The bar of the theme for a bar of a section: a section that ends with a part of a theme ends as the theme does."""
    length = max(len(theme), 2 * PHRASE)
    rest = bars % length
    return length - (bars - bar) if bars > length and bar >= bars - rest else bar % length


def _levels(energy: Sequence[float], sections: Sequence[Section]) -> list[float]:
    """The energy of each bar: the film's, shifted by the contrast of its section."""
    levels: list[float] = []
    for section in sections:
        part = energy[section.first : section.first + section.bars]
        moved = section.energy - float(np.mean(part))
        levels += [float(np.clip(value + moved, 0.0, 1.0)) for value in part]
    return levels


def _apart(calm: float, steps: int) -> int:
    """The number of sixteenths of which only the first stroke is played, in a bar this far below the liveliest one's energy.
    `steps`: the bar's sixteenths.
    """
    apart = next((sixteenths for least, sixteenths in APART if calm >= least), 1)
    return apart if steps % apart == 0 else steps


def _scale(arrangement: Arrangement, mode: Mode) -> tuple[int, ...]:
    """The scale of the melodies: the style's own if its third fits a plain mode, otherwise the mode's."""
    own, plain = SCALES.get(arrangement.scale), SCALES[mode]
    if own is None or mode not in ("major", "minor"):
        return plain
    return own if arrangement.scale == "blues" or own[2] == plain[2] else plain

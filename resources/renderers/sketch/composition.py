"""Composing: form, harmony, melody and drums, as a list of notes.

What belongs here: which note when. What does not: chords (harmony.py), patterns (figures.py, rhythm.py), tempo and phase
(resources/music/grid.py), sections (resources/music/form.py), how it sounds (sounds.py, mixing.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from resources.music.form import Section
from resources.music.grid import Grid
from resources.renderers.sketch.arrangements import SCALES, Arrangement, Voice
from resources.renderers.sketch.figures import ARPS, BASSES, CHORDS, MELODIES, STABS, Melody
from resources.renderers.sketch.harmony import MAJOR, MINOR, PROGRESSIONS, Chord, bars_of, in_mode, voice
from resources.renderers.sketch.rhythm import FILLS, GROOVES, STEPS, hits

STRUM_SECONDS = 0.012  # from string to string
PHRASE = 4  # bars after which something is different
LIFT = 2  # semitones that a last chorus may go up
STRUMMED = {"guitar", "nylon", "ukulele", "clean-guitar", "harp"}
DRUMS, SWEEPS = "drums", "sweeps"
# Chance that the kick drum stays out of a bar, and that all stop before a chorus.
DROP_OUT, STOP = 0.3, 0.45


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
    the names of their parts; `chords`: how many different ones there are; `levels`: the energy of each bar, 0 to 1.
    """

    notes: list[Note]
    grid: Grid
    sections: Sequence[Section]
    tonic: int
    scale: tuple[int, ...]
    voices: dict[str, Voice]
    chords: int
    levels: list[float]
    lifted: bool = False


@dataclass(slots=True)
class _Theme:
    """What a kind of section has of its own: its progression, and for each melody part a phrase of four times two bars."""

    chords: list[tuple[Chord, ...]]
    rhythms: dict[str, list[tuple[int, ...]]] = field(default_factory=dict)
    contour: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Bar:
    """A bar as it is written: `number` in its section, `steps` sixteenths, `chords` with those of the next bar."""

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

    def chord_at(self, step: int) -> Chord:
        """The chord that sounds at a sixteenth."""
        return self.chords[min(len(self.chords) - 1, step * len(self.chords) // self.steps)]


def compose(
    arrangement: Arrangement,
    grid: Grid,
    sections: Sequence[Section],
    rng: np.random.Generator,
    *,
    minor: bool,
    tonic: int | None = None,
    energy: Sequence[float] = (),
) -> Score:
    """Write the piece: reproducible from the generator's state.

    Args:
        minor: the mode of the key.
        tonic: a pitch class (C is 0); None leaves it to the generator, and lets a last chorus go up.
        energy: of each bar, from 0 to 1; by default that of its section.
    """
    writer = _Writer(arrangement, grid, sections, rng, minor, tonic)
    writer.write(energy or [section.energy for section in sections for _ in range(section.bars)])
    return writer.score()


class _Writer:
    def __init__(
        self,
        arrangement: Arrangement,
        grid: Grid,
        sections: Sequence[Section],
        rng: np.random.Generator,
        minor: bool,
        tonic: int | None,
    ) -> None:
        self._arrangement = arrangement
        self._grid = grid
        self._sections = sections
        self._rng = rng
        self._seed = int(rng.integers(0, 2**31))
        drawn = int(rng.integers(0, 12))  # always drawn: with the same seed, another key is the same piece
        self._tonic = drawn if tonic is None else tonic
        kind = in_mode(arrangement.harmony, minor)
        self._scale = _scale(arrangement, minor)
        self._harmonic = MINOR if minor else MAJOR
        self._voices = {f"{voice.role}-{number}": voice for number, voice in enumerate(arrangement.voices)}
        self._figures = {part: list(rng.permutation(len(voice.figures))) for part, voice in self._voices.items()}
        self._themes = {name: self._theme(kind, name) for name in ("verse", "chorus", "bridge")}
        self._lifted = (
            tonic is None
            and arrangement.lifts
            and sum(s.kind == "chorus" for s in sections) >= 3
            and rng.random() < 0.6
        )
        self._pitches: dict[str, list[int]] = {}  # the last voicing, or melody note, of each part
        self._hits = GROOVES.get(arrangement.groove)
        self._kicks = list(rng.permutation(len(self._hits.kicks))) if self._hits else []
        # (part, strict start, strict length, pitch, velocity, drum, seconds late)
        self._written: list[tuple[str, float, float, int, float, str, float]] = []
        self._chords: set[tuple[int, tuple[int, ...]]] = set()
        self.levels: list[float] = []

    def _theme(self, kind: str, name: str) -> _Theme:
        options = PROGRESSIONS[kind][name]
        theme = _Theme(bars_of(options[self._rng.integers(len(options))], self._harmonic))
        for part, voice_ in self._voices.items():
            if voice_.role == "lead":
                melody = MELODIES[self._figure(part, 0 if name == "verse" else 1)]
                theme.rhythms[part], theme.contour[part] = self._phrase(melody)
        return theme

    def _phrase(self, melody: Melody) -> tuple[list[tuple[int, ...]], list[int]]:
        """Eight bars of rhythm (question, answer, development, close), and the step that each bar aims at, over the
        middle of the range: up to a climax in the sixth bar, then home.
        """
        rng, rhythms = self._rng, melody.rhythms
        first, second, third = (rhythms[i] for i in rng.choice(len(rhythms), 3, replace=len(rhythms) < 3))
        close = max(rhythms, key=lambda bar: max(bar) + rng.random())
        arch = [0, 1, 0, -1, 2, 4, 2, 0] if rng.random() < 0.6 else [1, 0, 2, 1, 3, 4, 1, 0]
        return [first, second, first, close, third, second, third, close], arch

    def _figure(self, part: str, turn: int) -> str:
        figures = self._voices[part].figures
        return figures[self._figures[part][turn % len(figures)]]

    def write(self, energy: Sequence[float]) -> None:
        """All bars."""
        self.levels = _levels(energy, self._sections)
        number = 0
        lifts_from = max((s.first for s in self._sections if s.kind == "chorus"), default=0) if self._lifted else None
        for at, section in enumerate(self._sections):
            theme = self._themes[_theme_of(section)]
            after = self._sections[at + 1] if at + 1 < len(self._sections) else None
            lifted = lifts_from is not None and section.first >= lifts_from
            tonic = self._tonic + (LIFT if lifted else 0)
            for bar in range(section.bars):
                last = number == len(self._grid.bars) - 1
                home = bars_of("i" if self._minor else "I", self._harmonic)[0]
                chords = theme.chords[bar % len(theme.chords)]
                if section.kind == "ending":
                    chords = home if last or section.bars == 1 else theme.chords[-1]
                turns = bar == section.bars - 1 and after is not None
                following = self._themes[_theme_of(after)].chords[0][0] if turns and after else None
                if turns and after and after.kind == "ending" and after.bars == 1:
                    following = home[0]
                self._write_bar(_Bar(
                    start=self._grid.bar_start(number),
                    steps=self._grid.bars[number] * STEPS,
                    number=bar,
                    section=section,
                    chords=chords,
                    next=following or theme.chords[(bar + 1) % len(theme.chords)][0],
                    level=self.levels[number],
                    last=last,
                    turns=turns,
                    rises=turns and after is not None and (after.kind == "chorus" or after.energy > section.energy + 0.1),
                    tonic=tonic,
                ))  # fmt: skip
                number += 1
        self._accent_cuts(self.levels)

    @property
    def _minor(self) -> bool:
        return self._harmonic is MINOR

    def _write_bar(self, bar: _Bar) -> None:
        self._chords |= {(chord.root, chord.tones) for chord in bar.chords}
        stops = bar.rises and self._rng.random() < STOP and bar.steps > 2 * STEPS
        playing = self._playing(bar)
        for part in playing:
            voice_ = self._voices[part]
            match voice_.role:
                case "chords":
                    self._play_chords(part, voice_, bar)
                case "arp" | "riff":
                    self._play_arp(part, voice_, bar)
                case "bass":
                    self._play_bass(part, voice_, bar)
                case "lead":
                    self._play_lead(part, voice_, bar)
                case "counter":
                    self._play_counter(part, voice_, bar)
        if stops:
            self._stop(bar)
        if self._hits and (bar.level >= self._arrangement.from_energy or bar.section.kind == "ending"):
            self._play_drums(bar, stops=stops)
        if self._arrangement.sweeps and bar.rises:
            self._add(SWEEPS, bar, 0, bar.steps, 0, 0.5 + 0.5 * bar.level, "rise")

    def _playing(self, bar: _Bar) -> list[str]:
        """The parts that play in a bar: those whose energy it has, fewer at a start, other ones from turn to turn."""
        section = bar.section
        parts = [part for part, voice_ in self._voices.items() if voice_.enters <= bar.level + 1e-9]
        if section.kind == "intro":
            parts = [part for part in parts if self._voices[part].role != "lead" or bar.number >= section.bars // 2]
        leads = [part for part in parts if self._voices[part].role == "lead"]
        if len(leads) > 1:  # one tells the verse, the other the chorus
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
            # Not all colours at once: which of them comes is another matter in each half of a section.
            silent = colours[(section.turn * 2 + bar.number // PHRASE) % len(colours)]
            parts = [part for part in parts if part != silent]
        return parts or sorted(self._voices, key=lambda part: self._voices[part].enters)[:1]

    def _add(
        self,
        part: str,
        bar: _Bar,
        step: float,
        length: float,
        pitch: int,
        velocity: float,
        drum: str = "",
        late: float = 0.0,
    ) -> None:
        """Write a note; `step` and `length` in sixteenths of the bar, `late` in seconds."""
        sixteenth = self._grid.beat / STEPS
        if step % STEPS == 2 and self._arrangement.swing:
            step += self._arrangement.swing * STEPS
        start = bar.start + step * sixteenth
        self._written.append((part, start, length * sixteenth, pitch, float(np.clip(velocity, 0.05, 1.0)), drum, late))

    def _jitter(self) -> float:
        """A hand's own inexactness, in seconds."""
        return float(self._rng.normal(0, 0.003))

    def _play_chords(self, part: str, voice_: Voice, bar: _Bar) -> None:
        figure = self._figure(part, _turn(bar))
        pattern = CHORDS[figure] if not bar.last else "x" + "-" * (bar.steps - 1)
        held = figure in ("hold", "swell") or bar.last
        sounding: list[tuple[int, str]] = []
        if held:
            edges = [0, *(n * bar.steps // len(bar.chords) for n in range(1, len(bar.chords)))]
            sounding = [(edge, "x") for edge in edges]
        else:
            sounding = [(s, mark) for s in range(bar.steps) if (mark := pattern[s % len(pattern)]) in "xo"]
        most = 3 if voice_.high - voice_.low < 19 else 4
        for number, (step, mark) in enumerate(sounding):
            chord = bar.chord_at(step)
            ends = sounding[number + 1][0] if number + 1 < len(sounding) else bar.steps
            length = ends - step if held else _held(pattern, step, bar.steps)
            if figure == "swell":
                pitches = [
                    self._nearest(voice_.low + 2 * n + int(self._rng.integers(0, 2)), range(12)) for n in range(5)
                ]
            elif 7 in chord.tones and len(chord.tones) == 2:  # a power chord
                root = voice_.low + (bar.tonic + chord.root - voice_.low) % 12
                pitches = [root, root + 7] + ([root + 12] if root + 12 <= voice_.high else [])
            else:
                before = self._pitches.get(part, [])
                pitches = voice(chord, bar.tonic, before, voice_.low, voice_.high, most)
                self._pitches[part] = pitches
            velocity = (0.62 if mark == "x" else 0.46) + 0.3 * bar.level + 0.05 * (step == 0)
            spread = STRUM_SECONDS if voice_.sound in STRUMMED else 0.0
            order = pitches if step % STEPS == 0 else pitches[::-1]
            jitter = self._jitter()
            for string, pitch in enumerate(order):
                self._add(
                    part, bar, step, length + (0.15 if held else -0.1), pitch,
                    velocity + self._rng.normal(0, 0.03), late=jitter + spread * string,
                )  # fmt: skip

    def _play_arp(self, part: str, voice_: Voice, bar: _Bar) -> None:
        if bar.last:
            self._roll_up(part, voice_, bar)
            return
        mask, order = ARPS[self._figure(part, _turn(bar))]
        position = bar.number % 2 * 3 if voice_.role == "arp" else 0
        chance = np.random.default_rng([self._seed, len(part), bar.section.turn, _place(bar)])
        for step in range(bar.steps):
            mark = mask[step % len(mask)]
            if mark == "." or (mark == "?" and chance.random() < 0.45):
                continue
            chord = bar.chord_at(step)
            tones = self._ladder(chord, bar.tonic, voice_)
            pitch = tones[order[position % len(order)] % len(tones)]
            position += 1
            if chance.random() < 0.06:
                continue  # a hand leaves one out now and then
            long = 2.0 if mask.count("x") <= 8 else 1.0
            accent = 0.1 if step % STEPS == 0 else 0.0
            self._add(
                part, bar, step, long * (1.6 if voice_.role == "arp" else 0.9), pitch,
                0.5 + 0.3 * bar.level + accent + self._rng.normal(0, 0.04), late=self._jitter(),
            )  # fmt: skip

    def _roll_up(self, part: str, voice_: Voice, bar: _Bar) -> None:
        """A last chord, from its lowest note up."""
        for number, pitch in enumerate(self._ladder(bar.chords[0], bar.tonic, voice_)[:5]):
            self._add(part, bar, 0, bar.steps, pitch, 0.5 + 0.2 * bar.level, late=0.04 * number)

    def _ladder(self, chord: Chord, tonic: int, voice_: Voice) -> list[int]:
        """A chord's notes in a part's range, upwards."""
        classes = {(tonic + chord.root + tone) % 12 for tone in chord.tones}
        return [pitch for pitch in range(voice_.low, voice_.high + 1) if pitch % 12 in classes] or [voice_.low]

    def _play_bass(self, part: str, voice_: Voice, bar: _Bar) -> None:
        if bar.last:
            self._add(part, bar, 0, bar.steps, self._bass_note(voice_, bar, 0, "r"), 0.7 + 0.2 * bar.level)
            return
        turn = _turn(bar) + (1 if bar.number % PHRASE == PHRASE - 1 else 0)
        pattern = BASSES[self._figure(part, turn)]
        for step in range(bar.steps):
            mark = pattern[step % len(pattern)]
            at_change = step and len(bar.chords) > 1 and bar.chord_at(step) is not bar.chord_at(step - 1)
            if mark in "-." and not (at_change and mark == "-"):
                continue
            mark = "r" if mark == "-" or at_change else mark
            length = _held(pattern, step, bar.steps)
            pitch = self._bass_note(voice_, bar, step, mark)
            velocity = 0.66 + 0.22 * bar.level + (0.06 if step == 0 else 0.0) + self._rng.normal(0, 0.03)
            self._add(part, bar, step, length * 0.96, pitch, velocity, late=self._jitter())

    def _bass_note(self, voice_: Voice, bar: _Bar, step: int, mark: str) -> int:
        chord = bar.chord_at(step)
        root = voice_.low + (bar.tonic + chord.root - voice_.low) % 12
        third = 3 if chord.minor else 4
        fifth = 6 if 6 in chord.tones and 7 not in chord.tones else 7
        match mark:
            case "5":
                pitch = root + fifth if root + fifth <= voice_.high else root + fifth - 12
            case "3":
                pitch = root + third
            case "6":
                pitch = root + 9
            case "8":
                pitch = root + 12 if root + 12 <= voice_.high else root
            case "w":  # a walking step: another note of the chord
                pitch = root + int(self._rng.choice([third, fifth, 12 if root + 12 <= voice_.high else fifth]))
            case "a":
                goal = voice_.low + (bar.tonic + bar.next.root - voice_.low) % 12
                below = [(bar.tonic + step_) % 12 for step_ in chord.scale]
                pitch = next(
                    (goal - d for d in (2, 1) if (goal - d) % 12 in below and goal - d >= voice_.low - 2), goal + 2
                )
            case _:
                pitch = root
        return pitch

    def _play_lead(self, part: str, voice_: Voice, bar: _Bar) -> None:
        theme_name = _theme_of(bar.section)
        theme = self._themes[theme_name]
        melody = MELODIES[self._figure(part, 0 if bar.section.kind in ("verse", "intro") else 1)]
        if bar.last:
            home = self._nearest((voice_.low + voice_.high) // 2, [(bar.tonic + bar.chords[0].root) % 12])
            self._add(part, bar, 0, bar.steps, home, 0.6 + 0.2 * bar.level)
            return
        place = bar.number % 8
        rhythm, aim = theme.rhythms[part][place], theme.contour[part][place]
        # A melody is recognised: it comes back note for note, and in a later turn a little higher and richer.
        chance = np.random.default_rng([self._seed, len(part), len(theme_name), 0 if place in (2, 4) else place])
        middle = (voice_.low + voice_.high) / 2
        rise = min(2, bar.section.turn)
        current = round(middle + aim) if place % PHRASE == 0 else self._pitches.get(part, [round(middle)])[0]
        step = 0
        for number, length in enumerate(rhythm):
            if step >= bar.steps:
                break
            length_now = min(abs(length), bar.steps - step)
            if length > 0 and not (number == len(rhythm) - 1 and bar.number % PHRASE == PHRASE - 1 and length < 4):
                chord = bar.chord_at(step)
                goal = middle + 1.8 * (aim + rise)
                current = self._next_pitch(current, goal, chord, bar, step, voice_, melody, chance)
                velocity = 0.6 + 0.25 * bar.level + (0.07 if step % 8 == 0 else 0.0) + 0.015 * aim
                late = abs(self._jitter()) + (0.004 if step % STEPS else 0.0)
                if length_now >= 4 and bar.section.turn and chance.random() < melody.ornaments:
                    other = self._neighbour(current, chord, bar.tonic, 1)
                    self._add(part, bar, step, 1, other, velocity - 0.12, late=late)
                    self._add(part, bar, step + 1, length_now - 1.1, current, velocity, late=late)
                else:
                    velocity += self._rng.normal(0, 0.03)
                    self._add(part, bar, step, length_now * 0.95, current, velocity, late=late)
            step += length_now
        self._pitches[part] = [current]

    def _next_pitch(
        self,
        current: int,
        goal: float,
        chord: Chord,
        bar: _Bar,
        step: int,
        voice_: Voice,
        melody: Melody,
        chance: np.random.Generator,
    ) -> int:
        """The melody's next note: towards where the phrase goes, by steps and some leaps, on strong beats of the chord."""
        own = [(bar.tonic + chord.root + tone) % 12 for tone in chord.tones]
        classes = own if step % 8 == 0 else self._melodic(chord, bar.tonic)
        pull = np.sign(goal - current) if abs(goal - current) > 2 else chance.choice([-1, 1])
        leaps = chance.random() < melody.leaps
        size = int(chance.choice([3, 4, 5, 7])) if leaps else int(chance.choice([0, 1, 2, 2]))
        wanted = int(np.clip(current + pull * size, voice_.low, voice_.high))
        pitch = self._nearest(wanted, classes)
        if voice_.low <= pitch <= voice_.high:
            return pitch
        return self._nearest(round((voice_.low + voice_.high) / 2), classes)

    def _melodic(self, chord: Chord, tonic: int) -> list[int]:
        """The pitch classes that a melody moves in while a chord sounds: the scale's, as the chord bends it."""
        own = {(chord.root + tone) % 12 for tone in chord.tones}
        scale = {step for step in self._scale if not own & {(step - 1) % 12, (step + 1) % 12} or step in own}
        return [(tonic + step) % 12 for step in sorted(scale | own)]

    @staticmethod
    def _nearest(pitch: int, classes: Iterable[int]) -> int:
        """The nearest pitch of some pitch classes, the lower of equals."""
        wanted = set(classes)
        for distance in range(12):
            for candidate in (pitch - distance, pitch + distance):
                if candidate % 12 in wanted:
                    return candidate
        return pitch

    def _neighbour(self, pitch: int, chord: Chord, tonic: int, direction: int) -> int:
        classes = set(self._melodic(chord, tonic))
        return next(pitch + direction * d for d in range(1, 13) if (pitch + direction * d) % 12 in classes)

    def _play_counter(self, part: str, voice_: Voice, bar: _Bar) -> None:
        figure = self._figure(part, _turn(bar))
        before = self._pitches.get(part, [(voice_.low + voice_.high) // 2])
        velocity = 0.5 + 0.3 * bar.level
        if figure == "stabs" and not bar.last:
            pattern = STABS[(bar.number // 2 + bar.section.turn) % len(STABS)]
            if bar.number % 2 == 0 and bar.level < 0.8:
                return
            for step in range(bar.steps):
                if pattern[step % len(pattern)] == "x":
                    pitches = voice(bar.chord_at(step), bar.tonic, before, voice_.low, voice_.high, 3)
                    self._pitches[part] = pitches
                    for pitch in pitches:
                        self._add(part, bar, step, 0.9, pitch, velocity + 0.12, late=self._jitter())
            return
        if figure == "answers" and not bar.last:
            if bar.number % PHRASE not in (1, 3):
                return
            pitch, first = before[0], bar.steps // 2
            chance = np.random.default_rng([self._seed, len(part), len(bar.section.kind), bar.number % 8])
            for step in range(first, bar.steps - 1, 2):
                pitch = self._next_pitch(
                    pitch,
                    (voice_.low + voice_.high) / 2,
                    bar.chord_at(step),
                    bar,
                    step,
                    voice_,
                    MELODIES["song"],
                    chance,
                )
                self._add(part, bar, step, 1.9, pitch, velocity + 0.02 * (step - first), late=self._jitter())
            self._pitches[part] = [pitch]
            return
        edges = [0, *(n * bar.steps // len(bar.chords) for n in range(1, len(bar.chords)))]
        for number, step in enumerate(edges):  # guide tones: the third, or what moves least
            chord = bar.chord_at(step)
            tones = [tone for tone in chord.tones if tone not in (0, 7)] or list(chord.tones)
            pitch = self._nearest(before[0], [(bar.tonic + chord.root + tone) % 12 for tone in tones])
            pitch = (
                pitch
                if voice_.low <= pitch <= voice_.high
                else self._nearest((voice_.low + voice_.high) // 2, [pitch % 12])
            )
            length = (edges[number + 1] if number + 1 < len(edges) else bar.steps) - step
            self._add(part, bar, step, length * 1.02, pitch, velocity)
            before = [pitch]
        self._pitches[part] = before

    def _stop(self, bar: _Bar) -> None:
        """All fall silent for the bar's last beat."""
        end = bar.start + (bar.steps - STEPS) * self._grid.beat / STEPS
        self._written = [
            (part, start, min(length, max(0.05, end - start)), pitch, velocity, drum, late)
            for part, start, length, pitch, velocity, drum, late in self._written
            if part == SWEEPS or start < end - 1e-6
        ]

    def _play_drums(self, bar: _Bar, *, stops: bool) -> None:
        groove = self._hits
        assert groove is not None
        if bar.last:
            self._add(DRUMS, bar, 0, 4, 0, 0.85, "kick" if "tom-low" not in groove.backbeat else "timpani")
            self._add(DRUMS, bar, 0, 16, 0, 0.5 + 0.3 * bar.level, "crash")
            return
        floor = self._arrangement.from_energy
        fullness = (bar.level - floor) / max(1e-6, 1 - floor)
        how_full = (
            0
            if fullness < 0.25 or (bar.section.kind in ("intro", "ending") and fullness < 0.5)
            else 1
            if fullness < 0.68
            else 2
        )
        if bar.section.kind == "bridge":
            how_full = max(0, how_full - 1)
        feel = [late / 1000 for late in groove.feel]
        fills = bar.turns or bar.number % PHRASE == PHRASE - 1
        ends = bar.steps - (2 * STEPS if bar.turns and bar.steps > 3 * STEPS and how_full else STEPS)
        silent_from = bar.steps - STEPS if stops else bar.steps
        parts: list[tuple[str, str, float]] = [(drum, pattern, 1.0) for drum, pattern in groove.time[how_full].items()]
        kicks = groove.kicks[self._kicks[self._kick_of(bar)]]
        drops = bar.number % (2 * PHRASE) == 2 * PHRASE - 1 and not bar.turns and self._rng.random() < DROP_OUT
        if not drops:
            parts.append(("kick", kicks if how_full else _first_of_beats(kicks), 1.0))
        if how_full or self._arrangement.groove in ("reggae", "trap"):
            parts += [(drum, pattern, 1.0) for drum, pattern in groove.backbeat.items()]
        if how_full == 2 or (how_full == 1 and bar.section.turn and bar.number % 2):
            parts += [(drum, pattern, 0.85) for drum, pattern in groove.extra.items()]
        strength = 0.55 + 0.45 * bar.level
        # What is left to chance falls alike in bars that correspond: a drummer has a pattern, and leaves it every fourth bar.
        chance = np.random.default_rng([self._seed, len(bar.section.kind), bar.section.turn // 2, _place(bar)])
        for drum, pattern, level in parts:
            keeps_time = drum in groove.time[how_full]
            for step, velocity in hits(pattern, bar.steps, chance):
                if step >= silent_from or (bar.turns and how_full and step >= ends and drum not in ("kick", "crash")):
                    continue
                accent = groove.accents[step % STEPS] if keeps_time else 1.0
                late = feel[step % STEPS] + float(self._rng.normal(0, 0.0025))
                self._add(
                    DRUMS,
                    bar,
                    step,
                    2,
                    0,
                    velocity * level * accent * strength + self._rng.normal(0, 0.035),
                    drum,
                    late,
                )
        if fills and not stops:
            self._fill(
                bar, FILLS.get(groove.fill, FILLS["snare"]), ends if bar.turns and how_full else bar.steps - 2, strength
            )
        if bar.number == 0 and bar.section.first and how_full:
            self._add(DRUMS, bar, 0, 8, 0, 0.45 + 0.4 * bar.level, "crash")

    def _kick_of(self, bar: _Bar) -> int:
        """Which of the kick patterns a bar has: two take turns in a section, and the last of four has the third."""
        count = len(self._kicks)
        if bar.number % PHRASE == PHRASE - 1:
            return (bar.section.turn + 2) % count
        return (bar.section.turn + bar.number % 2) % count

    def _fill(self, bar: _Bar, drums: tuple[str, ...], first: int, strength: float) -> None:
        """A fill, from a sixteenth to the bar's end, growing; which notes of it come is left to chance."""
        length = bar.steps - first
        for step in range(first, bar.steps):
            drum = (
                drums[(step - first) * len(drums) // max(1, length)]
                if length >= len(drums)
                else drums[step % len(drums)]
            )
            if drum and self._rng.random() < 0.8:
                grow = 0.5 + 0.45 * (step - first + 1) / length
                self._add(DRUMS, bar, step, 2, 0, grow * strength, drum, late=self._jitter())

    def _accent_cuts(self, energy: Sequence[float]) -> None:
        """Something happens at each cut that has a beat: a low note and a high one, and a drum where there are drums."""
        starts = np.array([self._grid.bar_start(bar) for bar in range(len(self._grid.bars))])
        bass = next((part for part, voice_ in self._voices.items() if voice_.role == "bass"), None)
        high = next((p for p, v in self._voices.items() if v.role in ("arp", "chords", "riff")), None)
        bounds = np.cumsum([section.bars for section in self._sections])
        for strict, _ in self._grid.anchors[:-1]:
            number = int(np.clip(np.searchsorted(starts, strict + 1e-6) - 1, 0, len(starts) - 1))
            section = self._sections[int(np.searchsorted(bounds, number, side="right"))]
            theme = self._themes[_theme_of(section)]
            chord = theme.chords[(number - section.first) % len(theme.chords)][0]
            level = float(energy[number])
            end = self._grid.bar_start(number + 1)
            for part, length in ((bass, end - strict), (high, end - strict)):
                if part is not None:
                    voice_ = self._voices[part]
                    if part == high:
                        pitch = self._nearest(voice_.high - 6, [(self._tonic + chord.root) % 12])
                    else:
                        pitch = voice_.low + (self._tonic + chord.root - voice_.low) % 12
                    self._written.append((part, strict, length, pitch, 0.55 + 0.35 * level, "", 0.0))
            if self._hits and level >= self._arrangement.from_energy:
                low = "tom-low" if self._arrangement.groove == "epic" else "kick"
                self._written.append((DRUMS, strict, 0.5, 0, 0.6 + 0.35 * level, low, 0.0))
                self._written.append((DRUMS, strict, 1.5, 0, 0.3 + 0.3 * level, "crash", 0.0))

    def score(self) -> Score:
        """What was written, in real time: a note that began before the picture is left out, a chord that lasts into it
        starts with it.
        """
        grid = self._grid
        strict = np.array(
            [(start, min(start + length, grid.seconds)) for _, start, length, *_ in self._written]
        ).reshape(-1, 2)
        real = grid.real(strict.ravel()).reshape(-1, 2) if len(strict) else strict
        notes = []
        for (part, _, _, pitch, velocity, drum, late), (start, end) in zip(self._written, real.tolist(), strict=True):
            held = part in self._voices and self._voices[part].role in ("chords", "bass", "counter")
            start, end = start + late, min(end + late, grid.seconds)
            start = max(0.0, start) if held or start > -0.03 else start
            if start >= 0 and end - start > 0.02:
                notes.append(Note(part, start, end - start, pitch, velocity, drum))
        return Score(
            sorted(notes, key=lambda note: note.start), grid, self._sections, self._tonic, self._scale, self._voices,
            len(self._chords), self.levels, self._lifted,
        )  # fmt: skip


def _levels(energy: Sequence[float], sections: Sequence[Section]) -> list[float]:
    """The energy of each bar: the film's, moved as far as its section stands out."""
    levels: list[float] = []
    for section in sections:
        part = energy[section.first : section.first + section.bars]
        moved = section.energy - float(np.mean(part))
        levels += [float(np.clip(value + moved, 0.0, 1.0)) for value in part]
    return levels


def _scale(arrangement: Arrangement, minor: bool) -> tuple[int, ...]:
    """The scale of the melodies: the style's own where it is of the mode, else the plain one."""
    own = SCALES.get(arrangement.scale)
    plain = MINOR if minor else MAJOR
    if own is None or arrangement.scale == "blues":
        return own or plain
    return own if own[2] == plain[2] else plain


def _theme_of(section: Section) -> str:
    match section.kind:
        case "chorus" | "bridge":
            return section.kind
        case "ending":
            return "chorus"
        case _:
            return "verse"


def _turn(bar: _Bar) -> int:
    """Which of its figures a part plays: another one in a chorus, and in every second half of a section."""
    return bar.section.turn + (bar.section.kind == "chorus") + bar.number // (2 * PHRASE)


def _place(bar: _Bar) -> int:
    """Which bars correspond: the odd and the even ones of a section, and each fourth by itself."""
    return 2 + bar.number // PHRASE if bar.number % PHRASE == PHRASE - 1 else bar.number % 2


def _held(pattern: str, step: int, steps: int) -> int:
    """How long a note is held that starts at a sixteenth."""
    length = 1
    while step + length < steps and pattern[(step + length) % len(pattern)] == "-":
        length += 1
    return length


def _first_of_beats(pattern: str) -> str:
    """A pattern's accents only."""
    return "".join(mark if mark == "X" or (mark in "xo" and step == 0) else "." for step, mark in enumerate(pattern))

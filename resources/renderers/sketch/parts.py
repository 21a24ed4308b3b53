"""Pitched parts: the notes of a bar for chords, arpeggios, bass, melody and answers.

What belongs here: which pitch when, of one part. What does not: which parts play (composition.py), chords (harmony.py),
patterns (figures.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from resources.renderers.sketch.arrangements import Voice
from resources.renderers.sketch.figures import ARPS, BASSES, CHORDS, MELODIES, STABS, Melody
from resources.renderers.sketch.harmony import Chord, voice
from resources.renderers.sketch.rhythm import STEPS
from resources.renderers.sketch.score import PHRASE, Bar, Sheet, place_of, theme_of, turn_of

STRUM_SECONDS = 0.012  # from string to string
STRUMMED = {"guitar", "nylon", "ukulele", "clean-guitar", "harp"}
HELD = {"chords", "bass", "counter"}  # roles whose notes last into the picture where they began before it


@dataclass(slots=True)
class Theme:
    """What a kind of section has of its own: its progression, and for each melody part a phrase of four times two bars."""

    chords: list[tuple[Chord, ...]]
    rhythms: dict[str, list[tuple[int, ...]]] = field(default_factory=dict)
    contour: dict[str, list[int]] = field(default_factory=dict)


class Parts:
    """The players of an arrangement's voices. `scale`: semitones over the tonic that melodies move in; `seed`: what is
    left to chance alike in bars that correspond.
    """

    def __init__(
        self,
        voices: Mapping[str, Voice],
        scale: tuple[int, ...],
        sheet: Sheet,
        rng: np.random.Generator,
        seed: int,
    ) -> None:
        self._voices = voices
        self._scale = scale
        self._sheet = sheet
        self._rng = rng
        self._seed = seed
        self._figures = {part: list(rng.permutation(len(voice.figures))) for part, voice in voices.items()}
        self._pitches: dict[str, list[int]] = {}  # the last voicing, or melody note, of each part

    def theme(self, name: str, chords: list[tuple[Chord, ...]]) -> Theme:
        """A theme over its chords, with a phrase for each part that leads."""
        theme = Theme(chords)
        for part, voice_ in self._voices.items():
            if voice_.role == "lead":
                melody = MELODIES[self._figure(part, 0 if name == "verse" else 1)]
                theme.rhythms[part], theme.contour[part] = self._phrase(melody)
        return theme

    def play(self, part: str, bar: Bar, theme: Theme) -> None:
        """Write a part's bar."""
        voice_ = self._voices[part]
        match voice_.role:
            case "chords":
                self._play_chords(part, voice_, bar)
            case "arp" | "riff":
                self._play_arp(part, voice_, bar)
            case "bass":
                self._play_bass(part, voice_, bar)
            case "lead":
                self._play_lead(part, voice_, bar, theme)
            case "counter":
                self._play_counter(part, voice_, bar)

    def accent(self, start: float, length: float, root: int, level: float) -> None:
        """A low note and a high one at a cut; `root`: a pitch class, times in strict seconds."""
        bass = next((part for part, voice_ in self._voices.items() if voice_.role == "bass"), None)
        high = next((p for p, v in self._voices.items() if v.role in ("arp", "chords", "riff")), None)
        if bass is not None:
            low = self._voices[bass].low
            self._sheet.add_at(bass, start, length, low + (root - low) % 12, 0.55 + 0.35 * level)
        if high is not None:
            pitch = nearest(self._voices[high].high - 6, [root % 12])
            self._sheet.add_at(high, start, length, pitch, 0.55 + 0.35 * level)

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

    def _play_chords(self, part: str, voice_: Voice, bar: Bar) -> None:
        figure = self._figure(part, turn_of(bar))
        pattern = CHORDS[figure] if not bar.last else "x" + "-" * (bar.steps - 1)
        held = figure in ("hold", "swell") or bar.last
        sounding: list[tuple[int, str]] = []
        if held:
            edges = [0, *(n * bar.steps // len(bar.chords) for n in range(1, len(bar.chords)))]
            sounding = [(edge, "x") for edge in edges]
        else:
            struck = bar.thinned(s for s in range(bar.steps) if pattern[s % len(pattern)] in "xo")
            sounding = [(s, pattern[s % len(pattern)]) for s in struck]
        most = 3 if voice_.high - voice_.low < 19 else 4
        for number, (step, mark) in enumerate(sounding):
            chord = bar.chord_at(step)
            ends = sounding[number + 1][0] if number + 1 < len(sounding) else bar.steps
            length = ends - step if held else _held(pattern, step, bar.steps)
            if figure == "swell":
                pitches = [nearest(voice_.low + 2 * n + int(self._rng.integers(0, 2)), range(12)) for n in range(5)]
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
            late = self._sheet.late(part, step)
            for string, pitch in enumerate(order):
                self._sheet.add(
                    part, bar, step, length + (0.15 if held else -0.1), pitch,
                    velocity + self._rng.normal(0, 0.03), late=late + spread * string,
                )  # fmt: skip

    def _play_arp(self, part: str, voice_: Voice, bar: Bar) -> None:
        if bar.last:
            self._roll_up(part, voice_, bar)
            return
        mask, order = ARPS[self._figure(part, turn_of(bar))]
        position = bar.number % 2 * 3 if voice_.role == "arp" else 0
        chance = np.random.default_rng([self._seed, len(part), bar.section.turn, place_of(bar)])
        for step in bar.thinned(s for s in range(bar.steps) if mask[s % len(mask)] != "."):
            if mask[step % len(mask)] == "?" and chance.random() < 0.45:
                continue
            chord = bar.chord_at(step)
            tones = self._ladder(chord, bar.tonic, voice_)
            pitch = tones[order[position % len(order)] % len(tones)]
            position += 1
            if chance.random() < 0.06:
                continue  # a hand leaves one out now and then
            long = max(2.0 if mask.count("x") <= 8 else 1.0, 0.6 * bar.apart)
            accent = 0.1 if step % STEPS == 0 else 0.0
            self._sheet.add(
                part, bar, step, long * (1.6 if voice_.role == "arp" else 0.9), pitch,
                0.5 + 0.3 * bar.level + accent + self._rng.normal(0, 0.04), late=self._sheet.late(part, step),
            )  # fmt: skip

    def _roll_up(self, part: str, voice_: Voice, bar: Bar) -> None:
        """A last chord, from its lowest note up."""
        for number, pitch in enumerate(self._ladder(bar.chords[0], bar.tonic, voice_)[:5]):
            self._sheet.add(part, bar, 0, bar.steps, pitch, 0.5 + 0.2 * bar.level, late=0.04 * number)

    def _ladder(self, chord: Chord, tonic: int, voice_: Voice) -> list[int]:
        """A chord's notes in a part's range, upwards."""
        classes = {(tonic + chord.root + tone) % 12 for tone in chord.tones}
        return [pitch for pitch in range(voice_.low, voice_.high + 1) if pitch % 12 in classes] or [voice_.low]

    def _play_bass(self, part: str, voice_: Voice, bar: Bar) -> None:
        if bar.last:
            self._sheet.add(part, bar, 0, bar.steps, self._bass_note(voice_, bar, 0, "r"), 0.7 + 0.2 * bar.level)
            return
        turn = turn_of(bar) + (1 if bar.number % PHRASE == PHRASE - 1 else 0)
        pattern = BASSES[self._figure(part, turn)]
        changes = {step for step in range(1, bar.steps) if bar.chord_at(step) is not bar.chord_at(step - 1)}
        marks = {step: pattern[step % len(pattern)] for step in range(bar.steps)}
        struck = [step for step, mark in marks.items() if mark not in "-." or (mark == "-" and step in changes)]
        kept = sorted({*bar.thinned(struck), *changes.intersection(struck)})
        for number, step in enumerate(kept):
            mark = "r" if step in changes else marks[step]
            length = _held(pattern, step, bar.steps)
            if bar.apart > 1:  # what is left rings on
                length = (kept[number + 1] if number + 1 < len(kept) else bar.steps) - step
            pitch = self._bass_note(voice_, bar, step, mark)
            velocity = 0.66 + 0.22 * bar.level + (0.06 if step == 0 else 0.0) + self._rng.normal(0, 0.03)
            self._sheet.add(part, bar, step, length * 0.96, pitch, velocity, late=self._sheet.late(part, step))

    def _bass_note(self, voice_: Voice, bar: Bar, step: int, mark: str) -> int:
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

    def _play_lead(self, part: str, voice_: Voice, bar: Bar, theme: Theme) -> None:
        melody = MELODIES[self._figure(part, 0 if bar.section.kind in ("verse", "intro") else 1)]
        if bar.last:
            home = nearest((voice_.low + voice_.high) // 2, [(bar.tonic + bar.chords[0].root) % 12])
            self._sheet.add(part, bar, 0, bar.steps, home, 0.6 + 0.2 * bar.level)
            return
        place = bar.number % 8
        rhythm, aim = theme.rhythms[part][place], theme.contour[part][place]
        # A melody is recognised: it comes back note for note, and in a later turn a little higher and richer.
        chance = np.random.default_rng(
            [self._seed, len(part), len(theme_of(bar.section)), 0 if place in (2, 4) else place]
        )
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
                late = max(0.0, self._sheet.late(part, step)) + (0.004 if step % STEPS else 0.0)
                if length_now >= 4 and bar.section.turn and chance.random() < melody.ornaments:
                    other = self._neighbour(current, chord, bar.tonic, 1)
                    self._sheet.add(part, bar, step, 1, other, velocity - 0.12, late=late)
                    self._sheet.add(part, bar, step + 1, length_now - 1.1, current, velocity, late=late)
                else:
                    velocity += self._rng.normal(0, 0.03)
                    self._sheet.add(part, bar, step, length_now * 0.95, current, velocity, late=late)
            step += length_now
        self._pitches[part] = [current]

    def _next_pitch(
        self,
        current: int,
        goal: float,
        chord: Chord,
        bar: Bar,
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
        pitch = nearest(wanted, classes)
        if voice_.low <= pitch <= voice_.high:
            return pitch
        return nearest(round((voice_.low + voice_.high) / 2), classes)

    def _melodic(self, chord: Chord, tonic: int) -> list[int]:
        """The pitch classes that a melody moves in while a chord sounds: the scale's, as the chord bends it."""
        own = {(chord.root + tone) % 12 for tone in chord.tones}
        scale = {step for step in self._scale if not own & {(step - 1) % 12, (step + 1) % 12} or step in own}
        return [(tonic + step) % 12 for step in sorted(scale | own)]

    def _neighbour(self, pitch: int, chord: Chord, tonic: int, direction: int) -> int:
        classes = set(self._melodic(chord, tonic))
        return next(pitch + direction * d for d in range(1, 13) if (pitch + direction * d) % 12 in classes)

    def _play_counter(self, part: str, voice_: Voice, bar: Bar) -> None:
        figure = self._figure(part, turn_of(bar))
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
                        self._sheet.add(part, bar, step, 0.9, pitch, velocity + 0.12, late=self._sheet.late(part, step))
            return
        if figure == "answers" and not bar.last:
            if bar.number % PHRASE not in (1, 3):
                return
            pitch, first = before[0], bar.steps // 2
            chance = np.random.default_rng([self._seed, len(part), len(bar.section.kind), bar.number % 8])
            for step in bar.thinned(range(first, bar.steps - 1, 2)):
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
                self._sheet.add(
                    part, bar, step, 1.9, pitch, velocity + 0.02 * (step - first), late=self._sheet.late(part, step)
                )
            self._pitches[part] = [pitch]
            return
        edges = [0, *(n * bar.steps // len(bar.chords) for n in range(1, len(bar.chords)))]
        for number, step in enumerate(edges):  # guide tones: the third, or what moves least
            chord = bar.chord_at(step)
            tones = [tone for tone in chord.tones if tone not in (0, 7)] or list(chord.tones)
            pitch = nearest(before[0], [(bar.tonic + chord.root + tone) % 12 for tone in tones])
            pitch = (
                pitch if voice_.low <= pitch <= voice_.high else nearest((voice_.low + voice_.high) // 2, [pitch % 12])
            )
            length = (edges[number + 1] if number + 1 < len(edges) else bar.steps) - step
            self._sheet.add(part, bar, step, length * 1.02, pitch, velocity)
            before = [pitch]
        self._pitches[part] = before


def _held(pattern: str, step: int, steps: int) -> int:
    """How long a note is held that starts at a sixteenth."""
    length = 1
    while step + length < steps and pattern[(step + length) % len(pattern)] == "-":
        length += 1
    return length


def nearest(pitch: int, classes: Iterable[int]) -> int:
    """The nearest pitch of some pitch classes, the lower of equals."""
    wanted = set(classes)
    for distance in range(12):
        for candidate in (pitch - distance, pitch + distance):
            if candidate % 12 in wanted:
                return candidate
    return pitch

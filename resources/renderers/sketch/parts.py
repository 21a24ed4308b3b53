"""Pitched parts: the notes of a bar for chords, arpeggios, bass, melody and counter-melody.

What belongs here: the notes of one part. What does not: which parts play (composition.py), chords (harmony.py), patterns
(figures.py).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from resources.renderers.sketch.arrangements import Voice
from resources.renderers.sketch.basslines import bass_note
from resources.renderers.sketch.figures import ARPS, BASSES, CHORDS, MELODIES, STABS, Melody
from resources.renderers.sketch.harmony import Chord, voice
from resources.renderers.sketch.melody import LEAP, Phrase, nearest, next_note, phrase
from resources.renderers.sketch.power_chords import DISTORTED, MUTED, MUTED_STRINGS, power_chord
from resources.renderers.sketch.rhythm import STEPS, held_for, of_bar
from resources.renderers.sketch.score import PHRASE, Bar, Sheet, place_of, theme_of, turn_of, varied
from resources.renderers.sketch.sounds import RINGS, SHORT, is_sequenced

STRUM_SECONDS = 0.012  # between two strings
CHORDS_KEPT = 8  # the latest chords of a part, which other parts take into account
RUBBING = {-1, 1, 13}  # dissonant intervals in semitones above a chord's note
FIFTH = 7  # the most semitones by which a melody note is moved to avoid a clash with a chord
ECHO, FADES = 3, 0.6  # of a delay: sixteenths between repeats, and how much softer each one is
SIXTH = 9  # the largest interval between the end of a first half and the start of the second
ACCENTS = (0.13, -0.06, 0.02, -0.06)  # by sixteenth of a beat, in velocity: a fast ostinato was one grey stream
LEAVES_OUT = 0.04  # share of the notes of a broken chord that a human player omits
LONG = 6  # sixteenths: a melody note this long must belong to the chord
STRUMMED = {"guitar", "nylon", "ukulele", "clean-guitar", "harp"}
HELD = {"chords", "bass", "counter"}  # roles whose notes are kept if they began before the picture and last into it


@dataclass(slots=True)
class Theme:
    """The material of a kind of section: its progression, and a phrase of four times two bars for each melody part."""

    chords: list[tuple[Chord, ...]]
    phrases: dict[str, Phrase] = field(default_factory=dict)


class Parts:
    """Players of an arrangement's voices. `scale`: of the melodies, in semitones above the tonic. `seed`: of random
    choices that are the same in corresponding bars. `take`: decides which figures come first.
    """

    def __init__(
        self,
        voices: Mapping[str, Voice],
        scale: tuple[int, ...],
        sheet: Sheet,
        rng: np.random.Generator,
        seed: int,
        take: int = 0,
    ) -> None:
        self._voices = voices
        names = [voice_.figures[0] for voice_ in voices.values()]
        # Parts with the same first figure change figures together, as two guitars do.
        self._numbers = {part: names.index(voice_.figures[0]) for part, voice_ in voices.items()}
        self._scale = scale
        self._sheet = sheet
        self._rng = rng
        self._seed = seed
        self._take = take
        self._pitches: dict[str, list[int]] = {}  # the last voicing or melody note of each part
        self._chord: dict[str, Chord] = {}  # the previous chord of each part
        # Of the chord under the last melody note on a downbeat; whether that was it.
        self._root, self._on_root = 0, False
        self._grips: dict[tuple[object, ...], list[int]] = {}
        # For each part, the starts of its chords in strict seconds.
        self._voiced: dict[str, list[tuple[float, list[int]]]] = {}
        self._sung: dict[tuple[object, ...], dict[int, int]] = {}  # the pitches of each bar of a melody

    def theme(self, name: str, chords: list[tuple[Chord, ...]]) -> Theme:
        """Compose a theme over its chords, with a phrase for each melody part."""
        theme = Theme(chords)
        for part, voice_ in self._voices.items():
            if voice_.role == "lead":
                melody = MELODIES[self._figure(part, 0 if name == "verse" else 1)]
                theme.phrases[part] = phrase(melody.rhythms, self._take, self._rng, climbs=name != "verse")
        return theme

    def play(self, part: str, bar: Bar, theme: Theme) -> None:
        """Write a bar of a part."""
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

    def accent(self, start: float, length: float, root: int, level: float, parts: Sequence[str]) -> None:
        """A low and a high note at a cut, by some of the parts. `root`: a pitch class. Times are in strict seconds."""
        bass = next((part for part in parts if self._voices[part].role == "bass"), None)
        high = next((part for part in parts if self._voices[part].role in ("arp", "chords", "riff")), None)
        if bass is not None:
            low = self._voices[bass].low
            self._sheet.add_at(bass, start, length, low + (root - low) % 12, 0.55 + 0.35 * level)
        if high is not None:
            pitch = nearest(self._voices[high].high - 6, [root % 12])
            self._sheet.add_at(high, start, length, pitch, 0.55 + 0.35 * level)

    def _figure(self, part: str, turn: int) -> str:
        figures = self._voices[part].figures
        return figures[(varied(self._take, self._numbers[part]) + turn) % len(figures)]

    def _play_chords(self, part: str, voice_: Voice, bar: Bar) -> None:
        figure = self._figure(part, turn_of(bar))
        pattern = of_bar(CHORDS[figure], bar.number) if not bar.last else "x" + "-" * (bar.steps - 1)
        held = figure in ("hold", "swell") or bar.last
        sounding: list[tuple[int, str]] = []
        if held:
            sounding = [(start, "x") for start in bar.chord_starts]
        else:
            struck = bar.thinned(s for s in range(bar.steps) if pattern[s % len(pattern)] in "xom")
            sounding = [(s, pattern[s % len(pattern)]) for s in struck]
        most = 3 if voice_.high - voice_.low < 19 else 4
        for number, (step, mark) in enumerate(sounding):
            chord = bar.chord_at(step)
            ends = sounding[number + 1][0] if number + 1 < len(sounding) else bar.steps
            length = bar.sounding if bar.last else ends - step if held else held_for(pattern, step, bar.steps)
            if figure == "swell":
                pitches = [nearest(voice_.low + 2 * n + int(self._rng.integers(0, 2)), range(12)) for n in range(5)]
            elif voice_.sound in DISTORTED or len(chord.tones) == 2:
                pitches = power_chord(voice_, bar, step, boogie=figure == "shuffle")
            else:
                before = self._pitches.get(part, [])
                others = [note for other in self._voiced if other != part for note in self._sounding(other, bar, step)]
                # Reuse voicings: otherwise a repeated progression is voiced differently each time, by what came before it.
                grip = (part, theme_of(bar.section), bar.tonic, self._chord.get(part), chord)
                if grip not in self._grips:
                    self._grips[grip] = voice(chord, bar.tonic, before, voice_.low, voice_.high, most, others)
                pitches = self._grips[grip]
                self._pitches[part], self._chord[part] = pitches, chord
                self._voiced[part] = [
                    *self._voiced.get(part, [])[-CHORDS_KEPT:],
                    (bar.start + step * self._sheet.step, pitches),
                ]
            if mark == "m":
                pitches, length = pitches[:MUTED_STRINGS], MUTED
            velocity = (0.46 if mark == "o" else 0.62) + 0.3 * bar.level + 0.05 * (step == 0)
            spread = STRUM_SECONDS if voice_.sound in STRUMMED else 0.0
            order = pitches if step % STEPS == 0 else pitches[::-1]
            late = self._sheet.late(part, step)
            for string, pitch in enumerate(order):
                self._sheet.add(
                    part, bar, step, length + (0.15 if held else -0.1), pitch,
                    velocity + self._rng.normal(0, 0.03), late=late + spread * string,
                )  # fmt: skip

    def _sounding(self, part: str, bar: Bar, step: int) -> list[int]:
        """The pitches of a part's chord at a sixteenth of a bar, or of the bar's first chord if that is still to come."""
        now = bar.start + step * self._sheet.step + 1e-6
        in_bar = [(at, pitches) for at, pitches in self._voiced.get(part, ()) if at > bar.start - 1e-6]
        begun = [pitches for at, pitches in in_bar if at <= now]
        return begun[-1] if begun else in_bar[0][1] if in_bar else []

    def _clear_of_chords(self, pitches: list[int], bar: Bar, step: int) -> list[int]:
        """The pitches that do not rub against a chord at a sixteenth of a bar; all if there are none."""
        return [pitch for pitch in pitches if not self._rubs(pitch, bar, step)] or pitches

    def _rubs(self, pitch: int, bar: Bar, step: int) -> bool:
        """Whether a pitch is dissonant with a chord at a sixteenth of a bar."""
        return any(pitch - at in RUBBING for part in self._voiced for at in self._sounding(part, bar, step))

    def _play_arp(self, part: str, voice_: Voice, bar: Bar) -> None:
        if bar.last:
            self._roll_up(part, voice_, bar)
            return
        mask, order = ARPS[self._figure(part, turn_of(bar))]
        position = bar.number % 2 * 3 if voice_.role == "arp" else 0
        chance = np.random.default_rng([self._seed, len(part), len(bar.section.kind), place_of(bar)])
        leaves_out = 0.0 if is_sequenced(voice_.sound) else LEAVES_OUT
        for step in bar.thinned(s for s in range(bar.steps) if mask[s % len(mask)] != "."):
            if mask[step % len(mask)] == "?" and chance.random() < 0.45:
                continue
            chord = bar.chord_at(step)
            tones = self._clear_of_chords(self._ladder(chord, bar.tonic, voice_), bar, step)
            pitch = tones[order[position % len(order)] % len(tones)]
            position += 1
            if chance.random() < leaves_out:
                continue
            long = max(2.0 if mask.count("x") <= 8 else 1.0, 0.6 * bar.apart)
            accent = ACCENTS[step % STEPS]
            own = long * (1.6 if voice_.role == "arp" else 0.9)
            # The pedal changes with the chord.
            length = min(self._sounded(voice_, own), max(own, bar.chord_lasts(step)))
            velocity = 0.5 + 0.3 * bar.level + accent + self._rng.normal(0, 0.04)
            self._echoed(part, voice_, bar, step, length, pitch, velocity, self._sheet.late(part, step))

    def _echoed(
        self, part: str, voice_: Voice, bar: Bar, step: int, length: float, pitch: int, velocity: float, late: float
    ) -> None:
        """A note and its echoes."""
        for number in range(voice_.echoes + 1):
            self._sheet.add(part, bar, step + ECHO * number, length, pitch, velocity * FADES**number, late=late)

    def _roll_up(self, part: str, voice_: Voice, bar: Bar) -> None:
        """Arpeggiate a last chord from its lowest note up."""
        for number, pitch in enumerate(self._ladder(bar.chords[0], bar.tonic, voice_)[:5]):
            length = self._sounded(voice_, bar.sounding)
            self._sheet.add(part, bar, 0, length, pitch, 0.5 + 0.2 * bar.level, late=0.04 * number)

    def _sounded(self, voice_: Voice, length: float) -> float:
        """A length in sixteenths, within what the sound is played for."""
        longest, shortest = SHORT.get(voice_.sound, np.inf), RINGS.get(voice_.sound, 0.0)
        return float(np.clip(length, shortest / self._sheet.step, longest / self._sheet.step))

    def _ladder(self, chord: Chord, tonic: int, voice_: Voice) -> list[int]:
        """The ascending notes of a chord within a part's range."""
        classes = {(tonic + chord.root + tone) % 12 for tone in chord.tones}
        return [pitch for pitch in range(voice_.low, voice_.high + 1) if pitch % 12 in classes] or [voice_.low]

    def _play_bass(self, part: str, voice_: Voice, bar: Bar) -> None:
        if bar.last:
            root = bass_note(voice_, bar, 0, "r", voice_.low)
            self._sheet.add(part, bar, 0, bar.sounding, root, 0.7 + 0.2 * bar.level)
            return
        turn = turn_of(bar) + (1 if bar.number % PHRASE == PHRASE - 1 else 0)
        pattern = BASSES[self._figure(part, turn)]
        changes = {step for step in range(1, bar.steps) if bar.chord_at(step) is not bar.chord_at(step - 1)}
        marks = {step: pattern[step % len(pattern)] for step in range(bar.steps)}
        struck = [step for step, mark in marks.items() if mark not in "-." or (mark == "-" and step in changes)]
        kept = sorted({*bar.thinned(struck), *changes.intersection(struck)})
        for number, step in enumerate(kept):
            mark = "r" if step in changes else marks[step]
            length = held_for(pattern, step, bar.steps)
            if bar.apart > 1:  # the remaining notes ring longer
                length = (kept[number + 1] if number + 1 < len(kept) else bar.steps) - step
            last = self._pitches.get(part, [(voice_.low + voice_.high) // 2])[0]
            pitch = bass_note(voice_, bar, step, mark, last)
            self._pitches[part] = [pitch]
            velocity = 0.66 + 0.22 * bar.level + (0.06 if step == 0 else 0.0) + self._rng.normal(0, 0.03)
            self._sheet.add(part, bar, step, length * 0.96, pitch, velocity, late=self._sheet.late(part, step))

    def _play_lead(self, part: str, voice_: Voice, bar: Bar, theme: Theme) -> None:
        melody = MELODIES[self._figure(part, 0 if bar.section.kind in ("verse", "intro") else 1)]
        if bar.last:
            home = nearest((voice_.low + voice_.high) // 2, [(bar.tonic + bar.chords[0].root) % 12])
            self._sheet.add(part, bar, 0, bar.sounding, home, 0.6 + 0.2 * bar.level)
            return
        place, of_theme = bar.place % (2 * PHRASE), theme.phrases[part]
        rhythm, aim = of_theme.rhythms[place], of_theme.aims[place]
        # A melody must be recognisable: it returns note for note, later with some ornaments, and transposed where the piece is
        # lifted. When later repeats had higher goals, only one note in six was the same.
        chance = np.random.default_rng([self._seed, len(part), len(theme_of(bar.section)), of_theme.motifs[place]])
        tonic, middle = bar.tonic - bar.lift, (voice_.low + voice_.high) / 2
        before = self._pitches.get(part, [round(middle)])
        if place % 2 == 0:  # newly composed, but without a leap from the last note
            start = round(middle + aim)
            most = SIXTH if place % PHRASE == 0 else LEAP
            before = [start if not bar.number else int(np.clip(start, before[-1] - most, before[-1] + most))]
        closes = place % PHRASE == PHRASE - 1
        # An answer begins like its question where it has the same chords. Composed anew, two thirds of its notes differed.
        alike = (part, theme_of(bar.section), of_theme.motifs[place], aim, closes and place, bar.chords, tonic)
        sung = self._sung.setdefault(alike, {})
        end = bar.steps - (STEPS if closes else 0)  # a rest after a phrase
        step = 0
        for number, length in enumerate(rhythm):
            length_now = min(abs(length), end - step)
            if length_now <= 0:
                break
            if length > 0:
                then = (*rhythm, *of_theme.rhythms[(place + 1) % len(of_theme.rhythms)])[number + 1]
                last = (closes and step + length_now >= end) or then < 0
                welcome = self._welcome(bar, tonic, step, length_now, place if closes and last else None, last=last)
                goal, dwells = middle + 1.8 * aim, length_now >= STEPS or step % 8 == 0
                pitch = sung.get(step)
                if pitch is None or (dwells and self._rubs(pitch, bar, step)):
                    pitch = self._next_note(before, goal, bar, tonic, step, voice_, melody, chance, welcome, length_now)
                sung[step] = pitch
                before = [*before[-1:], pitch]
                if step == 0:
                    self._root, self._on_root = bar.chords[0].root, (pitch - tonic - bar.chords[0].root) % 12 == 0
                velocity = 0.6 + 0.25 * bar.level + (0.07 if step % 8 == 0 else 0.0) + 0.015 * aim
                late = max(0.0, self._sheet.late(part, step)) + (0.004 if step % STEPS else 0.0)
                # Drawn in the first turn too, so that later random choices stay the same.
                ornamented = length_now >= 4 and chance.random() < melody.ornaments
                if ornamented and bar.section.turn:
                    other = min(self._neighbour(pitch, bar.chord_at(step), tonic) + bar.lift, voice_.high)
                    self._sheet.add(part, bar, step, 1, other, velocity - 0.12, late=late)
                    self._sheet.add(part, bar, step + 1, length_now - 1.1, pitch + bar.lift, velocity, late=late)
                else:
                    velocity += self._rng.normal(0, 0.03)
                    self._sheet.add(part, bar, step, length_now * 0.95, pitch + bar.lift, velocity, late=late)
            step += length_now
        self._pitches[part] = before

    def _next_note(
        self,
        before: Sequence[int],
        goal: float,
        bar: Bar,
        tonic: int,
        step: int,
        voice_: Voice,
        melody: Melody,
        chance: np.random.Generator,
        welcome: Collection[int],
        length: int,
    ) -> int:
        """The next note of a melody; see `next_note`."""
        dwells = length >= STEPS or step % 8 == 0
        melodic = self._melodic(bar.chord_at(step), tonic) if dwells else self._passing(bar.chord_at(step), tonic)
        highest = voice_.high - (bar.lift if tonic != bar.tonic else 0)
        ladder = [pitch for pitch in range(voice_.low, highest + 1) if pitch % 12 in melodic]
        if dwells:  # a long note must not clash with a chord
            clear = self._clear_of_chords(ladder, bar, step)
            nearest_ones = range(before[-1] - FIFTH, before[-1] + FIFTH + 1)
            again = before[-2:] == [before[-1]] * 2  # it would be repeated a third time
            near = (pitch for pitch in clear if pitch in nearest_ones and not (again and pitch == before[-1]))
            ladder = clear if any(pitch % 12 in welcome for pitch in near) else ladder
        return next_note(before, goal, ladder, welcome, melody.leaps, chance)

    def _welcome(
        self, bar: Bar, tonic: int, step: int, length: int, place: int | None = None, *, last: bool = False
    ) -> set[int]:
        """The preferred pitch classes of a melody note: those of the chord if it is long, on a strong beat, or the
        `last` one before a rest. A question ends openly, an answer on the tonic.

        Args:
            place: the bar's position in its theme if a phrase closes with this note.
        """
        chord = bar.chord_at(step)
        if step % 8 and length < LONG and not last:
            return set(self._melodic(chord, tonic) if length >= STEPS else self._passing(chord, tonic))
        tones = chord.sung
        if place is None and step == 0 and self._on_root and chord.root != self._root:
            tones = tuple(tone for tone in tones if tone)  # a melody does not move in octaves with the bass
        if place is not None:
            wanted = (0, 3, 4) if place == 2 * PHRASE - 1 else (3, 4, 7)
            tones = tuple(tone for tone in tones if tone in wanted) or tones
        return {(tonic + chord.root + tone) % 12 for tone in chord.restful if tone in tones} or {
            (tonic + chord.root + tone) % 12 for tone in tones
        }

    def _melodic(self, chord: Chord, tonic: int) -> list[int]:
        """The pitch classes of a melody over a chord: the scale, altered by the chord."""
        own = {(chord.root + tone) % 12 for tone in chord.tones}
        scale = {step for step in self._scale if not own & {(step - 1) % 12, (step + 1) % 12} or step in own}
        return [(tonic + step) % 12 for step in sorted(scale | own)]

    def _passing(self, chord: Chord, tonic: int) -> list[int]:
        """The pitch classes of short passing notes: the chord's whole scale, so that steps are possible."""
        if len(self._scale) < len(chord.scale):
            return self._melodic(chord, tonic)
        return [(tonic + step) % 12 for step in chord.scale]

    def _neighbour(self, pitch: int, chord: Chord, tonic: int) -> int:
        """The next higher note."""
        classes = set(self._melodic(chord, tonic))
        return next(pitch + more for more in range(1, 13) if (pitch + more) % 12 in classes)

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
            first, middle = bar.steps // 2, (voice_.low + voice_.high) / 2
            chance = np.random.default_rng([self._seed, len(part), len(bar.section.kind), bar.number % (2 * PHRASE)])
            for step in bar.thinned(range(first, bar.steps - 1, 2)):
                welcome = self._welcome(bar, bar.tonic, step, 2, last=step + 4 > bar.steps)
                song = MELODIES["song"]
                pitch = self._next_note(before, middle, bar, bar.tonic, step, voice_, song, chance, welcome, 2)
                before = [*before[-1:], pitch]
                louder = velocity + 0.02 * (step - first)
                self._sheet.add(part, bar, step, 1.9, pitch, louder, late=self._sheet.late(part, step))
            self._pitches[part] = before
            return
        edges = bar.chord_starts
        for number, step in enumerate(edges):  # guide tones: the third, or the tone with the least movement
            chord = bar.chord_at(step)
            tones = [tone for tone in chord.tones if tone not in (0, 7)] or list(chord.tones)
            pitch = nearest(before[0], [(bar.tonic + chord.root + tone) % 12 for tone in tones])
            if not voice_.low <= pitch <= voice_.high:
                pitch = nearest((voice_.low + voice_.high) // 2, [pitch % 12])
            length = (edges[number + 1] if number + 1 < len(edges) else bar.sounding) - step
            self._sheet.add(part, bar, step, length, pitch, velocity)
            before = [pitch]
        self._pitches[part] = before

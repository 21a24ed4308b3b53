"""Tracks: the notes of a part as sound, in stretches, so that a long piece is never held in memory as a whole.

What belongs here: the sound and level of one part. What does not: its notes (composition.py), single sounds (instruments.py,
drums.py, soundfonts.py), the mix (mixing.py).
"""

import bisect
import functools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from resources.renderers.sketch import drums, soundfonts
from resources.renderers.sketch.amplifier import DRIVES, amplified
from resources.renderers.sketch.arrangements import Arrangement, Voice
from resources.renderers.sketch.equalising import equalised, equaliser
from resources.renderers.sketch.instruments import LENGTH_STEP, RATE, play
from resources.renderers.sketch.score import DRUMS as DRUM_PART
from resources.renderers.sketch.score import SWEEPS, Note, Score
from resources.renderers.sketch.soundfonts import SoundFont
from resources.renderers.sketch.sounds import DRUMS, KITS, SOUNDS

AT_ONCE = 60 * RATE  # samples up to which a piece is mixed as a whole
STRETCH = 30 * RATE  # samples per stretch of a longer piece
RINGS = 6 * RATE  # samples by which the last notes of a stretch may ring on
MEASURED, PASSAGE = 8, 4 * RATE  # number and samples of the passages on which a part's level is measured
CACHED = 1 << 15  # samples that are added at once: with the whole sound it takes four times as long
BLOCK = 0.1  # seconds per block when measuring a part's level
LOUD_PART = 75  # the percentile of those blocks that is set to the part's level
REFERENCE = 0.1  # the level of a part at 0 dB
SWEEPS_LEVEL = -13.0
KICK = 1.5  # gain of a synthesised kick drum relative to other drums


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A part: its notes in order, the voice that plays them (None for drums and sweeps), and its level in decibels.
    `samples`: of the whole piece. `font`: plays the instruments that it has; others are synthesised. `sections`: of its
    equaliser.
    """

    part: str
    notes: Sequence[Note]
    voice: Voice | None
    level: float
    kit: str
    samples: int
    font: SoundFont | None
    sections: np.ndarray | None = None

    def sound(self, first: int, last: int) -> np.ndarray:
        """The sound of the notes that begin between two samples, starting at `first`: float32 of shape (channels, samples).
        They may ring on past `last`, up to the piece's end.
        """
        begin, end = (bisect.bisect_left(self.notes, at, key=_sample) for at in (first, last))
        notes = self.notes[begin:end]
        rings = max((int((note.start + note.length) * RATE) + RINGS for note in notes), default=0)
        length = min(self.samples, max(last, rings)) - first
        is_drum, program = self.voice is None, self._program
        if self.font is not None and program is not None:
            strokes: dict[int, list[tuple[int, int, int, float]]] = {program: []}
            for note in notes:
                start, end = (int(at * RATE) - first for at in (note.start, note.start + note.length))
                of, key = self._stroke(note, program)
                strokes.setdefault(of, []).append((start, end, key, note.velocity))
            played = [soundfonts.play(self.font, of, own, length, RATE, drums=is_drum) for of, own in strokes.items()]
            sound = functools.reduce(np.add, played)  # each of one channel or two
            if self.voice is not None and self.voice.sound in DRIVES:
                sound = amplified(sound, DRIVES[self.voice.sound], RATE)
            return equalised(sound, self.sections)
        track = np.zeros((2, length), np.float32)
        for number, note in enumerate(notes, start=begin):
            sound, gain = self._computed(note, number)
            at = _sample(note) - first
            stop = min(length, at + sound.shape[1])
            if stop > at:
                track[:, at:stop] += sound[:, : stop - at] * gain
        return equalised(track, self.sections)

    @property
    def _program(self) -> int | None:
        """The General MIDI program, if a font may play it."""
        if self.voice is not None:
            return SOUNDS[self.voice.sound][0]
        return KITS[self.kit].program if self.part == DRUM_PART else None

    def _stroke(self, note: Note, program: int) -> tuple[int, int]:
        """The program and key of a recorded note."""
        if self.voice is not None:
            return program, note.pitch
        of, key = KITS[self.kit].others.get(note.drum, (program, DRUMS[note.drum][0]))
        return of, note.pitch or key

    def _computed(self, note: Note, number: int) -> tuple[np.ndarray, np.ndarray | np.float32]:
        """A synthesised note and its gain. `number`: the index of the note in the part."""
        if self.voice is not None:
            sound = play(SOUNDS[self.voice.sound][1], note.pitch, max(1, round(note.length / LENGTH_STEP)))
            return sound, np.float32(note.velocity**1.5)
        if self.part == SWEEPS:
            return drums.sweep(round(note.length, 2), RATE), np.float32(note.velocity)
        louder = np.float32(KICK if note.drum == "kick" else 1.0)
        sound = drums.hit(note.drum, RATE, number % drums.TAKES, self.kit, note.pitch)
        return sound, note.velocity**1.5 * louder * sides(DRUMS[note.drum][1])

    def gain(self, power: np.ndarray) -> np.float32:
        """The gain that brings the loud passages of a part to its level, because fonts and synthesised sounds differ in
        loudness.

        Args:
            power: `power_of` the part, or of some of its stretches.
        """
        heard = power[power > 1e-4 * power.max(initial=0.0)] if power.size else power
        if not heard.size or not heard.max() > 0:
            return np.float32(1)
        # The mean for drums: most blocks between sparse strokes are nearly silent, which made sparse drums 8 dB louder.
        usual = np.mean(heard) if self.part == DRUM_PART else np.percentile(heard, LOUD_PART)
        return np.float32(REFERENCE * 10 ** (self.level / 20) / np.sqrt(usual))


def tracks_of(score: Score, arrangement: Arrangement, samples: int, font: SoundFont | None) -> list[Track]:
    """The tracks of a piece, in order of entry."""
    by_part: dict[str, list[Note]] = defaultdict(list)
    for note in score.notes:
        by_part[note.part].append(note)
    levels = {DRUM_PART: arrangement.drums, SWEEPS: SWEEPS_LEVEL}
    tracks = []
    for part, notes in by_part.items():
        voice = score.voices.get(part)
        level = voice.level if voice else levels[part]
        sections = equaliser(voice, score.voices.values(), arrangement.dip, RATE) if voice else None
        tracks.append(Track(part, notes, voice, level, arrangement.kit, samples, font, sections))
    return tracks


def stretches(samples: int) -> Iterator[tuple[int, int]]:
    """(first sample, end sample) of each stretch."""
    length = STRETCH if samples > AT_ONCE else samples
    yield from ((first, min(first + length, samples)) for first in range(0, samples, length))


class Bus:
    """A mixing bus that is read in stretches; tails are carried over to the next one."""

    def __init__(self, channels: int) -> None:
        self._sum = np.zeros((channels, 0), np.float32)

    def add(self, sound: np.ndarray, levels: np.ndarray) -> None:
        """Add a sound that begins with the next stretch.

        Args:
            levels: of each of the sound's channels in those of the bus, shape (channels of the bus, channels of the sound).
        """
        samples = sound.shape[1]
        if samples > self._sum.shape[1]:
            longer = np.zeros((len(self._sum), samples + RINGS), np.float32)  # copied once, not for each longer tail
            longer[:, : self._sum.shape[1]] = self._sum
            self._sum = longer
        for first in range(0, samples, CACHED):
            part = slice(first, min(first + CACHED, samples))
            self._sum[:, part] += levels @ sound[:, part]

    def take(self, samples: int) -> np.ndarray:
        """The next stretch, shape (channels, samples)."""
        missing = samples - self._sum.shape[1]
        taken = np.pad(self._sum, ((0, 0), (0, missing))) if missing > 0 else self._sum[:, :samples]
        self._sum = self._sum[:, samples:].copy()
        return taken


def gains_of(tracks: Sequence[Track], samples: int) -> list[np.float32]:
    """The gain of each track, measured on some of its passages."""
    return [track.gain(np.concatenate(list(_powers(track, samples)))) for track in tracks]


def _powers(track: Track, samples: int) -> Iterator[np.ndarray]:
    """The power of equally spaced passages in which a track plays, each up to the end of its last note: a sweep is loudest there."""
    ends: dict[int, int] = {}
    for note in track.notes:
        number = _sample(note) // PASSAGE
        ends[number] = max(ends.get(number, (number + 1) * PASSAGE), int((note.start + note.length) * RATE))
    played = sorted(ends.items()) or [(0, PASSAGE)]
    for at in np.unique(np.linspace(0, len(played) - 1, MEASURED).round().astype(int)):
        number, last = played[at]
        whole = replace(track, samples=min(last, samples))
        yield power_of(whole.sound(number * PASSAGE, whole.samples))


def sides(pan: float) -> np.ndarray:
    """Equal-power panning: the levels of left and right, shape (2, 1)."""
    angle = (pan + 1) * np.pi / 4
    return (np.array([[np.cos(angle)], [np.sin(angle)]]) * 2**0.5).astype(np.float32)


def _sample(note: Note) -> int:
    return int(note.start * RATE)


def power_of(sound: np.ndarray) -> np.ndarray:
    """The mean square of each block of a tenth of a second."""
    size = round(BLOCK * RATE)
    whole = sound.shape[1] // size * size
    blocks = sound[:, :whole].reshape(len(sound), -1, size) if whole else sound[:, None]
    return np.einsum("cbs,cbs->b", blocks, blocks) / (len(sound) * blocks.shape[2])

"""Harmony: chord symbols, cadences and voicings.

What belongs here: the notes of chords, and voice leading. What does not: which chords follow each other (progressions.py), when
they are played (composition.py).
"""

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from resources.music.styles import Mode
from resources.music.tonality import WITH_MINOR_THIRD
from resources.renderers.sketch.progressions import PROGRESSIONS

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
LEADING = (7, 10, 5, 1, 2, 8)  # roots of chords that lead to the tonic, the best first: V, bVII, IV, bII, ii, bVI
# For the church modes, the chords with their characteristic note.
MODAL_LEADING = {"dorian": (5, 10, 2), "phrygian": (1, 10), "lydian": (2, 11, 7), "mixolydian": (10, 5, 7)}
# Penalties in semitones of movement: for two notes a semitone apart, and for a third or less below the C below middle C.
RUBS, MUDDY, CLEAR = 12.0, 1.5, 48
DEGREES = {"I": 0, "II": 2, "III": 4, "IV": 5, "V": 7, "VI": 9, "VII": 11}
# Semitones above the root, by the suffix of a degree; its case decides between a major and a minor third.
QUALITIES = {
    "": (), "5": (7,), "6": (4, 7, 9), "7": (4, 7, 10), "maj7": (4, 7, 11), "9": (4, 7, 10, 14), "maj9": (4, 7, 11, 14),
    "add9": (4, 7, 14), "sus4": (5, 7), "sus2": (2, 7), "+": (4, 8), "°": (3, 6), "°7": (3, 6, 9), "ø": (3, 6, 10),
    "7b9": (4, 7, 10, 13), "13": (4, 10, 14, 21), "11": (5, 7, 10, 14),
}  # fmt: skip
_SYMBOL = re.compile(r"(b|#)?([IViv]+)(.*)")


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord. `root`: semitones above the tonic (0 to 11). `tones`: semitones above the root, the root first. `scale`:
    the seven pitch classes, relative to the tonic, for melodies over it.
    """

    root: int
    tones: tuple[int, ...]
    scale: tuple[int, ...]

    @property
    def restful(self) -> tuple[int, ...]:
        """The tones that a melody may rest on: none that is a semitone above its root, third, fifth or seventh, such as
        the root of a major seventh chord.
        """
        return tuple(tone for tone in self.sung if not {(tone - 1) % 12} & {t for t in self.sung if t < 12})

    @property
    def sung(self) -> tuple[int, ...]:
        """The tones that a melody treats as its own: of a power chord also the third of its scale, because with roots and fifths
        alone a melody ran in octaves with the bass.
        """
        third = 3 if (self.root + 3) % 12 in self.scale else 4
        return (0, third, 7) if self.tones == (0, 7) else self.tones

    @property
    def minor(self) -> bool:
        """Whether its third is minor."""
        return 3 in self.tones


@functools.cache
def chord(symbol: str, scale: tuple[int, ...]) -> Chord:
    """Parse a chord symbol: degrees of the major scale in Roman numerals, lower case for minor ("i", "bVI", "IVmaj7").

    Args:
        scale: of the piece; other notes of the chord replace their neighbours in it.
    """
    match = _SYMBOL.fullmatch(symbol)
    assert match, symbol
    sign, numeral, quality = match.groups()
    root = (DEGREES[numeral.upper()] + {"b": -1, "#": 1, None: 0}[sign]) % 12
    minor = numeral.islower()
    tones = QUALITIES[quality] or (4, 7)
    tones = (0, *(3 if minor and tone == 4 and "+" not in quality else tone for tone in tones))
    if minor and quality == "maj7":
        tones = (0, 3, 7, 11)
    elif minor and quality == "6":
        tones = (0, 3, 7, 9)
    own = {(root + tone) % 12 for tone in tones}
    kept = [step for step in scale if step in own or not own & {(step - 1) % 12, (step + 1) % 12}]
    melodic = sorted({*own, *kept})
    for step in scale:  # seven notes, from the piece's scale as far as possible
        if len(melodic) < 7 and step not in melodic:
            melodic = sorted({*melodic, step})
    return Chord(root, tones, tuple(melodic))


RICH = {"neo-soul", "jazz", "bossa", "modal-calm", "modal-dark", "funk", "blues"}  # kinds whose chords have sevenths


def in_mode(kind: str, mode: Mode) -> str:
    """The kind of progressions for a mode: its counterpart in the other mode if there is one, or a church mode's own."""
    base = kind.removesuffix("-minor").removesuffix("-major")
    if mode in MODAL_LEADING:
        return f"{mode}-rich" if base in RICH else mode
    minor = mode == "minor"
    wanted = [f"{base}-{'minor' if minor else 'major'}", base]
    for name in wanted if is_minor(kind) != minor else [kind]:
        if name in PROGRESSIONS and is_minor(name) == minor:
            return name
    return "pop-minor" if minor else "pop-major"


def is_minor(kind: str) -> bool:
    """Whether the progressions of a kind are in minor."""
    return PROGRESSIONS[kind]["verse"][0].startswith("i")


def bars_of(progression: str, scale: tuple[int, ...]) -> list[tuple[Chord, ...]]:
    """The chords of a progression, one or two per bar."""
    return [tuple(chord(symbol, scale) for symbol in bar.split("/")) for bar in progression.split()]


def cadence(theme: Sequence[tuple[Chord, ...]], mode: Mode) -> tuple[tuple[Chord], tuple[Chord]]:
    """The ending of a piece, a chord for each of two bars: the theme's chord that leads to the tonic best, and its
    tonic, both with the extensions that they have in the theme.
    """
    scale, wanted = MINOR if mode in WITH_MINOR_THIRD else MAJOR, MODAL_LEADING.get(mode, LEADING)
    home = next((bar[0] for bar in theme if bar[0].root == 0 and 7 in bar[0].tones), chord("Ii"[scale is MINOR], scale))
    leading = [bar[-1] for bar in theme if bar[-1].root in wanted]
    before = min(leading, key=lambda each: wanted.index(each.root)) if leading else chord("V", scale)
    return (before,), (home,)


def voice(
    tones: Chord,
    tonic: int,
    before: Sequence[int],
    low: int,
    high: int,
    most: int = 4,
    others: Sequence[int] = (),
) -> list[int]:
    """Voice a chord: MIDI pitches between two bounds, in the inversion with the least movement from the chord before
    (voice leading).

    Args:
        most: the maximum number of notes. In richer chords the fifth is dropped first, then the root, which the bass
            plays; the
            root is dropped first if the chord has a note a semitone from it.
        others: the pitches that other parts play at the same time.
    """
    degrees = list(tones.tones)
    if others:  # only one part plays extensions that are a semitone from a chord tone
        degrees = [d for d in degrees if d < 12 or not any((d - e) % 12 in (1, 11) for e in degrees if e < 12)]
    for spare in (0, 7) if {11, 13} & set(degrees) else (7, 0):
        if len(degrees) > most and spare in degrees:
            degrees.remove(spare)
    classes = [(tonic + tones.root + tone) % 12 for tone in degrees[-most:]]
    options = []
    for turn in range(len(classes)):
        for bottom in range(low, min(low + 14, high)):
            if bottom % 12 != classes[turn]:
                continue
            pitches = [bottom]
            for pitch_class in classes[turn + 1 :] + classes[:turn]:
                pitches.append(pitches[-1] + ((pitch_class - pitches[-1]) % 12 or 12))
            if pitches[-1] <= high:
                options.append(pitches)
    if not options:
        return [low + (classes[0] - low) % 12]
    middle = float(np.mean(before)) if before else (low + high) / 2

    def cost(pitches: list[int]) -> float:
        rubs = sum(RUBS * (b - a == 1) + MUDDY * (b - a < 5 and a < CLEAR) for a, b in itertools.pairwise(pitches))
        rubs += RUBS * sum(abs(pitch - other) in (1, 13) for pitch in pitches for other in others)
        if not before:
            return abs(float(np.mean(pitches)) - middle) + rubs
        moved = float(np.mean([min(abs(pitch - other) for other in before) for pitch in pitches]))
        return moved + 0.15 * abs(float(np.mean(pitches)) - (low + high) / 2) + rubs

    return min(options, key=cost)

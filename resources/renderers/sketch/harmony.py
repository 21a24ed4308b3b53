"""Harmony: chord symbols, progressions by kind of music, and voicings.

What belongs here: the notes of chords, and voice leading. What does not: when they are played (composition.py), which style
uses which kind (arrangements.py).
"""

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from resources.music.styles import Mode
from resources.music.tonality import WITH_MINOR_THIRD

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
        return tuple(tone for tone in self.tones if not {(tone - 1) % 12} & {t for t in self.tones if t < 12})

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


# By kind: progressions for a verse, a chorus and a bridge, with a chord per bar ("I/V": two per bar). Those of a kind can be
# combined. All are common functional harmony.
PROGRESSIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "pop-major": {
        "verse": ("I V vi IV I V IV V", "vi IV I V vi IV I/V V", "I iii IV V I iii IV iv", "I vi IV V I vi ii V"),
        "chorus": ("IV V vi I IV V I I", "I V vi IV I V vi/iii IV", "vi V IV I vi V IV V7", "I bVII IV I I bVII IV V"),
        "bridge": ("ii IV vi V", "iv I II V", "bVI bVII I V", "vi iii IV ii"),
    },
    "pop-minor": {
        "verse": ("i bVI bIII bVII i bVI iv v", "i iv bVI bVII i iv bVI V", "i bVII bVI bVII i bVII iv V"),
        "chorus": ("bVI bVII i bIII bVI bVII i i", "bIII bVII i bVI bIII bVII bVI/iv V", "i bVI bIII bVII i bVI iv bVII"),
        "bridge": ("iv v bVI V", "bVI bIII iv V", "bII bVI iv V"),
    },
    "rock": {
        "verse": ("I bVII IV I I bVII IV V", "I I IV IV I I V IV", "I IV bVII IV I IV V V"),
        "chorus": ("I V bVII IV I V bVII IV", "IV I V I IV I bVII V", "I bIII IV bVII I bIII IV V"),
        "bridge": ("vi IV ii V", "bVI bVII IV V", "bIII bVII IV V"),
    },
    "rock-minor": {
        "verse": ("i bVII bVI bVII i bVII bVI v", "i i bIII bVII i i bVI bVII", "i bIII bVII IV i bIII bVII iv"),
        "chorus": ("bVI bVII i i bVI bVII bIII V", "i bVI bIII bVII i bVI bVII V", "bIII bVII i bVI bIII bVII iv V"),
        "bridge": ("iv i bII V", "bVI bIII bVII V", "bII i bVI bVII"),
    },
    "metal": {
        "verse": ("i5 i5 bVI5 bVII5 i5 i5 bII5 bIII5", "i5 bII5 i5 bVII5 i5 bII5 bVI5 V5"),
        "chorus": ("i5 bVI5 bIII5 bVII5 i5 bVI5 iv5 V5", "bVI5 bVII5 i5 i5 bVI5 bVII5 bII5 V5"),
        "bridge": ("i5 bV5 i5 bII5", "iv5 bVI5 bII5 V5"),
    },
    "metal-major": {
        "verse": ("I5 IV5 V5 IV5 I5 IV5 V5 IV5", "I5 V5 IV5 IV5 I5 V5 IV5 V5"),
        "chorus": ("I5 V5 vi5 IV5 I5 V5 vi5 IV5", "IV5 V5 I5 vi5 IV5 V5 I5 V5"),
        "bridge": ("vi5 IV5 ii5 V5",),
    },
    "modal-calm": {
        "verse": ("Imaj9 II Imaj9 vi11", "Imaj7 IVmaj7 Imaj7 ii9", "Iadd9 iii11 IVmaj7 Isus2"),
        "chorus": ("IVmaj9 Imaj7 vi9 iii11", "vi9 IVmaj7 Imaj9 Vsus4"),
        "bridge": ("bVIImaj7 IVmaj7 ii9 Vsus4", "bVImaj7 bVII Imaj9 Isus2"),
    },
    "modal-dark": {
        "verse": ("i9 bVImaj7 i9 iv9", "i11 bIImaj7 i11 bVII", "i9 v11 bVImaj7 iv9"),
        "chorus": ("bVImaj7 bVII i9 bIIImaj7", "iv9 i9 bVImaj7 v11"),
        "bridge": ("bIImaj7 bVImaj7 iv9 v11", "IV bVII i9 i9"),
    },
    "neo-soul": {
        "verse": ("ii9 V13 Imaj9 vi9 ii9 V13 iii11 VI7b9", "Imaj9 iii11 vi9 ii9/V13 Imaj9 iii11 IVmaj9 iv9"),
        "chorus": ("IVmaj9 iii11 ii9 V13 IVmaj9 iii11 vi9 bVII13", "IVmaj9 V13 iii11 vi9 ii9 V13 Imaj9 Imaj9"),
        "bridge": ("bVImaj9 bVII13 Imaj9 VI7b9", "iv9 bVII13 iii11 VI7b9"),
    },
    "neo-soul-minor": {
        "verse": ("i9 iv9 bVIImaj7 bIIImaj9 bVImaj9 iiø V7b9 i9", "i9 v11 bVImaj9 iv9 i9 v11 iv9 V7b9", "i9 IV9 i9 IV9 i9 IV9 bVImaj7 v11"),
        "chorus": ("bVImaj9 v11 i9 bVII9 bVImaj9 v11 i9 i9", "iv9 bVII9 bIIImaj9 bVImaj9 iiø V7b9 i9 i9"),
        "bridge": ("bIImaj7 bVImaj9 iv9 V7b9", "IVmaj9 bVII9 bIIImaj9 V7b9"),
    },
    "jazz": {
        "verse": ("Imaj7 vi9 ii9 V13 iii11 VI7b9 ii9 V13", "Imaj9 IV9 iii11 VI7b9 ii9 V13 Imaj9 ii9/V13"),
        "chorus": ("ii9 V13 Imaj9 IVmaj7 viiø III7b9 vi9 VI7b9", "IVmaj7 #iv°7 Imaj7 VI7b9 ii9 V13 Imaj9 V13"),
        "bridge": ("iii11 VI7b9 iii11 VI7b9 ii9 II9 ii9 V13", "III7 III7 VI7 VI7 II9 II9 V13 V13"),
    },
    "jazz-minor": {
        "verse": ("i9 iiø/V7b9 i9 bVI9/V7b9 i9 iv9 iiø V7b9", "i6 iv9 bVII9 bIIImaj7 bVImaj7 iiø V7b9 i6"),
        "chorus": ("iv9 bVII9 bIIImaj7 bVImaj7 iiø V7b9 i9 i9", "bVImaj7 V7b9 i9 bVII9 bVI9 V7b9 i6 V7b9"),
        "bridge": ("iv9 bVII9 bIIImaj9 bVImaj7 iiø V7b9 i9 V7b9",),
    },
    "blues": {
        "verse": ("I7 IV9 I7 I7 IV9 IV9 I7 VI7 ii9 V13 I7/VI7 ii9/V13", "I7 I7 I7 I7 IV9 IV9 I7 I7 V7 IV9 I7 V7"),
        "chorus": ("I7 IV9 I7 I7 IV9 #iv°7 I7 VI7 V7 IV9 I7 V7",),
        "bridge": ("IV9 IV9 I7 I7 II7 II7 V7 V7",),
    },
    "blues-minor": {
        "verse": ("i9 iv9 i9 i9 iv9 iv9 i9 i9 bVI9 V7b9 i9 V7b9",),
        "chorus": ("i9 i9 i9 i9 iv9 iv9 i9 i9 V7b9 iv9 i9 V7b9",),
        "bridge": ("iv9 iv9 bIII bIII iiø iiø V7b9 V7b9",),
    },
    "funk": {
        "verse": ("i9 IV9 i9 IV9 i9 IV9 i9 bVII9", "i9 i9 i9 IV9 i9 i9 bIII9/bII9 i9"),
        "chorus": ("iv9 bVII9 bIIImaj7 bVImaj7 iv9 bVII9 i9 V7", "bVImaj7 bVII9 i9 i9 bVImaj7 bVII9 iv9 V7"),
        "bridge": ("bIII9 bIII9 IV9 V7", "v11 IV9 bIII9 bII9"),
    },
    "funk-major": {
        "verse": ("I9 I9 IV9 I9 I9 I9 IV9 V11", "I9 bVII9 IV9 I9 I9 bVII9 IV9 V11"),
        "chorus": ("IV9 I9 IV9 II9 IV9 I9 ii9 V11",),
        "bridge": ("bIII9 IV9 bIII9 V11",),
    },
    "two-chord": {
        "verse": ("i i bVII bVII i i bVI bVII", "i i iv iv i i bVI v", "i i i bVI i i i bVII"),
        "chorus": ("i bVI bIII bVII i bVI iv v", "bVI bVI bVII bVII i i bIII bVII"),
        "bridge": ("bVI bVI iv iv", "bII bII i i", "iv iv v v"),
    },
    "two-chord-major": {
        "verse": ("I I ii ii I I IV V", "I I bVII bVII I I IV IV"),
        "chorus": ("IV V I vi IV V I I", "I V IV IV I V IV V"),
        "bridge": ("vi vi IV V", "ii ii IV V"),
    },
    "reggae": {
        "verse": ("I I ii ii I I IV V", "I IV I V I IV ii V", "I V vi IV I V IV V"),
        "chorus": ("IV I IV I IV I ii V", "I V IV I I V IV/V I", "vi IV I V vi IV ii V"),
        "bridge": ("vi iii IV V", "ii iii IV V"),
    },
    "reggae-minor": {
        "verse": ("i i iv iv i i bVII v", "i bVII i bVII i bVII bVI v"),
        "chorus": ("iv i iv i bVI bVII i i",),
        "bridge": ("bIII bVII iv v",),
    },
    "bossa": {
        "verse": ("Imaj9 Imaj9 II9 II9 ii9 V13 Imaj9 bII9", "Imaj7 #i°7 ii9 V13 iii11 bIII°7 ii9 V13"),
        "chorus": ("ii9 V13 Imaj9 VI7b9 iv9 bVII13 iii11 VI7b9", "IVmaj7 iv9 iii11 VI7b9 II9 V13 Imaj9 bII9"),
        "bridge": ("bIImaj7 IV9 #i11 II9 ii9 bVII9 iii11/VI7b9 ii9/V13",),
    },
    "bossa-minor": {
        "verse": ("i9 i9 bVImaj7 V7b9 i9 iv9 iiø V7b9",),
        "chorus": ("iv9 bVII9 bIIImaj7 bVImaj7 iiø V7b9 i9 V7b9",),
        "bridge": ("bIImaj7 bVImaj7 iv9 V7b9",),
    },
    "latin": {
        "verse": ("i iv V7 V7 i iv V7 i", "i bVII bVI V7 i bVII bVI V7", "i i iv iv V7 V7 i V7"),
        "chorus": ("iv bVII bIII bVI iiø V7 i i", "i iv bVII bIII bVI iv V7 V7"),
        "bridge": ("bVI bVI bIII bIII iv iv V7 V7",),
    },
    "latin-major": {
        "verse": ("I IV V7 IV I IV V7 V7", "I I V7 V7 ii V7 I I"),
        "chorus": ("I vi ii V7 I vi ii/V7 I", "IV V7 iii vi ii V7 I I"),
        "bridge": ("vi ii V7 I vi II7 ii V7",),
    },
    "folk": {
        "verse": ("I IV I V I IV I/V I", "I V vi iii IV I IV V", "I vi IV I I vi ii V"),
        "chorus": ("IV I V vi IV I V V", "I IV vi V IV I V I", "IV V I vi IV V I I"),
        "bridge": ("vi V IV I", "ii vi IV V", "bVII IV I V"),
    },
    "folk-minor": {
        "verse": ("i bVII i v i bVII bIII V", "i bIII bVII iv i bIII v i"),
        "chorus": ("bIII bVII i i bVI bVII i i", "iv bVII bIII bVI iv v i i"),
        "bridge": ("bVI bIII iv V",),
    },
    "classical": {
        "verse": ("I V vi iii IV I ii V7", "I ii V7 I vi ii V7 I", "I vi IV ii V7 V7 I I"),
        "chorus": ("vi iii IV I ii vi II7 V7", "IV V7 iii vi ii V7 I I", "I V7 I IV vi ii V7 I"),
        "bridge": ("vi III7 vi II7 IV ii V V7", "iv bVII bIII bVI iv ii V V7", "ii VI7 ii V7"),
    },
    "classical-minor": {
        "verse": ("i iv V7 i bVI iv V7 V7", "i v bVI bIII iv i iv V7", "i iiø V7 i iv bVII bIII V7"),
        "chorus": ("bIII bVII i V7 bVI bIII iv V7", "iv bVII bIII bVI iiø V7 i i"),
        "bridge": ("bVI bIII bII V7", "I7 iv bVII7 bIII iv iiø V V7"),
    },
    "epic": {
        "verse": ("i bVI bIII bVII i bVI iv V", "i i bVI bVI iv iv bVII V", "i bVII bVI bVI i bVII iv V"),
        "chorus": ("bVI bVII i bIII iv bVI bVII i", "i bIII bVII IV i bIII bVI bVII", "i v bVI bIII iv i bVI V"),
        "bridge": ("bVI bII i V", "iv bVI bII V", "i bV bVI V"),
    },
    "epic-major": {
        "verse": ("I V vi IV I V bVI bVII", "I IV vi V I IV ii V"),
        "chorus": ("IV V vi I IV bVI bVII I", "I bVI bIII bVII I bVI IV V"),
        "bridge": ("bVI bIII bVII V", "vi iii IV V"),
    },
    "suspense": {
        "verse": ("i i bII i i i bVI5 bVII5", "i i° i bVI i iv° bII V", "i bVI i bV"),
        "chorus": ("i bVI bII V i bVI iv bII", "iv i bVI+ V7 iv bII i V7"),
        "bridge": ("bV i bII V", "i° bVI+ bII V7b9"),
    },
    "christmas": {
        "verse": ("I vi ii V7 I vi ii V7", "I I7 IV iv I VI7 ii V7", "I iii IV I ii VI7 II7 V7"),
        "chorus": ("IV iii ii I IV VI7 ii V7", "IV iv I VI7 II7 II7 ii V7", "I III7 vi I7 IV iv I/V7 I"),
        "bridge": ("vi III7 vi II7 IV iv V V7", "iv bVII I VI7 II7 II7 ii V7"),
    },
    "dorian": {
        "verse": ("i IV i IV i bVII IV i", "i bVII IV i i ii bIII IV", "i ii bIII IV i bVII IV IV"),
        "chorus": ("bIII IV i i bIII IV bVII i", "IV i IV i bVII IV i i"),
        "bridge": ("ii bIII IV IV", "bVII IV bVII IV"),
    },
    "dorian-rich": {
        "verse": ("i9 IV9 i9 IV9 i9 ii7 bIIImaj7 IV9", "i9 ii7 i9 IV9 i9 ii7 bIIImaj7 IV9"),
        "chorus": ("bIIImaj7 IV9 i9 i9 bVIImaj7 IV9 i9 i9",),
        "bridge": ("ii7 bIIImaj7 IV9 IV9",),
    },
    "phrygian": {
        "verse": ("i bII i bII bIII bII i i", "i i bII i i bvii bII i"),
        "chorus": ("bII bIII bII i bVI bvii bII i", "iv bIII bII i iv bIII bII i"),
        "bridge": ("iv bvii bII bII", "bVI bIII bII bII"),
    },
    "phrygian-rich": {
        "verse": ("i7 bIImaj7 i7 bIImaj7 i7 bvii7 bIImaj7 i7",),
        "chorus": ("iv9 bIII7 bIImaj7 i7 bvii7 bIII7 bIImaj7 i7",),
        "bridge": ("iv9 bvii7 bIImaj7 bIImaj7",),
    },
    "lydian": {
        "verse": ("I II I II vi II V I", "I I II II V V I II"),
        "chorus": ("II I V I II I vi II", "vi II I I vi II V I"),
        "bridge": ("iii vi II II", "vii iii II II"),
    },
    "lydian-rich": {
        "verse": ("Imaj9 II7 Imaj9 II7 vi9 II7 Vmaj7 Imaj9", "Imaj9 II7 vi9 II7 Imaj9 Vmaj7 vi9 II7"),
        "chorus": ("II7 Imaj9 Vmaj7 Imaj9 vi9 II7 Imaj9 Imaj9",),
        "bridge": ("iii7 vi9 II7 II7",),
    },
    "mixolydian": {
        "verse": ("I bVII IV I I bVII IV bVII", "I I bVII IV I v IV bVII"),
        "chorus": ("bVII IV I I bVII IV I bVII", "IV bVII I I IV bVII I I"),
        "bridge": ("v bVII IV bVII", "vi ii bVII bVII"),
    },
    "mixolydian-rich": {
        "verse": ("I9 v9 I9 v9 IVmaj9 bVIImaj9 I9 I9", "I9 bVIImaj9 IVmaj9 I9 I9 v9 IVmaj9 bVIImaj9"),
        "chorus": ("bVIImaj9 IVmaj9 I9 I9 bVIImaj9 IVmaj9 v9 bVIImaj9",),
        "bridge": ("ii9 v9 bVIImaj9 bVIImaj9",),
    },
}  # fmt: skip
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

"""Styles: how the composer plays each mood.

What belongs here: data. What does not: the moods' names, words and tempi (resources/music/moods.py), notes
(composition.py), sound (instruments.py).
"""

from dataclasses import dataclass

from resources.music.moods import MOODS

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
DORIAN = (0, 2, 3, 5, 7, 9, 10)
LYDIAN = (0, 2, 4, 6, 7, 9, 11)

Steps = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """How a mood is played.

    `scale`: semitones above the tonic. `progressions`: scale degrees from 0, a chord per bar. `sevenths`: chords of four
    notes. `arpeggio`: notes per bar, 0 for none. `melody`: share of the beats on which the melody starts a note.
    `reverb`: share of it in the mix. `swing`: how late the second of two eighths is, in beats. `drums`: the pattern's
    name or "".
    """

    scale: Steps
    progressions: tuple[Steps, ...]
    pad: str
    arp: str
    bass: str
    lead: str
    drums: str
    sevenths: bool
    arpeggio: int
    melody: float
    reverb: float
    swing: float = 0.0


STYLES = {
    "ambient": Style(LYDIAN, ((0, 1, 0, 4), (0, 4, 1, 0), (5, 1, 0, 4)), "pad", "bell", "sub", "bell", "", True, 4, 0.12, 0.5),
    "lofi": Style(DORIAN, ((0, 3, 0, 3), (1, 4, 0, 5), (0, 5, 3, 4)), "keys", "pluck", "bass", "keys", "lofi", True, 4, 0.28, 0.22, 0.12),
    "boom-bap": Style(MINOR, ((0, 5, 3, 4), (0, 0, 5, 6), (0, 6, 5, 4)), "keys", "pluck", "bass", "pluck", "boom-bap", True, 0, 0.2, 0.14, 0.1),
    "happy": Style(MAJOR, ((0, 4, 5, 3), (0, 3, 4, 3), (0, 5, 3, 4)), "organ", "pluck", "bass", "lead", "pop", False, 8, 0.4, 0.18),
    "epic": Style(MINOR, ((0, 5, 2, 6), (0, 3, 5, 6), (0, 2, 6, 5)), "strings", "strings-short", "bass", "brass", "epic", False, 8, 0.25, 0.42),
    "sad": Style(MINOR, ((0, 5, 2, 6), (0, 3, 0, 4), (5, 3, 0, 4)), "strings", "piano", "sub", "piano", "", False, 8, 0.25, 0.42),
    "electronic": Style(MINOR, ((0, 5, 2, 6), (0, 0, 5, 6), (5, 6, 0, 0)), "pad", "saw-pluck", "saw-bass", "lead", "house", False, 16, 0.25, 0.24),
    "acoustic": Style(MAJOR, ((0, 4, 5, 3), (0, 3, 0, 4), (5, 3, 0, 4)), "warm", "guitar", "bass", "guitar", "brushes", False, 8, 0.3, 0.2, 0.04),
}  # fmt: skip
assert STYLES.keys() == MOODS.keys(), "every mood has a style"

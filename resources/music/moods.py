"""Moods: what each sounds like, and which words of a prompt ask for it.

What belongs here: data. What does not: notes (composition.py), sound (instruments.py).
"""

import re
from dataclasses import dataclass

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
DORIAN = (0, 2, 3, 5, 7, 9, 10)
LYDIAN = (0, 2, 4, 6, 7, 9, 11)

Steps = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mood:
    """How a mood is played.

    `tempo`: (slowest, usual, fastest) beats per minute. `progressions`: scale degrees from 0, a chord per bar.
    `sevenths`: chords of four notes. `arpeggio`: notes per bar, 0 for none. `melody`: share of the beats on which the
    melody starts a note. `swing`: how late the second of two eighths is, in beats. `drums`: the pattern's name or "".
    """

    name: str
    words: tuple[str, ...]
    tempo: tuple[float, float, float]
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


MOODS = {
    mood.name: mood
    for mood in (
        Mood("ambient", ("ambient", "calm", "peaceful", "meditation", "dream", "dreamy", "space", "drone", "sleep", "soft", "slow"),
             (60, 70, 80), LYDIAN, ((0, 1, 0, 4), (0, 4, 1, 0), (5, 1, 0, 4)), "pad", "bell", "sub", "bell", "", True, 4, 0.12, 0.5),
        Mood("lofi", ("lofi", "lo-fi", "lo", "chill", "chilled", "mellow", "study", "relax", "relaxed", "cosy", "jazzy"),
             (70, 80, 90), DORIAN, ((0, 3, 0, 3), (1, 4, 0, 5), (0, 5, 3, 4)), "keys", "pluck", "bass", "keys", "lofi", True, 4, 0.28, 0.22, 0.12),
        Mood("boom-bap", ("boom", "bap", "boom-bap", "hip-hop", "hiphop", "hip", "rap", "beat", "street", "trap", "groove"),
             (82, 91, 100), MINOR, ((0, 5, 3, 4), (0, 0, 5, 6), (0, 6, 5, 4)), "keys", "pluck", "bass", "pluck", "boom-bap", True, 0, 0.2, 0.14, 0.1),
        Mood("happy", ("happy", "upbeat", "fun", "cheerful", "joy", "joyful", "bright", "summer", "playful", "funny", "pop"),
             (104, 116, 128), MAJOR, ((0, 4, 5, 3), (0, 3, 4, 3), (0, 5, 3, 4)), "organ", "pluck", "bass", "lead", "pop", False, 8, 0.4, 0.18),
        Mood("epic", ("epic", "cinematic", "dramatic", "trailer", "heroic", "battle", "orchestral", "powerful", "war", "intense"),
             (84, 96, 112), MINOR, ((0, 5, 2, 6), (0, 3, 5, 6), (0, 2, 6, 5)), "strings", "strings-short", "bass", "brass", "epic", False, 8, 0.25, 0.42),
        Mood("sad", ("sad", "melancholy", "melancholic", "lonely", "piano", "emotional", "tender", "loss", "grief", "rain", "dark"),
             (58, 68, 78), MINOR, ((0, 5, 2, 6), (0, 3, 0, 4), (5, 3, 0, 4)), "strings", "piano", "sub", "piano", "", False, 8, 0.25, 0.42),
        Mood("electronic", ("electronic", "edm", "techno", "house", "dance", "club", "synth", "synthwave", "fast", "energetic", "driving", "action"),
             (116, 124, 134), MINOR, ((0, 5, 2, 6), (0, 0, 5, 6), (5, 6, 0, 0)), "pad", "saw-pluck", "saw-bass", "lead", "house", False, 16, 0.25, 0.24),
        Mood("acoustic", ("acoustic", "guitar", "folk", "warm", "country", "nature", "campfire", "travel", "gentle", "hopeful", "light"),
             (88, 100, 112), MAJOR, ((0, 4, 5, 3), (0, 3, 0, 4), (5, 3, 0, 4)), "warm", "guitar", "bass", "guitar", "brushes", False, 8, 0.3, 0.2, 0.04),
    )
}  # fmt: skip
DEFAULT_MOOD = "ambient"

_WORDS = re.compile(r"[a-z]+(?:-[a-z]+)*")


def mood_of(prompt: str) -> Mood | None:
    """The mood that most words of a prompt ask for (the earliest word decides a tie); None when none does."""
    words = _WORDS.findall(prompt.lower())
    words += [part for word in words if "-" in word for part in word.split("-")]
    score: dict[str, tuple[int, int]] = {}
    for mood in MOODS.values():
        places = [i for i, word in enumerate(words) if word in mood.words]
        if places:
            score[mood.name] = (len(places), -places[0])
    return MOODS[max(score, key=lambda name: score[name])] if score else None

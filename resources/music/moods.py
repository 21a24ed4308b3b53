"""Moods: what people call music, which words of a prompt ask for each, and how fast it is.

What belongs here: what every renderer and the brief can use. What does not: how a renderer plays a mood
(renderers/sketch/styles.py).
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mood:
    """A mood. `words` of a prompt ask for it; `tempo`: slowest, usual and fastest beats per minute."""

    name: str
    words: tuple[str, ...]
    tempo: tuple[float, float, float]


MOODS = {
    mood.name: mood
    for mood in (
        Mood("ambient", ("ambient", "calm", "peaceful", "meditation", "dream", "dreamy", "space", "drone", "sleep", "soft", "slow"), (60, 70, 80)),
        Mood("lofi", ("lofi", "lo-fi", "lo", "chill", "chilled", "mellow", "study", "relax", "relaxed", "cosy", "jazzy"), (70, 80, 90)),
        Mood("boom-bap", ("boom", "bap", "boom-bap", "hip-hop", "hiphop", "hip", "rap", "beat", "street", "trap", "groove"), (82, 91, 100)),
        Mood("happy", ("happy", "upbeat", "fun", "cheerful", "joy", "joyful", "bright", "summer", "playful", "funny", "pop"), (104, 116, 128)),
        Mood("epic", ("epic", "cinematic", "dramatic", "trailer", "heroic", "battle", "orchestral", "powerful", "war", "intense"), (84, 96, 112)),
        Mood("sad", ("sad", "melancholy", "melancholic", "lonely", "piano", "emotional", "tender", "loss", "grief", "rain", "dark"), (58, 68, 78)),
        Mood("electronic", ("electronic", "edm", "techno", "house", "dance", "club", "synth", "synthwave", "fast", "energetic", "driving", "action"), (116, 124, 134)),
        Mood("acoustic", ("acoustic", "guitar", "folk", "warm", "country", "nature", "campfire", "travel", "gentle", "hopeful", "light"), (88, 100, 112)),
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

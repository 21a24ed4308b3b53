"""Power chords: what a distorted guitar plays, since distorted thirds and ninths are noise.

What belongs here: their pitches. What does not: other chords (harmony.py), when they are played (parts.py).
"""

from resources.renderers.sketch.arrangements import Voice
from resources.renderers.sketch.rhythm import STEPS
from resources.renderers.sketch.score import Bar

DISTORTED = {"overdrive", "distortion"}  # sounds
# Of a stroke muted with the palm: its length in sixteenths, and how many strings it hits.
MUTED, MUTED_STRINGS = 0.55, 2


def power_chord(voice: Voice, bar: Bar, step: int, *, boogie: bool) -> list[int]:
    """Root, fifth and octave at a sixteenth of a bar. In a boogie, fifth and sixth alternate."""
    chord = bar.chord_at(step)
    root = voice.low + (bar.tonic + chord.root - voice.low) % 12
    fifth = 6 if 6 in chord.tones and 7 not in chord.tones else 7
    if boogie:
        return [root, root + (9 if step // STEPS % 2 else fifth)]
    return [root, root + fifth] + ([root + 12] if root + 12 <= voice.high else [])

"""Bass lines: the pitch of each mark of a bass pattern.

What belongs here: pitches. What does not: the patterns (figures.py), when they are played (parts.py).
"""

import numpy as np

from resources.renderers.sketch.arrangements import Voice
from resources.renderers.sketch.harmony import Chord
from resources.renderers.sketch.score import Bar


def bass_note(voice_: Voice, bar: Bar, step: int, mark: str, last: int) -> int:
    """The pitch of a mark of `figures.BASSES`.

    Args:
        last: the previous pitch.
    """
    chord = bar.chord_at(step)
    root = voice_.low + (bar.tonic + chord.root - voice_.low) % 12
    fifth = 6 if 6 in chord.tones and 7 not in chord.tones else 7
    match mark:
        case "5":
            return root + fifth if root + fifth <= voice_.high else root + fifth - 12
        case "3":
            return root + (3 if chord.minor else 4)
        case "6":
            return root + 9
        case "8":
            return root + 12 if root + 12 <= voice_.high else root
        case "n":  # anticipation of the chord an eighth later
            then = bar.chord_at(step + 2) if step + 2 < bar.steps else bar.next
            return voice_.low + (bar.tonic + then.root - voice_.low) % 12
        case "a":
            goal = voice_.low + (bar.tonic + bar.next.root - voice_.low) % 12
            beside = _beside(goal, voice_, bar.tonic, chord)
            return min(beside, key=lambda pitch: (pitch > goal, -abs(pitch - goal)), default=goal)
        case "R" | "w" | "A":
            return _walk(voice_, bar, chord, mark, last)
        case _:
            return root


def _walk(voice_: Voice, bar: Bar, chord: Chord, mark: str, last: int) -> int:
    """A note of a walking bass near the last one: in thirds if the target is far or reached, otherwise in steps."""
    if mark == "R":
        return _octave(bar.tonic + chord.root, last, voice_)
    there = _octave(bar.tonic + bar.next.root, last, voice_)
    if mark == "A":
        beside = _beside(there, voice_, bar.tonic, chord)
        return min(beside, key=lambda pitch: (pitch == last, abs(pitch - last), pitch), default=there)
    ladder = _scale_in(voice_, bar.tonic, chord)
    at = min(range(len(ladder)), key=lambda i: abs(ladder[i] - last))
    up = there > last or (there == last and last < (voice_.low + voice_.high) / 2)
    size = 1 if 3 <= abs(there - last) <= 5 else 2
    return ladder[int(np.clip(at + (size if up else -size), 0, len(ladder) - 1))]


def _octave(pitch: int, last: int, voice_: Voice) -> int:
    """The pitch of a class that is nearest to the last note within the part's range."""
    return min(range(voice_.low, voice_.high + 1), key=lambda at: (at % 12 != pitch % 12, abs(at - last)))


def _beside(pitch: int, voice_: Voice, tonic: int, chord: Chord) -> list[int]:
    """The notes of a chord's scale that are one or two semitones from a pitch."""
    return [at for at in _scale_in(voice_, tonic, chord) if 1 <= abs(at - pitch) <= 2]


def _scale_in(voice_: Voice, tonic: int, chord: Chord) -> list[int]:
    """The ascending notes of a chord's scale within a part's range."""
    classes = {(tonic + step) % 12 for step in chord.scale}
    return [pitch for pitch in range(voice_.low, voice_.high + 1) if pitch % 12 in classes]

"""A voice that listens to itself: it speaks, hears where its vowels began, and moves each to its time.

Where a voice's vowels are heard depends on more than the sounds around them: a table of delays by sound (heard.py) leaves half of
the error, and a finer one, learned by one detector, does not help by another. So each line is corrected on its own. Measured by
detectors that were learned from another speaker than those that correct, 85 % of the vowels are then within 15 ms of their times,
73 % before; those detectors find 86 % of the known onsets in another speaker's speech (benchmarks/rap.py). When the voice spoke
again with other durations instead, 79 % were: they are whole frames, and a vowel that is moved changes how it is spoken.

What belongs here: where vowels are moved. What does not: hearing them (onsets.py), speaking and stretching (piper.py).
"""

import functools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from resources.voices.base import Span, Spoken, Utterance, Voice
from resources.voices.onsets import Detectors, classes_of, levels, mean_spectrum, normalised, read_detectors

VERSION = "2"
FURTHEST, NEAREST = 0.03, 0.4  # how far a vowel is moved at most: seconds, and share of the time to the next one
# Seconds around the onset that are moved as a whole, so that consonants and onsets keep their shape; at most these shares of the
# time between two vowels. The rest is stretched, and keeps KEPT of its length at least.
BEFORE, AFTER, SHARES, KEPT = 0.06, 0.02, (0.4, 0.2), 0.5
# After these sounds the detectors find 55 to 75 % of the known onsets in speech within 15 ms, fewer than the voice has on time.
UNSURE = frozenset(["after h", "after ch or j", "after a vowel"])
SILENCE = 0.1  # seconds around a line, so that its edges can be heard
# Lines whose mean spectrum is the voice's, in ARPAbet: most sounds of English.
SAMPLE = (
    ("DH AH0", "K W IH1 K", "B R AW1 N", "F AA1 K S", "JH AH1 M P S", "OW1 V ER0", "DH AH0", "L EY1 Z IY0", "D AO1 G"),
    ("SH IY1", "HH AE1 D", "Y AO1 R", "D AA1 R K", "S UW1 T", "IH0 N", "G R IY1 S IY0", "W AA1 SH", "W AO1 T ER0", "AO1 L", "Y IH1 R"),
    ("P EY1", "M AY1", "CH AY1 L D", "DH AE1 T", "T OY1", "B UH1 K", "N EH1 V ER0", "TH IH1 NG K", "AH0 V", "IH1 T"),
)  # fmt: skip


class Aligned:
    """A `Voice` whose vowels are heard closer to their times than those of the voice that it speaks with."""

    def __init__(self, voice: Voice, detectors: Detectors | None = None) -> None:
        self._voice = voice
        self._detectors = detectors or read_detectors()
        self.name, self.rate = voice.name, voice.rate

    @property
    def revision(self) -> str:
        """See `Voice`."""
        return f"{self._voice.revision} aligned {VERSION}"

    @property
    def licence(self) -> str:
        """See `Voice`."""
        return self._voice.licence

    def spans(self, words: Sequence[str]) -> list[Span]:
        """See `Voice`."""
        return self._voice.spans(words)

    def say(self, utterance: Utterance) -> Spoken:
        """See `Voice`.

        Raises:
            VoiceError: the voice cannot speak.
        """
        spoken = self._voice.say(utterance)
        late = self._lateness(utterance, spoken)
        places, shifts = moves(np.array(utterance.onsets) - spoken.starts, late)
        # The first vowel stays, and the line starts earlier or later.
        audio = spoken.moved(places.ravel(), (places + shifts[:, None] - shifts[0]).ravel())
        return replace(spoken, audio=audio, starts=spoken.starts + float(shifts[0]))

    @functools.cached_property
    def _mean(self) -> np.ndarray:
        """The voice's mean spectrum."""
        return mean_spectrum([self._levels(self._voice.say(self._at_own_pace(words)).audio) for words in SAMPLE])

    def _at_own_pace(self, words: tuple[str, ...]) -> Utterance:
        starts = np.cumsum([0.0, *(span.natural for span in self.spans(words))]).tolist()
        return Utterance(words, tuple(starts[:-1]), starts[-1])

    def _levels(self, audio: np.ndarray) -> np.ndarray:
        return levels(np.pad(audio, round(SILENCE * self.rate)), self.rate)

    def _lateness(self, utterance: Utterance, spoken: Spoken) -> np.ndarray:
        """By how many seconds each vowel is heard later than at its time; 0 if that is not known for sure."""
        places = np.array(utterance.onsets) - spoken.starts + SILENCE
        classes = classes_of([phone for word in utterance.words for phone in word.split()])
        (bands,) = normalised([self._levels(spoken.audio)], self._mean)
        late = np.nan_to_num(self._detectors.find(bands, places.tolist(), classes) - places)
        return np.where([kind in UNSURE for kind in classes], 0.0, late)


def moves(at: np.ndarray, late: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How to move vowels that are heard late or early.

    Args:
        at: the time at which each vowel should be heard, in seconds, ascending.
        late: by how many seconds it is heard later.

    Returns:
        The start and end of what is moved as a whole around each vowel, of shape (vowels, 2); and by how many seconds it is moved.
    """
    apart = np.diff(at)
    most = np.minimum(FURTHEST, NEAREST * np.minimum([*apart, np.inf], [np.inf, *apart]))
    late = np.clip(late, -most, most)
    gaps = np.diff(at + late)
    ahead, behind = (np.minimum(longest, share * gaps) for longest, share in zip((BEFORE, AFTER), SHARES, strict=True))
    edges = np.stack([np.array([-BEFORE, *-ahead]), np.array([*behind, AFTER])], axis=1)
    shifts = -late
    room = (KEPT - 1) * (gaps - ahead - behind)  # how much closer the next vowel may come
    for number in range(1, len(shifts)):
        shifts[number] = max(shifts[number], shifts[number - 1] + room[number - 1])
    return (at + late)[:, None] + edges, shifts

"""A voice that listens to itself: it speaks, hears where its vowels began, and speaks again with each moved to its time.

Where a voice's vowels are heard depends on more than the sounds around them: a table of delays by sound (heard.py) leaves half of
the error, and a finer one, learned by one detector, does not help by another. So each line is corrected on its own. Measured by
detectors that were learned from another speaker than those that correct, 79 % of the vowels are then within 15 ms of their times,
73 % before; those detectors find 86 % of the known onsets in another speaker's speech (benchmarks/rap.py).

What belongs here: moving vowels to where they should be heard. What does not: hearing them (onsets.py), speaking (piper.py).
"""

import functools
from collections.abc import Sequence

import numpy as np

from resources.voices.base import Span, Spoken, Utterance, Voice
from resources.voices.onsets import Detectors, classes_of, levels, mean_spectrum, normalised, read_detectors

VERSION = "1"
FURTHEST = (
    0.02  # seconds: so far a vowel is moved at most; with 0.04, 81 % are on time, but vowels keep 67 instead of 76 %
)
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
        late = self._lateness(utterance, self._voice.say(utterance))
        unhurried = [(span.least + span.natural) / 2 for span in self.spans(utterance.words)]
        onsets = moved(utterance, late, unhurried)
        return self._voice.say(Utterance(utterance.words, onsets, utterance.end, utterance.take))

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


def moved(utterance: Utterance, late: np.ndarray, least: Sequence[float]) -> tuple[float, ...]:
    """The onsets to ask for, so that vowels that are heard late come earlier.

    Args:
        late: by how many seconds each vowel is heard later than at its time.
        least: the seconds that each vowel needs, with the sounds after it: it is not left fewer, unless it had fewer before.
    """
    onsets = np.array(utterance.onsets)
    gaps = np.diff([*onsets, utterance.end])
    shifts = -np.clip(late, -FURTHEST, FURTHEST)
    room = np.minimum(np.array(least) - gaps, 0.0)  # how much closer the next vowel may come
    for number in range(1, len(shifts)):
        shifts[number] = max(shifts[number], shifts[number - 1] + room[number - 1])
    shifts[-1] = min(shifts[-1], -room[-1])
    for number in range(len(shifts) - 1, 0, -1):
        shifts[number - 1] = min(shifts[number - 1], shifts[number] - room[number - 1])
    return tuple((onsets + shifts).tolist())

"""The interface of voices: words with a time for every vowel in, sound out.

What belongs here: the interface that voices and their callers share. What does not: a single voice, choosing the times of
vowels (assets/songs).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from resources.errors import TenthSymphonyError

SQUEEZE_LEAST = 0.5  # of a vowel's natural duration: shorter vowels are hard to understand


class VoiceError(TenthSymphonyError):
    """A voice is missing or invalid."""


@dataclass(frozen=True, slots=True)
class Span:
    """The duration in seconds of a vowel and the sounds after it, up to the next vowel. `natural`: when speaking
    without hurry. `least`: without a pause and with the shortest possible vowel, but with complete consonants.
    """

    natural: float
    least: float


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words to speak in one breath.

    Attributes:
        words: each word's ARPAbet ("HH AH0 L OW1").
        onsets: the start of each vowel in seconds, ascending; one for every vowel of the words.
        end: the end of the last sound in seconds.
        take: a different number gives a different take of the same words.
    """

    words: tuple[str, ...]
    onsets: tuple[float, ...]
    end: float
    take: int = 0


@dataclass(frozen=True, slots=True)
class Spoken:
    """Spoken words. `audio`: float32 of shape (samples,). `starts`: the time of its first sample, in the utterance's
    seconds. `squeeze`: the remaining share of the tightest vowel's duration (1: all of it); below `SQUEEZE_LEAST`, of
    the consonants' too. `moved(places, targets)`: the audio with what is at some places at others, in seconds of the audio,
    ascending; in between it is stretched evenly.
    """

    audio: np.ndarray
    starts: float
    squeeze: float
    moved: Callable[[np.ndarray, np.ndarray], np.ndarray]


class Voice(Protocol):
    """The interface of voices: speaks words."""

    name: str
    rate: int

    @property
    def revision(self) -> str:
        """A version of everything that determines how words sound."""
        ...

    @property
    def licence(self) -> str:
        """The licence of the voice, and its origin."""
        ...

    def spans(self, words: Sequence[str]) -> list[Span]:
        """The duration of each vowel of words."""
        ...

    def say(self, utterance: Utterance) -> Spoken:
        """Speak an utterance, with each vowel at its time."""
        ...

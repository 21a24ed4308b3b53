"""What a voice is: words with a place for every vowel in, sound out.

What belongs here: the interface that voices and their callers share. What does not: any one voice, where vowels are put
(assets/songs).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from resources.errors import TenthSymphonyError

SQUEEZE_LEAST = 0.5  # of a vowel's natural length: what is shorter is hard to understand


class VoiceError(TenthSymphonyError):
    """A voice is not there, or is not what it should be."""


@dataclass(frozen=True, slots=True)
class Span:
    """How long a vowel with what follows it, up to the next vowel, takes: seconds. `natural`: when nobody hurries; `least`:
    without a pause and with a vowel as short as it may be, every consonant whole.
    """

    natural: float
    least: float


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words to say in one breath.

    Attributes:
        words: each word's ARPAbet ("HH AH0 L OW1").
        onsets: when each vowel begins, in seconds; one for every vowel of the words, rising.
        end: when the last sound is over, in seconds.
        take: another number, another take of the same words.
    """

    words: tuple[str, ...]
    onsets: tuple[float, ...]
    end: float
    take: int = 0


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said. `audio`: float32 of shape (samples,); `starts`: when its first sample is heard, in the utterance's
    seconds; `squeeze`: what is left of the tightest vowel's length (1: all), and below `SQUEEZE_LEAST` of consonants too.
    """

    audio: np.ndarray
    starts: float
    squeeze: float


class Voice(Protocol):
    """What says words."""

    name: str
    rate: int

    @property
    def revision(self) -> str:
        """All that decides how words sound."""
        ...

    @property
    def licence(self) -> str:
        """Of the voice, and where it comes from."""
        ...

    def spans(self, words: Sequence[str]) -> list[Span]:
        """How long each vowel of words takes."""
        ...

    def say(self, utterance: Utterance) -> Spoken:
        """Say it, each vowel where it is wanted."""
        ...

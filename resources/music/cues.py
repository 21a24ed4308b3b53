"""Cues: who plays at which time of a piece.

What belongs here: a cue, and the times at which an instrument is silent because of cues. What does not: reading them from a
prompt (moment_parsing.py), acting on them (renderers).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

DRUMS = "drums"


@dataclass(frozen=True, slots=True)
class Cue:
    """From `start` to `end`, in seconds, the `instruments` (of lexicon.INSTRUMENT_PHRASES) play, are silent, play alone or have
    a solo.
    """

    start: float
    end: float
    how: Literal["with", "without", "only", "solo"]
    instruments: tuple[str, ...]

    def covers(self, at: float) -> bool:
        """Whether a time lies within."""
        return self.start <= at < self.end


def entrances(cues: Sequence[Cue], seconds: float) -> tuple[Cue, ...]:
    """The cues, and those for the silence of an instrument before it enters and after it has played: an instrument that is
    wanted at some time plays only then, unless it was there before.
    """
    found = list(cues)
    for name in dict.fromkeys(name for cue in cues if cue.how == "with" for name in cue.instruments):
        own = sorted((cue for cue in cues if name in cue.instruments), key=lambda cue: cue.start)
        silent = [(0.0, own[0].start)] if own[0].how == "with" else []
        for cue, after in zip(own, [*(cue.start for cue in own[1:]), seconds], strict=True):
            silent += [(cue.end, after)] if cue.how == "with" else []
        found += [Cue(start, end, "without", (name,)) for start, end in silent if start < end]
    return tuple(found)

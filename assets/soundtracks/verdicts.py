"""Quality limits for each step of a scored video.

What belongs here: the limits. What does not: measuring (steps.py, resources/media).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic

from assets.soundtracks.records import R, ScoredRecord, SoundtrackRecord, Step, StepRecord, VideoRecord
from assets.soundtracks.steps import Done

LOUDNESS_TOLERANCE = 0.5
SHORTEST_MEASURED = 1.0  # seconds: shorter clips have too few gating blocks for a loudness target
MOST_SILENCE = 0.5


@dataclass(frozen=True, slots=True)
class Check(Generic[R]):
    """A named limit on the records of a step."""

    name: str
    of: type[R]
    description: str
    holds: Callable[[R], bool]

    @property
    def step(self) -> Step:
        """The step whose records it checks."""
        return self.of.STEP

    def broken_by(self, record: StepRecord) -> bool:
        """Whether a record violates the limit; False for a record of another step."""
        return isinstance(record, self.of) and not self.holds(record)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a check for a batch: how many videos were checked, and which violate it."""

    check: Check
    measured: int
    broken: list[str]


def _loud(scored: ScoredRecord) -> bool:
    # Silence has no loudness; another check makes sure that the music is audible.
    if scored.lufs is None or scored.seconds < SHORTEST_MEASURED:
        return True
    return abs(scored.lufs - scored.mastering.target_lufs) <= LOUDNESS_TOLERANCE


def _peak_held(scored: ScoredRecord) -> bool:
    return scored.true_peak is None or scored.true_peak <= scored.mastering.max_true_peak


CHECKS = (
    Check("decodes", VideoRecord, "It has frames and a length.", lambda r: r.facts.frames > 0 and r.facts.seconds > 0),
    Check("audible", SoundtrackRecord, "At most half of it is silence.", lambda r: r.best.silence <= MOST_SILENCE),
    Check("no_clipping", SoundtrackRecord, "No sample at full scale.", lambda r: r.best.clipped == 0),
    Check("loudness", ScoredRecord, "TARGET_LUFS ± 0.5 as decoded from the file.", _loud),
    Check("true_peak", ScoredRecord, "At most MAX_TRUE_PEAK as decoded from the file.", _peak_held),
    Check("picture_unchanged", ScoredRecord, "The picture's packets, shape and orientation are the original's.", lambda r: r.picture_unchanged),
    Check("length_kept", ScoredRecord, "As long as the original to half a frame, or a coded block of sound.", lambda r: r.length_kept),
)  # fmt: skip


def verdicts(done: Sequence[Done]) -> Iterator[Verdict]:
    """The verdict of every check whose step has results."""
    for check in CHECKS:
        records = {result.key: result.record for result in done if result.step == check.step}
        if records:
            yield Verdict(check, len(records), [key for key, record in records.items() if check.broken_by(record)])

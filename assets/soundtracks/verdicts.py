"""What must hold of each step of a scored video.

What belongs here: the bounds. What does not: measuring (score.py, resources/media/).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assets.soundtracks.score import Done, Step

LOUDNESS_TOLERANCE = 0.5
SHORTEST_MEASURED = 1.0  # seconds: of shorter clips, loudness has too few gating blocks to aim at
MOST_SILENCE = 0.5

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """A named bound on a step's record."""

    name: str
    step: Step
    description: str
    holds: Callable[[Record], bool]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A check over a batch: how many videos it looked at, and which broke it."""

    check: Check
    measured: int
    broken: list[str]


def _loud(record: Record) -> bool:
    # Silence has no loudness to miss; that the music is audible is checked before.
    if record["lufs"] is None or record["seconds"] < SHORTEST_MEASURED:
        return True
    return abs(record["lufs"] - record["target_lufs"]) <= LOUDNESS_TOLERANCE


def _peak_held(record: Record) -> bool:
    return record["true_peak"] is None or record["true_peak"] <= record["max_true_peak"]


CHECKS = (
    Check("decodes", "video", "It has frames and a length.", lambda r: r["frames"] > 0 and r["seconds"] > 0),
    Check("audible", "soundtrack", "At most half of it is silence.", lambda r: r["silence"] <= MOST_SILENCE),
    Check("no_clipping", "soundtrack", "No sample at full scale.", lambda r: r["clipped"] == 0),
    Check("loudness", "scored_video", "TARGET_LUFS ± 0.5 as decoded from the file.", _loud),
    Check("true_peak", "scored_video", "At most MAX_TRUE_PEAK as decoded from the file.", _peak_held),
    Check("picture_unchanged", "scored_video", "The picture's packets, shape and orientation are the original's.", lambda r: r["picture_unchanged"]),
    Check("length_kept", "scored_video", "As long as the original to half a frame, or a coded block of sound.", lambda r: r["length_kept"]),
)  # fmt: skip


def verdicts(done: Sequence[Done]) -> Iterator[Verdict]:
    """Every check over the results of its step; a step without results gives none."""
    for check in CHECKS:
        records = {result.key: result.record for result in done if result.step == check.step}
        if records:
            yield Verdict(check, len(records), [key for key, record in records.items() if not check.holds(record)])

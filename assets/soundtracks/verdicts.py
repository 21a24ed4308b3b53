"""What must hold of each step of a scored video.

What belongs here: the bounds. What does not: measuring (score.py, resources/media.py).
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assets.soundtracks.score import Done, Step

TARGET_LUFS, LOUDNESS_TOLERANCE, MAX_TRUE_PEAK = -14.0, 1.0, -1.0
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
    # A silent result (a silent video with the music turned off) has no loudness to miss.
    return not math.isfinite(record["lufs"]) or abs(record["lufs"] - TARGET_LUFS) <= LOUDNESS_TOLERANCE


CHECKS = (
    Check("decodes", "video", "It has frames and a length.", lambda r: r["frames"] > 0 and r["seconds"] > 0),
    Check("audible", "soundtrack", "At most half of it is silence.", lambda r: r["silence"] <= MOST_SILENCE),
    Check("no_clipping", "soundtrack", "No sample at full scale.", lambda r: r["clipped"] == 0),
    Check("loudness", "scored_video", "-14 LUFS ± 1 as decoded from the file.", _loud),
    Check("true_peak", "scored_video", "Under -1 dBTP as decoded from the file.", lambda r: r["true_peak"] <= MAX_TRUE_PEAK),
    Check("picture_unchanged", "scored_video", "The picture's packets are the original's.", lambda r: r["picture_unchanged"]),
    Check("length_kept", "scored_video", "As long as the original to half a frame.", lambda r: r["length_kept"]),
)  # fmt: skip


def verdicts(done: Sequence[Done]) -> Iterator[Verdict]:
    """Every check over the results of its step; a step without results gives none."""
    for check in CHECKS:
        records = {result.key: result.record for result in done if result.step == check.step}
        if records:
            yield Verdict(check, len(records), [key for key, record in records.items() if not check.holds(record)])

"""The rule of sense: where a model's verses are between nonsense (0) and human verses (1), and where a champion's must be.

What belongs here: the shares, the required level and the floors. What does not: the measures (sense.py, metrics.py), who is
promoted (leaderboard.py).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from assets.evaluation.writers import HUMAN, HUMAN_WORDS, Writer, by_writer
from assets.evaluation.writing import BARS
from resources.tables import Table

# The level that a champion's verses must reach in the worst of the measures. On the songbook's held-out songs SmolLM2 has 0.92,
# the n-gram decoded for rhyme 0, GPT-2s trained from scratch 0.1 to 0.4: a reader finds no sense in those.
LEAST_SENSE = 0.75
BESIDE_SHUFFLED = ("order_lift", "ending_lift", "grammar_faults")
BELONGING = "coherence"  # 0 for lines of different texts
# Minimum shares of the human value: function words alone have a high order lift, and a repeated line makes sense each time.
FLOORS: Mapping[str, float] = {"content_words": 0.6, "vocabulary": 0.6}
MEASURES = (*BESIDE_SHUFFLED, BELONGING, *FLOORS)


@dataclass(frozen=True, slots=True)
class Sense:
    """Where verses are between nonsense (0) and human verses (1).

    `shares`: for each measure; may lie outside 0 to 1; NaN if it was not measured or does not distinguish humans from nonsense.
    `below_floor`: the measures below their floors.
    """

    shares: Mapping[str, float]
    below_floor: tuple[str, ...]

    @property
    def unmeasured(self) -> list[str]:
        """The measures without a share."""
        return [name for name, share in self.shares.items() if math.isnan(share)]

    @property
    def share(self) -> float:
        """The worst share, clipped to 0 to 1; 0 if a measure is below its floor, NaN if one is missing."""
        if self.unmeasured:
            return math.nan
        if self.below_floor:
            return 0.0
        return min(1.0, max(0.0, min(self.shares[name] for name in (*BESIDE_SHUFFLED, BELONGING))))

    @property
    def suffices(self) -> bool:
        """Whether the verses make enough sense for a champion."""
        return self.share >= LEAST_SENSE

    def in_words(self) -> str:
        """The share, and the measure that decides it."""
        if self.unmeasured:
            return f"not measured: {_named(self.unmeasured)}"
        if self.below_floor:
            return f"{self.share:.2f} by {_named(self.below_floor)}"
        worst = min((*BESIDE_SHUFFLED, BELONGING), key=lambda name: self.shares[name])
        return f"{self.share:.2f} by {_named([worst])}"


def _named(measures: list[str] | tuple[str, ...]) -> str:
    return ", ".join(name.replace("_", " ") for name in measures)


def judge_sense(verses: Mapping[str, float], people: Mapping[str, float], shuffled: Mapping[str, float]) -> Sense:
    """Judge verses by their means of `MEASURES`, compared with the human verses of the same songs and with human words
    shuffled.

    A measure that is missing in a mapping counts as not measured.
    """
    shares = {name: _share(name, verses, people, shuffled.get(name, math.nan)) for name in BESIDE_SHUFFLED}
    shares |= {name: _share(name, verses, people, 0.0) for name in (BELONGING, *FLOORS)}
    return Sense(shares, tuple(name for name, least in FLOORS.items() if shares[name] < least))


def _share(name: str, verses: Mapping[str, float], people: Mapping[str, float], nonsense: float) -> float:
    """The share for one measure; NaN also if humans do no better than nonsense, because the measure then shows nothing."""
    room = people.get(name, math.nan) - nonsense
    distinguishes = room < 0 if name == "grammar_faults" else room > 0
    return (verses.get(name, math.nan) - nonsense) / room if distinguishes else math.nan


def sense_of_models(song_metrics: Table) -> dict[str, Sense]:
    """The sense of each model's bars decoded for rhyme; models without such bars are left out.

    Args:
        song_metrics: `assets.evaluation.metrics.SONG_METRICS_SCHEMA`.
    """
    bars = song_metrics[(song_metrics["protocol"] == BARS) & song_metrics["metric"].isin(MEASURES)]
    means = {
        writer: {str(name): float(mean) for name, mean in rows.groupby("metric")["value"].mean().items()}
        for writer, rows in by_writer(bars)
    }
    people, shuffled = means.get(HUMAN, {}), means.get(HUMAN_WORDS, {})
    return {
        writer.model: judge_sense(measured, people, shuffled)
        for writer, measured in means.items()
        if writer == Writer(writer.model, "model", "rhyming")
    }

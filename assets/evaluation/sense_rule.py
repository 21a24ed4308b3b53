"""The rule of sense: how far a model's verses are from nonsense to what people wrote, and how far a champion's must be.

What belongs here: the shares, their level and the floors. What does not: the measures (sense.py, metrics.py), who is promoted
(leaderboard.py).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from assets.evaluation.writers import HUMAN, HUMAN_WORDS, Writer, by_writer
from assets.evaluation.writing import BARS
from resources.tables import Table

# How far from people's words shuffled (0) to what people wrote (1) a champion's verses are in the worst of the measures: the goal
# that was set. On the songbook's held-out songs SmolLM2 has 0.92, the n-gram decoded for rhyme nothing, GPT-2s trained from nothing
# 0.1 to 0.4: a reader finds no sense there.
LEAST_SENSE = 0.75
BESIDE_SHUFFLED = ("order_lift", "ending_lift", "grammar_faults")
BELONGING = "coherence"  # beside lines of different texts, for which it is 0
# The least share of people's: function words alone have a high order lift, and one line repeated makes sense every time.
FLOORS: Mapping[str, float] = {"content_words": 0.6, "vocabulary": 0.6}
MEASURES = (*BESIDE_SHUFFLED, BELONGING, *FLOORS)


@dataclass(frozen=True, slots=True)
class Sense:
    """How far verses are from nonsense to what people wrote. `shares`: of each measure, 0 to 1 and beyond, NaN where it was not
    measured or does not tell people from nonsense; `under`: the measures under their floors.
    """

    shares: Mapping[str, float]
    under: tuple[str, ...]

    @property
    def unmeasured(self) -> list[str]:
        """The measures without a share."""
        return [name for name, share in self.shares.items() if math.isnan(share)]

    @property
    def share(self) -> float:
        """The worst of all, 0 to 1: 0 under a floor; NaN where a measure is missing."""
        if self.unmeasured:
            return math.nan
        return (
            0.0 if self.under else min(1.0, max(0.0, min(self.shares[name] for name in (*BESIDE_SHUFFLED, BELONGING))))
        )

    @property
    def holds(self) -> bool:
        """Whether it is enough for a champion."""
        return self.share >= LEAST_SENSE

    def in_words(self) -> str:
        """The share, and which measure it is of."""
        if self.unmeasured:
            return f"not measured: {_named(self.unmeasured)}"
        if self.under:
            return f"{self.share:.2f} by {_named(self.under)}"
        worst = min((*BESIDE_SHUFFLED, BELONGING), key=lambda name: self.shares[name])
        return f"{self.share:.2f} by {_named([worst])}"


def _named(measures: list[str] | tuple[str, ...]) -> str:
    return ", ".join(name.replace("_", " ") for name in measures)


def judge_sense(verses: Mapping[str, float], people: Mapping[str, float], shuffled: Mapping[str, float]) -> Sense:
    """The sense of verses by the means of `MEASURES`, people's of the same songs, and those of people's words shuffled; what a
    mapping lacks was not measured.
    """
    shares = {name: _share(name, verses, people, shuffled.get(name, math.nan)) for name in BESIDE_SHUFFLED}
    shares |= {name: _share(name, verses, people, 0.0) for name in (BELONGING, *FLOORS)}
    return Sense(shares, tuple(name for name, least in FLOORS.items() if shares[name] < least))


def _share(name: str, verses: Mapping[str, float], people: Mapping[str, float], nonsense: float) -> float:
    """NaN as well where people do no better than nonsense: by that nothing can be told."""
    room = people.get(name, math.nan) - nonsense
    tells = room < 0 if name == "grammar_faults" else room > 0
    return (verses.get(name, math.nan) - nonsense) / room if tells else math.nan


def sense_of_models(song_metrics: Table) -> dict[str, Sense]:
    """The sense of each model's bars decoded for rhyme; none without such.

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

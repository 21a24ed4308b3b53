"""Asset checks of the model comparison.

What belongs here: checks. What does not: measuring (metrics.py).
"""

import math
from collections.abc import Sequence

import dagster as dg

from assets.evaluation.champions import read_champions
from assets.evaluation.leaderboard import SCORE
from assets.evaluation.metrics import LIKELIHOODS, OF_TEXTS
from assets.evaluation.writers import HUMAN, Writer, writers_of
from assets.evaluation.writing import BARS, PUBLISHED
from resources.storage import Folders
from resources.tables import Table

METRICS_KEY = dg.AssetKey(["evaluation", "metrics"])
CHAMPION = dg.AssetKey(["evaluation", "champion"])


@dg.asset_check(asset=CHAMPION, name="promoted")
def champion_promoted(folders: dg.ResourceParam[Folders]) -> dg.AssetCheckResult:
    """Warns when the last comparison promoted no new champion."""
    decision = read_champions(folders).decision
    return dg.AssetCheckResult(
        passed=decision is not None and decision.promoted,
        severity=dg.AssetCheckSeverity.WARN,
        description=decision.reason if decision else "No comparison was made yet.",
    )


def evaluation_checks(models: Sequence[str]) -> list[dg.AssetChecksDefinition]:
    """The stage's checks, for the graph's models."""

    @dg.asset_check(asset=METRICS_KEY, name="complete", blocking=True)
    def metrics_complete(metrics: Table) -> dg.AssetCheckResult:
        """Every model was measured by every metric under both protocols, and its likelihood is a number.

        Other metrics may be NaN if the texts are too few or too short; they are listed as undefined.
        """
        measured = zip(writers_of(metrics), metrics["protocol"], metrics["metric"], metrics["mean"], strict=True)
        means = {f"{writer.label}/{protocol}/{metric}": mean for writer, protocol, metric, mean in measured}
        sampled = [Writer(model) for model in models]
        wanted = [(writer, PUBLISHED, metric) for writer in sampled for metric in (*LIKELIHOODS, *OF_TEXTS)]
        wanted += [(HUMAN, PUBLISHED, metric) for metric in OF_TEXTS]
        if BARS in set(metrics["protocol"]):  # missing if every held-out song is too short
            of_bars = (HUMAN, *sampled, *(writer._replace(decoding="rhyming") for writer in sampled))
            wanted += [(writer, BARS, metric) for writer in of_bars for metric in OF_TEXTS]
        undefined = [name for name, mean in means.items() if math.isnan(mean)]
        names = [f"{writer.label}/{protocol}/{metric}" for writer, protocol, metric in wanted]
        missing = [name for name in names if name not in means]
        missing += [name for name in undefined if name.endswith(SCORE)]
        return dg.AssetCheckResult(
            passed=not missing,
            metadata={
                "missing": ", ".join(missing) or "none",
                "undefined": ", ".join(undefined) or "none",
            },
        )

    return [metrics_complete, champion_promoted]

"""What must hold of the comparison.

What belongs here: checks. What does not: measuring (metrics.py).
"""

import math
from collections.abc import Sequence
from typing import Any

import dagster as dg
import pandas as pd

from assets.evaluation.leaderboard import SCORE
from assets.evaluation.metrics import HUMAN, LIKELIHOODS, OF_TEXTS, RHYMING
from assets.evaluation.writing import BARS, PUBLISHED

METRICS_KEY = dg.AssetKey(["evaluation", "metrics"])
CHAMPION = dg.AssetKey(["evaluation", "champion"])


@dg.asset_check(asset=CHAMPION, name="promoted")
def champion_promoted(champion: dict[str, Any]) -> dg.AssetCheckResult:
    """Warns when this comparison promoted no new champion."""
    decision = champion["decision"]
    return dg.AssetCheckResult(
        passed=bool(decision["promoted"]), severity=dg.AssetCheckSeverity.WARN, description=decision["reason"]
    )


def evaluation_checks(models: Sequence[str]) -> list[dg.AssetChecksDefinition]:
    """The stage's checks, which know the models of the graph."""

    @dg.asset_check(asset=METRICS_KEY, name="complete", blocking=True)
    def metrics_complete(metrics: pd.DataFrame) -> dg.AssetCheckResult:
        """Every model was measured by every metric under both protocols, and its likelihood is a number.

        Another metric of texts too few or too short to have it is no number, and named here.
        """
        rows = metrics.set_index(["model", "protocol", "metric"])["mean"].to_dict()
        wanted = [(model, PUBLISHED, metric) for model in models for metric in (*LIKELIHOODS, *OF_TEXTS)]
        wanted += [(HUMAN, PUBLISHED, metric) for metric in OF_TEXTS]
        if BARS in set(metrics["protocol"]):  # not where every held-out song is too short
            writers = (HUMAN, *(model + way for model in models for way in ("", RHYMING)))
            wanted += [(writer, BARS, metric) for writer in writers for metric in OF_TEXTS]
        undefined = ["/".join(map(str, key)) for key, mean in rows.items() if math.isnan(mean)]  # pyright: ignore[reportArgumentType]
        missing = ["/".join(key) for key in wanted if key not in rows]
        missing += [name for name in undefined if name.endswith(SCORE)]
        return dg.AssetCheckResult(
            passed=not missing,
            metadata={
                "missing": ", ".join(missing) or "none",
                "undefined": ", ".join(undefined) or "none",
            },
        )

    return [metrics_complete, champion_promoted]

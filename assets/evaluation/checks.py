"""What must hold of the comparison.

What belongs here: checks. What does not: measuring (metrics.py).
"""

from typing import Any

import dagster as dg
import pandas as pd

from assets.evaluation.assets import MODELS
from assets.evaluation.leaderboard import SCORE
from assets.evaluation.metrics import HUMAN, METRICS

METRICS_KEY = dg.AssetKey(["evaluation", "metrics"])
CHAMPION = dg.AssetKey(["evaluation", "champion"])


@dg.asset_check(asset=METRICS_KEY, name="complete", blocking=True)
def metrics_complete(metrics: pd.DataFrame) -> dg.AssetCheckResult:
    """Every model was measured by every metric, and its likelihood is a number.

    Another metric of texts too few or too short to have it is no number, and named here.
    """
    measured = set(zip(metrics["model"], metrics["metric"], strict=True))
    undefined = metrics[metrics["mean"].isna() & metrics["model"].isin(MODELS)]
    missing = [f"{model}/{metric}" for model in MODELS for metric in METRICS if (model, metric) not in measured]
    missing += [f"{row.model}/{row.metric}" for row in undefined.itertuples() if row.metric == SCORE]
    return dg.AssetCheckResult(
        passed=not missing and HUMAN in set(metrics["model"]),
        metadata={
            "missing": ", ".join(missing) or "none",
            "undefined": ", ".join(undefined["model"] + "/" + undefined["metric"]) or "none",
        },
    )


@dg.asset_check(asset=CHAMPION, name="promoted")
def champion_promoted(champion: dict[str, Any]) -> dg.AssetCheckResult:
    """Warns when this comparison promoted no new champion."""
    decision = champion["decision"]
    return dg.AssetCheckResult(
        passed=bool(decision["promoted"]), severity=dg.AssetCheckSeverity.WARN, description=decision["reason"]
    )


CHECKS = [metrics_complete, champion_promoted]

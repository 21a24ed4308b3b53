"""What must hold of the comparison.

What belongs here: checks. What does not: measuring (metrics.py).
"""

from typing import Any

import dagster as dg
import pandas as pd

from assets.evaluation.assets import MODELS
from assets.evaluation.metrics import HUMAN, METRICS

METRICS_KEY = dg.AssetKey(["evaluation", "metrics"])
CHAMPION = dg.AssetKey(["evaluation", "champion"])


@dg.asset_check(asset=METRICS_KEY, name="complete", blocking=True)
def metrics_complete(metrics: pd.DataFrame) -> dg.AssetCheckResult:
    """Every model has every metric, as a number; not what the humans' texts have none of (one test song: no BLEU)."""
    human = metrics[metrics["model"] == HUMAN]
    undefined = set(human.loc[human["mean"].isna(), "metric"])
    known = metrics.dropna(subset=["mean"])
    found = set(zip(known["model"], known["metric"], strict=True))
    missing = [f"{model}/{metric}" for model in MODELS for metric in METRICS if (model, metric) not in found]
    missing = [name for name in missing if name.partition("/")[2] not in undefined]
    return dg.AssetCheckResult(
        passed=not missing and HUMAN in set(metrics["model"]), metadata={"missing": ", ".join(missing) or "none"}
    )


@dg.asset_check(asset=CHAMPION, name="promoted")
def champion_promoted(champion: dict[str, Any]) -> dg.AssetCheckResult:
    """Warns when this comparison promoted no new champion."""
    decision = champion["decision"]
    return dg.AssetCheckResult(
        passed=bool(decision["promoted"]), severity=dg.AssetCheckSeverity.WARN, description=decision["reason"]
    )


CHECKS = [metrics_complete, champion_promoted]

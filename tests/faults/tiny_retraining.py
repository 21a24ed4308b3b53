"""The project's code location with a `retrain` that trains one small model; served to test_crashes.py."""

import dagster as dg

from pipelines.definitions import build_defs
from pipelines.upkeep import dead_runs
from resources.base_models import EmbeddedBases

MODEL = "distilgpt2_rap"
BASE = EmbeddedBases(vocabulary=400, width=32, layers=2, heads=2, window=128)


@dg.definitions
def definitions() -> dg.Definitions:
    """Assets, resources, executor and the sensor that looks for dead runs are the project's own."""
    whole = build_defs(resources={"base_models": BASE})
    job = dg.define_asset_job(
        "retrain",
        selection=dg.AssetSelection.assets(["models", MODEL]).without_checks(),
        config={"ops": {f"models__{MODEL}": {"config": {"epochs": 2}}}},
    )
    return dg.Definitions(
        assets=whole.assets, resources=whole.resources, executor=whole.executor, jobs=[job], sensors=[dead_runs]
    )

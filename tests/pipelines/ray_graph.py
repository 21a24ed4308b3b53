"""Two steps that tell that they work and wait to be let go, and one that hands out its work; started as a program, by a launcher, and by Ray's nodes."""

import os
import sys
import time
from pathlib import Path

import dagster as dg

from pipelines.ray_steps import ray_executor
from pipelines.runs import execute
from pipelines.settings import load_settings
from resources.spread import on_ray

SIGNS = Path(os.environ.get("SIGNS", "."))


def _work(name: str, context: dg.AssetExecutionContext) -> None:
    (SIGNS / f"{name}-{context.retry_number}-{context.run_id}").write_text(str(os.getpid()))
    deadline = time.monotonic() + 120
    while not (SIGNS / "go").exists() and time.monotonic() < deadline:
        time.sleep(0.1)


@dg.asset
def one(context: dg.AssetExecutionContext) -> None:
    """Work until it is let go."""
    _work("one", context)


@dg.asset
def two(context: dg.AssetExecutionContext) -> None:
    """Work until it is let go."""
    _work("two", context)


@dg.asset
def spread() -> None:
    """Hand out work to other nodes."""
    assert list(on_ray(len, ["a", "bb", "ccc"])) == [1, 2, 3]


@dg.definitions
def definitions() -> dg.Definitions:
    """For a launcher to load."""
    jobs = [dg.define_asset_job("work", ["one", "two"]), dg.define_asset_job("spread_work", ["spread"])]
    return dg.Definitions(assets=[one, two, spread], jobs=jobs, executor=ray_executor(load_settings()))


def build() -> dg.JobDefinition:
    """For the nodes to find it again."""
    return definitions().resolve_job_def("work")


if __name__ == "__main__":
    with dg.DagsterInstance.get() as instance:
        execute(build, instance)
    sys.exit(0)

"""A run whose only step tells its pid and sleeps; started as a program by test_killed.py, to be killed."""

import os
import sys
import time
from pathlib import Path

import dagster as dg

from pipelines.executors import by_processes
from pipelines.runs import execute
from resources.io_managers import ParquetIOManager

SIGNS = Path(os.environ.get("SIGNS", "."))


@dg.asset(pool="accelerator")
def sleeper() -> None:
    """Write a PID file, and sleep."""
    (SIGNS / "step.pid").write_text(str(os.getpid()))
    time.sleep(60)


def build() -> dg.JobDefinition:
    """The job, for the step processes."""
    resources = {"io_manager": ParquetIOManager(root=str(SIGNS))}
    return dg.Definitions(
        assets=[sleeper], resources=resources, jobs=[dg.define_asset_job("sleep", "*")], executor=by_processes
    ).resolve_job_def("sleep")


if __name__ == "__main__":
    with dg.DagsterInstance.get() as instance:
        execute(build, instance)
    sys.exit(0)

"""`step_overhead`: the overhead of a step that does nothing, with the product's executor and with Dagster's default.

What belongs here: the comparison. What does not: the executors (pipelines/definitions.py).
"""

import tempfile
import time
from typing import Any

import dagster as dg

from pipelines.executors import default_executor

STEPS = 6
JOBS = "ours", "default", "in_process"


@dg.op
def first() -> int:
    """Nothing."""
    return 0


@dg.op
def following(value: int) -> int:
    """Nothing, after another."""
    return value + 1


def _job(name: str, executor: dg.ExecutorDefinition) -> dg.JobDefinition:
    @dg.job(name=name, executor_def=executor)
    def chain() -> None:
        value = first()
        for number in range(STEPS - 1):
            value = following.alias(f"step_{number}")(value)

    return chain


def ours() -> dg.JobDefinition:
    """With the product's executor. Its steps load the code location, as in the product."""
    return _job("ours", default_executor())


def default() -> dg.JobDefinition:
    """With Dagster's own default."""
    return _job("default", dg.multiprocess_executor)


def in_process() -> dg.JobDefinition:
    """All steps in one process: the cost of the steps themselves."""
    return _job("in_process", dg.in_process_executor)


def _seconds_per_step(job: Any) -> float:
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    with tempfile.TemporaryDirectory() as folder, dg.instance_for_test(temp_dir=folder) as instance:
        started = time.perf_counter()
        result = dg.execute_job(dg.reconstructable(job), instance, run_config=quiet, raise_on_error=True)
        seconds = time.perf_counter() - started
        assert result.success
    return seconds / STEPS


def run() -> dict[str, Any]:
    """Seconds per step of a chain of steps that do nothing, over several runs."""
    taken = {name: _seconds_per_step(job) for name, job in (("ours", ours), ("default", default), ("none", in_process))}
    return {
        "name": "step_overhead",
        "ours": taken["ours"],
        "alternative": taken["default"],
        "ratio": taken["default"] / taken["ours"],
        "unit": "seconds a step; alternative: Dagster's default, a fresh process that imports everything for each step",
        "detail": {"in_process": taken["none"], "steps": STEPS},
    }

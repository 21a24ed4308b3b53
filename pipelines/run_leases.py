"""Leases of runs: a run's process holds the lease while it runs, so that its death is detected on any machine.

What belongs here: holding it, for runs of every executor, and checking whether it was left behind. What does not: handling a
run whose process is gone (dead_runs.py), or how leases work (resources/leases.py).
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import dagster as dg
from dagster._core.events import DagsterEvent
from dagster._core.execution.context.system import PlanOrchestrationContext
from dagster._core.execution.plan.plan import ExecutionPlan
from dagster._core.execution.retries import RetryMode
from dagster._core.execution.step_dependency_config import StepDependencyConfig
from dagster._core.storage.runs import InMemoryRunStorage, SqliteRunStorage

from resources.leases import is_abandoned, local_lease, shared_lease


def at_work(instance: dg.DagsterInstance, run_id: str) -> AbstractContextManager[None]:
    """Hold a run's lease until the block ends: a file, or a database row if the instance is shared between machines.

    Raises:
        LeaseError: another process holds it, or this one lost it (see `lease`).
        DatabaseError: the database of DATABASE_URL cannot be used.
    """
    take = local_lease if is_on_one_machine(instance) else shared_lease
    return take(folder_of(instance, run_id))


def is_on_one_machine(instance: dg.DagsterInstance) -> bool:
    """Whether all runs of an instance are on this machine. Otherwise the instance's folder may be read-only (a container)."""
    return isinstance(instance.run_storage, SqliteRunStorage | InMemoryRunStorage)


def is_left_behind(instance: dg.DagsterInstance, run_id: str) -> bool:
    """Whether the process that held a run's lease is gone.

    Raises:
        DatabaseError: the database of DATABASE_URL cannot be used.
    """
    return is_abandoned(folder_of(instance, run_id))


def folder_of(instance: dg.DagsterInstance, run_id: str) -> Path:
    """The folder that a run's lease names. It is not created."""
    return Path(instance.root_directory) / "runs" / run_id


class LeasedExecutor(dg.Executor):
    """An executor that runs another one while holding the run's lease.

    Args:
        choose: the executor for a run's steps, if it depends on them. It must have the same `retries` and
            `step_dependency_config` as `executor`.
    """

    def __init__(self, executor: dg.Executor, choose: Callable[[ExecutionPlan], dg.Executor] | None = None) -> None:
        self._executor = executor
        self._choose = choose or (lambda _: executor)

    @property
    def retries(self) -> RetryMode:
        return self._executor.retries

    @property
    def step_dependency_config(self) -> StepDependencyConfig:
        return self._executor.step_dependency_config

    def execute(self, plan_context: PlanOrchestrationContext, execution_plan: ExecutionPlan) -> Iterator[DagsterEvent]:
        with at_work(plan_context.instance, plan_context.run_id):
            yield from self._choose(execution_plan).execute(plan_context, execution_plan)

"""Each run's lease: the run's process holds it while it works, so that its death is seen, on whatever machine.

What belongs here: holding it, for runs of every executor, and telling whether it was left behind. What does not: what is
done with a run whose process is gone (dead_runs.py), or how leases work (resources/leases.py).
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
    """Hold a run's lease until the block ends: a file beside the runs' own, or a row where other machines have them, too.

    Raises:
        LeaseError: another process holds it; or this one lost it, as `lease` says.
        DatabaseError: the database of DATABASE_URL cannot be used.
    """
    take = local_lease if is_one_machine_s(instance) else shared_lease
    return take(folder_of(instance, run_id))


def is_one_machine_s(instance: dg.DagsterInstance) -> bool:
    """Whether all runs of an instance are this machine's. A container's own folder may be read-only where they are not."""
    return isinstance(instance.run_storage, SqliteRunStorage | InMemoryRunStorage)


def is_left_behind(instance: dg.DagsterInstance, run_id: str) -> bool:
    """Whether the process that held a run's lease is gone.

    Raises:
        DatabaseError: the database of DATABASE_URL cannot be used.
    """
    return is_abandoned(folder_of(instance, run_id))


def folder_of(instance: dg.DagsterInstance, run_id: str) -> Path:
    """What a run's lease is of; no such folder is made."""
    return Path(instance.root_directory) / "runs" / run_id


class LeasedExecutor(dg.Executor):
    """An executor that works as another one does, with the run's lease.

    Args:
        choose: which one, where that hangs on the run's steps; those differ in nothing that Dagster asks for beforehand.
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

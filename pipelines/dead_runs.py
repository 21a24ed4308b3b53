"""Dead runs: runs that are recorded as running although their process is gone, after a power cut, a kill or lack of memory.

What belongs here: finding them, failing them, and freeing their pool slots. What does not: how a run shows that it is alive
(run_leases.py), restarting it (Dagster's run retries, retry_failed_runs in upkeep.py).

Dagster's own launcher does not detect them: such a run stays STARTED and holds the accelerator's pool until
max_runtime_seconds. Process ids are not used, because they mean nothing on another machine: a run is dead if its lease was left
behind. A run that holds no lease yet, or no longer, is left alone; a run takes its lease within milliseconds. For a run on Ray
(ray_runs.py), Ray is asked.
"""

import dagster as dg
import psutil
from dagster._core.events import JobFailureData, RunFailureReason
from dagster._core.launcher import WorkerStatus

from pipelines.run_leases import at_work, is_left_behind, is_on_one_machine
from resources.leases import LeaseError

RAY_TAG = "tenth_symphony/ray"  # on runs that are jobs of a Ray cluster; the value is the run's id
FOREGROUND_TAG = "tenth_symphony/foreground"  # on runs that a person started by a command and waits for
RUNNING = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def fail_dead_runs(instance: dg.DagsterInstance) -> list[str]:
    """Fail every run whose process is gone, and free its pool slots. Returns the ids of these runs.

    Raises:
        DatabaseError: the database of DATABASE_URL cannot be used.
    """
    failed = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=RUNNING)):
        run = record.dagster_run
        reason = _lost_by_ray(instance, run) if is_on_ray(run) else _gone(instance, record)
        if reason and _fail(instance, run, reason):
            failed.append(run.run_id)
    for run_id in _holders(instance):
        if _is_finished(instance, run_id):
            instance.event_log_storage.free_concurrency_slots_for_run(run_id)
    return failed


def is_on_ray(run: dg.DagsterRun) -> bool:
    """Whether a run is a job of a Ray cluster. A retry inherits its parent's tags, so the tag must have the run's own id."""
    return run.tags.get(RAY_TAG) == run.run_id


def _lost_by_ray(instance: dg.DagsterInstance, run: dg.DagsterRun) -> str:
    """Why a run on Ray is lost; empty while it runs, or if that is unknown."""
    if not instance.run_launcher.supports_check_run_worker_health:  # RAY_RUNS has been switched off
        return ""
    health = instance.run_launcher.check_run_worker_health(run)
    if health.status in (WorkerStatus.RUNNING, WorkerStatus.SUCCESS):
        return ""
    return "Ray does not know its job." if health.status == WorkerStatus.UNKNOWN else f"{health.msg}."


def _gone(instance: dg.DagsterInstance, record: dg.RunRecord) -> str:
    """Why a run's process is gone; empty if it is or may be alive."""
    if is_left_behind(instance, record.dagster_run.run_id):
        return "Its process is gone."
    if is_on_one_machine(instance) and record.update_timestamp.timestamp() < psutil.boot_time():
        return "Its machine was restarted."
    return ""


def _is_finished(instance: dg.DagsterInstance, run_id: str) -> bool:
    run = instance.get_run_by_id(run_id)
    return run is None or run.is_finished


def _fail(instance: dg.DagsterInstance, run: dg.DagsterRun, what: str) -> bool:
    """Fail a run, unless it has ended, its process is alive after all, or another process is failing it. Returns whether it
    did.
    """
    try:
        with at_work(instance, run.run_id):
            if _is_finished(instance, run.run_id):
                return False
            _report(instance, run, what)
    except LeaseError:
        return False
    instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
    return True


def _report(instance: dg.DagsterInstance, run: dg.DagsterRun, what: str) -> None:
    if run.status == dg.DagsterRunStatus.CANCELING:
        instance.report_run_canceled(run, f"{what} The cancelled run has ended.")
    else:
        instance.report_run_failed(
            run,
            f"{what} It was killed, ran out of memory, or its machine was restarted. A retry continues from what its steps saved.",
            JobFailureData(error=None, failure_reason=RunFailureReason.UNEXPECTED_TERMINATION),
        )


def _holders(instance: dg.DagsterInstance) -> set[str]:
    """The runs that hold or wait for a slot of a pool."""
    storage = instance.event_log_storage
    if not storage.supports_global_concurrency_limits:
        return set()
    infos = [storage.get_concurrency_info(key) for key in storage.get_concurrency_keys()]
    return {run_id for info in infos for run_id in [*info.active_run_ids, *info.pending_run_ids]}

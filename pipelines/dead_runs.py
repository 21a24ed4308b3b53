"""Runs that are recorded as going on while their process is gone: after a power cut, a kill, an out-of-memory.

What belongs here: finding them, failing them, freeing what they held. What does not: starting them again (Dagster's run
retries, retry_failed_runs in sensors.py).

Dagster's own launcher cannot tell: such a run stays STARTED and holds the accelerator's pool until max_runtime_seconds. Of a
run that is Ray's (ray_runs.py), Ray tells: its process may be of any machine.
"""

import json
from collections.abc import Iterator

import dagster as dg
import psutil
from dagster._core.events import JobFailureData, RunFailureReason
from dagster._core.launcher import WorkerStatus

from resources.processes import ProcessIdentity, boot_id, start_ticks
from resources.records import RecordError

WORKER_TAG = "tenth_symphony/worker"
RAY_TAG = "tenth_symphony/ray"  # on runs that are jobs of a Ray cluster: their id
FOREGROUND_TAG = "tenth_symphony/foreground"  # on runs of commands that a person typed and waits for
GOING_ON = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def fail_dead_runs(instance: dg.DagsterInstance) -> list[str]:
    """Fail every run whose process is gone and free its pool slots; the ids of those runs.

    A run that lives is marked with its process on the way, so that a later look is exact.
    """
    failed = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=GOING_ON)):
        run = record.dagster_run
        gone = _lost_by_ray(instance, run) if is_ray_s(run) else _gone(instance, record)
        if gone and not _is_finished(instance, run.run_id):
            _fail(instance, run, gone)
            failed.append(run.run_id)
    for run_id in _holders(instance):
        if _is_finished(instance, run_id):
            instance.event_log_storage.free_concurrency_slots_for_run(run_id)
    return failed


def is_ray_s(run: dg.DagsterRun) -> bool:
    """Whether a run is a job of a Ray cluster. Its id is the tag's value: a retry inherits its parent's tags."""
    return run.tags.get(RAY_TAG) == run.run_id


def _lost_by_ray(instance: dg.DagsterInstance, run: dg.DagsterRun) -> str:
    """What became of a run that is Ray's; empty while it goes on, or nobody can tell."""
    if not instance.run_launcher.supports_check_run_worker_health:  # RAY_RUNS was switched off since
        return ""
    health = instance.run_launcher.check_run_worker_health(run)
    if health.status in (WorkerStatus.RUNNING, WorkerStatus.SUCCESS):
        return ""
    return "Ray does not know its job." if health.status == WorkerStatus.UNKNOWN else f"{health.msg}."


def _gone(instance: dg.DagsterInstance, record: dg.RunRecord) -> str:
    """What became of the process that works on a run; empty while it lives, or may."""
    worker = worker_of(instance, record.dagster_run)
    if worker is None:
        return "Its process is gone." if record.create_timestamp.timestamp() < psutil.boot_time() else ""
    if worker.is_dead:
        return f"Process {worker.pid} is gone."
    mark(instance, record.dagster_run, worker)
    return ""


def mark(instance: dg.DagsterInstance, run: dg.DagsterRun, worker: ProcessIdentity) -> None:
    """Note down which process works on a run. The run's id is part of it: a retry inherits its parent's tags."""
    value = json.dumps({"run": run.run_id, "process": worker.stored()})
    if run.tags.get(WORKER_TAG) != value:
        instance.add_run_tags(run.run_id, {WORKER_TAG: value})


def _marked(run: dg.DagsterRun) -> ProcessIdentity | None:
    try:
        marked = json.loads(run.tags[WORKER_TAG])
        if marked["run"] != run.run_id:
            return None
        return ProcessIdentity.parse(json.dumps(marked["process"]), where="the run's worker")
    except (KeyError, ValueError, TypeError, RecordError):
        return None


def worker_of(instance: dg.DagsterInstance, run: dg.DagsterRun) -> ProcessIdentity | None:
    """The process that works on a run: as it was marked, else by the pid in its events; None where there is neither."""
    if marked := _marked(run):
        return marked
    for pid, at in _reported_pids(instance, run.run_id):
        ticks = start_ticks(pid)
        # A process of that number that is younger than the report is another one.
        if ticks is None or psutil.Process(pid).create_time() > at + 1:
            return ProcessIdentity(host=ProcessIdentity.own().host, boot=boot_id(), pid=pid, started=-1)
        return ProcessIdentity.of(pid)
    return None


def _reported_pids(instance: dg.DagsterInstance, run_id: str) -> Iterator[tuple[int, float]]:
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.ENGINE_EVENT):
        data = entry.dagster_event.engine_event_data if entry.dagster_event else None
        pid = data.metadata.get("pid") if data else None
        if pid is not None:
            yield int(str(pid.value)), entry.timestamp


def _is_finished(instance: dg.DagsterInstance, run_id: str) -> bool:
    run = instance.get_run_by_id(run_id)
    return run is None or run.is_finished


def _fail(instance: dg.DagsterInstance, run: dg.DagsterRun, what: str) -> None:
    if run.status == dg.DagsterRunStatus.CANCELING:
        instance.report_run_canceled(run, f"{what} The cancelled run has ended.")
    else:
        instance.report_run_failed(
            run,
            f"{what} It was killed, ran out of memory, or its machine was restarted. What steps had kept is used again.",
            JobFailureData(error=None, failure_reason=RunFailureReason.UNEXPECTED_TERMINATION),
        )
    instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)


def _holders(instance: dg.DagsterInstance) -> set[str]:
    """The runs that hold or await a pool's slot."""
    storage = instance.event_log_storage
    if not storage.supports_global_concurrency_limits:
        return set()
    infos = [storage.get_concurrency_info(key) for key in storage.get_concurrency_keys()]
    return {run_id for info in infos for run_id in [*info.active_run_ids, *info.pending_run_ids]}

"""Runs that are recorded as going on while their process is gone: after a power cut, a kill, an out-of-memory.

What belongs here: finding them, failing them, freeing what they held. What does not: starting them again (Dagster's run
retries, retry_failed_runs in sensors.py).

Dagster's own launcher cannot tell: such a run stays STARTED and holds the accelerator's pool until max_runtime_seconds.
"""

import json
from collections.abc import Iterator

import dagster as dg
import psutil
from dagster._core.events import JobFailureData, RunFailureReason

from resources.processes import ProcessIdentity, boot_id, start_ticks
from resources.records import RecordError

WORKER_TAG = "tenth_symphony/worker"
FOREGROUND_TAG = "tenth_symphony/foreground"  # on runs of commands that a person typed and waits for
GOING_ON = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def fail_dead_runs(instance: dg.DagsterInstance) -> list[str]:
    """Fail every run whose process is gone and free its pool slots; the ids of those runs.

    A run that lives is marked with its process on the way, so that a later look is exact.
    """
    failed = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=GOING_ON)):
        run = record.dagster_run
        worker = worker_of(instance, run)
        if worker is None:
            gone = _is_older_than_boot(record.create_timestamp.timestamp())
        else:
            gone = worker.is_dead
            if not gone:
                mark(instance, run, worker)
        if gone and not _is_finished(instance, run.run_id):
            _fail(instance, run, worker)
            failed.append(run.run_id)
    for run_id in _holders(instance):
        if _is_finished(instance, run_id):
            instance.event_log_storage.free_concurrency_slots_for_run(run_id)
    return failed


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


def _is_older_than_boot(created: float) -> bool:
    return created < psutil.boot_time()


def _is_finished(instance: dg.DagsterInstance, run_id: str) -> bool:
    run = instance.get_run_by_id(run_id)
    return run is None or run.is_finished


def _fail(instance: dg.DagsterInstance, run: dg.DagsterRun, worker: ProcessIdentity | None) -> None:
    who = f"process {worker.pid}" if worker else "its process"
    if run.status == dg.DagsterRunStatus.CANCELING:
        instance.report_run_canceled(run, f"{who} is gone: the cancelled run has ended.")
    else:
        instance.report_run_failed(
            run,
            f"{who} is gone: killed, out of memory, or the machine was restarted. What steps had kept is used again.",
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

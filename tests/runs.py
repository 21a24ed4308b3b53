"""Records of runs in an instance, as Dagster reports them, without anything that runs."""

import dagster as dg
from dagster._core.events import DagsterEvent, JobFailureData, RunFailureReason

JOB = "refresh_lyrics"
REASON = "The service does not answer."


@dg.op
def nothing() -> None:
    """Do nothing."""


@dg.job(name=JOB)
def short() -> None:
    """A run of that name."""
    nothing()


def started(instance: dg.DagsterInstance, *, job: str = JOB, tags: dict[str, str] | None = None) -> dg.DagsterRun:
    """A run that is running."""
    run = instance.create_run_for_job(dg.JobDefinition(graph_def=short.graph, name=job), tags=tags)
    for kind in (dg.DagsterEventType.RUN_STARTING, dg.DagsterEventType.RUN_START):
        instance.report_dagster_event(DagsterEvent(kind.value, job_name=job), run_id=run.run_id)
    return run


def end(instance: dg.DagsterInstance, run: dg.DagsterRun, *, failed: bool = True) -> str:
    """End a run. Returns its id."""
    if failed:
        data = JobFailureData(error=None, failure_reason=RunFailureReason.STEP_FAILURE)
        instance.report_run_failed(run, REASON, data)
    else:
        instance.report_dagster_event(DagsterEvent("PIPELINE_SUCCESS", job_name=run.job_name), run_id=run.run_id)
    return run.run_id


def ended(
    instance: dg.DagsterInstance, *, job: str = JOB, failed: bool = True, tags: dict[str, str] | None = None
) -> str:
    """A run that has ended. Returns its id."""
    return end(instance, started(instance, job=job, tags=tags), failed=failed)

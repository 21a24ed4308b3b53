"""Why a run failed: the message of the error that was raised.

What belongs here: finding that error in Dagster's events. What does not: reporting it (notices.py, runs.py).
"""

import dagster as dg
from dagster._utils.error import SerializableErrorInfo  # pyright: ignore[reportPrivateImportUsage]  # it is dagster_shared's


def raised(event: dg.DagsterEvent) -> SerializableErrorInfo | None:
    """The error of a failed step, without Dagster's wrappers around it. Its own cause is not used: the stages' errors say what
    to do, a library's error does not.
    """
    error = event.step_failure_data.error
    while error and error.cause and (error.cls_name or "").startswith("Dagster"):
        error = error.cause
    return error


def failure_reason(instance: dg.DagsterInstance, run_id: str) -> str:
    """Why a run failed: the message of its first failed step, otherwise that of the run."""
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.STEP_FAILURE):
        event = entry.dagster_event
        if event and (error := raised(event)):
            return f"{(event.step_key or '').replace('__', '/')}: {error.message.strip()}"
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.RUN_FAILURE):
        if entry.dagster_event and entry.dagster_event.message:
            return entry.dagster_event.message
    return "no reason was recorded"

"""Running a job from a terminal, with progress. The runs are ordinary runs of the persistent instance.

What belongs here: the jobs as importable functions, and printing progress. What does not: which jobs run, in which order
(demo.py, song.py, videos.py), the exit status of commands (command_line.py).
"""

import contextlib
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from pipelines.dead_runs import FOREGROUND_TAG
from pipelines.reasons import raised
from resources.errors import TenthSymphonyError

POLL_SECONDS = 0.5
# Dagster's line for each step downstream of a failed one, which is printed itself.
NOT_EXECUTED = "Dependencies for step"
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


class Progress:
    """Prints the progress of a run from the instance's event log."""

    def __init__(self, instance: dg.DagsterInstance, token: str) -> None:
        self._instance = instance
        self._token = token
        self._cursor: str | None = None
        self._run_id: str | None = None
        self._started: dict[str, float] = {}
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self) -> "Progress":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join(timeout=10)

    def _follow(self) -> None:
        while not self._done.wait(POLL_SECONDS):
            self._print_new()
        self._print_new()

    def _print_new(self) -> None:
        if self._run_id is None:
            runs = self._instance.get_runs(filters=dg.RunsFilter(tags={FOREGROUND_TAG: self._token}), limit=1)
            if not runs:
                return
            self._run_id = runs[0].run_id
        more = True
        while more:
            page = self._instance.get_records_for_run(self._run_id, cursor=self._cursor)
            self._cursor, more = page.cursor, page.has_more
            for record in page.records:
                line = self._line(record.event_log_entry)
                if line:
                    print(line, flush=True)

    def _line(self, entry: dg.EventLogEntry) -> str | None:
        step = (entry.step_key or "").replace("__", "/")
        event = entry.dagster_event
        if event is None:
            is_shown = int(entry.level) >= logging.INFO and step and not entry.user_message.startswith(NOT_EXECUTED)
            return f"    · {step}: {entry.user_message}" if is_shown else None
        if event.event_type == dg.DagsterEventType.STEP_START:
            self._started[step] = entry.timestamp
            return f"  ▸ {step}"
        if event.event_type == dg.DagsterEventType.STEP_SUCCESS:
            return f"  ✓ {step} ({entry.timestamp - self._started.get(step, entry.timestamp):.1f} s)"
        if event.event_type == dg.DagsterEventType.STEP_FAILURE and not _interrupted(event):
            error = raised(event)
            if error and error.cls_name == "ChildProcessCrashException":
                return (
                    f"  ✗ {step}: its process was killed (out of memory?); the next attempt resumes from what it saved"
                )
            return f"  ✗ {step}: {error.message.strip() if error else 'failed'}"
        if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            check = event.asset_check_evaluation_data
            if not check.passed:
                return f"  ! check {check.check_name} of {check.asset_key.to_user_string()}: {check.description or 'failed'}"
        return None


def _job(name: str) -> dg.JobDefinition:
    # Imported here because the module reads the settings: a command reports a wrong one, an import would show a traceback.
    from pipelines.definitions import build_defs

    return build_defs().resolve_job_def(name)


def refresh_lyrics() -> dg.JobDefinition:
    """The job, for the step processes to find it again."""
    return _job("refresh_lyrics")


def retrain() -> dg.JobDefinition:
    """The job, for the step processes to find it again."""
    return _job("retrain")


def render_soundtracks() -> dg.JobDefinition:
    """The job, for the step processes to find it again."""
    return _job("render_soundtracks")


def make_song() -> dg.JobDefinition:
    """The job, for the step processes to find it again."""
    return _job("make_song")


def refresh_gallery() -> dg.JobDefinition:
    """The job, for the step processes to find it again."""
    return _job("refresh_gallery")


class RunFailedError(TenthSymphonyError):
    """A step of a run failed; the reason has been printed."""

    def __init__(
        self, message: str = "A step failed; the reason is above, the whole log in the UI (make dev)."
    ) -> None:
        super().__init__(message)


def execute(
    job: Callable[[], dg.JobDefinition],
    instance: dg.DagsterInstance,
    *,
    tags: Mapping[str, str] | None = None,
    assets: Sequence[dg.AssetKey] | None = None,
    config: Mapping[str, Any] | None = None,
) -> None:
    """Run a job to its end and print its progress.

    Args:
        config: the configuration of steps, by their names.

    Raises:
        RunFailedError: a step failed.
    """
    token = f"{os.getpid()}-{time.monotonic_ns()}"
    with Progress(instance, token), _ended_by_sigterm():
        result = dg.execute_job(
            dg.reconstructable(job),
            instance,
            run_config={**QUIET, "ops": config or {}},
            raise_on_error=False,
            tags={**_foreground_tags(token), **(tags or {})},
            asset_selection=assets,
        )
    if any(_interrupted(event) for event in result.all_events):
        raise KeyboardInterrupt
    if not result.success:
        raise RunFailedError


@contextlib.contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM still end this process after a run.

    Dagster leaves it the handler of SIGINT, which a process in the background of a script ignores.
    """
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGTERM) is signal.SIG_IGN:
            signal.signal(signal.SIGTERM, before)


def _foreground_tags(token: str) -> dict[str, str]:
    # The daemon does not retry it: whoever started the command sees that it failed and can repeat it.
    return {FOREGROUND_TAG: token, "dagster/max_retries": "0"}


def _interrupted(event: dg.DagsterEvent) -> bool:
    # Dagster catches Ctrl-C, ends the steps and returns a failed run.
    return event.is_step_failure and "ExecutionInterrupted" in str(event.step_failure_data.error)

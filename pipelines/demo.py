"""`make demo`: materialise the whole graph on this machine, show progress, and say where to look.

What belongs here: running jobs in their order and telling about it. What does not: anything that the UI could not do
as well; the runs are ordinary runs of the persistent instance.
"""

import os
import threading
import time
from collections.abc import Sequence

import dagster as dg

from pipelines.definitions import build_defs
from pipelines.settings import PROJECT_ROOT, Settings

DEMO_VIDEOS = PROJECT_ROOT / "resources" / "demo_videos"
DEMO_TAG = "tenth_symphony/demo"
POLL_SECONDS = 0.5
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


class Progress:
    """Prints what a run does, from the instance's event log, while the run goes on."""

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
            runs = self._instance.get_runs(filters=dg.RunsFilter(tags={DEMO_TAG: self._token}), limit=1)
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
            return f"    · {step}: {entry.user_message}" if entry.level >= 20 and step else None
        if event.event_type == dg.DagsterEventType.STEP_START:
            self._started[step] = entry.timestamp
            return f"  ▸ {step}"
        if event.event_type == dg.DagsterEventType.STEP_SUCCESS:
            return f"  ✓ {step} ({entry.timestamp - self._started.get(step, entry.timestamp):.1f} s)"
        if event.event_type == dg.DagsterEventType.STEP_FAILURE:
            error = event.step_failure_data.error
            cause = error.cause if error and error.cause else error
            return f"  ✗ {step}: {cause.message.strip() if cause else 'failed'}"
        if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            check = event.asset_check_evaluation_data
            if not check.passed:
                return f"  ! check {check.check_name} of {check.asset_key.to_user_string()}: {check.description or 'failed'}"
        return None


def refresh_lyrics() -> dg.JobDefinition:
    """The job, for the step processes to find it again."""
    return build_defs().resolve_job_def("refresh_lyrics")


def retrain() -> dg.JobDefinition:
    """The job, for the step processes to find it again."""
    return build_defs().resolve_job_def("retrain")


def render_soundtracks() -> dg.JobDefinition:
    """The job, for the step processes to find it again."""
    return build_defs().resolve_job_def("render_soundtracks")


class Demo:
    """The three jobs in their order, each over what is missing or out of date."""

    def __init__(self, settings: Settings, instance: dg.DagsterInstance) -> None:
        self.settings = settings
        self.instance = instance
        self.defs = build_defs(settings=settings)
        self.ran = False

    def _execute(self, job, *, tags: dict[str, str] | None = None, assets: Sequence[dg.AssetKey] | None = None) -> bool:
        self.ran = True
        token = f"{os.getpid()}-{time.monotonic_ns()}"
        with Progress(self.instance, token):
            result = dg.execute_job(
                dg.reconstructable(job),
                self.instance,
                run_config=QUIET,
                raise_on_error=False,
                tags={DEMO_TAG: token, **(tags or {})},
                asset_selection=assets,
            )
        return result.success

"""`instance_load`: four processes write events at once into SQLite and into Postgres. First as fast as they can; then for ten minutes
of a busy day: runs one after another in each, a thousand events per minute, beside a daemon with the video queue's sensor.

What belongs here: the load. What does not: the choice of the storage (pipelines/instance_storage.py).
"""

import contextlib
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipelines.settings import PROJECT_ROOT
from resources.database import VARIABLE, DatabaseUrlError

WRITERS, SECONDS = 4, 30.0
MINUTES = float(os.environ.get("INSTANCE_LOAD_MINUTES", "10"))
EVENTS_PER_MINUTE = 1_000
TICK = re.compile(r"sensor: video_queue")
ERROR = re.compile(r"database is locked|OperationalError|Traceback|deadlock")


@contextlib.contextmanager
def _open_instance(home: str, url: str) -> Iterator[tuple[Any, Any]]:
    """The Dagster instance of a folder, and a job with one step."""
    os.environ["DAGSTER_HOME"] = home
    os.environ[VARIABLE] = url
    import dagster as dg

    @dg.op
    def nothing() -> None: ...

    @dg.job
    def short() -> None:
        nothing()

    with dg.DagsterInstance.get() as instance:
        yield instance, short


def _write(home: str, url: str, results: Any, seconds: float) -> None:
    """Write engine events of one run as fast as possible; return the seconds of each."""
    durations, errors = [], 0
    with _open_instance(home, url) as (instance, short):
        run = instance.create_run_for_job(short)
        end = time.perf_counter() + seconds
        while (started := time.perf_counter()) < end:
            try:
                instance.report_engine_event("an event", run)
            except Exception:  # noqa: BLE001  # locks that were not acquired in time are counted
                errors += 1
            durations.append(time.perf_counter() - started)
    results.put((durations, errors))


def _run(home: str, url: str, results: Any, seconds: float) -> None:
    """Run jobs one after another, each with an engine event of its own, at this process's share of `EVENTS_PER_MINUTE`. Return the
    seconds of each run and the number of events.
    """
    durations, errors, events = [], 0, 0
    with _open_instance(home, url) as (instance, short):
        beginning = time.perf_counter()
        while (started := time.perf_counter()) < beginning + seconds:
            try:
                done = short.execute_in_process(instance=instance)
                instance.report_engine_event("an event", instance.get_run_by_id(done.run_id))
                events += len(done.all_events) + 1
            except Exception:  # noqa: BLE001  # as above
                errors += 1
            durations.append(time.perf_counter() - started)
            time.sleep(max(0.0, beginning + events * 60 * WRITERS / EVENTS_PER_MINUTE - time.perf_counter()))
    results.put((durations, errors, events))


@contextlib.contextmanager
def _new_instance(url: str) -> Iterator[str]:
    """An instance's folder, with its tables created."""
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "dagster.yaml").write_text((PROJECT_ROOT / "dagster.yaml").read_text())
        _side_by_side(_write, home, url, 0.0, processes=1)
        yield home


def _side_by_side(
    work: Callable[..., None], home: str, url: str, seconds: float, processes: int = WRITERS
) -> list[Any]:
    """The results of processes that do the same work at once."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    workers = [context.Process(target=work, args=(home, url, results, seconds)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    answers = [results.get(timeout=120 + 2 * seconds) for _ in workers]
    for worker in workers:
        worker.join()
    return answers


def _full_load(url: str) -> dict[str, float]:
    """Four processes that write as fast as they can."""
    with _new_instance(url) as home:
        answers = _side_by_side(_write, home, url, SECONDS)
    return {
        "events_per_minute": sum(len(durations) for durations, _ in answers) / SECONDS * 60,
        **_summary([seconds for durations, _ in answers for seconds in durations]),
        "errors": float(sum(errors for _, errors in answers)),
    }


def _busy_day(url: str) -> dict[str, float]:
    """Runs of four processes beside a daemon for `MINUTES`; return the measurements and errors of both."""
    with (
        _new_instance(url) as home,
        tempfile.TemporaryDirectory() as data,
        (Path(home) / "daemon.log").open("w") as log,
    ):
        places = {"DATA_DIR": f"{data}/data", "INBOX_DIR": f"{data}/inbox", "AUTOMATION": "videos"}
        daemon = subprocess.Popen(
            [sys.executable, "-m", "dagster._daemon", "run", "--workspace", str(PROJECT_ROOT / "workspace.yaml")],
            env=os.environ | {"DAGSTER_HOME": home, VARIABLE: url, **places}, cwd=PROJECT_ROOT, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            answers = _side_by_side(_run, home, url, 60 * MINUTES)
        finally:
            daemon.terminate()
            daemon.wait(60)
        logged = Path(log.name).read_text()
    runs = [seconds for durations, _, _ in answers for seconds in durations]
    return {
        "minutes": MINUTES,
        "events_per_minute": sum(events for _, _, events in answers) / MINUTES,
        "runs": float(len(runs)),
        **_summary(runs),
        "errors": float(sum(errors for _, errors, _ in answers)),
        "sensor_ticks": float(len(TICK.findall(logged))),
        "daemon_errors": float(len(ERROR.findall(logged))),
    }


def _summary(durations: list[float]) -> Mapping[str, float]:
    ordered = sorted(durations)
    return {"p50_seconds": ordered[len(ordered) // 2], "p99_seconds": ordered[int(len(ordered) * 0.99)]}


def run() -> dict[str, Any]:
    """Events per minute of both.

    Raises:
        DatabaseUrlError: DATABASE_URL names no Postgres to compare with.
    """
    url = os.environ.get(VARIABLE, "")
    if not url:
        raise DatabaseUrlError(f"{VARIABLE} is not set.", remedy="Name a Postgres that may be written to.")
    sqlite, postgres = _full_load(""), _full_load(url)
    busy = {"postgres": _busy_day(url), "sqlite": _busy_day("")}
    return {
        "name": "instance_load",
        "ours": postgres["events_per_minute"],
        "alternative": sqlite["events_per_minute"],
        "ratio": postgres["events_per_minute"] / sqlite["events_per_minute"],
        "unit": f"events a minute by {WRITERS} processes into Postgres; alternative: SQLite",
        "detail": {"postgres": postgres, "sqlite": sqlite, "busy_day": busy},
    }

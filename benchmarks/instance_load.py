"""`instance_load`: four processes write events at once, into SQLite and into a Postgres.

What belongs here: the load. What does not: the choice of the storage (pipelines/instance_storage.py).
"""

import multiprocessing
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from pipelines.settings import PROJECT_ROOT
from resources.database import VARIABLE, DatabaseUrlError

WRITERS, SECONDS = 4, 30.0


def _write(home: str, url: str, results: Any, seconds: float = SECONDS) -> None:
    """Write engine events of one run as fast as they are taken, and tell how long each took."""
    os.environ["DAGSTER_HOME"] = home
    os.environ[VARIABLE] = url
    import dagster as dg

    @dg.op
    def nothing() -> None: ...

    @dg.job
    def short() -> None:
        nothing()

    taken, errors = [], 0
    with dg.DagsterInstance.get() as instance:
        run = instance.create_run_for_job(short)
        end = time.perf_counter() + seconds
        while (started := time.perf_counter()) < end:
            try:
                instance.report_engine_event("an event", run)
            except Exception:  # noqa: BLE001  # a lock that was not got in time is what is counted
                errors += 1
            taken.append(time.perf_counter() - started)
    results.put((taken, errors))


def _load(url: str) -> dict[str, float]:
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "dagster.yaml").write_text((PROJECT_ROOT / "dagster.yaml").read_text())
        results = context.Queue()
        first = context.Process(target=_write, args=(home, url, results, 0.0))  # it makes the tables
        first.start()
        results.get(timeout=SECONDS)
        first.join()
        writers = [context.Process(target=_write, args=(home, url, results)) for _ in range(WRITERS)]
        for writer in writers:
            writer.start()
        answers = [results.get(timeout=SECONDS * 4) for _ in writers]
        for writer in writers:
            writer.join()
    taken = sorted(seconds for answer, _ in answers for seconds in answer)
    return {
        "events_per_minute": len(taken) / SECONDS * 60,
        "p50_seconds": taken[len(taken) // 2],
        "p99_seconds": taken[int(len(taken) * 0.99)],
        "errors": float(sum(errors for _, errors in answers)),
    }


def run() -> dict[str, Any]:
    """Events a minute of both.

    Raises:
        DatabaseUrlError: DATABASE_URL names no Postgres to compare with.
    """
    url = os.environ.get(VARIABLE, "")
    if not url:
        raise DatabaseUrlError(f"{VARIABLE} is not set.", remedy="Name a Postgres that may be written to.")
    sqlite, postgres = _load(""), _load(url)
    return {
        "name": "instance_load",
        "ours": postgres["events_per_minute"],
        "alternative": sqlite["events_per_minute"],
        "ratio": postgres["events_per_minute"] / sqlite["events_per_minute"],
        "unit": f"events a minute by {WRITERS} processes into Postgres; alternative: SQLite",
        "detail": {"postgres": postgres, "sqlite": sqlite},
    }

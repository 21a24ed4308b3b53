"""What requests for videos and songs have in common: a folder is changed by one request or run at a time.

What belongs here: holding a folder, ending the runs that work on it, and why nothing is being made. What does not: the
requests (video_work.py, song_work.py), the routes (api.py).
"""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from pipelines.jobs import make_song, render_soundtracks, write_words
from pipelines.ranges import RANGE_END, RANGE_START
from pipelines.sensors import UNFINISHED_RUNS
from resources.errors import TenthSymphonyError
from resources.leases import LeaseError, lease

SENSORS = ("video_queue", "song_queue")
_TURNS = tuple(threading.Lock() for _ in range(64))  # locks for folders; two folders may share one


class NotThereError(TenthSymphonyError):
    """There is no such job, model, artist or line."""


class BusyError(TenthSymphonyError):
    """The request is impossible now: a run is working on the job, or the job is finished."""


def lock_of(folder: Path) -> threading.Lock:
    """The lock for changing a folder: without it, two simultaneous requests left a finished film half restored."""
    return _TURNS[hash(folder.name) % len(_TURNS)]


@contextlib.contextmanager
def alone(folder: Path, why: str = "It is being worked on.") -> Iterator[None]:
    """Hold a folder exclusively against other requests and runs.

    Raises:
        BusyError: a run works in it.
    """
    with lock_of(folder), contextlib.ExitStack() as held:
        try:
            held.enter_context(lease(folder))
        except LeaseError:
            raise BusyError(why, remedy="Wait until it is finished, or try again in a moment.") from None
        yield


def runs_of(instance: dg.DagsterInstance, key: str) -> list[dg.DagsterRun]:
    """The runs, running or queued, that work on this video or song alone."""
    return [
        run
        for job in (render_soundtracks, make_song, write_words)
        for run in instance.get_runs(dg.RunsFilter(job_name=job.name, statuses=UNFINISHED_RUNS))
        if key == run.tags.get("dagster/partition") or key == run.tags.get(RANGE_START) == run.tags.get(RANGE_END)
    ]


def end_runs(instance: dg.DagsterInstance, key: str) -> bool:
    """End the runs that work on this video or song alone; whether there were any."""
    runs = runs_of(instance, key)
    for run in runs:
        instance.run_coordinator.cancel_run(run.run_id)
    return bool(runs)


def queue_problem(instance: dg.DagsterInstance, automation: str) -> tuple[str, str] | None:
    """Why the queue is not being processed, and what to do about it; None if it is.

    Args:
        automation: the setting that applies to sensors that were never switched on or off by hand.
    """
    daemon = instance.get_daemon_statuses().get("SENSOR")
    if daemon is None or not daemon.healthy:
        return (
            "Nothing is made yet: Dagster's daemon is not running, or still starting. What you ask for waits.",
            "Start it with make dev or make studio.",
        )
    states = {state.name: state.status.value for state in instance.all_instigator_state()}
    unswitched = "STOPPED" if automation == "off" else "RUNNING"
    off = [
        name for name in SENSORS if states.get(name, unswitched).replace("DECLARED_IN_CODE", unswitched) == "STOPPED"
    ]
    if off:
        switch = f"Run make studio, or switch {' and '.join(off)} on in Dagster under Automation."
        return "Nothing is made now: the queue is off. What you ask for waits.", switch
    return None

"""Crashes followed to the end: the step, the run's process, the daemon and everything are killed while a retraining works, and
the same week's retraining completes, once.
"""

import json
import os
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest
from dagster._cli.job import _create_run
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import GrpcServerTarget

from assets.corpus.examples import COLUMNS, write_examples
from pipelines.dead_runs import RUNNING, fail_dead_runs
from pipelines.instance import open_instance
from pipelines.run_leases import folder_of
from pipelines.sensors import UNFINISHED_RUNS
from pipelines.upkeep import BACKOFF, due_retry
from resources.leases import STALE_SECONDS, SUFFIX
from resources.lyrics_sources.songbook import load_songbook
from resources.processes import start_ticks
from resources.records import Pointer
from resources.storage import Folders
from tests.faults.tiny_retraining import MODEL
from tests.services import Installation

SEEN = "EVENT_LOG_CONSUMER_CURSOR-PIPELINE_FAILURE"  # up to which event Dagster has looked for runs to try again
FAILED, SUCCEEDED = dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.SUCCESS


class Retraining:
    """An installation of two services, what it retrains, and what is killed of it."""

    def __init__(self, root: Path, folders: Folders) -> None:
        self.services = Installation(root, ("code-server", "daemon"), module="tests.faults.tiny_retraining")
        self.instance = dg.DagsterInstance.get()
        self.checkpoints = folders.checkpoints / MODEL

    def launch(self, tags: Mapping[str, str] | None = None) -> dg.DagsterRun:
        """Start a retraining as the queue does."""
        target = GrpcServerTarget("127.0.0.1", self.services.code, None, "tenth_symphony")
        with WorkspaceProcessContext(self.instance, target) as process:
            workspace = process.create_request_context()
            location = workspace.get_code_location("tenth_symphony")
            repository = next(iter(location.get_repositories().values()))
            job = repository.get_full_job("retrain")
            run = _create_run(self.instance, location, repository, job, {}, tags, None, None)
            return self.instance.launch_run(run.run_id, workspace)

    def worker(self, run: dg.DagsterRun) -> int:
        """The run's own process."""
        return _holder(folder_of(self.instance, run.run_id)) or 0

    def step(self) -> int:
        """The process that trains, once it does."""
        found: list[int] = []

        def trains() -> bool:
            works = self.checkpoints.glob(f"*.training{SUFFIX}")
            found[:] = [pid for work in works if (pid := _holder(work.with_suffix("")))]
            return any(start_ticks(pid) is not None for pid in found)

        self.services.wait_for(trains, pause=0.05)
        return next(pid for pid in found if start_ticks(pid) is not None)

    def status(self, run: dg.DagsterRun) -> dg.DagsterRunStatus:
        found = self.instance.get_run_by_id(run.run_id)
        assert found is not None
        return found.status

    def wait_for(self, run: dg.DagsterRun, status: dg.DagsterRunStatus) -> None:
        self.services.wait_for(lambda: self.status(run) not in UNFINISHED_RUNS, pause=0.2)
        assert self.status(run) == status, self.services.said()

    def retry_of(self, run: dg.DagsterRun) -> dg.DagsterRun | None:
        """The run by which Dagster tries another one again; None where it could not, since the code server was not there at
        the moment when it looked.
        """
        storage, cursors = self.instance.event_log_storage, self.instance.daemon_cursor_storage
        failures = storage.get_logs_for_all_runs_by_log_id(dagster_event_type={dg.DagsterEventType.RUN_FAILURE})
        [failure] = [number for number, entry in failures.items() if entry.run_id == run.run_id]
        self.services.wait_for(lambda: int(cursors.get_cursor_values({SEEN}).get(SEEN, 0)) >= failure, pause=0.2)
        return next((other for other in self.instance.get_runs() if other.parent_run_id == run.run_id), None)

    def due(self, failures: int) -> Mapping[str, str]:
        """The tags of the run that retry_failed_runs asks for after so many failures in a row, when its time has come."""
        wait = BACKOFF[failures - 1].total_seconds()
        assert isinstance(due_retry(self.instance, "retrain", time.time() + wait - 60), str), "not before"
        asked = due_retry(self.instance, "retrain", time.time() + wait + 1)
        assert isinstance(asked, dg.RunRequest)
        return asked.tags

    def nothing_is_held(self) -> bool:
        info = self.instance.event_log_storage.get_concurrency_info("accelerator")
        return info.active_slot_count == info.pending_step_count == 0


def _holder(folder: Path) -> int | None:
    """The process whose lease a folder's is; None while there is none."""
    try:
        return json.loads(folder.with_name(folder.name + SUFFIX).read_text())["pid"]
    except (OSError, ValueError):
        return None


@pytest.fixture
def retraining(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Retraining]:
    home, folders = tmp_path / "home", Folders(tmp_path / "data", tmp_path / "inbox")
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    open_instance().dispose()
    songs = [(artist.slug, song.text) for artist in load_songbook()[:8] for song in artist.songs[:1]]
    rows = pd.DataFrame([(slug, slug, "song", text) for slug, text in songs], columns=COLUMNS)
    examples = write_examples(lambda name: [rows[:6] if name == "train" else rows[6:]], folders.examples)
    Pointer(path=folders.pointer(examples)).write(folders.tables / "corpus" / "training_examples.json")
    retraining = Retraining(tmp_path, folders)
    try:
        yield retraining
    finally:
        retraining.services.stop()
        retraining.instance.dispose()


@pytest.mark.slow
@pytest.mark.fault("killed", "a retraining's step", "its run fails and frees its pool; Dagster retries it")
@pytest.mark.fault("killed", "the daemon", "runs go on; it is restarted, and nothing is done twice")
@pytest.mark.fault("killed", "a retraining's own process", "marked failed, its pool is freed; retried when it is due")
@pytest.mark.fault(
    "killed", "everything, by a power cut too", "runs are marked failed at the next start, and retried once"
)
def test_the_weekly_retraining_completes_once_whichever_process_is_killed(
    retraining: Retraining, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services, instance = retraining.services, retraining.instance
    services.wait_for(lambda: (services.home / "dagster.yaml").exists() and _answers(services.code))

    # The step is killed: its run sees it, and Dagster tries it again.
    first = retraining.launch()
    os.kill(retraining.step(), signal.SIGKILL)
    retraining.wait_for(first, FAILED)
    assert retraining.nothing_is_held()

    # The daemon alone is killed: the run goes on. Then the run's own process is: its step ends with it.
    second = retraining.retry_of(first)
    assert second is not None
    step = retraining.step()
    services.services["daemon"].kill()
    worker = retraining.worker(second)
    assert start_ticks(worker) is not None
    assert fail_dead_runs(instance) == []
    os.kill(worker, signal.SIGKILL)
    services.wait_for(lambda: start_ticks(step) is None, pause=0.1)
    fail_dead_runs(instance)
    assert retraining.status(second) == FAILED
    assert retraining.nothing_is_held()

    # It was a retry already, which Dagster tries no more: it is tried when it is due. Everything is killed, and what is left
    # is copied, as a power cut leaves it.
    third = retraining.launch(retraining.due(2))
    step = retraining.step()
    for service in services.services.values():
        service.kill()
    services.wait_for(lambda: start_ticks(step) is None, pause=0.1)
    shutil.copytree(services.home, tmp_path / "copied")
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("DAGSTER_HOME", str(tmp_path / "copied"))
        with dg.DagsterInstance.get() as copied:
            left = folder_of(copied, third.run_id)
            left = left.with_name(left.name + SUFFIX)
            left.write_text(json.dumps(json.loads(left.read_text()) | {"boot": "before the power cut"}))
            assert [run.run_id for run in copied.get_runs(dg.RunsFilter(statuses=RUNNING))] == [third.run_id]
            os.utime(left, (time.time() - STALE_SECONDS, time.time() - STALE_SECONDS))
            assert fail_dead_runs(copied) == [third.run_id]
            assert copied.event_log_storage.get_concurrency_info("accelerator").active_slot_count == 0
    retraining.wait_for(third, FAILED)  # by the services' own start
    services.wait_for(retraining.nothing_is_held, pause=0.1)

    # Dagster tries it again, or forgets it: then it is tried when it is due.
    services.wait_for(lambda: _answers(services.code))
    fourth = retraining.retry_of(third) or retraining.launch(retraining.due(3))
    retraining.wait_for(fourth, SUCCEEDED)
    assert retraining.nothing_is_held()
    runs = {run.run_id: run.status for run in instance.get_runs()}
    assert runs == {first.run_id: FAILED, second.run_id: FAILED, third.run_id: FAILED, fourth.run_id: SUCCEEDED}
    assert isinstance(due_retry(instance, "retrain", time.time() + 24 * 3600), str), "nothing is left to do"
    [checkpoint] = retraining.checkpoints.iterdir()
    assert (checkpoint / "model.safetensors").exists()


def _answers(port: int) -> bool:
    from dagster._core.errors import DagsterUserCodeUnreachableError
    from dagster._grpc.client import DagsterGrpcClient

    try:
        return bool(DagsterGrpcClient(host="127.0.0.1", port=port).ping("here"))
    except DagsterUserCodeUnreachableError:
        return False

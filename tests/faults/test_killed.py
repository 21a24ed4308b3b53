"""Killed processes: their steps end, their runs fail, and their pool slots and leases are freed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest

from pipelines.dead_runs import fail_dead_runs
from resources.leases import STALE_SECONDS, LeaseError, is_abandoned, is_held, lease
from resources.processes import ProcessIdentity, start_ticks

PROJECT = Path(__file__).resolve().parents[2]


def wait_for(what: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow])])
def database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where the instance keeps its runs: each of the two, one after the other."""
    if request.param == "sqlite":
        yield
        return
    with request.getfixturevalue("postgres").fresh():
        yield


@pytest.fixture
def home(database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "dagster"
    home.mkdir()
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    (home / "dagster.yaml").write_text((PROJECT / "dagster.yaml").read_text())
    return home


@pytest.fixture
def instance(home: Path) -> Iterator[dg.DagsterInstance]:
    assert home.exists()
    with dg.DagsterInstance.get() as instance:
        yield instance


@pytest.fixture
def killed_run(home: Path, tmp_path: Path, instance: dg.DagsterInstance) -> tuple[str, int]:
    """A run whose process was killed while its step was at work: the run's id and the step's pid."""
    environment = {**os.environ, "DAGSTER_HOME": str(home), "SIGNS": str(tmp_path), "PYTHONPATH": str(PROJECT)}
    worker = subprocess.Popen([sys.executable, str(Path(__file__).with_name("sleeping_job.py"))], env=environment)
    sign = tmp_path / "step.pid"
    wait_for(lambda: sign.exists() and sign.read_text() != "")
    step = int(sign.read_text())
    [run] = instance.get_runs()
    assert fail_dead_runs(instance) == []  # it lives
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    return run.run_id, step


def status(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status


@pytest.mark.fault("killed", "any run of this machine", "marked failed within 60 s; its step ends, its pool is freed")
def test_a_killed_run_is_marked_failed_its_step_ends_and_its_pool_is_freed(
    killed_run: tuple[str, int], instance: dg.DagsterInstance
) -> None:
    run_id, step = killed_run
    wait_for(lambda: start_ticks(step) is None, seconds=10)
    assert status(instance, run_id) == dg.DagsterRunStatus.STARTED
    storage = instance.event_log_storage
    assert storage.get_concurrency_info("accelerator").active_slot_count == 1
    failed: list[str] = []
    wait_for(
        lambda: bool(failed.extend(fail_dead_runs(instance)) or failed), seconds=5
    )  # of a row it is told a second late
    assert failed == [run_id]
    assert status(instance, run_id) == dg.DagsterRunStatus.FAILURE
    assert storage.get_concurrency_info("accelerator").active_slot_count == 0
    assert fail_dead_runs(instance) == []


@pytest.mark.fault(
    "killed", "the process that works in a folder (a training, a video, a song)", "the next one can work in it at once"
)
def test_one_process_at_a_time_works_in_a_folder_and_a_dead_one_blocks_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    program = (
        "import sys, time; from pathlib import Path; from resources.leases import lease\n"
        "with lease(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, cwd=PROJECT)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(LeaseError, match=f"process {holder.pid}"), lease(folder):
        pass
    assert (is_held(folder), is_abandoned(folder)) == (True, False)
    holder.kill()
    holder.wait()
    assert list(tmp_path.iterdir()) == [tmp_path / "work.lease"], "nobody could remove it"
    assert (is_held(folder), is_abandoned(folder)) == (False, True)
    with lease(folder), pytest.raises(LeaseError), lease(folder):
        pass
    assert list(tmp_path.iterdir()) == []
    assert (is_held(folder), is_abandoned(folder)) == (False, False)


@pytest.mark.parametrize(("age", "free"), [(1.0, False), (STALE_SECONDS + 1, True)])
def test_a_holder_on_another_machine_is_alive_while_it_sends_heartbeats(tmp_path: Path, age: float, free: bool) -> None:
    folder = tmp_path / "work"
    sign = tmp_path / "work.lease"
    sign.write_text(ProcessIdentity.own().model_copy(update={"host": "another-machine"}).model_dump_json())
    os.utime(sign, (time.time() - age, time.time() - age))
    assert (is_held(folder), is_abandoned(folder)) == (not free, free)
    if free:
        with lease(folder):
            pass
    else:
        with pytest.raises(LeaseError, match="another-machine"), lease(folder):
            pass

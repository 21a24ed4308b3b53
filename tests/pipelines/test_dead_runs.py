"""Which runs are failed as dead: those whose lease was left behind, on this machine and others, never by a PID alone."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import psutil
import pytest
from dagster._core.events import DagsterEvent, EngineEventData

from pipelines.dead_runs import fail_dead_runs
from pipelines.run_leases import at_work, folder_of
from pipelines.settings import PROJECT_ROOT
from resources.leases import STALE_SECONDS, SUFFIX, lease
from resources.processes import ProcessIdentity
from tests.databases import Server, run_sql

OWN = ProcessIdentity.own()
GONE = OWN.model_copy(update={"pid": 4_000_000})
ELSEWHERE = OWN.model_copy(update={"host": "another-machine"})
RESTARTED = OWN.model_copy(update={"boot": "before-the-power-cut"})


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    """The one that the project's dagster.yaml makes, with an SQLite file."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    (tmp_path / "dagster.yaml").write_text((PROJECT_ROOT / "dagster.yaml").read_text())
    with dg.DagsterInstance.get() as instance:
        yield instance


@pytest.fixture
def url(postgres: Server) -> Iterator[str]:
    with postgres.fresh() as url:
        yield url


@pytest.fixture
def shared(url: str, request: pytest.FixtureRequest) -> dg.DagsterInstance:
    """The same with a Postgres that other machines have, too."""
    assert url
    return request.getfixturevalue("instance")


def started(instance: dg.DagsterInstance) -> dg.DagsterRun:
    """A run that is recorded as going on, by a process whose number is nobody's here."""

    @dg.job
    def short() -> None: ...

    run = instance.create_run_for_job(short)
    for kind in (dg.DagsterEventType.RUN_STARTING, dg.DagsterEventType.RUN_START):
        instance.report_dagster_event(DagsterEvent(kind.value, job_name="short"), run_id=run.run_id)
    instance.report_engine_event("Started.", run, EngineEventData({"pid": dg.MetadataValue.text(str(GONE.pid))}))
    assert status(instance, run) == dg.DagsterRunStatus.STARTED
    return run


def held_by(instance: dg.DagsterInstance, run: dg.DagsterRun, holder: ProcessIdentity, age: float) -> None:
    """Let a run's lease be one that a process took and last beat `age` seconds ago."""
    folder = folder_of(instance, run.run_id)
    folder.parent.mkdir(exist_ok=True)
    sign = folder.with_name(folder.name + SUFFIX)
    sign.write_text(holder.model_dump_json())
    os.utime(sign, (time.time() - age, time.time() - age))


def row_of(url: str, run: dg.DagsterRun, holder: ProcessIdentity, age: float) -> None:
    """The same of a lease that is a row."""
    written = holder.model_dump_json()
    run_sql(
        url,
        "INSERT INTO tenth_symphony_leases.leases VALUES "
        f"('runs/{run.run_id}', 'theirs', '{written}', now() - interval '{age} seconds')",
    )


def status(instance: dg.DagsterInstance, run: dg.DagsterRun) -> dg.DagsterRunStatus:
    found = instance.get_run_by_id(run.run_id)
    assert found is not None
    return found.status


CASES = pytest.mark.parametrize(
    ("holder", "age", "dead"),
    [
        (OWN, 0.0, False),
        (GONE, 0.0, True),
        (OWN.model_copy(update={"started": OWN.started - 1}), 0.0, True),  # another process has got its number
        (RESTARTED, 1.0, False),  # or a container of this machine: its numbers are not those that are seen here
        (RESTARTED, STALE_SECONDS + 1, True),
        (ELSEWHERE, 1.0, False),
        (ELSEWHERE, STALE_SECONDS + 1, True),
    ],
    ids=["alive", "killed", "number reused", "another container", "power cut", "elsewhere", "lost host"],
)


@CASES
def test_a_run_with_an_abandoned_lease_is_marked_failed(
    instance: dg.DagsterInstance, holder: ProcessIdentity, age: float, dead: bool
) -> None:
    run = started(instance)
    held_by(instance, run, holder, age)
    assert fail_dead_runs(instance) == ([run.run_id] if dead else [])
    assert status(instance, run) == (dg.DagsterRunStatus.FAILURE if dead else dg.DagsterRunStatus.STARTED)
    assert folder_of(instance, run.run_id).with_name(run.run_id + SUFFIX).exists() is not dead
    assert fail_dead_runs(instance) == []


@pytest.mark.postgres
@pytest.mark.fault(
    "killed", "any run of another machine, or the machine", "marked failed after 60 s without a heartbeat"
)
@CASES
def test_a_dead_run_of_another_machine_is_detected_by_its_heartbeat(
    shared: dg.DagsterInstance, url: str, holder: ProcessIdentity, age: float, dead: bool
) -> None:
    run = started(shared)
    with at_work(shared, run.run_id):  # makes the table
        assert fail_dead_runs(shared) == []
        assert not folder_of(shared, run.run_id).parent.exists(), "a pod's own folder may be read-only"
    time.sleep(1.0 - time.monotonic() % 1.0)  # what holds leases is asked once a second
    row_of(url, run, holder, age)
    assert fail_dead_runs(shared) == ([run.run_id] if dead else [])
    assert status(shared, run) == (dg.DagsterRunStatus.FAILURE if dead else dg.DagsterRunStatus.STARTED)
    assert run_sql(url, "SELECT count(*) FROM tenth_symphony_leases.leases") == [(0 if dead else 1,)]


@pytest.mark.postgres
def test_a_run_of_another_machine_or_pod_is_never_judged_by_its_pid(shared: dg.DagsterInstance) -> None:
    run = started(shared)
    assert fail_dead_runs(shared) == []
    assert status(shared, run) == dg.DagsterRunStatus.STARTED


def test_a_run_that_released_its_lease_is_left_alone(instance: dg.DagsterInstance) -> None:
    run = started(instance)
    with at_work(instance, run.run_id):
        assert fail_dead_runs(instance) == []
    assert fail_dead_runs(instance) == []
    assert status(instance, run) == dg.DagsterRunStatus.STARTED


def test_a_run_older_than_this_machine_s_boot_is_dead(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(instance)
    assert fail_dead_runs(instance) == []
    monkeypatch.setattr(psutil, "boot_time", lambda: time.time() + 1)
    assert fail_dead_runs(instance) == [run.run_id]


@pytest.mark.postgres
def test_this_machine_s_boot_does_not_affect_runs_of_other_machines(
    shared: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(shared)
    monkeypatch.setattr(psutil, "boot_time", lambda: time.time() + 1)
    assert fail_dead_runs(shared) == []
    assert status(shared, run) == dg.DagsterRunStatus.STARTED


def test_a_run_that_was_being_cancelled_is_cancelled(instance: dg.DagsterInstance) -> None:
    run = started(instance)
    instance.report_run_canceling(run)
    held_by(instance, run, GONE, 0.0)
    assert fail_dead_runs(instance) == [run.run_id]
    assert status(instance, run) == dg.DagsterRunStatus.CANCELED


def test_a_dead_run_is_failed_only_once(instance: dg.DagsterInstance) -> None:
    run = started(instance)
    held_by(instance, run, GONE, 0.0)
    with lease(folder_of(instance, run.run_id)):  # the other one is at it
        held_by(instance, run, GONE, 0.0)  # and has not written itself down yet
        assert fail_dead_runs(instance) == []
    assert status(instance, run) == dg.DagsterRunStatus.STARTED

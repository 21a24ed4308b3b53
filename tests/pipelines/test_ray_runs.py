"""RAY_RUNS=true: runs as jobs of a cluster of two nodes on this machine, by the launcher that dagster.yaml names."""

import os
from pathlib import Path

import dagster as dg
import psutil
import pytest
from dagster._core.launcher import DefaultRunLauncher, WorkerStatus

from pipelines.dead_runs import RAY_TAG, fail_dead_runs
from pipelines.instance_launcher import InstanceLauncher
from pipelines.ray_runs import RayRuns
from pipelines.ray_steps import ClusterError
from pipelines.settings import PROJECT_ROOT, SettingsError, load_settings
from tests.clusters import SECRET, Machines, wait_for

NOBODY = "http://127.0.0.1:1"
ENDED = {"SUCCEEDED", "FAILED", "STOPPED"}


@pytest.fixture
def on_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"EXECUTOR": "ray", "RAY_ADDRESS": NOBODY, "RAY_RUNS": "true"}.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def launched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dg.DagsterInstance:
    """The instance that the project's dagster.yaml makes."""
    (tmp_path / "dagster.yaml").write_text((PROJECT_ROOT / "dagster.yaml").read_text())
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    return dg.DagsterInstance.get()


def a_run(instance: dg.DagsterInstance, tags: dict[str, str] | None = None) -> dg.DagsterRun:
    @dg.job
    def empty() -> None: ...

    return instance.create_run_for_job(empty, tags=tags, status=dg.DagsterRunStatus.STARTED)


def test_runs_start_on_the_daemon_s_machine_by_default(launched: dg.DagsterInstance) -> None:
    assert isinstance(launched.run_launcher, DefaultRunLauncher)


@pytest.mark.usefixtures("on_ray")
def test_the_setting_creates_ray_s_launcher_which_sends_no_secret(
    launched: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSIXMATCH_API_KEY", SECRET)
    launcher = launched.run_launcher
    assert isinstance(launcher, RayRuns)
    assert launcher.address == NOBODY
    assert "EXECUTOR=ray" in (launcher.env_vars or [])
    assert SECRET not in str(launcher.env_vars)
    ref = launched.get_ref()
    assert ref.run_launcher_data is not None
    assert ref.run_launcher_data.class_name == InstanceLauncher.__name__
    assert NOBODY not in str(ref.run_launcher_data), "a job's command quotes it"


def test_ray_runs_without_steps_on_ray_are_refused() -> None:
    with pytest.raises(SettingsError, match=r"RAY_RUNS is True: .*EXECUTOR=ray"):
        load_settings(ray_runs=True)


@pytest.mark.usefixtures("on_ray")
@pytest.mark.fault("network cut", "launching or ending a run with RAY_RUNS", "reported with the remedy; a run goes on")
def test_an_unreachable_cluster_is_reported_and_its_runs_go_on(launched: dg.DagsterInstance) -> None:
    launcher, run = launched.run_launcher, a_run(launched)
    launched.add_run_tags(run.run_id, {RAY_TAG: run.run_id})
    with pytest.raises(
        ClusterError, match=r"does not answer at http://127\.0\.0\.1:1 .*Start it \(docs/how-to/ray\.md\)"
    ):
        launcher.terminate(run.run_id)
    run = launched.get_run_by_id(run.run_id)
    assert run is not None
    assert run.status == dg.DagsterRunStatus.STARTED, "nobody was told that it ends"
    health = launcher.check_run_worker_health(run)
    assert (health.status, "does not answer" in (health.msg or "")) == (WorkerStatus.RUNNING, True)
    assert fail_dead_runs(launched) == []


@pytest.mark.usefixtures("on_ray")
def test_ray_does_not_manage_the_run_of_a_command(launched: dg.DagsterInstance) -> None:
    inherited = a_run(launched, {RAY_TAG: "the run that this one tries again"})
    assert launched.run_launcher.check_run_worker_health(inherited).status == WorkerStatus.RUNNING
    assert not launched.run_launcher.terminate(inherited.run_id)


@pytest.mark.slow
@pytest.mark.fault("killed", "a run's own process with RAY_RUNS", "Ray reports it, and the run is marked failed")
def test_a_run_launched_on_ray_can_be_ended_and_its_loss_is_detected(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (machines.variables | {"RAY_RUNS": "true"}).items():
        monkeypatch.setenv(name, value)
    instance = machines.instance

    def state_of(run: dg.DagsterRun) -> str:
        return machines.jobs(run)[f"dagster-run-{run.run_id}"][2]

    with machines.launcher() as launch:
        # A run lands on the cluster, and so do its steps; it succeeds.
        run = launch("work")
        wait_for(lambda: machines.signed("one", "two"))
        assert {step for step, _, _ in machines.jobs(run).values()} == {"", "one", "two"}
        assert {node for _, node, _ in machines.jobs(run).values()} == set(machines.nodes.alive())
        assert fail_dead_runs(instance) == []
        (machines.signs / "go").write_text("")
        wait_for(lambda: state_of(run) == "SUCCEEDED")
        assert machines.status(run) == dg.DagsterRunStatus.SUCCESS
        machines.forget()

        # A step of a run hands out its work to the cluster.
        run = launch("spread_work")
        wait_for(lambda: state_of(run) in ENDED)
        assert machines.status(run) == dg.DagsterRunStatus.SUCCESS

        # Ending a run ends its job, and its steps.
        run = launch("work")
        wait_for(lambda: machines.signed("one", "two"))
        working = [int(sign.read_text()) for sign in machines.signs.iterdir()]
        assert all(map(psutil.pid_exists, working))
        assert instance.run_launcher.terminate(run.run_id)
        wait_for(lambda: {state for _, _, state in machines.jobs(run).values()} <= ENDED)
        wait_for(lambda: not any(map(psutil.pid_exists, working)))
        assert machines.status(run) == dg.DagsterRunStatus.CANCELED
        machines.forget()

        # A run whose process is killed is found out by Ray's word for it.
        run = launch("work")
        wait_for(lambda: machines.signed("one", "two"))
        for process in psutil.process_iter():
            if (
                process.pid != os.getpid()
                and run.run_id in " ".join(process.cmdline())
                and "execute_run" in process.cmdline()
            ):
                process.kill()
        wait_for(lambda: state_of(run) == "FAILED")
        assert fail_dead_runs(instance) == [run.run_id]
        assert machines.status(run) == dg.DagsterRunStatus.FAILURE

        # A cluster that is gone is said where a run is asked for.
        machines.nodes.kill(0)
        with pytest.raises(ClusterError, match=r"docs/how-to/ray\.md"):
            launch("work")
        assert machines.last_run().status == dg.DagsterRunStatus.FAILURE

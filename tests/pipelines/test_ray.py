"""EXECUTOR=ray: refused settings, the resources of steps, and a cluster of two nodes on this machine."""

import importlib.util
from fnmatch import fnmatchcase

import dagster as dg
import pytest

from pipelines.dead_runs import fail_dead_runs
from pipelines.doctor import _cluster
from pipelines.executors import NEEDS, executor_of, needs_of
from pipelines.ray_steps import environment
from pipelines.settings import SettingsError, load_settings
from tests.clusters import SECONDS, SECRET, Machines, wait_for

ADDRESS = "http://127.0.0.1:8265"
PASSWORD = "s3cr3t-password"


def test_a_missing_ray_package_is_reported_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "dagster_ray" else found(name))
    with pytest.raises(SettingsError, match=r"EXECUTOR.*dagster_ray.*make extra NAME=ray"):
        load_settings(executor="ray", ray_address=ADDRESS)


def test_a_missing_ray_address_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"RAY_ADDRESS.*http://127\.0\.0\.1:8265"):
        load_settings(executor="ray")


def test_ray_s_executor_is_used_only_if_it_is_set() -> None:
    assert executor_of(load_settings()).name == "multiprocess"
    assert executor_of(load_settings(executor="ray", ray_address=ADDRESS)).name == "ray"


def test_the_doctor_reports_an_unreachable_cluster() -> None:
    (finding,) = _cluster(load_settings(executor="ray", ray_address="http://127.0.0.1:1"))
    assert finding.state == "bad"
    assert "EXECUTOR=processes" in finding.remedy
    assert list(_cluster(load_settings())) == []


def test_nodes_get_the_settings_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSIXMATCH_API_KEY", SECRET)
    monkeypatch.setenv("DATABASE_URL", f"postgresql://symphony:{PASSWORD}@db/dagster")
    monkeypatch.setenv("DAGSTER_HOME", "/srv/home")
    told = environment(load_settings(executor="ray", ray_address=ADDRESS, data_dir="s3://bucket/data"))
    assert told["DATA_DIR"] == "s3://bucket/data"
    assert told["DAGSTER_HOME"] == "/srv/home"
    assert told["DATABASE_URL_NEEDED"] == "1"
    assert SECRET not in str(told)
    assert PASSWORD not in str(told)


def test_every_entry_matches_a_step_and_gpus_go_to_accelerator_steps(defs: dg.Definitions) -> None:
    nodes = {node.name: node for job in defs.resolve_all_job_defs() for node in job.graph.node_defs}
    for pattern in NEEDS:
        assert any(needs_of(name) is NEEDS[pattern] and fnmatchcase(name, pattern) for name in nodes), pattern
    takers = {name for name, node in nodes.items() if isinstance(node, dg.OpDefinition) and "accelerator" in node.pools}
    with_gpu = {name for name in takers if needs_of(name).gpu}
    assert with_gpu >= {"score_videos", "songs__song", "evaluation__verses", "models__gpt2_lyrics"}
    assert takers - with_gpu <= {"evaluation__champion", "models__ngram_recipe"}


@pytest.mark.slow
@pytest.mark.fault(
    "killed", "any step with EXECUTOR=ray", "a lost node's steps are restarted on another; the run succeeds"
)
@pytest.mark.fault("killed", "any run with EXECUTOR=ray", "the next run stops its steps and does them again")
def test_steps_run_on_both_nodes_and_survive_a_killed_run_and_a_killed_node(machines: Machines) -> None:
    (finding,) = _cluster(load_settings(executor="ray", ray_address=machines.nodes.address))
    assert finding.state == "good"
    assert machines.nodes.listening() <= {"127.0.0.1", "::ffff:127.0.0.1"}, "nothing is open to other machines"

    # A run's own process is killed. Its steps go on, until the next run stops them.
    worker = machines.start()
    wait_for(lambda: machines.signed("one", "two"))
    first = machines.last_run()
    assert {node for _, node, _ in machines.jobs(first).values()} == set(machines.nodes.alive())
    worker.kill()
    worker.wait()
    assert fail_dead_runs(machines.instance) == [first.run_id]
    machines.forget()

    # Of the next one a node is killed while it works.
    worker = machines.start()
    wait_for(lambda: machines.signed("one", "two"))
    second = machines.last_run()
    assert second.run_id != first.run_id
    assert {state for _, _, state in machines.jobs(first).values()} == {"STOPPED"}
    head, _ = machines.nodes.alive()
    jobs = machines.jobs(second)
    assert len(jobs) == 2
    (lost,) = (step for step, node, _ in jobs.values() if node != head_of(machines, head))
    machines.nodes.kill(1)
    (machines.signs / "go").write_text("")
    assert worker.wait(SECONDS) == 0
    assert machines.last_run().status == dg.DagsterRunStatus.SUCCESS
    again = machines.instance.all_logs(second.run_id, of_type=dg.DagsterEventType.STEP_UP_FOR_RETRY)
    assert [entry.step_key for entry in again] == [lost]
    assert machines.signed(f"{lost}-1")
    assert SECRET not in str(machines.nodes.client().list_jobs()), "Ray shows what it is told to whoever asks"


def head_of(machines: Machines, fallback: str) -> str:
    """The head's id: the node that was there first."""
    import requests

    nodes = requests.get(f"{machines.nodes.address}/nodes", params={"view": "summary"}, timeout=10).json()
    return next(
        (node["raylet"]["nodeId"] for node in nodes["data"]["summary"] if node["raylet"].get("isHeadNode")), fallback
    )

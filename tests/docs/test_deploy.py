"""The files of deploy/ agree with the code: every module, path, port and variable in them exists.

No container engine and no cluster is at hand where this runs: docs/never-run.md says so.
"""

import importlib.util
import re
import shlex
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml
from dagster._config import process_config, resolve_to_config_type
from dagster_k8s.container_context import K8sContainerContext
from dagster_k8s.launcher import K8sRunLauncher
from dagster_k8s.models import k8s_model_from_dict, k8s_snake_case_dict
from kubernetes import client

from pipelines.settings import PROJECT_ROOT, Settings, load_settings

DEPLOY = PROJECT_ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
OURS = sorted(name for name, service in COMPOSE["services"].items() if service["image"] == "tenth-symphony")
KUBERNETES = DEPLOY / "kubernetes"
NOT_SETTINGS = {"DATABASE_URL", "CODE_SERVER_HOST", "STUDIO_TOKEN", "DAGSTER_HOME", "PATH"}


def module_of(command: list[str]) -> str:
    return command[command.index("-m") + 1]


def workspaces(command: list[str]) -> list[str]:
    return [command[i + 1] for i, word in enumerate(command) if word == "--workspace"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_an_existing_command_and_restarts_it(unit: Path) -> None:
    lines = dict(line.split("=", 1) for line in unit.read_text().splitlines() if "=" in line and line[0] not in "#[")
    command = shlex.split(lines["ExecStart"])
    assert importlib.util.find_spec(module_of(command)) is not None
    assert all((PROJECT_ROOT / path).is_file() for path in workspaces(command))
    assert lines["Restart"] == "always"
    assert "127.0.0.1" in lines["ExecStart"] or module_of(command) not in ("dagster", "dagster_webserver")


@pytest.mark.parametrize("name", OURS)
def test_a_service_starts_an_existing_command_and_listens_on_loopback_only(name: str) -> None:
    service = COMPOSE["services"][name]
    if "command" in service:
        assert importlib.util.find_spec(module_of(service["command"])) is not None
        assert all((PROJECT_ROOT / path).is_file() for path in workspaces(service["command"]))
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    assert {key.lower() for key in set(service["environment"]) - NOT_SETTINGS} <= set(Settings.model_fields)


def test_the_bundled_object_store_is_a_profile_that_other_services_wait_for() -> None:
    store, bucket = COMPOSE["services"]["minio"], COMPOSE["services"]["bucket"]
    assert store["profiles"] == bucket["profiles"] == ["minio"]
    assert "ports" not in store
    assert store["volumes"] == ["minio:/data"]
    for name in set(OURS) - {"instance"}:
        waits = COMPOSE["services"][name]["depends_on"]["bucket"]
        assert waits == {"condition": "service_completed_successfully", "required": False}
    # What the comment has a person set is what the services are called and the bucket that is made.
    head = (DEPLOY / "compose.yaml").read_text().partition("\nname:")[0]
    address = re.findall(r"DATA_DIR=(\S+)", head)[0]
    assert load_settings(data_dir=address).folders.address == address
    [made] = bucket["command"]
    assert made.endswith(f"store/{address.removeprefix('s3://').split('/')[0]}")
    assert re.findall(r"AWS_ENDPOINT_URL=(\S+)", head)[0] in made
    assert [len(default) < 8 for default in re.findall(r":-(\w*)\}", str(store["environment"]))] == [True, True]


def test_the_image_copies_existing_files_and_sets_known_variables() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    for line in re.findall(r"^COPY (?!--from|--chown)(.+)$", text, re.M):
        for source in line.split()[:-1]:
            assert (PROJECT_ROOT / source).exists(), source
    assert "--constraint constraints.txt torch\n" in text
    assert "USER symphony" in text


def manifests(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((KUBERNETES / name).read_text()))


[VALUES] = manifests("values.yaml")
LAUNCHER = VALUES["runLauncher"]["config"]["k8sRunLauncher"]
PINNED = (PROJECT_ROOT / "constraints.txt").read_text()


def test_the_chart_is_dagster_s_version_and_names_the_same_module_and_port() -> None:
    [version] = re.findall(r"--version (\S+)", (KUBERNETES / "values.yaml").read_text())
    assert f"\ndagster=={version}\n" in PINNED
    [deployment] = VALUES["dagster-user-deployments"]["deployments"]
    assert deployment["dagsterApiGrpcArgs"] == ["--module-name", "pipelines.definitions"]
    workspace = yaml.safe_load((DEPLOY / "workspace.yaml").read_text())
    assert workspace["load_from"][0]["grpc_server"]["port"] == deployment["port"]


def test_the_chart_s_instance_has_our_pools_and_loggers(tmp_path: Path) -> None:
    chart = {
        "run_coordinator": {"module": "dagster.core.run_coordinator", "class": "QueuedRunCoordinator", "config": {}},
        **VALUES["additionalInstanceConfig"],
    }
    (tmp_path / "dagster.yaml").write_text(yaml.safe_dump(chart))
    ours = yaml.safe_load((PROJECT_ROOT / "dagster.yaml").read_text())
    with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
        assert instance.global_op_concurrency_default_limit == ours["concurrency"]["pools"]["default_limit"] == 1
        assert instance.get_concurrency_config().pool_config.pool_granularity.value == "op"
        assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 4
    assert VALUES["pythonLogs"]["managedPythonLoggers"] == ours["python_logs"]["managed_python_loggers"]
    assert VALUES["telemetry"] == ours["telemetry"]


def pods() -> dict[str, dict[str, Any]]:
    """What each pod's specification says, by what it is for."""
    [cluster], studio = manifests("raycluster.yaml"), manifests("studio.yaml")
    groups = [cluster["spec"]["headGroupSpec"], *cluster["spec"]["workerGroupSpecs"]]
    return {
        "studio": studio[0]["spec"]["template"]["spec"],
        **{f"ray {number}": group["template"]["spec"] for number, group in enumerate(groups)},
    }


@pytest.mark.parametrize("name", pods())
def test_every_pod_has_the_data_the_secret_and_the_image_s_user(name: str) -> None:
    pod = pods()[name]
    [claim] = manifests("data.yaml")
    [deployment] = VALUES["dagster-user-deployments"]["deployments"]
    user = {"runAsNonRoot": True, "runAsUser": 10001}
    assert "useradd --create-home --uid 10001 symphony" in (DEPLOY / "Dockerfile").read_text()
    assert pod["securityContext"] == deployment["podSecurityContext"] == {**user, "fsGroup": 10001}
    assert LAUNCHER["securityContext"] == user
    assert LAUNCHER["runK8sConfig"] == {"podSpecConfig": {"securityContext": {"fsGroup": 10001}}}
    assert pod["volumes"] == LAUNCHER["volumes"] == deployment["volumes"]
    assert pod["volumes"][0]["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]
    for container in pod["containers"]:
        assert container["volumeMounts"] == LAUNCHER["volumeMounts"] == deployment["volumeMounts"]
        assert container["image"] == deployment["image"]["repository"]
        assert [source["secretRef"] for source in container["envFrom"]] == deployment["envSecrets"]


def test_kubernetes_own_client_reads_every_manifest() -> None:
    """It refuses a field that there is not. A RayCluster is KubeRay's, of which the pods alone are Kubernetes'."""
    for name in ("data.yaml", "networkpolicy.yaml", "studio.yaml"):
        for manifest in manifests(name):
            k8s_model_from_dict(getattr(client, f"V1{manifest['kind']}"), in_its_words(manifest["kind"], manifest))
    for pod in pods().values():
        k8s_model_from_dict(client.V1PodSpec, in_its_words("PodSpec", pod))
    [deployment] = VALUES["dagster-user-deployments"]["deployments"]
    k8s_model_from_dict(
        client.V1PodSecurityContext, in_its_words("PodSecurityContext", deployment["podSecurityContext"])
    )
    wrong = {**manifests("data.yaml")[0], "specification": {}}
    with pytest.raises(Exception, match="specification"):
        in_its_words("PersistentVolumeClaim", wrong)


def in_its_words(kind: str, manifest: dict[str, Any]) -> Mapping[str, Any]:
    return k8s_snake_case_dict(getattr(client, f"V1{kind}"), manifest)


def test_the_run_launcher_accepts_the_configuration_of_the_chart() -> None:
    of_pods = {  # the chart writes them so into the instance's dagster.yaml
        "labels": LAUNCHER["labels"], "volumes": LAUNCHER["volumes"], "volume_mounts": LAUNCHER["volumeMounts"],
        "resources": LAUNCHER["resources"], "security_context": LAUNCHER["securityContext"],
        "run_k8s_config": {"pod_spec_config": LAUNCHER["runK8sConfig"]["podSpecConfig"]},
    }  # fmt: skip
    its_own = {"load_incluster_config": True, "service_account_name": "tenth-symphony", "instance_config_map": "a"}
    read = process_config(resolve_to_config_type(K8sRunLauncher.config_type()), {**its_own, **of_pods})
    assert read.success, read.errors
    pod = K8sContainerContext.create_from_config({"k8s": of_pods}).run_k8s_config
    assert pod.pod_template_spec_metadata["labels"] == LAUNCHER["labels"]
    assert pod.pod_spec_config["security_context"] == {"fs_group": 10001}
    assert pod.container_config["security_context"]["run_as_user"] == 10001
    # Its class must be importable where a run's pod opens the instance.
    assert "EXTRAS=postgres,k8s" in (KUBERNETES / "values.yaml").read_text()


def test_the_studio_s_service_uses_the_port_of_its_pod() -> None:
    deployment, service = manifests("studio.yaml")
    pod = deployment["spec"]["template"]
    assert service["spec"]["selector"] == deployment["spec"]["selector"]["matchLabels"] == pod["metadata"]["labels"]
    [container] = pod["spec"]["containers"]
    assert container["command"] == COMPOSE["services"]["studio"]["command"]
    assert container["ports"] == [{"name": "http", "containerPort": load_settings().studio_port}]
    assert {port["targetPort"] for port in service["spec"]["ports"]} == {"http"}
    assert (
        "STUDIO_TOKEN" in (KUBERNETES / "values.yaml").read_text()
    )  # the secret has it: else it would not start there


def test_the_ray_cluster_has_the_pinned_version_and_accepts_only_runs() -> None:
    [cluster], [policy] = manifests("raycluster.yaml"), manifests("networkpolicy.yaml")
    assert f"\nray=={cluster['spec']['rayVersion']}\n" in PINNED
    # KubeRay gives the pods of a cluster its name in this label.
    node = {"podSelector": {"matchLabels": {"ray.io/cluster": cluster["metadata"]["name"]}}}
    assert policy["spec"]["podSelector"] == node["podSelector"]
    assert policy["spec"]["policyTypes"] == ["Ingress"]
    among, runs = policy["spec"]["ingress"]
    assert among == {"from": [node]}
    assert runs["from"] == [{"podSelector": {"matchLabels": LAUNCHER["labels"]}}]
    [address] = re.findall(r"RAY_ADDRESS is then http://(\S+)", (KUBERNETES / "raycluster.yaml").read_text())
    assert [f"tenth-symphony-head-svc:{port['port']}" for port in runs["ports"]] == [address]


def test_the_image_s_extras_exist() -> None:
    extras = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    files = [DEPLOY / "Dockerfile", DEPLOY / "compose.yaml", *KUBERNETES.glob("*.yaml")]
    named = re.findall(r"EXTRAS=((?:[a-z0-9]+,?)+\b)", "".join(path.read_text() for path in files))
    assert len(named) >= 4
    for extra in {extra for names in named for extra in names.split(",")}:
        assert extra in extras
        assert (PROJECT_ROOT / "locks" / f"{extra}.txt").is_file()

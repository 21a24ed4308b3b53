"""The files of deploy/ against the code: every module, path, port and variable that they name exists.

No container engine and no cluster is at hand where this runs: docs/never-run.md says so.
"""

import importlib.util
import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml

from pipelines.settings import PROJECT_ROOT, Settings

DEPLOY = PROJECT_ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
NOT_SETTINGS = {"DATABASE_URL", "CODE_SERVER_HOST", "STUDIO_TOKEN", "DAGSTER_HOME", "PATH"}


def module_of(command: list[str]) -> str:
    return command[command.index("-m") + 1]


def workspaces(command: list[str]) -> list[str]:
    return [command[i + 1] for i, word in enumerate(command) if word == "--workspace"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_what_exists_and_restarts_it(unit: Path) -> None:
    lines = dict(line.split("=", 1) for line in unit.read_text().splitlines() if "=" in line and line[0] not in "#[")
    command = shlex.split(lines["ExecStart"])
    assert importlib.util.find_spec(module_of(command)) is not None
    assert all((PROJECT_ROOT / path).is_file() for path in workspaces(command))
    assert lines["Restart"] == "always"
    assert "127.0.0.1" in lines["ExecStart"] or module_of(command) not in ("dagster", "dagster_webserver")


@pytest.mark.parametrize("name", sorted(set(COMPOSE["services"]) - {"postgres"}))
def test_a_service_starts_what_exists_and_opens_loopback_alone(name: str) -> None:
    service = COMPOSE["services"][name]
    if "command" in service:
        assert importlib.util.find_spec(module_of(service["command"])) is not None
        assert all((PROJECT_ROOT / path).is_file() for path in workspaces(service["command"]))
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    assert {key.lower() for key in set(service["environment"]) - NOT_SETTINGS} <= set(Settings.model_fields)


def test_the_image_copies_and_sets_what_exists() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    for line in re.findall(r"^COPY (?!--from|--chown)(.+)$", text, re.M):
        for source in line.split()[:-1]:
            assert (PROJECT_ROOT / source).exists(), source
    assert "--constraint constraints.txt torch\n" in text
    assert "USER symphony" in text


def test_the_chart_s_values_name_the_same_module_and_port() -> None:
    values = yaml.safe_load((DEPLOY / "kubernetes" / "values.yaml").read_text())
    [deployment] = values["dagster-user-deployments"]["deployments"]
    assert deployment["dagsterApiGrpcArgs"] == ["--module-name", "pipelines.definitions"]
    workspace = yaml.safe_load((DEPLOY / "workspace.yaml").read_text())
    assert workspace["load_from"][0]["grpc_server"]["port"] == deployment["port"]


def test_the_ray_cluster_has_the_pinned_ray_and_the_image_s_user_and_data() -> None:
    cluster = yaml.safe_load((DEPLOY / "kubernetes" / "raycluster.yaml").read_text())
    values = yaml.safe_load((DEPLOY / "kubernetes" / "values.yaml").read_text())
    pinned = (PROJECT_ROOT / "constraints.txt").read_text()
    assert f"ray=={cluster['spec']['rayVersion']}\n" in pinned
    groups = [cluster["spec"]["headGroupSpec"], *cluster["spec"]["workerGroupSpecs"]]
    launcher = values["runLauncher"]["config"]["k8sRunLauncher"]
    for group in groups:
        pod = group["template"]["spec"]
        assert pod["volumes"] == launcher["volumes"]
        assert pod["securityContext"] == launcher["securityContext"]
        assert [container["volumeMounts"] for container in pod["containers"]] == [launcher["volumeMounts"]]


def test_the_image_s_extras_exist() -> None:
    extras = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    named = re.findall(r"EXTRAS=([a-z0-9,]+)", (DEPLOY / "Dockerfile").read_text())
    assert named
    for extra in {extra for names in named for extra in names.split(",")}:
        assert extra in extras
        assert (PROJECT_ROOT / "locks" / f"{extra}.txt").is_file()

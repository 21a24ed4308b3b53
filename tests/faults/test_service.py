"""The systemd units, run by a supervisor: they come up together, come back after a kill, and leave nothing when stopped."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from pipelines.settings import PROJECT_ROOT
from tests.services import Service

UNITS = PROJECT_ROOT / "deploy" / "systemd"
HOME = "/opt/tenth-symphony"
ASKED = """{
  workspaceOrError { ... on Workspace { locationEntries { loadStatus locationOrLoadError { __typename } } } }
  instance { daemonHealth { allDaemonStatuses { daemonType required healthy } } }
}"""
SECONDS = 180.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


class Installation:
    """The four services, with ports and folders of their own."""

    def __init__(self, root: Path) -> None:
        self.code, self.web, self.studio = free_port(), free_port(), free_port()
        workspace = (PROJECT_ROOT / "deploy" / "workspace.yaml").read_text(encoding="utf-8")
        (root / "workspace.yaml").write_text(workspace.replace("4266", str(self.code)))
        (root / "environment").write_text(
            f"DATA_DIR={root}/data\nINBOX_DIR={root}/inbox\nSTUDIO_PORT={self.studio}\nBASE_MODELS=embedded\n"
        )
        replaced = {
            f"{HOME}/.dagster": f"{root}/home",
            f"{HOME}/.env": f"{root}/environment",
            f"{HOME}/.venv/bin/python": sys.executable,
            f"{HOME}/.venv/bin": str(Path(sys.executable).parent),
            HOME: str(PROJECT_ROOT),
            "deploy/workspace.yaml": f"{root}/workspace.yaml",
            "4266": str(self.code),
            "--port 3000": f"--port {self.web}",
        }
        self.logs = root / "logs"
        self.logs.mkdir()
        self.services = {
            unit.stem.removeprefix("tenth-symphony-"): Service(unit, replaced, self.logs / unit.stem)
            for unit in sorted(UNITS.glob("*.service"))
        }

    def state(self) -> dict[str, Any]:
        answer = requests.post(f"http://127.0.0.1:{self.web}/graphql", json={"query": ASKED}, timeout=30)
        return answer.json()["data"]

    def is_well(self) -> bool:
        try:
            studio = requests.get(f"http://127.0.0.1:{self.studio}/", timeout=10).status_code == 200
            state = self.state()
        except (requests.RequestException, ValueError, KeyError):
            return False
        loaded = [entry["locationOrLoadError"]["__typename"] for entry in state["workspaceOrError"]["locationEntries"]]
        daemons = [each for each in state["instance"]["daemonHealth"]["allDaemonStatuses"] if each["required"]]
        return (
            studio and loaded == ["RepositoryLocation"] and bool(daemons) and all(each["healthy"] for each in daemons)
        )

    def wait_for(self, what: Callable[[], bool]) -> None:
        deadline = time.monotonic() + SECONDS
        while not what():
            assert time.monotonic() < deadline, self.said()
            time.sleep(1.0)

    def said(self) -> str:
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-2000:]}" for log in self.logs.iterdir())


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    installation = Installation(tmp_path)
    try:
        yield installation
    finally:
        for service in installation.services.values():
            service.stop()


@pytest.mark.slow
@pytest.mark.fault(
    "killed", "a service (web server, daemon, code server, studio)", "its supervisor starts it again; all go on"
)
def test_the_units_come_up_come_back_and_end(installation: Installation) -> None:
    services = installation.services
    assert set(services) == {"code-server", "daemon", "studio", "webserver"}
    installation.wait_for(installation.is_well)
    for name, service in services.items():
        starts = service.starts
        service.kill()
        installation.wait_for(lambda service=service, starts=starts: service.starts > starts)
        installation.wait_for(installation.is_well)
        assert [other.starts for other in services.values() if other is not service and other.starts > 2] == [], name
    for name, service in services.items():
        assert service.stop() < 60, f"{name} ends when it is asked to\n{installation.said()}"
        assert service.processes() == []


@pytest.mark.systemd
@pytest.mark.parametrize("unit", sorted(UNITS.glob("*.service")), ids=lambda unit: unit.stem)
def test_systemd_understands_every_line(unit: Path, tmp_path: Path) -> None:
    text = (
        unit.read_text(encoding="utf-8")
        .replace(f"{HOME}/.venv/bin/python", sys.executable)
        .replace(HOME, str(tmp_path))
    )
    (tmp_path / unit.name).write_text(text.replace("User=tenth-symphony\n", ""))
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / unit.name], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert unit.name not in checked.stderr, checked.stderr

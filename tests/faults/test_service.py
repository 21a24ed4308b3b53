"""The systemd units, run by a supervisor: they come up together, come back after a kill, and leave nothing when stopped."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.services import ALL, HOME, UNITS, Installation

ASKED = """{
  workspaceOrError { ... on Workspace { locationEntries { loadStatus locationOrLoadError { __typename } } } }
  instance { daemonHealth { allDaemonStatuses { daemonType required healthy } } }
}"""


def state_of(installation: Installation) -> dict[str, Any]:
    answer = requests.post(f"http://127.0.0.1:{installation.web}/graphql", json={"query": ASKED}, timeout=30)
    return answer.json()["data"]


def is_well(installation: Installation) -> bool:
    try:
        studio = requests.get(f"http://127.0.0.1:{installation.studio}/", timeout=10).status_code == 200
        state = state_of(installation)
    except (requests.RequestException, ValueError, KeyError):
        return False
    loaded = [entry["locationOrLoadError"]["__typename"] for entry in state["workspaceOrError"]["locationEntries"]]
    daemons = [each for each in state["instance"]["daemonHealth"]["allDaemonStatuses"] if each["required"]]
    return studio and loaded == ["RepositoryLocation"] and bool(daemons) and all(each["healthy"] for each in daemons)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    installation = Installation(tmp_path)
    try:
        yield installation
    finally:
        installation.stop()


@pytest.mark.slow
@pytest.mark.fault(
    "killed", "a service (web server, daemon, code server, studio)", "its supervisor restarts it; the others go on"
)
def test_the_units_start_restart_after_a_crash_and_stop(installation: Installation) -> None:
    services = installation.services
    assert {unit.stem.removeprefix("tenth-symphony-") for unit in UNITS.glob("*.service")} == set(ALL)
    installation.wait_for(lambda: is_well(installation))
    for name, service in services.items():
        starts = service.starts
        service.kill()
        installation.wait_for(lambda service=service, starts=starts: service.starts > starts)
        installation.wait_for(lambda: is_well(installation))
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

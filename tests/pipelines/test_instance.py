"""The location of the commands' instance, and opening it."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import instance
from pipelines.instance_logs import InstanceLogs
from pipelines.settings import PROJECT_ROOT
from tests.databases import PASSWORD, Server


def test_by_default_the_instance_is_in_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(PROJECT_ROOT / "dagster.yaml", tmp_path)
    monkeypatch.setattr(instance, "PROJECT_ROOT", tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", "set here, so that what it is set to is undone afterwards")
    monkeypatch.delenv("DAGSTER_HOME")
    with instance.open_instance() as opened:
        assert Path(opened.root_directory) == tmp_path / ".dagster"
        assert opened.nux_enabled is False, "what dagster.yaml says is heeded"


def test_dagster_home_is_used_if_it_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    with instance.open_instance() as opened:
        assert Path(opened.root_directory) == tmp_path / "home"


@pytest.mark.slow
@pytest.mark.fault("two at once", "a fresh instance", "one of them creates it, the others wait")
def test_concurrent_commands_create_one_instance(tmp_path: Path) -> None:
    environment = {**os.environ, "DAGSTER_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "pipelines.instance"]
    started = [subprocess.Popen(command, cwd=PROJECT_ROOT, env=environment) for _ in range(4)]
    assert [process.wait(120) for process in started] == [0] * 4
    assert subprocess.run(command, cwd=PROJECT_ROOT, env=environment, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.postgres
def test_a_refusing_database_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    with postgres.fresh() as url, postgres.closed(url):
        assert instance.main() == 1
    told = capsys.readouterr().err
    assert "not currently accepting connections" in told
    assert "Check the server and DATABASE_URL" in told
    assert PASSWORD not in told


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="it looks at the processes of Linux")
def test_the_processes_that_show_output_ignore_ctrl_c(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def blocked(process: str) -> int:
        return int(re.findall(r"SigBlk:\s+(\w+)", Path(f"/proc/{process}/status").read_text(encoding="utf-8"))[0], 16)

    def children() -> set[str]:
        found = Path("/proc/self/task").glob("*/children")
        return {process for path in found for process in path.read_text(encoding="utf-8").split()}

    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    sigint, before = 1 << (signal.SIGINT - 1), children()
    with InstanceLogs.from_config_value(None, {}).capture_logs(["run", "compute_logs", "step"]):
        helpers = children() - before
        assert helpers
        assert all(blocked(helper) & sigint for helper in helpers)
        assert not blocked("self") & sigint
    assert (tmp_path / "storage" / "run" / "compute_logs" / "step.complete").exists()

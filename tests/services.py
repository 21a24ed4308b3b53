"""A supervisor for tests: it runs the units of deploy/systemd as systemd would, where there is no systemd.

Understood: Environment, EnvironmentFile, WorkingDirectory, ExecStartPre, ExecStart, Restart=always, RestartSec,
KillMode=mixed and TimeoutStopSec. Left out: users, limits and the file system's protection.
"""

import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil

from pipelines.settings import PROJECT_ROOT

UNITS = PROJECT_ROOT / "deploy" / "systemd"
HOME = "/opt/tenth-symphony"
ALL = ("code-server", "daemon", "studio", "webserver")
SECONDS = 180.0
MARK = "TENTH_SYMPHONY_TEST_SERVICE"  # in the environment of every process of a service, as a cgroup would hold them


class Service:
    """A unit that runs until it is stopped."""

    def __init__(self, unit: Path, replaced: Mapping[str, str], log: Path) -> None:
        text = unit.read_text(encoding="utf-8")
        for old, new in replaced.items():
            text = text.replace(old, new)
        lines = [line.partition("=") for line in text.splitlines() if "=" in line and line[0] not in "#["]
        self.options = {name: value for name, _, value in lines}
        assert self.options["Restart"] == "always"
        assert self.options["KillMode"] == "mixed"
        self.name = unit.stem
        self.mark = secrets.token_hex(8)
        self.starts = 0
        self.process: subprocess.Popen[bytes] | None = None
        self._log = log
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _environment(self) -> dict[str, str]:
        given = dict(pair.split("=", 1) for pair in shlex.split(self.options["Environment"]))
        file = self.options["EnvironmentFile"]
        path = Path(file.removeprefix("-"))
        if path.exists() or not file.startswith("-"):
            given |= dict(line.split("=", 1) for line in path.read_text(encoding="utf-8").splitlines() if line)
        return {"HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8", **given, MARK: self.mark}

    def _run(self) -> None:
        where, environment = self.options["WorkingDirectory"], self._environment()
        with self._log.open("ab") as log:
            while not self._stopping.is_set():
                before = shlex.split(self.options["ExecStartPre"])
                made = subprocess.run(before, cwd=where, env=environment, stdout=log, stderr=log, check=False)
                if made.returncode == 0 and not self._stopping.is_set():
                    self.process = subprocess.Popen(
                        shlex.split(self.options["ExecStart"]), cwd=where, env=environment, stdout=log, stderr=log,
                        start_new_session=True,
                    )  # fmt: skip
                    self.starts += 1
                    self.process.wait()
                    if not self._stopping.is_set():
                        self._kill_rest()
                self._stopping.wait(float(self.options["RestartSec"]))

    def processes(self) -> list[psutil.Process]:
        """Every process that the service started, and that lives."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get(MARK) == self.mark and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def _kill_rest(self) -> None:
        for process in self.processes():
            process.kill()

    def kill(self) -> None:
        """Kill its first process, as a crash would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)

    def stop(self) -> float:
        """SIGTERM to its first process, SIGKILL to what is left after TimeoutStopSec; how many seconds it took."""
        self._stopping.set()
        started, limit = time.monotonic(), float(self.options["TimeoutStopSec"])
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
        self._thread.join(limit)
        took = time.monotonic() - started
        self._kill_rest()
        return took


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


class Installation:
    """Services with ports and folders of their own.

    Attributes:
        home: the instance's folder.
        data: the data root.
    """

    def __init__(self, root: Path, names: Sequence[str] = ALL, *, module: str = "pipelines.definitions") -> None:
        """Start the services of those names, with the code location of a module."""
        self.code, self.web, self.studio = free_port(), free_port(), free_port()
        self.home, self.data = root / "home", root / "data"
        workspace = (PROJECT_ROOT / "deploy" / "workspace.yaml").read_text(encoding="utf-8")
        (root / "workspace.yaml").write_text(workspace.replace("4266", str(self.code)))
        (root / "environment").write_text(
            f"DATA_DIR={self.data}\nINBOX_DIR={root}/inbox\nSTUDIO_PORT={self.studio}\nBASE_MODELS=embedded\n"
        )
        replaced = {
            f"{HOME}/.dagster": str(self.home),
            f"{HOME}/.env": f"{root}/environment",
            f"{HOME}/.venv/bin/python": sys.executable,
            f"{HOME}/.venv/bin": str(Path(sys.executable).parent),
            HOME: str(PROJECT_ROOT),
            "deploy/workspace.yaml": f"{root}/workspace.yaml",
            "pipelines.definitions": module,
            "4266": str(self.code),
            "--port 3000": f"--port {self.web}",
        }
        self.logs = root / "logs"
        self.logs.mkdir()
        self.services = {
            name: Service(UNITS / f"tenth-symphony-{name}.service", replaced, self.logs / name) for name in names
        }

    def wait_for(self, what: Callable[[], bool], pause: float = 1.0) -> None:
        """Wait until it is so, looking every `pause` seconds."""
        deadline = time.monotonic() + SECONDS
        while not what():
            assert time.monotonic() < deadline, self.said()
            time.sleep(pause)

    def said(self) -> str:
        """The end of each log."""
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-2000:]}" for log in self.logs.iterdir())

    def stop(self) -> None:
        for service in self.services.values():
            service.stop()

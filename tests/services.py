"""A supervisor for tests: it runs the units of deploy/systemd as systemd would, where there is no systemd.

Understood: Environment, EnvironmentFile, WorkingDirectory, ExecStartPre, ExecStart, Restart=always, RestartSec,
KillMode=mixed and TimeoutStopSec. Left out: users, limits and the file system's protection.
"""

import os
import secrets
import shlex
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

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

"""A Ray cluster on this machine's loopback, for benchmarks and tests.

What belongs here: starting, killing and stopping nodes. What does not: what runs on them.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil
import requests

LOOPBACK = "127.0.0.1"
MEMORY = 100_000_000  # bytes of a node's object store; small, because steps pass files
STARTING_SECONDS = 120.0
# `ray start` as on macOS, because on Linux it replaces 127.0.0.1 by the machine's own address and listens on all addresses.
# On macOS it would refuse a second node; the switch here allows it.
AS_ON_MACOS = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
START = """
import ray._private.ray_constants as constants
import ray._private.services as services
services.get_node_ip_address = lambda address=None: "127.0.0.1"
constants.ENABLE_RAY_CLUSTER = True
from ray.scripts.scripts import main
main()
"""


class Cluster:
    """Nodes of one CPU each; the first is the head.

    Args:
        environment: of every node, and so of the steps that run on it.
        memory: bytes of a node's object store.
    """

    def __init__(self, environment: Mapping[str, str], memory: int = MEMORY) -> None:
        self._memory = memory
        self._environment = {**os.environ, **environment, **AS_ON_MACOS, "RAY_USAGE_STATS_ENABLED": "0"}
        self._environment.pop("RAY_ADDRESS", None)
        self._folder = Path(tempfile.mkdtemp(prefix="ray-"))  # a short path, because it contains sockets
        self._port, dashboard = _free_port(), _free_port()
        self.address = f"http://{LOOPBACK}:{dashboard}"
        self.nodes: list[subprocess.Popen[bytes]] = []
        self._start(
            "--head", f"--port={self._port}", "--include-dashboard=true", f"--dashboard-host={LOOPBACK}",
            f"--dashboard-port={dashboard}", f"--ray-client-server-port={_free_port()}", f"--temp-dir={self._folder}",
        )  # fmt: skip
        self.wait_for(1)

    def add(self) -> None:
        """Start another node and wait until it is alive."""
        self._start(f"--address={LOOPBACK}:{self._port}")
        self.wait_for(len(self.nodes))

    def _start(self, *options: str) -> None:
        command = [
            sys.executable, "-c", START, "start", "--block", f"--node-ip-address={LOOPBACK}", "--num-cpus=1",
            "--num-gpus=0", f"--object-store-memory={self._memory}", f"--dashboard-agent-listen-port={_free_port()}", *options,
        ]  # fmt: skip
        with (self._folder / f"node-{len(self.nodes)}.log").open("wb") as log:
            self.nodes.append(
                subprocess.Popen(command, env=self._environment, stdout=log, stderr=log, start_new_session=True)
            )

    def alive(self) -> list[str]:
        """The ids of the nodes that the head considers alive."""
        answer = requests.get(f"{self.address}/nodes", params={"view": "summary"}, timeout=10).json()
        return [node["raylet"]["nodeId"] for node in answer["data"]["summary"] if node["raylet"]["state"] == "ALIVE"]

    def wait_for(self, count: int) -> None:
        """Wait until that many nodes are alive."""
        deadline = time.monotonic() + STARTING_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(requests.RequestException, ValueError, KeyError):
                if len(self.alive()) == count:
                    return
            time.sleep(0.5)
        logs = "\n".join(log.read_text(errors="replace")[-2000:] for log in self._folder.glob("node-*.log"))
        raise TimeoutError(f"{count} nodes did not come up in {STARTING_SECONDS:.0f} s:\n{logs}")

    def client(self) -> Any:
        """Ray's job client."""
        from ray.job_submission import JobSubmissionClient

        return JobSubmissionClient(self.address)

    def processes(self, number: int) -> list[psutil.Process]:
        """All processes that a node started."""
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(self.nodes[number].pid).children(recursive=True)
        return []

    def kill(self, number: int) -> None:
        """Kill a node and everything on it at once, like a power cut."""
        for process in [*self.processes(number), psutil.Process(self.nodes[number].pid)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        self.nodes[number].wait()

    def stop(self) -> None:
        """Stop all nodes and everything on them."""
        for number in reversed(range(len(self.nodes))):
            if self.nodes[number].poll() is None:
                self.kill(number)
        # Jobs have sessions of their own. Ray ends them when it notices that the node is gone; this is sooner.
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if str(self._folder) in " ".join(process.cmdline()):
                    process.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def listening(self) -> set[str]:
        """The addresses on which the nodes' processes listen."""
        found = set()
        for number in range(len(self.nodes)):
            for process in self.processes(number):
                with contextlib.suppress(psutil.Error):
                    found |= {c.laddr.ip for c in process.net_connections("inet") if c.status == psutil.CONN_LISTEN}
        return found


def _free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as free:
        return free.getsockname()[1]


@contextlib.contextmanager
def cluster(nodes: int, environment: Mapping[str, str], memory: int = MEMORY) -> Iterator[Cluster]:
    """A cluster that is stopped afterwards."""
    made = Cluster(environment, memory)
    try:
        for _ in range(nodes - 1):
            made.add()
        yield made
    finally:
        made.stop()

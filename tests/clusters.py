"""A Ray cluster of this machine with an instance of its own, and a graph that waits on it to be let go.

What belongs here: starting runs and looking at their jobs. What does not: the nodes (benchmarks/_ray_cluster.py), the graph
(tests/pipelines/ray_graph.py).
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from benchmarks._ray_cluster import Cluster
from pipelines.ray_steps import RUN_ID
from pipelines.settings import PROJECT_ROOT

SECONDS = 120.0
GRAPH = PROJECT_ROOT / "tests" / "pipelines" / "ray_graph.py"
SECRET = "s3cr3t-key-of-a-service"


@dataclass
class Machines:
    """Two nodes and an instance."""

    nodes: Cluster
    instance: dg.DagsterInstance
    signs: Path
    home: Path

    @property
    def variables(self) -> dict[str, str]:
        """Of the environment in which runs are started."""
        return {
            "DAGSTER_HOME": str(self.home), "SIGNS": str(self.signs), "EXECUTOR": "ray", "RAY_ADDRESS": self.nodes.address, "MUSIXMATCH_API_KEY": SECRET,
        }  # fmt: skip

    def start(self) -> "subprocess.Popen[bytes]":
        """Start a run like a command."""
        return subprocess.Popen([sys.executable, str(GRAPH)], env=os.environ | self.variables, cwd=PROJECT_ROOT)

    @contextmanager
    def launcher(self) -> Iterator[Callable[[str], dg.DagsterRun]]:
        """Start runs of a job by the instance's launcher, as the daemon does."""
        from dagster._cli.job import _create_run
        from dagster._core.workspace.context import WorkspaceProcessContext
        from dagster._core.workspace.load_target import PythonFileTarget

        graph = PythonFileTarget(str(GRAPH), "definitions", str(PROJECT_ROOT), "graph")
        with WorkspaceProcessContext(self.instance, graph) as process:
            workspace = process.create_request_context()
            location = workspace.get_code_location("graph")
            repository = next(iter(location.get_repositories().values()))

            def launch(name: str) -> dg.DagsterRun:
                job = repository.get_full_job(name)
                run = _create_run(self.instance, location, repository, job, {}, {}, None, None)
                return self.instance.launch_run(run.run_id, workspace)

            yield launch

    def signed(self, *names: str) -> bool:
        """Whether those steps have told that they work."""
        return all(any(self.signs.glob(f"{name}-*")) for name in names)

    def forget(self) -> None:
        """Take the steps' signs away."""
        for sign in self.signs.iterdir():
            sign.unlink()

    def last_run(self) -> dg.DagsterRun:
        return self.instance.get_runs(limit=1)[0]

    def status(self, run: dg.DagsterRun) -> dg.DagsterRunStatus:
        """What the instance says of a run now."""
        found = self.instance.get_run_by_id(run.run_id)
        assert found is not None
        return found.status

    def jobs(self, run: dg.DagsterRun) -> dict[str, tuple[str, str, str]]:
        """Of a run's jobs by their ids: the step (empty for the run itself), the node and the state."""
        return {
            job.submission_id or "": (job.metadata.get("dagster/op", ""), str(job.driver_node_id), str(job.status))
            for job in self.nodes.client().list_jobs()
            if (job.metadata or {}).get(RUN_ID) == run.run_id
        }


def wait_for(what: Callable[[], bool]) -> None:
    """Wait until a condition is true."""
    deadline = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)

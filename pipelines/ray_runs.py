"""RAY_RUNS=true: each run's own process is a job of the Ray cluster, too.

What belongs here: launching runs by dagster-ray, ending them, and telling whether they go on. What does not: their steps
(ray_steps.py), or what becomes of a run that was lost (dead_runs.py).
"""

import contextlib
import shlex
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import dagster as dg
import requests
from dagster._core.launcher import CheckRunHealthResult, LaunchRunContext, WorkerStatus
from dagster._serdes import ConfigurableClassData
from dagster_ray import RayRunLauncher

from pipelines.dead_runs import RAY_TAG, is_ray_s
from pipelines.executors import RUN
from pipelines.ray_steps import ClusterError, connect, environment
from pipelines.settings import Settings

# What a run that is ended has for ending its steps before Ray kills it; Ray's own 3 s are as long as one look at a step.
STOP_SECONDS = 30
UNREACHABLE = (ConnectionError, requests.ConnectionError)  # Ray's client raises the one or the other
UNKNOWN_JOB = "status code 404"


class RayRuns(RayRunLauncher):
    """Launches runs on the cluster that the settings name."""

    def __init__(self, settings: Settings, inst_data: ConfigurableClassData | None = None) -> None:
        assert settings.ray_address is not None, "checked when the settings were read"
        variables = environment(settings) | {"RAY_JOB_STOP_WAIT_TIME_S": str(STOP_SECONDS)}
        super().__init__(
            address=settings.ray_address,
            env_vars=[f"{name}={value}" for name, value in variables.items()],
            memory=int(RUN.gigabytes * 1e9),
            inst_data=inst_data,
        )

    @cached_property
    def client(self) -> Any:
        """Ray's client of jobs.

        Raises:
            ClusterError: the cluster cannot be reached.
        """
        return connect(self.address)

    @contextlib.contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except UNREACHABLE as error:  # the cluster went away after the client was made
            raise ClusterError.of(self.address, error) from error

    def launch_run(self, context: LaunchRunContext) -> None:
        run_id = context.dagster_run.run_id
        self._instance.add_run_tags(run_id, {RAY_TAG: run_id})
        with self._reaching():
            super().launch_run(context)

    def _launch_ray_job(self, submission_id: str, entrypoint: str, run: dg.DagsterRun) -> None:
        # dagster-ray puts the JSON of the arguments between apostrophes; YAML in it has some of its own.
        command, _, arguments = entrypoint.partition(" '")
        super()._launch_ray_job(submission_id, f"{command} {shlex.quote(arguments[:-1])}", run)

    def terminate(self, run_id: str) -> bool:
        run = self._instance.get_run_by_id(run_id)
        if run is None or not is_ray_s(run):
            return False  # a command's run is ended where it was typed
        with self._reaching():
            self.client.get_version()  # before the run is told that it is being ended
            return super().terminate(run_id)

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """What Ray says of its job.

        A run that a command works on counts as going on, since Ray knows nothing of it: `fail_dead_runs` looks at its process.
        So does every run while the cluster gives no answer: it may.
        """
        if not is_ray_s(run):
            return CheckRunHealthResult(WorkerStatus.RUNNING, "Ray did not start it.")
        try:
            found = super().check_run_worker_health(run)
        except (ClusterError, *UNREACHABLE) as error:
            return CheckRunHealthResult(WorkerStatus.RUNNING, str(error))
        if found.status == WorkerStatus.UNKNOWN and UNKNOWN_JOB not in (found.msg or ""):
            return CheckRunHealthResult(WorkerStatus.RUNNING, "Ray gave no answer.")
        return found

"""RAY_RUNS=true: the process of each run is a job of the Ray cluster too.

What belongs here: launching and ending runs with dagster-ray, and checking whether they are alive. What does not: their steps
(ray_steps.py), or handling lost runs (dead_runs.py).
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

from pipelines.dead_runs import RAY_TAG, is_on_ray
from pipelines.executors import RUN
from pipelines.ray_steps import ClusterError, connect, environment
from pipelines.settings import Settings

# Time for a terminated run to end its steps before Ray kills it. Ray's default of 3 s is as long as one check of a step.
STOP_SECONDS = 30
UNREACHABLE = (ConnectionError, requests.ConnectionError)  # Ray's client raises either of them
UNKNOWN_JOB = "status code 404"


class RayRuns(RayRunLauncher):
    """Launches runs on the cluster of the settings."""

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
        """Ray's client for jobs.

        Raises:
            ClusterError: the cluster cannot be reached.
        """
        return connect(self.address)

    @contextlib.contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except UNREACHABLE as error:  # the cluster became unreachable after the client was created
            raise ClusterError.of(self.address, error) from error

    def launch_run(self, context: LaunchRunContext) -> None:
        run_id = context.dagster_run.run_id
        self._instance.add_run_tags(run_id, {RAY_TAG: run_id})
        with self._reaching():
            super().launch_run(context)

    def _launch_ray_job(self, submission_id: str, entrypoint: str, run: dg.DagsterRun) -> None:
        # dagster-ray puts the JSON of the arguments between apostrophes, but YAML in it may contain apostrophes too.
        command, _, arguments = entrypoint.partition(" '")
        super()._launch_ray_job(submission_id, f"{command} {shlex.quote(arguments[:-1])}", run)

    def terminate(self, run_id: str) -> bool:
        run = self._instance.get_run_by_id(run_id)
        if run is None or not is_on_ray(run):
            return False  # the run of a command is ended in its terminal
        with self._reaching():
            self.client.get_version()  # fails before the run is marked as being cancelled
            return super().terminate(run_id)

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """The state of a run's job according to Ray.

        The run of a command counts as running, because Ray does not know it; `fail_dead_runs` checks its process. While the
        cluster does not answer, every run counts as running, because it may be.
        """
        if not is_on_ray(run):
            return CheckRunHealthResult(WorkerStatus.RUNNING, "Ray did not start it.")
        try:
            health = super().check_run_worker_health(run)
        except (ClusterError, *UNREACHABLE) as error:
            return CheckRunHealthResult(WorkerStatus.RUNNING, str(error))
        if health.status == WorkerStatus.UNKNOWN and UNKNOWN_JOB not in (health.msg or ""):
            return CheckRunHealthResult(WorkerStatus.RUNNING, "Ray did not answer.")
        return health

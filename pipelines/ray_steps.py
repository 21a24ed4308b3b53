"""EXECUTOR=ray: each step is a job of the Ray cluster at RAY_ADDRESS.

What belongs here: submitting steps to Ray with dagster-ray, and detecting those that were lost with their node. What does not:
the resources of a step (executors.py), or starting a cluster (docs/how-to/ray.md).

Every node has this project at the same path, the same data root and the same instance. No secret is sent with a job, because
Ray's dashboard shows the environment of jobs. Keys and DATABASE_URL come from the environment in which the node was started.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import dagster as dg
from dagster._core.definitions.executor_definition import multiple_process_executor_requirements
from dagster._core.events import DagsterEvent
from dagster._core.execution.plan.objects import StepRetryData
from dagster._core.execution.retries import RetryMode, get_retries_config
from dagster._core.execution.tags import get_tag_concurrency_limits_config
from dagster._core.executor.step_delegating import CheckStepHealthResult, StepDelegatingExecutor, StepHandlerContext
from dagster._utils.error import SerializableErrorInfo  # pyright: ignore[reportPrivateImportUsage]
from dagster_ray.core.executor import RayStepHandler

from pipelines.executors import needs_of
from pipelines.run_leases import LeasedExecutor
from pipelines.settings import Settings
from resources.database import NEEDED, database_url
from resources.errors import TenthSymphonyError

LOST_TRIES = 2  # how often a step that was lost with its node is restarted
CHECK_SECONDS = 5  # between two checks of a step's job
RUN_ID = "dagster/run-id"  # dagster-ray's label on a job


class ClusterError(TenthSymphonyError):
    """The Ray cluster does not answer."""

    @classmethod
    def of(cls, address: str, error: Exception) -> Self:
        """The error for a failed connection."""
        return cls(
            f"Ray does not answer at {address} ({type(error).__name__}).",
            remedy="Start it (docs/how-to/ray.md), or set EXECUTOR=processes.",
        )


def connect(address: str) -> Any:
    """Ray's client for jobs.

    Raises:
        ClusterError: the cluster cannot be reached.
    """
    from ray.job_submission import JobSubmissionClient

    try:
        return JobSubmissionClient(address)
    except (ConnectionError, RuntimeError) as error:
        raise ClusterError.of(address, error) from error


def ray_executor(settings: Settings) -> dg.ExecutorDefinition:
    """The executor that runs steps as jobs of the cluster of the settings."""
    address, variables, gpus = settings.ray_address, environment(settings), settings.ray_gpus

    @dg.executor(
        name="ray",
        requirements=multiple_process_executor_requirements(),
        config_schema={
            "max_concurrent": dg.Field(dg.Noneable(int), is_required=False),
            "retries": get_retries_config(),
            "tag_concurrency_limits": get_tag_concurrency_limits_config(),
        },
    )
    def by_ray(context: dg.InitExecutorContext) -> LeasedExecutor:
        assert address is not None, "checked when the settings were read"
        client = connect(address)
        stop_orphans(client, context.instance)
        config: dict[str, Any] = dict(context.executor_config)
        return LeasedExecutor(
            StepDelegatingExecutor(
                RaySteps(client, variables, gpus),
                retries=RetryMode.from_config(config["retries"]) or RetryMode.ENABLED,
                max_concurrent=config.get("max_concurrent"),
                tag_concurrency_limits=config.get("tag_concurrency_limits"),
                check_step_health_interval_seconds=CHECK_SECONDS,
                should_verify_step=True,
            )
        )

    return by_ray


def environment(settings: Settings) -> dict[str, str]:
    """The environment variables for nodes: the settings that were set, the location of the instance and its programs, and
    whether DATABASE_URL is needed.
    """
    variables = {name.upper(): str(getattr(settings, name)) for name in settings.model_fields_set - {"ray_address"}}
    variables["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}${{PATH}}"  # Ray inserts the node's PATH
    if home := os.environ.get("DAGSTER_HOME"):
        variables["DAGSTER_HOME"] = home
    if database_url():
        variables[NEEDED] = "1"
    return variables


def stop_orphans(client: Any, instance: dg.DagsterInstance) -> None:
    """Stop the jobs of runs that have ended: after the process of a run was killed, its steps would run beside its retry."""
    for job in client.list_jobs():
        run_id = (job.metadata or {}).get(RUN_ID)
        if run_id is None or job.status.is_terminal():
            continue
        run = instance.get_run_by_id(run_id)
        if run is not None and run.is_finished:
            client.stop_job(job.submission_id)


class RaySteps(RayStepHandler):
    """Starts steps with the resources that they need. A step that was lost with its node is restarted, and resumes from what
    it saved.
    """

    def __init__(self, client: Any, variables: dict[str, str], gpus: float) -> None:
        super().__init__(
            client=client,
            env_vars=None,
            runtime_env={"env_vars": variables},
            num_cpus=None,
            num_gpus=None,
            memory=None,
            resources=None,
        )
        self._gpus = gpus
        self._ended: set[str] = set()  # jobs that had ended at the last check although the events lacked the step's end

    def launch_step(self, step_handler_context: StepHandlerContext) -> Iterator[DagsterEvent]:
        needs = needs_of(self._get_step_key(step_handler_context).partition("[")[0])
        self.num_cpus = needs.cpus
        self.num_gpus = self._gpus if needs.gpu and self._gpus else None
        self.memory = int(needs.gigabytes * 1e9)
        yield from super().launch_step(step_handler_context)

    def check_step_health(self, step_handler_context: StepHandlerContext) -> CheckStepHealthResult:
        job = self._get_ray_job_submission_id(step_handler_context)
        try:
            info = self.client.get_job_info(job)
        except RuntimeError as error:
            what = f"Ray does not know the job {job} ({error})"
        else:
            if not info.status.is_terminal():
                return CheckStepHealthResult.healthy()
            what = f"The Ray job {job} is {info.status}. {info.message or ''}".strip()
        # Its last events may still arrive, so it counts as lost only at the second check.
        if job not in self._ended:
            self._ended.add(job)
            return CheckStepHealthResult.healthy()
        return self._lost(step_handler_context, what)

    def _lost(self, step_handler_context: StepHandlerContext, what: str) -> CheckStepHealthResult:
        step = self._get_step_key(step_handler_context)
        arguments = step_handler_context.execute_step_args
        state = arguments.known_state.get_retry_state() if arguments.known_state else None
        tries = state.get_attempt_count(step) if state else 0
        if tries >= LOST_TRIES or arguments.retry_mode == RetryMode.DISABLED:
            return CheckStepHealthResult.unhealthy(reason=what)
        error = SerializableErrorInfo(f"{what} The step is restarted.", [], None)
        DagsterEvent.step_retry_event(
            step_handler_context.get_step_context(step), StepRetryData(error=error, seconds_to_wait=0)
        )
        return CheckStepHealthResult.healthy()

"""Where steps run: in processes of this machine, or as jobs of a Ray cluster; and the resources that each step needs.

What belongs here: that choice, and the table of resources. What does not: communication with Ray (ray_steps.py).
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from multiprocessing import forkserver
from typing import cast

import dagster as dg
from dagster._core.definitions.executor_definition import MULTI_PROC_CONFIG, multiple_process_executor_requirements
from dagster._core.execution.plan.plan import ExecutionPlan

from pipelines.run_leases import LeasedExecutor
from pipelines.settings import Settings

# Modules that the fork server imports before it forks steps. They must hold no threads and no locks at that time.
PRELOADED = ("dagster", "pandas", "pyarrow.parquet", "pipelines.definitions")
# Also imported for runs with steps that use language models: otherwise each step would import torch and transformers for 2.9
# s. Both start their threads with the first product, not on import.
FOR_MODELS = ("transformers.modeling_utils",)


@dataclass(frozen=True, slots=True)
class Needs:
    """The resources that a step needs on a cluster: CPUs, memory in GB, and whether it uses RAY_GPUS. `models`: whether it
    uses language models.

    Ray makes torch and numpy use as many threads as the step has CPUs.
    """

    cpus: float = 1.0
    gigabytes: float = 1.0
    gpu: bool = False
    models: bool = False


# By the step's name; the first match counts. Memory is what was measured with the embedded models
# (docs/reference/benchmarks.md), plus about a half.
NEEDS: Mapping[str, Needs] = {
    "models__ngram*": Needs(gigabytes=2),
    "models__*": Needs(cpus=2, gigabytes=4, gpu=True, models=True),
    "evaluation__verses": Needs(cpus=2, gigabytes=4, gpu=True, models=True),
    "evaluation__song_metrics": Needs(cpus=2, gigabytes=4, gpu=True, models=True),
    "score_videos": Needs(gigabytes=3, gpu=True),
    "songs__plan": Needs(gigabytes=2, gpu=True, models=True),
    "songs__song": Needs(gigabytes=3, gpu=True),
    "songs__*": Needs(gigabytes=2),
    # Most of the work of these steps is done by Ray tasks, which request CPUs themselves (resources/spread.py).
    "clean_lyrics": Needs(cpus=0, gigabytes=2),
    "splits_hold": Needs(cpus=0, gigabytes=2),
    "phonetics__pronunciations": Needs(cpus=0),
    "phonetics__verse_lines": Needs(cpus=0),
    "*": Needs(),
}
# A run's own process, if RAY_RUNS makes it a job. It only waits for its steps, so it must not occupy a CPU.
RUN = Needs(cpus=0, gigabytes=0.5)


def needs_of(step: str) -> Needs:
    """The resources for a step of that name."""
    return next(needs for pattern, needs in NEEDS.items() if fnmatchcase(step, pattern))


def executor_of(settings: Settings) -> dg.ExecutorDefinition:
    """The executor of the setting EXECUTOR."""
    if settings.executor == "ray":
        from pipelines.ray_steps import ray_executor

        return ray_executor(settings)
    return default_executor()


@dg.executor(
    name="multiprocess",
    config_schema=MULTI_PROC_CONFIG,
    requirements=multiple_process_executor_requirements(),
)
def by_processes(context: dg.InitExecutorContext) -> dg.Executor:
    """Dagster's multiprocess executor, holding the run's lease."""
    create = dg.multiprocess_executor.executor_creation_fn
    assert create is not None, "Dagster's definition has a creation function"
    default = create(context)
    if "forkserver" not in cast("Mapping[str, object]", context.executor_config.get("start_method") or {}):
        return LeasedExecutor(default)
    preloaded = {"forkserver": {"preload_modules": [*PRELOADED, *FOR_MODELS]}}
    for_models = create(context._replace(executor_config={**context.executor_config, "start_method": preloaded}))

    def choose(plan: ExecutionPlan) -> dg.Executor:
        return for_models if any(needs_of(step).models for step in plan.step_keys_to_execute) else default

    return LeasedExecutor(default, choose)


def default_executor() -> dg.ExecutorDefinition:
    """Runs each step in its own process. On Linux, it is forked from a server that has imported the code location."""
    if sys.platform != "linux":
        return by_processes
    return by_processes.configured({"start_method": {"forkserver": {"preload_modules": list(PRELOADED)}}})


def import_for_models(settings: Settings) -> None:
    """Start this process's fork server early, with the modules for language models, so that it imports them in the background.

    A process has one fork server for all its runs. Use this in a command whose first runs do not need language models, but
    whose later ones do.
    """
    if settings.executor != "ray" and sys.platform == "linux":
        forkserver.set_forkserver_preload(["dagster._core.executor.multiprocess", *PRELOADED, *FOR_MODELS])
        forkserver.ensure_running()

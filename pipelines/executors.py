"""Where steps run: in processes of this machine, or as jobs of a Ray cluster; and what each asks of a cluster.

What belongs here: that choice, and the table of what steps need. What does not: speaking with Ray (ray_steps.py).
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

# Imported once by the server that steps are forked from. Only what holds no threads and no locks when it is forked:
PRELOADED = ("dagster", "pandas", "pyarrow.parquet", "pipelines.definitions")
# In a run with steps that use language models this as well: each of them would else import torch and transformers for 2.9 s.
# They start threads with the first product, and not when they are imported.
FOR_MODELS = ("transformers.modeling_utils",)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a step asks of a cluster: CPUs, memory in GB, and whether it takes RAY_GPUS; `models`: it uses language models.

    CPUs are threads, too: Ray tells torch and numpy to use as many.
    """

    cpus: float = 1.0
    gigabytes: float = 1.0
    gpu: bool = False
    models: bool = False


# By the step's name; the first that matches. Memory as measured with the embedded models (docs/reference/benchmarks.md)
# and about a half more.
NEEDS: Mapping[str, Needs] = {
    "models__ngram*": Needs(gigabytes=2),
    "models__*": Needs(cpus=2, gigabytes=4, gpu=True, models=True),
    "evaluation__verses": Needs(cpus=2, gigabytes=4, gpu=True, models=True),
    "evaluation__song_metrics": Needs(cpus=2, gigabytes=4, gpu=True, models=True),
    "score_videos": Needs(gigabytes=3, gpu=True),
    "songs__plan": Needs(gigabytes=2, gpu=True, models=True),
    "songs__song": Needs(gigabytes=3, gpu=True),
    "songs__*": Needs(gigabytes=2),
    # What takes long of these is done by tasks, which ask for CPUs themselves (resources/spread.py).
    "clean_lyrics": Needs(cpus=0, gigabytes=2),
    "splits_hold": Needs(cpus=0, gigabytes=2),
    "phonetics__pronunciations": Needs(cpus=0),
    "phonetics__verse_lines": Needs(cpus=0),
    "*": Needs(),
}
# A run's own process where RAY_RUNS makes it a job, too. It waits for its steps, and would keep a CPU from them.
RUN = Needs(cpus=0, gigabytes=0.5)


def needs_of(step: str) -> Needs:
    """What a step of that name asks for."""
    return next(needs for pattern, needs in NEEDS.items() if fnmatchcase(step, pattern))


def executor_of(settings: Settings) -> dg.ExecutorDefinition:
    """As EXECUTOR says."""
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
    """Dagster's own, with the run's lease."""
    create = dg.multiprocess_executor.executor_creation_fn
    assert create is not None, "Dagster's definition says how it is made"
    usual = create(context)
    if "forkserver" not in cast("Mapping[str, object]", context.executor_config.get("start_method") or {}):
        return LeasedExecutor(usual)
    preloaded = {"forkserver": {"preload_modules": [*PRELOADED, *FOR_MODELS]}}
    for_models = create(context._replace(executor_config={**context.executor_config, "start_method": preloaded}))

    def choose(plan: ExecutionPlan) -> dg.Executor:
        return for_models if any(needs_of(step).models for step in plan.step_keys_to_execute) else usual

    return LeasedExecutor(usual, choose)


def default_executor() -> dg.ExecutorDefinition:
    """Each step in a process of its own, forked on Linux from one that has imported the code location."""
    if sys.platform != "linux":
        return by_processes
    return by_processes.configured({"start_method": {"forkserver": {"preload_modules": list(PRELOADED)}}})


def import_for_models(settings: Settings) -> None:
    """Start the server that this process's runs fork their steps from, with what language models need: it imports while the
    process goes on. For a command whose first runs use none: a process keeps one server for all its runs.
    """
    if settings.executor != "ray" and sys.platform == "linux":
        forkserver.set_forkserver_preload(["dagster._core.executor.multiprocess", *PRELOADED, *FOR_MODELS])
        forkserver.ensure_running()

"""Where the processes of runs start: on the daemon's machine, or with RAY_RUNS as jobs of the Ray cluster.

What belongs here: that choice; dagster.yaml names this class. What does not: communication with Ray (ray_runs.py), or where
steps run (executors.py).
"""

from collections.abc import Mapping
from typing import Any

from dagster._config.config_schema import UserConfigSchema
from dagster._core.launcher import DefaultRunLauncher, RunLauncher
from dagster._serdes import ConfigurableClass, ConfigurableClassData

from pipelines.settings import load_settings


class InstanceLauncher(RunLauncher, ConfigurableClass):
    """The class that dagster.yaml names. It creates Dagster's default launcher, or ours for Ray."""

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        return {}

    @classmethod
    def from_config_value(  # pyright: ignore[reportIncompatibleMethodOverride]  # it returns another class
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> RunLauncher:
        settings = load_settings()
        if settings.ray_runs:
            from pipelines.ray_runs import RayRuns

            return RayRuns(settings, inst_data)
        return DefaultRunLauncher(inst_data)

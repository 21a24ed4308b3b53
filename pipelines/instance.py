"""The Dagster instance of the commands that a person types.

What belongs here: where it lies. What does not: what it is configured with (dagster.yaml), what runs in it.
"""

import os
import shutil
from pathlib import Path

import dagster as dg

from pipelines.dead_runs import fail_dead_runs
from pipelines.settings import PROJECT_ROOT


def home() -> Path:
    """DAGSTER_HOME; where it is not set, `.dagster` in the project, which `make` uses, too."""
    return Path(os.environ.setdefault("DAGSTER_HOME", str(PROJECT_ROOT / ".dagster")))


def open_instance() -> dg.DagsterInstance:
    """That of `home()`.

    Runs whose process is gone are failed first: they would hold the pools that the next run waits for.
    """
    if not (home() / "dagster.yaml").exists():
        home().mkdir(parents=True, exist_ok=True)
        for name in ("dagster.yaml", "dagster.yaml.copied"):  # by the second `make` sees whether a person changed it
            shutil.copy(PROJECT_ROOT / "dagster.yaml", home() / name)
    instance = dg.DagsterInstance.get()
    fail_dead_runs(instance)
    return instance

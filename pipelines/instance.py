"""The Dagster instance of the commands that a person types.

What belongs here: where it lies. What does not: what it is configured with (dagster.yaml), what runs in it.
"""

import os
import shutil
from pathlib import Path

import dagster as dg

from pipelines.settings import PROJECT_ROOT


def open_instance() -> dg.DagsterInstance:
    """That of DAGSTER_HOME; where it is not set, `.dagster` in the project, which `make` uses, too."""
    home = Path(os.environ.setdefault("DAGSTER_HOME", str(PROJECT_ROOT / ".dagster")))
    if not (home / "dagster.yaml").exists():
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT_ROOT / "dagster.yaml", home)
    return dg.DagsterInstance.get()

"""The Dagster instance of the commands that a person types.

What belongs here: where it lies. What does not: what it is configured with (dagster.yaml), what runs in it.
"""

import os
import shutil
import sys
from pathlib import Path

import dagster as dg

from pipelines.dead_runs import fail_dead_runs
from pipelines.settings import PROJECT_ROOT
from resources.errors import TenthSymphonyError
from resources.leases import local_lease

OPENING_SECONDS = 60.0


def home() -> Path:
    """DAGSTER_HOME; where it is not set, `.dagster` in the project, which `make` uses, too."""
    return Path(os.environ.setdefault("DAGSTER_HOME", str(PROJECT_ROOT / ".dagster")))


def open_instance() -> dg.DagsterInstance:
    """That of `home()`.

    One process at a time makes its tables: two that met in an empty one left it with two heads of its history, and no
    command could open it again. Dagster's own commands do not wait: make it first where they are started together.

    Runs whose process is gone are failed first: they would hold the pools that the next run waits for.
    """
    if not (home() / "dagster.yaml").exists():
        home().mkdir(parents=True, exist_ok=True)
        for name in ("dagster.yaml", "dagster.yaml.copied"):  # by the second `make` sees whether a person changed it
            shutil.copy(PROJECT_ROOT / "dagster.yaml", home() / name)
    with local_lease(home() / "opening", wait_seconds=OPENING_SECONDS):
        instance = dg.DagsterInstance.get()
    fail_dead_runs(instance)
    return instance


def main() -> int:
    """Make the instance, before several processes open it at once; 1 where it cannot be opened."""
    try:
        open_instance().dispose()
    except TenthSymphonyError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

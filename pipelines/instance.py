"""The Dagster instance of the commands.

What belongs here: its location, and opening it. What does not: its configuration (dagster.yaml), its runs.
"""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import dagster as dg

from pipelines.command_line import exit_status, expect_no_arguments
from pipelines.dead_runs import fail_dead_runs
from pipelines.settings import PROJECT_ROOT
from resources.leases import local_lease

OPENING_SECONDS = 60.0


def home() -> Path:
    """DAGSTER_HOME; if it is not set, `.dagster` in the project, which `make` uses too."""
    return Path(os.environ.setdefault("DAGSTER_HOME", str(PROJECT_ROOT / ".dagster")))


def open_instance() -> dg.DagsterInstance:
    """Open the instance in `home()`, and create it if needed.

    Only one process at a time creates its tables: two simultaneous ones gave the migration history two heads, and no command
    could open the instance again. Dagster's own commands do not wait for each other, so open the instance before starting
    several of them.

    Dead runs are failed at once: they would hold the pools that the next run waits for.
    """
    if not (home() / "dagster.yaml").exists():
        home().mkdir(parents=True, exist_ok=True)
        for name in (
            "dagster.yaml",
            "dagster.yaml.copied",
        ):  # `make` compares both to see whether a user changed the first
            shutil.copy(PROJECT_ROOT / "dagster.yaml", home() / name)
    with local_lease(home() / "opening", wait_seconds=OPENING_SECONDS):
        instance = dg.DagsterInstance.get()
    fail_dead_runs(instance)
    return instance


def main(argv: Sequence[str] = ()) -> int:
    """Create the instance before several processes open it at once. Returns the exit status."""
    expect_no_arguments(argv, "pipelines.instance", __doc__)
    return exit_status(lambda: open_instance().dispose())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

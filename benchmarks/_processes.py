"""Processes of benchmarks: each measurement in a fresh one, its peak memory, and commands on an empty data root.

What belongs here: starting them and their figures. What does not: what they measure; facts about the machine (_machine.py).
"""

import json
import multiprocessing
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from pipelines.settings import PROJECT_ROOT
from resources.errors import TenthSymphonyError

STEP = re.compile(r"✓ (\S+) \((\d+\.\d) s\)")  # a finished step in the output of a command


class CommandFailedError(TenthSymphonyError):
    """A command of the project ended with an error."""


def run_module(module: str, *arguments: str, threads: int = 1) -> dict[str, Any]:
    """What `python -m <module> <arguments>` prints as JSON, from a fresh process so that no cache is warm."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def call_in_new_process(work: Callable[..., Any], *arguments: Any) -> Any:
    """A function's result from a fresh process, so that the peak memory is its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def data_root_variables(root: Path) -> dict[str, str]:
    """The variables for a data root, an inbox and a Dagster instance of a benchmark's own below `root`."""
    folders = {"DATA_DIR": "data", "INBOX_DIR": "inbox", "DAGSTER_HOME": "dagster"}
    return {name: str(root / folder) for name, folder in folders.items()}


def time_command(command: Sequence[str], root: Path, *, shown_as: str) -> tuple[float, dict[str, float]]:
    """The seconds of a command of the project on the data root below `root`, and of each step that it prints.

    Raises:
        CommandFailedError: it ended with an error.
    """
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=PROJECT_ROOT, env=os.environ | data_root_variables(root), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - started
    if done.returncode:
        raise CommandFailedError(
            f"{shown_as} failed: {(done.stdout + done.stderr)[-800:]}", remedy=f"Run {shown_as} to see why."
        )
    return seconds, {step: float(took) for step, took in STEP.findall(done.stdout)}


def peak_memory() -> int:
    """The peak memory of this process in bytes.

    On Linux getrusage's figure also includes the parent's memory at the fork: a step with 0.2 GiB showed the 1.4 GiB of the
    test that started it.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024  # bytes on macOS, kibibytes elsewhere
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


def peak_mebibytes() -> float:
    """The peak memory of this process in MiB."""
    return peak_memory() / 2**20

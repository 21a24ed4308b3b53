"""`demo`: a first `make demo` from an empty data folder, by step, and a second one.

What belongs here: timing it. What does not: the demo (pipelines/demo.py).
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from resources.errors import TenthSymphonyError

GOAL = 360.0  # seconds that a first run may take on two cores with AVX2
STEP = re.compile(r"✓ (\S+) \((\d+\.\d) s\)")


class DemoFailedError(TenthSymphonyError):
    """The demo did not finish."""


def _demo(root: Path) -> tuple[float, dict[str, float]]:
    """The seconds of a run and of each of its steps."""
    places = {"DATA_DIR": "data", "INBOX_DIR": "inbox", "DAGSTER_HOME": "dagster"}
    environment = os.environ | {name: str(root / folder) for name, folder in places.items()}
    (root / "dagster").mkdir(exist_ok=True)
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.demo"], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DemoFailedError(f"make demo failed: {done.stdout[-800:]}", remedy="Run make demo and see.")
    return time.perf_counter() - started, {step: float(seconds) for step, seconds in STEP.findall(done.stdout)}


def run() -> dict[str, Any]:
    """The seconds of a first run, against the goal."""
    with tempfile.TemporaryDirectory() as folder:
        first, steps = _demo(Path(folder))
        second, _ = _demo(Path(folder))
    slowest = dict(sorted(steps.items(), key=lambda item: -item[1]))
    return {
        "name": "demo",
        "ours": first,
        "alternative": GOAL,
        "ratio": GOAL / first,
        "unit": "seconds of a first make demo after installation; alternative: what it may take",
        "detail": {"second_run_seconds": second, "steps": slowest, "in_steps": sum(steps.values())},
    }

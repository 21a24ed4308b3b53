"""`demo`: a first `make demo` from an empty data folder, by step, and a second one.

What belongs here: timing it. What does not: the demo (pipelines/demo.py).
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks._processes import time_command

GOAL = 360.0  # seconds that a first run may take on two cores with AVX2
DEMO = (sys.executable, "-m", "pipelines.demo")


def run() -> dict[str, Any]:
    """The seconds of a first run, against the goal."""
    with tempfile.TemporaryDirectory() as folder:
        first, steps = time_command(DEMO, Path(folder), shown_as="make demo")
        second, _ = time_command(DEMO, Path(folder), shown_as="make demo")
    return {
        "name": "demo",
        "ours": first,
        "alternative": GOAL,
        "ratio": GOAL / first,
        "unit": "seconds of a first make demo after installation; alternative: what it may take",
        "detail": {
            "second_run_seconds": second,
            "steps": dict(sorted(steps.items(), key=lambda step: -step[1])),
            "in_steps": sum(steps.values()),
        },
    }

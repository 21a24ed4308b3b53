"""`code_location`: how long the code location takes to load, against dagster itself.

What belongs here: the comparison. What does not: what is loaded (pipelines/definitions.py).
"""

import subprocess
import sys
import time
from typing import Any

TRIES = 7


def _seconds(statement: str) -> float:
    """The best of some fresh processes; the first one warms the disk."""
    times = []
    for _ in range(TRIES + 1):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", statement], check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return min(times[1:])


def run() -> dict[str, Any]:
    """Seconds of both in a fresh process, the interpreter's own start left out. The ratio is ours to dagster's: what the
    project adds.
    """
    nothing = _seconds("pass")
    dagster, ours = (_seconds(f"import {name}") - nothing for name in ("dagster", "pipelines.definitions"))
    return {
        "name": "code_location",
        "ours": ours,
        "alternative": dagster,
        "ratio": ours / dagster,
        "unit": "seconds to import pipelines.definitions; alternative: import dagster; ratio: how many times as long",
        "detail": {"interpreter_seconds": nothing, "tries": TRIES},
    }

"""`code_location`: how long the code location takes to load, against dagster itself.

What belongs here: the comparison. What does not: what is loaded (pipelines/definitions.py).
"""

import os
import subprocess
import sys
import time
from typing import Any

TRIES = 7
# As for a person: what was compiled once is read from its cache, whatever the environment of this benchmark says.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _seconds(statement: str) -> float:
    """The best of some fresh processes; the first one warms the disk."""
    times = []
    for _ in range(TRIES + 1):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", statement], check=True, capture_output=True, env=ENVIRONMENT)
        times.append(time.perf_counter() - started)
    return min(times[1:])


def run() -> dict[str, Any]:
    """Seconds of both in a fresh process, the interpreter's own start left out. The ratio is ours to dagster's: what the
    project adds.
    """
    nothing = _seconds("pass")
    modules = ("dagster", "dagster, pandas", "pipelines.definitions")
    dagster, with_pandas, ours = (_seconds(f"import {names}") - nothing for names in modules)
    return {
        "name": "code_location",
        "ours": ours,
        "alternative": dagster,
        "ratio": ours / dagster,
        "unit": "seconds to import pipelines.definitions; alternative: import dagster; ratio: how many times as long",
        "detail": {"interpreter_seconds": nothing, "dagster_and_pandas_seconds": with_pandas, "tries": TRIES},
    }

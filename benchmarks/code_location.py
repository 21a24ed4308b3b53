"""`code_location`: the loading time of the code location, against dagster itself.

What belongs here: the comparison. What does not: what is loaded (pipelines/definitions.py).
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

TRIES = 7
# As for a user: compiled modules are read from the cache, whatever this benchmark's environment says.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _seconds(statements: Sequence[str]) -> list[float]:
    """The best of several fresh processes each, alternating so that other load affects both. The first ones warm the disk."""
    times = []
    for _ in range(TRIES + 1):
        taken = []
        for statement in statements:
            started = time.perf_counter()
            subprocess.run([sys.executable, "-c", statement], check=True, capture_output=True, env=ENVIRONMENT)
            taken.append(time.perf_counter() - started)
        times.append(taken)
    return [min(of_one) for of_one in zip(*times[1:], strict=True)]


def run() -> dict[str, Any]:
    """Seconds of both in a fresh process, without the interpreter's own start. The ratio is ours to dagster's, so it shows what
    the project adds.
    """
    modules = ("dagster", "dagster, pandas", "pipelines.definitions")
    nothing, *loaded = _seconds(["pass", *(f"import {names}" for names in modules)])
    dagster, with_pandas, ours = (seconds - nothing for seconds in loaded)
    return {
        "name": "code_location",
        "ours": ours,
        "alternative": dagster,
        "ratio": ours / dagster,
        "unit": "seconds to import pipelines.definitions; alternative: import dagster; ratio: how many times as long",
        "detail": {"interpreter_seconds": nothing, "dagster_and_pandas_seconds": with_pandas, "tries": TRIES},
    }

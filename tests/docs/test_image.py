"""The image's steps by hand: what deploy/Dockerfile copies, sets and runs last, in a folder of its own and as a user who owns
nothing else.

No engine is at hand. Its build stage (pip with the locks that `make install` has) is not done again: this environment stands in its
place. Nor is a user made: the files are given to that number, and whoever may not change users is that user already.
"""

import fnmatch
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster._grpc.client import DagsterGrpcClient
from dagster._grpc.types import ListRepositoriesResponse
from dagster._serdes import deserialize_value

from pipelines.settings import PROJECT_ROOT

DOCKERFILE = (PROJECT_ROOT / "deploy" / "Dockerfile").read_text()
IGNORED = (PROJECT_ROOT / ".dockerignore").read_text().split()
PORT = "4266"
USER = 10001
# Where python itself may lie in root's home: the user may read all, and write what is theirs.
AS_USER = [
    "setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--no-new-privs",
    "--bounding-set=-all,+dac_read_search", "--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search",
]  # fmt: skip


def is_ignored(path: str) -> bool:
    """Whether the engine would leave a file out of what it is sent."""
    parts = path.split("/")
    return any(
        any(fnmatch.fnmatch(part, pattern.removeprefix("**/")) for part in parts)
        if pattern.startswith("**/")
        else fnmatch.fnmatch(parts[0], pattern)
        for pattern in IGNORED
    )


def steps(text: str) -> Iterator[tuple[str, str]]:
    """The instructions of the last stage, each with its words."""
    whole = re.sub(r"\\\n\s*", " ", text.rpartition("\nFROM ")[2].partition("\n")[2])
    for line in whole.splitlines():
        if line.strip() and not line.startswith("#"):
            instruction, _, words = line.partition(" ")
            yield instruction, words


class Root:
    """What the image would hold below /app."""

    def __init__(self, folder: Path) -> None:
        self.app = folder / "app"
        self.app.mkdir()
        self.user: list[str] = []
        self.environment: dict[str, str] = {"PATH": os.environ["PATH"], "HOME": str(folder)}
        self.command: list[str] = []

    def here(self, words: str) -> str:
        return re.sub(r"/app\b", str(self.app), words)

    def do(self, instruction: str, words: str) -> None:
        if instruction == "COPY":
            self._copy(words.split())
        elif instruction == "ENV":
            for setting in shlex.split(self.here(words)):
                name, _, value = setting.partition("=")
                self.environment[name] = value.replace("$PATH", self.environment["PATH"])
        elif instruction == "RUN":
            by_hand = re.sub(r"useradd [^&]*&& ", "", self.here(words)).replace("chown -R symphony", f"chown -R {USER}")
            if os.geteuid():
                by_hand = re.sub(r" && chown [^&]*", "", by_hand)
            self.run("sh", "-c", by_hand)
        elif instruction == "USER":
            assert words == "symphony"
            self.user = [] if os.geteuid() else AS_USER
        elif instruction == "CMD":
            self.command = [part.strip('" ') for part in words.strip("[]").split(",")]
        else:
            assert (instruction, words) == ("WORKDIR", "/app") or instruction == "EXPOSE", instruction

    def _copy(self, words: list[str]) -> None:
        if words[:2] == ["--from=build", "/app/.venv"]:
            (self.app / words[2]).symlink_to(PROJECT_ROOT / ".venv")
            return
        assert words == ["--chown=symphony", ".", "."]
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=PROJECT_ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for name in filter(None, listed.split("\0")):
            source, target = PROJECT_ROOT / name, self.app / name
            if is_ignored(name) or not source.exists():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
        if not os.geteuid():
            for path in [*self.app.rglob("*")]:
                if not path.is_symlink():
                    os.chown(path, USER, USER)

    def run(self, *command: str) -> None:
        subprocess.run([*self.user, *command], cwd=self.app, env=self.environment, check=True)

    def start(self, port: int) -> "subprocess.Popen[bytes]":
        command = [str(port) if word == PORT else word for word in self.command]
        return subprocess.Popen(
            [*self.user, *command], cwd=self.app, env=self.environment, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip


def listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def root() -> Iterator[Root]:
    folder = Path(tempfile.mkdtemp(prefix="tenth-symphony-image-"))  # pytest's own can be entered by their owner alone
    folder.chmod(0o755)
    yield Root(folder)
    shutil.rmtree(folder)


def test_secrets_and_build_output_are_not_sent_to_the_engine() -> None:
    for name in (
        ".env",
        ".git/config",
        "data/harvest/answers.sqlite",
        ".venv/bin/python",
        "pipelines/__pycache__/x.pyc",
    ):
        assert is_ignored(name), name
    for name in (
        "pipelines/definitions.py",
        "assets/lyrics/rosters/songbook.csv",
        "deploy/workspace.yaml",
        "locks/install.txt",
    ):
        assert not is_ignored(name), name


@pytest.mark.slow
def test_the_command_runs_with_the_image_s_files_as_its_user(root: Root) -> None:
    for instruction, words in steps(DOCKERFILE):
        root.do(instruction, words)
    assert root.command[-1] == PORT
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = root.start(port)
    try:
        deadline = time.monotonic() + 120
        while process.poll() is None and not listens(port) and time.monotonic() < deadline:
            time.sleep(0.5)
        assert process.poll() is None, process.communicate()[0].decode()
        client = DagsterGrpcClient(port=port)
        found = deserialize_value(client.list_repositories())
        assert isinstance(found, ListRepositoriesResponse), found
        assert [symbol.attribute for symbol in found.repository_symbols] == ["defs"]
        assert f"{root.app}/.venv" in str(found.executable_path)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=60)
    # The services' other commands of compose: the instance they share is made by the user, in the user's folder.
    root.run(".venv/bin/python", "-m", "pipelines.instance")
    made = root.app / ".dagster" / "history"
    assert made.is_dir()
    assert os.geteuid() or made.stat().st_uid == USER

"""`make dev` and `make studio`: Dagster and the studio, both started and stopped together.

What belongs here: starting, watching and stopping the two processes. What does not: what they do.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 30.0


def main(arguments: list[str]) -> int:
    """Run both until one of them ends or a signal arrives. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="studio.together", description=__doc__)
    parser.add_argument("--queue", action="store_true", help="start the sensors of the video and song queues")
    parser.add_argument("--ui-port", default="3000", help="port of Dagster's UI (%(default)s)")
    options = parser.parse_args(arguments)
    environment = environment_with(queue=options.queue, file=ROOT / ".env")
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    # Set explicitly, because a shell that starts this in the background makes SIGINT ignored.
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    # Both processes open the instance at the same time, so create it first.
    made = subprocess.run([sys.executable, "-m", "pipelines.instance"], cwd=ROOT, env=environment, check=False)
    if made.returncode:
        return made.returncode
    running = {
        "dagster": _started(
            ["dagster", "dev", "--workspace", "workspace.yaml", "--port", options.ui_port], environment
        ),
        "studio": _started(["studio"], environment),
    }
    while not stopping and all(process.poll() is None for process in running.values()):
        time.sleep(0.2)
    ended = [name for name, process in running.items() if process.poll() is not None]
    for name in ended:
        print(f"{name} stopped unexpectedly; stopping the other one.", file=sys.stderr)
    _stop(list(running.values()))
    return 1 if ended else 0


def environment_with(*, queue: bool, file: Path) -> dict[str, str]:
    """The environment of both processes. `queue` switches the queues on, unless the environment or a settings file says otherwise."""
    environment = {"AUTOMATION": "videos"} if queue and "AUTOMATION" not in dotenv_values(file) else {}
    environment |= os.environ
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '')}"
    return environment


def _started(module: Sequence[str], environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """A Python module with its arguments, in a session of its own: Ctrl-C reaches only this process, which then stops both."""
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", *module], cwd=ROOT, env=environment, start_new_session=True
    )


def _stop(processes: Sequence["subprocess.Popen[bytes]"]) -> None:
    """Interrupt processes, and kill those that have not ended after `STOP_SECONDS`."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

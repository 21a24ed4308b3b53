"""`make dev` and `make studio`: Dagster and the studio, started and stopped together.

What belongs here: the two processes. What does not: either of them.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 30.0
COMMANDS = {
    "dagster": ["dagster", "dev", "--workspace", "workspace.yaml"],
    "studio": ["studio"],
}


def main(arguments: list[str]) -> int:
    """Run both until one ends or a signal comes; `--queue` switches the queues of videos and songs on."""
    environment = dict(os.environ)
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '')}"
    if "--queue" in arguments:
        environment.setdefault("AUTOMATION", "videos")
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    # Also where a shell started it in the background, which leaves SIGINT ignored.
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    # Sessions of their own: Ctrl-C reaches this process alone, which ends them in order.
    running = {
        name: subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environment, start_new_session=True)  # noqa: S603
        for name, command in COMMANDS.items()
    }
    while not stopping and all(process.poll() is None for process in running.values()):
        time.sleep(0.2)
    ended = [name for name, process in running.items() if process.poll() is not None]
    for name in ended:
        print(f"{name} ended by itself; the other one is stopped.", file=sys.stderr)
    for process in running.values():
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
    deadline = time.monotonic() + STOP_SECONDS
    for process in running.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
    return 1 if ended else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

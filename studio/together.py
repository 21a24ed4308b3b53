"""`make dev` and `make studio`: Dagster and the studio, started and stopped together.

What belongs here: the two processes. What does not: either of them.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 30.0


def main(arguments: list[str]) -> int:
    """Run both until one ends or a signal comes."""
    parser = argparse.ArgumentParser(prog="studio.together", description=__doc__)
    parser.add_argument("--queue", action="store_true", help="switch the queues of videos and songs on")
    parser.add_argument("--ui-port", default="3000", help="of Dagster's UI (3000)")
    options = parser.parse_args(arguments)
    commands = {
        "dagster": ["dagster", "dev", "--workspace", "workspace.yaml", "--port", options.ui_port],
        "studio": ["studio"],
    }
    environment = dict(os.environ)
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '')}"
    if options.queue:
        environment.setdefault("AUTOMATION", "videos")
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    # Also where a shell started it in the background, which leaves SIGINT ignored.
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    # Both open the instance at once: it must be there before.
    made = subprocess.run([sys.executable, "-m", "pipelines.instance"], cwd=ROOT, env=environment, check=False)
    if made.returncode:
        return made.returncode
    # Sessions of their own: Ctrl-C reaches this process alone, which ends them in order.
    running = {
        name: subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environment, start_new_session=True)  # noqa: S603
        for name, command in commands.items()
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

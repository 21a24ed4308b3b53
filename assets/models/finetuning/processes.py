"""Training in several processes, as many as accelerate's configuration says: usually one for each GPU.

What belongs here: starting the processes, what each does, and ending them with their starter. What does not: training
(finetune.py).

`accelerate config` writes that configuration; there is no other setting.
"""

import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assets.models.recipes import FinetuneRecipe
from resources.base_models import BASE_MODELS, BaseModels
from resources.errors import TenthSymphonyError
from resources.storage import write_json

# Prefixes of lines that report progress and errors; other lines come from the libraries.
PROGRESS, FAULT = "» ", "✗ "
LAST_LINES = 20


class ProcessesError(TenthSymphonyError):
    """The training's processes failed; the message has their errors, or else their last lines."""


def configured() -> int:
    """The number of processes in accelerate's configuration; 1 if there is none."""
    from accelerate.commands.config import config_args

    if not Path(config_args.default_config_file).is_file():
        return 1
    return int(getattr(config_args.load_config_from_file(None), "num_processes", None) or 1)


def number() -> int:
    """The number of processes that train together, as seen by one of them."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def is_first() -> bool:
    """Whether this is the process that reports and writes files."""
    return os.environ.get("RANK", "0") == "0"


def train_in_processes(
    recipe: FinetuneRecipe, base_models: BaseModels, examples: Path, folder: Path, say: Callable[[str], Any]
) -> None:
    """Run `assets.models.finetuning.finetune.train` with `accelerate launch`.

    Raises:
        ProcessesError: the training failed.
    """
    with TemporaryDirectory() as name:
        job = Path(name) / "job.json"
        write_json(
            job,
            {
                "recipe": recipe.model_dump(),
                "bases": base_models.model_dump(mode="json"),
                "examples": str(examples),
                "folder": str(folder),
            },
        )
        command = [sys.executable, "-m", "accelerate.commands.launch", "-m", __name__, str(job)]
        lines: list[str] = []
        faults: dict[str, None] = {}  # usually all processes meet the same one
        with subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            assert process.stdout is not None
            try:
                for line in process.stdout:
                    lines = [*lines[1 - LAST_LINES :], line]
                    if line.startswith(PROGRESS):
                        say(line.removeprefix(PROGRESS).rstrip())
                    elif line.startswith(FAULT):
                        faults[line.removeprefix(FAULT)] = None
            except BaseException:
                process.terminate()
                raise
    if process.returncode:
        raise ProcessesError(
            f"The training's processes failed:\n{''.join(faults or lines)}",
            remedy="Check the configuration with `accelerate env`; without a configuration file, one process trains.",
        )


def _end_with_starter() -> None:
    """End this process when the starter of the training is gone: a retry would otherwise train beside it in the same folder.

    The starter holds the other end of standard input, which accelerate passes on, and writes nothing. Processes that a launcher
    starts on other machines have no such pipe; they end with their connection to the first process.
    """
    if not stat.S_ISFIFO(os.fstat(0).st_mode):
        return

    def watch() -> None:
        os.read(0, 1)
        os._exit(1)  # accelerate ends when one of its processes does

    threading.Thread(target=watch, name="end-with-starter", daemon=True).start()


def _work(job: Path) -> None:
    """Train in one of the processes."""
    _end_with_starter()
    from assets.models.finetuning.finetune import train

    fields = json.loads(job.read_text(encoding="utf-8"))
    base_models = BASE_MODELS.validate_python(fields["bases"])

    def say(text: str) -> None:
        print(f"{PROGRESS}{text}", flush=True)

    recipe = FinetuneRecipe.model_validate(fields["recipe"])
    try:
        train(
            recipe, base_models, Path(fields["examples"]), Path(fields["folder"]), say if is_first() else lambda _: None
        )
    except Exception as error:
        # Printed because accelerate writes its own traceback below those of the processes.
        print(f"{FAULT}{type(error).__name__}: {' '.join(str(error).split())}", flush=True)
        raise


if __name__ == "__main__":
    _work(Path(sys.argv[1]))

"""Training in several processes, as many as accelerate's configuration names: one for each GPU, as a rule.

What belongs here: starting them, and what each does. What does not: training (finetune.py).

`accelerate config` writes that configuration; nothing else is to be set.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assets.models.recipes import FinetuneRecipe
from resources.base_models import BASE_MODELS, BaseModels
from resources.errors import TenthSymphonyError
from resources.storage import write_json

PROGRESS = "» "  # begins the lines that are progress; the others are the libraries' own
LAST_LINES = 20


class ProcessesError(TenthSymphonyError):
    """The training's processes failed."""


def configured() -> int:
    """How many processes accelerate's configuration names; 1 where there is none."""
    from accelerate.commands.config import config_args

    if not Path(config_args.default_config_file).is_file():
        return 1
    return int(getattr(config_args.load_config_from_file(None), "num_processes", None) or 1)


def number() -> int:
    """How many processes train together, seen from one of them."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def is_first() -> bool:
    """Whether this is the process that tells, and writes what is kept."""
    return os.environ.get("RANK", "0") == "0"


def train_in_processes(
    recipe: FinetuneRecipe, base_models: BaseModels, examples: Path, folder: Path, say: Callable[[str], Any]
) -> None:
    """`assets.models.finetuning.finetune.train` by `accelerate launch`.

    Raises:
        ProcessesError: it failed; with its last lines.
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
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:  # noqa: S603
            assert process.stdout is not None
            try:
                for line in process.stdout:
                    lines = [*lines[1 - LAST_LINES :], line]
                    if line.startswith(PROGRESS):
                        say(line.removeprefix(PROGRESS).rstrip())
            except BaseException:
                process.terminate()
                raise
    if process.returncode:
        raise ProcessesError(
            f"The training's processes failed:\n{''.join(lines)}",
            remedy="See accelerate env for the configuration; without its file one process trains.",
        )


def _work(job: Path) -> None:
    """What each process does."""
    from assets.models.finetuning.finetune import train

    asked = json.loads(job.read_text(encoding="utf-8"))
    base_models = BASE_MODELS.validate_python(asked["bases"])

    def say(text: str) -> None:
        print(f"{PROGRESS}{text}", flush=True)

    recipe = FinetuneRecipe.model_validate(asked["recipe"])
    train(recipe, base_models, Path(asked["examples"]), Path(asked["folder"]), say if is_first() else lambda _: None)


if __name__ == "__main__":
    _work(Path(sys.argv[1]))

"""`python -m pipelines.ship CHECKPOINT`: stores the LoRA adapter of a tuned SmolLM2 in the project, which ships it.

What belongs here: the maintainers' command. What does not: the shipped files and their use
(assets/models/finetuning/shipped.py).

To make the adapter again, materialise models/smollm2 with start=base in the Launchpad, then run this on its checkpoint.
"""

import argparse
import os
import platform
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from assets.models.checkpoints import checkpoint_manifest
from assets.models.finetuning import shipped
from assets.models.finetuning.finetune import ADAPTER
from assets.models.finetuning.losses import blocks_loss
from assets.models.finetuning.packing import song_blocks
from assets.models.recipes import FinetuneRecipe, training_texts
from pipelines.command_line import exit_status
from pipelines.settings import load_settings
from resources.base_models import SmolLM2Bases
from resources.errors import TenthSymphonyError
from resources.records import Pointer


class ShipError(TenthSymphonyError):
    """A checkpoint cannot be shipped."""


def processor() -> str:
    """A description of the machine's processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
    return f"{os.cpu_count()} cores of {model}"


def run(arguments: Sequence[str]) -> None:
    """Store a checkpoint's adapter.

    Raises:
        ShipError: the checkpoint is not one of SmolLM2 trained from its base.
    """
    parser = argparse.ArgumentParser(
        ".venv/bin/python -m pipelines.ship", description="Store the LoRA adapter of a tuned SmolLM2 in the project."
    )
    parser.add_argument("checkpoint", type=Path, help="the folder of a checkpoint of models/smollm2")
    folder = parser.parse_args(arguments).checkpoint
    settings = load_settings()
    manifest = checkpoint_manifest(folder)
    recipe = manifest.recipe
    if not isinstance(recipe, FinetuneRecipe) or recipe.start != "base" or not (folder / ADAPTER).is_dir():
        raise ShipError(
            f"{folder} was not trained with LoRA from a base.", remedy="Train models/smollm2 with start=base."
        )
    folders = settings.folders
    examples = folders.find(Pointer.read(folders.tables / "corpus" / "training_examples.json").path)
    about = {
        "recipe": recipe, "base_revision": manifest.base.revision, "examples": examples, "losses": manifest.losses,
        "seconds": manifest.seconds, "tokens": round((manifest.tokens_per_second or 0) * manifest.seconds),
        "processor": processor(),
    }  # fmt: skip
    shipped.ship(folder / ADAPTER, validation_loss=manifest.validation_loss, **about)
    # Store it again with the loss of the shipped adapter, which is rounded to bf16.
    base = SmolLM2Bases(folder=folders.smollm2).load("smollm2", [], recipe.seed)
    texts = training_texts(examples, "validation", recipe.text_style)
    loss = blocks_loss(shipped.adapted(base.model), song_blocks(texts, base.tokenizer, recipe.block_size))
    shipped.ship(folder / ADAPTER, validation_loss=loss, **about)
    print(f"{shipped.FOLDER}: validation loss {loss:.4f} nats per token (in training {manifest.validation_loss:.4f})")


def main(arguments: Sequence[str]) -> int:
    """Run the command. Returns the exit status."""
    return exit_status(partial(run, arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

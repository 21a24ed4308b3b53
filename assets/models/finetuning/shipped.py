"""The training that ships with the project: SmolLM2 tuned on the songbook, stored as a LoRA adapter (5 MB).

What belongs here: whether it matches a recipe, and applying it to its base. What does not: training (finetune.py), making
the adapter (pipelines/ship.py).

Tuning SmolLM2 on a CPU takes ten minutes to an hour. On the same songs the same recipe would give the same model again, so
the checkpoint is made from the stored adapter. On other songs training continues from it, because it already knows planned
lines.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assets.corpus.examples import songs_by_artist
from assets.models.checkpoints import LossPoint
from assets.models.finetuning.lora import without_peft_warnings
from assets.models.recipes import FinetuneRecipe
from resources.base_models import BaseCard
from resources.records import Record
from resources.storage import digest, write_json

if TYPE_CHECKING:
    from transformers import PreTrainedModel

FOLDER = Path(__file__).parents[3] / "resources" / "tuned" / "smollm2_songbook"
RECORD = "training.json"


class ShippedTraining(Record):
    """How the shipped adapter was trained, on which songs, and with what result. `processor`: the machine it ran on."""

    base_revision: str
    recipe: FinetuneRecipe
    songs_digest: str
    losses: tuple[LossPoint, ...]
    validation_loss: float
    seconds: float
    tokens: int
    processor: str

    def in_words(self) -> str:
        """A sentence for the log and the card."""
        return (
            f"the project ships an adapter that was tuned on the same songs ({self.seconds / 60:.0f} minutes, "
            f"{self.processor}); validation loss {self.validation_loss:.3f} nats per token"
        )


def songs_digest(examples: Path) -> str:
    """A digest of a corpus's training and validation songs, which identifies it."""
    return digest([songs_by_artist(examples, split) for split in ("train", "validation")])


def read(folder: Path = FOLDER) -> ShippedTraining | None:
    """The shipped training; None if it is missing or of another version."""
    return ShippedTraining.read_if_valid(folder / RECORD)


def find(recipe: FinetuneRecipe, card: BaseCard, examples: Path, folder: Path = FOLDER) -> ShippedTraining | None:
    """The shipped training if it matches the recipe and these songs, else None."""
    training = read(folder)
    if training is None or recipe.start != "shipped" or not fits(recipe, card, folder):
        return None
    same_recipe = recipe.model_copy(update={"start": training.recipe.start}) == training.recipe
    return training if same_recipe and training.songs_digest == songs_digest(examples) else None


def fits(recipe: FinetuneRecipe, card: BaseCard, folder: Path = FOLDER) -> bool:
    """Whether the shipped adapter fits the base and has the rank and scaling of the recipe."""
    training = read(folder)
    return (
        training is not None
        and card.revision == training.base_revision
        and (recipe.lora_rank, recipe.lora_alpha) == (training.recipe.lora_rank, training.recipe.lora_alpha)
    )


def adapted(model: "PreTrainedModel", folder: Path = FOLDER, *, trainable: bool = False) -> Any:
    """A base model with the shipped adapter."""
    from peft import PeftModel

    with without_peft_warnings():
        return PeftModel.from_pretrained(model, folder, is_trainable=trainable)


def ship(
    adapter: Path,
    folder: Path = FOLDER,
    *,
    recipe: FinetuneRecipe,
    base_revision: str,
    examples: Path,
    losses: Sequence[LossPoint],
    validation_loss: float,
    seconds: float,
    tokens: int,
    processor: str,
) -> None:
    """Store a training's adapter in bf16 in the folder that ships with the project."""
    import torch
    from safetensors.torch import load_file, save_file

    folder.mkdir(parents=True, exist_ok=True)
    weights = load_file(adapter / "adapter_model.safetensors")
    save_file(
        {name: weight.to(torch.bfloat16) for name, weight in weights.items()}, folder / "adapter_model.safetensors"
    )
    (folder / "adapter_model.safetensors").chmod(0o644)
    # The base's path on the training machine is not shipped.
    config = json.loads((adapter / "adapter_config.json").read_text(encoding="utf-8"))
    write_json(folder / "adapter_config.json", config | {"base_model_name_or_path": recipe.slot})
    ShippedTraining(
        base_revision=base_revision, recipe=recipe, songs_digest=songs_digest(examples), losses=tuple(losses),
        validation_loss=validation_loss, seconds=seconds, tokens=tokens, processor=processor,
    ).write(folder / RECORD)  # fmt: skip

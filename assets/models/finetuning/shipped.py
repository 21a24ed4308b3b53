"""The training that ships with the project: SmolLM2 tuned on the songbook, as LoRA's additions alone (5 MB).

What belongs here: whether it is what a recipe asks for, and putting it onto its base. What does not: training
(finetune.py); how it was made (pipelines/ship.py).

Tuning SmolLM2 on a processor takes ten minutes to an hour. On the very songs that it was tuned on here, the same
recipe would give the same again, so the checkpoint is made from what is stored. On other songs, training goes on from it:
it knows what planned lines are.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assets.corpus.examples import songs_by_artist
from assets.models.checkpoints import LossPoint
from assets.models.recipes import FinetuneRecipe
from resources.base_models import BaseCard
from resources.records import Record
from resources.storage import digest, write_json

if TYPE_CHECKING:
    from transformers import PreTrainedModel

FOLDER = Path(__file__).parents[3] / "resources" / "tuned" / "smollm2_songbook"
RECORD = "training.json"


class ShippedTraining(Record):
    """What the shipped additions were trained with and on, and how that went. `processor`: the machine it ran on."""

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
            f"tuned on these very songs before and shipped with the project ({self.seconds / 60:.0f} minutes, "
            f"{self.processor}); validation loss {self.validation_loss:.3f} nats per token"
        )


def songs_digest(examples: Path) -> str:
    """What tells whether a corpus is the one that was trained on: its training and validation songs."""
    return digest([songs_by_artist(examples, split) for split in ("train", "validation")])


def read(folder: Path = FOLDER) -> ShippedTraining | None:
    """What ships with the project; None where it is not there or of another version."""
    return ShippedTraining.read_if_valid(folder / RECORD)


def find(recipe: FinetuneRecipe, card: BaseCard, examples: Path, folder: Path = FOLDER) -> ShippedTraining | None:
    """The shipped training, if it is what the recipe asks for on these songs."""
    training = read(folder)
    if training is None or recipe.start != "shipped" or not fits(recipe, card, folder):
        return None
    same_recipe = recipe.model_copy(update={"start": training.recipe.start}) == training.recipe
    return training if same_recipe and training.songs_digest == songs_digest(examples) else None


def fits(recipe: FinetuneRecipe, card: BaseCard, folder: Path = FOLDER) -> bool:
    """Whether the shipped additions go onto a base, and are of the size that a recipe trains."""
    training = read(folder)
    return (
        training is not None
        and card.revision == training.base_revision
        and (recipe.lora_rank, recipe.lora_alpha) == (training.recipe.lora_rank, training.recipe.lora_alpha)
    )


def adapted(model: "PreTrainedModel", folder: Path = FOLDER, *, trainable: bool = False) -> Any:
    """A base model with the shipped additions."""
    from peft import PeftModel

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
    """Store a training's additions, as bf16, where the project ships them."""
    import torch
    from safetensors.torch import load_file, save_file

    folder.mkdir(parents=True, exist_ok=True)
    weights = load_file(adapter / "adapter_model.safetensors")
    save_file(
        {name: weight.to(torch.bfloat16) for name, weight in weights.items()}, folder / "adapter_model.safetensors"
    )
    (folder / "adapter_model.safetensors").chmod(0o644)
    # Where the base lay on the machine that trained is nobody's business.
    config = json.loads((adapter / "adapter_config.json").read_text(encoding="utf-8"))
    write_json(folder / "adapter_config.json", config | {"base_model_name_or_path": recipe.slot})
    ShippedTraining(
        base_revision=base_revision, recipe=recipe, songs_digest=songs_digest(examples), losses=tuple(losses),
        validation_loss=validation_loss, seconds=seconds, tokens=tokens, processor=processor,
    ).write(folder / RECORD)  # fmt: skip

"""The loss of a model on validation songs, and that of a stored model after a reload.

What belongs here: measuring. What does not: training (finetune.py), blocks (packing.py).
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assets.models.checkpoints import load_causal_model, verify
from assets.models.finetuning.packing import song_blocks
from assets.models.recipes import FinetuneRecipe, training_texts

if TYPE_CHECKING:
    from transformers import PreTrainedModel

# A reload that reads wrong weights is off on any token. With AVX2 all songs took 12 to 18 s, and 300 tokens half of a check's 4
# s.
SAMPLE_TOKENS = 100


def blocks_loss(model: "PreTrainedModel", blocks: Sequence[Sequence[int]]) -> float:
    """Nats per predicted token over blocks of token ids, in fp32."""
    import torch

    model.eval()
    nats, tokens = 0.0, 0
    with torch.inference_mode():
        for block in blocks:
            ids = torch.tensor([list(block)], device=model.device)
            nats += float(model(input_ids=ids, labels=ids).loss) * (len(block) - 1)
            tokens += len(block) - 1
    return nats / tokens


def reload_loss(folder: Path, examples: Path) -> float:
    """The loss of a stored checkpoint on a sample of the validation songs, after a reload from disk.

    Raises:
        CheckpointError: the checkpoint is missing or damaged.
    """
    manifest = verify(folder)
    recipe = manifest.recipe
    assert isinstance(recipe, FinetuneRecipe), f"{folder} contains no fine-tuned model"
    validation = training_texts(examples, "validation", recipe.text_style)
    return stored_losses(folder, recipe, validation, whole=False, tokens=manifest.reload_tokens or SAMPLE_TOKENS)[1]


def stored_losses(
    folder: Path, recipe: FinetuneRecipe, validation: Sequence[str], *, whole: bool = True, tokens: int = SAMPLE_TOKENS
) -> tuple[float, float]:
    """Nats per token of a stored model on the validation texts (NaN unless `whole`), and on a sample of `tokens` tokens of
    them.
    """
    model, tokenizer = load_causal_model(folder)
    blocks = song_blocks(validation, tokenizer, min(recipe.block_size, tokenizer.model_max_length))
    sample = _sample(blocks, tokens)
    return blocks_loss(model, blocks) if whole else math.nan, blocks_loss(model, sample)


def _sample(blocks: Sequence[list[int]], tokens: int) -> list[list[int]]:
    """A random sample of blocks with at most `tokens` tokens in total; at least one block or its beginning."""
    sample, room = [], tokens
    for index in np.random.default_rng(0).permutation(len(blocks)):
        if sample and room < len(blocks[index]):
            break
        sample.append(blocks[index][:tokens])
        room -= len(blocks[index])
    return sample

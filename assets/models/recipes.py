"""Recipes: how each model is trained, as validated data, and the training texts in a recipe's style.

What belongs here: the numbers and their meaning. What does not: training (ngram/, finetuning/).
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assets.corpus.examples import couplet_lines_of, songs_by_artist, songs_of
from assets.models.planned import planned_parts
from assets.phonetics.g2p import Pronouncer
from resources.errors import TenthSymphonyError

TextStyle = Literal["lowercase_unpunctuated", "as_is", "planned"]


class _Recipe(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    LATER: ClassVar[frozenset[str]] = frozenset()
    """Fields that were added after checkpoints had been named by recipes; their defaults change nothing."""

    def identity(self) -> dict[str, Any]:
        """The fields that identify this recipe: all of them, but those of `LATER` only if they differ from their default. So
        the checkpoint of an unchanged recipe keeps its name.
        """
        unchanged = {name for name in self.LATER if getattr(self, name) == type(self).model_fields[name].default}
        return self.model_dump(exclude=unchanged)


class NgramRecipe(_Recipe):
    """Smoothed n-grams of words."""

    LATER = frozenset({"interpolated", "discount_scale", "rare"})

    order: int = Field(4, ge=1, le=6, description="length of the longest n-gram, in words")
    smoothing: Literal["kneser_ney", "lidstone"] = Field(
        "kneser_ney",
        description="kneser_ney: interpolated modified Kneser-Ney; lidstone: additive, as in the published 3-gram",
    )
    gamma: float = Field(1e-4, gt=0, description="added to each count (lidstone only)")
    interpolated: bool = Field(
        False,
        description="distribute what is added like the words after a shorter context instead of evenly (lidstone only)",
    )
    discount_scale: float = Field(
        1.0,
        gt=0,
        le=3,
        description="factor for the words' discounts that are estimated from the counts (kneser_ney only); larger values give "
        "shorter contexts more weight",
    )
    rare: int = Field(
        1, ge=0, le=5, description="words that occur at most this often are modelled as unknown, by their letters"
    )
    line_ends: bool = Field(True, description="model line lengths and rhymes between line ends as well")
    spelling_order: int = Field(
        6, ge=1, le=8, description="length of the longest letter n-gram that spells unknown words"
    )
    text_style: TextStyle = Field("lowercase_unpunctuated", description="normalisation of the songs before counting")
    seed: int = Field(11, description="recorded only: counting is not random")


Recipe = TypeVar("Recipe", NgramRecipe, "FinetuneRecipe")


class FinetuneRecipe(_Recipe):
    """Fine-tuning of a causal language model with transformers' Trainer."""

    slot: str = Field(description="the model that is trained")
    text_style: TextStyle = Field(description="normalisation of the songs before tokenisation")
    method: Literal["full", "lora"] = Field(
        "full", description="full: train all weights; lora: train low-rank adapters"
    )
    start: Literal["base", "shipped"] = Field(
        "base",
        description="shipped: with lora, continue from the adapter that ships with the project (SmolLM2 tuned on the songbook)",
    )
    lora_rank: int = Field(16, ge=1, le=256, description="rank of the LoRA adapters")
    lora_alpha: int = Field(32, ge=1, description="LoRA scaling: adapters are weighted by alpha / rank")
    lora_dropout: float = Field(0.05, ge=0, lt=1, description="dropout on the LoRA adapters' inputs")
    lora_output_rate: float = Field(
        4.0,
        ge=1,
        le=64,
        description="LoRA+: learning rate of the adapters' output matrices as a multiple of that of their input matrices",
    )
    epochs: int = Field(ge=1, le=100, description="maximum number of passes over the training songs")
    learning_rate: float = Field(gt=0, le=0.1, description="peak learning rate")
    block_size: int = Field(
        ge=16, le=8192, description="tokens per training sequence, capped at the model's context length"
    )
    batch_size: int = Field(ge=1, description="sequences per batch")
    gradient_accumulation: int = Field(
        1, ge=1, description="batches per optimiser step; raise it where a larger batch does not fit in memory"
    )
    gradient_checkpointing: bool = Field(False, description="recompute activations in the backward pass to save memory")
    warmup_share: float = Field(
        0.05, ge=0, lt=1, description="share of the steps over which the learning rate warms up"
    )
    weight_decay: float = Field(0.1, ge=0, description="AdamW weight decay")
    patience: int = Field(2, ge=1, description="epochs without a lower validation loss before training stops")
    saves_per_epoch: int = Field(2, ge=1, description="resumable checkpoints per epoch")
    precision: Literal["auto", "fp32", "bf16"] = Field("auto", description="auto: bf16 where the hardware supports it")
    couplets: bool = Field(
        False,
        description="also train on lines made from couplets, with as many words as the songs have: bar to next bar in words and "
        "in phonemes, words to phonemes and back",
    )
    seed: int = Field(11, description="seed of the data order, dropout and new weights")


class RecipeError(TenthSymphonyError):
    """A recipe has an invalid number."""


def with_changes(recipe: "Recipe", changes: Mapping[str, Any]) -> "Recipe":
    """The recipe with some of its numbers changed.

    Raises:
        RecipeError: a number is out of its range.
    """
    try:
        return type(recipe).model_validate({**recipe.model_dump(), **changes})
    except ValidationError as error:
        faults = "; ".join(f"{fault['loc'][0]}: {fault['msg']}" for fault in error.errors())
        raise RecipeError(f"The recipe is invalid: {faults}.", remedy="Correct it in the Launchpad.") from None


# The embedded base is trained from scratch: many epochs at a high rate. A pretrained base needs few, at the published rates
# (distilgpt2-rap was itself trained at 1e-4; 5e-5 is a common rate for fine-tuning GPT-2). Rows of 256 tokens hold sixteen
# bars and reach 616 tokens/s on a CPU, rows of 512 544. Four rows a step: with eight the loss was higher than that of the
# Trainer's defaults (1,024 tokens a step) after the same time. SmolLM2 is tuned with LoRA: gradients and moments of 135 M
# parameters would take 2 GB, and a step twice as long. One row of 512 a step: with four the validation loss is higher after as
# many tokens. After an epoch of the songbook it is 3.750 with the output matrices at 2e-3 (LoRA+), 3.754 with all at 1e-3,
# 3.776 with 1e-3 and 4e-3; the first also learns fastest at the beginning.
_SLOTS = {
    "distilgpt2_rap": {"slot": "distilgpt2_rap", "text_style": "lowercase_unpunctuated"},
    "gpt2_lyrics": {"slot": "gpt2_lyrics", "text_style": "as_is"},
    "smollm2": {"slot": "smollm2", "text_style": "planned"},
}
_FROM_SCRATCH = {"epochs": 10, "learning_rate": 2e-3, "block_size": 128, "batch_size": 16, "weight_decay": 0.1}
_PRETRAINED = {
    "distilgpt2_rap": {"epochs": 6, "learning_rate": 1e-4, "block_size": 256, "batch_size": 4, "weight_decay": 0.01},
    "gpt2_lyrics": {"epochs": 6, "learning_rate": 5e-5, "block_size": 256, "batch_size": 4, "weight_decay": 0.01},
    "smollm2": {
        "method": "lora", "start": "shipped", "lora_rank": 8, "lora_alpha": 16, "lora_dropout": 0.0, "epochs": 2, "learning_rate": 5e-4, "block_size": 512,
        "batch_size": 1, "weight_decay": 0.01,
    },
}  # fmt: skip

NGRAM = NgramRecipe.model_validate({})


def finetune_recipe(slot: str, base_kind: str) -> FinetuneRecipe:
    """A slot's default recipe, for an embedded or a pretrained base (hub, local, smollm2)."""
    numbers = _FROM_SCRATCH if base_kind == "embedded" else _PRETRAINED[slot]
    return FinetuneRecipe.model_validate({**_SLOTS[slot], **numbers})


_NOT_SPOKEN = re.compile(r"[^\w\s']|_")


def prepare_text(text: str, style: TextStyle) -> str:
    """A song's text in a style, line by line. For `planned` it is the unplanned, normalised text: a planned model is also
    trained on it, and all models are compared on it.
    """
    if style == "as_is":
        return text
    lines = (" ".join(_NOT_SPOKEN.sub(" ", line.lower()).split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def prepared_songs(examples: Path, recipe: NgramRecipe | FinetuneRecipe) -> tuple[list[str], list[str]]:
    """The training and the validation texts in a recipe's style. Lines of couplets, if the recipe uses them, are only in the
    training texts.
    """
    train, validation = (training_texts(examples, split, recipe.text_style) for split in ("train", "validation"))
    if isinstance(recipe, FinetuneRecipe) and recipe.couplets:
        train += _some_couplets(examples, sum(len(song.split()) for song in train), recipe.seed)
    return train, validation


def _some_couplets(examples: Path, n_words: int, seed: int) -> list[str]:
    """Lines of couplets, drawn without replacement until they have `n_words` words; all of them have eight times the songs'
    words.
    """
    lines = couplet_lines_of(examples, "train")
    drawn = [lines[i] for i in np.random.default_rng(seed).permutation(len(lines))]
    ends = np.cumsum([len(line.split()) for line in drawn])
    return drawn[: int(np.searchsorted(ends, n_words)) + 1]


def training_texts(examples: Path, split: str, style: TextStyle) -> list[str]:
    """The songs of a split in a style. For `planned`, first the parts of songs with plans, then the songs without."""
    plain = [prepare_text(song, style) for song in songs_of(examples, split)]
    if style != "planned":
        return plain
    return [*planned_parts(songs_by_artist(examples, split), Pronouncer()), *plain]

"""Recipes: how each model is trained, as validated data.

What belongs here: the numbers and what they mean. What does not: training (ngram.py, finetune.py).
"""

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

TextStyle = Literal["lowercase_unpunctuated", "as_is"]


class _Recipe(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NgramRecipe(_Recipe):
    """Smoothed n-grams of words."""

    order: int = Field(4, ge=1, le=6, description="the longest run of words that is counted")
    smoothing: Literal["kneser_ney", "lidstone"] = Field(
        "kneser_ney", description="kneser_ney: interpolated and modified; lidstone: the published 3-gram's"
    )
    gamma: float = Field(1e-4, gt=0, description="what lidstone adds to each count")
    line_ends: bool = Field(True, description="mixes in lines' lengths and what rhymes with their ends")
    spelling_order: int = Field(6, ge=1, le=8, description="the same for the letters of unknown words")
    text_style: TextStyle = "lowercase_unpunctuated"
    seed: int = 11


class FinetuneRecipe(_Recipe):
    """Full fine-tuning of a causal language model with transformers' Trainer."""

    slot: Literal["distilgpt2_rap", "gpt2_lyrics"]
    text_style: TextStyle
    epochs: int = Field(ge=1, le=100)
    learning_rate: float = Field(gt=0, le=0.1)
    block_size: int = Field(ge=16, le=1024, description="tokens per row of a batch")
    batch_size: int = Field(ge=1, description="rows per step")
    warmup_share: float = Field(0.05, ge=0, lt=1)
    weight_decay: float = Field(0.1, ge=0)
    patience: int = Field(2, ge=1, description="epochs without a better validation loss before it stops")
    saves_per_epoch: int = Field(2, ge=1, description="how often weights and optimiser are kept, to resume from")
    precision: Literal["auto", "fp32", "bf16"] = Field("auto", description="auto: bf16 where the processor has it")
    seed: int = 11


# The embedded base starts from nothing: many epochs at a high rate. A trained base needs few, at the published rates
# (distilgpt2-rap was itself trained at 1e-4; 5e-5 is the rate that GPT-2 is commonly fine-tuned at).
_SLOTS = {
    "distilgpt2_rap": {"slot": "distilgpt2_rap", "text_style": "lowercase_unpunctuated"},
    "gpt2_lyrics": {"slot": "gpt2_lyrics", "text_style": "as_is"},
}
_FROM_SCRATCH = {"epochs": 10, "learning_rate": 2e-3, "block_size": 128, "batch_size": 16, "weight_decay": 0.1}
_PRETRAINED = {
    "distilgpt2_rap": {"epochs": 6, "learning_rate": 1e-4, "block_size": 512, "batch_size": 4, "weight_decay": 0.01},
    "gpt2_lyrics": {"epochs": 6, "learning_rate": 5e-5, "block_size": 512, "batch_size": 4, "weight_decay": 0.01},
}

NGRAM = NgramRecipe.model_validate({})


def finetune_recipe(slot: str, base_kind: str) -> FinetuneRecipe:
    """The recipe of a slot for an embedded base, or for a pretrained one (hub, local)."""
    numbers = _FROM_SCRATCH if base_kind == "embedded" else _PRETRAINED[slot]
    return FinetuneRecipe.model_validate({**_SLOTS[slot], **numbers})


_NOT_SPOKEN = re.compile(r"[^\w\s']|_")


def prepare_text(text: str, style: TextStyle) -> str:
    """A song in the style that a model was made for; lines stay lines."""
    if style == "as_is":
        return text
    lines = (" ".join(_NOT_SPOKEN.sub(" ", line.lower()).split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)

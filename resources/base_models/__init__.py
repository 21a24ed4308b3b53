"""The base models for fine-tuning: created here (embedded), from a folder or the hub (pretrained), or SmolLM2.

What belongs here: the list of classes. What does not: training (assets/models).
"""

from typing import Annotated

from pydantic import Field, TypeAdapter

from resources.base_models.base import (
    BaseCard,
    BaseModelError,
    BaseModels,
    Kind,
    LoadedBase,
    context_length,
    for_training,
    silence_libraries,
)
from resources.base_models.embedded import EmbeddedBases
from resources.base_models.pretrained import HubBases, LocalBases
from resources.base_models.smollm2 import SmolLM2Bases

# Builds the class that `kind` names from its fields, for another process.
BASE_MODELS: TypeAdapter[BaseModels] = TypeAdapter(
    Annotated[EmbeddedBases | HubBases | LocalBases | SmolLM2Bases, Field(discriminator="kind")]
)

__all__ = [
    "BASE_MODELS",
    "BaseCard",
    "BaseModelError",
    "BaseModels",
    "EmbeddedBases",
    "HubBases",
    "Kind",
    "LoadedBase",
    "LocalBases",
    "SmolLM2Bases",
    "context_length",
    "for_training",
    "silence_libraries",
]

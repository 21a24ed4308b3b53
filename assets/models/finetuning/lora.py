"""LoRA: training low-rank adapters of a base model's layers instead of its weights.

What belongs here: adding an adapter, and its optimiser. What does not: loading the base (resources/base_models), training
(finetune.py).
"""

import contextlib
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from assets.models.recipes import FinetuneRecipe

if TYPE_CHECKING:
    from transformers import PreTrainedModel


@contextlib.contextmanager
def without_peft_warnings() -> Iterator[None]:
    """Suppress warnings about peft's own code, which it issues when it adds an adapter to a model."""
    with warnings.catch_warnings():
        # GPT-2 stores its weights transposed; peft handles that and warns about it.
        warnings.filterwarnings("ignore", message="fan_in_fan_out")
        # peft 0.21 reads this property, which transformers 5.23 has renamed to is_activation_checkpointing.
        warnings.filterwarnings("ignore", message="`is_gradient_checkpointing` is deprecated", category=FutureWarning)
        yield


def with_lora(model: "PreTrainedModel", recipe: FinetuneRecipe) -> Any:
    """The model with low-rank adapters on all linear layers but the last (Hu et al. 2021); only the adapters are trained."""
    from peft import LoraConfig, get_peft_model
    from transformers import set_seed

    if recipe.gradient_checkpointing:
        model.enable_input_require_grads()  # otherwise the frozen first layers pass no gradient to the checkpoints
    config = LoraConfig(
        r=recipe.lora_rank,
        lora_alpha=recipe.lora_alpha,
        lora_dropout=recipe.lora_dropout,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )
    set_seed(recipe.seed)
    with without_peft_warnings():
        return get_peft_model(model, config)


def lora_optimizer(model: Any, recipe: FinetuneRecipe) -> Any:
    """AdamW with a higher learning rate for the adapters' output matrices than for their input matrices (LoRA+, Hayou et al.
    2024).
    """
    from peft.optimizers import create_loraplus_optimizer
    from torch.optim import AdamW

    return create_loraplus_optimizer(
        model, AdamW, lr=recipe.learning_rate, loraplus_lr_ratio=recipe.lora_output_rate,
        loraplus_weight_decay=recipe.weight_decay, fused=True,
    )  # fmt: skip

"""LoRA: training small additions to a base model's layers instead of its weights.

What belongs here: adding them. What does not: loading the base (resources/base_models), training (finetune.py).
"""

from typing import TYPE_CHECKING, Any

from assets.models.recipes import FinetuneRecipe

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def with_lora(model: "PreTrainedModel", recipe: FinetuneRecipe) -> Any:
    """The model with low-rank additions to all its linear layers but the last (Hu et al. 2021), which alone learn."""
    import warnings

    from peft import LoraConfig, get_peft_model
    from transformers import set_seed

    if recipe.gradient_checkpointing:
        model.enable_input_require_grads()  # the frozen first layers give checkpoints nothing to go back to
    config = LoraConfig(
        r=recipe.lora_rank,
        lora_alpha=recipe.lora_alpha,
        lora_dropout=recipe.lora_dropout,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )
    set_seed(recipe.seed)
    with warnings.catch_warnings():
        # GPT-2's layers hold their weights transposed; peft says that it takes that into account.
        warnings.filterwarnings("ignore", message="fan_in_fan_out")
        return get_peft_model(model, config)

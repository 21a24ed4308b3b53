"""The models stage in Dagster: one asset per model, each a checkpoint.

What belongs here: thin assets. What does not: training (ngram.py, finetune.py) and recipes (recipes.py).
"""

from typing import Any

import dagster as dg

from assets.metadata import OWNERS
from assets.models.checkpoints import CODE_VERSION, Checkpoint
from assets.models.finetune import finetune
from assets.models.ngram import train_ngram
from assets.models.recipes import NGRAM, finetune_recipe
from resources.base_models import BaseModels
from resources.configurable import Folders

GROUP = "models"
POOL = "accelerator"
EXAMPLES = dg.AssetIn(["corpus", "training_examples"])
FINETUNED = {
    "distilgpt2_rap": "A GPT-2 fine-tuned on lower-cased, unpunctuated bars (the slot of `dzionek/distilgpt2-rap`).",
    "gpt2_lyrics": "A GPT-2 fine-tuned on cased lyrics (the slot of `SpartanCinder/GPT2-finetuned-lyric-generation`).",
}


def _result(checkpoint: Checkpoint, folders: Folders) -> dg.MaterializeResult[dict[str, Any]]:
    manifest = checkpoint.manifest
    base = manifest["base"]
    return dg.MaterializeResult(
        value={"path": folders.pointer(checkpoint.path)},
        data_version=dg.DataVersion(checkpoint.path.name),
        metadata={
            "validation_loss": float(manifest["validation_loss"]),
            "training_seconds": float(manifest["seconds"]),
            "reused": checkpoint.reused,
            "base": f"{base['name']} ({base['source']}, revision {base['revision']}, licence {base['licence']})",
            "recipe": dg.MetadataValue.json(manifest["recipe"]),
            "path": dg.MetadataValue.path(checkpoint.path),
        },
    )


@dg.asset(
    key_prefix="models",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "numpy"},
    code_version=CODE_VERSION,
    io_manager_key="pointers",
    ins={"training_examples": EXAMPLES},
)
def ngram(
    context: dg.AssetExecutionContext, training_examples: dict[str, Any], folders: dg.ResourceParam[Folders]
) -> dg.MaterializeResult[dict[str, Any]]:
    """Our n-gram model: interpolated modified Kneser-Ney on words, with a sense of where lines end and what rhymes there,
    and a spelling model for unknown words.

    Counted on the training songs; a checkpoint of an unchanged corpus and recipe is reused.
    """
    examples = folders.find(training_examples["path"])
    return _result(train_ngram(NGRAM, examples, folders.checkpoints, on_progress=context.log.info), folders)


def finetuned_assets(base_models: str) -> list[dg.AssetsDefinition]:
    """One asset per GPT-2 slot.

    `base_models` is part of the code version: another base makes a stored checkpoint stale.
    """
    return [_finetuned(slot, description, base_models) for slot, description in FINETUNED.items()]


def _finetuned(slot: str, description: str, kind: str) -> dg.AssetsDefinition:
    recipe = finetune_recipe(slot, kind)

    @dg.asset(
        name=slot,
        key_prefix="models",
        group_name=GROUP,
        owners=OWNERS,
        kinds={"huggingface", "pytorch"},
        pool=POOL,
        io_manager_key="pointers",
        ins={"training_examples": EXAMPLES},
        code_version=f"{CODE_VERSION}-{kind}",
        description=f"{description}\n\nFine-tuned with transformers' Trainer; resumes after an interruption, and a "
        f"checkpoint of an unchanged base, corpus and recipe is reused. Base now: BASE_MODELS={kind}.",
        metadata={"recipe": dg.MetadataValue.json(recipe.model_dump())},
    )
    def train(
        context: dg.AssetExecutionContext,
        training_examples: dict[str, Any],
        folders: dg.ResourceParam[Folders],
        base_models: dg.ResourceParam[BaseModels],
    ) -> dg.MaterializeResult[dict[str, Any]]:
        examples = folders.find(training_examples["path"])
        checkpoint = finetune(recipe, base_models, examples, folders.checkpoints, on_progress=context.log.info)
        return _result(checkpoint, folders)

    return train


ASSETS = [ngram]

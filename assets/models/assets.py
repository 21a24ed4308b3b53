"""The models stage in Dagster: one asset per model, each a checkpoint, and the recipes that were searched for them.

What belongs here: thin assets. What does not: training (ngram/, finetuning/), recipes (recipes.py).
"""

from typing import Any

import dagster as dg
from pydantic import Field, create_model

from assets.figures import inline_png
from assets.metadata import OWNERS
from assets.models.checkpoints import CODE_VERSION, Checkpoint
from assets.models.finetuning.finetune import finetune
from assets.models.finetuning.tuning import best_trial_path, plot_trials, tune, tuned_recipe
from assets.models.ngram.training import train_ngram
from assets.models.recipes import NGRAM, Recipe, finetune_recipe, with_changes
from resources.base_models import BaseModels
from resources.records import Pointer
from resources.storage import Folders, digest

GROUP = "models"
POOL = "accelerator"
EXAMPLES = dg.AssetIn(["corpus", "training_examples"])
SLOTS = {
    "distilgpt2_rap": "A GPT-2 fine-tuned on lower-cased, unpunctuated bars (the slot of `dzionek/distilgpt2-rap`).",
    "gpt2_lyrics": "A GPT-2 fine-tuned on cased lyrics (the slot of `SpartanCinder/GPT2-finetuned-lyric-generation`).",
    "smollm2": "SmolLM2-135M-Instruct fine-tuned on lower-cased, unpunctuated bars.",
}


def slots(base_models: str) -> list[str]:
    """What is fine-tuned: SmolLM2 where that is the base, else the two GPT-2 slots. None stands in for another."""
    return ["smollm2"] if base_models == "smollm2" else ["distilgpt2_rap", "gpt2_lyrics"]


def model_names(base_models: str) -> list[str]:
    """Every model of the graph."""
    return ["ngram", *slots(base_models)]


def recipe_config(recipe: Recipe) -> type[dg.Config]:
    """A recipe as the Launchpad shows it: each number with its default and its meaning."""
    fields: dict[str, Any] = {
        name: (field.annotation, Field(getattr(recipe, name), description=field.description))
        for name, field in type(recipe).model_fields.items()
        if name != "slot"
    }
    return create_model(f"{type(recipe).__name__}Config", __base__=dg.Config, **fields)


def _changes(config: dg.Config, recipe: Recipe) -> dict[str, Any]:
    """What the Launchpad changed."""
    given = {name: getattr(config, name) for name in type(config).model_fields}
    return {name: value for name, value in given.items() if value != getattr(recipe, name)}


def _result(checkpoint: Checkpoint, folders: Folders) -> dg.MaterializeResult[Pointer]:
    manifest = checkpoint.manifest
    base = manifest.base
    return dg.MaterializeResult(
        value=Pointer(path=folders.pointer(checkpoint.path)),
        data_version=dg.DataVersion(checkpoint.path.name),
        metadata={
            "validation_loss": manifest.validation_loss,
            "training_seconds": manifest.seconds,
            "reused": checkpoint.reused,
            "base": f"{base.name} ({base.source}, revision {base.revision}, licence {base.licence})",
            "recipe": dg.MetadataValue.json(manifest.recipe.model_dump()),
            "path": dg.MetadataValue.path(checkpoint.path),
        },
    )


NgramConfig = recipe_config(NGRAM)


@dg.asset(
    key_prefix="models",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "numpy"},
    code_version=CODE_VERSION,
    io_manager_key="pointers",
    ins={"training_examples": EXAMPLES},
    metadata={"recipe": dg.MetadataValue.json(NGRAM.model_dump())},
)
def ngram(
    context: dg.AssetExecutionContext,
    config: NgramConfig,  # pyright: ignore[reportInvalidTypeForm]
    training_examples: Pointer,
    folders: dg.ResourceParam[Folders],
) -> dg.MaterializeResult[Pointer]:
    """Our n-gram model: interpolated modified Kneser-Ney on words, with a sense of where lines end and what rhymes there,
    and a spelling model for unknown words.

    Counted on the training songs; a checkpoint of an unchanged corpus and recipe is reused.
    """
    recipe = with_changes(NGRAM, _changes(config, NGRAM))
    examples = folders.find(training_examples.path)
    return _result(train_ngram(recipe, examples, folders.checkpoints, on_progress=context.log.info), folders)


def finetuned_assets(base_models: str) -> list[dg.AssetsDefinition]:
    """Two assets per slot: the model, and the recipe that a search found for it.

    `base_models` is part of the code version: another base makes a stored checkpoint stale.
    """
    return [
        asset for slot in slots(base_models) for asset in (_tuned(slot, base_models), _finetuned(slot, base_models))
    ]


def _finetuned(slot: str, kind: str) -> dg.AssetsDefinition:
    recipe = finetune_recipe(slot, kind)
    config_type = recipe_config(recipe)

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
        description=f"{SLOTS[slot]}\n\nFine-tuned with transformers' Trainer by the recipe, with what the job tune found "
        "best for it and what the Launchpad changes; resumes after an interruption, and a checkpoint of an unchanged "
        f"base, corpus and recipe is reused. Base now: BASE_MODELS={kind}.",
        metadata={"recipe": dg.MetadataValue.json(recipe.model_dump())},
    )
    def train(
        context: dg.AssetExecutionContext,
        config: config_type,  # pyright: ignore[reportInvalidTypeForm]
        training_examples: Pointer,
        folders: dg.ResourceParam[Folders],
        base_models: dg.ResourceParam[BaseModels],
    ) -> dg.MaterializeResult[Pointer]:
        changed = with_changes(tuned_recipe(recipe, base_models.kind, folders.tuning), _changes(config, recipe))
        examples = folders.find(training_examples.path)
        return _result(
            finetune(changed, base_models, examples, folders.checkpoints, on_progress=context.log.info), folders
        )

    return train


class TuneConfig(dg.Config):
    """How long a recipe is searched; change it in the Launchpad."""

    trials: int = Field(
        12, ge=1, description="total number of trials, including those of earlier sessions on the same corpus"
    )
    epochs: int = Field(3, ge=1, description="epochs per trial; fewer than in a full training")


def _tuned(slot: str, kind: str) -> dg.AssetsDefinition:
    recipe = finetune_recipe(slot, kind)

    @dg.asset(
        name=f"{slot}_recipe",
        key_prefix="models",
        group_name=GROUP,
        owners=OWNERS,
        kinds={"optuna", "pytorch"},
        pool=POOL,
        io_manager_key="pointers",
        ins={"training_examples": EXAMPLES},
        code_version=f"{CODE_VERSION}-{kind}",
        description=f"The best recipe found for `models/{slot}`, which its next training follows.\n\nSearched by Optuna "
        "with short trainings (job tune); an interrupted search goes on.",
    )
    def search(
        context: dg.AssetExecutionContext,
        config: TuneConfig,
        training_examples: Pointer,
        folders: dg.ResourceParam[Folders],
        base_models: dg.ResourceParam[BaseModels],
    ) -> dg.MaterializeResult[Pointer]:
        study = tune(
            recipe, base_models, folders.find(training_examples.path), folders.tuning,
            trials=config.trials, epochs=config.epochs, on_progress=context.log.info,
        )  # fmt: skip
        best = tuned_recipe(recipe, base_models.kind, folders.tuning)
        return dg.MaterializeResult(
            value=Pointer(path=folders.pointer(best_trial_path(folders.tuning, slot, base_models.kind))),
            data_version=dg.DataVersion(digest(best.model_dump())[:16]),
            metadata={
                "validation_loss": float(study.best_value),
                "trials": len(study.trials),
                "changes": dg.MetadataValue.json(study.best_params),
                "recipe": dg.MetadataValue.json(best.model_dump()),
                "plot": dg.MetadataValue.md(f"![Trials]({inline_png(plot_trials(study))})"),
            },
        )

    return search


ASSETS = [ngram]

"""The models stage in Dagster: one asset per model, each a checkpoint, and one per recipe search.

What belongs here: thin assets. What does not: training (ngram/, finetuning/), recipes (recipes.py).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
from pydantic import Field, create_model

from assets.figures import inline_png
from assets.metadata import OWNERS
from assets.models.checkpoints import CODE_VERSION, Checkpoint
from assets.models.finetuning import tuning as finetuning
from assets.models.finetuning.finetune import finetune
from assets.models.ngram import tuning as counting
from assets.models.ngram.training import train_ngram
from assets.models.recipes import NGRAM, FinetuneRecipe, NgramRecipe, Recipe, finetune_recipe, with_changes
from assets.models.tuning import plot_trials, tuned_recipe
from resources.base_models import BaseModels
from resources.records import Pointer
from resources.spread import Spread
from resources.storage import Folders, digest

if TYPE_CHECKING:
    from optuna.study import Study

GROUP = "models"
POOL = "accelerator"
EXAMPLES = dg.AssetIn(["corpus", "training_examples"])
SLOTS = {
    "distilgpt2_rap": "A GPT-2 fine-tuned on lower-cased, unpunctuated bars (the slot of `dzionek/distilgpt2-rap`).",
    "gpt2_lyrics": "A GPT-2 fine-tuned on cased lyrics (the slot of `SpartanCinder/GPT2-finetuned-lyric-generation`).",
    "smollm2": "SmolLM2-135M-Instruct fine-tuned on lower-cased, unpunctuated bars.",
}


def slots(base_models: str) -> list[str]:
    """The models that are fine-tuned: SmolLM2 if it is the base, else the two GPT-2 slots. No model replaces another
    silently.
    """
    return ["smollm2"] if base_models == "smollm2" else ["distilgpt2_rap", "gpt2_lyrics"]


def model_names(base_models: str) -> list[str]:
    """The names of all models in the graph."""
    return ["ngram", *slots(base_models)]


def recipe_config(recipe: Recipe) -> type[dg.Config]:
    """A recipe as Dagster config: each number with its default and description."""
    fields: dict[str, Any] = {
        name: (field.annotation, Field(getattr(recipe, name), description=field.description))
        for name, field in type(recipe).model_fields.items()
        if name != "slot"
    }
    return create_model(f"{type(recipe).__name__}Config", __base__=dg.Config, **fields)


def _changes(config: dg.Config, recipe: Recipe) -> dict[str, Any]:
    """The numbers that were changed in the Launchpad."""
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


def _code_version(recipe: NgramRecipe | FinetuneRecipe, *base: str) -> str:
    """The code version: stored models become stale with another kind of base or with changed defaults of a recipe."""
    return "-".join([CODE_VERSION, *base, digest(recipe.identity())[:8]])


NgramConfig = recipe_config(NGRAM)


@dg.asset(
    key_prefix="models",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "numpy"},
    code_version=_code_version(NGRAM),
    io_manager_key="pointers",
    ins={"training_examples": EXAMPLES},
    metadata={"recipe": dg.MetadataValue.json(NGRAM.model_dump())},
)
def ngram(
    context: dg.AssetExecutionContext,
    config: NgramConfig,  # pyright: ignore[reportInvalidTypeForm]
    training_examples: Pointer,
    folders: dg.ResourceParam[Folders],
    spread: dg.ResourceParam[Spread],
) -> dg.MaterializeResult[Pointer]:
    """Our n-gram model: interpolated modified Kneser-Ney on words, with a model of where lines end and how they rhyme,
    and a spelling model for unknown words.

    Counted on the training songs by the recipe, with the best numbers of the job tune and the changes in the Launchpad. A
    checkpoint of an unchanged corpus and recipe is reused.
    """
    best = counting.best_trial_path(folders.tuning)
    recipe = with_changes(tuned_recipe(NGRAM, best), _changes(config, NGRAM))
    examples = folders.find(training_examples.path)
    return _result(train_ngram(recipe, examples, folders.checkpoints, spread, on_progress=context.log.info), folders)


def _found(
    study: "Study", recipe: Recipe, best: Path, folders: Folders, plotted: Sequence[str]
) -> dg.MaterializeResult[Pointer]:
    """The result of a search, with a plot of its trials for the UI."""
    followed = tuned_recipe(recipe, best)
    return dg.MaterializeResult(
        value=Pointer(path=folders.pointer(best)),
        data_version=dg.DataVersion(digest(followed.model_dump())[:16]),
        metadata={
            "validation_loss": float(study.best_value),
            "validation_loss_before": float(study.trials[0].value or "nan"),
            "trials": len(study.trials),
            "changes": dg.MetadataValue.json(study.best_params),
            "recipe": dg.MetadataValue.json(followed.model_dump()),
            "plot": dg.MetadataValue.md(f"![Trials]({inline_png(plot_trials(study, plotted))})"),
        },
    )


class NgramTuneConfig(dg.Config):
    """The length of the search for the n-gram model's recipe; change it in the Launchpad."""

    trials: int = Field(
        40, ge=1, description="total number of trials, including those of earlier sessions on the same corpus"
    )


@dg.asset(
    key_prefix="models",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"optuna", "numpy"},
    code_version=_code_version(NGRAM),
    io_manager_key="pointers",
    ins={"training_examples": EXAMPLES},
)
def ngram_recipe(
    context: dg.AssetExecutionContext,
    config: NgramTuneConfig,
    training_examples: Pointer,
    folders: dg.ResourceParam[Folders],
) -> dg.MaterializeResult[Pointer]:
    """The best recipe found for `models/ngram`; its next training uses it.

    Optuna searches order, smoothing, discounts and which words count as unknown, on the validation songs (job tune). An
    interrupted search resumes.
    """
    examples = folders.find(training_examples.path)
    study = counting.tune(NGRAM, examples, folders.tuning, trials=config.trials, on_progress=context.log.info)
    return _found(study, NGRAM, counting.best_trial_path(folders.tuning), folders, counting.PLOTTED)


def finetuned_assets(base_models: str) -> list[dg.AssetsDefinition]:
    """Two assets per slot: the model, and the recipe that a search found for it."""
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
        code_version=_code_version(recipe, kind),
        description=f"{SLOTS[slot]}\n\nFine-tuned with transformers' Trainer by the recipe, with the best numbers of the job "
        "tune and the changes in the Launchpad. Resumes after an interruption; a checkpoint of an unchanged base, corpus and "
        f"recipe is reused. Present base: BASE_MODELS={kind}.",
        metadata={"recipe": dg.MetadataValue.json(recipe.model_dump())},
    )
    def train(
        context: dg.AssetExecutionContext,
        config: config_type,  # pyright: ignore[reportInvalidTypeForm]
        training_examples: Pointer,
        folders: dg.ResourceParam[Folders],
        base_models: dg.ResourceParam[BaseModels],
    ) -> dg.MaterializeResult[Pointer]:
        best = finetuning.best_trial_path(folders.tuning, slot, base_models.kind)
        changed = with_changes(tuned_recipe(recipe, best), _changes(config, recipe))
        examples = folders.find(training_examples.path)
        return _result(
            finetune(changed, base_models, examples, folders.checkpoints, on_progress=context.log.info), folders
        )

    return train


class TuneConfig(dg.Config):
    """The length of the search for a recipe; change it in the Launchpad."""

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
        code_version=_code_version(recipe, kind),
        description=f"The best recipe found for `models/{slot}`; its next training uses it.\n\nSearched by Optuna "
        "with short trainings (job tune). An interrupted search resumes.",
    )
    def search(
        context: dg.AssetExecutionContext,
        config: TuneConfig,
        training_examples: Pointer,
        folders: dg.ResourceParam[Folders],
        base_models: dg.ResourceParam[BaseModels],
    ) -> dg.MaterializeResult[Pointer]:
        study = finetuning.tune(
            recipe, base_models, folders.find(training_examples.path), folders.tuning,
            trials=config.trials, epochs=config.epochs, on_progress=context.log.info,
        )  # fmt: skip
        best = finetuning.best_trial_path(folders.tuning, slot, base_models.kind)
        return _found(study, recipe, best, folders, finetuning.PLOTTED)

    return search


ASSETS = [ngram, ngram_recipe]

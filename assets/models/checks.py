"""Asset checks of checkpoints: a checkpoint is complete and reproduces its own validation loss.

What belongs here: checks. What does not: whether a model is good (assets/evaluation).
"""

import math
from collections.abc import Sequence

import dagster as dg

from assets.models.checkpoints import CheckpointError, checkpoint_manifest
from assets.models.finetuning import losses
from assets.models.ngram import training as ngram
from resources.records import Pointer
from resources.storage import Folders

# Another number of threads sums in another order; the measured differences are below 1e-5.
TOLERANCE = 1e-3


def _reproduces(model: str) -> dg.AssetChecksDefinition:
    key = dg.AssetKey(["models", model])

    @dg.asset_check(
        asset=key,
        name="reproduces_its_loss",
        blocking=True,
        description="Reloaded from disk, the checkpoint reproduces the loss in its manifest, on all validation songs or, for "
        "fine-tuned models, on a sample of them.",
        additional_ins={"training_examples": dg.AssetIn(["corpus", "training_examples"])},
    )
    def check(pointer: Pointer, training_examples: Pointer, folders: dg.ResourceParam[Folders]) -> dg.AssetCheckResult:
        folder = folders.find(pointer.path)
        manifest = checkpoint_manifest(folder)
        if (recorded := manifest.reload_loss) is None:
            raise CheckpointError(
                f"{folder} was made by an older version, which recorded no loss to reproduce.",
                remedy="Delete the folder and materialise the model again.",
            )
        measure = ngram.validation_loss if model == "ngram" else losses.reload_loss
        measured = measure(folder, folders.find(training_examples.path))
        return dg.AssetCheckResult(
            passed=math.isclose(measured, recorded, abs_tol=TOLERANCE),
            metadata={"recorded": recorded, "measured": measured, "tokens": manifest.reload_tokens or "all"},
        )

    return check


def model_checks(models: Sequence[str]) -> list[dg.AssetChecksDefinition]:
    """One check per model of the graph."""
    return [_reproduces(model) for model in models]

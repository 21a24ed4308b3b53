"""The corpus stage in Dagster: splits and training examples.

What belongs here: thin assets. What does not: assigning songs (splits.py), building examples (examples.py).
"""

from typing import Literal

import dagster as dg
from pydantic import Field

from assets.corpus.examples import build_examples, examples_manifest, write_examples
from assets.corpus.splits import SPLITS_SCHEMA, assign_splits
from assets.metadata import OWNERS, table_result
from resources.records import Pointer
from resources.storage import Folders
from resources.tables import Table

GROUP = "corpus"


class SplitConfig(dg.Config):
    """How songs are split; change it in the Launchpad."""

    by: Literal["song", "artist"] = Field(
        "song", description="unit of the split; artist: all songs of an artist go to one split"
    )
    validation: float = Field(0.1, gt=0, lt=0.5, description="share of songs (or artists) for validation")
    test: float = Field(0.1, gt=0, lt=0.5, description="share of songs (or artists) for testing")


@dg.asset(
    key_prefix="corpus",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "pandas"},
    code_version="2",
    ins={"lyrics": dg.AssetIn(["lyrics", "lyrics"])},
)
def splits(config: SplitConfig, lyrics: Table) -> dg.MaterializeResult[Table]:
    """Each song's split: train, validation or test.

    Decided by a stable hash of the song. Near-duplicates stay together, so that no song has a near-duplicate in another split.
    """
    sides = assign_splits(lyrics, validation=config.validation, test=config.test, by=config.by)
    counts = sides["split"].value_counts()
    return table_result(
        sides, SPLITS_SCHEMA, numbers={"by": config.by} | {str(name): int(n) for name, n in counts.items()}
    )


@dg.asset(
    key_prefix="corpus",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "huggingface"},
    code_version="2",
    io_manager_key="pointers",
    ins={
        "lyrics": dg.AssetIn(["lyrics", "lyrics"]),
        "splits": dg.AssetIn(["corpus", "splits"]),
        "couplets": dg.AssetIn(["phonetics", "couplets"]),
    },
)
def training_examples(
    lyrics: Table, splits: Table, couplets: Table, folders: dg.ResourceParam[Folders]
) -> dg.MaterializeResult[Pointer]:
    """The texts that models train on, per split: whole songs and multi-task couplet lines, as a `datasets.DatasetDict`.

    Each couplet becomes bar → next bar and words ↔ phonemes, in the split of its song.
    """
    path = write_examples(build_examples(lyrics, splits, couplets), folders.examples)
    manifest = examples_manifest(path)
    return dg.MaterializeResult(
        value=Pointer(path=folders.pointer(path), digest=manifest.digest),
        data_version=dg.DataVersion(manifest.digest[:16]),
        metadata={
            "path": dg.MetadataValue.path(path),
            "examples": dg.MetadataValue.json(manifest.model_dump()["counts"]),
        },
    )


ASSETS = [splits, training_examples]

"""Asset checks of the corpus: no leakage between the splits.

What belongs here: checks. What does not: how leaks are found (splits.py).
"""

from collections.abc import Iterable

import dagster as dg

from assets.corpus.examples import load_examples
from assets.corpus.splits import find_leaks, residual_overlap, shares_by_artist
from resources.records import Pointer
from resources.spread import Spread
from resources.storage import Folders
from resources.tables import Table

SPLITS = dg.AssetKey(["corpus", "splits"])
TRAINING_EXAMPLES = dg.AssetKey(["corpus", "training_examples"])


@dg.multi_asset_check(
    specs=[
        dg.AssetCheckSpec(
            "no_leakage",
            asset=SPLITS,
            blocking=True,
            additional_deps=[["lyrics", "lyrics"]],
            description="No cluster of near-duplicates, and no two songs that share half of one, are in different splits.",
        ),
        dg.AssetCheckSpec(
            "every_artist_in_train",
            asset=SPLITS,
            description="Each artist has a training song (warns for held-out artists).",
        ),
    ],
    ins={"splits": dg.AssetIn(SPLITS), "lyrics": dg.AssetIn(["lyrics", "lyrics"])},
)
def splits_hold(splits: Table, lyrics: Table, spread: dg.ResourceParam[Spread]) -> Iterable[dg.AssetCheckResult]:
    """Compare every song with those of the other splits."""
    leaks = find_leaks(lyrics, splits, spread)
    yield dg.AssetCheckResult(
        asset_key=SPLITS,
        check_name="no_leakage",
        passed=leaks.empty,
        metadata={
            "leaks": len(leaks),
            "pairs": dg.MetadataValue.json(leaks.head(20).astype(str).to_dict("records")),
            "test_8grams_found_in_train": residual_overlap(lyrics, splits, spread=spread),
        },
    )
    absent = sorted(set(splits["artist"]) - set(splits.loc[splits["split"] == "train", "artist"]))
    yield dg.AssetCheckResult(
        asset_key=SPLITS,
        check_name="every_artist_in_train",
        passed=not absent,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "absent": ", ".join(absent) or "none",
            "songs_by_artist": dg.MetadataValue.json(shares_by_artist(splits)),
        },
    )


@dg.asset_check(
    asset=TRAINING_EXAMPLES,
    name="test_songs_unseen",
    blocking=True,
    additional_ins={"splits": dg.AssetIn(SPLITS)},
)
def test_songs_unseen(
    training_examples: Pointer, splits: Table, folders: dg.ResourceParam[Folders]
) -> dg.AssetCheckResult:
    """No training line comes from a test or validation song."""
    examples = load_examples(folders.find(training_examples.path))
    held_out = set(splits.loc[splits["split"] != "train", "song_id"])
    seen = sorted(held_out & set(examples["train"].unique("song_id")))
    return dg.AssetCheckResult(
        passed=not seen, metadata={"songs": ", ".join(seen[:20]) or "none", "held_out_songs": len(held_out)}
    )


CHECKS = [splits_hold, test_songs_unseen]

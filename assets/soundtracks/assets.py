"""The soundtracks stage in Dagster: one step that scores a batch of queued videos.

What belongs here: walking the batch and telling Dagster of each result. What does not: the batch itself
(batch.py), the steps of a video (score.py), the queue (queue.py).

One subsettable multi-asset and not four assets: a batch is one run, and of separate steps one without an output would
make Dagster skip everything below it, for the good videos too.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets.metadata import OWNERS
from assets.soundtracks.batch import score_batch
from assets.soundtracks.partitions import VIDEOS
from assets.soundtracks.queue import read_manifest
from assets.soundtracks.score import Done, Failed, Step
from assets.soundtracks.verdicts import CHECKS, verdicts
from resources.configurable import Folders
from resources.renderers.base import Renderer

GROUP = "soundtracks"
STEPS: tuple[Step, ...] = ("video", "brief", "soundtrack", "scored_video")
KEYS = {step: dg.AssetKey([GROUP, step]) for step in STEPS}
DESCRIPTIONS = {
    "video": "A queued video, probed.\n\nTaken from the inbox; every packet of its picture is read, its first frame decoded.",
    "brief": "What to play to it: prompt, seconds, tempo, mood, seed, mix, each with its reason.\n\n"
    "The sidecar's words win; the rest is read from the picture's light, motion and cuts.",
    "soundtrack": "The rendered music, exactly as long as the brief says.\n\nThe whole batch goes to the renderer at once.",
    "scored_video": "The video with its music; its picture bit-identical.\n\n"
    "Packets copied, sound mixed, loudness and true peak measured on the result.",
}
KINDS = {"video": {"mp4"}, "brief": {"json"}, "soundtrack": {"flac"}, "scored_video": {"mp4"}}


def soundtrack_assets(renderer: str) -> dg.AssetsDefinition:
    """The stage's assets; the renderer's name is part of the soundtrack's code version."""
    specs = [
        dg.AssetSpec(
            KEYS[step],
            deps=[KEYS[before] for before in STEPS[max(0, place - 1) : place]],
            group_name=GROUP,
            owners=OWNERS,
            kinds=KINDS[step],
            description=DESCRIPTIONS[step],
            code_version=f"1-{renderer}" if step == "soundtrack" else "1",
            skippable=True,
        )
        for place, step in enumerate(STEPS)
    ]

    @dg.multi_asset(
        name="score_videos",
        specs=specs,
        check_specs=[
            dg.AssetCheckSpec(check.name, asset=KEYS[check.step], description=check.description, blocking=True)
            for check in CHECKS
        ],
        partitions_def=VIDEOS,
        backfill_policy=dg.BackfillPolicy.single_run(),
        can_subset=True,
        pool="accelerator",
    )
    def score_videos(
        context: dg.AssetExecutionContext, folders: dg.ResourceParam[Folders], renderer: dg.ResourceParam[Renderer]
    ) -> Iterator[dg.AssetMaterialization | dg.AssetCheckResult]:
        """Probe, brief, render and mux a batch of videos; one that cannot be done never ends the batch."""
        wanted: set[Step] = {step for step in STEPS if KEYS[step] in context.selected_asset_keys}
        done: list[Done] = []
        failed: list[Failed] = []
        for result in score_batch(folders.library, folders.rejected, renderer, context.partition_keys, wanted):
            if isinstance(result, Failed):
                failed.append(result)
                context.log.error(f"{result.key}: {result.step}: {result.reason}")
                continue
            done.append(result)
            context.log.info(f"{result.key}: {result.step} {'reused' if result.reused else 'made'}")
            yield materialization(result)
        yield from _check_results(done, {key.name for key in context.selected_asset_check_keys})
        if failed:
            raise dg.Failure(
                "; ".join(f"{f.key}: {f.step}: {f.reason}" for f in failed),
                metadata={"failed": len(failed), "done": len({d.key for d in done})},
                allow_retries=False,
            )

    return score_videos


def materialization(result: Done) -> dg.AssetMaterialization:
    """A result as Dagster's event of one partition; its numbers stand under stable keys."""
    shown: dict[str, Any] = {
        name: value
        for name, value in result.record.items()
        if name not in ("made_from", "picture_digest", "version", "key")
    }
    provenance = shown.pop("provenance", None)
    if provenance:
        shown |= {name: provenance[name] for name in ("renderer", "model", "licence", "seed")}
        shown["parameters"] = provenance["parameters"]
    if result.step == "video":
        shown["original_name"] = read_manifest(result.path.parent)["original_name"]
    return dg.AssetMaterialization(
        KEYS[result.step],
        partition=result.key,
        metadata={**shown, "reused": result.reused, "path": dg.MetadataValue.path(result.path)},
        tags={"dagster/data_version": result.version},
    )


def _check_results(done: list[Done], wanted: set[str]) -> Iterator[dg.AssetCheckResult]:
    for verdict in verdicts(done):
        if verdict.check.name in wanted:
            yield dg.AssetCheckResult(
                asset_key=KEYS[verdict.check.step],
                check_name=verdict.check.name,
                passed=not verdict.broken,
                metadata={"videos": verdict.measured},
                description=f"Broken for: {', '.join(verdict.broken)}" if verdict.broken else None,
            )

"""The soundtracks stage in Dagster: one step that scores a batch of queued videos, and the page that shows them all.

One subsettable multi-asset instead of four assets: a batch is one run, and if a separate step had no output for one video,
Dagster would skip everything downstream, for the other videos too.

What belongs here: running a batch and reporting each result to Dagster. What does not: the batch itself (batch.py), the steps
of a video (steps.py), the queue (inbox.py, library.py), the page (gallery.py).
"""

import logging
from collections.abc import Generator, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import dagster as dg

from assets.metadata import OWNERS
from assets.pages import markdown_table
from assets.soundtracks.batch import Refused, Result, score_batch
from assets.soundtracks.gallery import (
    NAME,
    Standing,
    counts,
    fingerprint,
    inline,
    render_gallery,
    standings,
    to_markdown,
)
from assets.soundtracks.library import read_manifest
from assets.soundtracks.partitions import VIDEOS
from assets.soundtracks.records import BriefRecord, ScoredRecord, SoundtrackRecord, Step, VideoRecord
from assets.soundtracks.steps import CONTACT_SHEET, VERSION, WAVEFORM, Done, Failed
from assets.soundtracks.verdicts import CHECKS, verdicts
from resources.media.mux import Mastering
from resources.music.request import Renderer
from resources.storage import Folders, write_text

GROUP = "soundtracks"
STEPS: tuple[Step, ...] = ("video", "brief", "soundtrack", "scored_video")
KEYS = {step: dg.AssetKey([GROUP, step]) for step in STEPS}
DESCRIPTIONS = {
    "video": "A queued video, probed, watched and listened to.\n\n"
    "Taken from the inbox; its packets are read and its picture is decoded once, small.",
    "brief": "What to play to it: prompt, seconds, tempo, style, energy, seed, mix, each with its reason.\n\n"
    "The sidecar's words win; the rest follows from light, motion, cuts and the video's own sound.",
    "soundtrack": "The rendered music, exactly as long as the brief says.\n\nThe whole batch goes to the renderer at once.",
    "scored_video": "The video with its music; its picture bit-identical.\n\n"
    "Packets copied, sound mixed, loudness and true peak measured on the result.",
}
KINDS = {"video": {"mp4"}, "brief": {"json"}, "soundtrack": {"flac"}, "scored_video": {"mp4"}}


def soundtrack_assets(renderer: str, mastering: Mastering) -> list[dg.AssetsDefinition]:
    """The stage's assets; the renderer's name is part of the soundtrack's code version."""

    @dg.multi_asset(
        name="score_videos",
        specs=_specs(renderer),
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
        """Probe, brief, render and mux a batch of videos. A video that fails does not end the batch."""
        wanted: set[Step] = {step for step in STEPS if KEYS[step] in context.selected_asset_keys}
        batch = score_batch(folders.library, folders.rejected, renderer, context.partition_keys, wanted, mastering)
        done, failed = yield from _reported(batch, context.log)
        yield from _check_results(done, {key.name for key in context.selected_asset_check_keys})
        if failed:
            raise dg.Failure(
                "; ".join(f"{f.key}: {f.step}: {f.reason}" for f in failed),
                metadata={"failed": len(failed), "done": len({d.key for d in done})},
                allow_retries=False,
            )

    return [score_videos, gallery]


def _specs(renderer: str) -> list[dg.AssetSpec]:
    """The four assets of a video; each depends on the one before."""
    return [
        dg.AssetSpec(
            KEYS[step],
            deps=[KEYS[before] for before in STEPS[max(0, place - 1) : place]],
            group_name=GROUP,
            owners=OWNERS,
            kinds=KINDS[step],
            description=DESCRIPTIONS[step],
            code_version=f"{VERSION}-{renderer}" if step == "soundtrack" else VERSION,
            skippable=True,
        )
        for place, step in enumerate(STEPS)
    ]


def _reported(
    batch: Iterator[Result], log: logging.Logger
) -> Generator[dg.AssetMaterialization, None, tuple[list[Done], list[Failed]]]:
    """Log every result of a batch, and yield the materialisations. Returns what is done and what failed."""
    done: list[Done] = []
    failed: list[Failed] = []
    for result in batch:
        if isinstance(result, Refused):
            log.warning(f"{result.key} was set aside: {result.reason}")
        elif isinstance(result, Failed):
            failed.append(result)
            log.error(f"{result.key}: {result.step}: {result.reason}")
        else:
            done.append(result)
            log.info(f"{result.key}: {result.step} {'reused' if result.reused else 'made'}")
            yield materialization(result)
    return done, failed


def materialization(result: Done) -> dg.AssetMaterialization:
    """A result as a materialisation of one partition, with its numbers under stable metadata keys."""
    path = dg.MetadataValue.path(result.path)
    return dg.AssetMaterialization(
        KEYS[result.step],
        partition=result.key,
        metadata={**_shown(result), **result.numbers, "reused": result.reused, "path": path},
        tags={"dagster/data_version": result.version},
    )


def _shown(result: Done) -> dict[str, Any]:
    """A record as metadata: flat, and without the fields that only the next step needs."""
    hidden = {
        *("made_from", "picture_digest", "version", "key", "beats", "chosen", "file", "candidates"),
        *("movement", "light", "energy", "words"),  # values per second, and what another field already says in words
    }
    record, folder, more = result.record, result.path.parent, {}
    if isinstance(record, VideoRecord):
        own = record.model_dump(include={"own_lufs", "own_speech", "own_heard_by", "own_track"})
        parts = [asdict(record.facts), asdict(record.picture), own]
        more = {
            "original_name": read_manifest(folder).original_name,
            "contact_sheet": _image(folder / CONTACT_SHEET, "Frames at the cuts"),
        }
    elif isinstance(record, BriefRecord):
        parts = [record.brief.model_dump()]
        more = {"in_words": record.brief.in_words(), "candidates": record.brief.candidates}
    elif isinstance(record, SoundtrackRecord):
        parts = [record.best.model_dump(exclude={"provenance"}), record.best.provenance.model_dump(mode="json")]
        more = {"candidates": _candidates(record), **({"unmet": list(record.unmet)} if record.unmet else {})}
    else:
        assert isinstance(record, ScoredRecord)
        parts = [
            record.model_dump(mode="json", exclude={"mastering", "provenance"}),
            asdict(record.mastering),
            record.provenance.model_dump(mode="json"),
        ]
        more = {"waveform": _image(folder / WAVEFORM, "Sound, beats (ticks) and cuts (lines)")}
    flat = {name: value for part in parts for name, value in part.items() if name not in hidden and value is not None}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in flat.items()} | more


def _candidates(record: SoundtrackRecord) -> dg.MetadataValue:
    rows = [
        (c.file, str(c.provenance.seed), f"{c.tempo_heard or 0:.1f}", f"{c.cut_error_ms or 0:.0f}")
        for c in record.candidates
    ]
    return dg.MetadataValue.md(markdown_table(["file", "seed", "tempo heard", "beats to cuts, ms"], rows))


def _image(path: Path, alt: str) -> dg.MetadataValue:
    return dg.MetadataValue.md(f"![{alt}]({inline(path)})")


@dg.asset(
    key=dg.AssetKey([GROUP, "gallery"]),
    group_name=GROUP,
    owners=OWNERS,
    kinds={"html"},
    code_version="3",
    deps=[KEYS["scored_video"]],
    check_specs=[
        dg.AssetCheckSpec("none_refused", asset=[GROUP, "gallery"], description="No file was set aside."),
        dg.AssetCheckSpec("none_given_up", asset=[GROUP, "gallery"], description="No video failed three times."),
    ],
)
def gallery(folders: dg.ResourceParam[Folders]) -> dg.MaterializeResult:
    """All scored videos on one page, and the state of the others.

    The page is a file next to the videos. It plays them in a browser and shows briefs and licences.
    """
    path = folders.library / NAME
    write_text(path, render_gallery(folders.library, folders.rejected))
    found = standings(folders.library, folders.rejected)
    return dg.MaterializeResult(
        metadata={
            **counts(found),
            "videos": dg.MetadataValue.md(to_markdown(found)),
            "path": dg.MetadataValue.path(path),
        },
        data_version=dg.DataVersion(fingerprint(found)),
        check_results=[
            _none("none_refused", [s for s in found if s.state == "refused"]),
            _none("none_given_up", [s for s in found if s.state == "given up"]),
        ],
    )


def _none(check: str, found: list[Standing]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name=check,
        passed=not found,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"videos": len(found), "reasons": dg.MetadataValue.md(to_markdown(found))},
        description="; ".join(f"{s.key}: {s.reason}" for s in found[:5]) or None,
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

"""Notices: problems that users should know about, each with its cause, its remedy and a link.

What belongs here: finding them in the instance and the data root. What does not: sending (resources/notifier.py), when to
look (upkeep.py).
"""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg

from assets.evaluation.champions import ChampionError, read_champions
from assets.lyrics.assets import QUOTA_TAG
from assets.metadata import FRESH_FOR
from assets.songs.library import all_songs
from assets.songs.library import failures as song_failures
from assets.songs.library import state as song_state
from assets.soundtracks.gallery import standings
from pipelines.dead_runs import FOREGROUND_TAG
from pipelines.jobs import HOUSEKEEPING, JOBS, refresh_lyrics, retrain
from pipelines.reasons import failure_reason
from pipelines.settings import Settings
from resources.storage import digest
from resources.store import StoreError

# The assets with a freshness policy, which users rely on.
MONITORED = [
    dg.AssetKey(["evaluation", "champion"]),
    dg.AssetKey(["evaluation", "report"]),
    dg.AssetKey(["phonetics", "artist_profiles"]),
]
REPORTED_JOBS = [*(job.name for job in JOBS), HOUSEKEEPING]
RETRIED_JOBS = {refresh_lyrics.name, retrain.name}
FINISHED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
LEAST_FREE_SHARE, LEAST_FREE_BYTES = 0.05, 5_000_000_000


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice.

    Attributes:
        cause: identifies the problem; it stays the same while the problem lasts, so that it is sent once.
        link: a page of the UI, relative to its address.
    """

    cause: str
    title: str
    text: str
    remedy: str
    link: str = ""

    def body(self, address: str) -> str:
        """As it is sent."""
        return "\n".join(filter(None, [self.text, self.remedy, f"{address.rstrip('/')}{self.link}"]))


def notices(
    instance: dg.DagsterInstance,
    settings: Settings,
    *,
    now: float | None = None,
    disk_usage: Callable[[Path], Any] = shutil.disk_usage,
) -> list[Notice]:
    """All present problems.

    Args:
        now: seconds since the epoch.
        disk_usage: `free` and `total` bytes of a folder's disk.
    """
    return [
        *_store(settings),
        *_failed_jobs(instance),
        *_quota(instance),
        *_champion(settings),
        *_videos(settings),
        *_songs(settings),
        *_stale(instance, settings, now or time.time()),
        *_disk(settings, disk_usage),
    ]


def _store(settings: Settings) -> Iterator[Notice]:
    try:
        settings.folders.pull()
    except StoreError as error:
        yield Notice("store", "The object store cannot be used", str(error), error.remedy)


def last_finished_run(instance: dg.DagsterInstance, job: str) -> dg.DagsterRun | None:
    """A job's newest finished run: while a failed run is being retried, its problem is not solved."""
    return next(iter(instance.get_runs(dg.RunsFilter(job_name=job, statuses=FINISHED), limit=1)), None)


def _failed_jobs(instance: dg.DagsterInstance) -> Iterator[Notice]:
    for job in REPORTED_JOBS:
        run = last_finished_run(instance, job)
        if run is None or run.status != dg.DagsterRunStatus.FAILURE or FOREGROUND_TAG in run.tags:
            continue
        reason = failure_reason(instance, run.run_id)
        again = "It is retried automatically for some hours." if job in RETRIED_JOBS else ""
        yield Notice(f"failed {job} {digest(reason)[:12]}", f"{job} failed", reason, again, f"/runs/{run.run_id}")


def _quota(instance: dg.DagsterInstance) -> Iterator[Notice]:
    run = last_finished_run(instance, refresh_lyrics.name)
    if run and (day := run.tags.get(QUOTA_TAG)):
        yield Notice(
            f"quota {day}", "The day's calls are spent", f"The lyrics service's calls of {day} are spent.",
            "The harvest continues after midnight UTC.", f"/runs/{run.run_id}",
        )  # fmt: skip


def _champion(settings: Settings) -> Iterator[Notice]:
    link = "/assets/evaluation/champion"
    try:
        decision = read_champions(settings.folders).decision
    except ChampionError as error:
        yield Notice("champions damaged", "The record of champions is damaged", str(error), "", link)
        return
    if decision is not None and not decision.promoted:
        yield Notice(
            f"not promoted {digest(decision.reason)[:12]}", "No model was promoted", decision.reason,
            "No action is needed; the report shows how the models compare.", link,
        )  # fmt: skip


def _videos(settings: Settings) -> Iterator[Notice]:
    for standing in standings(settings.folders.library, settings.folders.rejected):
        if standing.state in ("refused", "given up"):
            yield Notice(
                f"video {standing.key} {digest(standing.reason or '')[:12]}",
                f"{standing.key}: {standing.state}",
                standing.reason,
                "Repair the file and drop it again, or delete its folder in rejected/ to end these messages."
                if standing.state == "refused" else
                f'Fix the cause, then try again: make videos DO="retry {standing.key}".',
                "/assets/soundtracks/gallery",
            )  # fmt: skip


def _songs(settings: Settings) -> Iterator[Notice]:
    for folder in all_songs(settings.folders.songs):
        if song_state(folder) == "given up":
            reason = song_failures(folder)[-1]
            yield Notice(
                f"song {folder.name} {digest(reason)[:12]}", f"{folder.name}: given up", reason,
                "Fix the cause, then request the song again.", "/assets/songs/lyric_video",
            )  # fmt: skip


def _stale(instance: dg.DagsterInstance, settings: Settings, now: float) -> Iterator[Notice]:
    if settings.automation != "on":
        return
    old = []
    for key in MONITORED:
        event = instance.get_latest_materialization_event(key)
        age = now - event.timestamp if event is not None else 0.0
        if age > FRESH_FOR.total_seconds():
            old.append(f"{key.to_user_string()} was last made {age / 86_400:.0f} days ago.")
    if old:  # one notice: they have one cause
        yield Notice(
            "stale", "Results are out of date", " ".join(old),
            "Check that the daemon runs and the schedule weekly_refresh is on.", "/automation",
        )  # fmt: skip


def _disk(settings: Settings, disk_usage: Callable[[Path], Any]) -> Iterator[Notice]:
    folder = settings.folders.data
    while not folder.exists():
        folder = folder.parent
    usage = disk_usage(folder)
    if usage.free < min(LEAST_FREE_BYTES, LEAST_FREE_SHARE * usage.total):
        yield Notice(
            "disk", "The disk is nearly full", f"{usage.free / 1e9:.1f} GB are free at {settings.folders.data}.",
            "Run make housekeeping, or use a larger disk.",
        )  # fmt: skip

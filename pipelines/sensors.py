"""Sensors: runs that start because something happened, such as a refresh of lyrics or a video in the inbox.

What belongs here: sensors that request runs. What does not: the work itself.
"""

import itertools
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from assets.lyrics.assets import QUOTA_TAG
from assets.songs.library import all_songs, failures, is_draft
from assets.songs.library import waiting as waiting_songs
from assets.songs.partitions import SONGS
from assets.soundtracks.gallery import NAME as GALLERY
from assets.soundtracks.gallery import fingerprint, is_current, standings
from assets.soundtracks.inbox import Seen, settled, take_in
from assets.soundtracks.library import Admitted, explain, is_suspect, videos, waiting
from assets.soundtracks.partitions import VIDEOS
from assets.soundtracks.sidecar import readable
from pipelines.jobs import make_song, refresh_gallery, refresh_lyrics, render_soundtracks, retrain, write_words
from pipelines.ranges import RANGE_END, RANGE_START, batches, range_request
from resources.clock import today
from resources.storage import Folders

UNFINISHED_RUNS = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
# No further files are taken in after this time: Dagster kills a tick after 60 s, and its results are lost. Hashing one file
# (1.6 GB/s) and scanning the library (0.2 s for 1,000 videos) come in addition.
TICK_SECONDS = 2.0
# The most runs and videos requested at a time. The rest of a long queue can still be changed, archived or removed. And on a
# busy machine, Dagster takes 1 s to record a run and 0.2 s for each of its videos: 8 runs of 50 videos took 86 s.
MOST_RUNS, MOST_VIDEOS = 4, 16
GALLERY_SECONDS = 300.0  # the maximum age of the gallery's page while music is being made


def retrain_after_refresh(status: dg.DefaultSensorStatus) -> dg.SensorDefinition:
    """Start `retrain` when `refresh_lyrics` has succeeded; unchanged results are reused."""

    @dg.run_status_sensor(
        name="retrain_after_refresh",
        run_status=dg.DagsterRunStatus.SUCCESS,
        monitored_jobs=[refresh_lyrics],
        request_job=retrain,
        default_status=status,
        description="Retrains when the lyrics have been refreshed; unchanged results are reused.",
    )
    def sensor(context: dg.RunStatusSensorContext) -> dg.RunRequest:
        return dg.RunRequest(run_key=context.dagster_run.run_id)

    return sensor


def resume_harvest(status: dg.DefaultSensorStatus) -> dg.SensorDefinition:
    """Continue a harvest that ended with a spent quota when the next day (UTC) has begun."""

    @dg.sensor(
        name="resume_harvest",
        job=refresh_lyrics,
        minimum_interval_seconds=300,
        default_status=status,
        description="Continues a harvest whose day's calls were spent, on the next day; fetched lyrics are kept.",
    )
    def sensor(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        last = context.instance.get_runs(dg.RunsFilter(job_name=refresh_lyrics.name), limit=1)
        spent_on = last[0].tags.get(QUOTA_TAG) if last else None
        if not spent_on:
            return dg.SkipReason("The last harvest did not end with a spent quota.")
        if spent_on == today():  # a later day means that the clock has been set back
            return dg.SkipReason("Today's calls are spent; the quota is renewed at midnight UTC.")
        tags = {name: last[0].tags[name] for name in (RANGE_START, RANGE_END) if name in last[0].tags}
        return dg.RunRequest(run_key=last[0].run_id, tags=tags)

    return sensor


@dataclass(frozen=True, slots=True)
class Intake:
    """The result of one scan of the inbox: admitted and rejected files, and the state for the next scan."""

    admitted: list[str]
    rejected: list[str]
    seen: Seen


def take_in_settled(folders: Folders, seen: Mapping[str, tuple[int, int]]) -> Intake:
    """Take in the inbox's settled files, the oldest first, for at most TICK_SECONDS; the rest is taken in next time."""
    ready, now = settled(folders.inbox, seen)
    deadline = time.monotonic() + TICK_SECONDS
    admitted, rejected = [], []
    for path in ready:
        if time.monotonic() > deadline:
            break
        try:
            result = take_in(path, folders.library, folders.rejected)
        except FileNotFoundError:
            continue  # it was removed from the inbox in the meantime
        except OSError as error:
            rejected.append(f"{readable(path.name)!r} stays in the inbox: {explain(error)}")
            continue
        now.pop(str(path.relative_to(folders.inbox)), None)
        if isinstance(result, Admitted):
            admitted.append(result.key)
        else:
            rejected.append(f"{result.name!r} was set aside: {result.reason}")
    return Intake(admitted, rejected, now)


def next_batches(library: Path, keys: Sequence[str], size: int) -> list[list[str]]:
    """The videos to score next, in contiguous ranges of `keys`. A video that failed before gets its own range, so that it
    affects no other video if it crashes the process.
    """
    wanted = waiting(library)
    suspect = [key for key in wanted if is_suspect(library / key)]
    ranges = list(batches(keys, set(wanted) - set(suspect), size))
    known = set(keys)
    return ranges + [[key] for key in suspect if key in known]


def without(keys: Sequence[str], others: Iterable[str]) -> list[str]:
    """The keys that are not among the others, in their order."""
    left_out = set(others)
    return [key for key in keys if key not in left_out]


def partition_changes(
    partitions: dg.DynamicPartitionsDefinition, new: Sequence[str], gone: Sequence[str]
) -> list[dg.AddDynamicPartitionsRequest | dg.DeleteDynamicPartitionsRequest]:
    """The requests that remove and add partitions; none for an empty list."""
    removed = [partitions.build_delete_request(gone)] if gone else []
    added = [partitions.build_add_request(new)] if new else []
    return [*removed, *added]


def first_of(waiting_batches: Sequence[list[str]]) -> list[list[str]]:
    """The batches that are requested at a time, at least one."""
    sizes = itertools.accumulate(len(batch) for batch in waiting_batches)
    fit = sum(size <= MOST_VIDEOS for size in sizes)
    return list(waiting_batches[: min(MOST_RUNS, max(1, fit))])


def is_older(path: Path, seconds: float) -> bool:
    """Whether a file was written more than `seconds` ago, or does not exist."""
    try:
        return time.time() - path.stat().st_mtime > seconds
    except FileNotFoundError:
        return True


def video_queue(videos_per_batch: int, status: dg.DefaultSensorStatus) -> dg.SensorDefinition:
    """Request runs for queued videos; after a crash, a later tick requests them again."""

    @dg.sensor(
        name="video_queue",
        jobs=[render_soundtracks, refresh_gallery],
        minimum_interval_seconds=5,
        default_status=status,
        description="Takes videos from the inbox into the library and scores them, a batch per run; then updates the gallery.",
    )
    def sensor(context: dg.SensorEvaluationContext, folders: dg.ResourceParam[Folders]) -> dg.SensorResult:
        cursor = json.loads(context.cursor) if context.cursor else {}
        intake = take_in_settled(folders, cursor.get("seen", {}))
        for line in intake.rejected:
            context.log.warning(line)
        registered = context.instance.get_dynamic_partitions(VIDEOS.name or "")
        present = [folder.name for folder in videos(folders.library)]
        new = without(present, registered)
        gone = without(registered, present)
        requests: list[dg.RunRequest] = []
        shown = cursor.get("shown")
        busy = unfinished(context.instance, render_soundtracks.name, refresh_gallery.name)
        if busy:
            gone = []  # a run may depend on its range of partitions
        else:
            keys = without([*registered, *new], gone)
            wave = first_of(next_batches(folders.library, keys, videos_per_batch))
            requests = [range_request(batch, render_soundtracks.name) for batch in wave]
            states = standings(folders.library, folders.rejected)
            due = not requests or is_older(folders.library / GALLERY, GALLERY_SECONDS)
            if due and not is_current(folders.library, states) and shown != fingerprint(states):
                shown = fingerprint(states)  # request it once per state, even if the page cannot be written
                requests.append(dg.RunRequest(job_name=refresh_gallery.name))
        changes = partition_changes(VIDEOS, new, gone)
        reason = None if requests or changes else "rendering" if busy else f"{len(present)} videos, none waiting"
        return dg.SensorResult(
            run_requests=requests,
            skip_reason=reason if not requests else None,
            cursor=json.dumps({"seen": intake.seen, "shown": shown}),
            dynamic_partitions_requests=changes,
        )

    return sensor


def song_queue(status: dg.DefaultSensorStatus) -> dg.SensorDefinition:
    """Request a run for each waiting song."""

    @dg.sensor(
        name="song_queue",
        jobs=[make_song, write_words],
        minimum_interval_seconds=5,
        default_status=status,
        description="Makes the songs that were requested on the studio's page or by make song.",
    )
    def sensor(context: dg.SensorEvaluationContext, folders: dg.ResourceParam[Folders]) -> dg.SensorResult:
        present = [folder.name for folder in all_songs(folders.songs)]
        registered = context.instance.get_dynamic_partitions(SONGS.name or "")
        changes = partition_changes(SONGS, without(present, registered), without(registered, present))
        busy = unfinished(context.instance, make_song.name, write_words.name)
        requests = [] if busy else [
            dg.RunRequest(
                run_key=f"{key} {len(failures(folders.songs / key))} {time.time_ns()}",
                job_name=(write_words if is_draft(folders.songs / key) else make_song).name,
                partition_key=key,
            )
            for key in waiting_songs(folders.songs)[:MOST_RUNS]
        ]  # fmt: skip
        reason = None if requests else "a song is being made" if busy else f"{len(present)} songs, none waiting"
        return dg.SensorResult(run_requests=requests, dynamic_partitions_requests=changes, skip_reason=reason)

    return sensor


def unfinished(instance: dg.DagsterInstance, *jobs: str) -> int:
    """The number of queued or running runs of these jobs."""
    return sum(instance.get_runs_count(dg.RunsFilter(job_name=job, statuses=UNFINISHED_RUNS)) for job in jobs)

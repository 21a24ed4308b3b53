"""What runs because something happened: lyrics were refreshed, a video was dropped into the inbox.

What belongs here: sensors that look and ask. What does not: any work on what they see.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import dagster as dg

from assets.lyrics.assets import QUOTA_TAG
from assets.soundtracks.partitions import VIDEOS
from assets.soundtracks.queue import Admitted, Seen, settled, take_in, videos, waiting
from pipelines.jobs import refresh_lyrics, render_soundtracks, retrain
from pipelines.ranges import RANGE_END, RANGE_START, batches, range_request
from resources.configurable import Folders

UNFINISHED_RUNS = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
# A tick is killed after 60 s and what it did not return is lost: take in no more files after this.
TICK_SECONDS = 20.0


def retrain_after_refresh(status: dg.DefaultSensorStatus) -> dg.SensorDefinition:
    """Start `retrain` when `refresh_lyrics` has succeeded; what has not changed is reused."""

    @dg.run_status_sensor(
        name="retrain_after_refresh",
        run_status=dg.DagsterRunStatus.SUCCESS,
        monitored_jobs=[refresh_lyrics],
        request_job=retrain,
        default_status=status,
        description="When the lyrics have been refreshed, retrain; what has not changed is reused.",
    )
    def sensor(context: dg.RunStatusSensorContext) -> dg.RunRequest:
        return dg.RunRequest(run_key=context.dagster_run.run_id)

    return sensor


def resume_harvest(status: dg.DefaultSensorStatus) -> dg.SensorDefinition:
    """Go on with a harvest that a spent quota ended, when the next day (UTC) has begun."""

    @dg.sensor(
        name="resume_harvest",
        job=refresh_lyrics,
        minimum_interval_seconds=300,
        default_status=status,
        description="Goes on with a harvest whose day's calls were spent, on the next day; what was fetched is kept.",
    )
    def sensor(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        last = context.instance.get_runs(dg.RunsFilter(job_name=refresh_lyrics.name), limit=1)
        spent_on = last[0].tags.get(QUOTA_TAG) if last else None
        if not spent_on:
            return dg.SkipReason("The last harvest did not end by a spent quota.")
        if spent_on >= datetime.now(UTC).date().isoformat():
            return dg.SkipReason("Today's calls are spent; there are new ones after midnight UTC.")
        tags = {name: last[0].tags[name] for name in (RANGE_START, RANGE_END) if name in last[0].tags}
        return dg.RunRequest(run_key=last[0].run_id, tags=tags)

    return sensor


@dataclass(frozen=True, slots=True)
class Intake:
    """One look at the inbox: what was taken in or set aside, and what to remember for the next look."""

    admitted: list[str]
    rejected: list[str]
    seen: Seen


def take_in_settled(folders: Folders, seen: Mapping[str, tuple[int, int]]) -> Intake:
    """Take the inbox's settled files in, the oldest first, for at most 20 seconds."""
    ready, now = settled(folders.inbox, seen)
    deadline = time.monotonic() + TICK_SECONDS
    admitted, rejected = [], []
    for path in ready:
        if time.monotonic() > deadline:
            break
        result = take_in(path, folders.library, folders.rejected)
        now.pop(path.name, None)
        if isinstance(result, Admitted):
            admitted.append(result.key)
        else:
            rejected.append(f"{result.name!r}: {result.reason}")
    return Intake(admitted, rejected, now)


def video_queue(videos_per_batch: int, status: dg.DefaultSensorStatus) -> dg.SensorDefinition:
    """Ask for whatever is queued and not scored: a crash heals itself at a later tick."""

    @dg.sensor(
        name="video_queue",
        job=render_soundtracks,
        minimum_interval_seconds=15,
        default_status=status,
        description="Takes videos from the inbox into the library and has them scored, a batch per run.",
    )
    def sensor(context: dg.SensorEvaluationContext, folders: dg.ResourceParam[Folders]) -> dg.SensorResult:
        seen = json.loads(context.cursor) if context.cursor else {}
        intake = take_in_settled(folders, seen)
        for line in intake.rejected:
            context.log.warning(f"Set aside {line}")
        registered = context.instance.get_dynamic_partitions(VIDEOS.name or "")
        present = [folder.name for folder in videos(folders.library)]
        new = [key for key in present if key not in set(registered)]
        gone = [key for key in registered if key not in set(present)]
        changes: list[dg.AddDynamicPartitionsRequest | dg.DeleteDynamicPartitionsRequest] = []
        if new:
            changes.append(VIDEOS.build_add_request(new))
        order = [*registered, *new]
        asked: list[dg.RunRequest] = []
        busy = context.instance.get_runs_count(
            dg.RunsFilter(job_name=render_soundtracks.name, statuses=UNFINISHED_RUNS)
        )
        if not busy:
            wanted = set(waiting(folders.library))
            asked = [range_request(keys) for keys in batches(order, wanted, videos_per_batch)]
            # What was set aside has no partition any more; not while a run may still count on its range.
            if gone and not asked:
                changes.append(VIDEOS.build_delete_request(gone))
        reason = None if asked or changes else "rendering" if busy else f"{len(present)} videos, none waiting"
        return dg.SensorResult(
            run_requests=asked,
            skip_reason=reason if not asked else None,
            cursor=json.dumps(intake.seen),
            dynamic_partitions_requests=changes,
        )

    return sensor

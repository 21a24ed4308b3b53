"""Unattended maintenance of the instance: dead runs, retries of failed runs, notices, housekeeping.

What belongs here: the sensors and schedules, and what they request. What does not: the work itself (dead_runs.py,
notices.py, housekeeping.py).
"""

import json
import time
from datetime import timedelta

import dagster as dg
from dagster._core.storage.tags import AUTO_RETRY_RUN_ID_TAG, WILL_RETRY_TAG
from pydantic import Field

from assets.lyrics.assets import QUOTA_TAG
from pipelines.dead_runs import FOREGROUND_TAG, fail_dead_runs
from pipelines.housekeeping import Policy, disk_use, leftovers, old_runs, remove, report
from pipelines.jobs import HOUSEKEEPING, refresh_lyrics, retrain
from pipelines.notices import notices
from pipelines.ranges import RANGE_END, RANGE_START
from pipelines.settings import Settings
from resources.notifier import NotifyError, notifier, ping
from resources.storage import Folders

# How long to wait after each consecutive failure. The last wait outlasts a service's outage over a night.
BACKOFF = [timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12)]


@dg.sensor(
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Fails runs whose process is gone (a power cut, a kill) and frees what they held.",
)
def dead_runs(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Always on: nothing else detects dead runs."""
    failed = fail_dead_runs(context.instance)
    for run_id in failed:
        context.log.warning(f"Run {run_id} had no process any more and was failed.")
    return dg.SkipReason(f"{len(failed)} dead runs were failed." if failed else "There are no dead runs.")


def failures_in_a_row(instance: dg.DagsterInstance, job: str) -> list[dg.RunRecord]:
    """A job's latest consecutive failed runs, newest first; at most one more than `BACKOFF` has waits."""
    records = instance.get_run_records(dg.RunsFilter(job_name=job), limit=len(BACKOFF) + 1)
    row = []
    for record in records:
        if record.dagster_run.status != dg.DagsterRunStatus.FAILURE:
            break
        row.append(record)
    return row


def due_retry(instance: dg.DagsterInstance, job: str, now: float) -> dg.RunRequest | str:
    """The run that retries a failed job, or the reason why there is none."""
    row = failures_in_a_row(instance, job)
    if not row:
        return f"The last run of {job} did not fail."
    last = row[0].dagster_run
    if FOREGROUND_TAG in last.tags:
        return f"The last run of {job} was started from a terminal."
    if QUOTA_TAG in last.tags:
        return "Today's calls are spent: resume_harvest continues tomorrow."
    if len(row) > len(BACKOFF):
        return f"{job} failed {len(row)} times in a row: it is left until its next turn."
    wait = BACKOFF[len(row) - 1].total_seconds()
    ended = row[0].end_time or row[0].create_timestamp.timestamp()
    is_dagster_s = last.tags.get(WILL_RETRY_TAG) == "true" and AUTO_RETRY_RUN_ID_TAG not in last.tags
    # It tries once, within seconds; if the code server was down at that moment, it does not try again.
    if is_dagster_s and abs(now - ended) < wait:
        return "Dagster starts the run again."
    if 0 <= now - ended < wait:  # a clock that was set back must not make it wait forever
        return f"{job} is retried in {(wait - now + ended) / 60:.0f} minutes."
    tags = {name: last.tags[name] for name in (RANGE_START, RANGE_END) if name in last.tags}
    return dg.RunRequest(run_key=last.run_id, job_name=job, tags=tags)


def retry_failed_runs(status: dg.DefaultSensorStatus) -> dg.SensorDefinition:
    """Retry a failed refresh or retraining with increasing waits; what was fetched and trained is reused."""

    @dg.sensor(
        name="retry_failed_runs",
        jobs=[refresh_lyrics, retrain],
        minimum_interval_seconds=60,
        default_status=status,
        description="Retries a failed refresh or retraining after 10 minutes, 1, 4 and 12 hours. Fetched lyrics are not "
        "fetched again, and training resumes.",
    )
    def sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        results = [due_retry(context.instance, job.name, time.time()) for job in (refresh_lyrics, retrain)]
        requests = [result for result in results if isinstance(result, dg.RunRequest)]
        reasons = [result for result in results if isinstance(result, str)]
        return dg.SensorResult(run_requests=requests, skip_reason=None if requests else " ".join(reasons))

    return sensor


def tell_people(settings: Settings, status: dg.DefaultSensorStatus) -> dg.SensorDefinition:
    """Send each new notice once to NOTIFY_URL, and a heartbeat to PING_URL."""

    @dg.sensor(
        name="tell_people",
        minimum_interval_seconds=300,
        default_status=status,
        description="Sends failures, refused videos, a spent quota, an old report and a full disk to NOTIFY_URL, each problem "
        "once; pings PING_URL, whose service reports when this sensor itself is dead.",
    )
    def sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        told = set(json.loads(context.cursor)) if context.cursor else set()
        now = notices(context.instance, settings)
        new = [notice for notice in now if notice.cause not in told]
        receiver, sent, problem = notifier(), set(), ""
        for notice in new if receiver.is_set else ():
            try:
                receiver.send(notice.title, notice.body(settings.ui_url))
            except NotifyError as error:
                problem = str(error)
                context.log.warning(problem)
                break  # unsent notices are retried at the next tick
            sent.add(notice.cause)
        ping()
        # A solved problem is forgotten, so that it is sent again if it returns.
        cursor = json.dumps(sorted((told & {notice.cause for notice in now}) | sent))
        words = "; ".join(notice.title for notice in now) or "All is well."
        reason = words if receiver.is_set else f"NOTIFY_URL is not set. {words}"
        return dg.SensorResult(skip_reason=f"{problem} {reason}".strip(), cursor=cursor)

    return sensor


class HousekeepingConfig(dg.Config):
    """Whether to remove anything; change it in the Launchpad."""

    dry_run: bool = Field(False, description="only show what would be removed")


def housekeeping(policy: Policy, status: dg.DefaultScheduleStatus) -> tuple[dg.JobDefinition, dg.ScheduleDefinition]:
    """The job that removes what the policy does not keep, and its daily schedule."""

    @dg.op(name="remove_leftovers", description="Remove old checkpoints, examples, runs, drafts and unfinished files.")
    def remove_leftovers(
        context: dg.OpExecutionContext, config: HousekeepingConfig, folders: dg.ResourceParam[Folders]
    ) -> None:
        found, runs = leftovers(folders, policy), old_runs(context.instance, policy)
        context.log.info(report(folders, found, runs))
        freed = 0 if config.dry_run else remove(context.instance, found, runs)
        use = {f"{name}_bytes": size for name, size in disk_use(folders).items()}
        context.add_output_metadata({"freed_bytes": freed, "folders": len(found), "runs": len(runs), **use})

    @dg.job(name=HOUSEKEEPING, description="Remove what is no longer needed and can be made again.")
    def job() -> None:
        remove_leftovers()

    schedule = dg.ScheduleDefinition(
        name="daily_housekeeping", job=job, cron_schedule="30 4 * * *", execution_timezone="UTC", default_status=status
    )
    return job, schedule

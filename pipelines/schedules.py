"""Schedules: runs at fixed times.

What belongs here: schedules. What does not: runs that start after another run or because of a file (sensors.py).

Schedules are used instead of the automation condition `on_cron`, which waits until every upstream asset has changed: with
unchanged lyrics it would never start a run.
"""

import dagster as dg

from pipelines.jobs import refresh_lyrics
from pipelines.ranges import range_request


def weekly_refresh(
    artists: dg.StaticPartitionsDefinition, cron: str, status: dg.DefaultScheduleStatus
) -> dg.ScheduleDefinition:
    """Refresh all artists in one run; its success starts the retraining (sensors.py)."""

    @dg.schedule(
        name="weekly_refresh",
        job=refresh_lyrics,
        cron_schedule=cron,
        execution_timezone="UTC",
        default_status=status,
        description="Refresh the lyrics of all artists; retraining follows when that has succeeded.",
    )
    def schedule() -> dg.RunRequest:
        return range_request(artists.get_partition_keys())

    return schedule

"""What runs because something happened: lyrics were refreshed, a video was dropped into the inbox.

What belongs here: sensors that look and ask. What does not: any work on what they see.
"""

import dagster as dg

from pipelines.jobs import refresh_lyrics, render_soundtracks, retrain


def retrain_after_refresh(status: dg.DefaultSensorStatus) -> dg.SensorDefinition:
    """Start `retrain` when `refresh_lyrics` has succeeded; unchanged songs cost it seconds."""

    @dg.run_status_sensor(
        name="retrain_after_refresh", run_status=dg.DagsterRunStatus.SUCCESS, monitored_jobs=[refresh_lyrics],
        request_job=retrain, default_status=status,
        description="When the lyrics have been refreshed, retrain; what has not changed is reused.",
    )
    def sensor(context: dg.RunStatusSensorContext) -> dg.RunRequest:
        return dg.RunRequest(run_key=context.dagster_run.run_id)

    return sensor

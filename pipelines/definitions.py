"""The code location, which assembles all definitions.

What belongs here: `build_defs` and the module's `defs`. What does not: the definitions themselves.
"""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from assets.corpus import assets as corpus
from assets.corpus import checks as corpus_checks
from assets.evaluation import assets as evaluation
from assets.evaluation import checks as evaluation_checks
from assets.lyrics import assets as lyrics
from assets.lyrics import checks as lyrics_checks
from assets.lyrics.partitions import artist_partitions
from assets.lyrics.roster import RosterArtist, load_roster, roster_of
from assets.models import assets as models
from assets.models import checks as models_checks
from assets.phonetics import assets as phonetics
from assets.phonetics import checks as phonetics_checks
from assets.songs import assets as songs
from assets.soundtracks import assets as soundtracks
from pipelines.executors import executor_of
from pipelines.housekeeping import policy_of
from pipelines.jobs import JOBS
from pipelines.resources import build_resources
from pipelines.schedules import weekly_refresh
from pipelines.sensors import resume_harvest, retrain_after_refresh, song_queue, video_queue
from pipelines.settings import Settings, load_settings
from pipelines.upkeep import dead_runs, housekeeping, retry_failed_runs, tell_people
from resources.lyrics_sources.folder import FolderSource
from resources.media.mux import Mastering
from resources.notifier import is_configured


def build_roster(settings: Settings) -> list[RosterArtist]:
    """The artists to harvest.

    Raises:
        RosterError: the roster cannot be read, or the lyrics folder has no artist.
        FolderError: the lyrics folder cannot be read.
    """
    if settings.roster_path is not None:
        return load_roster(settings.roster_path)
    return roster_of(FolderSource(settings.resolve(settings.lyrics_dir)).artists())


def build_defs(
    *,
    settings: Settings | None = None,
    resources: Mapping[str, Any] | None = None,
    executor: dg.ExecutorDefinition | None = None,
) -> dg.Definitions:
    """Assemble the code location; a test passes its own settings, resources or executor instead of patching.

    Raises:
        SettingsError: a setting is wrong or empty.
        RosterError: the roster cannot be read.
    """
    settings = settings or load_settings()
    roster = build_roster(settings)
    artists = artist_partitions(roster)
    automatic = settings.automation == "on"
    sensors_start = dg.DefaultSensorStatus.RUNNING if automatic else dg.DefaultSensorStatus.STOPPED
    queue_starts = sensors_start if settings.automation != "videos" else dg.DefaultSensorStatus.RUNNING
    # A configured address means that somebody wants messages, even if nothing else is automatic.
    notices_start = dg.DefaultSensorStatus.RUNNING if is_configured() else sensors_start
    schedules_start = dg.DefaultScheduleStatus.RUNNING if automatic else dg.DefaultScheduleStatus.STOPPED
    housekeeping_job, daily_housekeeping = housekeeping(policy_of(settings), schedules_start)
    return dg.Definitions(
        assets=[
            *lyrics.harvest_assets(
                roster,
                songs_per_artist=settings.songs_per_artist,
                source=settings.lyrics_source,
                artists_at_once=settings.artists_at_once,
            ),
            *lyrics.ASSETS,
            *phonetics.ASSETS,
            *corpus.ASSETS,
            *models.ASSETS,
            *models.finetuned_assets(settings.base_kind),
            *evaluation.evaluation_assets(models.model_names(settings.base_kind)),
            *soundtracks.soundtrack_assets(settings.renderer, Mastering(settings.target_lufs, settings.max_true_peak)),
            *songs.ASSETS,
        ],
        asset_checks=[
            *lyrics_checks.harvest_checks(roster),
            *lyrics_checks.CHECKS,
            *phonetics_checks.CHECKS,
            *corpus_checks.CHECKS,
            *models_checks.model_checks(models.model_names(settings.base_kind)),
            *evaluation_checks.evaluation_checks(models.model_names(settings.base_kind)),
        ],
        jobs=[*JOBS, housekeeping_job],
        schedules=[weekly_refresh(artists, settings.retrain_cron, schedules_start), daily_housekeeping],
        sensors=[
            retrain_after_refresh(sensors_start),
            resume_harvest(sensors_start),
            video_queue(settings.videos_per_batch, queue_starts),
            song_queue(queue_starts),
            dead_runs,
            retry_failed_runs(sensors_start),
            tell_people(settings, notices_start),
        ],
        resources={**build_resources(settings), **(resources or {})},
        executor=executor or executor_of(settings),
    )


defs = build_defs()

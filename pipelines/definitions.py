"""The code location, which assembles all definitions.

What belongs here: `build_defs` and the module's `defs`. What does not: the definitions themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

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
    starts = Starts.of(settings)
    housekeeping_job, daily_housekeeping = housekeeping(policy_of(settings), starts.schedules)
    return dg.Definitions(
        assets=_assets(settings, roster),
        asset_checks=_checks(settings, roster),
        jobs=[*JOBS, housekeeping_job],
        schedules=[
            weekly_refresh(artist_partitions(roster), settings.retrain_cron, starts.schedules),
            daily_housekeeping,
        ],
        sensors=[
            retrain_after_refresh(starts.sensors),
            resume_harvest(starts.sensors),
            video_queue(settings.videos_per_batch, starts.queues),
            song_queue(starts.queues),
            dead_runs,
            retry_failed_runs(starts.sensors),
            tell_people(settings, starts.notices),
        ],
        resources={**build_resources(settings), **(resources or {})},
        executor=executor or executor_of(settings),
    )


@dataclass(frozen=True, slots=True)
class Starts:
    """Whether schedules and sensors run before anybody has switched them on or off in the UI."""

    schedules: dg.DefaultScheduleStatus
    sensors: dg.DefaultSensorStatus
    queues: dg.DefaultSensorStatus
    notices: dg.DefaultSensorStatus

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """By the setting AUTOMATION: everything, only the queues, or nothing."""

        def running(wanted: bool) -> dg.DefaultSensorStatus:
            return dg.DefaultSensorStatus.RUNNING if wanted else dg.DefaultSensorStatus.STOPPED

        automatic = settings.automation == "on"
        return cls(
            schedules=dg.DefaultScheduleStatus.RUNNING if automatic else dg.DefaultScheduleStatus.STOPPED,
            sensors=running(automatic),
            queues=running(settings.automation in ("on", "videos")),
            # A configured address means that somebody wants messages, even if nothing else is automatic.
            notices=running(automatic or is_configured()),
        )


def _assets(settings: Settings, roster: Sequence[RosterArtist]) -> list[dg.AssetsDefinition]:
    return [
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
    ]


def _checks(settings: Settings, roster: Sequence[RosterArtist]) -> list[dg.AssetChecksDefinition]:
    names = models.model_names(settings.base_kind)
    return [
        *lyrics_checks.harvest_checks(roster),
        *lyrics_checks.CHECKS,
        *phonetics_checks.CHECKS,
        *corpus_checks.CHECKS,
        *models_checks.model_checks(names),
        *evaluation_checks.evaluation_checks(names),
    ]


defs = build_defs()

"""A month by a clock of its own: four Mondays' ticks and runs, artists that gain and lose songs, videos, a crash, a full disk."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest
from dagster._core.events import DagsterEvent

from assets.evaluation.champions import read_champions
from assets.soundtracks.library import is_scored, videos
from pipelines.dead_runs import fail_dead_runs
from pipelines.definitions import build_defs
from pipelines.run_leases import folder_of
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.upkeep import BACKOFF, due_retry
from resources.processes import ProcessIdentity
from resources.storage import Folders
from tests.disks import files_of_at_most
from tests.pipelines.conftest import TINY_BASE
from tests.pipelines.test_video_queue import Queue, drop

BUNNY = PROJECT_ROOT / "resources" / "demo_videos" / "big-buck-bunny.mp4"
SONGBOOK = PROJECT_ROOT / "resources" / "lyrics_sources" / "songbook" / "rap"
FIRST_MONDAY = datetime(2026, 3, 16, 3, tzinfo=UTC)  # the third one is the day after clocks change in Europe
MODELS = ("ngram", "distilgpt2_rap", "gpt2_lyrics")


def songs_of(name: str) -> list[tuple[str, str]]:
    """The songs of one of the songbook's artists: (title, text)."""
    parts = (SONGBOOK / f"{name}.txt").read_text(encoding="utf-8").split("\n# ")[1:]
    return [(part.split("\n", 1)[0].strip(" #"), part.split("\n", 1)[1].strip()) for part in parts]


class Month:
    """The folder of lyrics, the graph, and what the scheduler and the sensors do of a Monday."""

    def __init__(self, settings: Settings, lyrics: Path, instance: dg.DagsterInstance) -> None:
        self.settings, self.lyrics, self.instance = settings, lyrics, instance
        self.now = FIRST_MONDAY - timedelta(days=7)

    @property
    def defs(self) -> dg.Definitions:
        return build_defs(settings=self.settings, executor=dg.in_process_executor, resources={"base_models": TINY_BASE})

    def monday(self) -> dict[str, bool]:
        """The next tick, its refresh and the retraining after it; which models were reused."""
        self.now += timedelta(days=7)
        schedule = self.defs.get_repository_def().get_schedule_def("weekly_refresh")
        context = dg.build_schedule_context(instance=self.instance, scheduled_execution_time=self.now)
        data = schedule.evaluate_tick(context)
        assert data.run_requests is not None
        [request] = data.run_requests
        assert self.run("refresh_lyrics", dict(request.tags))
        assert self.run("retrain", {})
        return {name: bool(self.metadata("models", name)["reused"].value) for name in MODELS}

    def run(self, job: str, tags: dict[str, str]) -> bool:
        tags = {name: value for name, value in tags.items() if not name.startswith("dagster/schedule")}
        return self.defs.resolve_job_def(job).execute_in_process(
            instance=self.instance, tags=tags, raise_on_error=False
        ).success  # fmt: skip

    def metadata(self, *key: str) -> dict[str, dg.MetadataValue]:
        event = self.instance.get_latest_materialization_event(dg.AssetKey(list(key)))
        assert event is not None
        assert event.asset_materialization is not None
        return dict(event.asset_materialization.metadata)

    def lyrics_kept(self) -> int:
        return len(pd.read_parquet(self.settings.folders.tables / "lyrics" / "lyrics.parquet"))


@pytest.fixture
def month(settings: Settings, tmp_path: Path, instance: dg.DagsterInstance) -> Month:
    lyrics = tmp_path / "lyrics"
    for artist in ("ada-quill", "ruby-ferrous", "tamsin-grit"):
        for title, text in songs_of(artist)[:4]:
            path = lyrics / artist / f"{title}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    roster = tmp_path / "roster.csv"
    roster.write_text("artist,aliases\nada-quill,\nruby-ferrous,\ntamsin-grit,\n", encoding="utf-8")
    changed = {"lyrics_source": "folder", "lyrics_dir": str(lyrics), "roster": str(roster), "refresh_days": 0.0}
    return Month(settings.model_copy(update=changed), lyrics, instance)


@pytest.mark.slow
def test_a_month_of_mondays(month: Month) -> None:
    folders: Folders = month.settings.folders

    # The first Monday: everything is made, somebody becomes champion.
    assert month.monday() == dict.fromkeys(MODELS, False)
    first = read_champions(folders)
    assert first.present is not None
    kept = month.lyrics_kept()

    # The second: nothing has changed, nothing is trained, nobody is promoted.
    assert month.monday() == dict.fromkeys(MODELS, True)
    assert read_champions(folders).promotions == first.promotions

    # A video on Wednesday.
    queue = Queue(month.defs, month.instance, folders)
    drop(folders, "wednesday.mp4", BUNNY)
    for _ in range(3):
        for request in queue.tick().run_requests or []:
            job = request.job_name or "render_soundtracks"
            tags = {**request.tags, **({"dagster/partition": request.partition_key} if request.partition_key else {})}
            assert month.run(job, tags)
    assert [is_scored(folder) for folder in videos(folders.library)] == [True]

    # The third: one artist has a new song, another one lost one; all is trained anew.
    title, text = songs_of("ruby-ferrous")[4]
    (month.lyrics / "ruby-ferrous" / f"{title}.txt").write_text(text, encoding="utf-8")
    next((month.lyrics / "tamsin-grit").iterdir()).unlink()
    assert month.monday() == dict.fromkeys(MODELS, False)
    assert month.lyrics_kept() in (kept - 1, kept, kept + 1)

    # A power cut during the next refresh: its run is dead, it is failed, and tried again when its time has come.
    @dg.job(name="refresh_lyrics")
    def refresh() -> None: ...

    dead = month.instance.create_run_for_job(refresh, tags={"dagster/will_retry": "false"})
    for kind in (dg.DagsterEventType.RUN_STARTING, dg.DagsterEventType.RUN_START):
        month.instance.report_dagster_event(DagsterEvent(kind.value, job_name="refresh_lyrics"), run_id=dead.run_id)
    left = folder_of(month.instance, dead.run_id).with_suffix(".lease")
    left.parent.mkdir()
    left.write_text(ProcessIdentity.own().model_copy(update={"boot": "before the power cut"}).model_dump_json())
    os.utime(left, (0, 0))
    assert fail_dead_runs(month.instance) == [dead.run_id]
    month.instance.add_run_tags(dead.run_id, {"dagster/will_retry": "false"})
    failed = month.instance.get_run_record_by_id(dead.run_id)
    assert failed is not None
    assert isinstance(due_retry(month.instance, "refresh_lyrics", failed.end_time or 0), str)
    again = due_retry(month.instance, "refresh_lyrics", (failed.end_time or 0) + BACKOFF[0].total_seconds() + 1)
    assert isinstance(again, dg.RunRequest)

    # A full disk on the fourth Monday: it fails, says so, and the next try completes.
    shutil.rmtree(folders.checkpoints / "ngram")
    with files_of_at_most(20_000):
        assert not month.run("retrain", {})
    assert month.monday()["distilgpt2_rap"] is True
    history = read_champions(folders)
    assert history.promotions[: len(first.promotions)] == first.promotions
    assert all(folders.find(promotion.path).exists() or promotion.model == "ngram" for promotion in history.promotions)

"""A month by a clock of its own: the schedules' and sensors' ticks and their runs on the tiny graph.

Four Mondays (the last one after clocks change in Europe), a service with a quota, artists that gain, lose and change a song, a
killed harvest, a power cut, a full disk, and a video a day.
"""

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import numpy as np
import pandas as pd
import pytest
from dagster._core.events import DagsterEvent

from assets.evaluation.champions import Promotion, read_champions
from assets.models import recipes
from assets.soundtracks.library import is_scored, videos, waiting
from pipelines.definitions import build_defs
from pipelines.run_leases import folder_of
from pipelines.sensors import UNFINISHED_RUNS
from pipelines.settings import PROJECT_ROOT, Settings, load_settings
from resources.base_models import EmbeddedBases
from resources.leases import SUFFIX
from resources.lyrics_sources.faults import Faults, Reply
from resources.lyrics_sources.sandbox import Sandbox
from resources.lyrics_sources.songbook import Song, SongbookArtist, load_songbook
from resources.processes import ProcessIdentity
from tests.conftest import write_video
from tests.daemon import Clock, Daemon
from tests.disks import files_of_at_most
from tests.pipelines.test_video_queue import drop

FIRST_MONDAY = datetime(2026, 3, 9, 3, tzinfo=UTC)
WEEK, DAY = timedelta(days=7), timedelta(days=1)
NAMES = ("Ada Quill", "Ruby Ferrous", "Tamsin Grit")
MODELS = ("ngram", "distilgpt2_rap", "gpt2_lyrics")
VERSIONED = [("lyrics", "lyrics"), ("corpus", "training_examples"), *[("models", model) for model in MODELS]]
TINY = EmbeddedBases(vocabulary=300, width=16, layers=1, heads=1, window=128)
KEY = "s3cr3t-key"
NEEDED = 21  # calls for three artists' four songs and those that the service lists besides
QUOTA = 19

HARVEST = """
import json, sys, time
from pathlib import Path

real, offset = time.time, float(sys.argv[1])
time.time = lambda: real() + offset
import dagster as dg
from pipelines.definitions import build_defs
from pipelines.settings import load_settings
from resources.leases import lease

defs = build_defs(settings=load_settings(**json.loads(sys.argv[2])), executor=dg.in_process_executor)
with lease(Path(sys.argv[4])), dg.DagsterInstance.ephemeral() as instance:
    defs.resolve_job_def("refresh_lyrics").execute_in_process(instance=instance, tags=json.loads(sys.argv[3]))
"""


def short(song: Song, **changes: str) -> Song:
    """The first nine lines of a song."""
    lines = [line for line in song.text.split("\n") if line.strip() and not line.startswith("[")]
    return replace(song, text="\n".join(lines[:9]), **changes)


@dataclass
class Service(Faults):
    """A service whose quota can be changed, and which stops answering on demand."""

    silent_after: int | None = None
    fell_silent: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def reply(self, correct: bytes) -> Reply | None:
        if self.silent_after is not None:
            self.silent_after -= 1
            if self.silent_after < 0:
                self.fell_silent.set()
                self.ended.wait(60)
                return None
        return Faults.reply(self, correct)


class Month:
    """The service, the graph, and the events of a month."""

    def __init__(
        self, root: Path, sandbox: Sandbox, service: Service, clock: Clock, instance: dg.DagsterInstance
    ) -> None:
        self.sandbox, self.service, self.clock, self.instance = sandbox, service, clock, instance
        roster = root / "roster.csv"
        roster.write_text("artist,aliases\n" + "".join(f"{name},\n" for name in NAMES), encoding="utf-8")
        self.given = {
            "lyrics_source": "musixmatch", "musixmatch_base_url": sandbox.base_url, "roster": str(roster),
            "songs_per_artist": 6, "artists_at_once": 1, "calls_per_second": 100, "refresh_days": 13, "automation": "on",
            "data_dir": str(root / "data"), "inbox_dir": str(root / "inbox"),
        }  # fmt: skip
        self.settings: Settings = load_settings(**self.given)
        self.folders = self.settings.folders
        defs = build_defs(settings=self.settings, executor=dg.in_process_executor, resources={"base_models": TINY})
        self.daemon = Daemon(defs, instance, self.folders, clock)
        few = {"songs": 1, "candidates": 2, "aimed": 2}
        self.daemon.run_config["retrain"] = {"ops": {"evaluation__verses": {"config": few}}}
        self._asked = 0

    def days(self, first: datetime, last: datetime) -> None:
        """Every twelve hours from one moment to another, both included; a video is dropped in each afternoon."""
        moment = first
        while moment <= last:
            if moment.hour == 15:
                name, grey = f"{moment:%d}.mp4", 8 * moment.day
                picture = np.full((48, 64, 3), grey, np.uint8)
                video = write_video(self.folders.data / name, seconds=1.0, frame=lambda _, picture=picture: picture)
                drop(self.folders, name, video)
                video.unlink()
                self.daemon.until(moment - timedelta(minutes=1))  # a file is taken in at second sight
            self.daemon.until(moment)
            moment += timedelta(hours=12)

    def calls(self) -> Counter[str]:
        """What the service was asked since the last time."""
        new = self.sandbox.calls[self._asked :]
        self._asked += len(new)
        return Counter(call.method for call in new)

    def runs(self, job: str, since: datetime) -> list[bool]:
        """How the runs of a job ended that began since then."""
        return [success for begun, name, success in self.daemon.ran if name == job and begun >= since]

    def versions(self) -> dict[str, str]:
        """The data versions of what a week can change."""
        tags = {key: self._latest(*key).tags or {} for key in VERSIONED}
        return {"/".join(key): tags[key]["dagster/data_version"] for key in VERSIONED}

    def reused(self) -> set[bool]:
        """What the models' last materialisations say."""
        return {bool(self._latest("models", model).metadata["reused"].value) for model in MODELS}

    def _latest(self, *key: str) -> dg.AssetMaterialization:
        event = self.instance.get_latest_materialization_event(dg.AssetKey(list(key)))
        assert event is not None
        assert event.asset_materialization is not None
        return event.asset_materialization

    def songs(self) -> dict[str, str]:
        """The texts of the clean songs, by their titles."""
        table = pd.read_parquet(self.folders.tables / "lyrics" / "lyrics.parquet")
        assert table["title"].is_unique
        return dict(zip(table["title"], table["text"], strict=True))

    def promotions(self) -> tuple[Promotion, ...]:
        """The champions up to now."""
        return read_champions(self.folders).promotions

    def begun(self, request: dg.RunRequest) -> Path:
        """A run that was begun, and of which nobody will tell that it has ended; what its lease is of."""
        assert request.job_name is not None
        job = self.daemon.defs.resolve_job_def(request.job_name)
        run = self.instance.create_run_for_job(job, tags=dict(request.tags))
        for kind in (dg.DagsterEventType.RUN_STARTING, dg.DagsterEventType.RUN_START):
            event = DagsterEvent(kind.value, job_name=request.job_name)
            self.instance.report_dagster_event(event, run_id=run.run_id)
        return folder_of(self.instance, run.run_id)

    def killed_harvest(self, request: dg.RunRequest) -> bool:
        """A refresh in a process of its own that is killed while it waits for the service's answer."""
        self.service.silent_after = 3
        told = [str(self.clock.offset), json.dumps(self.given), json.dumps(request.tags), str(self.begun(request))]
        command = [sys.executable, "-c", HARVEST, *told]
        environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}
        with subprocess.Popen(command, env=environment, cwd=PROJECT_ROOT, stdout=subprocess.DEVNULL) as process:
            fell_silent = self.service.fell_silent.wait(60)
            process.kill()
        assert fell_silent
        self.service.silent_after = None
        self.service.ended.set()
        return False

    def power_cut(self, request: dg.RunRequest) -> bool:
        """A run whose machine was switched off."""
        holder = ProcessIdentity.own().model_copy(update={"boot": "before the power cut"})
        folder = self.begun(request)
        holder.write(folder.with_name(f"{folder.name}{SUFFIX}"))
        return False

    def full_disk(self, request: dg.RunRequest) -> bool:
        """A run for whose checkpoints there is no room."""
        with files_of_at_most(20_000):
            return self.daemon.execute(request)


@pytest.fixture
def month(tmp_path: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch) -> Iterator[Month]:
    monkeypatch.setenv("MUSIXMATCH_API_KEY", KEY)
    monkeypatch.setitem(recipes._FROM_SCRATCH, "epochs", 1)
    # What the month is not about, and what took a fifth of its time.
    monkeypatch.setattr("assets.evaluation.comparisons.PERMUTATIONS", 99)
    monkeypatch.setattr("assets.evaluation.report.inline_png", lambda _: "")
    clock = Clock(monkeypatch)
    clock.set(FIRST_MONDAY - timedelta(hours=9))
    service = Service()
    book = [artist for artist in load_songbook() if artist.name in NAMES]
    first = tuple(replace(artist, songs=tuple(short(song) for song in artist.songs[:4])) for artist in book)
    with Sandbox(songbook=first, faults=service) as sandbox:
        yield Month(tmp_path, sandbox, service, clock, instance)


def changed_book() -> tuple[tuple[SongbookArtist, ...], str, str, str]:
    """The book of the third week: one artist has changed a song, one has a new song, one has lost one; with their titles."""
    ada, ruby, tamsin = (artist for artist in load_songbook() if artist.name in NAMES)
    songs = {artist.name: [short(song) for song in artist.songs[:4]] for artist in (ada, ruby, tamsin)}
    changed = ada.songs[2]
    songs[ada.name][2] = short(replace(changed, text=tamsin.songs[4].text), updated="2026-03-20T10:00:00Z")
    new = replace(ruby.songs[4], title="Cold Chisel")
    songs[ruby.name].append(short(new))
    lost = songs[tamsin.name].pop(1)
    book = tuple(replace(artist, songs=tuple(songs[artist.name])) for artist in (ada, ruby, tamsin))
    return book, changed.title, new.title, lost.title


@pytest.mark.slow
def test_a_month_of_unattended_operation(month: Month) -> None:
    daemon = month.daemon
    mondays = [FIRST_MONDAY + number * WEEK for number in range(4)]
    daemon.until(FIRST_MONDAY - timedelta(hours=9))

    # The first Monday: the day's quota ends the harvest; it goes on after midnight, and everything is made.
    month.service.quota = QUOTA
    month.days(mondays[0], mondays[0] + timedelta(hours=12))
    assert month.runs("refresh_lyrics", mondays[0]) == [False]
    assert month.calls().total() == QUOTA + 1, "one call was refused, and no other was made"
    month.days(mondays[0] + DAY, mondays[1] - timedelta(hours=12))
    assert month.runs("refresh_lyrics", mondays[0]) == [False, True]
    assert month.calls().total() == NEEDED - QUOTA, "what was answered is not asked again"
    month.service.quota = None
    assert month.runs("retrain", mondays[0]) == [True]
    first, songs, promoted = month.versions(), month.songs(), month.promotions()
    assert len(songs) == 12
    assert len(promoted) == 1
    assert month.reused() == {False}

    # The second: nothing has changed. No call, no training, no promotion.
    month.days(mondays[1], mondays[2] - timedelta(hours=12))
    assert (month.runs("refresh_lyrics", mondays[1]), month.runs("retrain", mondays[1])) == ([True], [True])
    assert month.calls().total() == 0
    assert month.reused() == {True}
    assert (month.versions(), month.songs(), month.promotions()) == (first, songs, promoted)

    # The third: songs are changed, new and lost. The harvest is killed, the disk is full for the training after it.
    book, changed, new, lost = changed_book()
    month.sandbox.serve(book)
    daemon.instead = {"refresh_lyrics": month.killed_harvest, "retrain": month.full_disk}
    daemon.until(mondays[2])
    assert month.calls() == {"artist.search": 2, "track.search": 2}, "the last was never answered"
    assert month.runs("refresh_lyrics", mondays[2]) == [False]
    daemon.until(mondays[2] + timedelta(minutes=9))
    assert len(month.runs("refresh_lyrics", mondays[2])) == 1, "not yet"
    daemon.until(mondays[2] + timedelta(minutes=13))
    assert month.runs("refresh_lyrics", mondays[2]) == [False, True]
    assert month.calls() == {"artist.search": 1, "track.search": 2, "track.lyrics.get": 2}
    assert month.runs("retrain", mondays[2]) == [False]
    assert month.promotions() == promoted
    month.days(mondays[2] + timedelta(hours=12), mondays[3] - timedelta(hours=12))
    assert month.runs("retrain", mondays[2]) == [False, True]
    assert month.reused() == {False}
    now_there = month.songs()
    assert set(now_there) == set(songs) - {lost} | {new}
    assert {title for title in now_there if now_there[title] != songs.get(title)} == {changed, new}
    third, history = month.versions(), month.promotions()
    assert all(third[name] != first[name] for name in first)
    assert history[:1] == promoted

    # The fourth, an hour later by European clocks: a power cut; nothing has changed.
    daemon.instead = {"retrain": month.power_cut}
    month.days(mondays[3], mondays[3] + WEEK - timedelta(hours=12))
    assert (month.runs("refresh_lyrics", mondays[3]), month.runs("retrain", mondays[3])) == ([True], [False, True])
    assert month.calls().total() == 0
    assert month.reused() == {True}
    assert (month.versions(), month.songs(), month.promotions()) == (third, now_there, history)

    # The month: every tick in its time, every champion and every video there, nothing left to do.
    weekly = [moment for name, moment in daemon.ticks if name == "weekly_refresh"]
    assert weekly == mondays
    assert [moment.astimezone(ZoneInfo("Europe/Berlin")).hour for moment in weekly] == [4, 4, 4, 5]
    assert month.runs("housekeeping", mondays[0]) == [True] * 28
    assert all(month.folders.find(promotion.path).exists() for promotion in history)
    assert [is_scored(folder) for folder in videos(month.folders.library)] == [True] * 28
    assert month.runs("render_soundtracks", mondays[0]) == [True] * 28
    assert waiting(month.folders.library) == []
    assert list(month.folders.inbox.iterdir()) == []
    assert month.instance.get_runs(dg.RunsFilter(statuses=UNFINISHED_RUNS)) == []

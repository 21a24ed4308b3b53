"""Estimates of the remaining time from the costs of earlier steps."""

import os
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assets.phonetics.g2p import Pronouncer
from assets.songs.library import ask
from assets.songs.plan import SongPlan, plan_song, spans_without_voice
from assets.songs.records import LyricVideoRecord, SongRecord, SongRequest, VoiceRecord
from assets.songs.words import sections_of_text
from assets.soundtracks.records import ScoredRecord, SoundtrackRecord, VideoRecord
from resources.leases import lease
from resources.music.provenance import Parameters, Provenance
from resources.storage import Folders
from studio.estimates import seconds_left
from studio.view_cache import ViewCache
from tests.studio.conftest import queue, work


def test_steps_without_a_known_rate_have_no_estimate() -> None:
    assert seconds_left({}, [], 10) == 0
    assert seconds_left({"a": 2.0}, ["a", "b"], 10) is None
    assert seconds_left({"a": 2.0, "b": 0.5}, ["a", "b", "b"], 10) == 30


@pytest.mark.slow
def test_a_take_chosen_days_later_does_not_count_as_days(client: TestClient, folders: Folders) -> None:
    key = queue(client, prompt="punk", seconds=4)
    work(folders)
    folder = folders.library / key
    costs = {
        kind.FILE: kind.read(folder / kind.FILE).cost_seconds for kind in (VideoRecord, SoundtrackRecord, ScoredRecord)
    }
    assert all(cost and 0 < cost < 120 for cost in costs.values()), costs
    os.utime(folder / VideoRecord.FILE, (0, 0))  # it was watched long ago
    second = queue(client, prompt="calm")
    client.get("/api/v1/jobs")  # the rates are read while there is a scored video
    assert client.post(f"/api/v1/jobs/{key}/choose", json={"take": 2}).status_code == 202
    with lease(folder):
        chosen = client.get(f"/api/v1/jobs/{key}").json()
        assert chosen["progress"] == 0.75
        assert chosen["seconds_left"] == pytest.approx(costs[ScoredRecord.FILE], abs=0.2)
    assert client.post(f"/api/v1/jobs/{key}/retry", json={"prompt": "waltz"}).status_code == 202
    with lease(folder):
        again = client.get(f"/api/v1/jobs/{key}").json()
        assert again["progress"] == 0.3, "its music is of other words"
        both = costs[SoundtrackRecord.FILE] + costs[ScoredRecord.FILE]  # type: ignore[operator]
        assert again["seconds_left"] == pytest.approx(both, abs=0.3)
    with lease(folders.library / second):
        assert client.get(f"/api/v1/jobs/{second}").json()["seconds_left"] is None, "its length is not known yet"


def song(songs: Path, **wish: object) -> Path:
    """A song that is planned."""
    folder = songs / ask(songs, SongRequest.model_validate({"text": "the rain comes down\nall over the town", **wish}))
    plan_song(
        sections_of_text("the rain comes down\nall over the town", Pronouncer()), spans_without_voice, title="Rain",
        style="boom-bap", flow="straight", tempo=90.0, seed=1, made_from="",
    ).write(folder / SongPlan.FILE)  # fmt: skip
    return folder


def made(folder: Path) -> None:
    """Its steps took 10, 20 and 30 seconds."""
    by = Provenance(renderer="x", model="x", revision="1", licence="", seed=1, parameters=Parameters())
    VoiceRecord(
        made_from="", file="voice.flac", name="x", revision="", licence="", squeeze=1.0, cost_seconds=10.0
    ).write(folder / VoiceRecord.FILE)
    SongRecord(
        made_from="", file="song.flac", mp3="song.mp3", seconds=1.0, lufs=None, true_peak=None, provenance=by,
        voice="x", note="", cost_seconds=20.0,
    ).write(folder / SongRecord.FILE)  # fmt: skip
    LyricVideoRecord(
        made_from="",
        files={"wide": "lyrics-wide.mp4"},
        captions=(),
        description="",
        times_real_time=1.0,
        cost_seconds=30.0,
    ).write(folder / LyricVideoRecord.FILE)


def test_the_remaining_time_of_a_song_is_estimated(folders: Folders) -> None:
    made(song(folders.songs))
    new = song(folders.songs, seed=7, shapes=("wide", "tall"))
    dumb = song(folders.songs, seed=8, voice=False)
    views = ViewCache(folders, lambda _: True)
    assert views.song(new).seconds_left is None, "it waits"
    with lease(new), lease(dumb):
        assert views.song(new).seconds_left == pytest.approx(10 + 20 + 2 * 30)
        assert views.song(dumb).seconds_left == pytest.approx(20 + 30)
        (new / VoiceRecord.FILE).write_bytes((folders.songs / new.name / SongPlan.FILE).read_bytes())
        assert views.song(new).seconds_left == pytest.approx(20 + 2 * 30)

"""The blind comparison of music: what is compared, that nothing reveals the origins before the vote, and the results."""

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from assets.soundtracks.records import SoundtrackRecord
from pipelines.settings import Settings, load_settings
from resources.audio import loudness
from resources.media.sound import RATE, read_audio, write_audio
from resources.storage import Folders
from studio import blind_music, votes
from studio.blind_verses import BlindError
from tests.studio.conftest import queue, serve, work


def song(path: Path, seconds: float, seed: int, level: float) -> None:
    """A piece by people, of a few notes and some noise."""
    rng = np.random.default_rng(seed)
    time = np.arange(round(seconds * RATE)) / RATE
    sound = sum(np.sin(2 * np.pi * pitch * time) for pitch in rng.uniform(110, 880, 4)) + rng.standard_normal(len(time))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_audio(path, np.tile(sound * level, (2, 1)).astype(np.float32), RATE)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    folder = tmp_path / "human"
    song(folder / "A Friend's Waltz.flac", 40, 1, 0.01)
    song(folder / "punk" / "Loud One.flac", 32, 2, 0.2)
    return folder


@pytest.fixture
def settings(tmp_path: Path, people: Path) -> Settings:
    return load_settings(
        data_dir=str(tmp_path / "data"),
        inbox_dir=str(tmp_path / "inbox"),
        listening_dir=str(people),
        studio_upload_mb=3,
    )


def another_origin(folders: Folders, key: str) -> None:
    """Make its second take look like one of another version of the renderer."""
    path = folders.library / key / SoundtrackRecord.FILE
    stored = json.loads(path.read_text())
    stored["candidates"][1]["provenance"]["revision"] = "an older one"
    path.write_text(json.dumps(stored))


@pytest.fixture
def ready(client: TestClient, folders: Folders) -> TestClient:
    key = queue(client, prompt="punk", seconds=4)
    work(folders)
    another_origin(folders, key)
    return client


@pytest.mark.slow
def test_clips_differ_only_in_the_music(ready: TestClient, folders: Folders, tmp_path: Path) -> None:
    for _ in range(3):
        got = ready.get("/api/v1/listening").json()
        assert (got["style"], got["sides"], got["seconds"]) == ("punk", ["a", "b", "c"], 3.95)
        shapes, levels = set(), []
        for side in got["sides"]:
            answer = ready.get(f"/api/v1/listening/{got['id']}/{side}.flac")
            assert answer.status_code == 200
            (tmp_path / "clip.flac").write_bytes(answer.content)
            clip = read_audio(tmp_path / "clip.flac", RATE)
            assert clip is not None
            shapes.add(clip.shape)
            levels.append(loudness(clip, RATE))
            part = ready.get(f"/api/v1/listening/{got['id']}/{side}.flac", headers={"Range": "bytes=10-19"})
            assert (part.status_code, part.content) == (206, answer.content[10:20])
        assert shapes == {(2, round(3.95 * RATE))}
        assert max(levels) - min(levels) < 0.3
        assert not folders.data.joinpath("votes").exists(), "listening is no vote"


@pytest.mark.slow
def test_origins_are_revealed_after_the_vote(ready: TestClient, folders: Folders, people: Path) -> None:
    orders: set[tuple[str, ...]] = set()
    counted: list[dict[str, Any]] = []
    for _ in range(8):
        got = ready.get("/api/v1/listening")
        assert not any(word in got.text for word in ("people", "sketch", "Loud", "take"))
        told = got.json()
        best = told["sides"][len(orders) % 3]
        answer = ready.post("/api/v1/listening", json={"comparison": told["id"], "choice": best})
        assert str(people) not in answer.text
        assert str(folders.data) not in answer.text
        clips = answer.json()["clips"]
        orders.add(tuple(clip["origin"] for clip in clips))
        assert sorted(clip["origin"].split(":")[0] for clip in clips) == ["people", "sketch", "sketch"]
        assert len({clip["origin"] for clip in clips}) == 3
        assert next(clip["name"] for clip in clips if clip["origin"] == "people") == "Loud One", "of this style"
        counted = answer.json()["tallies"]
    assert len(orders) > 1, "the order changes"
    assert sum(tally["won"] for tally in counted) == sum(tally["lost"] for tally in counted) == 16
    assert all(tally["low"] <= tally["share"] <= tally["high"] for tally in counted if tally["share"] is not None)
    lines = blind_music.votes_path(folders).read_text().splitlines()
    assert len(lines) == 8
    assert {"at", "style", "a", "b", "c", "names", "choice"} == set(json.loads(lines[0]))
    assert ready.get("/api/v1/listening/tallies").status_code == 404, "no result without a vote"


@pytest.mark.parametrize(
    ("number", "name"),
    [("0" * 24, "a.flac"), ("..", "a.flac"), ("0" * 24, "comparison.json"), ("0" * 24, "d.flac"), ("x", "..%2fa.flac")],
)
def test_an_unknown_clip_is_refused(client: TestClient, number: str, name: str) -> None:
    assert client.get(f"/api/v1/listening/{number}/{name}").status_code == 404


@pytest.mark.slow
def test_other_files_beside_the_clips_are_not_served(ready: TestClient) -> None:
    number = ready.get("/api/v1/listening").json()["id"]
    assert ready.get(f"/api/v1/listening/{number}/comparison.json").status_code == 404
    assert ready.post("/api/v1/listening", json={"comparison": number, "choice": "d"}).status_code == 422
    assert ready.post("/api/v1/listening", json={"comparison": "0" * 24, "choice": "a"}).status_code == 404


@pytest.mark.slow
def test_the_same_seed_draws_the_same_comparison(
    ready: TestClient, folders: Folders, people: Path, tmp_path: Path
) -> None:
    first, again = (blind_music.draw(folders, people, tmp_path, random.Random(5)) for _ in range(2))
    assert first == again
    others = {blind_music.draw(folders, people, tmp_path, random.Random(seed)).id for seed in range(30)}
    assert len(others) > 10
    assert len(list(tmp_path.glob("?" * 24))) <= blind_music.KEPT, "old ones are removed"


def test_without_music_it_says_what_to_do(client: TestClient, folders: Folders, tmp_path: Path) -> None:
    answer = client.get("/api/v1/listening")
    assert answer.status_code == 404
    assert "Make music for a video first" in answer.json()["remedy"]
    with pytest.raises(BlindError, match=r"contains no music.*\.ogg"):
        blind_music.pieces_by_people(tmp_path / "none", "punk")


@pytest.mark.slow
def test_music_of_one_renderer_alone_is_no_comparison(tmp_path: Path) -> None:
    alone = load_settings(data_dir=str(tmp_path / "data"), inbox_dir=str(tmp_path / "inbox"), studio_upload_mb=3)
    with TestClient(serve(alone), base_url="http://127.0.0.1") as client:
        key = queue(client, prompt="punk", seconds=4)
        work(alone.folders)
        answer = client.get("/api/v1/listening")
        assert answer.status_code == 404
        assert "LISTENING_DIR" in answer.json()["remedy"]
        another_origin(alone.folders, key)
        assert client.get("/api/v1/listening").json()["sides"] == ["a", "b"], "two versions are a pair"


@pytest.mark.slow
def test_unreadable_and_silent_pieces_are_skipped(ready: TestClient, folders: Folders, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "a.ogg").write_bytes(b"no sound at all")
    write_audio(broken / "silent.flac", np.zeros((2, 31 * RATE), np.float32), RATE)
    song(broken / "door.flac", 5, 3, 0.1)
    with pytest.raises(BlindError, match="cannot be read, is silent, or is shorter than 30 seconds"):
        blind_music.draw(folders, broken, tmp_path / "clips", random.Random(1))
    song(broken / "punk" / "good.flac", 31, 1, 0.1)
    assert blind_music.draw(folders, broken, tmp_path / "clips", random.Random(1)).sides == ["a", "b", "c"]


def read_back(path: Path, kept: list[dict[str, Any]]) -> list[votes.Tally]:
    path.unlink(missing_ok=True)
    for vote in kept:
        votes.keep(path, vote)
    return votes.tallies(path, blind_music.SIDES)


def test_the_chosen_one_of_three_wins_twice(tmp_path: Path) -> None:
    three = {"a": "people", "b": "sketch", "c": "musicgen"}
    path = tmp_path / "votes" / "music.jsonl"
    found = read_back(
        path, [{**three, "choice": "a"}, {**three, "choice": "neither"}, {"a": "sketch", "b": "people", "choice": "a"}]
    )
    assert [(t.name, t.won, t.lost, t.neither) for t in found] == [
        ("people", 2, 1, 1), ("sketch", 1, 1, 1), ("musicgen", 0, 1, 1),
    ]  # fmt: skip
    with path.open("a") as file:
        file.write('not json\n[1]\n{"a": "x", "choice": "a"}\n{"a": "x", "b": "y", "choice": "c"}\n')
    assert votes.tallies(path, blind_music.SIDES) == found, "a damaged line does not count"


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_contains_the_share(won: int, lost: int) -> None:
    share, low, high = votes.interval(won, won + lost)
    if not won + lost:
        assert share is None
    else:
        assert share is not None
        assert low is not None
        assert high is not None
        assert 0 <= low <= share <= high <= 1
        assert high - low < 2 * 1.96 * 0.5 / (won + lost) ** 0.5 + 0.001, "no wider than the widest by the plain rule"


def test_the_interval_agrees_with_wilson_s() -> None:
    assert votes.interval(8, 10) == (0.8, 0.49, 0.943)  # as in his table
    assert votes.interval(0, 10)[1] == 0.0

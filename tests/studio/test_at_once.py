"""Simultaneous changes of one video or song: each request is answered, and the result is consistent."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from assets.soundtracks.library import videos
from pipelines.settings import Settings
from resources.storage import Folders
from tests.studio.conftest import BUNNY, work
from tests.studio.test_live import Server

AT_ONCE = 12


@pytest.fixture
def client(settings: Settings) -> Iterator[httpx.Client]:
    server = Server(settings)
    with httpx.Client(base_url=server.address, timeout=60) as client:
        yield client
    server.stop()


def all_at_once(client: httpx.Client, *asked: tuple[str, str, Any]) -> list[httpx.Response]:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(lambda one: client.request(one[0], f"/api/v1{one[1]}", json=one[2]), asked))


def uploaded(client: httpx.Client) -> str:
    return client.post("/api/v1/uploads", params={"name": "a.mp4"}, content=BUNNY.read_bytes()).json()["upload"]


def codes(answers: list[httpx.Response]) -> set[int]:
    return {answer.status_code for answer in answers}


def test_one_upload_is_queued_once(client: httpx.Client, folders: Folders) -> None:
    answers = all_at_once(client, *[("POST", "/jobs", {"upload": uploaded(client)})] * AT_ONCE)
    assert sorted(answer.status_code for answer in answers) == [201] + [404] * (AT_ONCE - 1)
    assert len(list(videos(folders.library))) == 1


def test_identical_requests_make_one_song(client: httpx.Client, folders: Folders) -> None:
    for number in range(4):
        wish = {"text": f"la la {number}", "draft": True}
        answers = all_at_once(client, *[("POST", "/songs", wish)] * AT_ONCE)
        assert codes(answers) == {201}
        assert len({answer.json()["id"] for answer in answers}) == 1
    assert {path.name for path in folders.songs.iterdir()} == {song["id"] for song in client.get("/api/v1/jobs").json()}


@pytest.mark.slow
def test_a_finished_film_is_never_lost(client: httpx.Client, folders: Folders) -> None:
    key = client.post("/api/v1/jobs", json={"upload": uploaded(client)}).json()["id"]
    work(folders)
    was = client.get(f"/api/v1/jobs/{key}").json()
    answers = all_at_once(
        client,
        *[
            ("POST", f"/jobs/{key}/choose", {"take": 2}), ("POST", f"/jobs/{key}/retry", {"prompt": "epic"}),
            ("POST", f"/jobs/{key}/choose", {"take": 3}), ("POST", f"/jobs/{key}/cancel", None),
        ] * 4,
    )  # fmt: skip
    assert codes(answers) <= {202, 204, 409}
    client.post(f"/api/v1/jobs/{key}/cancel")
    now = client.get(f"/api/v1/jobs/{key}").json()
    assert (now["state"], now["takes"], now["settings"]) == ("done", was["takes"], was["settings"])


def test_a_deleted_job_is_not_found(client: httpx.Client, folders: Folders) -> None:
    for number in range(3):
        key = client.post("/api/v1/jobs", json={"upload": uploaded(client)}).json()["id"]
        song = client.post("/api/v1/songs", json={"text": f"la la {number}"}).json()["id"]
        film, words = f"/jobs/{key}", f"/songs/{song}"
        answers = all_at_once(
            client,
            *[
                ("GET", film, None), ("DELETE", film, None), ("GET", "/jobs", None),
                ("POST", f"{film}/retry", {"prompt": "calm"}), ("POST", f"{film}/cancel", None),
                ("POST", f"{words}/cancel", None), ("DELETE", words, None), ("POST", f"{words}/retry", None), ("GET", words, None),
            ] * 4,
        )  # fmt: skip
        assert codes(answers) <= {200, 202, 204, 404, 409}
    assert client.get("/api/v1/jobs").json() == []
    assert not list(videos(folders.library))

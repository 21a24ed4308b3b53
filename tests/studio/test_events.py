"""Server-sent events: failing checks, many listeners, and jobs that are newer than the last check."""

import asyncio
import logging
import time
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from resources.database import DatabaseError
from resources.storage import Folders
from studio.events import LOOK_SECONDS, Hub
from studio.video_views import Job
from tests.studio.conftest import queue


class CountedViews:
    """Jobs that are looked at by a function of how often they were."""

    def __init__(self, look: Callable[[int], list[Job]]) -> None:
        self.looks = 0
        self._look = look

    def everything(self) -> list[Job]:
        self.looks += 1
        return self._look(self.looks)


def job(key: str, version: str = "1", state: str = "queued") -> Job:
    return Job.model_validate({"id": key, "name": key, "state": state, "progress": 0.0, "version": version})


def hub_of(look: Callable[[int], list[Job]]) -> tuple[Hub, CountedViews]:
    views = CountedViews(look)
    return Hub(views), views


@pytest.mark.fault(
    "network cut", "the studio's events", "the page keeps what it shows, and continues when the connection is back"
)
def test_a_failed_poll_does_not_stop_the_events(caplog: pytest.LogCaptureFixture) -> None:
    def look(number: int) -> list[Job]:
        if number in (1, 3, 4):
            raise DatabaseError("The database cannot be reached.")
        return [job("a-1", str(number))]

    async def run() -> list[str]:
        hub, _ = hub_of(look)
        heard = []
        async for text in hub.listen():
            heard.append(text)
            if len(heard) == 2:
                return heard
        raise AssertionError("the stream ended")

    with caplog.at_level(logging.ERROR):
        heard = asyncio.run(asyncio.wait_for(run(), 20))
    assert ['"version":"2"' in heard[0], '"version":"5"' in heard[1]] == [True, True]
    assert len([record for record in caplog.records if "could not be read" in record.message]) == 2, "once each time"


def test_many_listeners_share_one_check() -> None:
    def slow(_: int) -> list[Job]:
        time.sleep(0.2)
        return [job("a-1")]

    async def run() -> int:
        hub, views = hub_of(slow)
        streams = [hub.listen() for _ in range(50)]
        await asyncio.gather(*(anext(stream) for stream in streams))
        await asyncio.sleep(2 * LOOK_SECONDS)
        for stream in streams:
            await stream.aclose()
        return views.looks

    assert asyncio.run(asyncio.wait_for(run(), 20)) <= 4


def test_a_job_newer_than_the_last_check_is_sent() -> None:
    jobs = [job("a-1")]

    async def run() -> list[str]:
        hub, _ = hub_of(lambda _: list(jobs))
        everyone = hub.listen()
        await anext(everyone)
        jobs.append(job("b-2", state="done"))
        heard = [text async for text in hub.listen("b-2")]
        await everyone.aclose()
        return heard

    heard = asyncio.run(asyncio.wait_for(run(), 20))
    assert len(heard) == 1
    assert '"id":"b-2"' in heard[0]


def test_a_damaged_folder_does_not_hide_others(client: TestClient, folders: Folders) -> None:
    key = queue(client)
    broken = folders.rejected / "old-film-0123456789"
    broken.mkdir(parents=True)
    (broken / "reason.txt").write_bytes(b"no \xff UTF-8")
    request = folders.songs / "rain-0123456789" / "request.json"
    request.parent.mkdir(parents=True)
    request.write_text("{}")
    assert [job["id"] for job in client.get("/api/v1/jobs").json()] == [key]

"""The studio over real connections: events arrive at once, and an interrupted upload leaves no file."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import uvicorn

from pipelines.settings import Settings
from resources.storage import Folders
from studio.uploads import uploads_of
from tests.studio.conftest import BUNNY, serve, work


class Server:
    """The studio on a port of its own."""

    def __init__(self, settings: Settings) -> None:
        config = uvicorn.Config(
            serve(settings), host="127.0.0.1", port=0, log_level="error", timeout_graceful_shutdown=5
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            assert self.thread.is_alive(), "the server starts"
            time.sleep(0.02)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(30)
        assert not self.thread.is_alive(), "the server stops"


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    server = Server(settings)
    yield server
    server.stop()


def test_events_are_sent_until_the_job_is_finished(server: Server, folders: Folders) -> None:
    async def watch() -> list[str]:
        async with httpx.AsyncClient(base_url=server.address, timeout=60) as client:
            number = (
                await client.post("/api/v1/uploads", params={"name": "a.mp4"}, content=BUNNY.read_bytes())
            ).json()["upload"]
            key = (await client.post("/api/v1/jobs", json={"upload": number})).json()["id"]
            states: list[str] = []
            worker: threading.Thread | None = None
            async with client.stream("GET", f"/api/v1/jobs/{key}/events") as stream:
                async for line in stream.aiter_lines():
                    if line.startswith("data: "):
                        states.append(json.loads(line[6:])["state"])
                        if worker is None:
                            worker = threading.Thread(target=work, args=(folders,))
                            worker.start()
            return states

    states = asyncio.run(asyncio.wait_for(watch(), 60))
    assert states[0] == "queued"
    assert states[-1] == "done"


@pytest.mark.fault("network cut", "an upload to the studio", "leaves nothing")
def test_an_interrupted_upload_leaves_no_file(server: Server, folders: Folders) -> None:
    import socket

    host, port = server.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(
            f"POST /api/v1/uploads?name=a.mp4 HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 1000000\r\n\r\n".encode()
            + b"x" * 50_000
        )
        deadline = time.monotonic() + 10
        while not (uploads_of(folders).exists() and any(uploads_of(folders).iterdir())) and time.monotonic() < deadline:
            time.sleep(0.02)
    deadline = time.monotonic() + 10
    while any(uploads_of(folders).iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(uploads_of(folders).iterdir())

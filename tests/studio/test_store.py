"""The studio with its data on an object store, while another machine makes the music."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from pipelines.settings import Settings
from tests.stores import Bucket, bucket_server
from tests.studio.conftest import queue, send, serve, work


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with bucket_server() as served:
        yield served


@pytest.mark.slow
def test_another_machine_makes_the_requested_music(bucket: Bucket, settings: Settings, tmp_path: Path) -> None:
    address = bucket.fresh()
    here, there = (
        settings.model_copy(update={"data_dir": address, "mirror_dir": str(tmp_path / name)})
        for name in ("here", "there")
    )
    with TestClient(serve(here), base_url="http://127.0.0.1") as client:
        waiting = send(client).json()["upload"]
        key = queue(client, prompt="punk", seconds=3)
        deadline = time.monotonic() + 60
        while not (there.folders.library / key / "original.mp4").exists() and time.monotonic() < deadline:
            time.sleep(0.2)
            there.folders.pull()
        with there.folders.in_step():
            work(there.folders)
        while (job := client.get(f"/api/v1/jobs/{key}").json())["state"] != "done" and time.monotonic() < deadline:
            time.sleep(0.2)
        assert job["settings"] == {"prompt": "punk", "seconds": 3.0}
        assert client.get(f"/api/v1/jobs/{key}/files/{job['scored']}").status_code == 200
        assert waiting not in {path.name for path in there.folders.data.rglob("*")}, "uploads stay where they came in"
        assert client.post("/api/v1/jobs", json={"upload": waiting}).status_code == 201

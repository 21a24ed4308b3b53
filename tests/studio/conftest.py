"""A studio in a temporary folder, and the work of Dagster's runs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from fastapi.testclient import TestClient

from assets.soundtracks.batch import score_batch
from assets.soundtracks.library import videos
from pipelines.settings import PROJECT_ROOT, Settings, load_settings
from resources.renderers.sketch import SketchRenderer
from resources.storage import Folders
from studio.app import create_app

BUNNY = PROJECT_ROOT / "resources" / "demo_videos" / "big-buck-bunny.mp4"
STEPS = ("video", "brief", "soundtrack", "scored_video")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(data_dir=str(tmp_path / "data"), inbox_dir=str(tmp_path / "inbox"), studio_upload_mb=3)


@pytest.fixture
def folders(settings: Settings) -> Folders:
    return settings.folders


def serve(settings: Settings, *, loopback: bool = True) -> Any:
    # Not an ephemeral instance: its memory belongs to one thread, and routes run in several.
    home = settings.folders.data.parent / "instance"
    home.mkdir(parents=True, exist_ok=True)
    return create_app(settings, loopback=loopback, instance=lambda: dg.DagsterInstance.local_temp(str(home)))


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(serve(settings), base_url="http://127.0.0.1") as client:
        yield client


def send(client: TestClient, name: str = "Holiday.mp4", content: bytes | None = None) -> Any:
    return client.post("/api/v1/uploads", params={"name": name}, content=content or BUNNY.read_bytes())


def queue(client: TestClient, **wishes: Any) -> str:
    answer = client.post("/api/v1/jobs", json={"upload": send(client).json()["upload"], **wishes})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def work(folders: Folders) -> None:
    """Do the work of Dagster's run."""
    keys = [folder.name for folder in videos(folders.library)]
    assert list(score_batch(folders.library, folders.rejected, SketchRenderer("off"), keys, STEPS))

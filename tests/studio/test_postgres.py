"""The studio with an instance in Postgres, while another machine works on a video."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from fastapi.testclient import TestClient

from pipelines.instance import open_instance
from pipelines.jobs import render_soundtracks
from pipelines.ranges import RANGE_END, RANGE_START
from pipelines.settings import PROJECT_ROOT, Settings
from resources.storage import Folders
from studio.app import create_app
from tests.databases import Server
from tests.studio.conftest import queue, work

pytestmark = pytest.mark.postgres
HOLDER = """
import sys
from pathlib import Path
from resources.leases import lease
with lease(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def on_postgres(
    settings: Settings, postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    with postgres.fresh(), TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        yield client


@pytest.mark.slow
def test_a_video_goes_through_the_queue(on_postgres: TestClient, folders: Folders) -> None:
    assert "daemon is not running" in on_postgres.get("/api/v1/status").json()["error"]
    key = queue(on_postgres)
    work(folders)
    assert on_postgres.get(f"/api/v1/jobs/{key}").json()["state"] == "done"
    assert on_postgres.get(f"/api/v1/jobs/{key}/files/original.mp4").status_code == 200


@pytest.mark.slow
def test_a_video_that_another_machine_works_on_is_not_changed(
    on_postgres: TestClient, folders: Folders, tmp_path: Path
) -> None:
    key = queue(on_postgres)
    elsewhere = tmp_path / "other machine" / "data" / folders.library.name / key
    elsewhere.mkdir(parents=True)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(elsewhere)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT_ROOT,
    ) as holder:  # fmt: skip
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert on_postgres.post(f"/api/v1/jobs/{key}/retry", json={}).status_code == 409
        with open_instance() as instance:
            tags = {RANGE_START: key, RANGE_END: "another-0123456789"}
            instance.add_run(
                dg.DagsterRun(job_name=render_soundtracks.name, status=dg.DagsterRunStatus.STARTED, tags=tags)
            )
        refused = on_postgres.post(f"/api/v1/jobs/{key}/cancel")
        assert (refused.status_code, "together with other videos" in refused.text) == (409, True)
        holder.communicate("")
    time.sleep(1.1)  # what holds leases is asked once a second
    assert on_postgres.post(f"/api/v1/jobs/{key}/retry", json={}).status_code == 202

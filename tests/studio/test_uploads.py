"""Uploads: storage, deletion, and a full or read-only disk."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest
from fastapi.testclient import TestClient
from hypothesis import example, given
from hypothesis import strategies as st

from resources.storage import Folders
from studio.uploads import NAME_BYTES, NoRoomError, keep_forgetting, plain_name, take, uploads_of
from tests.disks import files_of_at_most, read_only
from tests.studio.conftest import queue, send


def left(folders: Folders) -> list[str]:
    return [path.name for path in uploads_of(folders).iterdir()] if uploads_of(folders).exists() else []


@given(st.text(max_size=400), st.text(max_size=30))
@example("\x1b.", "")
@example(" . .", "mp4")
def test_any_name_becomes_a_valid_file_name(stem: str, suffix: str) -> None:
    name = plain_name(f"{stem}.{suffix}")
    assert 0 < len(name.encode()) <= NAME_BYTES + 41
    assert not name.startswith(".")
    assert "/" not in name
    assert name.isprintable()


def test_a_long_name_in_chinese_is_kept(client: TestClient, folders: Folders) -> None:
    answer = send(client, "电影" * 60 + ".mp4")
    assert answer.status_code == 201, answer.text
    assert [path.name for path in uploads_of(folders).glob("*/*")] == ["电影" * 33 + ".mp4"]


@pytest.mark.fault("disk full", "an upload to the studio", "refused with 507 and what to do; nothing is left")
def test_an_upload_to_a_full_disk_is_refused_with_a_remedy(client: TestClient, folders: Folders) -> None:
    with files_of_at_most(300_000):
        answer = send(client)
    assert (answer.status_code, answer.json()["remedy"]) == (507, "Free some space, then try again.")
    assert left(folders) == []
    assert send(client).status_code == 201


def test_free_space_is_checked_before_writing(folders: Folders) -> None:
    came = []

    async def pieces() -> AsyncIterator[bytes]:
        came.append(1)
        yield b"x"

    with pytest.raises(NoRoomError, match="too little space"):
        asyncio.run(take(folders, "a.mp4", pieces(), 1 << 60))
    assert came == []
    assert left(folders) == []


def test_a_job_without_disk_space_is_reported(client: TestClient, folders: Folders) -> None:
    key = queue(client)
    with files_of_at_most(10):
        answer = client.post(f"/api/v1/jobs/{key}/retry", json={"prompt": "calm"})
    assert answer.status_code == 507
    assert client.get(f"/api/v1/jobs/{key}").json()["settings"] == {}


@pytest.mark.fault("read-only", "an upload to the studio", "refused with 507 and what to do")
def test_an_upload_to_a_read_only_data_root_is_refused_with_a_remedy(client: TestClient, folders: Folders) -> None:
    uploads_of(folders).mkdir(parents=True)
    with read_only(folders.data):
        answer = send(client)
    assert answer.status_code == 507
    assert "set DATA_DIR" in answer.json()["remedy"]
    assert str(folders.data) not in answer.text


def test_old_uploads_are_deleted_while_it_runs(folders: Folders) -> None:
    new, old = (uploads_of(folders) / name for name in ("n" * 24, "o" * 24))

    async def run() -> None:
        task = asyncio.create_task(keep_forgetting(folders, every=0.02))
        await asyncio.sleep(0.05)
        for folder in (new, old):
            folder.mkdir(parents=True)
        os.utime(old, (0, 0))
        for _ in range(200):
            if not old.exists():
                break
            await asyncio.sleep(0.02)
        task.cancel()

    asyncio.run(run())
    assert left(folders) == [new.name]

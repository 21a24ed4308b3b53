"""What happens while nobody looks: failed weeks, messages, housekeeping, backups."""

import json
import sqlite3
import tarfile
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.events import DagsterEvent, JobFailureData, RunFailureReason
from dagster._core.storage.tags import WILL_RETRY_TAG

from assets.evaluation.champions import Champions, Promotion, champions_path
from assets.evaluation.leaderboard import Decision
from assets.lyrics.assets import QUOTA_TAG
from assets.models.checkpoints import MANIFEST
from pipelines import backup as backups
from pipelines.dead_runs import FOREGROUND_TAG
from pipelines.housekeeping import Policy, disk_use, leftovers, old_runs, remove
from pipelines.notices import notices
from pipelines.settings import Settings
from pipelines.upkeep import BACKOFF, due_retry, tell_people
from resources.notifier import Notifier, NotifyError
from resources.records import Pointer
from resources.storage import Folders, write_bytes, write_json

JOB = "refresh_lyrics"


@dg.op
def nothing() -> None:
    """Do nothing."""


@dg.job(name=JOB)
def short() -> None:
    """A run of that name."""
    nothing()


def ended(instance: dg.DagsterInstance, *, failed: bool = True, tags: dict[str, str] | None = None) -> str:
    run = instance.create_run_for_job(short, tags=tags)
    for kind in (dg.DagsterEventType.RUN_STARTING, dg.DagsterEventType.RUN_START):
        instance.report_dagster_event(DagsterEvent(kind.value, job_name=JOB), run_id=run.run_id)
    if failed:
        data = JobFailureData(error=None, failure_reason=RunFailureReason.STEP_FAILURE)
        instance.report_run_failed(run, "The service does not answer.", data)
    else:
        instance.report_dagster_event(DagsterEvent("PIPELINE_SUCCESS", job_name=JOB), run_id=run.run_id)
    return run.run_id


def test_a_failed_week_is_tried_again_later_and_later(instance: dg.DagsterInstance) -> None:
    for number, wait in enumerate(BACKOFF):
        run_id = ended(instance, tags={WILL_RETRY_TAG: "false", "dagster/asset_partition_range_start": "Ada Quill"})
        now = time.time()
        early = due_retry(instance, JOB, now + wait.total_seconds() - 30)
        assert isinstance(early, str), number
        request = due_retry(instance, JOB, now + wait.total_seconds() + 1)
        assert isinstance(request, dg.RunRequest)
        assert (request.run_key, request.job_name) == (run_id, JOB)
        assert request.tags["dagster/asset_partition_range_start"] == "Ada Quill"
    ended(instance, tags={WILL_RETRY_TAG: "false"})
    assert "left until its next turn" in str(due_retry(instance, JOB, time.time() + timedelta(days=2).total_seconds()))


@pytest.mark.parametrize(
    ("tags", "answer"),
    [
        ({FOREGROUND_TAG: "1"}, "a person's own"),
        ({QUOTA_TAG: "2026-01-01"}, "resume_harvest"),
        ({WILL_RETRY_TAG: "true"}, "Dagster starts"),
    ],
)
def test_what_others_see_to_is_left_to_them(instance: dg.DagsterInstance, tags: dict[str, str], answer: str) -> None:
    ended(instance, tags={WILL_RETRY_TAG: "false", **tags})
    assert answer in str(due_retry(instance, JOB, time.time() + 1e6))


def test_a_success_ends_the_row(instance: dg.DagsterInstance) -> None:
    ended(instance, tags={WILL_RETRY_TAG: "false"})
    ended(instance, failed=False)
    assert "did not fail" in str(due_retry(instance, JOB, time.time() + 1e6))


@pytest.mark.fault("clock jump", "the retry of a failed job", "due as before")
def test_a_clock_that_was_set_back_does_not_make_it_wait(instance: dg.DagsterInstance) -> None:
    ended(instance, tags={WILL_RETRY_TAG: "false"})
    assert isinstance(due_retry(instance, JOB, time.time() - 86_400), dg.RunRequest)


class Receiver:
    """What a message service gets."""

    def __init__(self) -> None:
        self.messages: list[dict[str, str]] = []
        self.pings = 0
        self.status = 200
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if receiver.status == 200:
                    receiver.messages.append(json.loads(body))
                self.send_response(receiver.status)
                self.end_headers()

            def do_GET(self) -> None:
                receiver.pings += 1
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"127.0.0.1:{self.server.server_port}"


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    receiver = Receiver()
    monkeypatch.setenv("NOTIFY_URL", f"json://{receiver.address}/secret-token")
    monkeypatch.setenv("PING_URL", f"http://{receiver.address}/ping")
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


def test_people_are_told_once_per_cause_and_again_when_it_returns(
    instance: dg.DagsterInstance, settings: Settings, receiver: Receiver
) -> None:
    sensor = tell_people(settings, dg.DefaultSensorStatus.STOPPED)
    cursor: str | None = None

    def tick() -> dg.SensorResult:
        nonlocal cursor
        result = sensor(dg.build_sensor_context(instance=instance, cursor=cursor))
        assert isinstance(result, dg.SensorResult)
        cursor = result.cursor
        return result

    tick()
    assert (receiver.messages, receiver.pings) == ([], 1)
    run_id = ended(instance)
    tick()
    [message] = receiver.messages
    assert message["title"] == "refresh_lyrics failed"
    assert "does not answer" in message["message"]
    assert f"http://127.0.0.1:3000/runs/{run_id}" in message["message"]
    ended(instance)  # another run, the same cause
    tick()
    assert len(receiver.messages) == 1
    ended(instance, failed=False)
    tick()
    ended(instance)
    tick()
    assert len(receiver.messages) == 2


def test_a_message_that_was_not_taken_is_sent_again_and_no_secret_is_told(
    instance: dg.DagsterInstance, settings: Settings, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    sensor = tell_people(settings, dg.DefaultSensorStatus.STOPPED)
    ended(instance)
    receiver.status = 500
    failed = sensor(dg.build_sensor_context(instance=instance))
    assert isinstance(failed, dg.SensorResult)
    assert "could not be sent" in str(failed.skip_reason)
    assert "secret-token" not in caplog.text + str(failed)
    receiver.status = 200
    sensor(dg.build_sensor_context(instance=instance, cursor=failed.cursor))
    assert len(receiver.messages) == 1


def test_an_address_that_is_none_is_refused_without_quoting_it() -> None:
    with pytest.raises(NotifyError, match="Address 1 of NOTIFY_URL") as refused:
        Notifier("nonsense-with-a-secret").send("a", "b")
    assert "nonsense" not in str(refused.value)


def test_what_is_wrong_is_noticed(instance: dg.DagsterInstance, settings: Settings, folders: Folders) -> None:
    ended(instance, tags={QUOTA_TAG: "2026-01-01"})
    decision = Decision(None, None, False, "Nothing is better.")
    Champions(decision=decision).write(champions_path(folders))
    refused = folders.rejected / "broken"
    refused.mkdir(parents=True)
    write_json(refused / "reason.json", {})
    titles = {notice.title for notice in notices(instance, settings)}
    assert {"refresh_lyrics failed", "The day's calls are spent", "No model was promoted"} <= titles
    write_bytes(champions_path(folders), b"{")
    assert "The record of champions is damaged" in {notice.title for notice in notices(instance, settings)}


def checkpoint(folders: Folders, name: str, age: float) -> Path:
    folder = folders.checkpoints / "ngram" / name
    write_bytes(folder / MANIFEST, b"{}")
    write_bytes(folder / "counts.npy", bytes(1000))
    stamp = time.time() - age * 86_400
    import os

    os.utime(folder / MANIFEST, (stamp, stamp))
    return folder


def test_housekeeping_keeps_champions_and_what_is_pointed_at(folders: Folders, instance: dg.DagsterInstance) -> None:
    made = {
        name: checkpoint(folders, name, age) for age, name in enumerate(["new", "newer", "old", "pointed", "champion"])
    }
    champion = Promotion(model="ngram", path=folders.pointer(made["champion"]), score=2.0)
    Champions(promotions=(champion,)).write(champions_path(folders))
    Pointer(path=folders.pointer(made["pointed"])).write(folders.tables / "models" / "ngram.json")
    found = leftovers(folders, Policy(checkpoints=2))
    assert [item.path for item in found] == [made["old"]]
    assert remove(instance, found, []) >= 1000
    assert set(disk_use(folders)) == {"checkpoints", "tables"}
    assert sorted(path.name for path in (folders.checkpoints / "ngram").iterdir()) == sorted(set(made) - {"old"})


def test_the_last_run_of_a_job_is_kept_however_old(instance: dg.DagsterInstance) -> None:
    runs = [ended(instance, failed=False) for _ in range(3)]
    assert old_runs(instance, Policy(days=1)) == []
    later = time.time() + 10 * 86_400
    assert sorted(old_runs(instance, Policy(days=1), now=later)) == sorted(runs[:2])
    remove(instance, [], old_runs(instance, Policy(days=1), now=later))
    assert [run.run_id for run in instance.get_runs()] == [runs[2]]


@pytest.fixture
def full_root(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A data root with something of everything, and an instance."""
    folders = settings.folders
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    folders.harvest.mkdir(parents=True)
    with sqlite3.connect(folders.harvest / "answers.sqlite") as database:
        database.execute("create table answers (key text)")
        database.execute("insert into answers values ('kept')")
    champion = checkpoint(folders, "champion", 1)
    checkpoint(folders, "other", 1)
    Champions(promotions=(Promotion(model="ngram", path=folders.pointer(champion), score=2.0),)).write(
        champions_path(folders)
    )
    write_bytes(folders.library / "film" / "manifest.json", b"{}")
    write_bytes(folders.library / "film" / "original.mp4", b"film")
    write_bytes(folders.tables / "corpus" / "splits.parquet", b"made again")
    write_bytes(tmp_path / "home" / "history" / "runs.db", b"")
    return settings


def test_what_is_backed_up_comes_back(full_root: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "backup.tar.gz"
    packed = backups.backup(full_root, file)
    assert "data/checkpoints/ngram/champion/counts.npy" in packed.files
    assert not [name for name in packed.files if "other" in name or "splits" in name]
    elsewhere = full_root.model_copy(update={"data_dir": str(tmp_path / "elsewhere")})
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "new-home"))
    assert backups.restore(elsewhere, file) == packed
    assert (elsewhere.folders.library / "film" / "original.mp4").read_bytes() == b"film"
    with sqlite3.connect(elsewhere.folders.harvest / "answers.sqlite") as database:
        assert database.execute("select key from answers").fetchall() == [("kept",)]
    with pytest.raises(backups.BackupError, match="not empty"):
        backups.restore(elsewhere, file)


@pytest.mark.fault("corrupt input", "make restore", "refused; nothing is put back")
def test_a_damaged_backup_puts_nothing_back(
    full_root: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "backup.tar.gz"
    backups.backup(full_root, file)
    other = tmp_path / "changed.tar.gz"
    with tarfile.open(file) as source, tarfile.open(other, "w:gz") as target:
        for member in source.getmembers():
            data = source.extractfile(member)
            if data is not None and member.name.endswith("original.mp4"):
                member.name = "data/videos/film/another.mp4"
            target.addfile(member, data)
    elsewhere = full_root.model_copy(update={"data_dir": str(tmp_path / "elsewhere")})
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "new-home"))
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(file.read_bytes()[:200])
    for damaged in (other, cut, tmp_path / "none.tar.gz"):
        with pytest.raises(backups.BackupError):
            backups.restore(elsewhere, damaged)
    assert not elsewhere.folders.data.exists() or not any(elsewhere.folders.data.iterdir())

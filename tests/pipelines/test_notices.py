"""Notices: each problem is reported once per cause, and the sensor that reports them."""

import json
import threading
import time
from collections import namedtuple
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import dagster as dg
import pytest

from assets.evaluation.champions import Champions, champions_path
from assets.evaluation.leaderboard import Decision
from assets.lyrics.assets import QUOTA_TAG
from assets.metadata import FRESH_FOR
from assets.songs.library import MAX_ATTEMPTS as SONG_TRIES
from assets.songs.library import ask
from assets.songs.library import record_failure as song_failed
from assets.songs.records import SongRequest
from assets.soundtracks.library import MAX_ATTEMPTS, admit, record_failure, refuse
from pipelines.dead_runs import FOREGROUND_TAG
from pipelines.definitions import build_defs
from pipelines.notices import MONITORED, REPORTED_JOBS, Notice, notices
from pipelines.settings import Settings
from pipelines.upkeep import tell_people
from resources.notifier import Notifier, NotifyError
from resources.storage import Folders, write_bytes
from tests.runs import REASON, end, ended, started

Usage = namedtuple("Usage", ["total", "free"])


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


class Ticks:
    """The sensor's ticks, each with the cursor that the one before left."""

    def __init__(self, instance: dg.DagsterInstance, settings: Settings) -> None:
        self._sensor = tell_people(settings, dg.DefaultSensorStatus.STOPPED)
        self._instance = instance
        self._cursor: str | None = None

    def __call__(self) -> dg.SensorResult:
        result = self._sensor(dg.build_sensor_context(instance=self._instance, cursor=self._cursor))
        assert isinstance(result, dg.SensorResult)
        self._cursor = result.cursor
        return result


@pytest.fixture
def tick(instance: dg.DagsterInstance, settings: Settings) -> Ticks:
    return Ticks(instance, settings)


def test_a_notice_is_sent_once_per_cause_and_again_when_it_returns(
    instance: dg.DagsterInstance, tick: Ticks, receiver: Receiver
) -> None:
    tick()
    assert (receiver.messages, receiver.pings) == ([], 1)
    run_id = ended(instance)
    tick()
    [message] = receiver.messages
    assert message["title"] == "refresh_lyrics failed"
    assert REASON in message["message"]
    assert f"http://127.0.0.1:3000/runs/{run_id}" in message["message"]
    ended(instance)  # another run, the same cause
    tick()
    assert len(receiver.messages) == 1
    ended(instance, failed=False)
    tick()
    ended(instance)
    tick()
    assert len(receiver.messages) == 2


def test_a_running_retry_does_not_repeat_the_notice(
    instance: dg.DagsterInstance, tick: Ticks, receiver: Receiver
) -> None:
    ended(instance)
    tick()
    for _ in range(3):
        retry = started(instance)
        tick()
        end(instance, retry)
        tick()
    assert len(receiver.messages) == 1
    end(instance, started(instance), failed=False)
    assert "All is well" in str(tick().skip_reason)


def test_an_unsent_message_is_retried_and_contains_no_secret(
    instance: dg.DagsterInstance, tick: Ticks, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    ended(instance)
    receiver.status = 500
    failed = tick()
    assert "could not be sent" in str(failed.skip_reason)
    assert "secret-token" not in caplog.text + str(failed)
    receiver.status = 200
    tick()
    assert len(receiver.messages) == 1


def test_an_invalid_address_is_refused_without_quoting_it() -> None:
    with pytest.raises(NotifyError, match="Address 1 of NOTIFY_URL") as refused:
        Notifier("nonsense-with-a-secret").send("a", "b")
    assert "nonsense" not in str(refused.value)


@pytest.mark.parametrize(("variable", "starts"), [("NOTIFY_URL", True), ("PING_URL", True), ("HOME", False)])
def test_the_sensor_runs_if_an_address_is_set(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, variable: str, starts: bool
) -> None:
    monkeypatch.setenv(variable, "json://127.0.0.1:9/nobody")
    sensors = {sensor.name: sensor.default_status for sensor in build_defs(settings=settings).sensors or ()}
    assert settings.automation == "off"
    assert sensors["tell_people"].value == ("RUNNING" if starts else "STOPPED")
    assert sensors["retry_failed_runs"].value == "STOPPED"


def test_every_job_and_every_asset_with_a_freshness_policy_is_checked(settings: Settings) -> None:
    defs = build_defs(settings=settings)
    assert {job.name for job in defs.jobs or ()} == set(REPORTED_JOBS)
    fresh = {spec.key for spec in defs.resolve_all_asset_specs() if spec.freshness_policy is not None}
    assert fresh == set(MONITORED)


def titles(found: list[Notice]) -> set[str]:
    return {notice.title for notice in found}


def test_failed_runs_and_missing_champions_are_reported(
    instance: dg.DagsterInstance, settings: Settings, folders: Folders
) -> None:
    assert notices(instance, settings) == []
    ended(instance, tags={QUOTA_TAG: "2026-01-01"})
    ended(instance, job="housekeeping")
    ended(instance, job="make_song", tags={FOREGROUND_TAG: "a person's own, who saw it"})
    Champions(decision=Decision(None, None, False, "Nothing is better.")).write(champions_path(folders))
    expected = {"refresh_lyrics failed", "housekeeping failed", "The day's calls are spent", "No model was promoted"}
    assert titles(notices(instance, settings)) == expected
    write_bytes(champions_path(folders), b"{")
    assert "The record of champions is damaged" in titles(notices(instance, settings))


def test_refused_and_given_up_videos_and_songs_are_reported_with_their_reasons(
    instance: dg.DagsterInstance, settings: Settings, folders: Folders, tmp_path: Path
) -> None:
    keys = []
    for name in ("refused", "given-up", "tried-once"):
        write_bytes(tmp_path / f"{name}.mp4", name.encode())
        keys.append(admit(tmp_path / f"{name}.mp4", folders.library, None).key)
    refused, given_up, tried_once = keys
    refuse(folders.library / refused, folders.rejected, "It has no picture.")
    for _ in range(MAX_ATTEMPTS):
        record_failure(folders.library / given_up, "It cannot be decoded.")
    record_failure(folders.library / tried_once, "The disk was full.")
    song = ask(folders.songs, SongRequest(theme="rain"))
    for _ in range(SONG_TRIES):
        song_failed(folders.songs / song, "There is no voice.")
    found = {notice.title: notice for notice in notices(instance, settings)}
    assert set(found) == {f"{refused}: refused", f"{given_up}: given up", f"{song}: given up"}
    body = found[f"{given_up}: given up"].body("http://127.0.0.1:3000/")
    assert "It cannot be decoded." in body
    assert f'make videos DO="retry {given_up}"' in body
    assert "It has no picture." in found[f"{refused}: refused"].text
    assert "There is no voice." in found[f"{song}: given up"].text


@pytest.mark.parametrize(
    ("free", "total", "told"),
    [(4e9, 1e12, True), (6e9, 1e12, False), (1e9, 10e9, False), (0.4e9, 10e9, True)],
    ids=["a large disk", "enough of it", "a small disk", "too little of it"],
)
def test_a_nearly_full_disk_is_reported(
    instance: dg.DagsterInstance, settings: Settings, free: float, total: float, told: bool
) -> None:
    found = notices(instance, settings, disk_usage=lambda _: Usage(int(total), int(free)))
    assert titles(found) == ({"The disk is nearly full"} if told else set())


def test_stale_assets_are_reported(instance: dg.DagsterInstance, settings: Settings) -> None:
    automatic = settings.model_copy(update={"automation": "on"})
    for key in MONITORED[1:]:
        instance.report_runless_asset_event(dg.AssetMaterialization(key))
    later = time.time() + FRESH_FOR.total_seconds()
    assert notices(instance, automatic, now=later - 60) == []
    assert notices(instance, settings, now=later + 60) == []  # nothing makes it anew by itself
    [notice] = notices(instance, automatic, now=later + 60)
    assert (notice.title, notice.text.count("8 days ago")) == ("Results are out of date", 2)
    assert "evaluation/report" in notice.text

"""make doctor: each fault is found, and the other checks still run."""

import socket
import time
from pathlib import Path

import dagster as dg
import pytest
from dagster._daemon.types import DaemonHeartbeat

from assets.lyrics.assets import QUOTA_TAG
from pipelines import doctor
from pipelines.doctor import Finding, findings
from pipelines.instance import open_instance
from pipelines.settings import Settings
from resources import meaning
from resources.media import speech
from resources.storage import writable_folder
from tests.databases import PASSWORD, Server
from tests.disks import read_only
from tests.runs import REASON, ended

EVERYTHING = {"machine", "accelerator", "data root", "lyrics", "base models", "renderer", "code location", "messages"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance of the test's own, and nobody who is told."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    for name in ("NOTIFY_URL", "PING_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


def found(settings: Settings) -> dict[str, Finding]:
    return {finding.what: finding for finding in findings(settings)}


def beat(instance: dg.DagsterInstance, *, but: str = "") -> None:
    """A sign of life of every daemon but one."""
    for kind in set(instance.get_required_daemon_types()) - {but}:
        instance.add_daemon_heartbeat(DaemonHeartbeat(time.time(), kind, "a daemon of the test", []))


def test_a_healthy_data_root_has_no_bad_finding(settings: Settings) -> None:
    with open_instance() as instance:
        beat(instance)
    healthy = found(settings)
    assert set(healthy) >= {*EVERYTHING, "daemon"}
    assert [finding for finding in healthy.values() if finding.state == "bad"] == []
    assert healthy["daemon"].state == "good"
    assert "NOTIFY_URL is not set" in healthy["messages"].detail


def test_a_missing_daemon_is_reported_with_a_remedy(settings: Settings) -> None:
    assert found(settings)["daemon"] == Finding(
        "note", "daemon", "is not running: no schedules, no sensors, no messages", "Run make dev, or start its service."
    )
    automatic = settings.model_copy(update={"automation": "on"})
    assert found(automatic)["daemon"].state == "bad"
    with open_instance() as instance:
        beat(instance, but="SENSOR")
    silent = found(automatic)["daemon"]
    assert (silent.state, silent.detail) == ("bad", "SENSOR sent no heartbeat.")


def test_notices_are_shown_too(settings: Settings) -> None:
    with open_instance() as instance:
        ended(instance, tags={QUOTA_TAG: "2026-01-01"})
    page = found(settings)
    failed = page["refresh_lyrics failed"]
    assert (failed.state, failed.detail) == ("bad", REASON)
    assert page["The day's calls are spent"].state == "note"


def test_missing_models_are_reported(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    there = [*doctor._voices(settings), *doctor._meaning(settings)]
    assert [finding.state for finding in there] == ["good", "good"]
    monkeypatch.setattr(speech, "PACKAGE", "no_such_package")
    monkeypatch.setattr(meaning, "PACKAGE", "no_such_package")
    meaning.find_sentence_model.cache_clear()
    try:
        missing = [*doctor._voices(settings), *doctor._meaning(settings)]
    finally:
        meaning.find_sentence_model.cache_clear()
    assert [finding.state for finding in missing] == ["note", "note"]
    assert all("is not installed" in finding.detail and "make install" in finding.remedy for finding in missing)


def test_a_disk_that_cannot_be_written_to_is_found(settings: Settings) -> None:
    writable_folder(settings.folders.data)
    with read_only(settings.folders.data):
        page = found(settings)
    assert page["data root"].state == "bad"
    assert "cannot be written to" in page["data root"].detail
    assert "DATA_DIR" in page["data root"].remedy
    assert set(page) >= EVERYTHING


@pytest.fixture
def nobody() -> str:
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"127.0.0.1:{taken.getsockname()[1]}"


def test_with_postgres_down_other_checks_still_run(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, nobody: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://symphony:{PASSWORD}@{nobody}/dagster")
    page = found(settings)
    assert set(page) >= EVERYTHING
    for what in ("database", "instance"):
        assert page[what].state == "bad"
        assert "Connection refused" in page[what].detail
        assert page[what].remedy == "Check the server and DATABASE_URL; then run again."
    assert PASSWORD not in str(page)


@pytest.mark.postgres
def test_a_refusing_database_is_reported_with_its_reason(settings: Settings, postgres: Server) -> None:
    with postgres.fresh() as url, postgres.closed(url):
        page = found(settings)
    assert "not currently accepting connections" in page["database"].detail
    assert "not currently accepting connections" in page["instance"].detail
    assert PASSWORD not in str(page)


def test_an_unforeseen_error_is_a_finding(settings: Settings, home: Path) -> None:
    writable_folder(home)
    (home / "dagster.yaml").write_text("storage: [this, is, no, storage]\n")
    page = found(settings)
    assert page["instance"].state == "bad"
    assert "cannot be checked (DagsterInvalidConfigError" in page["instance"].detail
    assert "messages" in page


def test_unreachable_addresses_and_a_stopped_sensor_are_found(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, nobody: str
) -> None:
    monkeypatch.setenv("NOTIFY_URL", f"json://{nobody}/secret-token")
    monkeypatch.setenv("PING_URL", f"http://{nobody}/secret-check")
    page = found(settings)
    assert "could not be sent" in page["messages"].detail
    assert page["heartbeat"].state == "bad"
    assert "secret" not in str(page)


def test_the_output_ends_with_the_number_of_problems(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("INBOX_DIR", str(tmp_path / "inbox"))
    assert doctor.main() == 0
    assert capsys.readouterr().out.endswith("\nNothing needs your attention.\n")
    monkeypatch.setenv("LYRICS_SOURCE", "musixmatch")
    monkeypatch.delenv("MUSIXMATCH_API_KEY", raising=False)
    assert doctor.main() == 1
    told = capsys.readouterr().out
    assert "✗ lyrics: LYRICS_SOURCE=musixmatch has no key.\n    → Set MUSIXMATCH_API_KEY in .env." in told
    assert told.endswith("\nOne thing needs your attention.\n")


def test_an_invalid_setting_is_named_with_its_allowed_values(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RENDERER", "orchestra")
    assert doctor.main() == 1
    told = capsys.readouterr().out
    assert "✗ settings: RENDERER is 'orchestra'" in told
    assert "Allowed: sketch" in told

"""Calls, answers and leases in a shared database and in local files."""

import io
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import requests
from urllib3 import HTTPResponse

from pipelines.definitions import build_defs
from pipelines.doctor import _database
from pipelines.purge import purge_answers, purge_files
from pipelines.ranges import range_tags
from pipelines.resources import ANSWERS
from pipelines.settings import PROJECT_ROOT, Settings, load_settings
from resources.database import DatabaseError
from resources.leases import STALE_SECONDS, LeaseError, lease
from resources.lyrics_sources.answers import AnswerStore
from resources.lyrics_sources.base import BudgetSpentError
from resources.lyrics_sources.ledger import Allowance, CallLedger
from resources.processes import ProcessIdentity
from resources.storage import Folders
from tests.databases import PASSWORD, Server, run_sql
from tests.pipelines.conftest import TINY_BASE


@pytest.fixture
def url(postgres: Server) -> Iterator[str]:
    with postgres.fresh() as url:
        yield url


@pytest.fixture(params=["file", pytest.param("postgres", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each of the two, one after the other."""
    if request.param == "file":
        yield "file"
        return
    with request.getfixturevalue("postgres").fresh():
        yield "postgres"


def machine(program: str, *arguments: str) -> "subprocess.Popen[str]":
    """A process with the same DATABASE_URL."""
    environment = os.environ | {"PYTHONPATH": str(PROJECT_ROOT)}
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


SPENDER = """
import sys, threading
from pathlib import Path
from resources.lyrics_sources.base import BudgetSpentError
from resources.lyrics_sources.ledger import Allowance, CallLedger

ledger, made = CallLedger(Path(sys.argv[1]) / "calls.sqlite", Allowance(None, 200)), []
def spend():
    try:
        while True:
            ledger.take()
            made.append(1)
    except BudgetSpentError:
        pass
threads = [threading.Thread(target=spend) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(made))
"""


@pytest.mark.postgres
@pytest.mark.usefixtures("url")
@pytest.mark.fault("two at once", "lyrics/tracks, lyrics/raw_lyrics", "two machines share one quota")
def test_machines_without_a_shared_disk_share_one_quota(tmp_path: Path) -> None:
    spenders = [machine(SPENDER, str(tmp_path / name)) for name in ("one", "two")]
    told = [spender.communicate(timeout=120) for spender in spenders]
    assert [spender.returncode for spender in spenders] == [0, 0], told
    made = [int(out) for out, _ in told]
    assert sum(made) == 200
    assert CallLedger(tmp_path / "three" / "calls.sqlite", Allowance(None, 200)).left() == 0


@pytest.mark.postgres
@pytest.mark.usefixtures("url")
def test_machines_take_turns_for_calls(tmp_path: Path) -> None:
    ledgers = [CallLedger(tmp_path / name / "calls.sqlite", Allowance(20)) for name in ("one", "two")]
    started = time.monotonic()
    for number in range(20):
        ledgers[number % 2].take()
    assert time.monotonic() - started >= 19 / 20


@pytest.mark.postgres
def test_calls_from_before_database_url_was_set_still_count(tmp_path: Path, postgres: Server) -> None:
    def ledger() -> CallLedger:
        return CallLedger(tmp_path / "calls.sqlite", Allowance(None, 3))

    before = ledger()
    before.take()
    before.take()
    with postgres.fresh():
        assert ledger().left() == 1
        ledger().take()
        with pytest.raises(BudgetSpentError):
            ledger().take()


def answer(text: str, address: str = "https://service/track.search?q=x") -> requests.Response:
    response = requests.Response()
    response.status_code, response._content, response.url = 200, text.encode(), address
    response.request = requests.Request("GET", address).prepare()
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.raw = HTTPResponse(
        io.BytesIO(text.encode()), dict(response.headers), 200, preload_content=False, request_method="GET"
    )
    return response


@pytest.mark.usefixtures("either")
@pytest.mark.parametrize(
    "artist", ["Guns N' Roses", 'The "Who"', "100% :name %(x)s", "Sigur Rós", "'; DROP TABLE responses; --"]
)
def test_an_answer_is_stored_for_any_artist_s_name(tmp_path: Path, artist: str) -> None:
    store = AnswerStore(tmp_path / "answers.sqlite")
    key = store.key("service", "artist.search", {"q_artist": artist})
    assert store.get(key, None) is None
    store.put(key, answer('{"found": "first"}'))
    store.put(key, answer('{"found": "gefunden – ñ \\u0000"}'))
    kept = AnswerStore(tmp_path / "answers.sqlite").get(key, None)
    assert kept is not None
    assert kept.json() == {"found": "gefunden – ñ \0"}
    assert kept.status_code == 200
    assert store.get(key, datetime.now(UTC) + timedelta(seconds=5)) is None, "older than wanted"
    assert store.clear() == 1
    assert store.get(key, None) is None


def test_an_unreadable_answer_counts_as_absent(tmp_path: Path) -> None:
    store = AnswerStore(tmp_path / "answers.sqlite")
    store.put("key", answer("{}"))
    with closing(sqlite3.connect(tmp_path / "answers.sqlite")) as file, file:
        file.execute("UPDATE responses SET value = '{\"half'")
    assert store.get("key", None) is None


@pytest.mark.postgres
def test_a_secret_is_in_no_row(tmp_path: Path, url: str) -> None:
    store = AnswerStore(tmp_path / "answers.sqlite", secrets=("apikey",))
    store.put("service track.search?q=x", answer("{}", "https://service/track.search?q=x&apikey=s3cr3t-key"))
    [(row,)] = run_sql(url, "SELECT string_agg(key || value, ' ') FROM tenth_symphony_answers.responses")
    assert "track.search" in str(row)
    assert "s3cr3t-key" not in str(row)


@pytest.mark.postgres
def test_older_answers_are_not_requested_again(tmp_path: Path, postgres: Server) -> None:
    AnswerStore(tmp_path / "answers.sqlite").put("key", answer('{"paid": "for"}'))
    with postgres.fresh():
        kept = AnswerStore(tmp_path / "answers.sqlite").get("key", None)
        assert kept is not None
        assert kept.json() == {"paid": "for"}


HOLDER = """
import sys, time
from pathlib import Path
from resources.leases import lease
with lease(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.mark.postgres
@pytest.mark.usefixtures("url")
@pytest.mark.fault("two at once", "models/*, soundtracks, songs", "machines without a common disk wait for each other")
def test_machines_without_a_shared_disk_wait_for_each_other(tmp_path: Path) -> None:
    there, here = (tmp_path / name / "videos" / "walk" for name in ("one", "two"))
    holder = machine(HOLDER, str(there))
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LeaseError, match=f"process {holder.pid}"), lease(here):
            pass
        with lease(here.with_name("another")):
            pass
    finally:
        holder.kill()
        holder.wait()
    with lease(here), pytest.raises(LeaseError), lease(there):  # the dead one holds nothing, and this one does
        pass
    with lease(there):
        pass


@pytest.mark.postgres
@pytest.mark.parametrize(("age", "free"), [(1.0, False), (STALE_SECONDS + 1, True)])
def test_a_remote_holder_is_alive_while_it_sends_heartbeats(tmp_path: Path, url: str, age: float, free: bool) -> None:
    folder = tmp_path / "videos" / "walk"
    with lease(folder):
        pass
    elsewhere = ProcessIdentity.own().model_copy(update={"host": "another-machine"}).model_dump_json()
    run_sql(
        url,
        "INSERT INTO tenth_symphony_leases.leases VALUES "
        f"('videos/walk', 'theirs', '{elsewhere}', now() - interval '{age} seconds')",
    )
    if free:
        with lease(folder):
            assert run_sql(url, "SELECT count(*) FROM tenth_symphony_leases.leases WHERE token = 'theirs'") == [(0,)]
    else:
        with pytest.raises(LeaseError, match="another-machine"), lease(folder):
            pass


def work_until_it_is_lost(folder: Path) -> float:
    """Seconds until the block was interrupted."""
    started = time.monotonic()
    with pytest.raises(LeaseError, match="was lost"), lease(folder):
        while time.monotonic() - started < 30:
            time.sleep(0.05)
    return time.monotonic() - started


@pytest.mark.postgres
@pytest.mark.parametrize("handler", [signal.default_int_handler, signal.SIG_IGN], ids=["usual", "in the background"])
def test_a_process_whose_lease_was_taken_over_stops(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, handler: Any
) -> None:
    before = signal.signal(signal.SIGINT, handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    monkeypatch.setattr("resources.leases.BEAT_SECONDS", 0.3)
    folder = tmp_path / "videos" / "walk"
    with lease(folder):
        pass
    statement = "UPDATE tenth_symphony_leases.leases SET token = 'theirs'"
    thief = machine(
        f"import time, psycopg2; time.sleep(1.5); c = psycopg2.connect({url!r}); c.cursor().execute({statement!r}); c.commit()"
    )
    assert work_until_it_is_lost(folder) < 20
    assert thief.wait() == 0
    assert run_sql(url, "SELECT token FROM tenth_symphony_leases.leases") == [("theirs",)], (
        "it is not given back for them"
    )
    assert signal.getsignal(signal.SIGINT) is handler


@pytest.mark.postgres
def test_a_process_without_the_database_stops_before_another_takes_over(
    tmp_path: Path, url: str, postgres: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("resources.leases.BEAT_SECONDS", 0.3)
    monkeypatch.setattr("resources.leases.STALE_SECONDS", 3.0)
    monkeypatch.setattr("resources.database.PAUSE_SECONDS", 0.0)
    with lease(tmp_path / "x" / "y"):  # one that lasts through a short gap
        with postgres.closed(url):
            time.sleep(0.7)
        time.sleep(0.7)
    closed = postgres.closed(url)
    started = time.monotonic()
    with pytest.raises(LeaseError, match="was lost"), lease(tmp_path / "x" / "y"), closed:
        while time.monotonic() - started < 30:
            time.sleep(0.05)
    assert time.monotonic() - started < 3.0
    assert "no heartbeat" in caplog.text
    assert PASSWORD not in caplog.text


@pytest.mark.postgres
def test_a_purge_removes_the_answers_in_the_database_and_renews_no_quota(tmp_path: Path, postgres: Server) -> None:
    folders = Folders(tmp_path / "data", tmp_path / "inbox")
    store = AnswerStore(folders.harvest / ANSWERS)
    store.put("key", answer("{}"))
    with postgres.fresh():
        shared = AnswerStore(folders.harvest / ANSWERS)
        shared.put("another", answer("{}"))
        CallLedger(folders.harvest / "musixmatch_calls.sqlite", Allowance(None, 3)).take()
        purge_files(folders, [])
        assert purge_answers(folders) == 2
        assert shared.get("key", None) is None
        assert AnswerStore(folders.harvest / ANSWERS).get("key", None) is None
        assert CallLedger(folders.harvest / "musixmatch_calls.sqlite", Allowance(None, 3)).left() == 2
    assert purge_answers(folders) == 0


@pytest.mark.postgres
def test_the_doctor_says_whether_the_database_can_be_used(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resources.database.PAUSE_SECONDS", 0.0)
    settings = load_settings()
    assert list(_database(settings)) == []
    with postgres.fresh() as url:
        assert [finding.state for finding in _database(settings)] == ["good"]
        with postgres.closed(url), pytest.raises(DatabaseError, match="not currently accepting"):
            list(_database(settings))


@pytest.mark.slow
@pytest.mark.postgres
def test_machines_share_stored_answers(
    settings: Settings, tmp_path: Path, instance: dg.DagsterInstance, postgres: Server
) -> None:
    costs = []
    with postgres.fresh() as url:
        for name in ("one", "two"):
            own = settings.model_copy(update={"data_dir": str(tmp_path / name)})
            defs = build_defs(settings=own, executor=dg.in_process_executor, resources={"base_models": TINY_BASE})
            job = defs.resolve_job_def("refresh_lyrics")
            assert job.execute_in_process(instance=instance, tags=range_tags(["ada-quill", "ruby-ferrous"])).success
            assert not list((tmp_path / name / "harvest").glob("*.sqlite*")), "nothing lies in files"
            event = instance.get_latest_materialization_event(dg.AssetKey(["lyrics", "raw_lyrics"]))
            assert event is not None
            assert event.asset_materialization is not None
            costs.append(event.asset_materialization.metadata)
        [(kept,)] = run_sql(url, "SELECT count(*) FROM tenth_symphony_answers.responses")
    assert isinstance(kept, int)
    assert kept > 0
    assert [int(str(cost["calls_spent"].value)) > 0 for cost in costs] == [True, False]


@pytest.mark.postgres
@pytest.mark.fault(
    "network cut", "any step with DATABASE_URL", "fails with what the server said, and without the password"
)
def test_a_run_without_its_database_fails_and_hides_the_password(
    defs: dg.Definitions, instance: dg.DagsterInstance, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resources.database.PAUSE_SECONDS", 0.0)
    job = defs.resolve_job_def("refresh_lyrics")
    with postgres.fresh() as url, postgres.closed(url):
        result = job.execute_in_process(instance=instance, tags=range_tags(["ada-quill"]), raise_on_error=False)
    assert not result.success
    told = "\n".join(f"{entry} {entry.dagster_event}" for entry in instance.all_logs(result.run_id))
    assert "not currently accepting connections" in told
    assert "DATABASE_URL" in told
    assert PASSWORD not in told

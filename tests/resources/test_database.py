"""The choice of database, its rows, and that no message quotes the password."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from resources.database import Database, DatabaseError, DatabaseUrlError, Postgres, SqliteFile, database, database_url
from tests.databases import PASSWORD, Server, run_sql

TABLES = {"things": {"name": "TEXT PRIMARY KEY", "number": "INTEGER NOT NULL"}}


def shared_rows(path: Path) -> Database:
    return database(path, TABLES, if_lost="nothing is counted")


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("", None),
        ("postgresql://a:secret@h/d", "postgresql+psycopg2://a:secret@h/d"),
        ("postgres://a:secret@h/d", "postgresql+psycopg2://a:secret@h/d"),
        ("postgresql+psycopg2://a:secret@h/d", "postgresql+psycopg2://a:secret@h/d"),
    ],
)
def test_a_url_gets_the_driver_that_is_installed(
    monkeypatch: pytest.MonkeyPatch, written: str, used: str | None
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: True)
    monkeypatch.setenv("DATABASE_URL", written)
    assert database_url() == used


@pytest.mark.parametrize(
    "written",
    ["mysql://a:secret@h/d", "nonsense secret", "postgresql+asyncpg://a:secret@h/d", "postgresql://a:my@secret@h/d",
     "postgresql://a:b@h:secret/d"],
)  # fmt: skip
def test_another_database_is_refused_without_its_password(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("DATABASE_URL", written)
    with pytest.raises(DatabaseUrlError, match="not the address of a Postgres") as refused:
        database_url()
    assert "secret" not in str(refused.value)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setenv("DATABASE_URL", "postgresql://h/d")
    with pytest.raises(DatabaseUrlError, match="postgres"):
        database_url()


def test_without_database_url_it_is_a_file(tmp_path: Path) -> None:
    rows = shared_rows(tmp_path / "folder" / "rows.sqlite")
    assert isinstance(rows, SqliteFile)
    rows.run("INSERT INTO things (name, number) VALUES (:name, 1)", name="it's")
    assert shared_rows(tmp_path / "folder" / "rows.sqlite").run("SELECT * FROM things") == [("it's", 1)]


@pytest.mark.fault("corrupt input", "calls made, stored answers", "refused, with the remedy and what losing it costs")
def test_a_damaged_database_file_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "rows.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(DatabaseError, match=r"from a backup.* move the file away: then nothing is counted"):
        shared_rows(tmp_path / "rows.sqlite")


@pytest.fixture
def url(postgres: Server) -> Iterator[str]:
    with postgres.fresh() as url:
        yield url


@pytest.mark.postgres
def test_with_database_url_it_is_a_schema_on_the_server(tmp_path: Path, url: str) -> None:
    rows = shared_rows(tmp_path / "rows.sqlite")
    assert isinstance(rows, Postgres)
    rows.run("INSERT INTO things (name, number) VALUES (:name, :number)", name="it's 100% :fine", number=2)
    assert run_sql(url, "SELECT * FROM tenth_symphony_rows.things") == [("it's 100% :fine", 2)]
    assert shared_rows(tmp_path / "elsewhere" / "rows.sqlite").run("SELECT number FROM things") == [(2,)]
    assert not list(tmp_path.iterdir())


@pytest.mark.postgres
@pytest.mark.usefixtures("url")
def test_rows_of_the_file_are_copied_once(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "rows.sqlite")) as file, file:
        file.execute("CREATE TABLE things (name TEXT PRIMARY KEY, number INTEGER, old TEXT)")
        file.executemany("INSERT INTO things VALUES (?, ?, 'x')", [(f"n{n}", n) for n in range(2500)])
    rows = shared_rows(tmp_path / "rows.sqlite")
    assert rows.run("SELECT count(*), sum(number) FROM things") == [(2500, 2500 * 2499 // 2)]
    rows.run("DELETE FROM things")
    assert shared_rows(tmp_path / "rows.sqlite").run("SELECT * FROM things") == []


@pytest.mark.postgres
def test_a_damaged_file_is_reported_when_it_is_copied(tmp_path: Path, url: str) -> None:
    (tmp_path / "rows.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(DatabaseError, match="copied to the database"):
        shared_rows(tmp_path / "rows.sqlite")
    assert run_sql(url, "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'tenth%'") == [(0,)]


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda url, port: url.replace(f":{port}/", ":1/"), "Connection refused"),
        (lambda url, port: url.replace("symphony:", "symphony:not-"), "password authentication failed"),
        (lambda url, port: url.rpartition("/")[0] + "/nothing", "does not exist"),
    ],
    ids=["no server", "wrong password", "no such database"],
)
def test_a_refusing_server_is_reported_without_the_password(
    tmp_path: Path, url: str, postgres: Server, monkeypatch: pytest.MonkeyPatch, change, what: str
) -> None:
    monkeypatch.setattr("resources.database.PAUSE_SECONDS", 0.0)
    monkeypatch.setenv("DATABASE_URL", change(url, postgres.port))
    with pytest.raises(DatabaseError, match=what) as refused:
        shared_rows(tmp_path / "rows.sqlite")
    assert "DATABASE_URL" in str(refused.value)
    shown = refused.value
    while shown is not None:
        assert PASSWORD not in f"{shown!r} {shown}"
        shown = shown.__cause__


@pytest.mark.postgres
def test_a_refused_statement_shows_no_value(tmp_path: Path, url: str) -> None:
    rows = shared_rows(tmp_path / "rows.sqlite")
    with pytest.raises(DatabaseError) as refused:
        rows.run("INSERT INTO nowhere (name) VALUES (:name)", name="words of a song")
    assert "words of a song" not in str(refused.value)


@pytest.mark.postgres
def test_a_broken_connection_is_re_established(tmp_path: Path, url: str) -> None:
    rows = shared_rows(tmp_path / "rows.sqlite")
    assert rows.run("SELECT 1") == [(1,)]
    run_sql(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()",
    )
    assert rows.run("SELECT 1") == [(1,)]


@pytest.mark.postgres
@pytest.mark.usefixtures("url")
def test_the_clock_is_the_server_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = shared_rows(tmp_path / "rows.sqlite")
    monkeypatch.setattr("time.time", lambda: 0.0)
    [(now,)] = rows.run("SELECT extract(epoch FROM clock_timestamp())")
    assert rows.clock() == pytest.approx(float(now), abs=1.0)

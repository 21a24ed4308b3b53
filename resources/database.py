"""Database rows that processes share: in an SQLite file in the data root, or for all machines in the Postgres of DATABASE_URL.

What belongs here: the choice of database, and running one statement. What does not: what the rows mean (leases.py,
lyrics_sources/ledger.py, lyrics_sources/answers.py), or Dagster's own tables (pipelines/instance_storage.py).

DATABASE_URL contains a password, so no message quotes it.
"""

import contextlib
import importlib.util
import os
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from resources.errors import TenthSymphonyError
from resources.storage import writable_folder

VARIABLE = "DATABASE_URL"
# It tells steps on other machines that they need DATABASE_URL, without sending the password.
NEEDED = "DATABASE_URL_NEEDED"
DRIVER = "postgresql+psycopg2://"  # the driver that dagster-postgres brings; SQLAlchemy's own default is another one
SCHEMES = ("postgresql://", "postgres://")
SCHEMA = "tenth_symphony"  # prefix of our schemas; Dagster's tables are in the default schema
TRIES, PAUSE_SECONDS = 3, 0.5
# Timeouts that detect an unreachable server in time: leases are lost after a minute.
CONNECTION = {
    "connect_timeout": 10, "tcp_user_timeout": 20_000, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2,
}  # fmt: skip

Tables = Mapping[
    str, Mapping[str, str]
]  # {table: {column: its type and constraints, in SQL that both databases accept}}
Rows = list[tuple[Any, ...]]


class DatabaseUrlError(TenthSymphonyError):
    """DATABASE_URL cannot be used. The message does not quote it, because it contains a password."""


class DatabaseError(TenthSymphonyError):
    """The database cannot be read or written."""


class Database(Protocol):
    """Some tables that several processes read and write."""

    def run(self, statement: str, **values: Any) -> Rows:
        """Run one statement in its own transaction, with `values` for its `:names`. Returns its rows.

        Raises:
            DatabaseError: the server cannot be reached, or refuses.
        """
        ...

    def clock(self) -> float:
        """Seconds since the epoch, by a clock that all processes of the database share."""
        ...


def database_url() -> str | None:
    """DATABASE_URL with its driver; None if it is not set.

    Raises:
        DatabaseUrlError: it is not the address of a Postgres, the driver is not installed, or it is not set on a machine that
            needs it.
    """
    url = os.environ.get(VARIABLE, "").strip()
    if not url:
        if os.environ.get(NEEDED):
            raise DatabaseUrlError(
                f"The run is recorded in a Postgres, and {VARIABLE} is not set on {socket.gethostname()}.",
                remedy="Set it in the environment that starts this machine's Ray node.",
            )
        return None
    for scheme in SCHEMES:
        if url.startswith(scheme):
            url = DRIVER + url.removeprefix(scheme)
    if not url.startswith(DRIVER) or not _is_whole(url):
        raise DatabaseUrlError(
            f"{VARIABLE} is not the address of a Postgres.",
            remedy="Write it as postgresql://user:password@host:5432/database, with %40 for an @ in the password.",
        )
    if importlib.util.find_spec("dagster_postgres") is None:
        raise DatabaseUrlError(
            f"{VARIABLE} is set, but Dagster's Postgres storage is not installed.",
            remedy="Run make extra NAME=postgres.",
        )
    return url


def _is_whole(url: str) -> bool:
    """Whether a URL is parsed as intended. With an unescaped @ in the password, a part of it would be taken for the host and
    appear in messages.
    """
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        return False
    return "@" not in f"{parts.host}{parts.database}"


def database(path: Path, tables: Tables, *, if_lost: str, write_ahead: bool = False) -> Database:
    """The Postgres of DATABASE_URL, in a schema named after the file; without DATABASE_URL, the SQLite file `path`.

    Missing tables are created. When the schema is created, the rows of the SQLite file are copied once: the count of a day's
    calls continues, and no answer is paid for twice.

    Args:
        if_lost: the consequence of losing the file, for the message about a damaged file.
        write_ahead: whether SQLite uses a write-ahead log: a write takes 1 ms instead of 30. A killed process loses nothing, a
            power cut loses the last writes, and only processes of one machine may share the file.

    Raises:
        DatabaseUrlError: DATABASE_URL cannot be used.
        DatabaseError: the server cannot be reached, or refuses.
    """
    return shared_database(path.stem, tables, before=path, if_lost=if_lost) or SqliteFile(
        path, tables, if_lost=if_lost, write_ahead=write_ahead
    )


def shared_database(name: str, tables: Tables, *, before: Path | None = None, if_lost: str = "") -> "Postgres | None":
    """The tables in the schema `name` of the Postgres of DATABASE_URL; None if DATABASE_URL is not set.

    Args:
        before: the SQLite file whose rows are copied when the schema is created.
        if_lost: see `database`.

    Raises:
        DatabaseUrlError: DATABASE_URL cannot be used.
        DatabaseError: the server cannot be reached, or refuses.
    """
    url = database_url()
    if url is None:
        return None
    key = (url, name, os.getpid())
    if key not in _opened:  # check only once whether its tables exist
        _opened[key] = Postgres(url, name, tables, before, if_lost)
    return _opened[key]


_opened: dict[tuple[str, str, int], "Postgres"] = {}


def _columns(definitions: Mapping[str, str]) -> str:
    return ", ".join(f"{column} {definition}" for column, definition in definitions.items())


class SqliteFile:
    """One file. All threads share one connection, because closing the last connection takes as long as a dozen writes."""

    def __init__(self, path: Path, tables: Tables, *, if_lost: str, write_ahead: bool = False) -> None:
        self._path = path
        self._if_lost = if_lost
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        writable_folder(path.parent)
        if write_ahead:
            self.run("PRAGMA journal_mode = WAL")
            self.run("PRAGMA synchronous = NORMAL")
        for table, columns in tables.items():
            self.run(f"CREATE TABLE IF NOT EXISTS {table} ({_columns(columns)})")

    def run(self, statement: str, **values: Any) -> Rows:
        try:
            with self._lock:
                if self._connection is None:
                    self._connection = sqlite3.connect(
                        self._path, timeout=60, isolation_level=None, check_same_thread=False
                    )
                    # A damaged text must not make the whole file unreadable; whoever reads it checks it.
                    self._connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
                return self._connection.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise DatabaseError(
                f"{self._path} cannot be used ({error}).",
                remedy=f"Check whether the disk is full or read-only. {_restore(self._if_lost)}",
            ) from error

    def clock(self) -> float:
        return time.time()


class Postgres:
    """A schema on a server. Broken connections are re-established."""

    def __init__(self, url: str, name: str, tables: Tables, before: Path | None, if_lost: str) -> None:
        self._url = url
        self.schema = f"{SCHEMA}_{name}"
        self._make(tables, before, if_lost)
        # A machine's clock may be wrong or be changed: take the server's time once, and add the monotonic time since then.
        [(now,)] = self.run("SELECT extract(epoch FROM clock_timestamp())")
        self._offset = float(now) - time.monotonic()

    def run(self, statement: str, **values: Any) -> Rows:
        for number in range(TRIES):
            try:
                with self._transaction() as connection:
                    return _execute(connection, statement, values)
            except _LostConnectionError as lost:
                if number == TRIES - 1:
                    raise DatabaseError(
                        lost.args[0], remedy=f"Check the server and {VARIABLE}; then run again."
                    ) from None
                time.sleep(PAUSE_SECONDS * 2**number)
        raise AssertionError("the last try returns or raises")

    def clock(self) -> float:
        return time.monotonic() + self._offset

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Any]:
        from sqlalchemy.exc import OperationalError, SQLAlchemyError

        try:
            with _engine(self._url, os.getpid()).begin() as connection:
                _execute(connection, f'SET LOCAL search_path TO "{self.schema}"')
                yield connection
        # `from None`: SQLAlchemy's error shows the statement's values, and its cause the connection's parameters.
        except OperationalError as error:
            raise _LostConnectionError(_in_words(error, self._url)) from None
        except SQLAlchemyError as error:
            raise DatabaseError(
                _in_words(error, self._url),
                remedy="Its user must be allowed to create a schema and to write to it.",
            ) from None

    def _make(self, tables: Tables, before: Path | None, if_lost: str) -> None:
        known = "SELECT 1 FROM information_schema.schemata WHERE schema_name = :schema"
        if self.run(known, schema=self.schema):
            return
        try:
            with self._transaction() as connection:
                # If two processes create the schema at once, IF NOT EXISTS alone fails in one of them.
                _execute(connection, "SELECT pg_advisory_xact_lock(hashtext(:schema))", {"schema": self.schema})
                if _execute(connection, known, {"schema": self.schema}):
                    return
                _execute(connection, f'CREATE SCHEMA "{self.schema}"')
                for table, columns in tables.items():
                    _execute(connection, f"CREATE TABLE {table} ({_columns(columns)})")
                    if before is not None and before.exists():
                        _copy_rows(connection, before, table, list(columns), if_lost)
        except _LostConnectionError as lost:
            raise DatabaseError(lost.args[0], remedy=f"Check the server and {VARIABLE}; then run again.") from None


def refused(error: BaseException) -> DatabaseError:
    """The `DatabaseError` for an error of another connection to DATABASE_URL, without the password."""
    return DatabaseError(
        _in_words(error.__cause__ or error, str(database_url())),
        remedy=f"Check the server and {VARIABLE}; then run again.",
    )


class _LostConnectionError(Exception):
    """The server did not answer, so the statement may be retried. The argument is the error's description."""


def _execute(connection: Any, statement: str, values: Mapping[str, Any] | None = None) -> Rows:
    import sqlalchemy as sa

    result = connection.execute(sa.text(statement), dict(values or {}))
    return [tuple(row) for row in result] if result.returns_rows else []


def _restore(if_lost: str) -> str:
    """The remedy for a damaged file."""
    return f"Restore a damaged file from a backup (make restore). If there is none, move the file away: then {if_lost}."


def _copy_rows(connection: Any, path: Path, table: str, columns: list[str], if_lost: str) -> None:
    import sqlalchemy as sa

    # Names of tables and columns cannot be parameters of a statement; these are constants in the code.
    names, placeholders = ", ".join(columns), ", ".join(f":{name}" for name in columns)
    insert = sa.text(f"INSERT INTO {table} ({names}) VALUES ({placeholders})")  # noqa: S608
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=60)) as file:
            if not file.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
                return
            rows = file.execute(f"SELECT {names} FROM {table}")  # noqa: S608
            while part := rows.fetchmany(1000):
                connection.execute(insert, [dict(zip(columns, row, strict=True)) for row in part])
    except sqlite3.DatabaseError as error:
        raise DatabaseError(
            f"{path.name} cannot be copied to the database ({error}).",
            remedy=_restore(if_lost),
        ) from error


@cache
def _engine(url: str, _process: int) -> Any:
    """A pool of connections for this process only, because forked processes must not share connections."""
    import sqlalchemy as sa

    return sa.create_engine(url, pool_size=2, max_overflow=16, pool_pre_ping=True, connect_args=CONNECTION)


def _in_words(error: Any, url: str) -> str:
    """A description of the error in one line, without the password."""
    import sqlalchemy as sa

    original = getattr(error, "orig", None) or error
    what = str(original).strip().partition("\n")[0]
    password = sa.make_url(url).password
    if password:
        what = what.replace(str(password), "***")
    return f"The database of {VARIABLE} cannot be used ({type(original).__name__}: {what})."

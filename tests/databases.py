"""A Postgres server on this machine for tests."""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

PASSWORD = "s3cret-of-the-tests"


def programs() -> Path | None:
    """The folder of a server's programs; None where there is none."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@dataclass
class Server:
    """A running server."""

    port: int
    folder: Path
    process: "subprocess.Popen[Any]"

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://symphony:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    @contextlib.contextmanager
    def fresh(self) -> Iterator[str]:
        """An empty database, and DATABASE_URL naming it within the block."""
        name = f"tests_{secrets.token_hex(6)}"
        run_sql(self.url(), f"CREATE DATABASE {name}")
        with patch.dict(os.environ, {"DATABASE_URL": self.url(name)}):
            yield self.url(name)

    @contextlib.contextmanager
    def closed(self, url: str) -> Iterator[None]:
        """Within the block nobody can connect to the database of that URL."""
        name = url.rpartition("/")[2]
        run_sql(self.url(), f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        run_sql(self.url(), f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        try:
            yield
        finally:
            run_sql(self.url(), f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def run_sql(url: str, statement: str) -> list[tuple[object, ...]]:
    import psycopg2

    with contextlib.closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def postgres_server() -> Iterator[Server]:
    """A server on loopback; its data is deleted afterwards."""
    found = programs()
    assert found is not None, "the mark postgres leaves such tests out where there is none"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # A server refuses to run as root, and its user cannot walk through pytest's folders.
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="tenth-symphony-postgres-"))
    try:
        (folder / "password").write_text(PASSWORD)
        if user:
            for path in (folder, folder / "password"):
                os.chown(path, user.pw_uid, user.pw_gid)
        who: dict[str, Any] = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        subprocess.run(
            [found / "initdb", "-D", folder / "data", "-U", "symphony", "-A", "scram-sha-256", "--pwfile", folder / "password",
             "--no-sync", "--encoding=UTF8", "--locale=C"],
            check=True, capture_output=True, cwd=folder, **who,
        )  # fmt: skip
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [found / "postgres", "-D", folder / "data", "-p", str(port), "-h", "127.0.0.1", "-k", folder,
                 "-c", "fsync=off", "-c", "max_connections=200"],
                stdout=log, stderr=log, cwd=folder, **who,
            )  # fmt: skip
        try:
            server = Server(port, folder, process)
            _wait_for(server)
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # ends connections too
            process.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(server: Server) -> None:
    import psycopg2

    for _ in range(300):
        with contextlib.suppress(psycopg2.OperationalError):
            run_sql(server.url(), "SELECT 1")
            return
        time.sleep(0.1)
    raise AssertionError((server.folder / "log").read_text())

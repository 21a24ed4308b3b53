"""Where Dagster keeps runs, events and schedules: SQLite in DAGSTER_HOME, or the Postgres that DATABASE_URL names.

What belongs here: that choice; dagster.yaml names this class. What does not: the rest of the instance (dagster.yaml).
"""

import importlib.util
import os
import tempfile
from collections.abc import Mapping
from typing import Any

from dagster._config.config_schema import UserConfigSchema
from dagster._core.storage.base_storage import DagsterStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClass, ConfigurableClassData

from resources.errors import TenthSymphonyError

VARIABLE = "DATABASE_URL"
DRIVER = "postgresql+psycopg2://"  # the driver that dagster-postgres brings; SQLAlchemy's own default is another one
SCHEMES = ("postgresql://", "postgres://")


class DatabaseUrlError(TenthSymphonyError):
    """DATABASE_URL cannot be used. The message does not quote it: it holds a password."""


def database_url() -> str | None:
    """DATABASE_URL with its driver; None where it is not set.

    Raises:
        DatabaseUrlError: it names no Postgres, or the driver is not installed.
    """
    url = os.environ.get(VARIABLE, "").strip()
    if not url:
        return None
    for scheme in SCHEMES:
        if url.startswith(scheme):
            url = DRIVER + url.removeprefix(scheme)
    if not url.startswith(DRIVER):
        raise DatabaseUrlError(
            f"{VARIABLE} names no Postgres.", remedy="Write it as postgresql://user:password@host:5432/database."
        )
    if importlib.util.find_spec("dagster_postgres") is None:
        raise DatabaseUrlError(
            f"{VARIABLE} is set and Dagster's Postgres storage is not installed.",
            remedy="Install it: .venv/bin/pip install -e '.[postgres]'",
        )
    return url


class InstanceStorage(DagsterStorage, ConfigurableClass):
    """Named in dagster.yaml; what is made of it is Dagster's own storage, one or the other."""

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        return {}

    @classmethod
    def from_config_value(  # pyright: ignore[reportIncompatibleMethodOverride]  # it gives another class
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> DagsterStorage:
        if url := database_url():
            from dagster_postgres import DagsterPostgresStorage  # pyright: ignore[reportMissingImports]  # an extra

            return DagsterPostgresStorage(url, should_autocreate_tables=True, inst_data=inst_data)
        # Commands of Dagster's that keep nothing run without a home.
        base = os.environ.get("DAGSTER_HOME") or tempfile.mkdtemp(prefix="tenth-symphony-instance-")
        return DagsterSqliteStorage(base, inst_data)

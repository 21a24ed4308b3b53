"""Where Dagster keeps runs, events and schedules: SQLite in DAGSTER_HOME, or the Postgres that DATABASE_URL names.

What belongs here: that choice; dagster.yaml names this class. What does not: the rest of the instance (dagster.yaml).
"""

import os
import tempfile
from collections.abc import Mapping
from typing import Any

from dagster._config.config_schema import UserConfigSchema
from dagster._core.storage.base_storage import DagsterStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClass, ConfigurableClassData

from resources.database import database_url, refused


class InstanceStorage(DagsterStorage, ConfigurableClass):
    """Named in dagster.yaml; what is made of it is Dagster's own storage, one or the other."""

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        return {}

    @classmethod
    def from_config_value(  # pyright: ignore[reportIncompatibleMethodOverride]  # it gives another class
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> DagsterStorage:
        """Raises DatabaseError where the Postgres cannot be used."""
        if url := database_url():
            from dagster_postgres import DagsterPostgresStorage  # pyright: ignore[reportMissingImports]  # an extra
            from dagster_postgres.utils import DagsterPostgresException  # pyright: ignore[reportMissingImports]
            from sqlalchemy.exc import SQLAlchemyError

            try:
                return DagsterPostgresStorage(url, should_autocreate_tables=True, inst_data=inst_data)
            except (DagsterPostgresException, SQLAlchemyError) as error:
                raise refused(error) from None  # it quotes the address
        # Commands of Dagster's that keep nothing run without a home.
        base = os.environ.get("DAGSTER_HOME") or tempfile.mkdtemp(prefix="tenth-symphony-instance-")
        return DagsterSqliteStorage(base, inst_data)

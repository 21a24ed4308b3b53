"""Where Dagster stores runs, events and schedules: in SQLite in DAGSTER_HOME, or in the Postgres of DATABASE_URL.

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
    """The class that dagster.yaml names. It creates one of Dagster's own storages."""

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        return {}

    @classmethod
    def from_config_value(  # pyright: ignore[reportIncompatibleMethodOverride]  # it returns another class
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> DagsterStorage:
        """The storage.

        Raises:
            DatabaseError: the Postgres cannot be used.
        """
        if url := database_url():
            from dagster_postgres import DagsterPostgresStorage  # pyright: ignore[reportMissingImports]  # an extra
            from dagster_postgres.utils import DagsterPostgresException  # pyright: ignore[reportMissingImports]
            from sqlalchemy.exc import SQLAlchemyError

            try:
                return DagsterPostgresStorage(url, should_autocreate_tables=True, inst_data=inst_data)
            except (DagsterPostgresException, SQLAlchemyError) as error:
                raise refused(error) from None  # the original error quotes the address
        # Dagster's commands that store nothing run without DAGSTER_HOME.
        base = os.environ.get("DAGSTER_HOME") or tempfile.mkdtemp(prefix="tenth-symphony-instance-")
        return DagsterSqliteStorage(base, inst_data)

"""IO managers: values pass between steps as Parquet tables or JSON pointers, complete or not at all.

What belongs here: the two IO managers. What does not: a table's bytes (tables.py); checkpoints, media and reports, which their
assets write themselves and pass on as a `Pointer`.

Dagster's own UPathIOManager refuses a step that covers several partitions. Here such a step returns and receives a dict
{partition: value}. A partitioned asset always does, even for one partition, so that its code handles only one shape.
"""

import json
from abc import abstractmethod
from pathlib import Path
from typing import Any

import dagster as dg

from resources.errors import TenthSymphonyError
from resources.processes import end_with_parent
from resources.records import Pointer
from resources.storage import Folders, writable_folder, write_bytes
from resources.tables import Table, decode_table, encode_table

# Metadata of an AssetIn: every partition must be there, not only one of them.
ALL_PARTITIONS = "all_partitions"
# Metadata of an AssetIn that is a table: the columns to read; of 150,000 songs' lines each costs some 100 MB.
COLUMNS = "columns"


class MissingInputError(TenthSymphonyError):
    """An input of a step has not been materialised."""


class _StorageIOManager(dg.ConfigurableIOManager):
    """Common handling of partitions; a subclass converts a value to bytes and back.

    `root`: the tables' folder; `address`: of the object store that the data root mirrors, if it does.
    """

    root: str
    address: str = ""

    @property
    def _folders(self) -> Folders:
        data = Path(self.root).parent
        return Folders(data, data, self.address)

    @property
    @abstractmethod
    def extension(self) -> str: ...

    @abstractmethod
    def encode(self, value: Any) -> bytes: ...

    @abstractmethod
    def decode(self, data: bytes, columns: list[str] | None = None) -> Any: ...

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        end_with_parent()  # every step process opens an IO manager first of all
        writable_folder(self._folders.data)  # checked before hours of work whose result could not be stored
        self._folders.pull()

    def path(self, key: dg.AssetKey, partition: str | None = None) -> Path:
        """The path of a value: `<root>/<stage>/<noun>[/<partition>]<extension>`."""
        parts = [*key.path, *([partition] if partition else [])]
        return Path(self.root).joinpath(*parts[:-1], parts[-1] + self.extension)

    def handle_output(self, context: dg.OutputContext, obj: Any) -> None:
        self._write(context, obj)
        self._folders.push()  # including the step's other files, before Dagster records the materialisation

    def _write(self, context: dg.OutputContext, obj: Any) -> None:
        if not context.has_asset_partitions:
            write_bytes(self.path(context.asset_key), self.encode(obj))
            return
        assert isinstance(obj, dict), f"{context.asset_key} is partitioned: return a dict {{partition: value}}"
        missing = set(context.asset_partition_keys) - set(obj)
        assert not missing, f"{context.asset_key} returned nothing for {sorted(missing)}"
        for partition in context.asset_partition_keys:
            write_bytes(self.path(context.asset_key, partition), self.encode(obj[partition]))

    def load_input(self, context: dg.InputContext) -> Any:
        asked = context.definition_metadata or {}
        columns = asked.get(COLUMNS)
        if not context.has_asset_partitions:
            return self._read(self.path(context.asset_key), context.asset_key, columns)
        wanted = list(context.asset_partition_keys)
        paths = {partition: self.path(context.asset_key, partition) for partition in wanted}
        if not asked.get(ALL_PARTITIONS):
            # Load what exists: an artist that the source could not provide does not stop the others.
            paths = {partition: path for partition, path in paths.items() if path.exists()} or paths
        return {partition: self._read(path, context.asset_key, columns) for partition, path in paths.items()}

    def _read(self, path: Path, key: dg.AssetKey, columns: list[str] | None) -> Any:
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise MissingInputError(
                f"{key.to_user_string()} has no stored value at {path}.",
                remedy=f"Materialise {key.to_user_string()} first.",
            ) from None
        try:
            return self.decode(data, columns)
        except Exception as error:
            raise MissingInputError(
                f"{key.to_user_string()} cannot be read at {path} ({type(error).__name__}: {error}).",
                remedy=f"Materialise {key.to_user_string()} again.",
            ) from error


class ParquetIOManager(_StorageIOManager):
    """Data frames, as `encode_table` writes them."""

    @property
    def extension(self) -> str:
        return ".parquet"

    def encode(self, value: Table) -> bytes:
        return encode_table(value)

    def decode(self, data: bytes, columns: list[str] | None = None) -> Table:
        return decode_table(data, columns)


class PointerIOManager(_StorageIOManager):
    """Pointers, as JSON."""

    @property
    def extension(self) -> str:
        return ".json"

    def encode(self, value: Pointer) -> bytes:
        return json.dumps(value.stored(), indent=2, ensure_ascii=False).encode()

    def decode(self, data: bytes, columns: list[str] | None = None) -> Pointer:
        assert columns is None, "a pointer has no columns"
        return Pointer.parse(data, where="The pointer")

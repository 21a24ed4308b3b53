"""Tables: a type for annotations that does not load pandas, and verified Parquet files.

What belongs here: that type, and reading and writing Parquet. What does not: a table's columns (assets/schemas.py), where
a table is stored (io_managers.py).
"""

import hashlib
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from resources.errors import TenthSymphonyError

if TYPE_CHECKING:
    from pandas import DataFrame as Table
else:

    class _IsDataFrame(type):
        def __instancecheck__(cls, value: object) -> bool:
            import pandas as pd

            return isinstance(value, pd.DataFrame)

    class Table(metaclass=_IsDataFrame):
        """A pandas DataFrame. Dagster reads annotations when it loads assets, and asks of a step's values whether they are of
        their type; pandas, which takes two thirds as long to import as Dagster, is needed only for the second.
        """


# Raised when columns change their names or meanings. Tables of before versions are of version 1.
SCHEMA_VERSION = 1
VERSION, DIGEST, UNSET = b"tenth_symphony.schema_version", b"tenth_symphony.sha256", b"0" * 64
VALUE = re.compile(rb"[0-9a-f]{64}")


class TableError(TenthSymphonyError):
    """A stored table is damaged, or of a newer version than this code's."""


def encode_table(table: Table) -> bytes:
    """A table as Parquet that carries its schema version and its own digest.

    They stand in the file's metadata, where any reader passes them over. The digest is taken with zeros in its own place.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    stored = pa.Table.from_pandas(table, preserve_index=False)
    ours = {VERSION: str(SCHEMA_VERSION).encode(), DIGEST: UNSET}
    stored = stored.replace_schema_metadata({**(stored.schema.metadata or {}), **ours})
    written = io.BytesIO()
    pq.write_table(stored, written)
    offset = _digest_place(written.getvalue())
    assert offset is not None, "the metadata was just written"
    # In place: of 6,000,000 lines each copy of the file takes half a gigabyte.
    with written.getbuffer() as data:
        data[offset : offset + len(UNSET)] = hashlib.sha256(data).hexdigest().encode()
    return written.getvalue()


def decode_table(data: bytes, columns: list[str] | None = None) -> Table:
    """The table that was stored as these bytes: a flipped bit is an error, and not another word.

    Args:
        columns: the only ones to read.

    Raises:
        TableError: it is damaged, or of a newer version.
        Exception: it is damaged in a way that pyarrow or pandas notices.
    """
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    offset = _digest_place(data)
    if offset is not None and not _is_whole(data, offset):
        raise TableError("its content differs from what was written")
    written = (pq.read_metadata(pa.BufferReader(data)).metadata or {}).get(VERSION)
    if written is not None:  # tables of before have none, and the first of them no digest
        if offset is None:
            raise TableError("its digest is missing")
        if int(written) > SCHEMA_VERSION:
            raise TableError(
                f"it has schema version {int(written)}, and this code reads versions up to {SCHEMA_VERSION}: a newer one made it",
                remedy="Update the project.",
            )
    return pd.read_parquet(io.BytesIO(data), columns=columns)


def read_table(path: Path, columns: list[str] | None = None) -> Table:
    """The table stored at a path `<stage>/<noun>.parquet`; see `decode_table`.

    Raises:
        FileNotFoundError: there is none.
        TableError: it cannot be read.
    """
    data = path.read_bytes()
    try:
        return decode_table(data, columns)
    except Exception as error:
        raise TableError(
            f"{path} cannot be read ({type(error).__name__}: {error}).",
            remedy=f"Materialise {path.parent.name}/{path.stem} again.",
        ) from error


def _is_whole(data: bytes, offset: int) -> bool:
    view, end = memoryview(data), offset + len(UNSET)
    sha = hashlib.sha256(view[:offset])
    sha.update(UNSET)
    sha.update(view[end:])
    return sha.hexdigest().encode() == view[offset:end]


def _digest_place(data: bytes) -> int | None:
    """Where a table's digest stands: after the last mention of its name, and Parquet's length of it."""
    name = data.rfind(DIGEST)
    found = VALUE.search(data, name + len(DIGEST), name + len(DIGEST) + 16 + len(UNSET)) if name >= 0 else None
    return found.start() if found else None

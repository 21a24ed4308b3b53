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
        """A pandas DataFrame. Dagster reads annotations when it loads assets, and checks the types of values when it runs
        steps. Only the second needs pandas, whose import takes two thirds as long as Dagster's.
        """


# Increased when columns change their names or meanings. Tables without a version have version 1.
SCHEMA_VERSION = 1
VERSION, DIGEST, UNSET = b"tenth_symphony.schema_version", b"tenth_symphony.sha256", b"0" * 64
VALUE = re.compile(rb"[0-9a-f]{64}")


class TableError(TenthSymphonyError):
    """A stored table is damaged, or has a newer schema version than this code."""


def encode_table(table: Table) -> bytes:
    """A table as Parquet, with its schema version and digest in the file's metadata, which other readers ignore.

    The digest is computed with zeros in its own position.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    stored = pa.Table.from_pandas(table, preserve_index=False)
    ours = {VERSION: str(SCHEMA_VERSION).encode(), DIGEST: UNSET}
    stored = stored.replace_schema_metadata({**(stored.schema.metadata or {}), **ours})
    written = io.BytesIO()
    pq.write_table(stored, written)
    offset = _digest_offset(written.getvalue())
    assert offset is not None, "the metadata was just written"
    # In place, because a copy of a file with 6,000,000 lines takes half a gigabyte.
    with written.getbuffer() as data:
        data[offset : offset + len(UNSET)] = hashlib.sha256(data).hexdigest().encode()
    return written.getvalue()


def decode_table(data: bytes, columns: list[str] | None = None) -> Table:
    """The table stored in these bytes, after checking its digest: a flipped bit could otherwise change a word.

    Args:
        columns: the columns to read; None reads all.

    Raises:
        TableError: it is damaged, or has a newer version.
        Exception: pyarrow or pandas cannot read it.
    """
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    offset = _digest_offset(data)
    if offset is not None and not _has_digest(data, offset):
        raise TableError("its content differs from what was written")
    written = (pq.read_metadata(pa.BufferReader(data)).metadata or {}).get(VERSION)
    if written is not None:  # older tables have no version, and the oldest no digest either
        if offset is None:
            raise TableError("its digest is missing")
        if int(written) > SCHEMA_VERSION:
            raise TableError(
                f"it was written by a newer version: it has schema version {int(written)}, and this code reads up to {SCHEMA_VERSION}",
                remedy="Update the project.",
            )
    return pd.read_parquet(io.BytesIO(data), columns=columns)


def read_table(path: Path, columns: list[str] | None = None) -> Table:
    """The table stored at a path `<stage>/<noun>.parquet`; see `decode_table`.

    Raises:
        FileNotFoundError: there is no such file.
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


def _has_digest(data: bytes, offset: int) -> bool:
    """Whether the data has the digest that is stored at the offset."""
    view, end = memoryview(data), offset + len(UNSET)
    sha = hashlib.sha256(view[:offset])
    sha.update(UNSET)
    sha.update(view[end:])
    return sha.hexdigest().encode() == view[offset:end]


def _digest_offset(data: bytes) -> int | None:
    """The offset of a table's digest: after the last occurrence of its name and the value's length; None without a digest."""
    name = data.rfind(DIGEST)
    match = VALUE.search(data, name + len(DIGEST), name + len(DIGEST) + 16 + len(UNSET)) if name >= 0 else None
    return match.start() if match else None

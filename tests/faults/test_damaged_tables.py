"""Damaged tables: they are refused, never misread."""

import hashlib
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from resources import tables
from resources.tables import SCHEMA_VERSION, TableError, decode_table, encode_table, read_table

TABLE = pd.DataFrame({
    "song_id": [f"s{number}" for number in range(200)],
    "text": [f"line {number} " * 5 for number in range(200)],
    "value": np.arange(200) * 1.5,
})  # fmt: skip


def test_a_flipped_bit_is_an_error_or_harmless() -> None:
    stored = encode_table(TABLE)
    rng = np.random.default_rng(1)
    errors = 0
    for _ in range(400):
        damaged = bytearray(stored)
        damaged[int(rng.integers(len(damaged)))] ^= 1 << int(rng.integers(8))
        try:
            read = decode_table(bytes(damaged))
        except Exception:  # whatever it is, it becomes a MissingInputError with its remedy
            errors += 1
        else:
            pd.testing.assert_frame_equal(read, TABLE)
    assert errors > 200


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_table_that_is_cut_short_is_an_error(share: float) -> None:
    stored = encode_table(TABLE)
    with pytest.raises(Exception, match=r"."):
        decode_table(stored[: int(share * len(stored))])


def test_a_missing_column_is_an_error() -> None:
    with pytest.raises(Exception, match="another"):
        decode_table(encode_table(TABLE), columns=["song_id", "another"])


def test_a_table_of_a_newer_version_is_refused_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    (tmp_path / "lyrics").mkdir()
    path = tmp_path / "lyrics" / "lyrics.parquet"
    path.write_bytes(encode_table(TABLE))
    pd.testing.assert_frame_equal(read_table(path), TABLE)
    monkeypatch.undo()
    with pytest.raises(TableError, match=r"version 2.*Update the project\..*Materialise lyrics/lyrics again"):
        read_table(path)


def test_tables_from_before_versions_and_digests_are_read() -> None:
    stored = pa.Table.from_pandas(TABLE, preserve_index=False)
    for metadata in ({}, {tables.DIGEST: tables.UNSET}):
        written = io.BytesIO()
        pq.write_table(stored.replace_schema_metadata({**stored.schema.metadata, **metadata}), written)
        data = written.getvalue()
        if metadata:  # as encode_table did
            data = data.replace(tables.UNSET, hashlib.sha256(data).hexdigest().encode())
        pd.testing.assert_frame_equal(decode_table(data), TABLE)


def test_a_table_with_a_version_needs_a_digest() -> None:
    stored = encode_table(TABLE)
    assert stored.count(tables.DIGEST) == 1
    with pytest.raises(TableError, match="digest is missing"):
        decode_table(stored.replace(tables.DIGEST, tables.DIGEST.upper()))


def test_a_damaged_file_is_reported_with_its_asset(tmp_path: Path) -> None:
    path = tmp_path / "verses.parquet"
    path.write_bytes(encode_table(TABLE)[:500])
    with pytest.raises(TableError, match=r"verses\.parquet cannot be read.*Materialise .*verses again"):
        read_table(path)
    with pytest.raises(FileNotFoundError):
        read_table(tmp_path / "none.parquet")

"""What every asset tells the UI in the same way: column schemas, row counts, samples and data versions.

What belongs here: helpers that turn a stage's result into Dagster metadata. What does not: numbers about lyrics,
models or music; those are computed in the stages.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import dagster as dg

from assets.pages import markdown_table
from assets.schemas import Schema
from resources.tables import Table

OWNERS = ["team:tenth-symphony"]
FRESH_FOR = timedelta(days=8)  # what people rely on: a weekly run, and a day for its retries
WEEKLY = dg.FreshnessPolicy.time_window(fail_window=FRESH_FOR)
SAMPLE_ROWS, SAMPLE_CHARACTERS = 5, 60  # the rows shown, and the length at which a cell is cut
ROWS_AT_ONCE = 100_000  # pandas hashes strings as Python objects: six million lines at once took 9 GB


def frame_digest(frame: Table, *, volatile: Sequence[str] = ()) -> str:
    """SHA-256 (hex) of a table's columns and values in their order; `volatile` columns do not count."""
    import pandas as pd

    stable = frame.drop(columns=[column for column in volatile if column in frame.columns])
    sha = hashlib.sha256("\x1f".join(stable.columns).encode())
    for start in range(0, len(stable), ROWS_AT_ONCE):
        rows = stable.iloc[start : start + ROWS_AT_ONCE]
        sha.update(pd.util.hash_pandas_object(rows, index=False).to_numpy().tobytes())
    return sha.hexdigest()


def column_schema(schema: Schema) -> dg.TableSchema:
    """A table's schema as the UI shows it."""
    columns = [dg.TableColumn(name, column.dtype, description=column.meaning) for name, column in schema.items()]
    return dg.TableSchema(columns=columns)


def sample_rows(frame: Table) -> dg.MetadataValue:
    """The first rows as a Markdown table, long cells cut."""

    def cell(value: object) -> str:
        text = " / ".join(str(value).splitlines())
        return text if len(text) <= SAMPLE_CHARACTERS else text[: SAMPLE_CHARACTERS - 1] + "…"

    head = frame.head(SAMPLE_ROWS)
    cells = [[cell(value) for value in row] for row in head.itertuples(index=False)]
    return dg.MetadataValue.md(markdown_table(list(map(str, head.columns)), cells))


def table_metadata(frame: Table, schema: Schema) -> dict[str, Any]:
    """Row count, column schema and sample rows of one table."""
    return {
        "dagster/row_count": len(frame),
        "dagster/column_schema": column_schema(schema),
        "sample": sample_rows(frame),
    }


def table_result(
    frame: Table,
    schema: Schema,
    *,
    numbers: Mapping[str, Any],
    asset_key: dg.AssetKey | None = None,
) -> dg.MaterializeResult[Table]:
    """A table as an asset's result; its data version is its content."""
    return dg.MaterializeResult(
        asset_key=asset_key,
        value=frame,
        data_version=dg.DataVersion(frame_digest(frame)[:16]),
        metadata={**table_metadata(frame, schema), **numbers},
    )


def partitioned_result(
    context: dg.AssetExecutionContext,
    frames: Mapping[str, Table],
    schema: Schema,
    *,
    numbers: Mapping[str, Any],
    volatile: Sequence[str] = (),
) -> dg.MaterializeResult[dict[str, Table]]:
    """Tables of several partitions as one result, each partition with its own row count."""
    import pandas as pd

    for partition, frame in frames.items():
        context.add_asset_metadata({"dagster/partition_row_count": len(frame)}, partition_key=partition)
    together = pd.concat(frames.values(), ignore_index=True)
    version = hashlib.sha256("".join(frame_digest(frame, volatile=volatile) for frame in frames.values()).encode())
    return dg.MaterializeResult(
        value=dict(frames),
        data_version=dg.DataVersion(version.hexdigest()[:16]),
        metadata={"dagster/column_schema": column_schema(schema), "sample": sample_rows(together), **numbers},
    )

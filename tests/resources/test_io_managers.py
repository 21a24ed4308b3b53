"""Tables and pointers passed between materialisations, with one partition, several and none."""

from pathlib import Path

import dagster as dg
import pandas as pd
import pytest

from resources.io_managers import ALL_PARTITIONS, MissingInputError, ParquetIOManager, PointerIOManager
from resources.records import Pointer, RecordError

PARTITIONS = dg.StaticPartitionsDefinition(["a", "b", "c"])
Frames = dict[str, pd.DataFrame]


@dg.asset(partitions_def=PARTITIONS, backfill_policy=dg.BackfillPolicy.single_run())
def letters(context: dg.AssetExecutionContext) -> Frames:
    return {key: pd.DataFrame({"letter": [key], "n": [ord(key)]}) for key in context.partition_keys}


@dg.asset(
    partitions_def=PARTITIONS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    ins={"letters": dg.AssetIn(metadata={ALL_PARTITIONS: True})},
)
def doubled(letters: Frames) -> Frames:
    return {key: frame.assign(n=frame["n"] * 2) for key, frame in letters.items()}


@dg.asset
def everything(doubled: Frames) -> pd.DataFrame:
    return pd.concat(doubled.values(), ignore_index=True)


@dg.asset(io_manager_key="pointers")
def pointer(everything: pd.DataFrame) -> Pointer:
    return Pointer(path=f"{len(everything)}")


def resources(root: Path) -> dict[str, object]:
    return {"io_manager": ParquetIOManager(root=str(root)), "pointers": PointerIOManager(root=str(root))}


def over(first: str, last: str) -> dict[str, str]:
    return {"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last}


def test_a_range_is_one_step_and_one_file_each(tmp_path: Path) -> None:
    result = dg.materialize([letters, doubled], resources=resources(tmp_path), tags=over("a", "c"))
    assert result.success
    assert sorted(p.name for p in (tmp_path / "doubled").iterdir()) == ["a.parquet", "b.parquet", "c.parquet"]
    assert pd.read_parquet(tmp_path / "doubled" / "b.parquet")["n"].tolist() == [2 * ord("b")]


def test_one_partition_is_passed_as_a_dict_too(tmp_path: Path) -> None:
    assert dg.materialize([letters, doubled], resources=resources(tmp_path), partition_key="b").success
    assert [p.name for p in (tmp_path / "letters").iterdir()] == ["b.parquet"]


def test_missing_partitions_are_skipped_unless_all_are_required(tmp_path: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        kwargs = {"resources": resources(tmp_path), "instance": instance}
        assert dg.materialize([letters, doubled], partition_key="a", **kwargs).success
        done = dg.materialize([letters, doubled, everything, pointer], selection=["everything", "pointer"], **kwargs)
        assert done.asset_value("pointer") == Pointer(path="1")
        with pytest.raises(MissingInputError, match="letters has no stored value"):
            dg.materialize([letters, doubled], selection=["doubled"], partition_key="b", **kwargs)


def test_a_pointer_from_before_schema_versions_is_read_and_a_damaged_one_is_not(tmp_path: Path) -> None:
    pointers = PointerIOManager(root=str(tmp_path))
    assert pointers.decode(b'{"path": "examples/1", "digest": "ab"}') == Pointer(path="examples/1", digest="ab")
    with pytest.raises(RecordError, match="damaged"):
        pointers.decode(b'{"way": "examples/1"}')


def test_a_damaged_table_says_what_to_do(tmp_path: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        kwargs = {"resources": resources(tmp_path), "instance": instance, "partition_key": "a"}
        assert dg.materialize([letters, doubled], **kwargs).success
        (tmp_path / "letters" / "a.parquet").write_bytes(b"PAR1 cut short")
        with pytest.raises(MissingInputError, match="Materialise letters again"):
            dg.materialize([letters, doubled], selection=["doubled"], **kwargs)

"""Atomic writes: complete or not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from resources.leases import lease
from resources.lyrics_sources.ledger import Allowance, CallLedger
from resources.storage import (
    UnwritableError,
    atomic_folder,
    atomic_path,
    digest,
    writable_folder,
    write_json,
    write_text,
)
from tests.disks import read_only


def test_a_write_is_complete(tmp_path: Path) -> None:
    write_text(tmp_path / "deep" / "note.txt", "héllo\n")
    assert (tmp_path / "deep" / "note.txt").read_text(encoding="utf-8") == "héllo\n"
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["note.txt"]


def test_a_failed_write_keeps_the_old_file_and_leaves_no_other(tmp_path: Path) -> None:
    target = tmp_path / "table.bin"
    target.write_bytes(b"old")
    with pytest.raises(RuntimeError, match="disk"), atomic_path(target) as temporary:
        temporary.write_bytes(b"half")
        raise RuntimeError("disk full")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failed_folder_keeps_the_old_folder_and_leaves_no_other(tmp_path: Path) -> None:
    target = tmp_path / "checkpoint"
    with atomic_folder(target) as temporary:
        write_json(temporary / "manifest.json", {"a": 1})
    with pytest.raises(RuntimeError), atomic_folder(target) as temporary:
        (temporary / "weights").write_bytes(b"half")
        raise RuntimeError
    assert [p.name for p in target.iterdir()] == ["manifest.json"]
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "folder"
    for name in ("first", "second"):
        with atomic_folder(target) as temporary:
            (temporary / name).write_text(name)
    assert [p.name for p in target.iterdir()] == ["second"]


def test_a_digest_depends_on_the_boundaries_of_its_parts() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest(b"1") != digest(1)


@pytest.mark.parametrize("target", ["note.txt", "deep/er/note.txt"])
def test_a_read_only_folder_is_named_with_what_to_do(tmp_path: Path, target: str) -> None:
    place = tmp_path / "data" / target
    (tmp_path / "data").mkdir()
    attempts: list[Callable[[], object]] = [
        lambda: write_text(place, "x"),
        lambda: atomic_folder(place).__enter__(),
        lambda: lease(place).__enter__(),
        lambda: CallLedger(place, Allowance()),
    ]
    with read_only(tmp_path / "data"):
        for attempt in attempts:
            with pytest.raises(UnwritableError, match="set DATA_DIR"):
                attempt()
    assert list((tmp_path / "data").iterdir()) == []
    write_text(place, "x")


def test_a_file_in_the_place_of_a_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    for folder in (tmp_path / "data", tmp_path / "data" / "tables"):
        with pytest.raises(UnwritableError, match="cannot be a folder: there is a file"):
            writable_folder(folder)

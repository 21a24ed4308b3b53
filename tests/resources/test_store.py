"""A data root on an object store: two machines stay synchronised."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resources.store import STATE, KeptInStep, Store, StoreError
from tests.stores import Bucket, bucket_server

SAME = {"suppress_health_check": [HealthCheck.function_scoped_fixture], "deadline": None}


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    with bucket_server() as served:
        yield served


@pytest.fixture
def machine(bucket: Bucket, tmp_path: Path) -> Callable[[str], Store]:
    """A machine by its name; all have the same store, which is this test's own."""
    address = bucket.fresh()
    return lambda name: Store(address, tmp_path / name)


def write(store: Store, path: str, text: str) -> None:
    target = store.mirror / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def contents(store: Store) -> dict[str, str]:
    return {
        path.relative_to(store.mirror).as_posix(): path.read_text(encoding="utf-8")
        for path in store.mirror.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def test_files_of_one_machine_reach_another(machine: Callable[[str], Store]) -> None:
    one, two = machine("one"), machine("two")
    write(one, "tables/lyrics/lyrics.parquet", "a table")
    write(one, "checkpoints/ngram/ab/manifest.json", "{}")
    assert (one.push(), two.pull()) == (2, 2)
    assert contents(two) == contents(one)
    assert (one.push(), one.pull(), two.push(), two.pull()) == (0, 0, 0, 0), "nothing is sent or fetched twice"
    write(two, "tables/lyrics/lyrics.parquet", "another table")
    (two.mirror / "checkpoints/ngram/ab/manifest.json").unlink()
    assert (two.push(), one.pull()) == (2, 2)
    assert contents(one) == {"tables/lyrics/lyrics.parquet": "another table"}
    assert not (one.mirror / "checkpoints").exists(), "no empty folders are left"


def test_files_of_one_machine_s_processes_stay_there(machine: Callable[[str], Store]) -> None:
    one, two = machine("one"), machine("two")
    for name in (".half.partial.json", "videos.lease", "answers.sqlite-wal", ".training/state"):
        write(one, name, "own")
    write(one, "archived_videos/a/original.mp4", "put away")
    assert one.push() == 1
    assert two.pull() == 0, "what was put away does not fill every disk"


def test_a_change_that_was_not_uploaded_is_not_lost(machine: Callable[[str], Store]) -> None:
    one, two = machine("one"), machine("two")
    write(one, "a.json", "1")
    one.push()
    two.pull()
    write(one, "a.json", "2 by one")
    two.mirror.joinpath("a.json").write_text("2 by two, longer")
    one.push()
    two.pull()
    assert contents(two) == {"a.json": "2 by two, longer"}
    write(two, "new.json", "not sent")
    two.pull()
    assert "new.json" in contents(two)


def test_an_emptied_mirror_loses_nothing(machine: Callable[[str], Store]) -> None:
    one = machine("one")
    write(one, "a.json", "1")
    one.push()
    (one.mirror / "a.json").unlink()
    write(one, "b.json", "2")
    one.push()
    (one.mirror / "b.json").unlink()
    assert one.push() == 0, "all at once is no wish to lose it"
    assert one.pull() == 1
    assert contents(one) == {"b.json": "2"}
    (one.mirror / STATE).write_text("damaged", encoding="utf-8")
    assert one.pull() == 0
    assert contents(one) == {"b.json": "2"}


@pytest.mark.parametrize(
    "name",
    ["100% fun #1.mp4", "what?versionId=3.mp4", "a%20b+c&d.mp4", "[live] *best*.mp4", "año 日本 🎵.mp4", "two\nlines.mp4", "a  b .mp4", "tab\t.mp4"],
)  # fmt: skip
def test_any_file_name_is_restored(machine: Callable[[str], Store], name: str) -> None:
    one, two = machine("one"), machine("two")
    write(one, f"rejected/{name}/reason.txt", "no video")
    write(one, f"rejected/{name}/{name}", "what was dropped")
    one.push()
    two.pull()
    assert contents(two) == contents(one)
    assert (one.push(), one.pull()) == (0, 0)
    (two.mirror / "rejected" / name / name).unlink()
    two.push()
    one.pull()
    assert contents(one) == {f"rejected/{name}/reason.txt": "no video"}


def test_deleted_files_are_deleted_everywhere(machine: Callable[[str], Store]) -> None:
    one, two = machine("one"), machine("two")
    write(one, "tables/lyrics/lyrics.parquet", "somebody's words")
    one.push()
    (one.mirror / "tables/lyrics/lyrics.parquet").unlink()
    assert one.push(emptied=True) == 1
    assert (one.pull(), two.pull()) == (0, 0)
    assert contents(one) == {}


def test_a_consistent_copy_of_a_database_is_uploaded(machine: Callable[[str], Store]) -> None:
    one, two = machine("one"), machine("two")
    one.mirror.mkdir()
    with closing(sqlite3.connect(one.mirror / "calls.sqlite")) as open_one:
        open_one.execute("pragma journal_mode=wal")
        open_one.execute("create table calls (id integer)")
        open_one.executemany("insert into calls values (?)", [(n,) for n in range(100)])
        open_one.commit()
        one.push()
    two.pull()
    with closing(sqlite3.connect(two.mirror / "calls.sqlite")) as copy:
        assert copy.execute("select count(*) from calls").fetchone() == (100,)


def test_a_name_in_the_store_never_leads_out_of_the_mirror(bucket: Bucket, machine: Callable[[str], Store]) -> None:
    one = machine("one")
    write(one, "a.json", "1")
    one.push()
    bucket.put(f"{one.address}/../outside.json", b"{}")
    bucket.put(f"{one.address}/.hidden/x", b"{}")
    one.pull()
    assert contents(one) == {"a.json": "1"}


@pytest.mark.parametrize("at", [0, 1, 3])
@pytest.mark.fault("network cut", "any step with DATA_DIR on an object store", "retried")
def test_a_broken_connection_to_the_store_is_retried(bucket: Bucket, machine: Callable[[str], Store], at: int) -> None:
    one, two = machine("one"), machine("two")
    for number in range(6):
        write(one, f"{number}.bin", f"{number}" * 50_000)
    with bucket.breaking(after=at, times=2):
        one.push()
    with bucket.breaking(after=at, times=2):
        two.pull()
    assert contents(two) == contents(one)


@pytest.mark.slow
@pytest.mark.fault(
    "network cut", "any step with DATA_DIR on an object store", "fails and says so; its results are sent the next time"
)
def test_an_unreachable_store_is_reported_and_nothing_is_lost(
    bucket: Bucket, machine: Callable[[str], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resources.store.PAUSE_SECONDS", 0.01)
    one, two = machine("one"), machine("two")
    write(one, "a.json", "whole")
    with bucket.breaking(after=0, times=10_000), pytest.raises(StoreError, match=r"kept in .*one"):
        one.push()
    assert contents(one) == {"a.json": "whole"}
    one.push()
    with bucket.breaking(after=1, times=10_000), pytest.raises(StoreError, match="credentials"):
        two.pull()
    assert contents(two) == {}, "no half file"
    two.pull()
    assert contents(two) == {"a.json": "whole"}


def test_a_missing_bucket_is_reported(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resources.store.PAUSE_SECONDS", 0.0)
    store = Store("s3://no-such-bucket/data", tmp_path / "one")
    write(store, "a.json", "1")
    with pytest.raises(StoreError, match="no-such-bucket"):
        store.push()


@pytest.mark.fault("two at once", "any step with DATA_DIR on an object store", "take turns")
def test_processes_of_one_machine_take_turns(machine: Callable[[str], Store]) -> None:
    one = machine("one")
    failed: list[Exception] = []

    def work(number: int) -> None:
        own = Store(one.address, one.mirror)
        try:
            for turn in range(3):
                write(own, f"{number}/{turn}.json", "x" * number)
                own.push()
                own.pull()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed
    two = Store(one.address, one.mirror.with_name("two"))
    two.pull()
    assert len(contents(two)) == 12


def test_a_service_stays_synchronised_after_an_outage_of_the_store(
    bucket: Bucket, machine: Callable[[str], Store], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("resources.store.PAUSE_SECONDS", 0.01)
    one, two = machine("one"), machine("two")

    def until(what: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 20
        while not what():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    kept = KeptInStep(one, 0.05)
    write(one, "by one.json", "1")
    until(lambda: two.pull() == 1)
    with bucket.breaking(after=0, times=10_000):
        until(lambda: "cannot be used" in caplog.text)
    write(two, "by two.json", "2")
    two.push()
    until(lambda: "by two.json" in contents(one))
    write(one, "last.json", "3")
    kept.stop()
    two.pull()
    assert contents(two) == {"by one.json": "1", "by two.json": "2", "last.json": "3"}


NAMES = st.sampled_from(["a.json", "b/c.parquet", "b/d.json", "e.bin"])
STEPS = st.lists(
    st.tuples(st.sampled_from(["one", "two"]), st.sampled_from(["write", "remove"]), NAMES, st.text("xyz", min_size=1)),
    max_size=8,
)


@given(steps=STEPS)
@settings(max_examples=25, **SAME)
def test_machines_that_take_turns_agree(bucket: Bucket, tmp_path: Path, steps: list[Any]) -> None:
    """Whatever two machines write and remove, one after the other: both end with what one machine would have."""
    root, address = tmp_path / os.urandom(4).hex(), bucket.fresh()
    stores = {name: Store(address, root / name) for name in ("one", "two")}
    expected: dict[str, str] = {}
    for name, what, path, text in steps:
        store = stores[name]
        store.pull()
        if what == "write":
            write(store, path, text)
            expected[path] = text
        elif path in expected and len(expected) > 1:  # a mirror without a file is one that was emptied
            (store.mirror / path).unlink()
            del expected[path]
        store.push()
    for store in stores.values():
        store.pull()
        assert contents(store) == expected


def test_a_failed_synchronisation_is_retried(machine: Callable[[str], Store]) -> None:
    class Failing(Store):
        turns = 0

        def push(self, *, emptied: bool = False) -> int:
            self.turns += 1
            if self.turns == 1:
                raise FileNotFoundError("a file that was removed while it was looked at")
            return super().push(emptied=emptied)

    one = Failing(machine("one").address, machine("one").mirror)
    write(one, "a.txt", "a")
    kept = KeptInStep(one, 0.05)
    deadline = time.monotonic() + 20
    while one.turns < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    kept.stop()
    two = machine("two")
    two.pull()
    assert (two.mirror / "a.txt").read_text() == "a"

"""Arrays on disk: the same as in memory, complete or refused."""

from pathlib import Path

import numpy as np
import psutil
import pytest

from resources import scratch
from resources.scratch import Growing, ScratchError, blocks, let_go, space
from tests.disks import files_of_at_most


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "IN_MEMORY", 4000)


def resident() -> int:
    """Bytes of this process's memory."""
    return psutil.Process().memory_info().rss


def test_values_on_disk_are_kept(little_memory: None) -> None:
    sound = space(2, 5000)
    assert sound.shape == (2, 5000)
    assert not sound.any()
    sound[:, 1000:2000] = 3
    sound[1] *= 2
    let_go(sound)
    assert sound.sum() == 9000
    assert [first for first, _ in blocks(sound, 2000)] == [0, 2000, 4000]
    assert sum(float(block.sum()) for _, block in blocks(sound, 777)) == 9000


def test_a_short_array_is_in_memory() -> None:
    assert space(2, 100).flags.c_contiguous
    let_go(space(2, 100))


def test_memory_is_released() -> None:
    sound = space(2, 3 * scratch.IN_MEMORY // 16)  # one and a half times what is held in memory
    before = resident()
    for first in range(0, sound.shape[1], 1 << 20):
        sound[:, first : first + (1 << 20)] = 1
        let_go(sound)
    assert resident() < before + scratch.IN_MEMORY // 2
    assert sum(int(block.sum()) for _, block in blocks(sound, 1 << 20)) == sound.size
    assert resident() < before + scratch.IN_MEMORY // 2


@pytest.mark.parametrize("count", [3, 40])
def test_an_array_grows(little_memory: None, count: int) -> None:
    parts = [np.full((50, 2), n, np.float32) for n in range(count)]
    growing = Growing()
    for part in parts:
        growing.add(part)
    assert growing.is_long == (count == 40)
    assert growing.length == 50 * count
    assert np.array_equal(growing.array(), np.concatenate(parts))


def test_an_array_of_nothing_has_no_type() -> None:
    with pytest.raises(ValueError, match="no items"):
        Growing().array()


def test_no_file_remains(little_memory: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    sound = space(2, 50_000)
    assert list(tmp_path.iterdir()) == [], "it has no name"
    sound[:] = 1
    assert sound.all()


@pytest.mark.fault(
    "disk full",
    "soundtracks, a film of over three minutes",
    "the video fails and says how much room it needs; nothing is left",
)
def test_a_full_disk_is_reported_with_the_room_needed(little_memory: None) -> None:
    growing = Growing()
    with files_of_at_most(100_000):
        with pytest.raises(ScratchError, match=r"no room .*TMPDIR"):
            space(2, 50_000)
        with pytest.raises(ScratchError, match=r"no room .*TMPDIR"):
            for _ in range(100):
                growing.add(np.zeros((1000, 2), np.float32))

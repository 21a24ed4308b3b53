"""Torch's threads follow the cores that other processes leave free."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from resources.cores import FreeCores, use_all


@pytest.fixture(autouse=True)
def four_threads() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(4)
    yield
    torch.set_num_threads(before)


def told(stat: Path, idle_seconds: float) -> None:
    stat.write_text(f"cpu  1000 0 500 {round(100 * idle_seconds)} 0 0 0 0 0 0\ncpu0 1 2 3 4\n", encoding="ascii")


def test_threads_follow_the_free_cores(tmp_path: Path) -> None:
    import torch

    told(stat := tmp_path / "stat", 1000.0)
    cores = FreeCores(stat)
    assert cores.use() == torch.get_num_threads() == 1, "no core had a moment without work"
    assert cores.use() == 1, "asked again at once it does not measure, and does not wait"
    cores._last = None if cores._last is None else (cores._last[0] - 10.0, *cores._last[1:])
    told(stat, 1028.0)
    assert cores.use() == torch.get_num_threads() == 3, "of each of ten seconds 2.8 cores were free"
    cores._last = None if cores._last is None else (cores._last[0] - 10.0, *cores._last[1:])
    told(stat, 1200.0)
    assert cores.use() == torch.get_num_threads() == 4, "never more than there were"


@pytest.mark.parametrize("text", [None, "", "cpu 1 2\n", "cpu a b c d e\n"])
def test_without_proc_stat_torch_keeps_its_threads(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "stat").write_text(text, encoding="ascii")
    assert FreeCores(tmp_path / "stat").use() == 4


def test_a_single_thread_is_kept(tmp_path: Path) -> None:
    import torch

    torch.set_num_threads(1)
    told(tmp_path / "stat", 0.0)
    cores = FreeCores(tmp_path / "stat")
    assert cores.use() == 1
    told(tmp_path / "stat", 1e6)
    assert cores.use() == 1


def test_a_reduced_number_is_not_the_maximum_of_the_next_measurement(tmp_path: Path) -> None:
    import torch

    told(stat := tmp_path / "stat", 1000.0)
    assert FreeCores(stat).use() == 1
    cores = FreeCores(stat)
    told(stat, 1100.0)
    assert cores.use() == 4, "all are free again"
    assert FreeCores(stat).use() == 1
    use_all()
    assert torch.get_num_threads() == 4

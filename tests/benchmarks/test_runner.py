"""The runner of benchmarks: one that cannot run is reported, the others run, and each result names the machine."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.__main__ import HERE, main, run_all
from resources.errors import TenthSymphonyError

# Cross-validation's tables are in a folder beside the results.
STORED = [path for path in sorted((HERE / "results").rglob("*.json")) if path.parent.name != "folds"]


def works() -> dict[str, Any]:
    return {"name": "works", "ours": 1.0, "alternative": 2.0, "ratio": 2.0, "unit": "seconds", "detail": {}}


def lacks_a_package() -> dict[str, Any]:
    import no_such_package  # pyright: ignore[reportMissingImports]

    return no_such_package.run()


def lacks_a_model() -> dict[str, Any]:
    raise TenthSymphonyError("There is no model.", remedy="make model fetches it.")


def breaks() -> dict[str, Any]:
    return {"name": [][0]}


def test_a_benchmark_that_cannot_run_is_reported_and_the_others_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    benchmarks = {
        "lacks_a_package": lacks_a_package,
        "lacks_a_model": lacks_a_model,
        "breaks": breaks,
        "works": works,
    }
    assert not run_all(benchmarks, tmp_path, {"processor": "a"})
    printed = capsys.readouterr().out
    assert "make bench installs" in printed
    assert "There is no model. make model fetches it." in printed
    assert "it broke" in printed
    assert [path.name for path in tmp_path.iterdir()] == ["works.json"]
    stored = json.loads((tmp_path / "works.json").read_text(encoding="utf-8"))
    assert stored["machine"] == {"processor": "a"}
    assert stored["when"].keys() == {"date", "commit", "load_before"}


def test_an_unknown_benchmark_is_refused() -> None:
    assert main(["no_such_benchmark"]) == 2


@pytest.mark.parametrize("path", STORED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_stored_result_names_its_machine(path: Path) -> None:
    facts = json.loads(path.read_text(encoding="utf-8"))["machine"]
    assert {"processor", "cores", "features", "memory_bandwidth_gb_per_second", "held_back"} <= facts.keys()
    assert bool(facts["held_back"]) == (path.parent.name == "avx2")

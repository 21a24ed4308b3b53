"""The runner of benchmarks: one that cannot run says why, and the others go on; what is kept says where it was measured."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.__main__ import HERE, main, run_all
from resources.errors import TenthSymphonyError

# Cross-validation's tables lie beside the results and are none.
KEPT = [path for path in sorted((HERE / "results").rglob("*.json")) if path.parent.name != "folds"]


def works() -> dict[str, Any]:
    return {"name": "works", "ours": 1.0, "alternative": 2.0, "ratio": 2.0, "unit": "seconds", "detail": {}}


def lacks_a_package() -> dict[str, Any]:
    import no_such_package  # pyright: ignore[reportMissingImports]

    return no_such_package.run()


def lacks_a_model() -> dict[str, Any]:
    raise TenthSymphonyError("There is no model.", remedy="make model fetches it.")


def breaks() -> dict[str, Any]:
    return {"name": [][0]}


def test_what_cannot_run_says_so_and_the_others_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    benchmarks = {
        "lacks_a_package": lacks_a_package,
        "lacks_a_model": lacks_a_model,
        "breaks": breaks,
        "works": works,
    }
    assert not run_all(benchmarks, tmp_path, {"processor": "a"})
    told = capsys.readouterr().out
    assert "make bench installs" in told
    assert "There is no model. make model fetches it." in told
    assert "it broke" in told
    assert [path.name for path in tmp_path.iterdir()] == ["works.json"]
    kept = json.loads((tmp_path / "works.json").read_text(encoding="utf-8"))
    assert kept["machine"] == {"processor": "a"}
    assert kept["when"].keys() == {"date", "commit", "load_before"}


def test_an_unknown_name_is_refused() -> None:
    assert main(["no_such_benchmark"]) == 2


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_result_that_is_kept_says_on_which_processor(path: Path) -> None:
    facts = json.loads(path.read_text(encoding="utf-8"))["machine"]
    assert {"processor", "cores", "features", "memory_bandwidth_gb_per_second", "held_back"} <= facts.keys()
    assert bool(facts["held_back"]) == (path.parent.name == "avx2")

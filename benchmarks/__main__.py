"""Run all benchmarks or the named ones, print a table and write `results/<name>.json`.

A benchmark that lacks something says so, and the others go on. With `--as avx2` torch, oneDNN and MKL compute as on a
processor with AVX2 and nothing newer, and the results go to `results/avx2/`.

What belongs here: the runner. What does not: a benchmark. Each is a module of this folder with `run() -> dict`, which returns
name, ours, alternative, ratio (how many times as fast or as good ours is), unit and detail.
"""

import argparse
import importlib
import os
import pkgutil
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks._machine import AS_AVX2, circumstances, machine
from resources.errors import TenthSymphonyError
from resources.storage import write_json

HERE = Path(__file__).parent
FIELDS = {"name", "ours", "alternative", "ratio", "unit", "detail"}


def names() -> list[str]:
    """The benchmarks, in alphabetical order."""
    return sorted(module.name for module in pkgutil.iter_modules([str(HERE)]) if not module.name.startswith("_"))


def main(arguments: Sequence[str]) -> int:
    """Run the named benchmarks, or all; return 1 if one could not run, 2 for an unknown name."""
    parser = argparse.ArgumentParser("benchmarks", description="Each speed claim beside its alternative.")
    parser.add_argument("--as", dest="processor", choices=["avx2"], help="compute as on an older processor")
    parser.add_argument("names", nargs="*", help=f"of {', '.join(names())}; all by default")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.names) - set(names()))
    if unknown:
        print(f"No benchmark is called {', '.join(unknown)}. There are: {', '.join(names())}.", file=sys.stderr)
        return 2
    if options.processor and not all(os.environ.get(name) == value for name, value in AS_AVX2.items()):
        # Libraries read these when they are loaded, and some are loaded by now.
        os.execve(sys.executable, [sys.executable, "-m", "benchmarks", *arguments], os.environ | AS_AVX2)
    facts = machine()
    print(
        f"{facts['processor']}, {facts['cores']} cores, {', '.join(facts['features'])}; held back: {facts['held_back']}"
    )
    benchmarks = {name: partial(_measure, name) for name in options.names or names()}
    return 0 if run_all(benchmarks, HERE / "results" / (options.processor or ""), facts) else 1


def _measure(name: str) -> dict[str, Any]:
    """Run one benchmark. It is imported only now, because it may lack a dependency."""
    return importlib.import_module(f"benchmarks.{name}").run()


def run_all(benchmarks: Mapping[str, Callable[[], dict[str, Any]]], results: Path, facts: Mapping[str, Any]) -> bool:
    """Run benchmarks one after another and write each result; return whether all could run."""
    all_ran = True
    print(f"{'name':<22}{'ours':>14}{'alternative':>14}{'ratio':>10}  unit", flush=True)
    for name, run in benchmarks.items():
        when = circumstances()
        try:
            result = run()
        except (TenthSymphonyError, ImportError) as error:
            all_ran = False
            remedy = " make bench installs what benchmarks need." if isinstance(error, ImportError) else ""
            print(f"{name:<22}not run: {error}{remedy}", flush=True)
            continue
        except Exception:  # noqa: BLE001  # a broken benchmark must not stop the others
            all_ran = False
            traceback.print_exc()
            print(f"{name:<22}not run: it broke, see above", flush=True)
            continue
        assert set(result) == FIELDS, f"benchmarks.{name} must give {sorted(FIELDS)}"
        assert result["name"] == name
        write_json(results / f"{name}.json", {**result, "machine": facts, "when": when})
        print(
            f"{name:<22}{result['ours']:>14.4g}{result['alternative']:>14.4g}{result['ratio']:>9.1f}×  {result['unit']}",
            flush=True,
        )
    return all_ran


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

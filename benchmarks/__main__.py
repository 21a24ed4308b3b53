"""Run every benchmark, or those named, print a table and write `results/<name>.json`.

One that lacks something says what, and the others go on.

What belongs here: the runner. What does not: a benchmark; each is a module of this folder with
`run() -> dict` giving name, ours, alternative, ratio (how many times ours is faster), unit and detail.
"""

import importlib
import pkgutil
import sys
from pathlib import Path

from resources.errors import TenthSymphonyError
from resources.storage import write_json

HERE = Path(__file__).parent
FIELDS = {"name", "ours", "alternative", "ratio", "unit", "detail"}


def names() -> list[str]:
    """The benchmarks, in alphabetical order."""
    return sorted(module.name for module in pkgutil.iter_modules([str(HERE)]) if not module.name.startswith("_"))


def main(wanted: list[str]) -> int:
    """Run the wanted benchmarks (all when none is named); 1 if one could not run, 2 for an unknown name."""
    unknown = sorted(set(wanted) - set(names()))
    if unknown:
        print(f"No benchmark is called {', '.join(unknown)}. There are: {', '.join(names())}.", file=sys.stderr)
        return 2
    not_run = False
    print(f"{'name':<22}{'ours':>14}{'alternative':>14}{'ratio':>10}  unit", flush=True)
    for name in wanted or names():
        try:
            result = importlib.import_module(f"benchmarks.{name}").run()
        except (TenthSymphonyError, ImportError) as error:
            not_run = True
            print(f"{name:<22}not run: {error}", flush=True)
            continue
        assert set(result) == FIELDS, f"benchmarks.{name} must give {sorted(FIELDS)}"
        assert result["name"] == name
        write_json(HERE / "results" / f"{name}.json", result)
        print(
            f"{name:<22}{result['ours']:>14.4g}{result['alternative']:>14.4g}{result['ratio']:>9.1f}×  {result['unit']}",
            flush=True,
        )
    return 1 if not_run else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

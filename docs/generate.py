"""Generates the reference pages (settings, tables, benchmarks, faults) from the code. `make docs` also builds the site.

What belongs here: turning facts of the code into Markdown. What does not: hand-written text, which is in the pages beside this
file.
"""

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from assets.corpus.splits import SPLITS_SCHEMA
from assets.evaluation.comparisons import COMPARISONS_SCHEMA
from assets.evaluation.metrics import METRICS_SCHEMA, SONG_METRICS_SCHEMA
from assets.evaluation.writing import VERSES_SCHEMA
from assets.lyrics.cleaning import LYRICS_SCHEMA, REJECTED_SCHEMA
from assets.lyrics.harvest import RAW_LYRICS_SCHEMA, TRACKS_SCHEMA
from assets.pages import markdown_table
from assets.phonetics.g2p import PRONUNCIATIONS_SCHEMA
from assets.phonetics.profiles import PROFILES_SCHEMA
from assets.phonetics.verse import COUPLETS_SCHEMA, VERSE_LINES_SCHEMA
from assets.schemas import Schema
from docs import benchmarks_measured, verses_measured
from pipelines.settings import Settings

DOCS = Path(__file__).parent
TESTS = DOCS.parent / "tests"
RESULTS = DOCS.parent / "benchmarks" / "results"
TABLES: Mapping[str, tuple[str, Schema]] = {
    "lyrics/tracks": ("one file per artist", TRACKS_SCHEMA),
    "lyrics/raw_lyrics": ("one file per artist", RAW_LYRICS_SCHEMA),
    "lyrics/lyrics": ("the clean songs", LYRICS_SCHEMA),
    "lyrics/rejected": ("the rejected songs", REJECTED_SCHEMA),
    "phonetics/pronunciations": ("the words' pronunciations", PRONUNCIATIONS_SCHEMA),
    "phonetics/verse_lines": ("a row for each line", VERSE_LINES_SCHEMA),
    "phonetics/couplets": ("a row for each pair of lines", COUPLETS_SCHEMA),
    "phonetics/artist_profiles": ("a row for each artist", PROFILES_SCHEMA),
    "corpus/splits": ("which song is in which split", SPLITS_SCHEMA),
    "evaluation/verses": ("what each writer wrote", VERSES_SCHEMA),
    "evaluation/metrics": ("a row for each writer and metric", METRICS_SCHEMA),
    "evaluation/comparisons": ("a row for each pair of writers and metric", COMPARISONS_SCHEMA),
    "evaluation/song_metrics": ("a row for each writer, song and metric", SONG_METRICS_SCHEMA),
}
NOTE = "<!-- Written by docs/generate.py: change the code, then run make docs. -->\n"


def settings_page() -> str:
    """Every setting with its default and its allowed values."""
    rows = []
    for name, field in Settings.model_fields.items():
        values = [value for value in get_args(field.annotation) if isinstance(value, str)]
        default = "" if field.default is None else str(field.default)
        rows.append((name.upper(), default, ", ".join(values), field.description or ""))
    return (
        f"# Settings\n{NOTE}\nEach setting is an environment variable. Copy `.env.example` to `.env` and change what you need; "
        "the environment overrides the file. A wrong value is refused by name when the code location loads. "
        "`MUSIXMATCH_API_KEY` is read when the service is opened and is never shown.\n\n"
        f"{markdown_table(['setting', 'default', 'allowed values', 'meaning'], rows)}\n"
    )


def data_page() -> str:
    """Every table with its columns."""
    parts = [
        f"# Data dictionary\n{NOTE}\nTables are Parquet files in `data/tables/<stage>/`. For other results (checkpoints, "
        "videos, pages) there is a pointer instead: a small JSON file with the path.\n"
    ]
    for name, (what, schema) in TABLES.items():
        rows = [(column, of.dtype, of.meaning) for column, of in schema.items()]
        parts.append(f"## {name}\n\n{what.capitalize()}.\n\n{markdown_table(['column', 'type', 'meaning'], rows)}\n")
    return "\n".join(parts)


def faults_page() -> str:
    """What each fault does to each step, from the `fault` marks of the tests."""
    rows = []
    for path in sorted(TESTS.rglob("test_*.py")):
        tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for found in (node for node in tree if isinstance(node, ast.FunctionDef)):
            for mark in found.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.fault":
                    kind, step, outcome = (ast.literal_eval(argument) for argument in mark.args)
                    rows.append((kind, step, outcome, f"{path.relative_to(TESTS)}: {found.name.removeprefix('test_')}"))
    return (
        f"# Faults\n{NOTE}\nWhat each fault does to each step. Each row is shown by a test.\n\n"
        f"{markdown_table(['fault', 'affected', 'what happens', 'test'], sorted(rows))}\n"
    )


PAGES = {
    "reference/settings.md": settings_page,
    "reference/data.md": data_page,
    "reference/benchmarks.md": lambda: benchmarks_measured.page(NOTE),
    "reference/verses-measured.md": lambda: verses_measured.page(NOTE),
    "reference/faults.md": faults_page,
    "../README.md": benchmarks_measured.readme,
}


def main() -> None:
    """Write the pages."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()

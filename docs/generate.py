"""The reference pages, written from the code: settings, tables, benchmarks, faults. `make docs` writes them and builds the site.

What belongs here: turning what the code says into Markdown. What does not: any text that a person writes; that stands in
the pages beside this file.
"""

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from assets.corpus.splits import SPLITS_SCHEMA
from assets.evaluation.comparisons import COMPARISONS_SCHEMA, LEVEL
from assets.evaluation.metrics import METRICS_SCHEMA, SONG_METRICS_SCHEMA
from assets.evaluation.writing import VERSES_SCHEMA
from assets.lyrics.cleaning import LYRICS_SCHEMA, REJECTED_SCHEMA
from assets.lyrics.harvest import RAW_LYRICS_SCHEMA, TRACKS_SCHEMA
from assets.pages import markdown_table
from assets.phonetics.g2p import PRONUNCIATIONS_SCHEMA
from assets.phonetics.profiles import PROFILES_SCHEMA
from assets.phonetics.verse import COUPLETS_SCHEMA, VERSE_LINES_SCHEMA
from assets.schemas import Schema
from docs import verses_measured
from docs.verses_measured import unescaped
from pipelines.settings import Settings

DOCS = Path(__file__).parent
TESTS = DOCS.parent / "tests"
RESULTS = DOCS.parent / "benchmarks" / "results"
TABLES: Mapping[str, tuple[str, Schema]] = {
    "lyrics/tracks": ("one file per artist", TRACKS_SCHEMA),
    "lyrics/raw_lyrics": ("one file per artist", RAW_LYRICS_SCHEMA),
    "lyrics/lyrics": ("the clean songs", LYRICS_SCHEMA),
    "lyrics/rejected": ("the songs that were set aside", REJECTED_SCHEMA),
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
    """Every setting with its default and what it may be."""
    rows = []
    for name, field in Settings.model_fields.items():
        values = [value for value in get_args(field.annotation) if isinstance(value, str)]
        default = "" if field.default is None else str(field.default)
        rows.append((name.upper(), default, ", ".join(values), field.description or ""))
    return (
        f"# Settings\n{NOTE}\nEach is an environment variable. Copy `.env.example` to `.env` and change what you need; "
        "the environment goes before the file. A wrong value is refused by name when the code location loads. "
        "`MUSIXMATCH_API_KEY` is read when the service is opened, and shown nowhere.\n\n"
        f"{markdown_table(['setting', 'default', 'allowed', 'what it is'], rows)}\n"
    )


def data_page() -> str:
    """Every table with its columns."""
    parts = [
        f"# Data dictionary\n{NOTE}\nTables are Parquet files in `data/tables/<stage>/`. What an asset writes by itself "
        "(checkpoints, videos, pages) has a pointer there instead: a small JSON file with its path.\n"
    ]
    for name, (what, schema) in TABLES.items():
        rows = [(column, of.dtype, of.meaning) for column, of in schema.items()]
        parts.append(f"## {name}\n\n{what.capitalize()}.\n\n{markdown_table(['column', 'type', 'meaning'], rows)}\n")
    return "\n".join(parts)


def benchmarks_page() -> str:
    """The last results of every benchmark, also those of computing as a processor with AVX2 alone."""

    def ratio(path: Path) -> str:
        return f"{json.loads(path.read_text(encoding='utf-8'))['ratio']:.3g} ×" if path.exists() else "–"

    rows, machines = [], set()
    for path in sorted(RESULTS.glob("*.json")):
        result = json.loads(path.read_text(encoding="utf-8"))
        numbers = [_short(result[name]) for name in ("ours", "alternative")]
        rows.append((result["name"], *numbers, ratio(path), ratio(RESULTS / "avx2" / path.name), result["unit"]))
        if facts := result.get("machine"):
            machines.add(f"{facts['processor']}, {facts['cores']} cores, {', '.join(facts['features'])}")
    names = ["benchmark", "ours", "alternative", "ratio", "ratio as AVX2", "unit"]
    return (
        f"# Benchmarks\n{NOTE}\n`make bench` runs all of them, `make bench NAME=mux` one, and writes "
        "`benchmarks/results/<name>.json`, which says more than this table: what the alternative was, the steps, the sizes, "
        "the machine. `make bench AS=avx2` holds back what a newer processor has: torch, oneDNN, MKL and FBGEMM then compute as "
        f"on one with AVX2 alone. A first column without a second was not run so. `make bench-gpu` is for a machine with a GPU.\n\nMeasured on: {'; '.join(sorted(machines)) or 'not recorded'}.\n"
        f"\n{markdown_table(names, rows)}\n{_ablation()}"
    )


def _short(number: float) -> str:
    """A number to three significant digits."""
    return f"{float(f'{number:.3g}'):,.10g}"


def _ablation() -> str:
    """What each part of writing gives, from the benchmark `ablation`."""
    detail = json.loads((RESULTS / "ablation.json").read_text(encoding="utf-8"))["detail"]
    shown = (
        "order_lift",
        "ending_lift",
        "grammar_faults",
        "end_rhyme_rate",
        "syllable_count_difference",
        "vocabulary",
        "longest_copy",
    )
    rows = []

    def cell(of: Mapping[str, float]) -> str:
        if not rows or not of["difference"]:  # the whole beside itself
            return f"{of['mean']:.2f}"
        beyond = f"**{of['mean']:.2f}**" if of.get("p_holm", 1.0) < LEVEL else f"{of['mean']:.2f}"
        return f"{beyond} ({of['low']:+.2f} to {of['high']:+.2f})"

    for variant, found in detail["variants"].items():
        rows.append((variant, *(cell(found[name]) for name in shown)))
    tested = all("p_holm" in of for found in detail["variants"].values() for of in found.values())
    told = (
        f"Bold: p below {LEVEL} by a paired permutation test, corrected over a row's metrics by Holm's method."
        if tested
        else "These results are from before such differences were tested."
    )
    parts = detail.get("last_words_nats", {})
    nats = [
        (
            variant,
            f"{of['after_the_two_before']:.2f}",
            f"{of['by_itself']:.2f}",
            f"{of['after_the_two_before'] - of['by_itself']:+.2f}",
        )
        for variant, of in parts.items()
    ]
    endings = (
        "\nThe ending lift's two parts: nats of last words after the two words before them, and by themselves.\n\n"
        f"{markdown_table(('', 'after the two before', 'by itself', 'lift'), nats)}\n"
        if nats
        else ""
    )
    return (
        "\n## What each part of writing verses gives\n"
        f"{detail['bars']} bars after the first lines of ten validation songs, one part left out at a time; in brackets the "
        "95 % bootstrap interval of the difference from the verses as they are, song by song. An interval that holds 0 says "
        f"nothing, and of so many some miss it by chance. {told}\n\n"
        f"{unescaped(markdown_table(('', *shown), rows))}\n{endings}"
    )


# The rows of the README's table: a benchmark, and how it is described there.
SHOWN_SPEEDS = {
    "verses": "verses by SmolLM2, bars per second; beside transformers' `generate`",
    "phonemes_cold": "words to phonemes, words per second; beside g2p-en",
    "ngram": "an n-gram of 280,000 tokens, seconds; beside NLTK",
    "musicgen_8x10s": "a 10 s clip of MusicGen, seconds; beside one at a time in fp32",
    "musicgen_4x30s": "a 30 s clip of MusicGen, seconds; beside the same",
    "mux": "music into a 60 s video, seconds; beside moviepy",
    "sketch": "composed music, seconds per second on one core",
}


def readme() -> str:
    """The README, its table of speeds written anew."""
    rows = []
    for name, about in SHOWN_SPEEDS.items():
        cells = []
        for folder in (RESULTS, RESULTS / "avx2"):
            path = folder / f"{name}.json"
            result = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
            cells.append(f"{_short(result['ours'])} ({result['ratio']:.3g} ×)" if result else "–")
        rows.append((about, *cells))
    before, _, rest = (DOCS.parent / "README.md").read_text(encoding="utf-8").partition("<!-- speeds -->\n")
    _, _, after = rest.partition("<!-- end of speeds -->\n")
    table = markdown_table(
        ("on two cores: ours, how many times the alternative", "AVX-512, VNNI, bf16", "as AVX2 alone"), rows
    )
    return f"{before}<!-- speeds -->\n{table}\n<!-- end of speeds -->\n{after}"


def faults_page() -> str:
    """What each fault does to each step, from the marks of the tests that show it."""
    rows = []
    for path in sorted(TESTS.rglob("test_*.py")):
        tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for found in (node for node in tree if isinstance(node, ast.FunctionDef)):
            for mark in found.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.fault":
                    kind, step, outcome = (ast.literal_eval(argument) for argument in mark.args)
                    rows.append((kind, step, outcome, f"{path.relative_to(TESTS)}: {found.name.removeprefix('test_')}"))
    return (
        f"# Faults\n{NOTE}\nWhat each fault does, shown by a test.\n\n"
        f"{markdown_table(['fault', 'what it meets', 'what happens', 'test'], sorted(rows))}\n"
    )


PAGES = {
    "reference/settings.md": settings_page,
    "reference/data.md": data_page,
    "reference/benchmarks.md": benchmarks_page,
    "reference/verses-measured.md": lambda: verses_measured.page(NOTE),
    "reference/faults.md": faults_page,
    "../README.md": readme,
}


def main() -> None:
    """Write the pages."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()

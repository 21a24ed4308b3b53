"""The benchmarks page and the README's table of speeds, written from the results of `make bench`.

What belongs here: their tables. What does not: the other pages (generate.py), any measuring.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assets.evaluation.comparisons import LEVEL
from assets.pages import markdown_table
from docs.verses_measured import unescaped

DOCS = Path(__file__).parent
RESULTS = DOCS.parent / "benchmarks" / "results"
BOTH = {"": "all instructions", "avx2": "AVX2 only"}


def stored(name: str, folder: str = "") -> dict[str, Any] | None:
    """A benchmark's kept result, if there is one."""
    path = RESULTS / folder / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def page(note: str) -> str:
    """The benchmarks page: every benchmark's last results, with all instructions and with AVX2 only."""
    rows, machines = [], set()
    names = {path.stem for folder in BOTH for path in (RESULTS / folder).glob("*.json")}
    for name in sorted(names):
        results = {folder: stored(name, folder) for folder in BOTH}
        shown = results[""] or results["avx2"]
        assert shown
        ratios = [f"{result['ratio']:.3g} ×" if result else "–" for result in results.values()]
        rows.append((name, *(_short(shown[of]) for of in ("ours", "alternative")), *ratios, shown["unit"]))
        for facts in (result["machine"] for result in results.values() if result and "machine" in result):
            machines.add(f"{facts['processor']}, {facts['cores']} cores, {', '.join(facts['features'])}")
    columns = ["benchmark", "ours", "alternative", "ratio", "ratio with AVX2 only", "unit"]
    return (
        f"# Benchmarks\n{note}\n`make bench` runs all benchmarks, `make bench NAME=mux` one of them. Each writes "
        "`benchmarks/results/<name>.json`, which has more than this table: the alternative, the steps, the sizes, "
        "the machine, and how busy it was. With `make bench AS=avx2` torch, oneDNN, MKL, FBGEMM and NumPy compute as on a "
        "processor that has AVX2 and nothing newer. A dash means that the benchmark was not run that way. `make bench-gpu` needs "
        f"a GPU.\n\nMeasured on: {'; '.join(sorted(machines)) or 'not recorded'}.\n"
        f"\n{markdown_table(columns, rows)}\n{_musicgen()}{_demo()}{_time_of_verses()}{_growth()}{_ablation()}"
    )


def _musicgen() -> str:
    """What batch size, precision and engine each contribute, and the error of each precision against fp32."""
    rows, deviations = [], {}
    for name in ("musicgen_8x10s", "musicgen_4x30s"):
        for folder, label in BOTH.items():
            if not (result := stored(name, folder)):
                continue
            detail, of = result["detail"], f"{result['unit'].removeprefix('seconds per ')}, {label}"
            rows.append((of, "transformers, fp32, 1 at a time", _short(result["alternative"]), "1 ×"))
            rows += [
                (
                    of,
                    f"transformers, {step['precision']}, {step['clips_in_a_batch']} at a time",
                    _short(step["seconds_per_clip"]),
                    f"{step['times_the_alternative']:.3g} ×",
                )
                for step in detail.get("transformers_with_more", [])
            ]
            rows.append(
                (of, f"ours, {detail['ours'].split(', sound')[0]}", _short(result["ours"]), f"{result['ratio']:.3g} ×")
            )
            deviations |= detail.get("deviation_from_fp32", {})
    off = "; ".join(f"{name} {found['relative_error']:.3f}" for name, found in deviations.items())
    return (
        "\n## What MusicGen's batch size, precision and engine contribute\nSeconds per clip, decoding and loudness included, with "
        f"random weights of musicgen-small's size. Relative error of the logits against fp32: {off}.\n\n"
        f"{markdown_table(('clip', 'way', 'seconds', 'times as fast'), rows)}\n"
    )


def _demo() -> str:
    """The demo's slowest steps."""
    parts = []
    for folder, label in BOTH.items():
        if not (result := stored("demo", folder)):
            continue
        detail = result["detail"]
        steps = list(detail["steps"].items())[:8]
        rows = [(name, f"{seconds:.1f}") for name, seconds in steps]
        between = result["ours"] - detail["in_steps"]
        rows += [
            ("the other steps", f"{detail['in_steps'] - sum(s for _, s in steps):.1f}"),
            ("start-up and downloads", f"{between:.1f}"),
        ]
        parts.append(
            f"\n{label[0].upper() + label[1:]}: {result['ours']:.0f} s; a second run takes {detail['second_run_seconds']:.1f} s.\n\n"
            f"{markdown_table(('step', 'seconds'), rows)}\n"
        )
    return f"\n## The steps of a first `make demo`\n{''.join(parts)}" if parts else ""


def _time_of_verses() -> str:
    """Where the time of the demo's slowest step goes: writing verses with SmolLM2."""
    results = {label: stored("verses", folder) for folder, label in BOTH.items()}
    shares = {
        label: found["detail"]["share_of_time"]
        for label, found in results.items()
        if found and "share_of_time" in found["detail"]
    }
    if not shares:
        return ""
    names = dict.fromkeys(name for of in shares.values() for name in of)
    rows = [(name, *(f"{of[name]:.0%}" if name in of else "–" for of in shares.values())) for name in names]
    return (
        "\n## Where the time goes when verses are written\nThis is the demo's slowest step. Shares of torch's most expensive "
        f"operations, by its profiler.\n\n{markdown_table(('operation', *shares), rows)}\n"
    )


def _growth() -> str:
    """Seconds and memory of each stage by the number of songs."""
    result = stored("scale")
    if not result:
        return ""
    sizes = [size for size in next(iter(result["detail"].values())) if size.isdigit()]
    rows = [
        (
            stage,
            *(f"{found[size]['seconds']:.1f} s, {found[size]['peak_megabytes'] / 1024:.2f} GiB" for size in sizes),
            str(found.get("exponent", "–")),
        )
        for stage, found in result["detail"].items()
    ]
    headings = ("stage", *(f"{int(size):,} songs" for size in sizes), "exponent")
    return (
        "\n## How each stage scales\nThe exponent compares the times for the two largest sizes; 1 means linear growth.\n\n"
        f"{markdown_table(headings, rows)}\n"
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
        else "These results are older than the significance tests."
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
        "\nThe two parts of the ending lift: log-likelihoods (nats) of last words given the two words before them, and alone.\n\n"
        f"{markdown_table(('', 'given the two words before', 'alone', 'lift'), nats)}\n"
        if nats
        else ""
    )
    return (
        "\n## What each part of writing verses gives\n"
        f"{detail['bars']} bars after the first lines of ten validation songs, with one part left out at a time. In brackets: the "
        "95 % bootstrap interval of the difference from the complete method, song by song. An interval that contains 0 shows no "
        f"difference; of so many intervals, a few exclude 0 by chance. {told}\n\n"
        f"{unescaped(markdown_table(('', *shown), rows))}\n{endings}"
    )


# The rows of the README's table: a benchmark, and how it is described there.
SHOWN_SPEEDS = {
    "verses": "writing verses with SmolLM2: bars per second, against transformers' generate()",
    "phonemes_cold": "words to phonemes: words per second, against g2p-en",
    "ngram": "training and using an n-gram model on 280,000 tokens: seconds, against NLTK",
    "musicgen_8x10s": "MusicGen, a clip of 10 s: seconds, against one clip at a time in fp32",
    "musicgen_4x30s": "MusicGen, a clip of 30 s: seconds, against the same",
    "mux": "adding music to a 60 s video: seconds, against moviepy",
    "sketch": "composing music: seconds of music per second on one core",
}


def readme() -> str:
    """The README with its table of speeds updated."""
    rows, features = [], set()
    for name, about in SHOWN_SPEEDS.items():
        results = [stored(name, folder) for folder in BOTH]
        rows.append(
            (about, *(f"{_short(found['ours'])} ({found['ratio']:.3g} ×)" if found else "–" for found in results))
        )
        if results[0] and "machine" in results[0]:
            features.add(", ".join(name for name in results[0]["machine"]["features"] if name != "AVX2"))
    before, _, rest = (DOCS.parent / "README.md").read_text(encoding="utf-8").partition("<!-- speeds -->\n")
    _, _, after = rest.partition("<!-- end of speeds -->\n")
    headings = ("on two cores: our figure (and how many times as fast)", "; ".join(sorted(features)), "AVX2 only")
    return f"{before}<!-- speeds -->\n{markdown_table(headings, rows)}\n<!-- end of speeds -->\n{after}"

"""The page of measured verses, written from the results of the benchmarks and of `make crossvalidate`.

What belongs here: that page's tables. What does not: the other pages (generate.py), any measuring.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from assets.evaluation.comparisons import LEAST_P, LEVEL, PERMUTATIONS, in_words
from assets.evaluation.crossvalidation import CrossValidation
from assets.evaluation.leaderboard import published_table
from assets.evaluation.metrics import METRICS
from assets.evaluation.sense_rule import LEAST_SENSE
from assets.evaluation.writing import BARS, PUBLISHED
from assets.pages import markdown_table

RESULTS = Path(__file__).parent.parent / "benchmarks" / "results"
FOLDS = RESULTS / "folds"
OF_BARS = ("order_lift", "ending_lift", "grammar_faults", "coherence", "content_words", "end_rhyme_rate", "syllable_count_difference",
           "vocabulary", "longest_copy")  # fmt: skip
# A metric of ours for each of the published table's columns.
AS_PUBLISHED = ("word_perplexity", "rhyme_density", "syllable_count_difference", "longest_rhyme", "vocabulary")


def page(note: str) -> str:
    """The whole page."""
    studies = [CrossValidation.read(path) for path in sorted(FOLDS.glob("*.json"))]
    ours = [study for study in studies if not _is_published(study)]
    sense = json.loads((RESULTS / "sense.json").read_text(encoding="utf-8"))["detail"]
    return (
        f"# Verses measured\n{note}\nThe full tables behind the summary in [measured quality](quality.md).\n"
        f"{_goals()}{_unheard(ours)}{_differences(ours)}{_beside_the_published(studies)}{_told_apart(sense)}{_fooled(sense)}"
    )


def _goals() -> str:
    """The goals for verses and whether they are reached, from the benchmark `goals`."""
    path = RESULTS / "goals.json"
    if not path.exists():
        return "\n## The goals\n`make bench NAME=goals` writes this section; it has not been run yet.\n"
    return goals_section(json.loads(path.read_text(encoding="utf-8"))["detail"])


def goals_section(detail: Mapping[str, Any]) -> str:
    """The section on the goals.

    Args:
        detail: the benchmark's result for each set of songs.
    """
    columns = [(model, name) for model in next(iter(detail.values()))["goals"] for name in detail]
    by_goal: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
    for name, of_set in detail.items():
        for model, goals in of_set["goals"].items():
            for goal in goals:
                cell = _signed(goal["found"], goal["low"], goal["high"])
                cell = f"**{cell}**" if goal["reached"] else cell
                by_goal.setdefault((goal["metric"], goal["wanted"]), {})[model, name] = cell
    rows = [
        (metric.replace("_", " "), wanted, *(cells.get(column, "–") for column in columns))
        for (metric, wanted), cells in by_goal.items()
    ]
    sets = [f"{of_set['songs']} {name} songs × {of_set['bars']} bars" for name, of_set in detail.items()]
    return (
        f"\n## The goals\n`make bench NAME=goals`: what models wrote after the first lines of {' and '.join(sets)}, with the "
        "decoding of the model comparison, beside what people wrote there. Decoding weights were chosen without the test songs, except "
        "for the n-gram's. A cell is the difference from the human mean, or, where the goal is a share, the share of the way from nonsense "
        "to humans (nonsense: human words shuffled; for coherence, lines of different texts; for content words and vocabulary, "
        "zero). In brackets: its 95 % interval over songs. Bold: the mean reaches the goal.\n\n"
        f"{unescaped(markdown_table(('', 'wanted', *(f'{model}, {name}' for model, name in columns)), rows))}\n"
        f"{''.join(_means(name, of_set) for name, of_set in detail.items())}"
    )


def _means(name: str, of_set: Mapping[str, Any]) -> str:
    """Each writer's means of a set of songs."""

    def cell(of: Mapping[str, float] | None) -> str:
        return "–" if of is None else f"{of['mean']:.2f} ({of['low']:.2f} to {of['high']:.2f})".replace("-0.00", "0.00")

    rows = [(writer, *(cell(found.get(metric)) for metric in OF_BARS)) for writer, found in of_set["means"].items()]
    seconds = ", ".join(f"{model} {value:.0f} s" for model, value in of_set["seconds"].items())
    return f"\nMeans on the {name} songs ({seconds} to write):\n\n{markdown_table(('', *_named(OF_BARS)), rows)}\n"


def _is_published(study: CrossValidation) -> bool:
    """Whether it is the published table's own 3-gram, counted on the songs here."""
    return study.recipe.get("smoothing") == "lidstone"


def _named(metrics: Iterable[str]) -> list[str]:
    return [metric.replace("_", " ") for metric in metrics]


def _trained(study: CrossValidation) -> str:
    """What a model's folds were trained on."""
    of_songs = f"{min(study.trained)} to {max(study.trained)}" if len(set(study.trained)) > 1 else str(study.trained[0])
    tuned = f", {study.recipe['epochs']} epoch of LoRA from the base" if "epochs" in study.recipe else ""
    measured = (
        f"each of {study.folds}" if len(study.trained) == study.folds else f"{len(study.trained)} of {study.folds}"
    )
    return f"{study.model}: {of_songs} training songs in {measured} folds{tuned}"


def _unheard(studies: Sequence[CrossValidation]) -> str:
    rows, people = [], set()
    for study in studies:
        for writer, found in _by_writer(study, BARS).items():
            label = f"{writer} ({_songs(found)} songs)"
            cells = [_cell(found.get(metric)) for metric in OF_BARS]
            if tuple(cells) not in people:  # the same people beside two models
                rows.append((label, *cells))
            people |= {tuple(cells)} if writer.startswith("human") else set()
    likelihoods = [
        (writer, *(_cell(found.get(metric)) for metric in ("bits_per_character", "word_perplexity")))
        for study in studies
        for writer, found in _by_writer(study, PUBLISHED).items()
        if "bits_per_character" in found
    ]
    return (
        "\n## Artists that a model has never seen\n"
        f"`make crossvalidate` divides the {studies[0].artists} artists into folds. In turn, it trains on all folds but one and measures on "
        f"that one ({'; '.join(map(_trained, studies))}). Nothing that was tuned on a fold's songs is used in that fold; this excludes the "
        "adapter that ships with the project. Verses use the decoder of the time when the folds were run. Rows without an ending lift "
        "come from an earlier decoder, in which last words did not have to follow from their lines. Mean ± standard deviation of the folds' "
        f"means; in brackets the 95 % bootstrap interval over {_units(studies)}. Sixteen bars after each song's first line:\n\n"
        f"{markdown_table(('', *_named(OF_BARS)), rows)}\n\nWhole held-out songs:\n\n"
        f"{markdown_table(('', 'bits per character', 'perplexity per word'), likelihoods)}\n"
    )


def _units(studies: Sequence[CrossValidation]) -> str:
    """What the studies' intervals draw."""
    if all(study.drawn == "artists" for study in studies):
        return "artists"
    songs = ", ".join(study.model for study in studies if study.drawn == "songs")
    return (
        f"artists ({songs}: over songs. Songs by one artist resemble each other, so there the spread over folds says more than "
        "the interval)"
    )


def _by_writer(study: CrossValidation, protocol: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in study.rows:
        if row.protocol == protocol:
            found.setdefault(row.writer, {})[row.metric] = row
    return found


def _songs(found: Mapping[str, Any]) -> int:
    return max(row.songs for row in found.values())


def _cell(row: Any) -> str:
    if row is None:
        return "–"
    digits = 0 if row.mean >= 100 else 2
    # Of a perplexity, which is that of all songs together, no spread is shown, and one fold has none.
    spread = "" if None in (row.over_songs, row.over_folds) else f" ± {row.over_folds:.{digits}f}"
    return f"{row.mean:.{digits}f}{spread} ({row.low:.{digits}f} to {row.high:.{digits}f})".replace("-0.00", "0.00")


def _signed(value: float, low: float, high: float) -> str:
    return f"{value:+.2f} ({low:+.2f} to {high:+.2f})".replace("-0.00", "+0.00")


def _differences(studies: Sequence[CrossValidation]) -> str:
    parts = [
        "\n## Which differences are more than chance\nFor the same folds, song by song: the mean difference from humans with its 95 % "
        "interval; the effect with its interval (Cliff's delta, from −1, always less, to 1, always more; 0.15 counts as small, 0.33 as "
        "medium, 0.47 as large); and p of a paired permutation test, corrected over metrics by Holm's method. Bold: p below "
        f"{LEVEL}. The smallest p that {PERMUTATIONS:,} permutations can give is {LEAST_P:g}; corrected over about twenty metrics it is "
        "0.004. Songs by one artist resemble each other, so where a comparison says so, artists are resampled and not songs. The report of "
        "every run has the same tables for its own models and each pair of them, over songs (by artists whom the models have seen).\n"
    ]
    for study in studies:
        compared = pd.DataFrame(study.comparisons)
        if "units" not in compared.columns:  # of results in which songs counted as independent
            compared["units"] = compared["songs"]
        chosen = compared[(compared["protocol"] == BARS) & (compared["first"] == f"{study.model}, rhyming")]
        for (first, second), rows in chosen.groupby(["first", "second"], sort=False):
            table = [
                (
                    row["metric"].replace("_", " "),
                    _signed(row["difference"], row["low"], row["high"]),
                    _signed(row["effect"], row["effect_low"], row["effect_high"]),
                    _p(row["p_holm"]),
                )
                for row in rows.to_dict("records")
            ]
            parts.append(
                f"\n{first} against {second}, {rows['songs'].max()} songs{_drawn(study, rows)}. {in_words(rows).capitalize()}.\n\n"
                f"{unescaped(markdown_table(('', 'difference', 'effect', 'p, corrected'), table))}\n"
            )
    return "".join(parts)


def _drawn(study: CrossValidation, rows: pd.DataFrame) -> str:
    """What was drawn, of a comparison's rows."""
    if study.drawn == "artists":
        return f" by {rows['units'].max()} artists, who are resampled"
    return ", each resampled by itself: for statements about artists, intervals are too narrow and p too small"


def _p(p: float) -> str:
    shown = "< 0.001" if p < 0.001 else f"{p:.3f}"
    return f"**{shown}**" if p < LEVEL else shown


def unescaped(table: str) -> str:
    """Bold stays bold in a table whose cells are escaped."""
    return table.replace("\\*\\*", "**")


def _beside_the_published(studies: Sequence[CrossValidation]) -> str:
    rows = [tuple("–" if pd.isna(cell) else cell for cell in row) for row in published_table().itertuples(index=False)]
    people_shown = False
    for study in studies:
        for writer, found in _by_writer(study, PUBLISHED).items():
            if "shuffled" in writer or (people_shown and writer.startswith("human")):
                continue
            people_shown |= writer.startswith("human")
            cells = [f"{found['word_perplexity'].mean:.0f}" if "word_perplexity" in found else "–"]
            cells += [f"{found[metric].mean:.2f} ± {found[metric].over_songs:.2f}" for metric in AS_PUBLISHED[1:]]
            rows.append((f"here: {_published_name(study, writer)}", *cells))
    return (
        "\n## Comparison with the published table\nDzionek, Welsh and Zhou 2023, and the same protocol here: given a held-out song's first "
        "line, 100 tokens are sampled, each from the 50 likeliest; mean ± standard deviation over songs. The definitions are theirs: "
        "density and longest rhyme by vowels alone, over the 15 preceding words, repeated lines counted once; vocabulary as distinct words "
        "per word. Four things differ:\n\n- They had 21,000 songs of 226 rappers, split by song. Here there are "
        f"{studies[0].artists} artists, held out by artist; most songs are by three poets.\n- They transcribed into IPA; here it is "
        "ARPAbet.\n- Their human texts seem to be whole songs. Here they have as many words as the models write, because vocabulary falls "
        "and longest rhyme rises with length.\n- Their perplexity is per subword. Here it is per word, which is far higher for the same "
        "model.\n\n"
        f"{markdown_table(published_table().columns.tolist(), rows)}\n"
    )


def _published_name(study: CrossValidation, writer: str) -> str:
    return f"{study.recipe['order']}-gram, Laplace α = {study.recipe['gamma']:g}" if _is_published(study) else writer


def _told_apart(sense: Mapping[str, Any]) -> str:
    names = list(next(iter(sense["effects"].values())))
    rows = [
        (
            f"{what} ({max(of['songs'] for of in effects.values())} songs)",
            *(
                _signed(effects[name]["effect"], effects[name]["low"], effects[name]["high"])
                if name in effects
                else "–"
                for name in names
            ),
        )
        for what, effects in sense["effects"].items()
    ]
    return (
        "\n## What the measures of sense can distinguish\n`make bench NAME=sense` compares human verses with the same words and lines in "
        "another order, and with what models wrote in their place (the last run's sixteen bars). Cliff's delta with its 95 % "
        "interval over songs: +1, the human text has more of it in every pair; −1, less; 0, the two cannot be distinguished.\n\nThe "
        "likelihood per word (under the same model of general English) is included as a warning: by that measure models' verses are better "
        "than human ones. The ending lift is the difference of the two columns about last words: their likelihood given the two words "
        "before them, and alone. The decoder also uses the second (it does not write towards words that are rare in English, "
        "and wants last words to be likelier after their lines than alone). So a gain in ending lift is independent evidence only as far as the "
        f"first column contributes to it.\n\n{markdown_table(('human verses against', *_named(names)), rows)}\n\n"
        + "\n".join(f"- {name.replace('_', ' ')}: {METRICS[name]}" for name in names if name in METRICS)
        + "\n"
    )


def _fooled(sense: Mapping[str, Any]) -> str:
    names = list(next(iter(sense["fooling"].values())))

    def cell(value: float, *, seen: bool) -> str:
        shown = f"{value:.2f}"
        shown = "0.00" if shown == "-0.00" else shown
        return f"**{shown}**" if seen else shown

    def ruled(text: str) -> str:
        rule = sense["rule"][text]
        return f"passes ({rule['why']})" if rule["passes"] else f"**fails** ({rule['why']})"

    rows = [(text, *(cell(**values[name]) for name in names), ruled(text)) for text, values in sense["fooling"].items()]
    return (
        "\n## Texts made to fool a measure\nEight lines each (`benchmarks/sense.py`). Bold: worse than nine in ten human verses, so the "
        "measure detects it. No measure detects all of them. Prose makes sense; only its lack of rhymes shows that it is not a verse. One "
        "repeated line makes sense too; only its vocabulary shows that nothing else follows. The rule is the champion's: the worst share of the "
        f"way from shuffled human words (0) to human verses (1) must be at least {LEAST_SENSE:g}, and content words and vocabulary have "
        "minimum values.\n\n"
        f"{unescaped(markdown_table(('', *_named(names), 'the rule'), rows))}\n"
    )

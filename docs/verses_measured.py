"""The reference page of measured verses, from the results that the benchmarks and `make crossvalidate` keep.

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
        f"# Verses measured\n{note}\nWhat stands in [measured quality](quality.md) in words, in full.\n"
        f"{_goals()}{_unheard(ours)}{_differences(ours)}{_beside_the_published(studies)}{_told_apart(sense)}{_fooled(sense)}"
    )


def _goals() -> str:
    """What was set for verses and whether it is reached, from the benchmark `goals`."""
    path = RESULTS / "goals.json"
    if not path.exists():
        return "\n## The goals\n`make bench NAME=goals` writes this section; it was not run yet.\n"
    return goals_section(json.loads(path.read_text(encoding="utf-8"))["detail"])


def goals_section(detail: Mapping[str, Any]) -> str:
    """The section on the goals.

    Args:
        detail: of each set of songs what `benchmarks.goals` gives of it.
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
        f"\n## The goals\n`make bench NAME=goals`: what models wrote after the first lines of {' and '.join(sets)}, decoded as "
        "they are compared, beside what people wrote there. Weights were chosen without the test songs, but for the n-gram's. "
        "Found is the difference from people's mean where people are the measure, else the share of the way from nonsense (people's "
        "words shuffled; for coherence lines of different texts; for content words and vocabulary none) to people; in brackets its 95 % "
        "interval over songs. Bold: the mean reaches the goal.\n\n"
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
        "\n## Artists that a model never heard\n"
        f"`make crossvalidate` parts the {studies[0].artists} artists into folds, trains on all but one and measures on that one, in turn "
        f"({'; '.join(map(_trained, studies))}). Nothing that was tuned on a fold's songs is used in it, the additions that ship with "
        "the project among it. Verses were decoded as models were compared when the folds were run: of what has no ending lift here, by an "
        "earlier decoder, before last words had to follow from their lines. Mean ± standard deviation of the folds' means; in brackets the "
        f"95 % bootstrap interval over {_units(studies)}. Sixteen bars after each song's first line:\n\n"
        f"{markdown_table(('', *_named(OF_BARS)), rows)}\n\nWhole held-out songs:\n\n"
        f"{markdown_table(('', 'bits per character', 'perplexity per word'), likelihoods)}\n"
    )


def _units(studies: Sequence[CrossValidation]) -> str:
    """What the studies' intervals draw."""
    if all(study.drawn == "artists" for study in studies):
        return "artists"
    songs = ", ".join(study.model for study in studies if study.drawn == "songs")
    return (
        f"artists ({songs}: over songs; songs by one artist are alike, so that there the spread over folds says more than the "
        "interval)"
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
        "\n## What differs beyond chance\nOf the same folds, song by song: the mean difference from people with its 95 % interval, "
        "the effect (Cliff's delta, from −1, always less, to 1, always more; 0.15 counts as small, 0.33 as medium, 0.47 as large) with "
        f"its own, and p of a paired permutation test, corrected over metrics by Holm's method. Bold is p below {LEVEL}. The least "
        f"that {PERMUTATIONS:,} permutations can give is {LEAST_P:g}, which corrected over some twenty metrics is 0.004. Songs by one "
        "artist are alike: signs and draws are of artists where a comparison says so. The report of every run has the same for its own "
        "models, also of each pair of them, over songs (they are by artists whom the models heard).\n"
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
        return f" by {rows['units'].max()} artists, who are drawn"
    return ", each drawn by itself: intervals are too narrow and p too small for artists"


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
        "\n## Beside the published table\nDzionek, Welsh and Zhou 2023, and the same here: a held-out song's first line is given, 100 "
        "tokens are sampled from the 50 likeliest each; mean ± standard deviation over songs. The definitions are theirs: density "
        "and longest rhyme by vowels alone, over the 15 words before, repeated lines once; vocabulary as distinct words per word. "
        "What differs: they had 21,000 songs of 226 rappers, split by song, here there are "
        f"{studies[0].artists} artists, of whom most songs are by three poets, held out by artist; they transcribed into IPA, here it "
        "is ARPAbet; their people seem to be whole songs, here they are as many words as the models write, since vocabulary falls and "
        "longest rhyme rises with length; their perplexity is per subword, here per word, which is far higher for the same model.\n\n"
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
        "\n## What the measures of sense tell apart\n`make bench NAME=sense`: people's verses against the same words and lines in "
        "another order, and against what models wrote in their place (the last run's sixteen bars). Cliff's delta with its 95 % "
        "interval over songs: +1, people's have more of it in every pair of texts; −1, less; 0, they cannot be told apart. The "
        "likelihood per word (under the same general English) stands here as a warning: by it models' verses are better than "
        "people's. The two columns of last words are what the ending lift is the difference of: their likelihood after the two words "
        "before them, and by themselves. The decoder looks at the second as well (it writes towards no word that English hardly knows, "
        "and wants last words likelier after their lines than by themselves), so that a gain is the lines' own only as far as the first "
        f"has its share in it.\n\n{markdown_table(('people against', *_named(names)), rows)}\n\n"
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
        "\n## Texts made to fool a measure\nEight lines each (`benchmarks/sense.py`). Bold: worse than nine in ten of people's verses, so "
        "that the measure sees it. No measure sees all; prose makes sense, and is no verse by its rhymes alone; one line "
        "repeated makes sense too, and only the vocabulary says that nothing else follows. The rule is the champion's: the worst share of the "
        f"way from people's words shuffled (0) to people's verses (1), {LEAST_SENSE:g} at least, with floors on content words and "
        "vocabulary.\n\n"
        f"{unescaped(markdown_table(('', *_named(names), 'the rule'), rows))}\n"
    )

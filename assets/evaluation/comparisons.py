"""Which differences between writers are more than chance.

What belongs here: paired comparisons over the same held-out songs, and their summary in words. What does not: metrics
(metrics.py), who is promoted (leaderboard.py), the page (report.py).

For each metric and two writers, song by song: the mean difference with its bootstrap interval; Cliff's delta (1993), the share
of pairs of songs in which the first has more minus the share in which it has less, which assumes nothing about the distribution
of the values; and a paired permutation test (Fisher's, of the mean difference under random signs, exact for up to 13 signs).
Among twenty such tests at least one finds a difference by chance in two of three comparisons, so each comparison's p-values are
corrected over its metrics by Holm's method (1979).

The unit of resampling is what was held out. If whole artists were held out, all songs of an artist get the same sign and are
drawn together, because they resemble each other. If songs were held out, by artists whom the models have seen, songs are
resampled, and the result says nothing about other artists.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from assets.evaluation.metrics import METRICS, OWN_BITS, bootstrap_interval, clusters_of, draws
from assets.evaluation.writers import HUMAN, Writer, by_writer
from assets.schemas import Column, as_table
from resources.errors import TenthSymphonyError
from resources.tables import Table

COMPARISONS_SCHEMA = {
    "protocol": Column("published or bars, see the verses"),
    "first": Column("a writer"),
    "second": Column("the writer it is compared with: humans, or a second model"),
    "metric": Column("what was measured"),
    "songs": Column("held-out songs measured for both", "int64"),
    "units": Column("number of resampled units: artists if whole artists were held out, else songs", "int64"),
    "difference": Column("mean of the first's value minus the second's, song by song", "float64"),
    "low": Column("lower end of its 95 % bootstrap interval over units", "float64"),
    "high": Column("upper end of that interval", "float64"),
    "effect": Column("Cliff's delta: −1 (the first always has less) to 1 (always more)", "float64"),
    "effect_low": Column("lower end of its 95 % bootstrap interval over units", "float64"),
    "effect_high": Column("upper end of that interval", "float64"),
    "p": Column("p-value of a paired permutation test of the mean difference", "float64"),
    "p_holm": Column("the p-value corrected over the comparison's metrics by Holm's method", "float64"),
}
LEVEL = 0.05
PERMUTATIONS = 9_999
LEAST_P = 2 / (PERMUTATIONS + 1)  # of a two-sided test; corrected over about twenty metrics it is 0.004
# Left out: perplexity, because a mean of songs' values does not summarise it; a verse's bits under its own writer, because
# each writer's are measured by a different model; self-BLEU, because a song's value depends on the writer's other texts.
COMPARED = [name for name in METRICS if name not in ("word_perplexity", OWN_BITS, "self_bleu")]


class ComparisonError(TenthSymphonyError):
    """The measured songs cannot be compared."""


def held_out_artists(splits: Table, songs: Iterable[str]) -> dict[str, str] | None:
    """The artist of each measured song if whole artists were held out; None if a model has seen other songs by one of them.

    Args:
        splits: `assets.corpus.splits.SPLITS_SCHEMA`.
        songs: the measured songs.

    Raises:
        ComparisonError: a measured song is in no split.
    """
    artists = dict(zip(splits["song_id"], splits["artist"], strict=True))
    measured = dict.fromkeys(songs)
    unknown = [song for song in measured if song not in artists]
    if unknown:
        raise ComparisonError(
            f"{len(unknown)} of the measured songs are no longer in any split.",
            remedy="Materialise evaluation/verses and everything downstream of it again.",
        )
    seen_artists = set(splits.loc[splits["split"] != "test", "artist"])
    measured_artists = {song: artists[song] for song in measured}
    return None if seen_artists & set(measured_artists.values()) else measured_artists


def compare_writers(song_metrics: Table, *, seed: int, artists: Mapping[str, str] | None = None) -> Table:
    """Compare each writer with humans, and each pair of models, metric by metric over the songs of both (`COMPARISONS_SCHEMA`).

    Args:
        song_metrics: `assets.evaluation.metrics.SONG_METRICS_SCHEMA`.
        artists: song → artist, to resample artists; without it songs are resampled.
    """
    rows = []
    for protocol, of_protocol in song_metrics.groupby("protocol", sort=False):
        tables = {
            writer: of_writer.pivot_table(index="song_id", columns="metric", values="value")
            for writer, of_writer in by_writer(of_protocol)
        }
        for first, second in _pairs(list(tables)):
            tests = list(_compared(tables[first], tables[second], seed, artists))
            corrected = holm([float(test[-1]) for test in tests])
            rows += [(protocol, first.label, second.label, *test, p) for test, p in zip(tests, corrected, strict=True)]
    return as_table(rows, COMPARISONS_SCHEMA)


def _pairs(writers: Sequence[Writer]) -> Iterator[tuple[Writer, Writer]]:
    yield from ((writer, HUMAN) for writer in writers if writer != HUMAN and HUMAN in writers)
    yield from combinations([writer for writer in writers if writer.kind == "model"], 2)


def _compared(
    first: Table, second: Table, seed: int, artists: Mapping[str, str] | None
) -> Iterator[tuple[str | int | float, ...]]:
    import pandas as pd

    for metric in COMPARED:
        if metric not in first.columns or metric not in second.columns:
            continue
        measured = pd.concat([first[metric], second[metric]], axis=1, join="inner").dropna()
        if not len(measured):
            continue
        both, clusters = measured.to_numpy(), clusters_of(measured.index, artists)
        differences = both[:, 0] - both[:, 1]
        interval = bootstrap_interval(differences, np.ones(len(both)), seed=seed, clusters=clusters)
        effect = cliffs_delta(both[:, 0], both[:, 1], seed=seed, clusters=clusters)
        p = permutation_p(differences, seed=seed, clusters=clusters)
        units = len(both) if clusters is None else len(np.unique(clusters))
        yield metric, len(both), units, differences.mean(), *interval, *effect, p


def cliffs_delta(
    first: np.ndarray, second: np.ndarray, *, seed: int, clusters: np.ndarray | None = None
) -> tuple[float, float, float]:
    """Cliff's delta: P(a value of `first` is larger) − P(it is smaller), over all pairs, and its 95 % percentile bootstrap
    interval.

    Songs are drawn with replacement, both writers' values of a song together, so both arrays (n_songs,) are of the same songs.

    Args:
        clusters: int (n_songs,): songs with the same number are drawn together.
    """
    n = len(first)
    more = np.sign(first[:, None] - second)
    drawn = draws(n, seed) if clusters is None else draws(clusters.max() + 1, seed)[:, clusters]
    low, high = np.quantile(((drawn @ more) * drawn).sum(1) / drawn.sum(1) ** 2, [0.025, 0.975]).tolist()
    return float(more.mean()), low, high


def permutation_p(differences: np.ndarray, *, seed: int, clusters: np.ndarray | None = None) -> float:
    """p-value of Fisher's paired permutation test: how often the mean difference is as far from zero if each sign is random.

    Args:
        differences: (n_songs,).
        clusters: int (n_songs,): songs with the same number have the same sign.

    Returns:
        NaN for fewer than two signs.
    """
    from scipy.stats import permutation_test

    # Up to a constant factor, the mean over songs equals the mean of the clusters' sums, whatever the signs.
    signed = differences if clusters is None else np.bincount(clusters, differences)
    if len(signed) < 2:
        return float("nan")
    result = permutation_test(
        (signed,), np.mean, permutation_type="samples", vectorized=True, n_resamples=PERMUTATIONS,
        rng=np.random.default_rng(seed),
    )  # fmt: skip
    return float(result.pvalue)


def holm(p_values: Sequence[float]) -> list[float]:
    """The p-values corrected for multiple testing, which controls the family-wise error rate (Holm 1979); NaN stays NaN and
    does not count.
    """
    p = np.array(p_values, float)
    order = np.argsort(p)[: np.count_nonzero(~np.isnan(p))]
    corrected = np.full(len(p), np.nan)
    corrected[order] = np.minimum(1, np.maximum.accumulate(p[order] * np.arange(len(order), 0, -1)))
    return corrected.tolist()


def in_words(comparison: Table) -> str:
    """One comparison's rows in words: which metrics are higher, which lower, which show no difference."""
    songs, units = (int(comparison[name].max()) for name in ("songs", "units"))
    if 2 / 2**units * len(comparison) >= LEVEL:  # of all sign patterns, two give the most extreme means
        few = f"{songs} songs" if units == songs else f"{songs} songs by {units} artists"
        return f"{few} are too few for a test to show any difference"
    significant = comparison[comparison["p_holm"] < LEVEL]

    def named(rows: Table) -> str:
        return ", ".join(
            f"{row['metric'].replace('_', ' ')} ({row['difference']:+.2f}; {row['low']:+.2f} to {row['high']:+.2f})"
            for row in rows.to_dict("records")
        )

    parts = [
        f"{how}: {named(rows)}"
        for how, rows in (
            ("more", significant[significant["difference"] > 0]),
            ("less", significant[significant["difference"] < 0]),
        )
        if len(rows)
    ]
    if len(significant) < len(comparison):
        others = comparison[~comparison["metric"].isin(significant["metric"])]["metric"].str.replace("_", " ")
        parts.append(f"no difference shown: {', '.join(others)}")
    return "; ".join(parts)

"""The model comparison as one self-contained HTML page.

What belongs here: plots and layout. What does not: computing any of the numbers.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assets.evaluation.champions import Champions
from assets.evaluation.comparisons import LEVEL, in_words
from assets.evaluation.leaderboard import leaderboard, published_table
from assets.evaluation.metrics import METRICS
from assets.evaluation.writers import WRITER, Writer, is_by, writers_of
from assets.evaluation.writing import BARS, PROTOCOLS, PUBLISHED
from assets.figures import inline_png
from assets.models.checkpoints import CheckpointManifest
from assets.models.writing.slurs import mask_slurs
from assets.pages import render_page
from assets.phonetics.g2p import Pronouncer
from assets.phonetics.verse_page import VERSE_STYLE, coloured_html
from resources.tables import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TEMPLATE = Path(__file__).with_name("report.html.j2")
PLOTTED = {
    PUBLISHED: (
        *("bits_per_character", "order_lift", "rhyme_density", "end_rhyme_rate", "syllable_count_difference"),
        "vocabulary",
    ),
    BARS: (
        *("order_lift", "grammar_faults", "end_rhyme_rate", "syllable_count_difference", "vocabulary"),
        "longest_copy",
    ),
}
SAMPLES = 3
COLOURS = ["#5b5bd6", "#d6409f", "#30a46c", "#f76b15", "#8b8d98", "#12a594"]
GREY = "#8b8d98"


def render_report(
    *,
    song_metrics: Table,
    metrics: Table,
    comparisons: Table,
    verses: Table,
    manifests: Mapping[str, CheckpointManifest],
    corpus: Mapping[str, Any],
    champions: Champions,
    pronouncer: Pronouncer,
) -> str:
    """The page as HTML; it refers to nothing outside itself.

    Args:
        song_metrics, metrics, comparisons, verses: the evaluation's tables.
        manifests: each model's checkpoint manifest.
        corpus: facts about the training data, label → value.
        champions: the present champion and the last comparison's outcome.
        pronouncer: finds the rhymes to colour.
    """
    protocols = [name for name in PROTOCOLS if name in set(metrics["protocol"])]
    return render_page(
        TEMPLATE,
        boards=[
            {
                "name": name,
                "meaning": PROTOCOLS[name],
                "table": _records(leaderboard(metrics, name)),
                "plot": inline_png(plot_metrics(metrics[metrics["protocol"] == name], PLOTTED[name])),
                "spread": inline_png(plot_songs(song_metrics[song_metrics["protocol"] == name])),
            }
            for name in protocols
        ],
        comparisons=_comparisons(comparisons),
        level=LEVEL,
        published=_records(published_table().fillna("–")),
        metrics=METRICS,
        loss_plot=inline_png(plot_losses(manifests)),
        copy_plot=inline_png(plot_rhyme_and_copying(metrics, protocols)),
        samples=_samples(verses, pronouncer),
        verse_style=VERSE_STYLE,
        manifests=manifests,
        from_scratch=[n for n, m in manifests.items() if n != "ngram" and m.base.source == "embedded"],
        corpus=corpus,
        decision=champions.decision,
        champion=champions.present.model if champions.present else None,
    )


def _comparisons(comparisons: Table) -> list[dict[str, Any]]:
    """Each comparison in words, and its test results as a table."""
    import pandas as pd

    def interval(low: float, high: float) -> str:
        return f"{low:+.2f} to {high:+.2f}"

    shown = []
    for (protocol, first, second), rows in comparisons.groupby(["protocol", "first", "second"], sort=False):
        table = pd.DataFrame({
            "metric": rows["metric"].str.replace("_", " "),
            "difference": rows["difference"].map("{:+.2f}".format),
            "95 % interval": list(map(interval, rows["low"], rows["high"])),
            "effect": rows["effect"].map("{:+.2f}".format),
            "its 95 % interval": list(map(interval, rows["effect_low"], rows["effect_high"])),
            "p": rows["p"].map("{:.4f}".format),
            "p, corrected": rows["p_holm"].map("{:.4f}".format),
        })  # fmt: skip
        shown.append({
            "protocol": protocol, "first": first, "second": second, "songs": int(rows["songs"].max()),
            "units": int(rows["units"].max()), "words": in_words(rows), "table": _records(table),
        })  # fmt: skip
    return shown


def _samples(verses: Table, pronouncer: Pronouncer) -> list[dict[str, Any]]:
    """Some first lines with each model's continuation in bars (or under the published protocol if there are none), rhymes in
    colour.
    """
    rows = verses[verses["protocol"] == BARS]
    rows = rows if len(rows) else verses
    songs = list(dict.fromkeys(rows["song_id"]))
    samples = []
    for song in songs[:: max(1, len(songs) // SAMPLES)][:SAMPLES]:
        of_song = rows[rows["song_id"] == song]
        shown = [
            {"model": writer.label, "html": coloured_html(mask_slurs(text).split("\n"), pronouncer)}
            for writer, text in zip(writers_of(of_song), of_song["text"], strict=True)
        ]
        samples.append({"prompt": of_song["prompt"].iloc[0], "verses": shown})
    return samples


def _records(table: Table) -> dict[str, Any]:
    return {"columns": [str(name).replace("_", " ") for name in table.columns], "rows": table.to_numpy().tolist()}


def _figure(rows: int, columns: int, width: float, height: float) -> tuple["Figure", Any]:
    # Figure instead of pyplot: no global state, no display.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for axis in axes:
        axis.tick_params(colors=GREY, labelsize=8)
        axis.xaxis.label.set_color(GREY)
        axis.yaxis.label.set_color(GREY)
        axis.title.set_color(GREY)
        axis.grid(alpha=0.25)
        for spine in axis.spines.values():
            spine.set_color(f"{GREY}55")
    return figure, axes


def plot_losses(manifests: Mapping[str, CheckpointManifest]) -> "Figure":
    """Training loss (dashed) and validation loss by step, for models that are trained in steps."""
    figure, (axis,) = _figure(1, 1, 8, 3)
    for colour, (name, manifest) in zip(COLOURS, manifests.items(), strict=False):
        for kind, style in (("train_loss", "--"), ("validation_loss", "-")):
            curve = [(point.step, getattr(point, kind)) for point in manifest.losses]
            points = [(step, loss) for step, loss in curve if loss is not None]
            if len(points) > 1:
                label = name if kind == "validation_loss" else None
                axis.plot(*zip(*points, strict=True), style, color=colour, label=label, linewidth=1.6)
    axis.set_xlabel("step")
    axis.set_ylabel("nats per token")
    if axis.get_legend_handles_labels()[1]:
        axis.legend(fontsize=8, frameon=False, labelcolor=GREY)
    return figure


def _colour(writer: Writer) -> str:
    if writer.kind == "human":
        return GREY
    return COLOURS[3 if writer.kind == "base" else 0 if writer.decoding == "rhyming" else 5]


def plot_metrics(metrics: Table, plotted: Sequence[str]) -> "Figure":
    """The most important metrics with 95 % intervals."""
    figure, axes = _figure(2, 3, 11, 0.8 + 0.55 * len(set(writers_of(metrics))))
    for axis, metric in zip(axes, plotted, strict=False):
        rows = metrics[metrics["metric"] == metric].dropna(subset=["mean"]).iloc[::-1]
        spread = [(rows["mean"] - rows["ci_low"]).clip(lower=0), (rows["ci_high"] - rows["mean"]).clip(lower=0)]
        writers = writers_of(rows)
        colours = [_colour(writer) for writer in writers]
        axis.barh(
            [writer.label for writer in writers], rows["mean"], xerr=spread, color=colours, ecolor="#f76b15", alpha=0.85
        )
        axis.set_title(metric.replace("_", " "), fontsize=9)
    for axis in axes[len(plotted) :]:
        axis.set_axis_off()
    return figure


def plot_songs(song_metrics: Table) -> "Figure":
    """The distributions of rhyme density, syllable difference and longest copy over songs."""
    shown = ("rhyme_density", "syllable_count_difference", "longest_copy")
    measured = song_metrics[song_metrics["metric"].isin(shown)].dropna(subset=["value"])
    writers = list(dict.fromkeys(writers_of(measured)))[::-1]
    labels = [writer.label for writer in writers]
    figure, axes = _figure(1, 3, 11, 0.8 + 0.28 * len(writers))
    for axis, metric in zip(axes, shown, strict=True):
        rows = measured[measured["metric"] == metric]
        values = [rows.loc[is_by(rows, writer), "value"].to_numpy() for writer in writers]
        boxes = axis.boxplot(
            values, orientation="horizontal", tick_labels=labels, patch_artist=True, showfliers=False, widths=0.6
        )
        for writer, box, median in zip(writers, boxes["boxes"], boxes["medians"], strict=True):
            box.set(facecolor=_colour(writer), alpha=0.85)
            median.set(color="#f76b15")
        for line in (*boxes["whiskers"], *boxes["caps"]):
            line.set(color=GREY)
        axis.set_title(metric.replace("_", " ") + ", by song", fontsize=9)
    return figure


def plot_rhyme_and_copying(metrics: Table, protocols: Sequence[str]) -> "Figure":
    """Rhyme density against the longest copy: a good writer is to the right of humans and not above them."""
    figure, axes = _figure(1, len(protocols), 11, 3.2)
    for axis, protocol in zip(axes, protocols, strict=True):
        means = metrics[metrics["protocol"] == protocol].pivot_table(index=WRITER, columns="metric", values="mean")
        places = means.dropna(subset=["rhyme_density", "longest_copy"]).sort_values("rhyme_density")
        wide, high = (float(np.ptp(places[name])) or 1.0 for name in ("rhyme_density", "longest_copy"))
        above: list[tuple[float, float, int]] = []  # labels so far: x, y, and how many steps above the point
        for key, (x, y) in places[["rhyme_density", "longest_copy"]].iterrows():
            writer = Writer(*key)  # pyright: ignore[reportGeneralTypeIssues]
            near = [step for x0, y0, step in above if x - x0 < wide / 4 and abs(y - y0) < high / 10]
            above.append((x, y, step := max(near, default=-1) + 1))
            axis.scatter(x, y, color=_colour(writer), s=36)
            axis.annotate(
                writer.label, (x, y), fontsize=7, color=GREY, xytext=(4, 3 + 9 * step), textcoords="offset points"
            )
        axis.margins(x=0.25, y=0.15)
        axis.set_xlabel("rhyme density")
        axis.set_ylabel("longest copy, words")
        axis.set_title(protocol, fontsize=9)
    return figure

"""The comparison as one self-contained HTML page.

What belongs here: drawing and laying out. What does not: any number that is not given to it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from assets.evaluation.leaderboard import PUBLISHED_TABLE, Decision, leaderboard
from assets.evaluation.metrics import METRICS, RHYMING
from assets.evaluation.writing import BARS, PROTOCOLS, PUBLISHED
from assets.figures import inline_png
from assets.models.writing.slurs import mask_slurs
from assets.pages import render_page
from assets.phonetics.g2p import Pronouncer
from assets.phonetics.verse_page import VERSE_STYLE, coloured_html

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TEMPLATE = Path(__file__).with_name("report.html.j2")
PLOTTED = {
    PUBLISHED: ("bits_per_character", "rhyme_density", "end_rhyme_rate", "syllable_count_difference", "vocabulary"),
    BARS: ("rhyme_density", "end_rhyme_rate", "syllable_count_difference", "vocabulary", "longest_copy"),
}
SAMPLES = 3
COLOURS = ["#5b5bd6", "#d6409f", "#30a46c", "#f76b15", "#8b8d98", "#12a594"]
GREY = "#8b8d98"


def render_report(
    *,
    song_metrics: pd.DataFrame,
    metrics: pd.DataFrame,
    verses: pd.DataFrame,
    manifests: Mapping[str, Mapping[str, Any]],
    corpus: Mapping[str, Any],
    decision: Decision,
    champion: str | None,
    pronouncer: Pronouncer,
) -> str:
    """The page; it refers to nothing outside itself.

    Args:
        song_metrics, metrics, verses: the evaluation's tables.
        manifests: each model's checkpoint manifest.
        corpus: what the models were trained on, as label → value.
        decision: this comparison's outcome; `champion`: who is champion now.
        pronouncer: by which the verses' rhymes are coloured.
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
        published=_records(PUBLISHED_TABLE.fillna("–")),
        metrics=METRICS,
        loss_plot=inline_png(plot_losses(manifests)),
        copy_plot=inline_png(plot_rhyme_and_memory(metrics, protocols)),
        samples=_samples(verses, pronouncer),
        verse_style=VERSE_STYLE,
        models=[{"name": name, **manifest} for name, manifest in manifests.items()],
        from_scratch=[n for n, m in manifests.items() if n != "ngram" and m["base"]["source"] == "embedded"],
        corpus=corpus,
        decision=decision,
        champion=champion,
    )


def _samples(verses: pd.DataFrame, pronouncer: Pronouncer) -> list[dict[str, Any]]:
    """Some first lines with what each model made of them in bars (else by the published protocol), rhymes in colour."""
    rows = verses[verses["protocol"] == BARS]
    rows = rows if len(rows) else verses
    songs = list(dict.fromkeys(rows["song_id"]))
    samples = []
    for song in songs[:: max(1, len(songs) // SAMPLES)][:SAMPLES]:
        own = rows[rows["song_id"] == song]
        shown = [
            {
                "model": row["model"] + (", decoded for rhyme" if row["decoding"] == "rhyming" else ", sampled"),
                "html": coloured_html(mask_slurs(row["text"]).split("\n"), pronouncer),
            }
            for row in own.to_dict("records")
        ]
        samples.append({"prompt": own["prompt"].iloc[0], "verses": shown})
    return samples


def _records(table: pd.DataFrame) -> dict[str, Any]:
    return {"columns": [str(name).replace("_", " ") for name in table.columns], "rows": table.to_numpy().tolist()}


def _figure(rows: int, columns: int, width: float, height: float) -> tuple["Figure", Any]:
    # Figure and not pyplot: no global state, no display.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for axis in axes:
        axis.tick_params(colors="#8b8d98", labelsize=8)
        axis.xaxis.label.set_color("#8b8d98")
        axis.yaxis.label.set_color("#8b8d98")
        axis.title.set_color("#8b8d98")
        axis.grid(alpha=0.25)
        for spine in axis.spines.values():
            spine.set_color("#8b8d9855")
    return figure, axes


def plot_losses(manifests: Mapping[str, Mapping[str, Any]]) -> "Figure":
    """Training (dashed) and validation loss by step, for the models that were trained in steps."""
    figure, (axis,) = _figure(1, 1, 8, 3)
    for colour, (name, manifest) in zip(COLOURS, manifests.items(), strict=False):
        for kind, style in (("train_loss", "--"), ("validation_loss", "-")):
            points = [(point["step"], point[kind]) for point in manifest["losses"] if kind in point]
            if len(points) > 1:
                label = name if kind == "validation_loss" else None
                axis.plot(*zip(*points, strict=True), style, color=colour, label=label, linewidth=1.6)
    axis.set_xlabel("step")
    axis.set_ylabel("nats per token")
    if axis.get_legend_handles_labels()[1]:
        axis.legend(fontsize=8, frameon=False, labelcolor="#8b8d98")
    return figure


def _colour(name: str) -> str:
    return GREY if name.startswith("human") else COLOURS[0 if name.endswith(RHYMING) else 3 if "," in name else 5]


def plot_metrics(metrics: pd.DataFrame, plotted: Sequence[str]) -> "Figure":
    """The metrics that matter most, with 95 % intervals."""
    figure, axes = _figure(2, 3, 11, 0.8 + 0.55 * metrics["model"].nunique())
    for axis, metric in zip(axes, plotted, strict=False):
        rows = metrics[metrics["metric"] == metric].dropna(subset=["mean"]).iloc[::-1]
        spread = [(rows["mean"] - rows["ci_low"]).clip(lower=0), (rows["ci_high"] - rows["mean"]).clip(lower=0)]
        colours = [_colour(name) for name in rows["model"]]
        axis.barh(rows["model"], rows["mean"], xerr=spread, color=colours, ecolor="#f76b15", alpha=0.85)
        axis.set_title(metric.replace("_", " "), fontsize=9)
    for axis in axes[len(plotted) :]:
        axis.set_axis_off()
    return figure


def plot_songs(song_metrics: pd.DataFrame) -> "Figure":
    """How rhyme density, syllable difference and longest copy are distributed over songs."""
    shown = ("rhyme_density", "syllable_count_difference", "longest_copy")
    found = song_metrics[song_metrics["metric"].isin(shown)]
    names = list(dict.fromkeys(found["model"]))[::-1]
    figure, axes = _figure(1, 3, 11, 0.8 + 0.28 * len(names))
    for axis, metric in zip(axes, shown, strict=True):
        own = found[found["metric"] == metric].dropna(subset=["value"])
        values = [own.loc[own["model"] == name, "value"].to_numpy() for name in names]
        boxes = axis.boxplot(
            values, orientation="horizontal", tick_labels=names, patch_artist=True, showfliers=False, widths=0.6
        )
        for name, box, median in zip(names, boxes["boxes"], boxes["medians"], strict=True):
            box.set(facecolor=_colour(name), alpha=0.85)
            median.set(color="#f76b15")
        for line in (*boxes["whiskers"], *boxes["caps"]):
            line.set(color=GREY)
        axis.set_title(metric.replace("_", " ") + ", by song", fontsize=9)
    return figure


def plot_rhyme_and_memory(metrics: pd.DataFrame, protocols: Sequence[str]) -> "Figure":
    """Rhyme density against the longest copy: a writer should be right of humans and not above them."""
    figure, axes = _figure(1, len(protocols), 11, 3.2)
    for axis, protocol in zip(axes, protocols, strict=True):
        means = metrics[metrics["protocol"] == protocol].pivot_table(index="model", columns="metric", values="mean")
        places = means.dropna(subset=["rhyme_density", "longest_copy"]).sort_values("rhyme_density")
        wide, high = (float(np.ptp(places[name])) or 1.0 for name in ("rhyme_density", "longest_copy"))
        above: list[tuple[float, float, int]] = []  # labels so far: where, and how many steps above their points
        for name, (x, y) in places[["rhyme_density", "longest_copy"]].iterrows():
            near = [step for x0, y0, step in above if x - x0 < wide / 4 and abs(y - y0) < high / 10]
            above.append((x, y, step := max(near, default=-1) + 1))
            axis.scatter(x, y, color=_colour(str(name)), s=36)
            axis.annotate(
                str(name), (x, y), fontsize=7, color=GREY, xytext=(4, 3 + 9 * step), textcoords="offset points"
            )
        axis.margins(x=0.25, y=0.15)
        axis.set_xlabel("rhyme density")
        axis.set_ylabel("longest copy, words")
        axis.set_title(protocol, fontsize=9)
    return figure

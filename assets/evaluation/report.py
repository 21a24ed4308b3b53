"""The comparison as one self-contained HTML page.

What belongs here: drawing and laying out. What does not: any number that is not given to it.
"""

import base64
import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from assets.evaluation.leaderboard import PUBLISHED, Decision, leaderboard
from assets.evaluation.metrics import METRICS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TEMPLATE = Path(__file__).with_name("report.html.j2")
PLOTTED = (
    "bits_per_character",
    "rhyme_density",
    "end_rhyme_rate",
    "syllable_count_difference",
    "vocabulary",
    "copied_8grams",
)
SAMPLES = 4
COLOURS = ["#5b5bd6", "#d6409f", "#30a46c", "#f76b15", "#8b8d98", "#12a594"]


def render_report(
    *,
    metrics: pd.DataFrame,
    verses: pd.DataFrame,
    manifests: Mapping[str, Mapping[str, Any]],
    corpus: Mapping[str, Any],
    decision: Decision,
    champion: str | None,
) -> str:
    """The page; it refers to nothing outside itself.

    Args:
        metrics, verses: the evaluation's tables.
        manifests: each model's checkpoint manifest.
        corpus: what the models were trained on, as label → value.
        decision: this comparison's outcome; `champion`: who is champion now.
    """
    from jinja2 import Environment, FileSystemLoader, select_autoescape

    environment = Environment(
        loader=FileSystemLoader(TEMPLATE.parent), autoescape=select_autoescape(default=True, default_for_string=True)
    )
    songs = list(dict.fromkeys(verses["song_id"]))
    chosen = songs[:: max(1, len(songs) // SAMPLES)][:SAMPLES]
    samples = [
        {"prompt": rows["prompt"].iloc[0], "verses": rows[["model", "text"]].to_dict("records")}
        for rows in (verses[verses["song_id"] == song] for song in chosen)
    ]
    return environment.get_template(TEMPLATE.name).render(
        table=_records(leaderboard(metrics)),
        published=_records(PUBLISHED.fillna("–")),
        metrics=METRICS,
        loss_plot=_image(plot_losses(manifests)),
        metric_plot=_image(plot_metrics(metrics)),
        samples=samples,
        models=[{"name": name, **manifest} for name, manifest in manifests.items()],
        from_scratch=[n for n, m in manifests.items() if n != "ngram" and m["base"]["source"] == "embedded"],
        corpus=corpus,
        decision=decision,
        champion=champion,
    )


def _records(table: pd.DataFrame) -> dict[str, Any]:
    return {"columns": [str(name).replace("_", " ") for name in table.columns], "rows": table.to_numpy().tolist()}


def _image(figure: "Figure") -> str:
    """A figure as a data URL; transparent, so that it stands on a light and on a dark page."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, transparent=True, bbox_inches="tight")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


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


def plot_metrics(metrics: pd.DataFrame) -> "Figure":
    """The metrics that matter most, with 95 % intervals."""
    figure, axes = _figure(2, 3, 10, 5.2)
    for axis, metric in zip(axes, PLOTTED, strict=True):
        rows = metrics[metrics["metric"] == metric].dropna(subset=["mean"]).iloc[::-1]
        spread = [rows["mean"] - rows["ci_low"], rows["ci_high"] - rows["mean"]]
        colours = ["#8b8d98" if name.startswith("human") else COLOURS[0] for name in rows["model"]]
        axis.barh(rows["model"], rows["mean"], xerr=spread, color=colours, ecolor="#f76b15", alpha=0.85)
        axis.set_title(metric.replace("_", " "), fontsize=9)
    return figure

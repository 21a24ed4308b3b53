"""Who is best, and whether that is better than before.

What belongs here: the table and the choice of a champion. What does not: measuring (metrics.py), drawing (report.py).
"""

import math
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from assets.evaluation.metrics import HUMAN, METRICS

# Dzionek, Welsh & Zhou 2023, "Large Language Model for Rap Generation": 226 rappers, 21,000 songs. Their perplexity is
# per subword on lower-cased text and their density on eSpeak-free IPA: only the order of magnitude compares.
PUBLISHED = pd.DataFrame(
    [
        ("human, held out", None, "0.72 ± 0.14", "1.74 ± 2.28", "5.11 ± 1.2", "0.44 ± 0.1"),
        ("3-gram, Laplace α = 1e-4", "943", "0.55 ± 0.16", "4.52 ± 2.34", "3.31 ± 0.67", "0.80 ± 0.06"),
        ("DistilGPT2, not tuned", "132", "0.55 ± 0.37", "5.26 ± 8.77", "3.01 ± 1.44", "0.59 ± 0.22"),
        ("GPT2-large, not tuned", "72", "0.56 ± 0.32", "3.19 ± 7.19", "3.04 ± 1.18", "0.58 ± 0.19"),
        ("DistilGPT2-rap", "41", "0.54 ± 0.25", "2.2 ± 4.57", "3.3 ± 1.13", "0.51 ± 0.15"),
    ],
    columns=["model", "perplexity", "rhyme density", "syllable count difference", "longest rhyme", "vocabulary"],
)

SCORE = "bits_per_character"
# Copying is judged against held-out humans: their share of 8-word runs found in training songs, and a margin for chance.
COPY_MARGIN = 0.02


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of a comparison; `score` is bits per character on the held-out songs, lower is better."""

    model: str | None
    score: float | None
    promoted: bool
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """The decision as JSON holds it."""
        return asdict(self)


def leaderboard(metrics: pd.DataFrame) -> pd.DataFrame:
    """One row per model and reference, best score first, one column per metric as "mean ± sd"."""

    def cell(mean: float, sd: float) -> str:
        digits = 0 if abs(mean) >= 100 else 2
        spread = "" if math.isnan(sd) else f" ± {sd:.{digits}f}"
        return "–" if math.isnan(mean) else f"{mean:.{digits}f}{spread}"

    cells = metrics.assign(cell=[cell(m, s) for m, s in zip(metrics["mean"], metrics["sd"], strict=True)])
    table = cells.pivot_table(index="model", columns="metric", values="cell", aggfunc="first").reindex(
        columns=[name for name in METRICS if name in set(metrics["metric"])]
    )
    scores = metrics[metrics["metric"] == SCORE].set_index("model")["mean"]
    order = sorted(table.index, key=lambda name: (scores.get(name, math.inf), name))
    return table.loc[order].fillna("–").reset_index()


def to_markdown(table: pd.DataFrame) -> str:
    """A table in Markdown."""
    head = [
        "| " + " | ".join(str(name).replace("_", " ") for name in table.columns) + " |",
        "|" + "---|" * len(table.columns),
    ]
    return "\n".join(head + ["| " + " | ".join(map(str, row)) + " |" for row in table.itertuples(index=False)])


def choose_champion(metrics: pd.DataFrame, previous: dict[str, Any] | None = None) -> Decision:
    """The model with the fewest bits per character among those that do not copy more than humans do.

    Args:
        metrics: rows of `assets.evaluation.metrics.METRICS_SCHEMA`.
        previous: the present champion, with `model` and `score` measured on the same held-out songs, if there is one.

    Returns:
        `promoted` when there was no champion or the best model's score is lower; the reason in words.
    """
    values = metrics.pivot_table(index="model", columns="metric", values="mean")
    limit = values["copied_8grams"].astype(float).to_dict()[HUMAN] + COPY_MARGIN
    candidates = values[values[SCORE].notna()]
    honest = candidates[~(candidates["copied_8grams"] > limit)]
    if honest.empty:
        return Decision(None, None, False, f"No model copies at most {limit:.1%} of its 8-word runs, as humans do.")
    scores = {str(name): float(value) for name, value in honest[SCORE].items()}
    best = min(scores, key=lambda name: scores[name])
    score = scores[best]
    left_out = sorted(set(candidates.index) - set(honest.index))
    aside = f" Left out for copying: {', '.join(left_out)}." if left_out else ""
    if previous is None:
        return Decision(best, score, True, f"{best} is best with {score:.3f} bits per character.{aside}")
    if score < previous["score"]:
        was = f"{previous['model']} had {previous['score']:.3f}"
        return Decision(best, score, True, f"{best} needs {score:.3f} bits per character; {was}.{aside}")
    return Decision(
        str(best),
        score,
        False,
        f"{best} needs {score:.3f} bits per character and does not beat {previous['model']} "
        f"with {previous['score']:.3f}.{aside}",
    )

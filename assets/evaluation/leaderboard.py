"""Who is best, and whether that is better than before.

What belongs here: the table and the choice of a champion. What does not: measuring (metrics.py), whether verses make sense
(sense_rule.py), drawing (report.py).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assets.evaluation.metrics import METRICS, bootstrap_interval
from assets.evaluation.sense_rule import judge_sense, sense_of_models
from assets.evaluation.writers import HUMAN, is_by, writers_of
from assets.evaluation.writing import PUBLISHED
from assets.pages import markdown_table
from resources.tables import Table

if TYPE_CHECKING:
    import pandas as pd

SCORE = "bits_per_character"
# Copying is judged against held-out humans: their share of 8-word runs found in training songs, and a margin for chance.
COPY_MARGIN = 0.02
UNMEASURED = judge_sense({}, {}, {})


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of a comparison; `score` is bits per character on the held-out songs, lower is better."""

    model: str | None
    score: float | None
    promoted: bool
    reason: str


def published_table() -> Table:
    """What Dzionek, Welsh & Zhou 2023, "Large Language Model for Rap Generation", found with 226 rappers and 21,000 songs.

    Their perplexity is per subword on lower-cased text and their density on eSpeak-free IPA: only the order of magnitude
    compares.
    """
    import pandas as pd

    return pd.DataFrame(
        [
            ("human, held out", None, "0.72 ± 0.14", "1.74 ± 2.28", "5.11 ± 1.2", "0.44 ± 0.1"),
            ("3-gram, Laplace α = 1e-4", "943", "0.55 ± 0.16", "4.52 ± 2.34", "3.31 ± 0.67", "0.80 ± 0.06"),
            ("DistilGPT2, not tuned", "132", "0.55 ± 0.37", "5.26 ± 8.77", "3.01 ± 1.44", "0.59 ± 0.22"),
            ("GPT2-large, not tuned", "72", "0.56 ± 0.32", "3.19 ± 7.19", "3.04 ± 1.18", "0.58 ± 0.19"),
            ("DistilGPT2-rap", "41", "0.54 ± 0.25", "2.2 ± 4.57", "3.3 ± 1.13", "0.51 ± 0.15"),
        ],
        columns=["model", "perplexity", "rhyme density", "syllable count difference", "longest rhyme", "vocabulary"],
    )


def leaderboard(metrics: Table, protocol: str) -> Table:
    """One row per writer of a protocol, by its label in the column `model`, one column per metric as "mean ± sd".

    The best score first; where there is none (bars), the references first and the others by rhyme density.
    """

    def cell(mean: float, sd: float) -> str:
        digits = 0 if abs(mean) >= 100 else 2
        spread = "" if math.isnan(sd) else f" ± {sd:.{digits}f}"
        return "–" if math.isnan(mean) else f"{mean:.{digits}f}{spread}"

    metrics = metrics[metrics["protocol"] == protocol]
    metrics = metrics.assign(model=[writer.label for writer in writers_of(metrics)])
    cells = metrics.assign(cell=[cell(m, s) for m, s in zip(metrics["mean"], metrics["sd"], strict=True)])
    table = cells.pivot_table(index="model", columns="metric", values="cell", aggfunc="first").reindex(
        columns=[name for name in METRICS if name in set(metrics["metric"])]
    )
    means = metrics.pivot_table(index="model", columns="metric", values="mean")
    if SCORE in means.columns:
        order = means[SCORE].reindex(table.index).fillna(math.inf)
    else:
        order = -means["rhyme_density"].reindex(table.index)
        order[order.index.isin(metrics.loc[metrics["kind"] == "human", "model"])] = -math.inf
    return table.loc[order.sort_values(kind="stable").index].fillna("–").reset_index()


def to_markdown(table: Table) -> str:
    """A table in Markdown."""
    return markdown_table([str(name).replace("_", " ") for name in table.columns], table.itertuples(index=False))


@dataclass(frozen=True, slots=True)
class Incumbent:
    """The present champion; `bits` are its bits per character by song_id, measured on the same held-out songs."""

    model: str
    bits: "pd.Series"


def choose_champion(
    song_metrics: Table, candidates: Sequence[str], incumbent: Incumbent | None = None, *, seed: int
) -> Decision:
    """The candidate with the fewest bits per character among those that do not copy more than humans do and whose verses
    make sense (`sense_rule`); where no candidate's do or nobody measured it, among all, unless there is a champion already.

    Args:
        song_metrics: `assets.evaluation.metrics.SONG_METRICS_SCHEMA`; those of the published protocol count.

    Returns:
        `promoted` when there was no champion, or when the best candidate beats it beyond noise: on the same songs, drawn
        anew with replacement (paired bootstrap), the mean difference stays below nothing in 95 %; the reason in words.
    """
    published = song_metrics[song_metrics["protocol"] == PUBLISHED]
    of_models = published[published["kind"] == "model"]
    bits = of_models[of_models["metric"] == SCORE].pivot_table(index="song_id", columns="model", values="value")
    copied = of_models[of_models["metric"] == "copied_8grams"].groupby("model")["value"].mean()
    by_humans = published[is_by(published, HUMAN) & (published["metric"] == "copied_8grams")]
    limit = float(by_humans["value"].mean()) + COPY_MARGIN
    measured = [name for name in candidates if name in bits.columns]
    left_out = sorted(name for name in measured if copied[name] > limit)
    scores = {name: float(bits[name].mean()) for name in measured if name not in left_out}
    if not scores:
        return Decision(None, None, False, f"No model copies at most {limit:.1%} of its 8-word runs, as humans do.")
    sense = sense_of_models(song_metrics)
    senseless = sorted(name for name in scores if not sense.get(name, UNMEASURED).holds)
    no_sense = "; ".join(f"{name} {sense.get(name, UNMEASURED).in_words()}" for name in senseless)
    sensible = {name: score for name, score in scores.items() if name not in senseless}
    if not sensible and incumbent is not None:
        reason = (
            f"{incumbent.model} stays champion: no model's verses are shown to make sense (of people's 1: {no_sense})."
        )
        return Decision(None, None, False, reason)
    scores = sensible or scores
    best = min(scores, key=lambda name: scores[name])
    score = scores[best]
    aside = f" Left out for copying: {', '.join(left_out)}." if left_out else ""
    if senseless and sensible:
        aside += f" Left out since their verses are not shown to make sense (of people's 1: {no_sense})."
    elif senseless:
        aside += f" The verses of none are shown to make sense (of people's 1: {no_sense})."
    if incumbent is None:
        return Decision(best, score, True, f"{best} is best with {score:.3f} bits per character.{aside}")
    gain = (bits[best] - incumbent.bits).dropna().to_numpy()
    if best == incumbent.model and not gain.any():  # trained anew to the same weights
        return Decision(
            best,
            score,
            False,
            f"{best} stays champion: trained anew it is the same, with {score:.3f} bits per character.{aside}",
        )
    low, high = bootstrap_interval(gain, np.ones(len(gain)), seed=seed)
    figures = (
        f"{best} needs {score:.3f} bits per character, the champion before it ({incumbent.model}) "
        f"{float(incumbent.bits.mean()):.3f}; the "
        f"difference is {gain.mean():+.3f}, 95 % interval {low:+.3f} to {high:+.3f}"
    )
    if high < 0:
        return Decision(best, score, True, f"{figures}: better beyond noise.{aside}")
    return Decision(best, score, False, f"{figures}: not better beyond noise.{aside}")

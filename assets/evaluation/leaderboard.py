"""The leaderboard, and the choice of a champion.

What belongs here: the table and the rule of promotion. What does not: measuring (metrics.py), whether verses make sense
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
# A model may copy as large a share of 8-word runs from training songs as held-out humans share with them, plus this margin.
COPY_MARGIN = 0.02
UNMEASURED = judge_sense({}, {}, {})


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of a comparison. `score`: bits per character on the held-out songs; lower is better."""

    model: str | None
    score: float | None
    promoted: bool
    reason: str


def published_table() -> Table:
    """The results of Dzionek, Welsh & Zhou 2023, "Large Language Model for Rap Generation", with 226 rappers and 21,000 songs.

    Their perplexity is per subword on lower-cased text, and their density is on IPA made without eSpeak: only orders of
    magnitude can be compared.
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
    """One row per writer of a protocol (its label is in the column `model`), one column per metric as "mean ± sd".

    Sorted by score, the best first. Without scores (bars), humans come first and the others are sorted by rhyme density.
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
    """The present champion. `bits`: its bits per character by song_id, measured on the same held-out songs."""

    model: str
    bits: "pd.Series"


def choose_champion(
    song_metrics: Table, candidates: Sequence[str], incumbent: Incumbent | None = None, *, seed: int
) -> Decision:
    """Choose the candidate with the fewest bits per character among those that copy no more than humans and whose verses make
    sense (`sense_rule`).

    If no candidate's verses are shown to make sense, the choice is among all, unless there is a champion already.

    Args:
        song_metrics: `assets.evaluation.metrics.SONG_METRICS_SCHEMA`; scores and copying are those of the published protocol.

    Returns:
        `promoted` if there was no champion, or if the best candidate beats it by more than chance; `reason` says why.
    """
    bits, copiers, limit = _bits_and_copiers(song_metrics)
    measured = [name for name in candidates if name in bits.columns]
    scores = {name: float(bits[name].mean()) for name in measured if name not in copiers}
    if not scores:
        return Decision(None, None, False, f"No model copies at most {limit:.1%} of its 8-word runs, as humans do.")
    sense = sense_of_models(song_metrics)
    senseless = sorted(name for name in scores if not sense.get(name, UNMEASURED).suffices)
    reasons = "; ".join(f"{name} {sense.get(name, UNMEASURED).in_words()}" for name in senseless)
    sensible = {name: score for name, score in scores.items() if name not in senseless}
    if not sensible and incumbent is not None:
        reason = f"{incumbent.model} stays champion: no model's verses are shown to make sense (humans: 1; {reasons})."
        return Decision(None, None, False, reason)
    left_out = [name for name in measured if name in copiers]
    note = f" Left out for copying: {', '.join(sorted(left_out))}." if left_out else ""
    if senseless and sensible:
        note += f" Left out because their verses are not shown to make sense (humans: 1; {reasons})."
    elif senseless:
        note += f" No model's verses are shown to make sense (humans: 1; {reasons})."
    scores = sensible or scores
    best = min(scores, key=lambda name: scores[name])
    if incumbent is None:
        return Decision(best, scores[best], True, f"{best} is best with {scores[best]:.3f} bits per character.{note}")
    return _compare_with_incumbent(incumbent, best, bits[best], note, seed)


def _bits_and_copiers(song_metrics: Table) -> tuple[Table, set[str], float]:
    """Bits per character by song and model under the published protocol, the models that copy more than humans, and the largest
    share that a model may copy.
    """
    published = song_metrics[song_metrics["protocol"] == PUBLISHED]
    of_models = published[published["kind"] == "model"]
    bits = of_models[of_models["metric"] == SCORE].pivot_table(index="song_id", columns="model", values="value")
    copied = of_models[of_models["metric"] == "copied_8grams"].groupby("model")["value"].mean()
    by_humans = published[is_by(published, HUMAN) & (published["metric"] == "copied_8grams")]
    limit = float(by_humans["value"].mean()) + COPY_MARGIN
    return bits, set(copied.index[copied > limit]), limit


def _compare_with_incumbent(incumbent: Incumbent, best: str, bits: "pd.Series", note: str, seed: int) -> Decision:
    """Whether the best candidate replaces the champion: the 95 % interval of the mean difference in bits per character on the
    same songs (paired bootstrap) must be below zero.
    """
    score = float(bits.mean())
    gain = (bits - incumbent.bits).dropna().to_numpy()
    if best == incumbent.model and not gain.any():  # trained again to the same weights
        reason = f"{best} stays champion: trained again it is the same, with {score:.3f} bits per character.{note}"
        return Decision(best, score, False, reason)
    low, high = bootstrap_interval(gain, np.ones(len(gain)), seed=seed)
    figures = (
        f"{best} needs {score:.3f} bits per character, the previous champion ({incumbent.model}) "
        f"{float(incumbent.bits.mean()):.3f}; the difference is {gain.mean():+.3f}, 95 % interval {low:+.3f} to {high:+.3f}"
    )
    better = high < 0
    verdict = "better by more than chance" if better else "not better by more than chance"
    return Decision(best, score, better, f"{figures}: {verdict}.{note}")

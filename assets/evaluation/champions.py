"""The present champion and those before it, kept beside the checkpoints.

What belongs here: the history and how a new comparison changes it. What does not: the rule (leaderboard.py).
"""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from assets.corpus.examples import songs_of
from assets.evaluation.leaderboard import Decision, choose_champion
from assets.models.checkpoints import CheckpointError
from assets.models.decoding import load_language_model
from resources.storage import write_json

HISTORY = Path("checkpoints") / "champions.json"


def history(data: Path) -> list[dict[str, Any]]:
    """All promotions, oldest first: dicts with model, path (relative to the data root) and score."""
    path = data / HISTORY
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def held_out_score(checkpoint: Path, examples: Path) -> float:
    """Mean bits per character over the test songs."""
    model = load_language_model(checkpoint)
    songs = songs_of(examples, "test")
    return sum(model.log_likelihood(song).bits_per_character for song in songs) / len(songs)


def judge(
    data: Path, metrics: pd.DataFrame, checkpoints: Mapping[str, Path], examples: Path
) -> tuple[dict[str, Any] | None, Decision]:
    """Compare the measured models with the present champion and promote the best if it is better.

    The champion's score is measured anew on the same test songs, so that a changed corpus does not decide.

    Returns:
        The champion from now on (model, path, score), or None when there never was one; and the decision.
    """
    past = history(data)
    present = dict(past[-1]) if past else None
    if present is not None:
        known = {str(path.relative_to(data)): name for name, path in checkpoints.items()}
        try:
            present["score"] = held_out_score(data / present["path"], examples)
        except CheckpointError:
            present["score"] = math.inf
        decision = choose_champion(metrics, present)
        if not decision.promoted and present["path"] in known:
            decision = Decision(
                decision.model, decision.score, False, f"{present['model']} stays champion: nothing is better."
            )
    else:
        decision = choose_champion(metrics)
    if decision.promoted and decision.model is not None:
        path = checkpoints[decision.model]
        present = {"model": decision.model, "path": str(path.relative_to(data)), "score": decision.score}
        write_json(data / HISTORY, [*past, present])
    return present, decision

"""The present champion and those before it, kept beside the checkpoints.

What belongs here: the history, how a comparison changes it, and how it is taken back. What does not: the rule
(leaderboard.py).
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from assets.evaluation.leaderboard import SCORE, Decision, Incumbent, choose_champion
from assets.evaluation.metrics import likelihoods
from assets.evaluation.writing import held_out_songs
from assets.models.checkpoints import CheckpointError
from assets.models.writing.decoding import load_language_model
from resources.errors import TenthSymphonyError
from resources.storage import write_json

HISTORY = Path("checkpoints") / "champions.json"


class ChampionError(TenthSymphonyError):
    """There is no champion to go back to."""


def history(data: Path) -> list[dict[str, Any]]:
    """All promotions, oldest first: dicts with model, path (relative to the data root), score, and `withdrawn` where
    it was taken back.
    """
    path = data / HISTORY
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def present_champion(data: Path) -> dict[str, Any] | None:
    """The last promotion that was not taken back."""
    return next((dict(entry) for entry in reversed(history(data)) if not entry.get("withdrawn")), None)


def judge(
    data: Path, song_metrics: pd.DataFrame, checkpoints: Mapping[str, Path], examples: Path, *, seed: int
) -> tuple[dict[str, Any] | None, Decision]:
    """Compare the measured models with the present champion and promote the best if it is better beyond noise.

    The champion's score is measured anew on the same test songs, so that a changed corpus does not decide. A champion
    whose checkpoint is damaged or gone does not stand in the way; one that was taken back is not promoted again.

    Returns:
        The champion from now on (model, path, score), or None when there never was one; and the decision.
    """
    past, present = history(data), present_champion(data)
    places = {name: str(path.relative_to(data)) for name, path in checkpoints.items()}
    withdrawn = {entry["path"] for entry in past if entry.get("withdrawn")}
    candidates = [name for name, place in places.items() if place not in withdrawn]
    incumbent = _measured(data, present, examples) if present else None
    if present is not None and incumbent is not None:
        present["score"] = float(incumbent.bits.mean())
    decision = choose_champion(song_metrics, candidates, incumbent, seed=seed)
    if present is not None and decision.model is not None and places[decision.model] == present["path"]:
        reason = f"{present['model']} stays champion: nothing is better."
        return present, Decision(decision.model, decision.score, False, reason)
    if decision.promoted and decision.model is not None:
        present = {"model": decision.model, "path": places[decision.model], "score": decision.score}
        write_json(data / HISTORY, [*past, present])
    return present, decision


def _measured(data: Path, champion: Mapping[str, Any], examples: Path) -> Incumbent | None:
    place = data / champion["path"]
    try:
        found = likelihoods({champion["model"]: lambda: load_language_model(place)}, dict(held_out_songs(examples)))
    except CheckpointError:
        return None
    bits = found[found["metric"] == SCORE].set_index("song_id")["value"]
    return Incumbent(champion["model"], bits)


def roll_back(data: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Take the present champion back: the one before it is champion again.

    The withdrawn checkpoint is not promoted again; one that is trained otherwise can be.

    Returns:
        The champion from now on, and the one that was withdrawn.

    Raises:
        ChampionError: there is none before it.
    """
    past = history(data)
    standing = [place for place, entry in enumerate(past) if not entry.get("withdrawn")]
    if len(standing) < 2:
        raise ChampionError(
            "No champion was promoted before the present one.", remedy="Materialise evaluation/champion."
        )
    past[standing[-1]]["withdrawn"] = True
    write_json(data / HISTORY, past)
    return dict(past[standing[-2]]), dict(past[standing[-1]])

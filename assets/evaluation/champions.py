"""The present champion and its predecessors, recorded beside the checkpoints.

What belongs here: the record of promotions, how a comparison changes it, and how a promotion is withdrawn. What does
not: the rule of promotion (leaderboard.py).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from assets.evaluation.leaderboard import SCORE, Decision, Incumbent, choose_champion
from assets.evaluation.metrics import likelihoods
from assets.evaluation.writers import Writer
from assets.evaluation.writing import held_out_songs
from assets.models.checkpoints import CheckpointError
from assets.models.writing.loading import load_language_model
from resources.errors import TenthSymphonyError
from resources.records import Record, RecordError
from resources.storage import Folders
from resources.tables import Table


class ChampionError(TenthSymphonyError):
    """There is no champion to go back to, or the record of promotions is damaged."""


class Promotion(BaseModel):
    """A model that became champion: its checkpoint's path relative to the data root, and its bits per character at that
    time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    path: str
    score: float
    withdrawn: bool = False


class Champions(Record):
    """All promotions, oldest first, and the outcome of the last comparison.

    `score`: the present champion's bits per character on the test songs of that comparison; None if it could not be
    measured.
    """

    promotions: tuple[Promotion, ...] = ()
    decision: Decision | None = None
    score: float | None = None

    @classmethod
    def migrate(cls, version: int, fields: dict[str, Any]) -> dict[str, Any] | None:
        """Version 0 was the promotions alone."""
        return fields if version == 0 else None

    @property
    def present(self) -> Promotion | None:
        """The last promotion that was not withdrawn."""
        return next((promotion for promotion in reversed(self.promotions) if not promotion.withdrawn), None)


def champions_path(folders: Folders) -> Path:
    """The path of the record of promotions."""
    return folders.checkpoints / "champions.json"


def read_champions(folders: Folders) -> Champions:
    """The promotions so far, none if nothing was promoted.

    Raises:
        ChampionError: the record is damaged.
    """
    path = champions_path(folders)
    if not path.exists():
        return Champions()
    stored = path.read_bytes()
    if stored.lstrip().startswith(b"["):  # version 0 was a bare list
        stored = b'{"promotions": ' + stored + b"}"
    try:
        return Champions.parse(stored, where=str(path))
    except RecordError as error:
        raise ChampionError(
            str(error), remedy="Restore it from a backup, or delete it: the next comparison then chooses a champion."
        ) from error


def judge(
    folders: Folders, song_metrics: Table, checkpoints: Mapping[str, Path], examples: Path, *, seed: int
) -> Champions:
    """Compare the measured models with the present champion, promote the best if it is better by more than chance, and record
    the outcome.

    The champion is measured again on the same test songs, so that a changed corpus does not decide. A champion whose
    checkpoint is damaged or missing does not block a promotion. A withdrawn checkpoint is not promoted again.

    Raises:
        ChampionError: the record of promotions is damaged.
    """
    past = read_champions(folders)
    present = past.present
    pointers = {name: folders.pointer(path) for name, path in checkpoints.items()}
    withdrawn = {promotion.path for promotion in past.promotions if promotion.withdrawn}
    candidates = [name for name, pointer in pointers.items() if pointer not in withdrawn]
    incumbent = _measure_incumbent(folders, present, examples) if present else None
    decision = choose_champion(song_metrics, candidates, incumbent, seed=seed)
    promotions = past.promotions
    score = float(incumbent.bits.mean()) if incumbent else None
    if present is not None and decision.model is not None and pointers[decision.model] == present.path:
        reason = f"{present.model} stays champion: nothing is better."
        decision = Decision(decision.model, decision.score, False, reason)
    elif decision.promoted and decision.model is not None and decision.score is not None:
        promoted = Promotion(model=decision.model, path=pointers[decision.model], score=decision.score)
        promotions, score = (*promotions, promoted), decision.score
    champions = Champions(promotions=promotions, decision=decision, score=score)
    champions.write(champions_path(folders))
    return champions


def _measure_incumbent(folders: Folders, champion: Promotion, examples: Path) -> Incumbent | None:
    checkpoint = folders.find(champion.path)
    writers = {Writer(champion.model): lambda: load_language_model(checkpoint)}
    try:
        measured = likelihoods(writers, dict(held_out_songs(examples)))
    except CheckpointError:
        return None
    bits = measured[measured["metric"] == SCORE].set_index("song_id")["value"]
    return Incumbent(champion.model, bits)


def roll_back(folders: Folders) -> Champions:
    """Withdraw the present champion: its predecessor is champion again.

    The withdrawn checkpoint is not promoted again; another checkpoint of the same model can be.

    Raises:
        ChampionError: it has no predecessor, or the record is damaged.
    """
    past = read_champions(folders)
    active = [i for i, promotion in enumerate(past.promotions) if not promotion.withdrawn]
    if len(active) < 2:
        raise ChampionError(
            "There is no earlier champion to go back to.",
            remedy="Nothing was changed. To compare the models again, materialise evaluation/champion.",
        )
    promotions = list(past.promotions)
    promotions[active[-1]] = promotions[active[-1]].model_copy(update={"withdrawn": True})
    champions = past.model_copy(update={"promotions": tuple(promotions), "score": None})
    champions.write(champions_path(folders))
    return champions

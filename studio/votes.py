"""Votes of the blind comparisons: storing and counting them.

What belongs here: the files of votes, and their results. What does not: what is compared (blind_verses.py, blind_music.py).
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel

NEITHER = "neither"
Z95 = 1.959964  # 95 % of a normal distribution lie within this many standard deviations


class Tally(BaseModel):
    """How often an origin was preferred. `share`: wins among its decided comparisons, with the 95 % interval `low` to
    `high`; None if no comparison was decided.
    """

    name: str
    won: int
    lost: int
    neither: int
    share: float | None
    low: float | None
    high: float | None


def keep(path: Path, vote: dict[str, Any]) -> None:
    """Append a vote to a file, as one JSON object per line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **vote}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(kept, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path, sides: Sequence[str]) -> Iterator[tuple[dict[str, str], str]]:
    """The origin on each side, and the choice; damaged lines are skipped."""
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            kept = json.loads(line)
            stood = {side: str(kept[side]) for side in sides if kept.get(side)}
            choice = kept["choice"]
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
        if len(stood) > 1 and (choice in stood or choice == NEITHER):
            yield stood, choice


def tallies(path: Path, sides: Sequence[str]) -> list[Tally]:
    """The results of a file of votes, the most preferred first. In a comparison of three, the chosen one wins twice and
    each of the others loses once, so that chance is one half however many are compared.
    """
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for stood, choice in _read(path, sides):
        for side, name in stood.items():
            if choice == NEITHER:
                counts[name][2] += 1
            elif side == choice:
                counts[name][0] += len(stood) - 1
            else:
                counts[name][1] += 1
    found = []
    for name, (won, lost, neither) in counts.items():
        share, low, high = interval(won, won + lost)
        found.append(Tally(name=name, won=won, lost=lost, neither=neither, share=share, low=low, high=high))
    return sorted(found, key=lambda tally: (-(tally.share or 0.0), tally.name))


def interval(won: int, of: int) -> tuple[float, float, float] | tuple[None, None, None]:
    """A share and its 95 % Wilson score interval, which stays within 0 and 1 and is valid for few votes too."""
    if not of:
        return None, None, None
    share, extra = won / of, Z95**2 / of
    middle = (share + extra / 2) / (1 + extra)
    reach = Z95 / (1 + extra) * (share * (1 - share) / of + extra / (4 * of)) ** 0.5
    return round(share, 3), round(max(0.0, middle - reach), 3), round(min(1.0, middle + reach), 3)

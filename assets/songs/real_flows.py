"""Syllable rates of real songs: from the harvested songs whose lines have times (LRC, LRCLIB).

What belongs here: their statistics, which a planned song is compared with. What does not: planning (plan.py).
"""

import itertools
import json
from dataclasses import dataclass

import numpy as np

from assets.phonetics.g2p import Pronouncer
from assets.phonetics.meter import count_syllables
from assets.songs.plan import SongPlan
from resources.storage import Folders
from resources.tables import Table, read_table

FEWEST_LINES = 20  # with fewer, percentiles mean nothing
MOST_SONGS = 2000  # more do not change the result
LONGEST_SECONDS = 10.0  # a longer line includes a pause


@dataclass(frozen=True, slots=True)
class Rates:
    """Syllables per second from the start of a line to the start of the next: the number of lines, and the 10th, 50th and 90th
    percentile.
    """

    lines: int
    low: float
    middle: float
    high: float


def rates_of(lyrics: Table, pronouncer: Pronouncer) -> Rates | None:
    """The rates of the timed songs of a lyrics table; None if there are too few lines.

    Args:
        lyrics: with the columns `text` and `timing` (a JSON list: of each line with words the milliseconds at which it is
            sung, null where that is not known).
    """
    rates: list[float] = []
    for text, timing in zip(lyrics["text"], lyrics["timing"], strict=True):
        if timing:
            rates += _rates(str(text), json.loads(timing), pronouncer)
    if len(rates) < FEWEST_LINES:
        return None
    low, middle, high = np.percentile(rates, [10, 50, 90])
    return Rates(len(rates), float(low), float(middle), float(high))


def stored_rates(folders: Folders) -> Rates | None:
    """The rates of the harvested songs; None if none has times or nothing was harvested."""
    path = folders.tables / "lyrics" / "lyrics.parquet"
    if not path.exists():
        return None
    timed = read_table(path, columns=["text", "timing"])
    timed = timed[timed["timing"] != ""].head(MOST_SONGS)
    return rates_of(timed, Pronouncer()) if len(timed) else None


def _rates(text: str, timing: list[int | None], pronouncer: Pronouncer) -> list[float]:
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) != len(timing):
        return []
    spoken = pronouncer.phonemes_of_lines(lines)
    rates = []
    for number, (start, following) in enumerate(itertools.pairwise(timing)):
        if start is not None and following is not None and 0 < following - start <= 1000 * LONGEST_SECONDS:
            rates.append(sum(map(count_syllables, spoken[number])) / (following - start) * 1000)
    return rates


def own_rate(plan: SongPlan) -> float:
    """Syllables per second of a planned song, from line to line."""
    lines = plan.lines
    seconds = sum(line.bars for line in lines) * plan.bar
    return sum(len(line.onsets) for line in lines) / seconds

"""`cut_beats`: the share of a film's cuts that fall on a beat of the music, for few and for many cuts.

What belongs here: the measurement. What does not: finding cuts (cuts.py), choosing the grid (resources/music/grid.py).
"""

from collections import defaultdict
from typing import Any

import numpy as np

from resources.music.grid import Grid, choose_grid
from resources.music.styles import STYLES

FILMS = ((4, 30.0), (16, 60.0), (64, 180.0), (166, 300.0))  # cuts, seconds
STYLES_MEASURED = ("lofi", "rock", "epic", "ambient", "drum-and-bass", "jazz", "waltz", "house")
SEEDS = 3
NEAR = 0.04  # seconds


def run() -> dict[str, Any]:
    """The share of random cuts on a beat or the eighth between two, against a grid chosen without the cuts."""
    shares: dict[str, dict[int, list[float]]] = {
        name: defaultdict(list) for name in ("beats and eighths", "whole beats", "without knowing the cuts")
    }
    by_style: dict[str, list[float]] = defaultdict(list)
    for style in STYLES_MEASURED:
        tempo, meter = STYLES[style].tempo, STYLES[style].beats
        for count, seconds in FILMS:
            without_cuts = choose_grid(seconds, tempo, meter=meter)
            for seed in range(SEEDS):
                cuts = np.sort(np.random.default_rng([seed, count]).uniform(0.5, seconds - 0.5, count))
                grid = choose_grid(seconds, tempo, cuts, meter=meter)
                near = float((grid.cut_errors(cuts) <= NEAR).mean())
                by_style[style].append(near)
                shares["beats and eighths"][count].append(near)
                shares["whole beats"][count].append(_on_whole_beats(grid, cuts))
                shares["without knowing the cuts"][count].append(_on_eighths(without_cuts, cuts))
    means = {name: {count: round(float(np.mean(v)), 3) for count, v in of.items()} for name, of in shares.items()}
    ours, alternative = (
        float(np.mean(list(means[name].values()))) for name in ("beats and eighths", "without knowing the cuts")
    )
    return {
        "name": "cut_beats",
        "ours": ours,
        "alternative": alternative,
        "ratio": ours / alternative,
        "unit": "share of cuts with a beat or an eighth within 40 ms, mean over 4, 16, 64 and 166 random cuts; "
        "alternative: the usual tempo's beats and eighths, which know of no cuts",
        "detail": {
            "seconds": dict(FILMS),
            "shares by number of cuts": means,
            "shares by style": {style: round(float(np.mean(values)), 3) for style, values in by_style.items()},
        },
    }


def _on_whole_beats(grid: Grid, cuts: np.ndarray) -> float:
    """The share of the cuts on a whole beat."""
    return _near(cuts, grid.beats)


def _on_eighths(grid: Grid, cuts: np.ndarray) -> float:
    """The share of the cuts on any beat, or on any eighth between two."""
    return _near(cuts, np.sort(np.concatenate([grid.beats, (grid.beats[1:] + grid.beats[:-1]) / 2])))


def _near(cuts: np.ndarray, places: np.ndarray) -> float:
    return float((np.abs(cuts[:, None] - places[None]).min(1) <= NEAR).mean())

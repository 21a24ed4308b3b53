"""`cuts`: recall and precision of the detected cuts, against PySceneDetect's detectors.

What belongs here: the measurement. What does not: the films (_films.py), finding cuts (resources/media/cuts.py).
"""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks._films import FPS, Film, make_film, write_film
from resources.media.look import look

KINDS = (
    *("hard", "same-palette", "slides", "title-cards", "two-angles", "jump-cut"),
    *("dissolve-0.5", "dissolve-1", "dissolve-2", "wipe", "dip-black", "dip-white"),
    *("flashes", "strobe", "tunnel", "whip-pan", "walker", "subtitles", "pan"),
)
SEEDS = (0, 1, 2)
UNSEEN = (101, 102, 103)  # films that were not looked at before they were measured
HARD_WITHIN, GRADUAL_WITHIN = 1.5 / FPS, 0.75  # seconds


def run() -> dict[str, Any]:
    """F1 over all films, against the best of PySceneDetect's detectors."""
    detectors: dict[str, Callable[[Path], Sequence[float]]] = {"ours": lambda path: look(path)[0].cuts}
    from scenedetect import (  # pyright: ignore[reportMissingImports]
        AdaptiveDetector,
        ContentDetector,
        HistogramDetector,
        ThresholdDetector,
        detect,
    )

    def theirs(make: Callable[[], Any]) -> Callable[[Path], Sequence[float]]:
        return lambda path: [scene[0].get_seconds() for scene in detect(str(path), make())[1:]]

    for make in (AdaptiveDetector, ContentDetector, HistogramDetector, ThresholdDetector):
        detectors[make.__name__] = theirs(make)
    counts = {name: _counts() for name in detectors}
    by_kind: dict[str, dict[str, list[int]]] = {name: {} for name in detectors}
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            for seed in SEEDS:
                film = make_film(kind, seed)
                path = Path(folder) / f"{film.name}.mp4"
                write_film(film, path)
                for name, find in detectors.items():
                    _count(counts[name], by_kind[name].setdefault(kind, [0, 0, 0]), film, list(find(path)))
        unseen, unseen_kinds = _counts(), {}
        for kind in KINDS:
            for seed in UNSEEN:
                film = make_film(kind, seed)
                path = Path(folder) / f"{film.name}.mp4"
                write_film(film, path)
                _count(unseen, unseen_kinds.setdefault(kind, [0, 0, 0]), film, list(look(path)[0].cuts))
    scores = {name: _scores(count) for name, count in counts.items()}
    best = max((name for name in scores if name != "ours"), key=lambda name: scores[name]["f1"])
    return {
        "name": "cuts",
        "ours": scores["ours"]["f1"],
        "alternative": scores[best]["f1"],
        "ratio": scores["ours"]["f1"] / scores[best]["f1"],
        "unit": f"F1 over hard and gradual transitions; alternative: PySceneDetect's {best}",
        "detail": {
            "scores": scores,
            "wanted, right and found by kind": by_kind,
            "ours on films that nobody looked at before": {"scores": _scores(unseen), "by kind": unseen_kinds},
        },
    }


def _counts() -> dict[str, Any]:
    return {"hard": [0, 0], "gradual": [0, 0], "found": 0, "right": 0}


def _count(count: dict[str, Any], by_kind: list[int], film: Film, found: list[float]) -> None:
    left = list(found)
    for kind, wanted, within in (("hard", film.hard, HARD_WITHIN), ("gradual", film.gradual, GRADUAL_WITHIN)):
        for cut in wanted:
            near = [at for at in left if abs(at - cut) <= within]
            count[kind][0] += 1
            by_kind[0] += 1
            if near:
                left.remove(min(near, key=lambda at: abs(at - cut)))
                count[kind][1] += 1
                count["right"] += 1
                by_kind[1] += 1
    count["found"] += len(found)
    by_kind[2] += len(found)


def _scores(count: dict[str, Any]) -> dict[str, float]:
    wanted = count["hard"][0] + count["gradual"][0]
    precision = count["right"] / max(1, count["found"])
    recall = count["right"] / wanted
    return {
        "recall_hard": count["hard"][1] / count["hard"][0],
        "recall_gradual": count["gradual"][1] / count["gradual"][0],
        "precision": precision,
        "f1": 2 * precision * recall / max(1e-9, precision + recall),
    }

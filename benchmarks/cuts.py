"""`cuts`: recall and precision of the detected cuts, against PySceneDetect's detectors.

What belongs here: the measurement. What does not: the films (_films.py), finding cuts (resources/media/cuts.py).
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks._films import FPS, NO_CUTS, Film, make_film, write_film
from benchmarks._grounds import DRAWN, ground_film, joined_film
from resources.media.look import look

KINDS = (
    *("hard", "same-palette", "slides", "title-cards", "two-angles", "jump-cut", "much-movement"),
    *("dissolve-0.5", "dissolve-1", "dissolve-2", "wipe", "dip-black", "dip-white"),
    *NO_CUTS,
)
GROUNDS = {
    "on-a-ground": ground_film,
    "on-a-ground-between-shots": joined_film,
}  # of each of the kinds of scenes in `DRAWN`
SEEDS = (0, 1, 2)
UNSEEN_SEEDS = (101, 102, 103)  # of films that were not looked at before they were measured
HARD_TOLERANCE, GRADUAL_TOLERANCE = 1.5 / FPS, 0.75  # seconds


Detector = Callable[[Path], Sequence[float]]


@dataclass
class Counts:
    """Cuts of films and of a detector: of each kind how many there are and how many were detected; and how many it reported."""

    hard: list[int] = field(default_factory=lambda: [0, 0])
    gradual: list[int] = field(default_factory=lambda: [0, 0])
    reported: int = 0
    by_film: dict[str, list[int]] = field(default_factory=dict)
    """For each kind of film: true cuts, correctly detected ones, and reported ones."""

    def add(self, kind: str, film: Film, reported: Sequence[float]) -> None:
        """Count the cuts of a film of a kind. A reported cut matches one true cut at most."""
        unmatched = list(reported)
        of_film = self.by_film.setdefault(kind, [0, 0, 0])
        for count, cuts, tolerance in (
            (self.hard, film.hard, HARD_TOLERANCE),
            (self.gradual, film.gradual, GRADUAL_TOLERANCE),
        ):
            for cut in cuts:
                near = [at for at in unmatched if abs(at - cut) <= tolerance]
                if near:
                    unmatched.remove(min(near, key=lambda at: abs(at - cut)))
                count[0] += 1
                count[1] += bool(near)
                of_film[0] += 1
                of_film[1] += bool(near)
        self.reported += len(reported)
        of_film[2] += len(reported)

    def scores(self) -> dict[str, float]:
        """Recall by kind of cut, precision, and F1."""
        correct = self.hard[1] + self.gradual[1]
        precision = correct / max(1, self.reported)
        recall = correct / (self.hard[0] + self.gradual[0])
        return {
            "recall_hard": self.hard[1] / self.hard[0],
            "recall_gradual": self.gradual[1] / self.gradual[0],
            "precision": precision,
            "f1": 2 * precision * recall / max(1e-9, precision + recall),
        }


def _ours(path: Path) -> Sequence[float]:
    return look(path)[0].cuts


def _scenedetect() -> dict[str, Detector]:
    """PySceneDetect's detectors by name."""
    from scenedetect import (  # pyright: ignore[reportMissingImports]
        AdaptiveDetector,
        ContentDetector,
        HistogramDetector,
        ThresholdDetector,
        detect,
    )

    def detector(make: Callable[[], Any]) -> Detector:
        return lambda path: [scene[0].get_seconds() for scene in detect(str(path), make())[1:]]

    makers = (AdaptiveDetector, ContentDetector, HistogramDetector, ThresholdDetector)
    return {make.__name__: detector(make) for make in makers}


def _count(seeds: Sequence[int], detectors: Mapping[str, Detector]) -> dict[str, Counts]:
    """The counts of each detector over films of every kind."""
    counts = {name: Counts() for name in detectors}
    with tempfile.TemporaryDirectory() as folder:
        for kind, film in _films(seeds):
            path = Path(folder) / f"{film.name}.mp4"
            write_film(film, path)
            for name, detect in detectors.items():
                counts[name].add(kind, film, detect(path))
            path.unlink()
    return counts


def _films(seeds: Sequence[int]) -> Iterator[tuple[str, Film]]:
    """The films of every kind. On grounds there is one of each scene, with the seeds by turns."""
    for kind in KINDS:
        yield from ((kind, make_film(kind, seed)) for seed in seeds)
    for kind, make in GROUNDS.items():
        yield from ((kind, make(scene, seeds[number % len(seeds)])) for number, scene in enumerate(DRAWN))


def run() -> dict[str, Any]:
    """F1 over all films, against the best of PySceneDetect's detectors."""
    counts = _count(SEEDS, {"ours": _ours, **_scenedetect()})
    unseen = _count(UNSEEN_SEEDS, {"ours": _ours})["ours"]
    scores = {name: count.scores() for name, count in counts.items()}
    best = max((name for name in scores if name != "ours"), key=lambda name: scores[name]["f1"])
    return {
        "name": "cuts",
        "ours": scores["ours"]["f1"],
        "alternative": scores[best]["f1"],
        "ratio": scores["ours"]["f1"] / scores[best]["f1"],
        "unit": f"F1 over hard and gradual transitions; alternative: PySceneDetect's {best}",
        "detail": {
            "scores": scores,
            "wanted, right and found by kind": {name: count.by_film for name, count in counts.items()},
            "ours on films that nobody looked at before": {"scores": unseen.scores(), "by kind": unseen.by_film},
        },
    }

"""`look`: seconds of video analysed per second (cuts, motion, light, colour, frames for a contact sheet), against real time.

What belongs here: the measurement. What does not: the analysis (resources/media/look.py).
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._films import encode
from resources.media.look import look

SECONDS, FPS = 15, 30
CUTS = (2.3, 6.5, 8.6, 12.1)
WIDTHS = (64, 210, 37, 500, 120)  # of the scenes' stripes in pixels
SIZES = {"720p": (1280, 720), "1080p": (1920, 1080)}


def _frames(width: int, height: int) -> Iterator[np.ndarray]:
    """Five moving scenes with grain."""
    rng = np.random.default_rng(0)
    grain = rng.integers(0, 24, (height, width, 3), np.uint8)
    colours = rng.permutation(np.array([(200, 40, 30), (30, 60, 180), (220, 220, 90), (30, 150, 60), (110, 30, 130)]))
    x = np.arange(width)[None, :, None]
    for n in range(SECONDS * FPS):
        scene = sum(n / FPS >= cut for cut in CUTS)
        # Each scene has its own stripe width; the same stripes in other colours would be the same scene in another light.
        wave = (x + 4 * n) % WIDTHS[scene] * (26 / WIDTHS[scene]) * np.ones((height, 1, 3))
        yield (colours[scene] * 0.8 + wave).astype(np.uint8) + np.roll(grain, n * 7, 1) // 2


def run() -> dict[str, Any]:
    """The best of three at 720p, and 1080p for comparison."""
    speeds, errors = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        for name, size in SIZES.items():
            path = Path(folder) / f"{name}.mp4"
            encode(
                path, _frames(*size), size, FPS, {"preset": "veryfast", "crf": "23"}
            )  # as cameras and editors write it
            found, times = (), []
            for _ in range(3):
                started = time.perf_counter()
                found = look(path)[0].cuts
                times.append(time.perf_counter() - started)
            assert len(found) == len(CUTS), found
            speeds[name] = SECONDS / min(times)
            errors[name] = float(np.abs(np.asarray(found) - CUTS).max() * 1000)
    return {
        "name": "look",
        "ours": speeds["720p"],
        "alternative": 1.0,
        "ratio": speeds["720p"],
        "unit": "seconds of 720p30 video per second",
        "detail": {
            "alternative": "real time",
            "speed": {name: round(speed, 1) for name, speed in speeds.items()},
            "worst_cut_error_ms": {name: round(error, 1) for name, error in errors.items()},
        },
    }

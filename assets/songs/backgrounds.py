"""The background of a lyric video: generated colours, or the user's picture or video.

What belongs here: reading the background, cropping it to the shape, its timing. What does not: words over it (lettering.py),
composing frames (lyric_video.py).
"""

import colorsys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from assets.songs.lettering import to_planes
from assets.songs.plan import SongPlan
from resources.errors import TenthSymphonyError
from resources.media.files import UnusableVideoError, opened
from resources.media.images import is_animation
from resources.media.probe import decoded, matrix_of, orientation, upright

LEVELS = 24
BRIGHTNESS = 0.42  # factor that darkens a user's picture
LONGEST = 20.0  # seconds of a video that are shown in a loop
# A frame takes 1.4 MB. If a video has more frames than this, every second one is dropped, repeatedly.
MOST_PICTURES, MOST_A_SECOND = 240, 24
# Detected by content, not by name, and not with FFmpeg, which takes a picture's name for a pattern of several files.
PICTURES_READ = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
STANDS = 0.1  # seconds per picture of an animation that gives no duration, as in browsers
REMEDY = "Give a picture (JPEG, PNG, WebP) or a video that opens elsewhere."
_Drawn = tuple[
    float, float, Callable[[], np.ndarray]
]  # start and end in seconds, and a function that returns its RGB pixels


class BackgroundError(TenthSymphonyError):
    """A picture or a video that cannot be shown behind the words."""


def check_background(path: Path) -> None:
    """Check that a background can be shown, by its first picture, before anything is made for it.

    Raises:
        BackgroundError: it cannot.
    """
    Given(path, 64, 36, longest=0.0)


class Colours:
    """A gradient of two colours derived from the title, slightly brighter on each beat and in louder sections."""

    def __init__(self, plan: SongPlan, width: int, height: int) -> None:
        seed = 0.52 + sum(map(ord, plan.title)) % 40 / 100  # teal to plum
        rows, columns = np.mgrid[0:height, 0:width]
        slope = ((columns / width + rows / height) / 2)[..., None]
        first, second = (np.array(colorsys.hls_to_rgb((seed + turn) % 1, 0.2, 0.6)) for turn in (0.0, 0.16))
        colours = 255 * (first * (1 - slope) + second * slope)
        edge = 1 - 0.55 * (((columns / width - 0.5) ** 2 + (rows / height - 0.5) ** 2) * 2)[..., None]
        planes = to_planes((colours * edge).astype(np.uint8))
        self._steps = []
        for step in range(LEVELS):
            lit = planes.copy()
            lit[:height] = np.clip(
                16 + (planes[:height].astype(np.float32) - 16) * (0.75 + 0.6 * step / (LEVELS - 1)), 16, 235
            )
            self._steps.append(lit)
        bars = np.concatenate([np.full(section.bars, section.energy) for section in plan.sections])
        self._energy, self._bar = bars, plan.bar

    def at(self, now: float, pulse: float) -> np.ndarray:
        """The background at a time in seconds. `pulse`: 1 on a beat, falling to 0 before the next."""
        energy = self._energy[min(int(now / self._bar), len(self._energy) - 1)]
        step = round((LEVELS - 1) * min(1.0, energy * (0.45 + 0.55 * pulse**2)))
        return self._steps[step].copy()


class Given:
    """The user's picture or video, cropped to the shape and darkened so that words are readable on it.

    Args:
        longest: seconds of it that are kept; the first picture always is.

    Raises:
        BackgroundError: it cannot be shown.
    """

    def __init__(self, path: Path, width: int, height: int, longest: float = LONGEST) -> None:
        self._pictures: list[np.ndarray] = []
        self._times: list[float] = []
        self._seconds, step = 0.0, 1 / MOST_A_SECOND
        try:
            for start, end, draw in _drawn(path, width, height):
                if self._pictures and start >= longest:
                    break
                self._seconds = min(end, longest)
                if not self._times or _slot(start, step) > _slot(self._times[-1], step):
                    self._pictures.append(to_planes((draw() * BRIGHTNESS).astype(np.uint8)))
                    self._times.append(start)
                if len(self._pictures) > MOST_PICTURES:
                    self._pictures, self._times, step = self._pictures[::2], self._times[::2], 2 * step
        except (OSError, ValueError, SyntaxError, TenthSymphonyError) as error:
            reason = str(error) if isinstance(error, TenthSymphonyError) else type(error).__name__
            raise BackgroundError(f"{path.name} cannot be shown ({reason}).", remedy=REMEDY) from error
        if not self._pictures:
            raise BackgroundError(f"{path.name} has no picture.", remedy=REMEDY)

    def at(self, now: float, pulse: float) -> np.ndarray:
        """The background at a time in seconds. A video runs forwards and backwards at its own speed, so that it never jumps."""
        there = now % (2 * self._seconds) if self._seconds else 0.0
        index = int(np.searchsorted(self._times, min(there, 2 * self._seconds - there) + 1e-6, "right")) - 1
        return self._pictures[max(0, index)].copy()


def _slot(seconds: float, step: float) -> int:
    return int((seconds + 1e-6) / step)


def _drawn(path: Path, width: int, height: int) -> Iterator[_Drawn]:
    """The pictures in that size, each with the time when it is shown."""
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(path, formats=PICTURES_READ)
    except UnidentifiedImageError:
        yield from _filmed(path, width, height)
    except Image.DecompressionBombError as error:
        raise UnusableVideoError("It is too large.", remedy="Use a smaller picture.") from error
    else:
        with image:
            yield from _painted(image, width, height)


def _painted(image: Any, width: int, height: int) -> Iterator[_Drawn]:
    """The pictures of an image file, which may be an animation."""
    from PIL import ImageOps

    image.draft("RGB", (max(width, height),) * 2)  # decodes a large JPEG at a half of its size or less
    start = 0.0
    for number in range(image.n_frames if is_animation(image) else 1):
        image.seek(number)
        image.load()  # a WebP only has a duration after loading
        end = start + (image.info.get("duration") or 1000 * STANDS) / 1000
        # The function is called before the next picture is read.
        yield start, end, lambda: np.asarray(ImageOps.fit(_opaque(ImageOps.exif_transpose(image)), (width, height)))
        start = end


def _opaque(image: Any) -> Any:
    """Convert to RGB. Transparent areas become black, 16-bit grey becomes 8-bit."""
    from PIL import Image

    if image.mode.startswith("I"):
        image = image.point(lambda level: level / 256).convert("L")
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "black"), image).convert("RGB")


def _filmed(path: Path, width: int, height: int) -> Iterator[_Drawn]:
    """The frames of a video, rotated as players show them."""
    with opened(path) as container:
        first = end = 0.0
        for number, frame in enumerate(frame for frames in decoded(container) for frame in frames):
            lasts = float((frame.duration or 0) * (frame.time_base or 0)) or 1 / MOST_A_SECOND
            now = frame.time if frame.time is not None else first + end
            first = first if number else now
            end = now - first + lasts
            yield now - first, end, lambda frame=frame: _covering(frame, width, height)


def _covering(frame: Any, width: int, height: int) -> np.ndarray:
    """A frame rotated, scaled and cropped so that it fills the picture."""
    matrix = matrix_of(frame)
    lies = orientation(matrix)[0] % 180 != 0
    across, up = (height, width) if lies else (width, height)
    scale = max(across / frame.width, up / frame.height)
    wide, high = (max(2, round(side * scale / 2) * 2) for side in (frame.width, frame.height))
    scaled = frame.reformat(width=max(wide, across), height=max(high, up), format="rgb24").to_ndarray()
    pixels = upright(scaled, matrix)
    left, top = (pixels.shape[1] - width) // 2, (pixels.shape[0] - height) // 2
    return pixels[top : top + height, left : left + width]

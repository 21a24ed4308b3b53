"""Animated GIFs as videos, because no video container holds their pictures unchanged.

What belongs here: the conversion. What does not: everything else that is done with a video.
"""

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from resources.media.files import UnusableVideoError, opened, picture_of
from resources.storage import atomic_path

HUNDREDTHS = Fraction(1, 100)  # seconds: the time base of a GIF
QUALITY = "14"  # H.264's CRF, 0 to 51: no visible loss in a GIF's 256 colours


def is_gif(path: Path) -> bool:
    """Whether a file is a GIF, whatever its name: phones and messengers name mp4 files .gif, and the other way round."""
    with path.open("rb") as file:
        return file.read(4) == b"GIF8"


def animation_to_video(path: Path, out: Path) -> None:
    """Convert an animated GIF to H.264 with the same durations of its pictures. Odd widths and heights lose one line.

    Raises:
        UnusableVideoError: it cannot be read, or has only one picture.
    """
    import av

    with opened(path) as source, atomic_path(out) as temporary, av.open(str(temporary), "w", format="mp4") as target:
        track = picture_of(source)
        stream: Any = target.add_stream("libx264", rate=100, options={"crf": QUALITY, "preset": "medium"})
        stream.width, stream.height, stream.pix_fmt = (
            max(2, track.width // 2 * 2),
            max(2, track.height // 2 * 2),
            "yuv420p",
        )
        stream.codec_context.time_base = HUNDREDTHS
        shown, picture, ends = 0, None, 0
        for frame in source.decode(track):
            pixels = frame.to_ndarray(format="rgb24")
            picture = av.VideoFrame.from_ndarray(_even(pixels), format="rgb24")
            picture.pts = round(float(frame.time or 0.0) * 100)
            picture.time_base = HUNDREDTHS
            ends = picture.pts + max(2, round(float((frame.duration or 0) * (frame.time_base or 0)) * 100))
            target.mux(stream.encode(picture))
            shown += 1
        if shown < 2 or picture is None:
            raise UnusableVideoError("The GIF has only one picture.", remedy="Drop a video, or an animated GIF.")
        last = av.VideoFrame.from_ndarray(_even(picture.to_ndarray(format="rgb24")), format="rgb24")
        last.pts, last.time_base = ends - 1, HUNDREDTHS  # otherwise the last picture would have no duration
        target.mux(stream.encode(last))
        target.mux(stream.encode(None))


def _even(pixels: np.ndarray) -> np.ndarray:
    height, width = max(2, pixels.shape[0] // 2 * 2), max(2, pixels.shape[1] // 2 * 2)
    return np.ascontiguousarray(
        np.resize(pixels, (height, width, 3)) if min(pixels.shape[:2]) < 2 else pixels[:height, :width]
    )

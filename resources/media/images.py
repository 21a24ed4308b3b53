"""Image files.

What belongs here: encoding pixels, and checking a user's picture. What does not: drawing (assets/soundtracks/pictures.py).
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import numpy as np

from resources.errors import TenthSymphonyError

# MPO: phones write JPEGs that contain a second picture, a preview.
SUFFIX_OF = {"PNG": ".png", "JPEG": ".jpg", "MPO": ".jpg", "WEBP": ".webp"}
# Of pictures of any kind, also of those that are not read here: a user who chose one wants no advice on videos.
PICTURE_SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".webp", ".heic", ".heif", ".avif", ".bmp", ".tif", ".tiff", ".svg", ".ico", ".psd"}
)
MOST_PIXELS = 40_000_000


class PictureError(TenthSymphonyError):
    """A picture that cannot be shown."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's suffix by its content, and its size in pixels."""

    suffix: str
    width: int
    height: int


def is_picture(head: bytes) -> bool:
    """Whether the first twelve bytes of a file are those of a PNG, JPEG or WebP."""
    return head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or (head[:4], head[8:12]) == (b"RIFF", b"WEBP")


def is_animation(image: Any) -> bool:
    """Whether an image opened by Pillow is animated; the second picture in a phone's JPEG is only a preview."""
    return image.format != "MPO" and getattr(image, "is_animated", False)


def read_picture(path: Path) -> Picture:
    """Decode a whole picture. Returns its facts.

    Raises:
        PictureError: it is damaged, animated or too large.
    """
    from PIL import Image

    try:
        with Image.open(path, formats=["PNG", "JPEG", "WEBP"]) as image:
            if is_animation(image):
                raise PictureError("The picture is animated.", remedy="Use a still picture, or a video.")
            if image.width * image.height > MOST_PIXELS:
                raise PictureError(
                    f"The picture has {image.width} × {image.height} pixels.",
                    remedy="Use one of 40 megapixels at most.",
                )
            image.load()
            return Picture(SUFFIX_OF[str(image.format)], image.width, image.height)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureError(
            "The picture cannot be read.", remedy="Use a PNG, JPEG or WebP that other programs can open."
        ) from error


def encode_image(pixels: np.ndarray, kind: Literal["jpeg", "png"]) -> bytes:
    """Encode an image file.

    Args:
        pixels: RGB, uint8 of shape (height, width, 3), both sides even.
    """
    import av

    name, fmt = ("mjpeg", "yuvj420p") if kind == "jpeg" else ("png", "rgb24")
    encoder: Any = av.CodecContext.create(name, "w")
    encoder.height, encoder.width = pixels.shape[:2]
    encoder.pix_fmt, encoder.time_base = fmt, Fraction(1, 1)
    if kind == "jpeg":
        encoder.options = {"qmin": "10", "qmax": "10"}
    picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24").reformat(format=fmt)
    return b"".join(bytes(packet) for packet in [*encoder.encode(picture), *encoder.encode(None)])

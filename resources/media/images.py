"""Image files.

What belongs here: encoding pixels. What does not: drawing them (assets/soundtracks/pictures.py).
"""

from fractions import Fraction
from typing import Any, Literal

import numpy as np


def encode_image(pixels: np.ndarray, kind: Literal["jpeg", "png"]) -> bytes:
    """An image file.

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

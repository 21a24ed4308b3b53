"""Making films for tests with ffmpeg.

What belongs here: helpers that several test modules use. What does not: simple videos, which the fixture make_video makes.
"""

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np


def ffmpeg(*arguments: str | Path) -> None:
    """Run ffmpeg; an existing output is overwritten."""
    import imageio_ffmpeg

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    subprocess.run(command, check=True)


def cut_at(second: float, size: tuple[int, int] = (64, 48)) -> Callable[[float], np.ndarray]:
    """The frames of a film with one cut, for make_video."""
    shape = (size[1], size[0], 3)
    return lambda time: np.full(shape, (200, 30, 30) if time < second else (20, 40, 210), np.uint8)

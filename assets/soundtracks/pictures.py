"""Small images of a video for the UI and the gallery: a contact sheet, and its waveform with beats and cuts.

What belongs here: drawing into arrays. What does not: image files (resources/media), where they are shown.
"""

from collections.abc import Sequence

import numpy as np

TILES, COLUMNS, GAP = 8, 4, 4
WAVE_HEIGHT = 96
GROUND, WAVE, BEAT, CUT = (24, 25, 27), (142, 140, 236), (96, 104, 112), (247, 107, 21)


def contact_sheet(frames: Sequence[np.ndarray]) -> np.ndarray:
    """At most eight frames at equal distances, four per row: uint8 of shape (height, width, 3), both even.

    Args:
        frames: at least one frame, all of the same size.
    """
    chosen = [frames[i] for i in np.linspace(0, len(frames) - 1, min(TILES, len(frames))).round().astype(int)]
    height, width = chosen[0].shape[:2]
    columns = min(COLUMNS, len(chosen))
    rows = -(-len(chosen) // columns)
    sheet = np.full((rows * (height + GAP) + GAP, columns * (width + GAP) + GAP, 3), GROUND, np.uint8)
    for number, frame in enumerate(chosen):
        row, column = divmod(number, columns)
        top, left = GAP + row * (height + GAP), GAP + column * (width + GAP)
        sheet[top : top + height, left : left + width] = frame
    return np.pad(sheet, ((0, sheet.shape[0] % 2), (0, sheet.shape[1] % 2), (0, 0)), "edge")


def waveform(reach: Sequence[float], seconds: float, beats: Sequence[float], cuts: Sequence[float]) -> np.ndarray:
    """The peaks of a sound over time, with beats as ticks at the bottom and cuts as lines: uint8 of shape (96, parts, 3).

    Args:
        reach: the sound's outline, see `resources.audio.outline`.
        seconds: its duration.
        beats, cuts: times in seconds.
    """
    image = np.full((WAVE_HEIGHT, len(reach), 3), GROUND, np.uint8)
    middle = (WAVE_HEIGHT - 12) // 2
    heights = np.clip(np.asarray(reach) * middle, 1, middle).astype(int)
    rows = np.arange(WAVE_HEIGHT)[:, None]
    image[np.abs(rows - middle) <= heights[None, :]] = WAVE
    for times, colour, top in ((beats, BEAT, WAVE_HEIGHT - 9), (cuts, CUT, 0)):
        columns = (np.asarray(times, float) / seconds * len(reach)).astype(int)
        image[top:, columns[(columns >= 0) & (columns < len(reach))]] = colour
    return image

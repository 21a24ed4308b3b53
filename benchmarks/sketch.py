"""`sketch`: seconds of music that the embedded composer renders per second on one core, against real time.

What belongs here: the measurement. What does not: the composer (resources/renderers/sketch).
"""

import os
import statistics
import time
from pathlib import Path
from typing import Any

from pipelines.settings import load_settings
from resources.music.request import RenderedClip, RenderRequest
from resources.music.styles import STYLES
from resources.renderers.sketch import SketchRenderer, soundfonts
from resources.renderers.sketch.drums import hit
from resources.renderers.sketch.instruments import play

SECONDS = 60.0


def run() -> dict[str, Any]:
    """The median over styles of 60 s each with the default instruments, with no note cached; in the detail those computed."""
    font = load_settings().soundfont_choice
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        speeds = {name: _speeds(setting) for name, setting in (("default", font), ("computed", "off"))}
    finally:
        os.sched_setaffinity(0, cores)
    median = statistics.median_high(speeds["default"].values())
    return {
        "name": "sketch",
        "ours": median,
        "alternative": 1.0,
        "ratio": median,
        "unit": "seconds of music per second, one core",
        "detail": {
            "alternative": "real time",
            "default instruments": Path(font).name,
            **{name: _summary(of_styles) for name, of_styles in speeds.items()},
        },
    }


def _speeds(instruments: str) -> dict[str, float]:
    renderer = SketchRenderer(instruments)
    # Loads the instruments: with "calm", computed ones alone had played, and the first style was charged with 2.5 s of loading.
    next(iter(renderer.render([RenderRequest("warm-up", "", 4.0, 0, style="classical")])))
    speeds = {}
    for style in STYLES:
        for cache in (play, hit, soundfonts.note):
            cache.cache_clear()
        started = time.perf_counter()
        (clip,) = renderer.render([RenderRequest(style, style, SECONDS, 1, style=style)])
        assert isinstance(clip, RenderedClip)
        speeds[style] = SECONDS / (time.perf_counter() - started)
    return speeds


def _summary(speeds: dict[str, float]) -> dict[str, Any]:
    slowest = min(speeds, key=lambda style: speeds[style])
    return {
        "median": round(statistics.median_high(speeds.values()), 1),
        "slowest": {slowest: round(speeds[slowest], 1)},
        "styles": {style: round(speed, 1) for style, speed in speeds.items()},
    }

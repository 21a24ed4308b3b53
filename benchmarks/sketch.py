"""`sketch`: seconds of music that the embedded composer renders per second on one core, against real time.

What belongs here: the measurement. What does not: the composer (resources/renderers/sketch).
"""

import os
import time
from typing import Any

from resources.music.request import RenderedClip, RenderRequest
from resources.music.styles import STYLES
from resources.renderers.sketch import SketchRenderer
from resources.renderers.sketch.drums import hit
from resources.renderers.sketch.instruments import play

SECONDS = 60.0


def run() -> dict[str, Any]:
    """The median over styles of 60 s each, with no note cached."""
    renderer = SketchRenderer()
    speeds = {}
    next(iter(renderer.render([RenderRequest("warm-up", "calm", 1.0, 0)])))
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        for style in STYLES:
            play.cache_clear()
            hit.cache_clear()
            started = time.perf_counter()
            (clip,) = renderer.render([RenderRequest(style, style, SECONDS, 1, style=style)])
            assert isinstance(clip, RenderedClip)
            speeds[style] = SECONDS / (time.perf_counter() - started)
    finally:
        os.sched_setaffinity(0, cores)
    median = sorted(speeds.values())[len(speeds) // 2]
    return {
        "name": "sketch",
        "ours": median,
        "alternative": 1.0,
        "ratio": median,
        "unit": "seconds of music per second, one core",
        "detail": {"alternative": "real time", **{style: round(speed, 1) for style, speed in speeds.items()}},
    }

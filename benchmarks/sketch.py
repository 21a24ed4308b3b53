"""`sketch`: seconds of music that the embedded composer makes per second on one core, against real time.

What belongs here: the measurement. What does not: the composer (resources/renderers/sketch).
"""

import os
import time
from typing import Any

from resources.music.moods import MOODS
from resources.music.request import RenderedClip, RenderRequest
from resources.renderers.sketch import SketchRenderer
from resources.renderers.sketch.instruments import hit, play

SECONDS = 60.0


def run() -> dict[str, Any]:
    """The median over moods of 60 s each, every note computed anew."""
    renderer = SketchRenderer()
    speeds = {}
    next(iter(renderer.render([RenderRequest("warm-up", "calm", 1.0, 0)])))
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        for mood in MOODS:
            play.cache_clear()
            hit.cache_clear()
            started = time.perf_counter()
            (clip,) = renderer.render([RenderRequest(mood, mood, SECONDS, 1, mood=mood)])
            assert isinstance(clip, RenderedClip)
            speeds[mood] = SECONDS / (time.perf_counter() - started)
    finally:
        os.sched_setaffinity(0, cores)
    median = sorted(speeds.values())[len(speeds) // 2]
    return {
        "name": "sketch",
        "ours": median,
        "alternative": 1.0,
        "ratio": median,
        "unit": "seconds of music per second, one core",
        "detail": {"alternative": "real time", **{mood: round(speed, 1) for mood, speed in speeds.items()}},
    }

"""A batch of videos: the steps of each, and what becomes of one that cannot be done.

What belongs here: walking a batch. What does not: a step itself (score.py), Dagster (assets.py).
"""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from assets.soundtracks.queue import record_failure, refuse
from assets.soundtracks.score import Done, Failed, Step, inspect, render, score, write_brief
from resources.errors import TenthSymphonyError
from resources.media import UnusableVideoError
from resources.renderers.base import Renderer


def score_batch(
    library: Path, rejected: Path, renderer: Renderer, keys: Iterable[str], steps: Collection[Step]
) -> Iterator[Done | Failed]:
    """The wanted steps of every video of a batch: each result as it is there, in the steps' order.

    A video that turns out to be none is set aside and gives no more results; any other failure is counted, so that the
    queue does not try for ever.
    """
    good = []
    for key in keys:
        folder = library / key
        if not folder.exists():
            continue  # set aside or removed since it was asked for
        try:
            video, brief = inspect(folder), write_brief(folder)
        except UnusableVideoError as error:
            refuse(folder, rejected, str(error))
            continue
        except TenthSymphonyError as error:
            record_failure(folder, str(error))
            yield Failed(key, "brief", str(error))
            continue
        good.append(folder)
        yield from (result for result in (video, brief) if result.step in steps)
    rendered = []
    if {"soundtrack", "scored_video"} & set(steps):
        for result in render(renderer, good):
            if isinstance(result, Failed):
                record_failure(library / result.key, result.reason)
                yield result
                continue
            rendered.append(library / result.key)
            if "soundtrack" in steps:
                yield result
    for folder in rendered if "scored_video" in steps else ():
        try:
            yield score(folder)
        except TenthSymphonyError as error:
            record_failure(folder, str(error))
            yield Failed(folder.name, "scored_video", str(error))

"""A batch of videos: the steps of each, and the handling of failures.

What belongs here: running a batch. What does not: a step itself (steps.py), Dagster (assets.py).
"""

import contextlib
import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assets.soundtracks import previous_version
from assets.soundtracks.brief import BriefError
from assets.soundtracks.library import attempt, explain, give_up, record_failure, refuse
from assets.soundtracks.records import Step
from assets.soundtracks.rendering import render
from assets.soundtracks.steps import Done, Failed, inspect, score, write_brief
from resources.errors import TenthSymphonyError
from resources.leases import LeaseError, lease
from resources.media.files import UnusableVideoError
from resources.media.mux import Mastering, MuxError
from resources.music.request import Renderer

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refused:
    """A video that was refused and moved aside, because another attempt could not succeed."""

    key: str
    step: Step
    reason: str


Result = Done | Failed | Refused
FIRST_STEPS: tuple[tuple[Step, Callable[[Path], Done]], ...] = (("video", inspect), ("brief", write_brief))


def score_batch(
    library: Path,
    rejected: Path,
    renderer: Renderer,
    keys: Iterable[str],
    steps: Collection[Step],
    mastering: Mastering | None = None,
) -> Iterator[Result]:
    """Run the given steps for every video of a batch. Yields each result as soon as it is available, in the order of
    the steps.

    A video that is unusable itself is moved aside and yields no more results. Any other failure is counted, so that the queue
    gives up after some attempts.
    """
    with contextlib.ExitStack() as leases:
        # Videos that were moved aside or deleted since the run was requested no longer exist.
        folders = []
        for folder in [library / key for key in keys if (library / key).exists()]:
            try:
                leases.enter_context(lease(folder))
            except LeaseError as error:  # another process holds it: not counted as a failure of the video
                yield Failed(folder.name, "video", str(error))
            else:
                folders.append(folder)
        yield from _score(folders, rejected, renderer, steps, mastering or Mastering())


def _score(
    folders: list[Path], rejected: Path, renderer: Renderer, steps: Collection[Step], mastering: Mastering
) -> Iterator[Result]:
    good = []
    for folder in folders:
        # Each result is yielded before the next step runs: that step may move the video aside, with what the result is about.
        for step, work in FIRST_STEPS:
            result = _guarded(folder, rejected, step, work)
            if step in steps or not isinstance(result, Done):
                yield result
            if not isinstance(result, Done):
                break
        else:
            good.append(folder)
    rendered, by_key = [], {folder.name: folder for folder in good}
    if {"soundtrack", "scored_video"} & set(steps):
        for result in _rendered(renderer, good):
            if isinstance(result, Failed):
                record_failure(by_key[result.key], result.reason)
                yield result
                continue
            rendered.append(by_key[result.key])
            if "soundtrack" in steps:
                yield result
    for folder in rendered if "scored_video" in steps else ():
        yield _guarded(folder, rejected, "scored_video", lambda place: score(place, mastering))


def _guarded(folder: Path, rejected: Path, step: Step, work: Callable[[Path], Done]) -> Result:
    """Run a step of one video. Its failure does not stop the rest of the batch."""
    started = time.perf_counter()
    try:
        with attempt(folder):
            done = work(folder)
        return replace(done, numbers={**done.numbers, "cost_seconds": time.perf_counter() - started})
    except (UnusableVideoError, BriefError, MuxError) as error:
        if previous_version.is_kept(folder):  # the finished version stays, since no new one is possible
            give_up(folder, str(error))
            return Failed(folder.name, step, str(error))
        refuse(folder, rejected, str(error))
        return Refused(folder.name, step, str(error))
    except TenthSymphonyError as error:
        reason = str(error)
    except OSError as error:
        reason = explain(error)
    except Exception as error:  # one bad file must not end the batch, whatever it raises
        logger.exception("%s: the step %s failed", folder.name, step)
        reason = f"{type(error).__name__}: {error}"
    record_failure(folder, reason)
    return Failed(folder.name, step, reason)


def _rendered(renderer: Renderer, folders: list[Path]) -> Iterator[Done | Failed]:
    """Render the batch's music; each video is marked as being worked on until its music is finished."""
    with contextlib.ExitStack() as all_marks:
        marks = {folder.name: all_marks.enter_context(contextlib.ExitStack()) for folder in folders}
        for folder in folders:
            marks[folder.name].enter_context(attempt(folder))
        for result in render(renderer, folders):
            marks[result.key].close()
            yield result

"""Server-sent events: one check of the folders serves all listeners, and each is sent only what has changed.

What belongs here: checking and sending. What does not: the views that are sent (view_cache.py).
"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from starlette.concurrency import run_in_threadpool

from studio.song_views import Song
from studio.video_views import Job

LOOK_SECONDS = 0.5
MOST_LISTENERS = 2000  # pages that listen at a time
ALIVE_SECONDS = 15.0  # an empty comment keeps proxies from closing a quiet stream
ALIVE = ": alive\n\n"
logger = logging.getLogger(__name__)


class Views(Protocol):
    """Where the views come from."""

    def everything(self) -> Sequence[Job | Song]:
        """Every view, newest first."""
        ...


class Hub:
    """Checks the folders twice a second while anybody listens. A check that fails is logged and retried."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self._now: dict[str, Job | Song] = {}
        self._texts: dict[str, str] = {}
        self._changed = asyncio.Condition()
        self._checking = asyncio.Lock()
        self._fresh = asyncio.Event()  # set once the folders have been checked since somebody listens
        self._turn = 0
        self._listeners = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def is_full(self) -> bool:
        """Whether the maximum number of listeners is reached."""
        return self._listeners >= MOST_LISTENERS

    async def _check_repeatedly(self) -> None:
        problem = ""
        while self._listeners:
            try:
                await self._check()
                problem = ""
            except Exception as error:  # of any kind: listeners wait for the next check
                if problem != (problem := repr(error)):
                    logger.exception("The queue could not be read; retrying.")
            await asyncio.sleep(LOOK_SECONDS)
        self._task = None
        self._fresh.clear()

    async def _check(self) -> None:
        async with self._checking:
            views = {view.id: view for view in await run_in_threadpool(self._views.everything)}
            if {k: v.version for k, v in views.items()} != {k: v.version for k, v in self._now.items()}:
                async with self._changed:
                    self._now, self._turn = views, self._turn + 1
                    self._texts = {
                        key: f"event: job\ndata: {view.model_dump_json()}\n\n" for key, view in views.items()
                    }
                    self._changed.notify_all()
        self._fresh.set()

    async def listen(self, only: str | None = None) -> AsyncGenerator[str]:
        """Yields the present state and then every change, as text of an event stream; for a single job until it is finished.

        Args:
            only: a job's id, or None for all jobs.
        """
        self._listeners += 1
        sent: dict[str, str] = {}
        try:
            if self._task is None:  # no await in between, so that only one of many listeners starts it
                self._task = asyncio.create_task(self._check_repeatedly())
            while not self._fresh.is_set():
                try:
                    await asyncio.wait_for(self._fresh.wait(), ALIVE_SECONDS)
                except TimeoutError:
                    yield ALIVE
            if only is not None and only not in self._now:  # it was created after the last check
                await self._check()
            while True:
                views, turn = self._now, self._turn
                for key, view in views.items():
                    if only in (None, key) and sent.get(key) != view.version:
                        sent[key] = view.version
                        yield self._texts[key]
                for key in [key for key in sent if key not in views]:
                    del sent[key]
                    yield f"event: gone\ndata: {json.dumps({'id': key})}\n\n"
                if only is not None and (only not in views or views[only].state in ("done", "failed", "refused")):
                    return
                try:
                    async with asyncio.timeout(ALIVE_SECONDS), self._changed:
                        await self._changed.wait_for(lambda turn=turn: self._turn != turn)
                except TimeoutError:
                    yield ALIVE
        finally:
            self._listeners -= 1

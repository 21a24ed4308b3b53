"""Server-sent events: one look at the folders for all listeners, and to each what has changed.

What belongs here: looking and telling. What does not: what is seen (views.py).
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool

from studio.views import Job, Shelf, Song

LOOK_SECONDS = 0.5
ALIVE_SECONDS = 15.0  # a line that says nothing keeps proxies from closing a quiet stream


class Hub:
    """Looks at the folders twice a second while anybody listens.

    Args:
        most: listeners at once.
    """

    def __init__(self, shelf: Shelf, most: int = 2000) -> None:
        self.shelf = shelf
        self._most = most
        self._now: dict[str, Job | Song] = {}
        self._texts: dict[str, str] = {}
        self._changed = asyncio.Condition()
        self._turn = 0
        self._listeners = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def is_full(self) -> bool:
        """Whether nobody more can listen."""
        return self._listeners >= self._most

    async def _look(self) -> None:
        while self._listeners:
            with contextlib.suppress(OSError):  # a folder that is removed while it is looked at
                views = {view.id: view for view in await run_in_threadpool(self.shelf.everything)}
                if {k: v.version for k, v in views.items()} != {k: v.version for k, v in self._now.items()}:
                    async with self._changed:
                        self._now, self._turn = views, self._turn + 1
                        self._texts = {
                            key: f"event: job\ndata: {view.model_dump_json()}\n\n" for key, view in views.items()
                        }
                        self._changed.notify_all()
            await asyncio.sleep(LOOK_SECONDS)
        self._task = None

    async def listen(self, only: str | None = None) -> AsyncIterator[str]:
        """What there is, then what changes, as text of an event stream; of one job alone until it is over.

        Args:
            only: a job's id.
        """
        self._listeners += 1
        if self._task is None:
            self._now = {view.id: view for view in await run_in_threadpool(self.shelf.everything)}
            self._texts = {key: f"event: job\ndata: {view.model_dump_json()}\n\n" for key, view in self._now.items()}
            self._task = asyncio.create_task(self._look())
        told: dict[str, str] = {}
        turn = -1
        try:
            while True:
                views, turn = self._now, self._turn
                for key, view in views.items():
                    if only in (None, key) and told.get(key) != view.version:
                        told[key] = view.version
                        yield self._texts[key]
                for key in [key for key in told if key not in views]:
                    del told[key]
                    yield f"event: gone\ndata: {json.dumps({'id': key})}\n\n"
                if only is not None and (only not in views or views[only].state in ("done", "failed", "refused")):
                    return
                try:
                    async with asyncio.timeout(ALIVE_SECONDS), self._changed:
                        await self._changed.wait_for(lambda turn=turn: self._turn != turn)
                except TimeoutError:
                    yield ": alive\n\n"
        finally:
            self._listeners -= 1

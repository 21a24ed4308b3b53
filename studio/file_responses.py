"""Serving files: range requests and conditional requests (ETag).

What belongs here: the HTTP side of a file. What does not: which files there are (views.py), who may have them (security.py).
"""

import os

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import FileResponse, MalformedRangeHeader, RangeNotSatisfiable
from starlette.staticfiles import NotModifiedResponse
from starlette.types import Receive, Scope, Send

from studio.security import refusal
from studio.uploads import plain_name


def file_name(name: str) -> str:
    """The name of a download: a title without the characters that are special in paths on some systems."""
    return plain_name(name.replace("/", "-").replace("\\", "-"))


class Served(FileResponse):
    """A file response. Answers 304 if the client has the current version, and refuses a range outside the file with the
    API's own kind of error. A malformed range is ignored, as HTTP demands.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        found = await run_in_threadpool(os.stat, self.path)
        self.stat_result = found
        self.set_stat_headers(found)
        asked = Headers(scope=scope)
        if self._is_known(asked):
            await NotModifiedResponse(self.headers)(scope, receive, send)
            return
        if "range" in asked and ("if-range" not in asked or self._should_use_range(asked["if-range"])):
            try:
                self._parse_range_header(asked["range"], found.st_size)
            except RangeNotSatisfiable:
                told = refusal(416, "The file has no such range.", f"It has {found.st_size} bytes.")
                told.headers["Content-Range"] = f"bytes */{found.st_size}"
                await told(scope, receive, send)
                return
            except MalformedRangeHeader:
                scope = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"range"]}
        await super().__call__(scope, receive, send)

    def _is_known(self, asked: Headers) -> bool:
        tags = asked.get("if-none-match")
        if tags is not None:
            return tags.strip() == "*" or self.headers["etag"] in [
                tag.strip().removeprefix("W/") for tag in tags.split(",")
            ]
        return asked.get("if-modified-since") == self.headers["last-modified"]

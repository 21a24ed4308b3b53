"""Serving files: range requests and conditional requests (ETag).

What belongs here: the HTTP side of a file. What does not: which files there are (video_views.py, song_views.py), who may
have them (security.py).
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
        self.stat_result = stat = await run_in_threadpool(os.stat, self.path)
        self.set_stat_headers(stat)
        request = Headers(scope=scope)
        if self._is_known(request):
            await NotModifiedResponse(self.headers)(scope, receive, send)
            return
        if "range" in request and ("if-range" not in request or self._should_use_range(request["if-range"])):
            try:
                self._parse_range_header(request["range"], stat.st_size)
            except RangeNotSatisfiable:
                error = refusal(416, "The file has no such range.", f"It has {stat.st_size} bytes.")
                error.headers["Content-Range"] = f"bytes */{stat.st_size}"
                await error(scope, receive, send)
                return
            except MalformedRangeHeader:
                scope = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"range"]}
        await super().__call__(scope, receive, send)

    def _is_known(self, request: Headers) -> bool:
        """Whether the client has the current version."""
        tags = request.get("if-none-match")
        if tags is not None:
            return tags.strip() == "*" or self.headers["etag"] in [
                tag.strip().removeprefix("W/") for tag in tags.split(",")
            ]
        return request.get("if-modified-since") == self.headers["last-modified"]

"""Access control: authentication, allowed hosts and origins, and rate limits.

What belongs here: checks of every request, and the security headers of every answer. What does not: the requests themselves
(api.py).
"""

import hmac
import os
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_VARIABLE = "STUDIO_TOKEN"  # noqa: S105  # the variable's name
COOKIE = "studio_token"
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
OPEN_PATHS = ("/static/", "/login", "/healthz")  # needed to ask for the token
LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "[::1]"}
MOST_JSON = 256 * 1024  # bytes of a request other than an upload
PER_MINUTE, COSTLY_PER_MINUTE = 240, 30  # per address: requests that change something; costly requests and wrong tokens
COSTLY = {("GET", "/api/v1/listening"), ("GET", "/api/v1/blind"), ("POST", "/login")}
LONG_PROMPT = 600  # bytes: 2,000 bytes of unknown words take up to a second to parse, usual prompts some 10 ms
SHORTEST_TOKEN = 16
MOST_ADDRESSES = 10_000
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; media-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",  # browsers keep it, but revalidate it every time
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def token() -> str:
    """The secret that every request must carry; empty if none is required."""
    return os.environ.get(TOKEN_VARIABLE, "").strip()


def refusal(status: int, error: str, remedy: str) -> JSONResponse:
    """A JSON answer with an error and a remedy."""
    return JSONResponse({"error": error, "remedy": remedy}, status_code=status)


@dataclass(slots=True)
class RateLimit:
    """A limit of requests per minute and address, as a leaky bucket."""

    per_minute: int
    _levels: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def allows(self, address: str) -> bool:
        """Count a request; whether it is allowed."""
        now = time.monotonic()
        level, at = self._levels.pop(address, (0.0, now))
        level = max(0.0, level - (now - at) * self.per_minute / 60)
        allowed = level + 1 <= self.per_minute
        self._levels[address] = (level + allowed, now)
        while len(self._levels) > MOST_ADDRESSES:
            self._levels.popitem(last=False)
        return allowed


class Guard:
    """The checks before every request, as plain ASGI middleware, so that streams are not buffered.

    Args:
        loopback: whether only this machine is served; then the Host header must be a local name (against DNS rebinding).
        upload_bytes: the maximum size of an upload.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        loopback: bool,
        upload_bytes: int,
        per_minute: int = PER_MINUTE,
        costly_per_minute: int = COSTLY_PER_MINUTE,
    ) -> None:
        self._app = app
        self._loopback = loopback
        self._upload_bytes = upload_bytes
        self._limit = RateLimit(per_minute)
        self._costly = RateLimit(costly_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message.setdefault("headers", [])
                present = {name.lower() for name, _ in given}
                given.extend(
                    (name.lower().encode(), value.encode())
                    for name, value in HEADERS.items()
                    if name.lower().encode() not in present
                )
            await send(message)

        problem = self._problem(scope, headers)
        if problem is not None:
            await problem(scope, receive, send_safely)
            return
        limited = Limited(receive, self._most(scope["path"]))
        try:
            await self._app(scope, limited, send_safely)
        except TooLargeError:
            # The route did not handle it, so nothing has been sent yet.
            await self._too_large(scope["path"])(scope, receive, send_safely)

    def _most(self, path: str) -> int:
        return self._upload_bytes if path in ("/upload", "/api/v1/uploads") else MOST_JSON

    def _too_large(self, path: str) -> JSONResponse:
        most = self._most(path)
        may = (
            f"A request may have {most // 1024} kB."
            if most == MOST_JSON
            else (f"A video may have {most // 1_000_000} MB (STUDIO_UPLOAD_MB).")
        )
        return refusal(413, "That is too large.", may)

    def _problem(self, scope: Scope, headers: Headers) -> JSONResponse | None:
        host = headers.get("host", "")
        name = (host.rsplit(":", 1)[0] if not host.endswith("]") else host).lower()
        if self._loopback and name not in LOOPBACK_HOSTS:
            return refusal(421, "This address is not served.", "Open the page as http://127.0.0.1 or http://localhost.")
        path, client = scope["path"], scope["client"][0] if scope.get("client") else "unknown"
        if path.startswith("/api/") and headers.get("sec-fetch-site") == "cross-site":
            return refusal(403, "Another site asked.", "Use the studio's own page.")
        if scope["method"] in UNSAFE:
            origin = headers.get("origin")
            if origin is not None and urlsplit(origin).netloc != host:
                return refusal(403, "Another site asked.", "Use the studio's own page.")
            if not self._limit.allows(client):
                return refusal(429, "Too many requests.", "Wait a minute.")
            length = headers.get("content-length", "")
            if length.isdigit() and int(length) > self._most(path):
                return self._too_large(path)
        wanted = token()
        if wanted and not path.startswith(OPEN_PATHS) and not _has_token(headers, wanted):
            if path == "/" and scope["method"] in ("GET", "HEAD") and "text/html" in headers.get("accept", ""):
                return None
            # The right token always passes: wrong guesses do not lock out others at the same address.
            if not self._costly.allows(client):
                return refusal(429, "Too many requests without the token.", "Wait a minute.")
            return refusal(
                401,
                "A token is needed.",
                "Open the studio's page (/) and enter it; a program sends it as Authorization: Bearer ….",
            )
        if _is_costly(scope["method"], path, headers) and not self._costly.allows(client):
            return refusal(429, "Too many requests.", "Wait a minute.")
        return None


def _is_costly(method: str, path: str, headers: Headers) -> bool:
    length = headers.get("content-length", "")
    long = not length.isdigit() or int(length) > LONG_PROMPT
    return (method, path) in COSTLY or (path == "/api/v1/understand" and method == "POST" and long)


def _has_token(headers: Headers, wanted: str) -> bool:
    kind, _, given = headers.get("authorization", "").strip().partition(" ")
    given = given.strip() if kind.lower() == "bearer" else ""  # Basic is a proxy's own login; then the cookie counts
    for part in headers.get("cookie", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE and not given:
            given = value
    return hmac.compare_digest(given.encode(), wanted.encode())


class TooLargeError(Exception):
    """A request body over the allowed size."""


class Limited:
    """A request body that raises as soon as it exceeds the allowed size, whatever its headers say."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._left = most

    async def __call__(self) -> Message:
        """The next chunk."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise TooLargeError
        return message

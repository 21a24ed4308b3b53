"""Turning exceptions into answers: a status, an error and a remedy, without a traceback or a path of this machine.

What belongs here: which exception has which status. What does not: raising them, or refusing requests before a route runs
(security.py).
"""

import logging
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRouter
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Scope

from assets.soundtracks.library import OtherMusicError, TakeError
from pipelines.settings import Settings
from resources.database import DatabaseError
from resources.errors import TenthSymphonyError
from resources.records import RecordError
from resources.storage import NO_ROOM, UnwritableError
from studio.blind_verses import BlindError
from studio.messages import without_paths
from studio.security import TooLargeError
from studio.uploads import NoRoomError, UploadError
from studio.work import BusyError, NotThereError

STATUS = {
    NotThereError: 404, TakeError: 404, OtherMusicError: 409, BusyError: 409, UploadError: 404, BlindError: 404, DatabaseError: 503, NoRoomError: 507,
    UnwritableError: 507,
}  # fmt: skip
GONE = "It no longer exists.", "It was deleted or moved in the meantime."
logger = logging.getLogger(__name__)


def _methods(path: str, routers: tuple[APIRouter, ...]) -> set[str]:
    """The HTTP methods of a path."""
    methods: set[str] = set()
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
        scope: Scope = {"type": "http", "path": path, "root_path": "", "method": method, "headers": []}
        if any(route.matches(scope)[0] == Match.FULL for router in routers for route in router.routes):
            methods.add(method)
    return methods


def _allowed(error: HTTPException, path: str, routers: tuple[APIRouter, ...]) -> dict[str, str]:
    # A route only knows its own methods, so they are collected from all routes.
    return {"Allow": ", ".join(sorted(_methods(path, routers)))} if error.status_code == 405 else {}


def _is_gone(error: BaseException | None, settings: Settings) -> bool:
    """Whether a file in the data folder was removed while the request was being answered."""
    return isinstance(error, FileNotFoundError) and settings.folders.data in Path(str(error.filename)).parents


def _first_problem(error: RequestValidationError) -> str:
    """The first invalid value, in words."""
    problem = error.errors()[0]
    if problem["type"] == "json_invalid":
        return "The request is not valid JSON."
    field = ".".join(str(part) for part in problem["loc"][1:])
    return f"{field or 'The request'}: {problem['msg'].removeprefix('Value error, ')}."


def answer_problems(app: FastAPI, settings: Settings, *routers: APIRouter) -> None:
    """Register the exception handlers of an application."""

    def answer(status: int, error: str, remedy: str = "") -> JSONResponse:
        return JSONResponse(
            {
                "error": without_paths(error, settings.folders.data),
                "remedy": without_paths(remedy, settings.folders.data),
            },
            status_code=status,
        )

    @app.exception_handler(TenthSymphonyError)
    async def known(_: Request, error: Exception) -> Response:
        assert isinstance(error, TenthSymphonyError)
        if isinstance(error, RecordError) and _is_gone(error.__cause__, settings):
            return answer(404, *GONE)
        status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), 422)
        message = str(error).removesuffix(error.remedy).strip() if error.remedy else str(error)
        return answer(status, message, error.remedy)

    @app.exception_handler(OSError)
    async def unwritten(_: Request, error: Exception) -> Response:
        assert isinstance(error, OSError)
        if _is_gone(error, settings):
            return answer(404, *GONE)
        if error.errno not in NO_ROOM:
            raise error
        return answer(507, "The disk of the data folder is full.", "Free some space, then try again.")

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return answer(422, _first_problem(error), "See /api/v1/openapi.json.")

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if isinstance(error.__cause__, TooLargeError):  # raised while reading a body without a length
            raise error.__cause__
        headers = dict(error.headers or {}) | _allowed(error, request.url.path, routers)
        content = {"error": without_paths(str(error.detail), settings.folders.data), "remedy": ""}
        return JSONResponse(content, status_code=error.status_code, headers=headers)

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        if isinstance(error, TooLargeError):
            raise error
        logger.exception("%s %s failed.", request.method, request.url.path)
        return answer(500, "Something went wrong in the studio.", "Try again; the studio's log has the details.")

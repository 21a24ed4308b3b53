"""The service: routes, guard and page put together.

What belongs here: `create_app`. What does not: what a route does (api.py, classic.py).
"""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import dagster as dg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Scope

from assets.soundtracks.library import OtherMusicError, TakeError
from pipelines.instance import open_instance
from pipelines.settings import Settings
from resources.database import DatabaseError
from resources.errors import TenthSymphonyError
from resources.records import RecordError
from resources.storage import NO_ROOM, UnwritableError
from resources.store import KeptInStep, Store
from studio.api import Studio, router
from studio.blind import BlindError
from studio.classic import router as classic
from studio.events import Hub
from studio.security import Guard, TooLargeError
from studio.shelf import Shelf
from studio.uploads import NoRoomError, UploadError, keep_forgetting
from studio.views import public
from studio.work import BusyError, NotThereError, can_cancel

STATIC = Path(__file__).parent / "static"
IN_STEP_SECONDS = 2.0  # with DATA_DIR on an object store
STATUS = {
    NotThereError: 404, TakeError: 404, OtherMusicError: 409, BusyError: 409, UploadError: 404, BlindError: 404, DatabaseError: 503, NoRoomError: 507,
    UnwritableError: 507,
}  # fmt: skip
GONE = "It is not there any more.", "It was deleted or put away meanwhile."
logger = logging.getLogger(__name__)


def _methods(path: str) -> set[str]:
    """What a path can be asked with."""
    found: set[str] = set()
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
        asked: Scope = {"type": "http", "path": path, "root_path": "", "method": method, "headers": []}
        if any(route.matches(asked)[0] == Match.FULL for route in (*router.routes, *classic.routes)):
            found.add(method)
    return found


def _is_gone(error: BaseException | None, settings: Settings) -> bool:
    """Whether it tells of a file in the data folder that was removed while a request was answered."""
    return isinstance(error, FileNotFoundError) and settings.folders.data in Path(str(error.filename)).parents


def create_app(
    settings: Settings, *, loopback: bool = True, instance: Callable[[], dg.DagsterInstance] = open_instance
) -> FastAPI:
    """The studio as an ASGI application.

    Args:
        loopback: only this machine is served.
        instance: opens Dagster's instance, once.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        folders = settings.folders
        forgetting = asyncio.create_task(keep_forgetting(folders))
        with tempfile.TemporaryDirectory(prefix="studio-clips-") as clips:
            of_dagster = instance()
            shelf = Shelf(folders, lambda folder: can_cancel(of_dagster, folder))
            app.state.studio = Studio(settings, of_dagster, Hub(shelf), Path(clips))
            kept = KeptInStep(Store(folders.address, folders.data), IN_STEP_SECONDS) if folders.address else None
            yield
            forgetting.cancel()
            if kept:
                kept.stop()

    app = FastAPI(
        title="Tenth Symphony studio", version="1", lifespan=life, docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        description="Videos in, music out; a theme in, a song out. All work is done by Dagster's runs.",
    )  # fmt: skip
    app.include_router(router)
    app.include_router(classic)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")

    def told(status: int, error: str, remedy: str = "") -> JSONResponse:
        return JSONResponse(
            {"error": public(error, settings.folders.data), "remedy": public(remedy, settings.folders.data)},
            status_code=status,
        )

    @app.exception_handler(TenthSymphonyError)
    async def known(_: Request, error: Exception) -> Response:
        assert isinstance(error, TenthSymphonyError)
        if isinstance(error, RecordError) and _is_gone(error.__cause__, settings):
            return told(404, *GONE)
        status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), 422)
        message = str(error).removesuffix(error.remedy).strip() if error.remedy else str(error)
        return told(status, message, error.remedy)

    @app.exception_handler(OSError)
    async def unwritten(_: Request, error: Exception) -> Response:
        assert isinstance(error, OSError)
        if _is_gone(error, settings):
            return told(404, *GONE)
        if error.errno not in NO_ROOM:
            raise error
        return told(507, "The disk of the data folder has no room.", "Free some space, then try it again.")

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        wrong = error.errors()[0]
        field = ".".join(str(part) for part in wrong["loc"][1:])
        return told(422, f"{field or 'The request'}: {wrong['msg']}.", "See /api/v1/openapi.json.")

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        if error.status_code == 405:  # each route knows its own methods alone
            headers["Allow"] = ", ".join(sorted(_methods(request.url.path)))
        told_as = {"error": public(str(error.detail), settings.folders.data), "remedy": ""}
        return JSONResponse(told_as, status_code=error.status_code, headers=headers)

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        if isinstance(error, TooLargeError):
            raise error
        logger.exception("%s %s", request.method, request.url.path)
        return told(500, "Something went wrong here.", "It is in the studio's log; try again.")

    app.add_middleware(Guard, loopback=loopback, upload_bytes=settings.studio_upload_mb * 1_000_000)
    return app

"""The application: routes, guard and page put together.

What belongs here: `create_app`. What does not: what a route does (api.py, legacy_routes.py).
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import dagster as dg
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from pipelines.instance import open_instance
from pipelines.settings import Settings
from resources.store import KeptInStep, Store
from studio.api import Studio, router
from studio.events import Hub
from studio.legacy_routes import router as classic
from studio.problems import answer_problems
from studio.security import Guard
from studio.uploads import keep_forgetting
from studio.video_work import can_cancel
from studio.view_cache import ViewCache

STATIC = Path(__file__).parent / "static"
IN_STEP_SECONDS = 2.0  # between two synchronisations when DATA_DIR is on an object store


def create_app(
    settings: Settings, *, loopback: bool = True, instance: Callable[[], dg.DagsterInstance] = open_instance
) -> FastAPI:
    """The studio as an ASGI application.

    Args:
        loopback: whether the studio only serves this machine.
        instance: a function that opens Dagster's instance; called once.
    """
    app = FastAPI(
        title="Tenth Symphony studio", version="1", lifespan=_lifespan(settings, instance), docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        description="Makes music for videos, and songs from a theme. Dagster runs do all the work.",
    )  # fmt: skip
    app.include_router(router)
    app.include_router(classic)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    answer_problems(app, settings, router, classic)
    app.add_middleware(Guard, loopback=loopback, upload_bytes=settings.studio_upload_mb * 1_000_000)
    return app


def _lifespan(
    settings: Settings, open_dagster: Callable[[], dg.DagsterInstance]
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """What lives as long as the application: the `Studio` of its routes, and background work."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        folders = settings.folders
        cleaning = asyncio.create_task(keep_forgetting(folders))
        with tempfile.TemporaryDirectory(prefix="studio-clips-") as clips:
            instance = open_dagster()
            views = ViewCache(folders, lambda folder: can_cancel(instance, folder))
            app.state.studio = Studio(settings, instance, views, Hub(views), Path(clips))
            mirroring = KeptInStep(Store(folders.address, folders.data), IN_STEP_SECONDS) if folders.address else None
            yield
            cleaning.cancel()
            if mirroring:
                mirroring.stop()

    return lifespan

"""The application: routes, guard and page put together.

What belongs here: `create_app`. What does not: what a route does (api.py, legacy_routes.py).
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
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
from studio.view_cache import Shelf
from studio.work import can_cancel

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
        description="Makes music for videos, and songs from a theme. Dagster runs do all the work.",
    )  # fmt: skip
    app.include_router(router)
    app.include_router(classic)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    answer_problems(app, settings, router, classic)
    app.add_middleware(Guard, loopback=loopback, upload_bytes=settings.studio_upload_mb * 1_000_000)
    return app

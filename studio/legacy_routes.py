"""The routes of the app that this project grew out of, kept compatible: /, /upload, /playlist_gen and /download (app.py mounts
/static/<path>).

What belongs here: these routes. A cookie identifies the browser's upload, so that two users never get each other's files.
What does not: the API (api.py).
"""

import hmac
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Cookie, Form, HTTPException, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse

from resources.music.request import LONGEST_SECONDS
from studio import video_work
from studio.api import Here, length_of
from studio.file_responses import Served, file_name
from studio.forms import FormFile
from studio.security import COOKIE, token
from studio.shapes import PROBLEMS, Identified, Upload
from studio.uploads import take
from studio.video_views import video_job

router = APIRouter()
PAGE = Path(__file__).parent / "static" / "index.html"
LOGIN = Path(__file__).parent / "static" / "login.html"
UPLOAD_COOKIE, JOB_COOKIE = "studio_upload", "studio_job"
DAY = 86_400


def _keep(request: Request, answer: Response, name: str, value: str, seconds: int) -> None:
    """Set a cookie that scripts cannot read and other sites cannot send; it is `Secure` if the request came over TLS."""
    secure = request.url.scheme == "https"
    answer.set_cookie(name, value, httponly=True, samesite="strict", max_age=seconds, secure=secure)


@router.head("/", include_in_schema=False)
@router.get("/", response_class=HTMLResponse)
def page(request: Request) -> Response:
    """The page, or the login page if a token is required and missing."""
    wanted = token()
    brought = request.cookies.get(COOKIE, "")
    shown = PAGE if not wanted or hmac.compare_digest(brought.encode(), wanted.encode()) else LOGIN
    return HTMLResponse(shown.read_text(encoding="utf-8"), headers={"Cache-Control": "no-store"})


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", responses=PROBLEMS)
def healthy() -> dict[str, str]:
    """Health check."""
    return {"status": "ok"}


@router.post("/login", responses=PROBLEMS, include_in_schema=False)
def login(request: Request, secret: Annotated[str, Form(max_length=500)]) -> Response:
    """Check the token and store it in a cookie."""
    if not token() or not hmac.compare_digest(secret.strip().encode(), token().encode()):
        raise HTTPException(401, "This is not the studio's token.")
    answer = RedirectResponse("/", status_code=303)
    _keep(request, answer, COOKIE, secret.strip(), 30 * DAY)
    return answer


@router.post("/upload", status_code=201, responses=PROBLEMS, openapi_extra={
    "requestBody": {"content": {"multipart/form-data": {"schema": {
        "type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}},
    }}}, "required": True}
})  # fmt: skip
async def upload(request: Request, studio: Here) -> Response:
    """Receive a video in a form; /playlist_gen then queues it."""
    form = FormFile(request.headers.get("content-type", ""), request.stream())
    name = await form.name()
    number, facts = await take(studio.settings.folders, name, form.pieces(), length_of(request))
    answer = JSONResponse(Upload.of(number, facts).model_dump(), status_code=201)
    _keep(request, answer, UPLOAD_COOKIE, number, DAY)
    return answer


@router.post("/playlist_gen", status_code=202, responses=PROBLEMS)
def generate(
    request: Request,
    studio: Here,
    prompt: Annotated[str, Form(max_length=2000)] = "",
    duration: Annotated[float, Form(gt=0, le=LONGEST_SECONDS)] = None,  # type: ignore[assignment]  # noqa: RUF013  # left out: to the end
    upload: Annotated[str, Form(max_length=64)] = "",
    studio_upload: Annotated[str, Cookie(max_length=64)] = "",
) -> Response:
    """Queue the browser's last upload, or the given one, with a prompt and the length of the music in seconds."""
    key = video_work.queue_upload(
        studio.settings.folders, upload or studio_upload, {"prompt": prompt, "seconds": duration}
    )
    answer = JSONResponse(Identified(id=key).model_dump(), status_code=202)
    _keep(request, answer, JOB_COOKIE, key, 30 * DAY)
    return answer


@router.head("/download", include_in_schema=False)
@router.get("/download", responses=PROBLEMS, response_class=FileResponse)
def download(studio: Here, job: str = "", studio_job: Annotated[str, Cookie(max_length=80)] = "") -> FileResponse:
    """The video with its music, under its own name: the browser's last one, or the given one."""
    folder = video_work.video_folder(studio.settings.folders, job or studio_job)
    view = video_job(folder)
    if view.state != "done":
        raise HTTPException(409, "The video is not finished yet." if view.state != "failed" else view.reason)
    name = f"{Path(view.name).stem} with music{Path(view.scored).suffix}"
    return Served(folder / view.scored, filename=file_name(name))

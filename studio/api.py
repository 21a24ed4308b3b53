"""The API, version 1.

What belongs here: routes, and the shapes of what they take. What does not: the work behind them (work.py, uploads.py,
views.py), the original's routes (classic.py).
"""

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import dagster as dg
import pandas as pd
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import FileResponse, StreamingResponse
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool
from starlette.concurrency import run_in_threadpool

from assets.evaluation.champions import ChampionError, read_champions
from assets.evaluation.leaderboard import leaderboard
from assets.songs.flow import FLOWS
from assets.songs.records import SongRequest
from assets.soundtracks.sidecar import Sidecar
from pipelines.settings import Settings
from resources.music.styles import STYLES
from resources.music.words import understand
from studio import blind, work
from studio.events import Hub
from studio.uploads import forget, take
from studio.views import SONG_FILES, VIDEO_FILES, Job, Song, refused_job, song_view, video_job

router = APIRouter(prefix="/api/v1")
EXAMPLES = (
    "lo-fi, mellow, for a rainy morning",
    "trap beat, 140 bpm, in F minor",
    "solo piano, no drums, starts quietly and builds",
    "epic orchestra, like a trailer",
    "punk, fast, for a skate video",
    "bossa nova with acoustic guitar",
)
STREAM = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@dataclass(frozen=True, slots=True)
class Studio:
    """What every route works with."""

    settings: Settings
    instance: dg.DagsterInstance
    hub: Hub


def studio_of(request: Request) -> Studio:
    """That of the application."""
    studio: Studio = request.app.state.studio
    return studio


Here = Annotated[Studio, Depends(studio_of)]


class Taken(BaseModel):
    """What is taken in: nothing beside the fields that are known."""

    model_config = ConfigDict(extra="forbid", strict=False)


def _style(value: str) -> str:
    if value not in STYLES:
        raise ValueError(f"there is no style {value!r}; styles are {', '.join(STYLES)}")
    return value


StyleName = Annotated[str, AfterValidator(_style), Field(json_schema_extra={"enum": [*STYLES]})]


def _whole(value: Any) -> Any:
    """As JSON Schema has it: 1.0 is a whole number, true and "1" are none."""
    if isinstance(value, bool) or not (isinstance(value, int) or (isinstance(value, float) and value.is_integer())):
        raise ValueError("a whole number is wanted")
    return int(value)


WholeNumber = Annotated[int, BeforeValidator(_whole)]
OptionalWholeNumber = Annotated[int | None, BeforeValidator(lambda value: None if value is None else _whole(value))]


class Problem(BaseModel):
    """What is wrong, and what to do."""

    error: str
    remedy: str


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem} for status in (400, 401, 403, 404, 409, 413, 421, 422, 429, 500, 507)
}


class Status(BaseModel):
    """Whether what is asked for will be made, and what makes it."""

    working: bool
    error: str
    remedy: str
    renderer: str
    voice: str
    automation: str
    upload_mb: int


class Choices(BaseModel):
    """What can be chosen."""

    styles: dict[str, str]
    flows: list[str]
    examples: list[str]
    models: list[str]


class Upload(BaseModel):
    """An upload that waits."""

    upload: str
    seconds: float
    width: int
    height: int
    sound: bool


class VideoWish(Taken):
    """What to play to a video: see the sidecar's fields; `upload`: which video."""

    upload: str = Field(max_length=64)
    prompt: str | None = Field(None, max_length=2000)
    seconds: float | None = Field(None, gt=0, le=3600)
    start: float | None = Field(None, ge=0, le=3600)
    tempo: float | None = Field(None, ge=30, le=300)
    style: StyleName | None = None
    tonality: str | None = Field(None, pattern=r"^[A-G][#b]? (major|minor)$")
    mix: Literal["replace", "duck", "mix"] | None = None
    volume: float | None = Field(None, ge=-40, le=20)
    seed: OptionalWholeNumber = Field(None, ge=0, lt=2**32)

    def wishes(self) -> dict[str, Any]:
        """Without the upload."""
        return self.model_dump(exclude={"upload"}, exclude_none=True, mode="json")


class OtherWish(VideoWish):
    """Other wishes for a video that is there already."""

    upload: str = Field("", max_length=0)


class TakeChoice(Taken):
    """Which take."""

    take: WholeNumber = Field(ge=1, le=16)


class PromptText(Taken):
    """Words to understand."""

    prompt: str = Field(max_length=2000)


class SongWish(Taken):
    """A song: see `SongRequest`. `picture`: an upload to show behind the words."""

    title: str = Field("", max_length=120)
    text: str = Field("", max_length=8000)
    theme: str = Field("", max_length=200)
    first: str = Field("", max_length=160)
    artist: str = Field("", max_length=120)
    form: str = Field("VHVH", pattern=r"^[VH]{1,12}$")
    bars: WholeNumber = Field(8, ge=2, le=32)
    model: str = Field("champion", pattern=r"^[A-Za-z0-9_-]{1,60}$")
    style: StyleName = "boom-bap"
    prompt: str = Field("", max_length=500)
    tempo: float | None = Field(None, ge=50, le=180)
    flow: Literal["straight", "triplet", "syncopated"] = "straight"
    voice: StrictBool = True
    shapes: list[Literal["wide", "tall"]] = Field(["wide"], min_length=1, max_length=2)
    seed: WholeNumber = Field(31, ge=0, lt=2**31)
    draft: StrictBool = False
    rewrite: list[WholeNumber] = Field([], max_length=120)
    picture: str | None = Field(None, max_length=64)

    def request(self) -> SongRequest:
        """As the stage takes it.

        Raises:
            HTTPException: a value is wrong.
        """
        try:
            return SongRequest.model_validate(self.model_dump(exclude={"picture"}, mode="json"))
        except ValueError as error:
            raise HTTPException(422, str(error).split("\n")[2].strip()) from None


class Identified(BaseModel):
    """What was made: its id."""

    id: str


class Vote(Taken):
    """A choice of a pair."""

    pair: str = Field(max_length=32)
    choice: blind.Choice


class Unveiled(BaseModel):
    """Who wrote what."""

    a: str
    b: str


class Models(BaseModel):
    """The comparison: the champion, why, and a table of each protocol with its columns."""

    champion: str
    reason: str
    tables: dict[str, list[dict[str, str]]]


@router.get("/status", responses=PROBLEMS)
def status(studio: Here) -> Status:
    """Whether the queue is worked on."""
    settings = studio.settings
    problem = work.queue_problem(studio.instance, settings.automation)
    error, remedy = problem or ("", "")
    return Status(
        working=problem is None, error=error, remedy=remedy, renderer=settings.renderer, voice=settings.voice,
        automation=settings.automation, upload_mb=settings.studio_upload_mb,
    )  # fmt: skip


@router.get("/choices", responses=PROBLEMS)
def choices(studio: Here) -> Choices:
    """Styles, flows, example prompts, and the models that can write."""
    models = studio.settings.folders.tables / "models"
    known = sorted(path.stem for path in models.glob("*.json")) if models.exists() else []
    return Choices(
        styles={name: style.sounds for name, style in STYLES.items()},
        flows=list(FLOWS),
        examples=list(EXAMPLES),
        models=["champion", *(name for name in known if not name.endswith("_recipe"))],
    )


@router.post("/understand", responses=PROBLEMS)
def understood(wish: PromptText) -> dict[str, Any]:
    """What a prompt is taken for, and what of it is not understood."""
    return understand(wish.prompt).model_dump()


@router.post("/uploads", status_code=201, responses=PROBLEMS, openapi_extra={
    "requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}, "required": True}
})  # fmt: skip
async def upload(request: Request, studio: Here, name: Annotated[str, Query(min_length=1, max_length=255)]) -> Upload:
    """Take in a video's bytes; what is to be done with it is said afterwards."""
    number, facts = await take(studio.settings.folders, name, request.stream())
    return Upload(upload=number, seconds=facts.seconds, width=facts.width, height=facts.height, sound=facts.has_audio)


@router.delete("/uploads/{number}", status_code=204, responses=PROBLEMS)
def drop_upload(number: str, studio: Here) -> Response:
    """Forget an upload."""
    forget(studio.settings.folders, number)
    return Response(status_code=204)


@router.post("/jobs", status_code=201, responses=PROBLEMS)
def create_job(wish: VideoWish, studio: Here) -> Identified:
    """Queue an uploaded video."""
    return Identified(id=work.queue_upload(studio.settings.folders, wish.upload, wish.wishes()))


@router.get("/jobs", responses=PROBLEMS)
async def list_jobs(studio: Here) -> list[Job | Song]:
    """Videos and songs, the newest first."""
    return await run_in_threadpool(studio.hub.shelf.everything)


def _job(studio: Studio, key: str) -> Job:
    folders = studio.settings.folders
    if work.VIDEO_KEY.fullmatch(key) and (folders.rejected / key / "reason.txt").exists():
        return refused_job(folders.rejected / key)
    return video_job(work.video_folder(folders, key))


@router.get("/jobs/{key}", responses=PROBLEMS)
def get_job(key: str, studio: Here) -> Job:
    """One video."""
    return _job(studio, key)


@router.get("/jobs/{key}/events", responses=PROBLEMS, response_class=StreamingResponse)
async def job_events(key: str, studio: Here) -> StreamingResponse:
    """What happens to one video, until it is over."""
    await run_in_threadpool(_job, studio, key)
    return _stream(studio, key)


@router.get("/events", responses=PROBLEMS, response_class=StreamingResponse)
async def events(studio: Here) -> StreamingResponse:
    """What happens to all videos and songs."""
    return _stream(studio, None)


def _stream(studio: Studio, key: str | None) -> StreamingResponse:
    if studio.hub.is_full:
        raise HTTPException(429, "Too many listen already.")
    body: AsyncIterator[str] = studio.hub.listen(key)
    return StreamingResponse(body, media_type="text/event-stream", headers=STREAM)


@router.post("/jobs/{key}/retry", status_code=202, responses=PROBLEMS)
def retry_job(key: str, wish: OtherWish, studio: Here) -> Job:
    """Make a video's music again, with other wishes."""
    work.again(studio.settings.folders, key, wish.wishes())
    return _job(studio, key)


@router.post("/jobs/{key}/choose", status_code=202, responses=PROBLEMS)
def choose_job(key: str, choice: TakeChoice, studio: Here) -> Job:
    """Let another take be the one."""
    work.choose(studio.settings.folders, key, choice.take)
    return _job(studio, key)


@router.post("/jobs/{key}/cancel", status_code=204, responses=PROBLEMS)
def cancel_job(key: str, studio: Here) -> Response:
    """Take a video out of the queue."""
    work.cancel(studio.settings.folders, studio.instance, key)
    return Response(status_code=204)


@router.delete("/jobs/{key}", status_code=204, responses=PROBLEMS)
def delete_job(key: str, studio: Here) -> Response:
    """Remove a video with all that was made of it."""
    work.delete_video(studio.settings.folders, key)
    return Response(status_code=204)


@router.get("/jobs/{key}/files/{name}", responses=PROBLEMS, response_class=FileResponse)
def job_file(key: str, name: str, studio: Here, download: bool = False) -> FileResponse:
    """A file of a video, in ranges where they are asked for; to download it bears the video's own name."""
    folder = work.video_folder(studio.settings.folders, key)
    path = _served(folder, name, VIDEO_FILES)
    own = Path(video_job(folder).name)
    return _file(
        path, f"{own.stem} with music{path.suffix}" if name != f"original{path.suffix}" else own.name, download
    )


def _served(folder: Path, name: str, allowed: Any) -> Path:
    if not allowed.fullmatch(name) or not (folder / name).is_file():
        raise HTTPException(404, "There is no such file.")
    return folder / name


def _file(path: Path, name: str, download: bool) -> FileResponse:
    # What a person uploaded is never shown as a page, whatever it holds: the guard's headers forbid to guess its kind.
    return FileResponse(path, filename=name, content_disposition_type="attachment" if download else "inline")


@router.post("/songs", status_code=201, responses=PROBLEMS)
def create_song(wish: SongWish, studio: Here) -> Identified:
    """Ask for a song, or for the words of one."""
    return Identified(id=work.ask_for_song(studio.settings.folders, wish.request(), wish.picture))


@router.get("/songs/{key}", responses=PROBLEMS)
def get_song(key: str, studio: Here) -> Song:
    """One song."""
    return song_view(work.song_folder(studio.settings.folders, key))


@router.get("/songs/{key}/events", responses=PROBLEMS, response_class=StreamingResponse)
async def song_events(key: str, studio: Here) -> StreamingResponse:
    """What happens to one song, until it is over."""
    await run_in_threadpool(work.song_folder, studio.settings.folders, key)
    return _stream(studio, key)


@router.post("/songs/{key}/retry", status_code=202, responses=PROBLEMS)
def retry_song(key: str, studio: Here) -> Song:
    """Try a song that failed again."""
    work.retry_song(studio.settings.folders, key)
    return song_view(work.song_folder(studio.settings.folders, key))


@router.delete("/songs/{key}", status_code=204, responses=PROBLEMS)
def delete_song(key: str, studio: Here) -> Response:
    """Remove a song with all that was made of it."""
    work.delete_song(studio.settings.folders, key)
    return Response(status_code=204)


@router.get("/songs/{key}/files/{name}", responses=PROBLEMS, response_class=FileResponse)
def song_file(key: str, name: str, studio: Here, download: bool = False) -> FileResponse:
    """A file of a song, in ranges where they are asked for; to download it bears the song's title."""
    folder = work.song_folder(studio.settings.folders, key)
    path = _served(folder, name, SONG_FILES)
    return _file(path, f"{song_view(folder).name}{path.suffix}", download)


@router.get("/models", responses=PROBLEMS)
def models(studio: Here) -> Models:
    """The comparison of models."""
    folders = studio.settings.folders
    path = folders.tables / "evaluation" / "metrics.parquet"
    if not path.exists():
        raise HTTPException(404, "No models were compared yet. Run make demo first.")
    metrics = pd.read_parquet(path)
    tables = {
        str(protocol): [
            {str(name): "" if pd.isna(value) else str(value) for name, value in row.items()}
            for row in leaderboard(metrics, str(protocol)).to_dict("records")
        ]
        for protocol in metrics["protocol"].unique()
    }
    try:
        champions = read_champions(folders)
    except ChampionError as error:
        raise HTTPException(404, str(error)) from None
    return Models(
        champion=champions.present.model if champions.present else "",
        reason=champions.decision.reason if champions.decision else "",
        tables=tables,
    )


@router.get("/blind", responses=PROBLEMS)
def blind_pair(studio: Here) -> blind.Pair:
    """Two verses without names."""
    return blind.draw(studio.settings.folders, random.Random())  # which pair is no secret


@router.post("/blind", responses=PROBLEMS)
def blind_vote(vote: Vote, studio: Here) -> Unveiled:
    """Say which is better; who wrote them."""
    a, b = blind.vote(studio.settings.folders, vote.pair, vote.choice)
    return Unveiled(a=a, b=b)


@router.get("/blind/tallies", responses=PROBLEMS)
def blind_tallies(studio: Here) -> list[blind.Tally]:
    """What the votes say."""
    return blind.tallies(studio.settings.folders)


assert set(VideoWish.model_fields) - {"upload"} <= set(Sidecar.model_fields), "a wish is a field of the sidecar"

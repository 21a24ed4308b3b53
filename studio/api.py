"""The API, version 1.

What belongs here: its routes. What does not: request and response models (shapes.py), the work behind the routes
(video_work.py, song_work.py, uploads.py), the compatible routes of the original app (legacy_routes.py).
"""

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import dagster as dg
import pandas as pd
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import FileResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from assets.evaluation.champions import ChampionError, read_champions
from assets.evaluation.leaderboard import leaderboard
from assets.songs import beat
from assets.songs.beat import SONG_STYLES
from assets.songs.flow import FLOWS
from assets.songs.typefaces import without_font
from assets.soundtracks.previous_version import place_of
from assets.soundtracks.sidecar import Sidecar
from pipelines.settings import Settings
from resources.meaning import find_sentence_model
from resources.music.styles import STYLES
from resources.music.words import understand
from resources.storage import is_key
from resources.tables import read_table
from studio import blind_music, blind_verses, song_work, video_work
from studio.events import Hub
from studio.file_responses import Served, file_name
from studio.messages import without_paths
from studio.shapes import (
    PROBLEMS,
    Checked,
    Choices,
    Identified,
    ListeningVote,
    Models,
    OtherSong,
    OtherWish,
    PromptText,
    SongWish,
    SongWords,
    Status,
    TakeChoice,
    Unveiled,
    Upload,
    VideoWish,
    Vote,
)
from studio.song_views import SONG_FILES, Song, song_view
from studio.uploads import forget, take
from studio.video_views import VIDEO_FILES, Job, refused_job, video_job
from studio.view_cache import ViewCache
from studio.votes import Tally
from studio.work import NotThereError, queue_problem

router = APIRouter(prefix="/api/v1")
MOST_LISTED = 1_000_000
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
    """The objects that every route uses."""

    settings: Settings
    instance: dg.DagsterInstance
    views: ViewCache
    hub: Hub
    clips: Path  # the clips of blind comparisons; deleted when the studio stops
    drawn: blind_verses.Drawn = field(default_factory=blind_verses.Drawn)


def studio_of(request: Request) -> Studio:
    """The application's `Studio`, for FastAPI's dependency injection."""
    studio: Studio = request.app.state.studio
    return studio


Here = Annotated[Studio, Depends(studio_of)]


@router.get("/status", responses=PROBLEMS)
def status(studio: Here) -> Status:
    """Whether Dagster is processing the queue."""
    settings = studio.settings
    problem = queue_problem(studio.instance, settings.automation)
    error, remedy = problem or ("", "")
    return Status(
        working=problem is None, error=error, remedy=remedy, renderer=settings.renderer, voice=without_paths(settings.voice, settings.folders.data),
        automation=settings.automation, upload_mb=settings.studio_upload_mb,
    )  # fmt: skip


@router.get("/choices", responses=PROBLEMS)
def choices(studio: Here) -> Choices:
    """Styles, flows, example prompts, the models that can write, and the artists whose style they can follow."""
    folders = studio.settings.folders
    return Choices(
        styles={name: style.sounds for name, style in STYLES.items()},
        song_styles=list(SONG_STYLES),
        flows=list(FLOWS),
        examples=list(EXAMPLES),
        models=song_work.models_of(folders),
        artists=song_work.artists_of(folders),
    )


@router.post("/understand", responses=PROBLEMS)
def understood(wish: PromptText) -> dict[str, Any]:
    """How a prompt is interpreted, and which of its words are not understood."""
    if wish.of == "video":
        return understand(wish.prompt, find_sentence_model()).model_dump()
    return beat.understood(wish.prompt, voice=wish.of == "song").model_dump()


def length_of(request: Request) -> int:
    """The request's Content-Length in bytes; 0 if it has none."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isdigit() else 0


@router.post("/uploads", status_code=201, responses=PROBLEMS, openapi_extra={
    "requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}, "required": True}
})  # fmt: skip
async def upload(request: Request, studio: Here, name: Annotated[str, Query(min_length=1, max_length=255)]) -> Upload:
    """Receive a video, or a picture for a song. A later request says what to do with it."""
    number, facts = await take(studio.settings.folders, name, request.stream(), length_of(request))
    return Upload.of(number, facts)


@router.delete("/uploads/{number}", status_code=204, responses=PROBLEMS)
def drop_upload(number: str, studio: Here) -> Response:
    """Delete an upload that is not needed."""
    forget(studio.settings.folders, number)
    return Response(status_code=204)


@router.post("/jobs", status_code=201, responses=PROBLEMS)
def create_job(wish: VideoWish, studio: Here) -> Identified:
    """Queue an uploaded video."""
    return Identified(id=video_work.queue_upload(studio.settings.folders, wish.upload, wish.wishes()))


@router.get("/jobs", responses=PROBLEMS)
async def list_jobs(
    studio: Here,
    response: Response,
    limit: Annotated[
        int | None, Query(ge=1, le=MOST_LISTED, description="the number to return; by default all")
    ] = None,
    offset: Annotated[int, Query(ge=0, le=MOST_LISTED, description="how many to leave out at the start")] = 0,
) -> list[Job | Song]:
    """Videos and songs, newest first. The header X-Total-Count says how many there are in all."""
    everything = await run_in_threadpool(studio.views.everything)
    response.headers["X-Total-Count"] = str(len(everything))
    return everything[offset : None if limit is None else offset + limit]


def _job(studio: Studio, key: str) -> Job:
    folders = studio.settings.folders
    if is_key(key) and (folders.rejected / key / "reason.txt").exists():
        return refused_job(folders.rejected / key)
    return studio.views.job(video_work.video_folder(folders, key))


@router.get("/jobs/{key}", responses=PROBLEMS)
def get_job(key: str, studio: Here) -> Job:
    """One video."""
    return _job(studio, key)


@router.get("/jobs/{key}/events", responses=PROBLEMS, response_class=StreamingResponse)
async def job_events(key: str, studio: Here) -> StreamingResponse:
    """Server-sent events of one video, until it is finished."""
    await run_in_threadpool(_job, studio, key)
    return _stream(studio, key)


@router.get("/events", responses=PROBLEMS, response_class=StreamingResponse)
async def events(studio: Here) -> StreamingResponse:
    """Server-sent events of all videos and songs."""
    return _stream(studio, None)


def _stream(studio: Studio, key: str | None) -> StreamingResponse:
    if studio.hub.is_full:
        raise HTTPException(429, "Too many pages are listening already.")
    body: AsyncIterator[str] = studio.hub.listen(key)
    return StreamingResponse(body, media_type="text/event-stream", headers=STREAM)


@router.post("/jobs/{key}/retry", status_code=202, responses=PROBLEMS)
def retry_job(key: str, wish: OtherWish, studio: Here) -> Job:
    """Make the music of a video again, with changed settings."""
    video_work.queue_again(studio.settings.folders, key, wish.wishes())
    return _job(studio, key)


@router.post("/jobs/{key}/choose", status_code=202, responses=PROBLEMS)
def choose_job(key: str, choice: TakeChoice, studio: Here) -> Job:
    """Choose another take."""
    video_work.choose(studio.settings.folders, key, choice.take)
    return _job(studio, key)


@router.post("/jobs/{key}/cancel", status_code=204, responses=PROBLEMS)
def cancel_job(key: str, studio: Here) -> Response:
    """Take a video out of the queue."""
    video_work.cancel(studio.settings.folders, studio.instance, key)
    return Response(status_code=204)


@router.delete("/jobs/{key}", status_code=204, responses=PROBLEMS)
def delete_job(key: str, studio: Here) -> Response:
    """Delete a video and everything made from it."""
    video_work.delete(studio.settings.folders, key)
    return Response(status_code=204)


@router.head("/jobs/{key}/files/{name}", include_in_schema=False)
@router.get("/jobs/{key}/files/{name}", responses=PROBLEMS, response_class=FileResponse)
def job_file(key: str, name: str, studio: Here, download: bool = False) -> FileResponse:
    """A file of a video; supports range requests. A download is named after the video."""
    folder = video_work.video_folder(studio.settings.folders, key)
    path = _served(folder, name, VIDEO_FILES)
    own = Path(video_job(folder).name)
    return _file(
        path, f"{own.stem} with music{path.suffix}" if name != f"original{path.suffix}" else own.name, download
    )


def _served(folder: Path, name: str, allowed: Any) -> Path:
    if allowed.fullmatch(name):
        for place in (place_of(folder), folder):  # while a new version is made, the old one
            if (place / name).is_file():
                return place / name
    raise HTTPException(404, "There is no such file.")


def _file(path: Path, name: str, download: bool) -> FileResponse:
    # An upload is never rendered as a page, whatever it contains: the guard's headers forbid MIME sniffing.
    return Served(path, filename=file_name(name), content_disposition_type="attachment" if download else "inline")


@router.post("/songs", status_code=201, responses=PROBLEMS)
def create_song(wish: SongWish, studio: Here) -> Identified:
    """Request a song, or only the words of one (a draft)."""
    return Identified(id=song_work.ask_for_song(studio.settings.folders, wish.request(), wish.picture, wish.from_draft))


@router.post("/songs/check", responses=PROBLEMS)
def check_song(words: SongWords, studio: Here) -> Checked:
    """What a lyric video of these words would leave out, because no font has it."""
    return Checked(left_out=without_font(f"{words.title} {words.text}", studio.settings.folders.fonts))


@router.get("/songs/{key}", responses=PROBLEMS)
def get_song(key: str, studio: Here) -> Song:
    """One song."""
    return studio.views.song(song_work.song_folder(studio.settings.folders, key))


@router.get("/songs/{key}/events", responses=PROBLEMS, response_class=StreamingResponse)
async def song_events(key: str, studio: Here) -> StreamingResponse:
    """Server-sent events of one song, until it is finished."""
    await run_in_threadpool(song_work.song_folder, studio.settings.folders, key)
    return _stream(studio, key)


@router.post("/songs/{key}/retry", status_code=202, responses=PROBLEMS)
def retry_song(key: str, studio: Here, wish: OtherSong | None = None) -> Song:
    """Retry a failed song. With changed settings a new song is made and returned; the first one stays."""
    found = song_work.retry(studio.settings.folders, key, wish.wishes() if wish else {})
    return studio.views.song(song_work.song_folder(studio.settings.folders, found))


@router.post("/songs/{key}/cancel", status_code=204, responses=PROBLEMS)
def cancel_song(key: str, studio: Here) -> Response:
    """Take a song out of the queue."""
    song_work.cancel(studio.settings.folders, studio.instance, key)
    return Response(status_code=204)


@router.delete("/songs/{key}", status_code=204, responses=PROBLEMS)
def delete_song(key: str, studio: Here) -> Response:
    """Delete a song and everything made from it."""
    song_work.delete(studio.settings.folders, key)
    return Response(status_code=204)


@router.head("/songs/{key}/files/{name}", include_in_schema=False)
@router.get("/songs/{key}/files/{name}", responses=PROBLEMS, response_class=FileResponse)
def song_file(key: str, name: str, studio: Here, download: bool = False) -> FileResponse:
    """A file of a song; supports range requests. A download is named after the song."""
    folder = song_work.song_folder(studio.settings.folders, key)
    path = _served(folder, name, SONG_FILES)
    # song.mp3 becomes Title.mp3. The other files keep their names in it, because a song can have two lyric videos.
    what = name.removeprefix("song") if name.startswith("song.") else f" {name}"
    return _file(path, f"{song_view(folder).name}{what}", download)


@router.get("/models", responses=PROBLEMS)
def models(studio: Here) -> Models:
    """The comparison of the models."""
    folders = studio.settings.folders
    path = folders.tables / "evaluation" / "metrics.parquet"
    if not path.exists():
        raise NotThereError("No models have been compared yet.", remedy="Run make demo first.")
    metrics = read_table(path)
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
        raise NotThereError(error.message, remedy=error.remedy) from None
    return Models(
        champion=champions.present.model if champions.present else "",
        reason=champions.decision.reason if champions.decision else "",
        tables=tables,
    )


@router.get("/blind", responses=PROBLEMS)
def blind_pair(studio: Here) -> blind_verses.Pair:
    """Two verses without names."""
    return blind_verses.draw(studio.settings.folders, studio.drawn, random.Random())  # need not be unpredictable


@router.post("/blind", responses=PROBLEMS)
def blind_vote(vote: Vote, studio: Here) -> Unveiled:
    """Vote for a verse; returns who wrote each of them."""
    a, b = blind_verses.vote(studio.settings.folders, studio.drawn, vote.pair, vote.choice)
    return Unveiled(a=a, b=b)


@router.get("/blind/tallies", responses=PROBLEMS)
def blind_tallies(studio: Here) -> list[Tally]:
    """The results of the votes on verses."""
    return blind_verses.counted(studio.settings.folders)


@router.get("/listening", responses=PROBLEMS)
def listening_clips(studio: Here) -> blind_music.Comparison:
    """Two or three clips without names."""
    settings = studio.settings
    people = settings.resolve(settings.listening_dir) if settings.listening_dir else None
    return blind_music.draw(settings.folders, people, studio.clips, random.Random())  # need not be unpredictable


@router.head("/listening/{number}/{name}", include_in_schema=False)
@router.get("/listening/{number}/{name}", responses=PROBLEMS, response_class=FileResponse)
def listening_clip(number: str, name: str, studio: Here) -> FileResponse:
    """A clip; supports range requests."""
    return _file(blind_music.clip_of(studio.clips, number, name), name, download=False)


@router.post("/listening", responses=PROBLEMS)
def listening_vote(vote: ListeningVote, studio: Here) -> blind_music.Unveiled:
    """Vote for a clip; returns who made each of them, and the results of all votes."""
    return blind_music.vote(studio.settings.folders, studio.clips, vote.comparison, vote.choice)


assert set(VideoWish.model_fields) - {"upload"} <= set(Sidecar.model_fields), "a wish is a field of the sidecar"

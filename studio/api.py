"""The API, version 1.

What belongs here: routes. What does not: the shapes of what they take and give (shapes.py), the work behind them (work.py,
uploads.py, views.py), the original's routes (legacy_routes.py).
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
from assets.songs.flow import FLOWS
from assets.soundtracks.previous_version import place_of
from assets.soundtracks.sidecar import Sidecar
from pipelines.settings import Settings
from resources.meaning import find_judge
from resources.music.styles import STYLES
from resources.music.words import understand
from resources.storage import is_key
from resources.tables import read_table
from studio import blind_music, blind_verses, work
from studio.events import Hub
from studio.file_responses import Served, file_name
from studio.shapes import (
    PROBLEMS,
    Choices,
    Identified,
    ListeningVote,
    Models,
    OtherSong,
    OtherWish,
    PromptText,
    SongWish,
    Status,
    TakeChoice,
    Unveiled,
    Upload,
    VideoWish,
    Vote,
)
from studio.uploads import forget, take
from studio.views import SONG_FILES, VIDEO_FILES, Job, Song, public, refused_job, song_view, video_job
from studio.votes import Tally

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
    clips: Path  # of blind comparisons; it ends with the studio
    drawn: blind_verses.Drawn = field(default_factory=blind_verses.Drawn)


def studio_of(request: Request) -> Studio:
    """That of the application."""
    studio: Studio = request.app.state.studio
    return studio


Here = Annotated[Studio, Depends(studio_of)]


@router.get("/status", responses=PROBLEMS)
def status(studio: Here) -> Status:
    """Whether the queue is worked on."""
    settings = studio.settings
    problem = work.queue_problem(studio.instance, settings.automation)
    error, remedy = problem or ("", "")
    return Status(
        working=problem is None, error=error, remedy=remedy, renderer=settings.renderer, voice=public(settings.voice, settings.folders.data),
        automation=settings.automation, upload_mb=settings.studio_upload_mb,
    )  # fmt: skip


@router.get("/choices", responses=PROBLEMS)
def choices(studio: Here) -> Choices:
    """Styles, flows, example prompts, the models that can write, and whose style they can follow."""
    folders = studio.settings.folders
    return Choices(
        styles={name: style.sounds for name, style in STYLES.items()},
        flows=list(FLOWS),
        examples=list(EXAMPLES),
        models=work.models_of(folders),
        artists=work.artists_of(folders),
    )


@router.post("/understand", responses=PROBLEMS)
def understood(wish: PromptText) -> dict[str, Any]:
    """What a prompt is taken for, and what of it is not understood."""
    return understand(wish.prompt, find_judge()).model_dump()


def length_of(request: Request) -> int:
    """The bytes that a request says it brings; 0 where it says nothing."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isdigit() else 0


@router.post("/uploads", status_code=201, responses=PROBLEMS, openapi_extra={
    "requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}, "required": True}
})  # fmt: skip
async def upload(request: Request, studio: Here, name: Annotated[str, Query(min_length=1, max_length=255)]) -> Upload:
    """Take in a video's bytes, or those of a picture for a song; what is to be done with it is said afterwards."""
    number, facts = await take(studio.settings.folders, name, request.stream(), length_of(request))
    return Upload.of(number, facts)


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
    if is_key(key) and (folders.rejected / key / "reason.txt").exists():
        return refused_job(folders.rejected / key)
    return studio.hub.shelf.job(work.video_folder(folders, key))


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


@router.head("/jobs/{key}/files/{name}", include_in_schema=False)
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
    if allowed.fullmatch(name):
        for place in (place_of(folder), folder):  # while a video is made again, what it was
            if (place / name).is_file():
                return place / name
    raise HTTPException(404, "There is no such file.")


def _file(path: Path, name: str, download: bool) -> FileResponse:
    # What a person uploaded is never shown as a page, whatever it holds: the guard's headers forbid to guess its kind.
    return Served(path, filename=file_name(name), content_disposition_type="attachment" if download else "inline")


@router.post("/songs", status_code=201, responses=PROBLEMS)
def create_song(wish: SongWish, studio: Here) -> Identified:
    """Ask for a song, or for the words of one."""
    return Identified(id=work.ask_for_song(studio.settings.folders, wish.request(), wish.picture, wish.from_draft))


@router.get("/songs/{key}", responses=PROBLEMS)
def get_song(key: str, studio: Here) -> Song:
    """One song."""
    return studio.hub.shelf.song(work.song_folder(studio.settings.folders, key))


@router.get("/songs/{key}/events", responses=PROBLEMS, response_class=StreamingResponse)
async def song_events(key: str, studio: Here) -> StreamingResponse:
    """What happens to one song, until it is over."""
    await run_in_threadpool(work.song_folder, studio.settings.folders, key)
    return _stream(studio, key)


@router.post("/songs/{key}/retry", status_code=202, responses=PROBLEMS)
def retry_song(key: str, studio: Here, wish: OtherSong | None = None) -> Song:
    """Try a song that failed again. With other wishes another song is made, which is answered; the first one stays."""
    found = work.retry_song(studio.settings.folders, key, wish.wishes() if wish else {})
    return studio.hub.shelf.song(work.song_folder(studio.settings.folders, found))


@router.post("/songs/{key}/cancel", status_code=204, responses=PROBLEMS)
def cancel_song(key: str, studio: Here) -> Response:
    """Take a song out of the queue."""
    work.cancel_song(studio.settings.folders, studio.instance, key)
    return Response(status_code=204)


@router.delete("/songs/{key}", status_code=204, responses=PROBLEMS)
def delete_song(key: str, studio: Here) -> Response:
    """Remove a song with all that was made of it."""
    work.delete_song(studio.settings.folders, key)
    return Response(status_code=204)


@router.head("/songs/{key}/files/{name}", include_in_schema=False)
@router.get("/songs/{key}/files/{name}", responses=PROBLEMS, response_class=FileResponse)
def song_file(key: str, name: str, studio: Here, download: bool = False) -> FileResponse:
    """A file of a song, in ranges where they are asked for; to download it bears the song's title."""
    folder = work.song_folder(studio.settings.folders, key)
    path = _served(folder, name, SONG_FILES)
    # song.mp3 is Title.mp3; of the others the name says what they are: two lyric videos are not one.
    what = name.removeprefix("song") if name.startswith("song.") else f" {name}"
    return _file(path, f"{song_view(folder).name}{what}", download)


@router.get("/models", responses=PROBLEMS)
def models(studio: Here) -> Models:
    """The comparison of models."""
    folders = studio.settings.folders
    path = folders.tables / "evaluation" / "metrics.parquet"
    if not path.exists():
        raise HTTPException(404, "No models were compared yet. Run make demo first.")
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
        raise HTTPException(404, str(error)) from None
    return Models(
        champion=champions.present.model if champions.present else "",
        reason=champions.decision.reason if champions.decision else "",
        tables=tables,
    )


@router.get("/blind", responses=PROBLEMS)
def blind_pair(studio: Here) -> blind_verses.Pair:
    """Two verses without names."""
    return blind_verses.draw(studio.settings.folders, studio.drawn, random.Random())  # which pair is no secret


@router.post("/blind", responses=PROBLEMS)
def blind_vote(vote: Vote, studio: Here) -> Unveiled:
    """Say which is better; who wrote them."""
    a, b = blind_verses.vote(studio.settings.folders, studio.drawn, vote.pair, vote.choice)
    return Unveiled(a=a, b=b)


@router.get("/blind/tallies", responses=PROBLEMS)
def blind_tallies(studio: Here) -> list[Tally]:
    """What the votes say."""
    return blind_verses.counted(studio.settings.folders)


@router.get("/listening", responses=PROBLEMS)
def listening_clips(studio: Here) -> blind_music.Comparison:
    """Two or three clips without names."""
    settings = studio.settings
    people = settings.resolve(settings.listening_dir) if settings.listening_dir else None
    return blind_music.draw(settings.folders, people, studio.clips, random.Random())  # which ones is no secret


@router.head("/listening/{number}/{name}", include_in_schema=False)
@router.get("/listening/{number}/{name}", responses=PROBLEMS, response_class=FileResponse)
def listening_clip(number: str, name: str, studio: Here) -> FileResponse:
    """A clip, in ranges where they are asked for."""
    return _file(blind_music.clip_of(studio.clips, number, name), name, download=False)


@router.post("/listening", responses=PROBLEMS)
def listening_vote(vote: ListeningVote, studio: Here) -> blind_music.Unveiled:
    """Say which is best; whose they were, and what all votes say."""
    return blind_music.vote(studio.settings.folders, studio.clips, vote.comparison, vote.choice)


assert set(VideoWish.model_fields) - {"upload"} <= set(Sidecar.model_fields), "a wish is a field of the sidecar"

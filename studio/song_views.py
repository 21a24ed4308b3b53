"""The view of a song for the page: one flat object per folder.

What belongs here: reading the folder of a song. What does not: caching (view_cache.py), changing anything (song_work.py).
"""

import json
import re
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from assets.songs.beat import understood
from assets.songs.card import CARD
from assets.songs.library import failures, is_draft, name_of
from assets.songs.library import state as song_state
from assets.songs.plan import PlannedLine, SongPlan, shown_words
from assets.songs.records import LyricVideoRecord, SongRecord, SongRequest, VoiceRecord
from assets.songs.typefaces import without_font
from resources.leases import is_held
from studio.estimates import Rates, seconds_left
from studio.messages import without_paths
from studio.views import State, progress_of, stamp

# Progress once a step's record exists, by the share of the total time that the steps take.
SONG_STEPS = {SongPlan.FILE: 0.2, VoiceRecord.FILE: 0.5, SongRecord.FILE: 0.65, LyricVideoRecord.FILE: 1.0}
# The names of the files that are served; nothing else in the folder is.
SONG_FILES = re.compile(
    r"song\.(mp3|flac|lrc|ass|vtt|card\.md)|voice\.flac|backing\.flac|waveform\.png|poster\.jpg|preview\.webp|lyrics-(wide|tall)\.mp4"
)


class Word(BaseModel):
    """A word with its time in seconds and its rhyme group."""

    text: str
    start: float
    end: float
    group: int | None


class Line(BaseModel):
    """A line of a song. `stresses`: one digit per syllable; 2 is a stress of the line."""

    text: str
    words: list[Word]
    stresses: str


class Part(BaseModel):
    """A section of a song."""

    name: str
    kind: str
    lines: list[Line]


class Song(BaseModel):
    """A song or a draft of its words, and its state; see `studio.video_views.Job`. `messages`: what is left out or cannot be done."""

    id: str
    kind: Literal["song"] = "song"
    name: str
    draft: bool
    state: State
    progress: float
    seconds_left: float | None = None
    reason: str = ""
    asked: dict[str, Any] = {}
    understood: dict[str, Any] = {}
    parts: list[Part] = []
    tempo: float | None = None
    seconds: float | None = None
    metrics: dict[str, dict[str, float | None]] = {}
    written_by: dict[str, Any] = {}
    note: str = ""
    messages: list[str] = []
    files: list[str] = []
    created: str = ""
    version: str = ""


def song_view(folder: Path, rates: Rates | None = None, fonts: Path | None = None) -> Song:
    """The view of a song.

    Args:
        rates: measured rates of the steps (estimates.py).
        fonts: the folder of downloaded fonts.

    Raises:
        RecordError: its request is damaged.
    """
    request = SongRequest.read(folder / SongRequest.FILE)
    plan = SongPlan.read_if_valid(folder / SongPlan.FILE)
    song = SongRecord.read_if_valid(folder / SongRecord.FILE)
    video = LyricVideoRecord.read_if_valid(folder / LyricVideoRecord.FILE)
    tries = failures(folder)
    held = is_held(folder)
    state = _state(folder, held=held, started=plan is not None and not tries)
    done = {name for name in SONG_STEPS if (folder / name).exists()} - {LyricVideoRecord.FILE}
    left = None
    if held and state == "rendering" and plan and not request.draft:
        left = seconds_left(rates or {}, _steps_left(request, done), plan.seconds)
    return Song(
        id=folder.name,
        name=request.title or (plan.title if plan else "") or name_of(request),
        draft=is_draft(folder),
        state=state,
        progress=1.0 if state == "done" else progress_of(done, SONG_STEPS),
        seconds_left=left,
        reason=without_paths(tries[-1], folder.parent.parent) if tries and state != "done" else "",
        asked=request.model_dump(mode="json"),
        understood=_understood(request),
        parts=_parts(plan) if plan else [],
        tempo=plan.tempo if plan else None,
        seconds=plan.seconds if plan else None,
        metrics=plan.metrics if plan else {},
        written_by=plan.written_by if plan else {},
        note=song.note if song else "",
        messages=_messages(plan, song, video, without_font(_shown(request, plan), fonts)),
        files=_song_files(folder, song, video),
        created=_requested_at(folder),
        version=stamp(folder),
    )


def _state(folder: Path, *, held: bool, started: bool) -> State:
    """A song's state for the page.

    Args:
        held: whether a run works on it.
        started: whether its first step is done and none has failed. No run holds it between two steps, but it is not waiting.
    """
    match song_state(folder):
        case "made" | "written":
            return "done"
        case "given up":
            return "failed"
        case _:
            return "rendering" if held or started else "queued"


def _steps_left(request: SongRequest, done: set[str]) -> list[str]:
    """The steps that are left after the plan; the lyric video counts once per shape."""
    voice = [VoiceRecord.FILE] if request.voice else []
    steps = [*voice, SongRecord.FILE, *[LyricVideoRecord.FILE] * len(request.shapes)]
    return [step for step in steps if step not in done]


def _song_files(folder: Path, song: SongRecord | None, video: LyricVideoRecord | None) -> list[str]:
    """The names of a finished song's files; empty before it is finished."""
    if song is None or video is None:
        return []
    card = [CARD] if (folder / CARD).exists() else []  # songs from before cards were introduced have none
    return [song.mp3, song.file, *video.files.values(), *video.captions, *card, "poster.jpg", "waveform.png"]


def _understood(request: SongRequest) -> dict[str, Any]:
    """What was understood of the beat's description, without empty fields."""
    if not request.prompt:
        return {}
    words = understood(request.prompt, voice=request.voice).model_dump()
    return {name: value for name, value in words.items() if value}


def _shown(request: SongRequest, plan: SongPlan | None) -> str:
    """What the lyric video will show, as far as it is known."""
    return shown_words(plan) if plan else f"{request.title} {request.text}"


def _messages(
    plan: SongPlan | None, song: SongRecord | None, video: LyricVideoRecord | None, lacking: str
) -> list[str]:
    of_words = plan.written_by.get("said", ()) if plan else ()
    return [*of_words, *(song.said if song else ()), *filter(None, [video.left_out if video else lacking])]


def _parts(plan: SongPlan) -> list[Part]:
    """The sections of a song that have words."""
    return [
        Part(name=section.name, kind=section.kind, lines=[_line(line) for line in section.lines])
        for section in plan.sections
        if section.lines
    ]


def _line(line: PlannedLine) -> Line:
    return Line(
        text=line.text,
        words=[Word(**word.model_dump()) for word in line.words],
        stresses="".join(map(str, line.stresses)),
    )


def _requested_at(folder: Path) -> str:
    """When a song was requested (ISO 8601); empty if unknown."""
    try:
        return str(json.loads((folder / "asked.json").read_text()).get("at", ""))
    except (OSError, ValueError):
        return ""

"""Views of videos and songs for the page: one flat object per folder.

What belongs here: reading folders. What does not: caching (view_cache.py), changing anything (work.py).
"""

import contextlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from assets.songs.beat import understood
from assets.songs.card import CARD
from assets.songs.library import failures as song_failures
from assets.songs.library import is_draft, name_of
from assets.songs.library import state as song_state
from assets.songs.plan import PlannedLine, SongPlan, shown_words
from assets.songs.records import LyricVideoRecord, SongRecord, SongRequest, VoiceRecord
from assets.songs.typefaces import without_font
from assets.soundtracks.library import MAX_ATTEMPTS, failures, read_manifest
from assets.soundtracks.previous_version import place_of
from assets.soundtracks.records import BriefRecord, Manifest, ScoredRecord, SoundtrackRecord, VideoRecord
from resources.leases import is_held
from studio.estimates import Rates, seconds_left

State = Literal["queued", "rendering", "done", "refused", "failed"]
# Progress once a step's record exists, by the share of the total time that the steps take.
VIDEO_STEPS = {VideoRecord.FILE: 0.3, BriefRecord.FILE: 0.35, SoundtrackRecord.FILE: 0.75, ScoredRecord.FILE: 1.0}
SONG_STEPS = {SongPlan.FILE: 0.2, VoiceRecord.FILE: 0.5, SongRecord.FILE: 0.65, LyricVideoRecord.FILE: 1.0}
# The names of a job's files that are served; nothing else in its folder is.
VIDEO_FILES = re.compile(
    r"(original|film|scored|candidate-\d{1,2})\.[a-z0-9]{2,4}|soundtrack(-\d{1,2})?\.flac|contact_sheet\.jpg|waveform\.png|poster\.jpg"
)
SONG_FILES = re.compile(
    r"song\.(mp3|flac|lrc|ass|vtt|card\.md)|voice\.flac|backing\.flac|waveform\.png|poster\.jpg|preview\.webp|lyrics-(wide|tall)\.mp4"
)


class Take(BaseModel):
    """A take: its number (from 1), the video with its music, its seed and its tempo."""

    number: int
    file: str
    seed: int
    tempo: float | None
    chosen: bool


class Job(BaseModel):
    """A video and its state.

    `progress`: 0 to 1. `seconds_left`: an estimate from earlier videos. `version`: changes with anything that is shown.
    `understood`: the interpretation of the prompt. `can_cancel`: whether it can be removed from the queue, or restored
    to its old version. While a new version is being made, `takes`, `scored` and `made` are still those of the old one;
    `made` changes when they do.
    """

    id: str
    kind: Literal["video"] = "video"
    name: str
    state: State
    progress: float
    seconds_left: float | None = None
    reason: str = ""
    said: dict[str, Any] = {}
    seconds: float | None = None
    portrait: bool = False
    brief: str = ""
    understood: dict[str, Any] = {}
    cuts: list[float] = []
    sections: list[str] = []
    takes: list[Take] = []
    scored: str = ""
    original: str = ""
    poster: str = ""
    waveform: str = ""
    renderer: str = ""
    licence: str = ""
    left_out: list[str] = []
    made: str = ""
    can_cancel: bool = False
    created: str = ""
    version: str = ""


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
    """A song or a draft of its words, and its state; see `Job`. `said`: what is left out or cannot be done."""

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
    said: list[str] = []
    files: list[str] = []
    created: str = ""
    version: str = ""


def stamp(folder: Path) -> str:
    """A value that changes whenever a record in the folder is written or removed."""
    try:
        entries = [
            (entry.name, entry.stat().st_mtime_ns)
            for entry in folder.iterdir()
            if entry.suffix in (".json", ".txt", "")
        ]
    except OSError:
        return ""
    return f"{hash((tuple(sorted(entries)), is_held(folder))) & 0xFFFFFFFFFFFF:x}"


# A quoted path may contain spaces; an unquoted one ends at a space. URLs (https://…) and "a/b" are not paths.
_PATHS = re.compile(
    r"""(?<=')~?/[^'\n]+(?=')|(?<=")~?/[^"\n]+(?=")|(?<![\w:/.<])(?:file://)?~?/[^\s'"`,;:()<>|\[\]]*[^\s'"`,;:()<>|\[\].]"""
)


def public(text: str, data: Path) -> str:
    """A message without absolute paths of this machine: a file in the data folder is named relative to it, any other by
    its name alone. Paths of the API stay.
    """
    for path in (data, Path.home()):
        text = text.replace(f"{path}/", "").replace(str(path), "the data folder")
    return _PATHS.sub(lambda found: found[0] if found[0].startswith("/api/v1/") else Path(found[0]).name or "/", text)


def progress_of(done: set[str], steps: Mapping[str, float]) -> float:
    """The progress, 0 to 1, by the steps that are done."""
    return max((share for name, share in steps.items() if name in done), default=0.0)


def _steps_done(folder: Path) -> set[str]:
    """The steps of a video that are up to date with its sidecar: the facts of the picture always are, other records if
    they are newer than the sidecar.
    """
    said = (folder / "manifest.json").stat().st_mtime_ns
    done = set()
    for name in VIDEO_STEPS:
        with contextlib.suppress(FileNotFoundError):
            if (folder / name).stat().st_mtime_ns >= said or name == VideoRecord.FILE:
                done.add(name)
    return done


def video_job(folder: Path, rates: Rates | None = None, *, can_cancel: bool = False) -> Job:
    """The view of a library video.

    Args:
        rates: measured rates of the steps (estimates.py).
        can_cancel: whether the run that works on it can be stopped.

    Raises:
        RecordError: its manifest is damaged.
    """
    manifest = read_manifest(folder)
    video = VideoRecord.read_if_valid(folder / VideoRecord.FILE)
    brief = BriefRecord.read_if_valid(folder / BriefRecord.FILE)
    shown = place_of(folder)
    music = SoundtrackRecord.read_if_valid(shown / SoundtrackRecord.FILE)
    scored = ScoredRecord.read_if_valid(shown / ScoredRecord.FILE)
    tries = failures(folder)
    state: State = "done" if scored and shown == folder else "failed" if len(tries) >= MAX_ATTEMPTS else "queued"
    if state == "queued" and is_held(folder):
        state = "rendering"
    done = _steps_done(folder) - {ScoredRecord.FILE}
    left = None
    if state == "rendering" and video:
        left = seconds_left(rates or {}, {SoundtrackRecord.FILE, ScoredRecord.FILE} - done, video.facts.seconds)
    takes, parameters = [], music.best.provenance.parameters.model_dump() if music else {}
    if music and scored:
        suffix = Path(scored.file).suffix
        for number, candidate in enumerate(music.candidates, start=1):
            chosen = number == music.chosen
            name = scored.file if chosen else f"candidate-{number}{suffix}"
            takes.append(
                Take(
                    number=number, file=name, seed=candidate.provenance.seed, tempo=candidate.tempo_heard, chosen=chosen
                )
            )
    words = brief.brief.words.model_dump() if brief else {}
    rotated = bool(video) and video.facts.rotation % 180 != 0  # pyright: ignore[reportOptionalMemberAccess]
    return Job(
        id=folder.name,
        name=manifest.original_name,
        state=state,
        progress=1.0 if state == "done" else progress_of(done, VIDEO_STEPS),
        seconds_left=left,
        reason=public(tries[-1], folder.parent.parent) if tries and state != "done" else "",
        said=manifest.sidecar,
        seconds=video.facts.seconds if video else None,
        portrait=bool(video) and (video.facts.height > video.facts.width) != rotated,  # pyright: ignore[reportOptionalMemberAccess]
        brief=brief.brief.played() if brief else "",
        understood={name: value for name, value in words.items() if value},
        cuts=list(video.picture.cuts) if video else [],
        sections=list(parameters.get("sections", [])),
        takes=takes,
        scored=scored.file if scored else "",
        original=next((path.name for path in folder.glob("original.*")), ""),
        poster=next((name for name in ("poster.jpg", "contact_sheet.jpg") if (folder / name).exists()), ""),
        waveform="waveform.png" if (shown / "waveform.png").exists() else "",
        renderer=music.best.provenance.renderer if music else "",
        licence=music.best.provenance.licence if music else "",
        left_out=list(scored.left_out) if scored else [],
        made=f"{(shown / ScoredRecord.FILE).stat().st_mtime_ns:x}" if scored else "",
        can_cancel=can_cancel and (state in ("queued", "rendering") or (state == "failed" and shown != folder)),
        created=manifest.received_at,
        version=stamp(folder),
    )


def refused_job(folder: Path) -> Job:
    """The view of a video that was refused and moved aside."""
    manifest = Manifest.read_if_valid(folder / "manifest.json")
    reason = (folder / "reason.txt").read_text(encoding="utf-8").strip()
    return Job(
        id=folder.name, name=manifest.original_name if manifest else folder.name, state="refused", progress=0.0,
        reason=public(reason, folder.parent.parent), said=manifest.sidecar if manifest else {}, created=manifest.received_at if manifest else "",
        version=stamp(folder),
    )  # fmt: skip


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
    tries = song_failures(folder)
    held = is_held(folder)
    state = _state_of_song(folder, held=held, started=plan is not None and not tries)
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
        reason=public(tries[-1], folder.parent.parent) if tries and state != "done" else "",
        asked=request.model_dump(mode="json"),
        understood=_understood(request),
        parts=_parts(plan) if plan else [],
        tempo=plan.tempo if plan else None,
        seconds=plan.seconds if plan else None,
        metrics=plan.metrics if plan else {},
        written_by=plan.written_by if plan else {},
        note=song.note if song else "",
        said=_said(plan, song, video, without_font(_shown(request, plan), fonts)),
        files=_song_files(folder, song, video),
        created=_requested_at(folder),
        version=stamp(folder),
    )


def _state_of_song(folder: Path, *, held: bool, started: bool) -> State:
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


def _said(plan: SongPlan | None, song: SongRecord | None, video: LyricVideoRecord | None, lacking: str) -> list[str]:
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

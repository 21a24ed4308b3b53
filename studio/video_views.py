"""The view of a video for the page: one flat object per folder.

What belongs here: reading the folder of a video. What does not: caching (view_cache.py), changing anything (video_work.py).
"""

import contextlib
import re
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from assets.soundtracks.library import MAX_ATTEMPTS, failures, playable, read_manifest, refused_name
from assets.soundtracks.previous_version import place_of
from assets.soundtracks.records import BriefRecord, Manifest, ScoredRecord, SoundtrackRecord, VideoRecord
from resources.leases import is_held
from resources.licences import commercial_use, in_words
from studio.estimates import Rates, seconds_left
from studio.messages import without_paths
from studio.views import State, progress_of, stamp

# Progress once a step's record exists, by the share of the total time that the steps take.
VIDEO_STEPS = {VideoRecord.FILE: 0.3, BriefRecord.FILE: 0.35, SoundtrackRecord.FILE: 0.75, ScoredRecord.FILE: 1.0}
# The names of the files that are served; nothing else in the folder is.
VIDEO_FILES = re.compile(
    r"(original|as_video|scored|candidate-\d{1,2})\.[a-z0-9]{2,4}|soundtrack(-\d{1,2})?\.flac|contact_sheet\.jpg|waveform\.png|poster\.jpg"
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
    `settings`: those that were given. `understood`: the interpretation of the prompt. `unmet`: what the renderer may not
    deliver. `left_out`, `damage`: what the container cannot hold, and what the file lacks. `can_cancel`: whether it can be removed from the queue, or restored
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
    settings: dict[str, Any] = {}
    seconds: float | None = None
    portrait: bool = False
    brief: str = ""
    understood: dict[str, Any] = {}
    unmet: list[str] = []
    cuts: list[float] = []
    sections: list[str] = []
    takes: list[Take] = []
    scored: str = ""
    original: str = ""
    poster: str = ""
    waveform: str = ""
    renderer: str = ""
    licence: str = ""
    commercial_use: str = ""
    left_out: list[str] = []
    damage: str = ""
    made: str = ""
    can_cancel: bool = False
    created: str = ""
    version: str = ""


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
    state = _state(folder, tries, is_finished=scored is not None and shown == folder)
    done = _steps_done(folder) - {ScoredRecord.FILE}
    left = None
    if state == "rendering" and video:
        left = seconds_left(rates or {}, {SoundtrackRecord.FILE, ScoredRecord.FILE} - done, video.facts.seconds)
    words = brief.brief.words.model_dump() if brief else {}
    provenance = music.best.provenance if music else None
    width, height = video.facts.shown_size if video else (0, 0)
    return Job(
        id=folder.name,
        name=manifest.original_name,
        state=state,
        progress=1.0 if state == "done" else progress_of(done, VIDEO_STEPS),
        seconds_left=left,
        reason=without_paths(tries[-1], folder.parent.parent) if tries and state != "done" else "",
        settings=manifest.sidecar,
        seconds=video.facts.seconds if video else None,
        portrait=height > width,
        brief=brief.brief.played() if brief else "",
        understood={name: value for name, value in words.items() if value},
        unmet=list(music.unmet) if music else [],
        cuts=list(video.picture.cuts) if video else [],
        sections=list(provenance.parameters.model_dump().get("sections", [])) if provenance else [],
        takes=_takes(music, scored) if music and scored else [],
        scored=scored.file if scored else "",
        original=_name_of_original(folder),
        poster=next((name for name in ("poster.jpg", "contact_sheet.jpg") if (folder / name).exists()), ""),
        waveform="waveform.png" if (shown / "waveform.png").exists() else "",
        renderer=provenance.renderer if provenance else "",
        licence=provenance.licence if provenance else "",
        commercial_use=in_words(commercial_use(provenance.licence)) if provenance else "",
        left_out=list(scored.left_out) if scored else [],
        damage=video.damage() if video else "",
        made=f"{(shown / ScoredRecord.FILE).stat().st_mtime_ns:x}" if scored else "",
        can_cancel=can_cancel and (state in ("queued", "rendering") or (state == "failed" and shown != folder)),
        created=manifest.received_at,
        version=stamp(folder),
    )


def _name_of_original(folder: Path) -> str:
    """The name of the file to compare with; empty if it is gone."""
    with contextlib.suppress(FileNotFoundError):
        return playable(folder).name
    return ""


def _state(folder: Path, tries: list[str], *, is_finished: bool) -> State:
    """A video's state for the page.

    Args:
        tries: the reasons of its failed attempts.
        is_finished: whether it has music for its present settings.
    """
    if is_finished:
        return "done"
    if len(tries) >= MAX_ATTEMPTS:
        return "failed"
    return "rendering" if is_held(folder) else "queued"


def _steps_done(folder: Path) -> set[str]:
    """The steps of a video that are up to date with its sidecar: the facts of the picture always are, other records if
    they are newer than the sidecar.
    """
    settings_changed = (folder / "manifest.json").stat().st_mtime_ns
    done = set()
    for name in VIDEO_STEPS:
        with contextlib.suppress(FileNotFoundError):
            if (folder / name).stat().st_mtime_ns >= settings_changed or name == VideoRecord.FILE:
                done.add(name)
    return done


def _takes(music: SoundtrackRecord, scored: ScoredRecord) -> list[Take]:
    suffix = Path(scored.file).suffix
    return [
        Take(
            number=number,
            file=scored.file if number == music.chosen else f"candidate-{number}{suffix}",
            seed=candidate.provenance.seed,
            tempo=candidate.tempo_heard,
            chosen=number == music.chosen,
        )
        for number, candidate in enumerate(music.candidates, start=1)
    ]


def refused_job(folder: Path) -> Job:
    """The view of a video that was refused and moved aside."""
    manifest = Manifest.read_if_valid(folder / "manifest.json")
    reason = (folder / "reason.txt").read_text(encoding="utf-8").strip()
    return Job(
        id=folder.name, name=refused_name(folder), state="refused", progress=0.0,
        reason=without_paths(reason, folder.parent.parent), settings=manifest.sidecar if manifest else {}, created=manifest.received_at if manifest else "",
        version=stamp(folder),
    )  # fmt: skip

"""Scoring videos: from a library folder to the video with its music, one step at a time or a batch at once.

What belongs here: the steps, each reusing what it made before from the same inputs. What does not: composing
(resources/renderers), FFmpeg (resources/media.py), the queue (queue.py).
"""

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from assets.soundtracks.brief import Brief, make_brief
from assets.soundtracks.queue import original, read_manifest
from resources.audio import loudness, silence_share, true_peak
from resources.media import VideoFacts, look, mux, probe, read_audio, write_audio
from resources.renderers.base import Renderer, RenderFailure
from resources.storage import digest, write_json

logger = logging.getLogger(__name__)

VERSION = "1"
Step = Literal["video", "brief", "soundtrack", "scored_video"]


@dataclass(frozen=True, slots=True)
class Done:
    """A step of one video that is done. `record`: what is stored of it; `version` names its content."""

    key: str
    step: Step
    path: Path
    record: dict[str, Any]
    version: str
    reused: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """A step of one video that could not be done."""

    key: str
    step: Step
    reason: str


def _stored(path: Path, made_from: str) -> dict[str, Any] | None:
    """The record at `path`, if it was made from the same inputs."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if record.get("made_from") == made_from else None


def inspect(folder: Path) -> Done:
    """Probe the video into video.json.

    Raises:
        UnusableVideoError: it is no video to put music to.
    """
    made_from = digest(VERSION, read_manifest(folder)["sha256"])
    path = folder / "video.json"
    record = _stored(path, made_from)
    reused = record is not None
    if record is None:
        record = {"made_from": made_from, **probe(original(folder)).to_dict()}
        write_json(path, record)
    return Done(folder.name, "video", original(folder), record, record["picture_digest"][:16], reused)


def video_facts(folder: Path) -> VideoFacts:
    """What `inspect` stored."""
    record = dict(inspect(folder).record)
    record.pop("made_from")
    return VideoFacts(**record)


def write_brief(folder: Path) -> Done:
    """Look at the picture and decide what to play, into brief.json."""
    manifest = read_manifest(folder)
    made_from = digest(VERSION, manifest["sha256"], manifest["sidecar"])
    path = folder / "brief.json"
    record = _stored(path, made_from)
    reused = record is not None
    if record is None:
        brief = make_brief(folder.name, manifest["sidecar"], video_facts(folder), look(original(folder)))
        record = {"made_from": made_from, **brief.model_dump(mode="json")}
        write_json(path, record)
    return Done(folder.name, "brief", path, record, digest(_brief_of(record).model_dump(mode="json"))[:16], reused)


def _brief_of(record: dict[str, Any]) -> Brief:
    return Brief.model_validate({name: value for name, value in record.items() if name != "made_from"})


def read_brief(folder: Path) -> Brief:
    """What `write_brief` stored."""
    return _brief_of(write_brief(folder).record)


def render(renderer: Renderer, folders: Sequence[Path]) -> Iterator[Done | Failed]:
    """Compose the music of several videos in one batch, each into soundtrack.flac as it is done."""
    wanted: dict[str, tuple[Path, str]] = {}
    requests = []
    for folder in folders:
        brief = read_brief(folder)
        made_from = digest(
            VERSION,
            brief.model_dump(mode="json", exclude={"mix", "volume", "reasons"}),
            renderer.name,
            renderer.revision,
        )
        record = _stored(folder / "soundtrack.json", made_from)
        if record is not None and (folder / "soundtrack.flac").exists():
            yield Done(folder.name, "soundtrack", folder / "soundtrack.flac", record, record["version"], True)
        else:
            wanted[folder.name] = (folder, made_from)
            requests.append(brief.request())
    for clip in renderer.render(requests):
        folder, made_from = wanted[clip.key]
        if isinstance(clip, RenderFailure):
            yield Failed(clip.key, "soundtrack", clip.reason)
            continue
        path = folder / "soundtrack.flac"
        write_audio(path, clip.audio, clip.rate)
        record = {
            "made_from": made_from,
            "version": digest(clip.audio.tobytes())[:16],
            **measure_audio(clip.audio, clip.rate),
            "provenance": clip.provenance,
        }
        write_json(folder / "soundtrack.json", record)
        logger.info("%s: %.1f s of music by %s", clip.key, record["seconds"], renderer.name)
        yield Done(clip.key, "soundtrack", path, record, record["version"], False)


def measure_audio(audio: np.ndarray, rate: int) -> dict[str, float]:
    """Seconds, loudness (LUFS), true peak (dBTP), and the shares of silent frames and of clipped samples."""
    return {
        "seconds": audio.shape[1] / rate,
        "lufs": loudness(audio, rate),
        "true_peak": true_peak(audio),
        "silence": silence_share(audio, rate),
        "clipped": float((np.abs(audio) >= 1.0).mean()),
    }


def score(folder: Path) -> Done:
    """Put the stored music to the video, into scored.<suffix>.

    Raises:
        MuxError: the container does not take the picture, or the peak cannot be held.
    """
    brief = read_brief(folder)
    music = json.loads((folder / "soundtrack.json").read_text(encoding="utf-8"))
    made_from = digest(VERSION, music["version"], brief.mix, brief.volume)
    source = original(folder)
    out = folder / f"scored{source.suffix}"
    record = _stored(folder / "scored.json", made_from)
    reused = record is not None and out.exists()
    if record is None or not reused:
        audio = read_audio(folder / "soundtrack.flac")
        assert audio is not None, "a soundtrack has sound"
        facts = video_facts(folder)
        report = mux(source, audio, out, mode=brief.mix, volume_db=brief.volume)
        record = {
            "made_from": made_from,
            "mode": report.mode,
            "seconds": report.seconds,
            "lufs": report.lufs,
            "true_peak": report.true_peak,
            "picture_unchanged": report.picture_digest == facts.picture_digest,
            "length_kept": abs(report.seconds - facts.seconds) < 0.5 / facts.fps,
            "provenance": music["provenance"],
        }
        write_json(folder / "scored.json", record)
    return Done(folder.name, "scored_video", out, record, digest(made_from)[:16], reused)

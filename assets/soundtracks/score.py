"""Scoring videos: from a library folder to the video with its music, one step at a time or a batch at once.

What belongs here: the steps, each reusing what it made before from the same inputs. What does not: composing
(resources/renderers), FFmpeg (resources/media), the queue (queue.py).
"""

import json
import logging
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from assets.soundtracks.brief import Brief, make_brief
from assets.soundtracks.pictures import contact_sheet, waveform
from assets.soundtracks.queue import explain, original, read_manifest
from assets.soundtracks.sidecar import LONGEST_SECONDS
from resources.audio import loudness, silence_share, true_peak
from resources.errors import TenthSymphonyError
from resources.media.files import UnusableVideoError
from resources.media.images import encode_image
from resources.media.look import PictureFacts, look
from resources.media.mux import Mastering, mux, suffix_for
from resources.media.probe import VideoFacts, probe
from resources.media.sound import RATE, SoundFacts, listen, read_audio, write_audio
from resources.music.alignment import cut_error
from resources.music.listening import as_counted, hear_beats
from resources.music.request import SHORTEST_SECONDS, RenderedClip, Renderer, RenderFailure, RenderRequest
from resources.storage import digest, write_bytes, write_json

logger = logging.getLogger(__name__)

VERSION = "5"
CODED_BLOCK = 0.03  # seconds; sound is coded in whole blocks of 1024 samples, and may be what lasts longest
CONTACT_SHEET, WAVEFORM = "contact_sheet.jpg", "waveform.png"
Step = Literal["video", "brief", "soundtrack", "scored_video"]


@dataclass(frozen=True, slots=True)
class Done:
    """A step of one video that is done. `record`: what is stored of it; `version` names its content; `numbers`: what
    is known of this run only.
    """

    key: str
    step: Step
    path: Path
    record: dict[str, Any]
    version: str
    reused: bool
    numbers: dict[str, float] = field(default_factory=dict)


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
    return record if isinstance(record, dict) and record.get("made_from") == made_from else None


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None  # JSON knows no infinity


def inspect(folder: Path) -> Done:
    """Probe the video, watch it and listen to it once: video.json and contact_sheet.jpg.

    Raises:
        UnusableVideoError: it is no video to put music to, or too short or too long.
    """
    made_from = digest(VERSION, read_manifest(folder).sha256)
    path = folder / "video.json"
    record = _stored(path, made_from)
    reused = record is not None
    if record is None:
        facts = probe(original(folder))
        if not SHORTEST_SECONDS <= facts.seconds <= LONGEST_SECONDS:
            raise UnusableVideoError(
                f"It lasts {facts.seconds:.2f} seconds.",
                remedy=f"Cut it to {SHORTEST_SECONDS} seconds to {LONGEST_SECONDS / 60:.0f} minutes.",
            )
        picture, frames = look(original(folder))
        sound = listen(original(folder), facts.start)
        write_bytes(folder / CONTACT_SHEET, encode_image(contact_sheet([frame for _, frame in frames]), "jpeg"))
        record = {
            "made_from": made_from,
            **facts.to_dict(),
            "picture": asdict(picture),
            "sound": {"lufs": _finite(sound.lufs), "speech": sound.speech},
        }
        write_json(path, record)
    return Done(folder.name, "video", original(folder), record, record["picture_digest"][:16], reused)


def _facts(folder: Path) -> tuple[VideoFacts, PictureFacts, SoundFacts]:
    """What `inspect` stored."""
    record = dict(inspect(folder).record)
    record.pop("made_from")
    picture, sound = record.pop("picture"), record.pop("sound")
    lufs = sound["lufs"] if sound["lufs"] is not None else -math.inf
    return (
        VideoFacts(**record),
        PictureFacts(**{**picture, "cuts": tuple(picture["cuts"])}),
        SoundFacts(lufs, sound["speech"]),
    )


def write_brief(folder: Path) -> Done:
    """Decide what to play, into brief.json.

    Raises:
        BriefError: what was said cannot be done with this video.
    """
    manifest = read_manifest(folder)
    made_from = digest(VERSION, manifest.sha256, manifest.sidecar)
    path = folder / "brief.json"
    record = _stored(path, made_from)
    reused = record is not None
    if record is None:
        brief = make_brief(folder.name, manifest.sidecar, *_facts(folder))
        record = {"made_from": made_from, **brief.model_dump(mode="json")}
        write_json(path, record)
    return Done(folder.name, "brief", path, record, digest(_brief_of(record).model_dump(mode="json"))[:16], reused)


def _brief_of(record: dict[str, Any]) -> Brief:
    if not isinstance(record, dict):
        raise ValueError("a JSON object was expected")  # as of any other damage
    return Brief.model_validate({name: value for name, value in record.items() if name != "made_from"})


def current_brief(folder: Path) -> Brief:
    """What to play now; written anew where the stored brief is missing or out of date."""
    return _brief_of(write_brief(folder).record)


def read_brief(folder: Path) -> Brief:
    """What `write_brief` stored, as it is: the music was made from that. Reading writes nothing.

    Raises:
        OSError: there is none.
        ValueError: it is damaged.
    """
    return _brief_of(json.loads((folder / "brief.json").read_bytes()))


class RenderError(TenthSymphonyError):
    """The renderer could not fulfil a request."""


@dataclass(slots=True)
class _Piece:
    """A video whose music is being rendered: its candidates as they come, by number."""

    folder: Path
    brief: Brief
    made_from: str
    candidates: dict[int, dict[str, Any]] = field(default_factory=dict)
    failed: bool = False


def render(renderer: Renderer, folders: Sequence[Path]) -> Iterator[Done | Failed]:
    """Compose the music of several videos in one batch: soundtrack.flac, and soundtrack-2.flac and on for further
    candidates, each video as soon as all of its candidates are there.
    """
    pieces: dict[str, _Piece] = {}
    numbers: dict[str, int] = {}
    requests: list[RenderRequest] = []
    for folder in folders:
        brief = current_brief(folder)
        made_from = digest(
            VERSION,
            brief.model_dump(mode="json", exclude={"mix", "volume", "reasons"}),
            renderer.name,
            renderer.revision,
        )
        record = _stored(folder / "soundtrack.json", made_from)
        if record is not None and all((folder / c["file"]).exists() for c in record["candidates"]):
            yield Done(folder.name, "soundtrack", folder / record["file"], record, record["version"], True)
            continue
        piece = _Piece(folder, brief, made_from)
        for number, request in enumerate(brief.requests(), start=1):
            pieces[request.key], numbers[request.key] = piece, number
            requests.append(request)
    for clip, speed in _answers(renderer, requests) if requests else ():
        piece, number = pieces[clip.key], numbers[clip.key]
        if piece.failed:
            continue
        try:
            if isinstance(clip, RenderFailure):
                raise RenderError(clip.reason)
            piece.candidates[number] = _keep(piece, number, clip)
            if len(piece.candidates) == piece.brief.candidates:
                played = sum(candidate["seconds"] for candidate in piece.candidates.values())
                yield _finish(piece, renderer, {
                    "audio_seconds_per_second": speed, "batch_clips": len(requests), "cost_seconds": played / speed,
                })  # fmt: skip
        except (RenderError, OSError) as error:
            piece.failed = True
            yield Failed(piece.folder.name, "soundtrack", explain(error) if isinstance(error, OSError) else str(error))


def _answers(
    renderer: Renderer, requests: Sequence[RenderRequest]
) -> Iterator[tuple[RenderedClip | RenderFailure, float]]:
    """One answer to every request, as it comes, with the seconds of audio per second spent rendering so far. Should the
    renderer itself break, what it has not answered has failed.
    """
    unanswered = {request.key: None for request in requests}
    reason = "The renderer gave no music for it."
    played, busy, started = 0.0, 0.0, time.perf_counter()
    try:
        for clip in renderer.render(requests):
            busy += time.perf_counter() - started
            played += clip.audio.shape[1] / clip.rate if isinstance(clip, RenderedClip) else 0.0
            unanswered.pop(clip.key)
            yield clip, played / max(busy, 1e-9)
            started = time.perf_counter()
    except Exception as error:  # whatever it was (a GPU out of memory, say), its videos are told
        logger.exception("renderer %s", renderer.name)
        reason = str(error) if isinstance(error, TenthSymphonyError) else f"{type(error).__name__}: {error}"
    yield from ((RenderFailure(key, reason), played / max(busy, 1e-9)) for key in unanswered)


def _keep(piece: _Piece, number: int, clip: RenderedClip) -> dict[str, Any]:
    """Write a candidate and measure it."""
    name = "soundtrack.flac" if number == 1 else f"soundtrack-{number}.flac"
    write_audio(piece.folder / name, clip.audio, clip.rate)
    tempo, beats = hear_beats(clip.audio, clip.rate)
    error = cut_error(beats, piece.brief.cuts)
    return {
        "file": name,
        "version": digest(clip.audio.tobytes())[:16],
        **measure_audio(clip.audio, clip.rate),
        "tempo_heard": as_counted(tempo, piece.brief.tempo),
        "cut_error_ms": None if error is None else 1000 * error,
        "beats": [round(float(beat), 3) for beat in beats],
        "provenance": clip.provenance.model_dump(mode="json"),
    }


def _finish(piece: _Piece, renderer: Renderer, speed: dict[str, float]) -> Done:
    candidates = [piece.candidates[number] for number in sorted(piece.candidates)]
    chosen = choose(candidates)
    for stale in set(piece.folder.glob("soundtrack*.flac")) - {piece.folder / c["file"] for c in candidates}:
        stale.unlink()
    record = {
        "made_from": piece.made_from,
        **candidates[chosen],
        "version": digest([c["version"] for c in candidates])[:16],
        "chosen": chosen + 1,
        "candidates": candidates,
    }
    write_json(piece.folder / "soundtrack.json", record)
    logger.info("%s: %.1f s of music by %s", piece.folder.name, record["seconds"], renderer.name)
    path = piece.folder / record["file"]
    return Done(piece.folder.name, "soundtrack", path, record, record["version"], False, speed)


def choose(candidates: Sequence[dict[str, Any]]) -> int:
    """The place of the candidate that sounds most of the time, in which its renderer found the fewest faults, and whose
    beats fall nearest to the cuts; the first of equals. What is beautiful is for people to say: all are kept.
    """

    def badness(place: int) -> tuple[float, float, float, int]:
        candidate = candidates[place]
        choice = candidate["provenance"]["choice"]
        faults = choice["faults"] if choice else {}
        return round(candidate["silence"], 1), sum(faults.values()), candidate["cut_error_ms"] or 0.0, place

    return min(range(len(candidates)), key=badness)


def measure_audio(audio: np.ndarray, rate: int) -> dict[str, float | None]:
    """Seconds, loudness (LUFS, None for silence), true peak (dBTP), and the shares of silent frames and of clipped
    samples.
    """
    return {
        "seconds": audio.shape[1] / rate,
        "lufs": _finite(loudness(audio, rate)),
        "true_peak": _finite(true_peak(audio)),
        "silence": silence_share(audio, rate),
        "clipped": float((np.abs(audio) >= 1.0).mean()),
    }


def score(folder: Path, mastering: Mastering) -> Done:
    """Put the stored music to the video: scored.<suffix> with the chosen candidate, candidate-<n>.<suffix> with the
    others, and waveform.png.

    Raises:
        MuxError: the container does not take the picture, or the peak cannot be held.
        OSError: it cannot be written.
    """
    brief = current_brief(folder)
    music = json.loads((folder / "soundtrack.json").read_text(encoding="utf-8"))
    made_from = digest(VERSION, music["version"], brief.mix, brief.volume, brief.start, asdict(mastering))
    source = original(folder)
    facts, picture, _ = _facts(folder)
    suffix = suffix_for(facts, source.suffix)
    out = folder / f"scored{suffix}"
    names = [f"candidate-{n}{suffix}" for n in range(1, len(music["candidates"]) + 1)]
    names[music["chosen"] - 1] = out.name
    record = _stored(folder / "scored.json", made_from)
    reused = record is not None and all((folder / name).exists() for name in names)
    if record is None or not reused:
        reports = []
        for name, candidate in zip(names, music["candidates"], strict=True):
            audio = read_audio(folder / candidate["file"])
            assert audio is not None, "a soundtrack has sound"
            reports.append(mux(
                source, audio, folder / name,
                mode=brief.mix, volume_db=brief.volume, start=brief.start, mastering=mastering,
            ))  # fmt: skip
        report = reports[music["chosen"] - 1]
        tolerance = max(0.5 / facts.fps, CODED_BLOCK)
        heard = read_audio(out)
        assert heard is not None, "a scored video has sound"
        beats = [brief.start + beat for beat in music["beats"]]
        write_bytes(folder / WAVEFORM, encode_image(waveform(heard, RATE, beats, picture.cuts), "png"))
        for stale in {*folder.glob("candidate-*"), *folder.glob("scored.*")} - {folder / n for n in names}:
            stale.unlink()
        record = {
            "made_from": made_from,
            "file": out.name,
            "mode": report.mode,
            "seconds": report.facts.seconds,
            "lufs": _finite(report.lufs),
            "true_peak": _finite(report.true_peak),
            **asdict(mastering),
            "picture_unchanged": all(r.facts.picture == facts.picture for r in reports),
            "length_kept": all(abs(r.facts.seconds - facts.seconds) < tolerance for r in reports),
            "left_out": report.left_out,
            "others": [
                {"file": name, "seed": candidate["provenance"]["seed"], "cut_error_ms": candidate["cut_error_ms"]}
                for name, candidate in zip(names, music["candidates"], strict=True)
                if name != out.name
            ],
            "provenance": music["provenance"],
        }
        write_json(folder / "scored.json", record)
    return Done(folder.name, "scored_video", out, record, digest(made_from)[:16], reused)

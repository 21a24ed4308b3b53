"""The rendering step: the music of several videos in one batch, and the files and measurements of each take.

What belongs here: requests, answers, and failures. What does not: the other steps (steps.py), composing
(resources/renderers).
"""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assets.soundtracks import steps
from assets.soundtracks.brief import Brief
from assets.soundtracks.library import chosen_music, explain, has_its_takes
from assets.soundtracks.records import Candidate, SoundtrackRecord, stored
from assets.soundtracks.steps import Done, Failed, brief_of, finite
from assets.soundtracks.timeline import faded
from resources.audio import BLOCK, clipped_share, loudness, silence_share, true_peak
from resources.errors import TenthSymphonyError
from resources.media.sound import write_audio
from resources.music.alignment import cut_error
from resources.music.listening import as_counted, hear_beats
from resources.music.request import RenderedClip, Renderer, RenderFailure, RenderRequest
from resources.scratch import blocks
from resources.storage import digest

logger = logging.getLogger(__name__)


class RenderError(TenthSymphonyError):
    """The renderer could not fulfil a request."""


@dataclass(slots=True)
class _Piece:
    """A video whose music is being rendered, with its candidates so far by number."""

    folder: Path
    brief: Brief
    made_from: str
    unmet: tuple[str, ...]
    candidates: dict[int, Candidate] = field(default_factory=dict)
    failed: bool = False


def render(renderer: Renderer, folders: Sequence[Path]) -> Iterator[Done | Failed]:
    """Compose the music of several videos in one batch: soundtrack.flac, and soundtrack-2.flac and so on for further
    candidates. A video is yielded as soon as all of its candidates are done. Music that the user chose is kept,
    whatever made it.
    """
    chosen = {folder: music for folder in folders if (music := chosen_music(folder)) is not None}
    yield from (_as_it_is(folder, music) for folder, music in chosen.items())
    yield from _rendered(renderer, [folder for folder in folders if folder not in chosen])


def _as_it_is(folder: Path, music: SoundtrackRecord) -> Done:
    return Done(folder.name, folder / music.best.file, music, music.version, True)


def _rendered(renderer: Renderer, folders: Sequence[Path]) -> Iterator[Done | Failed]:
    pieces: dict[str, _Piece] = {}
    numbers: dict[str, int] = {}
    requests: list[RenderRequest] = []
    try:
        played_by = (renderer.name, renderer.revision)
    except (
        TenthSymphonyError
    ) as error:  # its package or weights are missing: report it, or the videos would wait for ever
        yield from (Failed(folder.name, "soundtrack", str(error)) for folder in folders)
        return
    for folder in folders:
        brief = brief_of(folder)[0].brief
        made_from = digest(
            steps.VERSION, brief.model_dump(mode="json", exclude={"mix", "volume", "reasons"}), *played_by
        )
        record = stored(SoundtrackRecord, folder, made_from)
        if record is not None and has_its_takes(folder, record):
            yield _as_it_is(folder, record)
            continue
        asked = brief.requests()
        piece = _Piece(folder, brief, made_from, renderer.capabilities.unmet(asked[0]))
        for wish in piece.unmet:
            logger.warning("%s: %s cannot do this: %s.", folder.name, renderer.name, wish)
        for number, request in enumerate(asked, start=1):
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
                played = sum(candidate.seconds for candidate in piece.candidates.values())
                yield _finish(piece, renderer, {
                    "audio_seconds_per_second": speed, "batch_clips": len(requests), "cost_seconds": played / speed,
                })  # fmt: skip
        except (RenderError, OSError) as error:
            piece.failed = True
            yield Failed(piece.folder.name, "soundtrack", explain(error) if isinstance(error, OSError) else str(error))


def _answers(
    renderer: Renderer, requests: Sequence[RenderRequest]
) -> Iterator[tuple[RenderedClip | RenderFailure, float]]:
    """One answer to every request, as it arrives, with the rendering speed so far (seconds of audio per second). If the
    renderer itself breaks, all unanswered requests have failed.
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
    except Exception as error:  # any kind, such as a GPU out of memory, is reported for its videos
        logger.exception("The renderer %s failed.", renderer.name)
        reason = str(error) if isinstance(error, TenthSymphonyError) else f"{type(error).__name__}: {error}"
    yield from ((RenderFailure(key, reason), played / max(busy, 1e-9)) for key in unanswered)


def _keep(piece: _Piece, number: int, clip: RenderedClip) -> Candidate:
    """Write a candidate and measure it."""
    name = "soundtrack.flac" if number == 1 else f"soundtrack-{number}.flac"
    lufs = None if faded(clip.audio, clip.rate, piece.brief.moments) else clip.lufs
    write_audio(piece.folder / name, clip.audio, clip.rate)
    tempo, beats = hear_beats(clip.audio, clip.rate)
    error = cut_error(beats, piece.brief.cuts)
    return Candidate(
        file=name,
        version=digest([digest(block.tobytes()) for _, block in blocks(clip.audio, BLOCK)])[:16],
        seconds=clip.audio.shape[1] / clip.rate,
        lufs=finite(loudness(clip.audio, clip.rate) if lufs is None else lufs),
        true_peak=finite(true_peak(clip.audio)),
        silence=silence_share(clip.audio, clip.rate),
        clipped=clipped_share(clip.audio),
        tempo_heard=as_counted(tempo, piece.brief.tempo),
        cut_error_ms=None if error is None else 1000 * error,
        beats=tuple(round(float(beat), 3) for beat in beats),
        provenance=clip.provenance,
    )


def _finish(piece: _Piece, renderer: Renderer, speed: dict[str, float]) -> Done:
    candidates = tuple(piece.candidates[number] for number in sorted(piece.candidates))
    record = SoundtrackRecord(
        made_from=piece.made_from,
        cost_seconds=speed["cost_seconds"],
        version=digest([candidate.version for candidate in candidates])[:16],
        chosen=choose(candidates) + 1,
        candidates=candidates,
        unmet=piece.unmet,
    )
    for stale in set(piece.folder.glob("soundtrack*.flac")) - {piece.folder / c.file for c in candidates}:
        stale.unlink()
    record.write(piece.folder / record.FILE)
    logger.info("%s: %.1f s of music by %s", piece.folder.name, record.best.seconds, renderer.name)
    return Done(piece.folder.name, piece.folder / record.best.file, record, record.version, False, speed)


def choose(candidates: Sequence[Candidate]) -> int:
    """The index of the candidate with the least silence, then the fewest faults found by its renderer, then beats
    nearest to the cuts; the first of equals. Only people can judge beauty, so all candidates are kept.
    """

    def badness(index: int) -> tuple[float, float, float, int]:
        candidate = candidates[index]
        choice = candidate.provenance.choice
        faults = choice.faults if choice else {}
        return round(candidate.silence, 1), sum(faults.values()), candidate.cut_error_ms or 0.0, index

    return min(range(len(candidates)), key=badness)

"""The steps of scoring: from a library folder to the video with its music, one step at a time or a batch at once.

What belongs here: the steps, each reusing what it made before from the same inputs. What does not: composing
(resources/renderers), FFmpeg (resources/media), what is stored (records.py), where a video stands (library.py).
"""

import logging
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from assets.soundtracks import before
from assets.soundtracks.brief import Brief, make_brief
from assets.soundtracks.library import chosen_music, explain, has_its_takes, original, read_manifest
from assets.soundtracks.pictures import contact_sheet, waveform
from assets.soundtracks.records import (
    BriefRecord,
    Candidate,
    OtherCandidate,
    ScoredRecord,
    SoundtrackRecord,
    Step,
    StepRecord,
    VideoRecord,
    stored,
)
from resources.audio import BLOCK, clipped_share, loudness, silence_share, true_peak
from resources.errors import TenthSymphonyError
from resources.meaning import find_judge
from resources.media.animation import animation_to_video
from resources.media.files import UnusableVideoError
from resources.media.images import encode_image
from resources.media.look import look, poster
from resources.media.mux import Known, Mastering, mux, suffix_for
from resources.media.probe import VideoFacts, probe
from resources.media.sound import BIT_RATE, listen, read_audio, write_audio
from resources.media.writing import starts_at
from resources.music.alignment import cut_error
from resources.music.listening import as_counted, hear_beats
from resources.music.request import (
    LONGEST_SECONDS,
    SHORTEST_SECONDS,
    RenderedClip,
    Renderer,
    RenderFailure,
    RenderRequest,
)
from resources.music.words import READING
from resources.scratch import blocks
from resources.storage import digest, write_bytes

logger = logging.getLogger(__name__)

VERSION = "7"
CODED_BLOCKS = (
    0.05  # seconds; sound is coded in whole blocks of 1024 samples, a first and a last one, and may last longest
)
CONTACT_SHEET, POSTER, WAVEFORM = "contact_sheet.jpg", "poster.jpg", "waveform.png"
LATEST_POSTER = 20.0  # seconds: a third into the film, and not far into a long one, which is decoded up to there


@dataclass(frozen=True, slots=True)
class Done:
    """A step of one video that is done. `record`: what is stored of it; `version` names its content; `numbers`: what
    is known of this run only.
    """

    key: str
    path: Path
    record: StepRecord
    version: str
    reused: bool
    numbers: dict[str, float] = field(default_factory=dict)

    @property
    def step(self) -> Step:
        """The step that it is a record of."""
        return self.record.STEP


@dataclass(frozen=True, slots=True)
class Failed:
    """A step of one video that could not be done."""

    key: str
    step: Step
    reason: str


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None  # JSON knows no infinity


def film(folder: Path) -> Path:
    """The video whose picture is copied: the original, of an animated GIF the H.264 made from it.

    Raises:
        UnusableVideoError: the GIF cannot be read, or is one picture.
    """
    dropped = original(folder)
    if dropped.suffix.lower() != ".gif":
        return dropped
    converted = folder / "as_video.mp4"
    if not converted.exists():
        animation_to_video(dropped, converted)
    return converted


def inspect(folder: Path) -> Done:
    """Probe the video, watch it and listen to it once: video.json and contact_sheet.jpg.

    Raises:
        UnusableVideoError: it is no video to put music to, or too short or too long.
        MuxError: no container takes its picture.
    """
    record, reused = _video(folder)
    return Done(folder.name, film(folder), record, record.facts.picture_digest[:16], reused)


def _video(folder: Path) -> tuple[VideoRecord, bool]:
    """What is known of the video, and whether that was known before."""
    made_from = digest(VERSION, read_manifest(folder).sha256)
    record = stored(VideoRecord, folder, made_from)
    if record is not None:
        return record, True
    started = time.perf_counter()
    facts = probe(film(folder))
    if not SHORTEST_SECONDS <= facts.seconds <= LONGEST_SECONDS:
        raise UnusableVideoError(
            f"It lasts {facts.seconds:.2f} seconds.",
            remedy=f"Cut it to {SHORTEST_SECONDS} seconds to {LONGEST_SECONDS / 3600:.0f} hours.",
        )
    suffix_for(facts, film(folder).suffix)  # what no container takes is refused before anything is composed
    picture, frames = look(film(folder))
    sound = listen(film(folder), facts.start)
    write_bytes(folder / POSTER, encode_image(poster(film(folder), min(LATEST_POSTER, facts.seconds / 3)), "jpeg"))
    write_bytes(folder / CONTACT_SHEET, encode_image(contact_sheet([frame for _, frame in frames]), "jpeg"))
    record = VideoRecord(
        made_from=made_from,
        cost_seconds=time.perf_counter() - started,
        facts=facts,
        picture=picture,
        own_lufs=_finite(sound.lufs),
        own_speech=sound.speech,
        own_voices=sound.voices,
        own_heard_by=sound.heard_by,
        own_levels=sound.levels,
        own_track=sound.track,
    )
    record.write(folder / record.FILE)
    return record, False


def write_brief(folder: Path) -> Done:
    """Decide what to play, into brief.json.

    Raises:
        BriefError: what was said cannot be done with this video.
    """
    record, reused = _brief(folder)
    return Done(folder.name, folder / record.FILE, record, digest(record.brief.model_dump(mode="json"))[:16], reused)


def _brief(folder: Path) -> tuple[BriefRecord, bool]:
    """What to play now, and whether that was decided before."""
    manifest = read_manifest(folder)
    judge = find_judge()
    made_from = digest(VERSION, READING, manifest.sha256, manifest.sidecar, judge.name if judge else None)
    record = stored(BriefRecord, folder, made_from)
    if record is not None:
        return record, True
    video, _ = _video(folder)
    brief = make_brief(folder.name, manifest.sidecar, video.facts, video.picture, video.sound, judge)
    for told in brief.unfulfilled():
        logger.warning("%s: %s", folder.name, told)
    record = BriefRecord(made_from=made_from, brief=brief)
    record.write(folder / record.FILE)
    return record, False


class RenderError(TenthSymphonyError):
    """The renderer could not fulfil a request."""


@dataclass(slots=True)
class _Piece:
    """A video whose music is being rendered: its candidates as they come, by number."""

    folder: Path
    brief: Brief
    made_from: str
    unmet: tuple[str, ...]
    candidates: dict[int, Candidate] = field(default_factory=dict)
    failed: bool = False


def render(renderer: Renderer, folders: Sequence[Path]) -> Iterator[Done | Failed]:
    """Compose the music of several videos in one batch: soundtrack.flac, and soundtrack-2.flac and on for further
    candidates, each video as soon as all of its candidates are there. Music that a person chose is kept, whatever made it.
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
    except TenthSymphonyError as error:  # its package or its weights cannot be had: no video is to wait for ever
        yield from (Failed(folder.name, "soundtrack", str(error)) for folder in folders)
        return
    for folder in folders:
        brief = _brief(folder)[0].brief
        made_from = digest(VERSION, brief.model_dump(mode="json", exclude={"mix", "volume", "reasons"}), *played_by)
        record = stored(SoundtrackRecord, folder, made_from)
        if record is not None and has_its_takes(folder, record):
            yield _as_it_is(folder, record)
            continue
        asked = brief.requests()
        piece = _Piece(folder, brief, made_from, renderer.capabilities.unmet(asked[0]))
        for wish in piece.unmet:
            logger.warning("%s: Cannot be done by %s: %s.", folder.name, renderer.name, wish)
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


def _keep(piece: _Piece, number: int, clip: RenderedClip) -> Candidate:
    """Write a candidate and measure it."""
    name = "soundtrack.flac" if number == 1 else f"soundtrack-{number}.flac"
    write_audio(piece.folder / name, clip.audio, clip.rate)
    tempo, beats = hear_beats(clip.audio, clip.rate)
    error = cut_error(beats, piece.brief.cuts)
    return Candidate(
        file=name,
        version=digest([digest(block.tobytes()) for _, block in blocks(clip.audio, BLOCK)])[:16],
        seconds=clip.audio.shape[1] / clip.rate,
        lufs=_finite(loudness(clip.audio, clip.rate) if clip.lufs is None else clip.lufs),
        true_peak=_finite(true_peak(clip.audio)),
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
    """The index of the candidate that sounds most of the time, in which its renderer found the fewest faults, and whose
    beats fall nearest to the cuts; the first of equals. What is beautiful is for people to say: all are kept.
    """

    def badness(index: int) -> tuple[float, float, float, int]:
        candidate = candidates[index]
        choice = candidate.provenance.choice
        faults = choice.faults if choice else {}
        return round(candidate.silence, 1), sum(faults.values()), candidate.cut_error_ms or 0.0, index

    return min(range(len(candidates)), key=badness)


def score(folder: Path, mastering: Mastering) -> Done:
    """Put the stored music to the video: scored.<suffix> with the chosen candidate, candidate-<n>.<suffix> with the
    others, and waveform.png.

    Raises:
        MuxError: the container does not take the picture, or the peak cannot be held.
        RecordError: the music's record is missing or damaged.
        OSError: it cannot be written.
    """
    brief = _brief(folder)[0].brief
    music = SoundtrackRecord.read(folder / SoundtrackRecord.FILE, remedy="Retry the video.")
    heard = (brief.mix, brief.volume, brief.start, asdict(mastering), BIT_RATE)
    made_from = digest(VERSION, music.version, music.chosen, *heard)
    video, _ = _video(folder)
    suffix = suffix_for(video.facts, film(folder).suffix)
    names = [f"candidate-{number}{suffix}" for number in range(1, len(music.candidates) + 1)]
    names[music.chosen - 1] = f"scored{suffix}"
    record = stored(ScoredRecord, folder, made_from)
    reused = record is not None and all((folder / name).exists() for name in names)
    if record is None or not reused:
        started = time.perf_counter()
        record = _put_to_picture(folder, video, brief, music, names, mastering, made_from)
        record = record.model_copy(update={"cost_seconds": time.perf_counter() - started})
        record.write(folder / record.FILE)
    before.forget(folder)
    return Done(folder.name, folder / record.file, record, digest(made_from)[:16], reused)


def _put_to_picture(
    folder: Path,
    video: VideoRecord,
    brief: Brief,
    music: SoundtrackRecord,
    names: Sequence[str],
    mastering: Mastering,
    made_from: str,
) -> ScoredRecord:
    """Write the video with each candidate, and draw the sound of the chosen one."""
    facts = video.facts
    reports = []
    for name, candidate in zip(names, music.candidates, strict=True):
        audio = read_audio(folder / candidate.file)
        assert audio is not None, "a soundtrack has sound"
        reports.append(mux(
            film(folder), audio, folder / name,
            mode=brief.mix, volume_db=brief.volume, start=brief.start, voices=video.own_voices, mastering=mastering,
            known=Known(facts, video.sound.lufs, video.own_track),
        ))  # fmt: skip
    chosen, report = names[music.chosen - 1], reports[music.chosen - 1]
    beats = [brief.start + beat for beat in music.best.beats]
    write_bytes(
        folder / WAVEFORM,
        encode_image(waveform(report.heard.outline, report.heard.seconds, beats, video.picture.cuts), "png"),
    )
    for stale in {*folder.glob("candidate-*"), *folder.glob("scored.*")} - {folder / name for name in names}:
        stale.unlink()
    tolerance = max(0.5 / facts.fps, CODED_BLOCKS)
    return ScoredRecord(
        made_from=made_from,
        file=chosen,
        mode=report.mode,
        seconds=report.facts.seconds,
        lufs=_finite(report.lufs),
        true_peak=_finite(report.true_peak),
        mastering=mastering,
        picture_unchanged=all(r.facts.picture == facts.picture for r in reports),
        length_kept=all(_same_length(r.facts, facts, tolerance) for r in reports),
        left_out=report.left_out,
        others=tuple(
            OtherCandidate(file=name, seed=candidate.provenance.seed, cut_error_ms=candidate.cut_error_ms)
            for name, candidate in zip(names, music.candidates, strict=True)
            if name != chosen
        ),
        provenance=music.best.provenance,
    )


def _same_length(made: VideoFacts, facts: VideoFacts, tolerance: float) -> bool:
    """Whether a result starts when it should and lasts as long as the original."""
    moved = abs(made.start - starts_at(facts))
    return moved < tolerance and abs(made.seconds - facts.seconds) < tolerance

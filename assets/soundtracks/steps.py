"""The steps of scoring a video, from its library folder to the file with music, one step at a time or a batch at once.

What belongs here: the steps; each reuses its earlier result if its inputs have not changed. What does not: calling a renderer
(rendering.py), composing (resources/renderers), FFmpeg (resources/media), the fields of records (records.py), a video's state
(library.py).
"""

import logging
import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from assets.soundtracks import previous_version
from assets.soundtracks.brief import Brief, make_brief
from assets.soundtracks.library import AS_VIDEO, original, read_manifest
from assets.soundtracks.pictures import contact_sheet, waveform
from assets.soundtracks.records import (
    BriefRecord,
    OtherCandidate,
    ScoredRecord,
    SoundtrackRecord,
    Step,
    StepRecord,
    VideoRecord,
    stored,
)
from resources.meaning import find_sentence_model
from resources.media.animation import animation_to_video, is_gif
from resources.media.files import UnusableVideoError
from resources.media.images import encode_image
from resources.media.look import look, poster
from resources.media.mux import Known, Mastering, mux, suffix_for
from resources.media.probe import VideoFacts, probe
from resources.media.sound import BIT_RATE, listen, read_audio
from resources.media.truncation import missing_share
from resources.media.writing import rehearse, starts_at
from resources.music.request import LONGEST_SECONDS, SHORTEST_SECONDS
from resources.music.words import READING
from resources.storage import digest, write_bytes

logger = logging.getLogger(__name__)

VERSION = "11"
CODED_BLOCKS = 0.05  # seconds by which sound may be longer: it is coded in whole blocks of 1024 samples, at both ends
CONTACT_SHEET, POSTER, WAVEFORM = "contact_sheet.jpg", "poster.jpg", "waveform.png"
LATEST_POSTER = 20.0  # seconds: the poster is a third into the film, or here, since the film is decoded up to it


@dataclass(frozen=True, slots=True)
class Done:
    """A finished step of one video. `record`: its stored result. `version`: identifies its content. `numbers`:
    measurements of this run only.
    """

    key: str
    path: Path
    record: StepRecord
    version: str
    reused: bool
    numbers: dict[str, float] = field(default_factory=dict)

    @property
    def step(self) -> Step:
        """The step that made the record."""
        return self.record.STEP


@dataclass(frozen=True, slots=True)
class Failed:
    """A step of one video that failed."""

    key: str
    step: Step
    reason: str


def finite(value: float) -> float | None:
    """A number that JSON can store: None for infinity or NaN."""
    return value if math.isfinite(value) else None  # JSON has no infinity


def film(folder: Path) -> Path:
    """The video whose picture is copied: the original or, for an animated GIF, the H.264 made from it.

    Raises:
        UnusableVideoError: the GIF cannot be read, or has only one picture.
    """
    dropped = original(folder)
    if not is_gif(dropped):
        return dropped
    converted = folder / AS_VIDEO
    if not converted.exists():
        animation_to_video(dropped, converted)
    return converted


def inspect(folder: Path) -> Done:
    """Probe the video and analyse its picture and sound once: video.json and contact_sheet.jpg.

    Raises:
        UnusableVideoError: it is not a video that can be given music, or too short or too long.
        MuxError: no container can hold its picture.
    """
    record, reused = _video(folder)
    return Done(folder.name, film(folder), record, record.facts.picture_digest[:16], reused)


def _video(folder: Path) -> tuple[VideoRecord, bool]:
    """The facts of the video, and whether they were stored already."""
    made_from = digest(VERSION, read_manifest(folder).sha256)
    record = stored(VideoRecord, folder, made_from)
    if record is not None:
        return record, True
    started = time.perf_counter()
    facts = probe(film(folder))
    if not SHORTEST_SECONDS <= facts.seconds <= LONGEST_SECONDS:
        raise UnusableVideoError(
            f"It lasts {facts.seconds:.2f} seconds.",
            remedy=f"Use a video of {SHORTEST_SECONDS} seconds to {LONGEST_SECONDS / 3600:.0f} hours.",
        )
    # A picture that no container can hold is refused before anything is composed.
    rehearse(film(folder), facts, suffix_for(facts, film(folder).suffix))
    picture, frames = look(film(folder))
    sound = listen(film(folder), facts.start)
    write_bytes(folder / POSTER, encode_image(poster(film(folder), min(LATEST_POSTER, facts.seconds / 3)), "jpeg"))
    write_bytes(folder / CONTACT_SHEET, encode_image(contact_sheet([frame for _, frame in frames]), "jpeg"))
    record = VideoRecord(
        made_from=made_from,
        cost_seconds=time.perf_counter() - started,
        facts=facts,
        picture=picture,
        own_lufs=finite(sound.lufs),
        own_speech=sound.speech,
        own_voices=sound.voices,
        own_heard_by=sound.heard_by,
        own_levels=sound.levels,
        own_track=sound.track,
        missing=missing_share(original(folder)),
    )
    if record.missing:
        logger.warning("%s: %s", folder.name, record.damage())
    record.write(folder / record.FILE)
    return record, False


def write_brief(folder: Path) -> Done:
    """Decide what to play, into brief.json.

    Raises:
        BriefError: the settings are impossible for this video.
    """
    record, reused = brief_of(folder)
    return Done(folder.name, folder / record.FILE, record, digest(record.brief.model_dump(mode="json"))[:16], reused)


def brief_of(folder: Path) -> tuple[BriefRecord, bool]:
    """The current brief, and whether it was stored already."""
    manifest = read_manifest(folder)
    judge = find_sentence_model()
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


def score(folder: Path, mastering: Mastering) -> Done:
    """Add the stored music to the video: scored.<suffix> with the chosen candidate, candidate-<n>.<suffix> with the
    others, and waveform.png.

    Raises:
        MuxError: the container cannot hold the picture, or the peak limit cannot be met.
        RecordError: the music's record is missing or damaged.
        OSError: it cannot be written.
    """
    brief = brief_of(folder)[0].brief
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
    previous_version.forget(folder)
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
    """Write the video with each candidate, and the waveform of the chosen one."""
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
        lufs=finite(report.lufs),
        true_peak=finite(report.true_peak),
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
    """Whether a result starts at the right time and lasts as long as the original."""
    moved = abs(made.start - starts_at(facts))
    return moved < tolerance and abs(made.seconds - facts.seconds) < tolerance

"""Putting music to a video: the picture's packets are copied, the sound is new.

What belongs here: mixing with the video's own sound and writing the file. What does not: reading files (files.py,
probe.py, sound.py), arithmetic on audio (resources/audio.py), which mode is wanted (assets/soundtracks).
"""

import contextlib
import os
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from resources.audio import BLOCK, ducked, fade_ends, gain_between, loudness, to_loudness, true_peak
from resources.errors import TenthSymphonyError
from resources.media.files import described, is_cover, opened, packets_of, picture_of, sound_of
from resources.media.probe import VideoFacts, probe
from resources.media.sound import RATE, add_lossy_track, audio_frames, read_audio
from resources.scratch import blocks, let_go, space
from resources.storage import atomic_path

if TYPE_CHECKING:
    from av.container import InputContainer, OutputContainer

MixMode = Literal["replace", "mix", "duck"]

RAISED_DB, PLACE_RAISED_DB = 18.0, 6.0  # by how much a voice, and the sounds of a place, are raised at most
FADE_IN, FADE_OUT = 0.0, 1.5  # seconds; a renderer fades its own beginning, and a hit on the first frame is wanted
# Lossy coding moves peaks by up to about 1 dB: start that far below the ceiling, measure, and go lower if needed.
CODING_MARGIN_DB = 0.7
# A film of two hours was coded several times with that, minutes each: a long one starts lower.
LONG_SECONDS, LONG_CODING_MARGIN_DB = 600.0, 1.3
LOUDNESS_TOLERANCE = 0.3
TRIES = 4
FORMATS = {".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".webm": "webm", ".mkv": "matroska"}
MP4_CODECS = ("h264", "hevc", "mpeg4", "mpeg2video", "vp9", "av1", "dav1d")
WEB_CODECS = ("vp8", "vp9", "av1")


class MuxError(TenthSymphonyError):
    """Music and picture could not be put together."""


@dataclass(frozen=True, slots=True)
class Mastering:
    """What the finished sound has to be: loudness in LUFS and the highest true peak in dBTP."""

    target_lufs: float = -14.0
    max_true_peak: float = -1.0


@dataclass(frozen=True, slots=True)
class MuxReport:
    """What was made: the mode that was used (`replace` where there is no sound to keep), the result's facts and sound as
    read from the file, and which of the original's tracks and tags are not in it.
    """

    mode: MixMode
    facts: VideoFacts
    lufs: float
    true_peak: float
    left_out: tuple[str, ...]


def suffix_for(facts: VideoFacts, suffix: str) -> str:
    """The suffix of the result: the original's own, unless its content is of another kind than its name says.

    Where a Matroska container alone says that pixels are not square, it is an mp4: PyAV can write that only there.
    """
    suffix = suffix.lower()
    if "matroska" in facts.container:
        if not facts.aspect_in_codec and any(name in facts.codec for name in MP4_CODECS):
            return ".mp4"
        web = suffix == ".webm" and any(name in facts.codec for name in (*WEB_CODECS, "dav1d"))
        return ".webm" if web else ".mkv"
    return suffix if suffix in (".mp4", ".m4v", ".mov") else ".mp4"


def mux(
    video: Path,
    music: np.ndarray,
    out: Path,
    *,
    mode: MixMode,
    volume_db: float = 0.0,
    start: float = 0.0,
    voices: Sequence[tuple[float, float]] = (),
    mastering: Mastering | None = None,
) -> MuxReport:
    """Put music to a video. The picture's packets, subtitles, chapters, covers, tags and rotation are copied; the sound
    lasts as long as the picture, or as the video's own sound where that is kept and lasts longer.

    Args:
        music: float32 of shape (1 or 2, samples) at 48 kHz; cut or followed by silence at the picture's end.
        mode: `replace` the video's own sound, `mix` with it, or `duck` under it.
        volume_db: of the music against the video's own sound.
        start: seconds of the picture that pass before the music starts.
        voices: (start, end) in seconds of the picture: where the own sound is speech.
        mastering: of the result, checked by decoding it.
        out: written whole or not at all; its suffix decides the container (see `suffix_for`).

    Raises:
        UnusableVideoError: the video cannot be read.
        MuxError: the container does not take the picture, or the peak cannot be held.
        OSError: it cannot be written (the disk is full, for example).
    """
    mastering = mastering or Mastering()
    facts = probe(video)
    own = read_audio(video, start=facts.start) if mode != "replace" else None
    own_lufs = -np.inf if own is None else loudness(own, RATE)
    if not np.isfinite(own_lufs):
        own, mode = None, "replace"
    samples = round(facts.seconds * RATE)
    sound = mixed(music, own, samples, mode=mode, volume_db=volume_db, start=start, voices=voices, own_lufs=own_lufs)
    del own  # a long one is room on disk
    with atomic_path(out) as temporary:
        found, peak, left_out = _write_mastered(video, sound, temporary, facts, mastering)
        copied = probe(temporary)
        if copied.picture != facts.picture:
            raise MuxError(
                "The picture did not come through unchanged.", remedy="Export the video again as mp4 or mkv."
            )
    return MuxReport(mode, copied, found, peak, left_out)


def _write_mastered(
    video: Path, sound: np.ndarray, out: Path, facts: VideoFacts, mastering: Mastering
) -> tuple[float, float, tuple[str, ...]]:
    """Write the result, measure it as decoded, and write it again until it is as it has to be.

    Returns:
        Loudness (LUFS), true peak (dBTP), and what the container did not take.
    """
    margin = LONG_CODING_MARGIN_DB if sound.shape[1] > LONG_SECONDS * RATE else CODING_MARGIN_DB
    ceiling, target = mastering.max_true_peak - margin, mastering.target_lufs
    tries = 0
    while True:
        tries += 1
        mastered = to_loudness(sound, RATE, target, ceiling)
        left_out = _write(video, mastered, out, facts)
        made = read_audio(out)
        if made is None:
            raise MuxError("The result has no sound.", remedy="Export the video again as mp4 or mkv.")
        found, peak = loudness(made, RATE), true_peak(made)
        del made
        off = mastering.target_lufs - found
        if peak > mastering.max_true_peak:
            if tries == 2 * TRIES:
                raise MuxError(f"Peaks stay at {peak:.1f} dBTP after coding.", remedy="Set a lower TARGET_LUFS.")
            over = peak - mastering.max_true_peak + 0.1
            if tries < TRIES:
                ceiling = min(ceiling, true_peak(mastered)) - over  # the coder may have overshot from far below it
            else:  # limiting harder makes the coder overshoot more: a little less loud, then
                target -= over
        elif np.isfinite(off) and abs(off) > LOUDNESS_TOLERANCE and tries < TRIES - 1:
            target += off
        else:
            return found, peak, left_out


def mixed(
    music: np.ndarray,
    own: np.ndarray | None,
    samples: int,
    *,
    mode: MixMode,
    volume_db: float,
    start: float,
    voices: Sequence[tuple[float, float]] = (),
    own_lufs: float | None = None,
) -> np.ndarray:
    """The new sound before mastering: float32 of shape (2, at least `samples`), at 48 kHz.

    Args:
        own_lufs: the own sound's loudness, where it is known.
    """
    before = min(round(start * RATE), samples)
    length = min(music.shape[1], samples - before)
    sound = space(2, samples if own is None else max(samples, own.shape[1]))
    for first, block in blocks(music[:, :length], BLOCK):
        sound[:, before + first : before + first + block.shape[1]] = block
        let_go(sound)
    # Fades at the ends of what is heard: a piece longer than the picture would else stop dead.
    fade_ends(sound[:, before : before + length], RATE, FADE_IN, FADE_OUT)
    if own is None:
        return sound
    # Both at one level first, so that the volume means the same for a quiet and for a loud video; what nobody speaks in
    # is not raised much: a quiet room's hiss would come up by 25 dB.
    own_lufs = loudness(own, RATE) if own_lufs is None else own_lufs
    gain = gain_between(own_lufs, loudness(sound[:, :samples], RATE), RAISED_DB if voices else PLACE_RAISED_DB)
    volume = np.float32(10 ** (volume_db / 20))
    if mode == "duck":
        sound = ducked(sound, RATE, voices)
    for first in range(0, sound.shape[1], BLOCK):
        here = sound[:, first : first + BLOCK]
        here *= volume
        here[:, : max(0, own.shape[1] - first)] += own[:, first : first + BLOCK] * gain
        let_go(sound, own)
    return sound


def _write(video: Path, audio: np.ndarray, out: Path, facts: VideoFacts, *, alone: bool = False) -> tuple[str, ...]:
    """Copy everything but the sound (where `alone`, the picture only), encode the sound, interleaved.

    Returns:
        What is not in the result, in words.
    """
    import av
    from av.error import FFmpegError

    suffix = out.suffix.lower()
    if suffix not in FORMATS:
        raise MuxError(f"{suffix} is not a container this can write.", remedy=f"Use one of {', '.join(FORMATS)}.")
    covers = _covers(video)
    with opened(video) as source:
        # Dolby Vision and 360° records of a stream are written only to who asks for them.
        options, lost = {"strict": "unofficial"}, []
        if suffix in (".mp4", ".m4v", ".mov"):
            # A camera's own tags ("com.apple.quicktime.make") need a form of their own, which has no place for a cover.
            custom = [name for name in source.metadata if "." in name]
            options["movflags"] = "+faststart" + ("+use_metadata_tags" if custom and not covers else "")
            lost = [f"tag {name}" for name in custom] if covers else []
        try:
            with av.open(str(out), "w", format=FORMATS[suffix], container_options=options) as target:
                copied = _copy(source, target, audio, facts, covers if suffix == ".mkv" else {}, alone=alone)
        except (FFmpegError, ValueError) as error:
            if (number := getattr(error, "errno", None)) in (ENOSPC, EDQUOT, EFBIG):
                raise OSError(number, os.strerror(number), str(out)) from error
            if not alone:  # one of the other tracks may be what the container does not take
                return _write(video, audio, out, facts, alone=True)
            raise MuxError(
                f"The container {suffix} does not take this video ({type(error).__name__}: {error}).".replace(
                    str(out), "the result"
                ),
                remedy="Export it with another codec, for example as H.264 in an mp4.",
            ) from error
        return (*lost, *_missing(source, out, copied))


def _missing(source: "InputContainer", out: Path, copied: Collection[int]) -> list[str]:
    """The source's tracks that are not in the result, in words. Some are refused when they are added, others dropped
    without a word by the muxer, so the result is looked at.

    Args:
        copied: the numbers of the source's tracks that were given to the muxer.
    """
    own = sound_of(source)
    with opened(out) as made:
        there = Counter(map(_kind, made.streams))
        missing = []
        for track in source.streams:
            if track.index in copied and there[_kind(track)] > 0:
                there[_kind(track)] -= 1
            elif track is not own and not _is_derived(track, made):
                missing.append(described(track))
    return missing


def _kind(track: Any) -> str:
    return "cover" if track.type == "video" and is_cover(track) else track.type


def _covers(video: Path) -> dict[int, bytes]:
    """Attached pictures by track number. Matroska keeps them as attachments, which are written before all else."""
    with opened(video) as source:
        covers = {track.index: b"" for track in source.streams.video if is_cover(track)}
        for packet in packets_of(source, *(source.streams[index] for index in covers)) if covers else ():
            covers[packet.stream.index] = covers[packet.stream.index] or bytes(packet)
    return covers


def _copy(
    source: "InputContainer",
    target: "OutputContainer",
    audio: np.ndarray,
    facts: VideoFacts,
    covers: dict[int, bytes],
    *,
    alone: bool,
) -> set[int]:
    """Write the picture, the new sound and what else can be copied; the numbers of the tracks that the muxer took."""
    target.metadata.update(source.metadata)
    if source.chapters():
        target.set_chapters(source.chapters())
    picture = picture_of(source)
    copies: dict[int, Any] = {picture.index: _copied_track(picture, source, target)}
    codec = "libopus" if target.format.name == "webm" else "aac"
    sound = add_lossy_track(target, codec)
    attached: set[int] = set()
    for track in source.streams:
        if alone or track.index in copies or track.type == "audio" or not _has_name(track):
            continue
        # What the container does not take, or FFmpeg has no name for, is told by `_missing`.
        with contextlib.suppress(ValueError):
            if track.index in covers:
                name = track.metadata.get("filename", "cover")
                kind = track.metadata.get("mimetype", "image/jpeg")
                target.add_attachment(name, kind, covers[track.index])
                attached.add(track.index)
            else:
                copies[track.index] = _copied_track(track, source, target)
    encoder = sound.codec_context
    frames = audio_frames(
        audio, RATE, "fltp", "stereo", size=1024 if codec == "aac" else 960, first_pts=round(facts.start * RATE)
    )
    if encoder.format.name != "fltp":
        frames = (frame for raw in frames for frame in _as(raw, encoder.format.name))
    pending = next(frames, None)
    kept = [source.streams[index] for index in copies if source.streams[index].type != "attachment"]
    left = facts.packets
    for packet in _timed(packets_of(source, kept)):
        if packet.stream is picture:
            left -= 1
            if left < 0:
                continue  # a trimmed video's rest, which nothing that is shown needs
        now = float(packet.dts * packet.time_base)
        while pending is not None and pending.pts / RATE <= now:
            target.mux(sound.encode(pending))
            pending = next(frames, None)
        packet.stream = copies[packet.stream.index]
        target.mux(packet)
    while pending is not None:
        target.mux(sound.encode(pending))
        pending = next(frames, None)
    target.mux(sound.encode(None))
    return attached | set(copies)


def _has_name(track: Any) -> bool:
    """Whether FFmpeg knows what is in a track; what it does not know no container takes."""
    from av.stream import Discard

    if track.type == "attachment":
        return True
    return track.discard != Discard.all and (track.codec_context is not None or (track.type == "data" and track.name))


def _is_derived(track: Any, made: "InputContainer") -> bool:
    """Whether the muxer writes a track by itself: QuickTime's timecode (from a tag) and its list of chapters."""
    from av.stream import Discard

    if track.type != "data":
        return False
    timecode = track.metadata.get("timecode")
    return (timecode is not None and any(timecode == each.metadata.get("timecode") for each in made.streams)) or (
        track.discard == Discard.all and bool(made.chapters())
    )


def _copied_track(track: Any, source: "InputContainer", target: "OutputContainer") -> Any:
    # opaque: by the decoder's name, since not every codec that can be copied can be encoded here.
    copy = target.add_stream_from_template(track, opaque=True)
    copy.metadata.update(track.metadata)
    copy.disposition = track.disposition
    if track.codec_context is not None and target.format.name in source.format.name.split(","):
        copy.codec_context.codec_tag = track.codec_context.codec_tag  # "hvc1": Apple's players know no "hev1"
    if track.type == "video" and track.sample_aspect_ratio:
        copy.codec_context.sample_aspect_ratio = track.sample_aspect_ratio  # the container's, which players follow
    return copy


def _timed(packets: Iterator[Any]) -> Iterator[Any]:
    """Packets with a decoding time each. Matroska stores none, and FFmpeg knows it only after a few packets with
    B-frames: those before it count back from the first one known, later gaps go on from the last.
    """
    early: dict[int, list[Any]] = {}
    last: dict[int, int] = {}
    for packet in packets:
        stream = packet.stream.index
        if packet.dts is None and stream not in last:
            early.setdefault(stream, []).append(packet)
            continue
        if packet.dts is None:
            packet.dts = last[stream] + 1
        for back, waiting in enumerate(reversed(early.get(stream, [])), start=1):
            waiting.dts = packet.dts - back * max(1, waiting.duration or 1)
        yield from early.pop(stream, [])
        last[stream] = packet.dts
        yield packet
    for waiting in early.values():
        for number, packet in enumerate(waiting):
            packet.dts = (packet.pts or 0) if number == 0 else waiting[number - 1].dts + 1
            yield packet


def _as(frame: Any, fmt: str) -> list[Any]:
    import av

    return av.AudioResampler(format=fmt, layout="stereo", rate=RATE).resample(frame)

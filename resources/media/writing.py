"""Writing a video with new sound: the picture's packets and everything else that the container can hold are copied.

What belongs here: packets and tracks. What does not: making the sound (mux.py), reading files (files.py, probe.py).
"""

import contextlib
import io
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from errno import EDQUOT, EFBIG, EINVAL, ENOSPC
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from resources.errors import TenthSymphonyError
from resources.media.files import described, has_no_order, is_cover, opened, packets_of, picture_of, sound_of
from resources.media.probe import VideoFacts, shown_at
from resources.media.sound import RATE, add_lossy_track, audio_frames

if TYPE_CHECKING:
    from av.container import InputContainer, OutputContainer

QUICKTIME = (".mp4", ".m4v", ".mov")
FORMATS = {".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".webm": "webm", ".mkv": "matroska"}
CODED_AT_ONCE = 1 << 15  # samples passed to the encoder at once, which uses blocks of 960 or 1024


class MuxError(TenthSymphonyError):
    """Music and picture could not be combined."""


def write_with(
    video: Path, audio: np.ndarray, out: Path, facts: VideoFacts, *, alone: bool = False, own_track: int | None = None
) -> tuple[str, ...]:
    """Copy everything but the sound (only the picture if `alone`), encode the sound, and interleave them.

    Args:
        audio: float32 of shape (2, samples) at 48 kHz, starting at the picture's first frame.
        out: its suffix decides the container.
        own_track: the number of the sound track that the new sound contains or replaces; by default the one that players play.

    Returns:
        What is not in the result, in words.

    Raises:
        MuxError: the container cannot hold the picture.
        OSError: it cannot be written.
    """
    suffix = out.suffix.lower()
    if suffix not in FORMATS:
        raise MuxError(f"{suffix} is not a supported container.", remedy=f"Use one of {', '.join(FORMATS)}.")
    with opened(video) as source:
        covers = _covers(video)
        # A camera's own tags ("com.apple.quicktime.make") need another metadata format, which cannot store a cover.
        custom = [name for name in source.metadata if "." in name] if suffix in QUICKTIME else []
        movflags = "+faststart" + ("+use_metadata_tags" if custom and not covers else "")
        try:
            with _made(out, suffix, {"movflags": movflags} if suffix in QUICKTIME else {}) as target:
                copied = _copy(video, source, target, audio, facts, covers if suffix == ".mkv" else {}, alone=alone)
        except MuxError:
            if alone:
                raise
            # The container may have refused one of the other tracks: try without them.
            return write_with(video, audio, out, facts, alone=True, own_track=own_track)
        lost = [f"tag {name}" for name in custom] if covers else []
        return (*lost, *_missing(source, out, copied, own_track))


def rehearse(video: Path, facts: VideoFacts, suffix: str) -> None:
    """Test whether a container can hold a picture, by writing it to nowhere, before music is made for it.

    Raises:
        MuxError: it cannot.
    """
    silence = np.zeros((2, RATE), np.float32)
    with opened(video) as source, _made(_Nowhere(), suffix, {}) as target:
        _copy(video, source, target, silence, facts, {}, alone=True)


@contextlib.contextmanager
def _made(out: "Path | _Nowhere", suffix: str, options: dict[str, str]) -> "Iterator[OutputContainer]":
    """Open a container for writing. FFmpeg's errors become MuxError, except that a full disk stays OSError."""
    import av
    from av.error import FFmpegError

    # FFmpeg only writes the Dolby Vision and 360° metadata of a stream if asked to (strict=unofficial).
    options = {"strict": "unofficial", **options}
    file: Any = str(out) if isinstance(out, Path) else out
    try:
        with av.open(file, "w", format=FORMATS[suffix], container_options=options) as target:
            yield target
    except (FFmpegError, ValueError) as error:
        if (number := getattr(error, "errno", None)) in (ENOSPC, EDQUOT, EFBIG):
            raise OSError(number, os.strerror(number), str(out)) from error
        why = f"{type(error).__name__}: {error}".replace(str(out), "the result")
        if number == EINVAL:  # FFmpeg's only message if a stream changes after the header was written
            why = "its shape or its times change in the middle, or some pictures have no time"
        raise MuxError(
            f"The container {suffix} cannot hold this video ({why}).",
            remedy="Export it again, for example as H.264 in an mp4.",
        ) from error


class _Nowhere(io.RawIOBase):
    """A file object that discards everything."""

    def __init__(self) -> None:
        self._at = self._length = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        return self._at

    def write(self, data: Any) -> int:
        self._at += len(data)
        self._length = max(self._length, self._at)
        return len(data)


def takes(suffix: str, codec: str) -> bool:
    """Whether a container can hold a picture's codec, according to FFmpeg's muxer.

    Args:
        codec: the name of its decoder.
    """
    import av
    from av.codec import Codec

    if codec == "rawvideo" or (suffix == ".mov" and codec in ("vp8", "libvpx")):
        return False  # FFmpeg claims that it can, but writes an unreadable file or none
    with av.open(io.BytesIO(), "w", format=FORMATS[suffix]) as target:
        return Codec(codec, "r").canonical_name in target.supported_codecs


def starts_at(facts: VideoFacts) -> float:
    """The start of the picture in the result: as in the original, except for transport streams, whose clock can start
    anywhere (the result of a television recording was 11 hours longer), and AVI, which has no start time.
    """
    return 0.0 if facts.container in ("mpegts", "avi") else facts.start


def _missing(source: "InputContainer", out: Path, copied: Collection[int], own_track: int | None) -> list[str]:
    """The source's tracks that are not in the result, in words. Some are refused when added, others dropped silently by
    the muxer, so the result itself is read.

    Args:
        copied: the numbers of the source's tracks that were passed to the muxer.
        own_track: see `write_with`.
    """
    own = sound_of(source, own_track)
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
    """Attached pictures by track number. Matroska stores them as attachments, which must be written first."""
    with opened(video) as source:
        covers = {track.index: b"" for track in source.streams.video if is_cover(track)}
        for packet in packets_of(source, *(source.streams[index] for index in covers)) if covers else ():
            covers[packet.stream.index] = covers[packet.stream.index] or bytes(packet)
    return covers


def _copy(
    video: Path,
    source: "InputContainer",
    target: "OutputContainer",
    audio: np.ndarray,
    facts: VideoFacts,
    covers: dict[int, bytes],
    *,
    alone: bool,
) -> set[int]:
    """Write the picture, the new sound and all other tracks. Returns the numbers of the tracks that the muxer accepted."""
    target.metadata.update(source.metadata)
    if source.chapters():
        target.set_chapters(source.chapters())
    picture = picture_of(source)
    copies = {picture.index: _copied_track(picture, source, target)}
    sound = _NewSound(target, audio, round(starts_at(facts) * RATE))
    others = [] if alone else [each for each in source.streams if each is not picture and each.type != "audio"]
    attached = _add_others(others, source, target, copies, covers)
    kept = [source.streams[index] for index in copies if source.streams[index].type != "attachment"]
    packets = packets_of(source, *kept)
    if has_no_order(source):
        packets = _ordered(packets, picture, shown_at(video))
    left = facts.packets
    for packet in _timed(_earlier(packets, facts.start - starts_at(facts))):
        if packet.stream is picture:
            left -= 1
            if left < 0:
                continue  # the rest of a trimmed video, which no shown frame needs
        sound.write_until(float(packet.dts * packet.time_base))
        packet.stream = copies[packet.stream.index]
        target.mux(packet)
    sound.write_rest()
    return attached | set(copies)


class _NewSound:
    """The new sound's track in a file being written, encoded as the picture proceeds."""

    def __init__(self, target: "OutputContainer", audio: np.ndarray, first_pts: int) -> None:
        self._target = target
        self._track = add_lossy_track(target, "libopus" if target.format.name == "webm" else "aac")
        fmt = self._track.codec_context.format.name
        frames = audio_frames(audio, RATE, "fltp", "stereo", size=CODED_AT_ONCE, first_pts=first_pts)
        self._frames = frames if fmt == "fltp" else (frame for raw in frames for frame in _as(raw, fmt))
        self._pending = next(self._frames, None)

    def write_until(self, seconds: float) -> None:
        """Write what is heard up to a time."""
        while self._pending is not None and self._pending.pts / RATE <= seconds:
            self._target.mux(self._track.encode(self._pending))
            self._pending = next(self._frames, None)

    def write_rest(self) -> None:
        """Write what is left."""
        self.write_until(float("inf"))
        self._target.mux(self._track.encode(None))


def _add_others(
    tracks: Iterable[Any],
    source: "InputContainer",
    target: "OutputContainer",
    copies: dict[int, Any],
    covers: dict[int, bytes],
) -> set[int]:
    """Add the tracks that the container accepts: to `copies`, or as attachments, whose numbers are returned."""
    attached: set[int] = set()
    for track in filter(_has_name, tracks):
        # `_missing` reports what the container cannot hold or FFmpeg does not know.
        with contextlib.suppress(ValueError):
            if track.index in covers:
                name = track.metadata.get("filename", "cover")
                kind = track.metadata.get("mimetype", "image/jpeg")
                target.add_attachment(name, kind, covers[track.index])
                attached.add(track.index)
            else:
                copies[track.index] = _copied_track(track, source, target)
    return attached


def _has_name(track: Any) -> bool:
    """Whether FFmpeg knows a track's codec; no container accepts an unknown one."""
    from av.stream import Discard

    if track.type == "attachment":
        return True
    return track.discard != Discard.all and (track.codec_context is not None or (track.type == "data" and track.name))


def _is_derived(track: Any, made: "InputContainer") -> bool:
    """Whether the muxer creates this track itself: QuickTime's timecode (from a tag) and chapter list."""
    from av.stream import Discard

    if track.type != "data":
        return False
    timecode = track.metadata.get("timecode")
    return (timecode is not None and any(timecode == each.metadata.get("timecode") for each in made.streams)) or (
        track.discard == Discard.all and bool(made.chapters())
    )


def _copied_track(track: Any, source: "InputContainer", target: "OutputContainer") -> Any:
    # opaque: by the decoder's name, since not every codec that can be copied can also be encoded.
    copy = target.add_stream_from_template(track, opaque=True)
    copy.metadata.update(track.metadata)
    copy.disposition = track.disposition
    if track.codec_context is not None and target.format.name in source.format.name.split(","):
        copy.codec_context.codec_tag = track.codec_context.codec_tag  # "hvc1": Apple's players do not know "hev1"
    if track.type == "video" and track.sample_aspect_ratio:
        copy.codec_context.sample_aspect_ratio = track.sample_aspect_ratio  # of the container, which players follow
    return copy


def _earlier(packets: Iterator[Any], seconds: float) -> Iterator[Any]:
    """Packets of every track, shifted earlier by `seconds`."""
    for packet in packets if seconds else ():
        moved = round(seconds / packet.time_base)
        packet.pts = None if packet.pts is None else packet.pts - moved
        packet.dts = None if packet.dts is None else packet.dts - moved
        yield packet
    yield from packets


def _ordered(packets: Iterator[Any], picture: Any, shown: dict[int, int]) -> Iterator[Any]:
    """Packets, with presentation times for those of the picture. No packet is decoded later than it is presented.

    Args:
        shown: presentation times by decoding time.
    """
    late = max((decoded - at for decoded, at in shown.items()), default=0)
    for packet in packets:
        if packet.stream is picture and packet.dts is not None:
            packet.pts = shown.get(packet.dts, packet.pts)
            packet.dts -= max(0, late)
        yield packet


def _timed(packets: Iterator[Any]) -> Iterator[Any]:
    """Packets, each with a decoding time. Matroska stores none, and FFmpeg only knows it after a few packets with
    B-frames: earlier ones are counted back from the first known time, later gaps are continued from the last one.
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

"""Opening a media file, and choosing its tracks.

What belongs here: what every reader of a file needs. What does not: the content of the tracks (probe.py, look.py, sound.py).
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resources.errors import TenthSymphonyError
from resources.media.signatures import not_a_video

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.video.stream import VideoStream

logger = logging.getLogger(__name__)

SUFFIXES = (".mp4", ".m4v", ".mov", ".webm", ".mkv", ".mts", ".m2ts", ".ts", ".avi", ".3gp", ".gif")
# Allowed formats by content. Not every format of FFmpeg: a playlist or a list of files, whatever its name, would make
# it open other files and URLs.
FORMATS_READ = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mpegts,avi,gif,flac,ogg,mp3,wav"
JUMP = Fraction(1, 2)  # a jump back by more seconds begins the next part of a transport stream
DAMAGED = "It may be cut short, damaged, or another format under that name: export it again."


class UnusableVideoError(TenthSymphonyError):
    """A file that is not a video which can be given music."""


@contextmanager
def opened(path: Path) -> Iterator["InputContainer"]:
    """Open a file for reading; FFmpeg's errors become UnusableVideoError."""
    import av
    from av.error import FFmpegError

    options = {"format_whitelist": FORMATS_READ, "protocol_whitelist": "file"}
    try:
        # Absolute, so that a name such as "concat:…" is never taken for a protocol.
        with av.open(f"file:{path}", options=options, metadata_errors="replace") as container:
            yield container
    except (FFmpegError, ValueError) as error:
        recognised = not_a_video(path) if path.is_file() else None
        if recognised:
            raise UnusableVideoError(f"It is {recognised[0]}.", remedy=recognised[1]) from error
        raise UnusableVideoError("It cannot be read as mp4, mov, webm, mkv, ts, avi or 3gp.", remedy=DAMAGED) from error


def picture_of(container: "InputContainer") -> "VideoStream":
    """The picture track: the first video track that is not a cover.

    Raises:
        UnusableVideoError: there is none, or none that can be decoded.
    """
    tracks = [s for s in container.streams.video if not is_cover(s)]
    if not tracks:
        raise UnusableVideoError("It has no picture.", remedy="Drop a video; a sound file alone cannot be scored.")
    if tracks[0].codec_context is None:
        raise UnusableVideoError("Its picture's codec is unknown.", remedy="Export it again, for example as H.264.")
    return tracks[0]


def sounds_of(container: "InputContainer") -> "list[AudioStream]":
    """The sound tracks with a known codec."""
    return [s for s in container.streams.audio if s.codec_context is not None]


def sound_of(container: "InputContainer", number: int | None = None) -> "AudioStream | None":
    """The sound track with a given number, or by default the one that players play: the one marked as default, or the
    first. None if there is none.
    """
    from av.stream import Disposition

    tracks = sounds_of(container)
    if number is not None:
        return next((s for s in tracks if s.index == number), None)
    return next((s for s in tracks if s.disposition & Disposition.default), tracks[0] if tracks else None)


def is_cover(track: Any) -> bool:
    """Whether a video track is an attached picture, such as an album's cover."""
    from av.stream import Disposition

    return bool(track.disposition & Disposition.attached_pic)


def has_no_order(container: "InputContainer") -> bool:
    """Whether the display order of the pictures is only known after decoding. AVI stores no presentation times, and
    FFmpeg uses the decoding order instead, which is wrong for H.264 and HEVC with B-frames.
    """
    return container.format.name == "avi" and picture_of(container).codec_context.name in ("h264", "hevc")


def packets_of(container: "InputContainer", *tracks: Any, ends: bool = False) -> Iterator[Any]:
    """The packets of some tracks in the order of the file. They end where the file is damaged or cut short. If a
    transport stream consists of joined parts, their times are made continuous.

    Args:
        ends: also yield, at the end, an empty packet per track, which flushes its decoder.
    """
    if container.format.name != "mpegts":
        yield from _packets(container, tracks, ends=ends)
        return
    wanted = {track.index for track in tracks}
    # Always demux picture and sound together, so that both agree on when the next part starts.
    both = (picture_of(container), sound_of(container))
    others = [track for track in both if track is not None and track.index not in wanted]
    for packet in _continued(_packets(container, (*tracks, *others), ends=ends)):
        if packet.stream.index in wanted:
            yield packet


def _continued(packets: Iterator[Any]) -> Iterator[Any]:
    """Make times continuous: after a jump back in time, packets are shifted so that each part follows the one before.

    FFmpeg returns a track's last packet of a part only after the next part has begun, so every track keeps its own part.
    """
    later = [Fraction(0)]  # offset of each part in seconds
    parts: dict[int, int] = {}
    ends: dict[int, Fraction] = {}
    for packet in packets:
        if packet.dts is not None:
            track, unit = packet.stream.index, Fraction(packet.time_base)
            part, at = parts.get(track, 0), packet.dts * unit
            if track in ends and at + later[part] < ends[track] - JUMP:
                part += 1
                if part == len(later):
                    later.append(max(ends.values()) - at)
            parts[track] = part
            moved = round(later[part] / unit)
            packet.dts += moved
            packet.pts = None if packet.pts is None else packet.pts + moved
            ends[track] = (packet.dts + (packet.duration or 0)) * unit
        yield packet


def _packets(container: "InputContainer", tracks: Sequence[Any], *, ends: bool) -> Iterator[Any]:
    from av.error import FFmpegError

    packets = container.demux(*tracks)
    while True:
        try:
            packet = next(packets, None)
        except FFmpegError as error:
            logger.warning("%s is damaged: %s", container.name, error)
            return
        if packet is None:
            return
        if packet.size or ends:
            yield packet


def described(track: Any) -> str:
    """A track in words: its kind, number, codec and title."""
    from av.stream import Disposition

    codec = track.codec_context.name if track.codec_context is not None else None
    title = track.metadata.get("title") or track.metadata.get("filename")
    handler = track.metadata.get("handler_name", "")
    # FFmpeg's default handler names only repeat the kind of track.
    named = title or (handler if handler and not handler.endswith("Handler") else None)
    kind = "cover" if track.type == "video" and track.disposition & Disposition.attached_pic else f"{track.type} track"
    return f"{kind} {track.index} ({', '.join(filter(None, [codec or 'a codec unknown here', named]))})"

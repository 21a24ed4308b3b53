"""Video and audio files by FFmpeg's libraries (PyAV): probing, looking, listening, reading and writing sound.

What belongs here: files in, facts out, and back. What does not: putting music to a picture (mux.py), arithmetic on audio
(audio.py), what music is wanted (assets/soundtracks).
"""

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from resources.audio import loudness
from resources.errors import TenthSymphonyError
from resources.music.listening import speech_share
from resources.storage import atomic_path

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.video.stream import VideoStream

logger = logging.getLogger(__name__)

RATE = 48_000
SUFFIXES = (".mp4", ".m4v", ".mov", ".webm", ".mkv")
# What a file may be inside. Not everything that FFmpeg knows: a playlist or a list of files, whatever its name, would
# have it open further files and addresses.
FORMATS_READ = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,flac"
LOOK_FPS, THUMBNAIL = 12, 192
LOOKED_AT_WHOLE = 1280 * 720  # pixels; of a larger picture, frames that no other refers to are not decoded
CUT_CHANGE = 0.35
MOST_FRAMES_KEPT = 96
MOST_SKIPPED = 20  # frames kept between two that are looked at: of a 240 fps film, all
GAP_SECONDS = 0.05  # sound that comes this much later or earlier than the sample count says is put in its place
DAMAGED = "It may be cut short, damaged, or another format under that name: export it again."


class UnusableVideoError(TenthSymphonyError):
    """A file that is no video to put music to."""


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What a video is. `start`: of its first frame; `seconds`: from there to the last one's end; `rotation`: degrees
    counter-clockwise by which a player turns it; `picture_digest`: SHA-256 of its packets.
    """

    seconds: float
    start: float
    frames: int
    width: int
    height: int
    rotation: int
    fps: float
    codec: str
    pixel_format: str
    container: str
    audio_codec: str | None
    audio_channels: int
    audio_tracks: int
    picture_digest: str

    @property
    def has_audio(self) -> bool:
        """Whether there is a sound track."""
        return self.audio_codec is not None

    def to_dict(self) -> dict[str, Any]:
        """The facts as JSON holds them."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What a video looks like: means from 0 to 1, and the times of its cuts in seconds."""

    brightness: float
    saturation: float
    motion: float
    cuts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """What a video's own sound is: loudness in LUFS (-inf for none or silence), and how much of it seems to be speech."""

    lufs: float
    speech: float


@contextmanager
def opened(path: Path) -> Iterator["InputContainer"]:
    """Open a file for reading; FFmpeg's errors become UnusableVideoError."""
    import av
    from av.error import FFmpegError

    options = {"format_whitelist": FORMATS_READ, "protocol_whitelist": "file"}
    try:
        # A path and not a name: what looks like a protocol ("concat:…") is then never one.
        with av.open(f"file:{path}", options=options, metadata_errors="replace") as container:
            yield container
    except (FFmpegError, ValueError) as error:
        raise UnusableVideoError(
            f"It cannot be read as mp4, mov, webm or mkv ({type(error).__name__}).", remedy=DAMAGED
        ) from error


def picture_of(container: "InputContainer") -> "VideoStream":
    """The picture: the first video track that is no cover.

    Raises:
        UnusableVideoError: there is none, or none that can be decoded.
    """
    from av.stream import Disposition

    tracks = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not tracks:
        raise UnusableVideoError(
            "It has no picture.", remedy="Drop a video; for sound alone there is nothing to score."
        )
    if tracks[0].codec_context is None:
        raise UnusableVideoError("Its picture's codec is unknown.", remedy="Export it again, for example as H.264.")
    return tracks[0]


def sound_of(container: "InputContainer") -> "AudioStream | None":
    """The sound track that players play: the one marked as default, else the first; None where there is none."""
    from av.stream import Disposition

    tracks = [s for s in container.streams.audio if s.codec_context is not None]
    return next((s for s in tracks if s.disposition & Disposition.default), tracks[0] if tracks else None)


def probe(path: Path) -> VideoFacts:
    """Read a video's facts and decode its first frame; every packet of the picture is read once.

    Raises:
        UnusableVideoError: it is empty, damaged, no video, or has no frame or no length.
    """
    if path.stat().st_size == 0:
        raise UnusableVideoError("The file is empty.", remedy="Copy it again; it may have been cut off on the way.")
    rotation = _rotation(path)
    with opened(path) as container:
        stream = picture_of(container)
        first, last, frames = None, Fraction(0), 0
        sha = hashlib.sha256()
        for packet in container.demux(stream):
            if packet.size == 0 or packet.pts is None:
                continue
            sha.update(bytes(packet))
            start = packet.pts * Fraction(packet.time_base)
            length = (packet.duration or 0) * Fraction(packet.time_base)
            if not length and stream.average_rate:
                length = 1 / Fraction(stream.average_rate)
            first = start if first is None else min(first, start)
            last = max(last, start + length)
            frames += 1
        seconds = float(last - first) if first is not None else 0.0
        if first is None or seconds <= 0:
            raise UnusableVideoError("It has no frame.", remedy="Export it again; a video needs at least one frame.")
        sound = sound_of(container)
        return VideoFacts(
            seconds=seconds,
            start=float(first),
            frames=frames,
            width=stream.width,
            height=stream.height,
            rotation=rotation,
            fps=float(stream.average_rate or stream.guessed_rate or frames / seconds),
            codec=stream.codec_context.name,
            pixel_format=stream.codec_context.pix_fmt or "",
            container=container.format.name,
            audio_codec=sound.codec_context.name if sound else None,
            audio_channels=sound.codec_context.channels if sound else 0,
            audio_tracks=len(container.streams.audio),
            picture_digest=sha.hexdigest(),
        )


def _rotation(path: Path) -> int:
    """Decode the first frame: its rotation. On its own, since a Matroska file without an index cannot be rewound."""
    with opened(path) as container:
        frame = next(_frames_of(container), None)
        if frame is None:
            raise UnusableVideoError(
                "It has no frame, or none that can be decoded.", remedy="Export it again, for example as H.264."
            )
        return int(frame.rotation)


def _frames_of(container: "InputContainer") -> Iterator[Any]:
    """The picture's frames; damaged ones are left out, and where the file is cut short, they end."""
    from av.error import FFmpegError

    packets = container.demux(picture_of(container))
    while True:
        try:
            packet = next(packets, None)
        except FFmpegError as error:
            logger.warning("%s is damaged: %s", container.name, error)
            return
        if packet is None:
            return
        try:
            frames = packet.decode()
        except FFmpegError:
            continue
        yield from frames


def look(path: Path) -> tuple[PictureFacts, list[tuple[float, np.ndarray]]]:
    """Watch a video once, small and twelve times a second: its light, colour, motion and cuts.

    A cut is where a frame's colour histogram differs much from the one before it, and more than its neighbours do; the
    frames between the two tell which one it begins with.

    Returns:
        The facts, and (seconds, picture) of the first frame and of each cut, or where there is none of frames at even
        distances: uint8 of shape (height, width, 3), upright, the longer side 192 pixels.
    """
    light, colour, moved, change, times = [], [], [], [], []
    begins: dict[int, float] = {}
    kept: dict[int, np.ndarray] = {}
    evenly, stride = {}, 1
    before = None
    for time, frame, since in _thumbnails(path):
        pixels = frame[::2, ::2].astype(np.float32) / 255
        grey = pixels.mean(-1)
        histogram = _histogram(frame)
        brightest = pixels.max(-1)
        light.append(float(grey.mean()))
        colour.append(float(((brightest - pixels.min(-1)) / np.maximum(brightest, 1e-3)).mean()))
        if before is not None:
            moved.append(float(np.abs(grey - before[0]).mean()))
            change.append(_change(before[1], histogram))
        number = len(times)
        times.append(time)
        if before is not None and change[-1] > CUT_CHANGE:
            kept[number] = frame
            begins[number] = _begin(before[1], [*since(), (time, frame)])
            if len(kept) > MOST_FRAMES_KEPT:
                kept.pop(min(kept, key=lambda n: change[n - 1]))
        before = grey, histogram
        if number % stride == 0:
            evenly[number] = frame
            if len(evenly) > MOST_FRAMES_KEPT:
                stride *= 2
                evenly = {n: frame for n, frame in evenly.items() if n % stride == 0}
    if not times:
        raise UnusableVideoError("No frame of it can be decoded.", remedy="Export it again, for example as H.264.")
    is_cut = [c > CUT_CHANGE and c >= max(change[max(0, i - 2) : i + 3]) for i, c in enumerate(change)]
    within = [m for m, cut in zip(moved, is_cut, strict=True) if not cut]
    facts = PictureFacts(
        brightness=float(np.mean(light)),
        saturation=float(np.mean(colour)),
        # Mean change of light per sample, scaled so that a hand-held walk is about 0.5.
        motion=float(min(1.0, np.mean(within) * 17)) if within else 0.0,
        cuts=tuple(round(begins[i + 1], 3) for i, cut in enumerate(is_cut) if cut),
    )
    at_cuts = {i + 1: kept[i + 1] for i, cut in enumerate(is_cut) if cut and i + 1 in kept}
    shown = {0: evenly[0], **at_cuts} if at_cuts else evenly
    return facts, [(times[n], frame) for n, frame in sorted(shown.items())]


def _histogram(frame: np.ndarray) -> np.ndarray:
    """How often each of 16 levels of red, green and blue comes, each colour summing to 1: shape (48,)."""
    pixels = frame[::2, ::2] >> 4
    counts = [np.bincount(pixels[..., c].ravel(), minlength=16) for c in range(3)]
    return np.concatenate(counts) / pixels[..., 0].size


def _change(before: np.ndarray, after: np.ndarray) -> float:
    return float(np.abs(after - before).sum() / 6)  # 0 to 1


def _begin(before: np.ndarray, frames: list[tuple[float, np.ndarray]]) -> float:
    """The time of the frame that differs most from the one before it."""
    steps = []
    for time, frame in frames:
        after = _histogram(frame)
        steps.append((_change(before, after), -time))
        before = after
    return -max(steps)[1]


def _thumbnails(path: Path) -> Iterator[tuple[float, np.ndarray, Callable[[], list[tuple[float, np.ndarray]]]]]:
    """(seconds since the first frame, small RGB picture) of the first frame after each twelfth of a second; and what
    gives the same of the frames since the one before.
    """
    with opened(path) as container:
        stream = picture_of(container)
        stream.thread_type = "AUTO"
        # At this size nobody sees what the loop filter does, nor, of a large picture, the frames between.
        stream.codec_context.options = {"skip_loop_filter": "all"}
        if stream.width * stream.height > LOOKED_AT_WHOLE:
            stream.codec_context.skip_frame = "NONREF"
        shape = stream.sample_aspect_ratio or 1
        scale = THUMBNAIL / max(stream.width * shape, stream.height)
        width, height = (max(8, round(side * scale / 2) * 2) for side in (stream.width * shape, stream.height))

        def small(frame: Any) -> np.ndarray:
            pixels = frame.to_ndarray(format="rgb24", width=width, height=height, interpolation="AREA")
            return np.rot90(pixels, frame.rotation // 90)

        start, due = None, 0.0
        skipped: list[tuple[float, Any]] = []
        for frame in _frames_of(container):
            if frame.time is None:
                continue
            start = frame.time if start is None else start
            time = frame.time - start
            if time + 1e-6 >= due:
                yield time, small(frame), lambda held=skipped: [(at, small(raw)) for at, raw in held]
                skipped = []
                due = (np.floor(time * LOOK_FPS + 1e-6) + 1) / LOOK_FPS
            else:
                skipped = [*skipped[1 - MOST_SKIPPED :], (time, frame)]


def listen(path: Path, start: float) -> SoundFacts:
    """Hear a video's own sound.

    Args:
        start: the seconds at which its picture starts.
    """
    own = read_audio(path, start=start)
    if own is None:
        return SoundFacts(float("-inf"), 0.0)
    return SoundFacts(loudness(own, RATE), speech_share(own, RATE))


def read_audio(path: Path, rate: int = RATE, *, start: float | None = None) -> np.ndarray | None:
    """A file's sound track in stereo: float32 of shape (2, samples); None where there is none.

    Args:
        start: the time of the first sample in seconds; by default where the track starts. Gaps in the track are silent.
    """
    import av
    from av.error import FFmpegError

    with opened(path) as container:
        track = sound_of(container)
        if track is None:
            return None
        most = int(((container.duration or 0) / 1_000_000 + 1) * rate)
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=rate)
        chunks, length = [], 0
        for packet in container.demux(track):
            try:
                frames = packet.decode()
            except FFmpegError:
                continue  # a damaged packet is a gap
            for frame in frames:
                for block in resampler.resample(frame):
                    samples = block.to_ndarray()
                    if block.time is not None:
                        start = block.time if start is None else start
                        off = round((block.time - start) * rate) - length
                        if off > GAP_SECONDS * rate:
                            chunks.append(np.zeros((2, min(off, max(0, most - length))), np.float32))
                            length += chunks[-1].shape[1]
                        elif off < -GAP_SECONDS * rate or (length == 0 and off < 0):
                            samples = samples[:, -off:]
                    chunks.append(samples)
                    length += samples.shape[1]
        chunks += [block.to_ndarray() for block in resampler.resample(None)]
    return np.concatenate(chunks, axis=1).astype(np.float32, copy=False) if length else None


def write_audio(path: Path, audio: np.ndarray, rate: int) -> None:
    """Write a FLAC file (24 bit), whole or not at all."""
    import av

    layout = "stereo" if audio.shape[0] == 2 else "mono"
    with atomic_path(path) as temporary, av.open(str(temporary), "w", format="flac") as container:
        stream = container.add_stream("flac", rate=rate, layout=layout)
        stream.codec_context.format = "s32"
        whole = np.round(np.clip(audio, -1, 1) * (2**23 - 1)).astype(np.int32) << 8
        for frame in audio_frames(whole.T.reshape(1, -1), rate, "s32", layout, packed=audio.shape[0], size=4096):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def audio_frames(
    samples: np.ndarray, rate: int, fmt: str, layout: str, *, size: int, packed: int = 1, first_pts: int = 0
) -> Iterator[Any]:
    """Cut samples into frames; `packed`: values per sample in one row (1 for planar formats)."""
    import av

    total = samples.shape[1] // packed
    for first in range(0, total, size):
        chunk = samples[:, first * packed : (first + size) * packed]
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(chunk), format=fmt, layout=layout)
        frame.sample_rate = rate
        frame.pts = first_pts + first
        frame.time_base = Fraction(1, rate)
        yield frame


def encode_image(pixels: np.ndarray, kind: Literal["jpeg", "png"]) -> bytes:
    """An image file.

    Args:
        pixels: RGB, uint8 of shape (height, width, 3), both sides even.
    """
    import av

    name, fmt = ("mjpeg", "yuvj420p") if kind == "jpeg" else ("png", "rgb24")
    encoder: Any = av.CodecContext.create(name, "w")
    encoder.height, encoder.width = pixels.shape[:2]
    encoder.pix_fmt, encoder.time_base = fmt, Fraction(1, 1)
    if kind == "jpeg":
        encoder.options = {"qmin": "10", "qmax": "10"}
    picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24").reformat(format=fmt)
    return b"".join(bytes(packet) for packet in [*encoder.encode(picture), *encoder.encode(None)])

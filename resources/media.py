"""Video files by FFmpeg's libraries (PyAV): probing, looking, listening, muxing.

What belongs here: files in, facts or files out. What does not: arithmetic on audio (audio.py), what music is wanted
(assets/soundtracks).
"""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from resources.audio import fade, loudness, to_loudness, true_peak
from resources.errors import TenthSymphonyError
from resources.storage import atomic_path

if TYPE_CHECKING:
    from av.container import InputContainer, OutputContainer

logger = logging.getLogger(__name__)

MixMode = Literal["replace", "mix", "duck"]

RATE = 48_000
LOOK_FPS, LOOK_WIDTH, LOOK_HEIGHT = 12, 96, 54
LISTENABLE_LUFS = -50.0  # under it, a video's own sound counts as none
DUCK_DB, DUCK_THRESHOLD_DB, DUCK_ATTACK, DUCK_RELEASE = -12.0, -38.0, 0.02, 0.4
# Lossy coding moves peaks by up to about 1 dB: start that far below the ceiling, measure, and go lower if needed.
CODING_MARGIN_DB = 0.7
LOUDNESS_TOLERANCE = 0.5
AUDIO_CODEC = {".mp4": "aac", ".m4v": "aac", ".mov": "aac", ".webm": "libopus", ".mkv": "aac"}
SUFFIXES = tuple(AUDIO_CODEC)


class UnusableVideoError(TenthSymphonyError):
    """A file that is no video to put music to."""


class MuxError(TenthSymphonyError):
    """Music and picture could not be put together."""


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What a video is. `seconds`: from the first frame's start to the last one's end."""

    seconds: float
    frames: int
    width: int
    height: int
    fps: float
    codec: str
    container: str
    audio_codec: str | None
    audio_channels: int
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
class MuxReport:
    """What was made: the mode that was used, and the result's sound as decoded from the file."""

    mode: MixMode
    seconds: float
    lufs: float
    true_peak: float
    picture_digest: str


@contextmanager
def _opened(path: Path) -> Iterator["InputContainer"]:
    """Open a file for reading; FFmpeg's errors become UnusableVideoError."""
    import av
    from av.error import FFmpegError

    try:
        # A path and not a name: what looks like a protocol ("concat:…") is then never one.
        with av.open(f"file:{path}") as container:
            yield container
    except (FFmpegError, ValueError) as error:
        raise UnusableVideoError(
            f"It cannot be read as a video ({type(error).__name__}).",
            remedy="It may be cut short or damaged: export it again as mp4, mov, webm or mkv.",
        ) from error


def probe(path: Path) -> VideoFacts:
    """Read a video's facts and decode its first frame; every packet of the picture is read once.

    Raises:
        UnusableVideoError: it is empty, damaged, no video, or has no frame or no length.
    """
    if path.stat().st_size == 0:
        raise UnusableVideoError("The file is empty.", remedy="Copy it again; it may have been cut off on the way.")
    with _opened(path) as container:
        pictures = [s for s in container.streams.video if s.codec_context.name not in ("mjpeg", "png", "bmp")]
        pictures = pictures or list(container.streams.video)
        if not pictures:
            raise UnusableVideoError(
                "It has no picture.", remedy="Drop a video; for sound alone there is nothing to score."
            )
        stream = pictures[0]
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
        if frames == 0 or seconds <= 0:
            raise UnusableVideoError("It has no frame.", remedy="Export it again; a video needs at least one frame.")
        sound = container.streams.audio[0] if container.streams.audio else None
        facts = VideoFacts(
            seconds=seconds,
            frames=frames,
            width=stream.width,
            height=stream.height,
            fps=float(stream.average_rate or stream.guessed_rate or frames / seconds),
            codec=stream.codec_context.name,
            container=container.format.name,
            audio_codec=sound.codec_context.name if sound else None,
            audio_channels=sound.codec_context.channels if sound else 0,
            picture_digest=sha.hexdigest(),
        )
    _decode_first_frame(path)
    return facts


def _decode_first_frame(path: Path) -> None:
    # Opened anew: a Matroska file without an index cannot be rewound.
    from av.error import FFmpegError

    with _opened(path) as container:
        try:
            next(container.decode(video=0))
        except (StopIteration, FFmpegError) as error:
            raise UnusableVideoError(
                "No frame of it can be decoded.", remedy="Export it again, for example as H.264."
            ) from error


def look(path: Path) -> PictureFacts:
    """Watch a video at 96 × 54 pixels, twelve times a second: its light, colour, motion and cuts.

    A cut is where a frame's colour histogram differs much from the one before it, and more than its neighbours do.
    """
    frames, times = _thumbnails(path)
    pixels = frames.astype(np.float32) / 255
    light = pixels.mean(-1)
    span = pixels.max(-1) - pixels.min(-1)
    saturation = span / np.maximum(pixels.max(-1), 1e-3)
    histograms = np.stack([
        np.concatenate([np.histogram(frame[..., c], bins=16, range=(0, 1))[0] for c in range(3)]) for frame in pixels
    ]) / light[0].size  # fmt: skip
    change = np.abs(np.diff(histograms, axis=0)).sum(1) / 6  # 0 to 1
    moved = np.abs(np.diff(light, axis=0)).mean((1, 2))
    is_cut = [change[i] > 0.35 and change[i] >= change[max(0, i - 2) : i + 3].max() for i in range(len(change))]
    within = moved[~np.array(is_cut, bool)] if len(moved) else moved
    return PictureFacts(
        brightness=float(light.mean()),
        saturation=float(saturation.mean()),
        # Mean change of light per sample, scaled so that a hand-held walk is about 0.5.
        motion=float(min(1.0, within.mean() * 17)) if len(within) else 0.0,
        cuts=tuple(round(float(times[i + 1]), 3) for i in range(len(change)) if is_cut[i]),
    )


def _thumbnails(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Small frames, RGB: uint8 of shape (n, 54, 96, 3), and their times in seconds; the first frame after each
    twelfth of a second.
    """
    frames, times = [], []
    with _opened(path) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        start, due = None, 0.0
        for frame in container.decode(stream):
            if frame.pts is None or frame.time is None:
                continue
            start = frame.time if start is None else start
            if frame.time - start + 1e-6 >= due:
                frames.append(
                    frame.to_ndarray(format="rgb24", width=LOOK_WIDTH, height=LOOK_HEIGHT, interpolation="AREA")
                )
                times.append(frame.time - start)
                due = times[-1] + 1 / LOOK_FPS
    if not frames:
        raise UnusableVideoError("No frame of it can be decoded.", remedy="Export it again, for example as H.264.")
    return np.stack(frames), np.array(times)


def read_audio(path: Path, rate: int = RATE) -> np.ndarray | None:
    """A file's first sound track in stereo: float32 of shape (2, samples); None where there is none."""
    import av

    with _opened(path) as container:
        if not container.streams.audio:
            return None
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=rate)
        chunks = []
        for frame in container.decode(container.streams.audio[0]):
            chunks += [resampled.to_ndarray() for resampled in resampler.resample(frame)]
        chunks += [resampled.to_ndarray() for resampled in resampler.resample(None)]
    return np.concatenate(chunks, axis=1).astype(np.float32) if chunks else None


def write_audio(path: Path, audio: np.ndarray, rate: int) -> None:
    """Write a FLAC file (24 bit), whole or not at all."""
    import av

    with atomic_path(path) as temporary, av.open(str(temporary), "w", format="flac") as container:
        stream = container.add_stream("flac", rate=rate, layout=_layout(audio))
        stream.codec_context.format = "s32"
        whole = np.round(np.clip(audio, -1, 1) * (2**23 - 1)).astype(np.int32) << 8
        for frame in _frames(whole.T.reshape(1, -1), rate, "s32", _layout(audio), audio.shape[0], 4096):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _layout(audio: np.ndarray) -> str:
    return "stereo" if audio.shape[0] == 2 else "mono"


def _frames(samples: np.ndarray, rate: int, fmt: str, layout: str, packed: int, size: int) -> Iterator[Any]:
    """Cut samples into frames; `packed`: values per sample in one row (1 for planar formats)."""
    import av

    total = samples.shape[1] // packed
    for first in range(0, total, size):
        chunk = samples[:, first * packed : (first + size) * packed]
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(chunk), format=fmt, layout=layout)
        frame.sample_rate = rate
        frame.pts = first
        frame.time_base = Fraction(1, rate)
        yield frame


def mux(
    video: Path,
    music: np.ndarray,
    out: Path,
    *,
    rate: int = RATE,
    mode: MixMode | None = None,
    volume_db: float = 0.0,
    target_lufs: float = -14.0,
    max_true_peak: float = -1.0,
    fade_in: float = 0.0,
    fade_out: float = 1.5,
) -> MuxReport:
    """Put music to a video: the picture's packets are copied, the sound is new, the length stays.

    Args:
        music: float32 of shape (2, samples) at `rate` (48 kHz); cut or padded with silence to the picture's length.
        mode: `replace` the video's own sound, `mix` with it, or `duck` under it; by default duck when there is sound
            to be heard, else replace.
        volume_db: of the music against the video's own sound.
        target_lufs, max_true_peak: of the result, checked by decoding it.
        out: written whole or not at all; its suffix decides the container, which should be the video's own.

    Raises:
        UnusableVideoError: the video cannot be read.
        MuxError: the container does not take the picture, or the peak cannot be held.
    """
    assert rate == RATE, "opus knows no other rate, and AAC players prefer it"
    facts = probe(video)
    own = read_audio(video) if mode != "replace" else None
    if mode is None:
        mode = "duck" if own is not None and loudness(own, rate) > LISTENABLE_LUFS else "replace"
    samples = round(facts.seconds * rate)
    sound = _mixed(_fitted(music, samples), own, samples, mode, volume_db, fade_in, fade_out)
    ceiling, target = max_true_peak - CODING_MARGIN_DB, target_lufs
    with atomic_path(out) as temporary:
        found, peak = _write_measured(video, sound, temporary, out.suffix, target, ceiling)
        for _ in range(3):
            if peak > max_true_peak:
                ceiling -= peak - max_true_peak + 0.1
            elif np.isfinite(found) and abs(found - target_lufs) > LOUDNESS_TOLERANCE:
                target += target_lufs - found
            else:
                break
            found, peak = _write_measured(video, sound, temporary, out.suffix, target, ceiling)
        if peak > max_true_peak:
            raise MuxError(f"Peaks stay at {peak:.1f} dBTP after coding.", remedy="Set a lower loudness target.")
        copied = probe(temporary)
        if copied.picture_digest != facts.picture_digest:
            raise MuxError(
                "The picture did not come through unchanged.", remedy="Export the video again as mp4 or mkv."
            )
    return MuxReport(mode, copied.seconds, found, peak, copied.picture_digest)


def _write_measured(
    video: Path, sound: np.ndarray, out: Path, suffix: str, target_lufs: float, ceiling: float
) -> tuple[float, float]:
    """Write the result; its loudness (LUFS) and true peak (dBTP) as decoded from the file."""
    _write(video, to_loudness(sound, RATE, target_lufs, ceiling), out, suffix.lower())
    made = read_audio(out)
    assert made is not None, "what was written has sound"
    return loudness(made, RATE), true_peak(made)


def _fitted(audio: np.ndarray, samples: int) -> np.ndarray:
    stereo = np.repeat(audio, 2, axis=0) if audio.shape[0] == 1 else audio
    stereo = stereo[:, :samples]
    return np.pad(stereo, ((0, 0), (0, samples - stereo.shape[1]))).astype(np.float32)


def _mixed(
    music: np.ndarray,
    own: np.ndarray | None,
    samples: int,
    mode: MixMode,
    volume_db: float,
    fade_in: float,
    fade_out: float,
) -> np.ndarray:
    music = fade(music, RATE, fade_in, fade_out) * np.float32(10 ** (volume_db / 20))
    if mode == "replace" or own is None:
        return music
    own = _fitted(own, samples)
    # Both at one level first, so that the volume means the same for a quiet and for a loud video.
    heard, played = loudness(own, RATE), loudness(music, RATE)
    if np.isfinite(heard) and np.isfinite(played):
        own = own * np.float32(10 ** ((played - volume_db - heard) / 20))
    if mode == "duck":
        music = music * _ducking(own)
    return (music + own).astype(np.float32)


def _ducking(voice: np.ndarray) -> np.ndarray:
    """A gain for the music that goes down while the voice is heard (side-chain): float32 of shape (samples,)."""
    block = RATE // 100
    padded = np.pad(voice, ((0, 0), (0, -voice.shape[1] % block)))
    level = np.sqrt((padded.reshape(2, -1, block).astype(np.float64) ** 2).mean((0, 2)))
    wanted = np.where(20 * np.log10(level + 1e-9) > DUCK_THRESHOLD_DB, DUCK_DB, 0.0)
    down, up = (1 - np.exp(-0.01 / seconds) for seconds in (DUCK_ATTACK, DUCK_RELEASE))
    gain, state = np.empty(len(wanted)), 0.0
    for i, goal in enumerate(wanted):
        state += (goal - state) * (down if goal < state else up)
        gain[i] = state
    centres = (np.arange(len(gain)) + 0.5) * block
    return (10 ** (np.interp(np.arange(voice.shape[1]), centres, gain) / 20)).astype(np.float32)


def _write(video: Path, audio: np.ndarray, out: Path, suffix: str) -> None:
    """Copy the picture and the subtitles, encode the sound, interleaved."""
    import av
    from av.error import FFmpegError

    codec = AUDIO_CODEC.get(suffix)
    if codec is None:
        raise MuxError(f"{suffix} is not a container this can write.", remedy=f"Use one of {', '.join(SUFFIXES)}.")
    options = {"movflags": "+faststart"} if codec == "aac" and suffix != ".mkv" else {}
    with _opened(video) as source:
        try:
            with av.open(str(out), "w", format=FORMATS[suffix], options=options) as target:
                _copy(source, target, audio, codec)
        except (FFmpegError, ValueError) as error:
            raise MuxError(
                f"The container {suffix} does not take this video ({error}).",
                remedy="Export it as mkv, which takes any.",
            ) from error


FORMATS = {".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".webm": "webm", ".mkv": "matroska"}


def _copy(source: "InputContainer", target: "OutputContainer", audio: np.ndarray, codec: str) -> None:
    target.metadata.update(source.metadata)
    kept = [source.streams.video[0], *source.streams.subtitles]
    copies: dict[int, Any] = {stream.index: target.add_stream_from_template(stream) for stream in kept}
    for stream in kept:
        copies[stream.index].metadata.update(stream.metadata)
    sound: Any = target.add_stream(codec, rate=RATE, layout="stereo")
    sound.bit_rate = 192_000
    encoder = sound.codec_context
    frames = _frames(audio, RATE, "fltp", "stereo", 1, 1024 if codec == "aac" else 960)
    if encoder.format.name != "fltp":
        frames = (frame for raw in frames for frame in _as(raw, encoder.format.name))
    pending = next(frames, None)
    for packet in _timed(source.demux(kept)):
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


def _timed(packets: Iterator[Any]) -> Iterator[Any]:
    """Packets with a decoding time each. Matroska stores none, and FFmpeg knows it only after a few packets with
    B-frames: those before it count back from the first one known, later gaps go on from the last.
    """
    early: dict[int, list[Any]] = {}
    last: dict[int, int] = {}
    for packet in packets:
        if packet.size == 0:
            continue  # the demuxer's sign that a stream has ended
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

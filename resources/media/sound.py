"""Reading and writing sound: a video's own, and soundtracks.

What belongs here: decoding into arrays and encoding them. What does not: arithmetic on audio (resources/audio.py), mixing a
video's own sound with music (mux.py).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from resources.audio import BLOCK, loudness
from resources.media.files import opened, packets_of, sound_of, sounds_of
from resources.media.speech import find_voices
from resources.scratch import Growing, blocks, let_go
from resources.storage import atomic_path

if TYPE_CHECKING:
    from av.container import InputContainer, OutputContainer

RATE = 48_000
BIT_RATE = 256_000
LONGEST_SECONDS = 6 * 3600.0  # the limit for sound whose container does not state its length
GATHERED = 1 << 16  # decoded samples that are processed at once
GAP_SECONDS = 0.05  # sound that deviates by this much from the sample count is moved to its time stamp
JITTER_SECONDS = 0.002  # of time stamps: Matroska stores whole milliseconds
SILENT_LUFS = -50.0  # sound below this counts as silence
SPEECH_STEP = 0.1  # shares of speech that differ by less are considered equal


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """A video's own sound: its loudness in LUFS (-inf for silence or no sound), the share that seems to be speech,
    where that is ((start, end) in seconds of the picture) and which detector found it, and the level of each second in
    dBFS. `track`: the number of the analysed track, if players would play another one.
    """

    lufs: float
    speech: float
    voices: tuple[tuple[float, float], ...] = ()
    heard_by: str = ""
    levels: tuple[float, ...] = ()
    track: int | None = None


def listen(path: Path, start: float) -> SoundFacts:
    """Analyse a video's own sound: the track that players play. If that is silent, the track with the most speech, or
    the loudest of equals.

    Args:
        start: the start of the picture in seconds.
    """
    usual = _heard(path, start)
    if usual.lufs > SILENT_LUFS:
        return usual
    with opened(path) as container:
        played = sound_of(container)
        others = [track.index for track in sounds_of(container) if track is not played]
    heard = [facts for number in others if (facts := _heard(path, start, number)).lufs > SILENT_LUFS]
    return max(heard, key=lambda facts: (round(facts.speech / SPEECH_STEP), facts.lufs), default=usual)


def _heard(path: Path, start: float, track: int | None = None) -> SoundFacts:
    own = read_audio(path, start=start, track=track)
    if own is None:
        return SoundFacts(float("-inf"), 0.0)
    voices = find_voices(own, RATE)
    share = voices.share(own.shape[1] / RATE)
    return SoundFacts(loudness(own, RATE), share, voices.stretches, voices.by, _levels(own), track)


def _levels(audio: np.ndarray) -> tuple[float, ...]:
    """The level of each second in dBFS."""
    levels: list[float] = []
    for _, block in blocks(audio, BLOCK // RATE * RATE):
        whole = np.pad(block, ((0, 0), (0, -block.shape[1] % RATE))).reshape(audio.shape[0], -1, RATE)
        power = np.einsum("cst,cst->s", whole, whole) / (audio.shape[0] * RATE)
        levels += [round(float(level), 1) for level in 10 * np.log10(np.maximum(power, 1e-7))]
    return tuple(levels)


def read_audio(
    path: Path, rate: int = RATE, *, start: float | None = None, track: int | None = None
) -> np.ndarray | None:
    """A file's sound track in stereo: float32 of shape (2, samples), memory-mapped if it is long. None if there is none.

    Args:
        track: its number; by default the one that players play.
        start: the time of the first sample in seconds; by default the start of the track. Gaps in the track become silence.
    """
    with opened(path) as container:
        chosen = sound_of(container, track)
        if chosen is None:
            return None
        # A damaged time stamp could otherwise mean hours of silence.
        longest = container.duration / 1_000_000 + 1 if container.duration else LONGEST_SECONDS
        most = int(longest * rate)
        found = Growing()
        for time, samples in _resampled(container, chosen, rate):
            if time is not None:
                start = time if start is None else start
                off = round((time - start) * rate) - found.length
                if off > GAP_SECONDS * rate:
                    for silent in range(min(off, max(0, most - found.length)), 0, -BLOCK):
                        found.add(np.zeros((min(silent, BLOCK), 2), np.float32))
                elif off < -GAP_SECONDS * rate or (found.length == 0 and off < 0):
                    samples = samples[:, -off:]
            found.add(samples.T)
    if not found.length:
        return None
    return found.array().T if found.is_long else np.ascontiguousarray(found.array().T)


def sound_seconds(path: Path) -> float:
    """The length in seconds that a file states; 0 if it states none or has no sound."""
    with opened(path) as container:
        return container.duration / 1_000_000 if container.duration and sound_of(container) else 0.0


def read_stretch(path: Path, start: float, seconds: float) -> np.ndarray | None:
    """A part of a file's sound in stereo at RATE, without reading the rest: float32 of shape (2, samples). None if the file is
    too short.
    """
    wanted = round(seconds * RATE)
    parts, length = [], 0
    with opened(path) as container:
        track = sound_of(container)
        if track is None:
            return None
        container.seek(round(start * 1_000_000))  # to a position before it
        for time, samples in _resampled(container, track, RATE):
            early = 0 if parts or time is None else max(0, round((start - time) * RATE))
            if early < samples.shape[1]:
                parts.append(samples[:, early:])
                length += parts[-1].shape[1]
            if length >= wanted:
                return np.concatenate(parts, axis=1)[:, :wanted]
    return None


def _resampled(container: "InputContainer", track: Any, rate: int) -> Iterator[tuple[float | None, np.ndarray]]:
    """A track's sound in stereo at one rate: (seconds, float32 of shape (2, samples)), block by block.

    Layout, rate and format may change within a track (television recordings, joined files), so each stretch has its own
    resampler.
    """
    import av

    resampler, kind = None, None

    def blocks(frame: Any) -> Iterator[tuple[float | None, np.ndarray]]:
        for block in resampler.resample(frame) if resampler else []:
            yield block.time, block.to_ndarray()

    for frame in _gathered(_frames(container, track)):
        if kind != (kind := _kind(frame)):
            yield from blocks(None)
            resampler = av.AudioResampler(format="fltp", layout="stereo", rate=rate)
        yield from blocks(frame)
    yield from blocks(None)


def _frames(container: "InputContainer", track: Any) -> Iterator[Any]:
    """The decoded frames of a track."""
    from av.error import FFmpegError

    for packet in packets_of(container, track, ends=True):
        try:
            frames = packet.decode()
        except FFmpegError:
            continue  # a damaged packet becomes a gap
        yield from frames


def _kind(frame: Any) -> tuple[str, str, int, int]:
    return frame.format.name, frame.layout.name, frame.layout.nb_channels, frame.sample_rate


def _gathered(frames: Iterator[Any]) -> Iterator[Any]:
    """Join consecutive frames of the same format without gaps to about a second: processing has a fixed cost per frame,
    and a frame has 0.02 seconds.
    """
    import av

    held, kind, time, pts = None, None, None, None
    for frame in frames:
        if not frame.samples:
            continue
        if held is not None:
            late = None if time is None or frame.time is None else frame.time - time - held.samples / frame.sample_rate
            follows = frame.time is None or (late is not None and abs(late) < JITTER_SECONDS)
            if not follows or held.samples >= GATHERED or kind != _kind(frame):
                yield _taken(held, pts)
                held = None
        if held is None:
            held, kind, time, pts = av.AudioFifo(), _kind(frame), frame.time, frame.pts
        frame.pts = None  # otherwise it is compared with a count from 0
        held.write(frame)
    if held is not None:
        yield _taken(held, pts)


def _taken(held: Any, pts: int | None) -> Any:
    frame = held.read()
    frame.pts = pts
    return frame


def write_audio(path: Path, audio: np.ndarray, rate: int, tags: Mapping[str, str] | None = None) -> None:
    """Write a 24-bit FLAC file, completely or not at all. `tags`: its metadata."""
    import av

    layout = "stereo" if audio.shape[0] == 2 else "mono"
    with atomic_path(path) as temporary, av.open(str(temporary), "w", format="flac") as container:
        container.metadata.update(tags or {})
        stream = container.add_stream("flac", rate=rate, layout=layout)
        stream.codec_context.format = "s32"
        for first, block in blocks(audio, BLOCK):
            whole = (np.round(np.clip(block, -1, 1) * (2**23 - 1)).astype(np.int32) << 8).T.reshape(1, -1)
            frames = audio_frames(whole, rate, "s32", layout, packed=audio.shape[0], size=BLOCK, first_pts=first)
            for frame in frames:
                container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def add_lossy_track(file: "OutputContainer", codec: str) -> Any:
    """Add a stereo track at 48 kHz to an open output file: aac, libopus or libmp3lame, at 256 kbit/s.

    FFmpeg's AAC encoder with its default search ("twoloop") added a click of up to 0.35 of full scale to a clip that
    begins with a note. The "fast" search does not, and has less error everywhere: 30.6 dB below the sound (24.8 with
    "twoloop"; 22.0 at 192 kbit/s), averaged over bands of the first six seconds in eight styles.

    Intensity stereo and noise substitution are off: they replace a waveform by one that is as loud in each band. Without them
    the error over 10 minutes is 31.2 dB below the sound (25.9 with them), and peaks rise by 0.5 dB at most (1.4).
    """
    options = {"aac_coder": "fast", "aac_is": "0", "aac_pns": "0"} if codec == "aac" else {}
    return file.add_stream(codec, rate=RATE, layout="stereo", bit_rate=BIT_RATE, options=options)


def audio_frames(
    samples: np.ndarray, rate: int, fmt: str, layout: str, *, size: int, packed: int = 1, first_pts: int = 0
) -> Iterator[Any]:
    """Cut samples into frames. `packed`: values per sample in one row (1 for planar formats)."""
    import av

    total = samples.shape[1] // packed
    for first in range(0, total, size):
        chunk = samples[:, first * packed : (first + size) * packed]
        if first % BLOCK < size:
            let_go(samples)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(chunk), format=fmt, layout=layout)
        frame.sample_rate = rate
        frame.pts = first_pts + first
        frame.time_base = Fraction(1, rate)
        yield frame

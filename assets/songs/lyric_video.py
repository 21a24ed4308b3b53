"""The lyric video: the words in time with the song, over a background that moves with the music.

Each state of the words is drawn once. Frames are composed directly in the encoder's format (YUV 4:2:0), so that no frame is
converted.

What belongs here: composing and encoding frames. What does not: the background (backgrounds.py), drawing words
(lettering.py), their times (plan.py), the sound (mixdown.py).
"""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from assets.songs.backgrounds import Colours, Given
from assets.songs.captions import shown
from assets.songs.lettering import OWN, SIZES, Layer, Shape, line_layer, title_layer
from assets.songs.plan import SongPlan
from assets.songs.typefaces import Typefaces
from assets.songs.vocals import RATE
from resources.media.sound import add_lossy_track
from resources.storage import atomic_path

FPS = 24
# libx264's preset: 5.9 times real time at 720p on two cores (veryfast: 3.5), at 1.2 Mbit/s.
ENCODER = {"preset": "ultrafast", "crf": "22"}
BARS = 48


def write_lyric_video(
    plan: SongPlan, audio: np.ndarray, out: Path, *, shape: Shape = "wide", background: Path | None = None,
    about: str = "", faces: Typefaces = OWN,
) -> None:  # fmt: skip
    """Draw and encode the video: H.264 and AAC, as long as the song.

    Args:
        audio: the song, float32 of shape (2, samples) at RATE.
        background: a picture or a video to show behind the words; by default colours that move with the music.
        about: the file's description.
        faces: the fonts.

    Raises:
        BackgroundError: the background cannot be read.
    """
    import av

    width, height = SIZES[shape]
    frames = round(plan.seconds * FPS)
    with (
        atomic_path(out) as temporary,
        av.open(str(temporary), "w", format="mp4", options={"movflags": "+faststart"}) as file,
    ):
        file.metadata.update({"title": plan.title, "description": about, "comment": about})
        picture: Any = file.add_stream("libx264", rate=FPS, options=dict(ENCODER))
        picture.width, picture.height, picture.pix_fmt = width, height, "yuv420p"
        picture.codec_context.thread_count = 0
        sound = add_lossy_track(file, "aac")
        samples = np.ascontiguousarray(audio, np.float32)
        sent = 0
        for number, planes in enumerate(_frames(plan, audio, shape, background, frames, faces)):
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            file.mux(picture.encode(frame))
            until = min(samples.shape[1], round((number + 1) * RATE / FPS))
            _encode_sound(file, sound, samples[:, sent:until], sent)
            sent = until
        _encode_sound(file, sound, samples[:, sent:], sent)
        file.mux(picture.encode(None))
        file.mux(sound.encode(None))


def _encode_sound(file: Any, sound: Any, samples: np.ndarray, at: int) -> None:
    import av

    if samples.shape[1]:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        file.mux(sound.encode(frame))


def poster(
    plan: SongPlan, audio: np.ndarray, at: float, *, shape: Shape = "wide", background: Path | None = None,
    faces: Typefaces = OWN,
) -> np.ndarray:  # fmt: skip
    """One frame of the video: RGB, uint8 of shape (height, width, 3)."""
    import av

    number = min(round(at * FPS), round(plan.seconds * FPS) - 1)
    planes = next(_frames(plan, audio, shape, background, number + 1, faces, first=number))
    return av.VideoFrame.from_ndarray(planes, format="yuv420p").to_ndarray(format="rgb24")


def _frames(
    plan: SongPlan,
    audio: np.ndarray,
    shape: Shape,
    background: Path | None,
    frames: int,
    faces: Typefaces,
    first: int = 0,
) -> Iterator[np.ndarray]:
    """The frames as YUV 4:2:0 planes of shape (height × 3/2, width)."""
    width, height = SIZES[shape]
    levels = spectrum(audio, frames)
    ground = Given(background, width, height) if background else Colours(plan, width, height)
    beat = 60 / plan.tempo
    lines = shown(plan)
    index, state, layer = 0, (-1, -1), title_layer(plan.title, shape, faces)
    for number in range(first, frames):
        now = number / FPS
        planes = ground.at(now, 1 - (now / beat) % 1)
        _draw_bars(planes, levels[number], width, height)
        while index + 1 < len(lines) and lines[index + 1][1] <= now:
            index += 1
        line, start, end = lines[index]
        if now < lines[0][1]:
            if now < max(2.5, lines[0][1] - 0.3):
                _lay(planes, layer, height)
        elif start <= now < end:
            said = sum(word.start <= now for word in line.words)
            if state != (index, said):
                state = (index, said)
                coming = lines[index + 1][0] if index + 1 < len(lines) else None
                layer = line_layer(line, coming, said, shape, faces)
            _lay(planes, layer, height)
        yield planes


def spectrum(audio: np.ndarray, frames: int) -> np.ndarray:
    """The level of BARS bands from 60 Hz to 12 kHz at each frame, 0 to 1. Returns shape (frames, BARS)."""
    mono = audio.mean(0)
    window = 2048
    edges = np.geomspace(60, 12_000, BARS + 1) * window / RATE
    hann = np.hanning(window).astype(np.float32)
    starts = np.clip(np.arange(frames) * RATE // FPS - window // 2, 0, max(0, len(mono) - window))
    levels = np.zeros((frames, BARS), np.float32)
    for block in range(0, frames, 512):
        own = starts[block : block + 512]
        parts = (
            np.stack([mono[start : start + window] for start in own])
            if len(mono) >= window
            else np.zeros((len(own), window))
        )
        power = np.abs(np.fft.rfft(parts * hann)) ** 2
        total = np.concatenate([np.zeros((len(own), 1)), np.cumsum(power, 1)], 1)
        low = np.floor(edges[:-1]).astype(int)
        high = np.maximum(np.ceil(edges[1:]).astype(int), low + 1)
        levels[block : block + 512] = 10 * np.log10((total[:, high] - total[:, low]) / (high - low) + 1e-6)
    levels -= np.linspace(12, 0, BARS)  # music has less energy at high frequencies
    low, high = np.percentile(levels, 20), np.percentile(levels, 99.5)
    scaled = np.clip((levels - low) / max(high - low, 1e-6), 0, 1)
    return np.maximum(scaled, 0.75 * np.concatenate([scaled[:1], scaled[:-1]]))


def _draw_bars(planes: np.ndarray, levels: np.ndarray, width: int, height: int) -> None:
    """The spectrum along the lower edge."""
    step, most = width // BARS, height // 7
    lefts = (width - BARS * step) // 2 + np.arange(BARS) * step
    for left, level in zip(lefts.tolist(), (levels * most).astype(int).tolist(), strict=True):
        if level > 1:
            part = planes[height - level : height, left + 1 : left + step - 1]
            part += (235 - part) // 4


def _lay(planes: np.ndarray, layer: Layer, height: int) -> None:
    """Blend a layer into planes."""
    _blend(planes[layer.top : layer.top + layer.luma.shape[0]], layer.luma, layer.stays)
    width = planes.shape[1]
    chroma = planes[height:].reshape(2, height // 2, width // 2)
    half = slice(layer.top // 2, layer.top // 2 + layer.chroma.shape[1])
    _blend(chroma[:, half], layer.chroma, layer.chroma_stays)


def _blend(part: np.ndarray, over: np.ndarray, stays: np.ndarray) -> None:
    """Blend in place with 16-bit integers, because this takes most of a frame's time."""
    mixed = part.astype(np.uint16)
    mixed *= stays
    mixed += over
    mixed >>= 8
    part[:] = mixed

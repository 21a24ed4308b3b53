"""Video files of many kinds, made here: probed, looked at, scored, and refused when they are none."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from resources.audio import fade, limit, loudness, silence_share, to_loudness, true_peak
from resources.media import (
    RATE,
    MuxError,
    UnusableVideoError,
    _ducking,
    look,
    mux,
    probe,
    read_audio,
    write_audio,
)


def make_video(
    path: Path, *, codec: str = "libx264", sound: str | None = None, seconds: float = 1.5, size: tuple[int, int] = (64, 48),
    fps: int = 24, channels: str = "stereo", frame: Callable[[float], np.ndarray] | None = None,
) -> Path:  # fmt: skip
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=fps)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        audio = container.add_stream(sound, rate=RATE, layout=channels) if sound else None
        for n in range(round(seconds * fps)):
            pixels = frame(n / fps) if frame else np.full((size[1], size[0], 3), (n * 5) % 255, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode(None))
        if audio is not None:
            count = 1 if channels == "mono" else 2
            tone = (0.3 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)
            resampler = av.AudioResampler(format=audio.codec_context.format.name, layout=channels, rate=RATE)
            for first in range(0, len(tone), 960):
                chunk = np.ascontiguousarray(np.tile(tone[first : first + 960], (count, 1)))
                block = av.AudioFrame.from_ndarray(chunk, format="fltp", layout=channels)
                block.sample_rate, block.pts = RATE, first
                for ready in resampler.resample(block):
                    container.mux(audio.encode(ready))
            container.mux(audio.encode(None))
    return path


def music(seconds: float) -> np.ndarray:
    t = np.arange(round(seconds * RATE)) / RATE
    beat = np.sin(2 * np.pi * 220 * t) * (0.4 + 0.3 * np.sign(np.sin(2 * np.pi * 2 * t)))
    return np.stack([beat, np.roll(beat, 40)]).astype(np.float32)


KINDS = {
    "plain.mp4": {},
    "sound.mp4": {"sound": "aac"},
    "mono.mov": {"sound": "aac", "channels": "mono"},
    "vp9.webm": {"codec": "libvpx-vp9", "sound": "libopus"},
    "silent.webm": {"codec": "libvpx-vp9"},
    "h264.mkv": {"sound": "libopus"},
    "mpeg4.mkv": {"codec": "mpeg4"},
    "odd.mp4": {"codec": "mpeg4", "size": (70, 42), "fps": 7},
    "short.mp4": {"seconds": 0.2},
}


@pytest.mark.parametrize("name", KINDS)
def test_music_goes_in_and_the_picture_stays(tmp_path: Path, name: str) -> None:
    video = make_video(tmp_path / name, **KINDS[name])
    before = video.read_bytes()
    facts = probe(video)
    out = tmp_path / f"out{video.suffix}"
    report = mux(video, music(facts.seconds), out)
    after = probe(out)
    assert report.mode == ("duck" if facts.has_audio else "replace")
    assert after.picture_digest == facts.picture_digest
    assert after.frames == facts.frames
    assert after.seconds == pytest.approx(facts.seconds, abs=0.002)
    assert after.has_audio
    made = read_audio(out)
    assert made is not None
    assert made.shape[1] / RATE == pytest.approx(facts.seconds, abs=0.06)
    assert true_peak(made) <= -1.0
    if facts.seconds > 1:
        assert loudness(made, RATE) == pytest.approx(-14, abs=1)
    assert video.read_bytes() == before


@pytest.mark.parametrize("seconds", [0.5, 4.0])
def test_music_of_another_length_does_not_change_the_video(tmp_path: Path, seconds: float) -> None:
    video = make_video(tmp_path / "a.mp4")
    mux(video, music(seconds), tmp_path / "b.mp4")
    assert probe(tmp_path / "b.mp4").seconds == probe(video).seconds


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\x00" * 4000, "cannot be read"),
        (b"GIF89a nonsense", "cannot be read|No frame"),
        (b"hello", "cannot be read"),
    ],
)
def test_no_video_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "x.mp4"
    path.write_bytes(content)
    with pytest.raises(UnusableVideoError, match=says) as refused:
        probe(path)
    assert refused.value.remedy


def test_truncated_and_audio_only_are_refused(tmp_path: Path) -> None:
    whole = make_video(tmp_path / "whole.mp4", sound="aac")
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(UnusableVideoError, match="cannot be read"):
        probe(cut)
    write_audio(tmp_path / "song.flac", music(1), RATE)
    (tmp_path / "song.flac").rename(tmp_path / "song.mp4")
    with pytest.raises(UnusableVideoError, match="no picture"):
        probe(tmp_path / "song.mp4")


def test_a_failed_mux_leaves_nothing(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4")
    with pytest.raises(MuxError, match="does not take this video"):
        mux(video, music(1.5), tmp_path / "b.webm")
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]


def test_looking_finds_the_cuts(tmp_path: Path) -> None:
    colours = [(200, 30, 30), (30, 60, 200), (240, 240, 90)]

    def frame(t: float) -> np.ndarray:
        return np.full((48, 64, 3), colours[min(int(t), 2)], np.uint8)

    facts = look(make_video(tmp_path / "cuts.mp4", seconds=3, frame=frame))
    assert facts.cuts == pytest.approx((1.0, 2.0), abs=0.09)
    assert facts.motion < 0.1
    assert facts.saturation > 0.5
    dark = look(make_video(tmp_path / "dark.mp4", frame=lambda _: np.zeros((48, 64, 3), np.uint8)))
    assert dark.brightness < 0.05
    assert dark.cuts == ()


def test_music_ducks_under_a_voice_and_comes_back() -> None:
    voice = np.zeros((2, 6 * RATE), np.float32)
    voice[:, 2 * RATE : 3 * RATE] = music(1.0)
    gain = 20 * np.log10(_ducking(voice))
    assert gain[int(1.9 * RATE)] == pytest.approx(0, abs=0.1)
    assert gain[int(2.8 * RATE)] < -10
    assert gain[int(5.5 * RATE)] == pytest.approx(0, abs=0.2)


def test_sound_comes_back_as_it_was_written(tmp_path: Path) -> None:
    sound = music(1.0)
    write_audio(tmp_path / "x.flac", sound, RATE)
    back = read_audio(tmp_path / "x.flac")
    assert back is not None
    assert np.abs(back - sound).max() < 1e-5


def test_audio_arithmetic() -> None:
    quiet = music(2.0) * 0.01
    loud = to_loudness(quiet, RATE, -14, -1.5)
    assert loudness(loud, RATE) == pytest.approx(-14, abs=0.2)
    spiky = np.zeros((2, RATE), np.float32)
    spiky[:, 1000::4000] = 1.0
    assert true_peak(limit(spiky, RATE, -3)) <= -2.9
    silence = np.zeros((2, RATE), np.float32)
    assert loudness(silence, RATE) == float("-inf")
    assert not to_loudness(silence, RATE, -14, -1).any()
    assert silence_share(silence, RATE) == 1
    faded = fade(np.ones((2, 100), np.float32), 100, 0.1, 10)
    assert faded[0, 0] == 0
    assert faded[0, -1] == 0
    assert loudness(music(0.1), RATE) < 0, "shorter than a gating block"

"""Video files of many kinds: probing, looking, listening, and refusing other files."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from resources.media.files import UnusableVideoError
from resources.media.images import encode_image
from resources.media.look import look
from resources.media.probe import probe
from resources.media.sound import RATE, listen, read_audio, write_audio

Maker = Callable[..., Path]
Music = Callable[[float], np.ndarray]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\x00" * 4000, "nothing but zeros"),
        (b"\x07\x01\xff" * 4000, "cannot be read"),
        (b"GIF89a nonsense", "cannot be"),
        (b"hello", "a text file"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n", "a playlist"),
        (b"ffconcat version 1.0\nfile whole.mp4\n", "a text file"),
    ],
)
def test_files_that_are_not_videos_are_refused(tmp_path: Path, make_video: Maker, content: bytes, says: str) -> None:
    make_video(tmp_path / "whole.mp4", seconds=0.2)  # what a list of files could lead to
    path = tmp_path / "x.mp4"
    path.write_bytes(content)
    with pytest.raises(UnusableVideoError, match=says) as refused:
        probe(path)
    assert refused.value.remedy


def test_truncated_and_audio_only_are_refused(tmp_path: Path, make_video: Maker, make_music: Music) -> None:
    whole = make_video(tmp_path / "whole.mp4", sound="aac")
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(UnusableVideoError, match="without its index"):
        probe(cut)
    write_audio(tmp_path / "song.flac", make_music(1), RATE)
    (tmp_path / "song.flac").rename(tmp_path / "song.mp4")
    with pytest.raises(UnusableVideoError, match="no picture"):
        probe(tmp_path / "song.mp4")


def test_no_frames_are_refused(tmp_path: Path, make_video: Maker) -> None:
    # A Matroska file that ends with its header.
    whole = make_video(tmp_path / "whole.mkv").read_bytes()
    cut = tmp_path / "header.mkv"
    cut.write_bytes(whole[: whole.index(b"\x1f\x43\xb6\x75")])
    with pytest.raises(UnusableVideoError, match=r"no frames|cannot be read"):
        probe(cut)


def test_a_truncated_but_playable_video_is_used_up_to_its_end(tmp_path: Path, make_video: Maker) -> None:
    whole = make_video(tmp_path / "whole.mkv", seconds=6, fps=12)
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    facts = probe(cut)
    assert 0 < facts.frames < probe(whole).frames
    look(cut)


def test_damage_in_the_middle_is_skipped(tmp_path: Path, make_video: Maker) -> None:
    rng = np.random.default_rng(0)
    whole = make_video(tmp_path / "whole.mp4", seconds=2, frame=lambda _: rng.integers(0, 255, (48, 64, 3), np.uint8))
    raw = bytearray(whole.read_bytes())
    middle = raw.index(b"mdat") + 4 + 20_000
    raw[middle : middle + 3000] = bytes(rng.integers(0, 255, 3000, np.uint8))
    damaged = tmp_path / "damaged.mp4"
    damaged.write_bytes(raw)
    facts, frames = look(damaged)
    assert facts.brightness > 0.2
    assert frames


def test_looking_finds_the_cuts(tmp_path: Path, make_video: Maker) -> None:
    colours = [(200, 30, 30), (30, 60, 200), (240, 240, 90)]

    def frame(t: float) -> np.ndarray:
        return np.full((48, 64, 3), colours[min(int(t), 2)], np.uint8)

    facts, frames = look(make_video(tmp_path / "cuts.mp4", seconds=3, frame=frame))
    assert facts.cuts == pytest.approx((1.0, 2.0), abs=0.09)
    assert facts.motion < 0.1
    assert facts.saturation > 0.5
    assert [time for time, _ in frames] == pytest.approx([0, *facts.cuts])
    for (_, picture), colour in zip(frames, colours, strict=True):
        assert np.abs(picture.mean((0, 1)) - colour).max() < 12
        assert picture.shape == (144, 192, 3)
    dark, frames = look(make_video(tmp_path / "dark.mp4", frame=lambda _: np.zeros((48, 64, 3), np.uint8)))
    assert dark.brightness < 0.05
    assert dark.cuts == ()
    assert len(frames) > 4, "without cuts, frames at even distances"


def test_a_strobe_keeps_no_more_frames_than_it_may(tmp_path: Path, make_video: Maker) -> None:
    def frame(t: float) -> np.ndarray:
        return np.full((16, 16, 3), 255 * (round(t * 12) % 2), np.uint8)

    facts, frames = look(make_video(tmp_path / "strobe.mp4", size=(16, 16), seconds=20, fps=12, frame=frame))
    assert len(frames) <= 97
    assert facts.brightness == pytest.approx(0.5, abs=0.05)


def test_speech_and_loudness_are_measured(
    tmp_path: Path, make_video: Maker, make_speech: Callable[..., np.ndarray]
) -> None:
    talk = listen(make_video(tmp_path / "talk.mp4", sound="aac", seconds=6, own=make_speech(6)), 0.0)
    assert talk.speech > 0.35
    assert -40 < talk.lufs < -10
    tone = listen(make_video(tmp_path / "tone.mp4", sound="aac", seconds=6), 0.0)
    assert tone.speech == 0
    assert listen(make_video(tmp_path / "none.mp4"), 0.0).lufs == float("-inf")
    silent = make_video(tmp_path / "silent.mp4", sound="aac", own=np.zeros(RATE, np.float32))
    assert listen(silent, 0.0).lufs == float("-inf")


@pytest.mark.parametrize("late", [0.5, -0.25])
def test_sound_keeps_its_position(tmp_path: Path, make_video: Maker, late: float) -> None:
    starts = {"sound_starts": late} if late > 0 else {"picture_starts": -late}
    video = make_video(tmp_path / "a.mkv", sound="pcm_s16le", seconds=1.5, own=np.full(RATE, 0.5, np.float32), **starts)
    facts = probe(video)
    heard = read_audio(video, start=facts.start)
    assert heard is not None
    onset = int(np.argmax(np.abs(heard[0]) > 0.1)) / RATE
    assert onset == pytest.approx(max(0.0, late), abs=0.03)
    assert heard.shape[1] / RATE == pytest.approx(1 + late, abs=0.05)


def test_written_sound_is_read_back_unchanged(tmp_path: Path, make_music: Music) -> None:
    sound = make_music(1.0)
    write_audio(tmp_path / "x.flac", sound, RATE)
    back = read_audio(tmp_path / "x.flac")
    assert back is not None
    assert np.abs(back - sound).max() < 1e-5


@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_an_image_keeps_its_size_and_colours(tmp_path: Path, kind: Literal["jpeg", "png"]) -> None:
    import av

    pixels = np.zeros((20, 30, 3), np.uint8)
    pixels[:, :15] = (200, 100, 50)
    path = tmp_path / f"x.{kind}"
    path.write_bytes(encode_image(pixels, kind))
    with av.open(str(path)) as container:
        back = next(container.decode(video=0)).to_ndarray(format="rgb24")
    assert back.shape == pixels.shape
    assert np.abs(back[:, :10].astype(int) - pixels[:, :10]).max() < 25

"""Adding music keeps everything else: many containers and codecs, tracks, tags, times, and a full disk."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from resources.audio import loudness, to_loudness, true_peak
from resources.media.mux import PLACE_RAISED_DB, RAISED_DB, Mastering, MuxError, mixed, mux, suffix_for
from resources.media.probe import probe
from resources.media.sound import RATE, read_audio
from tests.disks import files_of_at_most

Maker = Callable[..., Path]
Music = Callable[[float], np.ndarray]


def hdr(stream: Any) -> None:
    stream.codec_context.color_primaries, stream.codec_context.color_trc, stream.codec_context.colorspace = 9, 16, 9


KINDS: dict[str, dict[str, Any]] = {
    "plain.mp4": {},
    "sound.mp4": {"sound": "aac"},
    "mono.mov": {"sound": "aac", "channels": "mono"},
    "surround.mp4": {"sound": "aac", "channels": "5.1"},
    "eight-tracks.mkv": {"sound": "libopus", "tracks": 8},
    "pcm.mov": {"sound": "pcm_s16le"},
    "mp3.mp4": {"sound": "libmp3lame"},
    "flac.mkv": {"sound": "flac"},
    "apple.m4v": {"sound": "aac"},
    "vp9.webm": {"codec": "libvpx-vp9", "sound": "libopus"},
    "silent.webm": {"codec": "libvpx-vp9"},
    "vp8.webm": {"codec": "libvpx", "sound": "libopus"},
    "av1.mp4": {"codec": "libsvtav1", "size": (64, 64)},
    "h264.mkv": {"sound": "libopus"},
    "hevc.mp4": {"codec": "libx265", "options": {"x265-params": "log-level=none"}},
    "ten-bit.mp4": {"pix_fmt": "yuv420p10le"},
    "hdr.mkv": {"codec": "libx265", "pix_fmt": "yuv420p10le", "prepare": hdr, "options": {"x265-params": "log-level=none"}},
    "prores.mov": {"codec": "prores_ks", "pix_fmt": "yuv422p10le"},
    "motion-jpeg.mov": {"codec": "mjpeg", "pix_fmt": "yuvj420p"},
    "mpeg4.mkv": {"codec": "mpeg4"},
    "lossless.mkv": {"codec": "ffv1"},
    "odd.mp4": {"codec": "mpeg4", "size": (71, 43), "fps": 7},
    "four-k.mp4": {"size": (3840, 2160), "seconds": 0.25, "fps": 8, "options": {"preset": "ultrafast"}},
    "tall.mp4": {"size": (48, 640)},
    "variable.mp4": {"times": [0, 40, 55, 300, 310, 700, 1200, 1210, 1500]},
    "variable.mkv": {"times": [0, 40, 55, 300, 310, 700, 1200, 1210, 1500], "sound": "aac"},
    "slow.mp4": {"fps": 1, "seconds": 3},
    "short.mp4": {"seconds": 0.2},
    "late.mkv": {"picture_starts": 1.0, "sound": "aac"},
}  # fmt: skip


def picture_times(path: Path) -> list[float]:
    import av

    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        times = sorted(float(p.pts * p.time_base) for p in container.demux(stream) if p.size)
    return [round(time - times[0], 3) for time in times]


@pytest.mark.parametrize("name", KINDS)
def test_music_is_added_and_the_picture_is_unchanged(
    tmp_path: Path, make_video: Maker, make_music: Music, name: str
) -> None:
    video = make_video(tmp_path / name, **KINDS[name])
    before = video.read_bytes()
    facts = probe(video)
    out = tmp_path / f"out{suffix_for(facts, video.suffix)}"
    assert out.suffix == video.suffix
    report = mux(video, make_music(facts.seconds), out, mode="duck")
    after = probe(out)
    assert report.mode == ("duck" if facts.has_audio else "replace")
    assert after.picture == facts.picture
    assert after.frames == facts.frames
    assert after.seconds == pytest.approx(facts.seconds, abs=0.002)
    # The containers' own clocks tick in milliseconds (Matroska) or finer.
    assert picture_times(out) == pytest.approx(picture_times(video), abs=0.0011)
    assert (after.width, after.height, after.pixel_format) == (facts.width, facts.height, facts.pixel_format)
    assert after.audio_codec == ("opus" if video.suffix == ".webm" else "aac")
    assert after.audio_tracks == 1
    made = read_audio(out, start=after.start)
    assert made is not None
    assert made.shape[1] / RATE == pytest.approx(facts.seconds, abs=0.06)
    assert true_peak(made) <= -1.0
    if facts.seconds > 1:
        assert loudness(made, RATE) == pytest.approx(-14, abs=0.5)
    assert len(report.left_out) == max(0, facts.audio_tracks - 1), "further own sound tracks"
    assert video.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {name, out.name}


@pytest.mark.parametrize("seconds", [0.5, 4.0])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".webm"])
def test_music_of_another_length_does_not_change_the_video(
    tmp_path: Path, make_video: Maker, make_music: Music, seconds: float, suffix: str
) -> None:
    import av

    video = make_video(tmp_path / f"a{suffix}", codec="libvpx" if suffix == ".webm" else "libx264")
    out = tmp_path / f"b{suffix}"
    mux(video, make_music(seconds), out, mode="replace")
    # Matroska counts in milliseconds, and says of the last frame how long it lasts or not.
    assert probe(out).seconds == pytest.approx(probe(video).seconds, abs=0.001)
    with av.open(str(out)) as made, av.open(str(video)) as source:
        assert made.duration / 1e6 == pytest.approx(source.duration / 1e6, abs=0.05)


def test_own_sound_longer_than_the_picture_is_kept(tmp_path: Path, make_video: Maker, make_music: Music) -> None:
    tone = np.sin(np.arange(3 * RATE) * 0.05).astype(np.float32) * 0.2
    video = make_video(tmp_path / "a.mp4", sound="aac", seconds=1, own=tone)
    mux(video, make_music(1), tmp_path / "b.mp4", mode="mix")
    heard = read_audio(tmp_path / "b.mp4")
    assert heard is not None
    assert heard.shape[1] / RATE == pytest.approx(3, abs=0.06)
    assert probe(tmp_path / "b.mp4").seconds == pytest.approx(probe(video).seconds, abs=0.03)


def ffmpeg(*arguments: str | Path) -> str:
    import imageio_ffmpeg

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-y", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


RICH = {
    "rich.mp4": ["-c:s", "mov_text"],
    "rich.mov": ["-c:s", "mov_text"],
    "rich.mkv": ["-c:s", "srt"],
}


@pytest.mark.parametrize("name", RICH)
def test_tracks_and_tags_are_kept(tmp_path: Path, make_video: Maker, make_music: Music, name: str) -> None:
    params = {"x265-params": "log-level=none"}
    plain = make_video(tmp_path / "plain.mp4", codec="libx265", options=params, seconds=2, sound="aac")
    (tmp_path / "s.srt").write_text("1\n00:00:00,100 --> 00:00:01,000\nhello there\n")
    (tmp_path / "m.txt").write_text(
        ";FFMETADATA1\ntitle=My Film\nartist=Me\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=800\ntitle=One\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=800\nEND=2000\ntitle=Two\n"
    )
    cover = make_video(tmp_path / "cover.png", codec="png", pix_fmt="rgb24", seconds=1, fps=1, format="image2")
    rich = tmp_path / name
    tagged = ["-tag:v:0", "hvc1"] if rich.suffix != ".mkv" else []
    attached = (
        ["-attach", cover, "-metadata:s:t", "mimetype=image/png"]
        if rich.suffix == ".mkv"
        else ["-i", cover, "-map", "3:v", "-disposition:v:1", "attached_pic"]
        if rich.suffix == ".mp4"
        else ["-movflags", "use_metadata_tags", "-metadata", "com.example.camera=mine"]
    )
    # Further inputs come before the options of the output.
    extra, attached = (attached[:2], attached[2:]) if attached[0] == "-i" else ([], attached)
    ffmpeg(
        "-display_rotation", "90", "-i", plain, "-i", tmp_path / "s.srt", "-i", tmp_path / "m.txt", *extra,
        "-map", "0:v", "-map", "0:a", "-map", "1", *attached, "-map_metadata", "2", "-map_chapters", "2",
        *(["-metadata", "com.example.camera=mine"] if rich.suffix == ".mov" else []),
        "-c", "copy", *RICH[name], "-metadata:s:s:0", "language=deu", "-color_primaries", "bt2020", *tagged, rich,
    )  # fmt: skip
    out = tmp_path / f"out{rich.suffix}"
    report = mux(rich, make_music(2), out, mode="replace")
    assert report.left_out == ()
    before, after = ffmpeg("-i", rich), ffmpeg("-i", out)
    expected = ["My Film", "Me", "One", "Two", "Chapter #0:1: start 0.800000, end 2.000000"]
    expected += ["attached pic"] if rich.suffix != ".mov" else ["com.example.camera"]
    if rich.suffix != ".mov":
        expected.append("deu")
    if rich.suffix != ".mkv":
        expected += ["hvc1", "rotation of 90.00 degrees", "mov_text"]
    else:
        expected += ["subrip"]
    for text in expected:
        assert text in before, f"the test's own video lacks {text}"
        assert text in after
    subtitles = tmp_path / "out.srt"
    ffmpeg("-i", out, "-map", "0:s", subtitles)
    assert "hello there" in subtitles.read_text()
    assert probe(out).rotation == probe(rich).rotation


def test_a_camera_s_data_track_is_kept(tmp_path: Path, make_video: Maker, make_music: Music) -> None:
    from fractions import Fraction

    import av

    plain, camera, out = make_video(tmp_path / "p.mp4"), tmp_path / "camera.mp4", tmp_path / "out.mp4"
    with av.open(str(plain)) as source, av.open(str(camera), "w") as target:
        picture = target.add_stream_from_template(source.streams.video[0], opaque=True)
        data = target.add_data_stream("bin_data")
        data.time_base = Fraction(1, 1000)
        for packet in source.demux(source.streams.video[0]):
            if packet.size:
                packet.stream = picture
                target.mux(packet)
        telemetry = av.Packet(b"GPMF telemetry")
        telemetry.stream, telemetry.pts, telemetry.dts, telemetry.duration = data, 0, 0, 1000
        telemetry.time_base = Fraction(1, 1000)
        target.mux(telemetry)
    mux(camera, make_music(1.5), out, mode="replace")
    with av.open(str(out)) as made:
        assert [bytes(p) for p in made.demux(made.streams.data[0]) if p.size] == [b"GPMF telemetry"]


def test_tracks_that_a_container_does_not_support_are_reported(
    tmp_path: Path, make_video: Maker, make_music: Music
) -> None:
    video = make_video(tmp_path / "a.mp4")
    with pytest.raises(MuxError, match="cannot hold this video") as refused:
        mux(video, make_music(1.5), tmp_path / "b.webm", mode="replace")
    assert "H.264" in refused.value.remedy
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]
    with pytest.raises(MuxError, match=r"\.avi is not a supported container"):
        mux(video, make_music(1.5), tmp_path / "b.avi", mode="replace")


def test_a_container_with_a_wrong_suffix_gets_the_right_one(tmp_path: Path, make_video: Maker) -> None:
    webm = make_video(tmp_path / "a.webm", codec="libvpx").rename(tmp_path / "a.mp4")
    assert suffix_for(probe(webm), ".mp4") == ".mkv"
    assert suffix_for(probe(make_video(tmp_path / "b.mov")), ".mkv") == ".mp4"
    assert suffix_for(probe(make_video(tmp_path / "c.mkv")), ".WEBM") == ".mkv"


@pytest.mark.fault("disk full", "soundtracks/scored_video", "fails; no partial file is left")
def test_a_full_disk_leaves_no_partial_video(tmp_path: Path, make_video: Maker, make_music: Music) -> None:
    rng = np.random.default_rng(0)
    video = make_video(tmp_path / "a.mp4", frame=lambda _: rng.integers(0, 255, (48, 64, 3), np.uint8))
    with files_of_at_most(video.stat().st_size // 2), pytest.raises(OSError, match=r"too large|No space"):
        mux(video, make_music(1.5), tmp_path / "b.mp4", mode="replace")
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]


@pytest.mark.parametrize("target", [Mastering(-16, -2), Mastering(-23, -1)])
def test_mastering_meets_its_targets(tmp_path: Path, make_video: Maker, make_music: Music, target: Mastering) -> None:
    video = make_video(tmp_path / "a.mp4", sound="aac", seconds=3)
    report = mux(video, make_music(3), tmp_path / "b.mp4", mode="mix", mastering=target)
    heard = read_audio(tmp_path / "b.mp4")
    assert heard is not None
    assert loudness(heard, RATE) == pytest.approx(target.target_lufs, abs=0.5) == report.lufs
    assert true_peak(heard) <= target.max_true_peak


def test_spiky_sound_meets_its_loudness_too(tmp_path: Path, make_video: Maker, make_music: Music) -> None:
    clicks = np.zeros(3 * RATE, np.float32)
    clicks[::2400] = 0.9
    video = make_video(tmp_path / "a.mp4", sound="aac", seconds=3, own=clicks)
    report = mux(video, make_music(3), tmp_path / "b.mp4", mode="mix")
    assert report.lufs == pytest.approx(-14, abs=0.5)
    assert report.true_peak <= -1


@pytest.mark.parametrize("pitch", [110.0, 220.0, 440.0, 880.0])
@pytest.mark.parametrize("name", ["b.mp4", "b.webm"])
def test_a_clip_that_begins_with_a_note_has_no_click(
    tmp_path: Path, make_video: Maker, name: str, pitch: float
) -> None:
    """FFmpeg's AAC encoder as it comes is off by 0.6 of full scale in the first 64 ms of these at this bit rate."""
    suffix = name.split(".")[1]
    video = make_video(tmp_path / f"a.{suffix}", codec="libx264" if suffix == "mp4" else "libvpx", seconds=1.5)
    seconds = np.arange(round(1.5 * RATE)) / RATE
    note = np.sin(2 * np.pi * pitch * seconds + 1.2) * np.exp(-3 * seconds)
    music = to_loudness(np.repeat(note[None], 2, 0).astype(np.float32), RATE, -14, -1)
    report = mux(video, music, tmp_path / name, mode="replace")
    made = read_audio(tmp_path / name, start=0.0)
    assert made is not None
    begins = slice(0, RATE // 16)
    assert np.abs(made[:, begins] - music[:, begins]).max() < 0.2 * np.abs(music).max()
    assert report.lufs == pytest.approx(-14, abs=0.5)


def test_silence_stays_silence(tmp_path: Path, make_video: Maker) -> None:
    video = make_video(tmp_path / "a.mp4", sound="aac", own=np.zeros(RATE, np.float32))
    report = mux(video, np.zeros((2, RATE), np.float32), tmp_path / "b.mp4", mode="duck")
    assert report.lufs == float("-inf")
    assert report.mode == "replace", "there was nothing to duck under"


def test_the_mix() -> None:
    t = np.arange(4 * RATE) / RATE
    music = np.stack([np.sin(2 * np.pi * 3000 * t)] * 2).astype(np.float32) * 0.3
    voice = np.zeros((2, 4 * RATE), np.float32)
    voice[:, RATE : 2 * RATE] = np.sin(2 * np.pi * 500 * t[:RATE]) * 0.01

    def level(sound: np.ndarray, hertz: float, start: float) -> float:
        part = sound[0, int(start * RATE) : int((start + 0.4) * RATE)]
        return 20 * np.log10(np.abs(np.mean(part * np.exp(-2j * np.pi * hertz * t[: len(part)]))) + 1e-9)

    kept = dict.fromkeys(("volume_db", "start"), 0.0)
    replaced = mixed(music, None, 4 * RATE, mode="replace", **kept)
    assert level(replaced, 500, 1.5) < -60
    together = mixed(music, voice, 4 * RATE, mode="mix", **kept)
    assert level(together, 3000, 1.5) == pytest.approx(level(together, 3000, 0.4), abs=0.5)
    assert level(together, 500, 1.5) < level(together, 3000, 1.5) - 12, "the sounds of a place are not raised much"
    heard = mixed(music, voice, 4 * RATE, mode="mix", voices=[(1.0, 2.0)], **kept)
    assert level(heard, 500, 1.5) == pytest.approx(level(together, 500, 1.5), abs=0.1), "a voice or two change nothing"
    ducked = mixed(music, voice, 4 * RATE, mode="duck", voices=[(1.0, 2.0)], **kept)
    assert level(ducked, 500, 1.5) > level(together, 500, 1.5) + 10, "a quiet voice is brought up to the music"
    assert level(ducked, 3000, 1.5) < level(ducked, 3000, 0.4) - 9
    quieter = mixed(music, voice, 4 * RATE, mode="mix", volume_db=-10.0, start=0.0)
    assert level(quieter, 3000, 0.4) == pytest.approx(level(together, 3000, 0.4) - 10, abs=0.2)
    later = mixed(music, None, 4 * RATE, mode="replace", volume_db=0.0, start=1.5)
    assert not later[:, : int(1.5 * RATE)].any()
    assert later.shape == (2, 4 * RATE)
    assert np.abs(later[:, -1]).max() < 0.01, "what is cut at the picture's end is faded out"


def test_the_hiss_between_words_is_raised_less_than_the_words() -> None:
    music = np.zeros((2, 12 * RATE), np.float32)
    music[:, 11 * RATE :] = 0.3 * np.random.default_rng(1).standard_normal(
        RATE
    )  # sets the level that the own sound is raised to; silent where that is heard
    own = np.random.default_rng(0).standard_normal((2, 12 * RATE)).astype(np.float32) * np.float32(0.002)
    own[:, RATE : 2 * RATE] *= 8
    made = mixed(music, own, 12 * RATE, mode="duck", volume_db=0.0, start=0.0, voices=[(1.0, 2.0)])
    gains = made[0, : 11 * RATE] / own[0, : 11 * RATE]
    assert 20 * np.log10(np.median(gains[round(1.1 * RATE) : 2 * RATE])) == pytest.approx(RAISED_DB, abs=0.2)
    assert 20 * np.log10(np.median(gains[4 * RATE :])) == pytest.approx(PLACE_RAISED_DB, abs=0.2)
    assert 20 * np.abs(np.diff(np.log10(gains[: 9 * RATE]))).max() < 0.01, "the gain never jumps"

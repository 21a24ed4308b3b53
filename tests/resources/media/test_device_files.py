"""Files of devices and services: trimmed, joined, without a duration, with tracks that have no decoder here."""

import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from resources.media.files import UnusableVideoError
from resources.media.look import look
from resources.media.mux import mux
from resources.media.probe import probe
from resources.media.sound import RATE, listen, read_audio
from tests.films import cut_at, ffmpeg

Maker = Callable[..., Path]
Music = Callable[[float], np.ndarray]


def tone(path: Path, *options: str, seconds: float = 2, frequency: int = 440) -> bytes:
    ffmpeg("-f", "lavfi", "-i", f"sine=frequency={frequency}:duration={seconds}:sample_rate=48000", *options, path)
    return path.read_bytes()


def loudest(samples: np.ndarray) -> float:
    """The frequency in Hz that is strongest in one channel's samples at RATE."""
    return float(np.abs(np.fft.rfft(samples)).argmax() * RATE / len(samples))


STRETCHES = {
    "stereo, then 5.1": ("a.ac3", ["-ac", "2"], ["-ac", "6"]),
    "5.1, then stereo": ("a.ac3", ["-ac", "6"], ["-ac", "2"]),
    "mono, then stereo": ("a.mp3", ["-ac", "1"], ["-ac", "2"]),
    "48 kHz, then 24 kHz": ("a.mp3", ["-ac", "2", "-ar", "48000"], ["-ac", "2", "-ar", "24000"]),
    "32 kHz, then 48 kHz": ("a.mp3", ["-ac", "2", "-ar", "32000"], ["-ac", "2", "-ar", "48000"]),
}


@pytest.mark.parametrize("name", STRETCHES)
def test_sound_that_changes_in_mid_file_keeps_its_time_and_pitch(
    tmp_path: Path, make_video: Maker, make_music: Music, name: str
) -> None:
    file, first, second = STRETCHES[name]
    joined = tmp_path / f"joined-{file}"
    plain = ["-write_xing", "0", "-id3v2_version", "0"] if file.endswith("mp3") else []
    joined.write_bytes(tone(tmp_path / file, *first, *plain) + tone(tmp_path / file, *second, *plain, frequency=880))
    picture = make_video(tmp_path / "p.mp4", seconds=4)
    video = tmp_path / "v.mkv"
    ffmpeg("-i", picture, "-i", joined, "-map", "0:v", "-map", "1:a", "-c", "copy", video)
    heard = read_audio(video, start=0)
    assert heard is not None
    assert heard.shape[0] == 2
    assert heard.shape[1] / RATE == pytest.approx(4, abs=0.12)
    assert loudest(heard[0, RATE // 2 : RATE * 3 // 2]) == pytest.approx(440, abs=3)
    assert loudest(heard[1, RATE * 5 // 2 : RATE * 7 // 2]) == pytest.approx(880, abs=3)
    report = mux(video, make_music(4), tmp_path / "out.mkv", mode="mix")
    assert report.mode == "mix"
    assert report.facts.seconds == pytest.approx(4, abs=0.12)


@pytest.mark.parametrize("suffix", [".webm", ".mkv"])
def test_a_gap_keeps_its_length_without_a_duration_in_the_container(
    tmp_path: Path, make_video: Maker, suffix: str
) -> None:
    import av

    picture = make_video(tmp_path / "p.mkv", codec="libvpx", seconds=6)
    gapped, live = tmp_path / f"gap{suffix}", tmp_path / f"live{suffix}"
    with_gap = "sine=frequency=440:duration=6:sample_rate=48000,aselect='not(between(t,1,4))'"
    ffmpeg(
        "-i", picture, "-f", "lavfi", "-i", with_gap, "-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "libopus",
        gapped,
    )  # fmt: skip
    with live.open("wb") as file:
        import imageio_ffmpeg

        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", gapped, "-c", "copy", "-live", "1"]
        subprocess.run([*command, "-f", "webm" if suffix == ".webm" else "matroska", "pipe:1"], stdout=file, check=True)
    with av.open(str(live)) as container:
        assert container.duration is None
    heard = read_audio(live, start=0)
    assert heard is not None
    assert heard.shape[1] / RATE == pytest.approx(6, abs=0.1)
    loud = np.abs(heard[0]) > 0.02
    assert loud[: RATE * 9 // 10].mean() > 0.5
    assert not loud[RATE * 6 // 5 : RATE * 38 // 10].any()
    assert loud[RATE * 21 // 5 : RATE * 29 // 5].mean() > 0.5
    assert probe(live).seconds == pytest.approx(6, abs=0.1)


@pytest.mark.parametrize("seconds", [None, 2.0])
def test_only_the_shown_part_of_a_trimmed_video_counts(
    tmp_path: Path, make_video: Maker, make_music: Music, seconds: float | None
) -> None:
    import av

    whole = make_video(
        tmp_path / "whole.mp4",
        seconds=8,
        sound="aac",
        frame=cut_at(5.0),
        options={"g": "250", "sc_threshold": "0", "bf": "0"},
    )
    trimmed = tmp_path / "trimmed.mp4"
    # A lossless cut: the packets from the key frame at 0 on are there, the edit list hides those before 3.5 s.
    ffmpeg("-ss", "3.5", "-i", whole, *(["-t", str(seconds)] if seconds else []), "-c", "copy", trimmed)
    with av.open(str(trimmed)) as container:
        shown = sum(1 for _ in container.decode(video=0))
    facts = probe(trimmed)
    assert facts.frames == shown < facts.packets
    assert facts.start == pytest.approx(0, abs=0.05)
    assert facts.seconds == pytest.approx(shown / 24, abs=0.01)
    assert facts.seconds == pytest.approx(seconds or 4.5, abs=0.25)
    assert look(trimmed)[0].cuts == pytest.approx((1.5,), abs=0.05)
    out = tmp_path / "out.mp4"
    report = mux(trimmed, make_music(3), out, mode="replace", start=1.0)
    assert report.facts.picture == facts.picture
    assert (report.facts.frames, report.facts.seconds) == (facts.frames, pytest.approx(facts.seconds, abs=0.03))
    assert look(out)[0].cuts == look(trimmed)[0].cuts
    heard = read_audio(out, start=report.facts.start)
    assert heard is not None
    first = np.flatnonzero(np.abs(heard[0]) > 0.05)[0] / RATE
    assert first == pytest.approx(1.0, abs=0.03), "the music starts at the requested time of the shown part"


def with_subtitles(tmp_path: Path, video: Path, out: Path, *options: str) -> Path:
    (tmp_path / "s.srt").write_text("1\n00:00:00,100 --> 00:00:01,000\nhello there\n")
    ffmpeg("-i", video, "-i", tmp_path / "s.srt", "-map", "0", "-map", "1", "-c", "copy", *options, out)
    return out


@pytest.mark.parametrize(("old", "new"), [(b"tx3g", b"stpp"), (b"tx3g", b"zzzz")])
def test_a_track_without_a_decoder_is_named(
    tmp_path: Path, make_video: Maker, make_music: Music, old: bytes, new: bytes
) -> None:
    plain = make_video(tmp_path / "plain.mp4", seconds=1)
    video = with_subtitles(tmp_path, plain, tmp_path / "v.mp4", "-c:s", "mov_text")
    video.write_bytes(video.read_bytes().replace(old, new))
    report = mux(video, make_music(1), tmp_path / "out.mp4", mode="replace")
    assert len(report.left_out) == 1
    assert report.left_out[0].startswith(("subtitle track 1", "data track 1"))
    assert report.facts.picture == probe(video).picture


def test_a_second_picture_of_unknown_codec_is_named(tmp_path: Path, make_video: Maker, make_music: Music) -> None:
    first = make_video(tmp_path / "a.mp4", seconds=1)
    second = make_video(tmp_path / "b.mp4", codec="mpeg4", seconds=1)
    video = tmp_path / "v.mp4"
    ffmpeg("-i", first, "-i", second, "-map", "0", "-map", "1", "-c", "copy", video)
    video.write_bytes(video.read_bytes().replace(b"mp4v", b"zzzz"))
    report = mux(video, make_music(1), tmp_path / "out.mp4", mode="replace")
    assert [name.split(" (")[0] for name in report.left_out] == ["video track 1"]


def test_further_sound_tracks_and_fonts_are_named(tmp_path: Path, make_video: Maker, make_music: Music) -> None:
    plain = make_video(tmp_path / "plain.mkv", codec="libvpx", seconds=1, sound="libopus", tracks=2)
    (tmp_path / "font.ttf").write_bytes(b"\0\1\0\0" + bytes(200))
    video = tmp_path / "v.mkv"
    ffmpeg(
        "-i", plain, "-attach", tmp_path / "font.ttf", "-metadata:s:t", "mimetype=application/x-truetype-font",
        "-metadata:s:a:1", "title=Mic", "-map", "0", "-c", "copy", video,
    )  # fmt: skip
    kept = mux(video, make_music(1), tmp_path / "out.mkv", mode="mix")
    assert kept.left_out == ("audio track 2 (opus, Mic)",)
    lost = mux(video, make_music(1), tmp_path / "out.webm", mode="mix")
    assert lost.left_out[0] == "audio track 2 (opus, Mic)"
    assert "font.ttf" in lost.left_out[1], "WebM cannot contain fonts"


def test_subtitles_of_a_webm_stay_or_are_named(tmp_path: Path, make_video: Maker, make_music: Music) -> None:
    import av

    plain = make_video(tmp_path / "plain.webm", codec="libvpx", seconds=1)
    video = with_subtitles(tmp_path, plain, tmp_path / "v.webm", "-c:s", "webvtt")
    out = tmp_path / "out.webm"
    report = mux(video, make_music(1), out, mode="replace")
    with av.open(str(out)) as made:
        assert len(made.streams.subtitles) + len(report.left_out) == 1


def test_a_still_picture_with_a_song_lasts_as_long_as_the_song(
    tmp_path: Path, make_video: Maker, make_music: Music
) -> None:
    song = 0.2 * np.sin(np.arange(8 * RATE) * 0.05).astype(np.float32)
    for suffix, seconds in ((".mkv", 0.04), (".mp4", 1.0)):
        video = make_video(tmp_path / f"still{suffix}", seconds=seconds, fps=25, sound="aac", own=song)
        facts = probe(video)
        assert facts.seconds == pytest.approx(8, abs=0.05)
        assert listen(video, facts.start).lufs > -40
        report = mux(video, make_music(8), tmp_path / f"out{suffix}", mode="mix")
        assert report.facts.seconds == pytest.approx(facts.seconds, abs=0.03)
        heard = read_audio(tmp_path / f"out{suffix}", start=facts.start)
        assert heard is not None
        assert np.abs(heard[0, 5 * RATE : 6 * RATE]).max() > 0.01, "the music continues while the picture is still"


def inserted(data: bytes, parent: bytes, box: bytes) -> bytes:
    """An mp4, its index last, with a box put at the end of its first `parent` (a sample entry)."""
    at = data.rindex(parent) - 4  # the name stands among the brands too
    end = at + struct.unpack(">I", data[at : at + 4])[0]
    out = bytearray(data[:end] + box + data[end:])
    for name in (parent, b"stsd", b"stbl", b"minf", b"mdia", b"trak", b"moov"):
        place = data.rindex(name, 0, at + 8) - 4
        size = struct.unpack(">I", data[place : place + 4])[0]
        out[place : place + 4] = struct.pack(">I", size + len(box))
    return bytes(out)


def boxed(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def test_dolby_vision_and_sphere_records_are_kept(tmp_path: Path, make_video: Maker, make_music: Music) -> None:
    params = {"x265-params": "log-level=none"}
    plain = make_video(tmp_path / "plain.mp4", codec="libx265", options=params, seconds=1)
    # Dolby Vision profile 8.1: version 1.0, profile 8, level 1, RPU and base layer present, compatible with HDR10.
    dolby = boxed(b"dvvC", struct.pack(">BBHI", 1, 0, 8 << 9 | 1 << 3 | 0b101, 1 << 28) + bytes(16))
    video = tmp_path / "dolby.mp4"
    video.write_bytes(inserted(plain.read_bytes(), b"hev1", dolby))
    mux(video, make_music(1), tmp_path / "out.mp4", mode="replace")
    assert dolby[4:] in (tmp_path / "out.mp4").read_bytes()

    flat = make_video(tmp_path / "flat.mp4", seconds=1)
    around = boxed(
        b"sv3d",
        boxed(b"svhd", bytes(4) + b"made here\0")
        + boxed(b"proj", boxed(b"prhd", bytes(16)) + boxed(b"equi", bytes(20))),
    )
    video = tmp_path / "sphere.mp4"
    video.write_bytes(inserted(flat.read_bytes(), b"avc1", around))
    mux(video, make_music(1), tmp_path / "out.mp4", mode="replace")
    made = (tmp_path / "out.mp4").read_bytes()
    assert b"sv3d" in made
    assert b"equi" in made


def test_an_encrypted_video_is_refused(tmp_path: Path, make_video: Maker) -> None:
    plain = make_video(tmp_path / "plain.mp4", seconds=1, sound="aac")
    video = tmp_path / "encrypted.mp4"
    key = ["-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "11" * 16, "-encryption_kid", "22" * 16]
    ffmpeg("-i", plain, "-c", "copy", *key, video)
    with pytest.raises(UnusableVideoError, match=r"encrypted.*without copy protection"):
        probe(video)


def test_a_mostly_undecodable_picture_is_refused(tmp_path: Path, make_video: Maker) -> None:
    rng = np.random.default_rng(1)

    def noise(_: float) -> np.ndarray:
        return rng.integers(0, 255, (48, 64, 3)).astype(np.uint8)

    video = make_video(tmp_path / "v.mkv", codec="mpeg4", seconds=3, frame=noise, options={"g": "12"})
    data = bytearray(video.read_bytes())
    # Every byte of the packets after the first second, but not the blocks' own headers.
    import av

    with av.open(str(video)) as container:
        places = [(p.pos, p.size) for p in container.demux(video=0) if p.size and float(p.pts * p.time_base) > 0.5]
    for at, size in places:
        inside = data.index(b"\0\0\1\xb6", at)
        data[inside : inside + size - 8] = rng.integers(0, 255, size - 8).astype(np.uint8).tobytes()
    video.write_bytes(bytes(data))
    with pytest.raises(UnusableVideoError, match="frames cannot be decoded"):
        look(video)

"""Files as devices and services leave them: trimmed, joined, without a length, with tracks that no decoder knows."""

import itertools
import struct
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from resources.media.files import UnusableVideoError
from resources.media.look import look
from resources.media.mux import MuxError, mux, suffix_for
from resources.media.probe import orientation, probe, upright
from resources.media.sound import RATE, listen, read_audio
from resources.media.writing import rehearse

Maker = Callable[..., Path]
Music = Callable[[float], np.ndarray]


def ffmpeg(*arguments: str | Path) -> None:
    import imageio_ffmpeg

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    subprocess.run(command, check=True)


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
def test_a_gap_keeps_its_length_where_the_container_says_no_duration(
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


def cut_at(second: float, size: tuple[int, int] = (64, 48)) -> Callable[[float], np.ndarray]:
    shape = (size[1], size[0], 3)
    return lambda time: np.full(shape, (200, 30, 30) if time < second else (20, 40, 210), np.uint8)


@pytest.mark.parametrize("seconds", [None, 2.0])
def test_of_a_trimmed_video_what_is_shown_counts(
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
    assert first == pytest.approx(1.0, abs=0.03), "music begins where it was asked to, counted from what is shown"


def with_subtitles(tmp_path: Path, video: Path, out: Path, *options: str) -> Path:
    (tmp_path / "s.srt").write_text("1\n00:00:00,100 --> 00:00:01,000\nhello there\n")
    ffmpeg("-i", video, "-i", tmp_path / "s.srt", "-map", "0", "-map", "1", "-c", "copy", *options, out)
    return out


@pytest.mark.parametrize(("old", "new"), [(b"tx3g", b"stpp"), (b"tx3g", b"zzzz")])
def test_a_track_that_has_no_decoder_here_is_named(
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
    assert "font.ttf" in lost.left_out[1], "a webm holds no fonts"


def test_subtitles_of_a_webm_stay_or_are_named(tmp_path: Path, make_video: Maker, make_music: Music) -> None:
    import av

    plain = make_video(tmp_path / "plain.webm", codec="libvpx", seconds=1)
    video = with_subtitles(tmp_path, plain, tmp_path / "v.webm", "-c:s", "webvtt")
    out = tmp_path / "out.webm"
    report = mux(video, make_music(1), out, mode="replace")
    with av.open(str(out)) as made:
        assert len(made.streams.subtitles) + len(report.left_out) == 1


def test_a_still_with_a_song_lasts_as_long_as_the_song(tmp_path: Path, make_video: Maker, make_music: Music) -> None:
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
        assert np.abs(heard[0, 5 * RATE : 6 * RATE]).max() > 0.01, "music plays on when the picture stands"


TURNS = [np.array(m).reshape(2, 2) for m in itertools.product((-1, 0, 1), repeat=4) if abs(m[0] * m[3] - m[1] * m[2]) == 1
         and 0 in m[:2] and 0 in m[2:]]  # fmt: skip


@pytest.mark.parametrize("matrix", TURNS, ids=lambda m: str(m.tolist()))
def test_a_picture_is_turned_and_mirrored_as_its_matrix_says(matrix: np.ndarray) -> None:
    pixels = np.arange(6).reshape(2, 3)
    # Every pixel to x' = ax + cy, y' = bx + dy, moved so that all of them are in the picture.
    places = {}
    for (y, x), value in np.ndenumerate(pixels):
        new = np.array([x, y]) @ matrix
        places[tuple(new)] = value
    least = np.min(list(places), axis=0)
    wide, high = np.max(list(places), axis=0) - least + 1
    wanted = np.zeros((high, wide), int)
    for (x, y), value in places.items():
        wanted[y - least[1], x - least[0]] = value
    assert upright(pixels, matrix).tolist() == wanted.tolist()
    rotation, mirrored = orientation(matrix)
    assert rotation in (0, 90, 180, 270)
    assert mirrored == (np.linalg.det(matrix) < 0)


def test_all_eight_orientations_are_tried() -> None:
    assert len(TURNS) == 8


@pytest.mark.parametrize(
    ("options", "rotation", "mirrored"),
    [(["-display_hflip"], 0, True), (["-display_vflip"], 180, True), (["-display_rotation", "90"], 90, False)],
)
def test_a_mirrored_video_is_shown_and_kept_as_players_do(
    tmp_path: Path, make_video: Maker, make_music: Music, options: list[str], rotation: int, mirrored: bool
) -> None:
    def corner(_: float) -> np.ndarray:
        pixels = np.zeros((48, 64, 3), np.uint8)
        pixels[:16, :16] = 255  # top left
        return pixels

    plain = make_video(tmp_path / "plain.mp4", seconds=1, frame=corner)
    turned = tmp_path / "turned.mp4"
    ffmpeg(*options, "-i", plain, "-c", "copy", turned)
    facts = probe(turned)
    assert (facts.rotation, facts.mirrored) == (rotation, mirrored)
    ((_, thumbnail), *_) = look(turned)[1]
    shown = tmp_path / "shown.png"
    ffmpeg("-i", turned, "-frames:v", "1", "-vf", f"scale={thumbnail.shape[1]}:{thumbnail.shape[0]}", shown)
    import av

    with av.open(str(shown)) as image:
        wanted = next(image.decode(video=0)).to_ndarray(format="gray")
    assert np.abs(thumbnail.mean(-1) - wanted).mean() < 8
    report = mux(turned, make_music(1), tmp_path / "out.mp4", mode="replace")
    assert report.facts.picture == facts.picture


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_the_container_s_pixel_shape_is_kept(tmp_path: Path, make_video: Maker, make_music: Music, suffix: str) -> None:
    plain, video = make_video(tmp_path / f"plain{suffix}", seconds=1), tmp_path / f"v{suffix}"
    ffmpeg("-i", plain, "-c", "copy", "-aspect", "47:20", video)
    facts = probe(video)
    assert facts.aspect not in ("1:1", "0:1")
    report = mux(video, make_music(1), tmp_path / f"out{suffix_for(facts, suffix)}", mode="replace")
    assert report.facts.picture == facts.picture


def test_a_pixel_shape_that_no_container_keeps_is_refused_at_once(tmp_path: Path, make_video: Maker) -> None:
    plain, video = make_video(tmp_path / "plain.webm", seconds=1, codec="libvpx"), tmp_path / "v.webm"
    ffmpeg("-i", plain, "-c", "copy", "-aspect", "47:20", video)
    with pytest.raises(MuxError, match=r"pixels are not square.*Export it again"):
        suffix_for(probe(video), ".webm")


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


def test_records_of_a_stream_survive(tmp_path: Path, make_video: Maker, make_music: Music) -> None:
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


@pytest.mark.parametrize("offset", [0, 40_000, 95_442.3])  # the last: the clock of 33 bits begins anew within the film
def test_a_transport_stream_comes_back_as_long_as_it_is(
    tmp_path: Path, make_video: Maker, make_music: Music, offset: float
) -> None:
    import av

    plain, video = make_video(tmp_path / "plain.mp4", sound="aac", options={"bf": "2"}), tmp_path / "v.ts"
    ffmpeg("-i", plain, "-c", "copy", "-muxdelay", "0", "-output_ts_offset", str(offset), video)
    facts = probe(video)
    report = mux(video, make_music(2), tmp_path / "out.mp4", mode="mix")
    assert (report.facts.start, report.facts.frames) == (0, facts.frames)
    with av.open(str(tmp_path / "out.mp4")) as made:
        assert made.duration / 1e6 == pytest.approx(facts.seconds, abs=0.05)


def test_pictures_of_an_avi_come_in_the_order_in_which_they_are_shown(
    tmp_path: Path, make_video: Maker, make_music: Music
) -> None:
    import av

    def brighter(time: float) -> np.ndarray:
        return np.full((48, 64, 3), 20 + 100 * time, np.uint8)

    plain, video = make_video(tmp_path / "plain.mp4", frame=brighter, options={"bf": "3"}), tmp_path / "v.avi"
    ffmpeg("-i", plain, "-c", "copy", "-bsf:v", "h264_mp4toannexb", video)
    mux(video, make_music(2), tmp_path / "out.mp4", mode="replace")
    with av.open(str(tmp_path / "out.mp4")) as made:
        shown = [(frame.time, float(frame.to_ndarray(format="gray").mean())) for frame in made.decode(video=0)]
    assert np.allclose([time for time, _ in shown], np.arange(len(shown)) / 24, atol=0.001)
    assert all(before <= after + 0.5 for (_, before), (_, after) in itertools.pairwise(shown))
    light = look(video)[0].light
    assert list(light) == sorted(light)


def test_a_phone_s_old_codec_comes_back_in_a_container_that_takes_it(
    tmp_path: Path, make_video: Maker, make_music: Music
) -> None:
    plain, phone = make_video(tmp_path / "plain.mp4", seconds=1), tmp_path / "v.3gp"
    ffmpeg("-i", plain, "-vf", "scale=176:144", "-c:v", "h263", phone)
    facts = probe(phone)
    assert suffix_for(facts, ".3gp") == ".mov"
    assert mux(phone, make_music(1), tmp_path / "out.mov", mode="replace").facts.frames == facts.frames
    with pytest.raises(MuxError, match="No supported container can hold the codec rawvideo"):
        suffix_for(replace(facts, codec="rawvideo", container="avi"), ".avi")


def test_a_transport_stream_of_two_parts_goes_on_where_its_clock_starts_anew(
    tmp_path: Path, make_video: Maker, make_music: Music
) -> None:
    parts = []
    for number, size in enumerate(((64, 48), (128, 96))):
        made, part = tmp_path / f"{number}.mp4", tmp_path / f"{number}.ts"
        make_video(made, size=size, sound="aac", options={"bf": "2"}, frame=cut_at(9.0 if number else -1.0, size))
        ffmpeg("-i", made, "-c", "copy", part)
        parts.append(part.read_bytes())
    video = tmp_path / "v.ts"
    video.write_bytes(b"".join(parts))
    facts, single = probe(video), probe(tmp_path / "0.ts")
    assert facts.frames == 2 * single.frames
    assert facts.seconds == pytest.approx(2 * single.seconds, abs=0.1)
    heard = read_audio(video, start=facts.start)
    assert heard is not None
    assert heard.shape[1] / RATE == pytest.approx(facts.seconds, abs=0.15)
    assert look(video)[0].cuts == pytest.approx((single.seconds,), abs=0.1)
    out = tmp_path / "out.mp4"
    assert mux(video, make_music(4), out, mode="mix").facts.picture == facts.picture
    assert look(out)[0].cuts == look(video)[0].cuts


def test_pictures_without_a_time_are_refused_before_music_is_made(tmp_path: Path, make_video: Maker) -> None:
    plain, video = make_video(tmp_path / "plain.mp4", options={"bf": "2"}), tmp_path / "v.mkv"
    ffmpeg("-i", plain, "-c", "copy", "-output_ts_offset", "-1", "-avoid_negative_ts", "disabled", video)
    with pytest.raises(MuxError, match=r"some pictures have no time.*Export it again"):
        rehearse(video, probe(video), ".mkv")

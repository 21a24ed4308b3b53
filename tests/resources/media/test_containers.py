"""Transport streams, AVI, 3GP and Matroska files: clocks, the order of pictures, and times that are missing."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from resources.media.look import look
from resources.media.mux import MuxError, mux, suffix_for
from resources.media.probe import probe
from resources.media.sound import RATE, read_audio
from resources.media.writing import rehearse
from tests.films import cut_at, ffmpeg

Maker = Callable[..., Path]
Music = Callable[[float], np.ndarray]


@pytest.mark.parametrize(
    "offset", [0, 40_000, 95_442.3]
)  # with the last, the 33-bit clock wraps around within the film
def test_a_transport_stream_keeps_its_length(
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


def test_pictures_of_an_avi_are_read_in_presentation_order(
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


def test_an_old_phone_codec_is_written_to_a_container_that_supports_it(
    tmp_path: Path, make_video: Maker, make_music: Music
) -> None:
    plain, phone = make_video(tmp_path / "plain.mp4", seconds=1), tmp_path / "v.3gp"
    ffmpeg("-i", plain, "-vf", "scale=176:144", "-c:v", "h263", phone)
    facts = probe(phone)
    assert suffix_for(facts, ".3gp") == ".mov"
    assert mux(phone, make_music(1), tmp_path / "out.mov", mode="replace").facts.frames == facts.frames
    with pytest.raises(MuxError, match="No supported container can hold the codec rawvideo"):
        suffix_for(replace(facts, codec="rawvideo", container="avi"), ".avi")


def test_a_transport_stream_of_two_parts_continues_where_its_clock_restarts(
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


def test_pictures_without_a_timestamp_are_refused_before_music_is_made(tmp_path: Path, make_video: Maker) -> None:
    plain, video = make_video(tmp_path / "plain.mp4", options={"bf": "2"}), tmp_path / "v.mkv"
    ffmpeg("-i", plain, "-c", "copy", "-output_ts_offset", "-1", "-avoid_negative_ts", "disabled", video)
    with pytest.raises(MuxError, match=r"some pictures have no time.*Export it again"):
        rehearse(video, probe(video), ".mkv")

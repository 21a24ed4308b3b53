"""The picture's digest does not depend on the container, although transport streams store other bytes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.media.animation import animation_to_video
from resources.media.mux import mux, suffix_for
from resources.media.probe import probe
from resources.media.units import essence

Maker = Callable[..., Path]
RATE = 48_000


def units() -> st.SearchStrategy[list[bytes]]:
    """Units as coders write them: no start code within, no zero at the end."""
    body = st.binary(min_size=1, max_size=30).map(lambda b: b.replace(b"\x00", b"\x01"))
    return st.lists(body.map(lambda b: b"\x65" + b), min_size=1, max_size=6)


@given(units())
def test_start_codes_and_lengths_give_the_same_units(parts: list[bytes]) -> None:
    stream = b"".join(b"\x00\x00\x00\x01" + part for part in [b"\x09\xf0", b"\x67abc", *parts])
    boxed = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    assert essence(stream, "h264") == essence(boxed, "h264")


def test_other_codecs_are_unchanged() -> None:
    assert essence(b"\x00\x00\x01anything", "vp9") == b"\x00\x00\x01anything"


@pytest.mark.parametrize("suffix", [".ts", ".mts", ".m2ts", ".avi", ".3gp"])
def test_videos_of_camcorders_and_old_phones_are_scored(suffix: str, tmp_path: Path, make_video: Maker) -> None:
    film = make_video(tmp_path / f"a{suffix}", seconds=2.0)
    facts = probe(film)
    out = tmp_path / f"b{suffix_for(facts, suffix)}"
    report = mux(film, np.random.default_rng(0).normal(0, 0.1, (2, 2 * RATE)).astype(np.float32), out, mode="replace")
    assert out.suffix == ".mp4"
    assert report.facts.picture == facts.picture
    assert report.facts.frames == facts.frames


def test_an_animated_gif_becomes_a_video(tmp_path: Path) -> None:
    import av

    frames = [
        np.roll(np.tile(np.arange(0, 240, 2, dtype=np.uint8)[None, :, None], (81, 1, 3)), 9 * n, 1) for n in range(8)
    ]
    with av.open(str(tmp_path / "a.gif"), "w", format="gif") as container:
        stream = container.add_stream("gif", rate=10)
        stream.width, stream.height, stream.pix_fmt = 120, 81, "rgb8"
        for pixels in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format="rgb8")))
        container.mux(stream.encode(None))
    animation_to_video(tmp_path / "a.gif", tmp_path / "a.mp4")
    facts = probe(tmp_path / "a.mp4")
    assert (facts.width, facts.height, facts.codec) == (120, 80, "h264")
    assert facts.seconds == pytest.approx(0.8, abs=0.11)

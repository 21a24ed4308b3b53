"""A file whose end is missing is recognised by the length that its container states."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.media.truncation import missing_share
from tests.films import ffmpeg


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.mp4", {"movflags": "faststart"}),
        ("a.mov", {"movflags": "faststart"}),
        ("a.mkv", {}),
        ("a.webm", {"codec": "libvpx"}),
        ("a.avi", {}),
    ],
)
def test_half_of_a_file_lacks_half(name: str, options: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / name
    codec = options.pop("codec", "libx264")
    written = [text for option, value in options.items() for text in (f"-{option}", value)]
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=160x120:d=2", "-c:v", codec, *written, path)
    assert missing_share(path) == 0
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert missing_share(path) == pytest.approx(0.5, abs=0.01)


def test_a_live_recording_states_no_length(tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x48:d=1", "-c:v", "libvpx", "-live", "1", tmp_path / "a.webm")
    content = (tmp_path / "a.webm").read_bytes()
    (tmp_path / "a.webm").write_bytes(content[: len(content) // 2])
    assert missing_share(tmp_path / "a.webm") == 0


def test_a_stream_that_lacks_nothing_and_other_formats_are_complete(
    tmp_path: Path, make_video: Callable[..., Path]
) -> None:
    for name in ("a.mp4", "a.ts", "a.3gp"):
        assert missing_share(make_video(tmp_path / name, sound="aac")) == 0


@given(
    head=st.sampled_from([b"", b"\x00\x00\x00\x10ftyp", b"RIFF", b"\x1a\x45\xdf\xa3", b"\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67"]),
    rest=st.binary(max_size=60),
)  # fmt: skip
def test_any_content_has_a_share(tmp_path_factory: pytest.TempPathFactory, head: bytes, rest: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "film.mp4"
    path.write_bytes(head + rest)
    assert 0 <= missing_share(path) < 1

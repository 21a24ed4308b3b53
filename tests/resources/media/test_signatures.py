"""A file that is no video is refused by what it is, with what to do."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.media.files import UnusableVideoError, opened
from resources.media.probe import probe
from resources.media.signatures import not_a_video


def picture(kind: str) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, kind)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("film.mp4", "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (lambda: b"", "empty"),
        (lambda: bytes(9000), "nothing but zeros"),
        (lambda: picture("JPEG"), "a JPEG picture"),
        (lambda: picture("PNG"), "a PNG picture"),
        (lambda: picture("WEBP"), "a WebP picture"),
        (lambda: b"\0\0\0\x18ftypheic" + bytes(40), "a HEIC picture"),
        (archive, "a ZIP archive or an office document"),
        (lambda: b"%PDF-1.7\n", "a PDF document"),
        (lambda: b"\n <!DOCTYPE html><title>404</title>", "a web page"),
        (lambda: b"#EXTM3U\nfilm.ts\n", "a playlist"),
        (lambda: "Pass auf, é".encode() * 400, "a text file"),
        (lambda: b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + bytes(100), "a Windows Media file (wmv, wma)"),
    ],
)
def test_it_says_what_the_file_is(tmp_path: Path, content: Callable[[], bytes], what: str) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(content())
    with pytest.raises(UnusableVideoError, match=f"It is {what}".replace("(", r"\(").replace(")", r"\)")), opened(path):
        pass


def test_a_recording_that_did_not_finish_is_named(tmp_path: Path, make_video: Callable[..., Path]) -> None:
    whole = make_video(tmp_path / "whole.mp4").read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole[: whole.index(b"moov") - 40])
    with pytest.raises(UnusableVideoError, match="without its index"), opened(cut):
        pass
    assert not_a_video(tmp_path / "whole.mp4") is None


@given(content=st.binary(max_size=300))
def test_any_content_has_an_answer(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "film.mp4"
    path.write_bytes(content)
    answer = not_a_video(path)
    assert answer is None or all(answer)
    if not content:
        assert answer


def test_a_few_bytes_of_a_known_format_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "cut.gif"
    path.write_bytes(b"GIF87a")
    with pytest.raises(UnusableVideoError, match="cannot be read"), opened(path):
        pass


@pytest.mark.parametrize("sound", [None, "aac"])
def test_a_scrambled_transport_stream_is_encrypted(
    tmp_path: Path, make_video: Callable[..., Path], sound: str | None
) -> None:
    path = make_video(tmp_path / "a.ts", seconds=3.0, sound=sound)
    probe(path)
    packets = bytearray(path.read_bytes())
    picture = 256  # the number of the picture's packets in FFmpeg's streams
    for start in range(0, len(packets), 188):
        if int.from_bytes(packets[start + 1 : start + 3], "big") & 0x1FFF == picture:
            packets[start + 3] |= 0x80
            packets[start + 20 : start + 188] = bytes(168)
    path.write_bytes(packets)
    with pytest.raises(UnusableVideoError, match="It is encrypted"):
        probe(path)

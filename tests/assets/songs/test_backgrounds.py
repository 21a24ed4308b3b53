"""What a user puts behind the words: many kinds of files, whatever they are called, at their own speed, the right way up."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from assets.songs.backgrounds import LONGEST, MOST_PICTURES, BackgroundError, Given, check_background
from resources.media.images import read_picture

WIDE, HIGH = 64, 36


def half_white(**saved: Any) -> bytes:
    """A picture whose left half is white."""
    file = io.BytesIO()
    pixels = np.zeros((40, 80, 3), np.uint8)
    pixels[:, :40] = 255
    Image.fromarray(pixels).save(file, **saved)
    return file.getvalue()


def turned() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6  # by 90 degrees clockwise
    return exif


def light(given: Given, at: float = 0.0) -> np.ndarray:
    return given.at(at, 0.0)[:HIGH].astype(float)


@pytest.mark.parametrize(
    "name", ["photo.jpg", "photo.jpeg", "PHOTO.JPG", "photo.png", "photo", "photo%03d.webp", "a:b.jpg"]
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "MPO"])
def test_a_picture_is_known_by_what_is_in_it(tmp_path: Path, name: str, kind: str) -> None:
    more = {"save_all": True, "append_images": [Image.new("RGB", (80, 40))]} if kind == "MPO" else {}
    (tmp_path / name).write_bytes(half_white(format=kind, **more))
    check_background(tmp_path / name)
    drawn = light(Given(tmp_path / name, WIDE, HIGH), 0.3)
    assert drawn[:, : WIDE // 2 - 4].min() > 90 > 40 > drawn[:, WIDE // 2 + 4 :].max()


def test_a_phone_s_photo_stands_upright_and_is_no_animation(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(half_white(format="JPEG", exif=turned()))
    drawn = light(Given(path, WIDE, HIGH))
    assert drawn[:10].min() > 90 > 40 > drawn[-10:].max(), "what lay on the left is above"
    path.write_bytes(half_white(format="MPO", save_all=True, append_images=[Image.new("RGB", (80, 40))]))
    assert read_picture(path).suffix == ".jpg"


@pytest.mark.parametrize("content", [b"", b"no picture", b"#EXTM3U\n/etc/passwd", half_white(format="PNG")[:60]])
def test_what_cannot_be_shown_is_said_before_anything_is_made(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "no.jpg").write_bytes(content)
    with pytest.raises(BackgroundError, match=r"no\.jpg"):
        check_background(tmp_path / "no.jpg")


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_has_its_own_speed(tmp_path: Path, kind: str) -> None:
    frames = [Image.new("RGB", (80, 40), (level, level, level)) for level in (0, 120, 250)]
    frames[0].save(tmp_path / "a", kind, save_all=True, append_images=frames[1:], duration=1000)
    given = Given(tmp_path / "a", WIDE, HIGH)
    levels = [light(given, at).mean() for at in (0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5)]
    assert levels[0] < levels[1] < levels[2] == levels[3] > levels[4] > levels[5] == levels[6], "forth and back"


@pytest.mark.parametrize("rate", [5, 24, 25, 30, 60])
def test_a_video_has_its_own_speed(tmp_path: Path, make_film: Callable[..., Path], rate: int) -> None:
    given = Given(make_film(tmp_path / "a.mp4", rate, 2.0), WIDE, HIGH)
    for at in (0.3, 0.9, 1.5):
        assert light(given, at).mean() == pytest.approx(light(given, 4.0 - at).mean(), abs=3)
        assert light(given, at).mean() == pytest.approx(16 + 0.42 * 219 * at / 2, abs=6)


def test_a_long_video_is_shown_for_as_long_as_is_said(tmp_path: Path, make_film: Callable[..., Path]) -> None:
    given = Given(make_film(tmp_path / "a.mp4", 30, LONGEST + 5), WIDE, HIGH)
    assert len(given._pictures) <= MOST_PICTURES
    assert light(given, LONGEST - 0.2).mean() > light(given, LONGEST - 5).mean()
    assert light(given, LONGEST + 5).mean() == pytest.approx(light(given, LONGEST - 5).mean(), abs=2)


def test_a_video_that_a_player_turns_is_turned(tmp_path: Path, make_film: Callable[..., Path]) -> None:
    given = Given(make_film(tmp_path / "a.mp4", 24, 0.5, turned=90), HIGH, WIDE)
    drawn = given.at(0.0, 0.0)[:WIDE].astype(float)
    assert abs(drawn[:10].mean() - drawn[-10:].mean()) > 60 > 10 > abs(drawn[:, :6].mean() - drawn[:, -6:].mean())


@pytest.fixture
def make_film() -> Callable[..., Path]:
    """A video that gets lighter from its beginning to its end; `turned`: its left half is white, and so a player shows it."""
    import av

    def make(path: Path, rate: int, seconds: float, turned: int = 0) -> Path:
        with av.open(str(path), "w") as file:
            track: Any = file.add_stream("libx264", rate=rate, options={"crf": "10", "preset": "ultrafast"})
            track.width, track.height, track.pix_fmt = 80, 40, "yuv420p"
            if turned:
                track.set_display_rotation(turned)
            frames = round(rate * seconds)
            for number in range(frames):
                pixels = np.full((40, 80, 3), round(255 * number / frames), np.uint8)
                if turned:
                    pixels[:, :40] = 255
                file.mux(track.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
            file.mux(track.encode(None))
        return path

    return make

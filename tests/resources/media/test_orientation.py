"""Rotated and mirrored pictures, and pixels that are not square."""

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from resources.media.look import look
from resources.media.mux import MuxError, mux, suffix_for
from resources.media.probe import orientation, probe, upright
from tests.films import ffmpeg

Maker = Callable[..., Path]
Music = Callable[[float], np.ndarray]


MATRICES = [np.array(m).reshape(2, 2) for m in itertools.product((-1, 0, 1), repeat=4) if abs(m[0] * m[3] - m[1] * m[2]) == 1
         and 0 in m[:2] and 0 in m[2:]]  # fmt: skip


@pytest.mark.parametrize("matrix", MATRICES, ids=lambda m: str(m.tolist()))
def test_a_picture_is_rotated_and_mirrored_by_its_matrix(matrix: np.ndarray) -> None:
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


def test_all_eight_orientations_are_tested() -> None:
    assert len(MATRICES) == 8


@pytest.mark.parametrize(
    ("options", "rotation", "mirrored"),
    [(["-display_hflip"], 0, True), (["-display_vflip"], 180, True), (["-display_rotation", "90"], 90, False)],
)
def test_a_mirrored_video_is_shown_like_in_players_and_kept(
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
def test_the_pixel_aspect_ratio_is_kept(tmp_path: Path, make_video: Maker, make_music: Music, suffix: str) -> None:
    plain, video = make_video(tmp_path / f"plain{suffix}", seconds=1), tmp_path / f"v{suffix}"
    ffmpeg("-i", plain, "-c", "copy", "-aspect", "47:20", video)
    facts = probe(video)
    assert facts.aspect not in ("1:1", "0:1")
    report = mux(video, make_music(1), tmp_path / f"out{suffix_for(facts, suffix)}", mode="replace")
    assert report.facts.picture == facts.picture


def test_a_pixel_aspect_ratio_that_no_container_keeps_is_refused_at_once(tmp_path: Path, make_video: Maker) -> None:
    plain, video = make_video(tmp_path / "plain.webm", seconds=1, codec="libvpx"), tmp_path / "v.webm"
    ffmpeg("-i", plain, "-c", "copy", "-aspect", "47:20", video)
    with pytest.raises(MuxError, match=r"pixels are not square.*Export it again"):
        suffix_for(probe(video), ".webm")

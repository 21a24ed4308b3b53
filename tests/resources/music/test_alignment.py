"""Beats onto cuts: by where a finished piece begins, and by a tempo that gives way, on videos whose cuts are known."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assets.soundtracks.brief import make_brief
from resources.media.look import look
from resources.media.probe import probe
from resources.media.sound import SoundFacts
from resources.music.alignment import align, cut_error, spare_seconds
from resources.music.grid import lay_grid
from resources.music.listening import hear_beats
from resources.music.request import RenderedClip, RenderRequest
from resources.renderers.sketch import SketchRenderer

RATE = 16_000
COLOURS = ((200, 30, 30), (30, 60, 200), (240, 240, 90), (20, 160, 60), (120, 20, 130))


def clicks(seconds: float, tempo: float, first: float) -> np.ndarray:
    rng = np.random.default_rng(0)
    sound = np.zeros((1, round(seconds * RATE)), np.float32)
    for time in np.arange(first, seconds - 0.2, 60 / tempo):
        sound[0, int(time * RATE) :][:800] += rng.standard_normal(800) * np.exp(-np.arange(800) / 160) * 0.3
    return sound


def test_a_piece_begins_where_its_beats_meet_the_cuts() -> None:
    request = RenderRequest("a", "drums", 10.0, 0, tempo=100, cuts=(2.35, 4.75, 8.35))
    assert spare_seconds(request) == pytest.approx(0.6)
    whole = clicks(10.6, 100, 0.2)
    moved = align(whole, RATE, request)
    assert moved.audio.shape == (1, 10 * RATE)
    assert moved.error is not None
    assert moved.error < 0.03
    heard = cut_error(hear_beats(moved.audio, RATE)[1], request.cuts)
    as_it_was = cut_error(hear_beats(whole[:, : 10 * RATE], RATE)[1], request.cuts)
    assert heard is not None
    assert as_it_was is not None
    assert heard < 0.03 < as_it_was
    assert moved.moved == pytest.approx(0.25, abs=0.011)


def test_without_cuts_or_beats_nothing_is_moved() -> None:
    calm = RenderRequest("a", "calm", 2.0, 0)
    assert spare_seconds(calm) == 0
    assert align(clicks(2.5, 120, 0.1), RATE, calm).moved == 0
    silent = align(np.zeros((2, 3 * RATE), np.float32), RATE, RenderRequest("a", "calm", 2.0, 0, cuts=(1.0,)))
    assert (silent.audio.shape, silent.moved, silent.error) == ((2, 2 * RATE), 0.0, None)
    assert cut_error([], [1.0]) is None
    assert cut_error([1.0], []) is None
    assert cut_error([0, 1, 2], [0.95, 2.1]) == pytest.approx(0.1), "the worst counts"


def film(path: Path, make_video: Callable[..., Path], rng: np.random.Generator) -> tuple[Path, np.ndarray]:
    """A video with one to four cuts, each at a frame of its own."""
    seconds, fps = rng.uniform(10, 20), int(rng.choice([24, 25, 30]))
    cuts = np.sort(rng.choice(np.arange(1, int(seconds) - 1), rng.integers(1, 5), replace=False) + rng.uniform(0, 0.9))
    cuts = np.round(cuts * fps) / fps

    def frame(time: float) -> np.ndarray:
        return np.full((16, 16, 3), COLOURS[int((cuts <= time + 1e-6).sum())], np.uint8)

    return make_video(path, size=(16, 16), seconds=seconds, fps=fps, frame=frame), cuts


@pytest.mark.slow
def test_beats_fall_on_the_cuts_of_videos(tmp_path: Path, make_video: Callable[..., Path]) -> None:
    rng = np.random.default_rng(3)
    seen, placed, heard = [], [], []
    for number in range(12):
        path, cuts = film(tmp_path / f"{number}.mp4", make_video, rng)
        picture, _ = look(path)
        assert len(picture.cuts) == len(cuts)
        seen.append(np.abs(np.asarray(picture.cuts) - cuts).max())
        brief = make_brief(
            "a-0123456789", {"mood": "electronic", "candidates": 1}, probe(path), picture, SoundFacts(-np.inf, 0)
        )
        grid = lay_grid(brief.seconds, brief.tempo, brief.cuts)
        placed.append(grid.cut_errors(cuts).max())
        if number < 4:
            (clip,) = SketchRenderer().render(brief.requests())
            assert isinstance(clip, RenderedClip)
            heard.append(cut_error(hear_beats(clip.audio, clip.rate)[1], cuts))
    assert max(seen) < 0.002, "a cut is known to the frame"
    assert np.median(placed) <= 0.04
    assert np.median(heard) <= 0.04

"""Detecting cuts of every kind, on films whose cuts are known."""

import gc
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks._films import FPS, Film, make_film, write_film
from benchmarks._grounds import ground_film, joined_film
from resources.media.cuts import find_cuts
from resources.media.look import look
from resources.media.movement import HIGH, WIDE, moved_a_little


@pytest.mark.parametrize(
    "kind", ["hard", "same-palette", "slides", "title-cards", "two-angles", "jump-cut", "much-movement"]
)
def test_hard_cuts_are_found_to_the_frame(kind: str, tmp_path: Path) -> None:
    film = make_film(kind, 0, shots=4)
    write_film(film, tmp_path / "film.mp4")
    found = look(tmp_path / "film.mp4")[0].cuts
    assert found == pytest.approx(film.hard, abs=1.01 / FPS)


@pytest.mark.parametrize("kind", ["dissolve-0.5", "dissolve-1", "dissolve-2", "wipe", "dip-black", "dip-white"])
def test_gradual_transitions_are_found(kind: str, tmp_path: Path) -> None:
    film = make_film(kind, 1, shots=4)
    write_film(film, tmp_path / "film.mp4")
    found = look(tmp_path / "film.mp4")[0].cuts
    assert found == pytest.approx(film.gradual, abs=0.75)


@pytest.mark.parametrize(
    ("kind", "seed"),
    [
        *(("flashes", 0), ("strobe", 0), ("whip-pan", 0), ("subtitles", 0), ("pan", 0)),
        *(("walker", 0), ("walker", 11)),  # of the seeds up to 13 those in which somebody was taken for a wipe
        ("tunnel", 2),  # whose dark stretches were taken for dips, and its end for a dissolve
    ],
)
def test_other_changes_are_not_cuts(kind: str, seed: int, tmp_path: Path) -> None:
    write_film(make_film(kind, seed), tmp_path / "film.mp4")
    assert look(tmp_path / "film.mp4")[0].cuts == ()


@pytest.mark.parametrize(
    ("scene", "seed"),
    [
        *(("logo-pops", 0), ("logo-slides-in", 2), ("line-by-line", 0), ("word-after-word", 1), ("meteors", 1)),
        *(("inset", 1), ("window", 0), ("fireworks", 101), ("ball-crosses", 0), ("credits", 0)),
    ],
)
def test_what_appears_on_a_plain_or_still_ground_is_no_cut(scene: str, seed: int, tmp_path: Path) -> None:
    write_film(ground_film(scene, seed), tmp_path / "film.mp4")
    assert look(tmp_path / "film.mp4")[0].cuts == ()


@pytest.mark.parametrize("scene", ["logo-grows", "ball-bounces", "presenter", "stars"])
def test_cuts_to_and_from_such_scenes_are_found(scene: str, tmp_path: Path) -> None:
    film = joined_film(scene, 0)
    write_film(film, tmp_path / "film.mp4")
    assert look(tmp_path / "film.mp4")[0].cuts == pytest.approx(film.hard, abs=1.01 / FPS)


def test_motion_is_measured_second_by_second(tmp_path: Path) -> None:
    write_film(make_film("pan", 0), tmp_path / "film.mp4")
    facts = look(tmp_path / "film.mp4")[0]
    assert len(facts.movement) == len(facts.light) == 10
    assert min(facts.movement) > 0


def test_frames_are_freed_without_the_garbage_collector(tmp_path: Path) -> None:
    write_film(make_film("pan", 0), tmp_path / "film.mp4")
    gc.collect()
    gc.disable()
    try:
        look(tmp_path / "film.mp4")
        held = sum(type(found).__name__ == "VideoFrame" for found in gc.get_objects())
    finally:
        gc.enable()
    assert held < 5, "the frames of two hours would take 0.4 GB"


def test_contrast_does_not_increase_the_measured_motion(tmp_path: Path) -> None:
    film = make_film("pan", 0)
    write_film(film, tmp_path / "film.mp4")
    pale = replace(film, frames=(film.frames // 2 + 64).astype(np.uint8))
    write_film(pale, tmp_path / "pale.mp4")
    assert look(tmp_path / "pale.mp4")[0].motion == pytest.approx(look(tmp_path / "film.mp4")[0].motion, rel=0.15)


def pictures(*shots: tuple[int, np.ndarray]) -> list[np.ndarray]:
    return [picture for count, picture in shots for picture in [picture] * count]


def scene(seed: int) -> np.ndarray:
    """Light and colours of HIGH × WIDE places, as a photo has."""
    rough = np.random.default_rng(seed).random((8, 12, 3))
    return np.kron(rough, np.ones((2, 2, 1))) * 255


def found(frames: list[np.ndarray], steps: Mapping[int, float] | None = None) -> list[int]:
    grids = np.stack(frames).astype(np.uint8)
    levels = [[np.bincount(grid[..., c].ravel() >> 4, minlength=16) for c in range(3)] for grid in grids]
    change = [0.0, *(np.abs(np.diff(np.array(levels, float), axis=0)).sum((1, 2)) / (6 * HIGH * WIDE))]
    return list(find_cuts(grids, change, steps))


def test_what_is_plain_between_two_shots_is_one_cut_or_a_shot_of_its_own() -> None:
    black = np.zeros((HIGH, WIDE, 3))
    assert found(pictures((24, scene(1)), (2, black), (24, scene(2)))) == pytest.approx([25], abs=1)
    assert found(pictures((24, scene(1)), (24, black), (24, scene(2)))) == [24, 48]
    down = [scene(1) * (1 - n / 14) for n in range(15)]
    up = [scene(2) * n / 14 for n in range(15)]
    assert found([*pictures((24, scene(1))), *down, *up, *pictures((24, scene(2)))]) == pytest.approx([39], abs=2)


def test_a_very_short_dissolve_is_one_cut() -> None:
    mixed = [scene(1) * 0.5 + scene(2) * 0.5] * 2
    assert len(found([*pictures((24, scene(1))), *mixed, *pictures((24, scene(2)))])) == 1


def test_titles_and_menus_are_no_cuts_but_a_change_of_half_the_picture_is() -> None:
    titled = scene(1)
    titled[10:15, 2:20] = (20, 60, 200)
    assert found(pictures((24, scene(1)), (18, titled), (30, scene(1)), (18, titled))) == []
    halved = scene(1)
    halved[:, 12:] = scene(2)[:, 12:]
    assert found(pictures((24, scene(1)), (24, halved), (24, scene(1)))) == [24, 48]


def test_coloured_light_is_no_cut() -> None:
    lights = [scene(1) * colour for colour in ((1, 0.1, 0.1), (0.1, 1, 0.1), (0.1, 0.1, 1), (1, 0.1, 0.1))]
    assert found(pictures(*((15, light) for light in lights))) == []


def test_a_recorded_screen_with_one_picture_for_each_change_has_its_cuts(
    tmp_path: Path, make_video: Callable[..., Path]
) -> None:
    pages = [scene(n).repeat(4, 0).repeat(4, 1).astype(np.uint8) for n in (1, 2, 3, 4, 4)]
    shown = iter(pages)
    times = [0, 2000, 3500, 6000, 7800]
    video = make_video(tmp_path / "v.mkv", times=times, frame=lambda _: next(shown), size=(96, 64))
    facts = look(video)[0]
    assert facts.cuts == pytest.approx((2.0, 3.5, 6.0), abs=0.05)
    assert facts.motion < 0.1


@pytest.mark.parametrize("light", [(0.07, 0.0), (0.08, 190.0)])
def test_dark_films_and_films_in_fog_have_their_cuts(light: tuple[float, float]) -> None:
    pale = [scene(n) * light[0] + light[1] for n in (1, 2, 3)]
    assert found(pictures(*((24, picture) for picture in pale))) == [24, 48]


def test_motion_explains_a_shifted_picture_but_not_another_scene() -> None:
    fine = np.repeat(np.repeat(np.random.default_rng(4).random((10, 14, 3)) * 255, 4, 0), 4, 1)
    here, there = (fine[at : at + 32, at : at + 48].reshape(HIGH, 2, WIDE, 2, 3).mean((1, 3)) for at in (2, 3))
    assert moved_a_little(here.reshape(-1, 3), there.reshape(-1, 3))
    assert not moved_a_little(scene(1).reshape(-1, 3), scene(2).reshape(-1, 3))


def test_a_montage_of_three_pictures_a_shot_has_its_cuts() -> None:
    shots = [(24, scene(0)), *((3, scene(n)) for n in range(1, 9)), (24, scene(9))]
    wanted = np.cumsum([count for count, _ in shots])[:-1].tolist()
    assert len(set(found(pictures(*shots))) & set(wanted)) >= len(wanted) - 1


def test_fireworks_are_no_dips() -> None:
    rng, frames = np.random.default_rng(0), []
    down, across = np.mgrid[:HIGH, :WIDE]
    for _ in range(6):
        y, x, colour = rng.uniform(3, HIGH - 3), rng.uniform(3, WIDE - 3), rng.uniform(0.4, 1, 3)
        distance = np.hypot(down - y, across - x)
        for age in range(8):  # a ring that grows and fades
            ring = np.exp(-((distance - 0.8 * age) ** 2)) * max(0.0, 1 - age / 6)
            frames.append((4 + 240 * ring[..., None] * colour).astype(np.uint8))
        frames += [np.full((HIGH, WIDE, 3), 4, np.uint8)] * int(rng.integers(3, 8))
    assert not found(frames)


def test_a_montage_of_two_pictures_a_shot_has_most_of_its_cuts() -> None:
    shots = [(24, scene(0)), *((2, scene(n)) for n in range(1, 13)), (24, scene(13))]
    wanted = np.cumsum([count for count, _ in shots])[:-1].tolist()
    assert len(set(found(pictures(*shots))) & set(wanted)) >= 0.75 * len(wanted)


def test_black_bars_that_stay_and_a_small_picture_with_cuts_of_its_own_are_no_cuts() -> None:
    barred = scene(1)
    barred[:2], barred[-2:] = 0, 0
    assert found(pictures((24, scene(1)), (120, barred))) == []
    inset = [scene(1).copy() for _ in range(3)]
    for n, picture in enumerate(inset):
        picture[10:15, 16:23] = scene(n + 2)[10:15, 16:23]
    assert found(pictures(*((30, picture) for picture in inset))) == []


def test_a_sharper_key_frame_is_no_cut() -> None:
    smooth = np.kron(np.random.default_rng(1).random((4, 6, 3)), np.ones((4, 4, 1))) * 200 + 20
    sharp = smooth + np.random.default_rng(2).normal(0, 8, smooth.shape)
    assert found(pictures((30, smooth), (30, sharp))) == []


@pytest.mark.parametrize("light", [1.0, 0.2])
def test_additive_and_dark_dissolves_are_found(light: float) -> None:
    steps = np.linspace(0, 1, 14)[1:-1]
    mixed = [np.minimum(255, scene(1) * min(1, 2 - 2 * t) / 2 + scene(2) * min(1, 2 * t) / 2) * light for t in steps]
    film = [*pictures((24, scene(1) * light / 2)), *mixed, *pictures((24, scene(2) * light / 2))]
    assert found(film) == pytest.approx([30], abs=2)


def test_a_camera_that_adapts_to_a_car_on_a_plain_road_is_no_dissolve() -> None:
    road, frames = scene(1) * 0.1 + 110, pictures((24, scene(1) * 0.1 + 110))
    for n in range(24):
        picture = road * (1 - 0.45 * min(1, n / 16))
        picture[max(0, 14 - n) : max(0, 20 - n), 8:13] = 240
        frames.append(picture)
    assert found([*frames, *pictures((24, frames[-1]))]) == []


def test_a_cut_to_black_and_the_fade_from_it_are_one() -> None:
    black = np.zeros((HIGH, WIDE, 3))
    fade = [scene(2) * n / 9 for n in range(10)]
    assert found([*pictures((24, scene(1)), (5, black)), *fade, *pictures((24, scene(2)))]) == [24]


def test_what_lights_up_in_the_dark_and_fades_is_no_cut_but_a_bright_shot_is() -> None:
    dark = np.zeros((HIGH, WIDE, 3))
    glow = dark.copy()
    glow[3:12, 5:18] = (200, 120, 40)
    burst = [glow * 0.8**n for n in range(14)]
    assert found([*pictures((24, dark)), *burst, *pictures((24, dark))]) == []
    assert found(pictures((24, scene(1) * 0.1), (8, scene(2)), (24, scene(3) * 0.1))) == [24, 32]


def test_a_page_with_a_few_changed_lines_is_a_cut() -> None:
    pages = []
    for seed in (1, 2, 3):
        page = np.full((HIGH, WIDE, 3), 250.0)
        for line in range(2, 14, 2):
            page[line, 2 : 6 + int(np.random.default_rng([seed, line]).integers(2, 14))] = 200
        pages.append(page)
    assert found(pictures(*((30, page) for page in pages))) == [30, 60]


def test_a_plain_shot_between_two_dissolves_is_no_dip() -> None:
    sky = scene(3) * 0.15 + 160
    steps = np.linspace(0, 1, 14)[1:-1]
    there, back = ([a * (1 - t) + b * t for t in steps] for a, b in ((scene(1), sky), (sky, scene(2))))
    film = [*pictures((24, scene(1))), *there, *pictures((16, sky)), *back, *pictures((24, scene(2)))]
    assert found(film) == pytest.approx([30, 58], abs=3)


def test_a_dissolve_is_no_motion(tmp_path: Path) -> None:
    still = [np.kron(scene(seed), np.ones((6, 8, 1))) / 255 for seed in (1, 2, 3)]
    shots = [[picture] * 4 * FPS for picture in still]
    frames = shots[0]
    for shot in shots[1:]:
        mixed = [frames[-1] * (1 - t) + shot[0] * t for t in np.linspace(0, 1, FPS)]
        frames = [*frames, *mixed, *shot]
    film = Film("dissolves", (np.stack(frames) * 255).astype(np.uint8), (), ())
    write_film(film, tmp_path / "film.mp4")
    facts = look(tmp_path / "film.mp4")[0]
    assert len(facts.cuts) == 2
    assert max(facts.movement) < 0.15


def panned(seed: int, count: int, columns: float) -> list[np.ndarray]:
    """A camera that pans over a scene, by so many places per thumbnail."""
    rough = np.random.default_rng(seed).random((8, 60, 3)) * (0.5 + 0.5 * seed)
    wide = np.kron(rough, np.ones((2, 2, 1))) * 160
    return [wide[:, round(n * columns) : round(n * columns) + WIDE] for n in range(count)]


@pytest.mark.parametrize(
    ("step", "beside", "cuts"),
    [
        (8.0, 1.2, [20]),  # one frame makes the change, while movement is in all frames
        (1.5, 1.2, []),  # it is in all frames, too: a faster movement
        (8.0, 8.0, []),  # frames are repeated, so that each change is in one step
    ],
)
def test_a_cut_between_shots_that_move_is_a_step_of_one_frame(step: float, beside: float, cuts: list[int]) -> None:
    frames = [*panned(0, 20, 1), *panned(1, 20, 1)]
    steps = dict.fromkeys(range(1, 40), beside) | {20: step}
    assert found(frames) == [], "the change is less than is usual at a cut"
    assert found(frames, steps) == cuts


def letterbox(frames: np.ndarray) -> np.ndarray:
    high = frames.shape[1] // 5
    framed = frames.copy()
    framed[:, :high] = framed[:, -high:] = 0
    return framed


def upright_in_a_wide_frame(frames: np.ndarray) -> np.ndarray:
    wide = frames.shape[2] // 3
    framed = np.zeros_like(frames)
    framed[:, :, wide:-wide] = frames[:, :, wide:-wide]
    return framed


def on_a_titled_page(frames: np.ndarray) -> np.ndarray:
    high = frames.shape[1] // 4
    framed = np.full_like(frames, 240)
    framed[:, high // 4 : high // 2, 20:90] = 30
    framed[:, high:-high] = frames[:, high:-high]
    return framed


@pytest.mark.parametrize("framed", [letterbox, upright_in_a_wide_frame, on_a_titled_page])
@pytest.mark.parametrize("kind", ["two-angles", "dissolve-1", "dip-white", "flashes"])
def test_no_cuts_are_hidden_by_what_surrounds_a_film(
    tmp_path: Path, framed: Callable[[np.ndarray], np.ndarray], kind: str
) -> None:
    film = make_film(kind, 0, shots=4)
    write_film(film, tmp_path / "whole.mp4")
    write_film(replace(film, frames=framed(film.frames)), tmp_path / "framed.mp4")
    whole, inside = (look(tmp_path / name)[0] for name in ("whole.mp4", "framed.mp4"))
    assert inside.cuts == pytest.approx(film.hard or film.gradual, abs=0.75 if film.gradual else 1.01 / FPS)
    if whole.cuts:
        assert inside.brightness == pytest.approx(whole.brightness, abs=0.1), "what surrounds it is not of the film"

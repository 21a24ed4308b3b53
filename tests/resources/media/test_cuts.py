"""Cuts of every kind, and what is none, on films whose cuts are known."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks._films import FPS, make_film, write_film
from resources.media.look import look


@pytest.mark.parametrize("kind", ["hard", "same-palette", "slides", "title-cards", "two-angles", "jump-cut"])
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
def test_what_is_no_cut_is_not_taken_for_one(kind: str, seed: int, tmp_path: Path) -> None:
    write_film(make_film(kind, seed), tmp_path / "film.mp4")
    assert look(tmp_path / "film.mp4")[0].cuts == ()


def test_movement_is_told_second_by_second(tmp_path: Path) -> None:
    write_film(make_film("pan", 0), tmp_path / "film.mp4")
    facts = look(tmp_path / "film.mp4")[0]
    assert len(facts.movement) == len(facts.light) == 10
    assert min(facts.movement) > 0


def test_a_contrasty_picture_does_not_move_more_at_the_same_pace(tmp_path: Path) -> None:
    film = make_film("pan", 0)
    write_film(film, tmp_path / "film.mp4")
    pale = replace(film, frames=(film.frames // 2 + 64).astype(np.uint8))
    write_film(pale, tmp_path / "pale.mp4")
    assert look(tmp_path / "pale.mp4")[0].motion == pytest.approx(look(tmp_path / "film.mp4")[0].motion, rel=0.15)

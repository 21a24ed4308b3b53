"""The player of a card: takes, the original, and what a browser cannot play."""

from pathlib import Path
from typing import Any

import pytest

from resources.storage import Folders
from tests.chromium import opened
from tests.films import ffmpeg
from tests.studio.conftest import BUNNY, work
from tests.studio.page.conftest import queued, state

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_only_one_film_plays_and_its_take_is_marked(browser: Any, alone: str, folders: Folders) -> None:
    page = opened(browser, alone)
    card = queued(page, BUNNY)
    work(folders)
    state(page, "done")
    takes = card.get_by_role("button", name="Play: take")
    film = card.locator("video")
    pressed = "buttons => buttons.map(button => button.ariaPressed)"
    chosen = takes.evaluate_all(pressed).index("true")
    takes.nth((chosen + 1) % 3).click()
    page.wait_for_function("() => document.querySelector('#videos video').currentTime > 0")
    assert takes.evaluate_all(pressed).index("true") == (chosen + 1) % 3
    box = film.bounding_box()
    assert 0 <= round(box["y"]) <= page.viewport_size["height"] - box["height"], "it is seen"
    page.evaluate(
        """() => {
            const other = Object.assign(document.createElement('audio'), { src: document.querySelector('#videos video').src });
            document.body.append(other);
            return other.play();
        }"""
    )
    assert film.evaluate("film => film.paused")
    film.evaluate("film => { film.currentTime = film.duration - 0.1; return film.play(); }")
    page.wait_for_function("() => document.querySelector('#videos video').ended")
    card.get_by_role("button", name="Original").click()
    assert takes.evaluate_all(pressed) == ["false"] * 3
    film.evaluate("film => film.play()")
    page.wait_for_function(
        "() => { const film = document.querySelector('#videos video'); return film.currentTime > 0 && !film.ended; }"
    )
    film.evaluate("film => film.pause()")
    wave = card.locator(".wave")
    wave.click(position={"x": wave.bounding_box()["width"] / 2, "y": 5})
    page.wait_for_function("() => document.querySelector('#videos video').currentTime >= 2.4")  # of 5.3 s


def test_the_original_goes_on_where_the_film_was(browser: Any, alone: str, folders: Folders) -> None:
    page = opened(browser, alone)
    card = queued(page, BUNNY)
    work(folders)
    state(page, "done")
    film = card.locator("video")
    film.evaluate("film => film.play()")
    page.wait_for_function("() => document.querySelector('#videos video').currentTime > 1")
    card.get_by_role("button", name="Original").click()
    page.wait_for_function("() => document.querySelector('#videos video').currentTime > 1.2")
    assert "original.mp4" in film.evaluate("film => film.src")
    assert not film.evaluate("film => film.paused")


def test_an_original_that_no_browser_plays_is_told(browser: Any, alone: str, folders: Folders, tmp_path: Path) -> None:
    ffmpeg("-i", BUNNY, "-c", "copy", tmp_path / "camcorder.mts")
    page = opened(browser, alone)
    card = queued(page, tmp_path / "camcorder.mts")
    work(folders)
    state(page, "done")
    card.get_by_role("button", name="Original").click()
    card.get_by_text("This browser cannot play mts files. To compare, play your own copy of camcorder.mts.").wait_for()
    assert "scored.mp4" in card.locator("video").evaluate("film => film.src")

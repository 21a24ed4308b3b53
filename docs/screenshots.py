"""`python -m docs.screenshots video|verse|song|graph`: screenshots for the pages, of a new user's first steps.

What belongs here: these steps, and what is shown of them. What does not: steps that test the page (tests/studio/page).

It needs Chromium, and `make studio` running on an empty library after `make demo`. It writes docs/images.
"""

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.chromium import chromium, opened

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
FILM = ROOT / "resources" / "demo_videos" / "big-buck-bunny.mp4"
WIDTHS = {"desk": (1280, 860), "phone": (390, 844)}
PATIENCE = 90_000.0  # milliseconds for one piece of work


def keep(name: str, shot: bytes) -> None:
    """Write a picture small."""
    from PIL import Image

    Image.open(io.BytesIO(shot)).convert("RGB").save(IMAGES / f"{name}.webp", quality=80, method=6)
    print(f"{name}.webp: {(IMAGES / f'{name}.webp').stat().st_size // 1000} kB", flush=True)


def show(page: Any, name: str, top: str = "body") -> None:
    """A picture of the page on a desk and one on a phone.

    Args:
        top: what stands at the picture's upper edge.
    """
    for kind, (width, height) in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.locator(top).first.evaluate("element => scrollTo(0, element.getBoundingClientRect().top + scrollY - 12)")
        page.wait_for_timeout(200)
        keep(f"walk-{name}-{kind}", page.screenshot())
    page.set_viewport_size({"width": 1280, "height": 860})


def video(browser: Any, studio: str) -> None:
    """From the page as it opens to a film's three takes."""
    page = opened(browser, studio, viewport={"width": 1280, "height": 860})
    page.locator("#queue").wait_for(state="hidden", timeout=60_000)
    show(page, "1-open")
    page.set_input_files("#files", [str(FILM)])
    page.fill("#prompt", "lo-fi, mellow, with a piano, no drums, smells of coffee")
    page.wait_for_selector("#chips .chip")
    show(page, "2-video-in")
    page.click("#go")
    page.wait_for_selector("#videos > li[data-state=rendering] .chip", timeout=PATIENCE)
    show(page, "3-in-work", "#videos-title")
    page.wait_for_selector("#videos > li[data-state=done]", timeout=PATIENCE)
    page.wait_for_timeout(1500)  # the poster and the waveform
    show(page, "4-music-out", "#videos .chips")
    page.set_viewport_size({"width": 1000, "height": 800})
    keep("studio-video", page.screenshot(full_page=True))


def verse(browser: Any, studio: str) -> None:
    """From a theme to a verse with a line by a person, and the wish for its song."""
    page = opened(browser, f"{studio}#verse", viewport={"width": 1280, "height": 860})
    page.locator("#queue").wait_for(state="hidden", timeout=60_000)
    page.fill("#theme", "rain")
    page.select_option("#form", "VH")
    page.fill("#bars", "4")
    page.click("#verse-form button[type=submit]")
    page.wait_for_selector("#words-note >> text=/Written by/", timeout=PATIENCE)
    show(page, "5-verse", "#song-form")
    text = page.input_value("#words").splitlines()
    text[2] = "the streetlights hum a song to me again"
    page.fill("#words", "\n".join(text))
    page.click("#mark")
    page.wait_for_selector("#lines >> text=streetlights", timeout=PATIENCE)
    page.locator("#lines input").nth(3).check()
    show(page, "6-edited", "#song-form")
    page.click("#song-form button[type=submit]")
    page.wait_for_selector("#songs > li[data-state]")


def song(browser: Any, studio: str) -> None:
    """The song of the verse, once it is there."""
    page = opened(browser, f"{studio}#verse", viewport={"width": 1280, "height": 860})
    page.wait_for_selector("#songs > li[data-state=done]", timeout=PATIENCE)
    film = page.locator("#songs video").first
    film.evaluate("film => { film.muted = true; film.preload = 'auto'; film.currentTime = 8; }")
    page.wait_for_function("() => document.querySelector('#songs video').readyState >= 2")
    show(page, "7-song", "#songs-title")


def graph(browser: Any, dagster: str) -> None:
    """The asset graph, all groups open."""
    page = browser.new_context(viewport={"width": 2400, "height": 2120}).new_page()
    page.goto(f"{dagster}/asset-groups")
    page.get_by_text("Materialize all").first.wait_for(timeout=60_000)
    page.get_by_text("Hide navigation").click()
    page.wait_for_timeout(4000)
    page.keyboard.press("Alt+e")  # opens all groups
    page.wait_for_timeout(4000)
    page.reload()  # which fits the whole graph into the window
    page.wait_for_timeout(9000)
    keep("asset-graph", page.screenshot(clip={"x": 375, "y": 360, "width": 2010, "height": 1422}))


STUDIO, DAGSTER = "http://127.0.0.1:3001", "http://127.0.0.1:3000"
WALKS = {"video": (video, STUDIO), "verse": (verse, STUDIO), "song": (song, STUDIO), "graph": (graph, DAGSTER)}


def main(arguments: Sequence[str]) -> int:
    """Take the pictures of one walk."""
    parser = argparse.ArgumentParser(prog="docs.screenshots")
    parser.add_argument("walk", choices=WALKS)
    parser.add_argument("--address", help="of the studio, or of Dagster's UI for the graph")
    options = parser.parse_args(arguments)
    walk, usual = WALKS[options.walk]
    with chromium() as browser:
        walk(browser, options.address or usual)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

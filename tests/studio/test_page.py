"""The page as people use it, in a real browser, before real Dagster runs: the walks, the refusals, accessibility."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipelines.settings import PROJECT_ROOT
from resources.media.sound import RATE, write_audio

AXE = Path(__file__).parent / "axe" / "axe.min.js"  # axe-core 4.14.1 (MPL-2.0), its licence beside it
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
BUNNY = PROJECT_ROOT / "resources" / "demo_videos" / "big-buck-bunny.mp4"
WORDS = "[Verse]\nthe rain comes down on every street\nI hear the city in my feet\n\n[Hook]\nlet it rain, let it rain\nlet it wash away the pain"

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Dagster and the studio on an empty data root, as `make studio` starts them."""
    root = tmp_path_factory.mktemp("studio")
    port = free_port()
    home = root / "dagster"
    home.mkdir()
    for name, pitch in (("low", 220), ("high", 440)):
        sound = 0.1 * np.sin(2 * np.pi * pitch * np.arange(31 * RATE) / RATE)
        write_audio(root / "human" / f"{name}.flac", np.tile(sound, (2, 1)).astype(np.float32), RATE)
    shutil.copy(PROJECT_ROOT / "dagster.yaml", home)
    environment = {
        **os.environ, "DATA_DIR": str(root / "data"), "INBOX_DIR": str(root / "inbox"), "DAGSTER_HOME": str(home),
        "STUDIO_PORT": str(port), "SOUNDFONT": "off", "BASE_MODELS": "embedded", "STUDIO_UPLOAD_MB": "5",
        "LISTENING_DIR": str(root / "human"),
    }  # fmt: skip
    command = [sys.executable, "-m", "studio.together", "--queue", "--ui-port", str(free_port())]
    with (root / "log.txt").open("wb") as log:
        both = subprocess.Popen(command, cwd=PROJECT_ROOT, env=environment, stdout=log, stderr=log)
        try:
            for _ in range(240):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
                    break
                except OSError:
                    time.sleep(0.5)
            yield f"http://127.0.0.1:{port}"
        finally:
            both.send_signal(signal.SIGTERM)
            assert both.wait(60) == 0, "it stops on SIGTERM"


def without_realtime(folder: Path) -> Path:
    """A script that starts Chromium without the right to real-time priority.

    Started by root it gives threads that priority, and two of its renderers that wait for a third process in a loop then keep
    both cores for themselves: nothing else on the machine goes on (load 150, a suite that stood still at 98 %).
    """
    script = folder / "chromium"
    plain = f'exec "{CHROMIUM}" "$@"'
    tools = shutil.which("setpriv") and shutil.which("prlimit") and os.geteuid() == 0
    fair = f'exec setpriv --bounding-set=-sys_nice --inh-caps=-sys_nice prlimit --rtprio=0 "{CHROMIUM}" "$@"'
    script.write_text(f"#!/bin/sh\n{fair if tools else plain}\n", encoding="utf-8")
    script.chmod(0o755)
    return script


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        pytest.fail("There is no Chromium on PATH. Install it: apt install chromium.")
    script = without_realtime(tmp_path_factory.mktemp("browser"))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=script, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def opened(browser: Any, address: str, **how: Any) -> Any:
    page = browser.new_context(**how).new_page()
    page.goto(address)
    page.wait_for_selector("body[data-ready]")
    return page


def wait_until(card: Any, state: str, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while card.get_attribute("data-state") != state:
        assert time.monotonic() < deadline, card.inner_text()
        assert card.get_attribute("data-state") != "failed", card.inner_text()
        time.sleep(0.3)


def test_upload_progress_choose_download(browser: Any, address: str) -> None:
    page = opened(browser, address, accept_downloads=True)
    page.locator("#queue").wait_for(state="hidden", timeout=60_000)  # the daemon has started
    page.fill("#prompt", "synthwave, 100 bpm, no drums, like flurbish")
    page.wait_for_selector("#chips >> text=not understood: flurbish")
    assert "no drums" in page.inner_text("#chips")
    page.set_input_files("#files", [str(BUNNY)])
    page.click("#go")
    card = page.locator("#videos > li[data-state]", has_text=BUNNY.name).first
    wait_until(card, "done")
    assert card.locator("video").count() == 1
    assert "Licence" in card.inner_text()
    card.get_by_role("button", name="Before").click()
    assert card.get_by_role("button", name="After").count() == 1
    other = card.get_by_role("button", name="Choose").first
    number = other.inner_text().split()[-1]
    other.click()
    page.wait_for_selector(f"#videos >> text=/Take {number}.*: chosen/", timeout=60_000)
    with page.expect_download() as download:
        card.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "big-buck-bunny with music.mp4"


def test_own_words_become_a_song(browser: Any, address: str) -> None:
    page = opened(browser, address)
    page.click("#tab-verse")
    page.click("#own")
    page.fill("#words", WORDS)
    page.fill("#song-title", "Street Rain")
    page.uncheck("#voice")
    page.click("#song-form button[type=submit]")
    song = page.locator("#songs > li", has_text="Street Rain").first
    song.wait_for(timeout=20_000)
    wait_until(song, "done")
    assert song.locator("video").count() == 1
    assert {"song.mp3", "song.lrc", "song.ass", "song.vtt"} <= set(song.locator("a").all_inner_texts())


def test_what_is_refused_says_why(browser: Any, address: str, tmp_path: Path) -> None:
    page = opened(browser, address)
    (tmp_path / "fake.mp4").write_bytes(b"no video at all")
    (tmp_path / "large.mp4").write_bytes(b"x" * 5_200_000)
    for name, says in (("fake.mp4", "cannot be read"), ("large.mp4", "too large")):
        page.set_input_files("#files", [str(tmp_path / name)])
        page.click("#go")
        row = page.locator("#videos > li", has_text=name).first
        row.get_by_role("alert").wait_for()
        assert says in row.inner_text()
        row.get_by_role("button", name="Dismiss").click()
    page.click("#tab-verse")
    page.fill("#theme", "rain")
    page.click("#verse-form button[type=submit]")
    page.wait_for_selector("#notice >> text=There is no champion yet", timeout=90_000)
    page.click("#tab-models")
    page.wait_for_selector("#pair >> text=Run make demo first")


def test_without_the_studio_it_says_so(browser: Any, address: str) -> None:
    page = opened(browser, address)
    page.context.set_offline(True)
    page.click("#tab-verse")
    page.click("#verse-form button[type=submit]")
    page.wait_for_selector("#notice >> text=does not answer")


def has_no_barrier(page: Any, width: int) -> None:
    """axe finds none on what is shown, and nothing of it is wider than the screen."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_clips_are_heard_by_keyboard_and_told_after_the_vote(
    browser: Any, address: str, width: int, scheme: str
) -> None:
    page = opened(browser, address, viewport={"width": width, "height": 844}, color_scheme=scheme)
    page.locator("#queue").wait_for(state="hidden", timeout=60_000)
    page.set_input_files("#files", [str(BUNNY)])
    page.click("#go")
    wait_until(page.locator("#videos > li[data-state]", has_text=BUNNY.name).first, "done")
    page.click("#tab-listen")
    page.wait_for_selector("#clips audio")
    sounds, choices = page.locator("#clips audio"), page.locator("#listen-choices button")
    assert sounds.count() == 2
    assert all(choices.nth(n).is_disabled() for n in range(3)), "nobody votes who has heard nothing"
    has_no_barrier(page, width)
    for n in range(2):
        sounds.nth(n).focus()
        page.keyboard.press("Space")
        page.wait_for_function(  # it plays, and no other
            "n => [...document.querySelectorAll('#clips audio')].every((one, at) => one.paused === (at !== n))", arg=n
        )
    page.wait_for_selector("#listen-choices button:not([disabled])")
    assert not page.inner_text("#listen-tallies")
    choices.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#listen-told >> text=people: ")
    assert "sketch: " in page.inner_text("#listen-told")
    assert "interval" in page.inner_text("#listen-tallies table")
    assert page.evaluate("document.activeElement.id") == "listen-next"
    has_no_barrier(page, width)


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_no_tab_has_a_barrier_and_nothing_is_wider_than_the_screen(
    browser: Any, address: str, width: int, scheme: str
) -> None:
    page = opened(browser, address, viewport={"width": width, "height": 844}, color_scheme=scheme)
    for tab in ("video", "verse", "listen", "models"):
        page.click(f"#tab-{tab}")
        page.wait_for_timeout(500)
        has_no_barrier(page, width)


def test_tabs_by_keyboard(browser: Any, address: str) -> None:
    page = opened(browser, address)
    page.focus("#tab-video")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#tab-verse", "aria-selected") == "true"
    assert page.is_visible("#panel-verse")
    page.keyboard.press("ArrowLeft")
    assert page.is_visible("#panel-video")

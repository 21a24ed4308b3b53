"""A browser, and two studios: one with Dagster's runs, one without."""

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

from pipelines.settings import PROJECT_ROOT, Settings
from resources.media.sound import RATE, write_audio
from resources.records import Pointer
from tests.chromium import chromium
from tests.studio.test_live import Server
from tests.trained import with_ngram

AXE = Path(__file__).parent / "axe" / "axe.min.js"  # axe-core 4.14.1 (MPL-2.0), its licence beside it
LOOKS = [(width, scheme) for width in (320, 390, 1280) for scheme in ("light", "dark")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Dagster and the studio as `make studio` starts them; an n-gram model can write."""
    root = tmp_path_factory.mktemp("studio")
    with_ngram(root)
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


@pytest.fixture
def alone(browser: Any, settings: Settings) -> Iterator[str]:
    """The studio without Dagster: requests wait until the test does the work of a run."""
    Pointer(path="ngram").write(settings.folders.tables / "models" / "ngram.json")
    server = Server(settings)
    yield server.address
    for context in browser.contexts:  # a page that listens keeps the server waiting
        context.close()
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


def wait_until(card: Any, state: str, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while card.get_attribute("data-state") != state:
        assert time.monotonic() < deadline, card.inner_text()
        assert card.get_attribute("data-state") != "failed", card.inner_text()
        time.sleep(0.3)


def has_no_barrier(page: Any) -> None:
    """Check that axe finds no accessibility problems and nothing is wider than the screen, on a phone and a desktop, light and dark."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert [(v["id"], v["nodes"][0]["target"]) for v in found] == [], (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, scheme)


def focused(page: Any) -> str:
    """The name of the focused element."""
    return page.evaluate("(({ariaLabel, id, textContent}) => ariaLabel ?? (id || textContent))(document.activeElement)")


def queued(page: Any, *films: Path) -> Any:
    """The films' cards, once they wait."""
    page.set_input_files("#files", [str(film) for film in films])
    page.click("#go")
    cards = page.locator("#videos > li[data-state]")
    page.wait_for_function("n => document.querySelectorAll('#videos > li[data-state]').length === n", arg=len(films))
    return cards


def state(page: Any, wanted: str) -> None:
    page.wait_for_selector(f"#videos > li[data-state={wanted}]")

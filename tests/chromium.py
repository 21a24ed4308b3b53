"""Chromium for the tests of the studio's page and for its screenshots (docs/screenshots.py)."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser, which is closed at the end.

    Raises:
        FileNotFoundError: there is none on PATH.
    """
    from playwright.sync_api import sync_playwright

    if PROGRAM is None:
        raise FileNotFoundError("There is no Chromium on PATH. Install it: apt install chromium.")
    with tempfile.TemporaryDirectory(prefix="chromium-") as folder, sync_playwright() as playwright:
        script = _without_realtime(Path(folder))
        browser = playwright.chromium.launch(executable_path=script, args=["--no-sandbox"])
        yield browser
        browser.close()


def opened(browser: Any, address: str, **how: Any) -> Any:
    """The studio's page, ready."""
    page = browser.new_context(reduced_motion="reduce", **how).new_page()
    page.goto(address)
    page.wait_for_selector("body[data-ready]")
    return page


def _without_realtime(folder: Path) -> Path:
    """A script that starts Chromium without the right to real-time priority.

    Started by root it gives threads that priority, and two of its renderers that wait for a third process in a loop then keep
    both cores for themselves: nothing else on the machine goes on (load 150, a suite that stood still at 98 %).
    """
    script = folder / "chromium"
    plain = f'exec "{PROGRAM}" "$@"'
    tools = shutil.which("setpriv") and shutil.which("prlimit") and os.geteuid() == 0
    fair = f'exec setpriv --bounding-set=-sys_nice --inh-caps=-sys_nice prlimit --rtprio=0 "{PROGRAM}" "$@"'
    script.write_text(f"#!/bin/sh\n{fair if tools else plain}\n", encoding="utf-8")
    script.chmod(0o755)
    return script

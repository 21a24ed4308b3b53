"""Asking for a song on the page: its beat, its settings, its picture."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from resources.leases import lease
from resources.media.images import encode_image
from resources.storage import Folders
from tests.chromium import opened
from tests.studio.page.conftest import focused, has_no_barrier

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_a_song_waits_with_its_picture_and_is_cancelled(
    browser: Any, alone: str, folders: Folders, tmp_path: Path
) -> None:
    page = opened(browser, alone)
    page.click("#tab-verse")
    page.click("#own")
    page.fill("#words", "the rain comes down\nall over the town")
    page.fill("#song-title", "Town")
    (tmp_path / "behind.png").write_bytes(encode_image(np.full((48, 64, 3), 90, np.uint8), "png"))
    page.set_input_files("#picture", [str(tmp_path / "behind.png")])
    page.click("#song-form button[type=submit]")
    song = page.locator("#songs > li[data-state=queued]")
    song.wait_for()
    (asked,) = page.request.get(f"{alone}/api/v1/jobs").json()
    assert asked["asked"]["background"]
    assert (folders.songs / asked["id"] / asked["asked"]["background"]).exists()
    has_no_barrier(page)
    with lease(folders.songs / asked["id"]):
        page.wait_for_selector("#songs > li[data-state=rendering]")
        has_no_barrier(page)
    song.wait_for()
    song.get_by_role("button", name="Cancel: Town").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#songs > li[data-state=failed] >> text=It was cancelled.")
    assert focused(page) == "Town", "the button is gone, the card is not"
    has_no_barrier(page)
    page.get_by_role("button", name="Delete: Town").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'songs-title'")


def test_a_song_s_beat_is_described_and_its_settings_are_kept(browser: Any, alone: str) -> None:
    page = opened(browser, alone)
    page.click("#tab-verse")
    page.click("#own")
    page.fill("#words", "the rain comes down\nall over the town 雨")
    page.wait_for_selector("#letters >> text=make fonts")
    page.get_by_label("What should the beat sound like?").focus()
    page.keyboard.type("jazz, dark, no drums, 90 bpm, faster at 0:10, flurbish")
    chips = page.locator("#song-chips")
    for told in ("no drums", "90 beats per minute", "not understood: flurbish", "cannot be done: faster from 0:10 on"):
        chips.get_by_text(told, exact=False).first.wait_for()
    page.select_option("#song-style", "trap")
    chips.get_by_text("not used: the style jazz").wait_for()
    has_no_barrier(page)
    page.fill("#song-tempo", "80")
    chips.get_by_text("not used: 90 beats per minute").wait_for()
    page.fill("#song-seed", "7")
    page.select_option("#flow", "triplet")
    page.select_option("#shape", "both")
    page.uncheck("#voice")
    page.fill("#words", "the rain comes down\nall over the town")
    page.wait_for_function("() => document.getElementById('letters').textContent === ''")
    page.click("#song-form button[type=submit]")
    song = page.locator("#songs > li[data-state=queued]")
    song.wait_for()
    assert song.get_by_text("no drums").count() == song.get_by_text("not used: 90 beats per minute").count() == 1
    has_no_barrier(page)
    asked = page.request.get(f"{alone}/api/v1/jobs").json()[0]["asked"]
    wanted = {"style": "trap", "tempo": 80, "seed": 7, "flow": "triplet", "voice": False, "shapes": ["wide", "tall"]}
    assert {name: asked[name] for name in wanted} == wanted
    assert asked["prompt"].startswith("jazz, dark")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert page.input_value("#song-prompt") == asked["prompt"], "kept with the words"
    page.evaluate("sessionStorage.clear()")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    song.get_by_role("button", name="Cancel").click()
    song = page.locator("#songs > li[data-state=failed]")
    song.get_by_role("button", name="Edit the words").click()
    fields = {"#song-style": "trap", "#song-tempo": "80", "#song-seed": "7", "#flow": "triplet", "#shape": "both"}
    assert {field: page.input_value(field) for field in fields} == fields
    assert not page.is_checked("#voice")
    chips.get_by_text("no drums").wait_for()
    page.fill("#song-tempo", "")
    page.select_option("#song-style", "")
    page.click("#song-form button[type=submit]")
    other = page.locator("#songs > li[data-state=queued]")
    other.get_by_text("90 beats per minute").wait_for()
    assert other.get_by_text("not used").count() == 0

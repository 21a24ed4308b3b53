"""The page in a real browser with real Dagster runs: from a video to its music, from a theme to a song."""

import re
import time
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import opened
from tests.studio.conftest import BUNNY
from tests.studio.page.conftest import focused, has_no_barrier, wait_until

WORDS = "[Verse]\nthe rain comes down on every street\nI hear the city in my feet\n\n[Hook]\nlet it rain, let it rain\nlet it wash away the pain"

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_a_video_is_uploaded_played_chosen_and_downloaded(browser: Any, address: str) -> None:
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
    has_no_barrier(page)
    before = card.get_by_role("button", name="Original")
    for pressed in ("true", "false"):
        before.click()
        assert before.get_attribute("aria-pressed") == pressed
    card.get_by_role("button", name="Play: take").last.click()
    page.wait_for_function("() => document.querySelector('#videos video').currentTime > 0")
    card.locator("video").evaluate("film => film.pause()")
    other = card.get_by_role("button", name="Choose: take").first
    number = other.get_attribute("aria-label").split()[2]
    other.click()
    page.wait_for_selector(f"#videos >> text=/Take {number}.*chosen/", timeout=60_000)
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
    assert {"song.mp3", "song.lrc", "song.ass", "song.vtt"} <= set(
        song.locator("a").evaluate_all("links => links.map(link => link.title)")
    )
    song.locator("video").evaluate("film => { film.muted = true; return film.play(); }")
    page.wait_for_function("() => document.querySelector('#songs video').currentTime > 0")
    song.locator("video").evaluate("film => film.pause()")
    has_no_barrier(page)


def test_a_verse_is_written_and_edited_and_its_song_names_the_writers(browser: Any, address: str) -> None:
    page = opened(browser, address)
    page.locator("#queue").wait_for(state="hidden", timeout=60_000)
    page.click("#tab-verse")
    page.click("summary >> text=model and seed")
    page.select_option("#model", "ngram")
    page.select_option("#form", "V")
    page.fill("#first", "The night is long")
    page.fill("#bars", "3")
    page.click("#verse-form button[type=submit]")
    page.wait_for_selector("#words-note >> text=Written by ngram.", timeout=60_000)
    lines = page.locator("#lines input")
    assert lines.count() == 4
    first = page.input_value("#words").splitlines()
    has_no_barrier(page)
    page.click("#again")
    page.wait_for_selector("#notice >> text=Tick the lines")
    lines.nth(2).check()
    page.click("#again")
    page.wait_for_function(
        "was => document.getElementById('words').value !== was", arg="\n".join(first), timeout=60_000
    )
    second = page.input_value("#words").splitlines()
    assert [place for place, line in enumerate(first) if line != second[place]] == [3], "the header, then lines"
    page.fill("#words", "\n".join([*second, "I hold the light and write it right"]))
    assert lines.count() == 0, "what was marked no longer stands there"
    page.click("#mark")
    page.wait_for_selector("#lines >> text=I hold the light", timeout=60_000)
    assert page.get_by_role("checkbox", name=re.compile("I hold the .* rhyme [A-Z]")).count() == 1
    assert page.locator("#lines .visually-hidden", has_text="syllables").count() == 5, "stresses in words"
    page.fill("#song-title", "Light")
    page.click("#song-form button[type=submit]")
    song = page.locator("#songs > li", has_text="Light").first
    song.wait_for(timeout=20_000)
    (asked,) = (
        view
        for view in page.request.get(f"{address}/api/v1/jobs").json()
        if view["name"] == "Light" and not view["draft"]
    )
    assert asked["asked"]["words_by"] == "a person and ngram"


def test_refused_files_are_shown_with_the_reason(browser: Any, address: str, tmp_path: Path) -> None:
    page = opened(browser, address)
    page.click("#go")
    page.wait_for_selector("#notice >> text=Choose a video first")
    (tmp_path / "fake.mp4").write_bytes(b"no video at all")
    (tmp_path / "large.mp4").write_bytes(b"x" * 5_200_000)
    for name, says in (("fake.mp4", "a text file"), ("large.mp4", "too large")):
        page.set_input_files("#files", [str(tmp_path / name)])
        page.click("#go")
        row = page.locator("#videos > li", has_text=name).first
        row.get_by_role("alert").wait_for()
        assert says in row.inner_text()
        assert row.get_by_role("button", name="Try again").count() == 0, "the same file would be refused again"
        row.get_by_role("button", name="Dismiss").click()
        assert focused(page) == "videos-title"
    page.click("#tab-verse")
    page.fill("#theme", "zyzzyva")
    page.click("#verse-form button[type=submit]")
    page.wait_for_selector("#notice >> text=No training song has a word of the theme", timeout=180_000)
    page.click("#tab-models")
    page.wait_for_selector("#pair >> text=make demo")


SOUNDS = "[...document.querySelectorAll('#clips audio')].map(one => [one.paused, one.readyState, one.currentTime, one.error?.message])"


def test_clips_are_played_by_keyboard_and_named_after_the_vote(browser: Any, address: str) -> None:
    page = opened(browser, address)
    page.locator("#queue").wait_for(state="hidden", timeout=60_000)
    page.set_input_files("#files", [str(BUNNY)])
    page.click("#go")
    wait_until(page.locator("#videos > li[data-state]", has_text=BUNNY.name).first, "done")
    page.click("#tab-listen")
    page.wait_for_selector("#clips audio")
    sounds, choices = page.locator("#clips audio"), page.locator("#listen-choices button")
    assert sounds.count() == 2
    assert all(choices.nth(n).is_disabled() for n in range(3)), "nobody votes who has heard nothing"
    has_no_barrier(page)
    # The clip by the sketch lasts five seconds: on a machine that stood still it is over before anybody looks. So what plays is
    # noted as it begins.
    page.evaluate(
        """begun = [];
        document.addEventListener("playing", () => begun.push(
            [...document.querySelectorAll("#clips audio")].map(one => !one.paused)), true)"""
    )
    for n, plays in enumerate(([True, False], [False, True])):
        sounds.nth(n).press("Space")
        deadline = time.monotonic() + 60
        while len(begun := page.evaluate("begun")) <= n:
            assert time.monotonic() < deadline, (n, begun, focused(page), page.evaluate(SOUNDS))
            time.sleep(0.1)
        assert begun[n] == plays, "it plays, and no other"
    page.wait_for_selector("#listen-choices button:not([disabled])")
    assert not page.inner_text("#listen-tallies")
    choices.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#listen-told >> text=people: ")
    assert "sketch: " in page.inner_text("#listen-told")
    assert "interval" in page.inner_text("#listen-tallies table")
    assert focused(page) == "listen-next"
    has_no_barrier(page)

"""The page after errors and after clicks that are too early, repeated or unintended: a user loses nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assets.soundtracks.library import videos
from resources.leases import lease
from resources.storage import Folders
from tests.chromium import opened
from tests.studio.conftest import BUNNY, work
from tests.studio.page.conftest import focused, has_no_barrier, queued, state
from tests.studio.page.test_without_dagster import compared

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_a_user_s_words_are_kept(browser: Any, alone: str) -> None:
    page = opened(browser, alone)
    page.click("#tab-verse")
    page.click("#own")
    page.fill("#words", "the rain comes down")
    page.fill("#song-title", "Rain")
    page.click("#own")
    assert page.input_value("#words") == "the rain comes down"
    assert focused(page) == "words"
    page.click("#verse-form button[type=submit]")  # whoever asks whether to replace them hears no
    assert page.input_value("#words") == "the rain comes down"
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert (page.input_value("#words"), page.input_value("#song-title")) == ("the rain comes down", "Rain")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("about:blank")
    assert asked == ["beforeunload"]


def test_a_deletion_can_be_undone(browser: Any, alone: str, folders: Folders) -> None:
    page = opened(browser, alone)
    card = queued(page, BUNNY)
    work(folders)
    state(page, "done")
    card.get_by_role("button", name="Delete").click()
    assert focused(page) == f"Undo: {BUNNY.name}"
    has_no_barrier(page)
    page.keyboard.press("Enter")
    assert card.get_by_role("button", name="Delete").is_visible()
    card.get_by_role("button", name="Delete").click()
    assert len(list(videos(folders.library))) == 1, "it is still there"
    page.reload()
    page.wait_for_function("() => document.querySelectorAll('#videos > li').length === 0")
    assert not list(videos(folders.library)), "who leaves meant it"


def test_changed_settings_are_shown_and_can_be_reset(browser: Any, alone: str, folders: Folders) -> None:
    page = opened(browser, alone)
    page.fill("#prompt", "calm solo piano, 70 bpm, fast")
    page.click("summary >> text=style, tempo")
    page.select_option("#style", "punk")
    page.fill("#tempo", "150")
    page.wait_for_selector("#chips >> text=not used: the style piano")
    assert "not used: 70 beats per minute" in page.inner_text("#chips")
    card = queued(page, BUNNY)
    work(folders)
    state(page, "done")
    assert "not used: 70 beats per minute" in card.inner_text()
    card.locator("summary").click()
    style = card.get_by_label(f"Style: {BUNNY.name}")
    assert style.input_value() == "punk"
    style.select_option("")
    card.get_by_label(f"Tempo: {BUNNY.name}").fill("")
    has_no_barrier(page)
    card.get_by_label(f"Describe the music: {BUNNY.name}").press("Enter")
    state(page, "queued")
    (job,) = page.request.get(f"{alone}/api/v1/jobs").json()
    assert not {"style", "tempo"} & set(job["settings"])
    assert card.locator("video").count() == 1, "what there was is still to be seen"
    with page.expect_download() as download:
        card.get_by_role("link", name="Download the old version").click()
    assert download.value.suggested_filename == "big-buck-bunny with music.mp4"
    assert card.get_by_role("button", name="Choose").count() == 0
    has_no_barrier(page)
    card.get_by_role("button", name="Cancel").click()
    state(page, "done")
    assert page.request.get(f"{alone}/api/v1/jobs").json()[0]["settings"]["style"] == "punk"


def test_a_double_click_is_one_vote(browser: Any, alone: str, folders: Folders) -> None:
    compared(folders)
    page = opened(browser, alone)
    page.click("#tab-models")
    page.wait_for_selector("#pair h3")
    page.evaluate(
        "() => { const b = document.querySelector('#votes [data-choice=a]'); b.click(); b.click(); b.click(); }"
    )
    page.wait_for_selector("#tallies table")
    assert sum(tally["won"] for tally in page.request.get(f"{alone}/api/v1/blind/tallies").json()) == 1


def test_a_refused_stream_is_reopened_and_deleted_cards_disappear(browser: Any, alone: str, folders: Folders) -> None:
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.goto(alone)
    page.wait_for_selector("body[data-ready]")
    queued(page, BUNNY)
    page.route("**/api/v1/events", lambda route: route.fulfill(status=502, body="no"))
    hide(page, True)
    (folder,) = videos(folders.library)
    page.request.delete(f"{alone}/api/v1/jobs/{folder.name}")
    hide(page, False)
    page.wait_for_selector("#queue >> text=does not answer")
    page.unroute("**/api/v1/events")
    page.wait_for_function("() => document.querySelectorAll('#videos > li').length === 0")


def hide(page: Any, hidden: bool) -> None:
    page.evaluate(
        """(hidden) => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_hidden_tabs_use_no_connections(browser: Any, alone: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    pages = []
    for _ in range(8):
        page = context.new_page()
        page.goto(alone)
        page.wait_for_selector("body[data-ready]")
        hide(page, True)
        pages.append(page)
    hide(pages[0], False)
    assert pages[0].evaluate("fetch('/api/v1/status').then((answer) => answer.status)") == 200


def test_visible_windows_share_one_stream(browser: Any, alone: str, folders: Folders) -> None:
    context = browser.new_context(reduced_motion="reduce")
    streams: list[Any] = []
    context.on("request", lambda request: streams.append(request) if request.url.endswith("/api/v1/events") else None)
    pages = [context.new_page() for _ in range(9)]
    for page in pages:
        page.goto(alone)
        page.wait_for_selector("body[data-ready]", timeout=15_000)
    assert len(streams) == 1
    queued(pages[-1], BUNNY)
    for page in pages:
        state(page, "queued")
    pages.pop(0).close()  # which held the stream
    (folder,) = videos(folders.library)
    with lease(folder):
        for page in pages:
            state(page, "rendering")
    hide(pages[0], True)
    pages[-1].request.delete(f"{alone}/api/v1/jobs/{folder.name}")
    for page in pages[1:]:
        page.wait_for_function("() => document.querySelectorAll('#videos > li').length === 0")
    assert pages[0].locator("#videos > li").count() == 1, "who is hidden hears nothing"
    hide(pages[0], False)
    pages[0].wait_for_function("() => document.querySelectorAll('#videos > li').length === 0")


def test_a_window_without_web_locks_has_its_own_stream(browser: Any, alone: str) -> None:
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")
    page.goto(alone)
    page.wait_for_selector("body[data-ready]")
    queued(page, BUNNY)
    state(page, "queued")


def test_the_page_waits_for_the_choices(browser: Any, alone: str) -> None:
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.route("**/api/v1/choices", lambda route: route.fulfill(status=503, json={"error": "Busy.", "remedy": ""}))
    page.goto(alone)
    page.wait_for_selector("#loading >> text=Busy.")
    assert page.evaluate("document.getElementById('video-form').inert")
    has_no_barrier(page)
    page.unroute("**/api/v1/choices")
    page.wait_for_selector("body[data-ready]")
    assert page.locator("#style option").count() > 5
    assert not page.evaluate("document.getElementById('video-form').inert")


def test_a_collapsed_section_with_an_error_is_opened(browser: Any, alone: str) -> None:
    page = opened(browser, alone)
    page.evaluate("document.getElementById('tempo').value = '10'")
    page.click("#go")
    assert page.is_visible("#tempo")
    assert focused(page) == "tempo"


def test_uploads_are_queued_cancelled_and_retried(
    browser: Any, alone: str, tmp_path: Path, make_video: Callable[..., Path]
) -> None:
    page = opened(browser, alone)
    films = [make_video(tmp_path / f"{name}.mp4") for name in "ab"]
    answers = [429, 503]
    page.route(
        "**/api/v1/uploads*",
        lambda route: route.fulfill(status=answers.pop(0), json={"error": "No."}) if answers else route.continue_(),
    )
    page.set_input_files("#files", [str(film) for film in films])
    page.click("#go")
    page.keyboard.press("Enter")  # again, while it is uploaded
    assert page.locator("#notice").is_hidden()
    page.locator("#videos").get_by_role("alert").wait_for()
    has_no_barrier(page)
    page.get_by_role("button", name="Try again: a.mp4").click()
    page.wait_for_function("() => document.querySelectorAll('#videos > li[data-state=queued]').length === 2")
    page.route("**/api/v1/uploads*", lambda route: None)  # it takes for ever
    page.set_input_files("#files", [str(films[0])])
    page.click("#go")
    page.get_by_role("button", name="Cancel the upload: a.mp4").click()
    page.wait_for_function("() => document.querySelectorAll('#videos > li').length === 2")
    assert focused(page) == "videos-title"


def test_cancelling_is_offered_only_if_it_is_possible(browser: Any, alone: str, folders: Folders) -> None:
    page = opened(browser, alone)
    card = queued(page, BUNNY)
    (folder,) = videos(folders.library)
    with lease(folder):
        state(page, "rendering")
        assert card.get_by_role("button", name="Cancel").count() == 0
    state(page, "queued")
    assert card.get_by_role("button", name="Cancel").count() == 1


def test_tabs_follow_the_url_and_the_keyboard(browser: Any, alone: str) -> None:
    page = opened(browser, alone)
    page.focus("#tab-video")
    page.keyboard.press("End")
    assert page.is_visible("#panel-models")
    page.keyboard.press("Home")
    assert page.is_visible("#panel-video")
    page.evaluate("location.hash = '#verse'")
    page.wait_for_selector("#panel-verse", state="visible")
    page.focus("#skip")
    page.keyboard.press("Enter")
    assert focused(page) == "main"
    assert page.evaluate("location.hash") == "#verse"


def test_long_texts_do_not_widen_the_page(browser: Any, alone: str, tmp_path: Path) -> None:
    page = opened(browser, alone)
    long = tmp_path / ("x" * 200 + ".mp4")
    long.write_bytes(BUNNY.read_bytes())
    page.set_input_files("#files", [str(long)])
    page.fill("#prompt", "q" * 1500)
    page.wait_for_selector("#chips >> text=not understood")
    has_no_barrier(page)


def test_an_example_is_appended_to_the_prompt(browser: Any, alone: str) -> None:
    page = opened(browser, alone)
    first, second = (page.locator("#examples button").nth(place) for place in (0, 1))
    first.click()
    second.click()
    assert page.input_value("#prompt") == second.inner_text(), "one example takes the place of another"
    page.fill("#prompt", "with a flute")
    first.click()
    assert page.input_value("#prompt") == f"with a flute, {first.inner_text()}"


def test_screen_readers_announce_changes_once(browser: Any, alone: str) -> None:
    page = opened(browser, alone)
    page.evaluate(
        """() => {
            window.heard = [];
            for (const region of document.querySelectorAll("[role=status], [role=alert], [aria-live]"))
                new MutationObserver(() => heard.push([region.id, region.textContent]))
                    .observe(region, { childList: true, characterData: true, subtree: true });
        }"""
    )
    page.locator("#prompt").press_sequentially("calm solo piano, like flurbish", delay=120)
    page.wait_for_function(
        "() => heard.some(([id, text]) => id === 'said' && text.includes('not understood: flurbish'))"
    )
    said = [text for where, text in page.evaluate("heard") if where == "said"]
    assert len(said) <= 3, "not once for each pause; a busy machine types slowly"
    page.evaluate("heard.length = 0")
    with page.expect_response("**/api/v1/status"):  # the state of the queue is asked for again
        pass
    page.evaluate("new Promise(requestAnimationFrame)")
    assert page.evaluate("heard") == []
    page.click("#tab-listen")
    assert page.title() == "Listen · Tenth Symphony studio"

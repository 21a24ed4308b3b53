"""The page while nothing processes the queue: its messages, and that a user's input is kept while cards change."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assets.evaluation.champions import Champions, Promotion, champions_path
from assets.evaluation.leaderboard import Decision
from assets.soundtracks.batch import score_batch
from assets.soundtracks.library import refuse, videos
from pipelines.settings import Settings
from resources.leases import lease
from resources.renderers.musicgen import MusicgenRenderer
from resources.storage import Folders
from tests.chromium import opened
from tests.disks import files_of_at_most
from tests.studio.conftest import BUNNY, STEPS, work
from tests.studio.page.conftest import focused, has_no_barrier, queued, state

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_a_stopped_queue_is_reported_and_a_job_waits(browser: Any, alone: str, folders: Folders) -> None:
    page = opened(browser, alone)
    page.wait_for_selector("#queue >> text=daemon is not running")
    assert "make studio" in page.inner_text("#queue")
    card = queued(page, BUNNY)
    state(page, "queued")
    has_no_barrier(page)
    (folder,) = videos(folders.library)
    with lease(folder):
        state(page, "rendering")
        has_no_barrier(page)
    state(page, "queued")
    card.get_by_role("button", name="Cancel: big-buck-bunny.mp4").focus()
    page.keyboard.press("Enter")
    card.wait_for(state="detached")
    assert focused(page) == "videos-title", "the focus is not lost with the card"


def test_an_unreachable_studio_is_reported(browser: Any, alone: str) -> None:
    page = opened(browser, alone)
    page.context.set_offline(True)
    page.click("#tab-verse")
    page.click("#verse-form button[type=submit]")
    page.wait_for_selector("#notice >> text=does not answer")


def test_a_full_disk_is_reported(browser: Any, alone: str, folders: Folders) -> None:
    page = opened(browser, alone)
    with files_of_at_most(200_000):
        page.set_input_files("#files", [str(BUNNY)])
        with page.expect_response("**/api/v1/uploads*") as answer:
            page.click("#go")
        alert = page.locator("#videos").get_by_role("alert")
        alert.wait_for()
    assert answer.value.status == 507
    assert "Free some space" in alert.inner_text()
    has_no_barrier(page)


def test_a_missing_renderer_is_reported(
    browser: Any, alone: str, folders: Folders, tmp_path: Path, make_video: Callable[..., Path]
) -> None:
    page = opened(browser, alone)
    card = queued(page, make_video(tmp_path / "film.mp4"))
    (tmp_path / "weights").mkdir()
    missing = MusicgenRenderer(str(tmp_path / "weights"))
    for _ in range(3):
        keys = [folder.name for folder in videos(folders.library)]
        assert list(score_batch(folders.library, folders.rejected, missing, keys, STEPS))
    state(page, "failed")
    assert "contains no model" in card.inner_text()
    has_no_barrier(page)
    card.get_by_role("button", name="Try again").click()
    state(page, "queued")
    work(folders)
    state(page, "done")


def test_two_films_dropped_anywhere_are_two_jobs(
    browser: Any, alone: str, tmp_path: Path, make_video: Callable[..., Path]
) -> None:
    page = opened(browser, alone)
    page.click("#tab-models")
    films = {name: base64.b64encode(make_video(tmp_path / name).read_bytes()).decode() for name in ("a.mp4", "b.mp4")}
    dropped = page.evaluate_handle(
        """(films) => {
            const drop = new DataTransfer();
            for (const [name, bytes] of Object.entries(films)) {
                const content = Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0));
                drop.items.add(new File([content], name, { type: "video/mp4" }));
            }
            return drop;
        }""",
        films,
    )
    page.dispatch_event("footer", "dragover", {"dataTransfer": dropped})
    assert page.evaluate("document.body.classList.contains('over')")
    page.dispatch_event("footer", "drop", {"dataTransfer": dropped})
    assert page.is_visible("#panel-video")
    assert page.locator("#chosen li").count() == 2
    page.click("#go")
    page.wait_for_function("() => document.querySelectorAll('#videos > li[data-state=queued]').length === 2")
    assert sorted(page.locator("#videos h3").all_inner_texts()) == ["a.mp4", "b.mp4"]


def test_input_and_focus_are_kept_while_a_card_changes(browser: Any, alone: str, folders: Folders) -> None:
    page = opened(browser, alone)
    card = queued(page, BUNNY)
    work(folders)
    state(page, "done")
    card.locator("summary").click()
    field = card.get_by_label("Describe the music: big-buck-bunny.mp4")
    field.fill("quieter, with a piano")
    field.focus()
    (job,) = page.request.get(f"{alone}/api/v1/jobs").json()
    other = next(take["number"] for take in job["takes"] if not take["chosen"])
    page.request.post(f"{alone}/api/v1/jobs/{job['id']}/choose", data={"take": other})  # somebody else chooses
    state(page, "queued")
    assert field.input_value() == "quieter, with a piano"
    work(folders)
    page.wait_for_selector(f"#videos >> text=/Take {other}.*chosen/")
    assert field.input_value() == "quieter, with a piano"
    assert focused(page) == "Describe the music: big-buck-bunny.mp4"
    card.get_by_role("button", name="Make it again").focus()
    page.keyboard.press("Enter")
    state(page, "queued")
    assert page.request.get(f"{alone}/api/v1/jobs").json()[0]["settings"]["prompt"] == "quieter, with a piano"
    page.wait_for_function("() => document.querySelectorAll('#videos details').length === 0")
    assert focused(page) == "big-buck-bunny.mp4", "the card's title"


def test_a_playing_film_is_updated_only_when_it_pauses(browser: Any, alone: str, folders: Folders) -> None:
    page = opened(browser, alone)
    card = queued(page, BUNNY)
    work(folders)
    state(page, "done")
    card.get_by_role("button", name="Play: take").last.click()
    film = card.locator("video").element_handle()
    page.wait_for_function("film => film.currentTime > 0", arg=film)
    (job,) = page.request.get(f"{alone}/api/v1/jobs").json()
    other = next(take["number"] for take in job["takes"] if not take["chosen"])
    page.request.post(f"{alone}/api/v1/jobs/{job['id']}/choose", data={"take": other})
    state(page, "queued")
    assert page.evaluate("film => film.isConnected && !film.paused", film)
    page.evaluate("film => film.pause()", film)
    page.wait_for_function("film => !film.isConnected", arg=film)
    work(folders)
    page.wait_for_selector(f"#videos >> text=/Take {other}.*chosen/")


def test_what_plays_disappears_when_it_is_deleted_elsewhere(browser: Any, alone: str, folders: Folders) -> None:
    page = opened(browser, alone)
    card = queued(page, BUNNY)
    work(folders)
    state(page, "done")
    card.get_by_role("button", name="Play: take").last.click()
    film = card.locator("video").element_handle()
    page.wait_for_function("film => film.currentTime > 0", arg=film)
    page.evaluate("film => film.addEventListener('pause', () => { film.dataset.ended = 'yes'; })", film)
    (job,) = page.request.get(f"{alone}/api/v1/jobs").json()
    assert page.request.delete(f"{alone}/api/v1/jobs/{job['id']}").status == 204
    page.wait_for_function("film => !film.isConnected && film.dataset.ended", arg=film)
    page.evaluate(
        "() => new Promise((resolve) => setTimeout(resolve, 100))"
    )  # updates that were held back come after the pause
    assert page.locator("#videos > li").count() == 0


def test_arrow_keys_move_between_tabs(browser: Any, alone: str) -> None:
    page = opened(browser, alone)
    page.focus("#tab-video")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#tab-verse", "aria-selected") == "true"
    assert page.is_visible("#panel-verse")
    page.keyboard.press("ArrowLeft")
    assert page.is_visible("#panel-video")


def test_all_tabs_are_accessible(browser: Any, alone: str) -> None:
    page = opened(browser, alone)
    for tab in ("video", "verse", "listen", "models"):
        page.click(f"#tab-{tab}")
        if tab == "verse":
            page.click("#own")
        page.wait_for_timeout(300)
        has_no_barrier(page)


def test_a_rejected_video_is_accessible(browser: Any, alone: str, folders: Folders) -> None:
    page = opened(browser, alone)
    card = queued(page, BUNNY)
    (folder,) = videos(folders.library)
    refuse(folder, folders.rejected, "Its picture is encrypted.")
    page.wait_for_selector("#videos >> text=Its picture is encrypted.")
    has_no_barrier(page)
    card.get_by_role("button", name="Delete").click()
    card.wait_for(state="detached")


def test_the_comparison_of_models_is_accessible(browser: Any, alone: str, folders: Folders) -> None:
    compared(folders)
    page = opened(browser, alone)
    page.click("#tab-models")
    page.wait_for_selector("#tables table")
    assert "Champion: smollm2. It is better." in page.inner_text("#champion")
    page.get_by_role("button", name="Verse A").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#tallies table")
    assert focused(page) == "next"
    has_no_barrier(page)


def compared(folders: Folders) -> None:
    """The stored results of a comparison of two models."""
    stage = folders.tables / "evaluation"
    stage.mkdir(parents=True)
    writers = [{"model": name, "kind": "model", "decoding": "rhyming"} for name in ("ngram", "smollm2")]
    verses = [
        {**who, "protocol": "bars", "song_id": "1", "prompt": "", "text": f"{who['model']}\nlines", "nats": 0.0}
        for who in writers
    ]
    pd.DataFrame(verses).to_parquet(stage / "verses.parquet")
    metrics = [
        {**who, "protocol": protocol, "metric": "rhyme_density", "mean": 0.4, "sd": 0.1}
        for who in writers for protocol in ("bars", "whole songs")
    ]  # fmt: skip
    pd.DataFrame(metrics).to_parquet(stage / "metrics.parquet")
    promoted = Promotion(model="smollm2", path="checkpoints/smollm2/x", score=1.5)
    Champions(promotions=(promoted,), decision=Decision("smollm2", 1.5, True, "It is better.")).write(
        champions_path(folders)
    )


def test_the_token_is_asked_for(browser: Any, settings: Settings, alone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_TOKEN", "a-secret-that-is-long-enough-for-anybody")
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.goto(alone)
    has_no_barrier(page)
    page.get_by_label("The token of this studio").fill("wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("#notice >> text=This is not the studio's token.")
    has_no_barrier(page)
    page.get_by_label("The token of this studio").fill("a-secret-that-is-long-enough-for-anybody")
    page.keyboard.press("Enter")
    page.wait_for_selector("body[data-ready]")


def test_an_expired_token_is_entered_again_and_the_words_are_kept(
    browser: Any, alone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(browser, alone)
    page.click("#tab-verse")
    page.click("#own")
    page.fill("#words", "the rain comes down")
    monkeypatch.setenv("STUDIO_TOKEN", "a-secret-that-is-long-enough-for-anybody")
    page.click("#mark")
    page.wait_for_selector("#notice >> text=asks for its token again")
    has_no_barrier(page)
    page.on("dialog", lambda dialog: dialog.accept())  # the words are no song yet
    page.click("#notice a")
    page.get_by_label("The token of this studio").fill("a-secret-that-is-long-enough-for-anybody")
    page.keyboard.press("Enter")
    page.wait_for_selector("body[data-ready]")
    assert page.is_visible("#panel-verse")
    assert page.input_value("#words") == "the rain comes down"
    page.click("#mark")
    page.wait_for_selector("#words-note >> text=Finding rhymes and stresses")


def test_without_a_model_own_words_are_offered(browser: Any, alone: str, folders: Folders) -> None:
    (folders.tables / "models" / "ngram.json").unlink()
    page = opened(browser, alone)
    page.click("#tab-verse")
    assert page.is_disabled("#write")
    assert "No model has been trained" in page.inner_text("#no-model")
    has_no_barrier(page)
    page.click("#own")
    assert focused(page) == "words"
    answer = page.request.post(f"{alone}/api/v1/songs", data={"theme": "rain"})
    assert (answer.status, answer.json()["remedy"]) == (404, "Run make demo, or write words of your own.")


def test_requesting_the_same_verse_again_gives_other_words(browser: Any, alone: str) -> None:
    page = opened(browser, alone)
    page.click("#tab-verse")
    for number in (1, 2):
        with page.expect_response("**/api/v1/songs") as asked:
            page.click("#write")
        assert asked.value.status == 201
        page.wait_for_function("n => Number(document.querySelector('#seed').value) === 30 + n", arg=number)
    page.fill("#theme", "night")
    with page.expect_response("**/api/v1/songs"):
        page.click("#write")
    assert page.input_value("#seed") == "32"
    assert len(page.request.get(f"{alone}/api/v1/jobs").json()) == 3


def test_older_cards_are_created_on_demand(
    browser: Any, alone: str, tmp_path: Path, make_video: Callable[..., Path]
) -> None:
    page = opened(browser, alone)
    film = make_video(tmp_path / "film.mp4").read_bytes()
    for number in range(12):
        upload = page.request.post(f"{alone}/api/v1/uploads?name={number}.mp4", data=film).json()["upload"]
        assert page.request.post(f"{alone}/api/v1/jobs", data={"upload": upload}).status == 201
    page.wait_for_function("() => document.querySelectorAll('#videos > li').length === 12")
    page.reload()
    more = page.get_by_role("button", name="Show 2 more of 12")
    more.wait_for()
    assert page.locator("#videos h3").count() == 10
    assert page.locator("#videos h3").first.inner_text() == "11.mp4"
    more.focus()
    page.keyboard.press("Enter")
    assert page.locator("#videos h3").count() == 12
    assert focused(page) == "1.mp4", "the first of those that came"
    assert more.is_hidden()
    has_no_barrier(page)

"""A card of the gallery: the film in its shape, before and after at a click, takes to choose from, what was not understood, and
who heard the film's own sound.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from assets.soundtracks.assets import materialization
from assets.soundtracks.batch import score_batch
from assets.soundtracks.gallery import render_gallery
from assets.soundtracks.library import admit, original
from assets.soundtracks.records import SoundtrackRecord, VideoRecord
from assets.soundtracks.sidecar import make_sidecar
from assets.soundtracks.steps import Done
from resources.renderers.sketch import SketchRenderer

STEPS = ("video", "brief", "soundtrack", "scored_video")
Scored = tuple[Path, list[Done]]


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory, make_video: Callable[..., Path]) -> Scored:
    """A film in portrait, with its four results."""
    root = tmp_path_factory.mktemp("gallery")
    film = make_video(root / "phone.mp4", size=(48, 64), sound="aac")
    wishes = make_sidecar({"prompt": "calm piano, zorblax", "candidates": 2}, "It")
    folder = root / "videos" / admit(film, root / "videos", wishes).key
    results = list(score_batch(folder.parent, root / "rejected", SketchRenderer(), [folder.name], STEPS))
    assert [type(result) for result in results] == [Done] * 4
    return folder, results  # pyright: ignore[reportReturnType]


def card(folder: Path) -> str:
    return unescape(render_gallery(folder.parent, folder.parent / "rejected"))


def test_portrait_is_shown_as_portrait(scored: Scored) -> None:
    folder, _ = scored
    assert 'style="aspect-ratio: 48 / 64"' in card(folder)
    record = VideoRecord.read(folder / VideoRecord.FILE)
    turned = record.model_copy(update={"facts": replace(record.facts, rotation=90)})
    turned.write(folder / turned.FILE)
    try:
        assert 'style="aspect-ratio: 64 / 48"' in card(folder)
    finally:
        record.write(folder / record.FILE)


def test_the_original_and_each_take_can_be_played(scored: Scored) -> None:
    folder, _ = scored
    buttons = re.findall(
        r'<button type="button" data-src="([^"]+)" aria-pressed="(\w+)">([^<]+)</button>', card(folder)
    )
    chosen = SoundtrackRecord.read(folder / SoundtrackRecord.FILE).chosen
    assert [name for *_, name in buttons] == [
        "before",
        *(f"take {number}" + " (chosen)" * (number == chosen) for number in (1, 2)),
    ]
    assert [pressed for _, pressed, _ in buttons] == ["false", *("true" if n == chosen else "false" for n in (1, 2))]
    files = [folder.parent / source for source, *_ in buttons]
    assert files[0] == folder / "original.mp4"
    assert all(file.exists() for file in files)
    assert len({file.read_bytes() for file in files}) == 3


def test_a_film_whose_end_is_missing_is_scored_and_says_so(
    tmp_path: Path, make_video: Callable[..., Path], caplog: pytest.LogCaptureFixture
) -> None:
    film = make_video(tmp_path / "cut.mkv", seconds=3.0, size=(640, 480))
    content = film.read_bytes()
    film.write_bytes(content[: len(content) * 3 // 4])
    folder = tmp_path / "videos" / admit(film, tmp_path / "videos", None).key
    list(score_batch(folder.parent, tmp_path / "rejected", SketchRenderer("off"), [folder.name], STEPS))
    told = "The last 25% of the file is missing: copy or upload it again."
    assert told in card(folder)
    assert told in caplog.text


def test_a_film_whose_original_is_gone_does_not_break_the_page(scored: Scored) -> None:
    folder, _ = scored
    film = original(folder)
    film.rename(folder / "away.mp4")
    try:
        assert "'original' cannot be read" in card(folder)
    finally:
        (folder / "away.mp4").rename(film)


def test_instruments_that_were_synthesised_are_named(scored: Scored) -> None:
    assert "<dt>instruments</dt><dd>synthesised; make soundfont fetches recorded ones</dd>" in card(scored[0])


def test_understood_and_unknown_words_are_shown_separately(scored: Scored) -> None:
    page = card(scored[0])
    assert '<li class="unknown">zorblax <span class="soft">not understood</span></li>' in page
    assert re.search(r'<li>piano <span class="soft">[^<]+</span></li>', page)


def test_the_detector_of_speech_is_named_on_the_card_and_in_the_metadata(scored: Scored) -> None:
    folder, results = scored
    assert re.search(r"<dt>own sound</dt><dd>-\d+ LUFS, \d+% speech, heard by silero-vad</dd>", card(folder))
    shown = materialization(results[0]).metadata
    assert shown["own_heard_by"].value == "silero-vad"
    assert "own_track" not in shown, "the usual one"
    record = VideoRecord.read(folder / VideoRecord.FILE)
    assert (
        record.model_copy(update={"own_track": 2}).own_in_words().startswith("track 2, since the usual one is silent:")
    )
    assert record.model_copy(update={"own_lufs": None}).own_in_words() == "none, or silence"

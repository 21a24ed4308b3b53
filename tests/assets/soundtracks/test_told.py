"""Parts of a prompt that are not understood or not supported are reported in the brief, on the card and in the log."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from assets.soundtracks.batch import score_batch
from assets.soundtracks.gallery import render_gallery
from assets.soundtracks.library import admit
from assets.soundtracks.records import BriefRecord, SoundtrackRecord
from assets.soundtracks.sidecar import make_sidecar
from assets.soundtracks.steps import Done, write_brief
from resources.music.request import RenderedClip, RenderFailure, RenderRequest
from resources.renderers.sketch import SketchRenderer

STEPS = ("video", "brief", "soundtrack", "scored_video")


def test_a_card_and_the_log_name_unsupported_parts_of_a_prompt(
    tmp_path: Path, make_video: Callable[..., Path], caplog: pytest.LogCaptureFixture
) -> None:
    library, rejected = tmp_path / "videos", tmp_path / "rejected"
    wishes = make_sidecar({"prompt": "80s punk with a waterphone", "candidates": 1}, "It")
    folder = library / admit(make_video(tmp_path / "a.mp4"), library, wishes).key
    with caplog.at_level(logging.WARNING):
        results = list(score_batch(library, rejected, SketchRenderer(), [folder.name], STEPS))
    assert all(isinstance(result, Done) for result in results)
    told = ["Not understood: waterphone.", "Cannot be done: 80s: punk is played as ever."]
    assert [record.getMessage().removeprefix(f"{folder.name}: ") for record in caplog.records] == told
    brief = BriefRecord.read(folder / BriefRecord.FILE).brief
    assert brief.unfulfilled() == told
    card = unescape(render_gallery(library, rejected))
    assert '<li class="unknown">waterphone <span class="soft">not understood</span></li>' in card
    assert '80s: punk is played as ever <span class="soft">cannot be done</span>' in card


class Singer(SketchRenderer):
    """A renderer that claims to sing and stores its requests."""

    name = "singer"
    capabilities = replace(SketchRenderer.capabilities, sings=True)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[RenderRequest] = []

    def render(self, requests: Sequence[RenderRequest]) -> Iterator[RenderedClip | RenderFailure]:
        self.asked += requests
        return super().render(requests)


def test_lyrics_reach_a_renderer_that_sings_and_others_report_them(
    tmp_path: Path, make_video: Callable[..., Path]
) -> None:
    library, rejected, singer = tmp_path / "videos", tmp_path / "rejected", Singer()
    wishes = make_sidecar({"prompt": "calm, female vocals", "candidates": 1, "lyrics": "[verse]\nrain"}, "It")
    folder = library / admit(make_video(tmp_path / "a.mp4"), library, wishes).key
    list(score_batch(library, rejected, singer, [folder.name], STEPS))
    assert [request.lyrics for request in singer.asked] == ["[verse]\nrain"]
    assert BriefRecord.read(folder / BriefRecord.FILE).brief.words.unmet == ()
    assert "does not sing" not in render_gallery(library, rejected)
    list(score_batch(library, rejected, SketchRenderer(), [folder.name], STEPS))
    assert SoundtrackRecord.read(folder / SoundtrackRecord.FILE).unmet == ("lyrics: this renderer does not sing",)
    assert "lyrics: this renderer does not sing" in unescape(render_gallery(library, rejected))


def test_without_lyrics_a_brief_is_stored_as_before(tmp_path: Path, make_video: Callable[..., Path]) -> None:
    library = tmp_path / "videos"
    folder = (
        library / admit(make_video(tmp_path / "a.mp4"), library, make_sidecar({"prompt": "a choir sings"}, "It")).key
    )
    brief = write_brief(folder).record
    assert isinstance(brief, BriefRecord)
    assert "lyrics" not in brief.stored()["brief"], "else all music would be made anew"

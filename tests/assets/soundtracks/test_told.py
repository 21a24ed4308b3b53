"""What of a prompt is not understood or cannot be done reaches the person: in the brief, on the card and in the log."""

import logging
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from assets.soundtracks.batch import score_batch
from assets.soundtracks.gallery import render_gallery
from assets.soundtracks.library import admit
from assets.soundtracks.records import BriefRecord
from assets.soundtracks.sidecar import make_sidecar
from assets.soundtracks.steps import Done
from resources.renderers.sketch import SketchRenderer

STEPS = ("video", "brief", "soundtrack", "scored_video")


def test_a_card_and_the_log_tell_what_a_prompt_does_not_get(
    tmp_path: Path, make_video: Callable[..., Path], caplog: pytest.LogCaptureFixture
) -> None:
    library, rejected = tmp_path / "videos", tmp_path / "rejected"
    wishes = make_sidecar({"prompt": "80s punk with a theremin", "candidates": 1}, "It")
    folder = library / admit(make_video(tmp_path / "a.mp4"), library, wishes).key
    with caplog.at_level(logging.WARNING):
        results = list(score_batch(library, rejected, SketchRenderer(), [folder.name], STEPS))
    assert all(isinstance(result, Done) for result in results)
    told = ["Not understood: theremin.", "Cannot be done: 80s: punk is played as ever."]
    assert [record.getMessage().removeprefix(f"{folder.name}: ") for record in caplog.records] == told
    brief = BriefRecord.read(folder / BriefRecord.FILE).brief
    assert brief.unfulfilled() == told
    card = unescape(render_gallery(library, rejected))
    for sentence in told:
        assert sentence in card

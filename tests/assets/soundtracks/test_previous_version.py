"""Changing a finished video: a choice makes no music, and the finished version is never lost."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assets.soundtracks import previous_version
from assets.soundtracks.batch import score_batch
from assets.soundtracks.library import (
    OtherMusicError,
    TakeError,
    admit,
    change_settings,
    choose_take,
    failures,
    read_manifest,
    return_to_before,
    state,
)
from assets.soundtracks.records import ScoredRecord, SoundtrackRecord
from assets.soundtracks.sidecar import make_sidecar
from resources.renderers.sketch import SketchRenderer

pytestmark = pytest.mark.slow
STEPS = ("video", "brief", "soundtrack", "scored_video")


class OtherRenderer(SketchRenderer):
    """The same under another revision, as after an upgrade."""

    @property
    def revision(self) -> str:
        return "of tomorrow"


class Missing(SketchRenderer):
    """A renderer that is not available."""

    @property
    def revision(self) -> str:
        raise TakeError("Its weights are gone.", remedy="")


@pytest.fixture
def folder(tmp_path: Path, make_video: Callable[..., Path]) -> Path:
    said = make_sidecar({"prompt": "calm", "candidates": 3}, "It")
    film = make_video(tmp_path / "a.mp4", seconds=2.0)
    folder = tmp_path / "videos" / admit(film, tmp_path / "videos", said).key
    score(folder)
    return folder


def score(folder: Path, renderer: SketchRenderer | None = None) -> None:
    rejected = folder.parent.parent / "rejected"
    list(score_batch(folder.parent, rejected, renderer or SketchRenderer(), [folder.name], STEPS))


def say(folder: Path, **words: object) -> None:
    change_settings(folder, make_sidecar(words, "It"))


def music_of(folder: Path) -> SoundtrackRecord:
    return SoundtrackRecord.read(folder / SoundtrackRecord.FILE)


def made(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for pattern in previous_version.MADE for path in folder.glob(pattern)}


@pytest.mark.parametrize("renderer", [OtherRenderer(), Missing()])
def test_a_chosen_take_is_used_whatever_rendered_it(folder: Path, renderer: SketchRenderer) -> None:
    music = music_of(folder)
    number = 1 + music.chosen % 3
    choose_take(folder, number)
    score(folder, renderer)
    assert (music_of(folder).chosen, music_of(folder).version) == (number, music.version)
    assert ScoredRecord.read(folder / ScoredRecord.FILE).provenance == music.candidates[number - 1].provenance
    say(folder, prompt="calm", candidates=3, volume=-6)
    score(folder, renderer)
    assert music_of(folder).version == music.version, "how loud it is makes no other music"
    say(folder, prompt="punk", candidates=2)
    score(folder, OtherRenderer())
    assert len(music_of(folder).candidates) == 2, "other words do"
    assert not (folder / previous_version.BEFORE).exists()


def test_a_changed_video_can_be_restored(folder: Path) -> None:
    was = made(folder)
    choose_take(folder, 1 + music_of(folder).chosen % 3)
    say(folder, prompt="punk", candidates=1)
    assert state(folder) == "queued"
    list(score_batch(folder.parent, folder.parent, SketchRenderer(), [folder.name], STEPS[:3]))  # and is cut off
    assert music_of(folder).chosen == 1
    assert previous_version.is_kept(folder)
    return_to_before(folder)
    assert {name: content for name, content in made(folder).items() if name in was} == was
    assert state(folder) == "scored"
    assert read_manifest(folder).sidecar["prompt"] == "calm"


def test_a_failed_change_keeps_the_finished_version(folder: Path) -> None:
    was = made(folder)
    say(folder, prompt="calm", start=500)
    score(folder)
    assert state(folder) == "given up"
    assert "Set an earlier start" in failures(folder)[-1]
    return_to_before(folder)
    assert made(folder) == was


def test_a_take_is_not_chosen_with_a_changed_prompt_or_without_its_music(folder: Path) -> None:
    say(folder, prompt="punk")
    with pytest.raises(OtherMusicError, match="new version of the music"):
        choose_take(folder, 1)
    return_to_before(folder)
    choose_take(folder, 1)
    choose_take(folder, 2)  # on second thoughts
    score(folder)
    assert music_of(folder).chosen == 2
    (folder / music_of(folder).candidates[0].file).unlink()
    with pytest.raises(TakeError, match="no longer exists"):
        choose_take(folder, 1)

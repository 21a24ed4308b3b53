"""The page interprets a prompt like the brief: it uses the sentence model too."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assets.soundtracks.library import admit
from assets.soundtracks.sidecar import Sidecar, make_sidecar
from resources.storage import Folders
from studio.shapes import VideoWish
from tests.studio.conftest import work


class Judge:
    """A sentence model for which every text is reggae."""

    name = "a judge"

    def nearest(self, text: str, descriptions: Mapping[str, str]) -> tuple[str, float]:
        assert text == "kingston"
        assert "reggae" in descriptions
        return "reggae", 0.9


@pytest.mark.parametrize(("judge", "style", "told"), [(Judge(), "reggae", 0), (None, None, 1)])
def test_the_sentence_model_is_used_for_unknown_words(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, judge: Judge | None, style: str | None, told: int
) -> None:
    monkeypatch.setattr("studio.api.find_sentence_model", lambda: judge)
    understood = client.post("/api/v1/understand", json={"prompt": "Kingston"}).json()
    assert understood["style"] == style
    assert understood["not_understood"] == ["kingston"]
    assert len(understood["unmet"]) == told, "without the model that is said"


def test_every_field_of_a_sidecar_can_be_sent_to_the_studio() -> None:
    assert Sidecar.model_fields.keys() <= VideoWish.model_fields.keys()


def test_a_card_says_what_its_renderer_cannot_do_and_whether_commercial_use_is_allowed(
    client: TestClient, folders: Folders, make_video: Callable[..., Path], tmp_path: Path
) -> None:
    wishes = make_sidecar({"prompt": "calm", "lyrics": "rain on tin", "candidates": 1}, "It")
    key = admit(make_video(tmp_path / "a.mp4"), folders.library, wishes).key
    work(folders)
    job = client.get(f"/api/v1/jobs/{key}").json()
    assert job["unmet"] == ["lyrics: this renderer does not sing"]
    assert job["commercial_use"] == "allowed"

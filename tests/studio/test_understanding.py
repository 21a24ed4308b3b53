"""The page interprets a prompt like the brief: it uses the sentence model too."""

from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient


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

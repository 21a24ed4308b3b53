"""The environment in which `make studio` and `make dev` start their processes."""

from pathlib import Path

import pytest

from studio.together import environment_with


def test_the_queues_are_switched_on_unless_a_setting_says_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUTOMATION", raising=False)
    file = tmp_path / ".env"
    assert environment_with(queue=True, file=file)["AUTOMATION"] == "videos"
    assert "AUTOMATION" not in environment_with(queue=False, file=file)
    file.write_text("AUTOMATION=on\n")
    assert "AUTOMATION" not in environment_with(queue=True, file=file), "which each process reads itself"
    monkeypatch.setenv("AUTOMATION", "off")
    assert environment_with(queue=True, file=file)["AUTOMATION"] == "off"

"""Invalid settings are refused by name, with the allowed values."""

import re
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest

from pipelines.resources import build_base_models
from pipelines.settings import PROJECT_ROOT, Settings, SettingsError, load_settings
from resources.base_models import LocalBases


def test_the_defaults_are_embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    settings = load_settings()
    assert (settings.lyrics_source, settings.base_models, settings.renderer) == ("sandbox", "auto", "sketch")
    assert settings.roster_path is not None
    assert settings.roster_path.name == "songbook.csv"
    assert settings.folders.data == PROJECT_ROOT / "data"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("LYRICS_SOURCE", "", "sandbox, musixmatch"),
        ("LYRICS_SOURCE", "spotify", "sandbox, musixmatch"),
        ("BASE_MODELS", "gpt5", "auto, smollm2, embedded, hub, local"),
        ("RENDERER", "", "sketch"),
        ("SONGS_PER_ARTIST", "0", "SONGS_PER_ARTIST"),
        ("SONGS_PER_ARTIST", "many", "SONGS_PER_ARTIST"),
        ("DATA_DIR", " ", "DATA_DIR"),
        ("AUTOMATION", "yes", "off, videos, on"),
        ("RETRAIN_CRON", "every monday", "cron"),
        ("RETRAIN_CRON", "", "cron"),
    ],
)
def test_a_wrong_setting_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert name in str(refused.value)
    assert says in str(refused.value)


def test_local_base_models_need_their_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASE_MODELS", "local")
    with pytest.raises(SettingsError, match=r"BASE_MODELS_DIR is None: .*with BASE_MODELS=local"):
        load_settings()
    monkeypatch.setenv("BASE_MODELS_DIR", "/models")
    assert build_base_models(load_settings()) == LocalBases(folder=Path("/models"))


def test_an_old_name_is_refused_with_the_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSICGEN_CANDIDATES", "4")
    with pytest.raises(SettingsError, match=r"MUSICGEN_CANDIDATES is now called MUSICGEN_TAKES.*Rename"):
        load_settings()


def test_every_setting_is_documented() -> None:
    documented = (PROJECT_ROOT / ".env.example").read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"{name.upper()}=" not in documented] == []


@pytest.mark.parametrize(
    "name", ["MIRROR_DIR", "INBOX_DIR", "LYRICS_DIR", "ROSTER", "LRCLIB_TITLES", "BASE_MODELS_DIR", "AUDIOCRAFT_ENV"]
)
def test_an_address_is_not_taken_for_a_folder(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "s3://bucket/folder")
    with pytest.raises(SettingsError, match=f"{name}.*local path"):
        load_settings()


def test_the_documented_values_are_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    lines = (PROJECT_ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    shown = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    assert shown
    defaults = Settings.model_validate({})
    documented = Settings.model_validate({name.lower(): value for name, value in shown.items()})
    assert {name: getattr(documented, name.lower()) for name in shown} == {
        name: getattr(defaults, name.lower()) for name in shown
    }


def test_the_allowed_values_are_documented() -> None:
    words = set(re.findall(r"\w+", (PROJECT_ROOT / ".env.example").read_text(encoding="utf-8")))
    for name, field in Settings.model_fields.items():
        if get_origin(field.annotation) is Literal:
            assert set(get_args(field.annotation)) <= words, name

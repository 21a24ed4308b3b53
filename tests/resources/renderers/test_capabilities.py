"""Capabilities of renderers: stereo and licence according to the weights, and unsupported parts of requests."""

import json
from pathlib import Path

import pytest

from resources.music.request import Capabilities, RenderRequest
from resources.renderers.acestep import AceStepRenderer
from resources.renderers.audiocraft import AudiocraftRenderer
from resources.renderers.musicgen import MusicgenRenderer
from resources.renderers.sketch import SketchRenderer
from resources.renderers.stableaudio import StableAudioRenderer

EVERYTHING = RenderRequest(
    "k", "", 10.0, 1, 140.0, tempo_asked=True, tonality="F minor", energy=(0.1, 0.9), without=("drums",), lyrics="rain"
)


def weights(folder: Path, file: str, said: object, licence: str = "") -> str:
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text(json.dumps(said), encoding="utf-8")
    if licence:
        (folder / "README.md").write_text(f"---\nlicense: {licence}\n---\n", encoding="utf-8")
    return str(folder)


@pytest.mark.parametrize("channels", [1, 2])
def test_stereo_follows_from_the_weights(channels: int, tmp_path: Path) -> None:
    of_musicgen = weights(tmp_path / "m", "config.json", {"decoder": {"audio_channels": channels}})
    of_diffusers = weights(tmp_path / "d", "vae/config.json", {"audio_channels": channels})
    found = [MusicgenRenderer(of_musicgen), AceStepRenderer(of_diffusers), StableAudioRenderer(of_diffusers)]
    assert [renderer.capabilities.stereo for renderer in found] == [channels == 2] * 3


def test_for_weights_on_the_hub_stereo_follows_from_the_name() -> None:
    assert not MusicgenRenderer("facebook/musicgen-small").capabilities.stereo
    assert MusicgenRenderer("facebook/musicgen-stereo-small").capabilities.stereo
    assert AudiocraftRenderer("facebook/musicgen-stereo-small").capabilities.stereo
    assert MusicgenRenderer().capabilities.commercial is False
    assert AceStepRenderer().capabilities.commercial is None
    assert AceStepRenderer().capabilities.stereo


@pytest.mark.parametrize(("licence", "allowed"), [("mit", True), ("cc-by-nc-4.0", False), ("other", None), ("", None)])
def test_commercial_use_follows_from_the_model_card(licence: str, allowed: bool | None, tmp_path: Path) -> None:
    folder = weights(tmp_path, "config.json", {}, licence)
    assert MusicgenRenderer(folder).capabilities.commercial is allowed
    assert AceStepRenderer(folder).capabilities.commercial is allowed


def test_unsupported_requests_are_reported() -> None:
    assert Capabilities().unmet(RenderRequest("k", "", 10.0, 1, 140.0, energy=(0.5, 0.5))) == ()
    assert [told.split(":")[0] for told in Capabilities().unmet(EVERYTHING)] == [
        "lyrics", "a tempo", "a key", "no drums", "the film's arc",
    ]  # fmt: skip
    assert SketchRenderer().capabilities.unmet(EVERYTHING) == ("lyrics: this renderer does not sing",)
    assert not any("lyrics" in told for told in AceStepRenderer().capabilities.unmet(EVERYTHING))


def test_capabilities_are_described() -> None:
    assert AceStepRenderer().capabilities.in_words() == (
        "stereo, sings lyrics, keeps a tempo, keeps a key, 10 minutes at most; commercial use: unknown: read the licence"
    )
    assert MusicgenRenderer().capabilities.in_words() == (
        "mono, goes on from what it played; commercial use: not allowed"
    )


def test_ignored_moments_are_reported() -> None:
    asked = RenderRequest("k", "", 30.0, 1, turns=(12.0,))
    assert Capabilities().unmet(asked) == ("times: this renderer does not follow them",)
    assert SketchRenderer().capabilities.unmet(asked) == ()

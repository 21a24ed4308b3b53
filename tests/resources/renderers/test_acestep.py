"""ACE-Step by its own classes, with tiny random weights: lengths, seeds, batches, and what is said when it cannot be had."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks._random_acestep import RATE, save_tiny
from resources.music.request import RenderedClip, RenderFailure, RenderRequest
from resources.renderers.acestep import AceStepParameters, AceStepRenderer
from resources.renderers.diffusion import PipelineUnavailableError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("acestep") / "tiny"
    save_tiny(place)
    return place


def render(renderer: AceStepRenderer, *requests: RenderRequest) -> dict[str, RenderedClip]:
    clips = {result.key: result for result in renderer.render(requests)}
    assert all(isinstance(clip, RenderedClip) for clip in clips.values()), clips
    return clips  # pyright: ignore[reportReturnType]


@pytest.mark.slow
def test_pieces_are_exact_seeded_and_recorded(folder: Path) -> None:
    renderer = AceStepRenderer(str(folder))
    requests = [
        RenderRequest("a", "calm piano", 3.3, 1, 90.0, "piano", tempo_asked=True, tonality="A minor"),
        RenderRequest("b", "rain", 3.3, 2, 90.0, "piano", tempo_asked=True, tonality="A minor", lyrics="[verse]\nrain"),
        RenderRequest("c", "calm", 11.0, 1),
    ]
    clips = render(renderer, *requests)
    for request in requests:
        assert clips[request.key].audio.shape == (2, round(request.seconds * RATE))
        assert clips[request.key].rate == RATE
    assert not np.array_equal(clips["a"].audio, clips["b"].audio)
    again = render(renderer, *requests)
    assert np.array_equal(clips["a"].audio, again["a"].audio)
    made = clips["b"].provenance
    assert made.renderer == "acestep"
    assert made.licence.startswith("mit (ACE-Step")
    parameters = made.parameters
    assert isinstance(parameters, AceStepParameters)
    assert (parameters.tempo, parameters.tonality, parameters.lyrics) == (90, "A minor", "[verse]\nrain")
    assert renderer.capabilities.sings


def test_what_is_too_long_does_not_end_the_batch(folder: Path) -> None:
    results = list(AceStepRenderer(str(folder)).render([
        RenderRequest("long", "calm", 700.0, 1), RenderRequest("short", "calm", 0.5, 1),
    ]))  # fmt: skip
    assert isinstance(results[0], RenderFailure)
    assert "at most 10 minutes" in results[0].reason
    assert isinstance(results[1], RenderedClip)


def test_what_cannot_be_had_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PipelineUnavailableError, match="holds no model"):
        _ = AceStepRenderer(str(tmp_path)).revision
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(PipelineUnavailableError, match="make extra NAME=acestep"):
        list(AceStepRenderer(str(tmp_path)).render([RenderRequest("a", "calm", 1.0, 1)]))

"""ACE-Step with its own classes and tiny random weights: lengths, seeds, batches and errors."""

import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from benchmarks._random_acestep import RATE, save_tiny
from resources.music.request import RenderedClip, RenderFailure, RenderRequest
from resources.renderers.acestep import TURBO_STEPS, AceStepParameters, AceStepRenderer
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


def test_a_request_that_is_too_long_does_not_end_the_batch(folder: Path) -> None:
    results = list(AceStepRenderer(str(folder)).render([
        RenderRequest("long", "calm", 700.0, 1), RenderRequest("short", "calm", 0.5, 1),
    ]))  # fmt: skip
    assert isinstance(results[0], RenderFailure)
    assert "at most 10 minutes" in results[0].reason
    assert isinstance(results[1], RenderedClip)


def test_memory_is_planned_and_requests_that_do_not_fit_are_refused(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    needed = AceStepRenderer(str(folder)).bytes_needed
    assert needed(1, 10.0) < needed(2, 10.0) < needed(2, 600.0)
    requests = [RenderRequest(key, "calm", 0.5, n) for n, key in enumerate("abc")]
    with caplog.at_level(logging.INFO):
        render(AceStepRenderer(str(folder), memory=needed(2, 10.0)), *requests)
    assert "ACE-Step: 2 of 3 pieces together" in caplog.text
    refused = list(AceStepRenderer(str(folder), memory=needed(1, 10.0) - 1).render(requests))
    assert [type(result) for result in refused] == [RenderFailure] * 3
    assert all("GiB may be used" in result.reason for result in refused if isinstance(result, RenderFailure))


def test_progress_is_reported_and_rendering_can_be_stopped(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    request = RenderRequest("a", "calm", 0.5, 1)
    with caplog.at_level(logging.INFO):
        render(AceStepRenderer(str(folder)), request)
    assert f"ACE-Step: step {TURBO_STEPS} of {TURBO_STEPS}, 0 s left" in caplog.text
    played = []

    class Ended(AceStepRenderer):
        def reporter(self, steps: int) -> Callable[[int], None]:
            def report(step: int) -> None:
                played.append(step)
                if step == 2:
                    raise KeyboardInterrupt

            return report

    with pytest.raises(KeyboardInterrupt):
        list(Ended(str(folder)).render([request]))
    assert played == [0, 1, 2], "the step goes on to no other"


def test_unavailable_weights_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PipelineUnavailableError, match="contains no model"):
        _ = AceStepRenderer(str(tmp_path)).revision
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(PipelineUnavailableError, match="make extra NAME=acestep"):
        list(AceStepRenderer(str(tmp_path)).render([RenderRequest("a", "calm", 1.0, 1)]))

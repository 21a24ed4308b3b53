"""Stable Audio with its own classes and tiny random weights: lengths, seeds, batches, parts, memory, terms of use and
errors."""

import logging
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import _random_acestep
from benchmarks._random_stableaudio import LONGEST_SECONDS, RATE, save_tiny
from resources.audio import loudness
from resources.music.request import RenderedClip, RenderFailure, RenderRequest
from resources.renderers.acestep import AceStepRenderer
from resources.renderers.diffusion import PipelineUnavailableError
from resources.renderers.stableaudio import CONDITIONS, LICENCE, STEPS, StableAudioParameters, StableAudioRenderer

pytestmark = pytest.mark.usefixtures("one_thread")
SHORT = RenderRequest(
    "a", "calm piano", 1.3, 1, 90.0, tempo_asked=True, tonality="A minor", without=("drums", "e-piano")
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("stableaudio") / "tiny"
    save_tiny(place)
    return place


def render(renderer: StableAudioRenderer, *requests: RenderRequest) -> dict[str, RenderedClip]:
    clips = {result.key: result for result in renderer.render(requests)}
    assert all(isinstance(clip, RenderedClip) for clip in clips.values()), clips
    return clips  # pyright: ignore[reportReturnType]


def parameters_of(clip: RenderedClip) -> StableAudioParameters:
    assert isinstance(clip.provenance.parameters, StableAudioParameters)
    return clip.provenance.parameters


@pytest.mark.slow
def test_pieces_are_exact_seeded_and_recorded(folder: Path) -> None:
    renderer = StableAudioRenderer(str(folder))
    requests = [SHORT, RenderRequest("b", "rain", 1.3, 2), RenderRequest("c", "calm", 0.7, 1, cuts=(0.3,), tempo=120.0)]
    clips = render(renderer, *requests)
    for request in requests:
        clip = clips[request.key]
        assert (clip.rate, clip.audio.shape, clip.audio.dtype) == (RATE, (2, round(request.seconds * RATE)), np.float32)
        assert loudness(clip.audio, RATE) == pytest.approx(-14, abs=0.5)
    again = render(renderer, *requests)
    assert all(np.array_equal(clips[key].audio, again[key].audio) for key in clips)
    other = render(renderer, RenderRequest("a", "calm piano", 1.3, 3))["a"]
    assert not np.allclose(other.audio, clips["a"].audio)
    made = clips["a"].provenance
    assert (made.renderer, made.seed, made.licence) == ("stableaudio", 1, "mit (as the weights' card says)")
    told = parameters_of(clips["a"])
    assert told.prompt == "calm piano, 90 BPM, A minor"
    assert told.negative_prompt == "low quality, drums, e piano"
    assert (told.steps, told.parts, told.precision) == (STEPS, 1, "float32")
    assert parameters_of(clips["b"]).prompt == "rain"


def test_a_piece_does_not_depend_on_its_batch(folder: Path) -> None:
    renderer = StableAudioRenderer(str(folder))
    other = RenderRequest("b", "rain", 1.3, 2)
    alone, beside = render(renderer, SHORT)["a"], render(renderer, other, SHORT)["a"]
    assert np.corrcoef(alone.audio[0], beside.audio[0])[0, 1] > 0.999


def test_the_prompt_and_the_negative_prompt_are_used(folder: Path) -> None:
    renderer = StableAudioRenderer(str(folder))
    calm = render(renderer, RenderRequest("a", "calm", 0.7, 1))["a"].audio
    assert not np.allclose(render(renderer, RenderRequest("a", "rain", 0.7, 1))["a"].audio, calm, atol=1e-4)
    assert not np.allclose(
        render(renderer, RenderRequest("a", "calm", 0.7, 1, without=("drums",)))["a"].audio, calm, atol=1e-4
    )


class Watched(StableAudioRenderer):
    """One that keeps what it is asked for."""

    asked: list[Any]

    def _ask(self, parts: Sequence[Any]) -> Any:
        self.asked = [*getattr(self, "asked", []), *parts]
        return super()._ask(parts)


@pytest.mark.slow
def test_long_pieces_are_made_of_parts(folder: Path) -> None:
    renderer = Watched(str(folder))
    seconds = {1: LONGEST_SECONDS - 0.1, 2: LONGEST_SECONDS + 0.5, 4: 13.0}
    clips = render(renderer, *(RenderRequest(str(n), "calm", s, 1, 120.0) for n, s in seconds.items()))
    for parts, length in seconds.items():
        assert parameters_of(clips[str(parts)]).parts == parts
        assert clips[str(parts)].audio.shape == (2, round(length * RATE))
    long = clips["4"].audio
    assert np.abs(np.lib.stride_tricks.sliding_window_view(long[0], RATE)[:: RATE // 4]).max(1).min() > 0.01, "no hole"
    seeds = [part.seed for part in renderer.asked if part.request.key == "4"]
    assert len(set(seeds)) == len(seeds) == 4, "each part has one of its own"


def test_memory_is_planned_and_requests_that_do_not_fit_are_refused(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    needed = StableAudioRenderer(str(folder)).bytes_needed
    requests = [RenderRequest(key, "calm", 0.5, n) for n, key in enumerate("abcd")]
    two = StableAudioRenderer(str(folder), memory=needed(2))
    with caplog.at_level(logging.INFO):
        render(two, *requests)
    assert [r.getMessage() for r in caplog.records if "together" in r.getMessage()] == [
        "Stable Audio: 2 of 4 pieces together", "Stable Audio: 2 of 2 pieces together",
    ]  # fmt: skip
    refused = list(StableAudioRenderer(str(folder), memory=needed(1) - 1).render(requests))
    assert [type(result) for result in refused] == [RenderFailure] * 4
    assert all("GiB may be used" in result.reason for result in refused if isinstance(result, RenderFailure))


class Crowded(StableAudioRenderer):
    """One whose accelerator holds two pieces."""

    def _ask(self, parts: Sequence[Any]) -> Any:
        import torch

        if len(parts) > 2:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return super()._ask(parts)


class Broken(StableAudioRenderer):
    """One that cannot play a certain seed."""

    def _ask(self, parts: Sequence[Any]) -> Any:
        if any(part.request.key == "bad" for part in parts):
            raise RuntimeError("no kernel image is available")
        return super()._ask(parts)


@pytest.mark.slow
def test_a_gpu_out_of_memory_gets_less_at_a_time(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    requests = [RenderRequest(key, "calm", 0.5, n) for n, key in enumerate("abcd")]
    with caplog.at_level(logging.WARNING):
        split = render(Crowded(str(folder)), *requests)
    assert "at most 2 from now on" in caplog.text
    whole = render(StableAudioRenderer(str(folder)), *requests)
    assert all(np.corrcoef(split[key].audio[0], whole[key].audio[0])[0, 1] > 0.999 for key in whole)


def test_an_error_ends_only_its_batch(folder: Path) -> None:
    bad, good = RenderRequest("bad", "calm", 0.9, 1), RenderRequest("good", "calm", 0.5, 1)
    results = {
        result.key: result for result in Broken(str(folder)).render([bad, good, RenderRequest("no", "", 0.0, 0)])
    }
    assert isinstance(results["good"], RenderedClip)
    assert isinstance(results["bad"], RenderFailure)
    assert "no kernel image" in results["bad"].reason
    assert isinstance(results["no"], RenderFailure)


def test_progress_is_reported_and_rendering_can_be_stopped(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        render(StableAudioRenderer(str(folder)), RenderRequest("a", "calm", 0.5, 1))
    assert f"Stable Audio: step {STEPS} of {STEPS}, 0 s left" in caplog.text
    played = []

    class Ended(StableAudioRenderer):
        def reporter(self, steps: int) -> Any:
            def report(step: int) -> None:
                played.append(step)
                if step == 2:
                    raise KeyboardInterrupt

            return report

    with pytest.raises(KeyboardInterrupt):
        list(Ended(str(folder)).render([RenderRequest("a", "calm", 0.5, 1)]))
    assert played == [0, 1, 2], "the step goes on to no other"


def test_every_clip_has_the_terms_of_use(folder: Path, tmp_path: Path) -> None:
    published = tmp_path / "published"
    shutil.copytree(folder, published)
    (published / "README.md").write_text("---\nlicense: other\nlicense_name: stable-audio-community\n---\n")
    made = render(StableAudioRenderer(str(published)), RenderRequest("a", "calm", 0.5, 1))["a"]
    assert made.provenance.licence == LICENCE == StableAudioRenderer().licence
    assert parameters_of(made).conditions == CONDITIONS
    assert any("1,000,000 US dollars" in condition for condition in CONDITIONS)
    assert (
        parameters_of(render(StableAudioRenderer(str(folder)), RenderRequest("a", "calm", 0.5, 1))["a"]).conditions
        == ()
    )


def test_another_pipeline_s_weights_are_refused(folder: Path, tmp_path: Path) -> None:
    request = RenderRequest("a", "calm", 1.0, 1)
    _random_acestep.save_tiny(tmp_path / "acestep")
    with pytest.raises(PipelineUnavailableError, match="holds a AceStepPipeline, which is not Stable Audio"):
        list(StableAudioRenderer(str(tmp_path / "acestep")).render([request]))
    with pytest.raises(PipelineUnavailableError, match="holds a StableAudioPipeline, which is not ACE-Step"):
        list(AceStepRenderer(str(folder)).render([request]))


def test_unavailable_weights_are_reported(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = RenderRequest("a", "calm", 1.0, 1)
    with pytest.raises(
        PipelineUnavailableError, match=r"contains no model \(model_index.json is missing\).*STABLEAUDIO_MODEL"
    ):
        _ = StableAudioRenderer(str(tmp_path)).revision
    damaged = tmp_path / "damaged"
    shutil.copytree(folder, damaged)
    next((damaged / "transformer").glob("*.safetensors")).write_bytes(b"nothing")
    with pytest.raises(PipelineUnavailableError, match=r"cannot be read as Stable Audio.*STABLEAUDIO_MODEL"):
        list(StableAudioRenderer(str(damaged)).render([request]))
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(PipelineUnavailableError, match="make extra NAME=stableaudio"):
        list(StableAudioRenderer(str(folder)).render([request]))


def test_a_package_that_the_weights_need_is_named(folder: Path) -> None:
    class Lacking(StableAudioRenderer):
        def pipeline_class(self) -> Any:
            class StableAudioPipeline(super().pipeline_class()):
                @classmethod
                def from_pretrained(cls, *_: Any, **__: Any) -> Any:
                    raise ImportError("CosineDPMSolverMultistepScheduler requires the torchsde library")

            return StableAudioPipeline

    with pytest.raises(PipelineUnavailableError, match=r"torchsde library.*make extra NAME=stableaudio"):
        list(Lacking(str(folder)).render([RenderRequest("a", "calm", 1.0, 1)]))

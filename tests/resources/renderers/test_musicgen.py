"""The MusicGen renderer with random weights: exact lengths, memory limits, provenance and errors."""

import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch  # noqa: TID253
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.soundtracks.batch import score_batch
from assets.soundtracks.inbox import take_in
from assets.soundtracks.records import ScoredRecord
from assets.soundtracks.steps import Done
from benchmarks._random_musicgen import TINY
from pipelines.resources import build_renderer
from pipelines.settings import load_settings
from resources.linear import best_precision
from resources.music.planning import Window
from resources.music.provenance import Provenance
from resources.music.request import RenderedClip, RenderFailure, RenderRequest
from resources.renderers.musicgen import MusicgenParameters, MusicgenRenderer
from resources.renderers.musicgen.checkpoint import MusicgenUnavailableError, locate
from resources.renderers.musicgen.engine import Engine
from resources.renderers.musicgen_usage import text_of
from tests.resources.renderers.musicgen import RATE, lively

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    model, tokenizer = lively(TINY)
    place = tmp_path_factory.mktemp("musicgen")
    model.save_pretrained(place)
    tokenizer.save_pretrained(place)
    return place


def render(renderer: MusicgenRenderer, *requests: RenderRequest) -> dict[str, RenderedClip]:
    clips = list(renderer.render(requests))
    assert all(isinstance(clip, RenderedClip) for clip in clips), clips
    return {clip.key: clip for clip in clips if isinstance(clip, RenderedClip)}


@pytest.fixture(scope="module")
def renderer(folder: Path) -> MusicgenRenderer:
    return MusicgenRenderer(str(folder), window_seconds=1.0, kept_seconds=0.4)


@settings(max_examples=10)
@given(st.lists(st.floats(0.1, 3.0), min_size=1, max_size=4))
def test_every_clip_has_the_requested_length(renderer: MusicgenRenderer, seconds: list[float]) -> None:
    clips = render(renderer, *[RenderRequest(str(i), "calm", s, i) for i, s in enumerate(seconds)])
    for i, s in enumerate(seconds):
        assert clips[str(i)].audio.shape == (1, round(s * RATE))
        assert clips[str(i)].audio.dtype == np.float32
        assert clips[str(i)].rate == RATE


def test_the_provenance_is_recorded(renderer: MusicgenRenderer, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        clip = render(
            renderer, RenderRequest("a", "calm piano.", 0.5, 7, 90.4, "lofi", tonality="A minor", tempo_asked=True)
        )["a"]
    assert clip.provenance.licence.endswith("CC-BY-NC 4.0, not for commercial use)")
    assert clip.provenance.revision == renderer.checkpoint.revision
    assert clip.provenance.seed == 7
    parameters = clip.provenance.parameters
    assert isinstance(parameters, MusicgenParameters)
    assert parameters.prompt == "calm piano. bpm: 90. key: a minor"
    assert (parameters.top_k, parameters.guidance, parameters.frames) == (250, 3.0, 25)
    assert parameters.seconds_of_music_per_second > 0
    stored = clip.provenance.model_dump_json()
    assert Provenance.model_validate_json(stored).model_dump_json() == stored, "read back, nothing is lost"
    assert "28 of 28 frames" in caplog.text
    assert "s left" in caplog.text


def test_the_same_seed_gives_the_same_clip_and_another_seed_another(renderer: MusicgenRenderer) -> None:
    request = RenderRequest("a", "calm", 1.5, 1)
    first, again = render(renderer, request)["a"], render(renderer, request)["a"]
    assert np.array_equal(first.audio, again.audio)
    assert not np.array_equal(first.audio, render(renderer, RenderRequest("a", "calm", 1.5, 2))["a"].audio)


def test_the_take_with_the_fewest_faults_is_kept(folder: Path) -> None:
    renderer = MusicgenRenderer(str(folder), takes=4)
    clip = render(renderer, RenderRequest("a", "calm", 4.0, 1, tempo=100, tonality="C major"))["a"]
    choice = clip.provenance.choice
    assert choice is not None
    assert len(choice.faults_of_takes) == 4
    assert len(set(choice.faults_of_takes)) > 1
    assert choice.faults_of_takes[choice.take] == min(choice.faults_of_takes)
    assert sum(choice.faults.values()) == pytest.approx(min(choice.faults_of_takes), abs=0.001)


def test_a_bad_request_does_not_end_the_batch(renderer: MusicgenRenderer) -> None:
    requests = [
        RenderRequest("good", "calm", 0.5, 1),
        RenderRequest("endless", "calm", 1e9, 1),
        RenderRequest("out of tune", "calm", 1.0, 1, tonality="H minor"),
    ]
    results = {result.key: type(result) for result in renderer.render(requests)}
    assert results == {"good": RenderedClip, "endless": RenderFailure, "out of tune": RenderFailure}


def test_a_batch_that_would_not_fit_is_split(
    renderer: MusicgenRenderer, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    requests = [RenderRequest(str(i), "calm", 0.8, i) for i in range(5)]
    whole = render(renderer, *requests)
    engine = renderer.engine
    small = MusicgenRenderer(str(folder), memory=engine.bytes_needed(2, Window(0, 0, 40)), window_seconds=1.0)
    with caplog.at_level(logging.INFO):
        split = render(small, *requests)
    assert [record.getMessage()[:17] for record in caplog.records if "together" in record.getMessage()] == [
        "MusicGen: 2 takes", "MusicGen: 2 takes", "MusicGen: 1 takes",
    ]  # fmt: skip
    assert all(np.array_equal(split[key].audio, whole[key].audio) for key in whole)
    tiny = MusicgenRenderer(str(folder), memory=engine.bytes_needed(1, Window(0, 0, 10)))
    (refused, played) = tiny.render([RenderRequest("long", "calm", 0.8, 0), RenderRequest("short", "calm", 0.2, 0)])
    assert isinstance(refused, RenderFailure)
    assert "GiB may be used" in refused.reason
    assert isinstance(played, RenderedClip)


def test_a_gpu_out_of_memory_gets_smaller_batches(
    renderer: MusicgenRenderer, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    requests = [RenderRequest(str(i), "calm", 0.6 + 0.2 * i, i) for i in range(6)]
    whole = render(renderer, *requests)
    engine = renderer.engine
    generate = engine.generate

    def little(texts: list[str], *rest: Any) -> Iterator[tuple[int, torch.Tensor]]:
        rows = generate(texts, *rest)
        if len(texts) > 2:
            yield next(rows)  # one is done before it breaks
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        yield from rows

    monkeypatch.setattr(engine, "generate", little)
    with caplog.at_level(logging.WARNING):
        split = render(renderer, *requests)
    assert "6 takes did not fit into memory; at most 3" in caplog.text
    assert all(np.array_equal(split[key].audio, whole[key].audio) for key in whole), "the same music as at once"

    def none(texts: list[str], *rest: Any) -> Iterator[tuple[int, torch.Tensor]]:
        if "epic" in texts:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        yield from generate(texts, *rest)

    monkeypatch.setattr(engine, "generate", none)
    answers = {
        a.key: a for a in renderer.render([RenderRequest("a", "epic", 0.5, 1), RenderRequest("b", "calm", 0.4, 1)])
    }
    assert isinstance(answers["b"], RenderedClip), "the rest of the batch arrives"
    assert isinstance(answers["a"], RenderFailure)
    assert "smaller model (MUSICGEN_MODEL)" in answers["a"].reason

    def broken(*_: Any) -> Iterator[tuple[int, torch.Tensor]]:
        raise RuntimeError("something else")

    monkeypatch.setattr(engine, "generate", broken)
    with pytest.raises(RuntimeError, match="something else"):
        list(renderer.render(requests))


def test_a_model_too_large_for_the_gpu_is_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr("resources.renderers.musicgen.engine.Engine", full)
    with pytest.raises(MusicgenUnavailableError, match=r"accelerator's memory.*smaller model"):
        MusicgenRenderer(str(folder)).engine  # noqa: B018


def test_the_music_begins_where_its_beats_meet_the_cuts(folder: Path) -> None:
    request = RenderRequest("a", "calm", 3.0, 1, tempo=120, cuts=(1.0, 2.2))
    clip = render(MusicgenRenderer(str(folder), takes=2), request)["a"]
    assert clip.audio.shape == (1, 3 * RATE)
    parameters, choice = clip.provenance.parameters, clip.provenance.choice
    assert isinstance(parameters, MusicgenParameters)
    assert parameters.frames == 175, "half a second more, to choose from"
    assert choice is not None
    assert 0 <= choice.left_out_before_seconds <= 0.5
    assert "cuts" in choice.faults
    assert choice.words_judged_by.startswith("CLAP_MODEL is not set")


def test_the_memory_of_a_batch_is_estimated_before_it_is_allocated() -> None:
    engine = Engine(*lively(TINY), best_precision("cpu"), "cpu")
    cache = engine.decoder._cache(2 * 3, 103)
    held = sum(value.nbytes for value in (cache.keys, cache.values))  # pyright: ignore[reportAttributeAccessIssue]
    assert held <= engine.bytes_needed(3, Window(0, 0, 100)) < 3 * held + engine.codec.decode_bytes(100) + 2**20


def test_settings_follow_the_prompt_as_in_training() -> None:
    assert text_of(RenderRequest("k", "warm strings", 1.0, 0)) == "warm strings"
    assert (
        text_of(RenderRequest("k", "warm. ", 1.0, 0, tempo=84.2, tempo_asked=True, tonality="F# major"))
        == "warm. bpm: 84. key: f# major"
    )
    assert text_of(RenderRequest("k", "skate video, punk", 1.0, 0, tempo=172.0, style="punk")) == "skate video, punk", (
        "a person's words as they are, without what was guessed behind them"
    )
    assert text_of(RenderRequest("k", "punk", 1.0, 0, tempo=172.0, cuts=(0.5,))) == "punk. bpm: 172", "for the cuts"


def test_missing_weights_are_an_error_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = RenderRequest("a", "calm", 1.0, 1)
    with pytest.raises(MusicgenUnavailableError, match=r"config\.json is missing.*RENDERER=sketch"):
        list(MusicgenRenderer(str(tmp_path)).render([request]))
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "gpt2"}), encoding="utf-8")
    with pytest.raises(MusicgenUnavailableError, match="gpt2 model"):
        list(MusicgenRenderer(str(tmp_path)).render([request]))
    (tmp_path / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(MusicgenUnavailableError, match="whole model"):
        list(MusicgenRenderer(str(tmp_path)).render([request]))

    def unplugged(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("huggingface_hub.HfApi.model_info", unplugged)
    with pytest.raises(MusicgenUnavailableError, match=r"facebook/musicgen-small cannot be fetched.*MUSICGEN_MODEL"):
        list(MusicgenRenderer("facebook/musicgen-small", tmp_path / "pins.json").render([request]))
    (tmp_path / "pins.json").write_text('{"facebook/musicgen-small": "abc"}', encoding="utf-8")
    assert locate("facebook/musicgen-small", tmp_path / "pins.json").revision == "abc"


def test_weights_that_do_not_fit_are_not_loaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resources.renderers.musicgen.checkpoint.free_memory", lambda _device: 2**20)
    with pytest.raises(MusicgenUnavailableError, match="smaller model"):
        MusicgenRenderer(str(folder)).engine  # noqa: B018


def test_the_renderer_is_chosen_by_setting(folder: Path, tmp_path: Path) -> None:
    chosen = load_settings(renderer="musicgen", musicgen_model=str(folder), musicgen_takes=3, data_dir=str(tmp_path))
    made = build_renderer(chosen)
    assert isinstance(made, MusicgenRenderer)
    assert (made.checkpoint.weights.folder, made.takes) == (folder, 3)
    assert f"@{made.checkpoint.revision} {best_precision('cpu')}" in made.revision


@pytest.mark.slow
def test_videos_are_scored_with_musicgen(tmp_path: Path, folder: Path) -> None:
    demo = sorted((Path(__file__).parents[3] / "resources" / "demo_videos").glob("*.mp4"))
    library, rejected, inbox = (tmp_path / name for name in ("library", "rejected", "inbox"))
    inbox.mkdir()
    keys = []
    for video in demo[:2]:
        shutil.copyfile(video, inbox / video.name)
        (inbox / f"{video.name}.json").write_text('{"seconds": 2.2, "prompt": "lofi piano"}', encoding="utf-8")
        keys.append(take_in(inbox / video.name, library, rejected).key)  # pyright: ignore[reportAttributeAccessIssue]
    renderer = MusicgenRenderer(str(folder))
    results = list(score_batch(library, rejected, renderer, keys, {"soundtrack", "scored_video"}))
    assert all(isinstance(result, Done) for result in results)
    records = [r.record for r in results if isinstance(r, Done) and isinstance(r.record, ScoredRecord)]
    assert len(records) == len(keys)
    for record in records:
        assert record.provenance.renderer == "musicgen"
        assert record.picture_unchanged
        assert record.length_kept
    again = list(score_batch(library, rejected, renderer, keys, {"soundtrack"}))
    assert all(isinstance(result, Done) and result.reused for result in again)

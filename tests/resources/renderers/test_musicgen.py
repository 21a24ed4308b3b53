"""The MusicGen renderer on random weights: token by token as transformers, exact to the sample, never too large."""

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
from benchmarks._random_musicgen import TINY, Size, build
from pipelines.resources import build_renderer
from pipelines.settings import load_settings
from resources.linear import LARGEST, WEIGHTS, ZERO, Int8, Precision, best_precision, int8_works
from resources.music.provenance import Provenance
from resources.music.request import RenderedClip, RenderFailure, RenderRequest
from resources.renderers.musicgen import MusicgenParameters, MusicgenRenderer, decoder
from resources.renderers.musicgen.cache import ByteCache, FullCache
from resources.renderers.musicgen.checkpoint import MusicgenUnavailableError, locate
from resources.renderers.musicgen.decoder import TopK
from resources.renderers.musicgen.engine import Engine
from resources.renderers.musicgen.planning import Window, next_batch, windows
from resources.renderers.musicgen_usage import text_of

STEREO = Size(**{**{name: getattr(TINY, name) for name in TINY.__slots__}, "channels": 2})
TEXTS = ("calm piano", "epic drums and bass . bpm : slow", "lofi")
HOP = 64
RATE = 3200


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """The model is so small that a second thread only waits."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def lively(size: Size) -> tuple[Any, Any]:
    """A model whose likeliest tokens differ from step to step: as made, its weights are next to nothing."""
    model, tokenizer = build(size)
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for part in (model.decoder, model.enc_to_dec_proj):
            for weight in part.parameters():
                if weight.ndim == 2:
                    weight.copy_(torch.randn(weight.shape, generator=generator) * 3 * weight.shape[1] ** -0.5)
        model.text_encoder.shared.weight.normal_(generator=generator)
    return model, tokenizer


@pytest.fixture(scope="module", params=[TINY, STEREO], ids=["mono", "stereo"])
def pair(request: pytest.FixtureRequest) -> tuple[Any, Any, Engine]:
    """transformers' model, its tokenizer, and the same model as an engine in fp32."""
    model, tokenizer = lively(request.param)
    return model, tokenizer, Engine(*lively(request.param), "fp32", "cpu")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    model, tokenizer = lively(TINY)
    place = tmp_path_factory.mktemp("musicgen")
    model.save_pretrained(place)
    tokenizer.save_pretrained(place)
    return place


def greedy(logits: torch.Tensor) -> torch.Tensor:
    """The likeliest token of each codebook: a `Choose`."""
    return logits.argmax(-1)


def theirs(
    model: Any, tokenizer: Any, texts: list[str], frames: int, prompt: torch.Tensor | None = None
) -> torch.Tensor:
    """Greedy tokens (rows, codebooks, frames) by transformers' generate."""
    seen: list[torch.Tensor] = []
    decode = model.audio_encoder.decode

    def record(codes: torch.Tensor, **rest: Any) -> Any:
        seen.append(codes[0])
        return decode(codes, **rest)

    model.audio_encoder.decode = record
    given = {} if prompt is None else {"decoder_input_ids": prompt.flatten(0, 1)}
    had = 0 if prompt is None else prompt.shape[2]
    try:
        model.generate(
            **tokenizer(texts, return_tensors="pt", padding=True), **given,
            max_new_tokens=frames - had + 3, do_sample=False, guidance_scale=3.0,
        )  # fmt: skip
    finally:
        del model.audio_encoder.decode
    return seen[0] if len(seen) == 1 else torch.stack(seen, 2).flatten(1, 2)


def ours(engine: Engine, texts: list[str], frames: list[int], prompt: torch.Tensor | None = None) -> list[torch.Tensor]:
    given = torch.empty(len(texts), engine.decoder.codebooks, 0, dtype=torch.long) if prompt is None else prompt
    found = dict(engine.generate(texts, list(given), frames, greedy, 3.0))
    return [found[row] for row in range(len(texts))]


def test_a_ragged_batch_is_token_by_token_as_transformers(pair: tuple[Any, Any, Engine]) -> None:
    model, tokenizer, engine = pair
    found = ours(engine, list(TEXTS), [40, 17, 9])
    assert len(found[0].unique()) > 20, "a model that always says the same proves nothing"
    batch = theirs(model, tokenizer, list(TEXTS), 40)
    assert torch.equal(found[0], batch[0])
    for text, frames, tokens in zip(TEXTS[1:], (17, 9), found[1:], strict=True):
        assert torch.equal(tokens, theirs(model, tokenizer, [text], frames)[0])


def test_a_continuation_is_token_by_token_as_transformers(pair: tuple[Any, Any, Engine]) -> None:
    model, tokenizer, engine = pair
    prompt = torch.randint(0, 64, (2, engine.decoder.codebooks, 70), generator=torch.Generator().manual_seed(3))
    found = ours(engine, list(TEXTS[:2]), [90, 90], prompt)
    assert torch.equal(torch.stack(found), theirs(model, tokenizer, list(TEXTS[:2]), 90, prompt))
    assert torch.equal(torch.stack(found)[:, :, :70], prompt)


def test_windows_go_on_from_kept_tokens_as_transformers_would(
    pair: tuple[Any, Any, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    model, tokenizer, engine = pair
    monkeypatch.setattr(decoder, "TopK", lambda _k, _generators: greedy)
    renderer = MusicgenRenderer("unused", precision="fp32", window_seconds=0.6, kept_seconds=0.24)
    renderer._engine = engine
    requests = [RenderRequest(text, text, seconds, 0) for text, seconds in zip(TEXTS, (1.5, 0.8, 0.3), strict=True)]
    played = {}
    list_of_pieces = [piece for request in requests for piece in renderer._pieces(request)]
    monkeypatch.setattr(renderer, "_judged", lambda piece: played.update({piece.request.key: piece.tokens}))
    monkeypatch.setattr(renderer, "_clip", lambda _piece, _takes, _progress: None)
    list(renderer._play(list_of_pieces))
    for request in requests:
        total, whole = round(request.seconds * 50), torch.empty(1, engine.decoder.codebooks, 0, dtype=torch.long)
        while whole.shape[2] < total:
            kept = whole if total <= 30 else whole[:, :, -12:]
            end = min(30, total - whole.shape[2] + kept.shape[2])
            more = theirs(model, tokenizer, [request.prompt], end, kept if kept.shape[2] else None)
            whole = torch.cat([whole, more[:, :, kept.shape[2] :]], 2)
        assert torch.equal(played[request.key], whole[0])


def logits_of(engine: Engine, tokens: torch.Tensor) -> torch.Tensor:
    """Guided logits of every step of given tokens, through the step-by-step path."""
    seen = []

    def follow(logits: torch.Tensor) -> torch.Tensor:
        seen.append(logits)
        return tokens[: len(logits), :, min(len(seen) - 1, tokens.shape[2] - 1)]

    given = torch.empty(len(tokens), engine.decoder.codebooks, 0, dtype=torch.long)
    list(engine.generate(list(TEXTS), list(given), [tokens.shape[2]] * 3, follow, 3.0))
    return torch.stack(seen)


@pytest.mark.parametrize(("precision", "most"), [("int8", 0.12), ("int8_7bit", 0.16), ("bf16", 0.06)])
def test_lower_precision_deviates_little(precision: Precision, most: float) -> None:
    if precision == "int8" and not int8_works():
        pytest.skip("this processor has no VNNI: int8_7bit is what it multiplies in")
    tokens = torch.randint(0, 64, (3, 4, 80), generator=torch.Generator().manual_seed(5))
    exact = logits_of(Engine(*lively(TINY), "fp32", "cpu"), tokens)
    found = logits_of(Engine(*lively(TINY), precision, "cpu"), tokens)
    deviation = ((found - exact).norm() / exact.norm()).item()
    assert 0 < deviation < most


@pytest.mark.parametrize(("bits", "fits"), [(8, False), (7, True)])
def test_two_products_fit_in_16_bits_with_weights_of_7(bits: int, fits: bool) -> None:
    """A processor without VNNI adds the products of two bytes (0 to 255) and two weights in 16 bits, saturating. What it
    would compute is worked out here, so that it is tested on any processor: the worst case, all of them at their largest.
    """
    largest = (LARGEST + ZERO) * WEIGHTS[bits]
    assert (2 * largest <= 2**15 - 1) == fits
    weight, x = torch.ones(4, 8), torch.ones(1, 8)
    pairs = torch.full((4,), 2.0 * largest).clamp(max=2**15 - 1)  # four pairs of eight products
    of_zero = 8 * ZERO * WEIGHTS[bits]
    product = (pairs.sum() - of_zero) / LARGEST / WEIGHTS[bits]
    assert (abs(float(product) - 8) < 0.1) == fits
    if int8_works(bits):
        torch.testing.assert_close(Int8(weight, bits)(x), torch.full((1, 4), 8.0), atol=0.1, rtol=0)


def test_attention_over_the_byte_cache_is_that_of_the_full_one() -> None:
    generator = torch.Generator().manual_seed(0)
    full = FullCache(2, 4, 3, 8, 150, torch.float32, "cpu")
    small = ByteCache(2, 4, 3, 8, 150)
    for rows, at in [
        (4, range(70)),
        *[(4, range(i, i + 1)) for i in range(70, 100)],
        *[(2, range(i, i + 1)) for i in range(100, 150)],
    ]:
        q, k, v = torch.randn(3, rows, len(at), 3, 8, generator=generator)
        for cache in (full, small):
            cache.seek(torch.tensor(list(at)))
        for layer in range(2):
            torch.testing.assert_close(small.attend(layer, q, k, v), full.attend(layer, q, k, v), atol=5e-3, rtol=5e-3)


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_what_the_cache_takes_is_known_before(precision: Precision) -> None:
    decoder = Engine(*lively(TINY), precision, "cpu").decoder
    cache = decoder._cache(2, 150)
    assert isinstance(cache, ByteCache | FullCache)
    parts = [cache.keys, cache.values, *([cache.waiting] if isinstance(cache, ByteCache) else [])]
    assert sum(part.nbytes for part in parts) == decoder.cache_bytes(150)


def test_a_row_does_not_depend_on_the_rows_beside_it() -> None:
    engine = Engine(*lively(TINY), best_precision("cpu"), "cpu")

    def play(texts: list[str], frames: list[int], seeds: list[int]) -> dict[int, torch.Tensor]:
        draw = TopK(20, [torch.Generator().manual_seed(seed) for seed in seeds])
        given = torch.empty(len(texts), 4, 0, dtype=torch.long)
        return dict(engine.generate(texts, list(given), frames, draw, 3.0))

    together = play([TEXTS[0]] * 3, [60, 50, 50], [1, 2, 3])
    assert torch.equal(together[1], play([TEXTS[0]], [50], [2])[0])
    assert not torch.equal(together[1], together[2])


def test_draws_follow_the_likeliest_tokens() -> None:
    logits = torch.log(torch.tensor([0.5, 0.3, 0.15, 0.05])).expand(1, 4000, 4)
    drawn = TopK(3, [torch.Generator().manual_seed(0)])(logits)[0]
    shares = torch.bincount(drawn, minlength=4) / 4000
    torch.testing.assert_close(shares, torch.tensor([0.5, 0.3, 0.15, 0]) / 0.95, atol=0.03, rtol=0)


def test_sound_is_that_of_transformers_piece_by_piece(
    pair: tuple[Any, Any, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    model, _, engine = pair
    monkeypatch.setattr("resources.renderers.musicgen.codec.PIECE", 40)
    tokens = torch.randint(0, 64, (engine.decoder.codebooks, 150), generator=torch.Generator().manual_seed(2))
    sides = [
        model.audio_encoder.decode(tokens[None, None, side :: engine.channels], [None]).audio_values[0, 0].detach()
        for side in range(engine.channels)
    ]
    np.testing.assert_allclose(engine.codec.decode(tokens), torch.stack(sides).numpy(), atol=1e-5)


def render(renderer: MusicgenRenderer, *requests: RenderRequest) -> dict[str, RenderedClip]:
    clips = list(renderer.render(requests))
    assert all(isinstance(clip, RenderedClip) for clip in clips), clips
    return {clip.key: clip for clip in clips if isinstance(clip, RenderedClip)}


@pytest.fixture(scope="module")
def renderer(folder: Path) -> MusicgenRenderer:
    return MusicgenRenderer(str(folder), window_seconds=1.0, kept_seconds=0.4)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.floats(0.1, 3.0), min_size=1, max_size=4))
def test_every_length_is_exact(renderer: MusicgenRenderer, seconds: list[float]) -> None:
    clips = render(renderer, *[RenderRequest(str(i), "calm", s, i) for i, s in enumerate(seconds)])
    for i, s in enumerate(seconds):
        assert clips[str(i)].audio.shape == (1, round(s * RATE))
        assert clips[str(i)].audio.dtype == np.float32
        assert clips[str(i)].rate == RATE


def test_what_made_it_is_told(renderer: MusicgenRenderer, caplog: pytest.LogCaptureFixture) -> None:
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


def test_the_seed_decides(renderer: MusicgenRenderer) -> None:
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


def test_a_gpu_out_of_memory_gets_less_at_a_time(
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


def test_a_model_too_large_for_the_gpu_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_memory_is_known_before_it_is_taken() -> None:
    engine = Engine(*lively(TINY), best_precision("cpu"), "cpu")
    cache = engine.decoder._cache(2 * 3, 103)
    held = sum(value.nbytes for value in (cache.keys, cache.values))  # pyright: ignore[reportAttributeAccessIssue]
    assert held <= engine.bytes_needed(3, Window(0, 0, 100)) < 3 * held + engine.codec.decode_bytes(100) + 2**20


@given(st.integers(0, 400), st.integers(1, 2000), st.integers(20, 300), st.integers(1, 19))
def test_windows_cover_a_piece(done: int, more: int, longest: int, kept: int) -> None:
    found = windows(done, done + more, longest, kept)
    assert [window.given for window in found] == [done, *[window.end for window in found[:-1]]]
    assert found[-1].end == done + more
    assert all(0 < window.new <= window.length <= longest for window in found)
    assert all(window.prompt in (kept, window.given) for window in found)


@given(
    st.lists(st.tuples(st.sampled_from([0, 5, 9]), st.integers(10, 40)), min_size=1),
    st.integers(1, 8),
    st.integers(5, 200),
)
def test_batches_are_alike_and_fit(shapes: list[tuple[int, int]], at_most: int, memory: int) -> None:
    waiting = [Window(0, prompt, length) for prompt, length in shapes]
    batch, alone = next_batch(waiting, at_most, memory, lambda rows, window: rows * window.length)
    assert all(waiting[i].length > memory for i in alone)
    assert batch or len(alone) == len(waiting)
    assert len({waiting[i].prompt for i in batch}) <= 1
    lengths = [waiting[i].length for i in batch]
    assert lengths == sorted(lengths, reverse=True)
    assert len(batch) <= at_most
    assert sum(lengths[:1]) * len(batch) <= memory


def test_wishes_stand_behind_the_prompt_as_in_training() -> None:
    assert text_of(RenderRequest("k", "warm strings", 1.0, 0)) == "warm strings"
    assert (
        text_of(RenderRequest("k", "warm. ", 1.0, 0, tempo=84.2, tempo_asked=True, tonality="F# major"))
        == "warm. bpm: 84. key: f# major"
    )
    assert text_of(RenderRequest("k", "skate video, punk", 1.0, 0, tempo=172.0, style="punk")) == "skate video, punk", (
        "a person's words as they are, without what was guessed behind them"
    )
    assert text_of(RenderRequest("k", "punk", 1.0, 0, tempo=172.0, cuts=(0.5,))) == "punk. bpm: 172", "for the cuts"


def test_no_weights_is_an_error_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = RenderRequest("a", "calm", 1.0, 1)
    with pytest.raises(MusicgenUnavailableError, match=r"no config\.json.*RENDERER=sketch"):
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


def test_it_is_chosen_by_setting(folder: Path, tmp_path: Path) -> None:
    chosen = load_settings(renderer="musicgen", musicgen_model=str(folder), musicgen_takes=3, data_dir=str(tmp_path))
    made = build_renderer(chosen)
    assert isinstance(made, MusicgenRenderer)
    assert (made.checkpoint.folder, made.takes) == (folder, 3)
    assert f"@{made.checkpoint.revision} {best_precision('cpu')}" in made.revision


def test_videos_are_scored_by_it(tmp_path: Path, folder: Path) -> None:
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

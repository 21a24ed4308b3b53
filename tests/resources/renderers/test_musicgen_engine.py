"""The MusicGen engine with random weights agrees with transformers token by token."""

from typing import Any

import numpy as np
import pytest
import torch  # noqa: TID253

from benchmarks._random_musicgen import TINY
from resources.linear import LARGEST, WEIGHTS, ZERO, Int8, Precision, best_precision, int8_works
from resources.music.request import RenderRequest
from resources.renderers.musicgen import MusicgenRenderer, decoder
from resources.renderers.musicgen.cache import ByteCache, FullCache
from resources.renderers.musicgen.decoder import TopK
from resources.renderers.musicgen.engine import Engine
from tests.resources.renderers.musicgen import STEREO, TEXTS, lively

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module", params=[TINY, STEREO], ids=["mono", "stereo"])
def pair(request: pytest.FixtureRequest) -> tuple[Any, Any, Engine]:
    """transformers' model, its tokenizer, and the same model as an engine in fp32."""
    model, tokenizer = lively(request.param)
    return model, tokenizer, Engine(*lively(request.param), "fp32", "cpu")


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


def test_a_ragged_batch_agrees_with_transformers_token_by_token(pair: tuple[Any, Any, Engine]) -> None:
    model, tokenizer, engine = pair
    found = ours(engine, list(TEXTS), [40, 17, 9])
    assert len(found[0].unique()) > 20, "a model that always says the same proves nothing"
    batch = theirs(model, tokenizer, list(TEXTS), 40)
    assert torch.equal(found[0], batch[0])
    for text, frames, tokens in zip(TEXTS[1:], (17, 9), found[1:], strict=True):
        assert torch.equal(tokens, theirs(model, tokenizer, [text], frames)[0])


def test_a_continuation_agrees_with_transformers_token_by_token(pair: tuple[Any, Any, Engine]) -> None:
    model, tokenizer, engine = pair
    prompt = torch.randint(0, 64, (2, engine.decoder.codebooks, 70), generator=torch.Generator().manual_seed(3))
    found = ours(engine, list(TEXTS[:2]), [90, 90], prompt)
    assert torch.equal(torch.stack(found), theirs(model, tokenizer, list(TEXTS[:2]), 90, prompt))
    assert torch.equal(torch.stack(found)[:, :, :70], prompt)


def test_windows_continue_from_kept_tokens_as_in_transformers(
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
def test_two_products_fit_in_16_bits_only_with_7_bit_weights(bits: int, fits: bool) -> None:
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


def test_attention_over_the_byte_cache_agrees_with_the_full_cache() -> None:
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
def test_the_size_of_the_cache_is_known_in_advance(precision: Precision) -> None:
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


def test_tokens_are_drawn_from_the_likeliest_by_their_shares() -> None:
    logits = torch.log(torch.tensor([0.5, 0.3, 0.15, 0.05])).expand(1, 4000, 4)
    drawn = TopK(3, [torch.Generator().manual_seed(0)])(logits)[0]
    shares = torch.bincount(drawn, minlength=4) / 4000
    torch.testing.assert_close(shares, torch.tensor([0.5, 0.3, 0.15, 0]) / 0.95, atol=0.03, rtol=0)


def test_sound_decoded_in_pieces_agrees_with_transformers(
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

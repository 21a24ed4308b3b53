"""Reading a text once for many continuations gives the same result as reading each in full."""

import gc
import weakref
from typing import Any

import pytest

from assets.models.writing.shared_prefix import SharedPrefixes

VOCABULARY = 60


@pytest.fixture(params=["gpt2", "llama with grouped keys"])
def model(request: pytest.FixtureRequest) -> Any:
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

    torch.manual_seed(1)
    if request.param == "gpt2":
        config = GPT2Config(vocab_size=VOCABULARY, n_embd=24, n_layer=2, n_head=3, n_positions=64)
        return GPT2LMHeadModel(config).eval()
    config = LlamaConfig(
        vocab_size=VOCABULARY, num_attention_heads=6, num_key_value_heads=2, hidden_size=24, intermediate_size=32,
        num_hidden_layers=2, max_position_embeddings=64,
    )  # fmt: skip
    return LlamaForCausalLM(config).eval()


def whole(model: Any, rows: list[list[int]]) -> Any:
    import torch

    with torch.inference_mode():
        return model(input_ids=torch.tensor(rows)).logits


def test_steps_of_any_length_with_selected_rows_agree_with_reading_the_whole_text(model: Any) -> None:
    import torch

    before, continued = [1, 7, 9, 30, 2], [[3, 4, 5, 6], [8, 8, 1, 2], [11, 0, 59, 13]]
    prefix = SharedPrefixes(model)
    torch.testing.assert_close(prefix.read([before])[0], whole(model, [before])[0, -1])
    rows = prefix.rows([3], room=6)
    first = rows.step(torch.tensor([row[:3] for row in continued]))
    expected = whole(model, [before + row for row in continued])
    torch.testing.assert_close(first, expected[:, 5:8], atol=1e-5, rtol=1e-4)
    rows.select(torch.tensor([2, 0, 0]))
    chosen = [continued[2], continued[0], continued[0]]
    last = rows.step(torch.tensor([[row[3]] for row in chosen]))
    torch.testing.assert_close(last, whole(model, [before + row for row in chosen])[:, 8:9], atol=1e-5, rtol=1e-4)
    assert model.config._attn_implementation != "shared_prefix", "the model attends as before"


def test_rows_release_their_memory_at_once(model: Any) -> None:
    """It is half a gigabyte per line for twelve verses, and the garbage collector had not run by the ninth line."""
    import torch

    prefix = SharedPrefixes(model)
    prefix.read([[1, 7, 9]])
    gc.collect()
    gc.disable()
    try:
        rows = prefix.rows([2], room=3)
        rows.step(torch.tensor([[3], [4]]))
        keys = weakref.ref(rows.own[0][0])
        prefix.read([[1, 7, 9, 3]])
        del rows
        assert keys() is None
    finally:
        gc.enable()


def test_rows_continue_from_different_positions(model: Any) -> None:
    import torch

    texts, stems, more = (
        [[1, 7, 9], [30, 2, 5, 6, 8]],
        [[3], [4, 5, 6], [8, 8]],
        [[11, 12], [13, 14], [15, 16], [17, 18]],
    )
    prefix = SharedPrefixes(model)
    prefix.read(texts)
    rows = prefix.rows([1, 2], room=6)
    rows.step(torch.tensor([stem + [0] * (3 - len(stem)) for stem in stems]))
    rows.end(torch.tensor([1, 3, 2]))
    chosen = [0, 0, 1, 2]
    rows.select(torch.tensor(chosen))
    found = rows.step(torch.tensor(more))
    for row, (stem, ids) in enumerate(zip(chosen, more, strict=True)):
        read = [*texts[0 if stem == 0 else 1], *stems[stem], *ids]
        torch.testing.assert_close(found[row], whole(model, [read])[0, -2:], atol=1e-5, rtol=1e-4)
    rows.select(torch.tensor([1, 3]))
    last = rows.step(torch.tensor([[21], [22]]))
    for row, (stem, ids) in enumerate([(0, [*more[1], 21]), (2, [*more[3], 22])]):
        read = [*texts[0 if stem == 0 else 1], *stems[stem], *ids]
        torch.testing.assert_close(last[row], whole(model, [read])[0, -1:], atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(
    "later", [[1, 7, 9, 30, 2, 5, 6], [1, 7, 9, 30, 2], [1, 7, 9], [1, 7, 40, 41], [2, 7], [1, 7, 9, 30, 3]]
)
def test_only_the_difference_from_the_last_text_is_read(model: Any, later: list[int]) -> None:
    import torch

    prefix = SharedPrefixes(model)
    prefix.read([[1, 7, 9, 30, 2]])
    torch.testing.assert_close(prefix.read([later])[0], whole(model, [later])[0, -1], atol=1e-5, rtol=1e-4)
    step = prefix.rows([2], room=2).step(torch.tensor([[4], [5]]))
    expected = whole(model, [[*later, 4], [*later, 5]])[:, -1:]
    torch.testing.assert_close(step, expected, atol=1e-5, rtol=1e-4)


def test_texts_of_different_lengths_are_read_and_continued_together(model: Any) -> None:
    import torch

    texts = [[1, 7, 9, 30, 2], [4, 4], [11, 0, 59, 13, 5, 6, 7]]
    later = [[1, 7, 9, 30, 2, 8, 3], [4, 4, 1], [11, 0, 3]]
    prefixes = SharedPrefixes(model)
    for read in (texts, later):
        for found, ids in zip(prefixes.read(read), read, strict=True):
            torch.testing.assert_close(found, whole(model, [ids])[0, -1], atol=1e-5, rtol=1e-4)
    counts, continued = [2, 1, 3], [[3, 4], [5, 6], [7, 8], [9, 10], [11, 12], [13, 14]]
    rows = prefixes.rows(counts, room=3)
    of = [text for text, count in zip(later, counts, strict=True) for _ in range(count)]
    found = rows.step(torch.tensor(continued))
    for row, (text, own) in enumerate(zip(of, continued, strict=True)):
        torch.testing.assert_close(found[row], whole(model, [[*text, *own]])[0, -2:], atol=1e-5, rtol=1e-4)
    rows.select(torch.tensor([1, 3, 5]))
    found = rows.step(torch.tensor([[20], [21], [22]]))
    for row, (index, token) in enumerate(((1, 20), (3, 21), (5, 22))):
        expected = whole(model, [[*of[index], *continued[index], token]])[0, -1:]
        torch.testing.assert_close(found[row], expected, atol=1e-5, rtol=1e-4)


def test_a_text_with_many_rows_is_independent_of_texts_with_few(model: Any) -> None:
    """As lines are judged: after their verses, and all of them after nothing."""
    import torch

    texts, counts = [[1, 7, 9, 30], [4, 4], [11, 0, 59], [5]], [2, 0, 3, 200]
    prefixes = SharedPrefixes(model)
    prefixes.read(texts)
    rows = prefixes.rows(counts, room=4)
    continued = torch.randint(0, VOCABULARY, (sum(counts), 3), generator=torch.Generator().manual_seed(0))
    found = torch.cat([rows.step(continued[:, :2]), rows.step(continued[:, 2:])], 1)
    text_of = [text for text, count in zip(texts, counts, strict=True) for _ in range(count)]
    for row in (0, 1, 2, 4, 5, 100, 204):
        expected = whole(model, [[*text_of[row], *continued[row].tolist()]])[0, -3:]
        torch.testing.assert_close(found[row], expected, atol=1e-5, rtol=1e-4)


def test_half_precision_differs_only_by_rounding(model: Any) -> None:
    import torch

    texts = [[1, 7, 9, 30, 2], [4, 4], [11, 0, 59, 13, 5, 6, 7]]
    expected = whole(model, [[*texts[1], 3, 4]])[0, -2:]
    prefixes = SharedPrefixes(model.to(torch.bfloat16))
    prefixes.read(texts)
    found = prefixes.rows([2, 1, 2], room=2).step(torch.tensor([[3, 4]] * 5))[2]
    torch.testing.assert_close(found, expected, atol=0.02, rtol=0.05)


def test_a_new_text_beside_a_cached_one_may_fill_the_window(model: Any) -> None:
    import torch

    kept, anew = list(range(1, 60)), list(range(59, 0, -1))
    prefixes = SharedPrefixes(model)
    prefixes.read([kept, [5]])
    found = prefixes.read([[*kept, 3], anew])
    torch.testing.assert_close(found[0], whole(model, [[*kept, 3]])[0, -1], atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(found[1], whole(model, [anew])[0, -1], atol=1e-5, rtol=1e-4)

"""Attention of many continuations to the text that they share and to their own tokens.

What belongs here: attention as one softmax over both. What does not: the cache (shared_prefix.py).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import torch

Layer = tuple[Any, Any]  # keys and values: shape (texts, heads, room, size) each
ATTENTION = "shared_prefix"
MOST_PADDING = 64  # maximum number of padding rows in a block, so that several texts attend in one matrix product
# Below any score, and finite in half precision: −inf would give NaN for a text without tokens.
NOT_SEEN = -1e4


class Continuations(Protocol):
    """Rows that continue texts; the rows of a text are adjacent, in the order of the texts."""

    texts: Sequence[Layer]
    blocks: "list[Block]"
    real: Any  # how many of the first `padded` tokens of each row are real; None: all
    padded: int


_attended: ContextVar[Continuations] = ContextVar("attended")


@dataclass(frozen=True, slots=True)
class Block:
    """Texts whose rows attend to them in one matrix product, padded to the largest number of rows of a text.

    `places`: the rows' positions after padding, None without padding; `behind`: which token positions are beyond a text's end:
    shape (texts, longest).
    """

    texts: slice
    rows: slice
    most: int
    places: Any
    longest: int
    behind: Any

    @classmethod
    def of(cls, texts: slice, row: int, counts: Sequence[int], lengths: Sequence[int], device: Any) -> "Block":
        import torch

        most, longest = max(counts), max(lengths)
        places = [text * most + i for text, count in enumerate(counts) for i in range(count)]
        behind = torch.arange(longest, device=device) >= torch.tensor(lengths, device=device)[:, None]
        at = torch.tensor(places, device=device) if _padding(counts) else None
        return cls(texts, slice(row, row + sum(counts)), most, at, longest, behind)


def blocks_of(counts: Sequence[int], lengths: Sequence[int], device: Any) -> list[Block]:
    """Group neighbouring texts with similar numbers of rows into blocks; texts without rows are left out.

    Args:
        counts: each text's number of rows.
        lengths: each text's number of tokens.
    """
    blocks, first, row = [], 0, 0
    while first < len(counts):
        end = first + 1
        while end < len(counts) and _padding(counts[first : end + 1]) <= MOST_PADDING:
            end += 1
        n_rows = sum(counts[first:end])
        if n_rows:
            blocks.append(Block.of(slice(first, end), row, counts[first:end], lengths[first:end], device))
        first, row = end, row + n_rows
    return blocks


def _padding(counts: Sequence[int]) -> int:
    """The number of padding rows if all texts are padded to the largest number of rows."""
    return len(counts) * max(counts) - sum(counts)


@contextmanager
def attending(model: Any, rows: Continuations) -> Iterator[None]:
    """A context in which the model uses `attend`."""
    from transformers import AttentionInterface

    AttentionInterface.register(ATTENTION, attend)
    usual = model.config._attn_implementation
    token = _attended.set(rows)
    model.config._attn_implementation = ATTENTION
    try:
        yield
    finally:
        model.config._attn_implementation = usual
        _attended.reset(token)


def attend(
    module: Any, query: "torch.Tensor", key: "torch.Tensor", value: "torch.Tensor", _mask: Any, **options: Any
) -> tuple["torch.Tensor", None]:
    """Attention of each row's new tokens to its text and to the row's own tokens, as one softmax.

    Args:
        query: shape (rows, heads, new tokens, size).
        key: of the row's own tokens, the new ones last: shape (rows, key heads, tokens, size); so is `value`.
    """
    import torch

    state = _attended.get()
    rows, heads, new, size = query.shape
    key_heads, tokens = key.shape[1:3]
    group = heads // key_heads
    scale = options.get("scaling") or size**-0.5
    grouped = query.reshape(rows, key_heads, group * new, size) * scale
    to_own = grouped @ key.transpose(2, 3)
    if new > 1:
        later = torch.ones(new, tokens, dtype=torch.bool, device=key.device).triu(tokens - new + 1)
        to_own = to_own.view(rows, key_heads, group, new, tokens).masked_fill(later, -torch.inf)
        to_own = to_own.view(rows, key_heads, group * new, tokens)
    if state.real is not None:
        places_of = torch.arange(state.padded, device=key.device)
        to_own[..., : state.padded].masked_fill_((places_of >= state.real[:, None])[:, None, None], -torch.inf)
    seen, own_nats = _weighted(to_own, value)
    for block in state.blocks:
        if block.longest:
            of_text, text_nats = _of_texts(block, grouped, *state.texts[int(module.layer_idx)])
            share = (text_nats - own_nats[block.rows]).sigmoid().to(seen.dtype)
            seen[block.rows] = seen[block.rows].lerp(of_text, share)
    return seen.reshape(rows, heads, new, size).transpose(1, 2).contiguous(), None


def _of_texts(
    block: Block, grouped: "torch.Tensor", keys: "torch.Tensor", values: "torch.Tensor"
) -> tuple["torch.Tensor", "torch.Tensor"]:
    """Attention of a block's rows to their texts; see `_weighted`. Done text by text, it took a fifth of a small model's
    writing time for twelve verses.
    """
    _, heads, queries, size = grouped.shape
    mine, most = grouped[block.rows], block.most
    keys, values = (part[block.texts, :, : block.longest] for part in (keys, values))
    if block.places is not None:
        mine = mine.new_zeros(len(keys) * most, *mine.shape[1:]).index_copy_(0, block.places, mine)
    by_text = mine.view(-1, most, heads, queries, size).transpose(1, 2).reshape(len(keys), heads, -1, size)
    scores = (by_text @ keys.transpose(2, 3)).masked_fill_(block.behind[:, None, None], NOT_SEEN)
    seen, nats = (
        part.view(-1, heads, most, queries, part.shape[-1]).transpose(1, 2).reshape(-1, heads, queries, part.shape[-1])
        for part in _weighted(scores, values)
    )
    return (seen, nats) if block.places is None else (seen[block.places], nats[block.places])


def _weighted(scores: "torch.Tensor", values: "torch.Tensor") -> tuple["torch.Tensor", "torch.Tensor"]:
    """Values weighted by the softmax of scores, and the log-sum-exp of the scores, with which two parts can be combined into
    one softmax: shapes (..., queries, size) and (..., queries, 1).
    """
    scores = scores.float()
    share = scores.softmax(-1)
    # log-sum-exp = largest score − log(its share).
    nats = scores.amax(-1, keepdim=True) - share.amax(-1, keepdim=True).log()
    return share.to(values.dtype) @ values, nats

"""Reading texts once for many continuations of each.

What belongs here: the cache that all continuations of a text share, and attention over it. What does not: which tokens are
sampled (decoding.py, aimed.py).

A cache that holds the text before once for each of 64 candidate lines is copied whole at each of their tokens. Here it is
there once; each candidate has only its own few tokens, in place, and attends to both (as in Hydragen, Juravsky et al. 2024).
The text's cache also stays from line to line: of a verse that has grown by a line, the line is read.
"""

import functools
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

ATTENTION = "shared_prefix"
_rows: ContextVar["Rows"] = ContextVar("rows")


class SharedPrefixes:
    """The texts before, as a causal language model of transformers has read them: one or several, each in its place.

    Args:
        model: in evaluation mode. It is used as it is; only while `Rows` step does it attend by `attend`.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self._texts: list[_Text] = []

    def read(self, texts: Sequence[Sequence[int]]) -> "torch.Tensor":
        """The logits after each text: shape (texts, vocabulary). Of one that begins as the last one in its place did, only
        the rest is read; all of them in one batch.
        """
        import torch

        known = [*self._texts, *(_Text.empty(self._model) for _ in texts)][: len(texts)]
        kept = [text.kept(ids) for text, ids in zip(known, texts, strict=True)]
        new = [list(ids[len(text.ids) :]) for text, ids in zip(kept, texts, strict=True)]
        width = max(map(len, new))
        rows = Rows(self._model, kept, [1] * len(texts), width)
        padded = torch.tensor([ids + [0] * (width - len(ids)) for ids in new], device=self._model.device)
        last = torch.tensor([len(ids) - 1 for ids in new], device=self._model.device)
        with torch.inference_mode():
            hidden = rows.forward(self._model.base_model, padded)[0]
            logits = self._model.get_output_embeddings()(hidden[torch.arange(len(texts)), last]).float()
        self._texts = [
            text.grown(ids, [(keys[row : row + 1], values[row : row + 1]) for keys, values in rows.own])
            for row, (text, ids) in enumerate(zip(kept, new, strict=True))
        ]
        return logits

    def rows(self, counts: Sequence[int], room: int) -> "Rows":
        """Continuations of the texts that were read, so many of each and of up to `room` tokens."""
        return Rows(self._model, self._texts, counts, room)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that was read: its tokens, and their keys and values (1, heads, tokens, size) in each layer."""

    ids: list[int]
    layers: list[tuple[Any, Any]]

    @classmethod
    def empty(cls, model: Any) -> "_Text":
        config = model.config
        heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
        size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        nothing = next(model.parameters()).new_empty(1, heads, 0, size)
        return cls([], [(nothing, nothing)] * config.num_hidden_layers)

    def kept(self, ids: Sequence[int]) -> "_Text":
        """As much of it as another text begins with, but never all of that one: its last token is read (again)."""
        pairs = enumerate(zip(ids, self.ids, strict=False))
        common = next((i for i, (a, b) in pairs if a != b), min(len(ids), len(self.ids)))
        common = min(common, len(ids) - 1)
        if common == len(self.ids):
            return self
        return _Text(self.ids[:common], [(keys[:, :, :common], values[:, :, :common]) for keys, values in self.layers])

    def grown(self, ids: list[int], layers: list[tuple[Any, Any]]) -> "_Text":
        """It with more tokens behind; `layers` may hold more than that."""
        import torch

        n = len(ids)
        return _Text(
            [*self.ids, *ids],
            [
                (torch.cat([keys, new[:, :, :n]], 2), torch.cat([values, more[:, :, :n]], 2))
                for (keys, values), (new, more) in zip(self.layers, layers, strict=True)
            ],
        )


class Rows:
    """Continuations of texts, each with its own tokens; those of one text stand together, in the texts' order."""

    def __init__(self, model: Any, texts: Sequence[_Text], counts: Sequence[int], room: int) -> None:
        import torch
        from transformers.cache_utils import Cache

        self._model, self.texts, self.counts = model, texts, list(counts)
        self.filled = 0
        lengths = [len(text.ids) for text in texts]
        self._longest = max(lengths)
        self._lengths = torch.tensor(lengths, device=model.device).repeat_interleave(
            torch.tensor(self.counts, device=model.device)
        )
        self.real: Any = None  # of each row, how many of its first `padded` tokens are part of it
        self.padded = 0
        n = sum(self.counts)
        self.own = [
            tuple(part.new_empty(n, part.shape[1], room, part.shape[3]) for part in layer) for layer in texts[0].layers
        ]
        self._cache = Cache(layers=[_layer_type()(self, i) for i in range(len(self.own))])

    def step(self, ids: "torch.Tensor") -> "torch.Tensor":
        """Add tokens, shape (rows, k), to each row; the logits after each of them: shape (rows, k, vocabulary)."""
        import torch

        with torch.inference_mode():
            return self.forward(self._model, ids).logits.float()

    def forward(self, model: Any, ids: "torch.Tensor") -> Any:
        """What a model, or its body, makes of tokens that are added to each row."""
        import torch

        with _attending(self._model, self):
            positions = torch.arange(ids.shape[1], device=ids.device) + self._lengths[:, None] + self.filled
            if self.real is not None:
                positions = positions - (self.padded - self.real)[:, None]
            # Beside a text that is read anew, the padding behind one that was nearly all kept lies past the window.
            positions = positions.clamp(max=self._model.config.max_position_embeddings - 1)
            read = model(input_ids=ids, past_key_values=self._cache, use_cache=True, position_ids=positions)
        self.filled += ids.shape[1]
        return read

    def end(self, lengths: "torch.Tensor") -> None:
        """Rows end after so many tokens each, shape (rows,): what stands behind is padding, and what is added goes on from there."""
        self.real, self.padded = lengths, self.filled

    def select(self, rows: "torch.Tensor") -> None:
        """Go on with some of the rows, in this order; one may come several times, those of a text together."""
        import torch

        text_of = torch.arange(len(self.counts), device=rows.device).repeat_interleave(
            torch.tensor(self.counts, device=rows.device)
        )
        self.counts = torch.bincount(text_of[rows], minlength=len(self.counts)).tolist()
        self._lengths = self._lengths[rows]
        self.real = self.real[rows] if self.real is not None else None
        self.own = [tuple(self._selected(part, rows) for part in layer) for layer in self.own]

    def _selected(self, part: "torch.Tensor", rows: "torch.Tensor") -> "torch.Tensor":
        """Some rows of keys or values; of the room, only what is filled is copied. Fewer rows stay where they are: new memory for
        each step's took longer than the copies.
        """
        chosen = part[:, :, : self.filled].index_select(0, rows)
        room = part[: len(rows)] if len(rows) <= len(part) else part.new_empty(len(rows), *part.shape[1:])
        room[:, :, : self.filled] = chosen
        return room

    @property
    def seen(self) -> int:
        """Tokens before the next one, of the longest row."""
        return self._longest + self.filled


@functools.cache
def _layer_type() -> type:
    """The cache's layer; made when transformers is there."""
    from transformers.cache_utils import CacheLayerMixin

    class OwnTokens(CacheLayerMixin):
        is_sliding = False
        is_croppable = False

        def __init__(self, rows: Rows, index: int) -> None:
            super().__init__()
            # Rows own their cache: a reference back would keep 0.5 GB a line until the garbage collector comes by.
            self._rows, self._index = weakref.proxy(rows), index
            self.is_initialized = True

        def lazy_initialization(self, key_states: Any, value_states: Any) -> None: ...

        def update(self, key_states: Any, value_states: Any, *_: Any, **__: Any) -> tuple[Any, Any]:
            start = self._rows.filled
            end = start + key_states.shape[2]
            keys, values = self._rows.own[self._index]
            keys[:, :, start:end], values[:, :, start:end] = key_states, value_states
            return keys[:, :, :end], values[:, :, :end]

        def get_mask_sizes(self, query_length: int) -> tuple[int, int]:
            return self._rows.seen + query_length, 0

        def get_seq_length(self) -> int:
            return self._rows.seen

        def get_max_length(self) -> int:
            return -1

        def crop(self, *_: Any) -> None: ...

    return OwnTokens


@contextmanager
def _attending(model: Any, rows: Rows) -> Iterator[None]:
    """While a model attends by `attend`."""
    from transformers import AttentionInterface

    AttentionInterface.register(ATTENTION, attend)
    usual = model.config._attn_implementation
    token = _rows.set(rows)
    model.config._attn_implementation = ATTENTION
    try:
        yield
    finally:
        model.config._attn_implementation = usual
        _rows.reset(token)


def attend(
    module: Any, query: "torch.Tensor", key: "torch.Tensor", value: "torch.Tensor", _mask: Any, **options: Any
) -> tuple["torch.Tensor", None]:
    """Attention of each row's new tokens to its text and to the row's own tokens, as one softmax.

    Args:
        query: shape (rows, heads, new tokens, size).
        key: of the row's own tokens, the new ones last: shape (rows, key heads, tokens, size); so is `value`.
    """
    import torch

    state = _rows.get()
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
    # One softmax for all rows: behind a text that is shorter than the longest stands what nothing attends to.
    longest = max(text.layers[0][0].shape[2] for text in state.texts)
    scores = query.new_full((rows, key_heads, group * new, longest + tokens), -torch.inf)
    scores[..., longest:] = to_own
    by_text = grouped.transpose(0, 1)
    places, start = [], 0
    for text, count in zip(state.texts, state.counts, strict=True):
        keys, values = (part[0] for part in text.layers[module.layer_idx])
        if count and keys.shape[1]:
            places.append((slice(start, start + count), keys, values))
        start += count
    for mine, keys, _ in places:
        flat = by_text[:, mine].reshape(key_heads, -1, size) @ keys.transpose(1, 2)
        scores[mine, ..., : keys.shape[1]] = flat.view(key_heads, -1, group * new, keys.shape[1]).transpose(0, 1)
    share = scores.float().softmax(-1).to(value.dtype)
    seen = share[..., longest:] @ value
    by_text = share[..., :longest].transpose(0, 1)
    for mine, _, values in places:
        flat = by_text[:, mine, :, : values.shape[1]].reshape(key_heads, -1, values.shape[1]) @ values
        seen[mine] += flat.view(key_heads, -1, group * new, size).transpose(0, 1)
    return seen.reshape(rows, heads, new, size).transpose(1, 2).contiguous(), None

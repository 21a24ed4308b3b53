"""Reading one text once for many continuations of it.

What belongs here: the cache that all continuations share, and attention over it. What does not: which tokens are sampled
(decoding.py).

A cache that holds the text before once for each of 64 candidate lines is copied whole at each of their tokens. Here it is
there once; each candidate has only its own few tokens, in place, and attends to both (as in Hydragen, Juravsky et al. 2024).
The text's cache also stays from line to line: of a verse that has grown by a line, the line is read.
"""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

ATTENTION = "shared_prefix"
_rows: ContextVar["Rows"] = ContextVar("rows")


class SharedPrefix:
    """The text before, as a causal language model of transformers has read it.

    Args:
        model: in evaluation mode. It is used as it is; only while `Rows` step does it attend by `attend`.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self._ids: list[int] = []
        self._cache: Any = None
        self._logits: Any = None

    def read(self, ids: list[int]) -> "torch.Tensor":
        """The logits after a text: shape (vocabulary,). Of one that begins as the last one did, only the rest is read."""
        import torch
        from transformers import DynamicCache

        common = next(
            (i for i, (a, b) in enumerate(zip(ids, self._ids, strict=False)) if a != b), min(len(ids), len(self._ids))
        )
        if self._cache is None or common == 0:
            self._cache, common = DynamicCache(config=self._model.config), 0
        elif common == len(ids) == len(self._ids):
            return self._logits
        common = min(common, len(ids) - 1)  # the last token is read again where the text only became shorter
        if self._cache.get_seq_length() > common:
            for layer in self._cache.layers:
                layer.keys, layer.values = layer.keys[..., :common, :], layer.values[..., :common, :]
        with torch.inference_mode():
            new = torch.tensor([ids[common:]], device=self._model.device)
            read = self._model(input_ids=new, past_key_values=self._cache, use_cache=True, logits_to_keep=1)
        self._ids, self._logits = list(ids), read.logits[0, -1].float()
        return self._logits

    def rows(self, n: int, room: int) -> "Rows":
        """`n` continuations of the text that was read, of up to `room` tokens each."""
        return Rows(self._model, [(layer.keys, layer.values) for layer in self._cache.layers], len(self._ids), n, room)


class Rows:
    """Continuations of one text, each with its own tokens."""

    def __init__(self, model: Any, prefix: list[tuple[Any, Any]], length: int, n: int, room: int) -> None:
        from transformers.cache_utils import Cache

        self._model, self.prefix, self._length = model, prefix, length
        self.filled = 0
        self.own = [tuple(part.new_empty(n, part.shape[1], room, part.shape[3]) for part in layer) for layer in prefix]
        self._cache = Cache(layers=[_layer_type()(self, i) for i in range(len(prefix))])

    def step(self, ids: "torch.Tensor") -> "torch.Tensor":
        """Add tokens, shape (rows, k), to each row; the logits after each of them: shape (rows, k, vocabulary)."""
        import torch

        with torch.inference_mode(), _attending(self._model, self):
            position = torch.arange(self._length + self.filled, self._length + self.filled + ids.shape[1])
            read = self._model(
                input_ids=ids, past_key_values=self._cache, use_cache=True, position_ids=position[None].to(ids.device)
            )
        self.filled += ids.shape[1]
        return read.logits.float()

    def select(self, rows: "torch.Tensor") -> None:
        """Go on with some of the rows, in this order; one may come several times."""
        self.own = [tuple(part.index_select(0, rows) for part in layer) for layer in self.own]

    @property
    def seen(self) -> int:
        """Tokens before the next one."""
        return self._length + self.filled


@functools.cache
def _layer_type() -> type:
    """The cache's layer; made when transformers is there."""
    from transformers.cache_utils import CacheLayerMixin

    class OwnTokens(CacheLayerMixin):
        is_sliding = False
        is_croppable = False

        def __init__(self, rows: Rows, index: int) -> None:
            super().__init__()
            self._rows, self._index = rows, index
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
    """Attention of each row's new tokens to the shared text and to the row's own tokens, as one softmax.

    Args:
        query: shape (rows, heads, new tokens, size).
        key: of the row's own tokens, the new ones last: shape (rows, key heads, tokens, size); so is `value`.
    """
    import torch

    shared_keys, shared_values = _rows.get().prefix[module.layer_idx]
    rows, heads, new, size = query.shape
    key_heads, tokens = key.shape[1:3]
    group = heads // key_heads
    scale = options.get("scaling") or size**-0.5
    grouped = query.reshape(rows, key_heads, group * new, size) * scale
    flat = grouped.transpose(0, 1).reshape(key_heads, rows * group * new, size)
    to_shared = (flat @ shared_keys[0].transpose(1, 2)).view(key_heads, rows, group * new, -1).transpose(0, 1)
    to_own = grouped @ key.transpose(2, 3)
    if new > 1:
        later = torch.ones(new, tokens, dtype=torch.bool, device=key.device).triu(tokens - new + 1)
        to_own = to_own.view(rows, key_heads, group, new, tokens).masked_fill(later, -torch.inf)
        to_own = to_own.view(rows, key_heads, group * new, tokens)
    share = torch.cat([to_shared, to_own], dim=-1).float().softmax(-1).to(value.dtype)
    of_shared, of_own = share.split([to_shared.shape[-1], tokens], dim=-1)
    flat = of_shared.transpose(0, 1).reshape(key_heads, rows * group * new, -1)
    result = (flat @ shared_values[0]).view(key_heads, rows, group * new, size).transpose(0, 1) + of_own @ value
    return result.reshape(rows, heads, new, size).transpose(1, 2).contiguous(), None

"""Reading a text once for many continuations of it.

What belongs here: the key-value cache that all continuations of a text share. What does not: attention over it (attention.py),
which tokens are sampled (causal_writer.py, aimed.py).

A cache that repeats the text for each of 64 candidate lines is copied at each of their tokens. Here the text is cached once;
each candidate has only its own few tokens and attends to both (as in Hydragen, Juravsky et al. 2024). The cache also persists
from line to line: when a verse has grown by a line, only that line is read.
"""

import functools
import itertools
import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from assets.models.writing.attention import Layer, attending, blocks_of

if TYPE_CHECKING:
    import torch

GROWTH = 128  # tokens by which the space for texts grows


class SharedPrefixes:
    """The keys and values of one or several texts under a causal language model of transformers.

    Args:
        model: in evaluation mode. It is not changed; only during a step of `Rows` does it use `attention.attend`.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self._ids: list[list[int]] = []
        self._layers: list[Layer] = []
        self._logits: Any = None

    def read(self, texts: Sequence[Sequence[int]]) -> "torch.Tensor":
        """Read texts in one batch. If a text begins like the previous one at its index, only the rest is read.

        `Rows` of previously read texts must not be used afterwards.

        Returns:
            The logits after each text: shape (texts, vocabulary).
        """
        import torch

        texts = [list(ids) for ids in texts]
        if texts == self._ids:
            return self._logits
        kept = [
            _common(ids, known) for ids, known in itertools.zip_longest(texts, self._ids[: len(texts)], fillvalue=())
        ]
        new = [ids[n:] for ids, n in zip(texts, kept, strict=True)]
        width = max(map(len, new))
        padded = torch.tensor([ids + [0] * (width - len(ids)) for ids in new], device=self._model.device)
        last = torch.tensor([len(ids) - 1 for ids in new], device=self._model.device)
        with torch.inference_mode():
            self._make_room(len(texts), max(map(len, texts)))
            self._ids = [ids[:n] for ids, n in zip(texts, kept, strict=True)]  # valid even if the model fails now
            rows = Rows(self._model, self._layers, kept, [1] * len(texts), width)
            hidden = rows.forward(self._model.base_model, padded)[0]
            self._logits = self._model.get_output_embeddings()(hidden[torch.arange(len(texts)), last]).float()
            self._take(rows, kept, new)
        self._ids = texts
        return self._logits

    def rows(self, counts: Sequence[int], room: int) -> "Rows":
        """`counts` continuations of each text, with up to `room` tokens."""
        return Rows(self._model, self._layers, [len(ids) for ids in self._ids], counts, room)

    def _make_room(self, texts: int, tokens: int) -> None:
        """Allocate space for this many texts of up to this many tokens; what was read is kept."""
        import torch

        config = self._model.config
        if not self._layers:
            heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
            size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
            nothing = next(self._model.parameters()).new_empty(0, heads, 0, size)
            self._layers = [(nothing, nothing)] * config.num_hidden_layers
        held = self._layers[0][0]
        if texts == len(held) and tokens <= held.shape[2]:
            return
        size = max(held.shape[2], tokens + GROWTH)

        def larger(part: torch.Tensor) -> torch.Tensor:
            # Zeros, because unused positions are multiplied by 0, and 0 times uninitialised memory may be NaN.
            room = part.new_zeros(texts, part.shape[1], size, part.shape[3])
            room[: len(part), :, : part.shape[2]] = part[:texts]
            return room

        self._layers = [(larger(keys), larger(values)) for keys, values in self._layers]

    def _take(self, rows: "Rows", kept: Sequence[int], new: Sequence[Sequence[int]]) -> None:
        """Store the keys and values that rows, one for each text, have read."""
        import torch

        places = [
            (text, n + i, i) for text, (n, ids) in enumerate(zip(kept, new, strict=True)) for i in range(len(ids))
        ]
        text, to, of = torch.tensor(places, device=self._model.device).T
        for held, read in zip(self._layers, rows.own, strict=True):
            for part, more in zip(held, read, strict=True):
                part[text, :, to] = more[text, :, of]


def _common(ids: Sequence[int], known: Sequence[int]) -> int:
    """The length of the common prefix of two texts; always less than the first, because its last token must be read."""
    pairs = enumerate(zip(ids, known, strict=False))
    return min(next((i for i, (a, b) in pairs if a != b), len(known)), len(ids) - 1)


class Rows:
    """Continuations of texts, each with its own tokens; those of a text are adjacent, in the order of the texts.

    Args:
        layers: the texts' keys and values, with unused space after them.
        lengths: each text's number of tokens.
        counts: each text's number of continuations.
        room: the maximum number of tokens of a continuation.
    """

    def __init__(
        self, model: Any, layers: Sequence["Layer"], lengths: Sequence[int], counts: Sequence[int], room: int
    ) -> None:
        import torch
        from transformers.cache_utils import Cache

        self._model, self.texts, self.counts = model, layers, list(counts)
        self.filled = 0
        self._of_texts = list(lengths)
        self._lengths = torch.tensor(lengths, device=model.device).repeat_interleave(
            torch.tensor(self.counts, device=model.device)
        )
        self.real: Any = None  # how many of the first `padded` tokens of each row are real
        self.padded = 0
        self.blocks = blocks_of(self.counts, self._of_texts, self._model.device)
        n = sum(self.counts)
        self.own = [tuple(part.new_empty(n, part.shape[1], room, part.shape[3]) for part in layer) for layer in layers]
        self._cache = Cache(layers=[_layer_type()(self, i) for i in range(len(self.own))])

    def step(self, ids: "torch.Tensor") -> "torch.Tensor":
        """Add tokens, shape (rows, k), to each row; the logits after each of them: shape (rows, k, vocabulary)."""
        import torch

        with torch.inference_mode():
            return self.forward(self._model, ids).logits.float()

    def forward(self, model: Any, ids: "torch.Tensor") -> Any:
        """Add tokens, shape (rows, k), to each row; the output of a model or of its body."""
        import torch

        with attending(self._model, self):
            positions = torch.arange(ids.shape[1], device=ids.device) + self._lengths[:, None] + self.filled
            if self.real is not None:
                positions = positions - (self.padded - self.real)[:, None]
            # When one text is read in full, the padding of a text that was mostly cached would exceed the window.
            positions = positions.clamp(max=self._model.config.max_position_embeddings - 1)
            read = model(input_ids=ids, past_key_values=self._cache, use_cache=True, position_ids=positions)
        self.filled += ids.shape[1]
        return read

    def end(self, lengths: "torch.Tensor") -> None:
        """Set each row's number of real tokens, shape (rows,): later tokens are padding, and new tokens continue from there."""
        self.real, self.padded = lengths, self.filled

    def select(self, rows: "torch.Tensor") -> None:
        """Keep these rows, in this order. A row may occur several times; rows of a text must stay adjacent."""
        import torch

        text_of = torch.arange(len(self.counts), device=rows.device).repeat_interleave(
            torch.tensor(self.counts, device=rows.device)
        )
        self.counts = torch.bincount(text_of[rows], minlength=len(self.counts)).tolist()
        self.blocks = blocks_of(self.counts, self._of_texts, self._model.device)
        self._lengths = self._lengths[rows]
        self.real = self.real[rows] if self.real is not None else None
        self.own = [tuple(self._selected(part, rows) for part in layer) for layer in self.own]

    def _selected(self, part: "torch.Tensor", rows: "torch.Tensor") -> "torch.Tensor":
        """The given rows of keys or values; only the filled part is copied. Fewer rows reuse the same memory: allocating new
        memory at each step took longer than the copies.
        """
        chosen = part[:, :, : self.filled].index_select(0, rows)
        room = part[: len(rows)] if len(rows) <= len(part) else part.new_empty(len(rows), *part.shape[1:])
        room[:, :, : self.filled] = chosen
        return room

    @property
    def seen(self) -> int:
        """The number of tokens before the next one, in the longest row."""
        return max(self._of_texts) + self.filled


@functools.cache
def _layer_type() -> type:
    """The class of the cache's layers, defined when transformers is loaded."""
    from transformers.cache_utils import CacheLayerMixin

    class OwnTokens(CacheLayerMixin):
        is_sliding = False
        is_croppable = False

        def __init__(self, rows: Rows, index: int) -> None:
            super().__init__()
            # A weak reference, because rows own their cache: a cycle would keep 0.5 GB a line until garbage collection.
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

"""Keys and values of the positions decoded so far, preallocated, and attention over them.

What belongs here: how they are kept and attended to. What does not: the rest of a layer (decoder.py).

A step has one query per row: attention is bound by reading the cache from memory, and what is kept in half as many
bytes is done in half the time. Torch's attention for half types on a CPU is slower than for fp32, though (2 to 7 ×
at one query per row), so there the weighted sums are written as embedding bags, which read fp16 at memory speed:
16 heads × 16 rows at 1000 positions take 2.1 ms on one core, against 4.5 ms in fp32.
"""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import torch

BLOCK = 64  # positions; a block of transposed keys is 64 × 64 fp16 = 8 KiB


class Cache(Protocol):
    """Attention with a memory. Queries, keys and values: (rows, positions, heads, width of a head), fp32."""

    def seek(self, position: "torch.Tensor") -> None:
        """Say at which positions (whole numbers, consecutive) the next ones are."""
        ...

    def attend(self, layer: int, q: "torch.Tensor", k: "torch.Tensor", v: "torch.Tensor") -> "torch.Tensor":
        """Keep `k` and `v`, and attend from `q` to all positions up to its own: (rows, positions, heads × width)."""
        ...


class FullCache:
    """A cache in one type, always attended to at full length under a mask: no shape depends on the position, so a step
    can be a CUDA graph. In fp32 it is the reference.
    """

    def __init__(
        self, layers: int, rows: int, heads: int, width: int, length: int, dtype: "torch.dtype", device: str
    ) -> None:
        import torch

        self.keys = torch.zeros(layers, rows, heads, length, width, dtype=dtype, device=device)
        self.values = torch.zeros_like(self.keys)
        self.places = torch.arange(length, device=device)

    def seek(self, position: "torch.Tensor") -> None:
        """See `Cache`."""
        self.position = position
        self.mask = self.places[None, :] <= position[:, None]

    def attend(self, layer: int, q: "torch.Tensor", k: "torch.Tensor", v: "torch.Tensor") -> "torch.Tensor":
        """See `Cache`."""
        from torch.nn import functional

        keys, values = self.keys[layer, : len(q)], self.values[layer, : len(q)]
        keys.index_copy_(2, self.position, k.transpose(1, 2).to(keys.dtype))
        values.index_copy_(2, self.position, v.transpose(1, 2).to(values.dtype))
        out = functional.scaled_dot_product_attention(
            q.transpose(1, 2).to(keys.dtype), keys, values, attn_mask=self.mask
        )
        return out.transpose(1, 2).flatten(2).float()


class HalfCache:
    """A cache in fp16 for CPUs: scores and sums are embedding bags, a bag per row and head.

    Keys are kept transposed in blocks, (width, BLOCK) each: the scores of a block are the sum of its `width` rows
    weighted by the query. Values are kept as they are: the result is the sum of their rows weighted by the softmax.
    """

    def __init__(self, layers: int, rows: int, heads: int, width: int, length: int) -> None:
        import torch

        blocks = -(-length // BLOCK)
        self.keys = torch.zeros(layers, rows, heads, blocks, width, BLOCK, dtype=torch.float16)
        self.values = torch.zeros(layers, rows, heads, blocks * BLOCK, width, dtype=torch.float16)
        bags = torch.arange(rows * heads, dtype=torch.int32)[:, None]
        self.key_rows = (bags * blocks + torch.arange(blocks, dtype=torch.int32)).view(rows * heads, blocks, 1)
        self.key_rows = self.key_rows * width + torch.arange(width, dtype=torch.int32)
        self.value_rows = bags * (blocks * BLOCK) + torch.arange(blocks * BLOCK, dtype=torch.int32)
        self._read: tuple[tuple[int, int], torch.Tensor, torch.Tensor] | None = None

    def seek(self, position: "torch.Tensor") -> None:
        """See `Cache`. Several positions at once must be the first ones."""
        self.start, self.count = int(position[0]), len(position)
        assert self.count == 1 or self.start == 0

    def attend(self, layer: int, q: "torch.Tensor", k: "torch.Tensor", v: "torch.Tensor") -> "torch.Tensor":
        """See `Cache`."""
        import torch
        from torch.nn import functional

        rows, _, heads, width = q.shape
        if self.count > 1:
            self._keep_first(layer, k, v)
            q, k, v = q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)
            return functional.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(2)
        block, place = divmod(self.start, BLOCK)
        keys, values = self.keys[layer], self.values[layer]
        keys[:rows, :, block, :, place] = k[:, 0]
        values[:rows, :, self.start] = v[:, 0]
        bags, end = rows * heads, self.start + 1
        query = (q * width**-0.5).to(torch.float16).view(bags, 1, width).expand(-1, block + 1, -1)
        key_rows, value_rows = self._rows(bags, end)
        scores = functional.embedding_bag(
            key_rows, keys.view(-1, BLOCK), mode="sum", per_sample_weights=query.reshape(-1, width)
        )
        weights = scores.view(bags, -1)[:, :end].softmax(1)
        out = functional.embedding_bag(value_rows, values.view(-1, width), mode="sum", per_sample_weights=weights)
        return out.view(rows, 1, heads * width).float()

    def _rows(self, bags: int, end: int) -> tuple["torch.Tensor", "torch.Tensor"]:
        """Which rows of keys and of values are read; the same in every layer of a step, so copied together once."""
        if self._read is None or self._read[0] != (bags, end):
            keys = self.key_rows[:bags, : -(-end // BLOCK)].flatten(0, 1)
            self._read = (bags, end), keys, self.value_rows[:bags, :end].contiguous()
        return self._read[1:]

    def _keep_first(self, layer: int, k: "torch.Tensor", v: "torch.Tensor") -> None:
        from torch.nn import functional

        rows, count, heads, width = k.shape
        self.values[layer, :rows, :, :count] = v.transpose(1, 2)
        padded = functional.pad(k, (0, 0, 0, 0, 0, -count % BLOCK)).view(rows, -1, BLOCK, heads, width)
        self.keys[layer, :rows, :, : padded.shape[1]] = padded.permute(0, 3, 1, 4, 2)

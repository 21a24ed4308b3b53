"""The preallocated cache of keys and values, and attention over it.

What belongs here: storing keys and values, and attending to them. What does not: the rest of a layer (decoder.py).

A step has one query per row, so the time of attention is the time of reading the cache, and fewer bytes are faster. But on a
CPU torch's attention is 2 to 7 times slower for half types than for fp32 (one query per row). So there the weighted sums are
embedding bags, which read 8-bit rows at memory speed: 8 rows × 16 heads at 704 positions take 0.20 ms on two cores, against
0.37 ms in fp16.
"""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import torch

BLOCK = 32  # positions whose keys are quantised together
SCALE_BYTES = 8  # scale and minimum of a quantised row, in fp32


class Cache(Protocol):
    """Attention with cached keys and values. Queries, keys and values are fp32: (rows, positions, heads, head width)."""

    def seek(self, position: "torch.Tensor") -> None:
        """Set the positions of the next queries: consecutive whole numbers."""
        ...

    def attend(self, layer: int, q: "torch.Tensor", k: "torch.Tensor", v: "torch.Tensor") -> "torch.Tensor":
        """Store `k` and `v`; attend from `q` to all positions up to its own. Returns (rows, positions, heads × width)."""
        ...


class FullCache:
    """A cache of one data type; the reference in fp32.

    Attention always covers the full length, under a mask. No shape depends on the position, so a step can be a CUDA graph.
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


class ByteCache:
    """An 8-bit cache for CPUs. Scores and sums are embedding bags, one bag per row and head.

    Values are stored one row per position; the result is the sum of the rows, weighted by the softmax. Keys are stored
    transposed, in blocks of (width, BLOCK); the scores of a block are the sum of its `width` rows, weighted by the query. The
    keys of the last, incomplete block stay in fp32. Each row of bytes has its own scale, so values have one per position and
    keys one per dimension, as they need (Liu et al., "KIVI", 2024).
    """

    def __init__(self, layers: int, rows: int, heads: int, width: int, length: int) -> None:
        import torch

        bags, blocks = rows * heads, -(-length // BLOCK)
        self.keys = torch.zeros(layers, bags, blocks, width, BLOCK + SCALE_BYTES, dtype=torch.uint8)
        self.values = torch.zeros(layers, bags, blocks * BLOCK, width + SCALE_BYTES, dtype=torch.uint8)
        self.waiting = torch.zeros(layers, bags, BLOCK, width)
        first = torch.arange(bags, dtype=torch.int32)[:, None]
        self.key_rows = first * (blocks * width) + torch.arange(blocks * width, dtype=torch.int32)
        self.value_rows = first * (blocks * BLOCK) + torch.arange(blocks * BLOCK, dtype=torch.int32)
        self._read: tuple[tuple[int, int], tuple[torch.Tensor, ...]] | None = None

    @staticmethod
    def bytes_of_head(width: int, length: int) -> int:
        """The bytes of one row and head in one layer, for `length` positions."""
        blocks = -(-length // BLOCK)
        keys, values = width * (BLOCK + SCALE_BYTES), BLOCK * (width + SCALE_BYTES)
        return blocks * (keys + values) + 4 * BLOCK * width

    def seek(self, position: "torch.Tensor") -> None:
        """See `Cache`. Several positions at once are only possible at the start."""
        self.start, self.count = int(position[0]), len(position)
        assert self.count == 1 or self.start == 0

    def attend(self, layer: int, q: "torch.Tensor", k: "torch.Tensor", v: "torch.Tensor") -> "torch.Tensor":
        """See `Cache`."""
        import torch
        from torch.nn import functional

        rows, _, heads, width = q.shape
        if self.count > 1:
            q, k, v = q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)
            self._keep_first(layer, k.flatten(0, 1), v.flatten(0, 1))
            return functional.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(2)
        bags, (block, filled) = rows * heads, divmod(self.start, BLOCK)
        waiting = self.waiting[layer, :bags]
        waiting[:, filled] = k.reshape(bags, width)
        self.values[layer, :bags, self.start] = _to_bytes(v.reshape(bags, width))
        query = (q * width**-0.5).view(bags, 1, width)
        # Positions still to come are multiplied too: multiplying a slice of a few MiB is slower than multiplying the whole.
        scores = torch.bmm(query, waiting.transpose(1, 2))[:, 0, : filled + 1]
        key_rows, key_bags, value_rows, value_bags = self._rows(bags, block, width)
        if block:
            products = _sums(self.keys[layer], key_rows, key_bags, query.expand(-1, block, -1))
            scores = torch.cat([products.view(bags, -1), scores], 1)
        if filled == BLOCK - 1:
            self.keys[layer, :bags, block] = _to_bytes(waiting.transpose(1, 2).contiguous())
        return _sums(self.values[layer], value_rows, value_bags, scores.softmax(1)).view(rows, 1, heads * width)

    def _rows(self, bags: int, blocks: int, width: int) -> tuple["torch.Tensor", ...]:
        """The rows of keys and values to read, and where each bag starts. They are the same in every layer of a step."""
        import torch

        if self._read is None or self._read[0] != (bags, self.start):
            length = self.start + 1
            keys = self.key_rows[:bags, : blocks * width].reshape(-1)
            values = self.value_rows[:bags, :length].contiguous().view(-1)
            key_bags = torch.arange(0, bags * blocks * width, width, dtype=torch.int32)
            value_bags = torch.arange(0, bags * length, length, dtype=torch.int32)
            self._read = (bags, self.start), (keys, key_bags, values, value_bags)
        return self._read[1]

    def _keep_first(self, layer: int, k: "torch.Tensor", v: "torch.Tensor") -> None:
        """Store the first keys and values: (bags, positions, width)."""
        bags, count, width = k.shape
        self.values[layer, :bags, :count] = _to_bytes(v.contiguous())
        blocks, rest = divmod(count, BLOCK)
        full = k[:, : blocks * BLOCK].reshape(bags, blocks, BLOCK, width)
        if blocks:
            self.keys[layer, :bags, :blocks] = _to_bytes(full.transpose(2, 3).contiguous())
        self.waiting[layer, :bags, :rest] = k[:, blocks * BLOCK :]


def _to_bytes(rows: "torch.Tensor") -> "torch.Tensor":
    """Quantise rows of fp32 to bytes, followed by their scale and minimum: (…, n) → (…, n + SCALE_BYTES)."""
    import torch

    packed = torch.ops.quantized.embedding_bag_byte_prepack(rows.view(-1, rows.shape[-1]))
    return packed.view(*rows.shape[:-1], -1)


def _sums(table: "torch.Tensor", rows: "torch.Tensor", bags: "torch.Tensor", weights: "torch.Tensor") -> "torch.Tensor":
    """The weighted sum of each bag of quantised rows, in fp32."""
    import torch

    return torch.ops.quantized.embedding_bag_byte_rowwise_offsets(
        table.view(-1, table.shape[-1]), rows, bags, per_sample_weights=weights.reshape(-1)
    )

"""Keys and values of the positions decoded so far, preallocated, and attention over them.

What belongs here: how they are kept and attended to. What does not: the rest of a layer (decoder.py).

A step has one query per row: attention is bound by reading the cache from memory, and what is kept in fewer bytes is
done sooner. Torch's attention for half types on a CPU is slower than for fp32, though (2 to 7 × at one query per row),
so there the weighted sums are written as embedding bags, which read 8-bit rows at memory speed: 8 rows × 16 heads at
704 positions take 0.20 ms on two cores, against 0.37 ms in fp16.
"""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import torch

BLOCK = 32  # positions whose keys are quantised together
SCALE_BYTES = 8  # of a quantised row: scale and minimum in fp32


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


class ByteCache:
    """A cache in 8 bits for CPUs: scores and sums are embedding bags, a bag per row and head.

    Values are kept as they are, a row per position: the result is the sum of their rows weighted by the softmax. Keys
    are kept transposed in blocks, (width, BLOCK) each: the scores of a block are the sum of its `width` rows weighted
    by the query; the keys of the block that is not yet full wait in fp32. Each row of bytes has its own scale: a
    scale per position for values and per dimension for keys is what they need (Liu et al., "KIVI", 2024).
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
        """What a row's head takes in a layer for `length` positions."""
        blocks = -(-length // BLOCK)
        keys, values = width * (BLOCK + SCALE_BYTES), BLOCK * (width + SCALE_BYTES)
        return blocks * (keys + values) + 4 * BLOCK * width

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
            q, k, v = q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)
            self._keep_first(layer, k.flatten(0, 1), v.flatten(0, 1))
            return functional.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(2)
        bags, (block, filled) = rows * heads, divmod(self.start, BLOCK)
        waiting = self.waiting[layer, :bags]
        waiting[:, filled] = k.reshape(bags, width)
        self.values[layer, :bags, self.start] = _to_bytes(v.reshape(bags, width))
        query = (q * width**-0.5).view(bags, 1, width)
        # With the places that are still to come: a slice of a few MiB is multiplied more slowly than the whole.
        scores = torch.bmm(query, waiting.transpose(1, 2))[:, 0, : filled + 1]
        key_rows, key_bags, value_rows, value_bags = self._rows(bags, block, width)
        if block:
            products = _sums(self.keys[layer], key_rows, key_bags, query.expand(-1, block, -1))
            scores = torch.cat([products.view(bags, -1), scores], 1)
        if filled == BLOCK - 1:
            self.keys[layer, :bags, block] = _to_bytes(waiting.transpose(1, 2).contiguous())
        return _sums(self.values[layer], value_rows, value_bags, scores.softmax(1)).view(rows, 1, heads * width)

    def _rows(self, bags: int, blocks: int, width: int) -> tuple["torch.Tensor", ...]:
        """Which rows of keys and of values are read, and where each bag of them starts; the same in every layer of a
        step, so made once.
        """
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
        """Keep keys and values (bags, positions, width)."""
        bags, count, width = k.shape
        self.values[layer, :bags, :count] = _to_bytes(v.contiguous())
        blocks, rest = divmod(count, BLOCK)
        full = k[:, : blocks * BLOCK].reshape(bags, blocks, BLOCK, width)
        if blocks:
            self.keys[layer, :bags, :blocks] = _to_bytes(full.transpose(2, 3).contiguous())
        self.waiting[layer, :bags, :rest] = k[:, blocks * BLOCK :]


def _to_bytes(rows: "torch.Tensor") -> "torch.Tensor":
    """Rows of fp32 as bytes, each with its scale and minimum behind it: (…, n) → (…, n + SCALE_BYTES)."""
    import torch

    packed = torch.ops.quantized.embedding_bag_byte_prepack(rows.view(-1, rows.shape[-1]))
    return packed.view(*rows.shape[:-1], -1)


def _sums(table: "torch.Tensor", rows: "torch.Tensor", bags: "torch.Tensor", weights: "torch.Tensor") -> "torch.Tensor":
    """The weighted sum of each bag of a table's rows of bytes, in fp32."""
    import torch

    return torch.ops.quantized.embedding_bag_byte_rowwise_offsets(
        table.view(-1, table.shape[-1]), rows, bags, per_sample_weights=weights.reshape(-1)
    )

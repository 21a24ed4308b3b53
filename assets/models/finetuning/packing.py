"""Packing songs into the blocks of token ids on which a language model is trained and measured.

What belongs here: blocks and batches. What does not: how a text is prepared (recipes.py), training (finetune.py).
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


def pack(songs: Sequence[str], tokenizer: "PreTrainedTokenizerBase", block_size: int) -> list[list[int]]:
    """Concatenate songs, each followed by an end-of-text token, and cut them into blocks; the last block may be shorter.

    Returns:
        Blocks of 2 to `block_size` token ids (a single token has nothing to predict).
    """
    ids: list[int] = []
    for song in songs:
        ids += [*tokenizer(song, verbose=False)["input_ids"], tokenizer.eos_token_id]  # pyright: ignore[reportGeneralTypeIssues, reportOperatorIssue]
    blocks = [ids[i : i + block_size] for i in range(0, len(ids), block_size)]
    return [block for block in blocks if len(block) > 1]


def song_blocks(songs: Sequence[str], tokenizer: "PreTrainedTokenizerBase", block_size: int) -> list[list[int]]:
    """As `pack`, but no block contains two songs; used for evaluation."""
    return [block for song in songs for block in pack([song], tokenizer, block_size)]


class Blocks:
    """Blocks of token ids as a dataset for the Trainer."""

    def __init__(self, blocks: list[list[int]]) -> None:
        self._blocks = blocks

    def __len__(self) -> int:
        return len(self._blocks)

    def __getitem__(self, index: int) -> list[int]:
        return self._blocks[index]


def pad(token: Any) -> Callable[[list[list[int]]], dict[str, Any]]:
    """A collator: rows to a batch. Padding is not predicted."""

    def collate(rows: list[list[int]]) -> dict[str, Any]:
        import torch

        width = max(map(len, rows))
        ids = torch.tensor([row + [token] * (width - len(row)) for row in rows])
        real = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
        labels = ids.masked_fill(real == 0, -100)
        # No token predicts the first one, but the Trainer counts it: its losses were 1/32 too low in rows of 32.
        labels[:, 0] = -100
        return {"input_ids": ids, "attention_mask": real, "labels": labels}

    return collate

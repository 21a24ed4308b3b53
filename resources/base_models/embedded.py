"""A small GPT-2 with a tokenizer trained on the training texts. It needs no download.

What belongs here: its size and its tokenizer. What does not: pretrained models (pretrained.py, smollm2.py).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from resources.base_models.base import BaseCard, BaseModels, for_training

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

END_OF_TEXT = "<|endoftext|>"


class EmbeddedBases(BaseModels, frozen=True):
    """A small model with GPT-2's architecture and kind of tokenizer: about 6 million parameters, initialised from the seed."""

    kind: Literal["embedded"] = "embedded"
    vocabulary: int = Field(default=4096, gt=256, description="tokens of the tokenizer")
    width: int = Field(default=256, gt=0, description="size of a token's vector")
    layers: int = Field(default=6, gt=0, description="transformer layers")
    heads: int = Field(default=4, gt=0, description="attention heads per layer")
    window: int = Field(default=512, gt=0, description="length of the context in tokens")

    def card(self, slot: str) -> BaseCard:
        """See `BaseModels`."""
        return BaseCard("embedded small GPT-2 (trained from scratch)", "embedded", "1", "MIT", 0)

    def read(
        self, slot: str, training_texts: Sequence[str], seed: int
    ) -> tuple["PreTrainedModel", "PreTrainedTokenizerBase"]:
        """See `BaseModels`."""
        from tokenizers import ByteLevelBPETokenizer
        from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast, set_seed

        bpe = ByteLevelBPETokenizer()
        bpe.train_from_iterator(
            training_texts,
            vocab_size=self.vocabulary,
            min_frequency=2,
            special_tokens=[END_OF_TEXT],
            show_progress=False,
        )
        tokenizer = PreTrainedTokenizerFast(
            tokenizer_object=bpe._tokenizer, bos_token=END_OF_TEXT, eos_token=END_OF_TEXT, unk_token=END_OF_TEXT
        )
        set_seed(seed)
        end = tokenizer.convert_tokens_to_ids(END_OF_TEXT)
        assert isinstance(end, int)
        config = GPT2Config(
            n_embd=self.width,
            n_layer=self.layers,
            n_head=self.heads,
            n_positions=self.window,
            vocab_size=len(tokenizer),
            bos_token_id=end,
            eos_token_id=end,
        )
        return GPT2LMHeadModel(for_training(config)), tokenizer

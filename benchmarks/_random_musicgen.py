"""MusicGen's architecture with random weights, to measure speed and exactness without a download. Its output is no music.

What belongs here: building it. What does not: measuring it (_musicgen.py).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

WORDS = "calm epic lofi piano drums strings synth bass guitar slow fast warm dark bright bpm key moods minor major a e"


@dataclass(frozen=True, slots=True)
class Size:
    """The dimensions of a MusicGen model; the defaults are musicgen-small's."""

    hidden: int = 1024
    layers: int = 24
    heads: int = 16
    ffn: int = 4096
    vocabulary: int = 2048
    text_hidden: int = 768
    text_layers: int = 12
    text_heads: int = 12
    text_ffn: int = 3072
    codec_hidden: int = 128
    codec_filters: int = 64
    ratios: tuple[int, ...] = (8, 5, 4, 4)
    rate: int = 32_000
    channels: int = 1

    @property
    def matrix_weights(self) -> int:
        """The number of weights in the decoder's matrices, all of which each step reads."""
        return self.layers * self.hidden * (8 * self.hidden + 2 * self.ffn) + 4 * self.hidden * self.vocabulary


TINY = Size(32, 2, 4, 64, 64, 24, 1, 2, 32, 16, 4, (4, 4, 2, 2), 3200)


def build(size: Size, seed: int = 0) -> tuple[Any, Any]:
    """The model (transformers' own classes, fp32) and a tokenizer with a few words."""
    import math

    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import (
        EncodecConfig,
        GenerationConfig,
        MusicgenConfig,
        MusicgenDecoderConfig,
        MusicgenForConditionalGeneration,
        PreTrainedTokenizerFast,
        T5Config,
    )

    text = T5Config(
        vocab_size=32128, d_model=size.text_hidden, d_kv=size.text_hidden // size.text_heads, d_ff=size.text_ffn,
        num_layers=size.text_layers, num_heads=size.text_heads, feed_forward_proj="relu",
    )  # fmt: skip
    frame_rate = size.rate / math.prod(size.ratios)
    codec = EncodecConfig(
        audio_channels=1, chunk_length_s=None, codebook_dim=size.codec_hidden, codebook_size=size.vocabulary,
        hidden_size=size.codec_hidden, num_filters=size.codec_filters, normalize=False, overlap=None,
        sampling_rate=size.rate, upsampling_ratios=list(size.ratios), use_causal_conv=False, use_conv_shortcut=False,
        target_bandwidths=[4 * math.log2(size.vocabulary) * frame_rate / 1000],
    )  # fmt: skip
    decoder = MusicgenDecoderConfig(
        vocab_size=size.vocabulary, num_hidden_layers=size.layers, ffn_dim=size.ffn, hidden_size=size.hidden,
        num_attention_heads=size.heads, num_codebooks=4 * size.channels, audio_channels=size.channels,
        pad_token_id=size.vocabulary, bos_token_id=size.vocabulary,
    )  # fmt: skip
    torch.manual_seed(seed)
    model: Any = MusicgenForConditionalGeneration(
        MusicgenConfig(text_encoder=text, audio_encoder=codec, decoder=decoder)  # pyright: ignore[reportCallIssue]
    ).eval()
    for quantizer in model.audio_encoder.quantizer.layers:
        # Codebooks are initialised with zeros, which would be silence.
        quantizer.codebook.embed.normal_()
    start = size.vocabulary
    model.generation_config = GenerationConfig(
        bos_token_id=start, decoder_start_token_id=start, pad_token_id=start, do_sample=True, guidance_scale=3.0
    )
    vocabulary = {word: i for i, word in enumerate(["<pad>", "</s>", "<unk>", *WORDS.split()])}
    words = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()  # pyright: ignore[reportAttributeAccessIssue]
    words.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])  # pyright: ignore[reportAttributeAccessIssue]
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words, pad_token="<pad>", eos_token="</s>", unk_token="<unk>")
    return model, tokenizer


def save(folder: Path, size: Size, seed: int = 0) -> Path:
    """Write a model to a folder for MUSICGEN_MODEL."""
    model, tokenizer = build(size, seed)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder

"""ACE-Step with random weights, built from its own classes, for tests and speed measurements without the published weights.

What belongs here: building it. What does not: rendering (resources/renderers/acestep.py).
"""

from pathlib import Path
from typing import Any

RATE = 8000


def save_tiny(place: Path) -> None:
    """Write a pipeline of a few thousand weights, in diffusers' format, with a model card."""
    import torch
    from diffusers.models.autoencoders.autoencoder_oobleck import AutoencoderOobleck
    from diffusers.models.transformers.ace_step_transformer import AceStepTransformer1DModel
    from diffusers.pipelines.ace_step.modeling_ace_step import AceStepConditionEncoder
    from diffusers.pipelines.ace_step.pipeline_ace_step import AceStepPipeline
    from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3Model

    torch.manual_seed(0)
    words = ["<pad>", "<unk>", "<|endoftext|>", *["calm", "piano", "bpm", "key", "verse", "rain", "a", "b", "c"]]
    plain = Tokenizer(models.WordLevel({word: n for n, word in enumerate(words)}, unk_token="<unk>"))
    plain.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=plain, pad_token="<pad>", unk_token="<unk>", eos_token="<|endoftext|>"
    )
    sizes: Any = {"num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 8}
    pipeline = AceStepPipeline(
        vae=AutoencoderOobleck(
            encoder_hidden_size=8, downsampling_ratios=[4, 8, 10], channel_multiples=[1, 1, 1], decoder_channels=8,
            decoder_input_channels=8, audio_channels=2, sampling_rate=RATE,
        ),
        text_encoder=Qwen3Model(Qwen3Config(
            vocab_size=len(words), hidden_size=16, intermediate_size=32, num_hidden_layers=1, **sizes,
        )),
        tokenizer=tokenizer,
        transformer=AceStepTransformer1DModel(
            hidden_size=16, intermediate_size=32, num_hidden_layers=2, in_channels=24, audio_acoustic_hidden_dim=8,
            sliding_window=8, is_turbo=True, **sizes,
        ),
        condition_encoder=AceStepConditionEncoder(
            hidden_size=16, intermediate_size=32, text_hidden_dim=16, timbre_hidden_dim=8, sliding_window=8,
            num_lyric_encoder_hidden_layers=1, num_timbre_encoder_hidden_layers=1, **sizes,
        ),
        scheduler=FlowMatchEulerDiscreteScheduler(num_train_timesteps=1, shift=1.0),
    )  # fmt: skip
    pipeline.save_pretrained(place)
    (place / "README.md").write_text(
        "---\nlicense: mit\n---\nTiny, random, of no use but for tests.\n", encoding="utf-8"
    )

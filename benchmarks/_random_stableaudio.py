"""Stable Audio with random weights, built from diffusers' and transformers' own classes, for tests and measurements of memory and
speed without the published weights.

What belongs here: building it. What does not: rendering (resources/renderers/stableaudio.py).
"""

from pathlib import Path

RATE, HOP, FRAMES = 8000, 320, 150
LONGEST_SECONDS = FRAMES * HOP / RATE  # 6; with the published weights 47.55


def save_tiny(place: Path) -> None:
    """Write a pipeline of a few thousand weights, in diffusers' format, with a model card.

    Its scheduler is the one that diffusers' pipeline declares. The scheduler of the published weights
    (CosineDPMSolverMultistepScheduler) has the same interface but needs torchsde.
    """
    import torch
    from diffusers.models.autoencoders.autoencoder_oobleck import AutoencoderOobleck
    from diffusers.models.transformers.stable_audio_transformer import StableAudioDiTModel
    from diffusers.pipelines.stable_audio.modeling_stable_audio import StableAudioProjectionModel
    from diffusers.pipelines.stable_audio.pipeline_stable_audio import StableAudioPipeline
    from diffusers.schedulers.scheduling_edm_dpmsolver_multistep import EDMDPMSolverMultistepScheduler
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast, T5Config, T5EncoderModel

    torch.manual_seed(0)
    words = ["<pad>", "</s>", "<unk>", *["calm", "piano", "BPM", "low", "quality", "drums", "rain", "minor", ","]]
    plain = Tokenizer(models.WordLevel({word: n for n, word in enumerate(words)}, unk_token="<unk>"))
    plain.pre_tokenizer = pre_tokenizers.Whitespace()
    plain.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=plain, pad_token="<pad>", eos_token="</s>", unk_token="<unk>", model_max_length=16
    )
    pipeline = StableAudioPipeline(
        vae=AutoencoderOobleck(
            encoder_hidden_size=8, downsampling_ratios=[4, 8, 10], channel_multiples=[1, 1, 1], decoder_channels=8,
            decoder_input_channels=8, audio_channels=2, sampling_rate=RATE,
        ),
        text_encoder=T5EncoderModel(T5Config(
            vocab_size=len(words), d_model=16, d_kv=8, d_ff=32, num_layers=1, num_heads=2,
        )),
        projection_model=StableAudioProjectionModel(
            text_encoder_dim=16, conditioning_dim=16, min_value=0, max_value=512
        ),
        tokenizer=tokenizer,
        transformer=StableAudioDiTModel(
            sample_size=FRAMES, in_channels=8, num_layers=2, attention_head_dim=8, num_attention_heads=2,
            num_key_value_attention_heads=1, out_channels=8, cross_attention_dim=16, time_proj_dim=16,
            global_states_input_dim=32, cross_attention_input_dim=16,
        ),
        scheduler=EDMDPMSolverMultistepScheduler(
            sigma_min=0.3, sigma_max=500, sigma_data=1.0, prediction_type="v_prediction"
        ),
    )  # fmt: skip
    pipeline.save_pretrained(place)
    (place / "README.md").write_text(
        "---\nlicense: mit\n---\nTiny, random, of no use but for tests.\n", encoding="utf-8"
    )

"""A loaded MusicGen: turns texts and windows into tokens and audio.

What belongs here: combining the model's parts. What does not: planning windows (music/planning.py), choosing a take
(music/takes.py).
"""

import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from resources.linear import BITS, Precision, best_precision, multiplies_bf16
from resources.music.planning import Window
from resources.renderers.musicgen.codec import Codec
from resources.renderers.musicgen.decoder import Choose, Decoder

if TYPE_CHECKING:
    import torch

logger = logging.getLogger(__name__)

WORDS = 64  # the assumed number of tokens of a text when memory is planned


class Engine:
    """MusicGen's text encoder, decoder and codec.

    Args:
        model: transformers' MusicgenForConditionalGeneration; its decoder is taken apart and cannot be used afterwards.
        tokenizer: of the text encoder.
        precision: of the decoder's linear layers; None chooses the fastest that this processor supports.
        device: cpu or cuda; None chooses cuda if there is a GPU and the precision is not int8.
    """

    def __init__(
        self, model: Any, tokenizer: Any, precision: Precision | None = None, device: str | None = None
    ) -> None:
        import torch

        self.device = device or ("cuda" if torch.cuda.is_available() and precision not in BITS else "cpu")
        self.precision = precision or best_precision(self.device)
        self.tokenizer = tokenizer
        self.text = model.text_encoder.to(self.device).float()
        projected = hasattr(model, "enc_to_dec_proj")
        self.project = model.enc_to_dec_proj.to(self.device).float() if projected else torch.nn.Identity()
        self.channels = model.config.decoder.audio_channels
        half = self.precision != "fp32" and (self.device == "cuda" or multiplies_bf16())
        self.codec = Codec(model.audio_encoder.float(), self.channels, self.device, half)
        self.decoder = Decoder(model.decoder, self.precision, self.device)
        self.inner = 4 * (model.config.decoder.ffn_dim * 2 + model.config.decoder.hidden_size * 8)

    @property
    def rate(self) -> int:
        """Samples per second."""
        return self.codec.rate

    def frames(self, seconds: float) -> int:
        """The number of frames that contain round(seconds × rate) samples."""
        return max(1, -(-round(seconds * self.rate) // self.codec.hop))

    def generate(
        self,
        texts: Sequence[str],
        given: Sequence["torch.Tensor"],
        lengths: Sequence[int],
        choose: Choose,
        guidance: float,
    ) -> Iterator[tuple[int, "torch.Tensor"]]:
        """Decode windows in one batch; see `Decoder.generate`. `given` must have the same number of frames for each row."""
        import torch

        words = self.tokenizer(list(texts), return_tensors="pt", padding=True).to(self.device)
        with torch.inference_mode():
            states = self.text(input_ids=words.input_ids, attention_mask=words.attention_mask).last_hidden_state
            condition = self.decoder.condition(self.project(states), words.attention_mask)
        stacked = torch.stack(list(given)).to(self.device)
        return self.decoder.generate(condition, stacked, lengths, choose, guidance)

    def bytes_needed(self, rows: int, window: Window) -> int:
        """The approximate peak memory of decoding a batch in bytes, without the weights."""
        texts = rows * WORDS * len(self.decoder.layers) * self.decoder.heads * self.decoder.width * 8
        forward = 2 * rows * (window.prompt + 1) * self.inner
        return rows * self.decoder.cache_bytes(window.length) + texts + forward + self.codec.decode_bytes(window.end)

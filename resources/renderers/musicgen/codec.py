"""EnCodec: decodes tokens to audio.

What belongs here: decoding one clip. What does not: generating tokens (decoder.py).

Source of the codec: Défossez et al., "High Fidelity Neural Audio Compression", 2022.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import torch

PIECE = 512  # frames decoded at once, so that memory does not grow with the clip and a piece fits into the processor's caches
CONTEXT = 8  # frames on either side; the convolutions reach about two


class Codec:
    """A mono EnCodec. Stereo models encode left and right separately; their codebooks alternate.

    Args:
        encodec: transformers' EncodecModel.
        channels: 1 or 2.
        device: cpu or cuda.
        half: run the decoder in bf16, except its last convolution, because a bf16 sample has only 8 bits.
    """

    def __init__(self, encodec: Any, channels: int, device: str, half: bool) -> None:
        import torch
        from torch.nn.utils import parametrize

        self.channels, self.device = channels, device
        self.dtype = torch.bfloat16 if half else torch.float32
        self.rate, self.hop = encodec.config.sampling_rate, encodec.config.hop_length
        self.encodec = encodec.to(device)
        for module in encodec.decoder.modules():
            if parametrize.is_parametrized(module, "weight"):  # otherwise the norm is computed again at each call
                parametrize.remove_parametrizations(module, "weight")
        layers = list(encodec.decoder.layers)
        self.recurrent = torch.nn.Sequential(*layers[:2]).to(self.dtype)
        self.upsampling = torch.nn.Sequential(*layers[2:-1]).to(self.dtype)
        self.last = layers[-1].float()

    def decode(self, tokens: "torch.Tensor") -> np.ndarray:
        """Decode tokens (codebooks, frames) to audio: float32 of shape (channels, frames × hop)."""
        import torch

        with torch.inference_mode():
            sides = [self._decode_side(tokens[side :: self.channels]) for side in range(self.channels)]
        return np.stack(sides)

    def _decode_side(self, tokens: "torch.Tensor") -> np.ndarray:
        """Recurrent layers run over the whole clip, convolutions over pieces with context; the result is the same."""
        states = self.encodec.quantizer.decode(tokens[:, None].to(self.device))
        states = self.recurrent(states.to(self.dtype))
        frames = states.shape[2]
        sound = np.empty(frames * self.hop, np.float32)
        for first in range(0, frames, PIECE):
            end = min(first + PIECE, frames)
            left, right = max(0, first - CONTEXT), min(frames, end + CONTEXT)
            piece = self.last(self.upsampling(states[:, :, left:right]).float())[0, 0].cpu().numpy()
            sound[first * self.hop : end * self.hop] = piece[(first - left) * self.hop : (end - left) * self.hop]
        return sound

    def decode_bytes(self, frames: int) -> int:
        """The approximate peak memory of decoding a clip, in bytes."""
        config = self.encodec.config
        wide = config.num_filters * 2 ** len(config.upsampling_ratios)
        piece = (min(frames, PIECE) + 2 * CONTEXT) * self.hop * config.num_filters * 2
        return 4 * (frames * (wide * 6 + self.hop * 3) + piece * 5)

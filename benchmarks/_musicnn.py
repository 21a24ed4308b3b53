"""musicnn, a tagger of music that was trained on other people's music: tags and embeddings of a piece.

The network is Pons and Serra's (2019, "musicnn: pre-trained convolutional neural networks for music audio tagging"). Its
weights come from the wheel of the package musicnn (ISC). The package itself needs TensorFlow 1 and NumPy below 1.17, so the
checkpoint is read here and the network is written in torch.

What belongs here: reading the checkpoint, and the network. What does not: which music is judged (music_judge.py).
"""

import math
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import torch

RATE, HOP, WINDOW, MELS = 16_000, 256, 512, 96
FRAMES = 187  # 3 s, as in training
EPSILON = 0.001  # of TensorFlow's batch normalisation
TAGS = {
    "MSD_musicnn": (
        "rock", "pop", "alternative", "indie", "electronic", "female vocalists", "dance", "00s", "alternative rock",
        "jazz", "beautiful", "metal", "chillout", "male vocalists", "classic rock", "soul", "indie rock", "mellow",
        "electronica", "80s", "folk", "90s", "chill", "instrumental", "punk", "oldies", "blues", "hard rock", "ambient",
        "acoustic", "experimental", "female vocalist", "guitar", "hip-hop", "70s", "party", "country", "easy listening",
        "sexy", "catchy", "funk", "electro", "heavy metal", "progressive rock", "60s", "rnb", "indie pop", "sad",
        "house", "happy",
    ),
    "MTT_musicnn": (
        "guitar", "classical", "slow", "techno", "strings", "drums", "electronic", "rock", "fast", "piano", "ambient",
        "beat", "violin", "vocal", "synth", "female", "indian", "opera", "male", "singing", "vocals", "no vocals",
        "harpsichord", "loud", "quiet", "flute", "woman", "male vocal", "no vocal", "pop", "soft", "sitar", "solo",
        "man", "classic", "choir", "voice", "new age", "dance", "male voice", "female vocal", "beats", "harp", "cello",
        "no voice", "weird", "country", "metal", "female voice", "choral",
    ),
}  # fmt: skip


class Tagger:
    """One of the networks in the wheel."""

    def __init__(self, wheel: Path, name: str) -> None:
        """Read the weights of `name` (a key of TAGS)."""
        import torch

        with zipfile.ZipFile(wheel) as files:
            index, data = (files.read(f"musicnn/{name}/{part}") for part in (".index", ".data-00000-of-00001"))
        self.tags = TAGS[name]
        self._weights: dict[str, torch.Tensor] = {}
        for key, (shape, offset, size) in _entries(index):
            values = np.frombuffer(data[offset : offset + size], "<f4").reshape(shape)
            self._weights[key] = torch.from_numpy(values.copy())

    def __call__(self, mono: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The tags' likelihoods (windows, 50) and the embeddings (windows, 200) of windows of 3 s.

        mono: float32 at 16 kHz, at least 3 s.
        """
        import torch

        spectrogram = log_mel(mono)
        count = len(spectrogram) // FRAMES
        windows = torch.from_numpy(spectrogram[: count * FRAMES].reshape(count, FRAMES, MELS))
        with torch.inference_mode():
            tags, embeddings = zip(*(self._forward(block) for block in windows.split(8)), strict=True)
        return torch.cat(tags).numpy(), torch.cat(embeddings).numpy()

    def _forward(self, x: "torch.Tensor") -> tuple["torch.Tensor", "torch.Tensor"]:
        """Windows (batch, frames, mels) to tags and embeddings. The layers have the numbers of the checkpoint."""
        import torch
        from torch.nn.functional import pad

        x = self._normalized(x[:, None], 0)
        padded = pad(x, (0, 0, 3, 3))
        maps = [self._convolved(padded, layer, layer + 1).amax(3) for layer in (0, 1)]  # timbre
        for layer, length in ((2, 128), (3, 64), (4, 32)):  # time
            before = (length - 1) // 2
            maps.append(self._convolved(pad(x, (0, 0, before, length - 1 - before)), layer, layer + 1).amax(3))
        front = torch.cat(maps, 1).transpose(1, 2)[:, None]  # (batch, 1, frames, channels)
        middle = [front]
        for layer in (5, 6, 7):
            after = self._convolved(pad(middle[-1], (0, 0, 3, 3)), layer, layer + 1).permute(0, 3, 2, 1)
            middle.append(after if layer == 5 else after + middle[-1])
        dense = torch.cat(middle, 3)[:, 0]
        pooled = torch.stack([dense.amax(1), dense.mean(1)], 2).flatten(1)
        embedding = self._normalized(torch.relu(self._dense(self._normalized(pooled, 9), "dense")), 10)
        return torch.sigmoid(self._dense(embedding, "dense_1")), embedding

    def _convolved(self, x: "torch.Tensor", layer: int, normalization: int) -> "torch.Tensor":
        """(batch, channels, frames, 1 or more) after a convolution, ReLU and batch normalisation."""
        import torch

        name = _numbered("conv2d", layer)
        kernel = self._weights[f"{name}/kernel"].permute(3, 2, 0, 1)
        x = torch.nn.functional.conv2d(x, kernel, self._weights[f"{name}/bias"])
        return self._normalized(torch.relu(x), normalization)

    def _normalized(self, x: "torch.Tensor", layer: int) -> "torch.Tensor":
        import torch

        name = _numbered("batch_normalization", layer)
        mean, variance, gamma, beta = (
            self._weights[f"{name}/{part}"] for part in ("moving_mean", "moving_variance", "gamma", "beta")
        )
        return torch.nn.functional.batch_norm(x, mean, variance, gamma, beta, eps=EPSILON)

    def _dense(self, x: "torch.Tensor", name: str) -> "torch.Tensor":
        return x @ self._weights[f"{name}/kernel"] + self._weights[f"{name}/bias"]


def log_mel(mono: np.ndarray) -> np.ndarray:
    """The network's input (frames, 96): log10(1 + 10,000 × power in mel bands), as musicnn takes it from librosa."""
    from transformers.audio_utils import mel_filter_bank

    bank = mel_filter_bank(WINDOW // 2 + 1, MELS, 0.0, RATE / 2, RATE, norm="slaney", mel_scale="slaney")
    padded = np.pad(mono.astype(np.float32), WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    hann = 0.5 - 0.5 * np.cos(2 * math.pi * np.arange(WINDOW) / WINDOW)
    power = np.abs(np.fft.rfft(frames * hann, axis=1)) ** 2
    return np.log10(10_000 * (power @ bank) + 1).astype(np.float32)


def _numbered(name: str, layer: int) -> str:
    return f"{name}_{layer}" if layer else name


def _entries(index: bytes) -> Iterator[tuple[str, tuple[tuple[int, ...], int, int]]]:
    """The (shape, offset, size) of each array of a TensorFlow checkpoint, by name.

    The index is a LevelDB table (github.com/google/leveldb, doc/table_format.md) of BundleEntryProto messages
    (tensorflow/core/protobuf/tensor_bundle.proto).
    """
    footer = index[-48:]
    _, at = _varint(footer, 0)
    _, at = _varint(footer, at)
    start, at = _varint(footer, at)
    size, _ = _varint(footer, at)
    for _, handle in _block(index[start : start + size]):
        start, at = _varint(handle, 0)
        size, _ = _varint(handle, at)
        for name, message in _block(index[start : start + size]):
            if name:  # the first entry is the header
                fields = _message(message)
                dims = [_message(dim).get(1, [0])[0] for dim in _message(fields[2][0]).get(2, [])]
                yield name.decode(), (tuple(dims), fields.get(4, [0])[0], fields[5][0])


def _block(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The keys and values of a block, whose keys leave out what they share with the key before."""
    end = len(block) - 4 * (1 + int.from_bytes(block[-4:], "little"))
    at, key = 0, b""
    while at < end:
        shared, at = _varint(block, at)
        own, at = _varint(block, at)
        length, at = _varint(block, at)
        key = key[:shared] + block[at : at + own]
        yield key, block[at + own : at + own + length]
        at += own + length


def _message(message: bytes) -> dict[int, list]:
    """The fields of a protobuf message: integers, or bytes; 32-bit fields are left out."""
    fields: dict[int, list] = {}
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        if tag & 7 == 5:
            at += 4
            continue
        value, at = _varint(message, at)
        if tag & 7 == 2:
            value, at = message[at : at + value], at + value
        fields.setdefault(tag >> 3, []).append(value)
    return fields


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at

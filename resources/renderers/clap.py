"""The similarity of a sound and a text, measured by CLAP, a joint embedding model.

Source: Wu et al., "Large-scale contrastive language-audio pretraining with feature fusion and keyword-to-caption
augmentation", 2023.

What belongs here: the score, as a `WordJudge`. What does not: its use (music/takes.py).
"""

import functools
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import numpy as np

from resources.errors import TenthSymphonyError
from resources.hub import WeightsError, find_weights

PIECE_SECONDS = 10.0  # the length in the model's training; longer sounds are sampled at equal distances
MOST_PIECES = 6
REMEDY = "Check the connection, or set CLAP_MODEL to a model's folder, or leave it empty: then the other checks decide."


class ClapUnavailableError(TenthSymphonyError):
    """The weights named by CLAP_MODEL are not available."""


class Clap:
    """CLAP by transformers.

    Args:
        model: a repository of the hub (laion/larger_clap_music) or a folder.
        pins: the file of pinned commits; see `pinned_commit`.
    """

    def __init__(self, model: str, pins: Path | None = None) -> None:
        self.weights = find_weights(model, pins)

    @property
    def name(self) -> str:
        """The name that is recorded."""
        return f"{self.weights.name}@{self.revision}"

    @property
    def revision(self) -> str:
        """The hub's commit, or a digest of the folder's files.

        Raises:
            ClapUnavailableError: they are not available.
        """
        try:
            return self.weights.revision
        except WeightsError as error:
            raise ClapUnavailableError(str(error), remedy=REMEDY) from None

    @functools.cached_property
    def _loaded(self) -> tuple[Any, Any, Any]:
        """The loaded model, tokenizer and feature extractor."""
        from transformers import AutoTokenizer, ClapFeatureExtractor, ClapModel

        source, commit = self.weights.source, self.revision
        try:
            model = ClapModel.from_pretrained(source, revision=commit).eval()
            tokenizer = AutoTokenizer.from_pretrained(source, revision=commit, trust_remote_code=False)
            return model, tokenizer, ClapFeatureExtractor.from_pretrained(source, revision=commit)
        except (OSError, ValueError, RuntimeError, UnpicklingError) as error:
            raise ClapUnavailableError(
                f"{source} cannot be read as a CLAP model ({type(error).__name__}: {str(error)[:200]}).",
                remedy=REMEDY,
            ) from error

    def similarity(self, text: str, audio: np.ndarray, rate: int) -> float:
        """The cosine similarity of a text and a sound, -1 to 1.

        Args:
            audio: float32 of shape (channels, samples).

        Raises:
            ClapUnavailableError: the weights are not available.
        """
        import torch

        model, tokenizer, features = self._loaded
        wanted = features.sampling_rate
        pieces = _pieces(audio.mean(0), rate, wanted)
        with torch.inference_mode():
            words = model.get_text_features(**tokenizer([text], return_tensors="pt", truncation=True, max_length=77))
            sounds = model.get_audio_features(**features(pieces, sampling_rate=wanted, return_tensors="pt"))
        heard = torch.nn.functional.normalize(sounds.pooler_output.mean(0), dim=-1)
        return float(heard @ words.pooler_output[0])


def _pieces(mono: np.ndarray, rate: int, wanted: int) -> list[np.ndarray]:
    """At most six pieces of ten seconds, at equal distances, resampled to `wanted`."""
    from math import gcd

    from scipy.signal import resample_poly

    common = gcd(rate, wanted)
    sound = np.asarray(resample_poly(mono, wanted // common, rate // common), np.float32)
    length = int(PIECE_SECONDS * wanted)
    count = int(np.clip(len(sound) // length, 1, MOST_PIECES))
    starts = np.linspace(0, max(0, len(sound) - length), count).astype(int)
    return [sound[start : start + length] for start in starts]

"""Models as writers and as judges: continuing texts, and the likelihood of given ones.

What belongs here: one interface over every kind of checkpoint. What does not: training, metrics.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from assets.models.checkpoints import AGAIN, CheckpointError, verify
from assets.models.ngram import NgramModel
from assets.models.recipes import TextStyle, prepare_text
from resources.base_models import context_length, quieten

BATCH_PROMPTS = 32
SCORED_STYLE: TextStyle = "lowercase_unpunctuated"


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A text under a model; line ends count as characters."""

    nats: float
    words: int
    characters: int

    @property
    def bits_per_character(self) -> float:
        """Bits that the model needs per character."""
        return -self.nats / math.log(2) / self.characters


class LanguageModel(Protocol):
    """What evaluation needs of a model."""

    name: str

    def log_likelihood(self, text: str) -> Likelihood:
        """The likelihood of a whole song, its end included.

        All models are given the same text, lower case and without punctuation, whatever style they were trained on:
        figures of different texts do not compare. A model of cased text pays for that; it is the price of one scale.
        """
        ...

    def continue_texts(self, prompts: Sequence[str], *, new_tokens: int, top_k: int, seed: int) -> list[str]:
        """What the model writes after each prompt: `new_tokens` of its own tokens, sampled from the `top_k` likeliest.

        Reproducible: the same prompts and seed give the same texts.
        """
        ...


def _likelihood(nats: float, text: str) -> Likelihood:
    return Likelihood(nats, len(text.split()), len(text) + 1)


class NgramWriter:
    """A `LanguageModel` over an n-gram checkpoint."""

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        self.name = manifest["model"]
        self._style: TextStyle = manifest["recipe"]["text_style"]
        self._model = NgramModel.load(folder)

    def log_likelihood(self, text: str) -> Likelihood:
        """See `LanguageModel`."""
        text = prepare_text(text, SCORED_STYLE)
        return _likelihood(self._model.log_likelihood(text)[0], text)

    def continue_texts(self, prompts: Sequence[str], *, new_tokens: int, top_k: int, seed: int) -> list[str]:
        """See `LanguageModel`. A token is a word or a line end."""
        rng = np.random.default_rng(seed)
        styled = (prepare_text(prompt, self._style) + "\n" for prompt in prompts)
        return [self._model.generate(prompt, tokens=new_tokens, top_k=top_k, rng=rng) for prompt in styled]


class CausalWriter:
    """A `LanguageModel` over a fine-tuned checkpoint."""

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        quieten()
        self.name = manifest["model"]
        self._style: TextStyle = manifest["recipe"]["text_style"]
        try:
            model = AutoModelForCausalLM.from_pretrained(folder)
            self._tokenizer = AutoTokenizer.from_pretrained(folder)
        except (OSError, ValueError, RuntimeError) as error:
            raise CheckpointError(f"{folder} cannot be loaded ({error}).", remedy=AGAIN) from error
        self._model: Any = model.eval()
        self._model.to("cuda" if torch.cuda.is_available() else "cpu")
        self._window = context_length(self._model)

    def log_likelihood(self, text: str) -> Likelihood:
        """See `LanguageModel`. A song longer than the window is read in windows that overlap by half: each token is
        predicted once, with at least half a window before it.
        """
        import torch

        text = prepare_text(text, SCORED_STYLE)
        end = self._tokenizer.eos_token_id
        # The end of the song before it is where a song starts, as in training.
        ids = [end, *self._tokenizer(text, verbose=False)["input_ids"], end]
        nats, done = 0.0, 1
        with torch.inference_mode():
            while done < len(ids):
                start = max(0, done - self._window // 2) if len(ids) > self._window else 0
                window = ids[start : start + self._window]
                logits = self._model(input_ids=torch.tensor([window], device=self._model.device)).logits[0, :-1]
                targets = torch.tensor(window[1:], device=self._model.device)
                scores = logits.float().log_softmax(-1).gather(1, targets[:, None])[:, 0]
                nats += float(scores[done - start - 1 :].double().sum())
                done = start + len(window)
        return _likelihood(nats, text)

    def continue_texts(self, prompts: Sequence[str], *, new_tokens: int, top_k: int, seed: int) -> list[str]:
        """See `LanguageModel`. Prompts are continued in batches; an end of text starts the next song."""
        import torch

        written: list[str] = []
        self._tokenizer.padding_side = "left"
        for first in range(0, len(prompts), BATCH_PROMPTS):
            styled = [prepare_text(prompt, self._style) + "\n" for prompt in prompts[first : first + BATCH_PROMPTS]]
            batch = self._tokenizer(
                styled,
                return_tensors="pt",
                padding=True,
                truncation=True,
                max_length=max(1, self._window - new_tokens),
            ).to(self._model.device)
            batch.pop("token_type_ids", None)
            with torch.inference_mode(), torch.random.fork_rng():
                torch.manual_seed(seed + first)
                ids = self._model.generate(
                    **batch,
                    do_sample=True,
                    top_k=top_k,
                    temperature=1.0,
                    top_p=1.0,
                    max_new_tokens=new_tokens,
                    min_new_tokens=new_tokens,
                    pad_token_id=self._tokenizer.pad_token_id,
                )
            new = ids[:, batch["input_ids"].shape[1] :]
            written += self._tokenizer.batch_decode(new, skip_special_tokens=True)
        return written


def load_language_model(folder: Path) -> LanguageModel:
    """The model of a checkpoint, by what its manifest says it is.

    Raises:
        CheckpointError: there is no checkpoint, or it is damaged.
    """
    manifest = verify(folder)
    return NgramWriter(folder, manifest) if manifest["model"] == "ngram" else CausalWriter(folder, manifest)

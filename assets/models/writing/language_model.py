"""The interface of all models: continuing texts, proposing lines, and the likelihood of given texts and lines.

What belongs here: the interface. What does not: the models behind it (ngram_writer.py, causal_writer.py, aimed.py), which class
a checkpoint needs (loading.py), metrics.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from assets.models.recipes import TextStyle

SCORED_STYLE: TextStyle = "lowercase_unpunctuated"


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A text's log-likelihood (nats) under a model, and its size; line ends count as characters."""

    nats: float
    words: int
    characters: int

    @classmethod
    def of(cls, nats: float, text: str) -> "Likelihood":
        return cls(nats, len(text.split()), len(text) + 1)

    @property
    def bits_per_character(self) -> float:
        """The model's bits per character of the text."""
        return -self.nats / math.log(2) / self.characters


class LanguageModel(Protocol):
    """What writing and evaluation need of a model."""

    name: str

    def log_likelihood(self, text: str) -> Likelihood:
        """The likelihood of a whole song, its end included.

        All models are given the same text, lower case and without punctuation, whatever style they were trained on, because
        figures of different texts are not comparable. This is a disadvantage for models of cased text.
        """
        ...

    def continue_texts(self, prompts: Sequence[str], *, new_tokens: int, top_k: int, seed: int) -> list[str]:
        """Continue each prompt by `new_tokens` of the model's own tokens, sampled from the `top_k` likeliest.

        The same prompts and seed give the same texts.
        """
        ...

    def propose_lines(
        self, verses: Sequence[Sequence[str]], n: int, *, top_k: int, most_words: int, seeds: Sequence[int]
    ) -> list[list[str]]:
        """For each verse, `n` candidates for its next line, sampled like `continue_texts`; none is blank.

        A line that does not end by itself is cut after `most_words` words. The same seeds, one for each verse, give the same
        lines.
        """
        ...

    def score_lines(self, verses: Sequence[Sequence[str]], lines: Sequence[Sequence[str]]) -> list[np.ndarray]:
        """Log-likelihood (nats) of each line and its end after its verse, in the model's own style: shape (lines,) for each
        verse.
        """
        ...

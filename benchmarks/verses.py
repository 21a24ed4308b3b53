"""`verses`: bars written per second, decoded for rhyme, by each kind of model.

What belongs here: the comparison. What does not: writing (assets/models/writing).

The alternatives do the same work without what is shared: the n-gram proposes and scores its candidates one by one, and
SmolLM2 is asked by transformers' `generate` for as many lines as are sampled here, in fp32, each row with the whole verse
before it, and then scores each of them behind the whole verse.
"""

import time
from pathlib import Path
from typing import Any

import numpy as np

from assets.models.finetuning import shipped
from assets.models.ngram.model import NgramModel
from assets.models.recipes import NGRAM, prepare_text
from assets.models.writing.aimed import AimedWriter
from assets.models.writing.decoding import NgramWriter
from assets.models.writing.known_words import TrainingWords
from assets.models.writing.verses import Task, VerseRecipe, write_together
from assets.phonetics.g2p import Pronouncer
from benchmarks._phonemes import songbook_texts
from pipelines.settings import load_settings
from resources.base_models import SmolLM2Bases
from resources.linear import quantise

VERSES, BARS, CANDIDATES = 12, 8, 32  # as many verses side by side as the comparison of the models has
OPENING = "the city sleeps beneath the rain tonight"


class _OneByOne(NgramWriter):
    """The n-gram with each candidate by itself."""

    def propose_lines(self, verse: Any, n: int, *, top_k: int, most_words: int, seed: int) -> list[str]:
        propose = super().propose_lines
        return [propose(verse, 1, top_k=top_k, most_words=most_words, seed=seed + i)[0] for i in range(n)]

    def score_lines(self, verse: Any, lines: Any) -> np.ndarray:
        return np.array([super(_OneByOne, self).score_lines(verse, [line])[0] for line in lines])


def bars_per_second(model: Any, known: TrainingWords, pronouncer: Pronouncer) -> float:
    """Of a model that decodes its verses for rhyme, side by side."""
    recipe = VerseRecipe.model_validate({"bars": BARS, "candidates": CANDIDATES})
    tasks = [Task([OPENING], recipe.model_copy(update={"seed": seed})) for seed in range(VERSES)]
    write_together(model, [Task([OPENING], recipe.model_copy(update={"bars": 2}))], known, pronouncer)
    started = time.perf_counter()
    write_together(model, tasks, known, pronouncer)
    return VERSES * BARS / (time.perf_counter() - started)


def by_generate(model: Any, tokenizer: Any, lines: int = 2) -> float:
    """Bars per second of transformers' generate, with as many candidates, and of scoring them row by row in one batch."""
    import torch

    model.eval()
    verse = f"[city, rain]\n10 tonight: {OPENING}\n" * 4  # of the length that a verse of eight has on average
    started = time.perf_counter()
    with torch.inference_mode():
        for _ in range(lines):
            prompt = tokenizer([verse + "10 light:"] * CANDIDATES, return_tensors="pt").to(model.device)
            ids = model.generate(
                **prompt, do_sample=True, top_k=50, max_new_tokens=16, pad_token_id=tokenizer.eos_token_id
            )
            model(input_ids=ids).logits[:, prompt["input_ids"].shape[1] - 1 :].log_softmax(-1)
    return lines / (time.perf_counter() - started)


def run() -> dict[str, Any]:
    """Bars per second of SmolLM2; the n-gram's stand in `detail`.

    Raises:
        BaseModelError: SmolLM2 was not fetched.
    """
    pronouncer = Pronouncer()
    songs = [prepare_text("\n".join(lines), "lowercase_unpunctuated") for lines in songbook_texts()]
    known = TrainingWords(songs, pronouncer, 3)
    counted = NgramModel.fit(songs, NGRAM)
    ngram, one_by_one = (of("ngram", "lowercase_unpunctuated", counted) for of in (NgramWriter, _OneByOne))
    rates = [bars_per_second(model, known, pronouncer) for model in (ngram, one_by_one)]

    bases = SmolLM2Bases(folder=Path(load_settings().folders.smollm2))
    base = bases.load("smollm2", [], 0)
    model = shipped.adapted(base.model).merge_and_unload()
    generated = by_generate(model, base.tokenizer)
    precision = quantise(model)
    ours = bars_per_second(AimedWriter("smollm2", model, base.tokenizer, pronouncer), known, pronouncer)
    return {
        "name": "verses",
        "ours": ours,
        "alternative": generated,
        "ratio": ours / generated,
        "unit": f"bars per second by SmolLM2-135M, decoded for rhyme from {CANDIDATES} candidates; alternative: transformers' generate",
        "detail": {
            "precision": precision,
            "ngram": {"ours": rates[0], "one_by_one": rates[1], "ratio": rates[0] / rates[1]},
        },
    }

"""`verses`: bars written per second, decoded for rhyme, by each kind of model.

What belongs here: the comparison. What does not: writing (assets/models/writing).

The alternative for SmolLM2, the small GPT-2 and one of distilgpt2's size is transformers' `generate` in fp32, for as many lines as
ours samples: each row has the whole verse before it, stops at the end of its line and is then scored. For the n-gram and the GPT-2s
there is also this project's code before it was made faster (commit `BEFORE`), on the same songs and with as many candidates.
The GPT-2s are trained for a minute first, because with random weights no line ends by itself.
"""

import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

from assets.models.finetuning import shipped
from assets.models.finetuning.packing import song_blocks
from assets.models.ngram.model import NgramModel
from assets.models.recipes import NGRAM, finetune_recipe, prepare_text, with_changes
from assets.models.writing.aimed import AimedWriter
from assets.models.writing.causal_writer import CausalWriter
from assets.models.writing.in_progress import Task
from assets.models.writing.known_words import TrainingWords
from assets.models.writing.ngram_writer import NgramWriter
from assets.models.writing.recipe import VerseRecipe
from assets.models.writing.verses import write_together
from assets.phonetics.g2p import Pronouncer
from benchmarks._phonemes import songbook_songs
from benchmarks.finetune_cpu import by_recipe, random_gpt2
from pipelines.settings import load_settings
from resources.base_models import EmbeddedBases, LoadedBase, SmolLM2Bases
from resources.errors import TenthSymphonyError
from resources.linear import quantise

VERSES, BARS, CANDIDATES = 12, 8, 32  # as many verses side by side as in the comparison of models
NGRAM_BARS = 16  # as many as in that comparison; 8 would take only half a second
NGRAM_ROUNDS = 3  # the best counts for both; a round takes less than a second, and the first one loads tables
GPT2_ROUNDS = 2  # of a few seconds each; the first one allocates memory
SECONDS_OF_TRAINING = 60.0
MOST_NEW_TOKENS = 24  # a line of 16 words with its end
OPENING = "the city sleeps beneath the rain tonight"
BEFORE = "b7b37a9"
ROOT = Path(__file__).parents[1]
WRITE_AS_BEFORE = """
import json, sys, time
from assets.models.decoding import CausalWriter, NgramWriter
from assets.models.ngram import NgramModel
from assets.models.recipes import NGRAM
from assets.models.verses import TrainingWords, VerseRecipe, write_verse
from assets.phonetics.g2p import Pronouncer

request = json.load(sys.stdin)
if request["model"]:
    from transformers import AutoModelForCausalLM, AutoTokenizer
    model, tokenizer = (of.from_pretrained(request["model"]) for of in (AutoModelForCausalLM, AutoTokenizer))
    writer = CausalWriter("gpt2", "lowercase_unpunctuated", model, tokenizer)
else:
    writer = object.__new__(NgramWriter)
    writer.name, writer._style, writer._model = "ngram", "lowercase_unpunctuated", NgramModel.fit(request["songs"], NGRAM)
pronouncer = Pronouncer()
known = TrainingWords(request["songs"], pronouncer, 3)
def write(bars, seed):
    recipe = VerseRecipe(bars=bars, candidates=request["candidates"], seed=seed)
    write_verse(writer, [request["opening"]], known, pronouncer, recipe)
write(2, 0)
best = 0.0
for _ in range(request["rounds"]):
    started = time.perf_counter()
    for seed in range(request["verses"]):
        write(request["bars"], seed)
    best = max(best, request["verses"] * request["bars"] / (time.perf_counter() - started))
print(best)
"""


class NoHistoryError(TenthSymphonyError):
    """The repository does not contain the commit for the comparison."""


def bars_per_second(
    model: Any, known: TrainingWords, pronouncer: Pronouncer, verses: int = VERSES, bars: int = BARS
) -> float:
    """Bars per second of a model that writes verses decoded for rhyme, side by side."""
    recipe = VerseRecipe.model_validate({"bars": bars, "candidates": CANDIDATES})
    tasks = [Task([OPENING], recipe.model_copy(update={"seed": seed})) for seed in range(verses)]
    write_together(model, [Task([OPENING], recipe.model_copy(update={"bars": 2}))], known, pronouncer)
    started = time.perf_counter()
    write_together(model, tasks, known, pronouncer)
    return verses * bars / (time.perf_counter() - started)


def where_time_goes(model: Any, known: TrainingWords, pronouncer: Pronouncer) -> dict[str, float]:
    """The shares of time of torch's most expensive operations while verses are written side by side; the rest is Python and small
    operations.
    """
    import torch

    started = time.perf_counter()
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as profile:
        bars_per_second(model, known, pronouncer, verses=4, bars=2)  # for ten bars the profiler's records take 15 GB
    wall = 1e6 * (time.perf_counter() - started)
    most_expensive = sorted(profile.key_averages(), key=lambda of: -of.self_cpu_time_total)[:8]
    shares = {str(of.key): float(round(of.self_cpu_time_total / wall, 3)) for of in most_expensive}
    return shares | {"all else": round(1.0 - sum(shares.values()), 3)}


def by_generate(model: Any, tokenizer: Any, candidates: int, verse: str, lines: int = 4) -> float:
    """Bars per second of transformers' generate, including scoring its lines in one batch.

    Args:
        verse: the text that each row continues.
        lines: the number of lines to time.
    """
    import torch

    model.eval()
    pieces = tokenizer.batch_decode([[token] for token in range(len(tokenizer))])
    ends = [token for token, piece in enumerate(pieces) if "\n" in piece]
    started = time.perf_counter()
    with torch.inference_mode():
        for _ in range(lines):
            prompt = tokenizer([verse] * candidates, return_tensors="pt").to(model.device)
            ids = model.generate(
                **prompt, do_sample=True, top_k=50, max_new_tokens=MOST_NEW_TOKENS, eos_token_id=ends,
                pad_token_id=tokenizer.eos_token_id,
            )  # fmt: skip
            model(input_ids=ids).logits[:, prompt["input_ids"].shape[1] - 1 :].log_softmax(-1)
    return lines / (time.perf_counter() - started)


def bars_per_second_before(songs: list[str], bars: int, model: Path | None = None, *, rounds: int = 1) -> float:
    """Bars per second by this project's code at `BEFORE`, in a process of its own.

    Args:
        model: the folder of a causal model; without it, the n-gram of the songs is used.
        rounds: the best of these counts.

    Raises:
        NoHistoryError: the commit is missing.
    """
    archive = subprocess.run(["git", "archive", BEFORE], cwd=ROOT, capture_output=True, check=False)
    if archive.returncode:
        raise NoHistoryError(f"This repository does not hold {BEFORE}.", remedy="Clone it with its history.")
    request = {
        "songs": songs, "candidates": CANDIDATES, "opening": OPENING, "bars": bars, "verses": 2, "rounds": rounds,
        "model": model and str(model.resolve()),
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tree:
            tree.extractall(folder, filter="data")
        script = Path(folder) / "write_as_before.py"
        script.write_text(WRITE_AS_BEFORE, encoding="utf-8")
        wrote = subprocess.run(
            [sys.executable, str(script)], input=json.dumps(request), env=os.environ | {"PYTHONPATH": folder},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    return float(wrote.stdout.splitlines()[-1])


def _ngram(songs: list[str], known: TrainingWords, pronouncer: Pronouncer) -> dict[str, Any]:
    writer = NgramWriter("ngram", "lowercase_unpunctuated", NgramModel.fit(songs, NGRAM))
    ours = max(bars_per_second(writer, known, pronouncer, bars=NGRAM_BARS) for _ in range(NGRAM_ROUNDS))
    return {
        "ours": ours,
        "candidates": CANDIDATES,
        **_compared_with_before(ours, songs, NGRAM_BARS, rounds=NGRAM_ROUNDS),
    }


def _compared_with_before(
    ours: float, songs: list[str], bars: int, model: Path | None = None, *, rounds: int = 1
) -> dict[str, Any]:
    try:
        before = bars_per_second_before(songs, bars, model, rounds=rounds)
    except NoHistoryError as error:
        return {"before": f"not run: {error}"}
    return {"before": before, "before_at": BEFORE, "ratio_to_before": ours / before}


def _gpt2(
    base: LoadedBase, rate: float, songs: list[str], known: TrainingWords, pronouncer: Pronouncer, verses: int
) -> dict[str, Any]:
    """A GPT-2 trained long enough to end lines."""
    recipe = with_changes(finetune_recipe("gpt2_lyrics", "embedded"), {"learning_rate": rate})
    blocks = song_blocks(songs[:1], base.tokenizer, 512)
    loss = by_recipe(recipe, base, songs, blocks, SECONDS_OF_TRAINING)["loss"]
    theirs = max(by_generate(base.model, base.tokenizer, CANDIDATES, f"{OPENING}\n" * 4) for _ in range(GPT2_ROUNDS))
    with tempfile.TemporaryDirectory() as folder:
        base.model.save_pretrained(folder)
        base.tokenizer.save_pretrained(folder)
        precision = quantise(base.model)
        writer = CausalWriter("gpt2_lyrics", "lowercase_unpunctuated", base.model, base.tokenizer)
        ours, alone = (
            max(bars_per_second(writer, known, pronouncer, of) for _ in range(GPT2_ROUNDS)) for of in (verses, 1)
        )
        before = _compared_with_before(ours, songs, BARS, Path(folder), rounds=GPT2_ROUNDS)
    return {
        "ours": ours, "one_verse": alone, "generate": theirs, "ratio": ours / theirs, "candidates": CANDIDATES,
        "precision": precision, "loss": loss, **before,
    }  # fmt: skip


def run() -> dict[str, Any]:
    """Bars per second of SmolLM2; `detail` has the others.

    Raises:
        BaseModelError: SmolLM2 was not fetched.
    """
    pronouncer = Pronouncer()
    songs = [prepare_text("\n".join(lines), "lowercase_unpunctuated") for lines in songbook_songs()]
    known = TrainingWords(songs, pronouncer, 3)
    small = EmbeddedBases().load("gpt2_lyrics", songs, 1)  # the model for installations without a fetched base
    others = {
        "ngram": _ngram(songs, known, pronouncer),
        "small_gpt2": _gpt2(small, 2e-3, songs, known, pronouncer, VERSES),
        "of_distilgpt2_s_size": _gpt2(random_gpt2(songs, fast=True), 5e-4, songs, known, pronouncer, 4),
    }

    lines = VerseRecipe.model_validate({}).aimed
    bases = SmolLM2Bases(folder=Path(load_settings().folders.smollm2))
    base = bases.load("smollm2", [], 0)
    model = shipped.adapted(base.model).merge_and_unload()
    # As long as a verse of eight bars is on average.
    generated = by_generate(
        model, base.tokenizer, lines, f"[city, rain]\n10 tonight: {OPENING}\n" * 4 + "10 light:", lines=2
    )
    precision = quantise(model)
    writer = AimedWriter("smollm2", model, base.tokenizer, pronouncer)
    ours, alone = (bars_per_second(writer, known, pronouncer, verses) for verses in (VERSES, 1))
    return {
        "name": "verses",
        "ours": ours,
        "alternative": generated,
        "ratio": ours / generated,
        "unit": f"bars per second by SmolLM2-135M, {lines} lines written for each, in {precision}, {VERSES} verses side by side; "
        "alternative: transformers' generate, as many lines, fp32",
        "detail": {
            "one_verse": {"ours": alone, "ratio": alone / generated},
            "share_of_time": where_time_goes(writer, known, pronouncer),
            "precision": precision,
            **others,
        },
    }

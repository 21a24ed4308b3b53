"""`finetune_cpu`: fine-tuning as in the product, against the original project's recipe.

What belongs here: the original's recipe and the comparison. What does not: ours (assets/models/finetuning).

The original fine-tuned with the Trainer's defaults: fp32, rows of 128 tokens, 8 per step, all weights. Both start from real
weights, SmolLM2-135M, on the songbook: how many seconds does our recipe need to reach the held-out loss at which the defaults
end? It also measures both in tokens per second at distilgpt2's size (82 M parameters, vocabulary 50,257), with random weights.
"""

import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assets.models.finetuning.finetune import Training
from assets.models.finetuning.losses import blocks_loss
from assets.models.finetuning.packing import song_blocks
from assets.models.recipes import FinetuneRecipe, finetune_recipe, prepare_text, with_changes
from benchmarks._phonemes import songbook_songs
from benchmarks._processes import run_module
from pipelines.settings import load_settings
from resources.base_models import BaseCard, EmbeddedBases, LoadedBase, SmolLM2Bases, for_training

SECONDS = 45.0  # of training for each
HELD_OUT = 12  # songs
SMOLLM2_SECONDS = 80.0
MEASURE_SECONDS = 2.0  # of training between two measurements of the held-out loss: a step; the clock stops meanwhile
DEFAULT_RATE = 5e-5  # the Trainer's
RATE = 1e-4  # for both: with the defaults' 5e-5 random weights learn little in this time


class _OutOfTimeError(Exception):
    """The time for training is over."""


DISTILGPT2 = {"n_layer": 6}


def random_gpt2(songs: list[str], *, fast: bool, shape: Mapping[str, int] = DISTILGPT2) -> LoadedBase:
    """GPT-2's architecture in a shape (distilgpt2's by default) with seeded random weights, and a tokenizer built from the songs.
    `fast`: loaded as in the product.
    """
    from transformers import GPT2Config, GPT2LMHeadModel, set_seed

    tokenizer = EmbeddedBases().load("gpt2_lyrics", songs, 1).tokenizer
    tokenizer.model_max_length = 1024
    set_seed(1)
    config = GPT2Config.from_dict(dict(shape))
    model = GPT2LMHeadModel(for_training(config) if fast else config)
    parameters = sum(weight.numel() for weight in model.parameters())
    return LoadedBase(model, tokenizer, BaseCard("random weights", "embedded", "1", "MIT", parameters))


def random_by_defaults(
    songs: list[str], held_out: list[list[int]], most_seconds: float = SECONDS, shape: Mapping[str, int] = DISTILGPT2
) -> dict[str, float]:
    """Tokens per second and the held-out loss with the Trainer's defaults."""
    return by_defaults(random_gpt2(songs, fast=False, shape=shape), songs, held_out, most_seconds, RATE)


def by_defaults(
    base: LoadedBase, songs: list[str], held_out: list[list[int]], most_seconds: float, rate: float
) -> dict[str, float]:
    """The same for any base model and learning rate."""
    import torch
    from transformers import Trainer, TrainerCallback, TrainingArguments

    ids = [token for song in songs for token in [*base.tokenizer(song)["input_ids"], base.tokenizer.eos_token_id]]  # pyright: ignore[reportGeneralTypeIssues]
    rows = [ids[i : i + 128] for i in range(0, len(ids) - 127, 128)]

    class Clock(TrainerCallback):
        started = 0.0
        steps = 0

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            if not self.started:  # the first step warms up
                self.started = time.perf_counter()
            else:
                self.steps += 1
                control.should_training_stop = time.perf_counter() - self.started > most_seconds

    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        trainer = Trainer(
            model=base.model,
            args=TrainingArguments(
                output_dir=folder, learning_rate=rate, num_train_epochs=100, use_cpu=not torch.cuda.is_available(), report_to="none",
                save_strategy="no", logging_strategy="no", disable_tqdm=True,
            ),
            train_dataset=[{"input_ids": row, "labels": row} for row in rows],  # pyright: ignore[reportArgumentType]
            callbacks=[clock],
        )  # fmt: skip
        trainer.train()
    seconds = time.perf_counter() - clock.started
    rate = clock.steps * 8 * 128 / seconds
    return {"tokens_per_second": rate, "seconds": seconds, "loss": blocks_loss(base.model, held_out)}


def random_by_recipe(
    songs: list[str], held_out: list[list[int]], most_seconds: float = SECONDS, shape: Mapping[str, int] = DISTILGPT2
) -> dict[str, float]:
    """The same with the product's recipe for a pretrained GPT-2 and its training; stopped at the first step after the time."""
    recipe = with_changes(finetune_recipe("distilgpt2_rap", "hub"), {"learning_rate": RATE})
    return by_recipe(recipe, random_gpt2(songs, fast=True, shape=shape), songs, held_out, most_seconds)


def by_recipe(
    recipe: FinetuneRecipe,
    base: LoadedBase,
    songs: list[str],
    held_out: list[list[int]],
    most_seconds: float,
    target_loss: float | None = None,
) -> dict[str, float]:
    """The same for any base model and recipe of the product, without its warm-up, which is meant for a complete training.

    Args:
        target_loss: stop when the held-out loss is at most this.
    """
    recipe = with_changes(recipe, {"epochs": 100, "warmup_share": 0.0})
    progress: list[tuple[int, float]] = []  # steps, and the training time until then

    class Timed(Training):
        paused, measured_at = 0.0, 0.0

        def _arguments(self) -> Any:
            arguments = super()._arguments()
            arguments.logging_steps = 1  # otherwise the time is checked twice per epoch
            return arguments

        def report_progress(self, step: int, steps: int, loss: float | None, seconds: float) -> None:
            progress.append((step, time.perf_counter() - self.paused))
            spent = progress[-1][1] - progress[0][1]
            if spent > most_seconds or (target_loss is not None and self.has_reached(target_loss, spent)):
                raise _OutOfTimeError

        def has_reached(self, loss: float, spent: float) -> bool:
            if spent - self.measured_at < MEASURE_SECONDS:
                return False
            self.measured_at, before = spent, time.perf_counter()
            reached = self.held_out_loss() <= loss
            self._model.train()
            self.paused += time.perf_counter() - before
            return reached

        def held_out_loss(self) -> float:
            return blocks_loss(self._model, held_out)

    with tempfile.TemporaryDirectory() as folder:
        training = Timed(recipe, base, songs, songs[:1], Path(folder) / "work", lambda _: None)
        with contextlib.suppress(_OutOfTimeError):
            training.run()
    tokens_per_step = sum(map(len, training.train_blocks)) / training.steps_per_epoch
    (first, started), (last, ended) = progress[0], progress[-1]
    rate = (last - first) * tokens_per_step / (ended - started)
    return {"tokens_per_second": rate, "seconds": ended - started, "loss": training.held_out_loss()}


def blocks_of(held_out: list[str], songs: list[str], shape: Mapping[str, int] = DISTILGPT2) -> list[list[int]]:
    """Held-out songs as the blocks on which the loss is measured."""
    return song_blocks(held_out, random_gpt2(songs, fast=False, shape=shape).tokenizer, 512)


def smollm2() -> LoadedBase:
    """SmolLM2-135M as fetched.

    Raises:
        BaseModelError: it was not fetched (make smollm2).
    """
    return SmolLM2Bases(folder=load_settings().folders.smollm2).load("smollm2", [], 1)


def measure(way: str, target_loss: float | None = None) -> dict[str, float]:
    """Run one of the measurements."""
    texts = [prepare_text("\n".join(lines), "lowercase_unpunctuated") for lines in songbook_songs()]
    songs, held_out = texts[HELD_OUT:], texts[:HELD_OUT]
    if way in ("original", "ours"):
        return {"original": random_by_defaults, "ours": random_by_recipe}[way](songs, blocks_of(held_out, songs))
    base = smollm2()
    blocks = song_blocks(held_out, base.tokenizer, 512)
    untuned = blocks_loss(base.model, blocks)
    if way == "smollm2_original":
        return {**by_defaults(base, songs, blocks, SMOLLM2_SECONDS, DEFAULT_RATE), "untuned": untuned}
    # The shipped adapter was tuned on these songs, so this starts from the base, as with a new corpus.
    recipe = with_changes(
        finetune_recipe("smollm2", "smollm2"), {"start": "base", "text_style": "lowercase_unpunctuated"}
    )
    return by_recipe(recipe, base, songs, blocks, SMOLLM2_SECONDS, target_loss)


def run() -> dict[str, Any]:
    """Seconds to reach the same held-out loss, each in a process of its own on all cores.

    Raises:
        BaseModelError: SmolLM2 was not fetched (make smollm2).
    """
    cores = os.cpu_count() or 1
    smollm2()  # fails before anything is measured if the model is missing
    here = "benchmarks.finetune_cpu"
    theirs = run_module(here, "smollm2_original", threads=cores)
    ours = run_module(here, "smollm2_ours", threads=cores)
    ours_at_their_loss = run_module(here, "smollm2_ours", str(theirs["loss"]), threads=cores)
    speeds = {
        f"tokens_per_second_on_{threads}_cores": {
            way: run_module(here, way, threads=threads)["tokens_per_second"] for way in ("original", "ours")
        }
        for threads in (1, cores)
    }
    return {
        "name": "finetune_cpu",
        "ours": ours_at_their_loss["seconds"],
        "alternative": theirs["seconds"],
        "ratio": theirs["seconds"] / ours_at_their_loss["seconds"],
        "unit": "seconds of training SmolLM2-135M to one held-out loss; alternative: the Trainer's defaults, fp32, 8 × 128",
        "detail": {
            "held_out_loss_untuned": theirs["untuned"],
            "held_out_loss_of_the_defaults": theirs["loss"],
            "held_out_loss_ours_then": ours_at_their_loss["loss"],
            "held_out_loss_ours_in_their_time": ours["loss"],
            "tokens_per_second": {"original": theirs["tokens_per_second"], "ours": ours["tokens_per_second"]},
            "of_distilgpt2_s_size": {
                name: {**both, "ratio": both["ours"] / both["original"]} for name, both in speeds.items()
            },
        },
    }


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], *map(float, sys.argv[2:]))))

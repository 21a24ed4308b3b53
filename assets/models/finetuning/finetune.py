"""Fine-tuning a causal language model with transformers' Trainer. It resumes, and unchanged inputs cost nothing.

What belongs here: training and resuming. What does not: recipes (recipes.py), base models (resources/base_models/), blocks
(packing.py), measuring a loss (losses.py), saved states (training_states.py), generation (assets/models/writing).
"""

import logging
import math
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assets.corpus.examples import examples_manifest
from assets.models.checkpoints import (
    Checkpoint,
    LossPoint,
    checkpoint_folder,
    checkpoint_manifest,
    complete,
    find_checkpoint,
)
from assets.models.finetuning import processes, shipped
from assets.models.finetuning.lora import lora_optimizer, with_lora
from assets.models.finetuning.losses import SAMPLE_TOKENS, stored_losses
from assets.models.finetuning.memory import keep_freed_memory
from assets.models.finetuning.packing import Blocks, pack, pad, song_blocks
from assets.models.finetuning.training_states import disk_is_full, last_state
from assets.models.recipes import FinetuneRecipe, prepared_songs
from resources.base_models import BaseModels, LoadedBase
from resources.cores import use_all
from resources.errors import TenthSymphonyError
from resources.leases import lease
from resources.linear import multiplies_bf16
from resources.records import Record
from resources.storage import atomic_folder

logger = logging.getLogger(__name__)

Say = Callable[[str], Any]
PROGRESS_SECONDS = 5.0
CLOCK = "clock.json"
# Seconds: a killed run's training ends within one second; a lease on another machine expires after 60.
LEASE_WAIT = 60.0
ADAPTER = "adapter"


class TrainingError(TenthSymphonyError):
    """Training cannot continue."""


class Clock(Record):
    """The seconds that a training took until its last saved state."""

    seconds: float


def finetune(
    recipe: FinetuneRecipe,
    base_models: BaseModels,
    examples: Path,
    root: Path,
    *,
    on_progress: Say = lambda _: None,
) -> Checkpoint:
    """Fine-tune a slot's base model on the training songs and store a checkpoint below `root`.

    A checkpoint of the same recipe, base and examples is reused. An interrupted training resumes from its last saved state,
    which is kept beside the checkpoint's folder until the checkpoint is complete.

    Raises:
        BaseModelError: the base model cannot be fetched or loaded.
        TrainingError: the loss is not a number, or the disk is full.
        ProcessesError: training in several processes failed.
        LeaseError: another process still trains the same model after LEASE_WAIT seconds.
    """
    content = examples_manifest(examples).digest
    card = base_models.card(recipe.slot)
    folder = checkpoint_folder(root, recipe.slot, recipe, card, content)
    if checkpoint := find_checkpoint(folder):
        on_progress("reused: nothing has changed")
        return checkpoint
    with lease(_work_of(folder), wait_seconds=LEASE_WAIT):
        if checkpoint := find_checkpoint(folder):  # another process completed it meanwhile
            return checkpoint
        if training := shipped.find(recipe, card, examples):
            on_progress(f"not trained again: {training.in_words()}")
            unpack_shipped(training, recipe, base_models, examples, folder)
        elif processes.configured() > 1:
            last_state(_work_of(folder))  # removes an incomplete state once, before all processes look
            processes.train_in_processes(recipe, base_models, examples, folder, on_progress)
        else:
            train(recipe, base_models, examples, folder, on_progress)
    return Checkpoint(folder, checkpoint_manifest(folder), reused=False)


def train(recipe: FinetuneRecipe, base_models: BaseModels, examples: Path, folder: Path, say: Say) -> None:
    """Train or resume, and store the checkpoint in `folder`; see `finetune`. Of several processes, the first stores it."""
    songs, validation = prepared_songs(examples, recipe)
    base = base_models.load(recipe.slot, songs, recipe.seed)
    training = Training(recipe, base, songs, validation, _work_of(folder), say)
    losses = training.run()
    if not processes.is_first():
        return
    with atomic_folder(folder) as temporary:
        training.save(temporary)
        base.tokenizer.save_pretrained(temporary)
        # Measured on the stored model: the model in memory still computes in mixed precision.
        validation_loss, sample_loss = stored_losses(temporary, recipe, validation)
        complete(
            temporary,
            model=recipe.slot,
            recipe=recipe,
            base=base.card,
            examples_digest=examples_manifest(examples).digest,
            losses=losses,
            validation_loss=validation_loss,
            reload_loss=sample_loss,
            reload_tokens=SAMPLE_TOKENS,
            seconds=training.seconds,
            tokens=training.tokens,
        )
    shutil.rmtree(_work_of(folder), ignore_errors=True)
    say(f"validation loss {validation_loss:.3f} nats per token")


def unpack_shipped(
    training: shipped.ShippedTraining, recipe: FinetuneRecipe, base_models: BaseModels, examples: Path, folder: Path
) -> None:
    """Store a checkpoint made from the shipped adapter, as if it had been trained here."""
    songs, validation = prepared_songs(examples, recipe)
    base = base_models.load(recipe.slot, songs, recipe.seed)
    model = shipped.adapted(base.model)
    with atomic_folder(folder) as temporary:
        save_lora(model, temporary)
        base.tokenizer.save_pretrained(temporary)
        _, sample_loss = stored_losses(temporary, recipe, validation, whole=False)
        complete(
            temporary,
            model=recipe.slot,
            recipe=recipe,
            base=base.card,
            examples_digest=examples_manifest(examples).digest,
            losses=training.losses,
            validation_loss=training.validation_loss,
            reload_loss=sample_loss,
            reload_tokens=SAMPLE_TOKENS,
            seconds=training.seconds,
            tokens=training.tokens,
            shipped=True,
        )


def _work_of(folder: Path) -> Path:
    """The folder for the states of a training whose checkpoint goes to `folder`."""
    return folder.with_name(f"{folder.name}.training")


class Training:
    """One training with the Trainer, its saved states and its clock."""

    def __init__(
        self,
        recipe: FinetuneRecipe,
        base: LoadedBase,
        train: Sequence[str],
        validation: Sequence[str],
        work: Path,
        say: Say,
        on_loss: Callable[[int, float], Any] = lambda _step, _loss: None,
    ) -> None:
        """Prepare the blocks and the model.

        Args:
            work: the folder for saved states.
            on_loss: called with a step and its validation loss whenever that is measured; raising an exception ends training.
        """
        self._recipe = recipe
        self._base = base
        self._work = work
        self._say = say
        self.on_loss = on_loss
        block_size = min(recipe.block_size, base.tokenizer.model_max_length)
        self.train_blocks = pack(train, base.tokenizer, block_size)
        self.validation_blocks = song_blocks(validation, base.tokenizer, block_size)
        self.steps_per_epoch = math.ceil(len(self.train_blocks) / (recipe.batch_size * recipe.gradient_accumulation))
        self._model: Any = _with_adapter(base, recipe) if recipe.method == "lora" else base.model
        self.seconds = 0.0
        self.tokens = 0
        self._reported_at = 0.0

    def run(self) -> list[LossPoint]:
        """Train or resume; afterwards the model is the best one by validation loss.

        Returns:
            The loss curve.

        Raises:
            TrainingError: the loss is not a number, or the disk is full.
        """
        from transformers import EarlyStoppingCallback, PrinterCallback, Trainer

        last = last_state(self._work)
        before = self._clock_at(last)
        keep_freed_memory()
        use_all()
        started = time.perf_counter()
        trainer = Trainer(
            model=self._model,
            args=self._arguments(),
            train_dataset=Blocks(self.train_blocks),  # pyright: ignore[reportArgumentType]
            eval_dataset=Blocks(self.validation_blocks),  # pyright: ignore[reportArgumentType]
            data_collator=pad(self._base.tokenizer.pad_token_id),
            optimizers=(lora_optimizer(self._model, self._recipe) if self._recipe.method == "lora" else None, None),
            callbacks=[
                EarlyStoppingCallback(early_stopping_patience=self._recipe.patience * self._recipe.saves_per_epoch),
                _progress_callback(self, started, before),
            ],
        )
        trainer.remove_callback(PrinterCallback)
        self._say(
            f"{self._base.card.name}: {self._base.card.parameters / 1e6:.1f} M parameters, {len(self.train_blocks)} "
            f"blocks of {self._recipe.block_size} tokens, {'from ' + Path(last).name if last else 'from the start'}"
        )
        try:
            trainer.train(resume_from_checkpoint=last)
        except (OSError, RuntimeError) as error:
            if not disk_is_full(error, self._work):
                raise
            raise TrainingError(
                f"The disk is full at {self._work}.",
                remedy="Free some space and materialise the model again: training resumes from the last good state.",
            ) from error
        trainer.accelerator.wait_for_everyone()  # until all have read the best state, which the first process then removes
        self.seconds = before + time.perf_counter() - started
        self.tokens = sum(map(len, self.train_blocks)) * trainer.state.global_step // self.steps_per_epoch
        return _curve(trainer.state.log_history)

    def save(self, folder: Path) -> None:
        """Write the model; with LoRA, the adapter both merged into the weights and separately in `adapter/`."""
        if self._recipe.method == "lora":
            save_lora(self._model, folder)
        else:
            self._model.save_pretrained(folder)

    def _arguments(self) -> Any:
        import torch
        from transformers import TrainingArguments

        every = max(1, self.steps_per_epoch // self._recipe.saves_per_epoch)
        steps = self.steps_per_epoch * self._recipe.epochs
        return TrainingArguments(
            output_dir=str(self._work),
            num_train_epochs=self._recipe.epochs,
            learning_rate=self._recipe.learning_rate,
            per_device_train_batch_size=max(1, self._recipe.batch_size // processes.number()),
            per_device_eval_batch_size=self._recipe.batch_size,
            gradient_accumulation_steps=self._recipe.gradient_accumulation,
            activation_checkpointing=self._recipe.gradient_checkpointing,
            lr_scheduler_type="cosine",
            warmup_steps=int(steps * self._recipe.warmup_share),
            weight_decay=self._recipe.weight_decay,
            bf16=self._bf16(),
            use_cpu=not torch.cuda.is_available(),
            eval_strategy="steps",
            eval_steps=every,
            save_strategy="steps",
            save_steps=every,
            save_total_limit=2,
            load_best_model_at_end=True,
            metric_for_best_model="eval_loss",
            greater_is_better=False,
            logging_steps=max(1, every // 2),
            logging_nan_inf_filter=False,
            seed=self._recipe.seed,
            data_seed=self._recipe.seed,
            remove_unused_columns=False,
            disable_tqdm=True,
            report_to="none",
            dataloader_pin_memory=False,
        )

    def _bf16(self) -> bool:
        import torch

        if self._recipe.precision == "auto":
            if torch.cuda.is_available():
                return torch.cuda.is_bf16_supported()
            return multiplies_bf16()
        return self._recipe.precision == "bf16"

    def _clock_at(self, last: str | None) -> float:
        clock = Clock.read_if_valid(self._work / CLOCK) if last else None
        return clock.seconds if clock else 0.0

    def keep_clock(self, seconds: float) -> None:
        """Store the time spent, for a session that resumes."""
        Clock(seconds=seconds).write(self._work / CLOCK)

    def report_progress(self, step: int, steps: int, loss: float | None, seconds: float) -> None:
        """One line of progress, every PROGRESS_SECONDS."""
        if seconds - self._reported_at < PROGRESS_SECONDS:
            return
        self._reported_at = seconds
        rate = sum(map(len, self.train_blocks)) / self.steps_per_epoch * step / seconds if seconds else 0.0
        left = (steps - step) * seconds / step if step else 0.0
        of_loss = f", loss {loss:.3f}" if loss is not None else ""
        self._say(f"step {step} of {steps}{of_loss}, {rate:.0f} tokens/s, at most {left:.0f} s left")


def _with_adapter(base: LoadedBase, recipe: FinetuneRecipe) -> Any:
    """The base with a LoRA adapter to train: the shipped one if the recipe starts from it, else a new one."""
    starts_from_shipped = recipe.start == "shipped" and shipped.fits(recipe, base.card)
    model = shipped.adapted(base.model, trainable=True) if starts_from_shipped else with_lora(base.model, recipe)
    _name_base(model, "")  # with a name, peft asks the model hub about it at each save, and warns if it gets no answer
    return model


def _name_base(model: Any, name: str) -> None:
    for config in model.peft_config.values():
        config.base_model_name_or_path = name


def save_lora(model: Any, folder: Path) -> None:
    """Write a model with its LoRA adapter merged into the weights, and the adapter separately in `adapter/`."""
    _name_base(model, model.get_base_model().name_or_path)
    model.save_pretrained(folder / ADAPTER, save_embedding_layers=False)  # "auto" asks the model hub about the base
    model.merge_and_unload().save_pretrained(folder)


def _progress_callback(training: Training, started: float, before: float) -> Any:
    """A Trainer callback that reports progress, stores the clock and stops at a loss that is not a number."""
    from transformers import TrainerCallback

    class Watcher(TrainerCallback):
        def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, float] | None = None, **_: Any) -> None:
            loss = (logs or {}).get("loss")
            if loss is not None and not math.isfinite(loss):
                raise TrainingError(
                    f"The loss is {loss} at step {state.global_step}.",
                    remedy="Lower the learning rate or set precision to fp32; the last good state is kept.",
                )
            if loss is not None:
                training.report_progress(
                    state.global_step, state.max_steps, loss, before + time.perf_counter() - started
                )

        def on_evaluate(
            self, args: Any, state: Any, control: Any, metrics: dict[str, float] | None = None, **_: Any
        ) -> None:
            loss = (metrics or {}).get("eval_loss", math.nan)
            if not math.isfinite(loss):
                raise TrainingError(
                    f"The validation loss is {loss} at step {state.global_step}.",
                    remedy="Lower the learning rate or set precision to fp32; the last good state is kept.",
                )
            training.on_loss(state.global_step, loss)

        def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            if processes.is_first():
                training.keep_clock(before + time.perf_counter() - started)

    return Watcher()


def _curve(history: Sequence[dict[str, Any]]) -> list[LossPoint]:
    return [
        LossPoint(step=entry["step"], train_loss=entry.get("loss"), validation_loss=entry.get("eval_loss"))
        for entry in history
        if "loss" in entry or "eval_loss" in entry
    ]

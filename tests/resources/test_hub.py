"""The model hub's protocol, with a local server and tiny models in repositories like the two real ones."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from benchmarks._random_stableaudio import save_tiny
from pipelines.settings import PROJECT_ROOT
from resources.base_models.pretrained import HUB_REPOSITORIES
from resources.renderers.stableaudio import CONDITIONS, LICENCE, MODEL
from tests.trained import with_ngram

RAP, LYRICS = (repository for repository, _ in HUB_REPOSITORIES.values())
# What each repository holds, and what it lacks: the first has no safetensors and no tokenizer_config.json.
FILES = {
    RAP: {
        *("config.json", "generation_config.json", "merges.txt", "vocab.json", "special_tokens_map.json"),
        *("tokenizer.json", "pytorch_model.bin"),
    },
    LYRICS: {
        *("config.json", "generation_config.json", "merges.txt", "vocab.json", "special_tokens_map.json"),
        *("tokenizer.json", "tokenizer_config.json", "model.safetensors"),
    },
    MODEL: {
        *("README.md", "model_index.json", "scheduler/scheduler_config.json", "text_encoder/config.json"),
        *("text_encoder/model.safetensors", "tokenizer/tokenizer.json", "tokenizer/tokenizer_config.json"),
        *(f"{part}/config.json" for part in ("projection_model", "transformer", "vae")),
        *(f"{part}/diffusion_pytorch_model.safetensors" for part in ("projection_model", "transformer", "vae")),
    },
}
SCRIPT = """
import json, sys
from pathlib import Path
from resources.base_models import BaseModelError
from resources.base_models.pretrained import HubBases
bases = HubBases(pins=Path(sys.argv[1]))
try:
    card = bases.card(sys.argv[2])
    model, tokenizer = bases.read(sys.argv[2], [], 0)
    weights = float(next(model.parameters()).double().sum())
    print(json.dumps({"revision": card.revision, "licence": card.licence, "weights": weights,
                      "tokens": tokenizer("the rain")["input_ids"]}))
except BaseModelError as error:
    print(json.dumps({"error": str(error)}))
"""

PIPELINE_SCRIPT = """
import sys
from pathlib import Path
from resources.music.request import RenderRequest
from resources.renderers.diffusion import PipelineUnavailableError
from resources.renderers.stableaudio import StableAudioRenderer
try:
    (clip,) = StableAudioRenderer(pins=Path(sys.argv[1])).render([RenderRequest("a", "calm", 1.0, 1)])
    print(clip.provenance.model_dump_json())
except PipelineUnavailableError as error:
    print(error)
"""

# The whole graph, as `BASE_MODELS=hub make demo` runs it, on a few songs.
GRAPH = """
import json, os
import dagster as dg
from pipelines.definitions import build_defs
from pipelines.ranges import range_tags
from resources.base_models.pretrained import HUB_REPOSITORIES

if __name__ == "__main__":
    defs = build_defs(executor=dg.in_process_executor)
    config = {"ops": {f"models__{slot}": {"config": {"epochs": 1}} for slot in HUB_REPOSITORIES}
              | {"evaluation__verses": {"config": {"songs": 2, "candidates": 4}}}}
    with dg.DagsterInstance.ephemeral() as instance:
        tags = range_tags(["ada-quill", "ruby-ferrous", "the-bard"])
        assert defs.resolve_job_def("refresh_lyrics").execute_in_process(instance=instance, tags=tags).success
        assert defs.resolve_job_def("retrain").execute_in_process(instance=instance, run_config=config).success
        for slot in HUB_REPOSITORIES:
            event = instance.get_latest_materialization_event(dg.AssetKey(["models", slot]))
            made = event.asset_materialization
            print("MADE", json.dumps({"slot": slot, "code_version": made.tags["dagster/code_version"],
                                      **{name: str(value.value) for name, value in made.metadata.items()}}))
"""

# The step of each of the two models, on training examples that are there already.
STEPS = """
import json
import dagster as dg
from pipelines.definitions import build_defs
from resources.base_models.pretrained import HUB_REPOSITORIES

if __name__ == "__main__":
    retrain = build_defs(executor=dg.in_process_executor).resolve_job_def("retrain")
    keys = {slot: dg.AssetKey(["models", slot]) for slot in HUB_REPOSITORIES}
    config = {"ops": {f"models__{slot}": {"config": {"epochs": 1}} for slot in keys}}
    with dg.DagsterInstance.ephemeral() as instance:
        run = retrain.execute_in_process(
            instance=instance, asset_selection=list(keys.values()), run_config=config, raise_on_error=False
        )
        failed = {event.node_name: event.step_failure_data.error.to_string() for event in run.get_step_failure_events()}
        for slot, key in keys.items():
            made = instance.get_latest_materialization_event(key)
            base = made and made.asset_materialization.metadata["base"].value
            print("STEP", json.dumps({"slot": slot, "failed": failed.get(f"models__{slot}", ""), "base": base}))
"""


class Hub:
    """Repositories by commit, and how the server misbehaves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.head = dict.fromkeys(FILES, "a" * 40)
        self.gated: int | None = None  # the status of every answer
        self.cut = ""  # a file whose download breaks off
        self.asked: list[str] = []

    def file(self, repository: str, revision: str, name: str) -> Path | None:
        commit = self.head[repository] if revision == "main" else revision
        path = self.folder / repository / commit / name
        return path if name in FILES[repository] and path.exists() else None


class Handler(BaseHTTPRequestHandler):
    hub: Hub

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""

    def do_HEAD(self) -> None:
        self.answer(body=False)

    def do_GET(self) -> None:
        self.answer(body=True)

    def answer(self, *, body: bool) -> None:
        self.hub.asked.append(self.path)
        if self.hub.gated:
            self.reply(self.hub.gated, b'{"error": "gated"}', body, {"X-Error-Code": "GatedRepo"})
            return
        parts = self.path.split("?")[0].strip("/").split("/")
        if parts[:2] == ["api", "models"] and "/".join(parts[2:4]) in FILES:
            repository = "/".join(parts[2:4])
            if len(parts) == 6 and parts[4] == "tree":
                found = {name: self.hub.file(repository, parts[5], name) for name in sorted(FILES[repository])}
                tree = [
                    {"type": "file", "path": name, "oid": "0" * 40, "size": path.stat().st_size}
                    for name, path in found.items()
                    if path
                ]
                self.reply(200, json.dumps(tree).encode(), body, {})
                return
            if len(parts) > 5 and parts[4] == "tree":  # a folder of it: there is none
                self.reply(404, b'{"error": "Entry not found"}', body, {"X-Error-Code": "EntryNotFound"})
                return
            siblings = [{"rfilename": name} for name in sorted(FILES[repository])]
            answer = {"id": repository, "modelId": repository, "sha": self.hub.head[repository], "siblings": siblings}
            self.reply(200, json.dumps({**answer, "tags": [], "private": False, "downloads": 0}).encode(), body, {})
            return
        repository, name = "/".join(parts[:2]), "/".join(parts[4:])
        if repository not in FILES or parts[2:3] != ["resolve"]:
            self.reply(404, b"{}", body, {"X-Error-Code": "RepoNotFound"})
            return
        path = self.hub.file(repository, parts[3], name)
        commit = self.hub.head[repository] if parts[3] == "main" else parts[3]
        if path is None:
            self.reply(404, b"{}", body, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": commit})
            return
        content = path.read_bytes()
        tag = hashlib.sha256(content).hexdigest()
        headers = {"X-Repo-Commit": commit, "ETag": f'"{tag}"', "Accept-Ranges": "bytes"}
        self.reply(200, content, body, headers, cut=name == self.hub.cut)

    def reply(self, status: int, content: bytes, body: bool, headers: dict[str, str], *, cut: bool = False) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), "Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(content[: len(content) // 2] if cut else content)
            if cut:
                self.close_connection = True


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tiny GPT-2s with random weights, two commits of each."""
    import torch
    from tokenizers import Tokenizer, decoders, pre_tokenizers
    from tokenizers.models import BPE
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("hub")
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {letter: n for n, letter in enumerate([*alphabet, "<|endoftext|>"])}
    plain = Tokenizer(BPE(vocab=vocabulary, merges=[]))
    plain.pre_tokenizer, plain.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=plain, eos_token="<|endoftext|>", bos_token="<|endoftext|>")
    for repository in (RAP, LYRICS):
        for number, commit in enumerate(("a" * 40, "b" * 40)):
            torch.manual_seed(number)
            place = folder / repository / commit
            model = GPT2LMHeadModel(
                GPT2Config(vocab_size=len(vocabulary), n_positions=128, n_embd=16, n_layer=1, n_head=2)
            )
            model.save_pretrained(place)
            tokenizer.save_pretrained(place)
            torch.save(model.state_dict(), place / "pytorch_model.bin")
            (place / "vocab.json").write_text(json.dumps(vocabulary))
            (place / "merges.txt").write_text("#version: 0.2\n")
            (place / "special_tokens_map.json").write_text(json.dumps({"eos_token": "<|endoftext|>"}))
    save_tiny(folder / MODEL / ("a" * 40))
    return folder


@pytest.fixture
def hub(models: Path) -> Iterator[tuple[Hub, str]]:
    state = Hub(models)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"hub": state}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield state, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def asked(endpoint: str, place: Path, script: str, *arguments: str, **more: str) -> list[str]:
    """What a script prints in a process of its own: the hub's client looks at its address when it is loaded."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HF_")},
        "HF_ENDPOINT": endpoint, "HF_HOME": str(place / "cache"), "HF_HUB_DOWNLOAD_TIMEOUT": "5", "HF_HUB_ETAG_TIMEOUT": "5",
        "PYTHONPATH": str(PROJECT_ROOT), **more,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=environment, capture_output=True, text=True, check=False, timeout=400,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()


def read(endpoint: str, place: Path, slot: str, **more: str) -> dict[str, object]:
    """A slot's base."""
    return json.loads(asked(endpoint, place, SCRIPT, str(place / "pins.json"), slot, **more)[-1])


@pytest.mark.slow
@pytest.mark.parametrize("slot", HUB_REPOSITORIES)
def test_a_repository_is_pinned_and_read_from_the_cache_without_the_hub(
    slot: str, hub: tuple[Hub, str], tmp_path: Path
) -> None:
    state, endpoint = hub
    first = read(endpoint, tmp_path, slot)
    assert first["revision"] == "a" * 40
    assert first["tokens"]
    state.head = dict.fromkeys(FILES, "b" * 40)  # upstream moves on
    assert read(endpoint, tmp_path, slot) == first, "the pinned commit stays"
    assert read("http://127.0.0.1:9", tmp_path, slot, HF_HUB_OFFLINE="1") == first, "from the cache"
    (tmp_path / "pins.json").unlink()
    assert read("http://127.0.0.1:9", tmp_path, slot, HF_HUB_OFFLINE="1") == first, "from the cache, without a pin"
    (tmp_path / "pins.json").unlink()
    moved = read(endpoint, tmp_path, slot)
    assert moved["revision"] == "b" * 40
    assert moved["weights"] != first["weights"]


@pytest.mark.slow
@pytest.mark.parametrize("status", [401, 403])
def test_a_gated_repository_is_reported(status: int, hub: tuple[Hub, str], tmp_path: Path) -> None:
    state, endpoint = hub
    state.gated = status
    told = str(read(endpoint, tmp_path, "gpt2_lyrics")["error"])
    assert LYRICS in told
    assert f"status {status}" in told
    assert "HF_TOKEN" in told
    assert "BASE_MODELS" in told, "with the remedy"


@pytest.mark.slow
def test_a_pipeline_is_loaded_from_the_hub_and_from_its_cache(hub: tuple[Hub, str], tmp_path: Path) -> None:
    state, endpoint = hub
    pins = str(tmp_path / "pins.json")
    first = json.loads(asked(endpoint, tmp_path, PIPELINE_SCRIPT, pins)[-1])
    assert (first["model"], first["revision"], first["licence"]) == (MODEL, "a" * 40, LICENCE)
    assert first["parameters"]["conditions"] == list(CONDITIONS)
    assert any(f"{MODEL}/resolve/{'a' * 40}/vae/" in path for path in state.asked), "at the pinned commit"
    again = json.loads(asked("http://127.0.0.1:9", tmp_path, PIPELINE_SCRIPT, pins, HF_HUB_OFFLINE="1")[-1])
    assert again["choice"] == first["choice"], "the same sound"


@pytest.mark.slow
@pytest.mark.parametrize("pins", ["{}", '{"stabilityai/stable-audio-open-1.0": "%s"}' % ("a" * 40)])
@pytest.mark.parametrize("status", [401, 403])
def test_a_gated_pipeline_names_the_page_of_its_terms(
    status: int, pins: str, hub: tuple[Hub, str], tmp_path: Path
) -> None:
    state, endpoint = hub
    state.gated = status
    (tmp_path / "pins.json").write_text(pins)
    told = asked(endpoint, tmp_path, PIPELINE_SCRIPT, str(tmp_path / "pins.json"))[-1]
    assert f"status {status}" in told
    assert "https://huggingface.co/stabilityai/stable-audio-open-1.0 and set HF_TOKEN" in told
    assert "STABLEAUDIO_MODEL" in told


@pytest.mark.slow
@pytest.mark.fault(
    "network cut", "models/* (BASE_MODELS=hub)", "fails and says so; the next attempt downloads all of it"
)
def test_an_interrupted_download_is_reported_and_not_kept(hub: tuple[Hub, str], tmp_path: Path) -> None:
    state, endpoint = hub
    state.cut = "pytorch_model.bin"
    told = str(read(endpoint, tmp_path, "distilgpt2_rap").get("error", ""))
    assert RAP in told
    state.cut = ""
    assert read(endpoint, tmp_path, "distilgpt2_rap")["revision"] == "a" * 40, "the next try has it whole"


@pytest.mark.slow
def test_the_whole_graph_trains_the_models_of_the_hub(hub: tuple[Hub, str], tmp_path: Path) -> None:
    state, endpoint = hub
    roster = tmp_path / "roster.csv"
    roster.write_text("artist,aliases\nAda Quill,\nRuby Ferrous,\nThe Bard,William Shakespeare\n", encoding="utf-8")
    places = {
        "DATA_DIR": str(tmp_path / "data"), "INBOX_DIR": str(tmp_path / "inbox"), "ROSTER": str(roster),
        "SONGS_PER_ARTIST": "4", "BASE_MODELS": "hub",
    }  # fmt: skip
    printed = asked(endpoint, tmp_path, GRAPH, **places)
    made = {each["slot"]: each for line in printed if line.startswith("MADE ") for each in [json.loads(line[5:])]}
    assert set(made) == set(HUB_REPOSITORIES)
    for slot, (repository, _) in HUB_REPOSITORIES.items():
        assert repository in made[slot]["base"], "never taken for another"
        assert made[slot]["code_version"].split("-")[1] == "hub"
        assert any(f"{repository}/resolve/{'a' * 40}/" in path for path in state.asked), "at the pinned commit"
    pins = json.loads((tmp_path / "data" / "base_model_pins.json").read_text(encoding="utf-8"))
    assert set(pins.values()) == {"a" * 40}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "told"),
    [("down", "cannot be fetched from the model hub"), ("cut", "cannot be fetched"), ("gated", "status 403")],
)
@pytest.mark.fault(
    "hub down, cut or refusing", "models/* (BASE_MODELS=hub)", "fails with the remedy; no other base is used"
)
def test_a_step_without_its_base_model_fails_and_uses_no_other(
    fault: str, told: str, hub: tuple[Hub, str], tmp_path: Path
) -> None:
    state, endpoint = hub
    state.gated = 403 if fault == "gated" else None
    state.cut = "pytorch_model.bin" if fault == "cut" else ""  # the first repository's weights alone
    folders = with_ngram(tmp_path)
    printed = asked(
        "http://127.0.0.1:9" if fault == "down" else endpoint, tmp_path, STEPS, DATA_DIR=str(folders.data),
        INBOX_DIR=str(folders.inbox), BASE_MODELS="hub",
    )  # fmt: skip
    steps = {of["slot"]: of for line in printed if line.startswith("STEP ") for of in [json.loads(line[5:])]}
    without = ["distilgpt2_rap"] if fault == "cut" else list(HUB_REPOSITORIES)
    for slot, (repository, _) in HUB_REPOSITORIES.items():
        pointer = folders.tables / "models" / f"{slot}.json"
        if slot in without:
            assert steps[slot]["base"] is None
            assert "BaseModelError" in steps[slot]["failed"]
            assert repository in steps[slot]["failed"]
            assert told in steps[slot]["failed"]
            assert "set BASE_MODELS=local" in steps[slot]["failed"], "the remedy"
            assert not pointer.exists()
        else:
            assert (steps[slot]["failed"], pointer.exists()) == ("", True)
            assert repository in steps[slot]["base"]

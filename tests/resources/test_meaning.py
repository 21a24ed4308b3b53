"""The sentence model: finding it, and choosing the nearest description with a tiny one."""

from pathlib import Path

import pytest

from resources import meaning
from resources.meaning import MiniLM, find_sentence_model


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(0)
    place = tmp_path_factory.mktemp("minilm")
    words = ["[PAD]", "[UNK]", "reggae", "island", "horror", "ghost", ":"]
    plain = Tokenizer(models.WordLevel({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))
    plain.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(tokenizer_object=plain, pad_token="[PAD]", unk_token="[UNK]").save_pretrained(place)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertModel(config).save_pretrained(place)
    return place


def test_the_nearest_description_is_found(folder: Path) -> None:
    judge = MiniLM(folder)
    styles = {"reggae": "island", "horror": "ghost"}
    name, similarity = judge.nearest("horror: ghost", styles)
    assert name == "horror"
    assert similarity == pytest.approx(1.0, abs=1e-5), "the same text"


def test_without_its_package_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "PACKAGE", "no_such_package")
    find_sentence_model.cache_clear()
    assert find_sentence_model() is None
    find_sentence_model.cache_clear()

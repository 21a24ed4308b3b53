"""CLAP with random weights: scores of texts and sounds, choosing takes by them, and messages without it."""

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers  # noqa: TID253
from transformers import (  # noqa: TID253
    ClapAudioConfig,
    ClapConfig,
    ClapFeatureExtractor,
    ClapModel,
    ClapTextConfig,
    PreTrainedTokenizerFast,
)

from pipelines.resources import build_renderer
from pipelines.settings import load_settings
from resources.music.request import RenderRequest
from resources.music.takes import NO_WORD_JUDGE, best_of, choice_of, judge
from resources.renderers.audiocraft import AudiocraftRenderer
from resources.renderers.clap import Clap, ClapUnavailableError
from resources.renderers.musicgen import MusicgenRenderer

RATE = 32_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """CLAP's own classes, tiny."""
    place = tmp_path_factory.mktemp("clap")
    text = ClapTextConfig(
        vocab_size=20, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=90, pad_token_id=1, projection_dim=8,
    )  # fmt: skip
    audio = ClapAudioConfig(
        spec_size=256, num_mel_bins=64, patch_embeds_hidden_size=8, depths=[1, 1], num_attention_heads=[1, 1],
        hidden_size=16, window_size=8, projection_dim=8, num_classes=2, enable_fusion=False,
    )  # fmt: skip
    ClapModel(ClapConfig(text_config=text, audio_config=audio, projection_dim=8)).save_pretrained(place)
    words = {word: i for i, word in enumerate(["<s>", "<pad>", "</s>", "<unk>", "calm", "epic", "piano"])}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<pad>", unk_token="<unk>").save_pretrained(place)
    ClapFeatureExtractor(feature_size=64, sampling_rate=48_000, truncation="rand_trunc").save_pretrained(place)
    return place


def tone(hertz: float, seconds: float) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE))[None].astype(np.float32)


def test_scores_are_reproducible(folder: Path) -> None:
    clap = Clap(str(folder))
    low, high = (clap.similarity("calm piano", tone(hertz, 33), RATE) for hertz in (100, 3000))
    assert -1 <= low <= 1
    assert low != high
    assert low == pytest.approx(Clap(str(folder)).similarity("calm piano", tone(100, 33), RATE), abs=1e-6)
    assert low != clap.similarity("epic", tone(100, 33), RATE)
    assert -1 <= clap.similarity("calm", tone(100, 0.1), RATE) <= 1, "shorter than a piece"


def test_the_take_with_the_best_score_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clap, request = Clap(str(folder)), RenderRequest("a", "calm piano", 2.0, 0)
    monkeypatch.setattr(Clap, "similarity", lambda self, text, audio, rate: float(audio.max()))
    takes = [judge(level * tone(100, 2.0), RATE, request, clap) for level in (0.5, 4 / 3, 0.6)]
    assert best_of(takes) == 1
    assert takes[1].faults["words"] == pytest.approx(0.2, abs=0.001)
    choice = choice_of(takes, clap)
    assert choice.take == 1
    assert choice.words_judged_by == clap.name == f"{folder.name}@{clap.revision}"


def test_a_missing_clap_model_is_recorded() -> None:
    takes = [judge(tone(100, 2.0), RATE, RenderRequest("a", "calm piano", 2.0, 0), None)]
    assert "words" not in takes[0].faults
    assert choice_of(takes, None).words_judged_by == NO_WORD_JUDGE


def test_unavailable_weights_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unplugged(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("huggingface_hub.HfApi.model_info", unplugged)
    with pytest.raises(ClapUnavailableError, match=r"cannot be fetched.*CLAP_MODEL"):
        _ = Clap("laion/larger_clap_music", tmp_path / "pins.json").revision
    with pytest.raises(ClapUnavailableError, match=r"config\.json is missing"):
        _ = Clap(str(tmp_path)).revision
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ClapUnavailableError, match="cannot be read"):
        Clap(str(tmp_path)).similarity("calm", tone(100, 1), RATE)


@pytest.mark.parametrize(("kind", "made"), [("musicgen", MusicgenRenderer), ("audiocraft", AudiocraftRenderer)])
def test_clap_is_chosen_by_setting(folder: Path, tmp_path: Path, kind: str, made: type) -> None:
    chosen = load_settings(renderer=kind, clap_model=str(folder), data_dir=str(tmp_path))
    renderer = build_renderer(chosen)
    assert isinstance(renderer, MusicgenRenderer | AudiocraftRenderer)
    assert isinstance(renderer, made)
    assert renderer.clap is not None
    assert renderer.clap.weights.source == str(folder)
    plain = build_renderer(load_settings(renderer=kind, data_dir=str(tmp_path)))
    assert isinstance(plain, MusicgenRenderer | AudiocraftRenderer)
    assert plain.clap is None

"""The shipped training: it matches the default run on the songbook, and nothing else."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assets.corpus.examples import build_examples, write_examples
from assets.corpus.splits import assign_splits
from assets.lyrics.cleaning import clean_songs
from assets.lyrics.harvest import for_each_artist, harvest_lyrics, harvest_tracks
from assets.lyrics.roster import load_roster
from assets.models.finetuning import shipped
from assets.models.finetuning.finetune import ADAPTER, save_lora
from assets.models.finetuning.lora import with_lora
from assets.models.recipes import FinetuneRecipe, finetune_recipe
from assets.phonetics.verse import COUPLETS_SCHEMA
from assets.schemas import as_table
from pipelines.resources import open_lyrics_source
from pipelines.settings import load_settings
from resources.base_models import BaseCard, EmbeddedBases
from resources.base_models.smollm2 import SHA256

RECIPE = finetune_recipe("smollm2", "smollm2")
CARD = BaseCard("SmolLM2", "smollm2", SHA256[:16], "Apache-2.0", 0)


def songbook_examples(place: Path) -> Path:
    """What the graph trains on by default: the whole songbook, as the embedded service gives it."""
    settings = load_settings(data_dir=str(place))
    assert settings.roster_path is not None
    artists = {artist.key: artist for artist in load_roster(settings.roster_path)}
    with open_lyrics_source(settings) as source:
        songs = for_each_artist(
            lambda key: harvest_lyrics(
                source, harvest_tracks(source, artists[key], settings.songs_per_artist), settings.songs_per_artist
            ),
            artists,
            at_once=1,
        )
    lyrics = clean_songs(pd.concat(songs.values(), ignore_index=True)).lyrics
    return write_examples(build_examples(lyrics, assign_splits(lyrics), as_table([], COUPLETS_SCHEMA)), place)


def test_the_shipped_training_fits_the_demo_s_recipe_and_songs(tmp_path: Path, examples: Path) -> None:
    """Otherwise make demo would train for a quarter of an hour without saying why: ship it again (pipelines/ship.py)."""
    training = shipped.read()
    assert training is not None
    of_songbook = songbook_examples(tmp_path)
    assert shipped.songs_digest(of_songbook) == training.songs_digest
    assert shipped.find(RECIPE, CARD, of_songbook) == training
    assert shipped.find(RECIPE, CARD, examples) is None, "other songs"
    for change in ({"start": "base"}, {"epochs": 3}, {"lora_rank": 4}, {"seed": 12}):
        assert shipped.find(RECIPE.model_copy(update=change), CARD, of_songbook) is None, change
    other = BaseCard(CARD.name, CARD.source, "another", CARD.licence, 0)
    assert shipped.find(RECIPE, other, of_songbook) is None, "another base"


@pytest.fixture
def tiny(recipe: FinetuneRecipe) -> FinetuneRecipe:
    return recipe.model_copy(update={"method": "lora", "lora_rank": 2, "lora_alpha": 4})


def about(recipe: FinetuneRecipe, examples: Path) -> dict[str, Any]:
    return {
        "recipe": recipe, "base_revision": "1", "examples": examples, "losses": (), "validation_loss": 2.5,
        "seconds": 61.0, "tokens": 1000, "processor": "an abacus",
    }  # fmt: skip


@pytest.mark.slow
def test_a_shipped_adapter_is_applied_to_its_base(
    tiny: FinetuneRecipe, tiny_base: EmbeddedBases, examples: Path, tmp_path: Path
) -> None:
    import torch

    card, songs, folder = tiny_base.card("gpt2_lyrics"), ["the night is long\nthe song is old"], tmp_path / "shipped"
    trained: Any = with_lora(tiny_base.load("gpt2_lyrics", songs, 1).model, tiny)
    with torch.no_grad():
        for name, weight in trained.named_parameters():
            if "lora_B" in name:  # which begins at nothing
                weight.normal_(generator=torch.Generator().manual_seed(5)).copy_(weight.bfloat16())
            elif "lora_A" in name:
                weight.copy_(weight.bfloat16())
    ids = torch.arange(20)[None]
    expected = trained.eval()(input_ids=ids).logits
    save_lora(trained, tmp_path / "checkpoint")
    shipped.ship(tmp_path / "checkpoint" / ADAPTER, folder, **about(tiny, examples))

    found = shipped.find(tiny.model_copy(update={"start": "shipped"}), card, examples, folder)
    assert found is not None
    assert "1 minutes, an abacus" in found.in_words()
    assert str(tmp_path) not in (folder / "adapter_config.json").read_text(), "nobody's paths"
    base = tiny_base.load("gpt2_lyrics", songs, 1).model.eval()
    plain = base(input_ids=ids).logits
    torch.testing.assert_close(shipped.adapted(base, folder).eval()(input_ids=ids).logits, expected)
    assert not torch.allclose(plain, expected, atol=1e-2)
    (folder / shipped.RECORD).write_text("{}")
    assert shipped.find(tiny.model_copy(update={"start": "shipped"}), card, examples, folder) is None, "damaged"

"""A small corpus and a small base model, for trainings of seconds."""

from pathlib import Path

import pandas as pd
import pytest

from assets.corpus.examples import COLUMNS, write_examples
from assets.models.recipes import FinetuneRecipe
from resources.base_models import BaseModels, EmbeddedBases
from resources.lyrics_sources.songbook import load_songbook


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eighteen songs of the songbook as stored training examples: 12, 3 and 3."""
    songs = [(artist.slug, song.text) for artist in load_songbook()[:9] for song in artist.songs[:2]]
    rows = [(f"{slug}-{i}", slug, "song", text) for i, (slug, text) in enumerate(songs)]
    parts = {"train": rows[:12], "validation": rows[12:15], "test": rows[15:]}
    frames = {name: pd.DataFrame(part, columns=COLUMNS) for name, part in parts.items()}
    return write_examples(lambda name: [frames[name]], tmp_path_factory.mktemp("examples"))


@pytest.fixture
def tiny_base() -> BaseModels:
    """The embedded base in a size of seconds: two layers of 32."""
    return EmbeddedBases(vocabulary=400, width=32, layers=2, heads=2, window=64)


@pytest.fixture
def recipe() -> FinetuneRecipe:
    numbers = {"epochs": 3, "learning_rate": 5e-3, "block_size": 32, "batch_size": 16, "precision": "fp32", "seed": 3}
    return FinetuneRecipe.model_validate({"slot": "gpt2_lyrics", "text_style": "as_is", **numbers})

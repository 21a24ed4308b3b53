"""The demo detects missing files."""

from pathlib import Path

import dagster as dg
import pytest

from pipelines.demo import is_missing


@pytest.mark.parametrize(
    ("stored", "missing"),
    [
        ("models/gpt2_lyrics.json", False),
        ("models/gpt2_lyrics/one.parquet", False),
        ("models/gpt2_lyrics_recipe.json", True),
        ("corpus/gpt2_lyrics.json", True),
    ],
)
def test_only_its_own_file_or_folder_counts_as_an_asset(tmp_path: Path, stored: str, missing: bool) -> None:
    (tmp_path / stored).parent.mkdir(parents=True)
    (tmp_path / stored).touch()
    assert is_missing(tmp_path, dg.AssetKey(["models", "gpt2_lyrics"])) is missing

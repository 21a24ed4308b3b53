"""The command that writes a verse: its options, output and errors."""

import json
from pathlib import Path

import pandas as pd
import pytest

from assets.models.finetuning.finetune import finetune
from assets.models.recipes import FinetuneRecipe
from assets.phonetics.g2p import pronounce_corpus
from pipelines.verse import main
from resources.base_models import EmbeddedBases
from resources.lyrics_sources.songbook import load_songbook
from resources.records import Pointer
from resources.storage import Folders
from tests.trained import with_ngram


@pytest.fixture
def trained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """A data root with an n-gram model, where the command looks for it."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return with_ngram(tmp_path)


def test_a_verse_is_written_as_asked(trained: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    artist = load_songbook()[0].name
    asked = ["--model", "ngram", "--bars", "3", "--candidates", "8", "--first", "The night is long", "--artist", artist]
    assert main([*asked, "--theme", "night", "--wanted", "3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("The night is long")
    assert len([line for line in lines if line.strip()]) == 5, "four lines, and what wrote them"
    said = [(main(asked), capsys.readouterr().out) for _ in range(2)]
    assert said[0] == said[1], "reproducible"


def test_a_song_with_a_hook_is_printed_as_json(trained: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    artist = load_songbook()[0].name
    asked = ["--model", "ngram", "--bars", "2", "--candidates", "8", "--theme", "night", "--style", artist]
    assert main([*asked, "--form", "VHVH", "--json", "--first", "I peeled an orange"]) == 0
    printed = capsys.readouterr()
    song = json.loads(printed.out)
    assert {name: song[name] for name in ("form", "scheme", "theme", "artist", "model", "seed")} == {
        "form": "VHVH", "scheme": "AABB", "theme": "night", "artist": artist, "model": "ngram", "seed": 31,
    }  # fmt: skip
    assert [section["name"] for section in song["sections"]] == ["Verse 1", "Hook", "Verse 2", "Hook"]
    assert song["sections"][3] == song["sections"][1]
    lines = [line["text"] for section in song["sections"] for line in section["lines"]]
    assert any(song["title"].lower() in line.lower() for line in lines)
    assert song["sections"][0]["lines"][0] == {"rhyme": "x", "text": "I peeled an orange", "planned": None}
    assert f"Only 2 songs by {artist} to learn from: syllables and words of that style are rough." in song["said"]
    assert any(
        "Verse 1 without the rhyme that AABB wants: nothing rhymes with 'orange'" in line for line in song["said"]
    )
    assert printed.err == "".join(f"! {line}\n" for line in song["said"])


def test_a_verse_alone_has_no_title(trained: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--model", "ngram", "--bars", "1", "--candidates", "4", "--json"]) == 0
    song = json.loads(capsys.readouterr().out)
    assert [song[name] for name in ("title", "theme", "artist", "said")] == [None, None, None, []]
    assert main(["--model", "ngram", "--form", "VX"]) == 1
    assert "not made of V (verse) and H (hook)" in capsys.readouterr().err


@pytest.mark.slow
def test_a_model_of_planned_lines_accepts_a_theme_that_no_song_has(
    trained: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers = {"epochs": 1, "learning_rate": 5e-3, "block_size": 64, "batch_size": 16, "precision": "fp32"}
    recipe = FinetuneRecipe.model_validate({"slot": "smollm2", "text_style": "planned", **numbers})
    examples = trained.find(Pointer.read(trained.tables / "corpus" / "training_examples.json").path)
    base = EmbeddedBases(vocabulary=400, width=32, layers=2, heads=2, window=256)
    model = finetune(recipe, base, examples, trained.checkpoints)
    Pointer(path=trained.pointer(model.path)).write(trained.tables / "models" / "smollm2.json")
    asked = ["--model", "smollm2", "--bars", "2", "--aimed", "2", "--rhymes", "2", "--candidates", "4"]
    assert main([*asked, "--theme", "zebra", "--json"]) == 0
    song = json.loads(capsys.readouterr().out)
    assert "No training song has 'zebra'. The model is told it all the same" in song["said"][0]
    assert len(song["sections"][0]["lines"]) == 2


@pytest.mark.parametrize(
    ("file", "remedy"),
    [
        ("tables/models/ngram.json", "Materialise models/ngram again"),
        ("tables/corpus/training_examples.json", "Materialise corpus/training_examples again"),
        ("tables/phonetics/pronunciations.parquet", "Materialise phonetics/pronunciations again"),
        ("checkpoints/ngram/*/manifest.json", "Materialise the model again"),
        ("checkpoints/ngram/*/vocabulary.json", "Materialise the model again"),
        ("checkpoints/ngram/*/arrays/words.2.key.npy", "Materialise the model again"),
    ],
)
def test_damaged_files_are_named(file: str, remedy: str, trained: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    (trained.tables / "phonetics").mkdir()
    pronounce_corpus(pd.Series(["the night"])).to_parquet(trained.tables / "phonetics" / "pronunciations.parquet")
    asked = ["--model", "ngram", "--bars", "1", "--candidates", "4"]
    assert main(asked) == 0
    (damaged,) = trained.data.glob(file)
    damaged.write_bytes(b"x" * damaged.stat().st_size)  # of the same size: nothing is hashed for one verse
    assert main(asked) == 1
    assert remedy in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ([], "There is no champion yet"),
        (["--model", "bard"], "choose one of: ngram"),
        (["--model", "ngram", "--bars", "0"], "greater than or equal to 1"),
        (["--model", "ngram", "--beats", "inf"], "--beats: Input should be a finite number"),
        (["--model", "ngram", "--theme", "zebra"], "No training song has a word of the theme"),
    ],
)
def test_impossible_requests_are_reported(
    asked: list[str], told: str, trained: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(asked) == 1
    assert told in capsys.readouterr().err

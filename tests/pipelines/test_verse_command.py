"""The command that writes a verse: from a first line, a theme, an artist's style; what it lacks is said."""

from pathlib import Path

import pandas as pd
import pytest

from assets.corpus.examples import COLUMNS, write_examples
from assets.models.ngram.training import train_ngram
from assets.models.recipes import NGRAM
from assets.phonetics.g2p import pronounce_corpus
from pipelines.verse import main
from resources.lyrics_sources.songbook import load_songbook
from resources.records import Pointer
from resources.storage import Folders


@pytest.fixture
def trained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """A data root with an n-gram model of a dozen songs, where the graph would put it."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    folders = Folders(tmp_path / "data", tmp_path / "inbox")
    songs = [(artist.name, song.text) for artist in load_songbook()[:6] for song in artist.songs[:2]]
    rows = pd.DataFrame([(f"{i}", name, "song", text) for i, (name, text) in enumerate(songs)], columns=COLUMNS)
    parts = {"train": rows[:10], "validation": rows[10:11], "test": rows[11:]}
    examples = write_examples(lambda name: [parts[name]], folders.data / "examples")
    model = train_ngram(NGRAM, examples, folders.checkpoints)
    for name, path in (("corpus/training_examples", examples), ("models/ngram", model.path)):
        Pointer(path=folders.pointer(path)).write(folders.tables / f"{name}.json")
    return folders


def test_a_verse_is_written_as_asked(trained: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    artist = load_songbook()[0].name
    asked = ["--model", "ngram", "--bars", "3", "--candidates", "8", "--first", "The night is long", "--artist", artist]
    assert main([*asked, "--theme", "night", "--wanted", "3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("The night is long")
    assert len([line for line in lines if line.strip()]) == 5, "four lines, and what wrote them"
    said = [(main(asked), capsys.readouterr().out) for _ in range(2)]
    assert said[0] == said[1], "reproducible"


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
def test_what_is_damaged_is_named(file: str, remedy: str, trained: Folders, capsys: pytest.CaptureFixture[str]) -> None:
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
def test_what_cannot_be_written_is_said(
    asked: list[str], told: str, trained: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(asked) == 1
    assert told in capsys.readouterr().err

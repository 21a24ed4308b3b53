"""A data root with a trained model, as a run of the graph would leave it."""

from pathlib import Path

import pandas as pd

from assets.corpus.examples import COLUMNS, write_examples
from assets.models.ngram.training import train_ngram
from assets.models.recipes import NGRAM
from resources.lyrics_sources.songbook import load_songbook
from resources.records import Pointer
from resources.storage import Folders


def with_ngram(place: Path) -> Folders:
    """A data root with an n-gram model of a dozen songs, two by each artist."""
    folders = Folders(place / "data", place / "inbox")
    songs = [(artist.name, song.text) for artist in load_songbook()[:6] for song in artist.songs[:2]]
    rows = pd.DataFrame([(f"{i}", name, "song", text) for i, (name, text) in enumerate(songs)], columns=COLUMNS)
    parts = {"train": rows[:10], "validation": rows[10:11], "test": rows[11:]}
    examples = write_examples(lambda name: [parts[name]], folders.data / "examples")
    model = train_ngram(NGRAM, examples, folders.checkpoints)
    for name, path in (("corpus/training_examples", examples), ("models/ngram", model.path)):
        Pointer(path=folders.pointer(path)).write(folders.tables / f"{name}.json")
    return folders

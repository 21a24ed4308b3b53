"""Cross-validation by artist on a small corpus: every song is held out once, and the table covers all songs."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assets.corpus.examples import songs_by_artist
from assets.evaluation.crossvalidation import CrossValidation, Study, cross_validation, fold_rows, measure_folds
from assets.evaluation.metrics import SONG_METRICS_SCHEMA
from assets.evaluation.writers import HUMAN, Writer, is_by
from assets.evaluation.writing import BARS, PUBLISHED
from assets.lyrics.near_duplicates import group_alike
from assets.models.checkpoints import Checkpoint
from assets.models.ngram.training import train_ngram
from assets.models.recipes import NgramRecipe
from assets.models.writing.recipe import VerseRecipe
from assets.phonetics.g2p import Pronouncer
from assets.phonetics.verse import COUPLETS_SCHEMA
from assets.schemas import as_table
from resources.lyrics_sources.songbook import load_songbook
from resources.storage import Folders, write_json

RECIPE = NgramRecipe.model_validate({"order": 2})


NO_COUPLETS = as_table([], COUPLETS_SCHEMA)


@pytest.fixture(scope="module")
def lyrics() -> pd.DataFrame:
    songs = [(artist.slug, song.text) for artist in load_songbook()[:6] for song in artist.songs[:3]]
    table = pd.DataFrame(songs, columns=["artist", "text"])
    table["song_id"] = [f"{artist}-{i}" for i, artist in enumerate(table["artist"])]
    clusters, overlaps = ([table["song_id"][i] for i in first] for first in group_alike(table["text"].tolist()))
    return table.assign(cluster_id=clusters, overlap_id=overlaps)


@pytest.mark.slow
def test_every_song_is_measured_by_a_model_that_never_saw_its_artist(lyrics: pd.DataFrame, tmp_path: Path) -> None:
    trained_on: list[tuple[set[str], set[str], int]] = []

    def train(examples: Path, root: Path) -> Checkpoint:
        sides = [songs_by_artist(examples, split) for split in ("train", "test")]
        seen, held_out = ({artist for artist, _ in side} for side in sides)
        trained_on.append((seen, held_out, len(sides[0])))
        return train_ngram(RECIPE, examples, root)

    folders = Folders(tmp_path / "data", tmp_path / "inbox")
    writing = VerseRecipe.model_validate({"bars": 5, "candidates": 4})
    study = Study("ngram", train, songs=2, training_songs=7)
    measured = measure_folds(study, lyrics, NO_COUPLETS, folders, Pronouncer(), writing, folds=3, seed=1)

    assert all(not seen & held_out and number == 7 for seen, held_out, number in trained_on)
    published = measured[is_by(measured, Writer("ngram")) & (measured["protocol"] == PUBLISHED)]
    bits = published[published["metric"] == "bits_per_character"]
    assert sorted(bits["song_id"]) == sorted(lyrics["song_id"])
    assert bits["fold"].nunique() == 3
    bars = measured[measured["protocol"] == BARS]
    assert bars["song_id"].nunique() == 3 * 2
    assert is_by(bars, HUMAN).any()

    result = cross_validation(study, RECIPE, measured, folds=3, seconds=1.0, artists=6, seed=1)
    assert (result.folds, result.trained, result.drawn) == (3, (7, 7, 7), "artists")
    drawn = {(row["songs"], row["units"]) for row in result.comparisons if row["metric"] == "vocabulary"}
    assert (18, 6) in drawn, "songs by their artists"
    (row,) = (row for row in result.rows if (row.protocol, row.metric) == (PUBLISHED, "bits_per_character"))
    assert row.mean == pytest.approx(bits["value"].mean())
    assert row.over_folds == pytest.approx(bits.groupby("fold")["value"].mean().std())
    assert row.low < row.mean < row.high
    assert {comparison["second"] for comparison in result.comparisons} >= {"human (held out)"}
    first = Study("ngram", train, songs=1, training_songs=7, only=1)
    part = measure_folds(first, lyrics, NO_COUPLETS, folders, Pronouncer(), writing, folds=3, seed=1)
    one = cross_validation(first, RECIPE, part, folds=3, seconds=1.0, artists=6, seed=1)
    assert (one.folds, one.trained) == (3, (7,))
    assert {row.over_folds for row in one.rows} == {None}, "one fold has no spread"
    result.write(tmp_path / "result.json")
    assert CrossValidation.read(tmp_path / "result.json") == CrossValidation.parse(
        (tmp_path / "result.json").read_bytes(), where="here"
    )


def test_means_and_spreads_over_folds_by_hand() -> None:
    rows = [
        (*Writer("m"), PUBLISHED, "a", "vocabulary", 0.2, 1.0, "Ann", 0),
        (*Writer("m"), PUBLISHED, "b", "vocabulary", 0.4, 1.0, "Ann", 0),
        (*Writer("m"), PUBLISHED, "c", "vocabulary", 0.9, 1.0, "Bob", 1),
    ]
    (row,) = fold_rows(pd.DataFrame(rows, columns=[*SONG_METRICS_SCHEMA, "artist", "fold"]), seed=1)
    assert row.mean == pytest.approx(0.5), "over songs, not over folds"
    assert row.over_folds == pytest.approx(np.std([0.3, 0.9], ddof=1))
    assert row.over_songs == pytest.approx(np.std([0.2, 0.4, 0.9]))
    assert (row.writer, row.songs) == ("m", 3)
    assert (row.low, row.high) == (pytest.approx(0.3), 0.9), "all of Ann's songs or all of Bob's"


def test_results_from_before_resampling_by_artist_are_read(tmp_path: Path) -> None:
    old = {
        "model": "m",
        "recipe": {},
        "folds": 5,
        "artists": 30,
        "trained": [1],
        "seconds": 1.0,
        "rows": [],
        "comparisons": [],
    }
    write_json(tmp_path / "old.json", {"schema_version": 1, **old})
    assert CrossValidation.read(tmp_path / "old.json").drawn == "songs"

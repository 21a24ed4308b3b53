"""Splits without leakage, and examples that stay on their side."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.corpus.examples import (
    ExamplesError,
    build_examples,
    examples_manifest,
    load_examples,
    songs_of,
    write_examples,
)
from assets.corpus.splits import SplitError, assign_splits, find_leaks, residual_overlap
from assets.lyrics.near_duplicates import cluster_near_duplicates


def lyrics_of(texts: dict[str, list[str]]) -> pd.DataFrame:
    rows = [
        {"song_id": f"{artist}-{i:03d}", "artist": artist, "text": text}
        for artist, songs in texts.items()
        for i, text in enumerate(songs)
    ]
    frame = pd.DataFrame(rows)
    first = cluster_near_duplicates(frame["text"].tolist())
    return frame.assign(cluster_id=[rows[i]["song_id"] for i in first])


def song(name: str, words: int = 30) -> str:
    return " ".join(f"{name}{i}" for i in range(words))


CATALOGUE = {f"artist{a}": [song(f"a{a}s{s}w") for s in range(10)] for a in range(4)}


def test_shares_and_artists() -> None:
    splits = assign_splits(lyrics_of(CATALOGUE))
    assert splits.groupby(["artist", "split"]).size().unstack().to_numpy().tolist() == [[1, 8, 1]] * 4


def test_other_artists_do_not_move_a_song() -> None:
    before = assign_splits(lyrics_of(CATALOGUE)).set_index("song_id")["split"]
    after = assign_splits(
        lyrics_of({"newcomer": CATALOGUE["artist0"][:0] + [song(f"n{i}w") for i in range(7)]} | CATALOGUE)
    )
    assert after.set_index("song_id")["split"].reindex(before.index).equals(before)


def test_twins_stay_together_even_across_artists() -> None:
    twin = song("twin", 40)
    catalogue = {name: [*songs, twin + f" {name}"] for name, songs in CATALOGUE.items()}
    lyrics = lyrics_of(catalogue)
    splits = assign_splits(lyrics)
    sides = splits[splits["song_id"].str.endswith("-010")]["split"]
    assert sides.nunique() == 1
    assert find_leaks(lyrics, splits).empty
    assert residual_overlap(lyrics, splits) == 0


def test_half_a_song_is_a_leak() -> None:
    whole = song("half", 60)
    part = " ".join([*whole.split()[:17], *song("rest", 13).split()])
    lyrics = lyrics_of(
        {"a": [whole, *(song(f"x{i}") for i in range(5))], "b": [part, *(song(f"y{i}") for i in range(5))]}
    )
    assert lyrics["cluster_id"].nunique() == len(lyrics), "less than a near-duplicate"
    splits = assign_splits(lyrics)
    assert find_leaks(lyrics, splits).empty
    apart = splits.assign(split=["test" if s == "b-000" else "train" for s in splits["song_id"]])
    leaks = find_leaks(lyrics, apart)
    assert leaks[["first", "second"]].to_numpy().tolist() == [["a-000", "b-000"]]
    assert residual_overlap(lyrics, apart) > 0.3


def test_too_few_songs_are_refused() -> None:
    with pytest.raises(SplitError, match="validation, test"):
        assign_splits(lyrics_of({"a": [song("one"), song("two")]}))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(0, 12), min_size=5, max_size=9), min_size=2, max_size=5))
def test_no_leak_and_every_artist_in_train(catalogue: list[list[int]]) -> None:
    # Equal numbers are near-duplicates: the same words and one of the artist's own.
    texts = {f"a{a}": [song(f"t{n}w") + f" {a}" for n in numbers] for a, numbers in enumerate(catalogue)}
    lyrics = lyrics_of(texts)
    try:
        splits = assign_splits(lyrics)
    except SplitError:
        return
    assert find_leaks(lyrics, splits).empty
    assert set(splits.loc[splits["split"] == "train", "artist"]) == set(texts)


def test_examples_stay_on_their_side(tmp_path: Path) -> None:
    lyrics = lyrics_of(CATALOGUE)
    splits = assign_splits(lyrics)
    couplets = pd.DataFrame([
        {"song_id": song_id, "artist": artist, "line_number": 0, "first": f"{song_id} one", "second": f"{song_id} two",
         "first_phonemes": "W AH1 N", "second_phonemes": "T UW1 | T UW1"}
        for song_id, artist in zip(lyrics["song_id"], lyrics["artist"], strict=True)
    ])  # fmt: skip
    path = write_examples(build_examples(lyrics, splits, couplets), tmp_path)
    stored = load_examples(path)
    side = dict(zip(splits["song_id"], splits["split"], strict=True))
    for name, rows in stored.items():
        assert {side[song_id] for song_id in rows["song_id"]} == {name}
        for song_id, kind, text in zip(rows["song_id"], rows["kind"], rows["text"], strict=True):
            assert kind == "song" or song_id in text or kind == "next_bar_phonemes"
    assert examples_manifest(path)["counts"]["train"] == {
        "song": 32, "next_bar_words": 32, "next_bar_phonemes": 32, "words_to_phonemes": 64, "phonemes_to_words": 64,
    }  # fmt: skip
    assert len(songs_of(path, "test")) == 4
    assert write_examples(build_examples(lyrics, splits, couplets), tmp_path) == path, "reused"


def test_missing_examples_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ExamplesError, match="Materialise corpus/training_examples again"):
        load_examples(tmp_path)

"""Splits without leakage, and training examples that stay in the split of their song."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.corpus.examples import (
    COLUMNS,
    ExamplesError,
    build_examples,
    examples_manifest,
    load_examples,
    songs_of,
    verify_examples,
    write_examples,
)
from assets.corpus.splits import (
    SPLITS,
    SplitError,
    assign_splits,
    find_leaks,
    folds_by_artist,
    residual_overlap,
    shares_by_artist,
)
from assets.lyrics.near_duplicates import group_alike


def lyrics_of(texts: dict[str, list[str]]) -> pd.DataFrame:
    rows = [
        {"song_id": f"{artist}-{i:03d}", "artist": artist, "text": text}
        for artist, songs in texts.items()
        for i, text in enumerate(songs)
    ]
    frame = pd.DataFrame(rows)
    groups = group_alike(frame["text"].tolist())
    clusters, overlaps = ([rows[i]["song_id"] for i in first] for first in groups)
    return frame.assign(cluster_id=clusters, overlap_id=overlaps)


def song(name: str, words: int = 30) -> str:
    return " ".join(f"{name}{i}" for i in range(words))


CATALOGUE = {f"artist{a}": [song(f"a{a}s{s}w") for s in range(10)] for a in range(4)}


def test_every_artist_with_many_songs_has_the_wanted_shares() -> None:
    lyrics = lyrics_of({f"artist{a}": [song(f"a{a}s{s}w", 8) for s in range(400)] for a in range(3)})
    shares = pd.DataFrame(shares_by_artist(assign_splits(lyrics))).T / 400
    assert shares.sum(axis=1).tolist() == [1.0] * 3
    assert (abs(shares[["train", "validation", "test"]] - [0.8, 0.1, 0.1]).max() < 0.05).all()


@settings(max_examples=40)
@given(st.data())
def test_adding_and_removing_songs_moves_no_other_song(data: st.DataObject) -> None:
    lyrics = lyrics_of({f"artist{a}": [song(f"a{a}s{s}w", 8) for s in range(30)] for a in range(4)})
    whole = assign_splits(lyrics).set_index("song_id")["split"]
    # One song of each split stays: the next test is of what happens where a split loses its last.
    kept = {data.draw(st.sampled_from(whole.index[whole == split].tolist())) for split in SPLITS}
    kept |= set(data.draw(st.lists(st.sampled_from(whole.index.tolist()), min_size=60, unique=True)))
    part = assign_splits(lyrics[lyrics["song_id"].isin(kept)]).set_index("song_id")["split"]
    assert whole.reindex(part.index).equals(part)


@pytest.mark.parametrize("lost", ["validation", "test"])
def test_one_song_moves_if_a_split_would_be_empty(lost: str) -> None:
    lyrics = lyrics_of({f"artist{a}": [song(f"a{a}s{s}w", 8) for s in range(30)] for a in range(4)})
    whole = assign_splits(lyrics).set_index("song_id")["split"]
    part = assign_splits(lyrics[(whole != lost).to_numpy()]).set_index("song_id")["split"]
    moved = part[part != whole.reindex(part.index)]
    assert moved.tolist() == [lost]
    assert (part == lost).sum() == 1


def test_a_split_by_artist_keeps_each_artist_in_one_split() -> None:
    catalogue = {f"artist{a}": [song(f"a{a}s{s}w", 8) for s in range(4)] for a in range(40)}
    catalogue["artist0"].append(catalogue["artist1"][0] + " twin")
    lyrics = lyrics_of(catalogue)
    splits = assign_splits(lyrics, by="artist")
    assert (splits.groupby("artist")["split"].nunique() == 1).all()
    assert set(splits["split"]) == {"train", "validation", "test"}
    assert splits.groupby("artist")["split"].first()[["artist0", "artist1"]].nunique() == 1, "they share a song"
    assert find_leaks(lyrics, splits).empty


def test_near_duplicates_stay_together_even_across_artists() -> None:
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


def test_few_songs_still_fill_every_split_and_two_are_refused() -> None:
    for n in range(3, 12):
        splits = assign_splits(lyrics_of({"a": [song(f"s{i}w") for i in range(n)]}))
        assert set(splits["split"]) == {"train", "validation", "test"}
    with pytest.raises(SplitError, match="2 groups"):
        assign_splits(lyrics_of({"a": [song("one"), song("two"), song("two") + " more"]}))


@settings(max_examples=30)
@given(st.lists(st.lists(st.integers(0, 12), min_size=5, max_size=9), min_size=2, max_size=5))
def test_there_is_no_leak_for_any_similarities(catalogue: list[list[int]]) -> None:
    # Equal numbers are near-duplicates: the same words and one of the artist's own.
    texts = {f"a{a}": [song(f"t{n}w") + f" {a}" for n in numbers] for a, numbers in enumerate(catalogue)}
    lyrics = lyrics_of(texts)
    if lyrics["cluster_id"].nunique() < 3:
        with pytest.raises(SplitError):
            assign_splits(lyrics)
        return
    splits = assign_splits(lyrics)
    assert find_leaks(lyrics, splits).empty
    assert set(splits["split"]) == {"train", "validation", "test"}


def test_examples_stay_in_the_split_of_their_song(tmp_path: Path) -> None:
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
    n = int((splits["split"] == "train").sum())
    assert examples_manifest(path).counts["train"] == {
        "song": n, "next_bar_words": n, "next_bar_phonemes": n, "words_to_phonemes": 2 * n, "phonemes_to_words": 2 * n,
    }  # fmt: skip
    assert len(songs_of(path, "test")) == (splits["split"] == "test").sum()
    assert write_examples(build_examples(lyrics, splits, couplets), tmp_path) == path, "reused"


@pytest.mark.parametrize("stored", [None, '{"digest": "a', '{"digest": "ab"}', '{"schema_version": 99}'])
def test_missing_and_damaged_examples_say_what_to_do(tmp_path: Path, stored: str | None) -> None:
    if stored is not None:
        (tmp_path / "manifest.json").write_text(stored)
    with pytest.raises(ExamplesError, match="Materialise corpus/training_examples again"):
        load_examples(tmp_path)


def one_song(_: str) -> list[pd.DataFrame]:
    return [pd.DataFrame([("a-1", "a", "song", "one two")], columns=COLUMNS)]


def flip_a_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def test_a_damaged_manifest_is_written_again(tmp_path: Path) -> None:
    path = write_examples(one_song, tmp_path)
    whole = examples_manifest(path)
    (path / "manifest.json").write_text('{"digest": "cut')
    assert write_examples(one_song, tmp_path) == path
    assert verify_examples(path).model_dump(exclude={"files"}) == whole.model_dump(exclude={"files"})


@pytest.mark.parametrize("damage", [flip_a_bit, Path.unlink], ids=["a flipped bit", "gone"])
def test_a_damaged_file_is_set_aside_and_written_again(damage: Callable[[Path], None], tmp_path: Path) -> None:
    path = write_examples(one_song, tmp_path)
    names = [file.relative_to(path) for file in path.rglob("*") if file.is_file() and file.name != "manifest.json"]
    assert any(name.suffix == ".arrow" for name in names)
    for times, name in enumerate(names, start=1):
        damage(path / name)
        with pytest.raises(ExamplesError, match=f"{name} is missing.* Materialise corpus/training_examples again"):
            songs_of(path, "train")
        assert write_examples(one_song, tmp_path) == path
        assert songs_of(path, "train") == ["one two"], name
        assert len(list(tmp_path.glob(".*.damaged.partial"))) == times, "a damaged one is kept to be looked at"


@pytest.mark.parametrize("version", [{}, {"schema_version": 1}], ids=["version 0", "version 1"])
def test_examples_from_before_digests_are_read_and_written_again(
    version: dict[str, int], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write_examples(one_song, tmp_path)
    whole = examples_manifest(path)
    (path / "manifest.json").write_text(json.dumps({**version, **whole.model_dump(exclude={"files"})}))
    assert songs_of(path, "train") == ["one two"]
    assert "without digests" in caplog.text, "it is said that they cannot be verified"
    assert write_examples(one_song, tmp_path) == path
    assert verify_examples(path).model_dump(exclude={"files"}) == whole.model_dump(exclude={"files"})


@pytest.mark.parametrize("empty", ["train", "validation", "test"])
def test_an_empty_split_is_named(empty: str, tmp_path: Path) -> None:
    song = pd.DataFrame([("a-1", "a", "song", "one two")], columns=COLUMNS)
    with pytest.raises(ExamplesError, match=f"The {empty} split has no song"):
        write_examples(lambda name: [song.iloc[: int(name != empty)]], tmp_path)


@settings(max_examples=30)
@given(st.lists(st.integers(1, 9), min_size=5, max_size=9), st.integers(2, 5))
def test_every_song_is_held_out_in_one_fold_with_its_artist(sizes: list[int], folds: int) -> None:
    lyrics = lyrics_of({f"artist{a}": [song(f"a{a}s{s}w", 8) for s in range(n)] for a, n in enumerate(sizes)})
    splits = folds_by_artist(lyrics, folds)
    assert len(splits) == folds
    tested = pd.concat([table[table["split"] == "test"] for table in splits])
    assert sorted(tested["song_id"]) == sorted(lyrics["song_id"])
    for table in splits:
        assert set(table["split"]) == set(SPLITS)
        sides = table.groupby("artist")["split"].agg(set)
        assert all(side == {"test"} or "test" not in side for side in sides)
        assert not len(find_leaks(lyrics, table))
    largest, smallest = (how((table["split"] == "test").sum() for table in splits) for how in (max, min))
    assert largest - smallest <= max(sizes), "as even as artists allow"


def test_similar_songs_are_in_one_fold_even_across_artists() -> None:
    twin = song("twin")
    lyrics = lyrics_of({"a": [twin, song("x")], "b": [f"{twin} more"], "c": [song("y")], "d": [song("z")]})
    for table in folds_by_artist(lyrics, 3):
        assert table[table["artist"].isin(["a", "b"])]["split"].eq("test").mean() in (0, 1)
    with pytest.raises(SplitError, match=r"4 artists form 3 groups .* into 4 folds"):
        folds_by_artist(lyrics, 4)
    with pytest.raises(SplitError, match="into 1 folds"):
        folds_by_artist(lyrics, 1)

"""Splitting songs into train, validation and test without leakage.

What belongs here: assigning songs to splits and folds, and finding leaks between them. What does not: finding near-duplicates
(assets/lyrics/near_duplicates.py).
"""

import hashlib
from itertools import combinations
from typing import Literal

import numpy as np

from assets.lyrics.near_duplicates import LEAST_OVERLAP, linked, overlapping, shingles
from assets.schemas import Column, as_table
from resources.errors import TenthSymphonyError
from resources.spread import Spread, here
from resources.tables import Table

Split = Literal["train", "validation", "test"]

SPLITS: tuple[Split, ...] = ("train", "validation", "test")
SPLITS_SCHEMA = {
    "song_id": Column("the song"),
    "artist": Column("the artist"),
    "cluster_id": Column("its near-duplicate cluster"),
    "split": Column("train, validation or test"),
}
FOLD_VALIDATION = 0.1  # share of a fold's training and validation songs that is for validation
OVERLAP_WORDS = 8  # words of an n-gram by which the test songs are compared with the training songs


class SplitError(TenthSymphonyError):
    """The songs cannot be split."""


def _fraction(name: str) -> float:
    """A number from 0 to 1, a hash of the name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") / 2**64


def assign_splits(
    lyrics: Table, *, validation: float = 0.1, test: float = 0.1, by: Literal["song", "artist"] = "song"
) -> Table:
    """Each song's split (`SPLITS_SCHEMA`), decided for whole groups of songs that resemble each other.

    The split depends only on a hash of the song's id. So adding or removing other songs does not move it, and each artist's
    songs are divided in about the wanted shares. Songs that are near-duplicates or share half of a song (containment >= 0.5, a
    lower bound than for near-duplicates) stay together: the smallest of their hashes decides. So a song can move when a similar
    one is added. With `by="artist"` all songs of an artist stay together and the artist's name is hashed: the test songs are
    then by artists that the model has never seen.

    If a split would be empty, as with a dozen songs, the group nearest to its share fills it.

    Args:
        validation: share of the songs (or artists) for validation, 0 to 1; `test` likewise.

    Raises:
        SplitError: there are fewer than three groups.
    """
    import pandas as pd

    groups = _groups(lyrics, by)
    names = lyrics["artist"] if by == "artist" else lyrics["song_id"]
    lowest = pd.Series([_fraction(name) for name in names], index=lyrics.index).groupby(groups).min().sort_values()
    if len(lowest) < len(SPLITS):
        raise SplitError(
            f"The {len(lyrics)} songs form only {len(lowest)} groups of dissimilar songs; a split needs three.",
            remedy="Add artists to the roster, or raise SONGS_PER_ARTIST.",
        )
    n_test = max(1, int((lowest < test).sum()))
    n_validation = max(1, int((lowest < test + validation).sum()) - n_test)
    n_train = max(1, len(lowest) - n_test - n_validation)
    n_test, n_validation = _shrink(n_test, n_validation, len(lowest) - n_train)
    sides = ["test"] * n_test + ["validation"] * n_validation + ["train"] * n_train
    side = dict(zip(lowest.index, sides, strict=True))
    splits = lyrics[["song_id", "artist", "cluster_id"]].assign(split=[side[group] for group in groups])
    return as_table(splits, SPLITS_SCHEMA).reset_index(drop=True)


def folds_by_artist(lyrics: Table, folds: int) -> list[Table]:
    """A split (`SPLITS_SCHEMA`) for each fold of a cross-validation.

    Every song is a test song in exactly one fold, and no training song of that fold is by its artist or resembles it.

    Folds have about equal numbers of songs: groups are assigned by descending size, each to the smallest fold so far. Of a
    fold's remaining songs, a tenth is for validation: those with the smallest hashes.

    Raises:
        SplitError: there are fewer than two folds, or fewer groups than folds.
    """
    import pandas as pd

    groups = pd.Series(_groups(lyrics, "artist"), index=lyrics.index)
    sizes = groups.value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    if not 2 <= folds <= len(sizes):
        raise SplitError(
            f"The songs of {lyrics['artist'].nunique()} artists form {len(sizes)} groups of dissimilar songs; they cannot be "
            f"divided into {folds} folds.",
            remedy="Choose at least two folds and at most as many as there are groups, or add artists.",
        )
    fold_of: dict[int, int] = {}
    filled = [0] * folds
    for group, size in sizes.items():
        fold_of[group] = int(np.argmin(filled))  # pyright: ignore[reportArgumentType]
        filled[fold_of[group]] += size  # pyright: ignore[reportArgumentType]
    own_fold = groups.map(fold_of)
    alike = pd.Series(_groups(lyrics, "song"), index=lyrics.index)
    lowest = (
        pd.Series([_fraction(name) for name in lyrics["song_id"]], index=lyrics.index).groupby(alike).transform("min")
    )
    splits = []
    for fold in range(folds):
        others = own_fold != fold
        chosen = others & (lowest < FOLD_VALIDATION)
        if not chosen.any():
            chosen = others & (lowest == lowest[others].min())
        side = np.where(own_fold == fold, "test", np.where(chosen, "validation", "train"))
        table = lyrics[["song_id", "artist", "cluster_id"]].assign(split=side)
        splits.append(as_table(table, SPLITS_SCHEMA).reset_index(drop=True))
    return splits


def _shrink(n_test: int, n_validation: int, room: int) -> tuple[int, int]:
    """Both numbers reduced to fit into `room`, neither below one."""
    n_test = min(n_test, room - 1)
    return n_test, min(n_validation, room - n_test)


def _groups(lyrics: Table, by: Literal["song", "artist"]) -> np.ndarray:
    """The group of each song, (n_songs,): songs of a cluster, songs that overlap, and with `by="artist"` the artist's songs."""
    import pandas as pd

    columns = ["cluster_id", "overlap_id", *(["artist"] if by == "artist" else [])]
    firsts = []
    for column in columns:
        codes = pd.factorize(lyrics[column])[0]
        _, starts = np.unique(codes, return_index=True)
        firsts.append(starts[codes])
    return linked(len(lyrics), np.concatenate(firsts), np.tile(np.arange(len(lyrics)), len(columns)))


def find_leaks(lyrics: Table, splits: Table, spread: Spread = here) -> Table:
    """Pairs of songs in different splits that share a cluster or half of the smaller song's 5-word shingles.

    Returns:
        Columns first, second, first_split, second_split, containment (NaN for pairs of a cluster that share less than half);
        empty if nothing leaks.
    """
    import pandas as pd

    songs = lyrics[["song_id", "text", "cluster_id"]].merge(splits[["song_id", "split"]], on="song_id")
    pairs = overlapping(shingles(songs["text"].tolist(), spread=spread), LEAST_OVERLAP)
    close = dict(zip(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True), pairs.containment, strict=True))
    parted = songs.groupby("cluster_id")["split"].nunique()
    for cluster in parted.index[parted > 1]:
        members = songs.index[songs["cluster_id"] == cluster].tolist()
        for pair in combinations(members, 2):
            close.setdefault(pair, float("nan"))
    ids, sides = songs["song_id"].tolist(), songs["split"].tolist()
    leaks = [
        (ids[i], ids[j], sides[i], sides[j], share) for (i, j), share in sorted(close.items()) if sides[i] != sides[j]
    ]
    return pd.DataFrame(leaks, columns=["first", "second", "first_split", "second_split", "containment"])


def residual_overlap(lyrics: Table, splits: Table, spread: Spread = here) -> float:
    """The share of the test songs' distinct 8-grams of words that also occur in a training song, 0 to 1."""
    songs = lyrics[["song_id", "text"]].merge(splits[["song_id", "split"]], on="song_id")
    runs = shingles(songs["text"].tolist(), OVERLAP_WORDS, spread)
    test = runs.of((songs["split"] == "test").to_numpy())
    return float(runs.holds(test, (songs["split"] == "train").to_numpy()).mean()) if len(test) else 0.0


def shares_by_artist(splits: Table) -> dict[str, dict[str, int]]:
    """The number of each artist's songs in each split: artist → split → songs."""
    sides: dict[str, dict[str, int]] = {}
    for artist, split in zip(splits["artist"], splits["split"], strict=True):
        counts = sides.setdefault(artist, dict.fromkeys(SPLITS, 0))
        counts[split] += 1
    return sides

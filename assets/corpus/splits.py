"""Train, validation and test, without leakage.

What belongs here: which side a song is on, and proof that no side knows another. What does not: near-duplicates
themselves (assets/lyrics/near_duplicates.py).
"""

import hashlib
from typing import Literal

import pandas as pd

from assets.lyrics.near_duplicates import containment, overlaps, shingles
from resources.errors import TenthSymphonyError

Split = Literal["train", "validation", "test"]

SPLITS: tuple[Split, ...] = ("train", "validation", "test")
LEAK_CONTAINMENT = 0.5
SPLITS_SCHEMA = {
    "song_id": "the song",
    "artist": "the artist",
    "cluster_id": "its near-duplicate cluster",
    "split": "train, validation or test",
}


class SplitError(TenthSymphonyError):
    """The songs cannot be split."""


def _fraction(name: str) -> float:
    """A number from 0 to 1 that a name always gets."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") / 2**64


def assign_splits(lyrics: pd.DataFrame, *, validation: float = 0.1, test: float = 0.1) -> pd.DataFrame:
    """Each song's split (`SPLITS_SCHEMA`), decided for whole clusters, artist by artist.

    A cluster belongs to the artist of the song that it is named after. Of an artist's clusters, in the order of a hash
    of their names, the first go to test and validation, in the given shares rounded to whole clusters: at least one
    each from five clusters on, one in all (on a side that the artist's name decides) from three on, none below. The
    rest is train. Songs of other artists never change a song's side; a new cluster of the same artist can move one
    that stands at the border of its share.
    Clusters that share half of a song (containment >= 0.5, below what makes them near-duplicates) are kept together.

    Raises:
        SplitError: a split would be empty.
    """
    groups = _joined_clusters(lyrics)
    owner = lyrics.assign(group=groups).sort_values("song_id").groupby("group")["artist"].first()
    side: dict[str, Split] = {}
    for artist, names in owner.groupby(owner):
        ordered = sorted(names.index, key=lambda name: (_fraction(name), name))
        n_test, n_validation = _held_out(str(artist), len(ordered), test, validation)
        for place, name in enumerate(ordered):
            side[name] = "test" if place < n_test else "validation" if place < n_test + n_validation else "train"
    splits = lyrics[["song_id", "artist", "cluster_id"]].assign(split=[side[group] for group in groups])
    splits = _with_train_for_every_artist(splits, groups)
    empty = [name for name in SPLITS if not (splits["split"] == name).any()]
    if empty:
        raise SplitError(
            f"{len(lyrics)} songs of {lyrics['artist'].nunique()} artists leave no song for: {', '.join(empty)}.",
            remedy="Add artists or songs: an artist gives a held-out song from three songs on.",
        )
    return splits.astype("str").reset_index(drop=True)


def _held_out(artist: str, clusters: int, test: float, validation: float) -> tuple[int, int]:
    """How many of an artist's clusters go to test and to validation."""
    if clusters >= 5:
        return max(1, round(clusters * test)), max(1, round(clusters * validation))
    if clusters >= 3:
        return (1, 0) if _fraction(artist) < test / (test + validation) else (0, 1)
    return 0, 0


def _joined_clusters(lyrics: pd.DataFrame) -> list[str]:
    """The cluster of each song, clusters that would leak into each other joined under the first one's name."""
    name = {cluster: cluster for cluster in lyrics["cluster_id"]}

    def root(cluster: str) -> str:
        while name[cluster] != cluster:
            cluster = name[cluster]
        return cluster

    sets = [shingles(text) for text in lyrics["text"]]
    clusters = lyrics["cluster_id"].tolist()
    for (i, j), shared in overlaps(sets).items():
        if shared >= LEAK_CONTAINMENT * min(len(sets[i]), len(sets[j])):
            a, b = sorted((root(clusters[i]), root(clusters[j])))
            name[b] = a
    return [root(cluster) for cluster in clusters]


def _with_train_for_every_artist(splits: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """An artist whose songs all sit in another's held-out cluster takes that whole cluster to train."""
    splits = splits.assign(group=groups)
    for artist in sorted(set(splits["artist"]) - set(splits.loc[splits["split"] == "train", "artist"])):
        group = splits.loc[splits["artist"] == artist, "group"].min()
        splits.loc[splits["group"] == group, "split"] = "train"
    return splits.drop(columns="group")


def find_leaks(lyrics: pd.DataFrame, splits: pd.DataFrame) -> pd.DataFrame:
    """Pairs of songs in different splits that share a cluster or half of the smaller song's 5-word shingles.

    Returns:
        Columns first, second, first_split, second_split, containment; empty when nothing leaks.
    """
    songs = lyrics[["song_id", "text", "cluster_id"]].merge(splits[["song_id", "split"]], on="song_id")
    sets = [shingles(text) for text in songs["text"]]
    rows = songs.to_dict("records")
    close = {pair for pair in overlaps(sets) if containment(sets[pair[0]], sets[pair[1]]) >= LEAK_CONTAINMENT}
    for members in songs.reset_index().groupby("cluster_id")["index"]:
        indices = members[1].tolist()
        close |= {(i, j) for n, i in enumerate(indices) for j in indices[n + 1 :]}
    leaks = [
        (rows[i]["song_id"], rows[j]["song_id"], rows[i]["split"], rows[j]["split"], containment(sets[i], sets[j]))
        for i, j in sorted(close)
        if rows[i]["split"] != rows[j]["split"]
    ]
    return pd.DataFrame(leaks, columns=["first", "second", "first_split", "second_split", "containment"])


def residual_overlap(lyrics: pd.DataFrame, splits: pd.DataFrame, n: int = 8) -> float:
    """The share of the test songs' distinct n-word runs that also stand in a training song, 0 to 1."""
    songs = lyrics[["song_id", "text"]].merge(splits[["song_id", "split"]], on="song_id")
    found: dict[str, set[tuple[str, ...]]] = {name: set() for name in SPLITS}
    for text, split in zip(songs["text"], songs["split"], strict=True):
        found[split] |= shingles(text, n)
    return len(found["test"] & found["train"]) / len(found["test"]) if found["test"] else 0.0

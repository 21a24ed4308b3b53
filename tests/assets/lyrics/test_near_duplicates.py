"""Near-duplicates, compared with their definition pair by pair."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.lyrics import near_duplicates
from assets.lyrics.near_duplicates import group_alike, overlapping, shingles
from assets.text import words

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=14).map(" ".join)


def runs(text: str) -> set[tuple[str, ...]]:
    """The 5-word shingles as the docstring defines them."""
    found = words(text)
    if len(found) < 5:
        return {("short", *found)} if found else set()
    return {tuple(found[i : i + 5]) for i in range(len(found) - 4)}


def by_definition(texts: list[str]) -> list[int]:
    """All pairs, closed transitively."""
    sets = [runs(text) for text in texts]
    first = list(range(len(texts)))
    for i, j in combinations(range(len(texts)), 2):
        shared, union = len(sets[i] & sets[j]), len(sets[i] | sets[j])
        if shared and (shared / union >= 0.5 or shared / min(len(sets[i]), len(sets[j])) >= 0.7):
            old, new = max(first[i], first[j]), min(first[i], first[j])
            first = [new if f == old else f for f in first]
    return first


@settings(max_examples=150)
@given(st.lists(WORDS, max_size=8), st.sampled_from([0.3, 0.5, 0.7, 1.0]))
def test_every_overlapping_pair_is_found_with_its_count(texts: list[str], least: float) -> None:
    sets = [runs(text) for text in texts]
    expected = {
        (i, j): len(sets[i] & sets[j])
        for i, j in combinations(range(len(texts)), 2)
        if sets[i] & sets[j] and len(sets[i] & sets[j]) >= least * min(len(sets[i]), len(sets[j])) - 1e-9
    }
    pairs = overlapping(shingles(texts), least)
    found = dict(zip(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True), pairs.shared.tolist(), strict=True))
    assert found == expected


def test_the_chunk_size_does_not_change_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    texts = [" ".join(rng.choice(["x", "y", "z"], 30)) for _ in range(40)]
    whole = overlapping(shingles(texts))
    monkeypatch.setattr(near_duplicates, "CHUNK", 7)
    cut = overlapping(shingles(texts))
    assert whole.first.tolist() == cut.first.tolist()
    assert whole.shared.tolist() == cut.shared.tolist()


@settings(max_examples=200)
@given(st.lists(WORDS, max_size=8))
def test_clusters_agree_with_the_definition(texts: list[str]) -> None:
    assert group_alike(texts).clusters.tolist() == by_definition(texts)


def test_a_remix_is_in_the_cluster_and_another_song_is_not() -> None:
    song = "the quick brown fox jumps over the lazy dog and then it runs home to sleep by the fire"
    remix = song.replace("home", "off")
    other = "a completely different story about a harbour crane and a bag of lemons in the rain tonight"
    assert group_alike([song, other, remix, "", ""]).clusters.tolist() == [0, 1, 0, 3, 4]


def test_the_opening_of_a_song_is_in_its_cluster() -> None:
    song = " ".join(f"word{i}" for i in range(100))
    assert group_alike([song, " ".join(song.split()[:30])]).clusters.tolist() == [0, 0]


def test_half_a_song_overlaps_but_is_not_a_near_duplicate() -> None:
    song = " ".join(f"word{i}" for i in range(60))
    half = " ".join([*song.split()[:17], *(f"other{i}" for i in range(13))])
    groups = group_alike([song, half, "another song of a few words"])
    assert groups.clusters.tolist() == [0, 1, 2]
    assert groups.overlaps.tolist() == [0, 0, 2]


@given(st.lists(st.text("ab cd", max_size=30), min_size=1, max_size=12), st.data())
def test_shingles_are_found_in_the_texts_that_contain_them(texts: list[str], data: st.DataObject) -> None:
    chosen = np.array(data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts))))
    found = shingles(texts, 2)
    wanted = found.of(~chosen)
    assert found.holds(wanted, chosen).tolist() == np.isin(wanted, found.of(chosen)).tolist()

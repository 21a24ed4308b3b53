"""Near-duplicates against the definition, pair by pair."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from assets.lyrics.near_duplicates import cluster_near_duplicates, containment, shingles

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=14).map(" ".join)


def by_definition(texts: list[str]) -> list[int]:
    """All pairs, closed transitively."""
    sets = [shingles(text) for text in texts]
    first = list(range(len(texts)))
    for i, j in combinations(range(len(texts)), 2):
        union = len(sets[i] | sets[j])
        alike = (
            bool(union)
            and bool(sets[i] & sets[j])
            and (len(sets[i] & sets[j]) / union >= 0.5 or containment(sets[i], sets[j]) >= 0.7)
        )
        if alike:
            old, new = max(first[i], first[j]), min(first[i], first[j])
            first = [new if f == old else f for f in first]
    return first


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=8))
def test_clusters_are_those_of_the_definition(texts: list[str]) -> None:
    assert cluster_near_duplicates(texts).tolist() == by_definition(texts)


def test_a_remix_joins_and_another_song_does_not() -> None:
    song = "the quick brown fox jumps over the lazy dog and then it runs home to sleep by the fire"
    remix = song.replace("home", "off")
    other = "a completely different story about a harbour crane and a bag of lemons in the rain tonight"
    assert cluster_near_duplicates([song, other, remix, "", ""]).tolist() == [0, 1, 0, 3, 4]


def test_the_opening_of_a_song_joins_it() -> None:
    song = " ".join(f"word{i}" for i in range(100))
    assert cluster_near_duplicates([song, " ".join(song.split()[:30])]).tolist() == [0, 0]

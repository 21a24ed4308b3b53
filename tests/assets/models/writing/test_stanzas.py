"""Planning a stanza before its lines are written."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.models.writing.stanzas import (
    Pool,
    StanzaPlan,
    plan_stanza,
    rhyming_groups,
    stanza_lines,
    stanza_preferences,
)
from assets.models.writing.verse_sound import rhymes_wanted

SCHEMES = st.text("ABCD", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("scheme", "first", "end", "groups"),
    [
        ("AABB", 0, 16, [[0, 1], [2, 3]]),
        ("AABB", 4, 16, [[4, 5], [6, 7]]),
        ("AABB", 1, 16, [[2, 3]]),  # line 1 answers the one that was given
        ("AABB", 4, 7, [[4, 5]]),
        ("ABAB", 0, 16, [[0, 2], [1, 3]]),
        ("AB", 0, 16, []),  # nothing rhymes with anything
        ("AA", 0, 16, [[0, 1], [2, 3]]),
        ("AAAA", 8, 16, [[8, 9, 10, 11]]),
        ("AABBCC", 6, 16, [[6, 7], [8, 9], [10, 11]]),
        ("AABB", 3, 4, []),
        ("AAAA", 1, 16, []),  # all answer the one that was given
    ],
)
def test_the_groups_of_rhyming_lines_in_a_stanza(scheme: str, first: int, end: int, groups: list[list[int]]) -> None:
    assert rhyming_groups(scheme, first, end) == groups


@given(SCHEMES, st.integers(0, 40), st.integers(1, 40))
def test_a_group_rhymes_within_itself_and_with_no_earlier_line(scheme: str, first: int, bars: int) -> None:
    assert stanza_lines(scheme) >= 4
    lines = [line for group in rhyming_groups(scheme, first, first + bars) for line in group]
    assert len(lines) == len(set(lines))
    assert all(first <= line < first + bars for line in lines)
    for group in rhyming_groups(scheme, first, first + bars):
        assert rhymes_wanted(scheme, group[0]) == []
        assert [rhymes_wanted(scheme, line) for line in group[1:]] == [[line] for line in group[:-1]]


def pool(*of: tuple[str, str, float]) -> Pool:
    """Words with their rhymes and nats; each sounds as it is written."""
    return Pool(
        [word for word, _, _ in of],
        [rhyme for _, rhyme, _ in of],
        [word for word, _, _ in of],
        np.array([n for *_, n in of]),
    )


LIKELY = pool(
    ("night", "ight", 0.0),
    ("light", "ight", -1.0),
    ("house", "ouse", -0.5),
    ("mouse", "ouse", -30.0),
    ("tin", "in", -40.0),
)


def test_the_rhyme_with_the_likeliest_words_is_planned() -> None:
    rng = np.random.default_rng(0)
    ends = plan_stanza([[2, 3]], LIKELY, rng).ends
    assert set(ends.values()) == {"night", "light"}, "a house is likely, a mouse is not"
    both = plan_stanza([[0, 1], [2, 3]], LIKELY, rng).ends
    assert ({both[0], both[1]}, {both[2], both[3]}) == ({"night", "light"}, {"house", "mouse"})
    assert plan_stanza([[0, 1, 2]], LIKELY, rng).ends == {}, "none has three words"
    assert plan_stanza([], LIKELY, rng).ends == {}


def test_homophones_do_not_rhyme() -> None:
    words = Pool(["sun", "son", "tin", "pin"], ["un", "un", "in", "in"], ["S AH1 N", "S AH1 N", "T IH1 N", "P IH1 N"], np.array([0.0, 0.0, -9.0, -9.0]))  # fmt: skip
    assert sorted(plan_stanza([[0, 1]], words, np.random.default_rng(1)).ends.values()) == ["pin", "tin"]


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 4), max_size=4))
def test_each_rhyme_is_planned_once(seed: int, sizes: list[int]) -> None:
    words = pool(*((f"{onset}{rhyme}", rhyme, 0.0) for rhyme in ("at", "in", "ow", "ee") for onset in "bpt"))
    starts = np.cumsum([0, *sizes])
    groups = [list(range(start, start + size)) for start, size in zip(starts, sizes, strict=False)]
    planned = plan_stanza(groups, words, np.random.default_rng(seed)).ends
    assert len(set(planned.values())) == len(planned)
    rhymes = [{planned[line][1:] for line in group} for group in groups if group[0] in planned]
    assert all(len(of_group) == 1 for of_group in rhymes)
    assert len(set.union(set(), *rhymes)) == len(rhymes)
    assert [group for group in groups if group[0] not in planned] == [group for group in groups if len(group) > 3]


def test_a_verse_closes_on_a_wanted_word_that_has_a_rhyme() -> None:
    words = pool(("rain", "ain", 0.0), ("train", "ain", -1.0), ("pain", "ain", -2.0), ("coffee", "offee", 0.0), ("toffee", "offee", 0.0), ("day", "ay", 9.0), ("way", "ay", 9.0))  # fmt: skip

    def closing(**wanted: float) -> StanzaPlan:
        return plan_stanza([[0, 1], [2, 3]], words, np.random.default_rng(0), wanted)

    plan = closing(rain=1.0)
    assert plan.ends == {0: "day", 1: "way", 3: "rain"} or plan.ends == {0: "way", 1: "day", 3: "rain"}
    assert plan.only == {2: ["train", "pain"], 3: ["rain"]}
    assert closing(coffee=1.0, train=0.5).only == {2: ["rain", "pain"], 3: ["train"]}, "toffee alone answers coffee"
    assert closing(orange=1.0).only == {}


def test_the_middle_of_a_verse_uses_words_related_to_its_theme() -> None:
    wanted, near = {"rain": 1.0, "snow": 0.9, "wind": 0.8, "umbrella": 0.7, "moody": 0.6}, ["snow", "wind", "umbrella"]
    stanzas = [stanza_preferences(stanza, 4, wanted, ("rain",), near) for stanza in range(4)]
    assert [stanza["rain"] for stanza in stanzas] == [1.0, 0.5, 0.5, 1.0]
    assert (stanzas[1]["snow"], stanzas[1]["wind"], stanzas[2]["umbrella"]) == (1.0, 1.0, 1.0)
    assert stanzas[1]["umbrella"] < 0.5 > stanzas[2]["snow"]
    assert all(stanza["moody"] == 0.6 for stanza in stanzas), "an artist's word stays as welcome"
    assert stanza_preferences(0, 2, wanted, ("rain",), near) == wanted, "two stanzas have no middle"
    assert stanza_preferences(1, 4, wanted, ("rain",), ()) == wanted
    long = [stanza_preferences(stanza, 16, wanted, ("rain",), near) for stanza in range(16)]
    assert all(set(stanza) == set(wanted) for stanza in long), "more stanzas than words"

"""The parts of a piece: they cover it without gaps, and the latest style that is named counts."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.music.moments import Moment
from resources.music.style_parts import SHORTEST_PART, lay_parts, part_of
from resources.music.words import understand

SOME = ("ambient", "drum-and-bass", "waltz", "piano")


def styled(style: str, start: float, end: float) -> Moment:
    return Moment(what="style", style=style, start=start, end=end)


def spans(*moments: Moment, style: str = "jazz", seconds: float = 60.0, **more: bool) -> list[tuple[float, str]]:
    return [(part.start, part.style) for part in lay_parts(moments, style, seconds, **more)]


def test_where_no_style_is_named_that_of_the_piece_comes_back_or_the_last_one_goes_on() -> None:
    moments = styled("metal", 20.0, 30.0)
    assert spans(moments) == [(0.0, "jazz"), (20.0, "metal"), (30.0, "jazz")]
    assert spans(moments, comes_back=False) == [(0.0, "jazz"), (20.0, "metal")]
    assert spans() == [(0.0, "jazz")]
    assert spans(styled("jazz", 20.0, 30.0)) == [(0.0, "jazz")], "one style is one part"


def test_a_part_that_is_too_short_is_left_to_its_neighbour() -> None:
    late = styled("metal", 59.5, 60.0)
    assert spans(late) == [(0.0, "jazz")]
    assert part_of(late, lay_parts((late,), "jazz", 60.0)) is None
    assert spans(styled("metal", 0.5, 60.0)) == [(0.0, "metal")]


@given(
    st.lists(st.tuples(st.sampled_from(SOME), st.floats(0, 90), st.floats(0.1, 90)), max_size=6),
    st.floats(0.1, 90),
    st.booleans(),
)
def test_parts_cover_the_piece_without_gaps(asked: list[tuple[str, float, float]], seconds: float, back: bool) -> None:
    moments = [styled(style, start, start + lasts) for style, start, lasts in asked]
    parts = lay_parts(moments, "jazz", seconds, comes_back=back)
    assert (parts[0].start, parts[-1].end) == (0.0, pytest.approx(seconds))
    assert all(before.end == after.start and before.style != after.style for before, after in pairwise(parts))
    assert len(parts) == 1 or all(part.seconds >= SHORTEST_PART for part in parts)


def test_a_word_for_the_pace_is_for_its_part() -> None:
    found = understand("ambient until 0:30, then fast drum and bass")
    assert [(moment.style, moment.pace) for moment in found.moments] == [("ambient", None), ("drum-and-bass", 0.7)]
    assert found.pace is None
    assert understand("fast techno from 0:00 on").pace == 0.7, "a single style is the whole piece"

"""Parts of a film with a style of their own: their tempi, their energy, and what is told."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.soundtracks.brief import Brief
from assets.soundtracks.style_parts import unheard
from resources.music.style_parts import lay_parts
from resources.music.styles import STYLES
from resources.renderers.sketch import written
from resources.renderers.sketch.medley import requests_of
from tests.assets.soundtracks.test_brief import brief


def parts(made: Brief) -> list[tuple[float, str]]:
    return [(part.start, part.style) for part in made.parts]


def test_a_prompt_with_two_styles_has_two_parts() -> None:
    made = brief({"prompt": "ambient until 0:20, then drum and bass"}, seconds=40.0)
    assert parts(made) == [(0.0, "ambient"), (20.0, "drum-and-bass")]
    assert (made.style, made.tempo) == ("ambient", made.parts[0].tempo)
    assert made.reasons["style"] == "the prompt says so"
    assert "ambient from 0:00, 72 bpm; drum-and-bass from 0:20, 168 bpm" in made.played()
    assert made.unfulfilled() == []
    request = made.requests()[0]
    assert request.parts == made.parts
    assert np.mean(request.energy[:20]) < 0.3 < 0.8 < np.mean(request.energy[20:])


def test_one_style_is_no_part() -> None:
    for prompt in ("techno, drop at 0:20", "techno", "music starts at 0:05 with techno"):
        made = brief({"prompt": prompt}, seconds=40.0)
        assert (made.style, made.parts) == ("techno", ())
        assert "parts" not in made.model_dump(), "a brief is stored as before"


def test_before_the_first_style_that_is_named_the_picture_decides() -> None:
    made = brief({"prompt": "techno from 0:20"}, seconds=40.0)
    assert [style for _, style in parts(made)] == [made.style, "techno"]
    assert made.reasons["style"].startswith("the prompt names no style for the start; the picture is")


def test_the_tempo_goes_on_if_the_next_style_allows_it() -> None:
    same = brief({"prompt": "jazz until 0:20, then metal"}, seconds=40.0).parts
    assert same[1].tempo == pytest.approx(same[0].tempo, rel=0.04)
    twice = brief({"prompt": "piano until 0:20, then punk"}, seconds=40.0).parts
    assert twice[1].tempo == pytest.approx(2 * (twice[0].tempo or 0), rel=0.04)
    other = brief({"prompt": "reggae until 0:20, then house"}, seconds=40.0).parts
    assert STYLES["house"].tempo[0] <= (other[1].tempo or 0) <= STYLES["house"].tempo[2]


def test_a_tempo_may_be_asked_for_all_parts_or_for_one() -> None:
    made = brief({"prompt": "120 bpm, disco until 0:20, then house"}, seconds=40.0)
    assert [part.tempo for part in made.parts] == [pytest.approx(120, rel=0.011)] * 2
    made = brief({"prompt": "hip hop, from 0:20 trap at 140 bpm"}, seconds=40.0)
    assert made.parts[1].tempo == pytest.approx(140, rel=0.011)
    assert (made.parts[0].tempo or 0) < 110
    assert made.requests()[0].tempo_changes == ()


def test_a_word_for_the_pace_changes_only_its_part() -> None:
    plain = brief({"prompt": "ambient until 0:20, then drum and bass"}, seconds=40.0).parts
    fast = brief({"prompt": "ambient until 0:20, then fast drum and bass"}, seconds=40.0).parts
    assert fast[0].tempo == plain[0].tempo
    assert (fast[1].tempo or 0) > STYLES["drum-and-bass"].tempo[1] * 1.01
    slow = brief({"prompt": "slow waltz until 0:20, then punk"}, seconds=40.0).parts
    assert (slow[0].tempo or 0) < STYLES["waltz"].tempo[1] * 0.95


def test_tempo_changes_are_those_of_their_part() -> None:
    made = brief({"prompt": "soul until 0:20, then funk, faster from 0:30"}, seconds=50.0)
    (change,) = made.requests()[0].tempo_changes
    assert (change.start, change.end) == (30.0, 50.0)
    scores = written(requests_of(made.requests()[0]))
    assert np.abs(scores[1].grid.downbeats - 10.0).min() <= 0.04


def test_a_style_beyond_the_film_or_beyond_the_music_is_told() -> None:
    made = brief({"prompt": "house, techno from 1:30"}, seconds=40.0)
    assert (made.style, made.parts) == ("house", ())
    assert made.unfulfilled() == ["Cannot be done: techno from 1:30 on: the film ends at 0:40."]
    made = brief({"prompt": "house, techno from 0:39"}, seconds=40.0)
    assert made.unfulfilled() == ["Cannot be done: techno from 0:39 to 0:40: less than 2 s of music are left for it."]
    made = brief({"prompt": "house, techno from 0:30", "seconds": 25.0}, seconds=40.0)
    assert made.parts == ()
    assert any("techno from 0:30" in told for told in made.unfulfilled())


def test_the_field_style_is_for_the_whole_film() -> None:
    made = brief({"prompt": "house until 0:20, then techno", "style": "waltz"}, seconds=40.0)
    assert (made.style, made.parts) == ("waltz", ())
    assert "Cannot be done: techno from 0:20 to 0:40: the field style is for the whole film." in made.unfulfilled()


def test_a_later_start_of_the_music_moves_the_parts() -> None:
    made = brief({"prompt": "house until 0:20, then techno", "start": 5.0}, seconds=40.0)
    assert parts(made) == [(0.0, "house"), (15.0, "techno")]
    assert "techno from 0:20" in made.played(), "in seconds of the film"
    assert unheard(made.moments, 0.0, lay_parts(made.moments, "house", made.seconds)) == []


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(("ambient", "waltz", "punk", "techno", "jazz")), st.integers(1, 70)), max_size=4
    ),
    st.floats(5, 80),
    st.lists(st.floats(0.5, 79), max_size=4),
)
def test_every_part_begins_with_a_downbeat_at_its_time(
    asked: list[tuple[str, int]], seconds: float, cuts: list[float]
) -> None:
    prompt = ", ".join(
        ["lofi", *(f"from 0:{at:02d} {style}" if at < 60 else f"from 1:{at - 60:02d} {style}" for style, at in asked)]
    )
    made = brief({"prompt": prompt, "candidates": 1}, seconds=seconds, cuts=tuple(sorted(cuts)))
    request = made.requests()[0]
    request.validate()
    scores = written(requests_of(request))
    starts = {start for start, _ in parts(made)}
    assert starts <= {0.0, *(float(at) for _, at in asked)}
    assert all(before.end == after.start for before, after in pairwise(made.parts))
    for score in scores[1:]:
        assert abs(score.grid.downbeats[0]) <= 0.04
    assert sum(score.grid.end for score in scores) == pytest.approx(made.seconds)
    assert len(request.energy) == int(np.ceil(made.seconds))

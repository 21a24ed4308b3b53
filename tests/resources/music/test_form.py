"""Form: sections where the energy turns, songs where it does not, and what words do to it."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.music.form import FORMS, at_moments, lay_form, of_bars, shaped
from resources.music.moment_words import What
from resources.music.moments import Moment

FORM = st.sampled_from(sorted(FORMS))


@settings(max_examples=100)
@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=200)
    | st.tuples(st.sampled_from([0.0, 0.5, 1.0]), st.integers(1, 200)).map(lambda flat: [flat[0]] * flat[1]),
    FORM,
)
def test_sections_fill_all_bars(energy: list[float], form: str) -> None:
    sections = lay_form(energy, FORMS[form])
    assert sections[0].first == 0
    assert sum(section.bars for section in sections) == len(energy)
    assert all(0 <= section.energy <= 1 for section in sections)
    for one, other in itertools.pairwise(sections):
        assert other.first == one.first + one.bars
    assert all(section.bars > 0 for section in sections)
    assert sections[-1].kind == "ending"


@pytest.mark.parametrize(
    ("levels", "edges"),
    [
        ([0.2] * 16 + [0.9] * 16 + [0.2] * 16, {16, 32}),
        ([0.9] * 20 + [0.3] * 20, {20}),
        ([0.3] * 20 + [0.9] * 20, {20}),
    ],
)
def test_a_section_begins_where_the_energy_turns(levels: list[float], edges: set[int]) -> None:
    sections = lay_form(levels)
    assert edges <= {section.first for section in sections}
    loud = [section for section in sections if section.energy > 0.8]
    assert {section.kind for section in loud} <= {"chorus", "ending"}


def test_a_piece_without_an_arc_is_a_song() -> None:
    sections = lay_form([0.5] * 60)
    assert [section.kind for section in sections] == [
        "intro", "verse", "chorus", "verse", "chorus", "bridge", "chorus", "ending",
    ]  # fmt: skip
    assert max(s.energy for s in sections) - min(s.energy for s in sections) < 0.25, "no movement is invented"
    assert lay_form([0.5] * 12)[0].kind != "intro", "a short piece begins at once"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("bars", [24, 60, 120])
def test_each_form_moves_little_and_ends_as_it_should(form: str, bars: int) -> None:
    sections = lay_form([0.5] * bars, FORMS[form])
    energies = [section.energy for section in sections]
    assert max(energies) - min(energies) < 0.3, "no movement is invented"
    assert sections[-2].kind == FORMS[form].ends
    assert all(section.bars >= 4 for section in sections[1:-1])


def test_forms_differ() -> None:
    laid = {name: tuple((s.kind, s.bars) for s in lay_form([0.5] * 100, form)) for name, form in FORMS.items()}
    assert len(set(laid.values())) == len(FORMS)


def test_twelve_bars_stay_together() -> None:
    assert {section.bars for section in lay_form([0.5] * 78, FORMS["twelve"])[1:-1]} == {12}


def test_an_arc_goes_before_the_form() -> None:
    arc = [0.2] * 16 + [0.9] * 16
    assert len({tuple(lay_form(arc, form)) for form in FORMS.values()}) == 1


def test_words_shape_the_course() -> None:
    flat = (0.5,) * 40
    assert shaped(flat, ()) == flat
    rises = shaped(flat, ["rise"])
    assert rises[-1] - rises[0] > 0.4
    assert shaped(flat, ["quiet-end"])[-1] < 0.2
    assert shaped(flat, ["loud-start"])[0] > 0.8
    assert len(set(shaped((0.1, 0.9, 0.4), ["steady"]))) == 1
    low, high, _ = shaped((0.1, 0.9, 0.5), ["background"])
    assert (low, high) == pytest.approx((0.3, 0.7)), "music under something moves half as much"
    drop = shaped(flat, ["drop"])
    assert min(drop[15:20]) < 0.3 < 0.7 < drop[25]


def test_energy_of_bars() -> None:
    energy = [0.0, 1.0, 1.0, 0.0]
    assert np.allclose(of_bars(energy, [0, 1, 3, 4]), [0, 1, 0])
    assert np.allclose(of_bars(energy, [-1, 0.5, 2, 4]), [0, 2 / 3, 0.5], atol=0.01)


@pytest.mark.parametrize(
    ("what", "before", "within", "after"),
    [
        ("quiet", 0.5, (0.0, 0.15), 0.5),
        ("loud", 0.5, (0.8, 1.0), 0.5),
        ("drums", 0.5, (0.5, 0.5), 0.5),
        ("no-drums", 0.5, (0.4, 0.4), 0.5),
        ("drop", 0.14, (0.8, 1.0), 0.5),
        ("rise", 0.5, (0.3, 0.85), 0.5),
        ("fall", 0.5, (0.14, 0.6), 0.5),
        ("fade", 0.5, (0.5, 0.5), 0.5),
    ],
)
def test_energy_at_a_moment(what: What, before: float, within: tuple[float, float], after: float) -> None:
    curve = at_moments([0.5] * 30, [Moment(what=what, start=10, end=20)])
    assert curve[9] == before
    assert within[0] <= min(curve[10:20]) <= max(curve[10:20]) <= within[1]
    assert curve[20:] == (after,) * 10


def test_a_peak_is_led_up_to_and_left_again() -> None:
    curve = at_moments([0.3] * 40, [Moment(what="peak", start=20, end=40)])
    assert list(curve[11:20]) == sorted(curve[11:20])
    assert curve[20:24] == (1.0,) * 4
    assert curve[24:] == (0.3,) * 16


def test_of_drops_that_follow_each_other_each_is_heard() -> None:
    curve = at_moments([0.5] * 30, [Moment(what="drop", start=10, end=14), Moment(what="drop", start=14, end=30)])
    assert min(curve[10:12]) > 0.8 > 0.2 > max(curve[12:14])
    assert curve[14] > 0.8

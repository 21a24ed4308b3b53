"""Where in a piece something is asked for, and what the energy does."""

import pytest

from resources.music.words import understand


@pytest.mark.parametrize(
    "prompt",
    [
        *("from calm to epic", "calm → epic", "von ruhig zu episch", "du calme à l'épique", "de tranquilo a épico"),
        *("from quiet to loud", "由慢到快", "先安静后激烈", "parte piano, poi forte"),
    ],
)
def test_energy_goes_from_one_to_another(prompt: str) -> None:
    assert understand(prompt).course == ("quiet-start",)


@pytest.mark.parametrize(
    ("prompt", "course"),
    [
        ("parte piano e poi esplode", ("quiet-start", "drop")),
        ("endet mit einem Knall", ("loud-end",)),
        ("que termine con todo", ("loud-end",)),
        ("not louder than my voice", ("background",)),
    ],
)
def test_other_words_for_a_course(prompt: str, course: tuple[str, ...]) -> None:
    assert understand(prompt).course == course


def test_more_parts_than_there_are_is_said() -> None:
    assert "soft, loud, soft: the energy has no more than 2 parts" in understand("soft-loud-soft").unmet
    assert "chorus: verses and choruses are not told apart" in understand("loud chorus").unmet


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("no drums until the end", "no drums until the end"),
        ("no piano until the chorus", "no piano until the chorus"),
        ("no bass in the bridge", "no bass in the bridge"),
    ],
)
def test_a_refusal_for_one_part_is_told_and_refuses_nothing(prompt: str, told: str) -> None:
    found = understand(prompt)
    assert (found.instruments, found.without) == ((), ())
    assert f"{told}: an instrument is there from start to end" in found.unmet


def test_a_refusal_for_all_parts_refuses() -> None:
    assert understand("no drums at all").without == ("drums",)
    assert understand("no drums, piano at the end").without == ("drums",)

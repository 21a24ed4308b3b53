"""Where the lines of a song end: long ones are broken at clauses, short ones share a bar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.songs.pasted import read_pasted
from assets.songs.phrases import LONG, broken, syllables, together

WORDS = st.sampled_from(
    ["I", "go", "home", "never", "everybody", "and", "the", "rain", "because,", "yeah", "so…", "(uh)"]
)


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("a line that fits is left as it is, with its clauses", None),
        (
            "and I remember sitting in the kitchen with my father when he told me that the money never mattered but the love was all undone",
            ["and I remember sitting in the kitchen with my father", "when he told me that the money never mattered", "but the love was all undone"],
        ),
        (
            "so I was walking down the street yesterday and I saw this guy with a hat and he was dancing like nobody was watching",
            ["so I was walking down the street yesterday and I saw this guy", "with a hat and he was dancing like nobody was watching"],
        ),
        (
            "they told me I should quit it but I never learned to stop; I put my pen to paper and I let the pressure drop",
            ["they told me I should quit it but I never learned to stop;", "I put my pen to paper and I let the pressure drop"],
        ),
        ("la" * 70, None),
    ],
)  # fmt: skip
def test_a_line_too_long_for_a_breath_is_broken_where_one_would_breathe(line: str, parts: list[str] | None) -> None:
    assert broken(line) == (parts or [line])


@given(st.lists(WORDS, min_size=1, max_size=60).map(" ".join))
def test_no_word_is_lost_and_no_part_is_too_long(line: str) -> None:
    parts = broken(line)
    assert " ".join(parts) == line
    assert all(len(part) <= LONG for part in parts)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), max_size=20))
def test_lines_put_together_keep_their_words_and_stay_as_they_are(lines: list[str]) -> None:
    made = together(lines)
    assert " ".join(made) == " ".join(lines)
    assert together(made) == made


@pytest.mark.parametrize(
    ("line", "count"), [("the fire", 2), ("time to rise", 3), ("a table", 3), ("batteries", 3), ("don't — go!", 2)]
)
def test_syllables_are_counted_roughly(line: str, count: int) -> None:
    assert syllables(line) == count


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (
            "I walk the road\n\nat night and day\n\nalone and cold\n\nin the rain",
            "I walk the road\nat night and day\nalone and cold\nin the rain",
        ),
        (
            "I walk the road\n\nat night\n\n\n\nI walk the sea\n\nalone",
            "I walk the road\nat night\n\nI walk the sea\nalone",
        ),
        ("[Verse]\n\nI walk the road\n\nat night\n\nalone", "[Verse]\nI walk the road\nat night\nalone"),
        ("I walk\nthe road\n\nat night\n\nalone", "I walk\nthe road\n\nat night\n\nalone"),
        ("one\n\ntwo\n\nthree", "one\n\ntwo\n\nthree"),
    ],
)
def test_blank_lines_between_all_lines_part_no_sections(text: str, plain: str) -> None:
    pasted = read_pasted(text)
    assert pasted.text == plain
    assert any("blank lines" in note for note in pasted.notes) == (pasted.text != text)
    assert read_pasted(pasted.text).text == pasted.text


def test_prose_that_was_wrapped_is_broken_at_its_clauses() -> None:
    text = (
        "It was a cold evening in the middle of November and the wind was\nblowing hard across the river. I had been walking for an hour and\n"
        "my hands were numb. There was a light in the window."
    )
    assert read_pasted(text).text.split("\n")[2:] == [
        "I had been walking for an hour and my hands were numb.",
        "There was a light in the window.",
    ]
    verse = text.replace(". I", ", I").replace(". There", ", there")
    assert len(read_pasted(verse).text.split("\n")) == 3, "lines of a verse are as they are"

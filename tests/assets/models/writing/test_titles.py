"""Titles of songs."""

import pytest

from assets.models.writing.songs import Section
from assets.models.writing.titles import title_of

VERSE = Section(
    "Verse 1",
    (
        "She ran out to the gate, and she ran out the line,",
        "And I never had a word, but she told me the wine",
        "And she came back again, and she brought a bottle of rain.",
    ),
    (),
)
HOOK = Section(
    "Hook", ("Who has gone out of his house in the park with a drawer,", "And it falls but not in the snow."), ()
)


@pytest.mark.parametrize(
    ("sections", "theme", "title"),
    [
        ([VERSE, HOOK], "rain", "A bottle of rain"),
        ([VERSE], "", "A bottle of rain"),  # a noun with another counts more than one alone
        ([VERSE, HOOK, HOOK], "", "The park with a drawer"),  # of the hook
        ([VERSE, HOOK], "the first snow", "In the snow"),  # "the" is not a word of the theme
        ([Section("Verse 1", ("i don't know why", "we are who we are?"), ())], "", "I don't know why"),  # no phrase
        ([Section("Verse 1", ("we do", "what we do"), ()), Section("Hook", ("so it is!", "it is so, it is"), ())], "", "So it is"),
    ],
)  # fmt: skip
def test_a_title_is_a_phrase_of_the_song(sections: list[Section], theme: str, title: str) -> None:
    assert title_of(sections, theme) == title

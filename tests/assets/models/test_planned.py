"""The text format of planned lines."""

from hypothesis import given
from hypothesis import strategies as st

from assets.models.planned import PART_LINES, heading, planned_lines, planned_parts
from assets.phonetics.g2p import Pronouncer

PRONOUNCER = Pronouncer()


def test_a_planned_line_begins_with_its_syllables_and_its_last_word() -> None:
    lines = ["Alarm goes off. The room is black.", "", "The bed says stay; the bed talks BACK!", "..."]
    assert planned_lines(lines, PRONOUNCER) == [
        "8 black: Alarm goes off. The room is black.",
        "",
        "8 back: The bed says stay; the bed talks BACK!",
        "...",
    ]


def test_every_part_has_a_theme_and_every_second_one_an_artist() -> None:
    songs = [
        ("Ada", "the kettle sings\nthe kettle rings"),
        ("Bo", "a winter train\na winter rain"),
        ("Cy", "the sea\nthe sea"),
    ]
    first, second, third = planned_parts(songs, PRONOUNCER)
    assert first.split("\n")[0] == heading(["kettle", "rings", "sings"])
    assert second.split("\n")[0].startswith("[Bo: winter")
    assert third.split("\n")[0] == "[]"


@given(
    st.lists(
        st.lists(st.sampled_from(["the night is long", "go on", "a b c"]), min_size=1, max_size=40),
        min_size=1,
        max_size=5,
    )
)
def test_every_line_is_kept_and_no_part_is_too_long(stanzas: list[list[str]]) -> None:
    text = "\n\n".join("\n".join(stanza) for stanza in stanzas)
    parts = planned_parts([("Ada", text)], PRONOUNCER)
    written = [[line for line in part.split("\n")[1:] if line] for part in parts]
    assert all(0 < len(lines) <= PART_LINES for lines in written)
    assert [line.partition(": ")[2] for lines in written for line in lines] == [
        line for stanza in stanzas for line in stanza
    ]

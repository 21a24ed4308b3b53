"""Time stamps of lyrics."""

from hypothesis import given
from hypothesis import strategies as st

from resources.lyrics_sources.lrc import TimedLine, read_lines, stamped


def test_stamps_of_lines_and_words_are_read_and_removed() -> None:
    text = "[ti:Low Lamp]\n[offset:+500]\n[00:12.34]I left\n[00:19.02][01:10.2] we <00:19.50>never <00:20.00>said\n[00:22.00]\n[1:02:30]no"
    assert read_lines(text) == [
        TimedLine(""), TimedLine(""), TimedLine("I left", (11_840,)), TimedLine("we never said", (18_520, 69_700)),
        TimedLine("", (21_500,)), TimedLine("no", (61_800,)),
    ]  # fmt: skip


def test_a_time_of_day_is_not_a_stamp() -> None:
    assert read_lines("meet me [12:30] at the gate") == [TimedLine("meet me [12:30] at the gate")]


def test_plain_stanzas_get_the_times_of_the_synced_text() -> None:
    synced = "[00:01.00] One, two\n[00:04.00] three"
    assert stamped("One two\n\nthree", synced) == "[00:01.000]One two\n\n[00:04.000]three"
    assert stamped("One two\n\nfour", synced) == "One two\n\nfour", "other words"
    assert stamped("", synced) == synced
    assert stamped("one", "") == "one"


@given(
    st.lists(
        st.tuples(st.text(alphabet="ab c'!", min_size=1).map(str.strip).filter(bool), st.integers(0, 5_999_999)),
        min_size=1,
    )
)
def test_every_written_line_is_read_back_with_its_time(lines: list[tuple[str, int]]) -> None:
    text = "\n".join(f"[{ms // 60000:02}:{ms // 1000 % 60:02}.{ms % 1000:03}]{line}" for line, ms in lines)
    assert read_lines(text) == [TimedLine(line, (ms,)) for line, ms in lines]

"""Text from other sources is escaped on pages."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.metadata import sample_rows
from assets.pages import markdown_table, markdown_text, render_page, web_address


@pytest.mark.parametrize(
    "text",
    ["![x](javascript:alert(1))", "[x](data:text/html,y)", "<img src=x onerror=y>", "a|b", "# head", "`code`", "**b**"],
)
def test_markdown_in_a_text_is_escaped(text: str) -> None:
    shown = markdown_text(text)
    for sign in "[]|#`*":
        assert sign not in shown.replace(f"\\{sign}", "")
    assert "<" not in shown


@given(st.text())
def test_the_text_is_complete_and_on_one_line(text: str) -> None:
    import html
    import re

    shown = markdown_text(text)
    assert len(shown.splitlines()) <= 1
    assert html.unescape(re.sub(r"\\(.)", r"\1", shown)) == " / ".join(text.splitlines())


def test_a_table_s_cells_stay_in_their_columns() -> None:
    table = markdown_table(["a", "b"], [("one | two", "![x](y)"), ("three\nfour", 5)])
    assert table.split("\n") == [
        "| a | b |", "|---|---|", "| one \\| two | \\!\\[x\\](y) |", "| three / four | 5 |",
    ]  # fmt: skip
    sample = sample_rows(pd.DataFrame({"t": ["![x](javascript:alert(1))" * 5]})).value
    assert "![" not in str(sample)


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://lrclib.net/x", True), ("HTTP://a.b", True), ("javascript:alert(1)", False), (" javascript:alert(1)", False),
        ("data:text/html,x", False), ("file:///etc/passwd", False), ("//a.b", False), ("https:", False), ("", False),
        ("vbscript:x", False), ("java\nscript:alert(1)", False),
    ],
)  # fmt: skip
def test_only_web_addresses_are_linked(address: str, linked: bool) -> None:
    assert bool(web_address(address)) == linked


def test_values_are_escaped_in_templates(tmp_path: Path) -> None:
    (tmp_path / "t.html.j2").write_text("<p>{{ x }}</p>")
    assert render_page(tmp_path / "t.html.j2", x="<b>") == "<p>&lt;b&gt;</p>"

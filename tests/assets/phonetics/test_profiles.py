"""Pages of verse and artists: colours, letters and counts; markup in lyrics is escaped."""

import pandas as pd
import pytest

from assets.phonetics.g2p import Pronouncer
from assets.phonetics.profiles import PROFILES_SCHEMA, artist_profiles, profiles_markdown, render_profiles
from assets.phonetics.verse import verse_lines
from assets.phonetics.verse_page import coloured_html, rhyming_lines, rhyming_markdown

PRONOUNCER = Pronouncer()
VERSE = ["A cat in a hat", "and the dog that sat", "nothing at all", "I bled, she said, in red and blue"]


def test_rhyming_words_are_in_one_group() -> None:
    lines = rhyming_lines(VERSE, PRONOUNCER)
    assert "".join(line.letter for line in lines) == "AAxx"
    group = {piece: number for line in lines for piece, number in line.pieces if number is not None}
    assert group["cat"] == group["hat"] == group["sat"]
    assert group["bled,"] == group["said,"] == group["red"] != group["cat"]
    assert "blue" not in group
    assert "nothing" not in group


def test_each_stanza_has_its_own_letters() -> None:
    lines = rhyming_lines(["light", "night", "", "rain", "pain", "!!!"], PRONOUNCER)
    assert "".join(line.letter for line in lines) == "AAAAx"
    assert len({number for line in lines for _, number in line.pieces} - {None}) == 2
    assert rhyming_lines([], PRONOUNCER) == []


def test_pages_escape_what_they_show() -> None:
    hostile = ["<script>alert(1)</script> & light", "**bold** [link](x) | `night`"]
    html = coloured_html(hostile, PRONOUNCER)
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    markdown = rhyming_markdown(hostile, PRONOUNCER)
    assert "<script" not in markdown
    assert markdown.endswith(r"\*\*bold\*\* \[link\](x) \| **\`night\`** · A")


@pytest.fixture
def lyrics() -> pd.DataFrame:
    rows = [
        ("a:1", "Ann", "One", "I see the light\nit is so bright\na cold cold day\nthey went away\n\nthe end"),
        ("a:2", "Ann", "Two <b>", "one two\nthree four\nfive six\nseven <i>eight"),
        ("b:1", "Bob", "Three", "no stanza\nof four lines"),
    ]
    frame = pd.DataFrame(rows, columns=["song_id", "artist", "title", "text"])
    return frame.assign(licence="CC0", copyright="", backlink_url="")


@pytest.fixture
def profiles(lyrics: pd.DataFrame) -> pd.DataFrame:
    rejected = pd.DataFrame(
        {"artist": ["Ann", "Ann", "Cy"], "reason": ["not English (de)", "not English (fr)", "empty"]}
    )
    lines = verse_lines(lyrics, {})
    return artist_profiles({"Ann": 4, "Bob": 1, "Cy": 1, "dee": 0}, lyrics, rejected, lines, {})


def test_a_profile_counts_what_was_found_kept_and_rejected(profiles: pd.DataFrame) -> None:
    assert list(profiles.columns) == list(PROFILES_SCHEMA)
    rows = profiles.set_index("artist")
    assert rows[["found", "kept", "refused"]].to_numpy().tolist() == [[4, 2, 2], [1, 1, 0], [1, 0, 1], [0, 0, 0]]
    assert rows.loc["Ann", "top_reasons"] == "not English: 2"
    assert rows.loc["Ann", "scheme"] == "AABB"
    assert str(rows.loc["Ann", "sample"]).split("\n")[0] == "I see the light"
    assert rows.loc["Bob", "sample"] == ""
    assert (rows.loc["Ann", "words"], rows.loc["Ann", "vocabulary"]) == (26, 23)


def test_the_page_of_profiles_has_every_artist_and_nothing_from_outside(
    profiles: pd.DataFrame, lyrics: pd.DataFrame
) -> None:
    page = render_profiles(profiles, lyrics, {})
    assert page.count("<section") == 4
    assert page.count("No song was kept.") == 2
    assert "<i>" not in page
    assert "nan" not in page, "a lift without a chance to compare with is left out"
    assert "http" not in page


def test_profiles_in_markdown_have_every_artist(profiles: pd.DataFrame) -> None:
    markdown = profiles_markdown(profiles, {})
    assert "| dee | 0 | 0 | 0 |" in markdown
    assert "AABB" in markdown


def test_a_corpus_without_songs_has_profiles(lyrics: pd.DataFrame) -> None:
    none = lyrics.head(0)
    rejected = pd.DataFrame({"artist": ["Ann"], "reason": ["empty after cleaning"]}).astype("str")
    profiles = artist_profiles({"Ann": 1}, none, rejected, verse_lines(none, {}), {})
    assert list(profiles.loc[0, ["kept", "refused"]]) == [0, 1]
    assert "No song was kept." in render_profiles(profiles, none, {})
    assert profiles_markdown(profiles, {})

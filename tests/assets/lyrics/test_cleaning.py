"""Cleaning: what goes, what stays, and that every song is accounted for."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.lyrics.cleaning import clean_songs, clean_text, detect_language, normalise
from assets.lyrics.near_duplicates import words
from resources.lyrics_sources.songbook import load_songbook

VERSE = "Shall I compare thee to a summer's day\nThou art more lovely and more temperate"
FOOTER = "\n\n******* This Lyrics is NOT for Commercial use *******\n(1409617829201)"


@pytest.mark.parametrize(
    "footer",
    [
        FOOTER,
        "\n\n***** this lyrics is not for commercial use *****",
        "\n** This Lyrics is NOT for Commercial use **\n(1)\n",
    ],
)
def test_the_footer_goes_in_all_its_forms(footer: str) -> None:
    cleaned = clean_text(VERSE + footer)
    assert cleaned.text == VERSE
    assert not cleaned.truncated


def test_a_truncated_body_loses_its_broken_last_line() -> None:
    assert clean_text(VERSE + "\nRough winds do sha\n..." + FOOTER) == clean_text(
        VERSE + "\nRough winds do sha..." + FOOTER
    )
    cleaned = clean_text(VERSE + "\nRough winds do sha\n..." + FOOTER)
    assert cleaned.text == VERSE
    assert cleaned.truncated


def test_dots_at_the_end_of_a_whole_song_stay() -> None:
    assert clean_text("I wonder where you are...").text == "I wonder where you are..."


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("[Verse 1]\none\n\n[Hook: All]\ntwo", "one\n\ntwo"),
        ("Chorus:\none", "one"),
        ("one (yeah)\n(uh huh)\ntwo", "one (yeah)\ntwo"),
        ("one x2\ntwo", "one\none\ntwo"),
        ("one (x3)", "one\none\none"),
        ("[Chorus] x2\none", "one"),
        ("t\u0435ll m\u0435", "tell me"),
        ("don\u2019t\u200b stop\u00a0now", "don't stop now"),
        ("rock &amp; roll &amp;amp; soul", "rock & roll & soul"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("  a   b \n\n\n\n c ", "a b\n\nc"),
        ("null\x00byte and \x1b[31mred", "nullbyte and [31mred"),
    ],
)
def test_examples(raw: str, clean: str) -> None:
    assert clean_text(raw).text == clean


def test_greek_and_russian_words_are_left_alone() -> None:
    assert normalise("καλημέρα привет") == "καλημέρα привет"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(body: str) -> None:
    once = clean_text(body).text
    assert clean_text(once).text == once


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("abc xX23()[]*.\n'&"), max_size=120))
def test_no_word_is_invented(body: str) -> None:
    assert set(words(clean_text(body).text)) <= set(words(normalise(body)))


def row(**values: Any) -> dict[str, Any]:
    return {
        "artist": "Ada Quill", "commontrack_id": "1", "title": "t", "rank": 1, "status": "fetched", "reason": "",
        "body": VERSE, "language": "en", "explicit": False, "copyright": "", "tracking_url": "", "backlink_url": "",
        "fetched_at": "", "source": "test", "licence": "",
    } | values  # fmt: skip


def test_every_song_is_kept_or_set_aside_with_its_reason() -> None:
    spanish = "Te escribo esta mañana con la nieve en la ventana, el frío se ha sentado a conversar conmigo"
    raw = pd.DataFrame(
        [
            row(commontrack_id="1", rank=2),
            row(commontrack_id="2", rank=1, body=VERSE.upper() + FOOTER),
            row(commontrack_id="3", body="[Verse 1]\n(yeah)"),
            row(commontrack_id="4", body=spanish),
            row(commontrack_id="5", status="refused", reason="instrumental", body=""),
            row(
                commontrack_id="6",
                body="<script>alert('hello there my friend')</script> I am walking down the street again",
            ),
            row(commontrack_id="7", body="\x00\ufffd\U0001f600"),
        ]
    )
    cleaned = clean_songs(raw)
    assert len(cleaned.lyrics) + len(cleaned.rejected) == len(raw)
    assert set(cleaned.lyrics["song_id"]) == {"ada-quill-2", "ada-quill-6"}
    reasons = dict(zip(cleaned.rejected["song_id"], cleaned.rejected["reason"], strict=True))
    assert reasons == {
        "ada-quill-1": "exact duplicate of ada-quill-2",
        "ada-quill-3": "empty after cleaning",
        "ada-quill-4": "not English (es)",
        "ada-quill-5": "refused by the source: instrumental",
        "ada-quill-7": "empty after cleaning",
    }


def test_no_english_song_of_the_songbook_is_taken_for_another_language() -> None:
    wrong = [
        (artist.name, song.title)
        for artist in load_songbook()
        for song in artist.songs[:20]
        if detect_language(clean_text(song.text).text) != "en"
    ]
    assert wrong == [("Mirela Frost", "Carta de invierno")]


def test_an_empty_harvest_gives_empty_tables() -> None:
    cleaned = clean_songs(pd.DataFrame([row()]).iloc[:0])
    assert cleaned.lyrics.empty
    assert cleaned.rejected.empty

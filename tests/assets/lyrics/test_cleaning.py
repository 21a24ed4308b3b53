"""Cleaning: what is removed, what stays, and that every song is accounted for."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.lyrics.cleaning import clean_songs, clean_text, normalise
from assets.lyrics.harvest import harvest_lyrics, harvest_tracks
from assets.lyrics.language import detect_language
from assets.lyrics.roster import RosterArtist
from assets.text import words
from resources.lyrics_sources.base import Artist, Lyrics, Track, Usage
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
def test_the_footer_is_removed_in_all_its_forms(footer: str) -> None:
    cleaned = clean_text(VERSE + footer)
    assert cleaned.text == VERSE
    assert not cleaned.truncated


def test_a_truncated_body_loses_its_broken_last_line() -> None:
    for end in ("\n..." + FOOTER, "..." + FOOTER, "\n...", "\n\u2026\n"):
        cleaned = clean_text(VERSE + "\nRough winds do sha" + end)
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
        ("one(x2)", "one\none"),
        ("it's 2'2x", "it's 2'2x"),
        ("o`clock &am\u200bp; then", "o'clock & then"),
        ("null\x00byte and \x1b[31mred", "nullbyte and [31mred"),
    ],
)
def test_known_texts_become_the_expected_ones(raw: str, clean: str) -> None:
    assert clean_text(raw).text == clean


def test_greek_and_russian_words_are_unchanged() -> None:
    assert normalise("καλημέρα привет") == "καλημέρα привет"


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_cleaning_is_idempotent(body: str) -> None:
    once = clean_text(body).text
    assert clean_text(once).text == once


@settings(max_examples=150)
@given(st.text(alphabet=st.sampled_from("abc xX23()[]*.\n'&"), max_size=120))
def test_no_word_is_invented(body: str) -> None:
    assert set(words(clean_text(body).text)) <= set(words(normalise(body)))


@settings(max_examples=150)
@given(st.text(alphabet=st.sampled_from("ab xX23()[]*.\n\r'&"), max_size=160), st.sampled_from(["", FOOTER, "\n..."]))
def test_every_line_of_the_body_is_counted_once(body: str, end: str) -> None:
    cleaned = clean_text(body + end)
    counts = cleaned.line_counts
    assert counts.total() - counts["repeated"] == normalise(body + end).count("\n") + 1
    lines = [line for line in cleaned.text.split("\n") if line]
    assert len(lines) == counts["kept"] + counts["repeated"] == sum(section.lines for section in cleaned.sections)
    assert sum(section.ad_libs for section in cleaned.sections) == counts["ad_lib"]


def test_headers_and_ad_libs_stay_as_structure() -> None:
    body = "[Intro]\n(yeah)\n(uh)\n\n[Verse 1: Ada]\none\ntwo\n(hey)\n\n[Chorus]\nthree\n\nfour\n\nfive\n\nfour"
    sections = [(section.name, section.lines, section.ad_libs) for section in clean_text(body).sections]
    assert sections == [
        ("intro", 0, 2), ("verse", 2, 1), ("hook", 1, 0), ("hook", 1, 0), ("verse", 1, 0), ("hook", 1, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("finna slide on em no cap", "en"),
        ("gang gang gang", "en"),
        ("no tengo miedo de caer", "es"),
        ("la rue est à nous ce soir", "fr"),
        ("ich laufe durch die Stadt bei Nacht", "de"),
        ("123 ...", "unknown"),
    ],
)
def test_short_text_and_slang_are_not_rejected(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_the_detectors_error_on_the_songbooks_single_lines_is_as_stated() -> None:
    lines = [
        line
        for artist in load_songbook()
        for song in artist.songs
        if song.title != "Carta de invierno"
        for line in clean_text(song.text).text.split("\n")[:6]
        if line
    ]
    wrong = sum(detect_language(line) != "en" for line in lines)
    assert len(lines) > 1500
    assert wrong / len(lines) <= 0.002


HOSTILE = {
    "null bytes": ("one\x00 morning\x00 in the rain we walked away", True),
    "a line of a megabyte": ("walking in the rain again " * 40_000, True),
    "a word of a megabyte": ("a" * 1_000_000, True),
    "a million empty lines": ("\n" * 1_000_000, False),
    "html": ("<p>we walked away in the rain</p><br/>and came back home", True),
    "script": ("<script>alert(1)</script>we walked away in the rain and came back home", True),
    "emoji": ("\U0001f600\U0001f525 " * 50, False),
    "right to left": ("\u202eمرحبا بالعالم كيف حالك اليوم\u202c يا صديقي العزيز", False),
    "hebrew and english": ("שלום we walked away in the rain and came back home again tonight", True),
    "wrong encoding": ("we donâ€™t walk away in the rain, we donâ€™t come back", True),
    "lone surrogates": ("we walked \ud800 away in the rain and drove \udfff back home", True),
    "brackets without end": ("[[[[((((" * 5000, False),
    "many marks": ("x2 " * 5000, False),
    "a name of sixty capitals": ("Hook: " + "A" * 60 + "!\nwe walked away in the rain and came back home", True),
    "headers without end": ("[" + "verse " * 40_000 + "\nwe walked away in the rain and came back home", True),
    "entities": ("&amp;" * 3 + "&#0;&#x110000; we walked away in the rain", True),
    "combining marks": ("w" + "\u0301" * 5000 + "e walked away in the rain and came back home", True),
    "nothing": ("", False),
}


class HostileSource:
    """A source whose songs are `HOSTILE`."""

    name, licence = "hostile", ""

    def usage(self) -> Usage:
        return Usage()

    def find_artist(self, name: str, aliases: Sequence[str] = ()) -> Artist:
        return Artist("1", name, 0)

    def top_tracks(self, artist: Artist, limit: int) -> list[Track]:
        flags = {"instrumental": False, "restricted": False, "explicit": False, "has_lyrics": True}
        return [
            Track(name, name, f"{name} \ud800", "1", artist.name, "", 0, genres="", updated_time="", **flags)
            for name in HOSTILE
        ]

    def lyrics(self, track: Track) -> Lyrics:
        return Lyrics(HOSTILE[track.track_id][0], "", False, False, False, "", "", "", "", "")


def test_a_hostile_corpus_is_kept_or_set_aside_with_a_reason() -> None:
    source = HostileSource()
    tracks = harvest_tracks(source, RosterArtist("Ada Quill", (), "ada-quill"), 50)
    raw = harvest_lyrics(source, tracks, 50)
    cleaned = clean_songs(raw)
    kept = {song_id.removeprefix("ada-quill-") for song_id in cleaned.lyrics["song_id"]}
    assert kept == {name for name, (_, good) in HOSTILE.items() if good}
    assert (cleaned.rejected["reason"] != "").all()
    assert len(cleaned.lyrics) + len(cleaned.rejected) == len(HOSTILE)
    for text in cleaned.lyrics["text"]:
        assert all(char.isprintable() or char == "\n" for char in text)


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
        "ada-quill-5": "instrumental",
        "ada-quill-7": "empty after cleaning",
    }


def test_every_english_song_of_the_songbook_is_detected_as_english() -> None:
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


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("I don´t, you`re, it′s, weʼll, they’d", "I don't, you're, it's, we'll, they'd"),
        ("give me 3½ days and ½ a chance", "give me 3 1/2 days and 1/2 a chance"),
        ("my brand™ and m² of it ®", "my brand and m 2 of it"),
        ("donâ€™t close the cafÃ©", "don't close the café"),
        ("it's you &not me &amp; R&B", "it's you &not me & R&B"),
        ("the <i>lamp</i> is low<br/>the &lt;b&gt;road&lt;/b&gt; is long", "the lamp is low\nthe road is long"),
        ("first line\\nsecond line", "first line\nsecond line"),
        ("I love you <3 and 2 < 3", "I love you <3 and 2 < 3"),
    ],
)
def test_symbols_keep_their_meaning_and_markup_is_removed(raw: str, clean: str) -> None:
    assert clean_text(raw).text == clean


LAMP, HOME = "I left the lamp lit low", "you took the long way home"


@pytest.mark.parametrize(
    "body",
    [
        f"80 ContributorsTranslationsEspañolTürkçeLow Lamp Lyrics[Verse 1: Nova Kade]\n{LAMP}\n{HOME}",
        f"1 ContributorLow Lamp Lyrics{LAMP}\n{HOME}3Embed",
        f"Low Lamp Lyrics\n{LAMP}\n{HOME}Embed",
        f"{LAMP}\nYou might also like\n{HOME}12.5KEmbed",
        f"{LAMP}You might also like\n{HOME}\nEmbed",
        f"See Nova Kade LiveGet tickets as low as $57\n{LAMP}\n{HOME}",
        f"{LAMP}\n{HOME}\n\nWriter(s): A. Nobody, B. Nobody",
        f"{LAMP}\n{HOME}\nSongwriters: A. Nobody\nLyrics licensed & provided by Somebody",
        f"{LAMP}\n{HOME}\n\nThanks to somebody for correcting these lyrics.",
        f"{LAMP}\n{HOME}\n\nEnviada por Ana. Revisión por Luis.\n¿Viste algún error? Envíanos una revisión.",
        f"{LAMP}\n{HOME}\nViu algum erro? Envie uma revisão.",
        f"{LAMP}\n{HOME}\nParoles ajoutées par Luc",
        f"{LAMP}\n{HOME}\nSongtext eingesendet von Eva\nZuletzt bearbeitet von Max",
        f"{LAMP}\n{HOME}\nTesto inviato da Gino",
        f"[Chorus] {LAMP}\n{HOME} [Verse 2]",
        f"[Verse 1:\nNova Kade & Lil Brick]\n{LAMP}\n{HOME}",
        f"**Verse 2**\n{LAMP}\n{HOME}",
        f"{{Hook}}\n{LAMP}\n{HOME}",
        f"(Chorus x2)\n{LAMP}\n{HOME}",
        f"Verse Three:\n{LAMP}\n{HOME}",
        f"2nd Verse\n{LAMP}\n{HOME}",
        f"Verse II - Nova Kade\n{LAMP}\n{HOME}",
        f"Hook: {LAMP}\n{HOME}",
        f"Pre Chorus\n{LAMP}\n{HOME}\nRepeat Chorus 2x",
        f"{LAMP}\n{HOME}\n(Repeat)\nRepeat x2\nChorus repeats twice",
        f"[00:12.34]{LAMP}\n[00:15.90]<00:15.90>you <00:16.00>took <00:16.20>the <00:16.40>long <00:16.60>way <00:16.80>home\n[00:20.00]",
    ],
)  # fmt: skip
def test_boilerplate_around_a_song_is_removed(body: str) -> None:
    cleaned = clean_text(body)
    assert cleaned.text.replace("\n\n", "\n") == f"{LAMP}\n{HOME}"
    assert clean_text(cleaned.text).text == cleaned.text


@pytest.mark.parametrize(
    "line",
    [
        "we watched it back at 2x", "I embed my soul in it", "bridge over the river", "hook line and sinker", "repeat after me",
        "verses I wrote for you", "she wrote by the sea", "see you live tonight", "in the first verse I was born", "I might also like you",
        "my source: the river and the rain", "intro to the life I led", "written by the moon", "we said it times 2x",
    ],
)  # fmt: skip
def test_lyrics_that_look_like_boilerplate_stay(line: str) -> None:
    assert clean_text(f"{LAMP}\n{line}\n{HOME}").text == f"{LAMP}\n{line}\n{HOME}"


def test_the_times_of_lines_are_kept_in_their_own_column() -> None:
    body = f"[00:10.00][Verse]\n[00:12.34]{LAMP} x2\n[00:15.90](yeah)\n[00:19.02]{HOME}\nwe never said hello"
    cleaned = clean_text(body)
    assert cleaned.starts == (12_340, None, 19_020, None)
    table = clean_songs(pd.DataFrame([row(body=body), row(commontrack_id="2", rank=2)])).lyrics
    assert table["timing"].tolist() == ["[12340, null, 19020, null]", ""]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("la la la la\nna na na hey\nooh yeah", "en"),
        ("skrrt skrrt brr brr ayy ayy\nhuh what ayy gang gang", "en"),
        ("Gucci Prada Fendi Versace Balenciaga Dior Chanel Hermes", "en"),
        ("tere bina jeena mushkil hai mera\nraat bhar jaagun main chand ke saath\nkya kahun kaise kahun dil ki baat", "unknown"),
        ("kadhal vandhal enna seiven naan\nun kannil mazhai pola vizhundhen\nvaanam ellaam un per ezhudhi\nnenjil oru paadal kettaen", "unknown"),
        ("mi corazon late por ti", "es"),
        ("me a tell dem seh di road nuh easy\nmi mother pray fi mi every morning\ndem cyaan stop we from shine", "en"),
    ],
)  # fmt: skip
def test_vocables_and_brands_are_no_foreign_language_and_romanised_text_is_not_english(
    text: str, language: str
) -> None:
    assert detect_language(text) == language

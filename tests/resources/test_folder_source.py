"""Lyrics from files in many formats."""

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.lyrics.harvest import harvest_lyrics, harvest_tracks
from assets.lyrics.roster import RosterArtist, roster_of
from resources.lyrics_sources.base import ArtistNotFoundError
from resources.lyrics_sources.folder import UNKNOWN_LICENCE, FolderError, FolderSource
from resources.lyrics_sources.song_files import read_text, songs_in

VERSE = "Née à l’aube, she said “goodbye”\r\nthe café was closing – we watched it die\r\n"


def write(folder: Path, name: str, data: bytes | str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


def songs(source: FolderSource, artist: str) -> dict[str, str]:
    return {t.title: source.lyrics(t).body for t in source.top_tracks(source.find_artist(artist), 50)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_and_line_ends(tmp_path: Path, encoding: str) -> None:
    write(tmp_path, "song.txt", VERSE.encode(encoding))
    assert read_text(tmp_path / "song.txt") == VERSE


def test_one_song_per_file(tmp_path: Path) -> None:
    write(tmp_path, "Ada Quill/01 - First Light.txt", "one\ntwo")
    write(tmp_path, "Ada Quill/Album/02. What's Ünder? (Live).txt", "three")
    write(tmp_path, "Ada Quill/.DS_Store.txt", "no")
    write(tmp_path, "Ada Quill/notes.md", "no")
    write(tmp_path, "99 Problems Band/7.txt", "four")
    write(tmp_path, "README.txt", "no artist, no song")
    source = FolderSource(tmp_path)
    assert source.artists() == ["99 Problems Band", "Ada Quill"]
    assert songs(source, "ada  quill") == {"First Light": "one\ntwo", "What's Ünder? (Live)": "three"}
    assert songs(source, "99 problems band") == {"7": "four"}
    with pytest.raises(ArtistNotFoundError):
        source.find_artist("Nobody")


def test_one_song_per_row(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", 'Artist;Song;Lyrics\r\nAda;One;"first\nsecond ""x"""\r\n'.encode("cp1252"))
    rows = [
        {"artist_name": "Bo", "title": "Two", "text": "words\nmore"},
        {"artist": "Ada", "title": "Three", "body": "z"},
    ]
    write(tmp_path, "b.jsonl", "\n".join(map(json.dumps, rows)) + "\n\n")
    source = FolderSource(tmp_path)
    assert songs(source, "Ada") == {"One": 'first\nsecond "x"', "Three": "z"}
    assert songs(source, "Bo") == {"Two": "words\nmore"}


def test_the_nearest_licence_file_counts(tmp_path: Path) -> None:
    write(tmp_path, "Ada/one.txt", "x")
    write(tmp_path, "Bo/two.txt", "y")
    source = FolderSource(tmp_path)
    assert source.lyrics(source.top_tracks(source.find_artist("Ada"), 5)[0]).copyright == UNKNOWN_LICENCE
    write(tmp_path, "LICENCE.txt", "CC0-1.0\nand more")
    write(tmp_path, "Bo/LICENSE", "(c) Bo, with permission")
    source = FolderSource(tmp_path)
    assert source.lyrics(source.top_tracks(source.find_artist("Ada"), 5)[0]).copyright == "CC0-1.0"
    assert source.lyrics(source.top_tracks(source.find_artist("Bo"), 5)[0]).copyright == "(c) Bo, with permission"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", "artist,title\nAda,One\n", "row 1, is not read: it has no lyrics"),
        ("a.csv", "artist,title,lyrics\nAda,Zero,z\n,One,x\n", "row 2, is not read: it has no artist"),
        ("a.csv", "artist,title,lyrics\nAda,One,two,three\n", "it has 4 fields and the header 3"),
        ("a.csv", b"artist,title,lyrics\n" + bytes(range(256)) * 20, "contains no text"),
        ("a.jsonl", '{"artist": "A", "title": "B", "text": "x"}\nnot json\n', "row 2, is not read: it is not a JSON"),
        ("a.json", '[{"artist": "A", "title": "B", "lyrics": null}, 7]', "row 1, is not read: it has no lyrics"),
    ],
)
def test_an_unreadable_row_is_one_song_with_its_reason(tmp_path: Path, name: str, text: str | bytes, says: str) -> None:
    write(tmp_path, name, text)
    write(tmp_path, "Bo/one.txt", "words")
    source = FolderSource(tmp_path)
    raws = [harvest_lyrics(source, harvest_tracks(source, artist, 9), 9) for artist in roster_of(source.artists())]
    raw = pd.concat(raws)
    refused = raw[raw["status"] == "refused"]
    assert any(says in reason for reason in refused["reason"])
    assert "Bo" in set(raw.loc[raw["status"] == "fetched", "artist"]), "the others stay"


def test_a_file_that_is_not_text_does_not_affect_the_others(tmp_path: Path) -> None:
    write(tmp_path, "Ada/binary.txt", bytes(range(256)) * 20)
    write(tmp_path, "Ada/one.txt", "x")
    source = FolderSource(tmp_path)
    raw = harvest_lyrics(source, harvest_tracks(source, RosterArtist("Ada", (), "ada"), 5), 5)
    assert raw.set_index("title")["status"].to_dict() == {"binary": "refused", "one": "fetched"}
    assert raw["reason"][0].startswith("unreadable (binary.txt contains no text")


def test_artists_in_any_script_are_told_apart(tmp_path: Path) -> None:
    for name in ("!!!", "Кино", "キノ", "MØ", "M"):
        write(tmp_path, f"{name}/one.txt", f"by {name}")
    source = FolderSource(tmp_path)
    assert {artist.name: songs(source, artist.name)["one"] for artist in roster_of(source.artists())} == {
        name: f"by {name}" for name in ("!!!", "Кино", "キノ", "MØ", "M")
    }


def test_a_missing_folder_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="no folder") as raised:
        FolderSource(tmp_path / "none").artists()
    assert "LYRICS_DIR" in str(raised.value.remedy)


WORDS = "I left the lamp lit low\nyou took the long way home"
TABLES = {
    "backslashes": ("a.csv", 'artist,title,lyrics\n"Ada","Lamp","she said \\"come in, sit\\"\nand \\o/"\n', 'she said "come in, sit"\nand \\o/'),
    "quotes that nobody doubled": ("a.csv", f'artist,title,lyrics\n"Ada","6\'1"","{WORDS}"\n"Ada","Lamp","{WORDS}"\n', WORDS),
    "commas that nobody quoted": ("a.csv", "artist,title,lyrics\nAda,Lamp,one, two, three\n", "one, two, three"),
    "a declared separator": ("a.csv", f'sep=;\nartist;title;lyrics\nAda;Lamp;"{WORDS}"\n', WORDS),
    "an index and other names": ("a.csv", ",Artist,Song Title,Lyric\n0,Ada,Lamp,words\n", "words"),
    "tabs": ("a.tsv", "artist\ttitle\tlyrics\nAda\tLamp\tone, two\n", "one, two"),
    "pipes": ("a.csv", "artist|title|lyrics\nAda|Lamp|one, two; three\n", "one, two; three"),
    "old line ends": ("a.csv", "artist,title,lyrics\rAda,Lamp,words\r", "words"),
    "a line a row": ("a.csv", "artist,track_title,line,lyric\nAda,Lamp,2,two\nAda,Lamp,1,one\nAda,Lamp,10,ten\n", "one\ntwo\nten"),
    "an artist with songs": ("a.json", json.dumps({"name": "Ada", "songs": [{"title": "Lamp", "lyrics": WORDS}]}), WORDS),
    "a list of songs": ("a.json", json.dumps([{"primary_artist": {"name": "Ada"}, "title": "Lamp", "lyrics": WORDS}]), WORDS),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_several_tools_are_read(tmp_path: Path, name: str) -> None:
    file, text, wanted = TABLES[name]
    write(tmp_path, file, text)
    assert songs(FolderSource(tmp_path), "Ada")["Lamp"] == wanted


@given(
    rows=st.lists(
        st.tuples(*[st.text(alphabet=st.sampled_from("ab ,;\t\"'\n."), min_size=1).filter(str.strip)] * 2), min_size=1
    ),
    delimiter=st.sampled_from(",;\t|"),
)
def test_a_written_table_is_read_back_completely(rows: list[tuple[str, str]], delimiter: str) -> None:
    out = io.StringIO()
    table = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    table.writerows([("artist", "title", "lyrics"), *(("Ada", *row) for row in rows)])
    with TemporaryDirectory() as folder:
        write(Path(folder), "a.csv", out.getvalue())
        found = [(song.title, song.body) for song in songs_in(Path(folder))]
    assert found == [(title.strip(), body) for title, body in rows]


@pytest.mark.parametrize(
    ("file", "title"),
    [
        ("24-7", "24-7"), ("1-800 Lonely", "1-800 Lonely"), ("9-5", "9-5"), ("7-Eleven", "7-Eleven"), ("99 Problems", "99 Problems"),
        ("3.5 Days", "3.5 Days"), ("4_44", "4_44"), ("01 - Lamp", "Lamp"), ("1 - Lamp", "Lamp"), ("07. Lamp", "Lamp"), ("7) Lamp", "Lamp"),
        ("03-Lamp", "Lamp"), ("02 24-7", "24-7"), ("10 - River", "River"), ("1999", "1999"),
    ],
)  # fmt: skip
def test_numbers_that_belong_to_a_title_stay(tmp_path: Path, file: str, title: str) -> None:
    write(tmp_path, f"Ada/{file}.txt", "x")
    assert songs(FolderSource(tmp_path), "Ada") == {title: "x"}


def test_songs_with_the_same_title_keep_their_ids(tmp_path: Path) -> None:
    def ids() -> dict[str, str]:
        source = FolderSource(tmp_path)
        tracks = source.top_tracks(source.find_artist("Ada"), 50)
        assert len({track.commontrack_id for track in tracks}) == len(tracks)
        return {source.lyrics(track).body: track.commontrack_id for track in tracks}

    write(tmp_path, "Ada/Who.txt", "plain")
    write(tmp_path, "Ada/First/Intro.txt", "first")
    before = ids()
    write(tmp_path, "Ada/Who!.txt", "loud")
    write(tmp_path, "Ada/Second/Intro.txt", "second")
    write(tmp_path, "z.csv", "artist,title,lyrics\nAda,Intro,third\nAda,Intro,fourth\n")
    after = ids()
    assert set(after) == {"plain", "loud", "first", "second", "third", "fourth"}
    assert {body: after[body] for body in before} == before


def test_lrc_files_and_files_beside_the_folders_are_songs(tmp_path: Path) -> None:
    write(tmp_path, "Ada/Lamp.lrc", "[00:01.00]one\n[00:02.50]two")
    write(tmp_path, "Ada - River.txt", "three")
    assert songs(FolderSource(tmp_path), "Ada") == {"River": "three", "Lamp": "[00:01.00]one\n[00:02.50]two"}


def test_skipped_files_are_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path, "Ada/One.txt", "x")
    write(tmp_path, "Ada/Two.docx", "x")
    FolderSource(tmp_path).artists()
    assert "Two.docx" in caplog.text
